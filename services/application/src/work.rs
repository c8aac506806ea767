//! One unit of work of the application: commands to aggregates, and the jobs that follow, in one transaction.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::jobs::{Errand, Job};
use crate::reactions;
use crate::refusal::Refusal;
use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain_model::operation::{self, Operation};
use domain_model::points_account::{self, PointsAccount};
use domain_model::policy::Catalogue;
use domain_model::values::{AccountNumber, OperationNumber, Points};
use domain_model::{Event, EventSourced};
use journal::{IdempotencyKey, NewJob, StreamId, Streams, TransactError, Unit};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Why a unit of work is not committed.
enum Halt<T> {
    /// The business says no.
    Refused(Refusal),
    /// All is decided, and nothing is to be kept.
    Rehearsed(T),
}

impl<T> From<Refusal> for Halt<T> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// A unit of work that turns events into the jobs that follow from them.
pub struct Work<'u> {
    unit: &'u mut Unit,
    catalogue: &'u Catalogue,
    at: DateTime<Utc>,
    correlation: Uuid,
    /// The operation that this unit has opened.
    opened: Option<OperationNumber>,
}

impl Work<'_> {
    /// The state, with what this unit already decided.
    pub fn state<A: EventSourced>(&self, id: &A::Id) -> &A {
        self.unit.state::<A>(id)
    }

    /// How many events a stream has, with what this unit already decided.
    pub fn version<A: EventSourced>(&self, id: &A::Id) -> i64 {
        self.unit.version::<A>(id)
    }

    /// Decides, applies, and asks for the jobs that follow. An empty answer: it has already happened.
    ///
    /// # Errors
    /// The aggregate's refusal.
    pub fn execute<A>(
        &mut self,
        id: &A::Id,
        command: &<A as Aggregate>::Command,
    ) -> Result<Vec<<A as Aggregate>::Event>, Refusal>
    where
        A: EventSourced,
        Refusal: From<<A as EventSourced>::Refusal>,
        Event: From<<A as Aggregate>::Event>,
    {
        let events = self.unit.execute::<A>(id, command)?;
        let stream = StreamId::of::<A>(id);
        for event in &events {
            let event = Event::from(event.clone());
            for next in reactions::follow(&event, stream.aggregate_id(), self.at, self.catalogue) {
                self.enqueue(next.job, &stream, next.due_at);
            }
            if let Event::Operation(event) = event {
                self.order_hears(&event, &stream);
            }
        }
        Ok(events)
    }

    /// The order that an operation delivers a line of learns of its end; and so does an order that is being placed of the
    /// operation that was opened for it.
    fn order_hears(&mut self, event: &operation::Event, stream: &StreamId) {
        let Ok(number) = stream.aggregate_id().parse::<OperationNumber>() else { return };
        match event {
            operation::Event::Opened { .. } => self.opened = Some(number),
            operation::Event::Done { .. }
            | operation::Event::DoneByHand { .. }
            | operation::Event::Failed { .. }
            | operation::Event::Closed => {
                let dossier = self.state::<Operation>(&number).dossier();
                if dossier.is_some_and(|dossier| dossier.ordered_by.is_some()) {
                    self.enqueue(Job::OrderFollows(number), stream, self.at);
                }
            }
            _ => {}
        }
    }

    /// Whether an account has so many points, now.
    ///
    /// # Errors
    /// It has fewer.
    pub(crate) fn covers(&self, account: &AccountNumber, needed: Points) -> Result<(), Refusal> {
        let available = match self.state::<PointsAccount>(account) {
            PointsAccount::Open(balance) => balance.available,
            PointsAccount::Absent => return Err(Refusal::Points(points_account::Refusal::NotOpen)),
        };
        if needed.get() <= available {
            return Ok(());
        }
        let available = Points::new(available).unwrap_or(Points::ZERO);
        Err(Refusal::Points(points_account::Refusal::NotEnoughPoints { needed, available }))
    }

    /// Asks for a job on behalf of a stream.
    pub fn enqueue(&mut self, job: Job, stream: &StreamId, due_at: DateTime<Utc>) {
        let kind = job.kind();
        let errand = Errand { job, correlation: self.correlation, causation: self.unit.command_id() };
        let payload = serde_json::to_value(&errand).expect("a job is plain data");
        self.unit.enqueue(NewJob::new(kind, stream, payload, due_at));
    }
}

