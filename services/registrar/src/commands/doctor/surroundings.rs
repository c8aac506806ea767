//! What stands around the database: keys, anchors, clock, registries, web server, mail, disks.

use super::Check;
use crate::config::Config;
use crate::runtime::vault_config;
use application::MessageStore;
use chrono::TimeDelta;
use epp::EppRegistry;
use journal::Journal;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Anchors are written once a minute; later than this is late.
const FRESH: TimeDelta = TimeDelta::minutes(5);
const GIB: u64 = 1 << 30;
/// Below this, the disk fills while nobody looks.
const LITTLE: u64 = 2 * GIB;
/// Below this, the next burst of events may not fit.
const HARDLY: u64 = GIB / 4;

pub(super) fn master_key(config: &Config) -> Check {
    const NAME: &str = "master key";
    match vault_config(&config.vault) {
        Ok(vault) => Check::ok(NAME, format!("readable, {}", vault.master.id())),
        Err(error) => Check::broken(
            NAME,
            &error,
            "without it nothing sealed can be read: put the key back as [vault] says, readable by this account alone (chmod 600)",
        ),
    }
}

pub(super) async fn anchors(journal: &Journal, config: &Config) -> Check {
    const NAME: &str = "anchors";
    let folder = &config.vault.anchors;
    let waiting = match journal.unanchored_since(folder).await {
        Ok(waiting) => waiting,
        Err(error) => {
            let hint =
                "an anchor file was changed: compare with your copies, and run `registrar audit verify`";
            return Check::broken(NAME, &error.into(), hint);
        }
    };
    let now = journal::wall_clock();
    match waiting {
        None => Check::ok(NAME, "every event is covered"),
        Some(since) if now - since <= FRESH => Check::ok(NAME, "fresh"),
        Some(since) => Check::warn(
            NAME,
            format!(
                "an event of {} is not covered yet",
                since.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
            ),
            format!(
                "a running server writes them to {} once a minute: start one, or look at its log",
                folder.display()
            ),
        ),
    }
}

/// Nothing where there is none by configuration.
pub(super) async fn archive(journal: &Journal, config: &Config) -> Option<Check> {
    const NAME: &str = "archive";
    let root = config.database.archive.as_deref()?;
    Some(match journal.archive_state(root).await {
        Ok(state) if state.segments == 0 => {
            Check::ok(NAME, "there are too few events yet: replays read the database")
        }
        Ok(state) if state.former.is_empty() => {
            Check::ok(NAME, format!("{} events; files: {}", state.events, state.segments))
        }
        Ok(state) => Check::warn(
            NAME,
            format!(
                "{} events; files: {}; former archives: {}",
                state.events,
                state.segments,
                state.former.len()
            ),
            format!(
                "a restore or a failover left them, and they may have events that it lost: look, then remove {}",
                state.former.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
            ),
        ),
        Err(error) => Check::broken(
            NAME,
            &error.into(),
            "replays read the database instead. Compare the files with your copies and run `registrar audit verify`; moved away, they are written anew by the next server that starts",
        ),
    })
}

pub(super) async fn clock(journal: &Journal) -> Check {
    const NAME: &str = "clock";
    let read =
        async { Ok::<_, journal::JournalError>((journal.is_demo().await?, journal.clock_offset().await?)) };
    match read.await {
        Err(error) => {
            Check::broken(NAME, &error.into(), "the database failed while it was asked: look into its log")
        }
        Ok((_, 0)) => Check::ok(NAME, "the registrar's time is real time"),
        Ok((true, ahead)) => {
            let (days, hours) = (ahead / 86_400, ahead % 86_400 / 3_600);
            Check::ok(NAME, format!("the demo's time is {days} days and {hours} hours ahead"))
        }
        Ok((false, ahead)) => Check::fail(
            NAME,
            format!("{ahead} s are set, and this is no demo"),
            "only a demo's clock moves: delete the setting `clock_offset`, and find out who set it",
        ),
    }
}

