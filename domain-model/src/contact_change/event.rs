//! What happened to a change of an account of a service.

use super::{Side, Terms};
use crate::domain_event;
use crate::values::Reason;
use crate::vote::{Party, Vote};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why a change came to nothing, though nobody refused it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Aborted {
    /// The name was deleted, or has left.
    NameLeft,
    /// The account that was to give the roles does not have them any more.
    RolesMoved,
    /// Our staff ended it.
    Withdrawn {
        /// Why.
        reason: Reason,
    },
}

/// What happened to a change of an account of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was asked for, and the first mails go out (serial 1).
    Asked {
        /// What it is about.
        terms: Box<Terms>,
        /// The account that has the roles, as somebody who is written to.
        from: Box<Party>,
        /// The account that gets them.
        to: Box<Party>,
    },
    /// A side's mail goes out again.
    BallotMailed {
        /// Whose.
        side: Side,
        /// Its serial.
        serial: u32,
        /// The side with the address of that day, where it had another one: what was mailed before is void.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        party: Option<Box<Party>>,
        /// When.
        at: DateTime<Utc>,
    },
    /// A side that has not answered is reminded.
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
    /// A side answered.
    VoteCast {
        /// Whose.
        side: Side,
        /// Its answer.
        vote: Vote,
    },
    /// Both sides accepted.
    Approved,
    /// A side refused.
    Refused {
        /// Which.
        side: Side,
    },
    /// The answers were not in by the deadline.
    Expired,
    /// It came to nothing for another reason.
    Aborted {
        /// Which.
        why: Aborted,
    },
    /// The service has the new account, and the registry its contact.
    Completed,
    /// The registry or a rule refused it.
    Failed {
        /// EPP result code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// After that: tried again, the answers stand.
    Resumed,
}

domain_event!(Event {
    Asked => "1.0", BallotMailed => "1.0", Reminded => "1.0", LinksVoided => "1.0", VoteCast => "1.0",
    Approved => "1.0", Refused => "1.0", Expired => "1.0", Aborted => "1.0", Completed => "1.0",
    Failed => "1.0", Resumed => "1.0",
});
