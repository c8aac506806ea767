//! Contact data (RFC 5733, section 3).

use super::{roid, timestamp};
use crate::state::{Contact, Disclose, Phone, PostalInfo, Transfer};
use crate::xml::{Xml, ns};

const XMLNS: [(&str, &str); 1] = [("xmlns:contact", ns::CONTACT)];

/// `<contact:chkData>`: identifiers, each with the reason why it is not available.
pub fn check(ids: &[(String, Option<String>)]) -> String {
    let mut xml = Xml::new();
    xml.open("contact:chkData", &XMLNS);
    for (id, unavailable) in ids {
        xml.open("contact:cd", &[]);
        xml.leaf_with("contact:id", &[("avail", if unavailable.is_none() { "1" } else { "0" })], id);
        xml.optional("contact:reason", unavailable.as_deref());
        xml.close();
    }
    xml.finish()
}

/// `<contact:infData>`; `linked`: whether a domain names it.
pub fn info(contact: &Contact, linked: bool, with_auth: bool) -> String {
    let mut xml = Xml::new();
    xml.open("contact:infData", &XMLNS);
    xml.leaf("contact:id", &contact.id);
    xml.leaf("contact:roid", &roid('C', contact.roid));
    for status in contact.visible_statuses(linked) {
        xml.empty("contact:status", &[("s", status.as_str())]);
    }
    contact.postal.iter().for_each(|postal| write_postal(&mut xml, postal));
    write_phone(&mut xml, "contact:voice", contact.voice.as_ref());
    write_phone(&mut xml, "contact:fax", contact.fax.as_ref());
    xml.leaf("contact:email", &contact.email);
    xml.leaf("contact:clID", &contact.sponsor);
    xml.leaf("contact:crID", &contact.creator);
    xml.leaf("contact:crDate", &timestamp(contact.created));
    xml.optional("contact:upID", contact.updater.as_deref());
    xml.optional("contact:upDate", contact.updated.map(timestamp).as_deref());
    xml.optional("contact:trDate", contact.transferred.map(timestamp).as_deref());
    if with_auth {
        xml.open("contact:authInfo", &[]);
        xml.leaf("contact:pw", contact.auth.reveal());
        xml.close();
    }
    if let Some(disclose) = &contact.disclose {
        write_disclose(&mut xml, disclose);
    }
    xml.finish()
}

/// `<contact:creData>`.
pub fn created(contact: &Contact) -> String {
    let mut xml = Xml::new();
    xml.open("contact:creData", &XMLNS);
    xml.leaf("contact:id", &contact.id);
    xml.leaf("contact:crDate", &timestamp(contact.created));
    xml.finish()
}

/// `<contact:trnData>`.
pub fn transfer(id: &str, transfer: &Transfer) -> String {
    let mut xml = Xml::new();
    xml.open("contact:trnData", &XMLNS);
    xml.leaf("contact:id", id);
    xml.leaf("contact:trStatus", transfer.status.as_str());
    xml.leaf("contact:reID", &transfer.requester);
    xml.leaf("contact:reDate", &timestamp(transfer.requested));
    xml.leaf("contact:acID", &transfer.actor);
    xml.leaf("contact:acDate", &timestamp(transfer.acts));
    xml.finish()
}

fn write_postal(xml: &mut Xml, postal: &PostalInfo) {
    xml.open("contact:postalInfo", &[("type", postal.form.as_str())]);
    xml.leaf("contact:name", &postal.name);
    xml.optional("contact:org", postal.org.as_deref());
    xml.open("contact:addr", &[]);
    postal.address.street.iter().for_each(|line| xml.leaf("contact:street", line));
    xml.leaf("contact:city", &postal.address.city);
    xml.optional("contact:sp", postal.address.province.as_deref());
    xml.optional("contact:pc", postal.address.postal_code.as_deref());
    xml.leaf("contact:cc", &postal.address.country);
    xml.close();
    xml.close();
}

fn write_phone(xml: &mut Xml, name: &str, phone: Option<&Phone>) {
    match phone {
        None => {}
        Some(Phone { number, extension: None }) => xml.leaf(name, number),
        Some(Phone { number, extension: Some(x) }) => xml.leaf_with(name, &[("x", x)], number),
    }
}

fn write_disclose(xml: &mut Xml, disclose: &Disclose) {
    xml.open("contact:disclose", &[("flag", if disclose.show { "1" } else { "0" })]);
    for (element, form) in &disclose.elements {
        let name = format!("contact:{element}");
        match form {
            Some(form) => xml.empty(&name, &[("type", form.as_str())]),
            None => xml.empty(&name, &[]),
        }
    }
    xml.close();
}