pub(super) async fn registries(config: &Config, journal: Option<&Journal>, stopped: bool) -> Vec<Check> {
    const NAME: &str = "registry";
    if config.registries.is_empty() {
        return vec![Check::fail(NAME, "none is configured", "add a [[registry]] to the configuration")];
    }
    let mut checks = vec![];
    for entry in &config.registries {
        let id = &entry.epp.id;
        // Raw messages are kept in the journal; a greeting is none, yet the adapter wants to know where.
        let Some(journal) = journal else {
            checks.push(Check::warn(NAME, format!("{id} was not asked"), "put the database in order first"));
            continue;
        };
        let log = Arc::new(MessageStore::new(journal.clone()));
        let greeted = match EppRegistry::new(entry.epp.clone(), log) {
            Ok(registry) => registry.greet().await,
            Err(error) => {
                let hint = format!("put the certificates and password of [[registry]] {id} in order");
                checks.push(Check::broken(NAME, &error.into(), hint));
                continue;
            }
        };
        checks.push(match greeted {
            Ok(after) => Check::ok(NAME, format!("{id} greets after {} ms", after.as_millis())),
            Err(why) if stopped => {
                Check::warn(NAME, format!("{id}: {why}"), "it runs with the demo: start that")
            }
            Err(why) => Check::fail(
                NAME,
                format!("{id}: {why}"),
                format!(
                    "is {} reachable from here, and is our certificate still valid there?",
                    entry.epp.address
                ),
            ),
        });
    }
    checks
}

pub(super) async fn server(config: &Config, stopped: bool) -> Check {
    const NAME: &str = "server";
    const PATIENCE: Duration = Duration::from_secs(3);
    let url = format!("http://{}/health", config.http.listen);
    let asked = async {
        let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
        client.get(&url).send().await?.error_for_status()
    };
    match asked.await {
        Ok(_) => Check::ok(NAME, format!("answers on {}", config.http.listen)),
        Err(_) if stopped => Check::warn(NAME, "the demo is stopped", "start it: registrar demo"),
        Err(_) => Check::warn(
            NAME,
            format!("nothing answers on {}", config.http.listen),
            "start it: registrar serve (or it runs on another machine)",
        ),
    }
}

pub(super) fn mail(config: &Config) -> Check {
    const NAME: &str = "mail";
    match config.mail.mailer() {
        Ok(_) => Check::ok(NAME, "the mailer is set"),
        Err(error) => Check::broken(NAME, &error.into(), "put [mail] in order: letters wait until then"),
    }
}

/// Each disk once.
pub(super) fn disks(config: &Config) -> Vec<Check> {
    const NAME: &str = "disk";
    let folder_of = |path: &Path| path.parent().map(Path::to_owned).unwrap_or_default();
    let mut folders: Vec<PathBuf> = vec![config.vault.anchors.clone(), folder_of(&config.vault.erasure_log)];
    folders.extend(config.mail.outbox.clone());
    folders.extend(config.database.archive.clone());
    let mut checks: Vec<Check> = vec![];
    let mut seen = BTreeSet::new();
    for folder in folders {
        // What is yet to be made is on the disk of what is above it.
        let Some(folder) = folder.ancestors().find(|part| part.exists()).map(Path::to_owned) else {
            continue;
        };
        let Ok(stat) = rustix::fs::statvfs(&folder) else { continue };
        if !seen.insert(stat.f_fsid) {
            continue;
        }
        let free = stat.f_bavail * stat.f_frsize;
        let found = format!("{:.1} GiB free at {}", free as f64 / GIB as f64, folder.display());
        let hint = "make room: when the disk is full, nothing can be recorded";
        checks.push(match free {
            LITTLE.. => Check::ok(NAME, found),
            HARDLY.. => Check::warn(NAME, found, hint),
            _ => Check::fail(NAME, found, hint),
        });
    }
    checks
}
