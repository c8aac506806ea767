//! Carries an operation on: the next step is recorded, sent, and its answer brought back.
//!
//! Nothing is sent before the event that says so is durable. What was sent and not answered is asked about first.

use super::dispatch::Reply;
use super::{Outcome, is_moot};
use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::contact_changes::with_contact_change;
use crate::domains::streams_of;
use crate::jobs::Errand;
use crate::ports::RegistryError;
use crate::refusal::Refusal;
use domain_model::domain::{self, Domain, Verb};
use domain_model::maintenance::Window;
use domain_model::operation::{Command, Dossier, Event, Operation, Phase, Position, Request, Step};
use domain_model::values::{ClTrid, OperationNumber, RegistryId};
use domain_model::{Actor, Channel};

/// What a step's turn led to.
enum Turn {
    /// On to the next step, or the next look.
    Again,
    /// The operation is over, or waits for a message.
    Over,
    /// Not now.
    Later(String),
    /// The registry is closed until then.
    Closed(Window),
}

impl Application {
    /// Takes every step that can be taken now.
    pub(super) async fn carry_on(
        &self,
        number: OperationNumber,
        errand: &Errand,
    ) -> Result<Outcome, AskError> {
        loop {
            let operation = self.journal().load::<Operation>(&number).await?.state;
            let Operation::Processing(dossier, position) = operation else { return Ok(Outcome::Done) };
            let turn = match &position.phase {
                Phase::Ready => self.take_step(&dossier, &position, errand).await?,
                Phase::Sent { cltrid } => self.ask_about(&dossier, &position, cltrid, errand).await?,
                Phase::Pending { .. } => Turn::Over,
            };
            match turn {
                Turn::Again => {}
                Turn::Over => return Ok(Outcome::Done),
                Turn::Later(why) => return Ok(Outcome::Later(why)),
                Turn::Closed(window) => return Ok(self.until_it_opens(&dossier.registry, &window)),
            }
        }
    }

    /// Looked at again at the end of the window, and now and then before: it may be called off.
    fn until_it_opens(&self, registry: &RegistryId, window: &Window) -> Outcome {
        let left = (window.until - self.clock().now()).to_std().unwrap_or_default();
        let why = format!("registry {registry} is in maintenance until {}", window.until);
        Outcome::Waits(left, why)
    }

    async fn take_step(
        &self,
        dossier: &Dossier,
        position: &Position,
        errand: &Errand,
    ) -> Result<Turn, AskError> {
        // A registry that is known to be closed costs no attempt.
        if let Some(window) = self.under_maintenance(&dossier.registry).await? {
            return Ok(Turn::Closed(window));
        }
        let ask = self.registry_ask(dossier, errand);
        let cltrid = match self.record_step(dossier, &ask).await {
            Ok(cltrid) => cltrid,
            Err(AskError::Refused(Refusal::Domain(domain::Refusal::Busy(other)))) => {
                return Ok(Turn::Later(format!("operation {other} holds the name")));
            }
            // Another worker has taken this step, or a message has ended it.
            Err(error) if is_moot(&error) => return Ok(Turn::Again),
            Err(AskError::Refused(refusal)) => {
                self.fail_operation(dossier, None, 2304, &refusal.to_string(), &ask).await?;
                return Ok(Turn::Over);
            }
            Err(other) => return Err(other),
        };
        let step = &dossier.steps[position.step];
        match self.dispatch(dossier, step, &cltrid, position.attempt).await {
            Ok(reply) => self.take_reply(dossier, step, &cltrid, reply, &ask).await,
            // Sent and lost, or perhaps not sent: the next turn asks first either way.
            Err(AskError::Registry(
                error @ (RegistryError::NotSent { .. } | RegistryError::AnswerLost { .. }),
            )) => Ok(Turn::Later(error.to_string())),
            Err(AskError::Refused(refusal)) => {
                let refused = Reply::Refused { code: 2306, message: refusal.to_string() };
                self.take_reply(dossier, step, &cltrid, refused, &ask).await
            }
            Err(other) => Err(other),
        }
    }

    /// Makes durable that the step is about to be sent; takes hold of the name for a trade, whose votes held nothing.
    async fn record_step(&self, dossier: &Dossier, ask: &Ask) -> Result<ClTrid, AskError> {
        let number = dossier.number;
        let mut streams = journal::Streams::new().with::<Operation>(&number);
        let trade = match &dossier.request {
            Request::Trade { name, .. } => Some(name),
            _ => None,
        };
        if let Some(name) = trade {
            streams = streams.with::<Domain>(name).with::<domain_model::trade::Trade>(&number);
        }
        let sent = self
            .once(ask, streams, |work| {
                if let Some(name) = trade {
                    let owner = work.state::<Domain>(name).registration().map(|held| held.contacts.owner);
                    let terms = work.state::<domain_model::trade::Trade>(&number).dossier();
                    if terms.map(|(terms, _)| terms.owner) != owner {
                        let changed = domain_model::trade::ResendRefusal::OwnerChanged;
                        return Err(Refusal::Trade(changed.into()));
                    }
                    let claim = domain::Command::Claim { operation: number, verb: Verb::Trade };
                    work.execute::<Domain>(name, &claim)?;
                }
                let events = work.execute::<Operation>(&number, &Command::SendStep)?;
                Ok(events.into_iter().find_map(|event| match event {
                    Event::StepSent { cltrid, .. } => Some(cltrid),
                    _ => None,
                }))
            })
            .await?;
        sent.value.ok_or(AskError::Contended)
    }

