//! One customer request and its steps at the registry:
//! `Absent → Waiting (votes) → Processing → Done | Failed → (restarted) Processing | Closed`.
//!
//! Nothing is sent before the event that says so is durable (`StepSent`), and nothing is believed before the
//! registry has answered or been asked. The client transaction id is operation, step and attempt, so that a
//! retry is recognisable.

mod command;
mod event;
mod request;
#[cfg(test)]
mod tests;

pub use command::{Command, Refusal};
pub use event::Event;
pub use request::{Charge, Contacts, DomainChanges, OrderedBy, Request, Step, Subject};

use crate::aggregate;
use crate::values::{AccountNumber, ClTrid, OperationNumber, RegistryId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Something that a registry confirmed: the answer that a settlement names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryFact {
    /// Which registry.
    pub registry: RegistryId,
    /// Our transaction.
    pub cltrid: ClTrid,
    /// Its transaction, as it gave it; empty where it was learnt by asking (`info`). Where an operator showed it by a
    /// document: `operator:LOGIN sha256:DIGEST`.
    pub svtrid: String,
    /// When it was learnt.
    pub at: DateTime<Utc>,
}

/// What the request is, unchanging from acceptance to the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dossier {
    /// The operation itself.
    pub number: OperationNumber,
    /// Who asked, and pays.
    pub account: AccountNumber,
    /// What is to be done.
    pub request: Request,
    /// The price, where it costs anything.
    pub charge: Option<Charge>,
    /// Where.
    pub registry: RegistryId,
    /// The registry's commands, in order.
    pub steps: Vec<Step>,
    /// When it was asked for.
    pub requested_at: DateTime<Utc>,
    /// The line of an order that it delivers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordered_by: Option<OrderedBy>,
}

/// Where the work stands within the steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Index into the steps.
    pub step: usize,
    /// Counted from 1, over the whole operation.
    pub attempt: u32,
    /// How far this attempt is.
    pub phase: Phase,
}

/// How far an attempt is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// To be sent.
    Ready,
    /// Sent or about to be: after a crash the registry is asked first.
    Sent {
        /// Under this client transaction id.
        cltrid: ClTrid,
    },
    /// The registry accepted and answers later (1001), by poll message.
    Pending {
        /// Under this client transaction id.
        cltrid: ClTrid,
        /// The registry's.
        svtrid: String,
    },
}

impl Phase {
    /// Whether this attempt has been sent, and awaits its answer.
    fn is_under_way(&self, attempt: &ClTrid) -> bool {
        matches!(self, Self::Sent { cltrid } | Self::Pending { cltrid, .. } if cltrid == attempt)
    }
}

/// An operation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// Never asked for.
    #[default]
    Absent,
    /// The customer must act first: votes (`Wait`, AttenteVote).
    Waiting(Dossier, Position),
    /// At the registry (`ToProcess`).
    Processing(Dossier, Position),
    /// The registry confirmed (`Done`).
    Done(Dossier, RegistryFact),
    /// It ended without effect (`Error`), and may be restarted.
    Failed {
        /// The request.
        dossier: Dossier,
        /// Where it stood.
        position: Position,
        /// The registry's code, or a policy code of the registrar.
        code: u16,
        /// The registry's own words.
        message: String,
    },
    /// Given up: it is no longer in the pending report.
    Closed(Dossier),
}

aggregate!(Operation, "operation", OperationNumber, Command, Event, Refusal);

impl Operation {
    /// The request, wherever it stands.
    pub fn dossier(&self) -> Option<&Dossier> {
        match self {
            Self::Absent => None,
            Self::Waiting(dossier, _)
            | Self::Processing(dossier, _)
            | Self::Done(dossier, _)
            | Self::Failed { dossier, .. }
            | Self::Closed(dossier) => Some(dossier),
        }
    }

