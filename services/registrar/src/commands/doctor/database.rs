//! The database: reachable, of the right version and schema, with the right rights; views and jobs that go on.

use super::Check;
use crate::config::Config;
use crate::runtime::{connect, vault_config};
use journal::{Inspection, Journal};
use std::collections::BTreeMap;

/// PostgreSQL 15.
const OLDEST: i32 = 150_000;
/// Views that are behind by more are slow to follow.
const BEHIND: i64 = 1_000;
/// Jobs that wait longer than this, seconds, are late; than ten times this, stuck.
const LATE: i64 = 60;
/// An open transaction of this age, seconds, holds views up; of ten times this age, it is forgotten.
const OPEN: f64 = 30.0;
/// The two clocks may differ by so much, seconds: leases are measured by the database's.
const CLOCKS: f64 = 2.0;

/// Everything about the database, and a journal over it where one can be opened.
pub async fn examine(config: &Config, stopped: bool) -> (Vec<Check>, Option<Journal>) {
    let mut inspection = match Inspection::connect(&config.database.url).await {
        Ok(inspection) => inspection,
        Err(error) => {
            let hint = "start PostgreSQL, and compare [database] url with its address, role and password";
            return (vec![Check::broken("database", &error.into(), hint)], None);
        }
    };
    let mut checks = vec![
        version(&mut inspection).await,
        schema(&mut inspection, config).await,
        rights(&mut inspection).await,
        clocks(&mut inspection).await,
    ];
    // Without a key there is no journal; that is said already.
    if vault_config(&config.vault).is_err() {
        return (checks, None);
    }
    match connect(config).await {
        Err(error) => {
            let hint = "the master key must be the one that this database was begun with; run `registrar migrate` where the schema is old";
            checks.push(Check::broken("journal", &error, hint));
            (checks, None)
        }
        Ok(journal) => {
            checks.push(views(&journal, stopped).await);
            checks.push(parked(&journal).await);
            checks.push(oldest_job(&journal, stopped).await);
            if config.batch_mail.is_some() {
                checks.push(super::inbox::inbox(&journal, stopped).await);
            }
            checks.push(transactions(&journal).await);
            (checks, Some(journal))
        }
    }
}

const ASKED: &str = "the database failed while it was asked: look into its log";

async fn version(inspection: &mut Inspection) -> Check {
    match inspection.version().await {
        Ok((number, words)) if number >= OLDEST => Check::ok("database", format!("PostgreSQL {words}")),
        Ok((_, words)) => Check::fail(
            "database",
            format!("PostgreSQL {words}"),
            "PostgreSQL 15 or newer is needed: upgrade it",
        ),
        Err(error) => Check::broken("database", &error.into(), ASKED),
    }
}

async fn schema(inspection: &mut Inspection, config: &Config) -> Check {
    const NAME: &str = "migrations";
    let mut found = inspection.schema().await;
    // A role that an older build granted its rights does not see them: its owner does.
    if let (Ok(None), Some(owner)) = (&found, &config.database.owner_url)
        && let Ok(mut owner) = Inspection::connect(owner).await
    {
        found = owner.schema().await;
    }
    match found {
        Err(error) => Check::broken(NAME, &error.into(), ASKED),
        Ok(None) => Check::warn(
            NAME,
            "the application's role may not read which were applied",
            "run `registrar migrate`: it grants that",
        ),
        Ok(Some(schema)) if schema.is_current() => {
            Check::ok(NAME, format!("up to date, at {:04}", schema.version.unwrap_or_default()))
        }
        Ok(Some(schema)) if !schema.unknown.is_empty() => Check::fail(
            NAME,
            format!("the schema is newer than this program: {:?} are unknown", schema.unknown),
            "use the program that migrated it",
        ),
        Ok(Some(schema)) if !schema.changed.is_empty() => Check::fail(
            NAME,
            format!("applied in another wording: {}", schema.changed.join(", ")),
            "this program is not of the line that made this database: do not go on with it",
        ),
        Ok(Some(schema)) => Check::fail(
            NAME,
            format!("not applied: {}", schema.missing.join(", ")),
            "run `registrar migrate --config FILE`; a demo does it at its next start",
        ),
    }
}

async fn rights(inspection: &mut Inspection) -> Check {
    const NAME: &str = "role";
    match inspection.wrong_rights().await {
        Ok(wrong) if wrong.is_empty() => Check::ok(NAME, "it may append and read events, and nothing else"),
        Ok(wrong) => Check::fail(
            NAME,
            wrong.join("; "),
            "give [database] url a role of its own that owns nothing, and run `registrar migrate`",
        ),
        Err(error) => {
            Check::broken(NAME, &error.into(), "run `registrar migrate`: it grants the role its rights")
        }
    }
}

