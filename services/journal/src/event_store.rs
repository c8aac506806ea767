//! The framework's own seam: a [`Journal`] is an event store of cqrs-es.
//!
//! The registrar executes through [`Journal::transact`], which does more; this lets the framework's tools, and code
//! written against its traits, work on the same streams. No queries are dispatched: views follow the journal.

use crate::error::JournalError;
use crate::journal::{Journal, Loaded};
use crate::stream::StreamId;
use crate::unit::{Streams, Unit};
use crate::{Committed, TransactError};
use cqrs_es::{Aggregate, AggregateContext, AggregateError, EventEnvelope, EventStore};
use domain_model::{Cause, EventSourced};
use std::collections::HashMap;

/// An aggregate on its way from load to commit.
pub struct JournalContext<A> {
    aggregate_id: String,
    aggregate: A,
    /// The number of its last event when it was loaded.
    version: i64,
}

impl<A: Aggregate> AggregateContext<A> for JournalContext<A> {
    fn aggregate(&mut self) -> &mut A {
        &mut self.aggregate
    }
}

fn failed<E: std::error::Error>(error: JournalError) -> AggregateError<E> {
    match error {
        JournalError::Unreadable { .. } => AggregateError::DeserializationError(Box::new(error)),
        other => AggregateError::DatabaseConnectionError(Box::new(other)),
    }
}

/// Why a commit of the framework's was not stored.
#[derive(Debug, thiserror::Error)]
enum CommitRefusal {
    #[error("the stream has moved since it was loaded")]
    Moved,
}

impl<A> EventStore<A> for Journal
where
    A: EventSourced<Id = String>,
    <A as Aggregate>::Event: 'static,
{
    type AC = JournalContext<A>;

    async fn load_events(
        &self,
        aggregate_id: &str,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<<A as Aggregate>::Error>> {
        let stream = StreamId::new(A::TYPE, aggregate_id);
        let mut envelopes = vec![];
        for event in self.read_stream(&stream).await.map_err(failed)? {
            let metadata = event.metadata().map_err(failed)?.into_iter().collect();
            envelopes.push(EventEnvelope {
                aggregate_id: aggregate_id.to_owned(),
                sequence: usize::try_from(event.sequence).unwrap_or(usize::MAX),
                payload: event.open(self.vault()).await.map_err(failed)?,
                metadata,
            });
        }
        Ok(envelopes)
    }

    async fn load_aggregate(
        &self,
        aggregate_id: &str,
    ) -> Result<JournalContext<A>, AggregateError<<A as Aggregate>::Error>> {
        let id = aggregate_id.to_owned();
        let Loaded { state, version, .. } = self.load::<A>(&id).await.map_err(failed)?;
        Ok(JournalContext { aggregate_id: id, aggregate: state, version: version.unwrap_or(0) })
    }

    async fn commit(
        &self,
        events: Vec<<A as Aggregate>::Event>,
        context: JournalContext<A>,
        metadata: HashMap<String, String>,
    ) -> Result<Vec<EventEnvelope<A>>, AggregateError<<A as Aggregate>::Error>> {
        let id = context.aggregate_id;
        let sorted = metadata.clone().into_iter().collect();
        let cause = Cause::from_metadata(&sorted)
            .map_err(|error| AggregateError::UnexpectedError(Box::new(error)))?;
        let work = |unit: &mut Unit| {
            if unit.version::<A>(&id) != context.version {
                return Err(CommitRefusal::Moved);
            }
            unit.append_decided::<A>(&id, &events);
            Ok(())
        };
        let committed: Result<Committed<()>, _> =
            self.transact(&cause, Streams::new().with::<A>(&id), work).await;
        match committed {
            Ok(_) => {}
            Err(TransactError::Refused(CommitRefusal::Moved) | TransactError::Contended { .. }) => {
                return Err(AggregateError::AggregateConflict);
            }
            Err(TransactError::Journal(error)) => return Err(failed(error)),
            Err(other) => return Err(AggregateError::UnexpectedError(Box::new(other))),
        }
        let numbered =
            events.into_iter().zip(context.version + 1..).map(|(payload, sequence)| EventEnvelope {
                aggregate_id: id.clone(),
                sequence: usize::try_from(sequence).unwrap_or(usize::MAX),
                payload,
                metadata: metadata.clone(),
            });
        Ok(numbered.collect())
    }
}
