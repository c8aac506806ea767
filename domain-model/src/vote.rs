//! What votes have in common, in a trade and in a transfer.

use crate::values::{ContactNumber, EmailAddress, Locale, Reason, Sealed, Sha256Digest};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Choice {
    /// Yes.
    Accept,
    /// No.
    Refuse,
}

/// Who cast a vote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Voter {
    /// The person that the link was mailed to.
    ByLink {
        /// The serial of the mail whose link was used.
        serial: u32,
        /// The network address, as evidence.
        address: Sealed<String>,
    },
    /// An operator, with a reason and where there is a document, its digest.
    ByOperator {
        /// Login.
        login: String,
        /// Why.
        reason: Reason,
        /// SHA-256 of the signed form or of another document.
        evidence: Option<Sha256Digest>,
    },
}

/// A vote that was cast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Yes or no.
    pub choice: Choice,
    /// Who cast it.
    pub voter: Voter,
    /// When.
    pub at: DateTime<Utc>,
}

/// Somebody who votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The contact, where it is one of ours.
    pub contact: Option<ContactNumber>,
    /// Where the vote mails go.
    pub email: Sealed<EmailAddress>,
    /// The language of the mails and the page.
    pub locale: Locale,
}

/// A side of a vote and its ballot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Who votes.
    pub party: Party,
    /// The serial of the last mail; every link since the address was last changed works.
    pub serial: u32,
    /// The first serial that is still valid.
    pub valid_from: u32,
    /// The vote.
    pub vote: Option<Vote>,
    /// The days whose reminders have gone out.
    pub reminded: BTreeSet<u16>,
}

impl Ballot {
    /// A ballot whose first mail is about to go out.
    pub fn new(party: Party) -> Self {
        Self { party, serial: 1, valid_from: 1, vote: None, reminded: BTreeSet::new() }
    }

    /// A ballot of a new round, whose first mail has the serial `serial`: every link before it is void.
    pub fn in_new_round(party: Party, serial: u32) -> Self {
        Self { serial, valid_from: serial, ..Self::new(party) }
    }

    /// The side's address has changed: what was mailed to the old one is void, and nothing more goes there.
    pub fn void_links(&mut self) {
        self.valid_from = self.serial + 1;
    }

    /// Whether no link of this side works any more.
    pub fn is_void(&self) -> bool {
        self.valid_from > self.serial
    }

    /// The serial of a reminder, where one is due: the side has not voted, its address stands, and the day's
    /// reminder has not gone out yet.
    pub fn reminder(&self, day: u16) -> Option<u32> {
        let due = self.vote.is_none() && !self.is_void() && !self.reminded.contains(&day);
        due.then_some(self.serial + 1)
    }

    /// Whether a link with that serial may still be used.
    pub fn accepts_serial(&self, serial: u32) -> bool {
        (self.valid_from..=self.serial).contains(&serial)
    }

    /// What casting means for this ballot.
    ///
    /// # Errors
    /// The vote was cast the other way, or the link is no longer valid.
    pub fn cast(&self, choice: Choice, voter: &Voter) -> Result<Casting, VoteRefusal> {
        match &self.vote {
            Some(vote) if vote.choice == choice => return Ok(Casting::Repeated),
            Some(vote) => return Err(VoteRefusal::AlreadyVoted { choice: vote.choice }),
            None => {}
        }
        match voter {
            Voter::ByLink { serial, .. } if !self.accepts_serial(*serial) => Err(VoteRefusal::LinkVoid),
            _ => Ok(Casting::Counts),
        }
    }
}

/// Whether a vote is news.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Casting {
    /// The side has not voted before.
    Counts,
    /// The same vote again: silence.
    Repeated,
}

/// Why a vote is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoteRefusal {
    /// A vote is cast once per side.
    #[error("this side has voted already")]
    AlreadyVoted {
        /// How.
        choice: Choice,
    },
    /// The link is older than the address.
    #[error("this link is no longer valid: the address or the vote has changed since it was mailed")]
    LinkVoid,
}
