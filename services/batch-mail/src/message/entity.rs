//! The body of a batch mail: one plain text, bare or signed (RFC 2045, 1847, 3156, 8551). Anything else is refused, with
//! what was found.

use super::{Charset, Unsuitable};
use crate::complaint::{Complaint, shown};
use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{ContentType, HeaderName, HeaderValue, MessageParser};

/// Parts of a multipart that are looked at.
const MOST_PARTS: usize = 20;
/// Multiparts within multiparts that are looked into.
const DEEPEST: usize = 3;

/// A MIME entity: what its header says, and its body as it was sent.
#[derive(Clone, Copy)]
pub(crate) struct Entity<'m> {
    raw: &'m [u8],
    body: &'m [u8],
}

/// The plain text of a mail.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Text {
    /// As it was signed by whoever wrote it: decoded from transport, in the set of the mail.
    pub bytes: Vec<u8>,
    /// As it is read.
    pub text: String,
    pub charset: Charset,
    /// `format=flowed` (RFC 3676), and whether a space at the end of a line goes (`DelSp=yes`).
    pub flowed: Option<bool>,
}

impl Text {
    /// A part of it, in its set.
    pub fn decode(&self, bytes: &[u8]) -> Option<String> {
        self.charset.decode(bytes)
    }
}

/// What the form of the mail says about its signature.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Seal {
    /// Nothing: it stands in the text, if anywhere.
    None,
    /// PGP/MIME (RFC 3156): the signature over `signed`, a part as it came.
    Pgp { signed: Vec<u8>, signature: Vec<u8> },
    /// S/MIME (RFC 8551): CMS in DER, over `signed`, a part as it came, or what it holds itself.
    Cms { signed: Option<Vec<u8>>, der: Vec<u8> },
}

/// One text, and what proves where it is from.
#[derive(Clone)]
pub struct Letter {
    pub(crate) text: Text,
    pub(crate) seal: Seal,
}

/// Finds where the header ends. A message without a body is one, too.
pub(crate) fn read_entity(raw: &[u8]) -> Entity<'_> {
    // A part without a header begins with the empty line.
    let start = [b"\r\n".as_slice(), b"\n"].into_iter().find(|end| raw.starts_with(end)).map(<[u8]>::len);
    let ends = [b"\n\r\n".as_slice(), b"\n\n"];
    let end = ends.into_iter().filter_map(|end| find(raw, end).map(|at| at + end.len())).min();
    let body = start.or(end).and_then(|at| raw.get(at..)).unwrap_or_default();
    Entity { raw, body }
}

fn find(within: &[u8], wanted: &[u8]) -> Option<usize> {
    within.windows(wanted.len()).position(|window| window == wanted)
}

/// A part: one that has no header of MIME is all body. Some tools sign a text as it is, and its first line would be taken
/// for a header.
fn part(raw: &[u8]) -> Entity<'_> {
    let whole = read_entity(raw);
    let header = &raw[..raw.len() - whole.body.len()];
    let is_mime = |line: &[u8]| line.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-"));
    let empty = matches!(raw, [b'\r', b'\n', ..] | [b'\n', ..]);
    if empty || header.split(|byte| *byte == b'\n').any(is_mime) { whole } else { Entity { raw, body: raw } }
}

/// The type and subtype of an entity with its parameters; `text/plain` where nothing is said.
struct Kind {
    name: String,
    charset: String,
    boundary: String,
    protocol: String,
    flowed: Option<bool>,
    encoding: String,
    attached: bool,
}

