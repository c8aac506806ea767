//! Jobs: what remains to be done outside, done at least once.
//!
//! A job is written in the transaction that asks for it. A worker claims it by a lease with a fencing number: when
//! the lease runs out another worker may claim it, and the first one's answer is then refused. What the job does must
//! bear repetition; what it learns goes back into the journal as a command
//! ([`Unit::complete`](crate::Unit::complete) settles the job in the same transaction).

mod report;

use crate::error::JournalError;
use crate::journal::Journal;
use crate::stream::{StreamId, all_partitions, partition_of_key};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{FromRow, Row};
use std::time::Duration;
use uuid::Uuid;

/// A job to be asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    /// Which worker's.
    pub kind: String,
    /// What the worker needs. Open values are sealed when it is asked for in a unit of work.
    pub payload: Value,
    /// The stream that it belongs to, as `type/id`: the job lives in that stream's partition.
    pub partition_key: String,
    /// When, by the registrar's clock.
    pub due_at: DateTime<Utc>,
    /// Asked for at most once under this text and partition key, for as long as settled jobs are kept.
    pub dedup: Option<String>,
}

impl NewJob {
    /// A job that belongs to a stream.
    pub fn new(kind: impl Into<String>, stream: &StreamId, payload: Value, due_at: DateTime<Utc>) -> Self {
        Self { kind: kind.into(), payload, partition_key: stream.to_string(), due_at, dedup: None }
    }

    /// At most once under this text.
    #[must_use]
    pub fn once(mut self, dedup: impl Into<String>) -> Self {
        self.dedup = Some(dedup.into());
        self
    }
}

/// The right to do a job until `until`, proven by the fencing number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The job's partition.
    pub partition: i16,
    /// The job.
    pub id: Uuid,
    /// Raised by every claim.
    pub fence: i64,
    /// When another worker may take over, by the database's clock.
    pub until: DateTime<Utc>,
}

/// A claimed job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// To settle it with.
    pub lease: Lease,
    /// Which worker's.
    pub kind: String,
    /// The stream that it belongs to, as `type/id`.
    pub stream: String,
    /// What the worker needs, sealed values sealed (see [`Vault::open_json`](crate::vault::Vault::open_json)).
    pub payload: Value,
    /// When it was due, by the registrar's clock.
    pub due_at: DateTime<Utc>,
    /// This attempt's number, from 1.
    pub attempts: u32,
    /// The command that asked for it: the causation of what it brings back.
    pub command_id: Option<Uuid>,
}

/// A job as people see it.
#[derive(Clone, Debug, PartialEq, FromRow)]
pub struct JobRecord {
    /// The job.
    pub id: Uuid,
    /// Its partition.
    pub partition: i16,
    /// Which worker's.
    pub kind: String,
    /// The stream that it belongs to, as `type/id`.
    pub stream: String,
    /// `open`, `done` or `parked`.
    pub state: String,
    /// When it is due, by the registrar's clock.
    pub due_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// What the last attempt said.
    pub last_error: Option<String>,
    /// When it was asked for, by the real clock.
    pub enqueued_at: DateTime<Utc>,
}

const RECORD: &str = "id, partition, kind, stream, state, due_at, attempts, last_error, enqueued_at";

/// The jobs of a journal.
#[derive(Clone)]
pub struct Jobs(Journal);

impl Journal {
    /// The jobs.
    pub fn jobs(&self) -> Jobs {
        Jobs(self.clone())
    }
}

/// Asks for jobs inside a transaction of the caller's, a follower's for instance. Payloads are stored as they are:
/// seal them first.
///
/// # Errors
/// The database failed.
pub async fn enqueue_in(connection: &mut PgConnection, jobs: &[NewJob]) -> Result<(), sqlx::Error> {
    if jobs.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into jobs (partition, id, kind, stream, payload, dedup, due_at)
         select * from unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::json[], $6::text[],
             $7::timestamptz[])
         on conflict do nothing",
    )
    .bind(jobs.iter().map(|job| partition_of_key(&job.partition_key)).collect::<Vec<_>>())
    .bind(jobs.iter().map(|_| Uuid::now_v7()).collect::<Vec<_>>())
    .bind(jobs.iter().map(|job| job.kind.as_str()).collect::<Vec<_>>())
    .bind(jobs.iter().map(|job| job.partition_key.as_str()).collect::<Vec<_>>())
    .bind(jobs.iter().map(|job| &job.payload).collect::<Vec<_>>())
    .bind(jobs.iter().map(|job| job.dedup.as_deref()).collect::<Vec<_>>())
    .bind(jobs.iter().map(|job| job.due_at).collect::<Vec<_>>())
    .execute(connection)
    .await
    .map(|_| ())
}

