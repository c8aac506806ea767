//! The public directory: RDAP beside a server that answers the same document from one indexed query, WHOIS and DAS beside
//! a bare echo of the same bytes; how much memory a name takes, and how long a start.

mod contender;
pub mod seed;
mod wire;

use crate::Size;
use crate::memory;
use crate::place::Place;
use crate::report::{Goal, Row, Section};
use crate::rest::Nobody;
use crate::statistics::Spread;
use crate::whois::{Series, side_by_side};
use anyhow::Context;
use application::ports::{NoClaimsNotices, RealClock};
use application::{Application, Parts, Registries, Settings};
use directory::das::Das;
use directory::whois::Whois;
use directory::{Limits, LineSettings};
use domain_model::policy::Catalogue;
use domain_model::values::AddressScope;
use journal::Journal;
use projections::{Projection, View, Views};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use wire::{Line, Rdap};

/// Clients at once, of each pair.
const CLIENTS: usize = 32;
/// For so long the directory may take to be warm.
const PATIENCE: Duration = Duration::from_secs(300);
/// What the issue asks for, or what an echo of the same bytes reaches times [`OF_ECHO`], whichever is lower.
const QUERIES: f64 = 20_000.0;
const OF_ECHO: f64 = 0.7;

#[derive(Clone, Copy, Debug)]
struct Plan {
    names: u64,
    rounds: usize,
    span: Duration,
}

impl Plan {
    const fn of(size: Size) -> Self {
        match size {
            Size::Full => Self { names: 100_000, rounds: 5, span: Duration::from_secs(4) },
            Size::Quick => Self { names: 10_000, rounds: 3, span: Duration::from_millis(1_500) },
            Size::Tiny => Self { names: 30, rounds: 1, span: Duration::from_millis(300) },
        }
    }
}

/// Writes names, and asks for them.
///
/// # Errors
/// The journal failed, or an answer is wrong.
pub async fn run(size: Size, place: &Place) -> anyhow::Result<Section> {
    let plan = Plan::of(size);
    let journal = place.journal().await?;
    let names = Arc::new(seed::names(&journal, plan.names).await.context("writing names")?);
    for view in [View::Whois, View::Contacts, View::Registers] {
        let projection = Projection::new(view, journal.vault().clone());
        journal.rebuild(projection, |_| {}).await.with_context(|| format!("building {view}"))?;
    }
    journal.close().await;
    place.execute("analyze").await?;
    let application = compose(place.journal().await?);
    let mut section = Section::new("directory", format!("{} names", plan.names));
    let stop = CancellationToken::new();
    warm(&application, plan, &stop, &mut section).await?;
    rdap(&application, place, &names, plan, &mut section).await?;
    lines(&application, &names, plan, &stop, &mut section).await?;
    stop.cancel();
    Ok(section)
}

fn compose(journal: Journal) -> Application {
    Application::new(Parts {
        views: Views::new(journal.clone()),
        journal,
        catalogue: Arc::new(Catalogue::embedded()),
        clock: Arc::new(RealClock),
        // Every name that is asked for is ours: no registry is.
        registries: Registries::new(),
        mailer: Arc::new(Nobody),
        resolver: Arc::new(Nobody),
        claims: Arc::new(NoClaimsNotices),
        settings: Settings { address_scope: AddressScope::Any, ..Settings::default() },
    })
}

/// A start: how long it takes, and what of this process is resident afterwards that was not before.
async fn warm(
    application: &Application,
    plan: Plan,
    stop: &CancellationToken,
    section: &mut Section,
) -> anyhow::Result<()> {
    let before = memory::resident(std::process::id())?;
    let begun = Instant::now();
    let (following, stop) = (application.clone(), stop.clone());
    tokio::spawn(async move { following.follow_directory(stop).await });
    while !application.directory_ready() {
        anyhow::ensure!(begun.elapsed() < PATIENCE, "the directory is not warm after {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let seconds = begun.elapsed().as_secs_f64();
    let kibibytes = (memory::resident(std::process::id())? - before) * 1024.0 / plan.names as f64;
    section.rows.push(
        Row::new("a start", "the directory")
            .with("seconds", &[seconds])
            .with("names/s", &[plan.names as f64 / seconds])
            .with("kB a name", &[kibibytes]),
    );
    // A few names share what a process needs anyway.
    if plan.names >= 1_000 {
        section.judge("memory of a name, with its persons", Spread::of(&[kibibytes]), "kB", Goal::Below(2.0));
    }
    Ok(())
}

async fn served(router: axum::Router) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, service).await;
        served.inspect_err(|error| eprintln!("bench: a web server: {error}"))
    });
    Ok(address)
}

