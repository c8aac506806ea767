//! `registrar registry`: whom we register with, and what they said that nobody understood.

use super::session::Session;
use super::votes::time;
use super::{maintenance, reconcile};
use crate::cli::{Reader, RegistryCommand, Source};
use crate::terminal;
use journal::WaitingMessage;
use projections::Sight;
use serde_json::{Value, json};
use std::process::ExitCode;

/// The most messages on a terminal.
const MESSAGES: u32 = 1_000;

/// Runs one command about registries.
///
/// # Errors
/// The world failed.
pub async fn run(command: &RegistryCommand, as_json: bool) -> anyhow::Result<ExitCode> {
    match command {
        RegistryCommand::List { source } => list(source, as_json).await?,
        RegistryCommand::Messages { reader } => messages(reader, as_json).await?,
        RegistryCommand::Maintenance(command) => maintenance::run(command, as_json).await?,
        RegistryCommand::Reconcile(wanted) => return reconcile::run(wanted, as_json).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(source: &Source, as_json: bool) -> anyhow::Result<()> {
    Session::with(source, async |session| {
        let entries = &session.config.registries;
        if as_json {
            let entries: Vec<Value> = entries
                .iter()
                .map(|entry| {
                    json!({
                        "id": entry.epp.id.to_string(), "address": entry.epp.address,
                        "registrar": entry.epp.registrar, "serves": entry.serves,
                        "sessions": entry.epp.limits.sessions, "poll_seconds": entry.epp.poll_interval.as_secs_f64(),
                    })
                })
                .collect();
            terminal::json(&entries);
            return Ok(());
        }
        terminal::table(
            ["Registry", "Address", "We are", "Serves", "Sessions", "Polled every"],
            entries.iter().map(|entry| {
                [
                    entry.epp.id.to_string(),
                    entry.epp.address.clone(),
                    entry.epp.registrar.clone(),
                    entry.serves.join(" "),
                    entry.epp.limits.sessions.to_string(),
                    format!("{:?}", entry.epp.poll_interval),
                ]
            }),
        );
        Ok(())
    })
    .await
}

async fn messages(reader: &Reader, as_json: bool) -> anyhow::Result<()> {
    Session::with(&reader.source, async |session| {
        let sight = session.sight(reader, "registry-messages").await?;
        let journal = session.application.journal();
        let waiting = journal.waiting_messages(MESSAGES).await?;
        let mut bodies = vec![];
        for message in &waiting {
            bodies.push(match sight {
                Sight::Closed => None,
                Sight::Open => raw(&journal.vault().open_json(message.body.clone()).await?),
            });
        }
        let both = || waiting.iter().zip(&bodies);
        if as_json {
            terminal::json(&both().map(|(message, body)| document(message, body)).collect::<Vec<_>>());
            return Ok(());
        }
        if waiting.is_empty() {
            terminal::note("no message waits for a person");
            return Ok(());
        }
        terminal::table(
            ["Registry", "Id", "Queued", "Kept", "Message"],
            both().map(|(message, body)| {
                let text = match body {
                    Some(raw) => format!("{}\n{raw}", message.message),
                    None => message.message.clone(),
                };
                let queued = message.queued_at.map_or_else(String::new, time);
                [message.registry.clone(), message.id.clone(), queued, time(message.kept_at), text]
            }),
        );
        Ok(())
    })
    .await
}

/// The raw message, as far as its key exists.
fn raw(body: &Value) -> Option<String> {
    body.as_str().or_else(|| body["$open"]["value"].as_str()).map(str::to_owned)
}

fn document(message: &WaitingMessage, body: &Option<String>) -> Value {
    json!({
        "registry": message.registry, "id": message.id, "queued_at": message.queued_at,
        "kept_at": message.kept_at, "message": message.message, "raw": body,
    })
}
