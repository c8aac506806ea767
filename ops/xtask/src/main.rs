//! House rules that a machine can check: `cargo xtask tidy`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to a person")]

mod layers;
mod sizes;
mod words;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the direction of dependencies, file sizes, left-overs, SQL in the wrong room.
    Tidy,
}

fn main() -> ExitCode {
    let Command::Tidy = Arguments::parse().command;
    let mut complaints = vec![];
    for check in [layers::check, sizes::check, words::check] {
        match check() {
            Ok(found) => complaints.extend(found),
            Err(error) => complaints.push(format!("a check failed: {error}")),
        }
    }
    for complaint in &complaints {
        eprintln!("tidy: {complaint}");
    }
    if complaints.is_empty() {
        println!("tidy: the house is in order");
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Every file of the repository that git knows, with one of these endings.
fn files(endings: &[&str]) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    let output = std::process::Command::new("git").arg("ls-files").output()?;
    let listed = String::from_utf8(output.stdout)?;
    let wanted = |path: &&str| endings.iter().any(|ending| path.ends_with(ending));
    Ok(listed
        .lines()
        .filter(wanted)
        .filter(|path| std::path::Path::new(path).exists())
        .map(str::to_owned)
        .collect())
}
