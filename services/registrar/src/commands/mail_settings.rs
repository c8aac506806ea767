//! `registrar account`: what proves where an account's batch mails come from, and how its own mails look.

use super::failure::{NotFound, Usage};
use super::session::Session;
use super::staff::Right;
use crate::cli::{AccountCommand, PgpKeyCommand, SmimeCommand, Source, Staff};
use crate::terminal;
use anyhow::Context;
use application::Accepted;
use comfy_table::Cell;
use domain_model::account::{Branding, CertificateTrust, MailSettings};
use domain_model::values::{AccountNumber, AuthMethod};
use projections::View;
use serde_json::{Value, json};
use std::io::Read;
use std::path::Path;
use zeroize::Zeroizing;

/// Bytes of a key or passphrase that are looked at.
const MOST_READ: u64 = 1024 * 1024;

/// Runs one command about an account's settings.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &AccountCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        AccountCommand::SetPassphrase { account, passphrase_file, staff } => {
            let passphrase = first_line(passphrase_file)?;
            let sentence = format!("the batch mails of account {account} have a new passphrase");
            let asked = format!("set-passphrase {account}");
            change(staff, *account, &asked, &sentence, json!({}), as_json, async |session, ask| {
                session.application.set_account_passphrase(*account, passphrase.to_string(), ask).await
            })
            .await
        }
        AccountCommand::MailMethods { account, allow, staff } => {
            let words: Vec<&str> = allow.0.iter().map(AuthMethod::as_str).collect();
            let sentence = match words.as_slice() {
                [] => format!("account {account} sends no batch mails any more"),
                words => format!("the batch mails of account {account} are proven by {}", words.join(", ")),
            };
            let asked = format!("mail-methods {account} {}", words.join(","));
            change(
                staff,
                *account,
                &asked,
                &sentence,
                json!({ "methods": words }),
                as_json,
                async |session, ask| {
                    session.application.set_mail_methods(*account, allow.0.clone(), ask).await
                },
            )
            .await
        }
        AccountCommand::PgpKey { command } => pgp_key(command, as_json).await,
        AccountCommand::Smime { command } => smime(command, as_json).await,
        AccountCommand::Brand { account, name, sender, link_base, staff } => {
            let branding =
                Branding { name: name.clone(), sender: sender.clone(), link_base: link_base.clone() };
            let sentence = format!("the mails of account {account} look as it wishes");
            let about = json!({ "branding": branding });
            let asked = format!("brand {account} {about}");
            change(staff, *account, &asked, &sentence, about, as_json, async |session, ask| {
                session.application.set_account_branding(*account, branding.clone(), ask).await
            })
            .await
        }
        // Not about settings.
        _ => Ok(()),
    }
}

async fn change(
    staff: &Staff,
    account: AccountNumber,
    asked: &str,
    sentence: &str,
    about: Value,
    as_json: bool,
    work: impl AsyncFnOnce(&Session, &application::Ask) -> Result<Accepted<AccountNumber>, application::AskError>,
) -> anyhow::Result<()> {
    Session::with(&staff.source, async |session| {
        let ask = session.commander(staff, Right::Support, None, asked).await?.ask;
        let done = work(session, &ask).await?;
        let mut about = about;
        about["account"] = json!(account.get());
        session.done(&done, View::Registers, sentence, about, as_json).await
    })
    .await
}

