//! Who did what, when, and what it changed.

use super::list::{part, seen};
use crate::caller::{application, coded, sight};
use crate::limits::rows;
use crate::looks;
use crate::payload::view_failure;
use async_graphql::connection::Connection;
use async_graphql::{Context, Json, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::Channel;
use journal::StreamId;
use projections::feed::{FeedFilter, FeedRow};
use projections::history::{Change, HistoryEntry};
use projections::{Sight, View};
use serde_json::Value;
use uuid::Uuid;

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

impl From<Change> for ChangedField {
    fn from(change: Change) -> Self {
        Self { path: change.path, before: Json(change.before), after: Json(change.after) }
    }
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
            changes: entry.changes.into_iter().map(ChangedField::from).collect(),
        }
    }
}

/// A stream of a known type.
///
/// # Errors
/// It is none.
pub(super) fn stream(text: &str) -> Result<StreamId> {
    StreamId::parse(text)
        .filter(|stream| domain_model::AGGREGATE_TYPES.contains(&stream.aggregate_type()))
        .ok_or_else(|| {
            let known = domain_model::AGGREGATE_TYPES.join(", ");
            coded("BAD_STREAM", format!("stream: TYPE/ID is expected, the type one of {known}"))
        })
}

/// A door, by its word in the journal.
///
/// # Errors
/// It is none.
pub(super) fn door(word: &str) -> Result<Channel> {
    Channel::parse(word).map_err(|_| {
        let known: Vec<_> = Channel::words().collect();
        coded("BAD_ARGUMENT", format!("channel: one of {} is expected", known.join(", ")))
    })
}

/// The audit.
#[derive(Default)]
pub struct Audit;

#[Object(name = "AuditQueries")]
impl Audit {
    /// A stream's history: who, what, when, why, before and after. Every look at personal data is recorded.
    #[graphql(complexity = "rows(Some(first), None) * child_complexity")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        stream: String,
        #[graphql(default)] after: i64,
        #[graphql(default = 100)] first: u32,
    ) -> Result<Vec<HistoryLine>> {
        let (stream, sight) = (self::stream(&stream)?, sight(ctx)?);
        let first = part(Some(first), None, None, None, false)?.paging.first as usize;
        if sight == Sight::Open {
            looks::at(ctx, stream.to_string());
        }
        let entries = application(ctx).views().history(&stream, after, first, sight).await;
        Ok(entries.map_err(view_failure)?.into_iter().map(HistoryLine::from).collect())
    }

    /// What differs in a stream's state between two moments: as it was at the first, and as it was at the second. Every
    /// look at personal data is recorded.
    async fn compare(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "TYPE/ID: domain/example.com.")] stream: String,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<ChangedField>> {
        let (stream, sight) = (self::stream(&stream)?, sight(ctx)?);
        if from > to {
            return Err(coded("BAD_ARGUMENT", "from: the earlier moment comes first"));
        }
        if sight == Sight::Open {
            looks::at(ctx, stream.to_string());
        }
        let changes = application(ctx).views().difference_between(&stream, from, to, sight).await;
        Ok(changes.map_err(view_failure)?.into_iter().map(ChangedField::from).collect())
    }

    /// All events, newest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "TYPE/ID: domain/example.com.")] stream: Option<String>,
        #[graphql(desc = "operator:LOGIN, reseller:NUMBER, registry:NAME, clock …")] actor: Option<String>,
        #[graphql(
            desc = "Through this door: graphql, soap, rest, batch-mail, mail-link, epp, command-line, internal."
        )]
        channel: Option<String>,
        #[graphql(desc = "The event's name: Registered, VoteCast …")] kind: Option<String>,
        #[graphql(default, desc = "Of these types of streams: domain, trade …")] types: Vec<String>,
        #[graphql(desc = "Of one customer's request.")] correlation: Option<Uuid>,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, EventLine>> {
        seen(ctx, View::Feed, consistency).await?;
        sight(ctx)?;
        let stream = stream.as_deref().map(self::stream).transpose()?;
        let event_types = kind.into_iter().collect();
        let channel = channel.as_deref().map(door).transpose()?;
        let filter = FeedFilter { stream, actor, channel, kinds: types, event_types, from, to, correlation };
        let part = part(first, after, last, before, true)?;
        part.connection(application(ctx).views().feed(&filter, &part.paging).await, EventLine::from)
    }
}