impl Kind {
    fn of(entity: Entity<'_>) -> Self {
        let header = &entity.raw[..entity.raw.len() - entity.body.len()];
        let parsed = MessageParser::default().parse_headers(header);
        let value = |name: HeaderName<'static>| -> Option<HeaderValue<'_>> {
            parsed
                .as_ref()?
                .parts
                .first()?
                .headers
                .iter()
                .rev()
                .find(|h| h.name == name)
                .map(|h| h.value.clone())
        };
        let kind = value(HeaderName::ContentType).and_then(HeaderValue::into_content_type);
        let disposition = value(HeaderName::ContentDisposition).and_then(HeaderValue::into_content_type);
        let encoding = value(HeaderName::ContentTransferEncoding).and_then(HeaderValue::into_text);
        let attribute =
            |name: &str| kind.as_ref().and_then(|kind| kind.attribute(name)).unwrap_or_default().to_owned();
        let flowed = attribute("format").eq_ignore_ascii_case("flowed");
        Self {
            name: kind.as_ref().map_or_else(|| "text/plain".to_owned(), type_name),
            charset: attribute("charset"),
            boundary: attribute("boundary"),
            protocol: attribute("protocol").to_ascii_lowercase(),
            flowed: flowed.then(|| attribute("delsp").eq_ignore_ascii_case("yes")),
            encoding: encoding.unwrap_or_default().trim().to_ascii_lowercase(),
            attached: disposition.is_some_and(|kind| kind.is_attachment()),
        }
    }
}

fn type_name(kind: &ContentType<'_>) -> String {
    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase()
}

fn unsuitable(key: &str, expected: impl Into<String>) -> Unsuitable {
    Unsuitable { complaint: Complaint::on(key, expected), text: None }
}

impl Letter {
    /// The one text of a mail.
    pub(crate) fn of(entity: Entity<'_>) -> Result<Self, Unsuitable> {
        let kind = Kind::of(entity);
        let read = match kind.name.as_str() {
            "text/plain" => plain(entity, &kind).map(|text| Self { text, seal: Seal::None }),
            "multipart/signed" => signed(entity, &kind),
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => opaque(entity, &kind),
            other => Err(unsuitable(
                "Content-Type",
                format!("text/plain alone, without attachment or formatting, not {}", shown(other)),
            )),
        };
        read.map_err(|refused| Unsuitable { text: any_text(entity, DEEPEST), ..refused })
    }
}

/// A plain text, decoded.
fn plain(entity: Entity<'_>, kind: &Kind) -> Result<Text, Unsuitable> {
    if kind.attached {
        return Err(unsuitable(
            "Content-Disposition",
            "the order as the text of the mail, not as an attachment",
        ));
    }
    let bytes = decoded(entity.body, &kind.encoding)?;
    let known = "UTF-8, US-ASCII, ISO-8859-1, ISO-8859-15 or windows-1252";
    let charset = Charset::named(&kind.charset).ok_or_else(|| {
        unsuitable("Content-Type", format!("the charset {known}, not {}", shown(&kind.charset)))
    })?;
    let text = charset
        .decode(&bytes)
        .ok_or_else(|| unsuitable("Content-Type", "a text in the charset that the mail names (UTF-8)"))?;
    Ok(Text { bytes, text, charset, flowed: kind.flowed })
}

fn decoded(body: &[u8], encoding: &str) -> Result<Vec<u8>, Unsuitable> {
    let key = "Content-Transfer-Encoding";
    match encoding {
        "" | "7bit" | "8bit" | "binary" => Ok(body.to_vec()),
        "quoted-printable" => {
            quoted_printable_decode(body).ok_or_else(|| unsuitable(key, "whole quoted-printable"))
        }
        "base64" => base64_decode(body).ok_or_else(|| unsuitable(key, "whole base64")),
        other => {
            Err(unsuitable(key, format!("7bit, 8bit, quoted-printable or base64, not {}", shown(other))))
        }
    }
}

