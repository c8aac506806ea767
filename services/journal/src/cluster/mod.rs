//! A private PostgreSQL cluster: found, initialised, started, watched, stopped.
//!
//! PostgreSQL refuses to run as root, so root runs it as `postgres` (or `nobody`). The server outlives a killed
//! registrar on purpose: the next start finds it running and uses it, or clears away what a crash left and starts it.
//! Two clusters in two folders never meet: each has its own socket folder and loopback port.

mod binaries;
mod credentials;
mod place;
mod server;

pub use credentials::Role;

use binaries::Binaries;
use credentials::Credentials;
use place::Place;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The cluster cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No PostgreSQL on this machine.
    #[error("no PostgreSQL 15 or newer was found (looked in {0}); on Debian: apt-get install postgresql")]
    NoBinaries(String),
    /// Root needs somebody to run the server as.
    #[error("PostgreSQL does not run as root, and this machine has neither a user `postgres` nor `nobody`")]
    NoUser,
    /// A program of PostgreSQL failed.
    #[error("{program} failed: {output}")]
    Program {
        /// Which.
        program: &'static str,
        /// What it and the server's log said last.
        output: String,
    },
    /// A file or folder failed.
    #[error("{doing} {}", path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The server runs and does not let us in.
    #[error("setting the cluster up")]
    Database(#[source] sqlx::Error),
}

fn file<'a>(doing: &'static str, path: &'a Path) -> impl FnOnce(std::io::Error) -> ClusterError + 'a {
    move |source| ClusterError::File { doing, path: path.to_owned(), source }
}

/// Which cluster.
#[derive(Clone, Debug)]
pub struct ClusterConfig {
    /// Its folder. Credentials, log and, where an unprivileged user can reach it, the data live there.
    pub folder: PathBuf,
    /// The loopback port; none takes a free one and keeps it.
    pub port: Option<u16>,
    /// The database that is made in it.
    pub database: String,
    /// Whether commits wait for the disk. Only tests say no.
    pub durable: bool,
}

impl ClusterConfig {
    /// A durable cluster in this folder, with a database `registrar`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), port: None, database: "registrar".to_owned(), durable: true }
    }
}

/// A running cluster.
#[derive(Clone)]
pub struct Cluster(Arc<Inner>);

struct Inner {
    config: ClusterConfig,
    binaries: Binaries,
    place: Place,
    credentials: Credentials,
}

const WATCH_EVERY: Duration = Duration::from_secs(1);

impl Cluster {
    /// Starts the cluster, initialised if need be, or finds it running; makes roles and database.
    ///
    /// # Errors
    /// No binaries, no user to run it as, a program or a file failed.
    pub async fn start(config: ClusterConfig) -> Result<Self, ClusterError> {
        let started = tokio::task::spawn_blocking(move || Self::start_server(config)).await;
        let (cluster, starting) = started.map_err(|panicked| ClusterError::Program {
            program: "postgres",
            output: panicked.to_string(),
        })??;
        cluster.make_roles().await.map_err(ClusterError::Database)?;
        drop(starting);
        Ok(cluster)
    }

    /// Whether the server of a cluster's folder runs already; nothing is started.
    ///
    /// # Errors
    /// There is no such folder, or it cannot be entered.
    pub fn runs_in(folder: &Path) -> Result<bool, ClusterError> {
        let folder = folder.canonicalize().map_err(file("finding", folder))?;
        Ok(server::is_running(Place::choose(&folder)?.data()))
    }

    /// The running cluster, and the lock that keeps other starts of it waiting.
    fn start_server(config: ClusterConfig) -> Result<(Self, std::fs::File), ClusterError> {
        std::fs::create_dir_all(&config.folder).map_err(file("making", &config.folder))?;
        // Made absolute, because the server runs elsewhere.
        let folder = config.folder.canonicalize().map_err(file("finding", &config.folder))?;
        let config = ClusterConfig { folder, ..config };
        let binaries = Binaries::find()?;
        let place = Place::choose(&config.folder)?;
        let starting = place.lock()?;
        let credentials = Credentials::load_or_create(&config)?;
        let cluster = Self(Arc::new(Inner { config, binaries, place, credentials }));
        cluster.initialise()?;
        if !cluster.is_running() {
            cluster.launch()?;
        }
        Ok((cluster, starting))
    }

    /// The address for a role, over the cluster's Unix socket.
    pub fn url(&self, role: Role) -> String {
        self.url_of(role, &self.0.config.database)
    }

    /// As [`Cluster::url`], of another database.
    pub fn url_of(&self, role: Role, database: &str) -> String {
        let Inner { place, credentials, .. } = &*self.0;
        let socket = place.socket_folder().display().to_string().replace('%', "%25").replace(' ', "%20");
        let password = credentials.password(role);
        let port = credentials.port();
        format!("postgres://{}:{password}@localhost:{port}/{database}?host={socket}", role.name())
    }

    /// The address for a role, over the loopback port.
    pub fn tcp_url(&self, role: Role) -> String {
        let Inner { config, credentials, .. } = &*self.0;
        let (password, port) = (credentials.password(role), credentials.port());
        format!("postgres://{}:{password}@127.0.0.1:{port}/{}", role.name(), config.database)
    }

    /// The password of a role.
    pub fn password(&self, role: Role) -> &str {
        self.0.credentials.password(role)
    }

    /// The loopback port.
    pub fn port(&self) -> u16 {
        self.0.credentials.port()
    }

    /// Where PostgreSQL's programs are.
    pub fn binaries(&self) -> &Path {
        self.0.binaries.folder()
    }

    /// Where the data is.
    pub fn data_folder(&self) -> &Path {
        self.0.place.data()
    }

    /// The server's log.
    pub fn log(&self) -> PathBuf {
        self.0.place.log()
    }

    /// Stops the server: connections are closed, everything is flushed.
    ///
    /// # Errors
    /// The server does not stop.
    pub async fn stop(&self) -> Result<(), ClusterError> {
        let cluster = self.clone();
        let stopped = tokio::task::spawn_blocking(move || cluster.halt("fast")).await;
        stopped.unwrap_or_else(|panicked| {
            Err(ClusterError::Program { program: "pg_ctl", output: panicked.to_string() })
        })
    }

    /// Starts the server again whenever it is gone, until stopped.
    pub async fn watch(&self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(WATCH_EVERY) => {}
            }
            if self.is_running() {
                continue;
            }
            tracing::error!("the private PostgreSQL server is gone; starting it again");
            let cluster = self.clone();
            let launched = tokio::task::spawn_blocking(move || {
                let _starting = cluster.0.place.lock()?;
                if cluster.is_running() { Ok(()) } else { cluster.launch() }
            });
            match launched.await {
                Ok(Ok(())) => tracing::info!("the private PostgreSQL server runs again"),
                Ok(Err(error)) => {
                    tracing::error!(error = %error, "the private PostgreSQL server does not start")
                }
                Err(panicked) => tracing::error!(error = %panicked, "starting PostgreSQL panicked"),
            }
        }
    }
}
