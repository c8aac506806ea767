//! A unit of work: what is decided together, and stored together or not at all.

use crate::cache::Held;
use crate::chain::EventHash;
use crate::error::JournalError;
use crate::idempotency::IdempotencyKey;
use crate::jobs::{Lease, NewJob};
use crate::kind::{Kind, Of, State, state_mut, state_of};
use crate::stream::{Cursor, StreamId};
use cqrs_es::{Aggregate, DomainEvent};
use domain_model::EventSourced;
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use uuid::Uuid;

/// The streams that a unit of work may look at and append to.
#[derive(Clone, Default)]
pub struct Streams(Vec<(StreamId, Arc<dyn Kind>)>);

impl Streams {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// And the stream of aggregate `A` with this identity.
    #[must_use]
    pub fn with<A: EventSourced>(mut self, id: &A::Id) -> Self {
        self.0.push((StreamId::of::<A>(id), Arc::new(Of::<A>::new())));
        self
    }

    /// In the order in which they are locked, each once.
    pub(crate) fn sorted(mut self) -> Vec<(StreamId, Arc<dyn Kind>)> {
        self.0.sort_by(|(one, _), (other, _)| one.cmp(other));
        self.0.dedup_by(|(one, _), (other, _)| one == other);
        self.0
    }
}

/// One stream inside a unit.
pub(crate) struct Slot {
    pub stream: StreamId,
    pub kind: Arc<dyn Kind>,
    /// As it was when the unit began.
    pub base: Held,
    /// Whether `base` was read from the database during this call, not served from memory.
    pub fresh: bool,
    pub state: State,
    pub appended: i64,
    /// Whether a decision looked at it.
    pub examined: AtomicBool,
}

impl Slot {
    pub fn new(stream: StreamId, kind: Arc<dyn Kind>, base: Held, fresh: bool) -> Self {
        let state = base.state.clone();
        Self { stream, kind, base, fresh, state, appended: 0, examined: AtomicBool::new(false) }
    }
}

/// An event that the unit decided, not stored yet; values open.
#[derive(Clone, Debug)]
pub struct Decided {
    /// Its stream.
    pub stream: StreamId,
    /// The number that it will have.
    pub sequence: i64,
    /// The event's name.
    pub event_type: String,
    /// The version of its shape.
    pub event_version: String,
    /// The event as JSON, its values open.
    pub payload: String,
    pub(crate) slot: usize,
}

impl Decided {
    /// The event again as a value of its type.
    ///
    /// # Errors
    /// It is not an event of this type.
    pub fn decode<E: serde::de::DeserializeOwned>(&self) -> Result<E, serde_json::Error> {
        serde_json::from_str(&self.payload)
    }
}

/// What the closure of [`Journal::transact`](crate::Journal::transact) works on. Everything that it decides, enqueues
/// and remembers is stored in one transaction.
///
/// The closure runs again when another process was faster: it must not have effects of its own.
pub struct Unit {
    pub(crate) command_id: Uuid,
    pub(crate) slots: Vec<Slot>,
    pub(crate) decided: Vec<Decided>,
    pub(crate) jobs: Vec<NewJob>,
    pub(crate) remembered: Vec<(IdempotencyKey, Value)>,
    pub(crate) settled: Vec<Lease>,
    /// An event that could not be written as JSON: reported instead of stored.
    pub(crate) failed: Option<JournalError>,
}

impl Unit {
    pub(crate) fn new(command_id: Uuid, slots: Vec<Slot>) -> Self {
        Self {
            command_id,
            slots,
            decided: vec![],
            jobs: vec![],
            remembered: vec![],
            settled: vec![],
            failed: None,
        }
    }

    fn slot<A: EventSourced>(&self, id: &A::Id) -> usize {
        let stream = StreamId::of::<A>(id);
        let found = self.slots.iter().position(|slot| slot.stream == stream);
        found.unwrap_or_else(|| panic!("{stream} was not declared among the streams of this unit of work"))
    }

    /// The state, with what this unit already decided.
    ///
    /// # Panics
    /// When the stream was not declared: a mistake in the program.
    pub fn state<A: EventSourced>(&self, id: &A::Id) -> &A {
        let slot = &self.slots[self.slot::<A>(id)];
        slot.examined.store(true, Ordering::Relaxed);
        state_of(&slot.state)
    }

