//! `access.json`: what a person reads in the demo's table, for programs.

use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// How to reach the demo, and as whom.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Access {
    /// The web server.
    pub http: String,
    /// The back office's door.
    pub graphql: String,
    /// The pages.
    pub pages: String,
    /// The resellers' SOAP door.
    pub soap: String,
    /// The REST door; the public clients take it as their endpoint.
    pub rest: String,
    /// The public directory over HTTP.
    #[serde(default)]
    pub rdap: String,
    /// WHOIS: host and port.
    #[serde(default)]
    pub whois: String,
    /// DAS: host and port.
    #[serde(default)]
    pub das: String,
    /// Where batch mails are taken: host and port.
    pub smtp: String,
    /// Where they are taken by LMTP: a socket, where its path is not too long for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lmtp: Option<String>,
    /// Where outgoing mail is kept.
    pub outbox: String,
    /// To whom batch mails are sent.
    pub batch: BatchAccess,
    /// The sandbox registry.
    pub epp: EppAccess,
    /// The application's own role in the database.
    pub postgres: String,
    /// The command that moves the demo's clock; a duration is appended.
    pub clock: Vec<String>,
    /// The staff.
    pub operators: Vec<OperatorAccess>,
    /// The accounts.
    pub resellers: Vec<ResellerAccess>,
}

/// To whom batch mails are sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BatchAccess {
    /// Orders.
    pub address: String,
    /// Rehearsals: nothing has an effect.
    pub rehearsal: String,
    /// The OpenPGP key that answers are signed by.
    pub key: String,
}

/// The sandbox registry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EppAccess {
    /// Host and port.
    pub address: String,
    /// The authority that signed its certificates.
    pub ca: String,
    /// Who may log in.
    pub registrars: Vec<RegistrarAccess>,
}

/// A registrar at the sandbox registry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegistrarAccess {
    /// `clID`.
    pub id: String,
    /// Its password.
    pub password: String,
    /// Its certificate.
    pub cert: String,
    /// The certificate's key.
    pub key: String,
}

/// A member of staff.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OperatorAccess {
    /// The login.
    pub login: String,
    /// The password.
    pub password: String,
    /// What they may do.
    pub role: String,
    /// A bearer token.
    pub token: String,
}

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResellerAccess {
    /// Its number.
    pub dist_id: u64,
    /// Its API password.
    pub password: String,
    /// Its nichandle.
    pub nichandle: String,
    /// The passphrase of its batch mails.
    pub passphrase: String,
    /// What its program signs with at the REST door.
    pub rest: RestAccess,
    /// The OpenPGP key of its batch mails.
    pub pgp: PgpAccess,
    /// The certificate of its batch mails.
    pub smime: SmimeAccess,
    /// Its currency.
    pub currency: String,
    /// The points that it was given at first.
    pub points: i64,
}

/// An application, and a credential that may call everything.
#[derive(Clone, Serialize, Deserialize)]
pub struct RestAccess {
    /// `X-Ovh-Application`.
    pub application_key: String,
    /// What calls are signed with.
    pub application_secret: String,
    /// `X-Ovh-Consumer`.
    pub consumer_key: String,
}

impl std::fmt::Debug for RestAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestAccess").field("application_key", &self.application_key).finish_non_exhaustive()
    }
}

/// A key of OpenPGP.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PgpAccess {
    /// The file with the secret key, in its armour and without a passphrase.
    pub secret_key: String,
}

/// A certificate of S/MIME.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SmimeAccess {
    /// The file with the certificate, in PEM.
    pub cert: String,
    /// The file with its secret key, in PEM and without a passphrase.
    pub key: String,
}

impl Access {
    /// Reads `access.json` of a data folder.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("access.json");
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {} (is a demo running on this folder?)", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))
    }

    /// Writes it, for nobody else to read, at once or not at all.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        write_private(&folder.join("access.json"), &serde_json::to_vec_pretty(self)?)
    }
}

/// Writes a file that nobody else may read, at once or not at all.
///
/// # Errors
/// The folder cannot be written to.
pub fn write_private(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    use std::io::Write;
    let partial = path.with_extension("partial");
    let writing = || -> std::io::Result<()> {
        let mut file =
            std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&partial, path)
    };
    writing().with_context(|| format!("writing {}", path.display()))
}
