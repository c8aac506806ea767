//! Lines become keys and values: comments, repeated and unknown keys.

use super::keys::{self, Form};
use crate::complaint::{Complaint, shown};
use std::collections::BTreeMap;

/// Lines of a mail at most; the longest example of the paper has sixty.
const MOST_LINES: usize = 2_000;
/// Characters of a line at most.
const LONGEST: usize = 2_048;

/// Unknown keys for which a known one is suggested: to find it takes as long as to read a hundred lines, and nobody reads
/// on.
const MOST_SUGGESTIONS: usize = 20;

/// A key with its value.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// From 1.
    pub line: u32,
    /// As the paper writes it.
    pub key: String,
    /// Without white space around, and without a comment behind it where it is a word of a list.
    pub value: String,
}

/// A line of the mail, put together again where it was folded, without white space around.
struct Line {
    number: u32,
    text: String,
}

/// Takes a text apart, and names what is no key and value, unknown or repeated.
pub(super) fn read(text: &str, flowed: Option<bool>) -> (Vec<Entry>, Vec<Complaint>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut entries, mut mistakes) = (vec![], vec![]);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for Line { number, text } in lines(text, flowed, &mut mistakes) {
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        match entry(number, &text, mistakes.len() < MOST_SUGGESTIONS) {
            Ok(entry) => match seen.get(&entry.key.to_ascii_lowercase()) {
                Some(first) => {
                    let expected = format!("this key once: it stands in line {first} and in line {number}");
                    mistakes.push(Complaint::at(number, entry.key, expected));
                }
                None => {
                    seen.insert(entry.key.to_ascii_lowercase(), number);
                    entries.push(entry);
                }
            },
            Err(complaint) => mistakes.push(complaint),
        }
    }
    (entries, mistakes)
}

fn entry(number: u32, line: &str, suggests: bool) -> Result<Entry, Complaint> {
    if line.chars().count() > LONGEST {
        let key = shown(line.split(':').next().unwrap_or_default().trim());
        return Err(Complaint::at(number, key, format!("a line of at most {LONGEST} characters")));
    }
    let Some((key, value)) = line.split_once(':').filter(|(key, _)| is_word(key.trim_end())) else {
        let expected = "key: value, or a comment that begins with #";
        // What is no key is not repeated: it may be anything.
        return Err(Complaint::at(number, "-", expected));
    };
    let key = key.trim_end();
    let Some(known) = keys::known(key) else {
        let expected = match suggests.then(|| keys::nearest(key)).flatten() {
            Some(near) => format!("a key of this language; did you mean {near}?"),
            None => "a key of this language".to_owned(),
        };
        return Err(Complaint::at(number, shown(key), expected));
    };
    let value = value.trim();
    let value = if known.form == Form::Listed { without_comment(value) } else { value };
    if value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(Complaint::at(number, known.name, "a value without control characters"));
    }
    Ok(Entry { line: number, key: known.name, value: value.to_owned() })
}

/// What could be a key: the paper's are letters, digits and dots.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// A comment begins with a `#` at the start or after white space. "Appt #4" is an address: only words of a list are
/// followed by comments.
fn without_comment(value: &str) -> &str {
    let begins = value
        .char_indices()
        .find(|(at, c)| *c == '#' && value[..*at].chars().next_back().is_none_or(char::is_whitespace));
    begins.map_or(value, |(at, _)| value[..at].trim_end())
}

/// The lines, as they were before the mail program broke them.
fn lines(text: &str, flowed: Option<bool>, mistakes: &mut Vec<Complaint>) -> Vec<Line> {
    let mut all: Vec<Line> = vec![];
    // Whether the last line goes on in the next one.
    let mut open = false;
    for (at, raw) in text.split('\n').enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        if at == MOST_LINES {
            mistakes.push(Complaint::at(number, "-", format!("a mail of at most {MOST_LINES} lines")));
            break;
        }
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        let Some(delete_space) = flowed else {
            all.push(Line { number, text: raw.trim().to_owned() });
            continue;
        };
        let raw = raw.strip_prefix(' ').unwrap_or(raw);
        let soft = raw.ends_with(' ') && raw != "-- ";
        let content = if soft && delete_space { &raw[..raw.len() - 1] } else { raw };
        match all.last_mut().filter(|_| open && !begins_anew(raw)) {
            Some(line) => line.text.push_str(content),
            None => all.push(Line { number, text: content.to_owned() }),
        }
        open = soft;
    }
    if flowed.is_some() {
        for line in &mut all {
            line.text = line.text.trim().to_owned();
        }
    }
    all
}

/// A line that cannot be the rest of the one before, whatever space that ends with: `contact.owner.vat: ` has no value,
/// and is not continued by the next key.
fn begins_anew(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || line.starts_with('#')
        || line.split_once(':').is_some_and(|(key, _)| key.contains('.') && is_word(key.trim_end()))
}
