//! `registrar contact`: a person is forgotten, after the consequences were shown; or says what the directory may show.

use super::failure::Usage;
use super::session::Session;
use super::staff::Right;
use crate::cli::{ContactCommand, ContactConsent, ContactErase};
use crate::terminal;
use anyhow::Context;
use application::ErasureConsequences;
use projections::View;
use serde_json::{Value, json};

/// Runs one command about contacts.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &ContactCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        ContactCommand::Erase(wanted) => {
            Session::with(&wanted.staff.source, async |session| erase(session, wanted, as_json).await).await
        }
        ContactCommand::Consent(said) => {
            Session::with(&said.staff.source, async |session| consent(session, said, as_json).await).await
        }
    }
}

async fn consent(session: &Session, said: &ContactConsent, as_json: bool) -> anyhow::Result<()> {
    let (number, given) = (said.number, said.given);
    let word = if given { "given" } else { "withdrawn" };
    let asked = format!("consent contact {number} {word} {}", said.reason);
    let ask = session.commander(&said.staff, Right::Support, Some(&said.reason), &asked).await?.ask;
    let done = session.application.decide_publication(number, given, &ask).await?;
    let sentence = format!("contact {number}: consent to publication is {word}");
    let about = json!({ "contact": number.get(), "consent": given });
    session.done(&done, View::Contacts, &sentence, about, as_json).await
}

async fn erase(session: &Session, wanted: &ContactErase, as_json: bool) -> anyhow::Result<()> {
    let (number, reason) = (wanted.number, &wanted.reason);
    // First whether it may be done at all, then what it would do, and only then the question.
    let asked = format!("erase contact {number} {reason}");
    let ask = session.commander(&wanted.staff, Right::Support, Some(reason), &asked).await?.ask;
    let consequences = session.application.erasure_consequences(number).await;
    let consequences = consequences.with_context(|| format!("contact {number}"))?;
    if !as_json {
        explain(&consequences);
    }
    if !wanted.yes {
        confirm(number.get())?;
    }
    let done = session.application.erase_contact(number, reason.clone(), &ask).await?;
    let sentence = match consequences.status {
        "Erased" => format!("contact {number} was erased before"),
        _ => format!("contact {number} is erased"),
    };
    session.done(&done, View::Contacts, &sentence, document(&consequences), as_json).await
}

fn confirm(number: u64) -> anyhow::Result<()> {
    let question = format!("This cannot be undone. Type {number} to erase the contact:");
    match terminal::ask(&question).context("asking for confirmation")? {
        Some(answer) if answer == number.to_string() => Ok(()),
        Some(_) => anyhow::bail!("nothing was done: the answer was not {number}"),
        None => Err(Usage(
            "nothing was done: there is no terminal to ask for confirmation; --yes goes on without"
                .to_owned(),
        )
        .into()),
    }
}

fn explain(consequences: &ErasureConsequences) {
    let ErasureConsequences { number, account, handle, status, usage, open_trades, placed, transfer } =
        consequences;
    let numbers = |numbers: &[_]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let placed: Vec<String> = placed.iter().map(|(registry, id)| format!("{id} at {registry}")).collect();
    let used = format!(
        "{} as owner, {} as admin, {} as tech, {} as billing",
        usage.owner, usage.admin, usage.tech, usage.billing
    );
    let none_or = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    terminal::facts(&[
        ("Contact", format!("{number} ({handle}) of account {account}, {status}")),
        (
            "Lost for ever",
            "name, address, phone, e-mail, evidence of votes; in events, views, mails kept, messages"
                .to_owned(),
        ),
        (
            "With it",
            transfer.map_or_else(String::new, |transfer| {
                format!("what was sealed for the person in transfer {transfer}")
            }),
        ),
        ("Kept", "the history, without the person; ledgers; numbers and handle".to_owned()),
        (
            "Names",
            if usage.is_none() {
                "none uses it".to_owned()
            } else {
                format!("{used}: they will show nobody in its place; give them another contact first")
            },
        ),
        ("Open trades", none_or(numbers(open_trades))),
        (
            "At registries",
            if placed.is_empty() {
                "none".to_owned()
            } else {
                format!("{}: they keep the data until it is replaced there", placed.join(", "))
            },
        ),
    ]);
}

fn document(consequences: &ErasureConsequences) -> Value {
    let usage = &consequences.usage;
    json!({
        "contact": consequences.number.get(), "account": consequences.account.get(),
        "handle": consequences.handle.to_string(), "status_before": consequences.status,
        "names": { "owner": usage.owner, "admin": usage.admin, "tech": usage.tech, "billing": usage.billing },
        "open_trades": consequences.open_trades.iter().map(|number| number.get()).collect::<Vec<_>>(),
        "placed": consequences.placed.iter()
            .map(|(registry, id)| json!({ "registry": registry.to_string(), "id": id.to_string() }))
            .collect::<Vec<_>>(),
        "transfer": consequences.transfer.map(|number| number.get()),
    })
}
