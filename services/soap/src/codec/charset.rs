//! From octets to text: UTF-8, ISO-8859-1 and what is meant by it.

use super::fault::Fault;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::borrow::Cow;

/// Bytes in which an XML declaration must end.
const DECLARATION: usize = 256;

/// What ISO-8859-1's unused half of the control characters means in practice: Windows-1252, as browsers read it
/// (the French œ and the euro are there). `\0` stands for nothing.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“',
    '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

enum Charset {
    Utf8,
    Latin1,
}

/// The text of a message. A byte order mark counts more than HTTP's `Content-Type`, and that more than the XML
/// declaration (RFC 7303 § 3).
///
/// # Errors
/// [`Fault::Charset`], [`Fault::Characters`].
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Result<Cow<'a, str>, Fault> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return utf8(rest);
    }
    let named = match content_type.and_then(parameter) {
        Some(name) => Some(name.to_owned()),
        None => declared(bytes),
    };
    match named.map_or(Ok(Charset::Utf8), |name| charset(&name))? {
        Charset::Utf8 => utf8(bytes),
        Charset::Latin1 => latin1(bytes).map(Cow::Owned).ok_or(Fault::Characters),
    }
}

/// Text of unknown origin: UTF-8 if it can be, else Windows-1252.
pub(super) fn guess(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).or_else(|error| latin1(error.as_bytes()).ok_or(())).ok()
}

fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Fault::Characters)
}

fn latin1(bytes: &[u8]) -> Option<String> {
    bytes
        .iter()
        .map(|&byte| match byte {
            0x80..=0x9f => {
                Some(WINDOWS_1252[usize::from(byte - 0x80)]).filter(|&character| character != '\0')
            }
            _ => Some(char::from(byte)),
        })
        .collect()
}

fn charset(name: &str) -> Result<Charset, Fault> {
    match name.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" | "us-ascii" | "ascii" => Ok(Charset::Utf8),
        "iso-8859-1" | "latin1" | "windows-1252" => Ok(Charset::Latin1),
        _ => Err(Fault::Charset),
    }
}

/// The `charset` of a `Content-Type`.
fn parameter(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

/// The `encoding` of the XML declaration, which is ASCII in every character set that is read here.
fn declared(bytes: &[u8]) -> Option<String> {
    let start: String = bytes.iter().take(DECLARATION).map(|&byte| char::from(byte)).collect();
    match Reader::from_str(&start).read_event() {
        Ok(Event::Decl(declaration)) => {
            let name = declaration.encoding()?.ok()?;
            Some(String::from_utf8_lossy(&name).into_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_counts_more_than_the_declaration_and_a_mark_more_than_both() {
        let declared = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\x80\xc9</a>";
        assert!(decode(declared, None).unwrap().ends_with("<a>€É</a>"));
        assert!(decode(declared, Some("text/xml")).unwrap().ends_with("<a>€É</a>"));
        assert_eq!(decode(declared, Some("text/xml; charset=utf-8")), Err(Fault::Characters));
        assert_eq!(decode(b"<a>\xc9</a>", Some("text/xml;Charset=\"iso-8859-1\"")).unwrap(), "<a>É</a>");
        assert_eq!(
            decode(b"\xef\xbb\xbf<a>\xc3\x89</a>", Some("text/xml; charset=latin1")).unwrap(),
            "<a>É</a>"
        );
        assert_eq!(decode(b"<a>\xc9</a>", None), Err(Fault::Characters));
        assert_eq!(decode(b"<a>\x81</a>", Some("text/xml; charset=iso-8859-1")), Err(Fault::Characters));
        assert_eq!(decode(b"<?xml version='1.0' encoding='UTF-7'?><a/>", None), Err(Fault::Charset));
        assert_eq!(decode(b"\xff\xfe<\0a\0", None), Err(Fault::Characters));
    }
}
