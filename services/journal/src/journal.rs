//! The journal: opened once, cloned freely.

use crate::cache::{Cache, Held, Locks};
use crate::connections::{Connections, Within, Work};
use crate::ends::Ends;
use crate::error::JournalError;
use crate::hub::{self, Hub};
use crate::kind::{Kind, Of, Payload, state_of};
use crate::numbers::Numbers;
use crate::recorded::{COLUMNS, Recorded};
use crate::stream::{Cursor, StreamId};
use crate::upcast::Upcasters;
use crate::vault::{Vault, VaultConfig, may_be_sealed};
use crate::writer::{Writer, WriterConfig, WriterStatistics};
use domain_model::EventSourced;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::{CancellationToken, DropGuard};
use uuid::Uuid;

/// What a journal needs. [`JournalConfig::new`] has the defaults of production.
#[derive(Clone)]
pub struct JournalConfig {
    /// `postgres://…` of the application's role, which may only insert and read events.
    pub url: String,
    /// Connections of [`Journal::pool`], for the queries of views.
    pub pool: u32,
    /// Connections for loading streams, jobs, keys.
    pub readers: usize,
    /// Connections of followers: each running follower holds one while it works.
    pub followers: usize,
    /// The writer.
    pub writer: WriterConfig,
    /// Memory for states, in bytes, roughly.
    pub cache_bytes: u64,
    /// How often a unit of work is tried again after a conflict with another process.
    pub conflict_retries: u32,
    /// Old shapes of events.
    pub upcasters: Upcasters,
    /// Keys.
    pub vault: VaultConfig,
}

impl JournalConfig {
    /// The defaults of production.
    pub fn new(url: impl Into<String>, vault: VaultConfig) -> Self {
        Self {
            url: url.into(),
            pool: 16,
            readers: 8,
            followers: 24,
            writer: WriterConfig::default(),
            cache_bytes: 256 << 20,
            conflict_retries: 8,
            upcasters: Upcasters::new(),
            vault,
        }
    }
}

/// The journal of one registrar.
#[derive(Clone)]
pub struct Journal(Arc<Inner>);

struct Inner {
    config: JournalConfig,
    name: String,
    epoch: i32,
    pool: PgPool,
    readers: Connections,
    ends: Ends,
    followers: Connections,
    vault: Vault,
    cache: Cache,
    locks: Arc<Locks>,
    hub: Arc<Hub>,
    writer: Writer,
    numbers: Numbers,
    stop: CancellationToken,
    _stop_on_drop: DropGuard,
}

/// A state and how many events made it.
#[derive(Clone, Debug)]
pub struct Loaded<A> {
    /// The aggregate.
    pub state: A,
    /// The last event's number; none if the stream is empty.
    pub version: Option<i64>,
    /// The last event's place.
    pub cursor: Option<Cursor>,
}

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const PAGE: i64 = 2_000;

