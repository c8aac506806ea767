//! What stands behind an operator's decision: a reason in words, and the digest of a document.

use super::rules::{broken_rules, debug_shows, text_value};

broken_rules! {
    /// Why a text is not a reason.
    ReasonError on "reason" {
        Empty: "reason-empty", "a reason is needed";
        TooLong: "reason-length", "the reason is longer than 500 characters";
        Control: "reason-character", "the reason has a control character";
    }
}

/// Why a person decided: one line of 1 to 500 characters, without surrounding white space.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reason(String);

impl Reason {
    /// Reads a reason; surrounding white space is taken off.
    pub fn parse(text: &str) -> Result<Self, ReasonError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ReasonError::Empty);
        }
        if text.chars().count() > 500 {
            return Err(ReasonError::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(ReasonError::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The reason in words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Reason, ReasonError);
debug_shows!(Reason);

broken_rules! {
    /// Why a text is not a SHA-256 digest.
    Sha256DigestError on "digest" {
        Form: "sha256-form", "a SHA-256 digest is 64 hexadecimal digits";
    }
}

/// The SHA-256 digest of a document that was seen as evidence; written as 64 lower case hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sha256Digest(String);

impl Sha256Digest {
    /// Reads 64 hexadecimal digits in any case.
    pub fn parse(text: &str) -> Result<Self, Sha256DigestError> {
        match text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            true => Ok(Self(text.to_ascii_lowercase())),
            false => Err(Sha256DigestError::Form),
        }
    }

    /// The digest of these 32 bytes.
    pub fn from_bytes(digest: [u8; 32]) -> Self {
        Self(data_encoding::HEXLOWER.encode(&digest))
    }

    /// The 64 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(Sha256Digest, Sha256DigestError);
debug_shows!(Sha256Digest);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_bounded_line() {
        assert_eq!(Reason::parse("  called the owner ").unwrap().as_str(), "called the owner");
        assert_eq!(Reason::parse(" \n "), Err(ReasonError::Empty));
        assert_eq!(Reason::parse(&"é".repeat(501)), Err(ReasonError::TooLong));
        assert!(Reason::parse(&"é".repeat(500)).is_ok());
        assert_eq!(Reason::parse("a\nb"), Err(ReasonError::Control));
    }

    #[test]
    fn a_digest_is_64_hexadecimal_digits() {
        assert_eq!(Sha256Digest::from_bytes([0xab; 32]).as_str(), "ab".repeat(32));
        assert_eq!(Sha256Digest::parse(&"AB".repeat(32)).unwrap(), Sha256Digest::from_bytes([0xab; 32]));
        assert_eq!(Sha256Digest::parse("ab"), Err(Sha256DigestError::Form));
        assert_eq!(Sha256Digest::parse(&"zz".repeat(32)), Err(Sha256DigestError::Form));
    }
}
