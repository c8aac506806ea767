//! Reading behind the fence, and applying with the checkpoint.

use super::{Follower, FollowerError};
use crate::recorded::{COLUMNS, Recorded};
use crate::stream::Cursor;
use crate::upcast::Upcasters;
use futures::FutureExt;
use sqlx::{Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;

/// The schema that readers see.
pub(super) const LIVE: &str = "views";

/// Why a batch was not applied.
pub(super) enum BatchError {
    /// A partition was leased to another process, or rebuilt: our leases are out of date.
    Fenced,
    /// The follower's code failed.
    Follower(FollowerError),
    /// The database failed.
    Database(sqlx::Error),
}

impl From<sqlx::Error> for BatchError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

/// What follows the checkpoints in these partitions, up to `limit` events of each, as far as no older transaction is
/// running. Reads outside of any transaction: with a transaction id of its own the fence would stand before it.
///
/// Events of an older epoch are all committed; their transaction ids mean nothing any more.
pub(super) async fn poll(
    connection: &mut PgConnection,
    follower: &str,
    partitions: &[i16],
    limit: i64,
    epoch: i32,
    upcasters: &Upcasters,
) -> Result<Vec<Recorded>, sqlx::Error> {
    let statement = format!(
        "select {COLUMNS} from checkpoints c cross join lateral (
             select * from events e
             where e.partition = c.partition and (e.epoch, e.xid, e.position) > (c.epoch, c.xid, c.position)
                 and (e.epoch < $4 or e.xid < pg_snapshot_xmin(pg_current_snapshot()))
             order by e.epoch, e.xid, e.position limit $3) e
         where c.follower = $1 and c.partition = any($2)
         order by e.partition, e.epoch, e.xid, e.position"
    );
    let query = sqlx::query(&statement).bind(follower).bind(partitions).bind(limit).bind(epoch);
    Recorded::from_rows(&query.fetch_all(connection).await?, upcasters)
}

/// The last cursor of each partition in a batch.
pub(super) fn ends(batch: &[Recorded]) -> Vec<Cursor> {
    let ends: BTreeMap<i16, Cursor> =
        batch.iter().map(|event| (event.cursor.partition, event.cursor)).collect();
    ends.into_values().collect()
}

/// Applies a batch and moves the checkpoints, in one transaction, if all its partitions are still ours.
///
/// The checkpoints are locked before the follower touches its tables: a rebuild takes the same order when it swaps.
pub(super) async fn apply(
    connection: &mut PgConnection,
    follower: &mut dyn Follower,
    name: &str,
    fences: &BTreeMap<i16, i64>,
    batch: &[Recorded],
    schema: &str,
) -> Result<Vec<Cursor>, BatchError> {
    let ends = ends(batch);
    let mut tx = connection.begin().await?;
    enter(&mut tx, schema).await?;
    lock(&mut tx, name, fences, &ends).await?;
    run_follower(&mut tx, follower, batch).await.map_err(BatchError::Follower)?;
    advance(&mut tx, name, &ends).await?;
    tx.commit().await?;
    Ok(ends)
}

/// A follower that panics has failed; it does not take the process with it.
pub(super) async fn run_follower(
    tx: &mut PgConnection,
    follower: &mut dyn Follower,
    batch: &[Recorded],
) -> Result<(), FollowerError> {
    match AssertUnwindSafe(follower.apply(tx, batch)).catch_unwind().await {
        Ok(applied) => applied,
        Err(panic) => {
            let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
            let said = said.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Err(format!("it panicked: {said}").into())
        }
    }
}

async fn lock(
    tx: &mut PgConnection,
    name: &str,
    fences: &BTreeMap<i16, i64>,
    ends: &[Cursor],
) -> Result<(), BatchError> {
    let partitions: Vec<i16> = ends.iter().map(|end| end.partition).collect();
    let held: Vec<(i16, i64)> = sqlx::query_as(
        "select partition, fence from checkpoints where follower = $1 and partition = any($2)
         order by partition for update",
    )
    .bind(name)
    .bind(&partitions)
    .fetch_all(tx)
    .await?;
    let ours = held.len() == partitions.len()
        && held.iter().all(|(partition, fence)| fences.get(partition) == Some(fence));
    if ours { Ok(()) } else { Err(BatchError::Fenced) }
}

/// Moves checkpoints, which are locked; whatever had failed there has passed.
pub(super) async fn advance(tx: &mut PgConnection, name: &str, ends: &[Cursor]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update checkpoints c set epoch = k.epoch, xid = k.xid::xid8, position = k.position,
             failures = 0, failing_since = null, last_error = null
         from unnest($2::smallint[], $3::integer[], $4::text[], $5::bigint[]) as k (partition, epoch, xid, position)
         where c.follower = $1 and c.partition = k.partition",
    )
    .bind(name)
    .bind(ends.iter().map(|end| end.partition).collect::<Vec<_>>())
    .bind(ends.iter().map(|end| end.epoch).collect::<Vec<_>>())
    .bind(ends.iter().map(|end| end.xid.to_string()).collect::<Vec<_>>())
    .bind(ends.iter().map(|end| end.position).collect::<Vec<_>>())
    .execute(tx)
    .await
    .map(|_| ())
}

/// Where unqualified names lead, for the rest of the transaction.
pub(super) async fn enter(tx: &mut PgConnection, schema: &str) -> Result<(), sqlx::Error> {
    tx.execute(format!("set local search_path = \"{schema}\", public").as_str()).await.map(|_| ())
}

pub(super) async fn make_tables(
    connection: &mut PgConnection,
    statements: &'static str,
    schema: &str,
) -> Result<(), sqlx::Error> {
    if statements.is_empty() {
        return Ok(());
    }
    let mut tx = connection.begin().await?;
    // `if not exists` does not keep two processes from making the same table at the same time.
    tx.execute("select pg_advisory_xact_lock(4712)").await?;
    enter(&mut tx, schema).await?;
    tx.execute(statements).await?;
    tx.commit().await
}
