//! `registrar replay`: views built again, as they were, or checked against the journal.

use super::session::Session;
use super::votes::time;
use crate::cli::Replay;
use crate::terminal::{self, state};
use anyhow::Context;
use chrono::{DateTime, Utc};
use comfy_table::Cell;
use indicatif::ProgressBar;
use journal::follow::ReplayProgress;
use projections::{Checked, Projection, View, check, replay_until};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Rebuilds, rebuilds as of a moment, or checks.
///
/// # Errors
/// The database or the journal failed, a view is being rebuilt elsewhere, or a file cannot be written.
pub async fn run(options: &Replay, as_json: bool) -> anyhow::Result<ExitCode> {
    Session::with(&options.source, async |session| {
        let views = &options.views.0;
        match options.until {
            Some(until) => as_of(session, views, until, options.out.as_deref(), as_json).await,
            None if options.check => compare(session, views, as_json).await,
            None => rebuild(session, views, as_json).await,
        }
    })
    .await
}

fn follow(bar: &ProgressBar) -> impl FnMut(ReplayProgress) + Send + use<> {
    let bar = bar.clone();
    move |step: ReplayProgress| {
        bar.set_length(step.total);
        bar.set_position(step.done);
    }
}

fn rate(events: u64, elapsed: Duration) -> f64 {
    events as f64 / elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
}

fn pace(events: u64, elapsed: Duration) -> String {
    let rate = rate(events, elapsed);
    format!("{} in {:.1} s ({rate:.0} a second)", many(events, "event"), elapsed.as_secs_f64())
}

