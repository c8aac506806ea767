//! Keys and certificates that prove where a batch mail comes from: read when they are set, and again whenever a signature
//! is checked. The libraries beneath check signatures; whether a key may sign at a moment is decided here.

mod certificate;
mod pgp_key;

pub use certificate::Certificate;
pub use pgp_key::{PgpCertificate, SigningKey};

use domain_model::values::FieldError;

/// Bytes of a key or certificate at most: photographs and a hundred signatures of others fit.
const LONGEST: usize = 128 * 1024;

/// Why a key or certificate is not taken, or does not prove anything now. Nothing of what it holds is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// Somebody pasted what must stay with them.
    #[error(
        "this is a SECRET key: it was not stored; give the public one, and if others saw it, revoke it and make a new one"
    )]
    Secret,
    /// It is too long.
    #[error("the key is longer than {LONGEST} bytes: export it without photographs and signatures of others")]
    TooLong,
    /// It is no key.
    #[error("this is not {0}")]
    Unreadable(&'static str),
    /// It is several.
    #[error("there are several keys here: give one at a time")]
    Several,
    /// Its own signatures do not fit it.
    #[error("the key is not signed by itself as it should be")]
    NotSelfSigned,
    /// Its owner revoked it.
    #[error("the key is revoked")]
    Revoked,
    /// Its time is over.
    #[error("the key or certificate has expired: renew it, and give it again")]
    Expired,
    /// Its time has not come.
    #[error("the key or certificate is not valid yet")]
    NotYetValid,
    /// It is made for something else.
    #[error("the key or certificate may not sign: neither itself nor a part of it is made for that")]
    CannotSign,
    /// It is too weak.
    #[error("the key is too weak: RSA of 2048 bits or more, ECDSA, Ed25519 or Ed448 are taken")]
    Weak,
    /// It is an authority, and was not given as one; or the other way round.
    #[error("{0}")]
    Authority(&'static str),
}

impl KeyProblem {
    /// As a refusal of a field.
    pub(crate) fn at(self, field: &str) -> FieldError {
        let rule = match self {
            Self::Secret => "key-secret",
            Self::TooLong => "key-length",
            Self::Unreadable(_) => "key-form",
            Self::Several => "key-several",
            Self::NotSelfSigned => "key-self-signature",
            Self::Revoked => "key-revoked",
            Self::Expired => "key-expired",
            Self::NotYetValid => "key-not-yet-valid",
            Self::CannotSign => "key-cannot-sign",
            Self::Weak => "key-weak",
            Self::Authority(_) => "key-authority",
        };
        FieldError::new(field, rule, self.to_string())
    }
}

/// Refuses what must not be stored at all, before anything else looks at it.
fn not_secret(text: &[u8]) -> Result<(), KeyProblem> {
    if text.len() > LONGEST {
        return Err(KeyProblem::TooLong);
    }
    let marks = [b"PRIVATE KEY".as_slice(), b"SECRET KEY", b"private-key"];
    let secret = marks.into_iter().any(|mark| text.windows(mark.len()).any(|window| window == mark));
    if secret { Err(KeyProblem::Secret) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
