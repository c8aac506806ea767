//! Points: the prepaid unit in which every operation is paid.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::money::Money;
use super::rules::broken_rules;

broken_rules! {
    /// Why an amount is not an amount of points.
    PointsError on "points" {
        Negative: "points-negative", "an amount of points is never below zero";
        TooMany: "points-too-many", "the amount of points is beyond 9 223 372 036 854 775 807";
        NotANumber: "points-form", "an amount of points is a whole number";
    }
}

/// A whole, never negative number of points. 100 points are one unit of the account's currency before tax
/// ("Tarification" of the prepaid paper); see [`PointsRate`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Points(i64);

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// An amount of points, refused when negative.
    pub const fn new(points: i64) -> Result<Self, PointsError> {
        if points < 0 { Err(PointsError::Negative) } else { Ok(Self(points)) }
    }

    /// The number of points, never negative.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether there are none.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or nothing where it overflows.
    pub fn checked_add(self, other: Points) -> Option<Points> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or nothing where it would fall below zero.
    pub fn checked_sub(self, other: Points) -> Option<Points> {
        self.0.checked_sub(other.0).filter(|left| *left >= 0).map(Self)
    }

    /// The amount taken so many times, or nothing where it overflows.
    pub fn checked_mul(self, times: u32) -> Option<Points> {
        self.0.checked_mul(i64::from(times)).map(Self)
    }

    /// The sum of all, or nothing where it overflows.
    pub fn sum(all: impl IntoIterator<Item = Points>) -> Option<Points> {
        all.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// What a price before tax costs in points. Where a currency has more than two decimals, half a point
    /// and more counts as one.
    pub fn from_price(price: &Money, rate: PointsRate) -> Result<Points, PointsError> {
        let exact = price.amount().checked_mul(Decimal::from(rate.0)).ok_or(PointsError::TooMany)?;
        let whole = exact.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Self::new(i64::try_from(whole).map_err(|_| PointsError::TooMany)?)
    }
}

impl TryFrom<i64> for Points {
    type Error = PointsError;
    fn try_from(points: i64) -> Result<Self, PointsError> {
        Self::new(points)
    }
}

impl From<Points> for i64 {
    fn from(points: Points) -> i64 {
        points.0
    }
}

impl std::str::FromStr for Points {
    type Err = PointsError;
    fn from_str(text: &str) -> Result<Self, PointsError> {
        text.parse::<i64>().map_err(|_| PointsError::NotANumber).and_then(Self::new)
    }
}

impl TryFrom<&str> for Points {
    type Error = PointsError;
    fn try_from(text: &str) -> Result<Self, PointsError> {
        text.parse()
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How many points are one unit of a currency. Configuration, per currency; 100 unless configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct PointsRate(u32);

impl PointsRate {
    /// The rule of the prepaid paper: 100 points are one unit before tax.
    pub const PAPER: PointsRate = PointsRate(100);

    /// A rate in points per unit of currency; zero would make everything free.
    pub const fn new(points_per_unit: u32) -> Result<Self, PointsError> {
        if points_per_unit == 0 { Err(PointsError::Negative) } else { Ok(Self(points_per_unit)) }
    }

    /// Points per unit of currency.
    pub const fn points_per_unit(self) -> u32 {
        self.0
    }
}

impl Default for PointsRate {
    fn default() -> Self {
        Self::PAPER
    }
}

impl TryFrom<u32> for PointsRate {
    type Error = PointsError;
    fn try_from(points_per_unit: u32) -> Result<Self, PointsError> {
        Self::new(points_per_unit)
    }
}

impl From<PointsRate> for u32 {
    fn from(rate: PointsRate) -> u32 {
        rate.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::{Cents, Currency};

    #[test]
    fn the_rule_of_the_paper_wins_over_its_example() {
        let server = Money::new(Decimal::from(54_500), Currency::XOF).unwrap();
        assert_eq!(Points::from_price(&server, PointsRate::PAPER).unwrap().get(), 5_450_000);
        let name = Money::from_cents(Cents::new(10_519).unwrap(), Currency::EUR);
        assert_eq!(Points::from_price(&name, PointsRate::PAPER).unwrap().get(), 10_519);
    }

    #[test]
    fn refusals() {
        assert_eq!(Points::new(-1), Err(PointsError::Negative));
        assert_eq!("12.5".parse::<Points>(), Err(PointsError::NotANumber));
        assert!(serde_json::from_str::<Points>("-1").is_err());
        assert_eq!(serde_json::to_string(&Points::new(7).unwrap()).unwrap(), "7");
        assert!(PointsRate::new(0).is_err());
        let huge = Money::new(Decimal::MAX, Currency::XOF).unwrap();
        assert_eq!(Points::from_price(&huge, PointsRate::PAPER), Err(PointsError::TooMany));
        let refund = Money::new(Decimal::from(-1), Currency::EUR).unwrap();
        assert_eq!(Points::from_price(&refund, PointsRate::PAPER), Err(PointsError::Negative));
    }

    proptest! {
        #[test]
        fn adding_then_taking_away_changes_nothing(a in 0..i64::MAX, b in 0..i64::MAX) {
            let (a, b) = (Points::new(a).unwrap(), Points::new(b).unwrap());
            match a.checked_add(b) {
                Some(sum) => prop_assert_eq!(sum.checked_sub(b), Some(a)),
                None => prop_assert!(i128::from(a.get()) + i128::from(b.get()) > i128::from(i64::MAX)),
            }
        }

        #[test]
        fn nothing_goes_below_zero(a in 0..i64::MAX, b in 0..i64::MAX) {
            let left = Points::new(a).unwrap().checked_sub(Points::new(b).unwrap());
            prop_assert_eq!(left.map(Points::get), (a >= b).then(|| a - b));
        }

        #[test]
        fn the_sum_does_not_depend_on_the_order(mut all in proptest::collection::vec(0..i64::MAX / 64, 0..32)) {
            let sum = |all: &[i64]| Points::sum(all.iter().map(|p| Points::new(*p).unwrap()));
            let forward = sum(&all);
            all.reverse();
            prop_assert_eq!(forward, sum(&all));
            prop_assert_eq!(forward.unwrap().get(), all.iter().sum::<i64>());
        }

        #[test]
        fn cents_of_a_currency_are_its_points_at_the_paper_rate(cents in 0..i64::MAX / 1000) {
            let price = Money::from_cents(Cents::new(cents).unwrap(), Currency::EUR);
            prop_assert_eq!(Points::from_price(&price, PointsRate::PAPER).unwrap().get(), cents);
        }
    }
}
