//! What may be asked of a change of an account of a service, and why it says no.

use super::{Aborted, Side, Terms};
use crate::vote::{Choice, Party, VoteRefusal, Voter};
use chrono::{DateTime, Utc};

/// What may be asked of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Ask both accounts.
    Ask {
        /// What it is about.
        terms: Box<Terms>,
        /// The account that has the roles.
        from: Box<Party>,
        /// The account that gets them.
        to: Box<Party>,
    },
    /// Answer for a side.
    Vote {
        /// Whose.
        side: Side,
        /// Yes or no.
        choice: Choice,
        /// Who answers.
        voter: Voter,
        /// When.
        at: DateTime<Utc>,
    },
    /// Mail a side its token again.
    Resend {
        /// Whose.
        side: Side,
        /// The side as it is written to today.
        party: Box<Party>,
        /// So many may be asked for in a day.
        most: u32,
        /// When.
        at: DateTime<Utc>,
    },
    /// A side's address has changed.
    VoidLinks {
        /// Whose.
        side: Side,
    },
    /// Remind the sides that have not answered.
    Remind {
        /// The day after the request.
        day: u16,
    },
    /// The deadline has come.
    Expire {
        /// When.
        at: DateTime<Utc>,
    },
    /// It comes to nothing.
    Abort {
        /// Why.
        why: Aborted,
    },
    /// The service has the new account.
    Complete,
    /// The registry or a rule refused it.
    Fail {
        /// EPP result code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// Its operation was started again.
    Resume,
}

/// Why a change says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such task.
    #[error("there is no such contact change")]
    Unknown,
    /// The number belongs to another task.
    #[error("this number belongs to another contact change")]
    NumberTaken,
    /// Both sides are the same account, or no role is named.
    #[error("nothing would move: the account has these roles already")]
    NothingMoves,
    /// Too late.
    #[error("the tokens of this contact change have expired")]
    VotesExpired,
    /// Too early.
    #[error("the deadline has not come yet")]
    NotYet,
    /// A side was mailed as often as may be, for now.
    #[error("the token was mailed {most} times in a day: ask again later")]
    MailedTooOften {
        /// How often it may be.
        most: u32,
    },
    /// The answer itself.
    #[error(transparent)]
    Vote(#[from] VoteRefusal),
    /// Not in this state.
    #[error("not possible while the contact change is {state}")]
    NotNow {
        /// The state's name.
        state: &'static str,
    },
}