impl Journal {
    /// Opens the journal: connects, unwraps the server's key, repeats erasures that a crash or a restore left undone,
    /// and starts the writer.
    ///
    /// # Errors
    /// The database cannot be reached, is not migrated, or the master key does not fit.
    pub async fn connect(config: JournalConfig) -> Result<Self, JournalError> {
        let connecting = JournalError::database;
        let options =
            PgConnectOptions::from_str(&config.url).map_err(connecting("reading the database's address"))?;
        let options = options.options([("search_path", "views,public")]);
        let pool = PgPoolOptions::new()
            .max_connections(config.pool)
            .acquire_timeout(CONNECT_TIMEOUT)
            .test_before_acquire(false)
            .connect_lazy_with(options.clone().application_name("registrar"));
        let server_timeout = format!("{}ms", config.writer.statement_timeout.as_millis());
        let own = |name: &str| {
            let name = format!("registrar {name}");
            options.clone().application_name(&name).options([("plan_cache_mode", "force_generic_plan")])
        };
        let bounded = |name: &str| own(name).options([("statement_timeout", server_timeout.as_str())]);
        let readers = Connections::new(bounded("journal"), config.readers, CONNECT_TIMEOUT);
        let followers = Connections::new(own("follower"), config.followers, CONNECT_TIMEOUT);
        let writers =
            Connections::new(bounded("writer"), config.writer.connections.max(1) + 2, CONNECT_TIMEOUT);
        let patience = config.writer.patience;
        let epoch = Self::read_epoch(&readers, patience).await?;
        let vault = Vault::open(readers.clone(), patience, config.vault.clone()).await?;
        let hub = Hub::new();
        let stop = CancellationToken::new();
        let name = Uuid::now_v7().simple().to_string();
        let teller =
            Connections::new(own("news").options([("synchronous_commit", "off")]), 1, CONNECT_TIMEOUT);
        tokio::spawn(hub::tell_others(hub.clone(), teller, name.clone(), stop.clone()));
        let hearing = hub::hear_others(hub.clone(), pool.clone(), vault.clone(), name.clone(), stop.clone());
        tokio::spawn(hearing);
        let inner = Inner {
            writer: Writer::start(writers, config.writer.clone(), hub.clone()),
            cache: Cache::new(config.cache_bytes, vault.clone()),
            locks: Locks::new(),
            numbers: Numbers::default(),
            _stop_on_drop: stop.clone().drop_guard(),
            config,
            name,
            epoch,
            pool,
            ends: Ends::start(readers.clone(), patience),
            readers,
            followers,
            vault,
            hub,
            stop,
        };
        Ok(Self(Arc::new(inner)))
    }

