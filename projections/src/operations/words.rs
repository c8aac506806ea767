//! How an operation stands, in the words of each door.

use super::{OperationRow, PendingOperation};
use crate::votes::VoteRow;
use chrono::{DateTime, Utc};
use domain_model::operation::{Operation, Phase, Request, Step};
use domain_model::values::{ContactNumber, RegistryId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The six states for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// Accepted, and next to be sent.
    Pending,
    /// Sent, and not yet answered.
    InProgress,
    /// The customer's side must act: a vote, a document.
    ActionRequired,
    /// A third party must act: the registry answers later, or the other registrar.
    Blocked,
    /// The registry confirmed.
    Succeeded,
    /// It ended without effect.
    Failed,
}

impl Progress {
    /// All six.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::InProgress, Self::ActionRequired, Self::Blocked, Self::Succeeded, Self::Failed];

    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::InProgress => "in-progress",
            Self::ActionRequired => "action-required",
            Self::Blocked => "blocked",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    pub(super) fn of(operation: &Operation) -> Self {
        match operation {
            Operation::Waiting(..) => Self::ActionRequired,
            Operation::Processing(_, position) => match position.phase {
                Phase::Ready => Self::Pending,
                Phase::Sent { .. } => Self::InProgress,
                Phase::Pending { .. } => Self::Blocked,
            },
            Operation::Done(..) => Self::Succeeded,
            Operation::Absent | Operation::Failed { .. } | Operation::Closed(_) => Self::Failed,
        }
    }

    /// Neither succeeded nor failed.
    pub const fn is_unfinished(self) -> bool {
        !matches!(self, Self::Succeeded | Self::Failed)
    }
}

/// `status` of `api_status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the words are those of the SOAP paper")]
pub enum SoapStatus {
    Wait,
    ToProcess,
    Done,
    Error,
}

impl SoapStatus {
    /// The paper's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "Wait",
            Self::ToProcess => "ToProcess",
            Self::Done => "Done",
            Self::Error => "Error",
        }
    }
}

/// `etat` of `api_pending_status`: only transfers and trades have one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Etat {
    /// The votes are not in.
    AttenteVote,
    /// At the registry.
    Pending,
    /// The auth code was wrong (2202).
    AuthKo,
}

impl Etat {
    /// The paper's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AttenteVote => "AttenteVote",
            Self::Pending => "Pending",
            Self::AuthKo => "AuthKO",
        }
    }
}

/// Who has to act next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The registrar itself: the command is to be sent.
    Registrar,
    /// The registry's answer.
    Registry(RegistryId),
    /// The registrar that loses the name.
    OtherRegistrar,
    /// A side that has not voted.
    Voter {
        /// `owner`, `new-owner` or `admin`.
        side: String,
        /// Who that is, where it is one of our contacts.
        contact: Option<ContactNumber>,
    },
    /// The customer's side, by other means than a vote.
    Customer,
}

impl fmt::Display for Awaited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Registrar => f.write_str("registrar"),
            Self::Registry(registry) => write!(f, "registry {registry}"),
            Self::OtherRegistrar => f.write_str("other registrar"),
            Self::Voter { side, .. } => write!(f, "vote of {side}"),
            Self::Customer => f.write_str("customer"),
        }
    }
}

/// What an operation waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Whom.
    pub on: Awaited,
    /// Since when. For a voter: since the last mail.
    pub since: DateTime<Utc>,
}

/// 2202 of RFC 5730: invalid authorization information.
const INVALID_AUTHORIZATION: u16 = 2202;

impl OperationRow {
    /// `status` of `api_status`.
    pub fn soap_status(&self) -> SoapStatus {
        match self.state {
            Operation::Waiting(..) => SoapStatus::Wait,
            Operation::Processing(..) => SoapStatus::ToProcess,
            Operation::Done(..) => SoapStatus::Done,
            Operation::Absent | Operation::Failed { .. } | Operation::Closed(_) => SoapStatus::Error,
        }
    }

    /// `etat` of `api_pending_status`.
    pub fn etat(&self) -> Option<Etat> {
        match self.dossier()?.request {
            Request::TransferIn { .. } | Request::Trade { .. } => match self.soap_status() {
                SoapStatus::Wait => Some(Etat::AttenteVote),
                SoapStatus::ToProcess => Some(Etat::Pending),
                SoapStatus::Error if self.code == INVALID_AUTHORIZATION => Some(Etat::AuthKo),
                SoapStatus::Done | SoapStatus::Error => None,
            },
            _ => None,
        }
    }

    /// The registry's command that comes next or is under way, counted from 0.
    pub fn step(&self) -> Option<(usize, &Step)> {
        match &self.state {
            Operation::Waiting(dossier, position) | Operation::Processing(dossier, position) => {
                dossier.steps.get(position.step).map(|step| (position.step, step))
            }
            _ => None,
        }
    }

    /// Whom it waits for without its votes.
    fn awaited(&self) -> Option<Awaited> {
        match &self.state {
            Operation::Waiting(..) => Some(Awaited::Customer),
            Operation::Processing(dossier, position) => Some(match position.phase {
                Phase::Ready => Awaited::Registrar,
                Phase::Pending { .. }
                    if matches!(dossier.steps.get(position.step), Some(Step::RequestTransfer)) =>
                {
                    Awaited::OtherRegistrar
                }
                Phase::Sent { .. } | Phase::Pending { .. } => Awaited::Registry(dossier.registry.clone()),
            }),
            _ => None,
        }
    }
}

impl PendingOperation {
    /// Whom it waits for, and since when: nobody when it is finished, several voters before a trade.
    pub fn waits_for(&self) -> Vec<Waiting> {
        let voters: Vec<Waiting> = match (&self.operation.state, &self.vote) {
            (Operation::Waiting(..), Some(vote)) => voters(vote),
            _ => vec![],
        };
        if !voters.is_empty() {
            return voters;
        }
        let since = self.operation.since;
        self.operation.awaited().map(|on| Waiting { on, since }).into_iter().collect()
    }
}

fn voters(vote: &VoteRow) -> Vec<Waiting> {
    let silent = vote.sides.iter().filter(|side| side.ballot.vote.is_none());
    let waiting = silent.map(|side| Waiting {
        on: Awaited::Voter { side: side.side.as_str().to_owned(), contact: side.ballot.party.contact },
        since: side.mailed_at,
    });
    if vote.open { waiting.collect() } else { vec![] }
}
