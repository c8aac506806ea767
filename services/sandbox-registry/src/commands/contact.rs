//! Contact commands (RFC 5733).

use super::{Context, Decision, amend, permitted, update_permitted};
use crate::code::{Refusal, ResultCode};
use crate::config::Periods;
use crate::request::{AuthInfo, ContactCreate, ContactUpdate, PostalChange, TransferCommand, TransferOp};
use crate::response::{self, Reply};
use crate::state::{Change, Contact, Notice, PostalInfo, Status, Transfer, TransferStatus};

pub fn info(context: &Context<'_>, id: &str, auth: Option<&AuthInfo>) -> Result<Decision, Refusal> {
    let contact = context.contact(id)?;
    match auth {
        Some(auth) if !auth_fits(context, contact, auth) => return Err(ResultCode::InvalidAuthInfo.refuse()),
        Some(_) => {}
        None => context.sponsored(&contact.sponsor)?,
    }
    let linked = context.registry.domains_of_contact(id).next().is_some();
    let with_auth = contact.sponsor == context.registrar;
    Ok(Decision::answer(Reply::data(response::contact::info(contact, linked, with_auth))))
}

/// The contact's own code opens it, and so does the code of a domain that names it: the gaining registrar of a
/// thick registry reads the addresses of owner and administrator that way. A `roid` narrows it to that object.
fn auth_fits(context: &Context<'_>, contact: &Contact, auth: &AuthInfo) -> bool {
    let own = std::iter::once((response::roid('C', contact.roid), &contact.auth));
    let domains = context.registry.domains_of_contact(&contact.id);
    own.chain(domains.map(|domain| (response::roid('D', domain.roid), &domain.auth)))
        .any(|(roid, code)| *code == auth.password && auth.roid.as_ref().is_none_or(|asked| *asked == roid))
}

pub fn create(context: &Context<'_>, create: &ContactCreate) -> Result<Decision, Refusal> {
    if context.registry.contact(&create.id).is_some() {
        return Err(ResultCode::Exists.refuse());
    }
    let contact = Contact {
        id: create.id.clone(),
        roid: context.registry.next_roid(),
        sponsor: context.registrar.to_owned(),
        creator: context.registrar.to_owned(),
        created: context.now,
        updater: None,
        updated: None,
        transferred: None,
        postal: create.postal.clone(),
        voice: create.voice.clone(),
        fax: create.fax.clone(),
        email: create.email.clone(),
        auth: create.auth.clone(),
        disclose: create.disclose.clone(),
        statuses: Default::default(),
        transfer: None,
    };
    let reply = Reply::data(response::contact::created(&contact));
    Ok(Decision { reply, ..Decision::done(vec![Change::PutContact(Box::new(contact))]) })
}

pub fn update(context: &Context<'_>, update: &ContactUpdate) -> Result<Decision, Refusal> {
    let present = context.contact(&update.id)?;
    context.sponsored(&present.sponsor)?;
    update_permitted(|forbidding| present.prohibited_by(forbidding), &update.remove)?;
    if present.transfer_pending() && update.add.contains(&Status::ClientTransferProhibited) {
        return permitted(Some(Status::PendingTransfer)).map(|()| Decision::done(Vec::new()));
    }
    let mut contact = present.clone();
    amend(&mut contact.statuses, &update.remove, &update.add, "status")?;
    for change in &update.postal {
        amend_postal(&mut contact.postal, change)?;
    }
    if let Some(voice) = &update.voice {
        contact.voice = voice.clone();
    }
    if let Some(fax) = &update.fax {
        contact.fax = fax.clone();
    }
    if let Some(email) = &update.email {
        contact.email = email.clone();
    }
    if let Some(auth) = &update.auth {
        contact.auth = auth.clone();
    }
    if let Some(disclose) = &update.disclose {
        contact.disclose = Some(disclose.clone());
    }
    contact.touch(context.registrar, context.now);
    Ok(Decision::done(vec![Change::PutContact(Box::new(contact))]))
}

fn amend_postal(postal: &mut Vec<PostalInfo>, change: &PostalChange) -> Result<(), Refusal> {
    if let Some(info) = postal.iter_mut().find(|info| info.form == change.form) {
        if let Some(name) = &change.name {
            info.name = name.clone();
        }
        if let Some(org) = &change.org {
            info.org = org.clone();
        }
        if let Some(address) = &change.address {
            info.address = address.clone();
        }
        return Ok(());
    }
    let (Some(name), Some(address)) = (&change.name, &change.address) else {
        return Err(ResultCode::RequiredMissing.because("a new postalInfo needs name and addr"));
    };
    let org = change.org.clone().flatten();
    postal.push(PostalInfo { form: change.form, name: name.clone(), org, address: address.clone() });
    Ok(())
}

