//! Figures of the registrar beside those of its contenders, taken in one run: see `README.md`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to a person")]

mod append;
mod batch_mail;
mod demo;
mod directory;
mod memory;
mod names;
mod place;
mod processor;
mod rebuild;
mod registration;
mod replay;
mod report;
mod rest;
mod soap;
mod statistics;
mod subject;
mod whois;

use clap::{Args, Parser, Subcommand};
use place::Place;
use report::Section;
use std::path::PathBuf;
use std::process::ExitCode;

/// As in the registrar itself: some benches run it in this process.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

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
    Append {
        /// How many, setting by setting: `1,16,64` where absent.
        #[arg(long, value_delimiter = ',')]
        clients: Vec<usize>,
    },
    /// All views built again from the first event.
    Rebuild {
        /// How many events there are.
        #[arg(long)]
        events: Option<u64>,
    },
    /// Reading everything that ever happened, beside postgres-es.
    Replay,
    /// A name looked up over GraphQL, beside its SQL statement.
    Whois,
    /// From an accepted mutation to an active name, beside the bare EPP command.
    Registration,
    /// `domain_info` over SOAP, beside PHP's `SoapServer`.
    Soap,
    /// Signed mails through SMTP, from the first command to the last answer and the last name.
    BatchMail,
    /// The order workflow over REST, beside the same flow straight over the application.
    Rest,
    /// RDAP, WHOIS and DAS from memory, beside a query and an echo.
    Directory,
    /// A running demo filled with names, to look at its pages with as many as a registrar holds.
    Names {
        /// The demo's folder.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// How many there are afterwards.
        #[arg(long, default_value_t = 100_000)]
        count: u64,
    },
    /// All of them, one after another; without `names`, which measures nothing of its own.
    All,
    /// The measured part of `replay`, in a process of its own.
    #[command(hide = true)]
    ReplayApart {
        reader: replay::Reader,
        #[command(flatten)]
        journal: Apart,
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
        Bench::Append { clients } => sections.push(append(&options, &clients).await?),
        Bench::Rebuild { events } => sections.push(rebuild(&options, events).await?),
        Bench::Replay => sections.push(replay(&options).await?),
        Bench::Whois => sections.push(show(&options, whois::run(options.size()).await?)),
        Bench::Registration => sections.push(show(&options, registration::run(options.size()).await?)),
        Bench::Soap => sections.push(show(&options, soap::run(options.size()).await?)),
        Bench::BatchMail => sections.push(show(&options, batch_mail::run(options.size()).await?)),
        Bench::Directory => sections.push(directory(&options).await?),
        Bench::Names { data, count } => sections.push(show(&options, names::run(&data, count).await?)),
        Bench::Rest => sections.push(show(&options, rest::run(options.size()).await?)),
        Bench::All => {
            sections.push(append(&options, &[]).await?);
            sections.push(replay(&options).await?);
            sections.push(rebuild(&options, None).await?);
            sections.push(show(&options, whois::run(options.size()).await?));
            sections.push(show(&options, registration::run(options.size()).await?));
            sections.push(show(&options, soap::run(options.size()).await?));
            sections.push(show(&options, batch_mail::run(options.size()).await?));
            sections.push(show(&options, rest::run(options.size()).await?));
            sections.push(directory(&options).await?);
        }
        Bench::ReplayApart { reader, journal } => {
            println!("{}", replay::apart(reader, &journal.url, &journal.files).await?);
            return Ok(());
        }
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

async fn append(options: &Options, clients: &[usize]) -> anyhow::Result<Section> {
    let place = Place::new(options.folder.as_deref()).await?;
    let found = append::run(append::Plan::of(options.size(), clients), &place).await;
    place.close().await?;
    Ok(show(options, found?))
}

async fn rebuild(options: &Options, events: Option<u64>) -> anyhow::Result<Section> {
    let place = Place::new(options.folder.as_deref()).await?;
    let found = rebuild::run(events.unwrap_or(rebuild::events_of(options.size())), &place).await;
    place.close().await?;
    Ok(show(options, found?))
}

async fn directory(options: &Options) -> anyhow::Result<Section> {
    let place = Place::new(options.folder.as_deref()).await?;
    let found = directory::run(options.size(), &place).await;
    place.close().await?;
    Ok(show(options, found?))
}

async fn replay(options: &Options) -> anyhow::Result<Section> {
    let place = Place::new(options.folder.as_deref()).await?;
    let found = replay::run(options.size(), &place).await;
    place.close().await?;
    Ok(show(options, found?))
}

fn show(options: &Options, section: Section) -> Section {
    if !options.json {
        println!("{}", section.to_text());
    }
    section
}
