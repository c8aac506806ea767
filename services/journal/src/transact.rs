//! Load, decide, append.

use crate::append::{AnswerRow, Append, EventRow, JobRow, SettledRow};
use crate::cache::{Held, StreamLock};
use crate::chain::Link;
use crate::error::{JournalError, TransactError};
use crate::idempotency::{COMMANDS, IdempotencyKey};
use crate::journal::Journal;
use crate::stream::{Cursor, StreamId, partition_of_key};
use crate::unit::{Committed, Slot, Streams, Tail, Unit};
use crate::writer::AppendError;
use cqrs_es::Aggregate;
use domain_model::{Cause, EventSourced};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

impl Journal {
    /// Decides and appends over several streams at once: all of it becomes durable, or nothing.
    ///
    /// The streams are locked in a fixed order until the outcome is known. `work` runs on states that may come from
    /// memory; whatever is not proven by the append itself (a refusal, an empty answer, a state that was only looked
    /// at) is checked against the database first, and `work` runs again if a state was behind. It also runs again
    /// after a conflict with another process, so it must be free of effects.
    ///
    /// # Errors
    /// The refusal of `work`; a taken idempotency key; too many conflicts; an unknown outcome; a failed database.
    pub async fn transact<T, R>(
        &self,
        cause: &Cause,
        streams: Streams,
        work: impl FnMut(&mut Unit) -> Result<T, R> + Send,
    ) -> Result<Committed<T>, TransactError<R>> {
        self.attempts(Uuid::now_v7(), false, cause, streams, work).await
    }

    /// As [`Journal::transact`], under a command id of the caller's: a repeat finds
    /// [`TransactError::AlreadyCommitted`] with what the first call appended.
    ///
    /// # Errors
    /// As [`Journal::transact`].
    pub async fn transact_as<T, R>(
        &self,
        command_id: Uuid,
        cause: &Cause,
        streams: Streams,
        work: impl FnMut(&mut Unit) -> Result<T, R> + Send,
    ) -> Result<Committed<T>, TransactError<R>> {
        self.attempts(command_id, true, cause, streams, work).await
    }

    /// One command on one stream.
    ///
    /// # Errors
    /// As [`Journal::transact`].
    pub async fn execute<A: EventSourced>(
        &self,
        id: &A::Id,
        command: <A as Aggregate>::Command,
        cause: &Cause,
    ) -> Result<Committed<Vec<<A as Aggregate>::Event>>, TransactError<<A as EventSourced>::Refusal>>
    where
        <A as Aggregate>::Command: Send + Sync,
    {
        self.transact(cause, Streams::new().with::<A>(id), |unit| unit.execute::<A>(id, &command)).await
    }

    /// One command on one stream under a command id of the caller's: a repeat answers with the same events.
    ///
    /// # Errors
    /// As [`Journal::transact`].
    pub async fn execute_as<A: EventSourced>(
        &self,
        command_id: Uuid,
        id: &A::Id,
        command: <A as Aggregate>::Command,
        cause: &Cause,
    ) -> Result<Committed<Vec<<A as Aggregate>::Event>>, TransactError<<A as EventSourced>::Refusal>>
    where
        <A as Aggregate>::Command: Send + Sync,
    {
        let streams = Streams::new().with::<A>(id);
        match self.transact_as(command_id, cause, streams, |unit| unit.execute::<A>(id, &command)).await {
            Err(TransactError::AlreadyCommitted { command_id, events }) => {
                let mut value = Vec::with_capacity(events.len());
                for event in &events {
                    value.push(event.open(self.vault()).await?);
                }
                let cursors = events.last().map(|event| event.cursor).into_iter().collect();
                Ok(Committed { value, cursors, command_id, replayed: true })
            }
            other => other,
        }
    }

