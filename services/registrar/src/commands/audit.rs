//! `registrar audit`: is the journal whole, what happened to a stream, and what changed in it.

use super::failure::{NotFound, Usage};
use super::session::Session;
use super::votes::time;
use crate::cli::{AuditCommand, Diff, History};
use crate::terminal;
use anyhow::Context;
use journal::StreamId;
use projections::history::{Change, HistoryEntry};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::ExitCode;

/// The most events of one history on a terminal.
const EVENTS: usize = 10_000;
/// The most changed fields of one event on a terminal.
const FIELDS: usize = 8;

/// Runs one command of an auditor.
///
/// # Errors
/// It is refused, or the world failed. What does not fit makes the exit code.
pub async fn run(command: &AuditCommand, as_json: bool) -> anyhow::Result<ExitCode> {
    match command {
        AuditCommand::Verify { source, database } => {
            let database = database.database.as_ref();
            Session::with_database(source, database, async |session| verify(session, as_json).await).await
        }
        AuditCommand::History(wanted) => {
            let (source, database) = (&wanted.reader.source, wanted.database.database.as_ref());
            let shown = async |session: &Session| history(session, wanted, as_json).await;
            Session::with_database(source, database, shown).await.map(|()| ExitCode::SUCCESS)
        }
        AuditCommand::Diff(wanted) => {
            if wanted.from > wanted.to {
                let (from, to) = (time(wanted.from), time(wanted.to));
                return Err(
                    Usage(format!("T1 {from} is after T2 {to}: the earlier moment comes first")).into()
                );
            }
            let (source, database) = (&wanted.reader.source, wanted.database.database.as_ref());
            let shown = async |session: &Session| diff(session, wanted, as_json).await;
            Session::with_database(source, database, shown).await.map(|()| ExitCode::SUCCESS)
        }
    }
}