fn many(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

async fn rebuild(session: &Session, views: &[View], as_json: bool) -> anyhow::Result<ExitCode> {
    let journal = session.application.journal();
    let mut done = vec![];
    for view in views {
        let bar = terminal::progress(0, view.name());
        let follower = Projection::new(*view, journal.vault().clone());
        let rebuilt = journal.rebuild(follower, follow(&bar)).await;
        bar.finish_and_clear();
        let rebuilt = rebuilt.with_context(|| {
            format!("rebuilding {view}; the live view is as it was (does another rebuild run?)")
        })?;
        if !as_json {
            let (pace, tables) =
                (pace(rebuilt.events, rebuilt.elapsed), many(rebuilt.tables as u64, "table"));
            terminal::say(&format!("{view}: rebuilt from {pace}; {tables} swapped"));
        }
        done.push(json!({
            "view": view.name(), "events": rebuilt.events, "tables": rebuilt.tables,
            "seconds": rebuilt.elapsed.as_secs_f64(), "events_per_second": rate(rebuilt.events, rebuilt.elapsed),
        }));
    }
    if as_json {
        terminal::json(&done);
    }
    Ok(ExitCode::SUCCESS)
}

async fn compare(session: &Session, views: &[View], as_json: bool) -> anyhow::Result<ExitCode> {
    let journal = session.application.journal();
    let mut found = 0;
    let mut done: Vec<Checked> = vec![];
    for view in views {
        let bar = terminal::progress(0, view.name());
        let checked = check(journal, *view, follow(&bar)).await;
        bar.finish_and_clear();
        let checked = checked.with_context(|| format!("checking {view} (does a rebuild of it run?)"))?;
        found += checked.found;
        if !as_json {
            explain(&checked);
        }
        done.push(checked);
    }
    if as_json {
        terminal::json(&json!({ "equal": found == 0, "found": found, "views": done }));
    } else if found > 0 {
        terminal::note("`registrar replay VIEW` builds the view again and puts it in place");
    }
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn explain(checked: &Checked) {
    let (view, rows) = (checked.view, many(checked.rows, "row"));
    let pace = pace(checked.events, checked.elapsed);
    if checked.found == 0 {
        terminal::say(&format!("{view}: {rows} as the journal says, by {pace}"));
        return;
    }
    terminal::say(&format!("{view}: {} of {rows} NOT as the journal says, by {pace}", checked.found));
    let rows = checked.deviations.iter().map(|row| {
        let mut fields: Vec<String> = row
            .changes
            .iter()
            .take(8)
            .map(|change| format!("{}: {} → {}", change.path, change.before, change.after))
            .collect();
        if fields.is_empty() {
            fields.push("a sealed value".to_owned());
        }
        [Cell::new(&row.table), Cell::new(&row.key), state(row.kind), Cell::new(fields.join("\n"))]
    });
    terminal::table(["Table", "Key", "It is", "In the view → by the journal"], rows);
}

async fn as_of(
    session: &Session,
    views: &[View],
    until: DateTime<Utc>,
    out: Option<&Path>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let mut keeper = out.map(Keeper::open).transpose()?;
    let mut done = vec![];
    for view in views {
        let built = one_as_of(session, *view, until, keeper.as_mut()).await?;
        if !as_json && !keeper.as_ref().is_some_and(Keeper::is_standard_output) {
            let tables: Vec<String> = built["tables"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(table, rows)| format!("{table}: {}", many(rows.as_u64().unwrap_or(0), "row")))
                .collect();
            let (tables, fingerprint) =
                (tables.join(", "), built["fingerprint"].as_str().unwrap_or_default());
            terminal::say(&format!("{view} as of {}: {tables}; fingerprint {fingerprint}", time(until)));
        }
        done.push(built);
    }
    let piped = keeper.as_ref().is_some_and(Keeper::is_standard_output);
    if let Some(keeper) = keeper {
        keeper.finish()?;
    }
    if as_json && !piped {
        terminal::json(&done);
    }
    Ok(ExitCode::SUCCESS)
}

/// One view as it was, in a place of its own that is cleared whatever becomes of it.
async fn one_as_of(
    session: &Session,
    view: View,
    until: DateTime<Utc>,
    mut keeper: Option<&mut Keeper>,
) -> anyhow::Result<Value> {
    let journal = session.application.journal();
    let bar = terminal::progress(0, view.name());
    let scratch = replay_until(journal, view, until, follow(&bar)).await;
    bar.finish_and_clear();
    let scratch = scratch.with_context(|| format!("building {view} as of {}", time(until)))?;
    let looked = async {
        let mut kept = None;
        let keep = |table: &'static str, row: &str| {
            if let Some(keeper) = keeper.as_mut().filter(|_| kept.is_none()) {
                kept = keeper.line(table, row).err();
            }
        };
        let tables = scratch.rows(journal.pool(), keep).await?;
        kept.map_or(Ok(()), Err).context("--out: writing the rows")?;
        let fingerprint = scratch.fingerprint(journal.pool()).await?;
        let tables: serde_json::Map<String, Value> =
            tables.into_iter().map(|(table, rows)| (table.to_owned(), rows.into())).collect();
        Ok(json!({
            "view": view.name(), "until": until, "read": scratch.read, "tables": tables,
            "fingerprint": fingerprint,
        }))
    };
    let looked: anyhow::Result<Value> = looked.await;
    scratch.discard(journal.pool()).await?;
    looked
}

/// Keeps rows, one document a line.
struct Keeper {
    to: Box<dyn Write + Send>,
    standard_output: bool,
}

impl Keeper {
    fn open(path: &Path) -> anyhow::Result<Self> {
        if path == Path::new("-") {
            return Ok(Self { to: Box::new(BufWriter::new(std::io::stdout())), standard_output: true });
        }
        let file = File::create(path).with_context(|| format!("--out: making {}", path.display()))?;
        Ok(Self { to: Box::new(BufWriter::new(file)), standard_output: false })
    }

    fn is_standard_output(&self) -> bool {
        self.standard_output
    }

    fn line(&mut self, table: &str, row: &str) -> std::io::Result<()> {
        // The row is JSON already.
        writeln!(self.to, "{{\"table\":\"{table}\",\"row\":{row}}}")
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.to.flush().context("--out: writing the rows")
    }
}
