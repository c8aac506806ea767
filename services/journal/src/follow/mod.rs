//! Followers: they read every event once, in commit order within a partition, and write down how far they came in
//! the transaction of what they made of it.
//!
//! # Order
//! A transaction's events are read only when no older transaction is still running (the fence,
//! `pg_snapshot_xmin`), so one that commits late is never passed over. Order is promised within a stream, never
//! across streams.
//!
//! # Sharing
//! Each process leases part of the partitions. A lease has an expiry by the database's clock and a fencing number
//! that every take-over raises; a checkpoint moves only under the number that it was leased with, so a process that
//! lost its lease without noticing loses its transaction as well.

mod batch;
mod compare;
mod lease;
mod rebuild;
mod replay;
mod run;

pub use compare::{Compared, RowDifference};
pub use rebuild::{Rebuilt, ReplayProgress};
pub use replay::Replay;

use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::Recorded;
use crate::stream::Cursor;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// What a follower's own code may fail with.
pub type FollowerError = Box<dyn std::error::Error + Send + Sync>;

/// Makes something of every event: rows of a view, jobs.
#[async_trait]
pub trait Follower: Send {
    /// Its name, which its checkpoints are kept under.
    fn name(&self) -> &str;

    /// The statements that make its tables, unqualified and harmless to repeat (`create table if not exists …`).
    /// They run in the schema that the follower writes to: `views`, or one beside it while it is rebuilt.
    fn schema(&self) -> &'static str {
        ""
    }

    /// Makes something of the batch, in the transaction that also moves the checkpoint: either both are durable or
    /// neither. The search path leads to the follower's own tables. No network, no other connection.
    ///
    /// The same batch, or a shorter or longer one, comes again after a failure; events of one stream always come in
    /// order. Whatever the follower keeps in memory must bear that.
    ///
    /// # Errors
    /// Rolls the batch back. It is tried again with a back-off, in smaller pieces, and never skipped; the other
    /// partitions go on.
    async fn apply(&mut self, tx: &mut PgConnection, batch: &[Recorded]) -> Result<(), FollowerError>;
}

/// How a follower works.
#[derive(Clone, Debug)]
pub struct FollowOptions {
    /// The most events in one transaction.
    pub batch: usize,
    /// How long it waits when nothing wakes it.
    pub poll: Duration,
    /// How long a partition stays with a process that gives no sign of life.
    pub lease: Duration,
    /// The longest pause between two attempts at a batch that fails.
    pub longest_pause: Duration,
}

impl Default for FollowOptions {
    fn default() -> Self {
        Self {
            batch: 1_000,
            poll: Duration::from_millis(250),
            lease: Duration::from_secs(10),
            longest_pause: Duration::from_secs(30),
        }
    }
}

/// Where a follower stands in one partition.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct FollowerState {
    /// The follower.
    pub follower: String,
    /// The partition.
    pub partition: i16,
    /// Who holds the lease.
    pub lease_owner: Option<String>,
    /// Failed attempts at the next batch.
    pub failures: i32,
    /// Since when.
    pub failing_since: Option<DateTime<Utc>>,
    /// What the last attempt said.
    pub last_error: Option<String>,
    /// How many events are committed, visible and not applied yet.
    pub behind: i64,
}

impl Journal {
    /// Makes the follower's tables and checkpoints, where they are missing. From now on they can be read, however
    /// far behind they are: doors open only after this.
    ///
    /// # Errors
    /// The tables cannot be made.
    pub async fn set_up(&self, follower: &impl Follower) -> Result<(), JournalError> {
        run::set_up(self, follower).await
    }

    /// Follows until stopped. A lost database is waited for; a failing event is tried again and reported, never
    /// skipped. Returns when `stop` is cancelled, after its last transaction.
    ///
    /// # Errors
    /// The follower's tables cannot be made.
    pub async fn follow(
        &self,
        follower: impl Follower,
        options: FollowOptions,
        stop: CancellationToken,
    ) -> Result<(), JournalError> {
        run::follow(self, follower, options, stop).await
    }