pub fn delete(context: &Context<'_>, id: &str) -> Result<Decision, Refusal> {
    let contact = context.contact(id)?;
    context.sponsored(&contact.sponsor)?;
    permitted(contact.prohibited_by(&[
        Status::ClientDeleteProhibited,
        Status::ServerDeleteProhibited,
        Status::PendingTransfer,
    ]))?;
    if context.registry.domains_of_contact(id).next().is_some() {
        return Err(ResultCode::AssociationProhibits.because("domains name it"));
    }
    Ok(Decision::done(vec![Change::DropContact(id.to_owned())]))
}

pub fn transfer(context: &Context<'_>, command: &TransferCommand) -> Result<Decision, Refusal> {
    let contact = context.contact(&command.name)?;
    match command.op {
        TransferOp::Query => query(context, contact, command),
        TransferOp::Request => request(context, contact, command),
        TransferOp::Approve => {
            context.sponsored(&contact.sponsor)?;
            conclude(contact, TransferStatus::ClientApproved, context.now)
        }
        TransferOp::Reject => {
            context.sponsored(&contact.sponsor)?;
            conclude(contact, TransferStatus::ClientRejected, context.now)
        }
        TransferOp::Cancel => {
            let pending = contact.transfer.as_ref().filter(|transfer| transfer.is_pending());
            let pending = pending.ok_or_else(|| ResultCode::NotPendingTransfer.refuse())?;
            context.sponsored(&pending.requester)?;
            conclude(contact, TransferStatus::ClientCancelled, context.now)
        }
    }
}

fn query(context: &Context<'_>, contact: &Contact, command: &TransferCommand) -> Result<Decision, Refusal> {
    let transfer = contact.transfer.as_ref().ok_or_else(|| ResultCode::NotPendingTransfer.refuse())?;
    let party = [&contact.sponsor, &transfer.requester].iter().any(|id| *id == context.registrar);
    match &command.auth {
        Some(auth) if !auth_fits(context, contact, auth) => return Err(ResultCode::InvalidAuthInfo.refuse()),
        None if !party => return Err(ResultCode::NotAuthorized.refuse()),
        _ => {}
    }
    Ok(Decision::answer(Reply::data(response::contact::transfer(&contact.id, transfer))))
}

fn request(context: &Context<'_>, present: &Contact, command: &TransferCommand) -> Result<Decision, Refusal> {
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
    permitted(present.prohibited_by(&[Status::ClientTransferProhibited, Status::ServerTransferProhibited]))?;
    let mut contact = present.clone();
    let transfer = Transfer {
        status: TransferStatus::Pending,
        requester: context.registrar.to_owned(),
        requested: context.now,
        actor: contact.sponsor.clone(),
        acts: context.now + Periods::default().pending_transfer,
        expires: None,
    };
    let data = response::contact::transfer(&contact.id, &transfer);
    let notice = notice(&contact.id, &transfer, "Transfer requested.", context.now);
    let notices = vec![(contact.sponsor.clone(), notice)];
    contact.transfer = Some(transfer);
    let changes = vec![Change::PutContact(Box::new(contact))];
    Ok(Decision { reply: Reply::pending(Some(data)), changes, notices })
}

/// Ends a pending transfer; both registrars are told.
pub fn conclude(
    present: &Contact,
    outcome: TransferStatus,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<Decision, Refusal> {
    let pending = present.transfer.as_ref().filter(|transfer| transfer.is_pending());
    let pending = pending.ok_or_else(|| ResultCode::NotPendingTransfer.refuse())?;
    let losing = present.sponsor.clone();
    let gaining = pending.requester.clone();
    let mut contact = present.clone();
    let approved = matches!(outcome, TransferStatus::ClientApproved | TransferStatus::ServerApproved);
    let actor = if outcome == TransferStatus::ClientCancelled { &gaining } else { &losing };
    let transfer = Transfer { status: outcome, actor: actor.clone(), acts: at, ..pending.clone() };
    if approved {
        contact.sponsor = gaining.clone();
        contact.transferred = Some(at);
    }
    let notice = notice(&contact.id, &transfer, super::domain::outcome_text(outcome), at);
    let reply = Reply::data(response::contact::transfer(&contact.id, &transfer));
    contact.transfer = Some(transfer);
    let notices = vec![(gaining, notice.clone()), (losing, notice)];
    Ok(Decision { reply, changes: vec![Change::PutContact(Box::new(contact))], notices })
}

fn notice(id: &str, transfer: &Transfer, text: &str, at: chrono::DateTime<chrono::Utc>) -> Notice {
    let res_data = Some(response::contact::transfer(id, transfer));
    Notice { at, text: text.to_owned(), res_data, extension: None }
}
