//! The order workflow of the REST paper, its eight steps and the assignment that they need as signed calls over HTTP,
//! beside the same flow called straight over the application: what the door costs.

mod direct;
mod door;
mod inside;

pub use inside::Nobody;

use crate::Size;
use crate::demo::{ACCOUNT, Registrar};
use crate::report::{Goal, Row, Section};
use crate::statistics::{Latencies, Spread};
use crate::whois::Series;
use anyhow::Context;
use application::Application;
use direct::Direct;
use domain_model::order::Status;
use domain_model::values::AccountNumber;
use door::Door;
use inside::Inside;
use projections::orders::OrderFilter;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Clients at once.
const CLIENTS: usize = 16;
/// Calls of a workflow.
const CALLS: usize = 9;
/// For so long the orders of a turn may take to be delivered.
const PATIENCE: Duration = Duration::from_secs(300);
const PAUSE: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, Debug)]
struct Plan {
    clients: usize,
    /// Names that a client orders in a turn.
    names: usize,
    rounds: usize,
}

impl Plan {
    const fn of(size: Size) -> Self {
        match size {
            Size::Full => Self { clients: CLIENTS, names: 12, rounds: 7 },
            Size::Quick => Self { clients: CLIENTS, names: 4, rounds: 3 },
            Size::Tiny => Self { clients: 2, names: 1, rounds: 1 },
        }
    }
}

/// A client that orders names: the steps of the paper, each timed.
trait Shopper: Send + Sized + 'static {
    /// Orders one, and pays it from points.
    fn order(
        &mut self,
        name: &str,
        latencies: &mut Latencies,
    ) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// Orders names at the door and straight over the application, in turn.
///
/// # Errors
/// A step is refused, or an order is not delivered.
pub async fn run(size: Size) -> anyhow::Result<Section> {
    let plan = Plan::of(size);
    let registrar = Registrar::start().await?;
    let inside = Inside::open(&registrar.demo).await?;
    let account = AccountNumber::new(ACCOUNT);
    let mut straight: Vec<Direct> = vec![];
    let mut callers: Vec<Door> = vec![];
    for _ in 0..plan.clients {
        straight.push(Direct::new(&inside.application, account).await?);
        callers.push(inside.door()?);
    }
    // Contacts and hosts are at the registry, connections are open and caches warm before anything is timed.
    turn(&mut straight, "warm-straight", 1).await?;
    turn(&mut callers, "warm-door", 1).await?;
    delivered(&inside.application, account).await?;
    let mut series = [Series::default(), Series::default()];
    for round in 0..plan.rounds {
        for place in 0..series.len() {
            let which = (place + round) % series.len();
            let label = format!("round-{round}-{which}");
            let (latencies, took) = match which {
                0 => turn(&mut straight, &label, plan.names).await?,
                _ => turn(&mut callers, &label, plan.names).await?,
            };
            series[which].take(latencies, took);
            // What workers still do of one turn is not charged to the next.
            delivered(&inside.application, account).await?;
        }
    }
    Ok(said(plan, &series))
}

fn said(plan: Plan, series: &[Series; 2]) -> Section {
    let setting = format!("{} clients", plan.clients);
    let about = format!("the order workflow: {CALLS} calls a name, paid from points, {setting}");
    let mut section = Section::new("rest", about);
    let contenders = ["straight over the application", "the REST door, signed"];
    for (name, series) in contenders.into_iter().zip(series) {
        section.rows.push(
            Row::new(&setting, name)
                .with("calls/s", &series.rates)
                .with("p50 ms", &series.p50)
                .with("p99 ms", &series.p99),
        );
    }
    let [straight, door] = series;
    let longer = Spread::of_ratios(&straight.rates, &door.rates);
    section.judge("time of a call at the door, times the application's", longer, "", Goal::Below(1.2));
    section
}

/// Every client orders so many names, all at once.
async fn turn<S: Shopper>(
    shoppers: &mut Vec<S>,
    label: &str,
    names: usize,
) -> anyhow::Result<(Latencies, Duration)> {
    let begun = Instant::now();
    let mut running = JoinSet::new();
    for (number, mut shopper) in shoppers.drain(..).enumerate() {
        let label = format!("{label}-{number}");
        running.spawn(async move {
            let mut latencies = Latencies::default();
            for place in 0..names {
                shopper.order(&format!("{label}-{place}.com"), &mut latencies).await?;
            }
            anyhow::Ok((shopper, latencies))
        });
    }
    let mut all = Latencies::default();
    while let Some(ended) = running.join_next().await {
        let (shopper, latencies) = ended??;
        shoppers.push(shopper);
        all.extend(latencies);
    }
    let took = begun.elapsed();
    anyhow::ensure!(all.count() == shoppers.len() * names * CALLS, "{} calls were timed", all.count());
    Ok((all, took))
}

/// Waits until every order is delivered; one that fails is an error.
async fn delivered(application: &Application, account: AccountNumber) -> anyhow::Result<()> {
    let views = application.views();
    let count = async |statuses: &[Status]| {
        let filter =
            OrderFilter { account: Some(account), statuses: statuses.to_vec(), ..OrderFilter::default() };
        views.count_orders(&filter).await
    };
    let begun = Instant::now();
    loop {
        views.caught_up(PATIENCE).await.context("the views follow")?;
        let failed = count(&[Status::Failed, Status::PartlyDelivered, Status::NotPaid]).await?;
        anyhow::ensure!(failed == 0, "{failed} orders were not delivered");
        if count(&[Status::Checking, Status::Delivering]).await? == 0 {
            return Ok(());
        }
        anyhow::ensure!(begun.elapsed() < PATIENCE, "orders are not delivered");
        tokio::time::sleep(PAUSE).await;
    }
}
