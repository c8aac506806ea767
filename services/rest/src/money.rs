//! Prices as the paper prints them: `{"currencyCode": "EUR", "text": "6.99 €", "value": 6.99}`.

use domain_model::values::{Cents, Currency};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

/// An amount.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = Price)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Price {
    /// ISO 4217.
    pub currency_code: &'static str,
    /// As people read it.
    pub text: String,
    /// As programs read it.
    pub value: f64,
}

/// An amount of so many hundredths of a unit; below zero for what is given back.
pub(crate) fn price(hundredths: i64, currency: Currency) -> Price {
    let amount = Decimal::new(hundredths, 2).round_dp(currency.exponent());
    let decimals = usize::try_from(currency.exponent()).unwrap_or(2);
    let symbol = if currency == Currency::EUR { "€" } else { currency.code() };
    Price {
        currency_code: currency.code(),
        text: format!("{amount:.decimals$} {symbol}"),
        value: f64::try_from(amount).unwrap_or_default(),
    }
}

/// The price of a list.
pub(crate) fn of_cents(cents: Cents, currency: Currency) -> Price {
    price(cents.get(), currency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_printed_as_the_paper_prints_them() {
        let json = |price: &Price| serde_json::to_string(price).unwrap();
        let euro = price(699, Currency::EUR);
        assert_eq!(json(&euro), r#"{"currencyCode":"EUR","text":"6.99 €","value":6.99}"#);
        assert_eq!(price(-250, Currency::EUR).text, "-2.50 €");
        assert_eq!(price(0, Currency::EUR).text, "0.00 €");
        assert_eq!(price(545_000, Currency::XOF).text, "5450 XOF");
        assert_eq!(json(&price(0, Currency::EUR)), r#"{"currencyCode":"EUR","text":"0.00 €","value":0.0}"#);
    }
}
