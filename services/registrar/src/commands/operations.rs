//! `registrar operation`: one customer's request each.

use super::failure::NotFound;
use super::pages::{note_more, rows};
use super::session::Session;
use super::staff::Right;
use super::votes::{document as vote_document, time};
use crate::cli::{OperationCommand, OperationList, Restart};
use crate::terminal::{self, state};
use anyhow::Context;
use application::{AskError, Refusal};
use comfy_table::Cell;
use domain_model::trade::{self, Trade};
use domain_model::values::{AuthCode, OperationNumber};
use projections::View;
use projections::operations::{OperationFilter, OperationSort, PendingOperation, Progress};
use serde_json::{Value, json};
use std::io::BufRead;
use std::path::Path;

/// Runs one command about operations.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &OperationCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        OperationCommand::List(wanted) => list(wanted, as_json).await,
        OperationCommand::Show(one) => {
            Session::with(&one.reader.source, async |session| {
                let sight = session.sight(&one.reader, format_args!("operation/{}", one.number)).await?;
                let found = session.application.views().operation(one.number, sight).await?;
                show(one.number, found, as_json)
            })
            .await
        }
        OperationCommand::Restart(wanted) => restart("operation", wanted, View::Operations, as_json).await,
        OperationCommand::Close { number, reason, staff } => {
            Session::with(&staff.source, async |session| {
                let asked = format!("close operation {number}");
                let ask = session.commander(staff, Right::Support, reason.as_ref(), &asked).await?.ask;
                let done = session.application.close_operation(*number, &ask).await?;
                let about = json!({ "operation": number.get() });
                session
                    .done(&done, View::Operations, &format!("operation {number} is given up"), about, as_json)
                    .await
            })
            .await
        }
    }
}

/// Starts an operation again, whatever it is called there.
///
/// # Errors
/// It has not failed, or something stands in the way by now.
pub async fn restart(what: &str, wanted: &Restart, view: View, as_json: bool) -> anyhow::Result<()> {
    let number = wanted.number;
    let code = wanted.auth_code_file.as_deref().map(auth_code).transpose()?;
    Session::with(&wanted.staff.source, async |session| {
        // The code is no part of the fingerprint: nothing that could be guessed from it is kept.
        let asked = format!("restart {what} {number}");
        let ask = session.commander(&wanted.staff, Right::Support, wanted.reason.as_ref(), &asked).await?.ask;
        let done = match what {
            "trade" if session.application.journal().load::<Trade>(&number).await?.version.is_none() => {
                return Err(AskError::from(Refusal::Trade(trade::Refusal::Unknown)).into());
            }
            "transfer" => session.application.restart_transfer(number, code, &ask).await?,
            _ => session.application.restart_operation(number, code, &ask).await?,
        };
        let about = json!({ what: number.get() });
        session.done(&done, view, &format!("{what} {number} is started again"), about, as_json).await
    })
    .await
}

fn auth_code(file: &Path) -> anyhow::Result<AuthCode> {
    let mut line = String::new();
    if file == Path::new("-") {
        std::io::stdin().lock().read_line(&mut line).context("--auth-code-file: reading standard input")?;
    } else {
        let text = std::fs::read_to_string(file);
        line = text.with_context(|| format!("--auth-code-file: reading {}", file.display()))?;
    }
    let first = line.lines().next().unwrap_or_default();
    AuthCode::parse(first).map_err(|error| anyhow::anyhow!("--auth-code-file: {error}"))
}

async fn list(wanted: &OperationList, as_json: bool) -> anyhow::Result<()> {
    Session::with(&wanted.source, async |session| {
        let filter = OperationFilter {
            account: wanted.account,
            progress: wanted.states.iter().copied().map(Progress::from).collect(),
            pending: wanted.states.is_empty(),
            ..OperationFilter::pending(wanted.months, session.application.clock().now())
        };
        let views = session.application.views();
        let (found, more) = rows(wanted.limit, true, async |paging| {
            views.operations(&filter, OperationSort::default(), &paging).await
        })
        .await?;
        if as_json {
            terminal::json(&json!({ "more": more, "items": found.iter().map(document).collect::<Vec<_>>() }));
            return Ok(());
        }
        let head = ["Number", "Account", "Action", "Subject", "State", "Waits for", "Since", "Registry says"];
        terminal::table(head, found.iter().map(line));
        note_more(more, wanted.limit);
        Ok(())
    })
    .await
}

fn waits_for(pending: &PendingOperation) -> Vec<String> {
    pending.waits_for().iter().map(|waiting| waiting.on.to_string()).collect()
}

fn says(pending: &PendingOperation) -> String {
    match pending.operation.code {
        0 => String::new(),
        code => format!("{code} {}", pending.operation.message),
    }
}

fn line(pending: &PendingOperation) -> [Cell; 8] {
    let row = &pending.operation;
    [
        Cell::new(row.number),
        Cell::new(row.account.map_or_else(String::new, |account| account.to_string())),
        Cell::new(&row.action),
        Cell::new(&row.subject),
        state(row.progress.as_str()),
        Cell::new(waits_for(pending).join("\n")),
        Cell::new(time(row.since)),
        Cell::new(says(pending)),
    ]
}

fn show(number: OperationNumber, found: Option<PendingOperation>, as_json: bool) -> anyhow::Result<()> {
    let pending = found.ok_or_else(|| {
        NotFound(format!("there is no operation {number}: `registrar operation list` shows the pending ones"))
    })?;
    if as_json {
        terminal::json(&document(&pending));
        return Ok(());
    }
    let row = &pending.operation;
    let etat = row.etat().map_or_else(String::new, |etat| format!(", {}", etat.as_str()));
    terminal::facts(&[
        ("Number", row.number.to_string()),
        ("Action", format!("{} {}", row.action, row.object.to_lowercase())),
        ("Subject", row.subject.clone()),
        ("Account", row.account.map_or_else(String::new, |account| account.to_string())),
        ("State", format!("{} ({}{etat})", row.progress.as_str(), row.soap_status().as_str())),
        ("Given up", if row.closed { "yes".to_owned() } else { String::new() }),
        ("Waits for", waits_for(&pending).join(", ")),
        ("Since", time(row.since)),
        ("Registry", row.registry.clone()),
        ("Registry says", says(&pending)),
        ("Confirmed by", row.fact.clone().unwrap_or_default()),
        ("Attempts", row.attempts.to_string()),
        ("Points", row.points.map_or_else(String::new, |points| points.to_string())),
        ("Asked for", format!("{} by {} ({})", time(row.requested_at), row.opened_by, row.opened_through)),
        ("Last change", format!("{} by {}", time(row.changed_at), row.changed_by)),
        ("Request", row.correlation.to_string()),
    ]);
    Ok(())
}

fn document(pending: &PendingOperation) -> Value {
    let row = &pending.operation;
    json!({
        "number": row.number.get(), "account": row.account.map(|account| account.get()), "action": row.action,
        "object": row.object, "subject": row.subject, "state": row.progress.as_str(),
        "status": row.soap_status().as_str(), "etat": row.etat().map(|etat| etat.as_str()),
        "waits_for": waits_for(pending), "since": row.since, "registry": row.registry, "code": row.code,
        "message": row.message, "fact": row.fact, "attempts": row.attempts, "points": row.points,
        "closed": row.closed, "requested_at": row.requested_at, "changed_at": row.changed_at,
        "changed_by": row.changed_by, "opened_by": row.opened_by, "opened_through": row.opened_through,
        "correlation": row.correlation, "vote": pending.vote.as_ref().map(vote_document),
    })
}
