//! Reading everything that ever happened: our replay, from the archive and from the table alone, beside postgres-es'
//! own, over the same rows.

use crate::memory;
use crate::place::{Place, config};
use crate::report::{Goal, Row, Section};
use crate::statistics::Spread;
use crate::subject::{Notebook, NotebookEvent, NotebookRefusal, cause, note};
use crate::{Size, place};
use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::ValueEnum;
use cqrs_es::persist::PersistedEventRepository;
use journal::cluster::Role;
use journal::{Archive, Journal, JournalConfig, Recorded, Streams, Unit};
use postgres_es::PostgresEventRepository;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Events of one unit of work while the rows are written.
const AT_A_TIME: u64 = 50;
/// Units of one stream.
const UNITS: u64 = 2;
/// Writers.
const WRITERS: usize = 32;

/// How many rows, and how often they are read.
#[derive(Clone, Copy, Debug)]
struct Plan {
    /// A quarter of them first, so that memory shows at two sizes.
    events: u64,
    rounds: usize,
}

impl Plan {
    const fn of(size: Size) -> Self {
        match size {
            Size::Full => Self { events: 800_000, rounds: 5 },
            Size::Quick => Self { events: 200_000, rounds: 3 },
            Size::Tiny => Self { events: 4_000, rounds: 1 },
        }
    }
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Reader {
    /// The journal's replay as in production: what is archived from its files, the rest from the table.
    Journal,
    /// The journal's replay where there is no archive.
    Table,
    /// `stream_all_events`.
    PostgresEs,
}

impl Reader {
    const ALL: [Self; 3] = [Self::Journal, Self::Table, Self::PostgresEs];

    const fn word(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Table => "table",
            Self::PostgresEs => "postgres-es",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Journal => "journal, archive and binary COPY",
            Self::Table => "journal, binary COPY alone",
            Self::PostgresEs => "postgres-es 0.5, stream_all_events",
        }
    }
}

/// What a process found that read everything.
#[derive(Debug, Serialize, Deserialize)]
struct Found {
    /// Events that were read and decoded.
    events: u64,
    /// Octets of the words in them: the proof that they were.
    words: u64,
    /// From the question to the last event.
    seconds: f64,
    /// MiB.
    peak: f64,
}

/// Rates and peaks over the rounds of a size.
#[derive(Default)]
struct Series {
    rates: Vec<f64>,
    peaks: Vec<f64>,
}

/// Writes the rows and reads them at both sizes.
///
/// # Errors
/// The journal or postgres-es failed, or one of them lost events.
pub async fn run(size: Size, place: &Place) -> anyhow::Result<Section> {
    let plan = Plan::of(size);
    let about = format!("{} events read and decoded, each reader in a process of its own", plan.events);
    let mut section = Section::new("replay", about);
    let mut written = 0;
    let mut peaks = vec![];
    for events in [plan.events / 4, plan.events] {
        write(place, written, events).await?;
        if let Some(archived) = archive(place).await? {
            let row = Row::new(format!("{events} events"), "journal, writing the archive");
            section.rows.push(row.with("events/s", &[archived]));
        }
        written = events;
        let mut series = [Series::default(), Series::default(), Series::default()];
        for round in 0..plan.rounds {
            for turn in 0..series.len() {
                let which = (turn + round) % series.len();
                let found = read_apart(place, Reader::ALL[which]).await?;
                let words = words_of(events);
                anyhow::ensure!(
                    (found.events, found.words) == (events, words),
                    "{} read {} events with {} octets, not {events} with {words}",
                    Reader::ALL[which].name(),
                    found.events,
                    found.words
                );
                series[which].rates.push(events as f64 / found.seconds);
                series[which].peaks.push(found.peak);
            }
        }
        for (reader, one) in Reader::ALL.into_iter().zip(&series) {
            section.rows.push(
                Row::new(format!("{events} events"), reader.name())
                    .with("events/s", &one.rates)
                    .with("peak MiB", &one.peaks),
            );
        }
        if events == plan.events {
            let times = Spread::of_ratios(&series[0].rates, &series[2].rates);
            section.judge("times postgres-es' own replay", times, "", Goal::AtLeast(5.0));
        }
        peaks.push(std::mem::take(&mut series[0].peaks));
    }
    // Flat: four times the events, and the same memory but for what an allocator happens to keep.
    let growth = Spread::of_ratios(&peaks[1], &peaks[0]);
    section.judge("peak memory at four times the events", growth, "", Goal::Below(1.25));
    Ok(section)
}

/// Where the archive is.
fn archive_of(files: &Path) -> PathBuf {
    files.join("archive")
}

