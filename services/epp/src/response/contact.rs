//! Contact data (RFC 5733).

use application::ports::{AnswerData, ContactAtRegistry};
use domain_model::values::{ContactInput, LegalForm, RegistryContactId};

use super::{Response, date, parsed};
use crate::xml::{Element, ns};

/// What a response says about a contact object, if anything.
pub(super) fn read(response: &Response) -> Option<AnswerData> {
    if let Some(created) = response.data(ns::CONTACT, "creData") {
        return Some(AnswerData::Dates { created: created.child("crDate").and_then(date), expires: None });
    }
    let info = response.data(ns::CONTACT, "infData")?;
    Some(AnswerData::Contact(Box::new(ContactAtRegistry {
        id: parsed(info, "id", RegistryContactId::parse)?,
        sponsor: info.token_of("clID").unwrap_or_default(),
        details: details(info),
    })))
}

/// The data as text. A registry keeps one name: its last word is taken as the family name. Where both postal
/// forms are there, the local one is nearer to what the person wrote.
fn details(info: &Element) -> ContactInput {
    let form = |kind| info.all("postalInfo").find(|postal| postal.attribute("type") == Some(kind));
    let postal = form("loc").or_else(|| form("int")).or_else(|| info.child("postalInfo"));
    let text = |parent: Option<&Element>, child: &str| parent.and_then(|parent| parent.token_of(child));
    let address = postal.and_then(|postal| postal.child("addr"));
    let of_address = |child| text(address, child).unwrap_or_default();
    let name = text(postal, "name").unwrap_or_default();
    let (first_name, last_name) = name.rsplit_once(' ').unwrap_or(("", &name));
    let organisation = text(postal, "org").unwrap_or_default();
    let legal_form = if organisation.is_empty() { LegalForm::Individual } else { LegalForm::Company };
    let mut street = address.into_iter().flat_map(|address| address.all("street")).map(Element::token);
    ContactInput {
        legal_form: legal_form.as_str().to_owned(),
        last_name: last_name.to_owned(),
        first_name: first_name.to_owned(),
        organisation,
        street: street.next().unwrap_or_default(),
        // A third line joins the second: we keep two.
        street_2: street.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", "),
        postal_code: of_address("pc"),
        city: of_address("city"),
        region: of_address("sp"),
        country: of_address("cc"),
        phone: info.token_of("voice").unwrap_or_default(),
        fax: info.token_of("fax").unwrap_or_default(),
        email: info.token_of("email").unwrap_or_default(),
        hide_email: info.child("disclose").is_some_and(hides_email),
        ..ContactInput::default()
    }
}

fn hides_email(disclose: &Element) -> bool {
    let published = disclose.attribute("flag").and_then(super::boolean).unwrap_or(true);
    !published && disclose.child("email").is_some()
}
