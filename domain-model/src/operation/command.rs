//! What may be asked of an operation, and why it says no.

use super::{Dossier, RegistryFact};
use crate::values::{AuthCode, ClTrid, Reason, Sealed, Sha256Digest};
use chrono::{DateTime, Utc};

/// What may be asked of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Accept the request.
    Open {
        /// Everything about it.
        dossier: Box<Dossier>,
        /// Votes must be cast before anything goes to the registry.
        waits: bool,
    },
    /// The votes are in: go to the registry.
    Proceed,
    /// Record that the current step is about to be sent.
    SendStep,
    /// The registry was asked, and the lost command has had no effect: another attempt.
    SendAgain,
    /// The registry accepted and answers later (1001).
    StepAccepted {
        /// The attempt that it answers.
        cltrid: ClTrid,
        /// Its transaction id.
        svtrid: String,
    },
    /// A step that others follow is confirmed.
    StepDone {
        /// The attempt that it answers.
        cltrid: ClTrid,
        /// The registry's transaction id.
        svtrid: String,
    },
    /// The last step is confirmed.
    Conclude {
        /// What the registry confirmed.
        fact: RegistryFact,
    },
    /// The registry has done it by another way than the session: a form, a telephone call, its own pages.
    ConcludeByHand {
        /// The operator's login.
        operator: String,
        /// Why it is believed.
        reason: Reason,
        /// The document that proves it.
        evidence: Sha256Digest,
        /// When.
        at: DateTime<Utc>,
    },
    /// The registry refused, or the votes did.
    Fail {
        /// The attempt that the registry refused; none where nothing has been sent (votes, policy).
        cltrid: Option<ClTrid>,
        /// EPP result code, or the registrar's own policy code (2306 for a vote refused or expired).
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// Try again after a failure.
    Restart {
        /// A new auth code, where that was wrong.
        auth_code: Option<Sealed<AuthCode>>,
        /// Votes must be cast first, again.
        waits: bool,
    },
    /// Give up: out of the pending report.
    Close,
}

/// Why an operation says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such operation.
    #[error("there is no such operation")]
    Unknown,
    /// The number belongs to another request.
    #[error("this operation number belongs to another request")]
    NumberTaken,
    /// A request without anything to do.
    #[error("an operation needs at least one step")]
    NoSteps,
    /// Only a failed operation can be restarted.
    #[error("only a failed operation can be restarted")]
    NotFailed,
    /// The last step concludes the operation.
    #[error("the last step is confirmed by concluding the operation")]
    LastStep,
    /// It cannot be concluded yet.
    #[error("{left} steps are left")]
    StepsLeft {
        /// How many.
        left: usize,
    },
    /// The answer belongs to another attempt than the one under way.
    #[error("the answer belongs to another transaction")]
    OtherTransaction,
    /// Not in this state.
    #[error("not possible while the operation is {state}")]
    NotNow {
        /// The state's name.
        state: &'static str,
    },
}
