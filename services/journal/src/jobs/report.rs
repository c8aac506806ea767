//! Jobs as people and their support ask about them, and what is forgotten of them.

use super::{JobRecord, Jobs, RECORD};
use crate::error::JournalError;
use crate::stream::{StreamId, all_partitions};
use chrono::{DateTime, Utc};
use uuid::Uuid;

impl Jobs {
    /// The jobs of one stream, the latest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn of_stream(&self, stream: &StreamId) -> Result<Vec<JobRecord>, JournalError> {
        let statement = format!(
            "select {RECORD} from jobs where stream = $1 and partition = $2 order by enqueued_at desc"
        );
        let (statement, name) = (&statement, stream.to_string());
        let name = &name;
        self.0
            .read(|connection, _| {
                let query = sqlx::query_as(statement).bind(name).bind(stream.partition());
                Box::pin(query.fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("reading a stream's jobs"))
    }

    /// Since when the job that has been due longest waits, by the registrar's clock; none where nothing is due.
    ///
    /// # Errors
    /// The database failed.
    pub async fn oldest_due(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, JournalError> {
        self.0
            .read(|connection, _| {
                let query =
                    sqlx::query_scalar("select min(due_at) from jobs where state = 'open' and due_at <= $1");
                Box::pin(query.bind(now).fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("asking for the oldest job"))
    }

    /// How many jobs were put aside.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_parked(&self) -> Result<u64, JournalError> {
        let count: i64 = self
            .0
            .read(|connection, _| {
                Box::pin(
                    sqlx::query_scalar("select count(*) from jobs where state = 'parked'")
                        .fetch_one(connection),
                )
            })
            .await
            .map_err(JournalError::database("counting parked jobs"))?;
        Ok(count.unsigned_abs())
    }

    /// Forgets jobs that were settled before `before` (real time), and says how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_settled(&self, before: DateTime<Utc>) -> Result<u64, JournalError> {
        let done = self
            .0
            .read(|connection, _| {
                let query = sqlx::query("delete from jobs where state = 'done' and settled_at < $1");
                Box::pin(query.bind(before).execute(connection))
            })
            .await
            .map_err(JournalError::database("forgetting settled jobs"))?;
        Ok(done.rows_affected())
    }

    /// As [`Jobs::reopen`], for people, who know a job's id and not its partition. Answers the stream that the job belongs
    /// to, if it was parked.
    ///
    /// # Errors
    /// The database failed.
    pub async fn reopen_by_id(&self, id: Uuid) -> Result<Option<String>, JournalError> {
        let partitions = all_partitions();
        let partitions = &partitions;
        let stream = self
            .0
            .read(|connection, _| {
                Box::pin(
                    sqlx::query_scalar(
                        "update jobs set state = 'open', attempts = 0, not_before = '-infinity'
                         where partition = any($1) and id = $2 and state = 'parked' returning stream",
                    )
                    .bind(partitions)
                    .bind(id)
                    .fetch_optional(connection),
                )
            })
            .await
            .map_err(JournalError::database("opening a parked job"))?;
        self.0.hub().jobs_changed();
        Ok(stream)
    }
}
