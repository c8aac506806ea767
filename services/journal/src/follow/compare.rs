//! Building a view again beside the live one, and comparing the two instead of swapping them.
//!
//! The shadow never passes the live follower's checkpoints, and the comparison reads both in one snapshot: the live
//! follower changes its tables and its checkpoints in one transaction, so what a snapshot shows of it belongs
//! together. Nothing is held up meanwhile.

use super::Follower;
use super::batch::{self, BatchError, LIVE, advance, enter, run_follower};
use super::lease::ensure_checkpoints;
use super::rebuild::{BATCH, ReplayProgress, Shadow, count, failure};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::{COLUMNS, Recorded};
use crate::stream::{PARTITIONS, all_partitions};
use sqlx::{Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A row that the live view and the rebuilt one do not share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDifference {
    /// The table.
    pub table: String,
    /// The values of its primary key, as PostgreSQL writes a row of them.
    pub key: String,
    /// The row in the live view, as JSON text; none where it is missing there.
    pub live: Option<String>,
    /// The row as the journal makes it, as JSON text; none where it should not be there.
    pub rebuilt: Option<String>,
}

/// What a comparison found.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// Events applied: all that the live view has seen.
    pub events: u64,
    /// Rows of the rebuilt view.
    pub rows: u64,
    /// How many rows differ.
    pub found: u64,
    /// Those rows, the first hundred of each table.
    pub differences: Vec<RowDifference>,
    /// From the first event to the last row.
    pub elapsed: Duration,
}

const LISTED: i64 = 100;

impl Journal {
    /// Builds the follower's view from nothing beside the live one, as far as the live one has followed, and compares
    /// every row. The live view is not touched, and its follower may run meanwhile.
    ///
    /// # Errors
    /// The view is being rebuilt or compared elsewhere, or the follower or the database failed.
    pub async fn compare(
        &self,
        mut follower: impl Follower,
        mut progress: impl FnMut(ReplayProgress) + Send,
    ) -> Result<Compared, JournalError> {
        let failed = JournalError::database;
        let mut checkout = self.follower_connections().checkout().await.map_err(failed("connecting"))?;
        let live = follower.name().to_owned();
        let shadow = Shadow::new(&live);
        let begun = Instant::now();
        if !shadow.claim(&mut checkout).await.map_err(failed("claiming a comparison"))? {
            return Err(JournalError::LeaseLost { what: format!("the rebuild of {live}") });
        }
        shadow.prepare(&mut checkout, &follower).await.map_err(failed("preparing a comparison"))?;
        ensure_checkpoints(&mut checkout, &live).await.map_err(failed("preparing a comparison"))?;
        let total = count(&mut checkout).await.map_err(failed("counting events"))?;
        let mut done = 0;
        loop {
            let events = self.compare_step(&mut checkout, &mut follower, &live, &shadow).await?;
            done += events;
            progress(ReplayProgress { done, total: total.max(done), elapsed: begun.elapsed() });
            if events == 0 {
                break;
            }
        }
        let mut compared = self.compare_rows(&mut checkout, &mut follower, &live, &shadow).await?;
        shadow.discard(&mut checkout).await.map_err(failed("clearing up a comparison"))?;
        shadow.release(&mut checkout).await.map_err(failed("releasing a comparison"))?;
        checkout.put_back();
        compared.events += done;
        compared.elapsed = begun.elapsed();
        let done = compared.events;
        progress(ReplayProgress { done, total: total.max(done), elapsed: compared.elapsed });
        Ok(compared)
    }

    async fn compare_step(
        &self,
        connection: &mut PgConnection,
        follower: &mut dyn Follower,
        live: &str,
        shadow: &Shadow,
    ) -> Result<u64, JournalError> {
        let reading = JournalError::database("reading events");
        let events = self.poll_within(connection, live, &shadow.name).await.map_err(reading)?;
        if events.is_empty() {
            return Ok(0);
        }
        let fences: BTreeMap<i16, i64> =
            all_partitions().into_iter().map(|partition| (partition, 0)).collect();
        let applied =
            batch::apply(connection, follower, &shadow.name, &fences, &events, &shadow.schema).await;
        match applied {
            Ok(_) => Ok(events.len() as u64),
            Err(BatchError::Fenced) => {
                Err(JournalError::LeaseLost { what: format!("the rebuild {}", shadow.name) })
            }
            Err(BatchError::Database(source)) => Err(JournalError::database("replaying")(source)),
            Err(BatchError::Follower(source)) => Err(failure(&shadow.name, &events, source)),
        }
    }