    async fn attempts<T, R>(
        &self,
        command_id: Uuid,
        supplied: bool,
        cause: &Cause,
        streams: Streams,
        mut work: impl FnMut(&mut Unit) -> Result<T, R> + Send,
    ) -> Result<Committed<T>, TransactError<R>> {
        let streams = streams.sorted();
        let mut locks: Vec<StreamLock> = Vec::with_capacity(streams.len());
        for (stream, _) in &streams {
            locks.push(self.locks().lock(stream).await);
        }
        let mut distrusted: HashSet<StreamId> = HashSet::new();
        let retries = self.config().conflict_retries;
        for attempt in 0..=retries {
            if attempt > 0 {
                jitter(attempt).await;
            }
            let generation = self.cache().generation();
            let mut slots = Vec::with_capacity(streams.len());
            for (stream, kind) in &streams {
                let cached = if distrusted.contains(stream) { None } else { self.cache().get(stream) };
                let (held, fresh) = match cached {
                    Some(held) => (held, false),
                    None => (self.load_held(stream, &**kind).await?, true),
                };
                slots.push(Slot::new(stream.clone(), kind.clone(), held, fresh));
            }
            // After loading: a first call that finishes now either shows here, or as a conflict.
            if supplied {
                self.refuse_repeat(command_id).await?;
            }
            let mut unit = Unit::new(command_id, slots);
            let decided = work(&mut unit);
            if let Some(failure) = unit.failed.take() {
                return Err(failure.into());
            }
            let behind = self.behind(&unit, decided.is_err()).await?;
            if !behind.is_empty() {
                distrusted.extend(behind);
                continue;
            }
            let value = decided.map_err(TransactError::Refused)?;
            if unit.is_empty() {
                return Ok(Committed { value, cursors: standing(&unit), command_id, replayed: false });
            }
            if supplied {
                unit.remember(command_key(command_id), crate::idempotency::trace(&unit));
            }
            let (append, tails) = self.prepare(&unit, cause).await?;
            // What was decided may repeat data of a person who was erased since, sealed for that person's new life.
            if self.cache().generation() != generation {
                continue;
            }
            match self.writer().submit(append).await {
                Ok(places) => {
                    let cursors = self.settle(unit, tails, generation, &places);
                    drop(locks);
                    return Ok(Committed { value, cursors, command_id, replayed: false });
                }
                Err(AppendError::Conflict) => {
                    distrusted.extend(streams.iter().map(|(stream, _)| stream.clone()));
                }
                Err(AppendError::KeyTaken) => return Err(self.key_taken(&unit, command_id, supplied).await),
                Err(AppendError::Unknown(source)) => {
                    streams.iter().for_each(|(stream, _)| self.cache().forget(stream));
                    return Err(TransactError::OutcomeUnknown { command_id, source });
                }
                Err(AppendError::Rejected(source)) => {
                    return Err(JournalError::database("appending")(source).into());
                }
                Err(AppendError::Stopped) => return Err(JournalError::Stopped.into()),
            }
        }
        let names: Vec<_> = streams.iter().map(|(stream, _)| stream.to_string()).collect();
        Err(TransactError::Contended { streams: names.join(", "), attempts: retries + 1 })
    }

    /// The streams that the decision rests on without proof and that are behind the database.
    async fn behind(&self, unit: &Unit, refused: bool) -> Result<Vec<StreamId>, JournalError> {
        let mut behind = vec![];
        for slot in unit.unproven(refused) {
            if self.last_sequence(&slot.stream).await? != slot.base.version {
                behind.push(slot.stream.clone());
            }
        }
        Ok(behind)
    }

    async fn refuse_repeat<R>(&self, command_id: Uuid) -> Result<(), TransactError<R>> {
        let key = command_key(command_id);
        match self.remembered(&key.scope, &key.key).await? {
            None => Ok(()),
            Some(remembered) => {
                let events = self.traced(&remembered.answer, command_id).await?;
                Err(TransactError::AlreadyCommitted { command_id, events })
            }
        }
    }

    /// Somebody else was first under one of the unit's keys.
    async fn key_taken<R>(&self, unit: &Unit, command_id: Uuid, supplied: bool) -> TransactError<R> {
        if supplied && let Err(error) = self.refuse_repeat(command_id).await {
            return error;
        }
        for (key, _) in &unit.remembered {
            match self.remembered(&key.scope, &key.key).await {
                Ok(Some(remembered)) => return TransactError::AlreadyRemembered(remembered),
                Ok(None) => {}
                Err(error) => return error.into(),
            }
        }
        // The key was taken a moment ago and is gone: forgotten by age in between.
        let gone = sqlx::Error::Protocol("an idempotency key was taken and vanished".to_owned());
        JournalError::database("appending")(gone).into()
    }

