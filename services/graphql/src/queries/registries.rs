//! Endings and the registries behind them.

use crate::caller::{application, coded, sight};
use crate::objects::Tld;
use crate::payload::{failure, view_failure};
use application::RegistryLine as Line;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::maintenance::Window;
use domain_model::price_list::PriceListId;
use domain_model::values::Tld as Ending;
use std::collections::BTreeMap;
use std::time::Duration;

/// The connection of this process with a registry.
#[derive(SimpleObject)]
pub struct RegistryConnection {
    /// Sessions that are open.
    sessions_open: usize,
    /// Of these, those with a command in flight.
    sessions_in_use: usize,
    /// The most sessions that may be open.
    sessions_most: usize,
    /// Its last answer.
    answered_at: Option<DateTime<Utc>>,
    /// What last went wrong.
    last_error: Option<String>,
    /// When it did.
    failed_at: Option<DateTime<Utc>>,
    /// When its queue was last asked for messages.
    polled_at: Option<DateTime<Utc>>,
    /// How many answers the last minute had.
    answers: usize,
    /// Half of them took no longer, in milliseconds.
    median_ms: Option<f64>,
    /// All but one in twenty of them took no longer, in milliseconds.
    p95_ms: Option<f64>,
}

/// A window in which a registry is closed: nothing new is sent there meanwhile.
#[derive(SimpleObject)]
pub struct MaintenanceWindow {
    /// Counted from 1 for each registry.
    number: u32,
    /// From when on.
    from: DateTime<Utc>,
    /// Until when.
    until: DateTime<Utc>,
    /// What the registry says about it.
    reason: String,
    /// Whether it is under way.
    under_way: bool,
}

/// A registry: what it serves, what waits for it, and how its connection stands.
#[derive(SimpleObject)]
pub struct RegistryLine {
    /// The name of its entry in the configuration.
    id: String,
    /// Our own registrar id there.
    registrar: String,
    /// The endings that are registered there.
    endings: Vec<String>,
    /// Operations that are to be sent there.
    queued: i64,
    /// Operations with a command there that is not answered.
    running: i64,
    /// Operations that it has accepted, and answers later.
    blocked: i64,
    /// Messages of its queue that nobody here understood, and that wait for a person.
    messages: i64,
    /// The connection of the process that answers this; absent for a registry without one.
    connection: Option<RegistryConnection>,
    /// Its maintenance windows, under way or to come, the next one first.
    maintenance: Vec<MaintenanceWindow>,
}

impl RegistryLine {
    fn of(line: Line, now: DateTime<Utc>) -> Self {
        let ago = |since: Duration| now - since;
        let milliseconds = |latency: Duration| latency.as_secs_f64() * 1000.0;
        let connection = line.health.map(|health| {
            let (failed_at, last_error) = health.failed.map(|(since, why)| (ago(since), why)).unzip();
            RegistryConnection {
                sessions_open: health.sessions_open,
                sessions_in_use: health.sessions_in_use,
                sessions_most: health.sessions_most,
                answered_at: health.answered.map(ago),
                last_error,
                failed_at,
                polled_at: health.polled.map(ago),
                answers: health.answers,
                median_ms: health.median.map(milliseconds),
                p95_ms: health.p95.map(milliseconds),
            }
        });
        let window = |window: Window| MaintenanceWindow {
            under_way: window.is_under_way(now),
            number: window.number,
            from: window.from,
            until: window.until,
            reason: window.reason.to_string(),
        };
        Self {
            id: line.id.to_string(),
            registrar: line.registrar,
            endings: line.endings.iter().map(ToString::to_string).collect(),
            queued: line.load.queued,
            running: line.load.running,
            blocked: line.load.blocked,
            messages: line.load.messages,
            connection,
            maintenance: line.maintenance.into_iter().map(window).collect(),
        }
    }
}

/// Endings and registries.
#[derive(Default)]
pub struct Registries;

impl Registries {
    /// The lists that price each ending on a day.
    async fn lists(ctx: &Context<'_>, day: NaiveDate) -> Result<BTreeMap<Ending, Vec<PriceListId>>> {
        let priced = application(ctx).views().priced_endings(day).await.map_err(view_failure)?;
        let mut lists = BTreeMap::<Ending, Vec<PriceListId>>::new();
        for (ending, list) in priced {
            lists.entry(ending).or_default().push(list);
        }
        Ok(lists)
    }
}

#[Object(name = "RegistryQueries")]
impl Registries {
    /// The endings with rules in force on a day, in alphabetical order; today's where absent.
    #[graphql(complexity = "100 + 20 * child_complexity")]
    async fn tlds(&self, ctx: &Context<'_>, on: Option<NaiveDate>) -> Result<Vec<Tld>> {
        sight(ctx)?;
        let day = on.unwrap_or_else(|| application(ctx).clock().now().date_naive());
        let lists = Self::lists(ctx, day).await?;
        let tld = |policy: &domain_model::policy::TldPolicy| {
            Tld::of(policy, lists.get(&policy.tld).map_or(&[], Vec::as_slice))
        };
        Ok(application(ctx).catalogue().tlds(day).map(tld).collect())
    }

    /// The rules of an ending in force on a day; today's where absent.
    #[graphql(complexity = "100 + child_complexity")]
    async fn tld(&self, ctx: &Context<'_>, name: String, on: Option<NaiveDate>) -> Result<Option<Tld>> {
        sight(ctx)?;
        let ending = Ending::parse(name.trim_start_matches('.'));
        let ending = ending.map_err(|error| coded("BAD_ARGUMENT", format!("name: {error}")))?;
        let day = on.unwrap_or_else(|| application(ctx).clock().now().date_naive());
        let lists = Self::lists(ctx, day).await?;
        let found = application(ctx).catalogue().tld_policy(&ending, day);
        Ok(found.map(|policy| Tld::of(policy, lists.get(&ending).map_or(&[], Vec::as_slice))))
    }

    /// The registries: what each serves, what waits for it, and how the connection of this process stands.
    async fn registries(&self, ctx: &Context<'_>) -> Result<Vec<RegistryLine>> {
        sight(ctx)?;
        let lines = application(ctx).registry_lines().await.map_err(|error| failure(&error))?;
        let now = application(ctx).clock().now();
        Ok(lines.into_iter().map(|line| RegistryLine::of(line, now)).collect())
    }
}
