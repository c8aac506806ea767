//! Text and envelopes on their way out.

/// The `Content-Type` of answers and faults.
pub const CONTENT_TYPE: &str = "text/xml; charset=utf-8";

/// Namespaces.
pub(super) const SOAP_11: &str = "http://schemas.xmlsoap.org/soap/envelope/";
pub(super) const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
const XML_SOAP: &str = "http://xml.apache.org/xml-soap";

/// An envelope around a body, with the prefixes that answers use and `declarations` besides.
pub(super) fn envelope(declarations: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"{SOAP_11}\"{declarations} \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xmlns:ns2=\"{XML_SOAP}\" xmlns:SOAP-ENC=\"{ENCODING}\" SOAP-ENV:encodingStyle=\"{ENCODING}\">\
         <SOAP-ENV:Body>{body}</SOAP-ENV:Body></SOAP-ENV:Envelope>\n"
    )
}

/// Appends text for use in elements and in attributes of double quotes. What XML cannot say becomes U+FFFD, so that
/// one odd character in a record does not make every answer about it unreadable.
pub(super) fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A reader would turn it into a line feed.
            '\r' => out.push_str("&#13;"),
            other if allowed(other) => out.push(other),
            _ => out.push('\u{fffd}'),
        }
    }
}

/// The `Char` production of XML 1.0.
pub(super) fn allowed(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}
