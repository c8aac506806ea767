//! Requests: from the tree of a document to typed commands.
//!
//! Reading is as strict as the schemas: order, required elements and value spaces. What depends on the
//! registry's state or policy is not decided here.

mod contact;
mod domain;
mod extension;
mod host;
mod session;
mod values;

use crate::code::{Refusal, ResultCode};
use crate::state::ObjectKind;
use crate::text_enum::text_enum;
use crate::xml::{Element, Sequence, ns};

pub use contact::{ContactCreate, ContactUpdate, PostalChange};
pub use domain::{DomainCreate, DomainInfo, DomainRenew, DomainUpdate, HostsShown};
pub use extension::{
    ClaimsNotice, Extensions, FeeAgreed, FeeCheck, FeeQuestion, Restore, SecDnsRemoval, SecDnsUpdate,
};
pub use host::{HostCreate, HostUpdate};
pub use session::{Login, Poll};
pub use values::{AuthInfo, is_client_id, namespace};

text_enum! {
    /// The commands of RFC 5730.
    Verb {
        Login = "login",
        Logout = "logout",
        Poll = "poll",
        Check = "check",
        Info = "info",
        Create = "create",
        Update = "update",
        Renew = "renew",
        Delete = "delete",
        Transfer = "transfer",
    }
}

text_enum! {
    /// The operations of a transfer command.
    TransferOp {
        Request = "request",
        Query = "query",
        Approve = "approve",
        Reject = "reject",
        Cancel = "cancel",
    }
}

/// What a client sent.
#[derive(Debug)]
pub enum Incoming {
    Hello,
    Command(Envelope),
}

/// A command whose content has not been read yet.
#[derive(Debug)]
pub struct Envelope {
    pub client_trid: Option<String>,
    pub verb: Verb,
    element: Element,
    extensions: Vec<Element>,
}

/// A command, read.
#[derive(Debug)]
pub enum Command {
    Login(Login),
    Logout,
    Poll(Poll),
    Check { kind: ObjectKind, names: Vec<String> },
    Delete { kind: ObjectKind, name: String },
    Transfer(TransferCommand),
    DomainInfo(DomainInfo),
    DomainCreate(Box<DomainCreate>),
    DomainUpdate(Box<DomainUpdate>),
    DomainRenew(DomainRenew),
    ContactInfo { id: String, auth: Option<AuthInfo> },
    ContactCreate(Box<ContactCreate>),
    ContactUpdate(Box<ContactUpdate>),
    HostInfo { name: String },
    HostCreate(HostCreate),
    HostUpdate(HostUpdate),
}

/// A transfer command for a domain or a contact.
#[derive(Debug)]
pub struct TransferCommand {
    pub kind: ObjectKind,
    pub op: TransferOp,
    pub name: String,
    pub years: Option<u32>,
    pub auth: Option<AuthInfo>,
}

/// A document that is no command, with the client's identifier where that could be read.
#[derive(Debug)]
pub struct Unreadable {
    pub client_trid: Option<String>,
    pub refusal: Refusal,
}

impl From<Refusal> for Unreadable {
    fn from(refusal: Refusal) -> Self {
        Self { client_trid: None, refusal }
    }
}

/// Reads the outside of a document.
pub fn read(document: &[u8]) -> Result<Incoming, Unreadable> {
    let root =
        crate::xml::parse(document).map_err(|error| ResultCode::SyntaxError.because(error.to_string()))?;
    if !root.is(ns::EPP, "epp") {
        return Err(ResultCode::SyntaxError.because("the root element is not <epp>").into());
    }
    let [child] = root.children.as_slice() else {
        return Err(ResultCode::SyntaxError.because("<epp> holds exactly one element").into());
    };
    match child.name.as_str() {
        _ if child.ns != ns::EPP => Err(ResultCode::SyntaxError.because("not an element of EPP").into()),
        "hello" => Ok(Incoming::Hello),
        "command" => Envelope::read(child).map(Incoming::Command),
        "extension" => Err(ResultCode::UnimplementedCommand.refuse().into()),
        _ => Err(ResultCode::SyntaxError.because("neither hello nor command").into()),
    }
}

impl Envelope {
    fn read(command: &Element) -> Result<Self, Unreadable> {
        let client_trid = command.child(ns::EPP, "clTRID").map(Element::token);
        let valid = client_trid.as_ref().is_none_or(|id| (3..=64).contains(&id.chars().count()));
        if !valid {
            let refusal = ResultCode::SyntaxError.because("clTRID has 3 to 64 characters");
            return Err(refusal.into());
        }
        let refuse = |refusal| Unreadable { client_trid: client_trid.clone(), refusal };
        let Some(element) = command.children.first() else {
            return Err(refuse(ResultCode::SyntaxError.because("<command> is empty")));
        };
        let Some(verb) = Verb::read(&element.name).filter(|_| element.ns == ns::EPP) else {
            return Err(refuse(ResultCode::UnknownCommand.refuse()));
        };
        let mut sequence = Sequence::new(command, ns::EPP);
        sequence.optional(verb.as_str());
        let extensions = sequence.optional("extension").map(|e| e.children.clone()).unwrap_or_default();
        sequence.optional("clTRID");
        sequence.end().map_err(refuse)?;
        Ok(Self { client_trid, verb, element: element.clone(), extensions })
    }

