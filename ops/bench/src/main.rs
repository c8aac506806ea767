//! Figures of the registrar beside those of its contenders, taken in one run: see `README.md`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to a person")]

mod append;
mod memory;
mod place;
mod processor;
mod rebuild;
mod report;
mod statistics;
mod subject;

use clap::{Args, Parser, Subcommand};
use place::Place;
use report::Section;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "bench", about)]
struct Arguments {
    #[command(subcommand)]
    bench: Bench,
    #[command(flatten)]
    options: Options,
}

#[derive(Clone, Args)]
struct Options {
    /// Fewer and shorter rounds: for a first look, not for a figure.
    #[arg(long, global = true)]
    quick: bool,
    /// Only whether everything still runs.
    #[arg(long, global = true, hide = true)]
    tiny: bool,
    /// For programs.
    #[arg(long, global = true)]
    json: bool,
    /// Where the clusters are made: the disk under it is measured. Temporary files' folder where absent.
    #[arg(long, global = true, value_name = "DIR")]
    folder: Option<PathBuf>,
}

#[derive(Clone, Subcommand)]
enum Bench {
    /// Commands per second, beside postgres-es and pgbench.
    Append,
    /// All views built again from the first event.
    Rebuild {
        /// How many events there are.
        #[arg(long)]
        events: Option<u64>,
    },
    /// The measured part of `rebuild`, in a process of its own.
    #[command(hide = true)]
    RebuildApart(Apart),
}

/// The journal of the process that asks.
#[derive(Clone, Args)]
struct Apart {
    #[arg(long)]
    url: String,
    #[arg(long)]
    files: PathBuf,
}

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// For figures.
    Full,
    /// For a first look.
    Quick,
    /// For the test of the bench itself.
    Tiny,
}

impl Options {
    fn size(&self) -> Size {
        match (self.tiny, self.quick) {
            (true, _) => Size::Tiny,
            (false, true) => Size::Quick,
            (false, false) => Size::Full,
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("bench: the asynchronous runtime could not be started: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { bench, options } = arguments;
    let mut sections = vec![];
    match bench {
        Bench::Append => sections.push(append(&options).await?),
        Bench::Rebuild { events } => sections.push(rebuild(&options, events).await?),
        Bench::RebuildApart(Apart { url, files }) => {
            println!("{}", rebuild::apart(&url, &files).await?);
            return Ok(());
        }
    }
    if options.json {
        println!("{}", serde_json::to_string_pretty(&sections)?);
    }
    Ok(())
}

async fn append(options: &Options) -> anyhow::Result<Section> {
    let place = Place::new(options.folder.as_deref()).await?;
    let found = append::run(options.size(), &place).await;
    place.close().await?;
    show(options, found?)
}

async fn rebuild(options: &Options, events: Option<u64>) -> anyhow::Result<Section> {
    let place = Place::new(options.folder.as_deref()).await?;
    let found = rebuild::run(events.unwrap_or(rebuild::events_of(options.size())), &place).await;
    place.close().await?;
    show(options, found?)
}

fn show(options: &Options, section: Section) -> anyhow::Result<Section> {
    if !options.json {
        println!("{}", section.to_text());
    }
    Ok(section)
}
