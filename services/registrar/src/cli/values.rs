//! Values of the command line, parsed by the domain's own rules: what is wrong is named, and the exit code is 2.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use clap::ValueEnum;
use domain_model::invoice::PaymentMeans;
use domain_model::values::{
    AccountNumber, AdjustmentNumber, ContactNumber, DomainName, InvoiceNumber, OperationNumber, OrderNumber,
    Points, Reason, RegistryId,
};
use projections::operations::Progress;
use rust_decimal::Decimal;

/// How an operation goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StateWord {
    /// To be sent.
    Pending,
    /// At the registry.
    InProgress,
    /// The customer must act: a vote, a document.
    ActionRequired,
    /// A third party must act: a registry, the other registrar.
    Blocked,
    /// Done.
    Succeeded,
    /// Ended without effect.
    Failed,
}

impl From<StateWord> for Progress {
    fn from(word: StateWord) -> Self {
        match word {
            StateWord::Pending => Self::Pending,
            StateWord::InProgress => Self::InProgress,
            StateWord::ActionRequired => Self::ActionRequired,
            StateWord::Blocked => Self::Blocked,
            StateWord::Succeeded => Self::Succeeded,
            StateWord::Failed => Self::Failed,
        }
    }
}

pub(super) fn registry(text: &str) -> Result<RegistryId, String> {
    RegistryId::parse(text).map_err(|error| error.to_string())
}

/// A moment: RFC 3339, a date and time, or a date (its first moment), in UTC where nothing else is said.
///
/// # Errors
/// It is none of these.
pub fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let date = |text: &str| text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN));
    let naive = |text: &str| text.replacen(' ', "T", 1).parse::<NaiveDateTime>().ok();
    if let Ok(exact) = DateTime::parse_from_rfc3339(text) {
        return Ok(exact.to_utc());
    }
    date(text).or_else(|| naive(text)).map(|naive| naive.and_utc()).ok_or_else(|| {
        "a moment like 2026-11-27, 2026-11-27T09:30:00 or 2026-11-27T09:30:00+01:00 is expected".to_owned()
    })
}

pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "a day like 2026-11-27 is expected".to_owned())
}

pub(super) fn reason(text: &str) -> Result<Reason, String> {
    Reason::parse(text).map_err(|error| error.to_string())
}

pub(super) fn name(text: &str) -> Result<DomainName, String> {
    DomainName::parse(text).map_err(|error| error.to_string())
}

pub(super) fn points(text: &str) -> Result<Points, String> {
    let number: i64 = text.parse().map_err(|_| "a whole number of points is expected".to_owned())?;
    match Points::new(number) {
        Ok(points) if points.get() > 0 => Ok(points),
        Ok(_) => Err("at least one point is expected".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

pub(super) fn level(text: &str) -> Result<Level, String> {
    match text {
        "off" => Ok(Level(None)),
        other => points(other).map(|points| Level(Some(points))).map_err(|error| format!("{error}, or off")),
    }
}

/// A level of points, or none.
#[derive(Clone, Copy, Debug)]
pub struct Level(pub Option<Points>);

pub(super) fn proposal(text: &str) -> Result<AdjustmentNumber, String> {
    number(text).map(AdjustmentNumber::new)
}

pub(super) fn invoice(text: &str) -> Result<InvoiceNumber, String> {
    text.parse::<InvoiceNumber>().map_err(|error| error.to_string())
}

pub(super) fn means(text: &str) -> Result<PaymentMeans, String> {
    text.parse::<PaymentMeans>().map_err(|error| error.to_string())
}

pub(super) fn amount(text: &str) -> Result<Decimal, String> {
    match text.parse::<Decimal>() {
        Ok(amount) if amount > Decimal::ZERO => Ok(amount),
        _ => Err("an amount above zero is expected: 12.50".to_owned()),
    }
}

pub(super) fn adjustment(text: &str) -> Result<i64, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number of points with its sign is expected: +500 or -500".to_owned()),
        Ok(by) => Ok(by),
    }
}

fn number(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("a number is expected".to_owned()),
        Ok(number) => Ok(number),
    }
}

pub(super) fn account(text: &str) -> Result<AccountNumber, String> {
    number(text).map(AccountNumber::new)
}

pub(super) fn contact(text: &str) -> Result<ContactNumber, String> {
    number(text).map(ContactNumber::new)
}

pub(super) fn operation(text: &str) -> Result<OperationNumber, String> {
    number(text).map(OperationNumber::new)
}

pub(super) fn order(text: &str) -> Result<OrderNumber, String> {
    number(text).map(OrderNumber::new)
}

pub(super) fn line(text: &str) -> Result<String, String> {
    let line = text.trim();
    match line.chars().count() {
        1..=64 if !line.chars().any(char::is_control) => Ok(line.to_owned()),
        _ => Err("a line of 1 to 64 characters is expected".to_owned()),
    }
}

pub(super) fn key(text: &str) -> Result<String, String> {
    match text.len() {
        1..=200 if !text.chars().any(char::is_control) => Ok(text.to_owned()),
        _ => Err("a key of 1 to 200 printable characters is expected".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_date_or_a_time() {
        let midnight = "2026-11-27T00:00:00Z".parse::<DateTime<Utc>>().unwrap();
        assert_eq!(moment("2026-11-27"), Ok(midnight));
        assert_eq!(moment("2026-11-27T01:00:00+01:00"), Ok(midnight));
        assert_eq!(moment("2026-11-27 00:00:00"), Ok(midnight));
        assert_eq!(moment("2026-11-27T00:00:00"), Ok(midnight));
        for noise in ["", "yesterday", "2026-13-01", "2026-11-27T25:00:00Z"] {
            assert!(moment(noise).unwrap_err().contains("is expected"), "{noise}");
        }
    }

    #[test]
    fn points_have_a_sign_only_where_they_are_adjusted() {
        assert_eq!(adjustment("-500"), Ok(-500));
        assert_eq!(adjustment("+500"), Ok(500));
        assert!(adjustment("0").is_err());
        assert!(points("-1").is_err());
        assert!(points("0").is_err());
        assert!(points("1.5").is_err());
        assert_eq!(points("100").unwrap().get(), 100);
        assert_eq!((level("off").unwrap().0, level("5").unwrap().0.map(Points::get)), (None, Some(5)));
        assert!(level("never").unwrap_err().ends_with("or off"));
        assert!(amount("0").is_err() && amount("12,50").is_err() && amount("12.50").is_ok());
    }
}
