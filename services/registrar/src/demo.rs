//! `registrar demo`: everything on one machine, in one folder.

mod batch_mail;
mod folder;

use crate::access::{Access, BatchAccess, EppAccess, RegistrarAccess};
use crate::cli::DemoArguments;
use crate::clock::DemoClock;
use crate::config::Config;
use crate::presence::Running;
use crate::runtime::{Composed, asked_to_stop, compose, connect, start_background};
use crate::samples::{self, Samples};
use crate::terminal;
use crate::time_shift::SandboxTime;
use anyhow::Context;
use application::Application;
use application::ports::ManualClock;
use chrono::TimeDelta;
use domain_model::policy::{Catalogue, DnssecForm, PremiumNames, TldPolicy};
use domain_model::values::{AddressScope, DomainName};
use folder::{Folder, Ports};
use journal::cluster::{Cluster, ClusterConfig, Role};
use journal::{Holding, MasterKey, MigrateOptions, empty_demo, holding, migrate};
use sandbox_registry::{Handle, Sandbox};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::{JoinHandle, JoinSet};
use tokio_util::sync::CancellationToken;

/// Runs the demo until asked to stop.
///
/// # Errors
/// What it needs is missing, a port is taken, the folder belongs to something else.
pub async fn run(options: DemoArguments, json: bool) -> anyhow::Result<()> {
    let ports = Ports::choose(options.port_base);
    let folder = Folder::open(&options.data, options.fresh).await?;
    let running = Running::mark(folder.path())?;
    let stop = CancellationToken::new();
    let database = database(&folder, &ports, options.fresh).await?;
    let sandbox = Arc::new(start_sandbox(&folder, &ports).await?);
    let config = folder.write_config(&ports, &database.app, &database.owner, &sandbox, options.no_limits)?;
    let journal = connect(&config).await?;
    journal.set_setting(journal::settings::IS_DEMO, "true").await?;
    if database.cluster.is_some() {
        // The private cluster is nobody else's: what a killed demo held is free.
        journal.jobs().free_all().await?;
        journal.inbox().free_all().await?;
    }
    let ahead = TimeDelta::seconds(journal.clock_offset().await?);
    let clock = ManualClock::ahead(ahead);
    sandbox.set_clock_offset(ahead).await?;
    let composed = compose(&config, journal, Arc::new(clock.clone()), AddressScope::Any)?;
    let mut background = start_background(&composed, &config, &stop).await?;
    if let Some(cluster) = database.cluster.clone() {
        let stop = stop.clone();
        background.spawn(async move { cluster.watch(stop).await });
    }
    let demo_clock =
        DemoClock::new(composed.application.clone(), clock, vec![Arc::new(SandboxTime(sandbox.clone()))]);
    let door = serve_http(&config, &composed.application, Some(demo_clock), stop.clone()).await?;
    crate::batch_mails::listen(&config, &composed.application, &mut background, &stop).await?;
    crate::directories::listen(&config, &composed.application, &mut background, &stop).await?;
    let samples = samples::make(&composed.application, folder.path()).await?;
    let access = describe(&folder, &config, &database, &sandbox, samples)?;
    access.write(folder.path())?;
    if json {
        terminal::json(&access);
    } else {
        print_table(&access, folder.path());
    }
    asked_to_stop().await;
    terminal::note("stopping …");
    wind_down(stop, background, door, &composed).await;
    drop(composed);
    if let Some(sandbox) = Arc::into_inner(sandbox) {
        sandbox.shutdown().await;
    }
    if let Some(cluster) = database.cluster {
        cluster.stop().await.context("stopping the private PostgreSQL cluster")?;
    }
    drop(running);
    Ok(())
}

/// The demo's database: the private cluster's, or the one that `DATABASE_URL` names.
struct Database {
    app: String,
    owner: String,
    /// For programs: over TCP.
    published: String,
    cluster: Option<Cluster>,
}

/// A database that is not a demo's is neither emptied nor made one.
async fn only_of_a_demo(owner: &str, fresh: bool) -> anyhow::Result<()> {
    let held = if fresh { empty_demo(owner).await } else { holding(owner).await };
    let held = held.context("looking at the database of DATABASE_URL")?;
    anyhow::ensure!(
        held != Holding::Other,
        "the database of DATABASE_URL holds something else than a demo: name an empty one"
    );
    Ok(())
}