    /// Waits until the follower has applied everything up to the cursors.
    ///
    /// # Errors
    /// [`JournalError::NotYet`] after `timeout`; or the database failed.
    pub async fn wait_for(
        &self,
        follower: &str,
        cursors: &[Cursor],
        timeout: Duration,
    ) -> Result<(), JournalError> {
        const ASK_EVERY: Duration = Duration::from_millis(20);
        let deadline = Instant::now() + timeout;
        let progress = self.hub().progress(follower);
        loop {
            let moved = progress.moved.notified();
            if progress.has_reached(cursors) || self.has_reached(follower, cursors).await? {
                return Ok(());
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(JournalError::NotYet { follower: follower.to_owned() });
            }
            // Another process may be the one that moves it.
            let _ = tokio::time::timeout(left.min(ASK_EVERY), moved).await;
        }
    }

    async fn has_reached(&self, follower: &str, cursors: &[Cursor]) -> Result<bool, JournalError> {
        let partitions: Vec<i16> = cursors.iter().map(|cursor| cursor.partition).collect();
        let epochs: Vec<i32> = cursors.iter().map(|cursor| cursor.epoch).collect();
        let xids: Vec<String> = cursors.iter().map(|cursor| cursor.xid.to_string()).collect();
        let positions: Vec<i64> = cursors.iter().map(|cursor| cursor.position).collect();
        let (partitions, epochs, xids, positions) = (&partitions, &epochs, &xids, &positions);
        let reached: i64 = self
            .read(|connection, _| {
                let query = sqlx::query_scalar(
                    "select count(*) from unnest($2::smallint[], $3::integer[], $4::text[], $5::bigint[])
                         as k (partition, epoch, xid, position)
                     join checkpoints c on c.follower = $1 and c.partition = k.partition
                     where (c.epoch, c.xid, c.position) >= (k.epoch, k.xid::xid8, k.position)",
                );
                let query = query.bind(follower).bind(partitions).bind(epochs).bind(xids).bind(positions);
                Box::pin(query.fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("asking how far a follower is"))?;
        Ok(reached.unsigned_abs() as usize == cursors.len())
    }

    /// Where every follower stands, by follower and partition. Counts what is behind, so it is for people and alarms,
    /// not for loops.
    ///
    /// # Errors
    /// The database failed.
    pub async fn follower_states(&self) -> Result<Vec<FollowerState>, JournalError> {
        self.read(|connection, _| {
            Box::pin(
                sqlx::query_as(
                    "select c.follower, c.partition, c.lease_owner, c.failures, c.failing_since, c.last_error,
                         (select count(*) from events e where e.partition = c.partition
                             and (e.epoch, e.xid, e.position) > (c.epoch, c.xid, c.position)) as behind
                     from checkpoints c order by c.follower, c.partition",
                )
                .fetch_all(connection),
            )
        })
        .await
        .map_err(JournalError::database("reading the followers' states"))
    }

    /// How long the oldest open write transaction of the whole cluster has been running, in seconds. Followers cannot
    /// pass it, so more than a few seconds deserve a warning.
    ///
    /// # Errors
    /// The database failed.
    pub async fn oldest_write_transaction(&self) -> Result<f64, JournalError> {
        self.read(|connection, _| {
            let query = sqlx::query_scalar(
                "select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8
                 from pg_stat_activity where backend_xid is not null",
            );
            Box::pin(query.fetch_one(connection))
        })
        .await
        .map_err(JournalError::database("asking for the oldest transaction"))
    }

    /// Makes a follower's tables where they are missing.
    ///
    /// # Errors
    /// The statements fail.
    pub async fn make_tables(&self, follower: &dyn Follower) -> Result<(), JournalError> {
        let failed = JournalError::database;
        let mut checkout = self.follower_connections().checkout().await.map_err(failed("connecting"))?;
        batch::make_tables(&mut checkout, follower.schema(), batch::LIVE)
            .await
            .map_err(failed("making a follower's tables"))?;
        checkout.put_back();
        Ok(())
    }
}
