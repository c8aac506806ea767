//! Commands: each is one file, and says what it does to a person, or in JSON to a program.

mod audit;
mod clock;
mod serve;
mod session;

use crate::cli::{Arguments, AuditCommand, ClockCommand, Command};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Runs one command.
///
/// # Errors
/// What went wrong, for a person.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let long_running = matches!(arguments.command, Command::Demo(_) | Command::Serve(_) | Command::Work(_));
    log(long_running, arguments.log_json);
    match arguments.command {
        Command::Demo(options) => crate::demo::run(options).await?,
        Command::Serve(file) => serve::serve(&file.config).await?,
        Command::Work(file) => serve::work(&file.config).await?,
        Command::Migrate(file) => serve::migrate(&file.config).await?,
        Command::Audit { command: AuditCommand::Verify { source, json } } => {
            return audit::verify(&source, json).await;
        }
        Command::Audit { command: AuditCommand::History { stream, source, json } } => {
            audit::history(&stream, &source, json).await?;
        }
        Command::Clock { command: ClockCommand::Advance { data, duration } } => {
            clock::advance(&data, &duration).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Logs go to standard error. A command that ends soon speaks for itself and logs only what is wrong.
fn log(long_running: bool, json: bool) {
    let usual = if long_running { "info,sqlx=warn,async_graphql=warn" } else { "error" };
    let filter = EnvFilter::try_from_env("REGISTRAR_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber is only possible in a test that calls this twice, and does no harm.
    let _ = if json { subscriber.json().try_init() } else { subscriber.compact().try_init() };
}
