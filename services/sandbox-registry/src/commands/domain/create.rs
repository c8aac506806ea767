//! `<create>` of a domain.

use super::{HOSTS, contacts_fit, fee_fits, hosts_exist, secdns_fits};
use crate::claims;
use crate::code::{Refusal, ResultCode};
use crate::commands::{Context, Decision};
use crate::config::{LabelClass, TldPolicy, opens};
use crate::request::{DomainCreate, Extensions};
use crate::response::{self, Reply};
use crate::secret::Secret;
use crate::state::{Change, Domain, Life, RgpStatus, plus_years};

/// Refusals, in this order: 2306 (zone), 2302, 2306/2201 (reserved), 2004 (period), 2003/2303/2201/2306 (contacts),
/// 2303 (hosts), 2306 (DNSSEC form, claims), 2003/2004 (fee).
pub fn create(
    context: &Context<'_>,
    create: &DomainCreate,
    extensions: &Extensions,
) -> Result<Decision, Refusal> {
    let policy = context.zones.of_domain(&create.name)?;
    if context.registry.domain(&create.name).is_some() {
        return Err(ResultCode::Exists.refuse());
    }
    reservation_fits(&create.name, extensions.allocation_token.as_ref())?;
    if policy.language_tags && create.name.starts_with("xn--") && extensions.language.is_none() {
        return Err(ResultCode::RequiredMissing.because("an internationalised name needs a language tag"));
    }
    let years = create.years.unwrap_or(1);
    if years > policy.max_years {
        return Err(ResultCode::ParameterRange.because(format!("at most {} years", policy.max_years)));
    }
    if create.registrant.is_none() && !policy.thin {
        return Err(ResultCode::RequiredMissing.because("a registrant is required"));
    }
    contacts_fit(context, policy, create.registrant.as_ref(), &create.contacts)?;
    if create.hosts.len() > HOSTS {
        return Err(ResultCode::ParameterPolicy.because(format!("at most {HOSTS} name servers")));
    }
    hosts_exist(context, &create.hosts)?;
    let secdns = extensions.secdns_create.clone().unwrap_or_default();
    secdns_fits(policy, &secdns)?;
    claims::fits(policy, &create.name, extensions.claims_notice.as_ref(), context.now)?;
    let charged = fee_fits(policy, &create.name, years, extensions.fee_agreed.as_ref())?;

    let domain = new_domain(context, create, extensions, years, policy);
    let mut reply = match domain.life {
        Life::PendingCreate { .. } => Reply::pending(Some(response::domain::created(&domain))),
        _ => Reply::data(response::domain::created(&domain)),
    };
    reply.extensions.extend(charged.map(|cents| response::extension::fee_charged("fee:creData", cents)));
    Ok(Decision { reply, ..Decision::done(vec![Change::PutDomain(Box::new(domain))]) })
}

/// A reserved name is created with its code (RFC 8495, section 3.2.1): 2306 without, 2201 with another.
fn reservation_fits(name: &str, token: Option<&Secret>) -> Result<(), Refusal> {
    match (LabelClass::of(name), token) {
        (LabelClass::Reserved, None) => Err(ResultCode::ParameterPolicy.because("the name is reserved")),
        (LabelClass::Reserved, token) if !opens(token, name) => {
            Err(ResultCode::NotAuthorized.because("the allocation token is not of this name"))
        }
        _ => Ok(()),
    }
}

fn new_domain(
    context: &Context<'_>,
    create: &DomainCreate,
    extensions: &Extensions,
    years: u32,
    policy: &TldPolicy,
) -> Domain {
    let now = context.now;
    let life = match context.deferral {
        None => Life::Registered,
        Some(deferral) => Life::PendingCreate {
            until: now + deferral.after,
            approve: deferral.approve,
            request: context.ids.clone(),
            years,
        },
    };
    let mut domain = Domain {
        name: create.name.clone(),
        roid: context.registry.next_roid(),
        sponsor: context.registrar.to_owned(),
        creator: context.registrar.to_owned(),
        created: now,
        updater: None,
        updated: None,
        expires: plus_years(now, years as i32),
        transferred: None,
        registrant: create.registrant.clone(),
        contacts: create.contacts.iter().cloned().collect(),
        hosts: create.hosts.iter().cloned().collect(),
        auth: create.auth.clone(),
        statuses: Default::default(),
        secdns: extensions.secdns_create.clone().unwrap_or_default(),
        grace: Vec::new(),
        life,
        transfer: None,
        held: None,
        claims_notice: extensions.claims_notice.as_ref().map(|notice| notice.id.clone()),
    };
    domain.open_grace(RgpStatus::AddPeriod, now + policy.periods.add, now);
    domain
}