async fn database(folder: &Folder, ports: &Ports, fresh: bool) -> anyhow::Result<Database> {
    let options = |role: &str, password: Option<String>| MigrateOptions {
        app_role: role.to_owned(),
        app_password: password,
        ..MigrateOptions::default()
    };
    if let Ok(owner) = std::env::var("DATABASE_URL") {
        only_of_a_demo(&owner, fresh).await?;
        let password = folder.application_password()?;
        migrate(&owner, &options("registrar_app", Some(password.clone()))).await?;
        let app = folder::with_credentials(&owner, "registrar_app", &password)?;
        return Ok(Database { published: app.clone(), app, owner, cluster: None });
    }
    let mut config = ClusterConfig::new(folder.path().join("postgres"));
    config.port = ports.postgres;
    let cluster = Cluster::start(config).await.context("starting the private PostgreSQL cluster")?;
    let owner = cluster.url(Role::Owner);
    migrate(&owner, &options(Role::App.name(), None)).await.context("migrating the journal")?;
    Ok(Database {
        app: cluster.url(Role::App),
        owner,
        published: cluster.tcp_url(Role::App),
        cluster: Some(cluster),
    })
}

async fn start_sandbox(folder: &Folder, ports: &Ports) -> anyhow::Result<Handle> {
    let mut config = sandbox_registry::Config::new(folder.path().join("registry"));
    config.listen = SocketAddr::from(([127, 0, 0, 1], ports.epp));
    let (catalogue, today) = (Catalogue::embedded(), journal::wall_clock().date_naive());
    // Every ending that can be asked for can be had.
    for policy in catalogue.tlds(today) {
        if !config.zones.iter().any(|zone| zone.zone == policy.tld.as_str()) {
            config.zones.push(zone_of(policy));
        }
    }
    for zone in &mut config.zones {
        let name = DomainName::parse(&format!("example.{}", zone.zone)).context("a zone of the sandbox")?;
        let policy = catalogue.registrable(&name, today).context("a zone of the sandbox")?;
        as_the_catalogue_has_it(zone, policy);
    }
    Sandbox::start(config)
        .await
        .with_context(|| format!("starting the sandbox registry on port {}", ports.epp))
}

/// A zone of the sandbox for an ending of the catalogue.
fn zone_of(policy: &TldPolicy) -> sandbox_registry::TldPolicy {
    let dnssec = match policy.dnssec {
        DnssecForm::None => sandbox_registry::DnssecForm::None,
        DnssecForm::Ds { .. } => sandbox_registry::DnssecForm::Ds,
        DnssecForm::Key { .. } => sandbox_registry::DnssecForm::Key,
    };
    sandbox_registry::TldPolicy {
        dnssec,
        idn: policy.idn.allowed,
        transfer_adds_year: policy.transfer.adds_year,
        ..sandbox_registry::TldPolicy::new(policy.tld.as_str())
    }
}

/// Thick or thin, premium names or none, and the days of a name's life.
fn as_the_catalogue_has_it(zone: &mut sandbox_registry::TldPolicy, policy: &TldPolicy) {
    let days = |days: u16| TimeDelta::days(days.into());
    zone.thin = !policy.thick;
    zone.premium = policy.premium == PremiumNames::Quoted;
    zone.claims = policy.launch.claims;
    zone.language_tags = policy.idn.default_tag.is_some();
    zone.periods.add = days(policy.grace.add_days);
    zone.periods.renew = days(policy.grace.renew_days);
    zone.periods.auto_renew = days(policy.grace.auto_renew_days);
    zone.periods.redemption = days(policy.grace.redemption_days);
    zone.periods.pending_delete = days(policy.grace.pending_delete_days);
}

/// Opens the web server's doors.
///
/// # Errors
/// The port is taken, or what is set for a door cannot be used.
pub async fn serve_http(
    config: &Config,
    application: &Application,
    clock: Option<DemoClock>,
    stop: CancellationToken,
) -> anyhow::Result<JoinHandle<()>> {
    let router = crate::runtime::doors(config, application, clock)?;
    let listener = tokio::net::TcpListener::bind(config.http.listen).await.with_context(|| {
        format!("listening on {} (is another demo running? --port-base moves every port)", config.http.listen)
    })?;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    Ok(tokio::spawn(async move {
        let serving = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned());
        if let Err(error) = serving.await {
            tracing::error!(error = %error, "the web server has stopped");
        }
    }))
}

/// Stops everything in order: no new requests, jobs under way finished, sessions logged out.
pub async fn wind_down(
    stop: CancellationToken,
    background: JoinSet<()>,
    door: JoinHandle<()>,
    composed: &Composed,
) {
    finish(stop, background, composed).await;
    // Open subscriptions would keep the server for ever.
    door.abort();
}

/// As [`wind_down`], where there is no door.
pub async fn finish(stop: CancellationToken, mut background: JoinSet<()>, composed: &Composed) {
    const PATIENCE: Duration = Duration::from_secs(15);
    stop.cancel();
    let finishing = async { while background.join_next().await.is_some() {} };
    if tokio::time::timeout(PATIENCE, finishing).await.is_err() {
        tracing::warn!("some work did not finish in time; it goes on at the next start");
    }
    for session in &composed.sessions {
        session.close().await;
    }
}

