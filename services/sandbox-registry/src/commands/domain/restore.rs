//! Restoring a deleted domain (RFC 3915).

use super::agreed_to;
use crate::code::{Refusal, ResultCode};
use crate::commands::{Context, Decision, permitted};
use crate::request::{FeeAgreed, Restore};
use crate::response;
use crate::state::{Change, Domain, Life, RgpStatus, Status, plus_years};

/// Restores on request, for good once the report has arrived.
///
/// Refusals: 2003 where a premium price is not agreed to, 2304 outside redemption (request) or pending restore
/// (report), 2004 where the report's times cannot be true or the fee agreed to is not the price.
pub fn restore(
    context: &Context<'_>,
    present: &Domain,
    restore: &Restore,
    agreed: Option<&FeeAgreed>,
) -> Result<Decision, Refusal> {
    let policy = context.zones.of_domain(&present.name)?;
    permitted(present.prohibited_by(&[Status::ServerUpdateProhibited]))?;
    // The request costs; the report only completes it.
    let premium = policy.is_premium(&present.name);
    let asks = matches!(restore, Restore::Request);
    let charged = agreed_to(premium && asks, policy.restore_price(premium), agreed)?;
    let mut domain = present.clone();
    domain.touch(context.registrar, context.now);
    let now_in = match (restore, &present.life) {
        (Restore::Request, Life::Redemption { deleted, until }) => {
            let (deleted, redemption_until) = (*deleted, *until);
            let report_by = context.now + policy.periods.restore_report;
            domain.life = Life::PendingRestore { deleted, redemption_until, report_by };
            vec![RgpStatus::PendingRestore]
        }
        (Restore::Report { deleted, restored }, Life::PendingRestore { .. }) => {
            if deleted > restored || *restored > context.now + chrono::Duration::days(1) {
                return Err(ResultCode::ParameterRange.because("delTime and resTime are not in order"));
            }
            domain.life = Life::Registered;
            if domain.expires <= context.now {
                domain.expires = plus_years(domain.expires, 1);
            }
            Vec::new()
        }
        (Restore::Request, _) => {
            return Err(ResultCode::StatusProhibits.because("not in the redemption period"));
        }
        (Restore::Report { .. }, _) => return Err(ResultCode::StatusProhibits.because("not pending restore")),
    };
    let mut decision = Decision::done(vec![Change::PutDomain(Box::new(domain))]);
    if !now_in.is_empty() {
        decision.reply.extensions.push(response::extension::rgp("rgp:upData", &now_in));
    }
    let charged = charged.map(|cents| response::extension::fee_charged("fee:updData", cents));
    decision.reply.extensions.extend(charged);
    Ok(decision)
}
