//! What happened to a disclosure request.

use super::{Decision, Filing};
use crate::domain_event;
use crate::values::{Reason, Sealed, Sha256Digest};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What happened to a disclosure request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It came in: an answer is owed.
    Filed {
        /// All of it.
        filing: Box<Filing>,
    },
    /// The requester was asked for more.
    MoreAsked {
        /// How many questions came before it.
        place: u32,
        /// What.
        question: Sealed<Reason>,
        /// When.
        at: DateTime<Utc>,
    },
    /// The requester answered.
    Answered {
        /// What.
        answer: Sealed<Reason>,
        /// SHA-256 of the document that came with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        evidence: Option<Sha256Digest>,
        /// When.
        at: DateTime<Utc>,
    },
    /// It was granted or refused.
    Decided {
        /// By whom, and how.
        decision: Box<Decision>,
        /// Until when the requester's data is kept.
        kept_until: DateTime<Utc>,
    },
    /// The requester took it back.
    Withdrawn {
        /// Why.
        reason: Reason,
        /// Until when the requester's data is kept.
        kept_until: DateTime<Utc>,
    },
    /// The desk was reminded that the answer is due soon.
    DeskReminded {
        /// When.
        at: DateTime<Utc>,
    },
    /// The day passed without an answer.
    Missed {
        /// The day.
        due: DateTime<Utc>,
    },
    /// The key of the requester's data is destroyed.
    RequesterErased,
}

domain_event!(Event {
    Filed => "1.0", MoreAsked => "1.0", Answered => "1.0", Decided => "1.0", Withdrawn => "1.0",
    DeskReminded => "1.0", Missed => "1.0", RequesterErased => "1.0",
});
