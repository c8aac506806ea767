//! The two event stores.

use super::{Client, Load, Run, Streams, drive};
use crate::place::Place;
use crate::subject::{Chance, Note, Notebook, cause, note};
use anyhow::Context;
use cqrs_es::AggregateError;
use journal::cluster::Role;
use journal::{IdempotencyKey, Journal, StreamId, Streams as Declared, TransactError, Unit};
use postgres_es::{PostgresCqrs, postgres_cqrs};
use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Streams are begun by so many at once before a round is timed.
const BEGINNERS: u64 = 64;

/// Our journal, as the application uses it: `transact`, one command, its answer kept under the caller's key.
pub struct Ours {
    journal: Journal,
    commands: Arc<AtomicU64>,
}

impl Ours {
    /// Opens the place's journal.
    pub async fn new(place: &Place) -> anyhow::Result<Self> {
        Ok(Self { journal: place.journal().await?, commands: Arc::default() })
    }

    /// For the table.
    pub fn name(&self) -> &'static str {
        "journal, as in production"
    }

    fn client(&self, streams: Streams) -> OurClient {
        OurClient { journal: self.journal.clone(), commands: self.commands.clone(), streams }
    }

    /// One round.
    pub async fn run(&self, load: Load, streams: Streams) -> anyhow::Result<Run> {
        begin(
            streams,
            || self.client(streams),
            |mut client, stream| async move { client.take_note(stream).await },
        )
        .await?;
        drive(load, || self.client(streams)).await
    }

    /// Payload and metadata of one event as they are stored: what `pgbench` is to write.
    pub async fn sample(&self) -> anyhow::Result<(String, String)> {
        let streams = Streams { round: 0, count: 1 };
        self.client(streams).take_note(0).await?;
        let stored = self.journal.read_stream(&StreamId::of::<Notebook>(&streams.id(0))).await?;
        let event = stored.into_iter().next().context("the event that was just appended is not there")?;
        Ok((event.payload.into(), event.metadata.into()))
    }

    /// Ends its tasks.
    pub async fn close(&self) {
        self.journal.close().await;
    }
}

struct OurClient {
    journal: Journal,
    commands: Arc<AtomicU64>,
    streams: Streams,
}

impl OurClient {
    async fn take_note(&mut self, stream: u64) -> anyhow::Result<()> {
        let id = self.streams.id(stream);
        let command = note(stream);
        let key = format!("bench-{}", self.commands.fetch_add(1, Ordering::Relaxed));
        let cause = cause(&key);
        let work = |unit: &mut Unit| {
            unit.execute::<Notebook>(&id, &command)?;
            let remembered = IdempotencyKey {
                scope: "graphql/support".to_owned(),
                key: key.clone(),
                fingerprint: FINGERPRINT.to_owned(),
            };
            unit.remember(remembered, json!({ "operation": stream }));
            Ok(())
        };
        let committed: Result<_, TransactError<crate::subject::NotebookRefusal>> =
            self.journal.transact(&cause, Declared::new().with::<Notebook>(&id), work).await;
        committed.map(|_| ()).context("appending to the journal")
    }
}

/// As long as the SHA-256 that a door would give.
const FINGERPRINT: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

impl Client for OurClient {
    async fn command(&mut self, chance: &mut Chance) -> anyhow::Result<()> {
        self.take_note(chance.below(self.streams.count)).await
    }
}

/// postgres-es as shipped: its own table, its framework, as many connections as clients.
pub struct Shipped {
    framework: Arc<PostgresCqrs<Notebook>>,
    pool: sqlx::PgPool,
}

/// `db/init.sql` of postgres-es 0.5.
const SHIPPED_TABLE: &str = "
create schema shipped;
create table shipped.events (
  aggregate_type text                         not null,
  aggregate_id   text                         not null,
  sequence       bigint check (sequence >= 0) not null,
  event_type     text                         not null,
  event_version  text                         not null,
  payload        json                         not null,
  metadata       json                         not null,
  primary key (aggregate_type, aggregate_id, sequence)
)";

impl Shipped {
    /// Makes its table.
    pub async fn new(place: &Place, connections: usize) -> anyhow::Result<Self> {
        place.execute(SHIPPED_TABLE).await?;
        let options = PgConnectOptions::from_str(&place.cluster().url(Role::Owner))?;
        let pool = PgPoolOptions::new()
            .max_connections(u32::try_from(connections.max(10))?)
            .connect_with(options.options([("search_path", "shipped")]))
            .await
            .context("connecting for postgres-es")?;
        Ok(Self { framework: Arc::new(postgres_cqrs(pool.clone(), vec![], ())), pool })
    }

    /// For the table.
    pub fn name(&self) -> &'static str {
        "postgres-es 0.5, as shipped"
    }

    fn client(&self, streams: Streams) -> ShippedClient {
        ShippedClient { framework: self.framework.clone(), streams }
    }

    /// One round.
    pub async fn run(&self, load: Load, streams: Streams) -> anyhow::Result<Run> {
        begin(
            streams,
            || self.client(streams),
            |mut client, stream| async move { client.take_note(stream).await },
        )
        .await?;
        drive(load, || self.client(streams)).await
    }

    /// Closes its connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

struct ShippedClient {
    framework: Arc<PostgresCqrs<Notebook>>,
    streams: Streams,
}

impl ShippedClient {
    async fn take_note(&mut self, stream: u64) -> anyhow::Result<()> {
        let command: Note = note(stream);
        let metadata: std::collections::HashMap<String, String> =
            cause(&Uuid::now_v7().to_string()).to_metadata().into_iter().collect();
        loop {
            let id = self.streams.id(stream);
            match self.framework.execute_with_metadata(&id, command.clone(), metadata.clone()).await {
                // Somebody was faster on the same stream: it is for the caller to try again.
                Err(AggregateError::AggregateConflict) => {}
                other => return other.context("executing with postgres-es"),
            }
        }
    }
}

impl Client for ShippedClient {
    async fn command(&mut self, chance: &mut Chance) -> anyhow::Result<()> {
        self.take_note(chance.below(self.streams.count)).await
    }
}

/// Gives every stream its first event, so that what is timed is the life of streams and not their birth.
async fn begin<C, W>(
    streams: Streams,
    client: impl Fn() -> C,
    first: impl Fn(C, u64) -> W,
) -> anyhow::Result<()>
where
    W: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    for batch in 0..streams.count.div_ceil(BEGINNERS) {
        let mut running = tokio::task::JoinSet::new();
        for stream in batch * BEGINNERS..((batch + 1) * BEGINNERS).min(streams.count) {
            running.spawn(first(client(), stream));
        }
        while let Some(begun) = running.join_next().await {
            begun??;
        }
    }
    Ok(())
}