/// Two parts: what is signed, and the signature.
fn signed(entity: Entity<'_>, kind: &Kind) -> Result<Letter, Unsuitable> {
    let parts = parts(entity.body, &kind.boundary);
    let [content, signature] = parts.as_slice() else {
        let expected =
            format!("two parts in multipart/signed, the text and its signature, not {}", parts.len());
        return Err(unsuitable("Content-Type", expected));
    };
    let text = text_of_signed(part(content))?;
    let proof = read_entity(signature);
    let proof_kind = Kind::of(proof);
    let bytes = decoded(proof.body, &proof_kind.encoding)?;
    let whole = content.to_vec();
    match (kind.protocol.as_str(), proof_kind.name.as_str()) {
        ("application/pgp-signature" | "", "application/pgp-signature") => {
            Ok(Letter { text, seal: Seal::Pgp { signed: whole, signature: bytes } })
        }
        (_, "application/pkcs7-signature" | "application/x-pkcs7-signature") => {
            Ok(Letter { text, seal: Seal::Cms { signed: Some(whole), der: bytes } })
        }
        (_, other) => Err(unsuitable(
            "Content-Type",
            format!("a signature by OpenPGP or S/MIME in the second part, not {}", shown(other)),
        )),
    }
}

/// The signed text. Some clients put it into a multipart of one part, together with headers that they protect.
fn text_of_signed(content: Entity<'_>) -> Result<Text, Unsuitable> {
    let kind = Kind::of(content);
    match kind.name.as_str() {
        "text/plain" => plain(content, &kind),
        "multipart/mixed" => match parts(content.body, &kind.boundary).as_slice() {
            [only] => {
                let only = part(only);
                let inner = Kind::of(only);
                match inner.name.as_str() {
                    "text/plain" => plain(only, &inner),
                    other => Err(not_plain(other)),
                }
            }
            _ => Err(not_plain("multipart/mixed")),
        },
        other => Err(not_plain(other)),
    }
}

fn not_plain(found: &str) -> Unsuitable {
    unsuitable("Content-Type", format!("text/plain alone as what is signed, not {}", shown(found)))
}

/// CMS that holds what it signs. The text is read before the signature is checked: its account says by which
/// certificates to check it.
fn opaque(entity: Entity<'_>, kind: &Kind) -> Result<Letter, Unsuitable> {
    let der = decoded(entity.body, &kind.encoding)?;
    let held = crate::authentication::cms_content(&der).ok_or_else(|| {
        unsuitable("Content-Type", "signed data of S/MIME that holds the text (smime-type=signed-data)")
    })?;
    let text = text_of_signed(part(&held))?;
    Ok(Letter { text, seal: Seal::Cms { signed: None, der } })
}

/// The parts between boundaries, each without the line break that belongs to the boundary (RFC 2046, 5.1.1).
fn parts<'m>(body: &'m [u8], boundary: &str) -> Vec<&'m [u8]> {
    let mut found = vec![];
    if boundary.is_empty() {
        return found;
    }
    let (mut begun, mut at) = (None, 0);
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let start = at;
        at += line.len();
        let Some(rest) = line.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary.as_bytes()))
        else {
            continue;
        };
        let last = rest.starts_with(b"--");
        let rest = if last { &rest[2..] } else { rest };
        if !rest.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(begun) = begun {
            let part: &[u8] = &body[begun..start];
            let part = part.strip_suffix(b"\n").map(|p| p.strip_suffix(b"\r").unwrap_or(p)).unwrap_or(part);
            found.push(part);
        }
        begun = Some(at);
        if last || found.len() > MOST_PARTS {
            return found;
        }
    }
    found
}

/// The first plain text anywhere, to find out whose a refused mail is. Nothing in it is believed.
fn any_text(entity: Entity<'_>, depth: usize) -> Option<String> {
    let kind = Kind::of(entity);
    if kind.name == "text/plain" {
        let bytes = decoded(entity.body, &kind.encoding).ok()?;
        return Charset::named(&kind.charset).unwrap_or(Charset::Unsaid).decode(&bytes);
    }
    if !kind.name.starts_with("multipart/") || depth == 0 {
        return None;
    }
    let parts = parts(entity.body, &kind.boundary);
    parts.into_iter().find_map(|part| any_text(read_entity(part), depth - 1))
}
