//! The name of an OpenPGP key.

use super::rules::{broken_rules, debug_shows, text_value};

broken_rules! {
    /// Why a text is not the fingerprint of a key.
    PgpFingerprintError on "fingerprint" {
        Form: "fingerprint-form", "a fingerprint of OpenPGP is 40 or 64 hexadecimal digits";
    }
}

/// The fingerprint of an OpenPGP key (RFC 9580, section 5.5.4): 40 hexadecimal digits of version 4, 64 of version 6, in
/// upper case and without the blanks that GnuPG prints.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PgpFingerprint(String);

impl PgpFingerprint {
    /// Reads a fingerprint as it is printed: in any case, in groups or not.
    pub fn parse(text: &str) -> Result<Self, PgpFingerprintError> {
        if text.len() > 200 {
            return Err(PgpFingerprintError::Form);
        }
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != ':').collect();
        match matches!(bare.len(), 40 | 64) && bare.bytes().all(|b| b.is_ascii_hexdigit()) {
            true => Ok(Self(bare.to_ascii_uppercase())),
            false => Err(PgpFingerprintError::Form),
        }
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(PgpFingerprint, PgpFingerprintError);
debug_shows!(PgpFingerprint);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_it_is_printed() {
        let printed = "0f8b 1234 5678 9abc def0  1234 5678 9abc def0 1234";
        let read = PgpFingerprint::parse(printed).unwrap();
        assert_eq!(read.as_str(), "0F8B123456789ABCDEF0123456789ABCDEF01234");
        for wrong in ["", "0f8b", &"g".repeat(40), &"ab".repeat(500)] {
            assert_eq!(PgpFingerprint::parse(wrong), Err(PgpFingerprintError::Form));
        }
    }
}