async fn rdap(
    application: &Application,
    place: &Place,
    names: &Arc<Vec<String>>,
    plan: Plan,
    section: &mut Section,
) -> anyhow::Result<()> {
    let router = directory::rdap::router(application.clone(), Limits::none());
    let document =
        contender::fill(place, &router, names).await.context("keeping documents in the database")?;
    let theirs = served(contender::router(place).await?).await?;
    let ours = served(router).await?;
    let constant = served(contender::constant(document)).await?;
    let clients = |address| (0..CLIENTS).map(|_| Rdap::new(address)).collect::<Vec<_>>();
    let ceiling = clients(constant).into_iter().map(Rdap::unread).collect();
    let asked = [clients(theirs), clients(ours), ceiling];
    let series = side_by_side(asked, names, plan.rounds, plan.span).await?;
    let setting = format!("RDAP, {CLIENTS} clients");
    let contenders = ["the document from one query", "RDAP from memory", "one document to all"];
    rows(section, &setting, contenders, &series);
    let [theirs, ours, _] = &series;
    let times = Spread::of_ratios(&ours.rates, &theirs.rates);
    section.judge("RDAP: queries per second, times the query's", times, "", Goal::AtLeast(3.0));
    let slowest = Spread::of_ratios(&ours.p99, &theirs.p99);
    section.judge("RDAP: p99, times the query's", slowest, "", Goal::Below(1.0));
    Ok(())
}

async fn lines(
    application: &Application,
    names: &Arc<Vec<String>>,
    plan: Plan,
    stop: &CancellationToken,
    section: &mut Section,
) -> anyhow::Result<()> {
    let listen = async || -> anyhow::Result<(TcpListener, SocketAddr)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let ((whois, whois_at), (das, das_at)) = (listen().await?, listen().await?);
    let servers =
        (Whois::new(application.clone(), Limits::none()), Das::new(application.clone(), Limits::none()));
    tokio::spawn(servers.0.serve(whois, LineSettings::default(), stop.clone()));
    tokio::spawn(servers.1.serve(das, LineSettings::default(), stop.clone()));
    let mut echoes = vec![];
    for line in [Line::whois(whois_at), Line::das(das_at)] {
        let answer = line.answer(&names[0]).await?;
        let (listener, address) = listen().await?;
        tokio::spawn(contender::echo(listener, answer));
        echoes.push(address);
    }
    let halves = |whois, das| {
        let mut clients: Vec<Line> = (0..CLIENTS / 2).map(|_| Line::whois(whois)).collect();
        clients.extend((0..CLIENTS / 2).map(|_| Line::das(das)));
        clients
    };
    let clients =
        [halves(echoes[0], echoes[1]).into_iter().map(Line::unread).collect(), halves(whois_at, das_at)];
    let series = side_by_side(clients, names, plan.rounds, plan.span).await?;
    let setting = format!("WHOIS and DAS, {CLIENTS} clients");
    rows(section, &setting, ["a bare echo of the same bytes", "WHOIS and DAS"], &series);
    let [echo, ours] = &series;
    let wanted: Vec<f64> = echo.rates.iter().map(|rate| (rate * OF_ECHO).min(QUERIES)).collect();
    let times = Spread::of_ratios(&ours.rates, &wanted);
    let of = "WHOIS and DAS: queries per second, times the lower of 20,000 and 0.7 of the echo's";
    section.judge(of, times, "", Goal::AtLeast(1.0));
    Ok(())
}

fn rows<const N: usize>(section: &mut Section, setting: &str, contenders: [&str; N], series: &[Series; N]) {
    for (name, series) in contenders.into_iter().zip(series) {
        section.rows.push(
            Row::new(setting, name)
                .with("queries/s", &series.rates)
                .with("p50 ms", &series.p50)
                .with("p99 ms", &series.p99),
        );
    }
}
