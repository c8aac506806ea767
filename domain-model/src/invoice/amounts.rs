//! Sums before tax, tax, and with tax: exact decimals, rounded once, to the smallest coin.

use super::InvoiceLine;
use crate::policy::VatTreatment;
use crate::values::{Currency, Money, Points, PointsRate};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// What is credited of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CreditPart {
    /// All that is left.
    Whole,
    /// So many of the points that it sold.
    Points(Points),
    /// So much before tax, of an invoice that sells something else.
    Net(Money),
}

/// The sums of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amounts {
    /// Before tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
    /// With tax.
    pub gross: Money,
}

/// Why points have no line on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// No coin is so small.
    #[error(
        "{points} points are no amount that {currency} has coins for: at {rate} points a unit, take a multiple of {step}"
    )]
    NoSuchCoin {
        /// How many points.
        points: Points,
        /// Which currency.
        currency: Currency,
        /// Points a unit.
        rate: u32,
        /// The points of the smallest coin, rounded up.
        step: u32,
    },
}

/// What points cost before tax.
pub(super) fn net_of_points(
    points: Points,
    rate: PointsRate,
    currency: Currency,
) -> Result<Money, LineError> {
    let per_unit = rate.points_per_unit();
    let no_such_coin = || {
        let coins = 10_u32.saturating_pow(currency.exponent());
        let step = per_unit.div_ceil(coins).max(1);
        LineError::NoSuchCoin { points, currency, rate: per_unit, step }
    };
    let amount = Decimal::from(points.get()).checked_div(Decimal::from(per_unit)).ok_or_else(no_such_coin)?;
    Money::new(amount, currency).map_err(|_| no_such_coin())
}

/// The line of points on an invoice.
///
/// # Errors
/// The currency has no coin for so many points.
pub fn line_of_points(
    label: String,
    points: Points,
    rate: PointsRate,
    currency: Currency,
    vat: &VatTreatment,
) -> Result<InvoiceLine, LineError> {
    let net = net_of_points(points, rate, currency)?;
    let unit_price = (Decimal::ONE / Decimal::from(rate.points_per_unit())).round_dp(6).normalize();
    Ok(InvoiceLine { label, quantity: points.get().unsigned_abs(), unit_price, net, percent: vat.percent })
}

impl Amounts {
    /// Nothing at all.
    pub fn nothing(currency: Currency) -> Self {
        let nothing = coins(Decimal::ZERO, currency);
        Self { net: nothing, tax: nothing, gross: nothing }
    }

    /// The sums of lines, all in `currency`. Tax is rounded once for each rate, half a coin and more up.
    pub fn of(lines: &[InvoiceLine], currency: Currency) -> Self {
        let mut by_rate = std::collections::BTreeMap::<Decimal, Decimal>::new();
        for line in lines {
            *by_rate.entry(line.percent.normalize()).or_default() += line.net.amount();
        }
        let net: Decimal = by_rate.values().sum();
        let tax: Decimal = by_rate
            .iter()
            .map(|(percent, net)| coins(*net * *percent / Decimal::ONE_HUNDRED, currency).amount())
            .sum();
        Self::new(net, tax, currency)
    }

    /// The sums of one price before tax, taxed as lines of this rate are.
    pub fn of_net(net: Money, percent: Decimal) -> Self {
        let currency = net.currency();
        let tax = coins(net.amount() * percent / Decimal::ONE_HUNDRED, currency);
        Self::new(net.amount(), tax.amount(), currency)
    }

    fn new(net: Decimal, tax: Decimal, currency: Currency) -> Self {
        Self { net: coins(net, currency), tax: coins(tax, currency), gross: coins(net + tax, currency) }
    }

    /// The part of these sums whose net is `net`, where `before` was taken already. The tax of all parts together is
    /// exactly the tax of the whole.
    #[must_use]
    pub fn part(&self, before: &Self, net: Money) -> Self {
        let currency = self.net.currency();
        let after = before.net.amount() + net.amount();
        let share = if self.net.amount().is_zero() { Decimal::ZERO } else { after / self.net.amount() };
        let tax =
            if after == self.net.amount() { self.tax } else { coins(self.tax.amount() * share, currency) };
        Self::new(net.amount(), tax.amount() - before.tax.amount(), currency)
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let currency = self.net.currency();
        Self::new(self.net.amount() + other.net.amount(), self.tax.amount() + other.tax.amount(), currency)
    }

    /// These without the other.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let currency = self.net.currency();
        Self::new(self.net.amount() - other.net.amount(), self.tax.amount() - other.tax.amount(), currency)
    }
}

/// To the smallest coin, half a coin and more away from zero.
fn coins(amount: Decimal, currency: Currency) -> Money {
    let rounded = amount.round_dp_with_strategy(currency.exponent(), RoundingStrategy::MidpointAwayFromZero);
    Money::new(rounded, currency).expect("rounded to the decimals of its currency")
}
