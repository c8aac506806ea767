//! Configuration: one TOML file, and variables like `REGISTRAR__HTTP__LISTEN` over it. A wrong key is an error that names it.

mod batch_mail;
mod billing;
mod directory;
mod rest;
mod sign_in;

pub use batch_mail::{BatchMail, LmtpAddress};
pub use billing::{Points, Seller};
pub use directory::Directory;
pub use rest::Rest;
pub use sign_in::SignIn;

use crate::claims_notices::DemoNotices;
use crate::resolver::{DemoResolver, SystemResolver};
use anyhow::Context;
use application::ports::{ClaimsNotices, NoClaimsNotices, Resolver};
use application::{BankAccount, LoginLimits, ServiceSettings, VerificationMails};
use domain_model::mailboxes::MailboxLimits;
use domain_model::values::HostName;
use domain_model::zone::ZoneLimits;
use epp::EppConfig;
use mail::MailConfig;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The web server.
    pub http: Http,
    /// The journal's database.
    pub database: Database,
    /// The keys that seal personal data and secrets.
    pub vault: Vault,
    /// The registries, and the endings that each serves.
    #[serde(default, rename = "registry")]
    pub registries: Vec<RegistryEntry>,
    /// Outgoing mail.
    pub mail: MailConfig,
    /// How the registrar words and prices things.
    #[serde(default)]
    pub registrar: Registrar,
    /// What points are worth, and who may book how many alone.
    #[serde(default)]
    pub points: Points,
    /// Who sells, as invoices say it; without one nothing can be invoiced.
    pub seller: Option<Seller>,
    /// How failures to log in with an account's password are answered.
    #[serde(default)]
    pub logins: Logins,
    /// How the people who work here sign in.
    #[serde(default)]
    pub sign_in: SignIn,
    /// The REST door.
    #[serde(default)]
    pub rest: Rest,
    /// The public directory.
    #[serde(default)]
    pub directory: Directory,
    /// How owners are asked to confirm their data.
    #[serde(default)]
    pub verification: Verification,
    /// Hosted services: redirections, zones, mailboxes.
    #[serde(default)]
    pub services: Services,
    /// Batch mails; none are taken where it is absent.
    pub batch_mail: Option<BatchMail>,
}

/// The web server.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Where it listens.
    pub listen: SocketAddr,
    /// How it is reached from outside, without a slash at the end: links in mails begin with it.
    pub public_url: String,
}

/// The journal's database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// The application's own role: it may read and append events, never change them.
    pub url: String,
    /// The owner's role, for `registrar migrate`.
    pub owner_url: Option<String>,
    /// Where the oldest part of the journal is kept in files beside the database, once there are some ten thousand
    /// events; replays read it there. Without it everything is read from the database.
    pub archive: Option<PathBuf>,
}

/// The keys that seal personal data and secrets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vault {
    /// The master key: a file of mode 600, …
    pub master_key_file: Option<PathBuf>,
    /// … a variable, …
    pub master_key_variable: Option<String>,
    /// … or a command that prints it.
    pub master_key_command: Option<Vec<String>>,
    /// Where erasures are written down outside the database, so that a restore can repeat them.
    pub erasure_log: PathBuf,
    /// Where anchors of the journal are written outside the database, so that truncation shows.
    pub anchors: PathBuf,
}

/// A registry, and the endings that it serves.
#[derive(Clone, Debug, Deserialize)]
pub struct RegistryEntry {
    /// `["com", "net"]`; `*` serves whatever no other does.
    pub serves: Vec<String>,
    /// Address, certificates, limits.
    #[serde(flatten)]
    pub epp: EppConfig,
}

/// How the registrar words and prices things.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Registrar {
    /// Points per unit of a currency that has no rate of its own in `[points.currencies]`.
    pub points_per_unit: u32,
    /// How contact handles end.
    pub handle_suffix: String,
    /// What contact ids at registries begin with.
    pub registry_contact_prefix: String,
    /// The domain of the addresses that stand at registries and in the directory for hidden ones (`md5_email` of the SOAP
    /// door). Its mail is ours to receive: `registrar mail forward` passes it on.
    pub stand_in_domain: HostName,
    /// Where points are paid for; shown to resellers (`rib` of SOAP's `api_info`).
    pub bank: Option<Bank>,
}

/// An account at a bank.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    /// Whose it is.
    pub holder: String,
    /// Its IBAN.
    pub iban: String,
    /// Its bank's BIC.
    pub bic: String,
}

impl From<Bank> for BankAccount {
    fn from(bank: Bank) -> Self {
        Self { holder: bank.holder, iban: bank.iban, bic: bank.bic }
    }
}

impl Default for Registrar {
    fn default() -> Self {
        let settings = application::Settings::default();
        Self {
            points_per_unit: settings.points.rate.points_per_unit(),
            handle_suffix: settings.handle_suffix,
            registry_contact_prefix: settings.registry_contact_prefix,
            stand_in_domain: settings.stand_in_domain,
            bank: None,
        }
    }
}

impl Registrar {
    /// The domain of stand-in addresses, with room for what stands before the `@`.
    ///
    /// # Errors
    /// It is too long.
    pub fn stand_in_domain(&self) -> anyhow::Result<HostName> {
        const LONGEST: usize = 200;
        let length = self.stand_in_domain.as_str().len();
        anyhow::ensure!(
            length <= LONGEST,
            "registrar.stand_in_domain: at most {LONGEST} characters are expected"
        );
        Ok(self.stand_in_domain.clone())
    }
}

