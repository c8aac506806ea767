//! One connection: TLS, greeting, one exchange at a time (RFC 5734).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::{FutureExt, SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::client::TlsStream;
use tokio_util::bytes::Bytes;
use tokio_util::codec::{Framed, LengthDelimitedCodec};

use crate::request::HELLO;
use crate::response::{Greeting, Response, Unreadable};
use crate::tls::Tls;
use crate::xml::decode;

/// Why a session did not open. Nothing of any command was sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    #[error("connecting to {address}: {source}")]
    Connect { address: String, source: std::io::Error },
    #[error("the TLS handshake: {0}")]
    Handshake(std::io::Error),
    #[error("no session was opened in time")]
    Timeout,
    #[error("the greeting: {0}")]
    Greeting(Lost),
    #[error("the login: {0}")]
    Login(Lost),
    #[error("the login was refused: {code} {message}")]
    Refused { code: u16, message: String },
}

impl OpenError {
    /// Whether it will fail again until a person does something.
    pub fn is_hopeless(&self) -> bool {
        matches!(self, Self::Refused { code: 2200 | 2501, .. })
    }
}

/// Why there is no answer that can be trusted, once writing has begun.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Lost {
    #[error("the connection broke: {0}")]
    Broken(#[from] std::io::Error),
    #[error("the registry closed the connection")]
    Closed,
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    #[error("an answer that cannot be read: {0}")]
    Unreadable(#[from] Unreadable),
    #[error("an answer to another transaction")]
    Foreign,
    #[error("an answer without its transaction")]
    Anonymous,
}

/// Counts a session while it exists.
struct OpenSession(Arc<AtomicUsize>);

impl Drop for OpenSession {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connection with a greeted server. Dropping it closes it; after an error or a dropped future nothing else is
/// allowed.
pub(crate) struct Session {
    frames: Framed<TlsStream<TcpStream>, LengthDelimitedCodec>,
    /// The extensions that were asked for at login: none before it.
    pub extensions: Vec<String>,
    /// When an exchange last ended.
    pub last_used: Instant,
    _open: OpenSession,
}

impl Session {
    /// Connects and reads the greeting. `frame_octets` bounds what is ever read at once.
    pub async fn connect(
        address: &str,
        tls: &Tls,
        frame_octets: usize,
        open: &Arc<AtomicUsize>,
    ) -> Result<(Self, Greeting), OpenError> {
        let connect = |source| OpenError::Connect { address: address.to_owned(), source };
        let tcp = TcpStream::connect(address).await.map_err(connect)?;
        tcp.set_nodelay(true).map_err(connect)?;
        let stream =
            tls.connector.connect(tls.server_name.clone(), tcp).await.map_err(OpenError::Handshake)?;
        // RFC 5734, section 4: four octets of length, which count themselves.
        let codec = LengthDelimitedCodec::builder()
            .length_field_length(4)
            .length_adjustment(-4)
            .max_frame_length(frame_octets)
            .new_codec();
        open.fetch_add(1, Ordering::Relaxed);
        let mut session = Self {
            frames: Framed::new(stream, codec),
            extensions: Vec::new(),
            last_used: Instant::now(),
            _open: OpenSession(Arc::clone(open)),
        };
        let greeting = session.receive().await.map_err(OpenError::Greeting)?;
        let greeting = Greeting::read(&greeting).map_err(|error| OpenError::Greeting(error.into()))?;
        Ok((session, greeting))
    }

    /// Sends a document and waits for the next one.
    pub async fn transmit(&mut self, document: String, limit: Duration) -> Result<String, Lost> {
        let exchange = async {
            self.frames.send(Bytes::from(document)).await?;
            self.receive().await
        };
        let answer = timeout(limit, exchange).await.map_err(|_| Lost::Timeout(limit))??;
        self.last_used = Instant::now();
        Ok(answer)
    }

    /// Keeps the session alive. Any greeting will do.
    pub async fn hello(&mut self, limit: Duration) -> Result<(), Lost> {
        let greeting = self.transmit(HELLO.to_owned(), limit).await?;
        Greeting::read(&greeting)?;
        Ok(())
    }

    /// Whether nothing has arrived since the last exchange: a server that closed the connection, or that says
    /// something unasked, is not to be trusted with a command.
    pub fn is_quiet(&mut self) -> bool {
        self.frames.next().now_or_never().is_none()
    }

    async fn receive(&mut self) -> Result<String, Lost> {
        match self.frames.next().await {
            Some(Ok(frame)) => Ok(decode(&frame)),
            Some(Err(error)) => Err(error.into()),
            None => Err(Lost::Closed),
        }
    }
}

/// Reads an answer and compares the transaction. Only a refusal may lack it: a server that could not read the
/// command cannot repeat its id.
pub(crate) fn read_answer(document: &str, cltrid: &str) -> Result<Response, Lost> {
    let response = Response::read(document)?;
    match &response.cltrid {
        Some(theirs) if theirs == cltrid => Ok(response),
        Some(_) => Err(Lost::Foreign),
        None if response.is_success() => Err(Lost::Anonymous),
        None => Ok(response),
    }
}
