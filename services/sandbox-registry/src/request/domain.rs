//! Domain commands (RFC 5731, section 3).

use chrono::NaiveDate;

use super::values::{self, AuthInfo};
use crate::code::{Refusal, ResultCode};
use crate::secret::Secret;
use crate::state::{ContactRole, ObjectKind, Status};
use crate::text_enum::text_enum;
use crate::xml::{Element, Sequence, ns};

text_enum! {
    /// Which hosts an info answer lists.
    HostsShown { All = "all", Delegated = "del", Subordinate = "sub", Neither = "none" }
}

#[derive(Debug)]
pub struct DomainInfo {
    pub name: String,
    pub hosts: HostsShown,
    pub auth: Option<AuthInfo>,
}

#[derive(Debug)]
pub struct DomainCreate {
    pub name: String,
    pub years: Option<u32>,
    pub hosts: Vec<String>,
    pub registrant: Option<String>,
    pub contacts: Vec<(ContactRole, String)>,
    pub auth: Secret,
}

#[derive(Debug)]
pub struct DomainUpdate {
    pub name: String,
    pub add: DomainDelta,
    pub remove: DomainDelta,
    /// The inner `None` removes the registrant.
    pub registrant: Option<Option<String>>,
    pub auth: Option<Secret>,
    /// Whether `add`, `rem` or `chg` was there at all; without them an extension must be.
    pub touches_object: bool,
}

#[derive(Debug, Default)]
pub struct DomainDelta {
    pub hosts: Vec<String>,
    pub contacts: Vec<(ContactRole, String)>,
    pub statuses: Vec<Status>,
}

#[derive(Debug)]
pub struct DomainRenew {
    pub name: String,
    pub current_expiry: NaiveDate,
    pub years: Option<u32>,
}

impl DomainInfo {
    pub(super) fn read(body: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(body, ns::DOMAIN);
        let element = sequence.required("name")?;
        let name = values::name_of(element, ObjectKind::Domain)?;
        let hosts = HostsShown::read(element.attribute("hosts").unwrap_or("all"))
            .ok_or_else(|| ResultCode::SyntaxError.because("hosts is all, del, sub or none"))?;
        let auth = values::auth_info(sequence.optional("authInfo"), ns::DOMAIN)?;
        sequence.end()?;
        Ok(Self { name, hosts, auth })
    }
}

impl DomainCreate {
    pub(super) fn read(body: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(body, ns::DOMAIN);
        let name = values::name_of(sequence.required("name")?, ObjectKind::Domain)?;
        let years = values::period(sequence.optional("period"))?;
        let hosts = hosts(sequence.optional("ns"))?;
        let registrant = sequence.optional("registrant").map(values::client_id).transpose()?;
        let contacts = contacts(&sequence.many("contact"))?;
        let auth = values::new_auth(sequence.required("authInfo")?, ns::DOMAIN)?;
        sequence.end()?;
        Ok(Self { name, years, hosts, registrant, contacts, auth })
    }
}

impl DomainUpdate {
    pub(super) fn read(body: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(body, ns::DOMAIN);
        let name = values::name_of(sequence.required("name")?, ObjectKind::Domain)?;
        let (add, remove) = (sequence.optional("add"), sequence.optional("rem"));
        let change = sequence.optional("chg");
        sequence.end()?;
        let delta = |element: Option<&Element>| element.map(DomainDelta::read).transpose();
        let mut update = Self {
            name,
            add: delta(add)?.unwrap_or_default(),
            remove: delta(remove)?.unwrap_or_default(),
            registrant: None,
            auth: None,
            touches_object: add.is_some() || remove.is_some() || change.is_some(),
        };
        if let Some(change) = change {
            let mut inner = Sequence::new(change, ns::DOMAIN);
            update.registrant = inner.optional("registrant").map(registrant_change).transpose()?;
            update.auth = inner.optional("authInfo").map(auth_change).transpose()?;
            inner.end()?;
        }
        Ok(update)
    }

    /// Whether the command changes the object itself, beside its extensions.
    pub fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty() && self.registrant.is_none() && self.auth.is_none()
    }
}

impl DomainDelta {
    fn read(element: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(element, ns::DOMAIN);
        let hosts = hosts(sequence.optional("ns"))?;
        let contacts = contacts(&sequence.many("contact"))?;
        let statuses = values::statuses(&sequence.many("status"), ObjectKind::Domain)?;
        sequence.end()?;
        Ok(Self { hosts, contacts, statuses })
    }

    pub fn is_empty(&self) -> bool {
        self.hosts.is_empty() && self.contacts.is_empty() && self.statuses.is_empty()
    }
}

impl DomainRenew {
    pub(super) fn read(body: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(body, ns::DOMAIN);
        let name = values::name_of(sequence.required("name")?, ObjectKind::Domain)?;
        let current_expiry = values::date(sequence.required("curExpDate")?)?;
        let years = values::period(sequence.optional("period"))?;
        sequence.end()?;
        Ok(Self { name, current_expiry, years })
    }
}

fn registrant_change(element: &Element) -> Result<Option<String>, Refusal> {
    if element.token().is_empty() { Ok(None) } else { values::client_id(element).map(Some) }
}

fn auth_change(element: &Element) -> Result<Secret, Refusal> {
    if element.child(ns::DOMAIN, "null").is_some() {
        return Err(ResultCode::ParameterPolicy.because("an authorization code cannot be removed"));
    }
    values::new_auth(element, ns::DOMAIN)
}

/// This registry keeps name servers as objects of their own (RFC 5731, section 1.1).
fn hosts(element: Option<&Element>) -> Result<Vec<String>, Refusal> {
    let Some(element) = element else { return Ok(Vec::new()) };
    let mut sequence = Sequence::new(element, ns::DOMAIN);
    if sequence.optional("hostAttr").is_some() {
        return Err(ResultCode::ParameterPolicy.because("name servers are host objects here, not attributes"));
    }
    let first = sequence.required("hostObj")?;
    let hosts = std::iter::once(first).chain(sequence.many("hostObj"));
    let hosts = hosts.map(|host| values::host_name(&host.token())).collect();
    sequence.end()?;
    hosts
}

fn contacts(elements: &[&Element]) -> Result<Vec<(ContactRole, String)>, Refusal> {
    let read = |element: &&Element| {
        let role = ContactRole::read(element.attribute("type").unwrap_or_default()).ok_or_else(|| {
            ResultCode::SyntaxError.because("<contact> has the type admin, billing or tech")
        })?;
        Ok((role, values::client_id(element)?))
    };
    elements.iter().map(read).collect()
}
