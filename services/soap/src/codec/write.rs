//! Text and envelopes on their way out.

/// The `Content-Type` of answers and faults.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// Namespaces.
pub(super) const SOAP_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const XML_SOAP: &str = "http://xml.apache.org/xml-soap";

/// Begins an envelope, with the prefixes that answers use; `ns1` stands for the namespace, if there is one.
pub(super) fn open_envelope(out: &mut String, namespace: &str) {
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"");
    out.push_str(SOAP_11);
    if !namespace.is_empty() {
        out.push_str("\" xmlns:ns1=\"");
        escape(out, namespace);
    }
    for part in [
        "\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:ns2=\"",
        XML_SOAP,
        "\" xmlns:SOAP-ENC=\"",
        ENCODING,
        "\" SOAP-ENV:encodingStyle=\"",
        ENCODING,
        "\"><SOAP-ENV:Body>",
    ] {
        out.push_str(part);
    }
}

/// Ends it.
pub(super) fn close_envelope(out: &mut String) {
    out.push_str("</SOAP-ENV:Body></SOAP-ENV:Envelope>\n");
}

/// Appends text for use in elements and in attributes of double quotes. What XML cannot say becomes U+FFFD, so that
/// one odd character in a record does not make every answer about it unreadable.
pub(super) fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(place) = rest.bytes().position(looks_odd) {
        let (plain, odd) = rest.split_at(place);
        out.push_str(plain);
        let mut characters = odd.chars();
        match characters.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            Some('"') => out.push_str("&quot;"),
            // A reader would turn it into a line feed.
            Some('\r') => out.push_str("&#13;"),
            Some(other) if allowed(other) => out.push(other),
            Some(_) => out.push('\u{fffd}'),
            None => {}
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// Whether a byte may begin a character that is written otherwise; U+FFFE and U+FFFF begin with 0xEF.
const fn looks_odd(byte: u8) -> bool {
    matches!(byte, b'&' | b'<' | b'>' | b'"' | 0xef) || byte < b' ' && !matches!(byte, b'\t' | b'\n')
}

/// The `Char` production of XML 1.0.
pub(super) fn allowed(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
