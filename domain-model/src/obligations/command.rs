//! What may be asked of obligations, and why they say no.

use super::{Discharge, Key, Kind, Terms};
use crate::values::Reason;
use chrono::{DateTime, Utc};

/// What is owed about a name as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    /// It is registered and paid.
    InForce {
        /// Everything that is owed.
        wanted: Vec<Terms>,
    },
    /// It is past its expiry, and may still be renewed.
    Expired {
        /// What is owed to its owner, and what follows from the expiry where it has just passed.
        wanted: Vec<Terms>,
    },
    /// It is deleted, or with another registrar.
    Ended,
}

impl Plan {
    /// Everything that is owed.
    pub fn wanted(&self) -> &[Terms] {
        match self {
            Self::InForce { wanted } | Self::Expired { wanted } => wanted,
            Self::Ended => &[],
        }
    }

    pub(super) fn wants(&self, key: &Key) -> bool {
        self.wanted().iter().any(|terms| terms.key == *key)
    }

    /// Whether an open obligation of a kind is moot unless it is wanted. What follows from an expiry stays owed
    /// while the name is expired, whatever expiry the registry shows meanwhile; so does the yearly reminder.
    pub(super) fn voids(&self, kind: Kind) -> bool {
        match self {
            Self::InForce { .. } | Self::Ended => true,
            Self::Expired { .. } => matches!(
                kind,
                Kind::ExpiryNotice { .. } | Kind::Reinstatement | Kind::Verification | Kind::Resumption
            ),
        }
    }
}

/// What may be asked of the obligations about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Bring what is open in line with the name as it is.
    Plan {
        /// What is owed.
        plan: Plan,
        /// When: what was due before is not opened any more.
        at: DateTime<Utc>,
    },
    /// It was done.
    Discharge {
        /// Which.
        key: Key,
        /// By what.
        by: Discharge,
    },
    /// Its day has come.
    Miss {
        /// Which.
        key: Key,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person decides that it is not done.
    Waive {
        /// Which.
        key: Key,
        /// Why.
        reason: Reason,
    },
}

/// Why obligations say no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing like it was ever owed.
    #[error("{key}: nothing like it is owed about this name")]
    Unknown {
        /// Which.
        key: Key,
    },
    /// It is done, waived or void.
    #[error("{key}: it is not outstanding any more")]
    Settled {
        /// Which.
        key: Key,
    },
}