    /// Waiting or at the registry: it holds its name and its points.
    pub fn is_unfinished(&self) -> bool {
        matches!(self, Self::Waiting(..) | Self::Processing(..))
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Open { dossier, waits }) => Self::open(dossier, *waits),
            (Self::Absent, _) => Err(Refusal::Unknown),
            (_, Command::Open { dossier, .. }) if self.dossier() == Some(&**dossier) => Ok(vec![]),
            (_, Command::Open { .. }) => Err(Refusal::NumberTaken),
            (Self::Waiting(..), Command::Proceed) => Ok(vec![Event::Proceeded]),
            (Self::Processing(..), Command::Proceed) => Ok(vec![]),
            (Self::Processing(dossier, position), command) => Self::processing(dossier, position, command),
            (Self::Waiting(..), Command::Fail { cltrid: None, code, message }) => {
                Ok(vec![Event::Failed { code: *code, message: message.clone() }])
            }
            (Self::Failed { code, .. }, Command::Fail { code: again, .. }) if code == again => Ok(vec![]),
            (Self::Failed { .. }, Command::Restart { auth_code, waits }) => {
                Ok(vec![Event::Restarted { auth_code: auth_code.clone(), waits: *waits }])
            }
            // Asked for again while it waits for votes: perhaps with another code.
            (Self::Waiting(..), Command::Restart { auth_code, waits: true }) => {
                Ok(vec![Event::Restarted { auth_code: auth_code.clone(), waits: true }])
            }
            (Self::Failed { .. } | Self::Waiting(..), Command::Close) => Ok(vec![Event::Closed]),
            (Self::Done(_, known), Command::Conclude { fact }) if known.cltrid == fact.cltrid => Ok(vec![]),
            (Self::Done(..), Command::ConcludeByHand { .. }) | (Self::Closed(_), Command::Close) => {
                Ok(vec![])
            }
            (_, Command::Restart { .. }) => Err(Refusal::NotFailed),
            (Self::Waiting(..), Command::Fail { .. }) => Err(Refusal::OtherTransaction),
            _ => Err(Refusal::NotNow { state: self.word() }),
        }
    }

    fn open(dossier: &Dossier, waits: bool) -> Result<Vec<Event>, Refusal> {
        if dossier.steps.is_empty() {
            return Err(Refusal::NoSteps);
        }
        Ok(vec![Event::Opened { dossier: Box::new(dossier.clone()), waits }])
    }

    fn processing(dossier: &Dossier, position: &Position, command: &Command) -> Result<Vec<Event>, Refusal> {
        let step = position.step;
        let left = dossier.steps.len() - step - 1;
        match (&position.phase, command) {
            (Phase::Ready, Command::SendStep) => Ok(vec![Event::StepSent {
                step,
                attempt: position.attempt,
                cltrid: Self::cltrid(dossier.number, position),
            }]),
            (Phase::Sent { .. } | Phase::Pending { .. }, Command::SendStep) => Ok(vec![]),
            // Asking showed that the lost command never took effect: it may be sent again, as a new attempt.
            (Phase::Sent { .. }, Command::SendAgain) => Ok(vec![Event::StepRetried { step }]),
            (Phase::Ready, Command::SendAgain) => Ok(vec![]),
            // The answer to a step that is done already: heard before.
            (_, Command::StepAccepted { cltrid, .. } | Command::StepDone { cltrid, .. })
                if Self::step_of(dossier.number, cltrid).is_some_and(|of| of < step) =>
            {
                Ok(vec![])
            }
            (Phase::Sent { cltrid: sent }, Command::StepAccepted { cltrid, svtrid }) if sent == cltrid => {
                let (cltrid, svtrid) = (cltrid.clone(), svtrid.clone());
                Ok(vec![Event::StepPending { step, cltrid, svtrid }])
            }
            (Phase::Pending { cltrid: sent, .. }, Command::StepAccepted { cltrid, .. }) if sent == cltrid => {
                Ok(vec![])
            }
            (phase, Command::StepDone { cltrid, svtrid }) if phase.is_under_way(cltrid) => match left {
                0 => Err(Refusal::LastStep),
                _ => Ok(vec![Event::StepDone { step, svtrid: svtrid.clone() }]),
            },
            (phase, Command::Conclude { fact }) if phase.is_under_way(&fact.cltrid) => match left {
                0 => Ok(vec![Event::Done { fact: fact.clone() }]),
                left => Err(Refusal::StepsLeft { left }),
            },
            (phase, Command::ConcludeByHand { operator, reason, evidence, at }) => {
                let cltrid = match phase {
                    Phase::Ready => Self::cltrid(dossier.number, position),
                    Phase::Sent { cltrid } | Phase::Pending { cltrid, .. } => cltrid.clone(),
                };
                let (registry, at) = (dossier.registry.clone(), *at);
                let svtrid = format!("operator:{operator} sha256:{evidence}");
                Ok(vec![Event::DoneByHand {
                    fact: RegistryFact { registry, cltrid, svtrid, at },
                    operator: operator.clone(),
                    reason: reason.clone(),
                    evidence: evidence.clone(),
                }])
            }
            (phase, Command::Fail { cltrid: Some(cltrid), code, message }) if phase.is_under_way(cltrid) => {
                Ok(vec![Event::Failed { code: *code, message: message.clone() }])
            }
            // What has been sent may have taken effect: only its own answer ends it.
            (Phase::Ready, Command::Fail { cltrid: None, code, message }) => {
                Ok(vec![Event::Failed { code: *code, message: message.clone() }])
            }
            (_, Command::StepAccepted { .. } | Command::StepDone { .. } | Command::Conclude { .. })
            | (_, Command::Fail { cltrid: Some(_), .. }) => Err(Refusal::OtherTransaction),
            (_, Command::Restart { .. }) => Err(Refusal::NotFailed),
            _ => Err(Refusal::NotNow { state: "Processing" }),
        }
    }

    /// Operation, step and attempt: `RGR-277-3-1`.
    fn cltrid(number: OperationNumber, position: &Position) -> ClTrid {
        ClTrid::try_from(format!("RGR-{number}-{}-{}", position.step + 1, position.attempt).as_str())
            .expect("a number, a step and an attempt fit 64 characters")
    }

    /// The index of the step that a client transaction id of this operation belongs to.
    fn step_of(number: OperationNumber, cltrid: &ClTrid) -> Option<usize> {
        let (step, _) = cltrid.as_str().strip_prefix(&format!("RGR-{number}-"))?.split_once('-')?;
        step.parse::<usize>().ok()?.checked_sub(1)
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Absent => "Absent",
            Self::Waiting(..) => "Waiting",
            Self::Processing(..) => "Processing",
            Self::Done(..) => "Done",
            Self::Failed { .. } => "Failed",
            Self::Closed(_) => "Closed",
        }
    }

    fn evolve(&mut self, event: Event) {
        let start = Position { step: 0, attempt: 1, phase: Phase::Ready };
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Opened { dossier, waits: true }) => Self::Waiting(*dossier, start),
            (Self::Absent, Event::Opened { dossier, waits: false }) => Self::Processing(*dossier, start),
            (Self::Waiting(dossier, position), Event::Proceeded) => Self::Processing(dossier, position),
            (Self::Processing(dossier, position), Event::StepSent { cltrid, .. }) => {
                Self::Processing(dossier, Position { phase: Phase::Sent { cltrid }, ..position })
            }
            (Self::Processing(dossier, position), Event::StepRetried { .. }) => Self::Processing(
                dossier,
                Position { attempt: position.attempt + 1, phase: Phase::Ready, ..position },
            ),
            (Self::Processing(dossier, position), Event::StepPending { cltrid, svtrid, .. }) => {
                Self::Processing(dossier, Position { phase: Phase::Pending { cltrid, svtrid }, ..position })
            }
            (Self::Processing(dossier, position), Event::StepDone { .. }) => Self::Processing(
                dossier,
                Position { step: position.step + 1, phase: Phase::Ready, ..position },
            ),
            (Self::Processing(dossier, _), Event::Done { fact } | Event::DoneByHand { fact, .. }) => {
                Self::Done(dossier, fact)
            }
            (
                Self::Waiting(dossier, position) | Self::Processing(dossier, position),
                Event::Failed { code, message },
            ) => Self::Failed { dossier, position, code, message },
            (Self::Failed { mut dossier, position, .. }, Event::Restarted { auth_code, waits }) => {
                dossier.request.replace_auth_code(auth_code);
                let next = Position { attempt: position.attempt + 1, phase: Phase::Ready, ..position };
                if waits { Self::Waiting(dossier, next) } else { Self::Processing(dossier, next) }
            }
            (Self::Waiting(mut dossier, position), Event::Restarted { auth_code, .. }) => {
                dossier.request.replace_auth_code(auth_code);
                Self::Waiting(dossier, position)
            }
            (Self::Failed { dossier, .. } | Self::Waiting(dossier, _), Event::Closed) => {
                Self::Closed(dossier)
            }
            (state, _) => state,
        };
    }
}
