//! The decisions of a name: one match on state and command.

use super::{Claim, Command, Departure, Domain, Event, LockKind, Phase, Refusal, Registration, Verb};
use crate::values::{DnsService, EppStatus, OperationNumber, StatusSet};
use chrono::{DateTime, Days, Utc};

impl Domain {
    pub(super) fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Held(registration), _) => {
                registration.decided(command).map(|events| registration.without_move(events))
            }
            // A move ends with its registration.
            (_, Command::AcceptMove { operation, .. } | Command::EndMove { operation, .. }) => {
                Err(Refusal::NoMove(*operation))
            }
            (Self::Absent | Self::Gone(_), _) => self.free(command),
            (Self::Requested(claim, _) | Self::Arriving(claim, _), _) => self.claimed(claim, command),
        }
    }

    fn free(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::RequestRegistration { claim } => {
                Ok(vec![Event::RegistrationRequested { claim: claim.clone() }])
            }
            Command::RequestTransferIn { claim } => {
                Ok(vec![Event::TransferInRequested { claim: claim.clone() }])
            }
            // What ended twice has ended; a claim that failed has let go.
            Command::TransferAway { .. } if matches!(self, Self::Gone(_)) => Ok(vec![]),
            Command::FailRegistration { .. }
            | Command::Release { .. }
            | Command::PassDeadline { .. }
            | Command::EndTransferOut { .. } => Ok(vec![]),
            _ => Err(Refusal::NotHeld),
        }
    }

    fn claimed(&self, claim: &Claim, command: &Command) -> Result<Vec<Event>, Refusal> {
        let ours = |operation: &OperationNumber| {
            if *operation == claim.operation { Ok(()) } else { Err(Refusal::NotTheHolder(*operation)) }
        };
        match (self, command) {
            (
                _,
                Command::RequestRegistration { claim: again } | Command::RequestTransferIn { claim: again },
            ) => {
                if again == claim {
                    Ok(vec![])
                } else {
                    Err(Refusal::Busy(claim.operation))
                }
            }
            // Another operation failed and let go before this one came: heard before.
            (_, Command::FailRegistration { operation, .. } | Command::Release { operation })
                if *operation != claim.operation =>
            {
                Ok(vec![])
            }
            (_, Command::FailRegistration { operation, code, message }) => {
                let (code, message) = (*code, message.clone());
                Ok(vec![Event::RegistrationFailed { operation: *operation, code, message }])
            }
            (Self::Requested(..), Command::ConfirmRegistration { operation, registration }) => {
                ours(operation)?;
                Ok(vec![Event::Registered { registration: registration.clone() }])
            }
            (Self::Arriving(..), Command::ConfirmTransferIn { operation, registration }) => {
                ours(operation)?;
                Ok(vec![Event::TransferredIn { registration: registration.clone() }])
            }
            (_, Command::PassDeadline { .. } | Command::EndTransferOut { .. }) => Ok(vec![]),
            (_, Command::Claim { .. } | Command::ClaimToLift { .. }) => Err(Refusal::Busy(claim.operation)),
            _ => Err(Refusal::NotHeld),
        }
    }
}

