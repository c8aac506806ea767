//! The number of an invoice or a credit note.

use super::rules::broken_rules;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

broken_rules! {
    /// Why a text is not the number of an invoice.
    InvoiceNumberError on "invoice" {
        Form: "invoice-number-form", "an invoice's number is like F2026-000123, a credit note's like A2026-000007";
    }
}

/// Which of the two documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InvoiceKind {
    /// What is to be paid (*facture*).
    Invoice,
    /// What is taken back of an invoice (*avoir*).
    CreditNote,
}

impl InvoiceKind {
    /// The letter that its numbers begin with.
    pub const fn letter(self) -> char {
        match self {
            Self::Invoice => 'F',
            Self::CreditNote => 'A',
        }
    }
}

/// A series of numbers without gaps: one a kind and year, `F2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InvoiceSeriesId {
    /// Of which documents.
    pub kind: InvoiceKind,
    /// Of which year.
    pub year: u16,
}

impl fmt::Display for InvoiceSeriesId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:04}", self.kind.letter(), self.year)
    }
}

/// The number of an invoice or a credit note: `F2026-000123`, `A2026-000007`. Each kind has a series of its own for each
/// year, from 1 and without gaps (article 242 nonies A of annex II of the French tax code).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InvoiceNumber {
    series: InvoiceSeriesId,
    place: u32,
}

impl InvoiceNumber {
    /// The place of a series, from 1.
    ///
    /// # Errors
    /// There is no such place or year.
    pub fn new(series: InvoiceSeriesId, place: u32) -> Result<Self, InvoiceNumberError> {
        let fits = (1..=999_999).contains(&place) && (1..=9999).contains(&series.year);
        if fits { Ok(Self { series, place }) } else { Err(InvoiceNumberError::Form) }
    }

    /// Its series.
    pub const fn series(self) -> InvoiceSeriesId {
        self.series
    }

    /// Its place in the series, from 1.
    pub const fn place(self) -> u32 {
        self.place
    }

    /// An invoice, or a credit note.
    pub const fn kind(self) -> InvoiceKind {
        self.series.kind
    }
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:06}", self.series, self.place)
    }
}

impl FromStr for InvoiceNumber {
    type Err = InvoiceNumberError;

    fn from_str(text: &str) -> Result<Self, InvoiceNumberError> {
        let wrong = || InvoiceNumberError::Form;
        let text = text.trim();
        let kind = match text.chars().next() {
            Some('F' | 'f') => InvoiceKind::Invoice,
            Some('A' | 'a') => InvoiceKind::CreditNote,
            _ => return Err(wrong()),
        };
        let (year, place) = text[1..].split_once('-').ok_or_else(wrong)?;
        let digits = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !digits(year, 4) || !digits(place, 6) {
            return Err(wrong());
        }
        let year = year.parse().map_err(|_| wrong())?;
        Self::new(InvoiceSeriesId { kind, year }, place.parse().map_err(|_| wrong())?)
    }
}

impl TryFrom<String> for InvoiceNumber {
    type Error = InvoiceNumberError;

    fn try_from(text: String) -> Result<Self, InvoiceNumberError> {
        text.parse()
    }
}

impl From<InvoiceNumber> for String {
    fn from(number: InvoiceNumber) -> Self {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_and_read_back() {
        for text in ["F2026-000123", "A2026-000001", "F9999-999999"] {
            let number: InvoiceNumber = text.parse().unwrap();
            assert_eq!(number.to_string(), text);
            assert_eq!(serde_json::to_string(&number).unwrap(), format!("\"{text}\""));
        }
        let number: InvoiceNumber = " f2026-000007 ".parse().unwrap();
        assert_eq!((number.kind(), number.place()), (InvoiceKind::Invoice, 7));
        assert_eq!(number.series().to_string(), "F2026");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "F",
            "X2026-000001",
            "F2026-1",
            "F2026-000000",
            "F26-000001",
            "F2026-0000001",
            "é2026-000001",
            "F+026-000001",
        ] {
            assert_eq!(text.parse::<InvoiceNumber>(), Err(InvoiceNumberError::Form), "{text}");
        }
        let series = InvoiceSeriesId { kind: InvoiceKind::Invoice, year: 2026 };
        assert!(
            InvoiceNumber::new(series, 1_000_000).is_err(),
            "the next place would not fit its six digits"
        );
    }
}