/// How owners are asked to confirm their data (WAPS).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Verification {
    /// On demand (SOAP's `contact_mail_waps`) a contact is mailed so many times …
    pub mails: u16,
    /// … in so many hours, those mails included that go by themselves.
    pub window_hours: u32,
}

impl Default for Verification {
    fn default() -> Self {
        let mails = VerificationMails::default();
        let hours = mails.within.as_secs() / 3600;
        Self { mails: mails.most, window_hours: u32::try_from(hours).unwrap_or(u32::MAX) }
    }
}

impl Verification {
    /// As the application takes them.
    pub fn mails(self) -> VerificationMails {
        let within = Duration::from_secs(u64::from(self.window_hours) * 3600);
        VerificationMails { most: self.mails, within }
    }
}

/// How failures to prove who one is are answered: with an account's password (`[logins]`), or with keys and signatures
/// (`[rest.failures]`).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Logins {
    /// So many failures of one account from one address lock it there.
    pub failures: u32,
    /// So many failures from one address, whatever the account, lock the address.
    pub failures_of_address: u32,
    /// Seconds from the first failure until all are forgotten.
    pub window_seconds: u64,
    /// The answer to the nth failure waits n times so many milliseconds …
    pub slower_by_milliseconds: u64,
    /// … and at most so many.
    pub slowest_milliseconds: u64,
}

impl Default for Logins {
    fn default() -> Self {
        let limits = LoginLimits::default();
        let milliseconds = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        Self {
            failures: limits.failures,
            failures_of_address: limits.failures_of_address,
            window_seconds: limits.window.as_secs(),
            slower_by_milliseconds: milliseconds(limits.slower_by),
            slowest_milliseconds: milliseconds(limits.slowest),
        }
    }
}

impl Logins {
    /// As the application takes them.
    pub fn limits(self) -> LoginLimits {
        LoginLimits {
            failures: self.failures,
            failures_of_address: self.failures_of_address,
            window: Duration::from_secs(self.window_seconds),
            slower_by: Duration::from_millis(self.slower_by_milliseconds),
            slowest: Duration::from_millis(self.slowest_milliseconds),
        }
    }
}

/// Hosted services: redirections, zones, mailboxes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Services {
    /// Who is asked whether mail can be sent to a domain.
    pub resolver: ResolverChoice,
    /// Who is asked for the notices of trademark claims.
    pub claims_notices: NoticesChoice,
    /// The name servers that serve redirections and zones.
    pub name_servers: Vec<HostName>,
    /// How many redirections a name may have.
    pub redirections: u16,
    /// How many records a zone may have …
    pub zone_records: u16,
    /// … and how many bytes its text.
    pub zone_bytes: u32,
    /// How many mailboxes a name may have …
    pub mailboxes: u16,
    /// … and how many megabytes all together.
    pub mailboxes_quota: u32,
    /// Megabytes of a mailbox for which none are asked.
    pub mailbox_quota: u32,
}

/// Who answers what the DNS says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResolverChoice {
    /// The machine's own resolver.
    #[default]
    System,
    /// A world that needs no network.
    Demo,
}

/// Who has the notices of trademark claims.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticesChoice {
    /// Nobody: names under claims are refused, with the reason.
    #[default]
    None,
    /// The sandbox registry, which makes up the marks.
    Demo,
}

impl Default for Services {
    fn default() -> Self {
        let settings = ServiceSettings::default();
        Self {
            resolver: ResolverChoice::default(),
            claims_notices: NoticesChoice::default(),
            name_servers: settings.name_servers,
            redirections: settings.redirections,
            zone_records: settings.zone.records,
            zone_bytes: settings.zone.bytes,
            mailboxes: settings.mailboxes.boxes,
            mailboxes_quota: settings.mailboxes.quota,
            mailbox_quota: settings.mailbox_quota,
        }
    }
}

impl Services {
    /// As the application takes them.
    pub fn settings(&self) -> ServiceSettings {
        ServiceSettings {
            name_servers: self.name_servers.clone(),
            redirections: self.redirections,
            zone: ZoneLimits { records: self.zone_records, bytes: self.zone_bytes },
            mailboxes: MailboxLimits { boxes: self.mailboxes, quota: self.mailboxes_quota },
            mailbox_quota: self.mailbox_quota,
        }
    }

    /// As it was chosen.
    pub fn resolver(&self) -> Arc<dyn Resolver> {
        match self.resolver {
            ResolverChoice::System => Arc::new(SystemResolver::default()),
            ResolverChoice::Demo => Arc::new(DemoResolver),
        }
    }

    /// As it was chosen.
    pub fn claims_notices(&self) -> Arc<dyn ClaimsNotices> {
        match self.claims_notices {
            NoticesChoice::None => Arc::new(NoClaimsNotices),
            NoticesChoice::Demo => Arc::new(DemoNotices),
        }
    }
}

impl Config {
    /// Reads the file and the variables.
    ///
    /// # Errors
    /// The file cannot be read, a key is unknown or missing, a value is of the wrong kind: each named.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let variables = config::Environment::with_prefix("REGISTRAR").prefix_separator("__").separator("__");
        config::Config::builder()
            .add_source(config::File::from(file).format(config::FileFormat::Toml))
            .add_source(variables)
            .build()
            .and_then(config::Config::try_deserialize)
            .with_context(|| format!("configuration {}", file.display()))
    }
}
