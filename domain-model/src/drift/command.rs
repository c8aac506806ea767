//! What may be asked about the drift of a name, and why it says no.

use super::{Difference, Field, Subject};
use crate::values::{OperationNumber, Reason};

/// What may be asked. A person's decision carries what the person has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Registry and belief were compared.
    Compare {
        /// Which registration.
        subject: Subject,
        /// All that differs.
        differences: Vec<Difference>,
    },
    /// The registry is right.
    Accept {
        /// What was seen.
        differences: Vec<Difference>,
        /// Why.
        reason: Reason,
    },
    /// We are right.
    Push {
        /// What was seen.
        differences: Vec<Difference>,
        /// The operation that tells the registry.
        operation: OperationNumber,
        /// Why.
        reason: Reason,
    },
    /// It stays as it is.
    Ignore {
        /// What was seen.
        differences: Vec<Difference>,
        /// Why.
        reason: Reason,
    },
}

/// Why it says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It never differed.
    #[error("{field}: no difference was ever found")]
    Unknown {
        /// Which.
        field: Field,
    },
    /// It was accepted, pushed, or has vanished.
    #[error("{field}: it was decided on, or does not differ any more")]
    Settled {
        /// Which.
        field: Field,
    },
    /// Something else differs by now than the person has seen.
    #[error("{field}: it has changed since; look at it again")]
    Changed {
        /// Which.
        field: Field,
    },
    /// Nothing waits for a decision.
    #[error("nothing waits for a decision about this name")]
    NothingOpen,
    /// It cannot be believed just so.
    #[error("{field} cannot be accepted: {instead}")]
    NotAcceptable {
        /// Which.
        field: Field,
        /// What to do instead.
        instead: &'static str,
    },
    /// No update can say it.
    #[error("{field} cannot be pushed: {instead}")]
    NotPushable {
        /// Which.
        field: Field,
        /// What to do instead.
        instead: &'static str,
    },
}
