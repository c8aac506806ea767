//! The one binary of the registrar: composition and command line.

mod access;
mod cli;
mod clock;
mod commands;
mod config;
mod demo;
mod presence;
mod resolver;
mod runtime;
mod samples;
mod terminal;
mod time_shift;

use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
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
