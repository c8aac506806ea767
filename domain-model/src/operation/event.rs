//! What happened to an operation.

use super::{Dossier, RegistryFact};
use crate::domain_event;
use crate::values::{AuthCode, ClTrid, Reason, Sealed, Sha256Digest};
use serde::{Deserialize, Serialize};

/// What happened to an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The request was accepted.
    Opened {
        /// Everything about it.
        dossier: Box<Dossier>,
        /// Votes must be cast before anything goes to the registry.
        waits: bool,
    },
    /// The votes are in.
    Proceeded,
    /// A command goes to the registry now, or has gone when this is read after a crash.
    StepSent {
        /// Index into the steps.
        step: usize,
        /// Counted from 1 over the whole operation.
        attempt: u32,
        /// Operation, step, attempt.
        cltrid: ClTrid,
    },
    /// Asking showed that the command had no effect.
    StepRetried {
        /// Index into the steps.
        step: usize,
    },
    /// The registry accepted and answers later.
    StepPending {
        /// Index into the steps.
        step: usize,
        /// Our transaction.
        cltrid: ClTrid,
        /// The registry's.
        svtrid: String,
    },
    /// A step that others follow is confirmed.
    StepDone {
        /// Index into the steps.
        step: usize,
        /// The registry's transaction.
        svtrid: String,
    },
    /// The registry confirmed the whole.
    Done {
        /// What it confirmed.
        fact: RegistryFact,
    },
    /// An operator showed by a document that the registry has done it.
    DoneByHand {
        /// What it comes to: our last attempt, with document and operator where the registry's transaction stands.
        fact: RegistryFact,
        /// The operator's login.
        operator: String,
        /// Why it is believed.
        reason: Reason,
        /// The document.
        evidence: Sha256Digest,
    },
    /// It ended without effect.
    Failed {
        /// EPP result code, or the registrar's policy code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// It was started again.
    Restarted {
        /// With a new auth code.
        auth_code: Option<Sealed<AuthCode>>,
        /// Votes must be cast first, again.
        waits: bool,
    },
    /// It was given up.
    Closed,
}

domain_event!(Event {
    Opened => "1.0", Proceeded => "1.0", StepSent => "1.0", StepRetried => "1.0", StepPending => "1.0",
    StepDone => "1.0", Done => "1.0", DoneByHand => "1.0", Failed => "1.0", Restarted => "1.0", Closed => "1.0",
});
