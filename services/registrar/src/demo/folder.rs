//! The demo's folder and ports, and the configuration that it amounts to.

use crate::access::write_private;
use crate::config::Config;
use anyhow::Context;
use sandbox_registry::Handle;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A file that says that the folder is a demo's: nothing else is ever emptied.
const MARK: &str = ".registrar-demo";

/// The demo's ports.
pub struct Ports {
    /// The web server.
    pub http: u16,
    /// WHOIS.
    pub whois: u16,
    /// DAS.
    pub das: u16,
    /// Batch mails.
    pub smtp: u16,
    /// The sandbox registry.
    pub epp: u16,
    /// The private database; none takes a free one and keeps it.
    pub postgres: Option<u16>,
}

impl Ports {
    /// The usual ones, or all of them moved.
    pub fn choose(base: Option<u16>) -> Self {
        match base {
            None => Self { http: 8080, whois: 4043, das: 4343, smtp: 2525, epp: 7700, postgres: None },
            Some(base) => Self {
                http: base,
                whois: base + 1,
                das: base + 2,
                smtp: base + 3,
                epp: base + 4,
                postgres: Some(base + 5),
            },
        }
    }
}

/// The demo's folder, for as long as nobody else may use it.
pub struct Folder {
    path: PathBuf,
    _in_use: File,
}

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
        std::fs::create_dir_all(path).with_context(|| format!("making {}", path.display()))?;
        let in_use = File::options().create(true).append(true).open(path.join(MARK));
        let in_use = in_use.with_context(|| format!("writing to {}", path.display()))?;
        anyhow::ensure!(
            in_use.try_lock().is_ok(),
            "another demo is running in {}: stop it, or name another folder with --data",
            path.display()
        );
        if fresh && marked {
            anyhow::ensure!(
                !crate::presence::demo_runs(path),
                "a demo runs on {}: stop it before it is emptied",
                path.display()
            );
            stop_left_over(path).await?;
            empty(path).with_context(|| format!("emptying {}", path.display()))?;
        }
        std::fs::create_dir_all(path.join("outbox")).with_context(|| format!("making {}", path.display()))?;
        let path = path.canonicalize().with_context(|| format!("finding {}", path.display()))?;
        Ok(Self { path, _in_use: in_use })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The application's password in a database that `DATABASE_URL` names: made once.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn application_password(&self) -> anyhow::Result<String> {
        let path = self.path.join("application-password");
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
        no_limits: bool,
    ) -> anyhow::Result<Config> {
        let master = self.path.join("master.key");
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

            [registrar.bank]
            holder = "Registrar"
            iban = "FR7630006000011234567890189"
            bic = "AGRIFRPP"

            [seller]
            name = "Registrar SAS"
            address = ["8 rue de la Ville l'Évêque", "75008 PARIS"]
            country = "FR"
            vat_number = "FR40303265045"
            registration = ["SAS au capital de 100 000 €", "RCS Paris 303 265 045"]
            contact = "billing@registrar.test"
            payment_days = 30
            mentions_fr = [
                "Pas d'escompte pour paiement anticipé. En cas de retard : pénalités au taux de trois fois l'intérêt légal et indemnité forfaitaire de 40 € pour frais de recouvrement (articles L441-10 et D441-5 du code de commerce).",
            ]
            mentions_en = [
                "No discount for early payment. Late payment: penalties at three times the legal rate of interest and a fixed sum of EUR 40 for costs of recovery (articles L441-10 and D441-5 of the French commercial code).",
            ]

            // An operator may book as much alone as tests and newcomers move about; production's limit is lower.
            [points]
            alone_up_to = 10_000_000

            [services]
            resolver = "demo"
            claims_notices = "demo"

            [batch_mail]
            order_address = "batch@registrar.test"
            rehearsal_address = "batch-test@registrar.test"
            host = "mx.registrar.test"

            // Whoever tries things out does so often, from one address.
            [batch_mail.limits]
            connections_of_address = 100
            mails_of_connection = 10_000
            errors_of_connection = 50
            unproven_per_hour = 1000

            // Tests of a whole program fail often, from one address.
            [logins]
            failures = 1000
            failures_of_address = 10_000
            window_seconds = 60
            slower_by_milliseconds = 10
            slowest_milliseconds = 250

            // Newcomers look around first; tests fail often, from one address.
            [sign_in]
            second_factor = "optional"

            [sign_in.failures]
            failures = 1000
            failures_of_address = 10_000
            window_seconds = 60
            slower_by_milliseconds = 10
            slowest_milliseconds = 250

            [directory]
            registrar = "Registrar SAS"
            iana_id = 9999
            whois_host = "whois.registrar.test"

            [directory.limits]
            queries = 2000
            das_queries = 2000
            within_seconds = 30

            [rest]
            anonymous_calls = 100_000

            [rest.failures]
            failures = 1000
            failures_of_address = 10_000
            window_seconds = 60
            slower_by_milliseconds = 10
            slowest_milliseconds = 250
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
        put("rest", "no_limits", no_limits.into());
        put("directory", "whois_listen", format!("127.0.0.1:{}", ports.whois).into());
        put("directory", "das_listen", format!("127.0.0.1:{}", ports.das).into());
        put("directory", "no_limits", no_limits.into());
        put("database", "url", app.into());
        put("database", "owner_url", owner.into());
        put("database", "archive", text(self.path.join("archive")));
        put("vault", "master_key_file", text(master));
        put("vault", "erasure_log", text(self.path.join("erasures.log")));
        put("vault", "anchors", text(self.path.join("anchors")));
        put("mail", "contact_url", format!("{url}/").into());
        put("mail", "outbox", text(self.path.join("outbox")));
        let mail = super::batch_mail::keys(&self.path, "mx.registrar.test", "batch@registrar.test")?;
        put("batch_mail", "listen", format!("127.0.0.1:{}", ports.smtp).into());
        put("batch_mail", "certificate", text(mail.certificate));
        put("batch_mail", "key", text(mail.key));
        put("batch_mail", "signing_key", text(mail.signing));
        if let Some(socket) = super::batch_mail::socket(&self.path) {
            put("batch_mail", "lmtp", socket.into());
        }
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
        let path = self.path.join("registrar.toml");
        write_private(&path, toml::to_string_pretty(&root)?.as_bytes())?;
        Config::read(&path)
    }
}

/// Removes everything but the mark, which is locked.
fn empty(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name() == MARK {
            continue;
        }
        if entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
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
