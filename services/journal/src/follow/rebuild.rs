//! Building a view again beside the live one, and swapping the two.
//!
//! The view's tables are made in a schema of their own, filled from the first event on, and moved into `views` in one
//! transaction with the checkpoints. Readers see the old tables until that moment, and the new ones after it.

use super::Follower;
use super::batch::{self, BatchError, LIVE, advance, enter, run_follower};
use super::lease::ensure_checkpoints;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::Recorded;
use crate::stream::all_partitions;
use sqlx::{Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How far a replay is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReplayProgress {
    /// Events applied.
    pub done: u64,
    /// Events there are, as counted at the beginning.
    pub total: u64,
    /// Since the beginning.
    pub elapsed: Duration,
}

impl ReplayProgress {
    /// Events a second.
    pub fn rate(&self) -> f64 {
        self.done as f64 / self.elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
    }
}

/// What a rebuild did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rebuilt {
    /// Events applied.
    pub events: u64,
    /// Until the swap was durable.
    pub elapsed: Duration,
    /// How many tables were swapped.
    pub tables: usize,
}

/// Events in one transaction of whoever catches up.
pub(super) const BATCH: i64 = 4_096;

/// Partitions that are read ahead at the same time: applying is the slower part.
const READERS: usize = 2;

impl Journal {
    /// Builds the follower's view from nothing, beside the live one, and swaps. The follower must be a fresh one,
    /// and all its tables must come from [`Follower::schema`]. The live follower may run meanwhile.
    ///
    /// # Errors
    /// The follower or the database failed. The live view is then as it was.
    pub async fn rebuild(
        &self,
        mut follower: impl Follower,
        mut progress: impl FnMut(ReplayProgress) + Send,
    ) -> Result<Rebuilt, JournalError> {
        let failed = JournalError::database;
        let mut checkout = self.follower_connections().checkout().await.map_err(failed("connecting"))?;
        let live = follower.name().to_owned();
        let shadow = Shadow::new(&live);
        let begun = Instant::now();
        if !shadow.claim(&mut checkout).await.map_err(failed("claiming a rebuild"))? {
            return Err(JournalError::LeaseLost { what: format!("the rebuild of {live}") });
        }
        shadow.prepare(&mut checkout, &follower).await.map_err(failed("preparing a rebuild"))?;
        let total = count(&mut checkout).await.map_err(failed("counting events"))?;
        let mut done = 0;
        let mut replay = self.replay(READERS);
        // Read ahead first; then what was committed meanwhile, so that the swap has little to catch up with.
        loop {
            let events = match replay.next().await? {
                Some(page) => page,
                None => self.poll_all(&mut checkout, &shadow.name).await.map_err(failed("reading events"))?,
            };
            if events.is_empty() {
                break;
            }
            done += self.replay_step(&mut checkout, &mut follower, &shadow, &events).await?;
            progress(ReplayProgress { done, total: total.max(done), elapsed: begun.elapsed() });
        }
        drop(replay);
        let (caught_up, tables) = self.swap(&mut checkout, &mut follower, &live, &shadow).await?;
        done += caught_up;
        progress(ReplayProgress { done, total: total.max(done), elapsed: begun.elapsed() });
        shadow.release(&mut checkout).await.map_err(failed("releasing a rebuild"))?;
        checkout.put_back();
        Ok(Rebuilt { events: done, elapsed: begun.elapsed(), tables })
    }

    async fn replay_step(
        &self,
        connection: &mut PgConnection,
        follower: &mut dyn Follower,
        shadow: &Shadow,
        events: &[Recorded],
    ) -> Result<u64, JournalError> {
        let fences: BTreeMap<i16, i64> =
            all_partitions().into_iter().map(|partition| (partition, 0)).collect();
        let applied = batch::apply(connection, follower, &shadow.name, &fences, events, &shadow.schema).await;
        match applied {
            Ok(_) => Ok(events.len() as u64),
            Err(BatchError::Fenced) => {
                Err(JournalError::LeaseLost { what: format!("the rebuild {}", shadow.name) })
            }
            Err(BatchError::Database(source)) => Err(JournalError::database("replaying")(source)),
            Err(BatchError::Follower(source)) => Err(failure(&shadow.name, events, source)),
        }
    }

    async fn poll_all(
        &self,
        connection: &mut PgConnection,
        follower: &str,
    ) -> Result<Vec<Recorded>, sqlx::Error> {
        let partitions = all_partitions();
        let limit = BATCH / partitions.len() as i64;
        batch::poll(connection, follower, &partitions, limit, self.epoch(), self.upcasters()).await
    }

