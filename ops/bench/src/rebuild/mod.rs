//! All views built again from the first event, beside the live ones.

mod history;
pub mod samples;

use crate::Size;
use crate::memory;
use crate::place::{Place, config};
use crate::report::{Goal, Row, Section};
use crate::statistics::Spread;
use anyhow::Context;
use journal::Journal;
use journal::cluster::Role;
use projections::{Projection, View};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::Instant;

/// How many events are made where the command line does not say.
pub const fn events_of(size: Size) -> u64 {
    match size {
        Size::Full => 1_000_000,
        Size::Quick => 100_000,
        Size::Tiny => 2_000,
    }
}

/// What a process found that built all views again.
#[derive(Debug, Serialize, Deserialize)]
struct Found {
    /// By view: events and seconds.
    views: Vec<(String, u64, f64)>,
    /// All of them, in seconds.
    seconds: f64,
    /// MiB.
    peak: f64,
}

/// Writes a past and rebuilds.
///
/// # Errors
/// The journal failed.
pub async fn run(events: u64, place: &Place) -> anyhow::Result<Section> {
    let journal = place.journal().await?;
    for projection in projections::all(journal.vault()) {
        journal.make_tables(&projection).await?;
    }
    let begun = Instant::now();
    let written = history::write(&journal, events).await.context("writing a past")?;
    let seconds = begun.elapsed().as_secs_f64();
    journal.close().await;
    place.execute("analyze").await?;
    let url = place.cluster().url(Role::App);
    let folder = place.folder().display().to_string();
    let found: Found = memory::apart(&["rebuild-apart", "--url", &url, "--files", &folder]).await?;
    let mut section = Section::new("rebuild", format!("all views over {written} events"));
    let setting = format!("{written} events");
    let rate = |events: u64, seconds: f64| [events as f64 / seconds];
    section.rows.push(
        Row::new(&setting, "written by the aggregates")
            .with("events/s", &rate(written, seconds))
            .with("seconds", &[seconds]),
    );
    for (view, events, seconds) in &found.views {
        anyhow::ensure!(*events >= written, "view {view} was rebuilt from {events} of {written} events");
        section.rows.push(
            Row::new(&setting, format!("view {view}"))
                .with("events/s", &rate(*events, *seconds))
                .with("seconds", &[*seconds]),
        );
    }
    section.rows.push(
        Row::new(&setting, "all views")
            .with("events/s", &rate(written, found.seconds))
            .with("seconds", &[found.seconds])
            .with("peak MiB", &[found.peak]),
    );
    let memory = Spread::of(&[found.peak]);
    section.judge(format!("peak memory at {written} events"), memory, "MiB", Goal::Below(1024.0));
    Ok(section)
}

/// What the other process does.
///
/// # Errors
/// The journal failed.
pub async fn apart(url: &str, files: &Path) -> anyhow::Result<String> {
    let journal = Journal::connect(config(url, files)).await?;
    let begun = Instant::now();
    let mut views = vec![];
    for view in View::ALL {
        let begun = Instant::now();
        let projection = Projection::new(view, journal.vault().clone());
        let rebuilt =
            journal.rebuild(projection, |_| {}).await.with_context(|| format!("rebuilding {view}"))?;
        views.push((view.to_string(), rebuilt.events, begun.elapsed().as_secs_f64()));
    }
    let found = Found { views, seconds: begun.elapsed().as_secs_f64(), peak: memory::peak()? };
    journal.close().await;
    Ok(serde_json::to_string(&found)?)
}
