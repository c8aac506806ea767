//! `registrar batch-mail`: mails from files, pipes and Maildirs.

mod intake;

use super::batch_mail_new;
use super::session::Session;
use super::staff::Right;
use crate::batch_mails;
use crate::cli::{BatchMailCommand, BatchRun};
use crate::config::BatchMail;
use crate::terminal;
use application::AtWork;
use batch_mail::{Desk, Finished};
use intake::{Found, NotTaken, sender_of};
use journal::inbox::NewMail;
use projections::View;
use serde_json::{Map, Value, json};
use std::process::ExitCode;
use std::time::Duration;

/// Runs one command about batch mails.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &BatchMailCommand, as_json: bool) -> anyhow::Result<ExitCode> {
    match command {
        BatchMailCommand::New(wanted) => {
            batch_mail_new::run(wanted, as_json)?;
            Ok(ExitCode::SUCCESS)
        }
        BatchMailCommand::Run(wanted) => Ok(take(wanted, as_json).await),
        BatchMailCommand::Retry { id, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("retry mail {id}");
                let commander = session.commander(staff, Right::Support, None, &asked).await?;
                let role = session.application.role_of(&commander.login).await?;
                let who =
                    AtWork { login: commander.login, role, address: commander.ask.cause.address.clone() };
                let done = session.application.retry_job(*id, &who, &commander.ask).await?;
                let about = json!({ "mail": id });
                session
                    .done(&done, View::Operations, &format!("mail {id} is open again"), about, as_json)
                    .await
            })
            .await?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// What became of one mail.
struct Taken {
    from: String,
    id: uuid::Uuid,
    /// None: no answer yet.
    finished: Option<Finished>,
}

/// Takes mails; whatever fails before they are kept is a mail server's to try again.
async fn take(wanted: &BatchRun, as_json: bool) -> ExitCode {
    let taken = Session::with(&wanted.source, async |session| Ok(take_all(wanted, session).await)).await;
    match taken {
        Ok(Ok(taken)) => {
            show(&taken, as_json);
            ExitCode::SUCCESS
        }
        Ok(Err(not_taken)) => failed(&not_taken, as_json),
        // What it comes from may name hosts, and the sender reads this: the first words do.
        Err(error) => failed(&NotTaken::Later(error.to_string()), as_json),
    }
}

async fn take_all(wanted: &BatchRun, session: &Session) -> Result<Vec<Taken>, NotTaken> {
    let settings = session.config.batch_mail.as_ref().ok_or(NotTaken::NotOffered)?;
    let desk = batch_mails::desk(&session.config, &session.application).ok_or(NotTaken::NotOffered)?;
    let rehearsal = is_rehearsal(wanted, settings)?;
    let found = intake::find(&wanted.from, settings.limits.bytes)?;
    let bar = terminal::progress_of(found.len() as u64, "taking mails", "mails");
    let mut taken = vec![];
    for one in found {
        taken.push(keep(one, rehearsal, wanted, session).await?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    finish(&desk, &mut taken, Duration::from_secs(wanted.wait)).await?;
    Ok(taken)
}

fn is_rehearsal(wanted: &BatchRun, settings: &BatchMail) -> Result<bool, NotTaken> {
    use batch_mail::smtp::Recipient;
    match &wanted.recipient {
        None => Ok(wanted.rehearsal),
        Some(address) => match settings.rules().recipient(address.trim()) {
            Some(recipient) => Ok(recipient == Recipient::Rehearsal),
            None => Err(NotTaken::NoUser),
        },
    }
}

/// One mail is durable when this returns; only then its file moves.
async fn keep(
    found: Found,
    rehearsal: bool,
    wanted: &BatchRun,
    session: &Session,
) -> Result<Taken, NotTaken> {
    let sender = sender_of(wanted.sender.as_deref(), &found.message);
    let mail = NewMail {
        id: found.id,
        rehearsal,
        received_at: session.application.clock().now(),
        from_nobody: sender.is_some_and(|sender| sender.is_empty()),
        return_path: sender.filter(|sender| !sender.is_empty()).map(str::to_owned),
        address: None,
        message: found.message.clone(),
    };
    let kept = session.application.journal().inbox().keep(vec![mail]).await;
    kept.map_err(|_| NotTaken::Later("the mail cannot be kept at this moment".to_owned()))?;
    found.put_away()?;
    Ok(Taken { from: found.from, id: found.id, finished: None })
}

async fn finish(desk: &Desk, taken: &mut [Taken], wait: Duration) -> Result<(), NotTaken> {
    let name = format!("command-{}", std::process::id());
    let until = tokio::time::Instant::now() + wait;
    let bar = terminal::progress_of(taken.len() as u64, "waiting for answers", "answers");
    for one in taken {
        let left = until.saturating_duration_since(tokio::time::Instant::now());
        // It is kept: whoever follows the journal answers it where this process cannot.
        one.finished = desk.finish(&name, one.id, left).await.unwrap_or_default();
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

fn show(taken: &[Taken], as_json: bool) {
    if as_json {
        let all: Vec<Value> = taken.iter().map(document).collect();
        return terminal::json(&json!({ "mails": all }));
    }
    let rows = taken.iter().map(|one| {
        let (state, said) = match &one.finished {
            None => ("kept".to_owned(), "answered by mail when a server has dealt with it".to_owned()),
            Some(finished) if finished.state == "aside" => {
                ("aside".to_owned(), finished.obstacle.clone().unwrap_or_default())
            }
            Some(finished) => (finished.fate.clone().unwrap_or_default(), answer(finished)),
        };
        [one.from.clone(), state, said]
    });
    terminal::table(["Mail", "What became of it", "Answer"], rows);
}

fn answer(finished: &Finished) -> String {
    if finished.lines.is_empty() {
        return "none is owed".to_owned();
    }
    finished.lines.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join("\n")
}

fn document(one: &Taken) -> Value {
    let finished = one.finished.as_ref();
    let lines: Map<String, Value> = finished
        .into_iter()
        .flat_map(|finished| &finished.lines)
        .map(|(key, value)| (key.clone(), json!(value)))
        .collect();
    json!({
        "from": one.from,
        "id": one.id,
        "state": finished.map_or("kept", |finished| finished.state.as_str()),
        "fate": finished.and_then(|finished| finished.fate.as_deref()),
        "answer": lines,
    })
}

fn failed(why: &NotTaken, as_json: bool) -> ExitCode {
    let (code, status) = why.said();
    if as_json {
        terminal::json(&json!({ "error": { "code": status, "message": why.to_string(), "field": null } }));
    }
    terminal::answer_mail_server(&format!("{status} {why}"));
    ExitCode::from(code)
}
