//! Contact commands (RFC 5733).
//!
//! Create and update are written here: `instant-epp` has no `<contact:disclose>`, cannot remove a field, and
//! wants the code again for every update; its info cannot go without a code.

use application::ports::RegistryCommand;
use domain_model::values::{AuthCode, ContactDetails, LegalForm};
use instant_epp::contact::ContactDelete;

use super::{Request, typed};
use crate::xml::{XmlText, ns};

/// The request of a contact command; `None` for other objects.
pub(super) fn request(command: &RegistryCommand, disclose: bool) -> Option<Request> {
    use RegistryCommand as C;
    let label = command.label();
    Some(match command {
        C::CreateContact { id, details, auth_code } => {
            let body = object("create", |xml| {
                xml.text("contact:id", id.as_str());
                postal_info(xml, details, Absent::LeftOut);
                numbers(xml, details, Absent::LeftOut);
                code(xml, auth_code);
                if disclose {
                    disclosure(xml, details, Absent::LeftOut);
                }
            });
            Request::new(label, body).with_secret(Some(auth_code.as_str()))
        }
        C::UpdateContact { id, details } => {
            let body = object("update", |xml| {
                xml.text("contact:id", id.as_str()).element("contact:chg", &[], |xml| {
                    postal_info(xml, details, Absent::Emptied);
                    numbers(xml, details, Absent::Emptied);
                    if disclose {
                        disclosure(xml, details, Absent::Emptied);
                    }
                });
            });
            Request::new(label, body)
        }
        C::InfoContact { id, auth_code } => {
            let body = object("info", |xml| {
                xml.text("contact:id", id.as_str());
                if let Some(auth_code) = auth_code {
                    code(xml, auth_code);
                }
            });
            Request::new(label, body).with_secret(auth_code.as_ref().map(AuthCode::as_str))
        }
        C::DeleteContact { id } => Request::new(label, typed(&ContactDelete::new(id.as_str()))),
        _ => return None,
    })
}

/// What becomes of a field that the contact does not have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    /// It is not written: a new object.
    LeftOut,
    /// It is written empty, which removes what the registry had.
    Emptied,
}

impl Absent {
    fn field(self, text: &str) -> Option<&str> {
        (!text.is_empty() || self == Self::Emptied).then_some(text)
    }
}

fn object(verb: &str, content: impl FnOnce(&mut XmlText)) -> String {
    let mut xml = XmlText::default();
    xml.element(verb, &[], |xml| {
        xml.element(&format!("contact:{verb}"), &[("xmlns:contact", ns::CONTACT)], content);
    });
    xml.finish()
}

fn code(xml: &mut XmlText, auth_code: &AuthCode) {
    xml.element("contact:authInfo", &[], |xml| {
        xml.text("contact:pw", auth_code.as_str());
    });
}

/// The postal form that can hold the data: `int` is limited to ASCII (RFC 5733, section 2.3.1).
fn form(details: &ContactDetails) -> &'static str {
    let address = details.address();
    let lines = address.street.iter().chain(&address.postal_code).chain(&address.region);
    let ascii = details.name().is_ascii()
        && details.organisation().is_ascii()
        && details.city().is_ascii()
        && lines.into_iter().all(|line| line.as_str().is_ascii());
    if ascii { "int" } else { "loc" }
}

fn postal_info(xml: &mut XmlText, details: &ContactDetails, absent: Absent) {
    xml.element("contact:postalInfo", &[("type", form(details))], |xml| {
        xml.text("contact:name", &details.name())
            .maybe("contact:org", absent.field(details.organisation()))
            .element("contact:addr", &[], |xml| {
                for line in &details.address().street {
                    xml.text("contact:street", line.as_str());
                }
                xml.text("contact:city", details.city())
                    .maybe("contact:sp", Absent::LeftOut.field(details.region()))
                    .maybe("contact:pc", Absent::LeftOut.field(details.postal_code()))
                    .text("contact:cc", details.country().as_str());
            });
    });
}

fn numbers(xml: &mut XmlText, details: &ContactDetails, absent: Absent) {
    let fax = details.fax().map(|fax| fax.as_str()).unwrap_or_default();
    xml.text("contact:voice", details.phone().as_str())
        .maybe("contact:fax", absent.field(fax))
        .text("contact:email", details.email().as_str());
}

/// What the registry is asked to publish or not: nothing of a natural person; the e-mail address of others as
/// they wish. A new object of those who hide nothing says nothing, and the registry's own policy holds.
fn disclosure(xml: &mut XmlText, details: &ContactDetails, absent: Absent) {
    let kind = [("type", form(details))];
    let person = details.legal_form() == LegalForm::Individual;
    let flag = if person || details.hide_email() { "0" } else { "1" };
    if flag == "1" && absent == Absent::LeftOut {
        return;
    }
    xml.element("contact:disclose", &[("flag", flag)], |xml| {
        if person {
            xml.element("contact:name", &kind, |_| {})
                .element("contact:addr", &kind, |_| {})
                .element("contact:voice", &[], |_| {})
                .element("contact:fax", &[], |_| {});
        }
        xml.element("contact:email", &[], |_| {});
    });
}
