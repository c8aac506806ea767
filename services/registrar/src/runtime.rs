//! Composition: the journal, the ports, the application, and everything that runs over them.

use crate::clock::DemoClock;
use crate::config::{Config, Vault as VaultSettings};
use anyhow::Context;
use application::ports::{Clock, Mailer, Registry};
use application::{Application, MessageStore, Parts, Registries, Settings};
use domain_model::policy::Catalogue;
use domain_model::values::AddressScope;
use epp::EppRegistry;
use journal::{Archive, Journal, JournalConfig, MasterKey, MasterKeySource, VaultConfig};
use projections::Views;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The application with what it was composed of.
pub struct Composed {
    /// Everything that doors may ask for.
    pub application: Application,
    /// The registries with how often each is asked for messages.
    pub polled: Vec<(Arc<dyn Registry>, Duration)>,
    /// The registries as adapters, to be logged out at the end.
    pub sessions: Vec<Arc<EppRegistry>>,
}

/// The keys that seal personal data, from where the configuration says.
pub fn vault_config(settings: &VaultSettings) -> anyhow::Result<VaultConfig> {
    let source =
        match (&settings.master_key_file, &settings.master_key_variable, &settings.master_key_command) {
            (Some(file), None, None) => MasterKeySource::File(file.clone()),
            (None, Some(name), None) => MasterKeySource::Variable(name.clone()),
            (None, None, Some(command)) => MasterKeySource::Command(command.clone()),
            _ => anyhow::bail!(
                "[vault] needs exactly one of master_key_file, master_key_variable and master_key_command"
            ),
        };
    let master = MasterKey::load(&source).context("reading the master key")?;
    Ok(VaultConfig { master, former_masters: vec![], erasure_log: settings.erasure_log.clone() })
}

/// Connects to the journal.
pub async fn connect(config: &Config) -> anyhow::Result<Journal> {
    let vault = vault_config(&config.vault)?;
    let mut journal = JournalConfig::new(config.database.url.clone(), vault);
    journal.archive.clone_from(&config.database.archive);
    journal.pool = 24;
    Journal::connect(journal).await.context("connecting to the journal's database")
}

/// Puts everything together; nothing runs yet.
pub fn compose(
    config: &Config,
    journal: Journal,
    clock: Arc<dyn Clock>,
    scope: AddressScope,
) -> anyhow::Result<Composed> {
    let mut registries = Registries::new();
    let (mut polled, mut sessions) = (vec![], vec![]);
    for entry in &config.registries {
        let messages = Arc::new(MessageStore::new(journal.clone()));
        let registry = EppRegistry::new(entry.epp.clone(), messages)
            .with_context(|| format!("registry {}", entry.epp.id))?;
        let registry = Arc::new(registry);
        registries = registries.with(registry.clone(), &entry.serves);
        polled.push((registry.clone() as Arc<dyn Registry>, entry.epp.poll_interval));
        sessions.push(registry);
    }
    let key = config.batch_mail.as_ref().map(|settings| settings.answer_key()).transpose()?.flatten();
    let mailer: Arc<dyn Mailer> = config.mail.mailer_signing(key).context("[mail]")?;
    let application = Application::new(Parts {
        views: Views::new(journal.clone()),
        journal,
        catalogue: Arc::new(Catalogue::embedded()),
        clock,
        registries,
        mailer,
        resolver: config.services.resolver(),
        claims: config.services.claims_notices(),
        settings: Settings {
            link_base: config.http.public_url.clone(),
            points: config.points.settings(config.registrar.points_per_unit)?,
            seller: config
                .seller
                .as_ref()
                .map(|seller| seller.settings(config.registrar.bank.as_ref()))
                .transpose()?,
            handle_suffix: config.registrar.handle_suffix.clone(),
            registry_contact_prefix: config.registrar.registry_contact_prefix.clone(),
            stand_in_domain: config.registrar.stand_in_domain()?,
            forwarding: config.mail.forwarding.limits(),
            bank: config.registrar.bank.clone().map(Into::into),
            address_scope: scope,
            logins: config.logins.limits(),
            access: config.rest.settings(),
            sign_in: config.sign_in.settings()?,
            services: config.services.settings(),
            verification_mails: config.verification.mails(),
            directory: config.directory.settings(&config.http.public_url)?,
            ..Settings::default()
        },
    });
    Ok(Composed { application, polled, sessions })
}

