//! What may be asked of a trade, and why it says no.

use super::{Ballots, Side, Terms};
use crate::values::{ContactNumber, EmailAddress, Reason, RegistrationNumber};
use crate::vote::{Choice, Party, VoteRefusal, Voter};
use chrono::{DateTime, Utc};

/// What may be asked of a trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Ask both sides.
    Request {
        /// What it is about.
        terms: Terms,
        /// The present owner.
        owner: Party,
        /// The future owner.
        new_owner: Party,
    },
    /// Cast a vote.
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
    /// Mail a side's link again.
    Resend {
        /// To whom.
        side: Side,
        /// How things stand today.
        facts: ResendFacts,
        /// When.
        at: DateTime<Utc>,
    },
    /// A side's address has changed: void what was mailed to the old one.
    VoidLinks {
        /// Whose.
        side: Side,
    },
    /// A reminder's day has come.
    Remind {
        /// The day after the request.
        day: u16,
    },
    /// The deadline has come.
    Expire {
        /// When.
        at: DateTime<Utc>,
    },
    /// Call it off.
    Cancel {
        /// Why.
        reason: Reason,
    },
    /// The registry confirmed.
    Complete,
    /// The registry refused.
    Fail {
        /// EPP result code.
        code: u16,
        /// The words as they came.
        message: String,
    },
    /// Try again: at the registry after a failure, with new votes after an expiry.
    Restart {
        /// The present owner, with the address of today.
        owner: Box<Party>,
        /// The future owner, with the address of today.
        new_owner: Box<Party>,
        /// How things stand today.
        facts: ResendFacts,
        /// The new deadline, should votes be needed.
        expires_at: DateTime<Utc>,
    },
}

/// How things stand when a vote mail is to be sent again, or a trade restarted, against how they stood at the
/// request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResendFacts {
    /// The registration in force today; none when the name is gone.
    pub registration: Option<RegistrationNumber>,
    /// Fingerprint of today's auth code.
    pub auth_code_mark: String,
    /// Today's owner.
    pub owner: Option<ContactNumber>,
    /// Today's address of the owner of the request; none when that contact is gone.
    pub owner_email: Option<EmailAddress>,
    /// Today's address of the future owner; none when that contact is gone.
    pub new_owner_email: Option<EmailAddress>,
}

/// The refusals of `api_status` with `restart`, with the numbers of the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResendRefusal {
    /// −1
    #[error("the trade is not open, or has expired")]
    NotOpen,
    /// −2
    #[error("the name is no longer registered here")]
    NameGone,
    /// −3
    #[error("the auth code has changed since the request")]
    AuthCodeChanged,
    /// −4
    #[error("the owner's contact is no longer valid")]
    OwnerInvalid,
    /// −5
    #[error("the owner's e-mail address has changed since the request")]
    OwnerEmailChanged,
    /// −6
    #[error("the future owner's contact is no longer valid")]
    NewOwnerInvalid,
    /// −7
    #[error("the future owner's e-mail address has changed since the request")]
    NewOwnerEmailChanged,
    /// −8
    #[error("the owner is no longer the one of the request: another trade was completed")]
    OwnerChanged,
}

impl ResendRefusal {
    /// The number of the paper, −1 to −8.
    pub fn retval(self) -> i32 {
        match self {
            Self::NotOpen => -1,
            Self::NameGone => -2,
            Self::AuthCodeChanged => -3,
            Self::OwnerInvalid => -4,
            Self::OwnerEmailChanged => -5,
            Self::NewOwnerInvalid => -6,
            Self::NewOwnerEmailChanged => -7,
            Self::OwnerChanged => -8,
        }
    }
}

impl ResendFacts {
    /// The conditions for mailing a link again, in the paper's order.
    pub(super) fn check(&self, terms: &Terms, ballots: &Ballots) -> Result<(), ResendRefusal> {
        let changed = |today: &EmailAddress, side: Side| {
            ballots.side(side).party.email.value().is_none_or(|then| then != today)
        };
        if self.registration != Some(terms.registration) {
            return Err(ResendRefusal::NameGone);
        }
        if self.auth_code_mark != terms.auth_code_mark {
            return Err(ResendRefusal::AuthCodeChanged);
        }
        let owner_email = self.owner_email.as_ref().ok_or(ResendRefusal::OwnerInvalid)?;
        if changed(owner_email, Side::Owner) {
            return Err(ResendRefusal::OwnerEmailChanged);
        }
        let new_owner_email = self.new_owner_email.as_ref().ok_or(ResendRefusal::NewOwnerInvalid)?;
        if changed(new_owner_email, Side::NewOwner) {
            return Err(ResendRefusal::NewOwnerEmailChanged);
        }
        self.check_owner(terms)
    }

    /// The conditions for trying again at the registry: the name is still here, and still the owner's.
    pub(super) fn check_resume(&self, terms: &Terms) -> Result<(), ResendRefusal> {
        if self.registration != Some(terms.registration) {
            return Err(ResendRefusal::NameGone);
        }
        self.check_owner(terms)
    }

    /// The conditions for voting again: auth code and addresses may have changed, for new ones are recorded.
    pub(super) fn check_reopen(&self, terms: &Terms) -> Result<(), ResendRefusal> {
        self.check_resume(terms)?;
        self.owner_email.as_ref().ok_or(ResendRefusal::OwnerInvalid)?;
        self.new_owner_email.as_ref().ok_or(ResendRefusal::NewOwnerInvalid)?;
        Ok(())
    }

    /// Why a trade that was called off is not voted on any more: another one was faster, or somebody ended it.
    pub(super) fn why_ended(&self, terms: &Terms) -> ResendRefusal {
        let here = self.registration == Some(terms.registration);
        if here && self.owner != Some(terms.owner) {
            ResendRefusal::OwnerChanged
        } else {
            ResendRefusal::NotOpen
        }
    }

    fn check_owner(&self, terms: &Terms) -> Result<(), ResendRefusal> {
        if self.owner == Some(terms.owner) { Ok(()) } else { Err(ResendRefusal::OwnerChanged) }
    }
}

/// Why a trade says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such trade.
    #[error("there is no such trade")]
    Unknown,
    /// The number belongs to another trade.
    #[error("this number belongs to another trade")]
    NumberTaken,
    /// Present and future owner are the same contact.
    #[error("the future owner is the present owner")]
    SameOwner,
    /// Too late.
    #[error("the votes have expired")]
    VotesExpired,
    /// Too early.
    #[error("the deadline has not come yet")]
    NotYet,
    /// The registry wants a signed form: an operator enters it, with its digest as evidence.
    #[error(
        "this trade has no links: a vote on it needs the registry's signed form, its SHA-256 as evidence"
    )]
    FormNeeded,
    /// The vote itself.
    #[error(transparent)]
    Vote(#[from] VoteRefusal),
    /// The mail is not sent again.
    #[error(transparent)]
    Resend(#[from] ResendRefusal),
    /// Not in this state.
    #[error("not possible while the trade is {state}")]
    NotNow {
        /// The state's name.
        state: &'static str,
    },
}