/// Archives what fills segments, as the registrar does once a minute, and answers with events a second; nothing where
/// there are too few for one.
async fn archive(place: &Place) -> anyhow::Result<Option<f64>> {
    let journal = place.journal().await?;
    let mut archive = Archive::open(&journal, &archive_of(place.folder())).await?;
    let begun = Instant::now();
    let written = archive.write().await.context("writing the archive")?;
    let rate = written.events as f64 / begun.elapsed().as_secs_f64();
    journal.close().await;
    Ok((written.events > 0).then_some(rate))
}

/// Octets of the words of the first so many notes.
fn words_of(events: u64) -> u64 {
    (0..events).map(|n| note(n).words.len() as u64).sum()
}

/// Notes number `from` to `to`, by the real journal, many at a time.
async fn write(place: &Place, from: u64, to: u64) -> anyhow::Result<()> {
    let journal = place.journal().await?;
    let next = Arc::new(AtomicU64::new(from / AT_A_TIME));
    let mut running = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        let (journal, next) = (journal.clone(), next.clone());
        running.spawn(async move {
            loop {
                let unit = next.fetch_add(1, Ordering::Relaxed);
                if unit * AT_A_TIME >= to {
                    return anyhow::Ok(());
                }
                let id = format!("replayed-{}", unit / UNITS);
                let work = |events: &mut Unit| {
                    (unit * AT_A_TIME..(unit + 1) * AT_A_TIME)
                        .try_for_each(|n| events.execute::<Notebook>(&id, &note(n)).map(|_| ()))
                };
                let streams = Streams::new().with::<Notebook>(&id);
                let written: Result<_, journal::TransactError<NotebookRefusal>> =
                    journal.transact(&cause(&format!("replay-{unit}")), streams, work).await;
                written.context("writing what is to be replayed")?;
            }
        });
    }
    while let Some(finished) = running.join_next().await {
        finished??;
    }
    journal.close().await;
    place.execute("vacuum analyze events").await
}

async fn read_apart(place: &Place, reader: Reader) -> anyhow::Result<Found> {
    let url = place.cluster().url(Role::App);
    let files = place.folder().display().to_string();
    memory::apart(&["replay-apart", reader.word(), "--url", &url, "--files", &files]).await
}

/// What the other process does.
///
/// # Errors
/// The reader failed.
pub async fn apart(reader: Reader, url: &str, files: &Path) -> anyhow::Result<String> {
    let found = match reader {
        Reader::Journal => {
            by_journal(JournalConfig { archive: Some(archive_of(files)), ..config(url, files) }).await?
        }
        Reader::Table => by_journal(config(url, files)).await?,
        Reader::PostgresEs => by_postgres_es(url).await?,
    };
    Ok(serde_json::to_string(&found)?)
}

async fn by_journal(config: JournalConfig) -> anyhow::Result<Found> {
    let journal = Journal::connect(config).await?;
    let begun = Instant::now();
    let mut replay = journal.replay(place::cores());
    let (mut events, mut words) = (0, 0);
    while let Some(page) = replay.next().await? {
        for event in &page {
            words += decoded(event)?;
        }
        events += page.len() as u64;
    }
    let seconds = begun.elapsed().as_secs_f64();
    journal.close().await;
    Ok(Found { events, words, seconds, peak: memory::peak()? })
}

/// The part of a cause that every view keeps.
#[derive(Deserialize)]
struct Stamp {
    at: DateTime<Utc>,
    actor: String,
    channel: String,
}

/// The event and its cause, as a view reads them.
fn decoded(event: &Recorded) -> anyhow::Result<u64> {
    let NotebookEvent::Noted { words, email } = event.decode()?;
    let stamp: Stamp = serde_json::from_str(&event.metadata).context("reading a cause")?;
    std::hint::black_box((email, stamp.at, stamp.actor, stamp.channel));
    Ok(words.len() as u64)
}

async fn by_postgres_es(url: &str) -> anyhow::Result<Found> {
    let pool = sqlx::PgPool::connect(url).await.context("connecting for postgres-es")?;
    let repository = PostgresEventRepository::new(pool.clone());
    let begun = Instant::now();
    let mut stream = repository.stream_all_events::<Notebook>().await.context("asking postgres-es")?;
    let (mut events, mut words) = (0, 0);
    while let Some(event) = stream.next::<Notebook>(&[]).await {
        let event = event.context("reading with postgres-es")?;
        let NotebookEvent::Noted { words: noted, .. } = &event.payload;
        words += noted.len() as u64;
        events += 1;
        std::hint::black_box(event);
    }
    let seconds = begun.elapsed().as_secs_f64();
    pool.close().await;
    Ok(Found { events, words, seconds, peak: memory::peak()? })
}
