//! A correction or gift of points that is too large for one person: `Absent → Waiting → Approved | Declined | Expired`.
//!
//! Whoever proposes does not approve. What is approved is booked in the same transaction, and only then is the balance
//! looked at: a correction that it no longer covers is refused, and goes on waiting.

use crate::operator::Login;
use crate::values::{AccountNumber, AdjustmentNumber, Points, Reason};
use crate::{aggregate, domain_event};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What would be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// A correction, up or down.
    Adjust(i64),
    /// A gift.
    Grant(Points),
}

impl Change {
    /// What it does to the balance.
    pub fn points(self) -> i64 {
        match self {
            Self::Adjust(by) => by,
            Self::Grant(points) => points.get(),
        }
    }

    /// `adjust` or `grant`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Adjust(_) => "adjust",
            Self::Grant(_) => "grant",
        }
    }

    /// Whether one person may book so much alone.
    pub fn is_within(self, limit: Points) -> bool {
        self.points().unsigned_abs() <= limit.get().unsigned_abs()
    }
}

/// What waits for a second pair of eyes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Whose points.
    pub account: AccountNumber,
    /// What would be booked.
    pub change: Change,
    /// Why.
    pub reason: Reason,
    /// Who proposes.
    pub proposer: Login,
    /// How much one person may book alone: the limit that was in force.
    pub limit: Points,
    /// Until when it can be approved.
    pub expires_at: DateTime<Utc>,
}

/// What may be asked of an adjustment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Propose it.
    Propose {
        /// What.
        proposal: Box<Proposal>,
    },
    /// Book it.
    Approve {
        /// Who.
        by: Login,
        /// When.
        at: DateTime<Utc>,
    },
    /// Do not book it.
    Decline {
        /// Who; the proposer may take it back.
        by: Login,
        /// Why.
        reason: Reason,
    },
    /// Its time is over.
    Expire {
        /// When.
        at: DateTime<Utc>,
    },
}

/// What happened to an adjustment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It waits.
    Proposed {
        /// What.
        proposal: Box<Proposal>,
    },
    /// It was booked, in the same transaction.
    Approved {
        /// By whom.
        by: Login,
    },
    /// It was not.
    Declined {
        /// By whom.
        by: Login,
        /// Why.
        reason: Reason,
    },
    /// Nobody decided in time.
    Expired,
}

domain_event!(Event { Proposed => "1.0", Approved => "1.0", Declined => "1.0", Expired => "1.0" });

/// Why an adjustment says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such adjustment.
    #[error("there is no such adjustment")]
    Unknown,
    /// The number belongs to another one.
    #[error("this adjustment number is taken")]
    NumberTaken,
    /// Nobody approves what they proposed.
    #[error("{0} proposed this adjustment: another person with the role finance or admin approves it")]
    SamePerson(Login),
    /// It is decided.
    #[error("the adjustment is {0}")]
    Over(&'static str),
    /// Its time is over.
    #[error("the adjustment could be approved until {0}: propose it again")]
    TooLate(DateTime<Utc>),
}

/// An adjustment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Adjustment {
    /// Never proposed.
    #[default]
    Absent,
    /// For a second pair of eyes.
    Waiting(Box<Proposal>),
    /// Booked.
    Approved(Box<Proposal>),
    /// Not booked.
    Declined(Box<Proposal>),
    /// Not booked in time.
    Expired(Box<Proposal>),
}

aggregate!(Adjustment, "adjustment", AdjustmentNumber, Command, Event, Refusal);

impl Adjustment {
    /// What was proposed.
    pub fn proposal(&self) -> Option<&Proposal> {
        match self {
            Self::Absent => None,
            Self::Waiting(proposal)
            | Self::Approved(proposal)
            | Self::Declined(proposal)
            | Self::Expired(proposal) => Some(proposal),
        }
    }

    /// `waiting`, `approved`, `declined` or `expired`.
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Waiting(_) => "waiting",
            Self::Approved(_) => "approved",
            Self::Declined(_) => "declined",
            Self::Expired(_) => "expired",
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Propose { proposal }) => {
                Ok(vec![Event::Proposed { proposal: proposal.clone() }])
            }
            (Self::Absent, _) => Err(Refusal::Unknown),
            (Self::Waiting(waiting), Command::Propose { proposal }) if waiting == proposal => Ok(vec![]),
            (_, Command::Propose { .. }) => Err(Refusal::NumberTaken),
            (Self::Waiting(proposal), Command::Approve { by, .. }) if proposal.proposer == *by => {
                Err(Refusal::SamePerson(by.clone()))
            }
            (Self::Waiting(proposal), Command::Approve { at, .. }) if *at >= proposal.expires_at => {
                Err(Refusal::TooLate(proposal.expires_at))
            }
            (Self::Waiting(_), Command::Approve { by, .. }) => Ok(vec![Event::Approved { by: by.clone() }]),
            (Self::Waiting(_), Command::Decline { by, reason }) => {
                Ok(vec![Event::Declined { by: by.clone(), reason: reason.clone() }])
            }
            (Self::Waiting(proposal), Command::Expire { at }) if *at >= proposal.expires_at => {
                Ok(vec![Event::Expired])
            }
            (Self::Approved(_), Command::Approve { .. })
            | (Self::Declined(_), Command::Decline { .. })
            | (_, Command::Expire { .. }) => Ok(vec![]),
            (_, Command::Approve { .. } | Command::Decline { .. }) => Err(Refusal::Over(self.status())),
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (_, Event::Proposed { proposal }) => Self::Waiting(proposal),
            (Self::Waiting(proposal), Event::Approved { .. }) => Self::Approved(proposal),
            (Self::Waiting(proposal), Event::Declined { .. }) => Self::Declined(proposal),
            (Self::Waiting(proposal), Event::Expired) => Self::Expired(proposal),
            (state, _) => state,
        };
    }
}

#[cfg(test)]
mod tests;
