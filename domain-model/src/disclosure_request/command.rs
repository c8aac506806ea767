//! What may be asked of a disclosure request, and why it says no.

use super::{Decision, Filing};
use crate::policy::{PersonItem, PersonRole};
use crate::values::{Reason, Sealed, Sha256Digest};
use chrono::{DateTime, Utc};

/// What may be asked of a disclosure request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Record it.
    File {
        /// All of it.
        filing: Box<Filing>,
    },
    /// Ask the requester for more: a proof of identity, the reference of an order.
    Ask {
        /// What.
        question: Sealed<Reason>,
        /// When.
        at: DateTime<Utc>,
    },
    /// The requester answered.
    Answer {
        /// What.
        answer: Sealed<Reason>,
        /// The document that came with it.
        evidence: Option<Sha256Digest>,
        /// When.
        at: DateTime<Utc>,
    },
    /// Grant or refuse it.
    Decide {
        /// How.
        decision: Box<Decision>,
    },
    /// The requester takes it back.
    Withdraw {
        /// Why.
        reason: Reason,
        /// When.
        at: DateTime<Utc>,
    },
    /// The desk is reminded, once, where the answer is due soon.
    Remind {
        /// When.
        at: DateTime<Utc>,
    },
    /// The answer is late, where it is.
    Miss {
        /// When.
        at: DateTime<Utc>,
    },
    /// The requester's data has been kept long enough.
    EraseRequester,
}

/// Why a disclosure request says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such request.
    #[error("there is no such disclosure request")]
    Unknown,
    /// The number belongs to another one.
    #[error("this request number is taken")]
    NumberTaken,
    /// No field is named.
    #[error("a request names at least one field of one role")]
    NothingAsked,
    /// A grant names no field.
    #[error("a grant discloses at least one field; refuse the request instead")]
    NothingDisclosed,
    /// More would be disclosed than was asked for.
    #[error("{} of the {} was not asked for", item.as_str(), role.as_str())]
    NotAsked {
        /// Of whom.
        role: PersonRole,
        /// What.
        item: PersonItem,
    },
    /// The registration that it is about is not ours any more, or never was.
    #[error("the registration that was asked about is not held here: refuse the request instead")]
    NoRegistration,
    /// The requester has not answered.
    #[error("the requester was asked, and has not answered: record the answer first, or refuse")]
    AnswerMissing,
    /// Nothing waits for an answer.
    #[error("the requester was not asked anything")]
    NothingWasAsked,
    /// It is decided or withdrawn.
    #[error("the disclosure request is {0}")]
    Over(&'static str),
    /// It is not.
    #[error("the disclosure request is not answered yet")]
    StillOpen,
}