async fn clocks(inspection: &mut Inspection) -> Check {
    const NAME: &str = "clocks";
    match inspection.clock_lead().await {
        Ok(lead) if lead.abs() <= CLOCKS => Check::ok(NAME, "this machine's and the database's agree"),
        Ok(lead) => Check::warn(
            NAME,
            format!("the database's clock differs by {lead:+.1} s"),
            "let both machines keep time (NTP): leases are measured by the database's clock",
        ),
        Err(error) => Check::broken(NAME, &error.into(), ASKED),
    }
}

async fn views(journal: &Journal, stopped: bool) -> Check {
    const NAME: &str = "views";
    let states = match journal.follower_states().await {
        Ok(states) => states,
        Err(error) => return Check::broken(NAME, &error.into(), ASKED),
    };
    let mut behind: BTreeMap<&str, i64> = BTreeMap::new();
    for state in states.iter().filter(|state| !state.follower.contains('@')) {
        *behind.entry(&state.follower).or_default() += state.behind;
    }
    if let Some(failing) = states.iter().find(|state| state.failures > 0 && !state.follower.contains('@')) {
        let since = failing.failing_since.map_or_else(String::new, |at| format!(" since {at}"));
        return Check::fail(
            NAME,
            format!(
                "{} stands still{since}: {}",
                failing.follower,
                failing.last_error.as_deref().unwrap_or("no word why")
            ),
            "read the server's log; after the cause is gone it goes on by itself, or `registrar replay VIEW`",
        );
    }
    let missing: Vec<&str> = projections::View::ALL
        .iter()
        .map(|view| view.name())
        .filter(|view| !behind.contains_key(view))
        .collect();
    if !missing.is_empty() {
        return Check::warn(
            NAME,
            format!("never followed: {}", missing.join(", ")),
            "start a server or `registrar work`",
        );
    }
    let late: Vec<String> = behind
        .iter()
        .filter(|(_, events)| **events > 0)
        .map(|(view, events)| format!("{view} by {events}"))
        .collect();
    let most = behind.values().copied().max().unwrap_or(0);
    let followed = journal.is_followed().await.unwrap_or(false);
    match (most, followed) {
        (0, _) => Check::ok(NAME, format!("{} are up to date", behind.len())),
        (_, false) => Check::warn(
            NAME,
            format!("nobody follows the journal; behind: {}", late.join(", ")),
            if stopped { "start the demo" } else { "start a server or `registrar work`" },
        ),
        (..=BEHIND, true) => Check::ok(NAME, format!("following; behind: {}", late.join(", "))),
        (_, true) => Check::warn(
            NAME,
            format!("behind: {}", late.join(", ")),
            "they catch up, or they are held up: see `transactions` below",
        ),
    }
}

async fn parked(journal: &Journal) -> Check {
    const NAME: &str = "parked jobs";
    match journal.jobs().count_parked().await {
        Ok(0) => Check::ok(NAME, "none"),
        Ok(count) => {
            let latest = journal.jobs().parked(1).await.unwrap_or_default();
            let latest = latest.first().map_or_else(String::new, |job| {
                let why = job.last_error.as_deref().unwrap_or("no word why");
                format!("; the latest: {} of {}: {why}", job.kind, job.stream)
            });
            Check::warn(
                NAME,
                format!("{count} wait for a person{latest}"),
                "look at the operation, and restart or close it: `registrar operation show N`",
            )
        }
        Err(error) => Check::broken(NAME, &error.into(), ASKED),
    }
}

async fn oldest_job(journal: &Journal, stopped: bool) -> Check {
    const NAME: &str = "due jobs";
    let now = match super::super::session::clock_of(journal).await {
        Ok(clock) => clock.now(),
        Err(error) => return Check::broken(NAME, &error, ASKED),
    };
    let age = match journal.jobs().oldest_due(now).await {
        Ok(None) => return Check::ok(NAME, "nothing is due"),
        Ok(Some(due)) => (now - due).num_seconds(),
        Err(error) => return Check::broken(NAME, &error.into(), ASKED),
    };
    let found = format!("the oldest has been due for {age} s");
    match age {
        ..=LATE => Check::ok(NAME, found),
        _ if stopped => Check::warn(NAME, found, "start the demo: it does them"),
        _ if age <= 10 * LATE => Check::warn(NAME, found, "a registry may be slow or away: see its line"),
        _ => Check::fail(NAME, found, "start a server or `registrar work`, and look at its log"),
    }
}

async fn transactions(journal: &Journal) -> Check {
    const NAME: &str = "transactions";
    match journal.oldest_write_transaction().await {
        Ok(age) if age <= OPEN => Check::ok(NAME, "none has been open for long"),
        Ok(age) => {
            let found = format!("one has been open for {:.0} s and holds all views up", age);
            let hint = "end it: select pg_terminate_backend(pid) from pg_stat_activity where backend_xid is not null order by xact_start limit 1";
            if age <= 10.0 * OPEN { Check::warn(NAME, found, hint) } else { Check::fail(NAME, found, hint) }
        }
        Err(error) => Check::broken(NAME, &error.into(), ASKED),
    }
}
