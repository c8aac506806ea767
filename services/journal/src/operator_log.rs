//! What members of staff did that is no event, kept beside the journal: every look at personal data among it.
//!
//! A look is not an event: it changes nothing that anybody could replay, and there are far more of them than of anything
//! that an operator's stream records. Rows are only added.

use crate::error::JournalError;
use crate::journal::Journal;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::{FromRow, Postgres, QueryBuilder};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Personal data was shown.
    Look,
    /// A job that was given up was opened again.
    RetryJob,
    /// A registry's message was closed.
    CloseMessage,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Look, Self::RetryJob, Self::CloseMessage];

    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::RetryJob => "retry-job",
            Self::CloseMessage => "close-message",
        }
    }
}

/// Something to be noted.
#[derive(Clone, Debug)]
pub struct Noted {
    /// Who.
    pub login: String,
    /// As what.
    pub role: String,
    /// What.
    pub act: Act,
    /// About what: `contact/151049`, a job's id, `registry/message`.
    pub subjects: Vec<String>,
    /// Why, where it had to be said.
    pub reason: Option<String>,
    /// From which network address.
    pub address: Option<String>,
}

/// Something that was noted. The address stays sealed.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct LogEntry {
    /// Its number: later entries have higher ones.
    pub id: i64,
    /// When, in real time.
    pub at: DateTime<Utc>,
    /// Who.
    pub login: String,
    /// As what.
    pub role: String,
    /// `look`, `retry-job` or `close-message`.
    pub act: String,
    /// About what.
    pub subjects: Vec<String>,
    /// Why, where it had to be said.
    pub reason: Option<String>,
}

/// Which entries. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct LogFilter {
    /// Of this operator.
    pub login: Option<String>,
    /// Of this kind.
    pub act: Option<Act>,
    /// About this.
    pub subject: Option<String>,
    /// At this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Older than this entry.
    pub before: Option<i64>,
}

impl Journal {
    /// Notes what operators did, all of it in one statement. Durable when it returns.
    ///
    /// # Errors
    /// The database failed: what was to be shown must not be shown then.
    pub async fn note(&self, noted: Vec<Noted>) -> Result<(), JournalError> {
        let row = |noted: Noted| {
            let owner = format!("operator:{}", noted.login);
            let sealed =
                |address| json!({ "$open": { "owner": owner, "purpose": "evidence", "value": address } });
            json!({
                "login": noted.login, "role": noted.role, "act": noted.act.as_str(), "subjects": noted.subjects,
                "reason": noted.reason, "address": noted.address.map(sealed),
            })
        };
        let rows: Value = noted.into_iter().map(row).collect();
        let rows = self.vault().seal_json(rows).await?;
        sqlx::query(
            "insert into operator_log (at, login, role, act, subjects, reason, address)
             select $2, login, role, act, array(select json_array_elements_text(subjects)), reason, address
             from json_to_recordset($1::json) as n
                 (login text, role text, act text, subjects json, reason text, address json)",
        )
        .bind(rows)
        .bind(crate::wall_clock())
        .execute(self.pool())
        .await
        .map_err(JournalError::database("noting what an operator did"))?;
        Ok(())
    }

    /// What operators did, the latest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn operator_log(&self, filter: &LogFilter, limit: u32) -> Result<Vec<LogEntry>, JournalError> {
        let mut query: QueryBuilder<'_, Postgres> = QueryBuilder::new(
            "select id, at, login, role, act, subjects, reason from operator_log where true",
        );
        if let Some(login) = &filter.login {
            query.push(" and login = ").push_bind(login);
        }
        if let Some(act) = filter.act {
            query.push(" and act = ").push_bind(act.as_str());
        }
        if let Some(subject) = &filter.subject {
            query.push(" and subjects @> array[").push_bind(subject).push("]");
        }
        if let Some(from) = filter.from {
            query.push(" and at >= ").push_bind(from);
        }
        if let Some(to) = filter.to {
            query.push(" and at < ").push_bind(to);
        }
        if let Some(before) = filter.before {
            query.push(" and id < ").push_bind(before);
        }
        query.push(" order by id desc limit ").push_bind(i64::from(limit));
        query
            .build_query_as()
            .fetch_all(self.pool())
            .await
            .map_err(JournalError::database("reading what operators did"))
    }
}
