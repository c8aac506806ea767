//! Money: amounts in a currency, and prices in cents.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rules::{broken_rules, text_value};

broken_rules! {
    /// Why a text does not name a currency, or an amount is none of its currency.
    MoneyError on "currency" {
        UnknownCurrency: "currency-unknown", "the currency is not one of ISO 4217";
        TooFine: "amount-too-fine", "the amount has more decimals than its currency";
        NegativePrice: "price-negative", "a price is never below zero";
        OtherCurrency: "currency-other", "amounts of different currencies cannot be added";
        TooLarge: "amount-too-large", "the amount is too large";
    }
}

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(iso_currency::Currency::EUR);
    /// The CFA franc of West Africa, which has no subunit.
    pub const XOF: Currency = Currency(iso_currency::Currency::XOF);

    /// Reads an alphabetic code in any case.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let code = text.to_ascii_uppercase();
        iso_currency::Currency::from_code(&code).map(Self).ok_or(MoneyError::UnknownCurrency)
    }

    /// The alphabetic code, `EUR`.
    pub fn as_str(&self) -> &str {
        self.0.code()
    }

    /// The alphabetic code, `EUR`.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals an amount has: 2 for EUR, 0 for XOF.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

text_value!(Currency, MoneyError);

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A price before tax in hundredths of a unit of its currency, also where the currency has no subunit: a
/// cent is to the unit what a point is. The SOAP paper's prices are cents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Cents(i64);

impl Cents {
    /// Free of charge.
    pub const ZERO: Cents = Cents(0);

    /// A price, refused when negative.
    pub const fn new(cents: i64) -> Result<Self, MoneyError> {
        if cents < 0 { Err(MoneyError::NegativePrice) } else { Ok(Self(cents)) }
    }

    /// The number of hundredths.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The price of so many years or pieces, or nothing where it overflows.
    pub fn times(self, times: i64) -> Option<Cents> {
        self.0.checked_mul(times).filter(|cents| *cents >= 0).map(Self)
    }
}

impl TryFrom<i64> for Cents {
    type Error = MoneyError;
    fn try_from(cents: i64) -> Result<Self, MoneyError> {
        Self::new(cents)
    }
}

impl From<Cents> for i64 {
    fn from(cents: Cents) -> i64 {
        cents.0
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// An amount in a currency, with no more decimals than the currency has. May be negative (a refund).
/// Serialises as `{"amount": "9.99", "currency": "EUR"}`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "MoneyDocument", into = "MoneyDocument")]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

#[derive(Serialize, Deserialize)]
struct MoneyDocument {
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// An amount; refused where it is finer than the currency's smallest coin.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let amount = amount.normalize();
        if amount.scale() > currency.exponent() {
            return Err(MoneyError::TooFine);
        }
        Ok(Self { amount, currency })
    }

    /// A price of a list as money. Price lists keep to what their currency can express: see
    /// [`Money::expresses`].
    pub fn from_cents(cents: Cents, currency: Currency) -> Self {
        Self { amount: Decimal::new(cents.0, 2).normalize(), currency }
    }

    /// Whether a price in cents can be paid in the currency: no half franc.
    pub fn expresses(cents: Cents, currency: Currency) -> bool {
        Self::new(Decimal::new(cents.0, 2), currency).is_ok()
    }

    /// The amount in hundredths of a unit, for one that is not negative.
    pub fn cents(&self) -> Option<Cents> {
        let cents = self.amount.checked_mul(Decimal::ONE_HUNDRED)?;
        Cents::new(i64::try_from(cents).ok()?).ok()
    }

    /// The amount in units of the currency.
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The sum of two amounts of the same currency.
    pub fn checked_add(&self, other: &Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::OtherCurrency);
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::TooLarge)?;
        Ok(Self { amount: amount.normalize(), currency: self.currency })
    }
}

impl TryFrom<MoneyDocument> for Money {
    type Error = MoneyError;
    fn try_from(document: MoneyDocument) -> Result<Self, MoneyError> {
        Self::new(document.amount, document.currency)
    }
}

impl From<Money> for MoneyDocument {
    fn from(money: Money) -> Self {
        let mut amount = money.amount;
        amount.rescale(money.currency.exponent());
        Self { amount, currency: money.currency }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.exponent() as usize;
        write!(f, "{:.decimals$} {}", self.amount, self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Money({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn currencies_know_their_decimals() {
        assert_eq!(Currency::parse("eur").unwrap(), Currency::EUR);
        assert_eq!((Currency::EUR.exponent(), Currency::XOF.exponent()), (2, 0));
        assert_eq!(Currency::parse("EURO"), Err(MoneyError::UnknownCurrency));
    }

    #[test]
    fn an_amount_is_no_finer_than_its_currency() {
        assert!(Money::new("9.99".parse().unwrap(), Currency::EUR).is_ok());
        assert_eq!(Money::new("9.999".parse().unwrap(), Currency::EUR), Err(MoneyError::TooFine));
        assert_eq!(Money::new("1.5".parse().unwrap(), Currency::XOF), Err(MoneyError::TooFine));
        assert!(Money::expresses(Cents::new(5_450_000).unwrap(), Currency::XOF));
        assert!(!Money::expresses(Cents::new(50).unwrap(), Currency::XOF));
        assert_eq!(Cents::new(-1), Err(MoneyError::NegativePrice));
        assert_eq!(Cents::new(10_519).unwrap().times(5), Cents::new(52_595).ok());
        assert_eq!(Cents::new(i64::MAX).unwrap().times(2), None);
        assert_eq!(Cents::new(1).unwrap().times(-1), None);
    }

    #[test]
    fn money_is_written_with_its_decimals_and_read_back() {
        let price = Money::from_cents(Cents::new(990).unwrap(), Currency::EUR);
        assert_eq!(price.to_string(), "9.90 EUR");
        assert_eq!(price.cents(), Cents::new(990).ok());
        assert_eq!(Money::new("-1".parse().unwrap(), Currency::EUR).unwrap().cents(), None);
        let written = serde_json::to_string(&price).unwrap();
        assert_eq!(written, r#"{"amount":"9.90","currency":"EUR"}"#);
        assert_eq!(serde_json::from_str::<Money>(&written).unwrap(), price);
        assert!(serde_json::from_str::<Money>(r#"{"amount":"0.5","currency":"XOF"}"#).is_err());
    }

    #[test]
    fn only_like_adds_to_like() {
        let euro = Money::from_cents(Cents::new(100).unwrap(), Currency::EUR);
        let franc = Money::from_cents(Cents::new(100).unwrap(), Currency::XOF);
        assert_eq!(euro.checked_add(&euro).unwrap().to_string(), "2.00 EUR");
        assert_eq!(euro.checked_add(&franc), Err(MoneyError::OtherCurrency));
    }
}