    /// What the registry said to a step. Where a message of its queue or another worker was faster, what stands now
    /// is looked at.
    async fn take_reply(
        &self,
        dossier: &Dossier,
        step: &Step,
        cltrid: &ClTrid,
        reply: Reply,
        ask: &Ask,
    ) -> Result<Turn, AskError> {
        use domain_model::operation::Refusal::{NotNow, OtherTransaction};
        match self.heed(dossier, step, cltrid, reply, ask).await {
            Err(AskError::Refused(Refusal::Operation(NotNow { .. } | OtherTransaction)))
                if !self.awaits(dossier.number, cltrid).await? =>
            {
                Ok(Turn::Again)
            }
            other => other,
        }
    }

    async fn heed(
        &self,
        dossier: &Dossier,
        step: &Step,
        cltrid: &ClTrid,
        reply: Reply,
        ask: &Ask,
    ) -> Result<Turn, AskError> {
        match reply {
            Reply::Done(done) => {
                self.step_done(dossier, step, cltrid, done, ask).await?;
                Ok(Turn::Again)
            }
            Reply::Pending { svtrid } => {
                let accepted = Command::StepAccepted { cltrid: cltrid.clone(), svtrid };
                match self.on_operation(dossier, accepted, ask).await {
                    // The message that decides it was faster than the answer that puts it off.
                    Err(error) if is_moot(&error) => Ok(Turn::Over),
                    accepted => accepted.map(|()| Turn::Over),
                }
            }
            Reply::Temporary { code, message } => {
                if !self.awaits(dossier.number, cltrid).await? {
                    return Ok(Turn::Again);
                }
                // Before another attempt it is asked whether this one has had an effect after all.
                if self.attempts_of(dossier.number).await? < self.settings().temporary_attempts {
                    return Ok(Turn::Later(format!("the registry answered {code}: {message}")));
                }
                if let Some(reply) = self.taken_effect(dossier, step).await? {
                    return Box::pin(self.heed(dossier, step, cltrid, reply, ask)).await;
                }
                self.fail_operation(dossier, Some(cltrid), code, &message, ask).await?;
                Ok(Turn::Over)
            }
            Reply::Refused { code, message } => {
                self.fail_operation(dossier, Some(cltrid), code, &message, ask).await?;
                Ok(Turn::Over)
            }
        }
    }

    /// The step may have been sent, and its answer was lost: the registry is asked what it knows.
    async fn ask_about(
        &self,
        dossier: &Dossier,
        position: &Position,
        cltrid: &ClTrid,
        errand: &Errand,
    ) -> Result<Turn, AskError> {
        let ask = self.registry_ask(dossier, errand);
        let step = &dossier.steps[position.step];
        let found = match self.resolve(dossier, step).await {
            Ok(found) => found,
            Err(AskError::Registry(error)) => return Ok(Turn::Later(error.to_string())),
            Err(other) => return Err(other),
        };
        match found {
            Some(reply) => {
                tracing::info!(operation = %dossier.number, %cltrid, "a lost answer was found by asking");
                self.take_reply(dossier, step, cltrid, reply, &ask).await
            }
            None => match self.on_operation(dossier, Command::SendAgain, &ask).await {
                Err(error) if !is_moot(&error) => Err(error),
                _ => Ok(Turn::Again),
            },
        }
    }

    /// Whether the operation still waits for the answer to that transaction.
    async fn awaits(&self, number: OperationNumber, transaction: &ClTrid) -> Result<bool, AskError> {
        let state = self.journal().load::<Operation>(&number).await?.state;
        let Operation::Processing(_, Position { phase, .. }) = state else { return Ok(false) };
        Ok(matches!(phase, Phase::Sent { cltrid } if cltrid == *transaction))
    }

    async fn attempts_of(&self, number: OperationNumber) -> Result<u32, AskError> {
        match self.journal().load::<Operation>(&number).await?.state {
            Operation::Processing(_, position) => Ok(position.attempt),
            _ => Ok(0),
        }
    }

    /// One command to the operation alone.
    pub(super) async fn on_operation(
        &self,
        dossier: &Dossier,
        command: Command,
        ask: &Ask,
    ) -> Result<(), AskError> {
        let streams = journal::Streams::new().with::<Operation>(&dossier.number);
        self.once(ask, streams, |work| work.execute::<Operation>(&dossier.number, &command).map(|_| ()))
            .await?;
        Ok(())
    }

    /// What the registry does, in answer to the errand.
    pub(super) fn registry_ask(&self, dossier: &Dossier, errand: &Errand) -> Ask {
        let actor = Actor::Registry(dossier.registry.to_string());
        Ask::new(errand.cause(actor, Channel::Epp, self.clock().now()))
    }
}

/// The streams that the end of an operation touches.
pub(crate) fn ending_streams(dossier: &Dossier) -> journal::Streams {
    use domain_model::host::Host;
    use domain_model::trade::Trade;
    use domain_model::transfer::Transfer;
    let streams = streams_of(dossier);
    let number = &dossier.number;
    match &dossier.request {
        Request::Trade { name, .. } => streams.with::<Domain>(name).with::<Trade>(number),
        Request::TransferIn { name, .. } => streams.with::<Domain>(name).with::<Transfer>(number),
        Request::AnswerTransfer { name, transfer, .. } => {
            streams.with::<Domain>(name).with::<Transfer>(transfer)
        }
        Request::Update { name, .. } => with_contact_change(streams.with::<Domain>(name), dossier),
        Request::Create { name, .. }
        | Request::Renew { name, .. }
        | Request::Delete { name }
        | Request::Restore { name } => streams.with::<Domain>(name),
        Request::CreateHost { host, .. }
        | Request::UpdateHost { host, .. }
        | Request::DeleteHost { host } => streams.with::<Host>(host),
        Request::UpdateContact { .. } | Request::MoveReseller { .. } => streams,
    }
}
