//! Jobs as people and their support ask about them, and what is forgotten of them.

use super::{JobRecord, Jobs, RECORD};
use crate::error::JournalError;
use crate::stream::StreamId;
use chrono::{DateTime, Utc};

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
}
