//! What each command does: pure decisions over the registry's state.
//!
//! A decision names its answer, its changes and the messages it puts into queues; the engine makes all of them
//! durable, then answers.

mod check;
pub mod contact;
pub mod domain;
mod host;
mod poll;

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};

use crate::code::{Refusal, ResultCode};
use crate::config::Zones;
use crate::request::{Command, Extensions};
use crate::response::Reply;
use crate::state::{Change, Contact, Domain, Host, Notice, ObjectKind, Registry, Status, TransactionIds};

/// What a decision may depend on.
pub struct Context<'a> {
    pub registry: &'a Registry,
    pub zones: &'a Zones,
    pub registrar: &'a str,
    pub now: DateTime<Utc>,
    pub ids: &'a TransactionIds,
    pub services: &'a Services,
    /// Whether the registry decides later, and how.
    pub deferral: Option<Deferral>,
    /// A domain that is looked at in this state instead of the registry's.
    pub replaced: Option<&'a Domain>,
}

/// A decision that is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deferral {
    pub approve: bool,
    pub after: Duration,
}

/// The extension services that the client asked for at login.
#[derive(Debug, Clone, Default)]
pub struct Services {
    pub objects: BTreeSet<String>,
    pub extensions: BTreeSet<String>,
}

impl Services {
    pub fn extends(&self, namespace: &str) -> bool {
        self.extensions.contains(namespace)
    }
}

/// What a command leads to.
#[derive(Debug)]
pub struct Decision {
    pub reply: Reply,
    pub changes: Vec<Change>,
    /// Messages by the registrar that they are for.
    pub notices: Vec<(String, Notice)>,
}

impl Decision {
    /// An answer without effect.
    pub fn answer(reply: Reply) -> Self {
        Self { reply, changes: Vec::new(), notices: Vec::new() }
    }

    /// 1000 with changes.
    pub fn done(changes: Vec<Change>) -> Self {
        Self { reply: Reply::new(ResultCode::Completed), changes, notices: Vec::new() }
    }
}

/// Decides on any command but login and logout, which the session answers.
pub fn decide(
    context: &Context<'_>,
    command: &Command,
    extensions: &Extensions,
) -> Result<Decision, Refusal> {
    match command {
        Command::Login(_) | Command::Logout => Err(ResultCode::UseError.refuse()),
        Command::Poll(poll) => poll::poll(context, poll),
        Command::Check { kind, names } => check::check(context, *kind, names, extensions),
        Command::Delete { kind: ObjectKind::Domain, name } => domain::delete(context, name),
        Command::Delete { kind: ObjectKind::Contact, name } => contact::delete(context, name),
        Command::Delete { kind: ObjectKind::Host, name } => host::delete(context, name),
        Command::Transfer(transfer) if transfer.kind == ObjectKind::Contact => {
            contact::transfer(context, transfer)
        }
        Command::Transfer(transfer) => domain::transfer(context, transfer, extensions),
        Command::DomainInfo(info) => domain::info(context, info),
        Command::DomainCreate(create) => domain::create(context, create, extensions),
        Command::DomainUpdate(update) => domain::update(context, update, extensions),
        Command::DomainRenew(renew) => domain::renew(context, renew, extensions),
        Command::ContactInfo { id, auth } => contact::info(context, id, auth.as_ref()),
        Command::ContactCreate(create) => contact::create(context, create),
        Command::ContactUpdate(update) => contact::update(context, update),
        Command::HostInfo { name } => host::info(context, name),
        Command::HostCreate(create) => host::create(context, create),
        Command::HostUpdate(update) => host::update(context, update),
    }
}

impl<'a> Context<'a> {
    fn domain(&self, name: &str) -> Result<&'a Domain, Refusal> {
        if let Some(domain) = self.replaced.filter(|domain| domain.name == name) {
            return Ok(domain);
        }
        self.registry.domain(name).ok_or_else(|| ResultCode::DoesNotExist.refuse())
    }

    fn contact(&self, id: &str) -> Result<&'a Contact, Refusal> {
        self.registry.contact(id).ok_or_else(|| ResultCode::DoesNotExist.refuse())
    }

    fn host(&self, name: &str) -> Result<&'a Host, Refusal> {
        self.registry.host(name).ok_or_else(|| ResultCode::DoesNotExist.refuse())
    }

    /// 2201 unless the client sponsors the object.
    fn sponsored(&self, sponsor: &str) -> Result<(), Refusal> {
        if sponsor == self.registrar {
            return Ok(());
        }
        Err(ResultCode::NotAuthorized.because("the object is sponsored by another client"))
    }
}

/// 2304 where a status stands against the operation.
fn permitted(prohibition: Option<Status>) -> Result<(), Refusal> {
    match prohibition {
        None => Ok(()),
        Some(status) => Err(ResultCode::StatusProhibits.because(status.as_str())),
    }
}

/// Prohibitions on an update: the client's own gives way to an update that removes it.
fn update_permitted(
    prohibited_by: impl Fn(&[Status]) -> Option<Status>,
    removed: &[Status],
) -> Result<(), Refusal> {
    permitted(prohibited_by(&[Status::ServerUpdateProhibited]))?;
    if removed.contains(&Status::ClientUpdateProhibited) {
        return Ok(());
    }
    permitted(prohibited_by(&[Status::ClientUpdateProhibited]))
}

/// Removes and adds values of a set; what is not there, or already there, is a policy error.
fn amend<T: Ord + Clone>(set: &mut BTreeSet<T>, remove: &[T], add: &[T], what: &str) -> Result<(), Refusal> {
    for value in remove {
        if !set.remove(value) {
            return Err(ResultCode::ParameterPolicy.because(format!("a removed {what} is not there")));
        }
    }
    for value in add {
        if !set.insert(value.clone()) {
            return Err(ResultCode::ParameterPolicy.because(format!("an added {what} is already there")));
        }
    }
    Ok(())
}
