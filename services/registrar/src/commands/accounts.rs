//! `registrar account`: who has an account here.

use super::access;
use super::deposits;
use super::failure::NotFound;
use super::mail_settings;
use super::pages::{note_more, rows};
use super::points::figures;
use super::session::Session;
use super::votes::time;
use crate::cli::{AccountCommand, Reader};
use crate::terminal::{self, state};
use comfy_table::Cell;
use domain_model::account::MailSettings;
use domain_model::values::{AccountNumber, AuthMethod, ContactDetails};
use projections::accounts::{AccountFilter, AccountRow};
use serde_json::{Value, json};

/// Runs one command about accounts.
///
/// # Errors
/// There is no such account, or the world failed.
pub async fn run(command: &AccountCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        AccountCommand::List { nichandle, limit, source } => {
            Session::with(source, async |session| {
                let filter =
                    AccountFilter { nichandle_prefix: nichandle.clone(), ..AccountFilter::default() };
                let views = session.application.views();
                let (found, more) =
                    rows(*limit, false, async |paging| views.accounts(&filter, &paging).await).await?;
                if as_json {
                    let items: Vec<Value> = found.iter().map(document).collect();
                    terminal::json(&json!({ "more": more, "items": items }));
                    return Ok(());
                }
                let head = ["Number", "Nichandle", "Status", "Currency", "Prices", "SOAP", "Mail", "Opened"];
                terminal::table(head, found.iter().map(line));
                note_more(more, *limit);
                Ok(())
            })
            .await
        }
        AccountCommand::Show { account, reader } => show(*account, reader, as_json).await,
        AccountCommand::Balance { .. } | AccountCommand::Deposit { .. } | AccountCommand::Withdraw { .. } => {
            deposits::run(command, as_json).await
        }
        AccountCommand::Application { command } => access::application(command, as_json).await,
        AccountCommand::Credential { command } => access::credential(command, as_json).await,
        settings => mail_settings::run(settings, as_json).await,
    }
}

fn line(row: &AccountRow) -> [Cell; 8] {
    let profile = row.state.profile();
    let has = |yes: bool| Cell::new(if yes { "yes" } else { "—" });
    [
        Cell::new(row.number),
        Cell::new(row.nichandle.as_ref().map_or_else(String::new, ToString::to_string)),
        state(&row.status),
        Cell::new(profile.map_or_else(String::new, |profile| profile.currency.to_string())),
        Cell::new(profile.map_or_else(String::new, |profile| profile.price_class.to_string())),
        has(row.has_password),
        has(row.has_passphrase),
        Cell::new(time(row.opened_at)),
    ]
}

async fn show(account: AccountNumber, reader: &Reader, as_json: bool) -> anyhow::Result<()> {
    Session::with(&reader.source, async |session| {
        let sight = session.sight(reader, format_args!("contact/{}", account.own_contact())).await?;
        let views = session.application.views();
        let row = views.account(account).await?.ok_or_else(|| {
            NotFound(format!(
                "there is no account {account}: `registrar account list` shows those that there are"
            ))
        })?;
        let points = views.points(account).await?;
        let holder = views.contact(account.own_contact(), sight).await?;
        let details = holder.as_ref().and_then(|holder| holder.details());
        if as_json {
            let mut answer = document(&row);
            answer["points"] = points.as_ref().map_or(Value::Null, figures);
            answer["holder"] = details.map_or(Value::Null, |details| json!(details));
            terminal::json(&answer);
            return Ok(());
        }
        let profile = row.state.profile();
        let of = |text: Option<String>| text.unwrap_or_default();
        terminal::facts(&[
            ("Number", row.number.to_string()),
            ("Nichandle", of(row.nichandle.as_ref().map(ToString::to_string))),
            ("Status", row.status.clone()),
            ("Because", of(row.reason.clone())),
            ("Currency", of(profile.map(|profile| profile.currency.to_string()))),
            ("Prices", of(profile.map(|profile| profile.price_class.to_string()))),
            ("Batch mails", of(profile.map(|profile| proofs(&profile.mail, row.has_passphrase)))),
            ("Brand", of(profile.and_then(|profile| profile.branding.name.clone()))),
            (
                "Points",
                of(points.map(|row| {
                    format!("{} available, {} reserved, {} spent", row.available, row.reserved, row.spent)
                })),
            ),
            ("Holder", details.map_or_else(|| "[sealed]: --reveal shows it".to_owned(), person)),
            ("Opened", time(row.opened_at)),
            ("Last change", format!("{} by {}", time(row.changed_at), row.changed_by)),
        ]);
        Ok(())
    })
    .await
}

/// What proves where batch mails come from, in a line.
fn proofs(mail: &MailSettings, passphrase: bool) -> String {
    let methods: Vec<&str> = mail.methods.iter().map(AuthMethod::as_str).collect();
    let methods = if methods.is_empty() { "no method".to_owned() } else { methods.join(", ") };
    let passphrase = if passphrase { "a passphrase" } else { "no passphrase" };
    format!(
        "{methods}; {passphrase}, {} OpenPGP keys, {} certificates",
        mail.pgp_keys.len(),
        mail.certificates.len()
    )
}

fn person(details: &ContactDetails) -> String {
    format!("{}, {}", details.name(), details.email())
}

fn document(row: &AccountRow) -> Value {
    let profile = row.state.profile();
    let mail = profile.map(|profile| {
        let certificates = profile.mail.certificates.iter().map(
            |known| json!({ "fingerprint": known.fingerprint, "trust": mail_settings::word(known.trust) }),
        );
        let keys = profile.mail.pgp_keys.iter().map(|key| &key.fingerprint);
        json!({
            "methods": profile.mail.methods, "pgp_keys": keys.collect::<Vec<_>>(),
            "certificates": certificates.collect::<Vec<_>>(),
        })
    });
    json!({
        "number": row.number.get(), "nichandle": row.nichandle.as_ref().map(ToString::to_string),
        "status": row.status, "reason": row.reason,
        "currency": profile.map(|profile| profile.currency.to_string()),
        "price_class": profile.map(|profile| profile.price_class.to_string()),
        "has_password": row.has_password, "has_passphrase": row.has_passphrase, "mail_settings": mail,
        "opened_at": row.opened_at, "changed_at": row.changed_at, "changed_by": row.changed_by,
    })
}
