//! What is wrong with a mail: at which line, with which key, and what was expected there.

use application::BatchMistake;
use std::collections::BTreeMap;
use std::fmt;

/// Characters of a key or of a found value that an answer repeats.
const MOST_SHOWN: usize = 60;

/// One mistake in a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The line, from 1, of the text that orders; of a signed one, of what was signed. None: nothing stands there that
    /// could be named.
    pub line: Option<u32>,
    /// The key, as the paper writes it.
    pub key: String,
    /// What was expected, in English, with what was found where it is neither personal nor secret.
    pub expected: String,
}

impl Complaint {
    /// About a line.
    pub(crate) fn at(line: u32, key: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { line: Some(line), key: key.into(), expected: expected.into() }
    }

    /// About what is not there, or about the mail as a whole.
    pub(crate) fn on(key: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { line: None, key: key.into(), expected: expected.into() }
    }
}

/// One shape for programs: line 0 is the mail as a whole.
impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, key {}, expected {}", self.line.unwrap_or(0), self.key, self.expected)
    }
}

/// What may be shown of a text that a mail holds: short, on one line.
pub(crate) fn shown(text: &str) -> String {
    let mut shown: String =
        text.chars().take(MOST_SHOWN).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(MOST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// At which line each key of a mail stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines(pub(crate) BTreeMap<String, u32>);

impl Lines {
    /// A mistake that only the registrar could know, at its line: the one of its key, or the first of its section.
    pub fn complaint(&self, mistake: &BatchMistake) -> Complaint {
        let key = mistake.key.to_ascii_lowercase();
        let within = format!("{key}.");
        let first =
            || self.0.iter().filter(|(known, _)| known.starts_with(&within)).map(|(_, line)| *line).min();
        let line = self.0.get(&key).copied().or_else(first);
        Complaint { line, key: mistake.key.clone(), expected: mistake.expected.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_names_line_key_and_what_was_expected() {
        let complaint = Complaint::at(8, "order.domain.command", "one of create | transfer | renew");
        assert_eq!(
            complaint.to_string(),
            "line 8, key order.domain.command, expected one of create | transfer | renew"
        );
        let whole = Complaint::on("contact.tech.id", "a nichandle");
        assert_eq!(whole.to_string(), "line 0, key contact.tech.id, expected a nichandle");
    }

    #[test]
    fn a_mistake_finds_the_line_of_its_key_or_of_its_section() {
        let lines =
            Lines([("contact.owner.name".to_owned(), 12), ("contact.owner.zip".to_owned(), 9)].into());
        let mistake = |key: &str| BatchMistake { key: key.to_owned(), expected: "x".to_owned() };
        assert_eq!(lines.complaint(&mistake("contact.owner.Name")).line, Some(12));
        assert_eq!(lines.complaint(&mistake("contact.owner")).line, Some(9));
        assert_eq!(lines.complaint(&mistake("contact.own")).line, None);
    }

    #[test]
    fn what_is_shown_is_short_and_on_one_line() {
        assert_eq!(shown("a\nb"), "a\u{fffd}b");
        assert_eq!(shown(&"é".repeat(100)).chars().count(), 61);
    }
}
