//! The character sets that mails of this kind come in.

use mail_parser::decoders::charsets::map::charset_decoder;

/// How a text is written in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Nothing was said: ASCII, or whatever it turns out to be.
    Unsaid,
    Utf8,
    /// `ISO-8859-1` is read as it is meant by those who say so, as windows-1252.
    Windows1252,
    /// With a euro sign.
    Latin9,
}

impl Charset {
    /// By its name (IANA), in any case.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().trim_matches('"').to_ascii_lowercase();
        Some(match name.as_str() {
            "" | "us-ascii" | "ascii" => Self::Unsaid,
            "utf-8" | "utf8" => Self::Utf8,
            "iso-8859-1" | "iso8859-1" | "latin1" | "windows-1252" | "cp1252" => Self::Windows1252,
            "iso-8859-15" | "iso8859-15" | "latin9" | "latin-9" => Self::Latin9,
            _ => return None,
        })
    }

    /// The text; nothing where the bytes are no text of this set.
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Unsaid => Some(match str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => single_byte("windows-1252", bytes),
            }),
            Self::Utf8 => str::from_utf8(bytes).ok().map(str::to_owned),
            Self::Windows1252 => Some(single_byte("windows-1252", bytes)),
            Self::Latin9 => Some(single_byte("iso-8859-15", bytes)),
        }
    }
}

fn single_byte(name: &str, bytes: &[u8]) -> String {
    match charset_decoder(name.as_bytes()) {
        Some(decode) => decode(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A text in one byte a character, as an editor of 2008 would have kept it: windows-1252, or ISO 8859-15. Nothing where
/// it has other characters.
pub(crate) fn latin_bytes(text: &str) -> Vec<Vec<u8>> {
    ["windows-1252", "iso-8859-15"].into_iter().filter_map(|name| encode(name, text)).collect()
}

fn encode(name: &str, text: &str) -> Option<Vec<u8>> {
    let upper: Vec<char> =
        (0x80..=0xff).filter_map(|byte| single_byte(name, &[byte]).chars().next()).collect();
    let byte = |c: char| match u8::try_from(u32::from(c)) {
        Ok(byte) if byte < 0x80 => Some(byte),
        _ => upper.iter().position(|known| *known == c).and_then(|place| u8::try_from(place + 0x80).ok()),
    };
    text.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_of_the_time_are_read() {
        assert_eq!(Charset::Utf8.decode("é".as_bytes()).as_deref(), Some("é"));
        assert_eq!(Charset::Utf8.decode(b"\xe9"), None);
        assert_eq!(Charset::named("ISO-8859-1").and_then(|set| set.decode(b"\xe9")).as_deref(), Some("é"));
        assert_eq!(Charset::named("iso-8859-15").and_then(|set| set.decode(b"\xa4")).as_deref(), Some("€"));
        assert_eq!(Charset::named("windows-1252").and_then(|set| set.decode(b"\x80")).as_deref(), Some("€"));
        assert_eq!(Charset::Unsaid.decode("é".as_bytes()).as_deref(), Some("é"));
        assert_eq!(Charset::Unsaid.decode(b"\xe9").as_deref(), Some("é"));
        assert_eq!(Charset::named("koi8-r"), None);
    }

    #[test]
    fn a_text_goes_back_to_one_byte_a_character_where_it_can() {
        assert_eq!(latin_bytes("é€"), [b"\xe9\x80".to_vec(), b"\xe9\xa4".to_vec()]);
        assert_eq!(latin_bytes("œ").len(), 2);
        assert!(latin_bytes("Ł").is_empty());
    }
}