    /// In one transaction: the live follower is held, the shadow catches up with it, tables and checkpoints change
    /// places. The live one then goes on from the shadow's checkpoints, under new fencing numbers.
    async fn swap(
        &self,
        connection: &mut PgConnection,
        follower: &mut dyn Follower,
        live: &str,
        shadow: &Shadow,
    ) -> Result<(u64, usize), JournalError> {
        let failed = JournalError::database;
        let mut tx = connection.begin().await.map_err(failed("beginning the swap"))?;
        ensure_checkpoints(&mut tx, live).await.map_err(failed("beginning the swap"))?;
        sqlx::query("select from checkpoints where follower = $1 order by partition for update")
            .bind(live)
            .execute(&mut *tx)
            .await
            .map_err(failed("holding the live follower"))?;
        enter(&mut tx, &shadow.schema).await.map_err(failed("beginning the swap"))?;
        let mut done = 0;
        while is_behind(&mut tx, live, &shadow.name).await.map_err(failed("catching up"))? {
            let events = self.poll_all(&mut tx, &shadow.name).await.map_err(failed("catching up"))?;
            if events.is_empty() {
                break;
            }
            run_follower(&mut tx, follower, &events)
                .await
                .map_err(|source| failure(&shadow.name, &events, source))?;
            advance(&mut tx, &shadow.name, &batch::ends(&events)).await.map_err(failed("catching up"))?;
            done += events.len() as u64;
        }
        let tables = shadow.change_places(&mut tx, live).await.map_err(failed("swapping"))?;
        tx.commit().await.map_err(failed("swapping"))?;
        Ok((done, tables))
    }
}

pub(super) fn failure(follower: &str, events: &[Recorded], source: super::FollowerError) -> JournalError {
    let at = events.first().map_or(String::new(), |event| format!("{} {}", event.stream, event.sequence));
    JournalError::Follower { follower: follower.to_owned(), at, source }
}

pub(super) async fn count(connection: &mut PgConnection) -> Result<u64, sqlx::Error> {
    let count: i64 = sqlx::query_scalar("select count(*) from events").fetch_one(connection).await?;
    Ok(count.unsigned_abs())
}

async fn is_behind(tx: &mut PgConnection, live: &str, shadow: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (select from checkpoints l join checkpoints s on s.partition = l.partition
             where l.follower = $1 and s.follower = $2
                 and (s.epoch, s.xid, s.position) < (l.epoch, l.xid, l.position))",
    )
    .bind(live)
    .bind(shadow)
    .fetch_one(tx)
    .await
}

/// The view that is being built.
pub(super) struct Shadow {
    pub(super) name: String,
    pub(super) schema: String,
    lock: i64,
}

impl Shadow {
    pub(super) fn new(live: &str) -> Self {
        let word: String = live.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        Self {
            name: format!("{live}@next"),
            schema: format!("{LIVE}_next_{word}"),
            lock: xxhash_rust::xxh3::xxh3_64(live.as_bytes()).cast_signed(),
        }
    }

    /// One rebuild of a view at a time: the lock goes with the connection.
    pub(super) async fn claim(&self, connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar("select pg_try_advisory_lock($1)").bind(self.lock).fetch_one(connection).await
    }

    pub(super) async fn release(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        sqlx::query("select pg_advisory_unlock($1)").bind(self.lock).execute(connection).await.map(|_| ())
    }

    /// Clears what an interrupted rebuild left, and makes empty tables.
    pub(super) async fn prepare(
        &self,
        connection: &mut PgConnection,
        follower: &dyn Follower,
    ) -> Result<(), sqlx::Error> {
        let schema = &self.schema;
        connection.execute("set client_min_messages = warning").await?;
        let fresh = format!("drop schema if exists \"{schema}\" cascade; create schema \"{schema}\"");
        connection.execute(fresh.as_str()).await?;
        batch::make_tables(connection, follower.schema(), schema).await?;
        sqlx::query("delete from checkpoints where follower = $1")
            .bind(&self.name)
            .execute(&mut *connection)
            .await?;
        ensure_checkpoints(connection, &self.name).await
    }

    /// Its tables, by name.
    pub(super) async fn tables(&self, connection: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = $1 order by tablename")
            .bind(&self.schema)
            .fetch_all(connection)
            .await
    }

    /// Drops it: it was only looked at.
    pub(super) async fn discard(&self, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
        connection.execute(format!("drop schema \"{}\" cascade", self.schema).as_str()).await?;
        sqlx::query("delete from checkpoints where follower = $1")
            .bind(&self.name)
            .execute(connection)
            .await
            .map(|_| ())
    }

    async fn change_places(&self, tx: &mut PgConnection, live: &str) -> Result<usize, sqlx::Error> {
        let schema = &self.schema;
        let tables = self.tables(tx).await?;
        // All old ones go before a new one comes, so that foreign keys between them do not stand in the way.
        let old: Vec<_> = tables.iter().map(|table| format!("\"{LIVE}\".\"{table}\"")).collect();
        if !old.is_empty() {
            tx.execute(format!("drop table if exists {}", old.join(", ")).as_str()).await?;
        }
        for table in &tables {
            let moved = format!("alter table \"{schema}\".\"{table}\" set schema \"{LIVE}\"");
            tx.execute(moved.as_str()).await?;
        }
        tx.execute(format!("drop schema \"{schema}\" cascade").as_str()).await?;
        sqlx::query(
            "update checkpoints l set epoch = s.epoch, xid = s.xid, position = s.position, fence = l.fence + 1,
                 lease_owner = null, lease_until = null, failures = 0, failing_since = null, last_error = null
             from checkpoints s where l.follower = $1 and s.follower = $2 and s.partition = l.partition",
        )
        .bind(live)
        .bind(&self.name)
        .execute(&mut *tx)
        .await?;
        sqlx::query("delete from checkpoints where follower = $1").bind(&self.name).execute(tx).await?;
        Ok(tables.len())
    }
}
