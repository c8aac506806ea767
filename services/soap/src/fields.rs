//! How the paper spells values.

use crate::codec::Value;
use chrono::{DateTime, Datelike, Timelike, Utc};

/// A moment that is not there.
pub(crate) const NO_DATE: &str = "0000-00-00 00:00:00";

/// `2006-09-26 21:42:59`, in UTC.
pub(crate) fn date(at: DateTime<Utc>) -> Value {
    // Answers are full of them: a pattern would be read anew for each.
    let (year, month, day) = (at.year(), at.month(), at.day());
    let (hour, minute, second) = (at.hour(), at.minute(), at.second());
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}").into()
}

/// A moment, or [`NO_DATE`].
pub(crate) fn date_or_none(at: Option<DateTime<Utc>>) -> Value {
    at.map_or_else(|| NO_DATE.into(), date)
}

/// A number of ours. They fit: the journal's sequences are 64 bits with a sign.
pub(crate) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn yes_no(truth: bool) -> Value {
    if truth { "yes" } else { "no" }.into()
}
