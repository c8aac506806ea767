//! `registrar doctor`: is the installation well, and what is to be done.

mod database;
mod directory;
mod inbox;
mod surroundings;

use super::session::Installation;
use crate::cli::Source;
use crate::terminal::{self, state};
use comfy_table::Cell;
use serde::Serialize;
use std::process::ExitCode;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// As it should be.
    Ok,
    /// It works, and somebody should look at it.
    Warn,
    /// It does not work, or something is lost if nothing is done.
    Fail,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Check {
    /// What was looked at.
    check: &'static str,
    /// How it came out.
    state: State,
    /// What was found.
    found: String,
    /// What to do; empty where nothing is.
    hint: String,
}

impl Check {
    /// As it should be.
    pub(super) fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, state: State::Ok, found: found.into(), hint: String::new() }
    }

    /// It works, and somebody should look at it.
    pub(super) fn warn(check: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { check, state: State::Warn, found: found.into(), hint: hint.into() }
    }

    /// It does not work.
    pub(super) fn fail(check: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { check, state: State::Fail, found: found.into(), hint: hint.into() }
    }

    /// What failed, with its causes.
    pub(super) fn broken(check: &'static str, error: &anyhow::Error, hint: impl Into<String>) -> Self {
        Self::fail(check, format!("{error:#}"), hint)
    }
}

/// Looks at everything, however much of it is broken.
///
/// # Errors
/// The demo's database, which was started for this, does not stop.
pub async fn run(source: &Source, as_json: bool) -> anyhow::Result<ExitCode> {
    let checks = match Installation::find(source).await {
        Err(error) => {
            let hint = "name a demo's folder with --data or a configuration file with --config; what is wrong in it is named above";
            vec![Check::broken("configuration", &error, hint)]
        }
        Ok(installation) => {
            let checks = examine(&installation, source).await;
            installation.leave().await?;
            checks
        }
    };
    let worst = checks.iter().map(|check| check.state).max().unwrap_or(State::Ok);
    if as_json {
        terminal::json(&serde_json::json!({ "healthy": worst != State::Fail, "checks": checks }));
    } else {
        let row = |check: &Check| {
            [
                Cell::new(check.check),
                state(check.state.word()),
                Cell::new(&check.found),
                Cell::new(&check.hint),
            ]
        };
        terminal::table(["Check", "", "Found", "What to do"], checks.iter().map(row));
    }
    Ok(if worst == State::Fail { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn examine(installation: &Installation, source: &Source) -> Vec<Check> {
    let config = &installation.config;
    let stopped = installation.folder.as_deref().is_some_and(|folder| !crate::presence::demo_runs(folder));
    let file = source.config.clone().unwrap_or_else(|| source.data.join("registrar.toml"));
    let mut checks = vec![Check::ok("configuration", file.display().to_string())];
    checks.push(surroundings::master_key(config));
    let (mut found, journal) = database::examine(config, stopped).await;
    checks.append(&mut found);
    if let Some(journal) = &journal {
        checks.push(surroundings::anchors(journal, config).await);
        checks.extend(surroundings::archive(journal, config).await);
        checks.push(surroundings::clock(journal).await);
    }
    checks.append(&mut surroundings::registries(config, journal.as_ref(), stopped).await);
    checks.push(surroundings::server(config, stopped).await);
    checks.push(directory::directory(config, stopped).await);
    checks.push(surroundings::mail(config));
    checks.append(&mut surroundings::disks(config));
    if let Some(journal) = journal {
        journal.close().await;
    }
    checks
}
