//! Programs that call the REST door: their keys, what their users allow them, and how a call proves whose it is.
//!
//! | room | what it does |
//! |---|---|
//! | `applications` | registered with a key and a secret, revoked |
//! | `credentials` | asked for by an application, taken back |
//! | `page` | the page on which a person grants or refuses one |
//! | `keys` | how keys and secrets are made |
//! | `signature` | what a call is signed with |
//! | `proof` | from a signed call to an account |
//! | `quota` | how many calls a stranger may make |

mod applications;
mod credentials;
mod keys;
mod page;
mod proof;
mod quota;
mod signature;

pub use applications::{CreateApplication, IssuedApplication};
pub use credentials::{IssuedCredential, RequestCredential};
pub use page::{CredentialPage, CredentialPageError, Validity};
pub use proof::{NotProven, Proven, SignedCall};
pub use quota::Quota;

pub(crate) use proof::ProofBook;
pub(crate) use quota::QuotaBook;

use crate::logins::LoginLimits;
use std::time::Duration;

/// How programs are let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessSettings {
    /// A call is taken so long before and after its timestamp, by the real time: the clients correct their clock by
    /// `/auth/time`, and a call that is replayed later than this is refused. Five minutes are what clocks that nobody
    /// corrects are usually granted (RFC 4120, section 1.6).
    pub signature_window: Duration,
    /// A request for a credential that nobody answers lapses after so long.
    pub answered_within: Duration,
    /// How calls that prove nothing are answered.
    pub failures: LoginLimits,
    /// How many calls an address may make without saying who it is; any number where absent.
    pub anonymous: Option<Quota>,
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            signature_window: Duration::from_secs(5 * 60),
            answered_within: Duration::from_hours(24),
            failures: LoginLimits::default(),
            anonymous: Some(Quota::default()),
        }
    }
}
