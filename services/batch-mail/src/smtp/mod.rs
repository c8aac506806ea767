//! Batch mails taken over SMTP, and over LMTP from the mail server of the house. A mail is promised (250) only after it
//! is durable.

mod connection;
mod data;
mod limits;
mod reply;
mod session;

pub use limits::ConnectionLimits;
pub use reply::Reply;
pub use session::{Envelope, Protocol, Recipient, Rules, Session, Step};

use application::Application;
use limits::Connections;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, UnixListener};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;

/// How long the other side may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From one command to the next (RFC 5321, section 4.5.3.2.7: five minutes).
    pub command: Duration,
    /// From one piece of a mail to the next (section 4.5.3.2.5: three minutes).
    pub data: Duration,
    /// For one connection in all.
    pub connection: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            command: Duration::from_secs(300),
            data: Duration::from_secs(180),
            connection: Duration::from_secs(3_600),
        }
    }
}

/// Where mails come in.
pub struct Listener {
    socket: Socket,
    protocol: Protocol,
}

enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener, PathBuf),
}

/// A socket in the file system goes with its listener.
impl Drop for Listener {
    fn drop(&mut self) {
        if let Socket::Unix(_, path) = &self.socket {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Listener {
    /// Listens on a port.
    ///
    /// # Errors
    /// It is taken, or not ours to take.
    pub async fn tcp(address: SocketAddr, protocol: Protocol) -> std::io::Result<Self> {
        Ok(Self { socket: Socket::Tcp(TcpListener::bind(address).await?), protocol })
    }

    /// Listens on a socket in the file system; one that a killed process left there is replaced.
    ///
    /// # Errors
    /// Somebody listens there, or the folder cannot be written to.
    pub async fn unix(path: &Path, protocol: Protocol) -> std::io::Result<Self> {
        if tokio::net::UnixStream::connect(path).await.is_ok() {
            return Err(std::io::Error::new(std::io::ErrorKind::AddrInUse, "somebody listens there"));
        }
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Ok(Self { socket: Socket::Unix(UnixListener::bind(path)?, path.to_owned()), protocol })
    }

    /// Where it listens, where that is a port.
    pub fn address(&self) -> Option<SocketAddr> {
        match &self.socket {
            Socket::Tcp(listener) => listener.local_addr().ok(),
            Socket::Unix(..) => None,
        }
    }
}

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
#[error("{}: expected a certificate chain and its key as PEM", path.display())]
pub struct TlsError {
    path: PathBuf,
    #[source]
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// TLS with a certificate chain and its key, PEM files.
///
/// # Errors
/// A file cannot be read, or they do not fit each other.
pub fn tls(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source: Box<dyn std::error::Error + Send + Sync>| TlsError { path, source }
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| at(certificate)(error.into()))?;
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| at(key)(error.into()))?;
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| at(certificate)(error.into()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The door: what all its connections share.
pub struct Door {
    application: Application,
    rules: Arc<Rules>,
    patience: Patience,
    tls: Option<TlsAcceptor>,
    connections: Connections,
}

impl Door {
    /// A door; it listens nowhere yet.
    pub fn new(
        application: Application,
        rules: Rules,
        patience: Patience,
        limits: ConnectionLimits,
        tls: Option<TlsAcceptor>,
    ) -> Arc<Self> {
        let rules = Arc::new(rules);
        Arc::new(Self { application, rules, patience, tls, connections: Connections::new(limits) })
    }

    /// Takes mails until told to stop. Mails that are being kept are kept; whoever talks is told to come back later.
    pub async fn serve(self: Arc<Self>, listener: Listener, stop: CancellationToken) {
        let mut talking = JoinSet::new();
        while !stop.is_cancelled() {
            while talking.try_join_next().is_some() {}
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = self.accept(&listener, &mut talking, &stop) => accepted,
            };
            if let Err(error) = accepted {
                tracing::error!(error = %error, "no connection for batch mails could be accepted; tried again");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        while talking.join_next().await.is_some() {}
    }

    async fn accept(
        self: &Arc<Self>,
        listener: &Listener,
        talking: &mut JoinSet<()>,
        stop: &CancellationToken,
    ) -> std::io::Result<()> {
        let (door, stop, protocol) = (self.clone(), stop.clone(), listener.protocol);
        match &listener.socket {
            Socket::Tcp(socket) => {
                let (stream, peer) = socket.accept().await?;
                let _ = stream.set_nodelay(true);
                let address = peer.ip().to_canonical();
                talking.spawn(async move { door.talk(stream, Some(address), protocol, stop).await });
            }
            Socket::Unix(socket, _) => {
                let (stream, _) = socket.accept().await?;
                talking.spawn(async move { door.talk(stream, None, protocol, stop).await });
            }
        }
        Ok(())
    }
}
