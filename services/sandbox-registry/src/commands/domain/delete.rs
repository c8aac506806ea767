//! `<delete>` of a domain.

use crate::code::{Refusal, ResultCode};
use crate::commands::{Context, Decision, permitted};
use crate::response::Reply;
use crate::state::{Change, Life, RgpStatus, Status, plus_years};

/// In the add grace period the name is free at once; afterwards it enters redemption (RFC 3915, section 2).
///
/// Refusals: 2303, 2201, 2304, 2305 (hosts live under it).
pub fn delete(context: &Context<'_>, name: &str) -> Result<Decision, Refusal> {
    let present = context.domain(name)?;
    let policy = context.zones.of_domain(name)?;
    context.sponsored(&present.sponsor)?;
    permitted(present.prohibited_by(&[
        Status::ServerDeleteProhibited,
        Status::ClientDeleteProhibited,
        Status::PendingCreate,
        Status::PendingDelete,
        Status::PendingTransfer,
        Status::PendingRenew,
        Status::PendingUpdate,
    ]))?;
    if context.registry.hosts_of_domain(name).next().is_some() {
        return Err(ResultCode::AssociationProhibits.because("host objects live under the domain"));
    }
    if present.in_grace(RgpStatus::AddPeriod, context.now) {
        return Ok(Decision::done(vec![Change::DropDomain(name.to_owned())]));
    }
    let mut domain = present.clone();
    if domain.in_grace(RgpStatus::AutoRenewPeriod, context.now) {
        // The automatic year is given back.
        domain.expires = plus_years(domain.expires, -1);
    }
    domain.grace.clear();
    domain.life = Life::Redemption { deleted: context.now, until: context.now + policy.periods.redemption };
    domain.touch(context.registrar, context.now);
    let changes = vec![Change::PutDomain(Box::new(domain))];
    Ok(Decision { reply: Reply::pending(None), ..Decision::done(changes) })
}
