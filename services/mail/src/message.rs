//! A letter as an Internet message (RFC 5322), both forms in one multipart/alternative.

use crate::Sender;
use crate::wording::word;
use application::ports::{Letter, MailError};
use data_encoding::HEXLOWER;
use domain_model::values::EmailAddress;
use lettre::address::{Address, Envelope};
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MessageId};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use sha2::{Digest, Sha256};
use std::time::SystemTime;

/// Octets of a line without its CRLF (RFC 5322, section 2.1.1).
const LONGEST_LINE: usize = 998;

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
    let mut builder = Message::builder()
        .header(MessageId::from(message_id(&letter.id, ours.domain())))
        .date(SystemTime::from(letter.written_at))
        .to(Mailbox::new(None, to.clone()))
        .subject(&wording.subject)
        .raw_header(header("Content-Language", wording.language))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "OOF, AutoReply"))
        // What cannot be delivered comes back to us, also when a reseller's name is on it.
        .envelope(
            Envelope::new(Some(ours.clone()), vec![to])
                .map_err(|error| never(format!("its envelope: {error}")))?,
        );
    if from.email != ours {
        builder = builder.sender(Mailbox::new(Some(registrar.name.clone()), ours));
    }
    let body = alternative(&letter.id, wording.text, wording.html, transit);
    builder.from(from).multipart(body).map_err(|error| never(format!("its headers: {error}")))
}

fn alternative(id: &str, text: String, html: String, transit: Transit) -> MultiPart {
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
    builder.singlepart(part(ContentType::TEXT_PLAIN, text)).singlepart(part(ContentType::TEXT_HTML, html))
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
