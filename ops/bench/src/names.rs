//! A running demo filled with names, so that its pages are looked at with as many as a registrar holds.

use crate::directory::seed;
use crate::report::{Row, Section};
use anyhow::Context;
use journal::{Journal, JournalConfig, MasterKey, MasterKeySource, VaultConfig};
use projections::Views;
use serde::Deserialize;
use std::path::Path;
use std::time::{Duration, Instant};

/// For so long the views may take to have them all.
const PATIENCE: Duration = Duration::from_secs(900);

/// What is needed of a demo's `access.json`.
#[derive(Deserialize)]
struct Access {
    /// The database, as the application's role: it may append, and nothing else.
    postgres: String,
}

/// Fills the demo in `data` up to `count` names, and waits until every view has them. What an earlier run has written
/// stays as it is.
///
/// # Errors
/// No demo runs there, or its journal failed.
pub async fn run(data: &Path, count: u64) -> anyhow::Result<Section> {
    let journal = Journal::connect(config(data)?).await.context("connecting to the demo's journal")?;
    let begun = Instant::now();
    let written = seed::names(&journal, count).await.context("writing names")?.len() as f64;
    let writing = begun.elapsed().as_secs_f64();
    Views::new(journal.clone()).caught_up(PATIENCE).await.context("waiting for the demo's views")?;
    let all = begun.elapsed().as_secs_f64();
    journal.close().await;
    let mut section = Section::new("names", format!("a demo with {count} of them"));
    let row = |contender, seconds| {
        Row::new(format!("{written} new ones"), contender)
            .with("seconds", &[seconds])
            .with("names/s", &[written / seconds])
    };
    section.rows = vec![row("written by the aggregates", writing), row("in every view", all)];
    Ok(section)
}

/// The journal's, with the key that the demo seals its persons with.
fn config(data: &Path) -> anyhow::Result<JournalConfig> {
    let path = data.join("access.json");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("reading {}: does a demo run in this folder?", path.display()))?;
    let access: Access =
        serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))?;
    let master = MasterKey::load(&MasterKeySource::File(data.join("master.key")))
        .context("reading the demo's master key")?;
    let vault = VaultConfig { master, former_masters: vec![], erasure_log: data.join("erasures.log") };
    Ok(JournalConfig::new(access.postgres, vault))
}
