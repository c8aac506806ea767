//! A contact, as the paper prints it.

use super::read;
use crate::codec::{Map, Value};
use crate::fields::{date, date_or_none, number, yes_no};
use application::{Application, AskError, ContactFile};
use chrono::{DateTime, Months, NaiveDate, Utc};
use domain_model::policy::Catalogue;
use domain_model::values::{ContactDetails, Country, FieldError};
use projections::contacts::ContactRow;

/// In which `waps_lastvalid` shows a confirmation: "depuis 12 mois".
const VALID: Months = Months::new(12);

fn pays_id(catalogue: &Catalogue, country: Country) -> Value {
    catalogue.countries().by_code(country).map_or(Value::Nil, |entry| i64::from(entry.pays_id).into())
}

/// The fields in the paper's order, up to `status`. Data that was erased reads empty.
pub(super) fn fields(application: &Application, file: &ContactFile) -> Result<Map, AskError> {
    let (person, details) = (file.person()?, file.details());
    let changed = &file.changed;
    let mut fields: Map = [
        ("id", Value::from(number(file.number.get()))),
        ("parent_id", number(person.account.get()).into()),
        ("lastupdate", date(changed.at)),
        ("lastupdate_ip", changed.address.as_deref().unwrap_or_default().into()),
        ("handle", person.handle.as_str().into()),
        ("creation", date(file.recorded.at)),
    ]
    .into_iter()
    .collect();
    if let Some(details) = details {
        let stand_in = || application.stand_in_address(file.number).to_string();
        let stand_in = if details.hide_email() { stand_in() } else { String::new() };
        append_details(&mut fields, application.catalogue(), details, stand_in);
    }
    fields.insert("status", file.contact.status());
    Ok(fields)
}

fn append_details(fields: &mut Map, catalogue: &Catalogue, details: &ContactDetails, stand_in: String) {
    let input = details.to_input();
    for (name, text) in [("email", input.email), ("md5_email", stand_in)] {
        fields.insert(name, text);
    }
    fields.insert("hash_email", yes_no(input.hide_email));
    for (name, text) in [
        ("formejuridique", details.legal_form().soap_word().to_owned()),
        ("civilite", input.civility),
        ("nom", input.last_name),
        ("prenom", input.first_name),
        ("societe", input.organisation),
        ("adresse1", input.street),
        ("adresse2", input.street_2),
        ("cp", input.postal_code),
        ("ville", input.city),
    ] {
        fields.insert(name, text);
    }
    if let Some(region) = catalogue.regions().by_name(details.country(), details.region()) {
        fields.insert("region_id", i64::from(region.id));
    }
    fields.insert("pays_id", pays_id(catalogue, details.country()));
    for (name, text) in [
        ("telephone", input.phone),
        ("telecopie", input.fax),
        ("numero_tva", input.vat_number),
        ("siret", input.company_number),
        ("lang", input.locale),
    ] {
        fields.insert(name, text);
    }
    fields.insert("revente", yes_no(input.resale_consent));
}

/// `pays`: the country's name.
pub(super) fn country_name(application: &Application, file: &ContactFile) -> Value {
    let country = file.details().map(ContactDetails::country);
    let entry = country.and_then(|country| application.catalogue().countries().by_code(country));
    entry.map_or("", |entry| entry.name.as_str()).into()
}

/// The six `waps_` fields of `contact_info`.
pub(super) async fn append_verification(
    fields: &mut Map,
    application: &Application,
    file: &ContactFile,
) -> Result<(), AskError> {
    let person = file.person()?;
    let owner = application.views().contact_usage(file.number).await?.owner > 0;
    let now = application.clock().now();
    let recent = |at: &DateTime<Utc>| *at + VALID >= now;
    let (mailed, verified) = (person.links.mailed_at, person.verified_at);
    let key = match application.last_confirmation(file.number).await? {
        Some(last) => {
            let address = last.address.unwrap_or_default();
            format!("{} - {} - {address}", last.at.format("%Y-%m-%d %H:%M:%S"), last.token)
        }
        None => String::new(),
    };
    for (name, value) in [
        ("waps_ok", Value::from(i64::from(owner && person.is_verified()))),
        ("waps_email", file.details().map_or("", |details| details.email().as_str()).into()),
        ("waps_lastupdate", date_or_none(mailed.max(verified))),
        ("waps_lastvalid", date_or_none(verified.filter(recent))),
        ("waps_lastemail", date_or_none(mailed)),
        ("waps_lastvalidkey", key.into()),
    ] {
        fields.insert(name, value);
    }
    Ok(())
}

/// The fields of single endings that are set, as the paper writes them.
pub(super) fn append_identification(fields: &mut Map, application: &Application, file: &ContactFile) {
    let Some(details) = file.details() else { return };
    for (name, value) in details.identification().iter() {
        let shown = if read::COUNTRIES.contains(&name) {
            Country::parse(value).map_or(Value::Nil, |country| pays_id(application.catalogue(), country))
        } else if read::DAYS.contains(&name) {
            let day = value.parse::<NaiveDate>();
            day.map_or_else(|_| value.to_owned(), |day| day.format("%d-%m-%Y").to_string()).into()
        } else {
            value.into()
        };
        fields.insert(name, shown);
    }
}

/// A contact in a list.
pub(super) fn entry(application: &Application, row: &ContactRow) -> Map {
    let mut fields: Map = [
        ("id", Value::from(number(row.number.get()))),
        ("handle", row.handle.as_ref().map_or("", |handle| handle.as_str()).into()),
        ("creation", date(row.registered_at)),
    ]
    .into_iter()
    .collect();
    if let Some(details) = row.details() {
        let hidden = details.hide_email();
        let stand_in = || application.stand_in_address(row.number).to_string();
        let stand_in = if hidden { stand_in() } else { String::new() };
        append_details(&mut fields, application.catalogue(), details, stand_in);
    }
    fields.insert("status", row.status.as_str());
    fields
}

/// What stands against a contact below an ending.
pub(super) fn problems(errors: &[FieldError]) -> Value {
    let shown = |error: FieldError| {
        [("field", error.field), ("rule", error.rule), ("message", error.message)]
            .into_iter()
            .collect::<Map>()
    };
    read::named_all(errors).into_iter().map(shown).collect::<Vec<Map>>().into()
}
