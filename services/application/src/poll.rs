//! What registries say by themselves: poll messages, stored raw first, acknowledged after.

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::boxed;
use crate::ports::{
    AnswerData, PollData, PollMessage, Registry, RegistryCommand, TransferAtRegistry, TransferStatus,
    TransferVerb,
};
use crate::worker::chain;
use domain_model::domain::{self, Domain};
use domain_model::operation::{Operation, Phase, Position, Request};
use domain_model::values::{ClTrid, DomainName, Purpose, SealOwner, Sealed};
use domain_model::{Actor, Cause, Channel};
use journal::{PollFate, Streams};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// How a transfer ends that the losing registrar refused: the status of the object forbids it (RFC 5730).
pub(crate) const TRANSFER_REFUSED: u16 = 2304;

/// The transaction that a message decides about.
struct Transaction<'m> {
    cltrid: Option<&'m ClTrid>,
    svtrid: &'m str,
}

impl Transaction<'_> {
    /// Whether an attempt waits for this decision: by our transaction's id, or by the registry's where the message
    /// does not name ours. What an earlier attempt of the same step has reached counts; that it was denied says
    /// nothing of one that went later, unless the later one only found it waiting (then it has no `svtrid`).
    fn is_of(&self, phase: &Phase, approved: bool) -> bool {
        let (cltrid, found) = match phase {
            Phase::Sent { cltrid } => (cltrid, false),
            Phase::Pending { cltrid, svtrid } => (cltrid, svtrid.is_empty()),
            Phase::Ready => return false,
        };
        match self.cltrid {
            Some(decided) if decided == cltrid => true,
            Some(decided) => step_of(decided) == step_of(cltrid) && (approved || found),
            None => found || matches!(phase, Phase::Pending { svtrid, .. } if svtrid == self.svtrid),
        }
    }
}

/// Operation and step of a client transaction id, without the attempt.
fn step_of(cltrid: &ClTrid) -> Option<&str> {
    cltrid.as_str().rsplit_once('-').map(|(step, _)| step)
}

impl Application {
    /// Reads one registry's queue until told to stop.
    #[boxed]
    pub async fn follow_registry(
        &self,
        registry: Arc<dyn Registry>,
        interval: Duration,
        stop: CancellationToken,
    ) {
        while !stop.is_cancelled() {
            if let Err(error) = self.drain_queue(&registry).await {
                tracing::warn!(registry = %registry.id(), why = %chain(&error), "the queue could not be read; tried again");
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(interval) => {}
            }
        }
    }

    /// Reads a registry's queue until it is empty; says how many messages there were.
    ///
    /// # Errors
    /// The registry cannot be asked, or a message cannot be stored. What was stored is acknowledged all the same.
    #[boxed]
    pub async fn drain_queue(&self, registry: &Arc<dyn Registry>) -> Result<usize, AskError> {
        let mut count = 0;
        while let Some(message) = registry.poll().await? {
            // Its acknowledgement was lost: what it meant is known, and things may have moved on since.
            if self.keep_message(registry, &message).await? != PollFate::Kept {
                registry.acknowledge(&message.id).await?;
                continue;
            }
            let fate = match self.hear(registry, &message).await {
                Ok(true) => PollFate::Handled,
                Ok(false) => PollFate::Unknown,
                // Refused by a rule: a person has to look at it. The raw message is kept.
                Err(AskError::Refused(refusal)) => {
                    tracing::error!(registry = %registry.id(), message = %message.id, why = %refusal, "a registry message contradicts what is known");
                    PollFate::Unknown
                }
                Err(error) => return Err(error),
            };
            self.journal().settle_poll(registry.id().as_str(), &message.id, fate).await?;
            registry.acknowledge(&message.id).await?;
            count += 1;
        }
        Ok(count)
    }

    async fn keep_message(
        &self,
        registry: &Arc<dyn Registry>,
        message: &PollMessage,
    ) -> Result<PollFate, AskError> {
        let body = match &message.data {
            // What it holds is not known, so it is sealed: registrars, dates and names alone are in the others.
            PollData::Unknown => {
                let owner = SealOwner::new("registry", registry.id(), Purpose::Evidence);
                let open = serde_json::to_value(Sealed::open(owner, message.raw.clone()))
                    .expect("text is plain data");
                self.journal().vault().seal_json(open).await.map_err(journal::JournalError::from)?
            }
            _ => serde_json::json!(message.raw),
        };
        let kept = self
            .journal()
            .keep_poll(registry.id().as_str(), &message.id, message.queued, &message.text, body)
            .await?;
        Ok(kept)
    }

    /// What a message means here. `false`: nothing that is known.
    async fn hear(&self, registry: &Arc<dyn Registry>, message: &PollMessage) -> Result<bool, AskError> {
        let actor = Actor::Registry(registry.id().to_string());
        let at = self.clock().now();
        let ask = |correlation| Ask::new(Cause::new(actor.clone(), Channel::Epp, at, correlation));
        match &message.data {
            PollData::Transfer(transfer) if transfer.gaining == registry.registrar() => {
                self.hear_of_arrival(registry, transfer, &ask).await
            }
            PollData::Transfer(transfer) => {
                self.hear_of_departure(registry, transfer, &ask(Uuid::now_v7())).await
            }
            PollData::PendingAction { name, approved, cltrid, svtrid } => {
                let transaction = Transaction { cltrid: cltrid.as_ref(), svtrid };
                self.hear_of_pending(name, *approved, transaction, &message.text, &ask).await
            }
            PollData::Change { name, .. } => {
                self.observe(registry, name, &ask(Uuid::now_v7())).await?;
                Ok(true)
            }
            PollData::Unknown => Ok(false),
        }
    }

