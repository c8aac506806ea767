//! A command's own application: over the same journal as the server, without workers or doors.

use crate::cli::Source;
use crate::config::Config;
use crate::presence::Guest;
use crate::runtime::{Composed, compose, connect};
use anyhow::Context;
use application::Application;
use application::ports::{Clock, ManualClock, RealClock};
use chrono::TimeDelta;
use domain_model::values::AddressScope;
use journal::cluster::{Cluster, ClusterConfig, Role};
use journal::{Cursor, Journal};
use projections::View;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// An installation whose database can be reached: a stopped demo's was started for it.
pub struct Installation {
    /// How it is set.
    pub config: Config,
    /// A demo's folder.
    pub folder: Option<PathBuf>,
    guest: Option<Guest>,
}

impl Installation {
    /// Finds the installation that a command is about.
    ///
    /// # Errors
    /// No configuration; a stopped demo's database does not start.
    pub async fn find(source: &Source) -> anyhow::Result<Self> {
        let file = source.config.clone().unwrap_or_else(|| source.data.join("registrar.toml"));
        anyhow::ensure!(
            file.exists(),
            "{} does not exist: name a demo's folder with --data, or a configuration file with --config",
            file.display()
        );
        let mut config = Config::read(&file)?;
        let folder = source.config.is_none().then(|| source.data.clone());
        let Some(data) = folder.clone().filter(|folder| private(folder).join("cluster.json").exists()) else {
            return Ok(Self { config, folder, guest: None });
        };
        let guest = Guest::enter(&data)?;
        if !Cluster::runs_in(&private(&data))? {
            let cluster = Cluster::start(ClusterConfig::new(private(&data))).await;
            let cluster = cluster.context("starting the stopped demo's database")?;
            config.database.url = cluster.url(Role::App);
            config.database.owner_url = Some(cluster.url(Role::Owner));
        }
        Ok(Self { config, folder, guest: Some(guest) })
    }

    /// Stops the demo's database, unless the demo or another command uses it.
    ///
    /// # Errors
    /// The database does not stop.
    pub async fn leave(self) -> anyhow::Result<()> {
        let (Some(folder), Some(guest)) = (self.folder, self.guest) else { return Ok(()) };
        if let Some(last) = guest.leave() {
            let cluster = Cluster::start(ClusterConfig::new(private(&folder))).await;
            let stopped = cluster.context("finding the demo's database")?.stop().await;
            stopped.context("stopping the demo's database again")?;
            drop(last);
        }
        Ok(())
    }
}

fn private(folder: &Path) -> PathBuf {
    folder.join("postgres")
}

/// The application of one command.
pub struct Session {
    /// Everything that may be asked for.
    pub application: Application,
    /// How the installation is set.
    pub config: Config,
    composed: Composed,
}

/// How long a command waits for a view to have seen it.
const SEEN_WITHIN: Duration = Duration::from_secs(5);

impl Session {
    /// Does some work in the installation that a command is about, and clears up behind it, also when interrupted.
    ///
    /// # Errors
    /// No configuration, no database; or the work's own.
    pub async fn with<T>(
        source: &Source,
        work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        Self::with_database(source, None, work).await
    }

    /// As [`Session::with`], over another database where one is named.
    ///
    /// # Errors
    /// As [`Session::with`].
    pub async fn with_database<T>(
        source: &Source,
        database: Option<&String>,
        work: impl AsyncFnOnce(&Session) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let installation = Installation::find(source).await?;
        let mut config = installation.config.clone();
        if let Some(url) = database {
            config.database.url.clone_from(url);
        }
        let worked = async {
            let session = Self::open(config).await?;
            let worked = tokio::select! {
                worked = work(&session) => worked,
                _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
            };
            session.close().await;
            worked
        }
        .await;
        installation.leave().await?;
        worked
    }

    /// The application over an installation's database.
    ///
    /// # Errors
    /// The database cannot be reached, or a key or certificate cannot be read.
    async fn open(config: Config) -> anyhow::Result<Self> {
        let journal = connect(&config).await?;
        let clock = clock_of(&journal).await?;
        let composed = compose(&config, journal, clock, AddressScope::Global)?;
        Ok(Self { application: composed.application.clone(), config, composed })
    }

    async fn close(self) {
        for registry in &self.composed.sessions {
            registry.close().await;
        }
        self.application.journal().close().await;
    }

    /// Waits a moment until a view has seen what a command wrote. False: nobody follows the journal now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn seen(&self, view: View, cursors: &[Cursor]) -> anyhow::Result<bool> {
        let journal = self.application.journal();
        if !journal.is_followed().await? {
            return Ok(false);
        }
        Ok(journal.wait_for(view.name(), cursors, SEEN_WITHIN).await.is_ok())
    }
}

/// A demo's clock is ahead by what its database says; any other is real.
///
/// # Errors
/// The database failed.
pub async fn clock_of(journal: &Journal) -> anyhow::Result<Arc<dyn Clock>> {
    if !journal.is_demo().await.context("asking whether this is a demo")? {
        return Ok(Arc::new(RealClock));
    }
    let ahead = journal.clock_offset().await.context("reading the demo's clock")?;
    Ok(Arc::new(ManualClock::ahead(TimeDelta::seconds(ahead))))
}