/// Walks every stream, its anchors, and the archive.
async fn verify(session: &Session, as_json: bool) -> anyhow::Result<ExitCode> {
    let bar = terminal::progress(0, "verifying");
    let folder = &session.config.vault.anchors;
    let anchors = folder.exists().then_some(folder.as_path());
    let report = session
        .application
        .journal()
        .verify(anchors, |step| {
            bar.set_length(step.total.max(step.events));
            bar.set_position(step.events);
        })
        .await
        .context("verifying the journal")?;
    bar.finish_and_clear();
    let broken: Vec<String> = report.broken.iter().map(ToString::to_string).collect();
    if as_json {
        terminal::json(&json!({
            "sound": report.is_sound(), "events": report.events, "streams": report.streams,
            "anchored": report.anchored, "archived": report.archived, "findings": report.findings, "broken": broken,
        }));
    } else {
        let (events, streams, anchored) = (report.events, report.streams, report.anchored);
        terminal::say(&format!("{events} events in {streams} streams; the ends of {anchored} are anchored"));
        if report.archived > 0 {
            terminal::say(&format!("{} events are the same in the archive", report.archived));
        }
        for line in &broken {
            terminal::complain(line);
        }
        terminal::say(if report.is_sound() {
            "the journal is whole"
        } else {
            "the journal does NOT fit together"
        });
    }
    Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn stream(text: &str) -> anyhow::Result<StreamId> {
    StreamId::parse(text)
        .filter(|stream| domain_model::AGGREGATE_TYPES.contains(&stream.aggregate_type()))
        .ok_or_else(|| {
            let known = domain_model::AGGREGATE_TYPES.join(", ");
            Usage(format!("{text}: TYPE/ID is expected, the type one of {known}")).into()
        })
}

/// Who did what to a stream, when, why, and what it changed. Personal data stays closed unless it is asked for.
async fn history(session: &Session, wanted: &History, as_json: bool) -> anyhow::Result<()> {
    let stream = stream(&wanted.stream)?;
    let sight = session.sight(&wanted.reader, &stream).await?;
    let entries = session.application.views().history(&stream, 0, EVENTS, sight).await?;
    if entries.is_empty() {
        return Err(NotFound(format!("{stream} has no events")).into());
    }
    if as_json {
        terminal::json(&entries.iter().map(document).collect::<Vec<_>>());
        return Ok(());
    }
    table(&entries);
    Ok(())
}

fn table(entries: &[HistoryEntry]) {
    let rows = entries.iter().map(|entry| {
        let who = format!("{} ({})", entry.actor, entry.channel);
        let why = entry.reason.clone().unwrap_or_default();
        let changed = changed(&entry.changes);
        [entry.sequence.to_string(), entry.event_type.clone(), entry.at.to_rfc3339(), who, why, changed]
    });
    terminal::table(["#", "Event", "When", "Who", "Why", "Changed"], rows);
}

fn changed(changes: &[Change]) -> String {
    let fields = leaves(changes);
    let line = |[path, before, after]: &[String; 3]| format!("{path}: {before} → {after}");
    let mut lines: Vec<String> = fields.iter().take(FIELDS).map(line).collect();
    if fields.len() > FIELDS {
        lines.push(format!("and {} more: --json shows all", fields.len() - FIELDS));
    }
    lines.join("\n")
}

fn document(entry: &HistoryEntry) -> Value {
    json!({
        "sequence": entry.sequence, "event": entry.event_type, "at": entry.at, "recorded_at": entry.recorded_at,
        "actor": entry.actor, "channel": entry.channel, "address": entry.address, "reason": entry.reason,
        "correlation": entry.correlation, "changes": entry.changes,
    })
}

/// What changed between two moments, and by what.
async fn diff(session: &Session, wanted: &Diff, as_json: bool) -> anyhow::Result<()> {
    let (from, to) = (wanted.from, wanted.to);
    let stream = stream(&wanted.stream)?;
    let sight = session.sight(&wanted.reader, &stream).await?;
    let views = session.application.views();
    let mut events = views.history(&stream, 0, usize::MAX, sight).await?;
    if events.is_empty() {
        return Err(NotFound(format!("{stream} has no events")).into());
    }
    events.retain(|entry| entry.at > from && entry.at <= to);
    let changes = views.difference_between(&stream, from, to, sight).await?;
    if as_json {
        terminal::json(&json!({
            "stream": stream.to_string(), "from": from, "to": to, "changes": changes,
            "events": events.iter().map(document).collect::<Vec<_>>(),
        }));
        return Ok(());
    }
    if events.is_empty() {
        terminal::say(&format!("{stream}: nothing happened between {} and {}", time(from), time(to)));
        return Ok(());
    }
    terminal::say(&format!("{stream} at {} and at {}:", time(from), time(to)));
    terminal::table(["Field", "Before", "After"], leaves(&changes));
    terminal::say("by these events:");
    table(&events);
    Ok(())
}

/// Every single field: where a state gives way to another, people want to see what is in it, not a document.
fn leaves(changes: &[Change]) -> Vec<[String; 3]> {
    let mut found = vec![];
    for change in changes {
        descend(&change.path, &change.before, &change.after, &mut found);
    }
    found
}

fn descend(path: &str, before: &Value, after: &Value, found: &mut Vec<[String; 3]>) {
    let fields = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let (one, other) = (fields(before), fields(after));
    let single = |value: &Value| if value.is_object() { Value::Null } else { value.clone() };
    let (alone, now) = (single(before), single(after));
    if alone != now {
        let path = if path.is_empty() { "(the whole)" } else { path };
        found.push([path.to_owned(), shown(&alone), shown(&now)]);
    }
    let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    for name in names {
        let of = |fields: &serde_json::Map<String, Value>| fields.get(name).cloned().unwrap_or_default();
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        descend(&path, &of(&one), &of(&other), found);
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_that_gives_way_to_another_is_shown_field_by_field() {
        let change = |path: &str, before, after| Change { path: path.to_owned(), before, after };
        let changes = [
            change("", json!("Absent"), json!({ "Held": { "owner": 7, "busy": null, "servers": ["a"] } })),
            change("code", json!(1), json!(2)),
        ];
        let line = |path: &str, before: &str, after: &str| [path, before, after].map(str::to_owned);
        assert_eq!(
            leaves(&changes),
            [
                line("(the whole)", "Absent", "—"),
                line("Held.owner", "—", "7"),
                line("Held.servers", "—", "[\"a\"]"),
                line("code", "1", "2"),
            ]
        );
    }
}