    /// The namespaces of the extensions used, for the check against the services of the session.
    pub fn extension_namespaces(&self) -> impl Iterator<Item = &str> {
        self.extensions.iter().map(|extension| extension.ns.as_str())
    }

    /// The kind of object that the command is about; `None` for session commands.
    pub fn object(&self) -> Result<Option<ObjectKind>, Refusal> {
        if matches!(self.verb, Verb::Login | Verb::Logout | Verb::Poll) {
            return Ok(None);
        }
        let [child] = self.element.children.as_slice() else {
            return Err(ResultCode::SyntaxError.because("the command names exactly one object element"));
        };
        let kind = match child.ns.as_str() {
            ns::DOMAIN => ObjectKind::Domain,
            ns::CONTACT => ObjectKind::Contact,
            ns::HOST => ObjectKind::Host,
            _ => return Err(ResultCode::UnimplementedService.refuse()),
        };
        if child.name != self.verb.as_str() {
            return Err(ResultCode::SyntaxError.because("object element and command differ"));
        }
        Ok(Some(kind))
    }

    /// Reads the content.
    pub fn command(&self) -> Result<(Command, Extensions), Refusal> {
        let kind = self.object()?;
        let extensions = Extensions::read(self.verb, kind, &self.extensions)?;
        let command = match kind {
            None => self.session_command()?,
            Some(kind) => self.object_command(kind)?,
        };
        Ok((command, extensions))
    }

    fn session_command(&self) -> Result<Command, Refusal> {
        match self.verb {
            Verb::Login => Login::read(&self.element).map(Command::Login),
            Verb::Poll => Poll::read(&self.element).map(Command::Poll),
            _ if self.element.children.is_empty() => Ok(Command::Logout),
            _ => Err(ResultCode::SyntaxError.because("<logout> is empty")),
        }
    }

    fn object_command(&self, kind: ObjectKind) -> Result<Command, Refusal> {
        let body = &self.element.children[0];
        match (self.verb, kind) {
            (Verb::Check, _) => Ok(Command::Check { kind, names: values::names(body, kind)? }),
            (Verb::Delete, _) => Ok(Command::Delete { kind, name: values::only_name(body, kind)? }),
            (Verb::Transfer, ObjectKind::Domain | ObjectKind::Contact) => self.transfer(kind, body),
            (Verb::Info, ObjectKind::Domain) => DomainInfo::read(body).map(Command::DomainInfo),
            (Verb::Create, ObjectKind::Domain) => {
                DomainCreate::read(body).map(|create| Command::DomainCreate(Box::new(create)))
            }
            (Verb::Update, ObjectKind::Domain) => {
                DomainUpdate::read(body).map(|update| Command::DomainUpdate(Box::new(update)))
            }
            (Verb::Renew, ObjectKind::Domain) => DomainRenew::read(body).map(Command::DomainRenew),
            (Verb::Info, ObjectKind::Contact) => contact::info(body),
            (Verb::Create, ObjectKind::Contact) => {
                ContactCreate::read(body).map(|create| Command::ContactCreate(Box::new(create)))
            }
            (Verb::Update, ObjectKind::Contact) => {
                ContactUpdate::read(body).map(|update| Command::ContactUpdate(Box::new(update)))
            }
            (Verb::Info, ObjectKind::Host) => Ok(Command::HostInfo { name: values::only_name(body, kind)? }),
            (Verb::Create, ObjectKind::Host) => HostCreate::read(body).map(Command::HostCreate),
            (Verb::Update, ObjectKind::Host) => HostUpdate::read(body).map(Command::HostUpdate),
            _ => Err(ResultCode::UnimplementedCommand.refuse()),
        }
    }

    fn transfer(&self, kind: ObjectKind, body: &Element) -> Result<Command, Refusal> {
        let op = self.element.attribute("op").unwrap_or_default();
        let op = TransferOp::read(op)
            .ok_or_else(|| ResultCode::SyntaxError.because("transfer needs a known op attribute"))?;
        let namespace = values::namespace(kind);
        let mut sequence = Sequence::new(body, namespace);
        let name = values::name_of(sequence.required(values::identifier(kind))?, kind)?;
        let years = match kind {
            ObjectKind::Domain => values::period(sequence.optional("period"))?,
            _ => None,
        };
        let auth = values::auth_info(sequence.optional("authInfo"), namespace)?;
        sequence.end()?;
        Ok(Command::Transfer(TransferCommand { kind, op, name, years, auth }))
    }
}

impl Command {
    /// The objects that the command is about, for logs, faults and answers.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Login(_) | Self::Logout | Self::Poll(_) => Vec::new(),
            Self::Check { names, .. } => names.iter().map(String::as_str).collect(),
            Self::Delete { name, .. } => vec![name],
            Self::Transfer(transfer) => vec![&transfer.name],
            Self::DomainInfo(info) => vec![&info.name],
            Self::DomainCreate(create) => vec![&create.name],
            Self::DomainUpdate(update) => vec![&update.name],
            Self::DomainRenew(renew) => vec![&renew.name],
            Self::ContactInfo { id, .. } => vec![id],
            Self::ContactCreate(create) => vec![&create.id],
            Self::ContactUpdate(update) => vec![&update.id],
            Self::HostInfo { name } => vec![name],
            Self::HostCreate(create) => vec![&create.name],
            Self::HostUpdate(update) => vec![&update.name],
        }
    }
}