impl Registration {
    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::RequestRegistration { .. } | Command::RequestTransferIn { .. } => {
                Err(Refusal::Registered)
            }
            Command::Claim { operation, verb } => self.claim(*operation, *verb, self.statuses),
            Command::ClaimToLift { operation } => {
                let mut statuses = self.statuses;
                statuses.remove(EppStatus::ClientUpdateProhibited);
                self.claim(*operation, Verb::Update, statuses)
            }
            Command::Release { operation } if self.busy == Some(*operation) => {
                Ok(vec![Event::OperationReleased { operation: *operation }])
            }
            // The registration or the operation is over: heard before.
            Command::Release { .. } | Command::FailRegistration { .. } => Ok(vec![]),
            Command::ConfirmRegistration { registration, operation }
            | Command::ConfirmTransferIn { registration, operation } => {
                if registration.number == self.number {
                    Ok(vec![])
                } else {
                    Err(Refusal::NotTheHolder(*operation))
                }
            }
            Command::PassDeadline { at, pending_delete_days } => Ok(self.pass(*at, *pending_delete_days)),
            Command::AnnounceTransferOut { transfer, answer_by } => match &self.transfer_out {
                Some(known) if known.transfer == *transfer => Ok(vec![]),
                Some(_) => Err(Refusal::LeavingByTransfer),
                None => Ok(vec![Event::TransferOutAnnounced { transfer: *transfer, answer_by: *answer_by }]),
            },
            Command::EndTransferOut { transfer } => Ok(match &self.transfer_out {
                Some(known) if known.transfer == *transfer => {
                    vec![Event::TransferOutEnded { transfer: *transfer }]
                }
                _ => vec![],
            }),
            Command::TransferAway { at } => Ok(vec![Event::TransferredAway {
                transfer: self.transfer_out.as_ref().map(|out| out.transfer),
                at: *at,
            }]),
            Command::Observe { statuses, expires } => Ok(self.observe(*statuses, *expires)),
            Command::Correct { changes } => match self.busy {
                Some(holder) => Err(Refusal::Busy(holder)),
                None if self.would_change(changes) => Ok(vec![Event::Corrected { changes: changes.clone() }]),
                None => Ok(vec![]),
            },
            Command::SetService { service } => self.set_service(*service),
            Command::AskMove { asked } => self.ask_move(asked),
            Command::AcceptMove { operation, at } => self.accept_move(*operation, *at),
            Command::EndMove { operation, end, at } => self.end_move(*operation, *end, *at),
            Command::Lock { lock } if self.locks.contains(lock) => Ok(vec![]),
            // A dispute's lock has no day, and one is enough.
            Command::Lock { lock } if lock.kind == LockKind::Dispute && self.is_in_dispute() => Ok(vec![]),
            Command::Lock { lock } => Ok(vec![Event::Locked { lock: lock.clone() }]),
            Command::Unlock { kind } if self.locks.iter().any(|lock| lock.kind == *kind) => {
                Ok(vec![Event::Unlocked { kind: *kind }])
            }
            Command::Unlock { .. } => Ok(vec![]),
            confirmation => self.confirm(confirmation),
        }
    }

    /// What the registry confirmed, for the operation that holds the name.
    fn confirm(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let (operation, event) = match command {
            Command::ConfirmRenewal { operation, period, expires } => {
                (*operation, Event::Renewed { operation: *operation, period: *period, expires: *expires })
            }
            Command::ConfirmUpdate { operation, changes } => {
                (*operation, Event::Updated { operation: *operation, changes: changes.clone() })
            }
            Command::ConfirmDeletion { operation, redemption_until: Some(until), .. } => {
                (*operation, Event::Deleted { operation: *operation, until: *until })
            }
            Command::ConfirmDeletion { operation, redemption_until: None, at } => {
                (*operation, Event::Released { operation: Some(*operation), at: *at })
            }
            Command::ConfirmRestore { operation, expires } => {
                (*operation, Event::Restored { operation: *operation, expires: *expires })
            }
            Command::ConfirmTrade { operation, to, lock, expires } => (
                *operation,
                Event::RegistrantChanged {
                    operation: *operation,
                    from: self.contacts.owner,
                    to: *to,
                    lock: lock.clone(),
                    expires: *expires,
                },
            ),
            _ => return Err(Refusal::NotHeld),
        };
        if self.busy == Some(operation) { Ok(vec![event]) } else { Err(Refusal::NotTheHolder(operation)) }
    }

    /// The paper's constraints: an unfinished operation, the phase, the statuses.
    fn claim(
        &self,
        operation: OperationNumber,
        verb: Verb,
        statuses: StatusSet,
    ) -> Result<Vec<Event>, Refusal> {
        match self.busy {
            Some(holder) if holder == operation => return Ok(vec![]),
            Some(holder) => return Err(Refusal::Busy(holder)),
            None => {}
        }
        let deleted = matches!(self.phase, Phase::Redemption { .. } | Phase::PendingDelete { .. });
        match (verb, &self.phase) {
            (Verb::Restore, Phase::Redemption { .. }) => {}
            (Verb::Restore, _) => return Err(Refusal::NotRestorable),
            _ if deleted => return Err(Refusal::Deleted),
            (Verb::AnswerTransfer, _) if self.transfer_out.is_none() => return Err(Refusal::NoTransferOut),
            (Verb::AnswerTransfer, _) => {}
            _ if self.transfer_out.is_some() => return Err(Refusal::LeavingByTransfer),
            (Verb::Trade | Verb::Delete, _) if self.is_in_dispute() => return Err(Refusal::InDispute),
            _ => {}
        }
        let prohibition = match verb {
            Verb::Renew => statuses.renew_prohibited_by(),
            Verb::Update => statuses.update_prohibited_by(),
            Verb::Trade => statuses.trade_prohibited_by(),
            Verb::Delete => statuses.delete_prohibited_by(),
            Verb::Restore | Verb::AnswerTransfer => None,
        };
        match prohibition {
            Some(status) => Err(Refusal::StatusProhibits(status)),
            None => Ok(vec![Event::OperationClaimed { operation, verb }]),
        }
    }

    fn set_service(&self, service: DnsService) -> Result<Vec<Event>, Refusal> {
        if service == self.service() {
            return Ok(vec![]);
        }
        if matches!(self.phase, Phase::Redemption { .. } | Phase::PendingDelete { .. }) {
            return Err(Refusal::Deleted);
        }
        match self.statuses.update_prohibited_by() {
            Some(status) => Err(Refusal::StatusProhibits(status)),
            None => Ok(vec![Event::ServiceSet { service }]),
        }
    }

    /// Every deadline that has passed, so that a missed run is made up for by the next one. A name that an
    /// operation holds is not released: a restore may be on its way.
    fn pass(&self, at: DateTime<Utc>, pending_delete_days: u16) -> Vec<Event> {
        let released = |until: DateTime<Utc>| {
            (until <= at && self.busy.is_none()).then_some(Event::Released { operation: None, at: until })
        };
        match self.phase {
            Phase::Active if self.paid_until() <= at => vec![Event::Expired { expired: self.paid_until() }],
            Phase::Redemption { until } if until <= at => {
                let until = until + Days::new(pending_delete_days.into());
                [Event::DeletionPending { until }].into_iter().chain(released(until)).collect()
            }
            Phase::PendingDelete { until } => released(until).into_iter().collect(),
            _ => vec![],
        }
    }

    fn observe(&self, statuses: StatusSet, expires: DateTime<Utc>) -> Vec<Event> {
        if statuses == self.statuses && expires == self.expires {
            return vec![];
        }
        vec![Event::Observed { statuses, expires }]
    }
}

impl Departure {
    /// The word of reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::TransferredAway => "transferred away",
        }
    }
}
