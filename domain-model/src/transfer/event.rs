//! What happened to a transfer.

use super::{Outbound, Side, Terms};
use crate::domain_event;
use crate::values::Reason;
use crate::vote::{Choice, Party, Vote};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What happened to a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// In: it was asked for, and the first mails go out (serial 1).
    Requested {
        /// What it is about.
        terms: Box<Terms>,
        /// Who votes.
        voters: Vec<(Side, Party)>,
    },
    /// In: a side's mail goes out again.
    BallotMailed {
        /// Whose.
        side: Side,
        /// Its serial.
        serial: u32,
    },
    /// In: a side that has not voted is reminded.
    Reminded {
        /// Whose.
        side: Side,
        /// The day after the request that it belongs to.
        day: u16,
        /// The serial of the mail.
        serial: u32,
    },
    /// In: a side voted.
    VoteCast {
        /// Whose.
        side: Side,
        /// Its vote.
        vote: Vote,
    },
    /// In: one acceptance is enough.
    Accepted,
    /// In: a side refused.
    Refused {
        /// Which.
        side: Side,
    },
    /// In: no vote came in time.
    Expired,
    /// In: the registry or the losing registrar refused.
    Failed {
        /// EPP result code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// In: asked for again.
    Restarted {
        /// The sides vote again.
        votes_again: bool,
        /// Who votes in the new round, with the addresses of that day.
        voters: Vec<(Side, Party)>,
        /// The new deadline.
        expires_at: DateTime<Utc>,
    },
    /// In: called off.
    Cancelled {
        /// Why.
        reason: Reason,
    },
    /// In: ours.
    Completed,
    /// Out: announced by the registry.
    Announced {
        /// Everything known about it.
        outbound: Box<Outbound>,
    },
    /// Out: acknowledged or objected to.
    Answered {
        /// Which.
        choice: Choice,
        /// Why, for an objection.
        reason: Option<Reason>,
    },
    /// Out: with the other registrar.
    Gone,
    /// Out: came to nothing.
    Stayed,
}

domain_event!(Event {
    Requested => "1.0", BallotMailed => "1.0", Reminded => "1.0", VoteCast => "1.0", Accepted => "1.0",
    Refused => "1.0", Expired => "1.0", Failed => "1.0", Restarted => "1.0", Cancelled => "1.0",
    Completed => "1.0", Announced => "1.0", Answered => "1.0", Gone => "1.0", Stayed => "1.0",
});
