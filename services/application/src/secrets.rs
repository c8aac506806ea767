//! Passwords and tokens: what is kept of them, and how they are checked.

use crate::boxed;
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use std::fmt::Display;
use std::str::FromStr;

/// argon2id with the library's recommended cost, as a PHC string. Runs on a thread of its own: it takes tens of
/// milliseconds.
pub(crate) async fn hash_password(password: SecretString) -> String {
    let hashing = move || {
        Argon2::default()
            .hash_password(password.expose_secret().as_bytes())
            .expect("argon2 with its own parameters and salt does not fail")
            .to_string()
    };
    tokio::task::spawn_blocking(hashing).await.expect("hashing does not panic")
}

/// Whether a password is the one of the PHC string.
#[boxed]
pub async fn password_matches(password: SecretString, hash: String) -> bool {
    let checking = move || {
        PasswordHash::new(&hash).is_ok_and(|known| {
            Argon2::default().verify_password(password.expose_secret().as_bytes(), &known).is_ok()
        })
    };
    tokio::task::spawn_blocking(checking).await.unwrap_or(false)
}

/// What bearer tokens begin with.
pub(crate) const TOKEN: &str = "rgr_";
/// What the cookies of sessions of the staff begin with.
pub(crate) const SESSION: &str = "rgs_";
/// What the cookies of sessions of accounts begin with.
pub(crate) const ACCOUNT_SESSION: &str = "rga_";

/// A bearer token or a session's cookie: who holds it, and 256 random bits. The name makes it checkable without a
/// search.
pub(crate) fn new_token(kind: &str, holder: &impl Display) -> String {
    let mut random = [0u8; 32];
    getrandom::fill(&mut random).expect("the operating system gives random bytes");
    format!("{kind}{holder}_{}", data_encoding::BASE64URL_NOPAD.encode(&random))
}

/// Whose token of that kind it says it is.
pub(crate) fn holder_of<T: FromStr>(kind: &str, token: &str) -> Option<T> {
    let rest = token.strip_prefix(kind)?;
    // 32 bytes are 43 characters, and the alphabet has an underscore of its own.
    let (holder, secret) = rest.split_at_checked(rest.len().checked_sub(43)?)?;
    let well_formed = data_encoding::BASE64URL_NOPAD.decode(secret.as_bytes()).is_ok();
    holder.strip_suffix('_').filter(|_| well_formed)?.parse().ok()
}

/// SHA-256 of a token, hexadecimal: the token has enough random bits that no slow hash is needed.
pub(crate) fn digest(token: &str) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::operator::Login;

    #[test]
    fn a_token_names_its_holder_and_nothing_else_does() {
        let login: Login = "night_shift".parse().unwrap();
        let token = new_token(TOKEN, &login);
        assert_eq!(holder_of(TOKEN, &token), Some(login.clone()));
        assert_eq!(holder_of::<Login>(SESSION, &token), None, "a token is no session");
        assert_ne!(token, new_token(TOKEN, &login));
        for wrong in [
            "",
            "rgr_",
            "rgr_admin",
            "rgr_admin_short",
            "xyz_admin_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(holder_of::<Login>(TOKEN, wrong), None, "{wrong}");
        }
    }

    #[tokio::test]
    async fn a_password_matches_its_hash_alone() {
        let hash = hash_password("tres-secret".into()).await;
        assert!(hash.starts_with("$argon2id$"));
        assert!(password_matches("tres-secret".into(), hash.clone()).await);
        assert!(!password_matches("tres-Secret".into(), hash).await);
        assert!(!password_matches("x".into(), "no hash".into()).await);
    }
}
