//! `<transfer>` of a domain between registrars.

use chrono::{DateTime, Utc};

use super::{auth_fits, fee_fits};
use crate::code::{Refusal, ResultCode};
use crate::commands::{Context, Decision, permitted};
use crate::config::TldPolicy;
use crate::request::{Extensions, TransferCommand, TransferOp};
use crate::response::{self, Reply};
use crate::state::{
    Change, Domain, Notice, Registry, RgpStatus, Status, Transfer, TransferStatus, plus_years,
};

/// Refusals: 2303; request 2106 (own object), 2201 (no code), 2202 (wrong code), 2300, 2304, 2306 (period),
/// 2003/2004 (fee); query 2301, 2201, 2202; approve, reject and cancel 2301, 2201.
pub fn transfer(
    context: &Context<'_>,
    command: &TransferCommand,
    extensions: &Extensions,
) -> Result<Decision, Refusal> {
    let domain = context.domain(&command.name)?;
    let policy = context.zones.of_domain(&command.name)?;
    let outcome = match command.op {
        TransferOp::Query => return query(context, domain, command),
        TransferOp::Request => return request(context, domain, policy, command, extensions),
        TransferOp::Approve => TransferStatus::ClientApproved,
        TransferOp::Reject => TransferStatus::ClientRejected,
        TransferOp::Cancel => TransferStatus::ClientCancelled,
    };
    let pending = pending(domain)?;
    let actor = if command.op == TransferOp::Cancel { &pending.requester } else { &domain.sponsor };
    context.sponsored(actor)?;
    conclude(context.registry, policy, domain, outcome, context.now)
}

fn pending(domain: &Domain) -> Result<&Transfer, Refusal> {
    let pending = domain.transfer.as_ref().filter(|transfer| transfer.is_pending());
    pending.ok_or_else(|| ResultCode::NotPendingTransfer.refuse())
}

fn query(context: &Context<'_>, domain: &Domain, command: &TransferCommand) -> Result<Decision, Refusal> {
    let transfer = domain.transfer.as_ref().ok_or_else(|| ResultCode::NotPendingTransfer.refuse())?;
    let parties = [&domain.sponsor, &transfer.requester, &transfer.actor];
    match &command.auth {
        Some(auth) if !auth_fits(context, domain, auth) => return Err(ResultCode::InvalidAuthInfo.refuse()),
        None if !parties.iter().any(|id| *id == context.registrar) => {
            return Err(ResultCode::NotAuthorized.refuse());
        }
        _ => {}
    }
    Ok(Decision::answer(Reply::data(response::domain::transfer(&domain.name, transfer))))
}

fn request(
    context: &Context<'_>,
    present: &Domain,
    policy: &TldPolicy,
    command: &TransferCommand,
    extensions: &Extensions,
) -> Result<Decision, Refusal> {
    if present.sponsor == context.registrar {
        return Err(ResultCode::NotTransferable.because("the client already sponsors the object"));
    }
    let auth =
        command.auth.as_ref().ok_or_else(|| ResultCode::NotAuthorized.because("authInfo is required"))?;
    if !auth_fits(context, present, auth) {
        return Err(ResultCode::InvalidAuthInfo.refuse());
    }
    if present.transfer_pending() {
        return Err(ResultCode::PendingTransfer.refuse());
    }
    permitted(present.prohibited_by(&[
        Status::ServerTransferProhibited,
        Status::ClientTransferProhibited,
        Status::PendingCreate,
        Status::PendingDelete,
        Status::PendingRenew,
        Status::PendingUpdate,
    ]))?;
    if command.years.is_some_and(|years| years != 1) {
        return Err(ResultCode::ParameterPolicy.because("a transfer adds one year at most"));
    }
    let charged = fee_fits(policy, &present.name, 1, extensions.fee_agreed.as_ref())?;
    let mut domain = present.clone();
    let transfer = Transfer {
        status: TransferStatus::Pending,
        requester: context.registrar.to_owned(),
        requested: context.now,
        actor: domain.sponsor.clone(),
        acts: context.now + policy.periods.pending_transfer,
        expires: Some(expiry_after_transfer(policy, present, context.now)),
    };
    let data = response::domain::transfer(&domain.name, &transfer);
    let notice = notice(&domain.name, &transfer, "Transfer requested.", context.now);
    let notices = vec![(domain.sponsor.clone(), notice)];
    domain.transfer = Some(transfer);
    let mut reply = Reply::pending(Some(data));
    reply.extensions.extend(charged.map(|cents| response::extension::fee_charged("fee:trnData", cents)));
    Ok(Decision { reply, changes: vec![Change::PutDomain(Box::new(domain))], notices })
}

/// One year more where the zone gives it; a year that was just added automatically is not added twice, and no
/// registration exceeds the longest period.
fn expiry_after_transfer(policy: &TldPolicy, domain: &Domain, now: DateTime<Utc>) -> DateTime<Utc> {
    if !policy.transfer_adds_year || domain.in_grace(RgpStatus::AutoRenewPeriod, now) {
        return domain.expires;
    }
    let longest = plus_years(now, policy.max_years as i32);
    plus_years(domain.expires, 1).min(longest).max(domain.expires)
}

/// Ends a pending transfer; both registrars are told.
pub fn conclude(
    registry: &Registry,
    policy: &TldPolicy,
    present: &Domain,
    outcome: TransferStatus,
    at: DateTime<Utc>,
) -> Result<Decision, Refusal> {
    let pending = pending(present)?;
    let (losing, gaining) = (present.sponsor.clone(), pending.requester.clone());
    let approved = matches!(outcome, TransferStatus::ClientApproved | TransferStatus::ServerApproved);
    let actor = if outcome == TransferStatus::ClientCancelled { &gaining } else { &losing };
    let mut transfer = Transfer { status: outcome, actor: actor.clone(), acts: at, ..pending.clone() };
    let mut domain = present.clone();
    let mut changes = Vec::new();
    if approved {
        domain.expires = expiry_after_transfer(policy, present, at);
        transfer.expires = Some(domain.expires);
        domain.sponsor = gaining.clone();
        domain.transferred = Some(at);
        domain.grace.clear();
        domain.open_grace(RgpStatus::TransferPeriod, at + policy.periods.transfer, at);
        changes.extend(registry.hosts_of_domain(&domain.name).cloned().map(|mut host| {
            host.sponsor = gaining.clone();
            host.transferred = Some(at);
            Change::PutHost(Box::new(host))
        }));
    } else {
        transfer.expires = None;
    }
    let notice = notice(&domain.name, &transfer, outcome_text(outcome), at);
    let reply = Reply::data(response::domain::transfer(&domain.name, &transfer));
    domain.transfer = Some(transfer);
    changes.push(Change::PutDomain(Box::new(domain)));
    Ok(Decision { reply, changes, notices: vec![(gaining, notice.clone()), (losing, notice)] })
}

fn notice(name: &str, transfer: &Transfer, text: &str, at: DateTime<Utc>) -> Notice {
    let res_data = Some(response::domain::transfer(name, transfer));
    Notice { at, text: text.to_owned(), res_data, extension: None }
}

/// The text of the service message about a transfer's end.
pub fn outcome_text(outcome: TransferStatus) -> &'static str {
    match outcome {
        TransferStatus::Pending => "Transfer requested.",
        TransferStatus::ClientApproved | TransferStatus::ServerApproved => "Transfer approved.",
        TransferStatus::ClientRejected => "Transfer rejected.",
        TransferStatus::ClientCancelled | TransferStatus::ServerCancelled => "Transfer cancelled.",
    }
}
