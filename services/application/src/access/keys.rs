//! Keys and secrets of applications and credentials: letters and digits, as the public clients expect them.

use domain_model::values::{ApplicationKey, CredentialNumber};

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// Characters of a secret and of a consumer key.
const LENGTH: usize = 32;
/// The last characters of a consumer key are its credential's number in base 36, so that it is found without a search:
/// seven are enough for 78 milliards. The 25 before them are random, 148 bits.
const NUMBER: usize = 7;

/// So many random letters and digits.
fn random(length: usize) -> String {
    let mut text = String::with_capacity(length);
    let mut bytes = [0u8; 64];
    while text.len() < length {
        getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
        // Bytes that would make some letters more frequent than others are passed over.
        let fair = bytes.iter().filter(|byte| usize::from(**byte) < 4 * ALPHABET.len());
        let letters = fair.map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()]));
        text.extend(letters.take(length - text.len()));
    }
    text
}

/// A key for a new application.
pub(super) fn application_key() -> ApplicationKey {
    ApplicationKey::parse(&random(ApplicationKey::LENGTH)).expect("letters and digits, as many as it takes")
}

/// A secret for a new application.
pub(super) fn application_secret() -> String {
    random(LENGTH)
}

/// A consumer key for a new credential.
pub(super) fn consumer_key(number: CredentialNumber) -> String {
    let mut digits = [b'0'; NUMBER];
    let mut left = number.get();
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdefghijklmnopqrstuvwxyz"[(left % 36) as usize];
        left /= 36;
    }
    assert!(left == 0, "credentials are not as many as that");
    let digits = std::str::from_utf8(&digits).expect("ASCII");
    format!("{}{digits}", random(LENGTH - NUMBER))
}

/// The credential whose consumer key this says it is.
pub(super) fn credential_of(consumer_key: &str) -> Option<CredentialNumber> {
    let own = consumer_key.len() == LENGTH && consumer_key.bytes().all(|b| b.is_ascii_alphanumeric());
    let digits = own.then(|| &consumer_key[LENGTH - NUMBER..])?;
    let number = u64::from_str_radix(digits, 36).ok().filter(|number| *number > 0)?;
    Some(CredentialNumber::new(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consumer_key_names_its_credential_and_nothing_else_does() {
        for number in [1, 35, 36, 1000, 78_364_164_095].map(CredentialNumber::new) {
            let key = consumer_key(number);
            assert_eq!(key.len(), 32);
            assert_eq!(credential_of(&key), Some(number));
            assert_ne!(key, consumer_key(number));
        }
        for wrong in ["", "short", &"0".repeat(32), &"é".repeat(16), &format!("{}/", "x".repeat(31))] {
            assert_eq!(credential_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn random_text_has_every_letter_about_as_often() {
        let text = random(62_000);
        assert_eq!(text.len(), 62_000);
        for letter in ALPHABET {
            let count = text.bytes().filter(|byte| byte == letter).count();
            // Six standard deviations on either side.
            assert!((812..=1188).contains(&count), "{} {count}", char::from(*letter));
        }
        assert_ne!(application_key(), application_key());
        assert_ne!(application_secret(), application_secret());
    }
}
