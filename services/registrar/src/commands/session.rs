//! A command's own application: over the same journal as the server, without workers or doors.

use crate::cli::Source;
use crate::config::Config;
use crate::runtime::{compose, connect};
use anyhow::Context;
use application::Application;
use application::ports::{Clock, ManualClock, RealClock};
use chrono::TimeDelta;
use domain_model::values::AddressScope;
use journal::Journal;
use std::sync::Arc;

/// The application of one command.
pub struct Session {
    /// Everything that may be asked for.
    pub application: Application,
    /// How the installation is set.
    pub config: Config,
}

impl Session {
    /// Opens the installation that the command is about.
    ///
    /// # Errors
    /// No configuration, no database.
    pub async fn open(source: &Source) -> anyhow::Result<Self> {
        let file = source.config.clone().unwrap_or_else(|| source.data.join("registrar.toml"));
        anyhow::ensure!(
            file.exists(),
            "{} does not exist: name a demo's folder with --data, or a configuration file with --config",
            file.display()
        );
        let config = Config::read(&file)?;
        let journal = connect(&config).await?;
        let clock = clock_of(&journal).await?;
        let composed = compose(&config, journal, clock, AddressScope::Global)?;
        Ok(Self { application: composed.application, config })
    }
}

/// A demo's clock is ahead by what its database says; any other is real.
///
/// # Errors
/// The database failed.
pub async fn clock_of(journal: &Journal) -> anyhow::Result<Arc<dyn Clock>> {
    if !journal.is_demo().await.context("asking whether this is a demo")? {
        return Ok(Arc::new(RealClock));
    }
    let ahead = journal.clock_offset().await.context("reading the demo's clock")?;
    Ok(Arc::new(ManualClock::ahead(TimeDelta::seconds(ahead))))
}