async fn pgp_key(command: &PgpKeyCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        PgpKeyCommand::Add { account, file, staff } => {
            let bytes = read(file)?;
            let armour = std::str::from_utf8(&bytes).map_err(|_| {
                Usage(format!("{}: a key in its armour is expected (gpg --armor --export)", file.display()))
            })?;
            Session::with(&staff.source, async |session| {
                let asked = format!("pgp-key add {account} {armour}");
                let ask = session.commander(staff, Right::Support, None, &asked).await?.ask;
                let (done, fingerprint) = session.application.add_pgp_key(*account, armour, &ask).await?;
                let sentence = format!("account {account} signs batch mails by the key {fingerprint}");
                let about = json!({ "account": account.get(), "fingerprint": fingerprint });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
        PgpKeyCommand::Remove { account, fingerprint, staff } => {
            let sentence =
                format!("account {account} signs no batch mails by the key {fingerprint} any more");
            let about = json!({ "fingerprint": fingerprint });
            let asked = format!("pgp-key remove {account} {fingerprint}");
            change(staff, *account, &asked, &sentence, about, as_json, async |session, ask| {
                session.application.remove_pgp_key(*account, fingerprint.clone(), ask).await
            })
            .await
        }
        PgpKeyCommand::List { account, source } => {
            let keys = |mail: &MailSettings| {
                mail.pgp_keys.iter().map(|key| vec![key.fingerprint.to_string()]).collect()
            };
            list(*account, source, ["Fingerprint"], keys, as_json).await
        }
    }
}

async fn smime(command: &SmimeCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        SmimeCommand::Add { account, file, authority, staff } => {
            let bytes = read(file)?;
            let trust = if *authority { CertificateTrust::Authority } else { CertificateTrust::Signer };
            Session::with(&staff.source, async |session| {
                let content = data_encoding::BASE64.encode(&bytes);
                let asked = format!("smime add {account} {} {content}", word(trust));
                let ask = session.commander(staff, Right::Support, None, &asked).await?.ask;
                let added = session.application.add_certificate(*account, trust, &bytes, &ask).await?;
                let (done, fingerprint) = added;
                let sentence = match trust {
                    CertificateTrust::Signer => {
                        format!("account {account} signs batch mails by the certificate {fingerprint}")
                    }
                    CertificateTrust::Authority => format!(
                        "account {account} signs batch mails by what the authority {fingerprint} issues to its address"
                    ),
                };
                let about =
                    json!({ "account": account.get(), "fingerprint": fingerprint, "trust": word(trust) });
                session.done(&done, View::Registers, &sentence, about, as_json).await
            })
            .await
        }
        SmimeCommand::Remove { account, fingerprint, staff } => {
            let sentence =
                format!("the certificate {fingerprint} signs no batch mails of account {account} any more");
            let about = json!({ "fingerprint": fingerprint });
            let asked = format!("smime remove {account} {fingerprint}");
            change(staff, *account, &asked, &sentence, about, as_json, async |session, ask| {
                session.application.remove_certificate(*account, fingerprint.clone(), ask).await
            })
            .await
        }
        SmimeCommand::List { account, source } => {
            let certificates = |mail: &MailSettings| {
                let line = |known: &domain_model::account::SmimeCertificate| {
                    vec![known.fingerprint.to_string(), word(known.trust).to_owned()]
                };
                mail.certificates.iter().map(line).collect()
            };
            list(*account, source, ["Fingerprint", "Trust"], certificates, as_json).await
        }
    }
}

/// The word for programs.
pub fn word(trust: CertificateTrust) -> &'static str {
    match trust {
        CertificateTrust::Signer => "signer",
        CertificateTrust::Authority => "authority",
    }
}

async fn list<const N: usize>(
    account: AccountNumber,
    source: &Source,
    head: [&str; N],
    lines: impl FnOnce(&MailSettings) -> Vec<Vec<String>>,
    as_json: bool,
) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        let row = session.application.views().account(account).await?;
        let profile = row.as_ref().and_then(|row| row.profile()).ok_or_else(|| {
            NotFound(format!(
                "there is no account {account}: `registrar account list` shows those that there are"
            ))
        })?;
        let lines = lines(&profile.mail);
        if as_json {
            let keys = head.map(str::to_ascii_lowercase);
            let items = lines.iter().map(|line| {
                let fields = keys.iter().cloned().zip(line.iter().map(|value| json!(value)));
                Value::Object(fields.collect())
            });
            terminal::json(&json!({ "account": account.get(), "items": items.collect::<Vec<_>>() }));
            return Ok(());
        }
        let cells = lines.into_iter().map(|line| {
            let mut cells = line.into_iter();
            std::array::from_fn::<Cell, N, _>(|_| Cell::new(cells.next().unwrap_or_default()))
        });
        terminal::table(head, cells);
        Ok(())
    })
    .await
}

/// A file, or standard input.
pub fn read(path: &Path) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![]);
    let reading = if path == Path::new("-") {
        std::io::stdin().lock().take(MOST_READ).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MOST_READ).read_to_end(&mut bytes))
    };
    reading.with_context(|| format!("reading {}", path.display()))?;
    Ok(bytes)
}

/// The first line of a file that holds a secret.
pub fn first_line(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let bytes = read(path)?;
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line);
    Ok(Zeroizing::new(
        text.map_err(|_| Usage(format!("{}: a text in UTF-8 is expected", path.display())))?.to_owned(),
    ))
}
