//! What may be asked of a transfer, and why it says no.

use super::{Outbound, Side, Terms};
use crate::values::Reason;
use crate::vote::{Choice, Party, VoteRefusal, Voter};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What may be asked of a transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// In: ask for it.
    Request {
        /// What it is about.
        terms: Terms,
        /// Who votes; nobody where there are no addresses.
        voters: BTreeMap<Side, Party>,
    },
    /// In: cast a vote.
    Vote {
        /// For which side.
        side: Side,
        /// Yes or no.
        choice: Choice,
        /// Who casts it.
        voter: Voter,
        /// When.
        at: DateTime<Utc>,
    },
    /// In: mail a side's link again.
    Resend {
        /// To whom.
        side: Side,
        /// When.
        at: DateTime<Utc>,
    },
    /// In: a reminder's day has come.
    Remind {
        /// The day after the request.
        day: u16,
    },
    /// In: the deadline has come.
    Expire {
        /// When.
        at: DateTime<Utc>,
    },
    /// In: the registry or the losing registrar refused.
    Fail {
        /// EPP result code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// In: ask again.
    Restart {
        /// Who votes, with the addresses of today, should votes be needed.
        voters: BTreeMap<Side, Party>,
        /// The new deadline, should votes be needed.
        expires_at: DateTime<Utc>,
    },
    /// In: call it off.
    Cancel {
        /// Why.
        reason: Reason,
    },
    /// In: the registry confirmed.
    Complete,
    /// Out: the registry announced it.
    Announce {
        /// Everything known about it.
        outbound: Outbound,
    },
    /// Out: somebody here acknowledged or objected.
    Answer {
        /// Accept: let it go at once. Refuse: object.
        choice: Choice,
        /// Why, for an objection.
        reason: Option<Reason>,
    },
    /// Out: the registry said how it ended.
    Conclude {
        /// The name has gone.
        gone: bool,
    },
}

/// Why a transfer says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such transfer.
    #[error("there is no such transfer")]
    Unknown,
    /// The number belongs to another transfer.
    #[error("this number belongs to another transfer")]
    NumberTaken,
    /// That side has no ballot.
    #[error("nobody was asked to vote for this side")]
    NoBallot,
    /// Too late.
    #[error("the votes have expired")]
    VotesExpired,
    /// Too early.
    #[error("the deadline has not come yet")]
    NotYet,
    /// An objection needs a reason.
    #[error("an objection needs a reason")]
    ReasonNeeded,
    /// The vote itself.
    #[error(transparent)]
    Vote(#[from] VoteRefusal),
    /// Not in this state.
    #[error("not possible while the transfer is {state}")]
    NotNow {
        /// The state's name.
        state: &'static str,
    },
}
