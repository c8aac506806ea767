//! The inbox as people ask about it.

use super::{Inbox, partition};
use crate::error::JournalError;
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

/// How the inbox stands.
#[derive(Clone, Debug, Default, PartialEq, FromRow)]
pub struct InboxStanding {
    /// Mails that wait to be dealt with or answered.
    pub waiting: i64,
    /// Since when the oldest of them waits, in real time.
    pub oldest: Option<DateTime<Utc>>,
    /// What stood in the way of the latest that was tried in vain.
    pub obstacle: Option<String>,
    /// Mails that were put aside.
    pub aside: i64,
    /// The latest of them.
    pub latest_aside: Option<Uuid>,
}

/// A mail as people see it.
#[derive(Clone, Debug, PartialEq)]
pub struct MailRecord {
    /// `waiting`, `answering`, `done` or `aside`.
    pub state: String,
    /// What became of it.
    pub fate: Option<String>,
    /// Whose it turned out to be.
    pub account: Option<u64>,
    /// The answer, where one is owed and not forgotten.
    pub answer: Option<Value>,
    /// What stood in the way.
    pub last_error: Option<String>,
}

impl Inbox {
    /// How it stands.
    ///
    /// # Errors
    /// The database failed.
    pub async fn standing(&self) -> Result<InboxStanding, JournalError> {
        self.0
            .read(|connection, _| {
                Box::pin(
                    sqlx::query_as(
                        "select count(*) filter (where state <> 'aside') as waiting,
                             min(kept_at) filter (where state <> 'aside') as oldest,
                             (array_agg(last_error order by kept_at desc)
                                 filter (where state <> 'aside' and last_error is not null))[1] as obstacle,
                             count(*) filter (where state = 'aside') as aside,
                             (array_agg(id order by kept_at desc) filter (where state = 'aside'))[1]
                                 as latest_aside
                         from mail_inbox where state in ('waiting', 'answering', 'aside')",
                    )
                    .fetch_one(connection),
                )
            })
            .await
            .map_err(JournalError::database("asking how the inbox stands"))
    }

    /// One mail; none is kept under an unknown id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn record(&self, id: Uuid) -> Result<Option<MailRecord>, JournalError> {
        type Row = (String, Option<String>, Option<i64>, Option<Value>, Option<String>);
        let row: Option<Row> = self
            .0
            .read(|connection, _| {
                let query = sqlx::query_as(
                    "select state, fate, account, answer, last_error from mail_inbox
                     where partition = $1 and id = $2",
                );
                Box::pin(query.bind(partition(id)).bind(id).fetch_optional(connection))
            })
            .await
            .map_err(JournalError::database("reading a mail's state"))?;
        let Some((state, fate, account, answer, last_error)) = row else { return Ok(None) };
        let answer = self.opened(answer).await?;
        Ok(Some(MailRecord { state, fate, account: account.map(i64::unsigned_abs), answer, last_error }))
    }

    /// How many mails of an account met a fate and were answered since `since` (real time).
    ///
    /// # Errors
    /// The database failed.
    pub async fn answered_since(
        &self,
        account: u64,
        fate: &str,
        since: DateTime<Utc>,
    ) -> Result<u64, JournalError> {
        let account = i64::try_from(account).unwrap_or(i64::MAX);
        let count: i64 = self
            .0
            .read(|connection, _| {
                let query = sqlx::query_scalar(
                    "select count(*) from mail_inbox
                     where account = $1 and fate = $2 and settled_at > $3 and answer is not null",
                );
                Box::pin(query.bind(account).bind(fate).bind(since).fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("counting answers to an account"))?;
        Ok(count.unsigned_abs())
    }
}
