//! Host commands (RFC 5732).

use std::collections::BTreeSet;

use super::{Context, Decision, amend, permitted, update_permitted};
use crate::code::{Refusal, ResultCode};
use crate::request::{HostCreate, HostUpdate};
use crate::response::{self, Reply};
use crate::state::{Change, Host, Status};

/// Most addresses of one host.
const ADDRESSES: usize = 13;

pub fn info(context: &Context<'_>, name: &str) -> Result<Decision, Refusal> {
    let host = context.host(name)?;
    let linked = context.registry.domains_of_host(name).next().is_some();
    Ok(Decision::answer(Reply::data(response::host::info(host, linked))))
}

pub fn create(context: &Context<'_>, create: &HostCreate) -> Result<Decision, Refusal> {
    if context.registry.host(&create.name).is_some() {
        return Err(ResultCode::Exists.refuse());
    }
    let superordinate = superordinate(context, &create.name)?;
    if superordinate.is_none() && !create.addresses.is_empty() {
        return Err(ResultCode::ParameterPolicy.because("a host outside the registry's zones has no address"));
    }
    let host = Host {
        name: create.name.clone(),
        roid: context.registry.next_roid(),
        sponsor: context.registrar.to_owned(),
        creator: context.registrar.to_owned(),
        created: context.now,
        updater: None,
        updated: None,
        transferred: None,
        superordinate,
        addresses: create.addresses.iter().copied().collect(),
        statuses: BTreeSet::new(),
    };
    let reply = Reply::data(response::host::created(&host));
    Ok(Decision { reply, ..Decision::done(vec![Change::PutHost(Box::new(host))]) })
}

/// A host inside a zone of the registry needs its domain, under the same sponsor (RFC 5732, section 3.2.1).
fn superordinate(context: &Context<'_>, name: &str) -> Result<Option<String>, Refusal> {
    let Some(parent) = context.zones.registrable(name) else { return Ok(None) };
    let domain = context.registry.domain(&parent).ok_or_else(|| {
        ResultCode::DoesNotExist.because(format!("the superordinate domain {parent} is absent"))
    })?;
    context.sponsored(&domain.sponsor)?;
    permitted(domain.prohibited_by(&[Status::PendingCreate, Status::PendingDelete]))?;
    Ok(Some(parent))
}

pub fn update(context: &Context<'_>, update: &HostUpdate) -> Result<Decision, Refusal> {
    let present = context.host(&update.name)?;
    context.sponsored(&present.sponsor)?;
    let prohibited =
        |forbidding: &[Status]| forbidding.iter().copied().find(|status| present.statuses.contains(status));
    update_permitted(prohibited, &update.remove.statuses)?;
    let mut host = present.clone();
    amend(&mut host.statuses, &update.remove.statuses, &update.add.statuses, "status")?;
    amend(&mut host.addresses, &update.remove.addresses, &update.add.addresses, "address")?;
    let mut changes = Vec::new();
    if let Some(name) = update.new_name.as_ref().filter(|name| **name != host.name) {
        rename(context, &mut host, name, &mut changes)?;
    }
    if host.superordinate.is_none() && !update.add.addresses.is_empty() {
        return Err(ResultCode::ParameterPolicy.because("a host outside the registry's zones has no address"));
    }
    if host.addresses.len() > ADDRESSES {
        return Err(ResultCode::ParameterPolicy.because(format!("at most {ADDRESSES} addresses")));
    }
    host.touch(context.registrar, context.now);
    changes.push(Change::PutHost(Box::new(host)));
    Ok(Decision::done(changes))
}

/// Delegations follow the object; an external host that serves another client's domain stays (RFC 5732, 3.2.5).
fn rename(
    context: &Context<'_>,
    host: &mut Host,
    name: &str,
    changes: &mut Vec<Change>,
) -> Result<(), Refusal> {
    if context.registry.host(name).is_some() {
        return Err(ResultCode::Exists.because("a host with the new name exists"));
    }
    let external = host.superordinate.is_none();
    let delegated: Vec<_> = context.registry.domains_of_host(&host.name).collect();
    if external && delegated.iter().any(|domain| domain.sponsor != context.registrar) {
        return Err(ResultCode::AssociationProhibits.because("domains of other clients are delegated to it"));
    }
    let superordinate = superordinate(context, name)?;
    if superordinate.is_none() {
        host.addresses.clear();
    }
    for domain in delegated {
        let mut domain = domain.clone();
        domain.hosts.remove(&host.name);
        domain.hosts.insert(name.to_owned());
        changes.push(Change::PutDomain(Box::new(domain)));
    }
    changes.push(Change::DropHost(std::mem::replace(&mut host.name, name.to_owned())));
    host.superordinate = superordinate;
    Ok(())
}

pub fn delete(context: &Context<'_>, name: &str) -> Result<Decision, Refusal> {
    let host = context.host(name)?;
    context.sponsored(&host.sponsor)?;
    let forbidding = [Status::ClientDeleteProhibited, Status::ServerDeleteProhibited];
    permitted(forbidding.into_iter().find(|status| host.statuses.contains(status)))?;
    if context.registry.domains_of_host(name).next().is_some() {
        return Err(ResultCode::AssociationProhibits.because("domains are delegated to it"));
    }
    Ok(Decision::done(vec![Change::DropHost(name.to_owned())]))
}
