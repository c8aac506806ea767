//! Session commands.

use super::values;
use crate::code::{Refusal, ResultCode};
use crate::secret::Secret;
use crate::xml::{Element, Sequence, ns};

/// `<login>` (RFC 5730, section 2.9.1.1).
#[derive(Debug)]
pub struct Login {
    pub client: String,
    pub password: Secret,
    pub new_password: Option<Secret>,
    pub version: String,
    pub language: String,
    pub objects: Vec<String>,
    pub extensions: Vec<String>,
}

/// `<poll>` (RFC 5730, section 2.9.2.3).
#[derive(Debug)]
pub enum Poll {
    Request,
    Acknowledge(String),
}

impl Login {
    pub(super) fn read(element: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(element, ns::EPP);
        let client = sequence.required("clID")?.token();
        let password = password(sequence.required("pw")?)?;
        let new_password = sequence.optional("newPW").map(self::password).transpose()?;
        let options = sequence.required("options")?;
        let services = sequence.required("svcs")?;
        sequence.end()?;
        let mut sequence = Sequence::new(options, ns::EPP);
        let version = sequence.required("version")?.token();
        let language = sequence.required("lang")?.token();
        sequence.end()?;
        let mut sequence = Sequence::new(services, ns::EPP);
        let first = sequence.required("objURI")?.token();
        let objects = std::iter::once(first).chain(sequence.many("objURI").into_iter().map(Element::token));
        let objects = objects.collect();
        let extensions = match sequence.optional("svcExtension") {
            None => Vec::new(),
            Some(extension) => {
                let mut inner = Sequence::new(extension, ns::EPP);
                let uris = inner.many("extURI").into_iter().map(Element::token).collect();
                inner.end()?;
                uris
            }
        };
        sequence.end()?;
        Ok(Self { client, password, new_password, version, language, objects, extensions })
    }
}

fn password(element: &Element) -> Result<Secret, Refusal> {
    values::token(element, 6..=16).map(Secret::new)
}

impl Poll {
    pub(super) fn read(element: &Element) -> Result<Self, Refusal> {
        match (element.attribute("op"), element.attribute("msgID")) {
            (Some("req"), _) => Ok(Self::Request),
            (Some("ack"), Some(id)) => Ok(Self::Acknowledge(id.trim().to_owned())),
            (Some("ack"), None) => Err(ResultCode::RequiredMissing.because("ack needs msgID")),
            _ => Err(ResultCode::SyntaxError.because("poll needs the op req or ack")),
        }
    }
}
