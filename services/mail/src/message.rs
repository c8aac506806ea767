//! A letter as an Internet message (RFC 5322), both forms in one multipart/alternative. The answer to a batch mail has a
//! third, for programs.

use crate::wording::word;
use crate::{AnswerKey, Sender};
use application::ports::{BatchAnswer, Content, Letter, MailError, Thread};
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use domain_model::values::EmailAddress;
use lettre::address::{Address, Envelope};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MessageId};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use sha2::{Digest, Sha256};
use std::time::SystemTime;

/// Octets of a line without its CRLF (RFC 5322, section 2.1.1).
const LONGEST_LINE: usize = 998;
/// Characters of a subject that is answered.
const LONGEST_SUBJECT: usize = 200;
/// Messages that an answer refers to.
const MOST_REFERENCES: usize = 12;

/// How the text travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transit {
    /// In ASCII, which every relay takes.
    Relayed,
    /// As it reads, since people open the file and copy the link.
    Kept,
}

/// Writes a letter. The same letter is the same message, byte for byte.
///
/// # Errors
/// [`MailError::Never`]: a header or a template refuses it.
pub(crate) fn compose(letter: &Letter, registrar: &Sender, transit: Transit) -> Result<Message, MailError> {
    let never = |why: String| MailError::Never { id: letter.id.clone(), why };
    let wording = word(letter, registrar).map_err(|error| never(format!("its text: {error}")))?;
    let address = |which: &str, address: &EmailAddress| {
        Address::new(address.local_part(), address.domain())
            .map_err(|_| never(format!("the {which}'s address is not one that mail can carry")))
    };
    let to = address("recipient", &letter.to)?;
    let ours = address("registrar", &registrar.address)?;
    let from = match &letter.from {
        Some(from) => Mailbox::new(letter.from_name.as_deref().and_then(one_line), address("sender", from)?),
        None => {
            let name = letter.from_name.as_deref().and_then(one_line);
            Mailbox::new(Some(name.unwrap_or_else(|| registrar.name.clone())), ours.clone())
        }
    };
    let answer = match &letter.content {
        Content::BatchAnswer(answer) => Some(answer.as_ref()),
        _ => None,
    };
    // What cannot be delivered comes back to us, also when a reseller's name is on it; but not an answer, of which no
    // report may follow (RFC 3834, section 3.3).
    let returned_to = answer.is_none().then(|| ours.clone());
    let mut builder = Message::builder()
        .header(MessageId::from(message_id(&letter.id, ours.domain())))
        .date(SystemTime::from(letter.written_at))
        .to(Mailbox::new(None, to.clone()))
        .subject(answer.and_then(|answer| reply_to(&answer.thread)).unwrap_or(wording.subject))
        .raw_header(header("Content-Language", wording.language))
        .raw_header(header(
            "Auto-Submitted",
            if answer.is_some() { "auto-replied" } else { "auto-generated" },
        ))
        .raw_header(header("X-Auto-Response-Suppress", "OOF, AutoReply"))
        .envelope(
            Envelope::new(returned_to, vec![to]).map_err(|error| never(format!("its envelope: {error}")))?,
        );
    if from.email != ours {
        builder = builder.sender(Mailbox::new(Some(registrar.name.clone()), ours));
    }
    let Some(answer) = answer else {
        let body = alternative(&letter.id, None, wording.text, wording.html, transit);
        return builder.from(from).multipart(body).map_err(|error| never(format!("its headers: {error}")));
    };
    for (name, value) in threaded(&answer.thread) {
        builder = builder.raw_header(header(name, &value));
    }
    // What is signed travels as it was signed: in ASCII.
    let transit = if registrar.answer_key.is_some() { Transit::Relayed } else { transit };
    let body = alternative(&letter.id, Some(machine_text(answer)), wording.text, wording.html, transit);
    let body = match &registrar.answer_key {
        None => body,
        Some(key) => signed(&letter.id, body, key, answer.signed_at)
            .map_err(|error| never(format!("its signature: {error}")))?,
    };
    builder.from(from).multipart(body).map_err(|error| never(format!("its headers: {error}")))
}

/// `Re: ` and the subject that is answered, once.
fn reply_to(thread: &Thread) -> Option<String> {
    let subject = one_line(thread.subject.as_deref()?)?;
    let is_reply = subject.get(..3).is_some_and(|begin| begin.eq_ignore_ascii_case("re:"));
    let subject: String = subject.chars().take(LONGEST_SUBJECT).collect();
    Some(if is_reply { subject } else { format!("Re: {subject}") })
}

