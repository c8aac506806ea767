//! The journal: opened once, cloned freely.

use crate::cache::{Cache, Locks};
use crate::connections::{Connections, Within, Work};
use crate::ends::Ends;
use crate::error::JournalError;
use crate::hub::{self, Hub};
use crate::numbers::Numbers;
use crate::stream::Cursor;
use crate::upcast::Upcasters;
use crate::vault::{Vault, VaultConfig};
use crate::writer::{Writer, WriterConfig, WriterStatistics};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool};
use std::path::PathBuf;
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
    /// Where the oldest part is kept in files, and read by replays; see [`Archive`](crate::Archive). Without it they read
    /// the table alone.
    pub archive: Option<PathBuf>,
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
            archive: None,
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
    pub(crate) fn ends(&self) -> &Ends {
        &self.0.ends
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
}
