//! The one binary of the registrar: composition and command line.

mod access;
mod batch_mails;
mod claims_notices;
mod cli;
mod clock;
mod commands;
mod config;
mod demo;
mod directories;
mod mail_assistant;
mod presence;
mod resolver;
mod runtime;
mod samples;
mod terminal;
mod time_shift;

use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Help, the version, or what is wrong with the words. A mail server takes other exit codes than a shell.
fn asked_wrongly(error: &clap::Error) -> ExitCode {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with('-'));
    let for_mail = match words.next().as_deref() {
        Some("mail") => true,
        Some("batch-mail") => words.next().is_some_and(|word| word == "run"),
        _ => false,
    };
    if error.use_stderr() && for_mail {
        terminal::answer_mail_server(&format!("5.3.5 {}", error.render()));
        return ExitCode::from(commands::MAIL_USAGE);
    }
    error.exit()
}

fn main() -> ExitCode {
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return asked_wrongly(&error),
    };
    // The one place where a TLS implementation is chosen: without it, the first connection would panic.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        terminal::complain("another TLS provider was installed first");
        return ExitCode::FAILURE;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            terminal::complain(&format!("the asynchronous runtime could not be started: {error}"));
            return ExitCode::FAILURE;
        }
    };
    runtime.block_on(commands::run(arguments))
}
