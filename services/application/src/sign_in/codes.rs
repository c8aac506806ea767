//! Codes of the second factor: time-based ones (RFC 6238: SHA-1, 6 digits, 30 seconds, as every program for them knows),
//! and recovery codes in their place.

use crate::secrets;
use data_encoding::BASE32_NOPAD;
use domain_model::sign_in::{Proof, SecondFactor};
use domain_model::values::Sealed;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeSet;
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// Octets of a secret (RFC 4226, section 4: 160 bits).
const SECRET: usize = 20;
/// A code serves in its own step, and one before and after it, for clocks that are not quite right.
const SKEW: u16 = 1;
const STEP: u64 = 30;
/// So many recovery codes are given …
const RECOVERY_CODES: usize = 8;
/// … of so many random octets each, so that no slow hash is needed.
const RECOVERY: usize = 10;

fn random<const N: usize>() -> [u8; N] {
    let mut octets = [0; N];
    getrandom::fill(&mut octets).expect("the operating system gives random bytes");
    octets
}

/// A new secret, base 32.
pub(super) fn new_secret() -> String {
    BASE32_NOPAD.encode(&random::<SECRET>())
}

/// A code as it was typed, without what people type between its digits.
fn typed(code: &SecretString) -> SecretString {
    let plain = code.expose_secret().chars().filter(|letter| !matches!(letter, ' ' | '-' | '\t'));
    plain.collect::<String>().to_ascii_uppercase().into()
}

/// The time-based codes of a secret.
pub(super) struct Codes(Builder);

impl Codes {
    /// Of a secret that can still be read.
    pub fn of(secret: Option<&Sealed<String>>) -> Option<Self> {
        Self::of_text(secret?.value()?)
    }

    pub fn of_text(secret: &str) -> Option<Self> {
        let secret = Secret::try_from_base32(secret).ok()?;
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(SKEW);
        Some(Self(builder.with_step_duration(STEP).with_secret(secret)))
    }

    fn totp(&self) -> Option<Totp> {
        self.0.clone().build().ok()
    }

    /// The time step that a code is of, if it serves at this moment.
    pub fn step(&self, code: &SecretString) -> Option<u64> {
        self.step_at(code, u64::try_from(journal::wall_clock().timestamp()).ok()?)
    }

    /// As [`Codes::step`], at so many seconds since 1970.
    fn step_at(&self, code: &SecretString, seconds: u64) -> Option<u64> {
        self.totp()?.check(typed(code).expose_secret(), seconds)
    }

    /// `otpauth://totp/…`
    pub fn uri(&self, issuer: &str, name: &str) -> Option<SecretString> {
        let named = self.0.clone().with_issuer(Some(issuer)).with_account_name(name);
        named.build().ok()?.to_url().ok().map(SecretString::from)
    }
}

/// What a code proves of a second factor in force.
pub(super) fn proof(factor: &SecondFactor, code: &SecretString) -> Proof {
    if let Some(step) = Codes::of(factor.secret.as_ref()).and_then(|codes| codes.step(code)) {
        return Proof::Code { step };
    }
    // Whether it is one, and has not served, is for the stream itself to say.
    Proof::Recovery { hash: secrets::digest(typed(code).expose_secret()) }
}

/// Codes that serve once each in place of a time-based one.
pub(super) struct RecoveryCodes(Vec<SecretString>);

impl RecoveryCodes {
    pub fn new() -> Self {
        Self((0..RECOVERY_CODES).map(|_| BASE32_NOPAD.encode(&random::<RECOVERY>()).into()).collect())
    }

    /// As they are kept.
    pub fn hashes(&self) -> BTreeSet<String> {
        self.0.iter().map(|code| secrets::digest(code.expose_secret())).collect()
    }

    /// As they are shown: in groups of four letters and digits.
    pub fn shown(self) -> Vec<SecretString> {
        let grouped = |code: &SecretString| {
            let letters: Vec<char> = code.expose_secret().chars().collect();
            letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
        };
        self.0.iter().map(|code| grouped(code).into()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B: the secret is `12345678901234567890`, the last six digits of its eight.
    const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_rfc_and_serve_for_a_minute_and_a_half() {
        let codes = Codes::of_text(RFC).unwrap();
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            let step = seconds / STEP;
            for moved in [step - 1, step, step + 1] {
                assert_eq!(codes.step_at(&code.into(), moved * STEP), Some(step), "{code}");
            }
            for moved in [step.saturating_sub(2), step + 2] {
                let served = codes.step_at(&code.into(), moved * STEP);
                assert!(served.is_none() || moved == 0, "{code} in step {moved}");
            }
        }
        assert_eq!(codes.step_at(&" 287 082".into(), 59), Some(1), "as people type it");
        for wrong in ["", "28708", "2870822", "94287082", "+87082", "28708x"] {
            assert_eq!(codes.step_at(&wrong.into(), 59), None, "{wrong}");
        }
    }

    #[test]
    fn a_program_is_told_whose_codes_they_are_and_nothing_logs_them() {
        let secret = new_secret();
        let codes = Codes::of_text(&secret).unwrap();
        let uri = codes.uri("Registrar", "jean.dupond").unwrap();
        let expected = format!("otpauth://totp/Registrar:jean.dupond?secret={secret}&issuer=Registrar");
        assert_eq!(uri.expose_secret(), expected);
        assert_eq!((secret.len(), secret == new_secret()), (32, false));
        assert!(!format!("{:?} {uri:?}", codes.totp()).contains(&secret));
    }

    #[test]
    fn recovery_codes_are_many_and_found_however_they_are_typed() {
        let codes = RecoveryCodes::new();
        let hashes = codes.hashes();
        let shown = codes.shown();
        assert_eq!((shown.len(), hashes.len()), (RECOVERY_CODES, RECOVERY_CODES));
        let factor = SecondFactor { hashes: hashes.clone(), ..SecondFactor::default() };
        for code in &shown {
            let code = code.expose_secret();
            assert_eq!(code.len(), 19, "four groups of four");
            for typed in [code.to_owned(), code.to_lowercase(), code.replace('-', " ")] {
                let Proof::Recovery { hash } = proof(&factor, &typed.into()) else { panic!("{code}") };
                assert!(hashes.contains(&hash));
            }
        }
    }
}
