//! The demo's folder and ports, and the configuration that it amounts to.

use crate::access::write_private;
use crate::config::Config;
use anyhow::Context;
use sandbox_registry::Handle;
use std::path::{Path, PathBuf};

/// A file that says that the folder is a demo's: nothing else is ever emptied.
const MARK: &str = ".registrar-demo";

/// The demo's ports.
pub struct Ports {
    /// The web server.
    pub http: u16,
    /// The sandbox registry.
    pub epp: u16,
    /// The private database; none takes a free one and keeps it.
    pub postgres: Option<u16>,
}

impl Ports {
    /// The usual ones, or all of them moved.
    pub fn choose(base: Option<u16>) -> Self {
        match base {
            None => Self { http: 8080, epp: 7700, postgres: None },
            Some(base) => Self { http: base, epp: base + 4, postgres: Some(base + 5) },
        }
    }
}

/// The demo's folder.
pub struct Folder(PathBuf);

impl Folder {
    /// Opens a demo's folder, or makes one; empties it where that was asked for.
    ///
    /// # Errors
    /// It holds something else, or cannot be written to.
    pub async fn open(path: &Path, fresh: bool) -> anyhow::Result<Self> {
        let exists = path.read_dir().is_ok_and(|mut entries| entries.next().is_some());
        let marked = path.join(MARK).exists();
        anyhow::ensure!(
            !exists || marked,
            "{} is not empty and no demo's folder: name another one with --data",
            path.display()
        );
        if fresh && marked {
            anyhow::ensure!(
                !crate::presence::demo_runs(path),
                "a demo runs on {}: stop it before it is emptied",
                path.display()
            );
            stop_left_over(path).await?;
            std::fs::remove_dir_all(path).with_context(|| format!("emptying {}", path.display()))?;
        }
        std::fs::create_dir_all(path.join("outbox")).with_context(|| format!("making {}", path.display()))?;
        std::fs::write(path.join(MARK), "").with_context(|| format!("writing to {}", path.display()))?;
        Ok(Self(path.canonicalize().with_context(|| format!("finding {}", path.display()))?))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The application's password in a database that `DATABASE_URL` names: made once.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn application_password(&self) -> anyhow::Result<String> {
        let path = self.0.join("application-password");
        if !path.exists() {
            write_private(&path, crate::samples::random_text()?.as_bytes())?;
        }
        std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    }

    /// Writes `registrar.toml`, so that every other command finds this installation, and reads it back.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn write_config(
        &self,
        ports: &Ports,
        app: &str,
        owner: &str,
        sandbox: &Handle,
    ) -> anyhow::Result<Config> {
        let master = self.0.join("master.key");
        super::master_key(&master)?;
        let ours = sandbox
            .registrars()
            .into_iter()
            .find(|registrar| registrar.id == "ours")
            .context("the sandbox registry has no registrar `ours`")?;
        let table = toml::toml! {
            [mail]
            sender_name = "Registrar"
            sender_address = "registrar@registrar.test"
        };
        let mut root = table;
        let mut put = |section: &str, key: &str, value: toml::Value| {
            let entry = root.entry(section).or_insert_with(|| toml::Table::new().into());
            if let Some(table) = entry.as_table_mut() {
                table.insert(key.to_owned(), value);
            }
        };
        let url = format!("http://127.0.0.1:{}", ports.http);
        let text = |path: PathBuf| toml::Value::from(path.display().to_string());
        put("http", "listen", format!("127.0.0.1:{}", ports.http).into());
        put("http", "public_url", url.clone().into());
        put("database", "url", app.into());
        put("database", "owner_url", owner.into());
        put("vault", "master_key_file", text(master));
        put("vault", "erasure_log", text(self.0.join("erasures.log")));
        put("vault", "anchors", text(self.0.join("anchors")));
        put("mail", "contact_url", format!("{url}/").into());
        put("mail", "outbox", text(self.0.join("outbox")));
        let mut registry = toml::Table::new();
        registry.insert("id".into(), "sandbox".into());
        registry.insert("serves".into(), vec!["*"].into());
        registry.insert("address".into(), sandbox.address().to_string().into());
        registry.insert("ca".into(), text(sandbox.ca_pem_path()));
        registry.insert("cert".into(), text(ours.cert));
        registry.insert("key".into(), text(ours.key));
        registry.insert("registrar".into(), ours.id.into());
        registry.insert("password".into(), ours.password.reveal().into());
        registry.insert("poll_interval".into(), 1.into());
        root.insert("registry".into(), vec![registry].into());
        let path = self.0.join("registrar.toml");
        write_private(&path, toml::to_string_pretty(&root)?.as_bytes())?;
        Config::read(&path)
    }
}

/// A cluster that a killed demo left behind would go on writing into an emptied folder.
async fn stop_left_over(path: &Path) -> anyhow::Result<()> {
    let postgres = path.join("postgres");
    if postgres.join("cluster.json").exists() {
        let config = journal::cluster::ClusterConfig::new(postgres);
        let cluster =
            journal::cluster::Cluster::start(config).await.context("finding the left-over cluster")?;
        cluster.stop().await.context("stopping the left-over cluster")?;
    }
    Ok(())
}

/// The same database under another role.
///
/// # Errors
/// The address cannot be read.
pub fn with_credentials(url: &str, role: &str, password: &str) -> anyhow::Result<String> {
    let mut url = reqwest::Url::parse(url).context("DATABASE_URL")?;
    let set = url.set_username(role).and_then(|()| url.set_password(Some(password)));
    anyhow::ensure!(set.is_ok(), "DATABASE_URL cannot carry a role and a password");
    Ok(url.to_string())
}