    /// What follows the shadow's checkpoints, up to those of the live follower. What that one has applied is
    /// committed, so no fence is needed.
    async fn poll_within(
        &self,
        connection: &mut PgConnection,
        live: &str,
        shadow: &str,
    ) -> Result<Vec<Recorded>, sqlx::Error> {
        let statement = format!(
            "select {COLUMNS} from checkpoints s join checkpoints l on l.follower = $2 and l.partition = s.partition
             cross join lateral (
                 select * from events e
                 where e.partition = s.partition and (e.epoch, e.xid, e.position) > (s.epoch, s.xid, s.position)
                     and (e.epoch, e.xid, e.position) <= (l.epoch, l.xid, l.position)
                 order by e.epoch, e.xid, e.position limit $3) e
             where s.follower = $1
             order by e.partition, e.epoch, e.xid, e.position"
        );
        let limit = BATCH / i64::from(PARTITIONS);
        let query = sqlx::query(&statement).bind(shadow).bind(live).bind(limit);
        Recorded::from_rows(&query.fetch_all(connection).await?, self.upcasters())
    }

    /// In one snapshot: the shadow catches up with exactly what the live follower has applied, and every row is
    /// compared. Rolled back at the end.
    async fn compare_rows(
        &self,
        connection: &mut PgConnection,
        follower: &mut dyn Follower,
        live: &str,
        shadow: &Shadow,
    ) -> Result<Compared, JournalError> {
        let failed = JournalError::database;
        let mut tx = connection.begin().await.map_err(failed("beginning the comparison"))?;
        let snapshot = "set transaction isolation level repeatable read";
        tx.execute(snapshot).await.map_err(failed("beginning the comparison"))?;
        enter(&mut tx, &shadow.schema).await.map_err(failed("beginning the comparison"))?;
        let mut events = 0;
        loop {
            let more = self.poll_within(&mut tx, live, &shadow.name).await;
            let more = more.map_err(failed("catching up"))?;
            if more.is_empty() {
                break;
            }
            run_follower(&mut tx, follower, &more)
                .await
                .map_err(|source| failure(&shadow.name, &more, source))?;
            advance(&mut tx, &shadow.name, &batch::ends(&more)).await.map_err(failed("catching up"))?;
            events += more.len() as u64;
        }
        let mut compared =
            Compared { events, rows: 0, found: 0, differences: vec![], elapsed: Duration::ZERO };
        for table in shadow.tables(&mut tx).await.map_err(failed("comparing"))? {
            let pair = Pair::of(&mut tx, &shadow.schema, table).await.map_err(failed("comparing"))?;
            pair.compare(&mut tx, &mut compared).await.map_err(failed("comparing"))?;
        }
        tx.rollback().await.map_err(failed("ending the comparison"))?;
        Ok(compared)
    }
}

/// A table of the live view and its counterpart.
struct Pair {
    table: String,
    schema: String,
    /// The columns of its primary key, quoted, joined by commas.
    key: String,
}

impl Pair {
    async fn of(tx: &mut PgConnection, schema: &str, table: String) -> Result<Self, sqlx::Error> {
        let key: String = sqlx::query_scalar(
            "select string_agg(quote_ident(a.attname), ', ' order by k.place)
             from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
             cross join lateral unnest(i.indkey::int2[]) with ordinality as k (number, place)
             join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
             where i.indisprimary and n.nspname = $1 and c.relname = $2",
        )
        .bind(schema)
        .bind(&table)
        .fetch_one(tx)
        .await?;
        Ok(Self { table, schema: schema.to_owned(), key })
    }

    async fn compare(&self, tx: &mut PgConnection, into: &mut Compared) -> Result<(), sqlx::Error> {
        let Self { table, schema, key } = self;
        let exists: bool = sqlx::query_scalar("select to_regclass($1) is not null")
            .bind(format!("\"{LIVE}\".\"{table}\""))
            .fetch_one(&mut *tx)
            .await?;
        let rows = |schema: &str| {
            format!("select row({key})::text as key, to_json(t)::text as doc from \"{schema}\".\"{table}\" t")
        };
        // A live table that is missing altogether has no rows.
        let live = if exists {
            rows(LIVE)
        } else {
            "select null::text as key, null::text as doc where false".to_owned()
        };
        let differing = format!(
            "from ({live}) l full join ({}) s on s.key = l.key where l.doc is distinct from s.doc",
            rows(schema)
        );
        let (rows, found): (i64, i64) = sqlx::query_as(&format!(
            "select (select count(*) from \"{schema}\".\"{table}\"), (select count(*) {differing})"
        ))
        .fetch_one(&mut *tx)
        .await?;
        into.rows += rows.unsigned_abs();
        into.found += found.unsigned_abs();
        if found == 0 {
            return Ok(());
        }
        let listed: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(&format!(
            "select coalesce(l.key, s.key), l.doc, s.doc {differing} order by 1 limit {LISTED}"
        ))
        .fetch_all(tx)
        .await?;
        let difference = |(key, live, rebuilt)| RowDifference { table: table.clone(), key, live, rebuilt };
        into.differences.extend(listed.into_iter().map(difference));
        Ok(())
    }
}
