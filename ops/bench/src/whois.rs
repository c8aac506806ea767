//! A name looked up over GraphQL, beside the one SQL statement that it stands for, from as many connections.

use crate::Size;
use crate::demo::Registrar;
use crate::report::{Goal, Row, Section};
use crate::statistics::{Latencies, Spread};
use crate::subject::Chance;
use anyhow::Context;
use serde_json::json;
use sqlx::{Connection, PgConnection};
use std::sync::Arc;
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 64;

/// What a page about a name shows.
const WHOIS: &str = "query($name: DomainName!) { whois(name: $name) { \
    domain { name state created expires nameServers statuses } \
    registrant { number details { lastName firstName street city country email phone } } \
    adminContact { number } techContact { number } billingContact { number } } }";

/// How much is asked.
#[derive(Clone, Copy, Debug)]
struct Plan {
    names: usize,
    rounds: usize,
    span: Duration,
}

impl Plan {
    const fn of(size: Size) -> Self {
        match size {
            Size::Full => Self { names: 200, rounds: 5, span: Duration::from_secs(4) },
            Size::Quick => Self { names: 40, rounds: 3, span: Duration::from_millis(1_500) },
            Size::Tiny => Self { names: 3, rounds: 1, span: Duration::from_millis(300) },
        }
    }
}

/// What the rounds of one contender came to.
#[derive(Default)]
pub struct Series {
    /// Requests a second.
    pub rates: Vec<f64>,
    /// Milliseconds.
    pub p50: Vec<f64>,
    /// Milliseconds.
    pub p99: Vec<f64>,
}

impl Series {
    /// And one more.
    pub fn take(&mut self, mut latencies: Latencies, took: Duration) {
        self.rates.push(latencies.count() as f64 / took.as_secs_f64());
        self.p50.push(latencies.percentile(0.5));
        self.p99.push(latencies.percentile(0.99));
    }
}

/// Registers names and looks them up.
///
/// # Errors
/// The registrar refuses or does not answer.
pub async fn run(size: Size) -> anyhow::Result<Section> {
    let plan = Plan::of(size);
    let registrar = Registrar::start().await?;
    let names = Arc::new(register(&registrar, plan.names).await?);
    let url = registrar.demo.access()["postgres"].as_str().context("access.json names no database")?;
    let mut databases = vec![];
    for _ in 0..CONNECTIONS {
        databases.push(Database::open(url).await?);
    }
    let door = |role: &str, opened| Door { graphql: registrar.demo.graphql(role), opened };
    let mut shown: Vec<Door> = (0..CONNECTIONS).map(|_| door("support", true)).collect();
    let mut closed: Vec<Door> = (0..CONNECTIONS).map(|_| door("viewer", false)).collect();
    let mut series = [Series::default(), Series::default(), Series::default()];
    for round in 0..plan.rounds {
        for turn in 0..series.len() {
            let which = (turn + round) % series.len();
            let (latencies, took) = match which {
                0 => drive(&mut databases, &names, plan.span).await?,
                1 => drive(&mut closed, &names, plan.span).await?,
                _ => drive(&mut shown, &names, plan.span).await?,
            };
            series[which].take(latencies, took);
        }
    }
    let mut section = Section::new("whois", format!("{} names from {CONNECTIONS} connections", plan.names));
    let setting = format!("{CONNECTIONS} connections");
    let contenders = [
        "the bare SQL statement",
        "GraphQL, personal data closed",
        "GraphQL, personal data shown and the look recorded",
    ];
    for (name, series) in contenders.into_iter().zip(&series) {
        section.rows.push(
            Row::new(&setting, name)
                .with("requests/s", &series.rates)
                .with("p50 ms", &series.p50)
                .with("p99 ms", &series.p99),
        );
    }
    let [bare, closed, shown] = &series;
    for (what, graphql) in [("closed", closed), ("shown", shown)] {
        let times = Spread::of_ratios(&graphql.p99, &bare.p99);
        let of = format!("p99 with personal data {what}, times the bare statement's");
        section.judge(of, times, "", Goal::Below(10.0));
    }
    Ok(section)
}

