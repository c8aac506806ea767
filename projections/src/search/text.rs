//! What somebody who types a text may mean.

use domain_model::values::{DomainName, EmailAddress, InvoiceNumber};

/// Fewer letters are a part of nearly every name.
pub const SHORTEST_PART: usize = 3;
/// Longer than any name, handle or address.
const LONGEST: usize = 320;

/// What is looked for.
#[derive(Debug, PartialEq)]
pub enum Wanted {
    /// Nothing that could be found.
    Nothing,
    /// The contacts with this address.
    Email(EmailAddress),
    /// Whatever has this number.
    Number(u64),
    /// An invoice by its number, or the beginning of one.
    Invoice(String),
    /// Names and handles.
    Words {
        /// In lower case.
        words: String,
        /// The text as a whole name.
        name: Option<DomainName>,
        /// What names in A-labels begin with.
        beginning: Option<String>,
    },
}

impl Wanted {
    /// Reads a text.
    pub fn read(text: &str) -> Self {
        let text = text.trim().trim_end_matches('.');
        if text.is_empty() || text.len() > LONGEST || text.contains('\0') {
            return Self::Nothing;
        }
        if text.contains('@') {
            return EmailAddress::parse(text).map_or(Self::Nothing, Self::Email);
        }
        let digits = text.strip_prefix('#').unwrap_or(text);
        if let Some(number) = digits.parse().ok().filter(|number| i64::try_from(*number).is_ok()) {
            return Self::Number(number);
        }
        if let Some(number) = invoice(text) {
            return Self::Invoice(number);
        }
        let name = DomainName::parse(text).ok();
        let beginning = match &name {
            Some(name) => Some(name.as_str().to_owned()),
            None if text.is_ascii() => Some(text.to_ascii_lowercase()),
            // One label with other letters: its A-label is that of the whole label, and says nothing of longer ones.
            None => {
                DomainName::parse(&format!("{text}.com")).ok().map(|name| format!("{}.", name.first_label()))
            }
        };
        Self::Words { words: text.to_lowercase(), name, beginning }
    }
}

/// `F2026-000123`, `f2026-12` or the beginning of one: a letter, a year and a dash.
fn invoice(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    if let Ok(number) = upper.parse::<InvoiceNumber>() {
        return Some(number.to_string());
    }
    let (series, place) = upper.split_once('-')?;
    let year = series.strip_prefix(['F', 'A'])?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && digits(year) && place.len() <= 6 && digits(place)).then_some(upper.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_what_it_looks_like() {
        for nothing in ["", "  ", ".", "a@", "x\0y"] {
            assert_eq!(Wanted::read(nothing), Wanted::Nothing, "{nothing:?}");
        }
        assert!(matches!(Wanted::read(" Anne@Holders.test "), Wanted::Email(_)));
        assert_eq!(Wanted::read("#13490"), Wanted::Number(13_490));
        for text in ["F2026-000123", "f2026-0001", "A2026-"] {
            assert_eq!(Wanted::read(text), Wanted::Invoice(text.to_ascii_uppercase()), "{text}");
        }
        let begins = |text: &str| match Wanted::read(text) {
            Wanted::Words { beginning, name, .. } => (beginning.unwrap_or_default(), name.is_some()),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(begins("Exam"), ("exam".to_owned(), false));
        assert_eq!(begins("example.com."), ("example.com".to_owned(), true));
        assert_eq!(begins("\u{e9}t\u{e9}.fr"), ("xn--t-9fab.fr".to_owned(), true));
        assert_eq!(begins("\u{c9}t\u{e9}"), ("xn--t-9fab.".to_owned(), false));
        assert_eq!(begins("f2026-com"), ("f2026-com".to_owned(), false));
        assert_eq!(begins("99999999999999999999"), ("99999999999999999999".to_owned(), false));
    }
}
