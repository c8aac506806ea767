//! What the demo needs for batch mails: a certificate for STARTTLS, and a key that signs answers.

use crate::access::write_private;
use anyhow::Context;
use mail::AnswerKey;
use std::path::{Path, PathBuf};

/// The longest path of a socket (`sun_path`), with some room.
const LONGEST_SOCKET: usize = 100;

/// What was made, once.
pub struct MailKeys {
    /// The certificate, PEM.
    pub certificate: PathBuf,
    /// Its key.
    pub key: PathBuf,
    /// The secret half of the key that signs answers.
    pub signing: PathBuf,
    /// Its public half, for whoever checks them.
    pub published: PathBuf,
}

/// Where everything is, made where it is missing.
///
/// # Errors
/// The folder cannot be written to, or the system has no randomness.
pub fn keys(folder: &Path, host: &str, address: &str) -> anyhow::Result<MailKeys> {
    let keys = MailKeys {
        certificate: folder.join("smtp.pem"),
        key: folder.join("smtp.key"),
        signing: folder.join("batch-answers.key"),
        published: folder.join("batch-answers.asc"),
    };
    if !keys.certificate.exists() {
        let names = vec![host.to_owned(), "localhost".to_owned(), "127.0.0.1".to_owned()];
        let made = rcgen::generate_simple_self_signed(names).context("making a certificate for STARTTLS")?;
        write_private(&keys.key, made.signing_key.serialize_pem().as_bytes())?;
        write_private(&keys.certificate, made.cert.pem().as_bytes())?;
    }
    if !keys.published.exists() {
        let name = format!("Registrar batch mails <{address}>");
        let pair = AnswerKey::generate(&name, journal::wall_clock()).context("making a key for answers")?;
        write_private(&keys.signing, pair.secret.as_bytes())?;
        write_private(&keys.published, pair.public.as_bytes())?;
    }
    Ok(keys)
}

/// A socket for LMTP in the folder, unless its path is longer than a socket's may be.
pub fn socket(folder: &Path) -> Option<String> {
    let path = folder.join("lmtp.sock").display().to_string();
    (path.len() <= LONGEST_SOCKET).then(|| format!("unix:{path}"))
}
