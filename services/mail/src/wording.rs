//! What letters say, in French and English. A text template is the letter; its HTML form is set from the same
//! paragraphs, so that both always say the same.

mod batch;
mod disclosure;
mod letters;

use crate::Sender;
use application::ports::{Content, Letter};
use askama::Template;
use chrono::{DateTime, Datelike, Timelike, Utc};
use domain_model::values::{ContactDetails, DomainName, Locale};
use letters::{
    AddressChanged, ContactChange, DataReminder, Expiry, LowPoints, Signature, TransferOut, Verification,
    VoteEnded, VoteRequest, VotedForYou,
};

/// Columns of a line of plain text (RFC 5322, section 2.1.1, recommends 78 at most).
const COLUMNS: usize = 72;
/// Words of strangers (a name, a registry's message) are cut after this many characters.
const FOREIGN_WORDS: usize = 120;

/// A letter in the recipient's language.
#[derive(Debug)]
pub(crate) struct Wording {
    /// `fr` or `en`.
    pub language: &'static str,
    /// Names the domain, or the contact.
    pub subject: String,
    /// The plain text, lines ended by LF.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A paragraph of a letter.
enum Block {
    Paragraph(Vec<String>),
    /// What begins with a dash, as (condition, consequence).
    Items(Vec<(String, String)>),
    /// The link, alone on its line.
    Link(String),
}

#[derive(Template)]
#[template(path = "letter.html")]
struct Page<'a> {
    language: &'static str,
    subject: &'a str,
    brand: &'a str,
    contact_url: &'a str,
    blocks: &'a [Block],
}

/// Puts a letter into words.
///
/// # Errors
/// A template could not be rendered.
pub(crate) fn word(letter: &Letter, registrar: &Sender) -> Result<Wording, askama::Error> {
    let french = letter.locale == Locale::Fr;
    let signature = Signature {
        brand: foreign(letter.from_name.as_deref().unwrap_or(&registrar.name)),
        address: letter.from.as_ref().map(|address| address.as_str()),
        contact_url: &registrar.contact_url,
    };
    let brand = signature.brand.clone();
    let rendered = render(&letter.content, french, signature)?;
    let rendered = if french { french_spacing(&rendered) } else { rendered };
    let (subject, body) = rendered.trim().split_once('\n').unwrap_or((rendered.trim(), ""));
    let link = match &letter.content {
        Content::VoteRequest { link, .. } | Content::Verification { link, .. } => Some(link.as_str()),
        Content::ContactChange(asked) => Some(asked.link.as_str()),
        _ => None,
    };
    let blocks = blocks(body, link);
    let language = if french { "fr" } else { "en" };
    let page =
        Page { language, subject, brand: &brand, contact_url: &registrar.contact_url, blocks: &blocks };
    Ok(Wording { language, subject: subject.to_owned(), html: page.render()?, text: plain(&blocks) })
}

