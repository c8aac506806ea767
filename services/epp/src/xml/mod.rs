//! XML: a lenient reader into a tree, a small writer, and the blanking of secrets.

mod blank;
mod element;
mod write;

pub(crate) use blank::blank;
pub(crate) use element::{Element, Malformed};
pub(crate) use write::XmlText;

/// Namespaces that we read or write.
pub(crate) mod ns {
    pub const EPP: &str = "urn:ietf:params:xml:ns:epp-1.0";
    pub const DOMAIN: &str = "urn:ietf:params:xml:ns:domain-1.0";
    pub const CONTACT: &str = "urn:ietf:params:xml:ns:contact-1.0";
    pub const HOST: &str = "urn:ietf:params:xml:ns:host-1.0";
    pub const SECDNS: &str = "urn:ietf:params:xml:ns:secDNS-1.1";
    pub const RGP: &str = "urn:ietf:params:xml:ns:rgp-1.0";
    pub const CHANGE_POLL: &str = "urn:ietf:params:xml:ns:changePoll-1.0";
    /// RFC 8748.
    pub const FEE: &str = "urn:ietf:params:xml:ns:epp:fee-1.0";
    /// RFC 8334.
    pub const LAUNCH: &str = "urn:ietf:params:xml:ns:launch-1.0";
    /// RFC 8495.
    pub const ALLOCATION_TOKEN: &str = "urn:ietf:params:xml:ns:allocationToken-1.0";
    /// Verisign's language tags of internationalised names.
    pub const IDN_LANG: &str = "http://www.verisign.com/epp/idnLang-1.0";
}

/// What names an element whose text is a password or a code: RFC 5730 `pw` and `newPW`, and whatever a registry
/// puts into `authInfo`; RFC 8495's codes of reserved names.
pub(crate) fn is_secret(local_name: &[u8]) -> bool {
    const SECRET: [&[u8]; 4] = [b"pw", b"newPW", b"authInfo", b"allocationToken"];
    SECRET.iter().any(|secret| local_name.eq_ignore_ascii_case(secret))
}

/// The text of a frame. EPP asks for UTF-8 or UTF-16 (RFC 5730, section 5); what is neither is read as Latin-1
/// rather than refused, since an answer counts more than one of its letters.
pub(crate) fn decode(frame: &[u8]) -> String {
    let units = |pair: fn([u8; 2]) -> u16| -> Vec<u16> {
        frame[2..].chunks_exact(2).map(|octets| pair([octets[0], octets[1]])).collect()
    };
    match frame {
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)),
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(frame) {
            Ok(text) => text.to_owned(),
            Err(_) => frame.iter().map(|octet| char::from(*octet)).collect(),
        },
    }
}
