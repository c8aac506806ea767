//! `<update>` of a domain.

use super::restore::restore;
use super::{HOSTS, contacts_fit, hosts_exist, secdns_fits};
use crate::code::{Refusal, ResultCode};
use crate::commands::{Context, Decision, amend, permitted, update_permitted};
use crate::config::TldPolicy;
use crate::request::{DomainUpdate, Extensions, SecDnsRemoval, SecDnsUpdate};
use crate::state::{Change, Domain, SecDns, Status};

/// Refusals: 2303, 2201, 2003 (nothing to do), 2304 (statuses), 2303/2306 (what is added or removed).
pub fn update(
    context: &Context<'_>,
    update: &DomainUpdate,
    extensions: &Extensions,
) -> Result<Decision, Refusal> {
    let present = context.domain(&update.name)?;
    let policy = context.zones.of_domain(&update.name)?;
    context.sponsored(&present.sponsor)?;
    if let Some(asked) = &extensions.restore {
        if !update.is_empty() || extensions.secdns_update.is_some() {
            return Err(ResultCode::ParameterPolicy.because("a restore changes nothing else"));
        }
        return restore(context, present, asked, extensions.fee_agreed.as_ref());
    }
    if !update.touches_object && extensions.secdns_update.is_none() {
        return Err(ResultCode::RequiredMissing.because("an update has add, rem or chg"));
    }
    permitted(present.prohibited_by(&[
        Status::PendingCreate,
        Status::PendingDelete,
        Status::PendingRenew,
        Status::PendingUpdate,
    ]))?;
    update_permitted(|forbidding| present.prohibited_by(forbidding), &update.remove.statuses)?;
    if present.transfer_pending() && update.add.statuses.contains(&Status::ClientTransferProhibited) {
        return Err(ResultCode::StatusProhibits.because(Status::PendingTransfer.as_str()));
    }
    let mut domain = present.clone();
    amend_object(context, policy, &mut domain, update)?;
    if let Some(secdns) = &extensions.secdns_update {
        amend_secdns(&mut domain.secdns, secdns)?;
        secdns_fits(policy, &domain.secdns)?;
    }
    domain.touch(context.registrar, context.now);
    Ok(Decision::done(vec![Change::PutDomain(Box::new(domain))]))
}

fn amend_object(
    context: &Context<'_>,
    policy: &TldPolicy,
    domain: &mut Domain,
    update: &DomainUpdate,
) -> Result<(), Refusal> {
    let registrant = update.registrant.clone().flatten();
    contacts_fit(context, policy, registrant.as_ref(), &update.add.contacts)?;
    hosts_exist(context, &update.add.hosts)?;
    amend(&mut domain.statuses, &update.remove.statuses, &update.add.statuses, "status")?;
    amend(&mut domain.contacts, &update.remove.contacts, &update.add.contacts, "contact")?;
    amend(&mut domain.hosts, &update.remove.hosts, &update.add.hosts, "host")?;
    if domain.hosts.len() > HOSTS {
        return Err(ResultCode::ParameterPolicy.because(format!("at most {HOSTS} name servers")));
    }
    if let Some(registrant) = &update.registrant {
        if registrant.is_none() && !policy.thin {
            return Err(ResultCode::ParameterPolicy.because("a registrant is required"));
        }
        domain.registrant = registrant.clone();
    }
    if let Some(auth) = &update.auth {
        domain.auth = auth.clone();
    }
    Ok(())
}

fn amend_secdns(secdns: &mut SecDns, update: &SecDnsUpdate) -> Result<(), Refusal> {
    match &update.remove {
        SecDnsRemoval::Nothing => {}
        SecDnsRemoval::All => *secdns = SecDns::default(),
        SecDnsRemoval::These(these) => {
            remove_records(&mut secdns.ds, &these.ds)?;
            remove_records(&mut secdns.keys, &these.keys)?;
        }
    }
    add_records(&mut secdns.ds, &update.add.ds)?;
    add_records(&mut secdns.keys, &update.add.keys)?;
    secdns.max_sig_life = update.max_sig_life.or(update.add.max_sig_life).or(secdns.max_sig_life);
    Ok(())
}

fn remove_records<T: PartialEq>(records: &mut Vec<T>, removed: &[T]) -> Result<(), Refusal> {
    for record in removed {
        let position = records.iter().position(|present| present == record);
        let position = position
            .ok_or_else(|| ResultCode::ParameterPolicy.because("a removed DNSSEC record is not there"))?;
        records.remove(position);
    }
    Ok(())
}

fn add_records<T: PartialEq + Clone>(records: &mut Vec<T>, added: &[T]) -> Result<(), Refusal> {
    for record in added {
        if records.contains(record) {
            return Err(ResultCode::ParameterPolicy.because("an added DNSSEC record is already there"));
        }
        records.push(record.clone());
    }
    Ok(())
}