fn describe(
    folder: &Folder,
    config: &Config,
    database: &Database,
    sandbox: &Handle,
    samples: Samples,
) -> anyhow::Result<Access> {
    let http = config.http.public_url.clone();
    let batch = config.batch_mail.as_ref().context("the demo takes batch mails")?;
    let text = |path: &std::path::Path| path.display().to_string();
    let registrars = sandbox
        .registrars()
        .into_iter()
        .map(|registrar| RegistrarAccess {
            id: registrar.id,
            password: registrar.password.reveal().to_owned(),
            cert: text(&registrar.cert),
            key: text(&registrar.key),
        })
        .collect();
    let program = std::env::current_exe().context("finding this program")?;
    let data = text(folder.path());
    Ok(Access {
        graphql: format!("{http}/graphql"),
        pages: format!("{http}/"),
        soap: format!("{http}/apis.cgi"),
        rest: format!("{http}/1.0"),
        rdap: format!("{http}{}", directory::rdap::ROOT),
        whois: config.directory.whois_listen.map(|address| address.to_string()).unwrap_or_default(),
        das: config.directory.das_listen.map(|address| address.to_string()).unwrap_or_default(),
        http,
        smtp: batch.listen.map(|address| address.to_string()).unwrap_or_default(),
        lmtp: batch_mail::socket(folder.path()).map(|path| path.trim_start_matches("unix:").to_owned()),
        outbox: text(&folder.path().join("outbox")),
        batch: BatchAccess {
            address: batch.order_address.to_string(),
            rehearsal: batch.rehearsal_address.to_string(),
            key: text(&folder.path().join("batch-answers.asc")),
        },
        epp: EppAccess {
            address: sandbox.address().to_string(),
            ca: text(&sandbox.ca_pem_path()),
            registrars,
        },
        postgres: database.published.clone(),
        clock: vec![text(&program), "clock".into(), "advance".into(), "--data".into(), data],
        operators: samples.operators,
        resellers: samples.resellers,
    })
}

/// What a newcomer reads.
fn print_table(access: &Access, folder: &std::path::Path) {
    let mut rows = vec![
        [
            "Pages".to_owned(),
            access.pages.clone(),
            "login and password of an operator or a reseller (below)".to_owned(),
        ],
        ["GraphQL".to_owned(), access.graphql.clone(), "Authorization: Bearer TOKEN (below)".to_owned()],
        ["SOAP".to_owned(), access.soap.clone(), "dist_id and password of a reseller (below)".to_owned()],
        [
            "REST".to_owned(),
            access.rest.clone(),
            "keys of a reseller: access.json; /openapi.json says the rest".to_owned(),
        ],
        [
            "EPP registry".to_owned(),
            access.epp.address.clone(),
            "registrars and certificates: access.json".to_owned(),
        ],
        [
            "Batch mails".to_owned(),
            format!("smtp://{}", access.smtp),
            format!("to {}; rehearsals: {}", access.batch.address, access.batch.rehearsal),
        ],
        ["RDAP".to_owned(), access.rdap.clone(), "/domain/NAME".to_owned()],
        ["WHOIS".to_owned(), access.whois.clone(), dialled("whois", &access.whois, "NAME")],
        ["DAS".to_owned(), access.das.clone(), dialled("whois", &access.das, "\"get 1.0 NAME\"")],
        ["Mail".to_owned(), access.outbox.clone(), "one .eml a message".to_owned()],
        [
            "For programs".to_owned(),
            folder.join("access.json").display().to_string(),
            "all of this".to_owned(),
        ],
    ];
    for operator in &access.operators {
        let login = format!("{} / {}", operator.login, operator.password);
        rows.push([format!("Operator {}", operator.role), login, operator.token.clone()]);
    }
    for reseller in &access.resellers {
        let what = format!("{} points, {}", reseller.points, reseller.currency);
        let login = format!("{} / {}", reseller.dist_id, reseller.password);
        rows.push([format!("Reseller {}", reseller.nichandle), login, what]);
    }
    terminal::table(["What", "Where or who", "How"], rows);
    terminal::note("ready; Ctrl-C stops all of it, and a second start goes on from the data");
}

/// How a client is called: `whois -h 127.0.0.1 -p 4043 NAME`.
fn dialled(client: &str, address: &str, asked: &str) -> String {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    format!("{client} -h {host} -p {port} {asked}")
}

/// A master key for the demo's folder.
pub(crate) fn master_key(path: &std::path::Path) -> anyhow::Result<()> {
    MasterKey::load_or_create(path).context("making the demo's master key")?;
    Ok(())
}
