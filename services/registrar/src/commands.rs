//! Commands: each is one file, and says what it does to a person, or in JSON to a program.

mod access;
mod accounts;
mod audit;
mod batch_mail;
mod batch_mail_new;
mod clock;
mod contact;
mod contact_changes;
mod deposits;
mod disclosures;
mod doctor;
mod failure;
mod invoices;
mod mail;
mod mail_settings;
mod maintenance;
mod operations;
mod operators;
mod orders;
mod pages;
mod points;
mod prices;
mod reconcile;
mod registry;
mod replay;
mod serve;
mod session;
mod staff;
mod statement;
mod trades;
mod transfers;
mod votes;

pub use mail::USAGE as MAIL_USAGE;

use crate::cli::{Arguments, ClockCommand, Command};
use std::io::IsTerminal;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Runs one command: 0 done, 1 refused or failed, 2 asked wrongly.
pub async fn run(arguments: Arguments) -> ExitCode {
    let long_running = matches!(arguments.command, Command::Demo(_) | Command::Serve(_) | Command::Work(_));
    log(long_running, arguments.log_json);
    let json = arguments.json;
    match dispatch(arguments.command, json).await {
        Ok(code) => code,
        Err(error) => failure::report(&error, json),
    }
}

async fn dispatch(command: Command, json: bool) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(options) => crate::demo::run(options, json).await?,
        Command::Serve(file) => serve::serve(&file.config, json).await?,
        Command::Work(file) => serve::work(&file.config).await?,
        Command::Migrate(file) => serve::migrate(&file.config, json).await?,
        Command::Replay(options) => return replay::run(&options, json).await,
        Command::Audit { command } => return audit::run(&command, json).await,
        Command::ContactChange { command } => contact_changes::run(&command, json).await?,
        Command::Trade { command } => trades::run(&command, json).await?,
        Command::Transfer { command } => transfers::run(&command, json).await?,
        Command::Points { command } => points::run(&command, json).await?,
        Command::Prices { command } => prices::run(&command, json).await?,
        Command::Invoice { command } => invoices::run(&command, json).await?,
        Command::Operator { command } => operators::run(&command, json).await?,
        Command::Operation { command } => operations::run(&command, json).await?,
        Command::Order { command } => orders::run(&command, json).await?,
        Command::Account { command } => accounts::run(&command, json).await?,
        Command::Contact { command } => contact::run(&command, json).await?,
        Command::Disclosure { command } => disclosures::run(&command, json).await?,
        Command::Mail { command } => return Ok(mail::run(&command, json).await),
        Command::BatchMail { command } => return batch_mail::run(&command, json).await,
        Command::Registry { command } => return registry::run(&command, json).await,
        Command::Clock { command: ClockCommand::Advance { data, duration } } => {
            clock::advance(&data, &duration, json).await?;
        }
        Command::Doctor(source) => return doctor::run(&source, json).await,
    }
    Ok(ExitCode::SUCCESS)
}

/// What never logs: it would log persons.
const QUIET: [&str; 1] = ["pgp=off"];

/// Logs go to standard error. A command that ends soon speaks for itself and logs only what is wrong.
fn log(long_running: bool, json: bool) {
    let usual = if long_running { "info,sqlx=warn,async_graphql=warn" } else { "error" };
    let filter = EnvFilter::try_from_env("REGISTRAR_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    // The library logs the names on keys that it passes over, and whole signatures.
    let filter = QUIET.iter().fold(filter, |filter, quiet| match quiet.parse() {
        Ok(directive) => filter.add_directive(directive),
        Err(_) => filter,
    });
    // Colours are for a terminal; in a file they are noise.
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .with_writer(std::io::stderr);
    // A second subscriber is only possible in a test that calls this twice, and does no harm.
    let _ = if json { subscriber.json().try_init() } else { subscriber.compact().try_init() };
}
