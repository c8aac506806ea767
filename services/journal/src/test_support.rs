//! Databases for tests: one cluster per target folder, shared by all test processes of a run, and a fresh database,
//! already migrated, for each test. The cluster ends a while after its last user.

use crate::cluster::{Cluster, ClusterConfig, ClusterError, Role};
use crate::{Journal, JournalConfig, JournalError, MasterKey, MigrateOptions, VaultConfig, migrate};
use sqlx::{Connection, Executor};
use std::fs::{File, OpenOptions};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A database of a test's own.
pub struct TestDatabase {
    /// Its name in the cluster.
    pub name: String,
    /// The cluster.
    pub cluster: Cluster,
    /// Files beside the database: erasure log, anchors.
    pub folder: PathBuf,
    _in_use: File,
}

/// A test cannot have its database.
#[derive(Debug, thiserror::Error)]
pub enum TestSupportError {
    /// No cluster.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// No schema.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// No database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// No folder.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

impl TestDatabase {
    /// A fresh database with the journal's schema.
    ///
    /// # Errors
    /// The machine has no PostgreSQL, or it does not start.
    pub async fn new() -> Result<Self, TestSupportError> {
        let folder = shared_folder()?;
        let in_use = lock_file(&folder.join("users.lock"))?;
        in_use.lock_shared()?;
        let config = ClusterConfig { durable: false, ..ClusterConfig::new(&folder) };
        let cluster = Cluster::start(config).await?;
        end_when_unused(&cluster, &folder)?;
        let template = make_template(&cluster, &folder).await?;
        let name = format!("test_{}", uuid::Uuid::now_v7().simple());
        let mut superuser = cluster.superuser("postgres").await?;
        cluster.make_database(&mut superuser, &name, Some(&template)).await?;
        let grant =
            format!("grant connect, create, temporary on database \"{name}\" to {}", Role::App.name());
        superuser.execute(grant.as_str()).await?;
        superuser.close().await?;
        let files = folder.join("files").join(&name);
        std::fs::create_dir_all(&files)?;
        Ok(Self { name, cluster, folder: files, _in_use: in_use })
    }

    /// The database's address for a role.
    pub fn url(&self, role: Role) -> String {
        self.cluster.url_of(role, &self.name)
    }

    /// A configuration to change before [`Journal::connect`]: the application's role, a fixed master key.
    pub fn config(&self) -> JournalConfig {
        let vault = VaultConfig {
            master: MasterKey::new([7; 32]),
            former_masters: vec![],
            erasure_log: self.folder.join("erasures.log"),
        };
        let mut config = JournalConfig::new(self.url(Role::App), vault);
        config.pool = 4;
        config
    }

    /// A journal on this database; each call opens another, as another process would.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn journal(&self) -> Result<Journal, JournalError> {
        Journal::connect(self.config()).await
    }

    /// A plain connection.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn connection(&self, role: Role) -> Result<sqlx::PgConnection, sqlx::Error> {
        sqlx::PgConnection::connect(&self.url(role)).await
    }
}

/// `target/test-cluster`, next to the test binary.
fn shared_folder() -> std::io::Result<PathBuf> {
    let binary = std::env::current_exe()?;
    let target = binary.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "target"));
    let folder = target.map_or_else(std::env::temp_dir, PathBuf::from).join("test-cluster");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn lock_file(path: &std::path::Path) -> std::io::Result<File> {
    OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)
}

/// A database with today's migrations, made once; later ones are copies of it.
async fn make_template(cluster: &Cluster, folder: &std::path::Path) -> Result<String, TestSupportError> {
    let migrations = sqlx::migrate!("../../migrations");
    let sums: Vec<u8> = migrations.iter().flat_map(|migration| migration.checksum.to_vec()).collect();
    let name = format!("template_{:016x}", xxhash_rust::xxh3::xxh3_64(&sums));
    let lock = lock_file(&folder.join("template.lock"))?;
    let (lock, made) = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock))
        .await
        .map_err(std::io::Error::other)
        .and_then(|locked| locked)
        .map(|lock| (lock, folder.join(format!("{name}.made"))))?;
    let still_there = {
        let mut superuser = cluster.superuser("postgres").await?;
        let found: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&name)
            .fetch_one(&mut superuser)
            .await?;
        if found && !made.exists() {
            superuser.execute(format!("drop database \"{name}\" with (force)").as_str()).await?;
        }
        if !found || !made.exists() {
            cluster.make_database(&mut superuser, &name, None).await?;
        }
        superuser.close().await?;
        found && made.exists()
    };
    if !still_there {
        let options = MigrateOptions { app_role: Role::App.name().to_owned(), ..MigrateOptions::default() };
        migrate(&cluster.url_of(Role::Owner, &name), &options).await?;
        std::fs::write(&made, "")?;
    }
    drop(lock);
    Ok(name)
}

/// Leaves a watcher behind that stops the cluster, and removes it, once no test has used it for a while.
fn end_when_unused(cluster: &Cluster, folder: &std::path::Path) -> std::io::Result<()> {
    const WATCHER: &str = r#"
        exec 9>"$1/watcher.lock"; flock -n 9 || exit 0
        while sleep 45; do
            exec 8>"$1/cluster.lock"; flock 8
            if flock -n -x "$1/users.lock" true; then
                kill -INT "$(head -n 1 "$2/postmaster.pid")" 2>/dev/null
                for _ in 1 2 3 4 5 6 7 8 9 10; do [ -e "$2/postmaster.pid" ] || break; sleep 1; done
                rm -rf "$2" "$1/files" "$1"/*.made
                exit 0
            fi
            exec 8>&-
        done"#;
    Command::new("sh")
        .args(["-c", WATCHER, "watcher"])
        .arg(folder)
        .arg(cluster.data_folder())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .map(|_| ())
}