impl Application {
    /// Executes commands over several streams in one transaction, once per key.
    ///
    /// # Errors
    /// The refusal, a reused key, or what the journal says.
    pub(crate) async fn once<T>(
        &self,
        ask: &Ask,
        streams: Streams,
        mut work: impl FnMut(&mut Work<'_>) -> Result<T, Refusal> + Send,
    ) -> Result<Accepted<T>, AskError>
    where
        T: Serialize + DeserializeOwned + Clone + Send,
    {
        let (at, correlation) = (ask.cause.at, ask.cause.correlation);
        let ordered = ask.ordered_line();
        let streams = ordered.map_or_else(|| streams.clone(), |ordered| ordered.streams(streams.clone()));
        let committed = self
            .journal()
            .transact(&ask.cause, streams, |unit: &mut Unit| -> Result<T, Halt<T>> {
                let mut own = Work { unit, catalogue: self.catalogue(), at, correlation, opened: None };
                if let Some(ordered) = ordered {
                    own.place(ordered)?;
                }
                let value = work(&mut own)?;
                if let (Some(ordered), Some(operation)) = (ordered, own.opened) {
                    own.start_line(ordered.by, operation)?;
                }
                if ask.rehearsal {
                    return Err(Halt::Rehearsed(value));
                }
                if let Some(key) = &ask.key {
                    let answer = serde_json::to_value(&value).expect("an answer is plain data");
                    let (scope, key, fingerprint) =
                        (key.scope.clone(), key.key.clone(), key.fingerprint.clone());
                    unit.remember(IdempotencyKey { scope, key, fingerprint }, answer);
                }
                Ok(value)
            })
            .await;
        match committed {
            Ok(committed) => Ok(Accepted {
                value: committed.value,
                cursors: committed.cursors,
                command: Some(committed.command_id),
                repeated: committed.replayed,
            }),
            Err(TransactError::AlreadyRemembered(first)) => repeat(ask, &first.fingerprint, first.answer),
            Err(TransactError::Refused(Halt::Rehearsed(value))) => {
                Ok(Accepted { value, cursors: vec![], command: None, repeated: false })
            }
            Err(TransactError::Refused(Halt::Refused(refusal))) => self.first_or(ask, refusal.into()).await,
            Err(TransactError::Contended { .. }) => Err(AskError::Contended),
            Err(
                TransactError::AlreadyCommitted { command_id, .. }
                | TransactError::OutcomeUnknown { command_id, .. },
            ) => Err(AskError::Unknown { command: command_id }),
            Err(TransactError::Journal(error)) => Err(error.into()),
        }
    }

    /// The first answer under the ask's key, if there is one.
    ///
    /// # Errors
    /// The key was used for another request.
    pub(crate) async fn answered<T: DeserializeOwned>(
        &self,
        ask: &Ask,
    ) -> Result<Option<Accepted<T>>, AskError> {
        let Some(key) = &ask.key else { return Ok(None) };
        match self.journal().remembered(&key.scope, &key.key).await? {
            Some(first) => repeat(ask, &first.fingerprint, first.answer).map(Some),
            None => Ok(None),
        }
    }
}

impl Application {
    /// The first answer under the ask's key, given after this request had looked for one: what refuses it may be what
    /// the first one did.
    ///
    /// # Errors
    /// `refused`, where there is none.
    pub(crate) async fn first_or<T: DeserializeOwned>(
        &self,
        ask: &Ask,
        refused: AskError,
    ) -> Result<Accepted<T>, AskError> {
        self.answered(ask).await?.ok_or(refused)
    }
}

fn repeat<T: DeserializeOwned>(
    ask: &Ask,
    fingerprint: &str,
    answer: serde_json::Value,
) -> Result<Accepted<T>, AskError> {
    if ask.key.as_ref().is_none_or(|key| key.fingerprint != fingerprint) {
        return Err(AskError::KeyReused);
    }
    let value = serde_json::from_value(answer).map_err(|_| AskError::KeyReused)?;
    Ok(Accepted { value, cursors: vec![], command: None, repeated: true })
}
