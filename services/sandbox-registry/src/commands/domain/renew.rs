//! `<renew>` of a domain.

use super::fee_fits;
use crate::code::{Refusal, ResultCode};
use crate::commands::{Context, Decision, permitted};
use crate::request::{DomainRenew, Extensions};
use crate::response::{self, Reply};
use crate::state::{Change, RgpStatus, Status, plus_years};

/// Refusals: 2303, 2201, 2304, 2004 (the expiry date given is not the present one, so a repetition is caught),
/// 2105 (beyond the longest registration), 2003/2004 (fee).
pub fn renew(
    context: &Context<'_>,
    renew: &DomainRenew,
    extensions: &Extensions,
) -> Result<Decision, Refusal> {
    let present = context.domain(&renew.name)?;
    let policy = context.zones.of_domain(&renew.name)?;
    context.sponsored(&present.sponsor)?;
    permitted(present.prohibited_by(&[
        Status::ServerRenewProhibited,
        Status::ClientRenewProhibited,
        Status::PendingCreate,
        Status::PendingDelete,
        Status::PendingTransfer,
        Status::PendingRenew,
        Status::PendingUpdate,
    ]))?;
    if renew.current_expiry != present.expires.date_naive() {
        return Err(ResultCode::ParameterRange.because("curExpDate is not the present expiry date"));
    }
    let years = renew.years.unwrap_or(1);
    let expires = plus_years(present.expires, years as i32);
    if expires > plus_years(context.now, policy.max_years as i32) {
        let reason = format!("a registration ends at most {} years from now", policy.max_years);
        return Err(ResultCode::NotRenewable.because(reason));
    }
    let charged = fee_fits(policy, &renew.name, years, extensions.fee_agreed.as_ref())?;
    let mut domain = present.clone();
    domain.expires = expires;
    domain.open_grace(RgpStatus::RenewPeriod, context.now + policy.periods.renew, context.now);
    domain.touch(context.registrar, context.now);
    let mut reply = Reply::data(response::domain::renewed(&domain));
    reply.extensions.extend(charged.map(|cents| response::extension::fee_charged("fee:renData", cents)));
    Ok(Decision { reply, ..Decision::done(vec![Change::PutDomain(Box::new(domain))]) })
}
