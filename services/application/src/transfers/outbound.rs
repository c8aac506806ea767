//! A name is transferred out: another registrar asked for it.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError, Opened};
use crate::boxed;
use crate::domains::{Opening, streams_of};
use crate::jobs::Job;
use crate::ports::TransferAtRegistry;
use crate::refusal::Refusal;
use crate::rights::Right;
use domain_model::domain::{self, Domain, Verb};
use domain_model::operation::{Request, Step};
use domain_model::transfer::{self, Command, Outbound, Transfer};
use domain_model::values::{OperationNumber, Reason};
use domain_model::vote::Choice;
use journal::{StreamId, Streams};

impl Application {
    /// The registry announced that another registrar asked for one of our names. A name under one of our locks stays:
    /// we object by ourselves.
    pub(crate) async fn announce_transfer_out(
        &self,
        announced: &TransferAtRegistry,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let at = ask.cause.at;
        let name = &announced.name;
        let number = self.next_operation().await?;
        let streams = Streams::new().with::<Transfer>(&number).with::<Domain>(name);
        let leave = domain::Command::AnnounceTransferOut { transfer: number, answer_by: announced.answer_by };
        self.once(ask, streams, |work| {
            let Some(registration) = work.state::<Domain>(name).registration() else { return Ok(()) };
            // The same message may come twice, or to two readers at once. A registry has one transfer of a name at
            // a time.
            if registration.transfer_out.is_some() {
                return Ok(());
            }
            let outbound = Outbound {
                number,
                name: name.clone(),
                account: registration.account,
                gaining: announced.gaining.clone(),
                announced_at: at,
                answer_by: announced.answer_by,
            };
            let locked = registration.lock_at(at).is_some();
            work.execute::<Domain>(name, &leave)?;
            work.execute::<Transfer>(&number, &Command::Announce { outbound })?;
            if locked {
                work.enqueue(Job::Object(number), &StreamId::of::<Transfer>(&number), at);
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// The registry said how a transfer out ended.
    pub(crate) async fn conclude_transfer_out(
        &self,
        ended: &TransferAtRegistry,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let at = ask.cause.at;
        let gone = ended.status.is_approval();
        let state = self.journal().load::<Domain>(&ended.name).await?.state;
        let Some(registration) = state.registration() else { return Ok(()) };
        let transfer = registration.transfer_out.as_ref().map(|out| out.transfer);
        let mut streams = Streams::new().with::<Domain>(&ended.name);
        if let Some(number) = transfer {
            streams = streams.with::<Transfer>(&number);
        }
        self.once(ask, streams, |work| {
            if gone {
                work.execute::<Domain>(&ended.name, &domain::Command::TransferAway { at })?;
            } else if let Some(transfer) = transfer {
                work.execute::<Domain>(&ended.name, &domain::Command::EndTransferOut { transfer })?;
            }
            if let Some(number) = transfer {
                work.execute::<Transfer>(&number, &Command::Conclude { gone })?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Lets a name go at once, or objects with a reason.
    ///
    /// # Errors
    /// It was answered before, or is over; or the name is to be let go while a lock keeps it.
    #[boxed]
    pub async fn answer_transfer_out(
        &self,
        number: OperationNumber,
        choice: Choice,
        reason: Option<Reason>,
        ask: &Ask,
    ) -> Result<Accepted<Opened>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let state = self.journal().load::<Transfer>(&number).await?.state;
        let outbound = state.outbound().ok_or(Refusal::Transfer(transfer::Refusal::Unknown))?;
        let registration = self.registration_for(outbound.account, &outbound.name, Right::Manage).await?;
        let approve = choice == Choice::Accept;
        if let Some(lock) = registration.lock_at(ask.cause.at).filter(|_| approve) {
            return Err(Refusal::Locked(lock.clone()).into());
        }
        let opening = Opening {
            account: outbound.account,
            request: Request::AnswerTransfer { name: outbound.name.clone(), transfer: number, approve },
            charge: None,
            registry: registration.registry,
            steps: vec![Step::AnswerTransfer],
            waits: false,
        };
        let operation = self.next_operation().await?;
        let dossier = opening.dossier(operation, ask);
        let streams = streams_of(&dossier).with::<Transfer>(&number).with::<Domain>(&outbound.name);
        let claim = domain::Command::Claim { operation, verb: Verb::AnswerTransfer };
        let opened = Opened { operation, registration: None, owner: None };
        self.once(ask, streams, |work| {
            work.execute::<Transfer>(&number, &Command::Answer { choice, reason: reason.clone() })?;
            work.execute::<Domain>(&outbound.name, &claim)?;
            work.open(&dossier, false)?;
            Ok(opened)
        })
        .await
    }
}