    /// Seals, chains and turns into rows.
    async fn prepare(&self, unit: &Unit, cause: &Cause) -> Result<(Append, Vec<Tail>), JournalError> {
        let vault = self.vault();
        let metadata = vault.seal_metadata(cause.to_metadata()).await?;
        let unwritable = |what| move |source| JournalError::Unwritable { what, source };
        let metadata: Arc<str> = serde_json::to_string(&metadata).map_err(unwritable("metadata"))?.into();
        let recorded_at = crate::wall_clock();
        let mut tails: Vec<Tail> =
            unit.slots.iter().map(|slot| Tail { version: slot.base.version, hash: slot.base.hash }).collect();
        let mut events = Vec::with_capacity(unit.decided.len());
        for decided in &unit.decided {
            let payload = vault.seal_text(decided.payload.clone()).await?;
            let tail = &mut tails[decided.slot];
            let mut row = EventRow {
                partition: decided.stream.partition(),
                stream: decided.stream.clone(),
                sequence: decided.sequence,
                event_type: decided.event_type.clone(),
                event_version: decided.event_version.clone(),
                payload,
                metadata: metadata.clone(),
                recorded_at,
                hash: tail.hash,
            };
            row.hash = link(&row, unit.command_id).hash(&tail.hash);
            *tail = Tail { version: row.sequence, hash: row.hash };
            events.push(row);
        }
        let mut jobs = Vec::with_capacity(unit.jobs.len());
        for job in &unit.jobs {
            jobs.push(JobRow {
                partition: partition_of_key(&job.partition_key),
                id: Uuid::now_v7(),
                kind: job.kind.clone(),
                stream: job.partition_key.clone(),
                payload: vault.seal_json(job.payload.clone()).await?.to_string(),
                dedup: job.dedup.clone(),
                due_at: job.due_at,
            });
        }
        let mut answers = Vec::with_capacity(unit.remembered.len());
        for (key, answer) in &unit.remembered {
            answers.push(AnswerRow {
                partition: key.partition(),
                scope: key.scope.clone(),
                key: key.key.clone(),
                fingerprint: key.fingerprint.clone(),
                answer: vault.seal_json(answer.clone()).await?.to_string(),
            });
        }
        let settled = unit.settled.iter().map(|lease| SettledRow {
            partition: lease.partition,
            id: lease.id,
            fence: lease.fence,
        });
        let settled = settled.collect();
        Ok((Append { command_id: unit.command_id, events, jobs, answers, settled, recorded_at }, tails))
    }

    /// Keeps the new states, and answers the cursors.
    fn settle(
        &self,
        unit: Unit,
        tails: Vec<Tail>,
        generation: u64,
        places: &crate::append::Places,
    ) -> Vec<Cursor> {
        let mut cursors = vec![];
        for (slot, tail) in unit.slots.into_iter().zip(tails) {
            if slot.appended == 0 {
                if slot.fresh {
                    self.cache().put(&slot.stream, generation, slot.base.weighed(&*slot.kind));
                }
                continue;
            }
            let cursor = places[slot.stream.partition() as usize];
            cursors.extend(cursor);
            let held = Held {
                state: slot.state,
                version: tail.version,
                hash: tail.hash,
                cursor,
                weight: slot.base.weight,
            }
            .weighed(&*slot.kind);
            self.snapshot_if_due(&slot.stream, &slot.kind, slot.base.version, &held, generation);
            self.cache().put(&slot.stream, generation, held);
        }
        cursors.sort_unstable();
        cursors.dedup();
        cursors
    }
}

fn link(row: &EventRow, command_id: Uuid) -> Link<'_> {
    Link {
        partition: row.partition,
        recorded_at: row.recorded_at,
        command_id,
        stream: &row.stream,
        sequence: row.sequence,
        event_type: &row.event_type,
        event_version: &row.event_version,
        payload: &row.payload,
        metadata: &row.metadata,
    }
}

fn command_key(command_id: Uuid) -> IdempotencyKey {
    IdempotencyKey { scope: COMMANDS.to_owned(), key: command_id.to_string(), fingerprint: String::new() }
}

/// Where the events are that made an answer "already done".
fn standing(unit: &Unit) -> Vec<Cursor> {
    let mut cursors: Vec<Cursor> = unit.slots.iter().filter_map(|slot| slot.base.cursor).collect();
    cursors.sort_unstable();
    // One per partition, the last.
    cursors.reverse();
    cursors.dedup_by_key(|cursor| cursor.partition);
    cursors
}

/// A short pause of random length, longer with every conflict.
async fn jitter(attempt: u32) {
    let mut byte = [0_u8];
    // Without randomness the pause is merely regular.
    let _ = getrandom::fill(&mut byte);
    let span = 1_u64 << attempt.min(7);
    tokio::time::sleep(Duration::from_micros(500 * span * u64::from(byte[0]) / 255)).await;
}
