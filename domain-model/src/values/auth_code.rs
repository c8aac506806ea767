//! The authorization code of a name (EPP `authInfo`): a secret.

use std::hash::{Hash, Hasher};

use subtle::ConstantTimeEq;

use super::rules::{broken_rules, debug_hides, text_value};

broken_rules! {
    /// Why a text is not an authorization code.
    AuthCodeError on "authinfo" {
        Length: "authinfo-length", "an authorization code has 6 to 32 characters";
        Character: "authinfo-character", "an authorization code has printable ASCII characters only, without spaces";
    }
}

/// An authorization code: 6 to 32 printable ASCII characters. Compared in constant time, hidden by `Debug`;
/// `Display` and serialising give it in clear, so only what is sealed may hold it.
#[derive(Clone)]
pub struct AuthCode(String);

/// Characters that are hard to mistake for one another; the counts are powers of two, so that a random
/// byte picks each equally often.
const UPPER: &[u8; 16] = b"ABCDEFGHJKLMNPQR";
const LOWER: &[u8; 16] = b"abcdefghijkmnpqr";
const DIGIT: &[u8; 8] = b"23456789";
const SIGN: &[u8; 4] = b"-+=*";
const ANY: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-+=*!_.";

impl AuthCode {
    /// Reads a code.
    pub fn parse(text: &str) -> Result<Self, AuthCodeError> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AuthCodeError::Character);
        }
        if !(6..=32).contains(&text.len()) {
            return Err(AuthCodeError::Length);
        }
        Ok(Self(text.to_owned()))
    }

    /// Makes a code of 16 characters from at least 16 random bytes (the first 16 are used): about 85 bits,
    /// with a letter of each case, a digit and a sign, as the registries' rules ask, and none that XML or a
    /// shell would quote badly (`<`, `&`, quotes, `$`).
    pub fn from_random<const N: usize>(random: [u8; N]) -> Self {
        const { assert!(N >= 16, "an authorization code needs 16 random bytes") };
        let picked = random.iter().take(16).enumerate().map(|(place, byte)| {
            let alphabet: &[u8] = match place {
                1 => UPPER,
                5 => LOWER,
                9 => DIGIT,
                13 => SIGN,
                _ => ANY,
            };
            char::from(alphabet[usize::from(*byte) % alphabet.len()])
        });
        Self(picked.collect())
    }

    /// The code in clear.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for AuthCode {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for AuthCode {}

impl Hash for AuthCode {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

text_value!(AuthCode, AuthCodeError);
debug_hides!(AuthCode);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn codes_have_a_length_and_printable_characters() {
        assert!(AuthCode::parse("hqruzKPTYZ13").is_ok());
        assert!(AuthCode::parse("C1p3tiS3cr3t").is_ok());
        assert_eq!(AuthCode::parse("short"), Err(AuthCodeError::Length));
        assert_eq!(AuthCode::parse(&"x".repeat(33)), Err(AuthCodeError::Length));
        assert_eq!(AuthCode::parse("has space"), Err(AuthCodeError::Character));
        assert_eq!(AuthCode::parse("clé-secrète"), Err(AuthCodeError::Character));
    }

    #[test]
    fn a_code_is_hidden_and_compares_by_value() {
        let code = AuthCode::parse("hqruzKPTYZ13").unwrap();
        assert_eq!(format!("{code:?}"), "AuthCode(…)");
        assert_eq!(code, code.clone());
        assert_ne!(code, AuthCode::parse("hqruzKPTYZ14").unwrap());
        assert_ne!(code, AuthCode::parse("hqruzKPTYZ1").unwrap());
    }

    #[test]
    fn the_alphabets_repeat_nothing() {
        for alphabet in [UPPER.as_slice(), LOWER, DIGIT, SIGN, ANY] {
            let mut seen: Vec<u8> = alphabet.to_vec();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), alphabet.len());
        }
    }

    proptest! {
        #[test]
        fn every_made_code_satisfies_the_registries(random in any::<[u8; 16]>()) {
            let code = AuthCode::from_random(random);
            let text = code.as_str();
            prop_assert_eq!(text.len(), 16);
            prop_assert_eq!(&AuthCode::parse(text).unwrap(), &code);
            prop_assert!(text.chars().any(|c| c.is_ascii_uppercase()));
            prop_assert!(text.chars().any(|c| c.is_ascii_lowercase()));
            prop_assert!(text.chars().any(|c| c.is_ascii_digit()));
            prop_assert!(text.chars().any(|c| c.is_ascii_punctuation()));
        }
    }
}