    /// The operation that waits for an answer about a name.
    async fn waiting_for(&self, name: &DomainName) -> Result<Option<Operation>, AskError> {
        let domain = self.journal().load::<Domain>(name).await?.state;
        let Some(number) = domain.unfinished() else { return Ok(None) };
        Ok(Some(self.journal().load::<Operation>(&number).await?.state))
    }

    /// Another registrar asked for a name, or what became of that. Who acted last does not say whose the name is.
    async fn hear_of_departure(
        &self,
        registry: &Arc<dyn Registry>,
        transfer: &TransferAtRegistry,
        ask: &Ask,
    ) -> Result<bool, AskError> {
        let pending = transfer.status == TransferStatus::Pending;
        // An old announcement, of a transfer whose end another reader has heard meanwhile, announces nothing. A
        // registry that does not show it is believed by its message.
        let present = if pending { self.transfer_at(registry, &transfer.name).await? } else { None };
        if present.is_some_and(|present| present.status != TransferStatus::Pending) {
            return Ok(true);
        }
        match self.journal().load::<Domain>(&transfer.name).await?.state {
            Domain::Held(_) if pending => self.announce_transfer_out(transfer, ask).await?,
            Domain::Held(_) => self.conclude_transfer_out(transfer, ask).await?,
            // Told again of what is over; but no name that is not ours can be asked of us.
            Domain::Gone(_) => return Ok(!pending),
            Domain::Absent | Domain::Requested(..) | Domain::Arriving(..) => return Ok(false),
        }
        Ok(true)
    }

    async fn hear_of_arrival(
        &self,
        registry: &Arc<dyn Registry>,
        transfer: &TransferAtRegistry,
        ask: &impl Fn(Uuid) -> Ask,
    ) -> Result<bool, AskError> {
        let name = &transfer.name;
        let approved = transfer.status.is_approval();
        let waiting = match self.waiting_for(name).await? {
            Some(Operation::Processing(dossier, Position { phase, .. }))
                if matches!(dossier.request, Request::TransferIn { .. }) =>
            {
                Some((dossier, phase))
            }
            _ => None,
        };
        let Some((dossier, Phase::Pending { cltrid, .. } | Phase::Sent { cltrid })) = waiting else {
            // Told again of what is settled. A name that comes without having been asked for, and a request that
            // nobody here made, wait for a person.
            let held = self.journal().load::<Domain>(name).await?.state.registration().is_some();
            return Ok(if approved { held } else { transfer.status != TransferStatus::Pending });
        };
        let ask = ask(self.correlation_of(dossier.number).await?);
        if approved {
            self.conclude(&dossier, &cltrid, crate::worker::done_by_message(String::new()), &ask).await?;
            return Ok(true);
        }
        // An old message about a former request must not end this one: the registry is asked how it stands now.
        let present = self.transfer_at(registry, name).await?;
        let ours = present.filter(|present| present.gaining == registry.registrar());
        if ours.is_some_and(|ours| ours.status == TransferStatus::Pending) {
            return Ok(true);
        }
        let message = match transfer.status {
            TransferStatus::ClientRejected => "refused by the losing registrar",
            _ => "called off at the registry",
        };
        self.fail_operation(&dossier, Some(&cltrid), TRANSFER_REFUSED, message, &ask).await?;
        Ok(true)
    }

    /// The last transfer of a name, as the registry shows it.
    pub(crate) async fn transfer_at(
        &self,
        registry: &Arc<dyn Registry>,
        name: &DomainName,
    ) -> Result<Option<TransferAtRegistry>, AskError> {
        let query = RegistryCommand::TransferDomain {
            verb: TransferVerb::Query,
            name: name.clone(),
            auth_code: None,
            period: None,
            fee: None,
        };
        let answer = self.look(registry, query, None).await?;
        Ok(match answer.data {
            AnswerData::Transfer(found) => Some(found),
            _ => None,
        })
    }

    async fn hear_of_pending(
        &self,
        name: &DomainName,
        approved: bool,
        decided: Transaction<'_>,
        text: &str,
        ask: &impl Fn(Uuid) -> Ask,
    ) -> Result<bool, AskError> {
        let Some(Operation::Processing(dossier, Position { phase, .. })) = self.waiting_for(name).await?
        else {
            return Ok(true);
        };
        // Of another operation, or of an attempt that was given up: the one under way hears for itself.
        if !decided.is_of(&phase, approved) {
            return Ok(true);
        }
        let (Phase::Pending { cltrid, .. } | Phase::Sent { cltrid }) = phase else { return Ok(true) };
        let ask = ask(self.correlation_of(dossier.number).await?);
        if approved {
            let done = crate::worker::done_by_message(decided.svtrid.to_owned());
            self.conclude(&dossier, &cltrid, done, &ask).await?;
        } else {
            self.fail_operation(&dossier, Some(&cltrid), 2308, text, &ask).await?;
        }
        Ok(true)
    }

    /// Reads what the registry shows of a name that is ours.
    pub(crate) async fn observe(
        &self,
        registry: &Arc<dyn Registry>,
        name: &DomainName,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let held = self.journal().load::<Domain>(name).await?.state;
        let Some(known) = held.registration() else { return Ok(()) };
        let info = RegistryCommand::InfoDomain { name: name.clone(), auth_code: None };
        let answer = self.look(registry, info, None).await?;
        let AnswerData::Domain(shown) = answer.data else { return Ok(()) };
        let expires = shown.expires.unwrap_or(known.expires);
        let observe = domain::Command::Observe { statuses: shown.statuses, expires };
        self.once(ask, Streams::new().with::<Domain>(name), |work| {
            work.execute::<Domain>(name, &observe).map(|_| ())
        })
        .await?;
        Ok(())
    }
}