impl Jobs {
    /// Claims up to `limit` jobs of these kinds that are due, for `lease`; the longest due first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim(
        &self,
        worker: &str,
        kinds: &[&str],
        now: DateTime<Utc>,
        limit: u32,
        lease: Duration,
    ) -> Result<Vec<Job>, JournalError> {
        let partitions = all_partitions();
        let partitions = &partitions;
        // A repeat after a lost connection claims other jobs; those of the first try come back with their lease.
        let rows = self
            .0
            .read(|connection, _| {
                Box::pin(
                    sqlx::query(
                        "update jobs set lease_owner = $4, lease_until = now() + make_interval(secs => $5),
                             fence = fence + 1, attempts = attempts + 1
                         from (select partition, id from jobs
                               where partition = any($1) and state = 'open' and kind = any($2) and due_at <= $3
                                   and not_before <= now() and (lease_until is null or lease_until < now())
                               order by due_at limit $6 for update skip locked) as free
                         where jobs.partition = free.partition and jobs.id = free.id
                         returning jobs.partition, jobs.id, fence, lease_until, kind, stream, payload, due_at,
                             attempts, command_id",
                    )
                    .bind(partitions)
                    .bind(kinds)
                    .bind(now)
                    .bind(worker)
                    .bind(lease.as_secs_f64())
                    .bind(i64::from(limit))
                    .fetch_all(connection),
                )
            })
            .await
            .map_err(JournalError::database("claiming jobs"))?;
        let jobs: Result<Vec<Job>, sqlx::Error> = rows.iter().map(job).collect();
        let mut jobs = jobs.map_err(JournalError::database("decoding jobs"))?;
        jobs.sort_by_key(|job| (job.due_at, job.lease.id));
        Ok(jobs)
    }

    /// The job is done.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn complete(&self, lease: &Lease) -> Result<(), JournalError> {
        self.settle(lease, "state = 'done', settled_at = now(), last_error = null", None, 0.0).await
    }

    /// The attempt failed; the next one comes after `pause`. The job stays the same, so does its count of attempts.
    /// The error is kept for people: nothing personal in it.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn retry(&self, lease: &Lease, pause: Duration, error: &str) -> Result<(), JournalError> {
        let change = "last_error = $4, not_before = now() + make_interval(secs => $5)";
        self.settle(lease, change, Some(error), pause.as_secs_f64()).await
    }

    /// Trying again would not help: the job is put aside, visibly, until somebody decides.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn park(&self, lease: &Lease, error: &str) -> Result<(), JournalError> {
        self.settle(lease, "state = 'parked', last_error = $4", Some(error), 0.0).await
    }

    /// Another span for a job that takes longer.
    ///
    /// # Errors
    /// [`JournalError::LeaseLost`], or the database failed.
    pub async fn extend(&self, lease: &mut Lease, span: Duration) -> Result<(), JournalError> {
        let (partition, id, fence) = (lease.partition, lease.id, lease.fence);
        let until: Option<DateTime<Utc>> = self
            .0
            .read(|connection, _| {
                Box::pin(
                    sqlx::query_scalar(
                        "update jobs set lease_until = now() + make_interval(secs => $4)
                         where partition = $1 and id = $2 and fence = $3 and state = 'open' returning lease_until",
                    )
                    .bind(partition)
                    .bind(id)
                    .bind(fence)
                    .bind(span.as_secs_f64())
                    .fetch_optional(connection),
                )
            })
            .await
            .map_err(JournalError::database("extending a lease"))?;
        lease.until = until.ok_or_else(|| lost(id))?;
        Ok(())
    }

    async fn settle(
        &self,
        lease: &Lease,
        change: &str,
        error: Option<&str>,
        pause: f64,
    ) -> Result<(), JournalError> {
        let statement = format!(
            "update jobs set {change}, lease_owner = null, lease_until = null
             where partition = $1 and id = $2 and fence = $3 and state = 'open'
                 and ($4::text is null or true) and ($5::float8 is null or true)"
        );
        let statement = &statement;
        let done = self
            .0
            .read(|connection, _| {
                let query = sqlx::query(statement).bind(lease.partition).bind(lease.id).bind(lease.fence);
                Box::pin(query.bind(error).bind(pause).execute(connection))
            })
            .await
            .map_err(JournalError::database("settling a job"))?;
        match done.rows_affected() {
            0 => Err(lost(lease.id)),
            _ => {
                self.0.hub().jobs_changed();
                Ok(())
            }
        }
    }

    /// Opens a parked job again, from its first attempt. Answers whether it was parked.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reopen(&self, partition: i16, id: Uuid) -> Result<bool, JournalError> {
        let done = self
            .0
            .read(|connection, _| {
                Box::pin(
                    sqlx::query(
                        "update jobs set state = 'open', attempts = 0, not_before = '-infinity'
                         where partition = $1 and id = $2 and state = 'parked'",
                    )
                    .bind(partition)
                    .bind(id)
                    .execute(connection),
                )
            })
            .await
            .map_err(JournalError::database("opening a parked job"))?;
        self.0.hub().jobs_changed();
        Ok(done.rows_affected() > 0)
    }

    /// When the next open job falls due that was not due at `now`, by the registrar's clock.
    ///
    /// # Errors
    /// The database failed.
    pub async fn next_due(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, JournalError> {
        self.0
            .read(|connection, _| {
                let query =
                    sqlx::query_scalar("select min(due_at) from jobs where state = 'open' and due_at > $1");
                Box::pin(query.bind(now).fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("asking for the next job"))
    }

    /// Takes every lease back, for whoever knows that no other process works on this database: after a crash
    /// nobody has to wait for the leases of the dead.
    ///
    /// # Errors
    /// The database failed.
    pub async fn free_all(&self) -> Result<u64, JournalError> {
        let freed = sqlx::query(
            "update jobs set lease_owner = null, lease_until = null, fence = fence + 1
             where state = 'open' and lease_owner is not null",
        )
        .execute(self.0.pool())
        .await;
        freed.map(|done| done.rows_affected()).map_err(JournalError::database("freeing leases"))
    }

    /// How many open jobs are due at `until`, by the registrar's clock; leased ones and those in back-off count.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_unsettled(&self, until: DateTime<Utc>) -> Result<u64, JournalError> {
        let count: i64 = self
            .0
            .read(|connection, _| {
                let query =
                    sqlx::query_scalar("select count(*) from jobs where state = 'open' and due_at <= $1");
                Box::pin(query.bind(until).fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("counting jobs"))?;
        Ok(count.unsigned_abs())
    }

    /// The jobs that were put aside, the latest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn parked(&self, limit: u32) -> Result<Vec<JobRecord>, JournalError> {
        let statement =
            format!("select {RECORD} from jobs where state = 'parked' order by due_at desc limit $1");
        let statement = &statement;
        self.0
            .read(|connection, _| {
                Box::pin(sqlx::query_as(statement).bind(i64::from(limit)).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("reading parked jobs"))
    }

    /// Waits until jobs were asked for or settled somewhere, at most `poll`. A worker claims until nothing is due,
    /// then waits.
    pub async fn changed(&self, seen: &mut JobNews, poll: Duration) {
        // A closed channel means that the journal is gone; the caller notices at its next claim.
        let _ = tokio::time::timeout(poll, seen.0.changed()).await;
    }

    /// What was heard so far: take it before claiming, so that nothing is missed in between.
    pub fn news(&self) -> JobNews {
        JobNews(self.0.hub().jobs())
    }
}

/// What a worker has heard of.
pub struct JobNews(tokio::sync::watch::Receiver<u64>);

fn lost(id: Uuid) -> JournalError {
    JournalError::LeaseLost { what: format!("job {id}") }
}

fn job(row: &PgRow) -> Result<Job, sqlx::Error> {
    let attempts: i32 = row.try_get(8)?;
    Ok(Job {
        lease: Lease {
            partition: row.try_get(0)?,
            id: row.try_get(1)?,
            fence: row.try_get(2)?,
            until: row.try_get(3)?,
        },
        kind: row.try_get(4)?,
        stream: row.try_get(5)?,
        payload: row.try_get(6)?,
        due_at: row.try_get(7)?,
        attempts: attempts.unsigned_abs(),
        command_id: row.try_get(9)?,
    })
}
