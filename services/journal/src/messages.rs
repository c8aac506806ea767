//! Registry messages: what was sent and what came, kept beside the journal as evidence of it.

use crate::error::JournalError;
use crate::journal::Journal;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::Row;
use sqlx::postgres::PgRow;

/// A message of a command or its answer. The body is JSON: a text, or a sealed one.
#[derive(Clone, Debug)]
pub struct StoredMessage {
    /// Which registry.
    pub registry: String,
    /// To it, or from it.
    pub sent: bool,
    /// Our transaction.
    pub cltrid: Option<String>,
    /// Verb and object.
    pub label: String,
    /// Result code of an answer.
    pub code: Option<i32>,
    /// The XML, as a JSON text or its sealed form.
    pub body: Value,
}

/// What became of a message of a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollFate {
    /// Not acted upon yet.
    Kept,
    /// Its meaning is in the journal.
    Handled,
    /// It waits for a person.
    Unknown,
    /// A person has dealt with it.
    Closed,
}

impl PollFate {
    /// What is in the table; its check admits nothing else.
    fn read(word: &str) -> Self {
        match word {
            "handled" => Self::Handled,
            "unknown" => Self::Unknown,
            "closed" => Self::Closed,
            _ => Self::Kept,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Handled => "handled",
            Self::Unknown => "unknown",
            Self::Closed => "closed",
        }
    }
}

/// A message of a queue that waits for a person.
#[derive(Clone, Debug)]
pub struct WaitingMessage {
    /// Which registry.
    pub registry: String,
    /// The message's id there.
    pub id: String,
    /// When it was queued there.
    pub queued_at: Option<DateTime<Utc>>,
    /// When it came here, in real time.
    pub kept_at: DateTime<Utc>,
    /// Its text.
    pub message: String,
    /// The whole, as JSON text or its sealed form.
    pub body: Value,
}

impl Journal {
    /// Keeps a message that was sent or came.
    ///
    /// # Errors
    /// The database failed.
    pub async fn store_message(&self, message: StoredMessage) -> Result<(), JournalError> {
        let at = crate::wall_clock();
        sqlx::query(
            "insert into registry_messages (at, registry, sent, cltrid, label, code, body)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(at)
        .bind(message.registry)
        .bind(message.sent)
        .bind(message.cltrid)
        .bind(message.label)
        .bind(message.code)
        .bind(message.body)
        .execute(self.pool())
        .await
        .map_err(JournalError::database("keeping a registry message"))?;
        Ok(())
    }

    /// Keeps a message of a registry's queue. One that is there already stays as it is; what became of it is
    /// answered.
    ///
    /// # Errors
    /// The database failed: the message must not be acknowledged then.
    pub async fn keep_poll(
        &self,
        registry: &str,
        id: &str,
        queued_at: Option<DateTime<Utc>>,
        message: &str,
        body: Value,
    ) -> Result<PollFate, JournalError> {
        let failed = || JournalError::database("keeping a message of a registry's queue");
        sqlx::query(
            "insert into poll_messages (registry, id, queued_at, kept_at, message, body)
             values ($1, $2, $3, $4, $5, $6) on conflict (registry, id) do nothing",
        )
        .bind(registry)
        .bind(id)
        .bind(queued_at)
        .bind(crate::wall_clock())
        .bind(message)
        .bind(body)
        .execute(self.pool())
        .await
        .map_err(failed())?;
        let fate: String =
            sqlx::query_scalar("select fate from poll_messages where registry = $1 and id = $2")
                .bind(registry)
                .bind(id)
                .fetch_one(self.pool())
                .await
                .map_err(failed())?;
        Ok(PollFate::read(&fate))
    }

    /// Says what became of a message of a queue; whether that is news. What was handled or closed stays so: two
    /// readers may have had the same message at once.
    ///
    /// # Errors
    /// The database failed.
    pub async fn settle_poll(&self, registry: &str, id: &str, fate: PollFate) -> Result<bool, JournalError> {
        let done = sqlx::query(
            "update poll_messages set fate = $3, settled_at = $4
             where registry = $1 and id = $2 and fate in ('kept', 'unknown')",
        )
        .bind(registry)
        .bind(id)
        .bind(fate.as_str())
        .bind(crate::wall_clock())
        .execute(self.pool())
        .await
        .map_err(JournalError::database("settling a message of a registry's queue"))?;
        Ok(done.rows_affected() > 0)
    }

    /// A person has dealt with a message that waited; whether it did.
    ///
    /// # Errors
    /// The database failed.
    pub async fn close_poll(&self, registry: &str, id: &str) -> Result<bool, JournalError> {
        let done = sqlx::query(
            "update poll_messages set fate = $3, settled_at = $4
             where registry = $1 and id = $2 and fate in ('kept', 'unknown')",
        )
        .bind(registry)
        .bind(id)
        .bind(PollFate::Closed.as_str())
        .bind(crate::wall_clock())
        .execute(self.pool())
        .await
        .map_err(JournalError::database("closing a message of a registry's queue"))?;
        Ok(done.rows_affected() > 0)
    }

    /// The messages that wait for a person, oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn waiting_messages(&self, limit: u32) -> Result<Vec<WaitingMessage>, JournalError> {
        let failed = JournalError::database("listing registry messages");
        let rows = sqlx::query(
            "select registry, id, queued_at, kept_at, message, body from poll_messages
             where fate in ('kept', 'unknown') order by kept_at limit $1",
        )
        .bind(i64::from(limit))
        .fetch_all(self.pool())
        .await;
        rows.and_then(|rows| rows.iter().map(waiting).collect()).map_err(failed)
    }
}

fn waiting(row: &PgRow) -> Result<WaitingMessage, sqlx::Error> {
    Ok(WaitingMessage {
        registry: row.try_get(0)?,
        id: row.try_get(1)?,
        queued_at: row.try_get(2)?,
        kept_at: row.try_get(3)?,
        message: row.try_get(4)?,
        body: row.try_get(5)?,
    })
}
