//! Where the figures are taken: a private cluster of its own that waits for the disk, in a folder that goes away.

use anyhow::Context;
use journal::cluster::{Cluster, ClusterConfig, Role};
use journal::{Journal, JournalConfig, MasterKey, MigrateOptions, VaultConfig, migrate};
use sqlx::{Connection, Executor, PgConnection};
use std::path::Path;
use tempfile::TempDir;

/// A running cluster with a migrated journal.
pub struct Place {
    cluster: Cluster,
    folder: TempDir,
}

impl Place {
    /// Makes one below `folder`, or where temporary files go; the disk under it is the one that is measured.
    ///
    /// # Errors
    /// There is no PostgreSQL, or it does not start.
    pub async fn new(folder: Option<&Path>) -> anyhow::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("registrar-bench-");
        let folder = match folder {
            Some(folder) => builder.tempdir_in(folder),
            None => builder.tempdir(),
        };
        let folder = folder.context("making a folder for the bench's cluster")?;
        let cluster = Cluster::start(ClusterConfig::new(folder.path().join("postgres"))).await?;
        let place = Self { cluster, folder };
        if let Err(error) = place.prepare().await {
            place.close().await?;
            return Err(error);
        }
        Ok(place)
    }

    async fn prepare(&self) -> anyhow::Result<()> {
        let options = MigrateOptions { app_role: Role::App.name().to_owned(), ..MigrateOptions::default() };
        migrate(&self.cluster.url(Role::Owner), &options).await.context("migrating the bench's journal")
    }

    /// The cluster.
    pub fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Files beside the cluster.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The journal with production's defaults, as the application's role.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn journal(&self) -> anyhow::Result<Journal> {
        Ok(Journal::connect(config(&self.cluster.url(Role::App), self.folder.path())).await?)
    }

    /// A connection as the owner, for what is not the journal's.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn owner(&self) -> anyhow::Result<PgConnection> {
        PgConnection::connect(&self.cluster.url(Role::Owner)).await.context("connecting as the owner")
    }

    /// Statements of the owner's.
    ///
    /// # Errors
    /// One fails.
    pub async fn execute(&self, statements: &str) -> anyhow::Result<()> {
        let mut owner = self.owner().await?;
        owner.execute(statements).await.with_context(|| format!("executing {statements}"))?;
        Ok(owner.close().await?)
    }

    /// Stops the cluster and removes the folder.
    ///
    /// # Errors
    /// The server does not stop.
    pub async fn close(self) -> anyhow::Result<()> {
        self.cluster.stop().await.context("stopping the bench's cluster")?;
        self.folder.close().context("removing the bench's folder")
    }
}

/// The journal's configuration for a database and the folder of its files.
pub fn config(url: &str, folder: &Path) -> JournalConfig {
    let vault = VaultConfig {
        master: MasterKey::new([7; 32]),
        former_masters: vec![],
        erasure_log: folder.join("erasures.log"),
    };
    JournalConfig::new(url, vault)
}

/// How many processors there are.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}
