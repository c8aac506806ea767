//! The feed: an index of all events by time, actor, stream and request. What an event says stays in the journal.

use crate::boxed;
use crate::error::ViewError;
use crate::fold::{self, Horizon, Table};
use crate::page::{self, Conditions, Order, Page, Paging, counted, listed};
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use chrono::{DateTime, Utc};
use domain_model::Channel;
use journal::follow::FollowerError;
use journal::{Recorded, StreamId};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

pub(crate) const TABLE: Table = Table { name: "feed", key: "kind, id, sequence", key_type: "text" };

pub(crate) const SCHEMA: &str = "
create table if not exists feed (
  kind        text        collate \"C\" not null,
  id          text        collate \"C\" not null,
  sequence    bigint      not null,
  event_type  text        not null,
  at          timestamptz not null,
  recorded_at timestamptz not null,
  position    bigint      not null,
  actor       text        collate \"C\" not null,
  channel     text        not null,
  correlation uuid        not null,
  command     uuid        not null,
  primary key (kind, id, sequence)
);
create index if not exists feed_at on feed (at, position);
create index if not exists feed_actor on feed (actor, at, position);
create index if not exists feed_channel on feed (channel, at, position);
create index if not exists feed_correlation on feed (correlation);
";

/// One event, without what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedRow {
    /// The aggregate's type: `domain`, `trade` …
    pub kind: String,
    /// The aggregate's natural key.
    pub id: String,
    /// The event's number in the stream.
    pub sequence: i64,
    /// The event's name.
    pub event_type: String,
    /// When it happened, by the registrar's clock.
    pub at: DateTime<Utc>,
    /// When it was written, by the real clock.
    pub recorded_at: DateTime<Utc>,
    /// Keeps events of the same moment apart.
    pub position: i64,
    /// Who: `operator:support`, `reseller:13490`, `clock` …
    pub actor: String,
    /// Through which door.
    pub channel: String,
    /// The customer's request that it belongs to.
    pub correlation: Uuid,
    /// The command that it was decided on.
    pub command: Uuid,
}

impl FeedRow {
    /// The event's stream.
    pub fn stream(&self) -> StreamId {
        StreamId::new(&self.kind, &self.id)
    }
}

pub(crate) async fn apply(
    tx: &mut PgConnection,
    batch: &[Recorded],
    horizon: Horizon,
) -> Result<(), FollowerError> {
    let mut rows = Vec::with_capacity(batch.len());
    for event in batch {
        let stamp = Stamp::of(event)?;
        if horizon.is_some_and(|horizon| stamp.at > horizon) {
            continue;
        }
        rows.push(FeedRow {
            kind: event.stream.aggregate_type().to_owned(),
            id: event.stream.aggregate_id().to_owned(),
            sequence: event.sequence,
            event_type: event.event_type.to_string(),
            at: stamp.at,
            recorded_at: event.recorded_at,
            position: event.cursor.position,
            actor: stamp.actor,
            channel: stamp.channel,
            correlation: stamp.correlation,
            command: event.command_id,
        });
    }
    fold::add(tx, TABLE, &rows).await
}

/// Which events. What is absent does not restrict.
#[derive(Clone, Debug, Default)]
pub struct FeedFilter {
    /// Of this stream.
    pub stream: Option<StreamId>,
    /// By this actor: `operator:support`, `clock` …
    pub actor: Option<String>,
    /// Through this door.
    pub channel: Option<Channel>,
    /// Of these types of streams.
    pub kinds: Vec<String>,
    /// With these names.
    pub event_types: Vec<String>,
    /// Happened at this moment or later.
    pub from: Option<DateTime<Utc>>,
    /// Happened before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Of one customer's request.
    pub correlation: Option<Uuid>,
}

impl FeedFilter {
    fn restrict(&self, query: &mut Conditions) {
        if let Some(stream) = &self.stream {
            query.push(" and kind = ").push_bind(stream.aggregate_type().to_owned());
            query.push(" and id = ").push_bind(stream.aggregate_id().to_owned());
        }
        if let Some(actor) = &self.actor {
            query.push(" and actor = ").push_bind(actor.clone());
        }
        if let Some(channel) = self.channel {
            query.push(" and channel = ").push_bind(channel.as_str());
        }
        if !self.kinds.is_empty() {
            query.push(" and kind = any(").push_bind(self.kinds.clone()).push(")");
        }
        if !self.event_types.is_empty() {
            query.push(" and event_type = any(").push_bind(self.event_types.clone()).push(")");
        }
        if let Some(from) = self.from {
            query.push(" and at >= ").push_bind(from);
        }
        if let Some(to) = self.to {
            query.push(" and at < ").push_bind(to);
        }
        if let Some(correlation) = self.correlation {
            query.push(" and correlation = ").push_bind(correlation);
        }
    }
}

const BY_TIME: Order = Order { by: "at", by_type: "timestamptz", key: "position", key_type: "bigint" };

impl Views {
    /// A list of events, by the time at which they happened.
    ///
    /// # Errors
    /// The cursor is of another list, or the database failed.
    #[boxed]
    pub async fn feed(&self, filter: &FeedFilter, paging: &Paging) -> Result<Page<FeedRow>, ViewError> {
        let mut query = page::list("to_json(f)", "feed f", BY_TIME);
        filter.restrict(&mut query);
        let page = listed(self.pool(), query, BY_TIME, paging).await?;
        self.read_page("feed", page, Sight::Closed).await
    }

    /// How many events a filter leaves.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn count_feed(&self, filter: &FeedFilter) -> Result<u64, ViewError> {
        let mut query = page::count("feed f");
        filter.restrict(&mut query);
        counted(self.pool(), query).await
    }
}
