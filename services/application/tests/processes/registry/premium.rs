//! Names whose first label begins with `premium-` have fees of their own.

use super::State;
use super::launch;
use application::ports::{CheckedName, FeeFor, SpecialFee};
use domain_model::values::{AllocationToken, Cents, Currency, DomainName, Money, PricedAction};

/// A year of such a name, and its restoration, in cents of the euro.
pub const YEAR: i64 = 25_000;
pub const RESTORATION: i64 = 20_000;

/// The fee that has to be agreed to.
pub fn wanted(name: &DomainName, of: FeeFor) -> Option<Money> {
    let cents = match of.action {
        PricedAction::Restore => RESTORATION,
        _ => YEAR * i64::from(of.period.map_or(1, |period| period.years())),
    };
    let premium = name.as_str().starts_with("premium-");
    premium.then(|| Money::from_cents(Cents::new(cents).unwrap(), Currency::EUR))
}

/// 2003 where there is no fee, 2004 where it is another.
pub fn fee_refusal(name: &DomainName, of: FeeFor, fee: Option<Money>) -> Option<u16> {
    match (wanted(name, of), fee) {
        (Some(_), None) => Some(2003),
        (wanted, fee) => (wanted != fee).then_some(2004),
    }
}

impl State {
    pub(super) fn check_name(
        &self,
        name: DomainName,
        fees: &[FeeFor],
        token: Option<&AllocationToken>,
    ) -> CheckedName {
        let special =
            |of: &FeeFor| wanted(&name, *of).map(|amount| SpecialFee { of: *of, amount: Some(amount) });
        let fees = fees.iter().filter_map(special).collect();
        let reserved = launch::is_reserved(&name) && !launch::opens(&name, token);
        let free = !self.names.contains_key(&name) && !reserved;
        CheckedName { free, reason: None, reserved, fees, name }
    }
}
