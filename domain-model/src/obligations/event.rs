//! What happened to what is owed.

use super::{Key, Terms};
use crate::domain_event;
use crate::values::{OperationNumber, Reason};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What discharged an obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Discharge {
    /// A letter went out.
    Letter {
        /// Its id, as in its Message-ID.
        id: String,
    },
    /// An operation was accepted that does it.
    Operation {
        /// Its number.
        number: OperationNumber,
    },
    /// It was true already.
    FoundDone,
}

/// Why an obligation is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lapse {
    /// The day that it was about has moved: the name was renewed.
    Superseded,
    /// The name is deleted, or with another registrar.
    NameLeft,
}

/// What happened to what is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is owed.
    Opened {
        /// What, and until when.
        terms: Terms,
    },
    /// It was done.
    Discharged {
        /// Which.
        key: Key,
        /// By what.
        by: Discharge,
    },
    /// Its day passed, and it was not done.
    Missed {
        /// Which.
        key: Key,
        /// The day that passed.
        due: DateTime<Utc>,
    },
    /// A person decided that it is not done.
    Waived {
        /// Which.
        key: Key,
        /// Why.
        reason: Reason,
    },
    /// What it was about is no more.
    Voided {
        /// Which.
        key: Key,
        /// Why.
        because: Lapse,
    },
}

domain_event!(Event {
    Opened => "1.0", Discharged => "1.0", Missed => "1.0", Waived => "1.0", Voided => "1.0",
});
