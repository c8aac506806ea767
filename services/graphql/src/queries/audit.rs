//! Who did what, when, and what it changed.

use super::list::{connection, paging};
use crate::caller::{application, coded, sight};
use crate::payload::{failure, view_failure};
use application::AskError;
use async_graphql::connection::Connection;
use async_graphql::{Context, Json, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use journal::StreamId;
use projections::feed::{FeedFilter, FeedRow};
use projections::history::HistoryEntry;
use serde_json::Value;

/// An event in the feed.
#[derive(SimpleObject)]
pub struct EventLine {
    /// Its stream: `domain/example.com`.
    stream: String,
    /// Its number in the stream.
    sequence: i64,
    /// Its name.
    kind: String,
    /// When, by the registrar's clock.
    at: DateTime<Utc>,
    /// When it was recorded, in real time.
    recorded_at: DateTime<Utc>,
    /// Who.
    actor: String,
    /// Through which door.
    channel: String,
    /// The customer's request that it belongs to.
    correlation: String,
}

impl From<FeedRow> for EventLine {
    fn from(row: FeedRow) -> Self {
        Self {
            stream: row.stream().to_string(),
            sequence: row.sequence,
            kind: row.event_type,
            at: row.at,
            recorded_at: row.recorded_at,
            actor: row.actor,
            channel: row.channel,
            correlation: row.correlation.to_string(),
        }
    }
}

/// A field that an event changed.
#[derive(SimpleObject)]
pub struct ChangedField {
    /// Which.
    path: String,
    /// As it was.
    before: Json<Value>,
    /// As it is.
    after: Json<Value>,
}

/// An event with what it changed.
#[derive(SimpleObject)]
pub struct HistoryLine {
    /// Its number in the stream.
    sequence: i64,
    /// Its name.
    kind: String,
    /// When, by the registrar's clock.
    at: DateTime<Utc>,
    /// When it was recorded, in real time.
    recorded_at: DateTime<Utc>,
    /// Who.
    actor: String,
    /// Through which door.
    channel: String,
    /// From where; absent where the role does not see personal data.
    address: Option<String>,
    /// Why, where a person decided.
    reason: Option<String>,
    /// The customer's request that it belongs to.
    correlation: String,
    /// The command that it answers.
    causation: Option<String>,
    /// The state before.
    before: Json<Value>,
    /// The state after.
    after: Json<Value>,
    /// What changed between them.
    changes: Vec<ChangedField>,
}

impl From<HistoryEntry> for HistoryLine {
    fn from(entry: HistoryEntry) -> Self {
        let changed = |change: projections::history::Change| ChangedField {
            path: change.path,
            before: Json(change.before),
            after: Json(change.after),
        };
        Self {
            sequence: entry.sequence,
            kind: entry.event_type,
            at: entry.at,
            recorded_at: entry.recorded_at,
            actor: entry.actor,
            channel: entry.channel,
            address: entry.address,
            reason: entry.reason,
            correlation: entry.correlation,
            causation: entry.causation,
            before: Json(entry.before),
            after: Json(entry.after),
            changes: entry.changes.into_iter().map(changed).collect(),
        }
    }
}

/// A message of a registry's queue that waits for a person.
#[derive(SimpleObject)]
pub struct RegistryMessage {
    /// Which registry.
    registry: String,
    /// Its id there.
    id: String,
    /// Its text.
    message: String,
    /// When it came.
    kept_at: DateTime<Utc>,
}

/// A job that waits for a person.
#[derive(SimpleObject)]
pub struct ParkedJob {
    /// Its id.
    id: String,
    /// What it does.
    kind: String,
    /// On behalf of which stream.
    stream: String,
    /// How often it was tried.
    attempts: i32,
    /// What stood in the way.
    last_error: Option<String>,
}

fn stream(text: &str) -> Result<StreamId> {
    StreamId::parse(text)
        .filter(|stream| domain_model::AGGREGATE_TYPES.contains(&stream.aggregate_type()))
        .ok_or_else(|| {
            let known = domain_model::AGGREGATE_TYPES.join(", ");
            coded("BAD_STREAM", format!("stream: TYPE/ID is expected, the type one of {known}"))
        })
}

/// The audit.
#[derive(Default)]
pub struct Audit;

#[Object(name = "AuditQueries")]
impl Audit {
    /// A stream's history: who, what, when, why, before and after.
    async fn history(
        &self,
        ctx: &Context<'_>,
        stream: String,
        #[graphql(default)] after: i64,
        #[graphql(default = 100)] first: u32,
    ) -> Result<Vec<HistoryLine>> {
        let stream = self::stream(&stream)?;
        let first = paging(Some(first), None, false)?.first as usize;
        let entries = application(ctx).views().history(&stream, after, first, sight(ctx)?).await;
        Ok(entries.map_err(view_failure)?.into_iter().map(HistoryLine::from).collect())
    }

    /// All events, newest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn events(
        &self,
        ctx: &Context<'_>,
        stream: Option<String>,
        actor: Option<String>,
        kind: Option<String>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, EventLine>> {
        sight(ctx)?;
        let stream = stream.as_deref().map(self::stream).transpose()?;
        let event_types = kind.into_iter().collect();
        let filter = FeedFilter { stream, actor, event_types, from, to, ..FeedFilter::default() };
        let page = paging(first, after, true)?;
        connection(application(ctx).views().feed(&filter, &page).await, EventLine::from)
    }

    /// Registry messages that nobody here understood: each waits for a person.
    async fn registry_messages(&self, ctx: &Context<'_>) -> Result<Vec<RegistryMessage>> {
        sight(ctx)?;
        let waiting = application(ctx).journal().waiting_messages(200).await;
        let waiting = waiting.map_err(|error| failure(&AskError::Journal(error)))?;
        let line = |message: journal::WaitingMessage| RegistryMessage {
            registry: message.registry,
            id: message.id,
            message: message.message,
            kept_at: message.kept_at,
        };
        Ok(waiting.into_iter().map(line).collect())
    }

    /// Jobs that were given up: each waits for a person.
    async fn parked_jobs(&self, ctx: &Context<'_>) -> Result<Vec<ParkedJob>> {
        sight(ctx)?;
        let parked = application(ctx).journal().jobs().parked(200).await;
        let parked = parked.map_err(|error| failure(&AskError::Journal(error)))?;
        let line = |job: journal::jobs::JobRecord| ParkedJob {
            id: job.id.to_string(),
            kind: job.kind,
            stream: job.stream,
            attempts: job.attempts,
            last_error: job.last_error,
        };
        Ok(parked.into_iter().map(line).collect())
    }
}