/// RFC 5322, section 3.6.4; the oldest and the latest of a long conversation.
fn threaded(thread: &Thread) -> Vec<(&'static str, String)> {
    let stands = |id: &&String| {
        let inner = id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or_default();
        (3..=250).contains(&inner.len())
            && inner.contains('@')
            && inner.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>".contains(&byte))
    };
    let Some(answered) = thread.message_id.as_ref().filter(stands) else { return vec![] };
    let mut ids: Vec<&String> =
        thread.references.iter().filter(stands).filter(|id| *id != answered).collect();
    if ids.len() > MOST_REFERENCES {
        ids.drain(1..=ids.len() - MOST_REFERENCES);
    }
    ids.push(answered);
    let references = ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" ");
    vec![("In-Reply-To", answered.clone()), ("References", references)]
}

/// One `key: value` a line.
fn machine_text(answer: &BatchAnswer) -> String {
    let value = |text: &str| text.replace(char::is_control, " ").trim().to_owned();
    answer.machine.iter().map(|(key, text)| format!("{key}: {}\n", value(text))).collect()
}

/// `multipart/signed` (RFC 3156, section 5): the line end before the boundary is the boundary's.
fn signed(
    id: &str,
    body: MultiPart,
    key: &AnswerKey,
    at: DateTime<Utc>,
) -> Result<MultiPart, pgp::errors::Error> {
    let bytes = body.formatted();
    let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(&bytes);
    let signature = key.sign(bytes, at)?.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes();
    let kind = ContentType::parse("application/pgp-signature; name=\"signature.asc\"");
    let part = SinglePart::builder()
        .header(kind.expect("a content type of our own"))
        .body(Body::dangerous_pre_encoded(signature, ContentTransferEncoding::SevenBit));
    Ok(MultiPart::signed("application/pgp-signature".to_owned(), key.micalg())
        .boundary(format!("signed-{}", digest(&[id])))
        .multipart(body)
        .singlepart(part))
}

/// The forms of a text, the plainest first (RFC 2046, section 5.1.4). Programs that take the first text find the lines
/// that are made for them; people's programs show the last form that they can.
fn alternative(id: &str, machine: Option<String>, text: String, html: String, transit: Transit) -> MultiPart {
    let part = |kind: ContentType, content: String| {
        let body = match transit {
            Transit::Kept if content.lines().all(|line| line.len() <= LONGEST_LINE) => {
                let lines = content.replace('\n', "\r\n").into_bytes();
                Body::dangerous_pre_encoded(lines, ContentTransferEncoding::EightBit)
            }
            _ => Body::new(content),
        };
        SinglePart::builder().header(kind).body(body)
    };
    let mut builder = MultiPart::alternative().boundary(format!("letter-{}", digest(&[id])));
    if transit == Transit::Kept {
        builder = builder.header(ContentTransferEncoding::EightBit);
    }
    let text = part(ContentType::TEXT_PLAIN, text);
    let first = match machine {
        Some(lines) => builder.singlepart(part(ContentType::TEXT_PLAIN, lines)).singlepart(text),
        None => builder.singlepart(text),
    };
    first.singlepart(part(ContentType::TEXT_HTML, html))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// A display name without what a header cannot carry; none where nothing is left.
fn one_line(name: &str) -> Option<String> {
    let line = name.replace(char::is_control, " ").split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// `<id@domain>`: the letter's id as it is where it can stand in a Message-ID (RFC 5322, section 3.6.4), else
/// its digest.
fn message_id(id: &str, domain: &str) -> String {
    let stands = (1..=128).contains(&id.len())
        && id.split('.').all(|atom| {
            !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        });
    if stands { format!("<{id}@{domain}>") } else { format!("<sha256-{}@{domain}>", digest(&[id])) }
}

/// The first 128 bits of SHA-256 over the parts, each ended by a zero byte, in hexadecimal.
pub(crate) fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    HEXLOWER.encode(&hash.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_is_the_letters_id_or_its_digest() {
        assert_eq!(message_id("trade-42-owner-1", "bmn.test"), "<trade-42-owner-1@bmn.test>");
        for strange in ["", "a b", "a@b", "a..b", ".a", "é", "a>\r\nBcc: x", &"x".repeat(200)] {
            let id = message_id(strange, "bmn.test");
            assert!(id.starts_with("<sha256-") && id.ends_with("@bmn.test>"), "{id}");
            assert_eq!(id.len(), "<sha256-@bmn.test>".len() + 32);
        }
        assert_ne!(message_id("a b", "bmn.test"), message_id("a  b", "bmn.test"));
    }

    #[test]
    fn parts_of_a_digest_do_not_run_together() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
