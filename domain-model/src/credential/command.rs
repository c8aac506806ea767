//! What may be asked of a credential, what happened to it, and why it says no.

use super::{Grant, Wish};
use crate::domain_event;
use serde::{Deserialize, Serialize};

/// What may be asked of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// An application asks for it.
    Request {
        /// What for.
        wish: Box<Wish>,
    },
    /// A person of the account says yes.
    Grant {
        /// Who, until when.
        grant: Grant,
    },
    /// The person says no.
    Refuse,
    /// Take it back.
    Revoke,
}

/// What happened to a credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// An application asked for it.
    Requested {
        /// What for.
        wish: Box<Wish>,
    },
    /// The person said yes.
    Granted {
        /// Who, until when.
        grant: Grant,
    },
    /// The person said no.
    Refused,
    /// It was taken back.
    Revoked,
}

domain_event!(Event { Requested => "1.0", Granted => "1.0", Refused => "1.0", Revoked => "1.0" });

/// Why a credential says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none of this number.
    #[error("there is no such credential")]
    Unknown,
    /// The number is another credential's.
    #[error("this credential's number is taken")]
    NumberTaken,
    /// Nobody answered in time.
    #[error("the request has lapsed: the application has to ask again")]
    Lapsed,
    /// Somebody has answered otherwise.
    #[error("the request was answered before")]
    Answered,
    /// It was not granted.
    #[error("the credential was not granted")]
    NotGranted,
}