    /// How many events the stream has, with what this unit already decided. 0: it does not exist.
    ///
    /// # Panics
    /// When the stream was not declared.
    pub fn version<A: EventSourced>(&self, id: &A::Id) -> i64 {
        let slot = &self.slots[self.slot::<A>(id)];
        slot.examined.store(true, Ordering::Relaxed);
        slot.base.version + slot.appended
    }

    /// Decides, applies and buffers. An empty answer means that it has already happened.
    ///
    /// # Errors
    /// The aggregate's refusal.
    ///
    /// # Panics
    /// When the stream was not declared.
    pub fn execute<A: EventSourced>(
        &mut self,
        id: &A::Id,
        command: &<A as Aggregate>::Command,
    ) -> Result<Vec<<A as Aggregate>::Event>, <A as EventSourced>::Refusal> {
        let index = self.slot::<A>(id);
        let slot = &mut self.slots[index];
        slot.examined.store(true, Ordering::Relaxed);
        let events = state_of::<A>(&slot.state).decide(command)?;
        for event in &events {
            self.record::<A>(index, event);
        }
        Ok(events)
    }

    /// Events that were decided elsewhere, on this very state.
    pub(crate) fn append_decided<A: EventSourced>(&mut self, id: &A::Id, events: &[<A as Aggregate>::Event]) {
        let index = self.slot::<A>(id);
        events.iter().for_each(|event| self.record::<A>(index, event));
    }

    fn record<A: EventSourced>(&mut self, index: usize, event: &<A as Aggregate>::Event) {
        let slot = &mut self.slots[index];
        match serde_json::to_string(event) {
            Ok(payload) => {
                slot.appended += 1;
                self.decided.push(Decided {
                    stream: slot.stream.clone(),
                    sequence: slot.base.version + slot.appended,
                    event_type: event.event_type(),
                    event_version: event.event_version(),
                    payload,
                    slot: index,
                });
                state_mut::<A>(&mut slot.state).apply(event.clone());
            }
            Err(source) => self.failed = Some(JournalError::Unwritable { what: A::TYPE, source }),
        }
    }

    /// Asks for a job, to be run once the unit is durable.
    pub fn enqueue(&mut self, job: NewJob) {
        self.jobs.push(job);
    }

    /// Keeps the answer under the caller's key. If another request with this key comes first, the whole unit is
    /// dropped, and [`TransactError::AlreadyRemembered`](crate::TransactError::AlreadyRemembered) carries that
    /// request's answer. Open values in the answer are sealed.
    pub fn remember(&mut self, key: IdempotencyKey, answer: Value) {
        self.remembered.push((key, answer));
    }

    /// Settles the job that this unit is the answer to, in the same transaction. If its lease was lost meanwhile the
    /// events are stored all the same: the other worker will hear that they have already happened.
    pub fn complete(&mut self, lease: &Lease) {
        self.settled.push(lease.clone());
    }

    /// What was decided so far.
    pub fn events(&self) -> &[Decided] {
        &self.decided
    }

    /// The command that this unit will be recorded under: the causation of what follows from it.
    pub fn command_id(&self) -> Uuid {
        self.command_id
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.decided.is_empty()
            && self.jobs.is_empty()
            && self.remembered.is_empty()
            && self.settled.is_empty()
    }

    /// The slots that a decision rests on though nothing was appended to prove their state.
    pub(crate) fn unproven(&self, refused: bool) -> impl Iterator<Item = &Slot> {
        self.slots.iter().filter(move |slot| {
            !slot.fresh && slot.examined.load(Ordering::Relaxed) && (refused || slot.appended == 0)
        })
    }
}

/// A unit that is durable.
#[derive(Clone, Debug)]
pub struct Committed<T> {
    /// What the closure returned.
    pub value: T,
    /// One cursor per partition that was touched: a view that has reached them has seen the unit. If nothing had to
    /// be appended, those of the events that were already there.
    pub cursors: Vec<Cursor>,
    /// The command that the events are recorded under.
    pub command_id: Uuid,
    /// Whether a former call under the same command id had done it already.
    pub replayed: bool,
}

/// The end of a stream, as a commit leaves it.
pub(crate) struct Tail {
    pub version: i64,
    pub hash: EventHash,
}
