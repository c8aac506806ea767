//! Answers kept under a caller's key: the second request with it is answered, not executed.

use crate::error::JournalError;
use crate::journal::Journal;
use crate::stream::partition_of;
use serde_json::Value;
use sqlx::Row;
use uuid::Uuid;

/// A key as the caller gave it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey {
    /// Whose and through which door: `graphql:account:13490`.
    pub scope: String,
    /// The caller's key.
    pub key: String,
    /// A digest of the request: another request under the same key is a mistake.
    pub fingerprint: String,
}

impl IdempotencyKey {
    pub(crate) fn partition(&self) -> i16 {
        partition_of(&self.scope, &self.key)
    }
}

/// What was answered under a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Remembered {
    /// The digest of the first request.
    pub fingerprint: String,
    /// Its answer, sealed values open as far as their keys exist.
    pub answer: Value,
    /// The command that it was executed under.
    pub command_id: Uuid,
}

/// The scope under which supplied command ids are remembered.
pub(crate) const COMMANDS: &str = "command";

impl Journal {
    /// The answer given under this key, if there was one.
    ///
    /// # Errors
    /// The database failed, or the answer is unreadable.
    pub async fn remembered(&self, scope: &str, key: &str) -> Result<Option<Remembered>, JournalError> {
        let partition = partition_of(scope, key);
        let row = self
            .read(|connection, _| {
                Box::pin(
                    sqlx::query(
                        "select fingerprint, answer, command_id from idempotency
                         where scope = $1 and key = $2 and partition = $3",
                    )
                    .bind(scope)
                    .bind(key)
                    .bind(partition)
                    .fetch_optional(connection),
                )
            })
            .await
            .map_err(JournalError::database("looking an idempotency key up"))?;
        let Some(row) = row else { return Ok(None) };
        let failed = JournalError::database("decoding an idempotency key");
        let columns = || Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        let (fingerprint, answer, command_id) = columns().map_err(failed)?;
        Ok(Some(Remembered { fingerprint, answer: self.vault().open_json(answer).await?, command_id }))
    }

    /// Forgets answers older than `before` (real time), and says how many.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_answers(&self, before: chrono::DateTime<chrono::Utc>) -> Result<u64, JournalError> {
        let done = self
            .read(|connection, _| {
                Box::pin(
                    sqlx::query("delete from idempotency where remembered_at < $1")
                        .bind(before)
                        .execute(connection),
                )
            })
            .await
            .map_err(JournalError::database("forgetting old answers"))?;
        Ok(done.rows_affected())
    }
}

/// What is remembered of a command with a supplied id: which events it appended.
pub(crate) fn trace(unit: &crate::unit::Unit) -> Value {
    let events = unit.events().iter().map(|event| {
        serde_json::json!([event.stream.aggregate_type(), event.stream.aggregate_id(), event.sequence])
    });
    Value::Array(events.collect())
}

impl Journal {
    /// The events that a trace names.
    pub(crate) async fn traced(
        &self,
        trace: &Value,
        command_id: Uuid,
    ) -> Result<Vec<crate::recorded::Recorded>, JournalError> {
        let names: Vec<(String, String, i64)> = serde_json::from_value(trace.clone())
            .map_err(|source| JournalError::Unwritable { what: "the trace of a command", source })?;
        let types: Vec<&str> = names.iter().map(|(t, _, _)| t.as_str()).collect();
        let ids: Vec<&str> = names.iter().map(|(_, id, _)| id.as_str()).collect();
        let sequences: Vec<i64> = names.iter().map(|(_, _, sequence)| *sequence).collect();
        let partitions: Vec<i16> = names.iter().map(|(t, id, _)| partition_of(t, id)).collect();
        let statement = format!(
            "select {} from unnest($1::text[], $2::text[], $3::bigint[], $4::smallint[])
                 as k (type, id, sequence, partition)
             join events e on e.aggregate_type = k.type and e.aggregate_id = k.id
                 and e.sequence = k.sequence and e.partition = k.partition
             where e.command_id = $5 order by e.position",
            crate::recorded::COLUMNS
        );
        let (statement, types, ids, sequences, partitions) =
            (&statement, &types, &ids, &sequences, &partitions);
        let rows = self
            .read(|connection, _| {
                let query = sqlx::query(statement).bind(types).bind(ids).bind(sequences).bind(partitions);
                Box::pin(query.bind(command_id).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("reading the events of a command"))?;
        crate::recorded::Recorded::from_rows(&rows, self.upcasters())
            .map_err(JournalError::database("decoding events"))
    }
}
