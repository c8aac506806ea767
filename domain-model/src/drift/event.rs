//! What happened about the drift of a name.

use super::{Difference, Field, Subject};
use crate::domain_event;
use crate::values::{OperationNumber, Reason};
use serde::{Deserialize, Serialize};

/// What happened about the drift of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The registry shows something else than is believed.
    Found {
        /// Of which registration.
        subject: Subject,
        /// What is new; what was known before and has not changed is not repeated.
        differences: Vec<Difference>,
    },
    /// A person decided that the registry is right.
    Accepted {
        /// About what.
        fields: Vec<Field>,
        /// Why.
        reason: Reason,
    },
    /// A person decided that we are right.
    Pushed {
        /// About what.
        fields: Vec<Field>,
        /// The operation that tells the registry.
        operation: OperationNumber,
        /// Why.
        reason: Reason,
    },
    /// A person decided that the difference stays.
    Ignored {
        /// About what.
        fields: Vec<Field>,
        /// Why.
        reason: Reason,
    },
    /// A later comparison found no difference any more.
    Vanished {
        /// About what.
        fields: Vec<Field>,
    },
}

domain_event!(Event {
    Found => "1.0", Accepted => "1.0", Pushed => "1.0", Ignored => "1.0", Vanished => "1.0",
});