/// The template's text: the subject, a blank line, the body.
fn render(content: &Content, french: bool, signature: Signature<'_>) -> Result<String, askama::Error> {
    match content {
        Content::VoteRequest { name, part, other_party, link, expires_at, reminder } => VoteRequest {
            french,
            name: shown(name),
            part: *part,
            other_party: other_party.as_deref().map(foreign).filter(|words| !words.is_empty()),
            link,
            until: moment(*expires_at, french),
            reminder: *reminder,
            signature,
        }
        .render(),
        Content::ContactChange(asked) => ContactChange {
            french,
            name: shown(&asked.name),
            roles: letters::role_words(&asked.roles, french),
            gains: asked.gains,
            from: &asked.from,
            to: &asked.to,
            asked_by: &asked.asked_by,
            task: asked.task.get(),
            token: &asked.token,
            link: &asked.link,
            until: moment(asked.expires_at, french),
            reminder: asked.reminder,
            signature,
        }
        .render(),
        Content::VoteEnded { name, part, outcome } => {
            VoteEnded { french, name: shown(name), part: *part, outcome, signature }.render()
        }
        Content::VotedForYou { name, part, side, choice } => {
            VotedForYou { french, name: shown(name), part: *part, side: *side, choice: *choice, signature }
                .render()
        }
        Content::TransferOut { name, gaining, answer_by, kept } => TransferOut {
            french,
            name: shown(name),
            gaining: foreign(gaining),
            answer_by: moment(*answer_by, french),
            kept: kept.is_some(),
            kept_until: kept.and_then(|kept| kept.until).map(|until| moment(until, french)),
            signature,
        }
        .render(),
        Content::Expiry { name, expires, expired, interruption, deletion } => Expiry {
            french,
            name: shown(name),
            expires: moment(*expires, french),
            expired: *expired,
            interruption: interruption.map(|at| moment(at, french)),
            deletion: deletion.map(|at| moment(at, french)),
            signature,
        }
        .render(),
        Content::DataReminder { name, data } => DataReminder {
            french,
            name: shown(name),
            registrant: data_lines(&data.registrant, french),
            created: moment(data.created, french),
            expires: moment(data.expires, french),
            servers: data.servers.iter().map(ToString::to_string).collect(),
            signature,
        }
        .render(),
        Content::Verification { handle, registrant, link, by } => Verification {
            french,
            handle: handle.to_string(),
            registrant: data_lines(registrant, french),
            link,
            by: by.map(|by| moment(by, french)),
            signature,
        }
        .render(),
        Content::LowPoints { nichandle, available, worth, level } => LowPoints {
            french,
            nichandle: nichandle.to_string(),
            available: grouped(available.get(), french),
            worth: if french { worth.replace('.', ",") } else { worth.clone() },
            level: grouped(level.get(), french),
            signature,
        }
        .render(),
        Content::AddressChanged { handle, former } => {
            AddressChanged { french, handle: handle.to_string(), former: *former, signature }.render()
        }
        Content::Disclosure(letter) => disclosure::render(letter, french, signature),
        Content::BatchAnswer(answer) => batch::render(answer, french, signature),
    }
}

/// The registrant's data, each line with its label; what is empty is left out.
fn data_lines(data: &ContactDetails, french: bool) -> Vec<(&'static str, String)> {
    let place = format!("{} {}", data.postal_code(), data.city());
    let street = data.address().street.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let lines = [
        ("Titulaire", "Registrant", data.name()),
        ("Organisation", "Organisation", data.organisation().to_owned()),
        ("Adresse", "Street", street),
        ("Ville", "City", place),
        ("Pays", "Country", data.country().to_string()),
        ("Téléphone", "Phone", data.phone().to_string()),
        ("Adresse électronique", "E-mail", data.email().to_string()),
    ];
    let worded = lines.map(|(fr, en, value)| (if french { fr } else { en }, foreign(&value)));
    worded.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The name as people read it, with its A-label where that is another.
fn shown(name: &DomainName) -> String {
    let unicode = name.unicode();
    if unicode == name.as_str() { unicode } else { format!("{unicode} ({})", name.as_str()) }
}

/// Words of strangers on one line: no control or direction characters, bounded length.
fn foreign(text: &str) -> String {
    words_of_strangers(text, FOREIGN_WORDS)
}

fn words_of_strangers(text: &str, most: usize) -> String {
    let invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let clean: String = text.chars().map(|c| if invisible(c) { ' ' } else { c }).collect();
    let one_line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", one_line[..end].trim_end()),
        None => one_line,
    }
}

/// A number in groups of three, as each language sets them.
fn grouped(number: i64, french: bool) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(if french { '\u{a0}' } else { ',' });
        }
        text.push(digit);
    }
    text
}

/// A moment in words, in UTC, which it says.
fn moment(at: DateTime<Utc>, french: bool) -> String {
    const MOIS: [&str; 12] = [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ];
    if french {
        let day = if at.day() == 1 { "1er".to_owned() } else { at.day().to_string() };
        let month = MOIS[at.month0() as usize];
        format!("{day} {month} {} à {} h {:02} (UTC)", at.year(), at.hour(), at.minute())
    } else {
        at.format("%-d %B %Y at %H:%M (UTC)").to_string()
    }
}

