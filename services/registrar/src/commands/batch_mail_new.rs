//! `registrar batch-mail new`: the assistant. It needs no installation: a reseller's machine will do.

use super::failure::Usage;
use super::mail_settings::{first_line, read};
use crate::access::write_private;
use crate::cli::BatchNew;
use crate::terminal;
use anyhow::Context;
use application::Settings;
use batch_mail::assistant::{Dialogue, Draft, Envelope, Interrupted, NotSigned, Signature, converse, write};
use batch_mail::language::Rules;
use domain_model::policy::Catalogue;
use domain_model::values::{AuthMethod, EmailAddress};
use secrecy::SecretString;
use serde_json::json;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

/// Asks, writes and signs.
///
/// # Errors
/// Something is missing or wrong, and nobody is there to be asked; or a file cannot be read or written.
pub fn run(wanted: &BatchNew, as_json: bool) -> anyhow::Result<()> {
    let catalogue = Catalogue::embedded();
    let suffix = Settings::default().handle_suffix;
    let now = journal::wall_clock();
    let rules = Rules { catalogue: &catalogue, on: now.date_naive(), handle_suffix: &suffix };
    let mut draft = match &wanted.answers {
        Some(path) => known(path)?,
        None => Draft::default(),
    };
    let from_terminal = wanted.answers.as_deref() != Some(Path::new("-")) && std::io::stdin().is_terminal();
    let asks = from_terminal && !wanted.no_questions;
    if asks {
        converse(&mut draft, &mut Terminal, rules)?;
    }
    let mistakes = draft.mistakes(rules);
    if !mistakes.is_empty() {
        let said: Vec<String> =
            mistakes.iter().map(|m| format!("{}: expected {}", m.key, m.expected)).collect();
        return Err(Usage(format!("this is no batch mail yet: {}", said.join("; "))).into());
    }
    let envelope = Envelope {
        from: addressed(wanted.from.as_ref(), "--from", "Your address", asks)?,
        to: addressed(wanted.to.as_ref(), "--to", "The registrar's address for orders or rehearsals", asks)?,
    };
    let mail = signed(&draft, wanted, &envelope, asks, now)?;
    let method = draft.method().map_or("", |method| method.as_str());
    if wanted.out == Path::new("-") {
        if as_json {
            terminal::json(&json!({ "method": method, "mail": mail }));
        } else {
            terminal::say(mail.trim_end_matches('\n'));
        }
        return Ok(());
    }
    write_private(&wanted.out, mail.as_bytes())?;
    let shown = wanted.out.display().to_string();
    if as_json {
        terminal::json(&json!({ "method": method, "written": shown }));
    } else {
        terminal::say(&format!("{shown}: a mail for {}, proven by {method}", envelope.to.as_str()));
    }
    Ok(())
}

fn known(path: &Path) -> anyhow::Result<Draft> {
    let bytes = read(path)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Usage(format!("{}: a text in UTF-8 is expected", path.display())))?;
    Draft::read(text).map_err(|mistakes| {
        let said: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        Usage(format!("{}: {}", path.display(), said.join("; "))).into()
    })
}

fn addressed(
    given: Option<&EmailAddress>,
    option: &str,
    question: &str,
    asks: bool,
) -> anyhow::Result<EmailAddress> {
    if let Some(given) = given {
        return Ok(given.clone());
    }
    if !asks {
        return Err(Usage(format!("{option}: an e-mail address is needed")).into());
    }
    // Bounded: the end of standard input reads as an empty answer.
    for _ in 0..20 {
        let answer = terminal::ask(&format!("{question}:"))?.ok_or(Interrupted(None))?;
        match EmailAddress::parse(&answer) {
            Ok(address) => return Ok(address),
            Err(error) => terminal::complain(&error.to_string()),
        }
    }
    Err(Interrupted(None).into())
}

/// The mail; the passphrase of a key is asked for where the key does not open without one.
fn signed(
    draft: &Draft,
    wanted: &BatchNew,
    envelope: &Envelope,
    asks: bool,
    now: chrono::DateTime<chrono::Utc>,
) -> anyhow::Result<String> {
    let method = draft.method().context("the mail names no method")?;
    let given = wanted.key_passphrase_file.as_deref().map(secret).transpose()?;
    let signature = signature(method, wanted, given.clone(), asks)?;
    match write(draft, &signature, envelope, now) {
        Err(NotSigned::Key(_)) if given.is_none() && asks && is_by_key(method) => {
            let typed = terminal::ask_secret("Passphrase of the key:")?.ok_or(Interrupted(None))?;
            let signature = self::signature(method, wanted, Some(typed), asks)?;
            write(draft, &signature, envelope, now).context("signing the mail")
        }
        outcome => outcome.context("signing the mail"),
    }
}

fn is_by_key(method: AuthMethod) -> bool {
    matches!(method, AuthMethod::Pgp | AuthMethod::Smime)
}

fn signature(
    method: AuthMethod,
    wanted: &BatchNew,
    key_passphrase: Option<SecretString>,
    asks: bool,
) -> anyhow::Result<Signature> {
    let needed = |path: &Option<PathBuf>, option: &str| {
        path.clone().ok_or_else(|| Usage(format!("{option}: needed to sign by {method}")))
    };
    let key_passphrase = key_passphrase.unwrap_or_default();
    Ok(match method {
        AuthMethod::Plain | AuthMethod::Md5 => {
            let passphrase = match &wanted.passphrase_file {
                Some(path) => secret(path)?,
                None if asks => {
                    terminal::ask_secret("Passphrase of the account:")?.ok_or(Interrupted(None))?
                }
                None => return Err(Usage("--passphrase-file: needed to sign by plain or md5".into()).into()),
            };
            if method == AuthMethod::Plain {
                Signature::Plain(passphrase)
            } else {
                Signature::Md5(passphrase)
            }
        }
        AuthMethod::Pgp => {
            let key = text(&needed(&wanted.pgp_key, "--pgp-key")?)?;
            Signature::Pgp { key: key.into(), passphrase: key_passphrase }
        }
        AuthMethod::Smime => Signature::Smime {
            certificate: text(&needed(&wanted.smime_cert, "--smime-cert")?)?,
            key: text(&needed(&wanted.smime_key, "--smime-key")?)?.into(),
            passphrase: key_passphrase,
        },
    })
}

fn text(path: &Path) -> anyhow::Result<String> {
    let bytes = read(path)?;
    let text = std::str::from_utf8(&bytes);
    Ok(text.map_err(|_| Usage(format!("{}: a key in PEM or armour is expected", path.display())))?.to_owned())
}

fn secret(path: &Path) -> anyhow::Result<SecretString> {
    Ok(first_line(path)?.as_str().into())
}

/// Whoever sits before the terminal.
struct Terminal;

impl Dialogue for Terminal {
    fn ask(&mut self, question: &str, offered: Option<&str>) -> Result<String, Interrupted> {
        let question = match offered {
            Some(offered) => format!("{question} [{offered}]:"),
            None => format!("{question}:"),
        };
        terminal::ask(&question).map_err(|error| Interrupted(Some(error)))?.ok_or(Interrupted(None))
    }

    fn complain(&mut self, text: &str) {
        terminal::complain(text);
    }
}
