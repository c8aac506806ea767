//! Commands per second, one event each: the journal as in production, postgres-es as shipped, and `pgbench` with one
//! prepared insert a transaction.

mod contender;
mod pgbench;

use crate::place::Place;
use crate::processor::Server;
use crate::report::{Goal, Row, Section};
use crate::statistics::{Latencies, Spread};
use crate::{Size, subject};
use contender::{Ours, Shipped};
use pgbench::PgBench;
use std::time::{Duration, Instant};

/// How long and how often.
#[derive(Clone, Debug)]
pub struct Plan {
    /// So many clients, setting by setting.
    pub clients: Vec<usize>,
    /// Rounds of each setting; all contenders run in each.
    pub rounds: usize,
    /// How long a contender runs in a round.
    pub span: Duration,
    /// Streams that the commands are spread over.
    pub streams: u64,
}

impl Plan {
    /// For a size; the goals are for 1, 16 and 64 clients.
    pub fn of(size: Size, clients: &[usize]) -> Self {
        let usual: &[usize] = if size == Size::Tiny { &[1, 4] } else { &[1, 16, 64] };
        let clients = if clients.is_empty() { usual } else { clients }.to_vec();
        match size {
            Size::Full => Self { clients, rounds: 7, span: Duration::from_secs(3), streams: 2_000 },
            Size::Quick => Self { clients, rounds: 3, span: Duration::from_millis(1_500), streams: 2_000 },
            Size::Tiny => Self { clients, rounds: 1, span: Duration::from_millis(300), streams: 20 },
        }
    }
}

/// What a contender did in a round.
#[derive(Debug)]
pub struct Run {
    /// Processor time of a command, client and servers together, in microseconds.
    pub processor: f64,
    /// Commands a second that were durable.
    pub rate: f64,
    /// How long each took.
    pub latencies: Latencies,
}

/// Runs every setting.
///
/// # Errors
/// A contender fails.
pub async fn run(plan: Plan, place: &Place) -> anyhow::Result<Section> {
    let server = Server::of_cluster(place.cluster().data_folder())?;
    let ours = Ours::new(place).await?;
    let shipped = Shipped::new(place, *plan.clients.iter().max().unwrap_or(&1)).await?;
    let bare = PgBench::new(place, &ours).await?;
    let mut section = Section::new(
        "append",
        format!(
            "one event a command over {} streams, durable; sealing, cause, command id and idempotency key on",
            plan.streams
        ),
    );
    let mut number = 0;
    for clients in &plan.clients {
        let mut series = [Series::new(ours.name()), Series::new(shipped.name()), Series::new(bare.name())];
        for round in 0..plan.rounds {
            for turn in 0..series.len() {
                // Another one begins in every round, so that none always runs on a quiet or a busy disk.
                let which = (turn + round) % series.len();
                number += 1;
                let load = Load { clients: *clients, span: plan.span, server };
                let streams = Streams { round: number, count: plan.streams };
                let run = match which {
                    0 => ours.run(load, streams).await?,
                    1 => shipped.run(load, streams).await?,
                    _ => bare.run(load, streams).await?,
                };
                series[which].take(run);
            }
        }
        judge(&mut section, *clients, &series);
    }
    ours.close().await;
    shipped.close().await;
    Ok(section)
}

/// What every contender of a setting is put under.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    clients: usize,
    span: Duration,
    server: Server,
}

fn per_command(used: Duration, commands: f64) -> f64 {
    used.as_secs_f64() * 1e6 / commands.max(1.0)
}

/// The streams of one contender in one round: fresh ones, so that none gets longer from round to round.
#[derive(Clone, Copy, Debug)]
pub struct Streams {
    round: usize,
    count: u64,
}

impl Streams {
    /// The identity of one of them.
    pub fn id(self, stream: u64) -> String {
        format!("r{}-{stream}", self.round)
    }
}

/// What one contender reached over the rounds of a setting.
struct Series {
    contender: String,
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    processor: Vec<f64>,
}

impl Series {
    fn new(contender: impl Into<String>) -> Self {
        Self { contender: contender.into(), rates: vec![], p50: vec![], p99: vec![], processor: vec![] }
    }

    fn take(&mut self, mut run: Run) {
        self.processor.push(run.processor);
        self.rates.push(run.rate);
        self.p50.push(run.latencies.percentile(0.5));
        self.p99.push(run.latencies.percentile(0.99));
    }
}

fn judge(section: &mut Section, clients: usize, series: &[Series; 3]) {
    let setting = if clients == 1 { "1 client".to_owned() } else { format!("{clients} clients") };
    for one in series {
        section.rows.push(
            Row::new(&setting, &one.contender)
                .with("commands/s", &one.rates)
                .with("p50 ms", &one.p50)
                .with("p99 ms", &one.p99)
                .with("cpu µs", &one.processor),
        );
    }
    let [ours, shipped, bare] = series;
    let times = |theirs: &Series| Spread::of_ratios(&ours.rates, &theirs.rates);
    if clients == 16 {
        section.judge(format!("{setting}, times postgres-es"), times(shipped), "", Goal::AtLeast(3.0));
    }
    let wanted = match clients {
        1 => Some(0.6),
        16 => Some(0.9),
        64 => Some(1.3),
        _ => None,
    };
    if let Some(wanted) = wanted {
        section.judge(format!("{setting}, times pgbench"), times(bare), "", Goal::AtLeast(wanted));
    }
}

/// One client of a contender.
trait Client: Send + 'static {
    /// One command, durable when this answers.
    fn command(&mut self, chance: &mut subject::Chance) -> impl Future<Output = anyhow::Result<()>> + Send;
}

/// Clients that ask again as soon as they are answered, for a span of time.
async fn drive<C: Client>(load: Load, client: impl Fn() -> C) -> anyhow::Result<Run> {
    let (begun, used) = (Instant::now(), load.server.used()?);
    let mut running = tokio::task::JoinSet::new();
    for number in 0..load.clients {
        let mut client = client();
        running.spawn(async move {
            let mut chance = subject::Chance(number as u64);
            let mut latencies = Latencies::default();
            while begun.elapsed() < load.span {
                let asked = Instant::now();
                client.command(&mut chance).await?;
                latencies.push(asked.elapsed());
            }
            anyhow::Ok(latencies)
        });
    }
    let mut latencies = Latencies::default();
    while let Some(finished) = running.join_next().await {
        latencies.extend(finished??);
    }
    let (took, used) = (begun.elapsed(), load.server.used()?.saturating_sub(used));
    let commands = latencies.count() as f64;
    Ok(Run { rate: commands / took.as_secs_f64(), processor: per_command(used, commands), latencies })
}
