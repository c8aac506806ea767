//! Domain commands (RFC 5731 with its extensions): one file per verb.

mod create;
mod delete;
mod info;
mod renew;
mod restore;
mod transfer;
mod update;

pub use create::create;
pub use delete::delete;
pub use info::info;
pub use renew::renew;
pub use transfer::{conclude, outcome_text, transfer};
pub use update::update;

use super::{Context, Decision, Deferral};
use crate::code::{Refusal, ResultCode};
use crate::config::{CURRENCY, DnssecForm, TldPolicy};
use crate::request::{AuthInfo, Command, Extensions, FeeAgreed};
use crate::response::{self, Reply};
use crate::secret::Secret;
use crate::state::{Change, ContactRole, Domain, HeldCommand, ObjectKind, SecDns, Status};

/// Most name servers of one domain.
const HOSTS: usize = 13;
/// Most DNSSEC records of one domain.
const SECDNS_RECORDS: usize = 12;

/// Whether a code opens the domain: its own, or that of one of its contacts named by `roid` (RFC 5731, 3.1.2).
fn auth_fits(context: &Context<'_>, domain: &Domain, auth: &AuthInfo) -> bool {
    let Some(roid) = &auth.roid else { return auth.password == domain.auth };
    if *roid == response::roid('D', domain.roid) {
        return auth.password == domain.auth;
    }
    let contacts = domain.registrant.iter().chain(domain.contacts.iter().map(|(_, id)| id));
    contacts
        .filter_map(|id| context.registry.contact(id))
        .any(|contact| *roid == response::roid('C', contact.roid) && auth.password == contact.auth)
}

/// Contacts must exist and be the client's; a thin registry holds none.
fn contacts_fit(
    context: &Context<'_>,
    policy: &TldPolicy,
    registrant: Option<&String>,
    contacts: &[(ContactRole, String)],
) -> Result<(), Refusal> {
    let mut named = registrant.into_iter().chain(contacts.iter().map(|(_, id)| id)).peekable();
    if policy.thin && named.peek().is_some() {
        return Err(ResultCode::ParameterPolicy.because("a thin registry holds no contacts"));
    }
    for id in named {
        let contact = context.registry.contact(id);
        let contact = contact
            .ok_or_else(|| ResultCode::DoesNotExist.because(format!("contact {id} does not exist")))?;
        context.sponsored(&contact.sponsor)?;
    }
    Ok(())
}

fn hosts_exist(context: &Context<'_>, hosts: &[String]) -> Result<(), Refusal> {
    match hosts.iter().find(|host| context.registry.host(host).is_none()) {
        None => Ok(()),
        Some(host) => Err(ResultCode::DoesNotExist.because(format!("host {host} does not exist"))),
    }
}

/// The zone takes DS records or keys, not both (RFC 5910, section 4).
fn secdns_fits(policy: &TldPolicy, secdns: &SecDns) -> Result<(), Refusal> {
    let form = match policy.dnssec {
        DnssecForm::Ds => secdns.keys.is_empty(),
        DnssecForm::Key => secdns.ds.is_empty(),
        DnssecForm::None => secdns.is_empty(),
    };
    if !form {
        return Err(ResultCode::ParameterPolicy.because("the zone takes DNSSEC data in another form"));
    }
    if secdns.ds.len() + secdns.keys.len() > SECDNS_RECORDS {
        return Err(ResultCode::ParameterPolicy.because(format!("at most {SECDNS_RECORDS} DNSSEC records")));
    }
    Ok(())
}

/// The price to charge where the client named one, or had to: a premium price is agreed to, never assumed
/// (RFC 8748, section 5).
fn fee_fits(
    policy: &TldPolicy,
    name: &str,
    years: u32,
    agreed: Option<&FeeAgreed>,
) -> Result<Option<i64>, Refusal> {
    let premium = policy.is_premium(name);
    agreed_to(premium, policy.price(premium, years), agreed)
}

fn agreed_to(premium: bool, price: i64, agreed: Option<&FeeAgreed>) -> Result<Option<i64>, Refusal> {
    match agreed {
        None if premium => Err(ResultCode::RequiredMissing.because("a premium name needs its fee agreed to")),
        None => Ok(None),
        Some(fee) => price_fits(price, fee).map(Some),
    }
}

/// The price, where the client agreed to exactly that.
fn price_fits(price: i64, agreed: &FeeAgreed) -> Result<i64, Refusal> {
    if agreed.currency.as_deref().is_some_and(|currency| currency != CURRENCY) {
        return Err(ResultCode::ParameterRange.because(format!("prices are in {CURRENCY}")));
    }
    if agreed.cents != price {
        return Err(ResultCode::ParameterRange.because("the fee differs from the price"));
    }
    Ok(price)
}

/// Puts a good command off: 1001 now, its decision as a service message when it is due.
///
/// The command has been decided on and found good; what it leads to is decided again then. Creations are put off
/// by [`create`] itself.
pub fn defer(
    context: &Context<'_>,
    deferral: Deferral,
    command: &Command,
    extensions: &Extensions,
    document: &str,
) -> Option<Decision> {
    let (name, status) = match command {
        Command::DomainUpdate(update) if extensions.restore.is_none() => {
            (&update.name, Status::PendingUpdate)
        }
        Command::DomainRenew(renew) => (&renew.name, Status::PendingRenew),
        Command::Delete { kind: ObjectKind::Domain, name } => (name, Status::PendingDelete),
        _ => return None,
    };
    let mut domain = context.registry.domain(name)?.clone();
    domain.held = Some(HeldCommand {
        status,
        until: context.now + deferral.after,
        approve: deferral.approve,
        request: context.ids.clone(),
        xml: Secret::new(document),
    });
    let changes = vec![Change::PutDomain(Box::new(domain))];
    Some(Decision { reply: Reply::pending(None), ..Decision::done(changes) })
}
