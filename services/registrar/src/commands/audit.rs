//! `registrar audit`: is the journal whole, and what happened to a stream.

use super::session::Session;
use crate::cli::Source;
use crate::terminal;
use anyhow::Context;
use journal::StreamId;
use projections::Sight;
use serde_json::json;
use std::process::ExitCode;

/// The most events of one history on a terminal.
const EVENTS: usize = 10_000;

/// Walks every stream and its anchors.
///
/// # Errors
/// The database failed. What does not fit makes the exit code.
pub async fn verify(source: &Source, json: bool) -> anyhow::Result<ExitCode> {
    let session = Session::open(source).await?;
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
    if json {
        terminal::json(&json!({
            "sound": report.is_sound(), "events": report.events, "streams": report.streams,
            "anchored": report.anchored, "findings": report.findings, "broken": broken,
        }));
    } else {
        let (events, streams, anchored) = (report.events, report.streams, report.anchored);
        terminal::say(&format!("{events} events in {streams} streams; the ends of {anchored} are anchored"));
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

/// Who did what to a stream, when, why, and what it changed. Personal data stays closed.
///
/// # Errors
/// No such type of stream, or the database failed.
pub async fn history(stream: &str, source: &Source, json: bool) -> anyhow::Result<()> {
    let session = Session::open(source).await?;
    let stream = StreamId::parse(stream).with_context(|| {
        format!("{stream}: TYPE/ID is expected, the type one of {}", domain_model::AGGREGATE_TYPES.join(", "))
    })?;
    let entries = session.application.views().history(&stream, 0, EVENTS, Sight::Closed).await?;
    anyhow::ensure!(!entries.is_empty(), "{stream} has no events");
    if json {
        let lines: Vec<_> = entries
            .iter()
            .map(|entry| {
                let changes: Vec<_> = entry
                    .changes
                    .iter()
                    .map(|change| json!({ "path": change.path, "before": change.before, "after": change.after }))
                    .collect();
                json!({
                    "sequence": entry.sequence, "event": entry.event_type, "at": entry.at, "actor": entry.actor,
                    "channel": entry.channel, "reason": entry.reason, "correlation": entry.correlation,
                    "changes": changes,
                })
            })
            .collect();
        terminal::json(&lines);
        return Ok(());
    }
    let rows = entries.into_iter().map(|entry| {
        let changed: Vec<String> = entry
            .changes
            .iter()
            .take(8)
            .map(|change| format!("{}: {} → {}", change.path, change.before, change.after))
            .collect();
        let who = format!("{} ({})", entry.actor, entry.channel);
        let why = entry.reason.unwrap_or_default();
        [entry.sequence.to_string(), entry.event_type, entry.at.to_rfc3339(), who, why, changed.join("\n")]
    });
    terminal::table(["#", "Event", "When", "Who", "Why", "Changed"], rows);
    Ok(())
}