/// No line of French begins with a colon or a closing quotation mark.
fn french_spacing(text: &str) -> String {
    let mut spaced = text.replace("« ", "«\u{a0}");
    for mark in [":", ";", "?", "!", "»"] {
        spaced = spaced.replace(&format!(" {mark}"), &format!("\u{a0}{mark}"));
    }
    spaced
}

fn blocks(body: &str, link: Option<&str>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let lines: Vec<&str> = body.lines().map(str::trim).collect();
    for group in lines.split(|line| line.is_empty()).filter(|group| !group.is_empty()) {
        if link.is_some_and(|link| group == [link]) {
            blocks.push(Block::Link(group[0].to_owned()));
        } else if group.iter().all(|line| line.starts_with("- ")) {
            blocks.push(Block::Items(group.iter().map(|line| item(&line[2..])).collect()));
        } else {
            blocks.push(Block::Paragraph(group.iter().map(|line| (*line).to_owned()).collect()));
        }
    }
    blocks
}

/// Condition, with its colon, and consequence.
fn item(line: &str) -> (String, String) {
    match line.split_once(": ") {
        Some((condition, consequence)) => (format!("{condition}:"), consequence.to_owned()),
        None => (String::new(), line.to_owned()),
    }
}

fn plain(blocks: &[Block]) -> String {
    let set = |block: &Block| match block {
        Block::Link(link) => link.clone(),
        Block::Paragraph(lines) => lines.iter().map(|line| wrapped(line, "")).collect::<Vec<_>>().join("\n"),
        Block::Items(items) => items
            .iter()
            .map(|(condition, consequence)| wrapped(format!("- {condition} {consequence}").trim_end(), "  "))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    let mut text = blocks.iter().map(set).collect::<Vec<_>>().join("\n\n");
    text.push('\n');
    text
}

/// Lines of at most [`COLUMNS`] characters, where words allow it; later ones are indented.
fn wrapped(line: &str, indent: &str) -> String {
    let mut text = String::with_capacity(line.len() + 16);
    let mut column = 0;
    for word in line.split(' ') {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > COLUMNS {
            text.push('\n');
            text.push_str(indent);
            column = indent.len();
        } else if !text.is_empty() {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn moments_are_written_out_in_both_languages() {
        let at = Utc.with_ymd_and_hms(2026, 8, 1, 9, 5, 59).unwrap();
        assert_eq!(moment(at, true), "1er août 2026 à 9 h 05 (UTC)");
        assert_eq!(moment(at, false), "1 August 2026 at 09:05 (UTC)");
    }

    #[test]
    fn numbers_are_set_in_groups_of_three() {
        assert_eq!((grouped(499, true), grouped(0, false)), ("499".to_owned(), "0".to_owned()));
        assert_eq!(grouped(1_234_567, false), "1,234,567");
        assert_eq!(grouped(100_000, true), "100\u{a0}000");
    }

    #[test]
    fn words_of_strangers_stay_on_one_line_and_short() {
        assert_eq!(foreign("Jean\r\nhttps://evil.test\t\u{202e}x"), "Jean https://evil.test x");
        assert_eq!(foreign(&"é".repeat(500)).chars().count(), FOREIGN_WORDS + 1);
        assert_eq!(foreign("\u{200b} \n"), "");
    }

    #[test]
    fn an_internationalised_name_is_shown_with_its_a_label() {
        assert_eq!(shown(&DomainName::parse("café.fr").unwrap()), "café.fr (xn--caf-dma.fr)");
        assert_eq!(shown(&DomainName::parse("cafe.fr").unwrap()), "cafe.fr");
    }

    #[test]
    fn lines_are_wrapped_between_words_only() {
        let line = "mot ".repeat(40);
        let text = wrapped(line.trim(), "  ");
        assert!(text.lines().all(|l| l.chars().count() <= COLUMNS && l.trim_start().starts_with("mot")));
        assert_eq!(text.replace("\n  ", " "), line.trim());
        assert_eq!(wrapped(&"x".repeat(200), ""), "x".repeat(200));
    }
}
