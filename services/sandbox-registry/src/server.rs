//! The sandbox as a running server, and the handle that the embedding program holds.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::config::{Config, SessionLimits, Zones};
use crate::engine::Engine;
use crate::faults::FaultPlan;
use crate::request::is_client_id;
use crate::secret::Secret;
use crate::session::{Session, SessionCounts};
use crate::settle::REGISTRY;
use crate::state::{Change, Host, Registrar, Registry};
use crate::store::{Log, StoreError};
use crate::tls::{Pki, TlsError};

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// How often the settling task looks at the clock at least: its offset may have moved.
const SETTLE_AT_LEAST: Duration = Duration::from_millis(250);

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("creating the directory {path}")]
    Directory {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("listening on {address}")]
    Listen {
        address: SocketAddr,
        #[source]
        source: std::io::Error,
    },
    #[error("{0:?} is not a registrar identifier: 3 to 16 ASCII characters, usable as a file name")]
    RegistrarId(String),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("drawing random numbers")]
    Random(#[from] getrandom::Error),
}

/// How a registrar gets in.
#[derive(Clone, Serialize)]
pub struct Credentials {
    pub id: String,
    pub password: Secret,
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// Everything that a client needs, in the form of the demo's `access.json`.
#[derive(Clone, Serialize)]
pub struct Access {
    pub address: SocketAddr,
    /// The authority's certificate.
    pub ca: PathBuf,
    pub registrars: Vec<Credentials>,
}

/// The sandbox registry.
pub struct Sandbox;

/// A running sandbox. Dropping it stops the server without waiting; [`Handle::shutdown`] waits.
pub struct Handle {
    pub(crate) engine: Arc<Engine>,
    address: SocketAddr,
    pki: Arc<Pki>,
    cancel: CancellationToken,
    tasks: TaskTracker,
}

impl Sandbox {
    /// Loads or creates the registry in `config.dir` and serves it until shutdown.
    ///
    /// Once it returns, connections are accepted. Must be called inside a tokio runtime.
    pub async fn start(config: Config) -> Result<Handle, StartError> {
        for id in &config.registrars {
            if !is_client_id(id) || id.contains('/') || id.starts_with('.') || id == REGISTRY {
                return Err(StartError::RegistrarId(id.clone()));
            }
        }
        let dir = &config.dir;
        std::fs::create_dir_all(dir).map_err(|source| StartError::Directory { path: dir.clone(), source })?;
        let (mut registry, mut log) = Log::open(dir)?;
        let first = first_objects(&registry, &config)?;
        if !first.is_empty() {
            let position = log.append(&first)?;
            first.into_iter().for_each(|change| registry.apply(change));
            log.durability().reached(position).await?;
        }
        let registrars: Vec<String> = registry.registrars().map(|registrar| registrar.id.clone()).collect();
        let pki = Arc::new(Pki::open(&dir.join("pki"), config.listen.ip(), &registrars)?);
        let acceptor = TlsAcceptor::from(Arc::new(pki.server_config()?));
        let mut certificates = Vec::new();
        for id in registrars {
            certificates.push((pki.registrar_certificate(&id)?.to_vec(), id));
        }
        let listen = |source| StartError::Listen { address: config.listen, source };
        let listener = TcpListener::bind(config.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;

        let zones = Zones::new(config.zones);
        let run = format!("{:08x}", getrandom::u32()?);
        let engine = Arc::new(Engine::new(registry, log, zones, FaultPlan::default(), run));
        let cancel = CancellationToken::new();
        let tasks = TaskTracker::new();
        let server = Server {
            engine: Arc::clone(&engine),
            acceptor,
            certificates: Arc::new(certificates),
            limits: config.limits,
            counts: SessionCounts::default(),
            cancel: cancel.clone(),
            tasks: tasks.clone(),
        };
        tasks.spawn(server.accept(listener));
        tasks.spawn(settle_in_time(Arc::clone(&engine), cancel.clone()));
        tracing::info!(%address, "the sandbox registry accepts connections");
        Ok(Handle { engine, address, pki, cancel, tasks })
    }
}

/// Registrars and name servers that the configuration names and the registry lacks.
fn first_objects(registry: &Registry, config: &Config) -> Result<Vec<Change>, StartError> {
    let mut changes = Vec::new();
    for id in config.registrars.iter().filter(|id| registry.registrar(id).is_none()) {
        changes.push(Change::PutRegistrar(Registrar { id: id.clone(), password: Secret::random()? }));
    }
    let offset = registry.clock_offset();
    let clock = crate::clock::SandboxClock::default();
    clock.set_offset(offset);
    let unknown = config.known_hosts.iter().filter(|(name, _)| registry.host(name).is_none());
    for (roid, (name, addresses)) in (registry.next_roid()..).zip(unknown) {
        changes.push(Change::PutHost(Box::new(Host {
            name: name.clone(),
            roid,
            sponsor: REGISTRY.to_owned(),
            creator: REGISTRY.to_owned(),
            created: clock.now(),
            updater: None,
            updated: None,
            transferred: None,
            superordinate: None,
            addresses: addresses.iter().copied().collect(),
            statuses: Default::default(),
        })));
    }
    Ok(changes)
}

#[derive(Clone)]
struct Server {
    engine: Arc<Engine>,
    acceptor: TlsAcceptor,
    /// Certificates in DER with the registrars that they were issued to.
    certificates: Arc<Vec<(Vec<u8>, String)>>,
    limits: SessionLimits,
    counts: SessionCounts,
    cancel: CancellationToken,
    tasks: TaskTracker,
}

impl Server {
    async fn accept(self, listener: TcpListener) {
        let places = Arc::new(Semaphore::new(self.limits.connections));
        loop {
            let accepted = tokio::select! {
                () = self.cancel.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of descriptors, most likely: give them time to come back.
                    tracing::warn!(%error, "accepting a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                tracing::warn!("a connection beyond the limit is closed");
                continue;
            };
            let server = self.clone();
            self.tasks.spawn(async move {
                let cancel = server.cancel.clone();
                tokio::select! {
                    () = cancel.cancelled() => {}
                    () = server.connection(stream) => {}
                }
                drop(place);
            });
        }
    }

    async fn connection(self, stream: TcpStream) {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "setting TCP_NODELAY");
        }
        let mut stream = match timeout(HANDSHAKE, self.acceptor.accept(stream)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => return tracing::debug!("a TLS handshake took too long"),
        };
        let shown = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
        let certified = shown.and_then(|shown| {
            let known = self.certificates.iter().find(|(der, _)| der.as_slice() == shown.as_ref());
            known.map(|(_, id)| id.clone())
        });
        let session = Session { engine: self.engine, limits: self.limits, counts: self.counts, certified };
        if let Err(error) = session.serve(&mut stream).await {
            tracing::debug!(%error, "an EPP session ended");
        }
        // The peer may be gone already; there is nothing left to say.
        let _ = timeout(HANDSHAKE, stream.shutdown()).await;
    }
}

/// Runs deadlines when they come, also while nobody sends a command.
async fn settle_in_time(engine: Arc<Engine>, cancel: CancellationToken) {
    loop {
        let wait = engine.next_deadline().map_or(SETTLE_AT_LEAST, |at| {
            (at - engine.clock.now()).to_std().unwrap_or_default().min(SETTLE_AT_LEAST)
        });
        tokio::select! {
            () = cancel.cancelled() => return,
            () = engine.deadlines_moved.notified() => {}
            () = tokio::time::sleep(wait) => {}
        }
        if let Err(error) = engine.settle().await {
            tracing::error!(%error, "what fell due could not be made durable");
            return;
        }
    }
}

impl Handle {
    /// Where clients connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate that clients trust.
    pub fn ca_pem_path(&self) -> PathBuf {
        self.pki.ca()
    }

    /// Everybody's way in, with the passwords of this moment.
    pub fn registrars(&self) -> Vec<Credentials> {
        let credentials = |registrar: &Registrar| Credentials {
            id: registrar.id.clone(),
            password: registrar.password.clone(),
            cert: self.pki.certificate(&registrar.id),
            key: self.pki.key(&registrar.id),
        };
        self.engine.read(|registry| registry.registrars().map(credentials).collect())
    }

    /// Address, authority and everybody's way in.
    pub fn access(&self) -> Access {
        Access { address: self.address, ca: self.ca_pem_path(), registrars: self.registrars() }
    }

    /// Closes all connections and the log; returns when both are done.
    pub async fn shutdown(self) {
        self.cancel.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// The directory's log, for tools that look at it.
pub fn log_path(dir: &Path) -> PathBuf {
    dir.join("registry.log")
}
