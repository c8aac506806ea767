//! What happened to a trade.

use super::{Side, Terms};
use crate::domain_event;
use crate::values::Reason;
use crate::vote::{Party, Vote};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What happened to a trade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was asked for, and the first mails go out (serial 1).
    Requested {
        /// What it is about.
        terms: Box<Terms>,
        /// The present owner.
        owner: Box<Party>,
        /// The future owner.
        new_owner: Box<Party>,
    },
    /// A side's mail goes out again.
    BallotMailed {
        /// Whose.
        side: Side,
        /// Its serial.
        serial: u32,
    },
    /// A side that has not voted is reminded.
    Reminded {
        /// Whose.
        side: Side,
        /// The day after the request that it belongs to.
        day: u16,
        /// The serial of the mail.
        serial: u32,
    },
    /// The address of a side changed: the links mailed so far are void.
    LinksVoided {
        /// Whose.
        side: Side,
    },
    /// A side voted.
    VoteCast {
        /// Whose.
        side: Side,
        /// Its vote.
        vote: Vote,
    },
    /// Both sides accepted.
    Approved,
    /// A side refused.
    Refused {
        /// Which.
        side: Side,
    },
    /// The votes were not in by the deadline.
    Expired,
    /// It was called off.
    Cancelled {
        /// Why.
        reason: Reason,
    },
    /// The registry has the new owner.
    Completed,
    /// The registry refused it.
    Failed {
        /// EPP result code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// After a refusal by the registry: tried again, the votes stand.
    Resumed,
    /// After an expiry: voted on again, from the start.
    Reopened {
        /// The present owner, with the address of today.
        owner: Box<Party>,
        /// The future owner, with the address of today.
        new_owner: Box<Party>,
        /// Fingerprint of the auth code of that day.
        auth_code_mark: String,
        /// The new deadline.
        expires_at: DateTime<Utc>,
    },
}

domain_event!(Event {
    Requested => "1.0", BallotMailed => "1.0", Reminded => "1.0", VoteCast => "1.0", Approved => "1.0",
    Refused => "1.0", Expired => "1.0", Cancelled => "1.0", Completed => "1.0", Failed => "1.0",
    Resumed => "1.0", LinksVoided => "1.0", Reopened => "1.0",
});
