//! `registrar serve`, `work` and `migrate`: production.

use crate::config::Config;
use crate::runtime::{asked_to_stop, compose, connect, start_background};
use crate::{demo, terminal};
use anyhow::Context;
use application::ports::RealClock;
use domain_model::values::AddressScope;
use journal::{MigrateOptions, migrate as migrate_journal};
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Serves until asked to stop.
///
/// # Errors
/// The configuration is wrong, the database cannot be reached, a port is taken.
pub async fn serve(file: &Path, json: bool) -> anyhow::Result<()> {
    let config = Config::read(file)?;
    let journal = connect(&config).await?;
    anyhow::ensure!(
        !journal.is_demo().await?,
        "this database belongs to a demo: start it with `registrar demo`"
    );
    let composed = compose(&config, journal, Arc::new(RealClock), AddressScope::Global)?;
    let stop = CancellationToken::new();
    let mut background = start_background(&composed, &config, &stop).await?;
    crate::batch_mails::listen(&config, &composed.application, &mut background, &stop).await?;
    crate::directories::listen(&config, &composed.application, &mut background, &stop).await?;
    let door = demo::serve_http(&config, &composed.application, None, stop.clone()).await?;
    if json {
        terminal::json(&serde_json::json!({ "http": config.http.public_url, "listen": config.http.listen }));
    }
    terminal::note(&format!("serving on {}", config.http.listen));
    asked_to_stop().await;
    demo::wind_down(stop, background, door, &composed).await;
    Ok(())
}

/// Runs jobs and views until asked to stop.
///
/// # Errors
/// As [`serve`].
pub async fn work(file: &Path) -> anyhow::Result<()> {
    let config = Config::read(file)?;
    let journal = connect(&config).await?;
    let clock = super::session::clock_of(&journal).await?;
    let scope = if journal.is_demo().await? { AddressScope::Any } else { AddressScope::Global };
    let composed = compose(&config, journal, clock, scope)?;
    let stop = CancellationToken::new();
    let background = start_background(&composed, &config, &stop).await?;
    asked_to_stop().await;
    demo::finish(stop, background, &composed).await;
    Ok(())
}

/// Brings the schema up to date.
///
/// # Errors
/// The owner's role is not configured, or a migration fails.
pub async fn migrate(file: &Path, json: bool) -> anyhow::Result<()> {
    let config = Config::read(file)?;
    let owner = config
        .database
        .owner_url
        .as_deref()
        .context("[database] owner_url is needed to migrate: the application's own role may not")?;
    let app = config.database.url.parse::<sqlx::postgres::PgConnectOptions>().context("[database] url")?;
    let options = MigrateOptions { app_role: app.get_username().to_owned(), ..MigrateOptions::default() };
    migrate_journal(owner, &options).await.context("migrating")?;
    if json {
        terminal::json(&serde_json::json!({ "migrated": true }));
    } else {
        terminal::say("the schema is up to date");
    }
    Ok(())
}