/// Names that are ours, of a few persons.
///
/// # Errors
/// One is refused.
pub async fn register(registrar: &Registrar, count: usize) -> anyhow::Result<Vec<String>> {
    const NAMES_OF_A_CONTACT: usize = 10;
    let mut owner = registrar.contact(0).await?;
    let mut names = vec![];
    for number in 0..count {
        if number > 0 && number % NAMES_OF_A_CONTACT == 0 {
            owner = registrar.contact(number).await?;
        }
        let name = format!("looked-up-{number}.com");
        registrar.ask_for(&name, owner).await?;
        names.push(name);
    }
    for name in &names {
        registrar.until_active(name).await?;
    }
    Ok(names)
}

/// One connection that asks for names.
pub trait Asker: Send + Sized + 'static {
    /// Asks for one.
    fn ask(&mut self, name: &str) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// The database, by the statement of the view.
struct Database(PgConnection);

impl Database {
    async fn open(url: &str) -> anyhow::Result<Self> {
        let mut connection = PgConnection::connect(url).await.context("connecting to the demo's database")?;
        sqlx::query("set search_path = views, public").execute(&mut connection).await?;
        Ok(Self(connection))
    }
}

impl Asker for Database {
    async fn ask(&mut self, name: &str) -> anyhow::Result<()> {
        let found: (String, Vec<String>) = sqlx::query_as(projections::whois::STATEMENT)
            .bind(name)
            .fetch_one(&mut self.0)
            .await
            .with_context(|| format!("reading {name} from the view"))?;
        anyhow::ensure!(found.0.contains(name) && !found.1.is_empty(), "the view has no contacts of {name}");
        Ok(())
    }
}

/// The GraphQL door.
struct Door {
    graphql: stories::GraphQl,
    /// Whether its caller sees personal data.
    opened: bool,
}

impl Asker for Door {
    async fn ask(&mut self, name: &str) -> anyhow::Result<()> {
        let data = self.graphql.ask(WHOIS, json!({ "name": name })).await;
        let whole = data["whois"]["domain"]["name"] == name
            && data["whois"]["registrant"]["details"]["email"].is_string() == self.opened;
        anyhow::ensure!(whole, "whois of {name} is {data}");
        Ok(())
    }
}

/// Everybody asks for names drawn by chance, again as soon as answered; the askers stay for the next round.
///
/// # Errors
/// One is answered wrongly.
pub async fn drive<A: Asker>(
    askers: &mut Vec<A>,
    names: &Arc<Vec<String>>,
    span: Duration,
) -> anyhow::Result<(Latencies, Duration)> {
    let begun = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for (number, mut asker) in std::mem::take(askers).into_iter().enumerate() {
        let names = names.clone();
        running.spawn(async move {
            let mut chance = Chance(number as u64);
            let mut latencies = Latencies::default();
            while begun.elapsed() < span {
                let name = &names[chance.below(names.len() as u64) as usize];
                let asked = Instant::now();
                asker.ask(name).await?;
                latencies.push(asked.elapsed());
            }
            anyhow::Ok((asker, latencies))
        });
    }
    let mut latencies = Latencies::default();
    while let Some(finished) = running.join_next().await {
        let (asker, own) = finished??;
        askers.push(asker);
        latencies.extend(own);
    }
    Ok((latencies, begun.elapsed()))
}

/// Contenders in turn, in each round another first.
///
/// # Errors
/// One is answered wrongly.
pub async fn side_by_side<A: Asker, const N: usize>(
    mut askers: [Vec<A>; N],
    names: &Arc<Vec<String>>,
    rounds: usize,
    span: Duration,
) -> anyhow::Result<[Series; N]> {
    let mut series = std::array::from_fn(|_| Series::default());
    for round in 0..rounds {
        for turn in 0..N {
            let which = (turn + round) % N;
            let (latencies, took) = drive(&mut askers[which], names, span).await?;
            series[which].take(latencies, took);
        }
    }
    Ok(series)
}