/// Starts followers, workers, readers of queues and the writers of anchors and archive. When it returns, every view can be read.
pub async fn start_background(
    composed: &Composed,
    config: &Config,
    stop: &CancellationToken,
) -> anyhow::Result<JoinSet<()>> {
    let mut running = JoinSet::new();
    let application = &composed.application;
    for projection in projections::all(application.journal().vault()) {
        application.journal().set_up(&projection).await.context("preparing the views")?;
        let (journal, stop) = (application.journal().clone(), stop.clone());
        running.spawn(async move {
            if let Err(error) =
                journal.follow(projection, journal::follow::FollowOptions::default(), stop).await
            {
                tracing::error!(error = %error, "a view has stopped");
            }
        });
    }
    let (worker, worker_stop) = (application.clone(), stop.clone());
    running.spawn(async move {
        let name = format!("worker-{}", std::process::id());
        worker.work(&name, worker_stop).await;
    });
    let (tidier, tidier_stop) = (application.clone(), stop.clone());
    running.spawn(async move { tidier.tidy_evidence(tidier_stop).await });
    let (directory, directory_stop) = (application.clone(), stop.clone());
    running.spawn(async move { directory.follow_directory(directory_stop).await });
    if let Some(desk) = crate::batch_mails::desk(config, application) {
        let stop = stop.clone();
        running.spawn(async move {
            let name = format!("desk-{}", std::process::id());
            desk.work(&name, stop).await;
        });
    }
    for (registry, interval) in &composed.polled {
        let (reader, stop) = (application.clone(), stop.clone());
        let (registry, interval) = (registry.clone(), *interval);
        running.spawn(async move { reader.follow_registry(registry, interval, stop).await });
    }
    let (journal, folder, stop) = (application.journal().clone(), config.vault.anchors.clone(), stop.clone());
    let (archive, archive_stop) = (config.database.archive.clone(), stop.clone());
    running.spawn({
        let journal = journal.clone();
        async move { write_anchors(journal, &folder, stop).await }
    });
    if let Some(root) = archive {
        running.spawn(async move { write_archive(journal, &root, archive_stop).await });
    }
    Ok(running)
}

/// Once a minute, and once more at the end.
async fn write_anchors(journal: Journal, folder: &std::path::Path, stop: CancellationToken) {
    const EVERY: Duration = Duration::from_secs(60);
    let mut anchors = match journal::audit::Anchors::open(&journal, folder) {
        Ok(anchors) => anchors,
        Err(error) => {
            tracing::error!(error = %error, "no anchors are written: truncation of the journal would not show");
            return;
        }
    };
    loop {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = anchors.write().await {
            tracing::error!(error = %error, "anchors were not written");
        }
        if stop.is_cancelled() {
            return;
        }
    }
}

/// Once a minute, as far as it fills segments.
async fn write_archive(journal: Journal, root: &std::path::Path, stop: CancellationToken) {
    const EVERY: Duration = Duration::from_secs(60);
    let mut archive = match Archive::open(&journal, root).await {
        Ok(archive) => archive,
        Err(error) => {
            tracing::error!(error = %error, "the archive is not written: replays read the database more and more");
            return;
        }
    };
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        // What is begun when the process ends is begun again by the next one.
        let written = tokio::select! {
            () = stop.cancelled() => return,
            written = archive.write() => written,
        };
        match written {
            Ok(journal::Archived { segments: 0, .. }) => {}
            Ok(written) => {
                tracing::info!(segments = written.segments, events = written.events, "the archive has grown");
            }
            Err(error) => tracing::error!(error = %error, "the archive was not written"),
        }
    }
}

/// Resolves when somebody asks the process to end.
pub async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

/// Every door behind the web server.
///
/// # Errors
/// The provider that vouches for people is not set up rightly.
pub fn doors(
    config: &Config,
    application: &Application,
    clock: Option<DemoClock>,
) -> anyhow::Result<axum::Router> {
    let clock = clock.map(|clock| Arc::new(clock) as Arc<dyn graphql::ClockControl>);
    let mails = Arc::new(crate::mail_assistant::MailAssistant::new(config, application.clone()));
    let provider = config.sign_in.provider(&config.http.public_url)?;
    let state = graphql::GraphqlState::new(application.clone(), clock, mails).vouched_by(provider);
    Ok(axum::Router::new()
        .route("/health", axum::routing::get(|| async { "ok" }))
        .merge(graphql::router(state))
        .merge(soap::router(application.clone()))
        .merge(rest::router(application.clone()))
        .merge(crate::directories::rdap(config, application))
        .merge(public_pages::forms(application.clone()))
        .merge(public_pages::router(Arc::new(application.clone())))
        .merge(public_pages::verification_router(Arc::new(application.clone()), Default::default()))
        .merge(public_pages::credential_router(application.clone(), Default::default()))
        .fallback(back_office::serve)
        .layer(tower_http::catch_panic::CatchPanicLayer::new()))
}
