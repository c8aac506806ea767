//! A message as it came: who wrote it, what it answers, whether an answer is owed, and the one text in it.
//!
//! Headers are read by mail-parser. The body is not: its reader descends into messages within messages as deeply as they
//! go, and what a batch mail may look like fits in a page (`entity.rs`).

mod charset;
mod entity;

use crate::complaint::Complaint;
pub(crate) use charset::{Charset, latin_bytes};
pub(crate) use entity::{Letter, Seal, read_entity};

use domain_model::values::EmailAddress;
use mail_parser::{Address, HeaderValue, MessageParser};

/// Bytes of a message at most (DOORS, "mail size").
pub const MOST_BYTES: usize = 1_048_576;
/// Headers at most: real mails have some dozens, and lists of recipients have no place here.
const MOST_HEADERS: usize = 500;
/// References that an answer repeats; RFC 5322 asks for the first and the last ones of a long thread.
const MOST_REFERENCES: usize = 20;

/// Why a message was not read. Nobody is answered: there is nothing in it to go by.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// It is too long.
    #[error("the message has {bytes} bytes; {MOST_BYTES} are taken")]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// It has no header, or too many.
    #[error("this is not a message in the form of RFC 5322: it has no header, or more than {MOST_HEADERS}")]
    NoMessage,
}

/// Why a message came by itself, and no answer is owed (RFC 3834, RFC 2369).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// `Auto-Submitted`, but for `no`; `X-Autoreply`, `X-Autorespond`.
    Replied,
    /// From a mail system: `MAILER-DAEMON`, `postmaster`, or a report of delivery.
    Bounced,
    /// From a list: a `List-…` header.
    List,
    /// `Precedence: bulk`, `junk` or `list`.
    Bulk,
}

/// A message as it came.
#[derive(Clone)]
pub struct Message {
    /// Who wrote it, as it says; believed by nobody.
    pub from: Option<EmailAddress>,
    /// Where answers are wanted, as it says.
    pub reply_to: Option<EmailAddress>,
    /// Its `Message-ID`, without angle brackets.
    pub message_id: Option<String>,
    /// What it answers, oldest first, without angle brackets.
    pub references: Vec<String>,
    /// Its subject, decoded, on one line.
    pub subject: Option<String>,
    /// Why no answer is owed; none: one is.
    pub automatic: Option<Automatic>,
    pub(crate) content: Result<Letter, Unsuitable>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its text holds persons and passphrases.
        f.debug_struct("Message").field("automatic", &self.automatic).finish_non_exhaustive()
    }
}

/// A message that is no batch mail by its form: what stands against it, and what text there is to find its account by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsuitable {
    pub complaint: Complaint,
    pub text: Option<String>,
}

/// Reads a message.
///
/// # Errors
/// It is too long, or no message.
pub fn read(raw: &[u8]) -> Result<Message, NotRead> {
    if raw.len() > MOST_BYTES {
        return Err(NotRead::TooLong { bytes: raw.len() });
    }
    let parsed = MessageParser::default().parse_headers(raw).ok_or(NotRead::NoMessage)?;
    let root = parsed.parts.first().ok_or(NotRead::NoMessage)?;
    if root.headers.is_empty() || root.headers.len() > MOST_HEADERS {
        return Err(NotRead::NoMessage);
    }
    let from = first_address(parsed.from());
    Ok(Message {
        automatic: automatic(&parsed, from.as_ref()),
        reply_to: first_address(parsed.reply_to()),
        message_id: parsed.message_id().map(str::to_owned).filter(|id| is_id(id)),
        references: references(&parsed),
        subject: parsed.subject().map(one_line).filter(|subject| !subject.is_empty()),
        content: Letter::of(read_entity(raw)),
        from,
    })
}

fn first_address(address: Option<&Address<'_>>) -> Option<EmailAddress> {
    EmailAddress::parse(address?.first()?.address()?).ok()
}

/// What may be put into a header again.
fn is_id(id: &str) -> bool {
    (1..=250).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
}

fn references(parsed: &mail_parser::Message<'_>) -> Vec<String> {
    let ids = |value: &HeaderValue<'_>| -> Vec<String> {
        let list = value.as_text_list().unwrap_or_default();
        list.iter().map(|id| id.as_ref().to_owned()).filter(|id| is_id(id)).collect()
    };
    let mut all = ids(parsed.references());
    if all.is_empty() {
        all = ids(parsed.in_reply_to());
    }
    if all.len() > MOST_REFERENCES {
        all.drain(1..=all.len() - MOST_REFERENCES);
    }
    all
}

fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

fn automatic(parsed: &mail_parser::Message<'_>, from: Option<&EmailAddress>) -> Option<Automatic> {
    let named = |wanted: &str| {
        parsed
            .headers_raw()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.trim())
    };
    let first_word = |value: &str| value.split([';', ' ', '\t', '(']).next().unwrap_or_default().to_owned();
    if named("Auto-Submitted").is_some_and(|value| !first_word(value).eq_ignore_ascii_case("no"))
        || ["X-Autoreply", "X-Autorespond", "X-Auto-Reply"].into_iter().any(|name| named(name).is_some())
    {
        return Some(Automatic::Replied);
    }
    let system = from.is_some_and(|from| {
        let local = from.local_part();
        ["mailer-daemon", "postmaster"].into_iter().any(|name| local.eq_ignore_ascii_case(name))
    });
    let report =
        named("Content-Type").is_some_and(|kind| first_word(kind).eq_ignore_ascii_case("multipart/report"));
    if system || report || named("X-Failed-Recipients").is_some() {
        return Some(Automatic::Bounced);
    }
    if parsed.headers_raw().any(|(name, _)| name.get(..5).is_some_and(|p| p.eq_ignore_ascii_case("list-"))) {
        return Some(Automatic::List);
    }
    let bulk = named("Precedence").map(first_word);
    bulk.is_some_and(|word| {
        ["bulk", "junk", "list"].into_iter().any(|known| known.eq_ignore_ascii_case(&word))
    })
    .then_some(Automatic::Bulk)
}

#[cfg(test)]
mod tests;
