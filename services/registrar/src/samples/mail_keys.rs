//! Keys with which the sample accounts sign their batch mails. The secret halves stay in the demo's folder, for the
//! programs that sign; the accounts know the public ones.

use super::ask;
use crate::access::{PgpAccess, SmimeAccess, write_private};
use anyhow::Context;
use application::{Application, Certificate, PgpCertificate};
use batch_mail::assistant::{new_certificate, new_pgp_key, public_pgp_key};
use domain_model::account::{Account, CertificateTrust, MailSettings};
use domain_model::values::{AccountNumber, EmailAddress};
use secrecy::ExposeSecret;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

/// Makes what is missing, here and at the account.
///
/// # Errors
/// The journal failed, or the folder cannot be written to.
pub async fn make(
    application: &Application,
    account: AccountNumber,
    name: &str,
    address: &EmailAddress,
    folder: &Path,
) -> anyhow::Result<(PgpAccess, SmimeAccess)> {
    let folder = folder.join("mail-keys");
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder);
    made.with_context(|| format!("making {}", folder.display()))?;
    let known = application.journal().load::<Account>(&account).await?.state;
    let known = known.profile().map(|profile| profile.mail.clone()).unwrap_or_default();
    let pgp = pgp(application, account, &format!("{name} <{address}>"), &known, &folder).await?;
    let smime = smime(application, account, address, &known, &folder).await?;
    Ok((pgp, smime))
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A file's content, or what is made now and kept in it before it is used.
fn kept(path: &Path, make: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(content) => Ok(content),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let content = make()?;
            write_private(path, content.as_bytes())?;
            Ok(content)
        }
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

async fn pgp(
    application: &Application,
    account: AccountNumber,
    user: &str,
    known: &MailSettings,
    folder: &Path,
) -> anyhow::Result<PgpAccess> {
    let path = folder.join(format!("{account}-pgp.asc"));
    let secret = kept(&path, || {
        let key = new_pgp_key(user, journal::wall_clock()).context("making an OpenPGP key")?;
        Ok(key.secret.expose_secret().to_owned())
    })?;
    let public = public_pgp_key(&secret).with_context(|| format!("reading {}", path.display()))?;
    let fingerprint = PgpCertificate::read(&public)?.fingerprint()?;
    if !known.pgp_keys.iter().any(|key| key.fingerprint == fingerprint) {
        let ask = ask(application, &format!("account-{account}-pgp-{fingerprint}"));
        application
            .add_pgp_key(account, &public, &ask)
            .await
            .context("giving a sample account its OpenPGP key")?;
    }
    Ok(PgpAccess { secret_key: text(&path) })
}

async fn smime(
    application: &Application,
    account: AccountNumber,
    address: &EmailAddress,
    known: &MailSettings,
    folder: &Path,
) -> anyhow::Result<SmimeAccess> {
    let file = |what: &str| -> PathBuf { folder.join(format!("{account}-smime-{what}.pem")) };
    let (cert, key) = (file("cert"), file("key"));
    // The key is written first: a start that was cut off between the two makes both anew.
    let pem = kept(&cert, || {
        let made = new_certificate(address, journal::wall_clock()).context("making a certificate")?;
        write_private(&key, made.secret.expose_secret().as_bytes())?;
        Ok(made.public)
    })?;
    let fingerprint = Certificate::read(pem.as_bytes())?.fingerprint()?;
    if !known.certificates.iter().any(|known| known.fingerprint == fingerprint) {
        let ask = ask(application, &format!("account-{account}-smime-{fingerprint}"));
        let added =
            application.add_certificate(account, CertificateTrust::Signer, pem.as_bytes(), &ask).await;
        added.context("giving a sample account its certificate")?;
    }
    Ok(SmimeAccess { cert: text(&cert), key: text(&key) })
}
