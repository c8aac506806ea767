//! Snapshots of long streams: a shorter way to a state, never a source.
//!
//! A snapshot is the state after event `sequence` and says so; only events after it are applied. It is taken from a
//! state that is already durable, after the commit and outside of it, and stored only if it is newer than the one
//! there. Whatever is wrong with one (another shape, an end that the stream does not have), it is ignored.

use crate::cache::Held;
use crate::chain::EventHash;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::kind::Kind;
use crate::stream::{Cursor, StreamId};
use serde_json::Value;
use sqlx::Row;
use std::sync::Arc;

impl Journal {
    /// The state of the stream's snapshot, if it has a usable one.
    pub(crate) async fn load_snapshot(
        &self,
        stream: &StreamId,
        kind: &dyn Kind,
    ) -> Result<Option<Held>, JournalError> {
        if kind.snapshot_every().is_none() {
            return Ok(None);
        }
        let shape = kind.shape();
        let shape = &shape;
        // The event that it ends at must still be there, with the same hash: a snapshot is no proof of anything.
        let row = self
            .read(|connection, _| {
                Box::pin(
                    sqlx::query(
                        "select s.sequence, s.hash, s.epoch, s.xid::text::bigint, s.position, s.state
                         from snapshots s join events e on e.aggregate_type = s.aggregate_type
                             and e.aggregate_id = s.aggregate_id and e.partition = s.partition
                             and e.sequence = s.sequence and e.hash = s.hash
                         where s.aggregate_type = $1 and s.aggregate_id = $2 and s.partition = $3 and s.shape = $4",
                    )
                    .bind(stream.aggregate_type())
                    .bind(stream.aggregate_id())
                    .bind(stream.partition())
                    .bind(shape)
                    .fetch_optional(connection),
                )
            })
            .await
            .map_err(JournalError::database("reading a snapshot"))?;
        let Some(row) = row else { return Ok(None) };
        let decoding = JournalError::database("decoding a snapshot");
        let (mut held, state) = decode(&row, stream, kind).map_err(decoding)?;
        match kind.read_json(self.vault().open_json(state).await?) {
            Ok(state) => {
                held.state = state;
                Ok(Some(held))
            }
            Err(error) => {
                tracing::warn!(%stream, error = %error, "an unreadable snapshot is ignored");
                Ok(None)
            }
        }
    }

    /// Takes a snapshot in the background when the stream has passed a multiple of its interval. `generation` is the
    /// vault's when the state was loaded.
    pub(crate) fn snapshot_if_due(
        &self,
        stream: &StreamId,
        kind: &Arc<dyn Kind>,
        before: i64,
        held: &Held,
        generation: u64,
    ) {
        let Some(every) = kind.snapshot_every().and_then(|every| i64::try_from(every).ok()) else { return };
        if every == 0 || before / every == held.version / every {
            return;
        }
        let (journal, stream, kind, held) = (self.clone(), stream.clone(), kind.clone(), held.clone());
        tokio::spawn(async move {
            if let Err(error) = journal.store_snapshot(&stream, &*kind, &held, generation).await {
                tracing::warn!(%stream, error = %error, "a snapshot was not stored; the events suffice");
            }
        });
    }

    async fn store_snapshot(
        &self,
        stream: &StreamId,
        kind: &dyn Kind,
        held: &Held,
        generation: u64,
    ) -> Result<(), JournalError> {
        let Some(cursor) = held.cursor else { return Ok(()) };
        let state = kind
            .to_json(&held.state)
            .map_err(|source| JournalError::Unwritable { what: "a snapshot", source })?;
        let state = self.vault().seal_text(state).await?;
        // The state may show somebody who was erased since, and the keys may be of that person's new life: stored, it
        // would bring the old life back. The next interval has another snapshot.
        if self.vault().generation() != generation {
            return Ok(());
        }
        let shape = kind.shape();
        let (state, shape) = (&state, &shape);
        self.read(|connection, _| {
            Box::pin(
                sqlx::query(
                    "insert into snapshots as s (partition, aggregate_type, aggregate_id, sequence, hash, epoch, xid,
                         position, shape, state, taken_at)
                     values ($1, $2, $3, $4, $5, $6, $7::text::xid8, $8, $9, $10::text::json, now())
                     on conflict (aggregate_type, aggregate_id, partition) do update
                     set sequence = excluded.sequence, hash = excluded.hash, epoch = excluded.epoch,
                         xid = excluded.xid, position = excluded.position, shape = excluded.shape,
                         state = excluded.state, taken_at = excluded.taken_at
                     where s.sequence < excluded.sequence or s.shape <> excluded.shape",
                )
                .bind(stream.partition())
                .bind(stream.aggregate_type())
                .bind(stream.aggregate_id())
                .bind(held.version)
                .bind(held.hash.as_slice())
                .bind(cursor.epoch)
                .bind(cursor.xid.to_string())
                .bind(cursor.position)
                .bind(shape)
                .bind(state)
                .execute(connection),
            )
        })
        .await
        .map_err(JournalError::database("storing a snapshot"))?;
        Ok(())
    }
}

fn decode(
    row: &sqlx::postgres::PgRow,
    stream: &StreamId,
    kind: &dyn Kind,
) -> Result<(Held, Value), sqlx::Error> {
    let hash: &[u8] = row.try_get(1)?;
    let hash: EventHash = hash.try_into().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    let cursor = Cursor {
        partition: stream.partition(),
        epoch: row.try_get(2)?,
        xid: row.try_get(3)?,
        position: row.try_get(4)?,
    };
    let held = Held { version: row.try_get(0)?, hash, cursor: Some(cursor), ..Held::empty(kind) };
    Ok((held, row.try_get(5)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Of;
    use crate::test_support::TestDatabase;
    use domain_model::points_account::{Command, PointsAccount};
    use domain_model::values::{AccountNumber, Currency};
    use domain_model::{Actor, Cause, Channel};

    #[tokio::test]
    async fn a_snapshot_from_before_an_erasure_is_not_stored() {
        let database = TestDatabase::new().await.unwrap();
        let journal = database.journal().await.unwrap();
        let account = AccountNumber::new(1);
        let cause = Cause::new(Actor::System, Channel::Internal, crate::wall_clock(), uuid::Uuid::now_v7());
        let open = Command::Open { currency: Currency::EUR };
        journal.execute::<PointsAccount>(&account, open, &cause).await.unwrap();
        let (stream, kind) = (StreamId::of::<PointsAccount>(&account), Of::<PointsAccount>::new());
        let before = journal.vault().generation();
        let held = journal.load_held(&stream, &kind).await.unwrap();
        journal.vault().erase("contact:7", &["contact"]).await.unwrap();
        journal.store_snapshot(&stream, &kind, &held, before).await.unwrap();
        assert!(journal.load_snapshot(&stream, &kind).await.unwrap().is_none());
        let after = journal.vault().generation();
        journal.store_snapshot(&stream, &kind, &held, after).await.unwrap();
        assert_eq!(journal.load_snapshot(&stream, &kind).await.unwrap().unwrap().version, 1);
    }
}
