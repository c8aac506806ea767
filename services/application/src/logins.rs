//! Accounts that send their password with every call (SOAP), and what keeps others from guessing it.
//!
//! A password is checked by argon2id once; after that a keyed digest of it serves five minutes, as long as the account
//! has the same hash. Failures are counted per account and address, and per address: account numbers are guessable, so
//! that a lock on the account alone would let anybody lock it.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::failures::{FailureBook, network};
use crate::secrets;
use domain_model::account::{Account, Profile};
use domain_model::values::AccountNumber;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use std::net::IpAddr;
use std::time::Duration;
use subtle::ConstantTimeEq;

/// How failures to log in are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginLimits {
    /// So many failures of one account from one address lock it there.
    pub failures: u32,
    /// So many failures from one address, whatever the account, lock the address.
    pub failures_of_address: u32,
    /// Failures are counted, and locks last, until so long after the first.
    pub window: Duration,
    /// The answer to the nth failure waits n times as long …
    pub slower_by: Duration,
    /// … and at most so long.
    pub slowest: Duration,
}

impl Default for LoginLimits {
    fn default() -> Self {
        Self {
            failures: 10,
            failures_of_address: 100,
            window: Duration::from_secs(15 * 60),
            slower_by: Duration::from_millis(100),
            slowest: Duration::from_secs(2),
        }
    }
}

/// Why an account is not let in. Callers see one answer for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotLoggedIn {
    /// No such account, another password, or none set.
    #[error("account or password is wrong")]
    Wrong,
    /// The password is right.
    #[error("the account is suspended or closed")]
    NotOpen,
    /// Too many failures: the password was not looked at.
    #[error("too many failures from this address; try again later")]
    Locked,
}

/// How long a proven password is believed.
const BELIEVED_FOR: Duration = Duration::from_secs(5 * 60);
const REMEMBERED: u64 = 100_000;
/// A check takes 19 MiB and tens of milliseconds of a processor.
pub(crate) const CHECKS_AT_ONCE: usize = 4;
/// What an unknown account's password is checked against, so that it takes as long: of a random word.
pub(crate) const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$rO/cZ4UmyM3YsSpRLCPQtg$9M6VQe+YWHhrZGe9ye5EQYIqP0r8CCtsMzPFMkEfiqE";

/// Proven passwords and counted failures of this process.
pub(crate) struct LoginBook {
    key: [u8; 32],
    proven: moka::sync::Cache<AccountNumber, Proof>,
    failures: FailureBook<AccountNumber>,
    checks: tokio::sync::Semaphore,
}

#[derive(Clone)]
struct Proof {
    digest: [u8; 32],
    hash: String,
}

impl LoginBook {
    pub fn new(limits: LoginLimits) -> Self {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("the operating system gives random bytes");
        Self {
            key,
            proven: moka::sync::Cache::builder().max_capacity(REMEMBERED).time_to_live(BELIEVED_FOR).build(),
            failures: FailureBook::new(limits),
            checks: tokio::sync::Semaphore::new(CHECKS_AT_ONCE),
        }
    }

    fn digest(&self, password: &SecretString) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.key).expect("HMAC takes any key");
        mac.update(password.expose_secret().as_bytes());
        mac.finalize().into_bytes().into()
    }

    fn is_proven(&self, account: AccountNumber, hash: &str, digest: &[u8; 32]) -> bool {
        self.proven
            .get(&account)
            .is_some_and(|proof| proof.hash == hash && bool::from(proof.digest.ct_eq(digest)))
    }
}

impl Application {
    /// The account, if the password is its own.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn log_in(
        &self,
        account: AccountNumber,
        password: SecretString,
        address: IpAddr,
    ) -> Result<Result<Profile, NotLoggedIn>, AskError> {
        let (book, network) = (self.logins(), network(address));
        if book.failures.is_locked(&account, network) {
            return Ok(Err(NotLoggedIn::Locked));
        }
        let state = self.journal().load::<Account>(&account).await?.state;
        let hash = state.profile().and_then(|profile| profile.password_hash.clone());
        let digest = book.digest(&password);
        let proven = hash.as_ref().is_some_and(|hash| book.is_proven(account, hash, &digest));
        let matches = match &hash {
            Some(_) if proven => true,
            known => {
                let _one_of_few = book.checks.acquire().await;
                let against = known.clone().unwrap_or_else(|| NOBODYS.to_owned());
                secrets::password_matches(password, against).await && known.is_some()
            }
        };
        let Some(hash) = hash.filter(|_| matches) else {
            tokio::time::sleep(book.failures.count(account, network)).await;
            return Ok(Err(NotLoggedIn::Wrong));
        };
        // A proof does not renew itself: five minutes after the password was checked it is checked again.
        if !proven {
            book.proven.insert(account, Proof { digest, hash });
        }
        book.failures.forgive(account, network);
        Ok(match state {
            Account::Open(profile) => Ok(*profile),
            Account::Absent | Account::Suspended(_) | Account::Closed(_) => Err(NotLoggedIn::NotOpen),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> AccountNumber {
        AccountNumber::new(13_490)
    }

    #[test]
    fn a_proof_ends_with_the_password() {
        let book = LoginBook::new(LoginLimits::default());
        let digest = book.digest(&"tres-secret".into());
        book.proven.insert(account(), Proof { digest, hash: "old".into() });
        assert!(book.is_proven(account(), "old", &digest));
        assert!(!book.is_proven(account(), "new", &digest), "the password was set anew");
        assert!(!book.is_proven(account(), "old", &book.digest(&"tres-Secret".into())));
        assert_ne!(digest, LoginBook::new(LoginLimits::default()).digest(&"tres-secret".into()));
    }

    #[tokio::test]
    async fn nobodys_hash_is_one_that_takes_as_long() {
        assert!(argon2::password_hash::phc::PasswordHash::new(NOBODYS).is_ok());
        assert!(!secrets::password_matches("".into(), NOBODYS.into()).await);
    }
}