    async fn read_epoch(readers: &Connections, patience: Duration) -> Result<i32, JournalError> {
        readers
            .repeat(patience, |connection, _| {
                let query = sqlx::query_scalar("select value::integer from settings where key = 'epoch'");
                Box::pin(query.fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("reading the journal's epoch"))
    }

    /// Seals, opens, erases.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// A pool for the queries of views; its search path is `views, public`.
    pub fn pool(&self) -> &PgPool {
        &self.0.pool
    }

    /// What the writer did so far.
    pub fn writer_statistics(&self) -> WriterStatistics {
        self.0.writer.statistics()
    }

    /// Names this opening of the journal among the processes that share it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Ends the background tasks and closes idle connections. Units under way finish first, on their own.
    pub async fn close(&self) {
        self.0.stop.cancel();
        self.0.pool.close().await;
        self.0.readers.close().await;
        self.0.followers.close().await;
    }

    pub(crate) fn config(&self) -> &JournalConfig {
        &self.0.config
    }
    pub(crate) fn epoch(&self) -> i32 {
        self.0.epoch
    }
    pub(crate) fn upcasters(&self) -> &Upcasters {
        &self.0.config.upcasters
    }
    pub(crate) fn cache(&self) -> &Cache {
        &self.0.cache
    }
    pub(crate) fn locks(&self) -> &Arc<Locks> {
        &self.0.locks
    }
    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.0.hub
    }
    pub(crate) fn writer(&self) -> &Writer {
        &self.0.writer
    }
    pub(crate) fn numbers(&self) -> &Numbers {
        &self.0.numbers
    }
    pub(crate) fn follower_connections(&self) -> &Connections {
        &self.0.followers
    }

    /// Work that may be repeated, while the database is away.
    pub(crate) async fn read<'e, T>(
        &self,
        work: impl for<'c> FnMut(&'c mut PgConnection, Within<'c, 'e>) -> Work<'c, T> + Send,
    ) -> Result<T, sqlx::Error> {
        self.0.readers.repeat(self.0.config.writer.patience, work).await
    }

    /// The state as the database has it now.
    ///
    /// # Errors
    /// The database failed, or an event is unreadable.
    pub async fn load<A: EventSourced>(&self, id: &A::Id) -> Result<Loaded<A>, JournalError> {
        let stream = StreamId::of::<A>(id);
        let generation = self.cache().generation();
        let held = match self.cache().get(&stream) {
            Some(held) if self.last_sequence(&stream).await? == held.version => held,
            _ => {
                let kind = Of::<A>::new();
                let held = self.load_held(&stream, &kind).await?.weighed(&kind);
                self.cache().put(&stream, generation, held.clone());
                held
            }
        };
        let version = (held.version > 0).then_some(held.version);
        Ok(Loaded { state: state_of::<A>(&held.state).clone(), version, cursor: held.cursor })
    }

    /// Looks at an aggregate as this process last saw it, if it remembers it: only to guess what will be needed.
    pub fn believed<A: EventSourced, T>(&self, id: &A::Id, look: impl FnOnce(&A) -> T) -> Option<T> {
        let held = self.cache().get(&StreamId::of::<A>(id))?;
        Some(look(state_of::<A>(&held.state)))
    }

    /// The number of the stream's last event, as the database has it now; 0 if there is none.
    pub(crate) async fn last_sequence(&self, stream: &StreamId) -> Result<i64, JournalError> {
        self.0.ends.of(stream).await.map_err(JournalError::database("asking for a stream's last event"))
    }

    /// Loads a stream from its snapshot, if it has one, and the events after it, page by page.
    pub(crate) async fn load_held(&self, stream: &StreamId, kind: &dyn Kind) -> Result<Held, JournalError> {
        let mut held = match self.load_snapshot(stream, kind).await? {
            Some(held) => held,
            None => Held::empty(kind),
        };
        loop {
            let page = self.page_of_stream(stream, held.version, PAGE).await?;
            let full = page.len() as i64 == PAGE;
            self.fold(&mut held, kind, page).await?;
            if !full {
                return Ok(held);
            }
        }
    }

    async fn fold(&self, held: &mut Held, kind: &dyn Kind, page: Vec<Recorded>) -> Result<(), JournalError> {
        let mut trees = vec![];
        for event in page.iter().filter(|event| may_be_sealed(&event.payload)) {
            trees.push(event.payload()?);
        }
        self.vault().open_all(trees.iter_mut()).await?;
        let mut trees = trees.into_iter();
        for event in &page {
            if event.sequence != held.version + 1 {
                return Err(JournalError::Gap { stream: event.stream.clone(), expected: held.version + 1 });
            }
            let payload = if may_be_sealed(&event.payload) {
                trees.next().map_or(Payload::Text(&event.payload), Payload::Tree)
            } else {
                Payload::Text(&event.payload)
            };
            kind.apply(&mut held.state, payload).map_err(|source| JournalError::Unreadable {
                stream: event.stream.clone(),
                sequence: event.sequence,
                source,
            })?;
            (held.version, held.hash, held.cursor) = (event.sequence, event.hash, Some(event.cursor));
        }
        Ok(())
    }

    pub(crate) async fn page_of_stream(
        &self,
        stream: &StreamId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<Recorded>, JournalError> {
        let statement = format!(
            "select {COLUMNS} from events e
             where e.aggregate_type = $1 and e.aggregate_id = $2 and e.sequence > $3 and e.partition = $4
             order by e.sequence limit $5"
        );
        let statement = &statement;
        let rows = self
            .read(|connection, _| {
                let query = sqlx::query(statement).bind(stream.aggregate_type()).bind(stream.aggregate_id());
                Box::pin(query.bind(after).bind(stream.partition()).bind(limit).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("reading a stream"))?;
        Recorded::from_rows(&rows, self.upcasters()).map_err(JournalError::database("decoding events"))
    }

    /// The last events of a stream, at most so many, in order, sealed values sealed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn last_events(&self, stream: &StreamId, most: i64) -> Result<Vec<Recorded>, JournalError> {
        let last = self.last_sequence(stream).await?;
        self.page_of_stream(stream, (last - most).max(0), most).await
    }

    /// All events of one stream, in order, sealed values sealed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read_stream(&self, stream: &StreamId) -> Result<Vec<Recorded>, JournalError> {
        let mut all: Vec<Recorded> = vec![];
        loop {
            let after = all.last().map_or(0, |event| event.sequence);
            let page = self.page_of_stream(stream, after, PAGE).await?;
            let full = page.len() as i64 == PAGE;
            all.extend(page);
            if !full {
                return Ok(all);
            }
        }
    }
}
