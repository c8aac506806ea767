//! `domain_prices`.

use crate::codec::Map;
use crate::codes::{Outcome, codes, done};
use crate::session::Session;
use domain_model::values::{Period, PricedAction};

codes! {
    PRICES, argument -2;
    otherwise (-1, -2)
}

/// "les valeurs de retour sont toujours en centimes d'euros": by action and years, before tax, up to `$period` years; of a
/// premium name with its registry's fee.
pub(in super::super) async fn prices(session: &Session<'_>) -> Outcome {
    let name = session.name(0, "domain", -2)?;
    let most = PRICES.check(session.argument(1, "period").int())?.unwrap_or(1).clamp(1, 10);
    let most = u32::try_from(most).ok().and_then(|years| Period::new(years).ok()).unwrap_or(Period::ONE_YEAR);
    let at = session.application.clock().now();
    let prices = session.application.euro_prices(&session.profile.price_class, &name, most, at).await;
    let prices = PRICES.check(prices)?;
    let mut fields = Map::new();
    for action in [PricedAction::Create, PricedAction::Transfer, PricedAction::Renew, PricedAction::Restore] {
        let by_the_year = matches!(action, PricedAction::Create | PricedAction::Renew);
        for years in 1..=if by_the_year { most.years() } else { 1 } {
            let period = Period::new(years).ok();
            if let Some(cents) = prices.of(action, period.filter(|_| by_the_year)) {
                fields.insert(format!("{} {years} {name}", action.as_str()), cents.get());
            }
        }
    }
    Ok(done(fields.len() as i64).with(fields))
}
