//! Requests: what a command is in XML.

mod contact;
mod domain;
mod fees;
mod host;
mod launch;
mod secdns;
mod session;

use application::ports::RegistryCommand;
use instant_xml::ToXml;
use secrecy::{ExposeSecret, SecretString};

use crate::xml::{XmlText, ns};

pub(crate) use domain::{RestoreReport, restore_report, restore_request};
pub(crate) use session::{HELLO, acknowledge, login, logout, poll};

/// A command, ready but for its transaction id. Has no `Debug`: it holds passwords and personal data.
pub(crate) struct Request {
    /// Verb and object, for logs and errors.
    pub label: &'static str,
    body: String,
    extension: String,
    /// (namespace, XML) of extensions that are left out where the session does not speak them.
    if_spoken: Vec<(&'static str, String)>,
    secrets: Vec<SecretString>,
}

impl Request {
    /// A command whose element within `<command>` is `body`.
    fn new(label: &'static str, body: String) -> Self {
        Self { label, body, extension: String::new(), if_spoken: Vec::new(), secrets: Vec::new() }
    }

    fn with_extension(mut self, extension: Option<String>) -> Self {
        self.extension = extension.unwrap_or_default();
        self
    }

    /// An extension that says nothing needed: it is left out where the registry does not offer it.
    fn with_optional_extension(mut self, namespace: &'static str, extension: Option<String>) -> Self {
        self.if_spoken.extend(extension.map(|extension| (namespace, extension)));
        self
    }

    /// Remembers a secret that the body holds, so that it is blanked wherever the registry repeats it.
    fn with_secret(mut self, secret: Option<&str>) -> Self {
        self.secrets.extend(secret.map(SecretString::from));
        self
    }

    /// The whole document, for a session that speaks these extensions.
    pub fn document(&self, cltrid: &str, spoken: &[String]) -> String {
        let is_spoken = |namespace: &str| spoken.iter().any(|uri| uri == namespace);
        let optional = self.if_spoken.iter().filter(|(namespace, _)| is_spoken(namespace));
        let optional: String = optional.map(|(_, extension)| extension.as_str()).collect();
        let mut xml = XmlText::default();
        xml.raw(HEADER).element("epp", &[("xmlns", ns::EPP)], |xml| {
            xml.element("command", &[], |xml| {
                xml.raw(&self.body);
                if !self.extension.is_empty() || !optional.is_empty() {
                    xml.element("extension", &[], |xml| {
                        xml.raw(&self.extension).raw(&optional);
                    });
                }
                xml.text("clTRID", cltrid);
            });
        });
        xml.finish()
    }

    /// Codes and passwords within.
    pub fn secrets(&self) -> Vec<&str> {
        self.secrets.iter().map(ExposeSecret::expose_secret).collect()
    }
}

const HEADER: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="no"?>"#;

/// `<command>` around a type of `instant-epp`, which declares the namespace that the type counts on.
#[derive(ToXml)]
#[xml(rename = "command", ns(ns::EPP))]
struct Command<T> {
    body: T,
}

/// What `instant-epp` makes of one of its types, as the content of `<command>` or of `<extension>`.
fn typed(body: &impl ToXml) -> String {
    let command = instant_xml::to_string(&Command { body }).expect("writing into memory does not fail");
    let content = command.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</command>"));
    content.expect("an element has a start and an end").to_owned()
}

/// A command that is one exchange. A restore is two, see [`restore_request`].
pub(crate) fn request(command: &RegistryCommand, disclose: bool) -> Request {
    use RegistryCommand as C;
    let request = match command {
        C::CheckDomains { .. }
        | C::CheckClaims { .. }
        | C::InfoDomain { .. }
        | C::CreateDomain { .. }
        | C::RenewDomain { .. }
        | C::UpdateDomain { .. }
        | C::DeleteDomain { .. }
        | C::RestoreDomain { .. }
        | C::TransferDomain { .. } => domain::request(command),
        C::CreateContact { .. }
        | C::UpdateContact { .. }
        | C::InfoContact { .. }
        | C::DeleteContact { .. } => contact::request(command, disclose),
        C::InfoHost { .. } | C::CreateHost { .. } | C::UpdateHost { .. } | C::DeleteHost { .. } => {
            host::request(command)
        }
    };
    request.expect("every command belongs to one object")
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
