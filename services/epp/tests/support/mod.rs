//! A registry that does what a test tells it to: TLS with client certificates, RFC 5734 frames, a function from
//! what it reads to what it does.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use application::ports::{MessageLog, RawMessage};
use async_trait::async_trait;
use domain_model::values::RegistryId;
use epp::{EppConfig, EppRegistry};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::server::WebPkiClientVerifier;
use rustls_pki_types::PrivateKeyDer;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// What the registry does with a frame.
pub enum Act {
    /// It answers with this document, in which `CLTRID` stands for the transaction id that it read.
    Answer(String),
    /// The same after a while.
    Later(Duration, String),
    /// It answers, then closes the connection.
    AnswerAndClose(String),
    /// It sends these octets as they are.
    Octets(Vec<u8>),
    /// It answers nothing.
    Silence,
    /// It closes the connection.
    Close,
}

/// A frame that the registry read.
pub struct Seen {
    /// Of which connection, from 0.
    pub connection: usize,
    /// The document.
    pub document: String,
}

impl Seen {
    pub fn has(&self, part: &str) -> bool {
        self.document.contains(part)
    }
}

type Script = dyn Fn(&Seen) -> Act + Send + Sync;

/// The registry and what it has read so far.
pub struct Scripted {
    pub address: String,
    dir: TempDir,
    seen: Arc<Mutex<Vec<Seen>>>,
}

pub const GREETING: &str = r#"<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><greeting><svID>scripted</svID><svDate>2026-01-01T00:00:00Z</svDate><svcMenu><version>1.0</version><lang>fr</lang><lang>en</lang><objURI>urn:ietf:params:xml:ns:domain-1.0</objURI><objURI>urn:ietf:params:xml:ns:contact-1.0</objURI><svcExtension><extURI>urn:ietf:params:xml:ns:rgp-1.0</extURI><extURI>urn:ietf:params:xml:ns:epp:fee-1.0</extURI><extURI>urn:ietf:params:xml:ns:launch-1.0</extURI><extURI>urn:ietf:params:xml:ns:allocationToken-1.0</extURI><extURI>urn:example:never-heard-of</extURI></svcExtension></svcMenu><dcp><access><all/></access><statement><purpose><admin/></purpose><recipient><public/></recipient><retention><stated/></retention></statement></dcp></greeting></epp>"#;

/// A response with the given code and content after `<result>`.
pub fn response(code: u16, message: &str, rest: &str) -> String {
    format!(
        r#"<epp xmlns="urn:ietf:params:xml:ns:epp-1.0"><response><result code="{code}"><msg>{message}</msg></result>{rest}<trID><clTRID>CLTRID</clTRID><svTRID>SV-1</svTRID></trID></response></epp>"#
    )
}

/// What any registry does with the session commands.
pub fn session_commands(seen: &Seen) -> Option<Act> {
    if seen.has("<hello") {
        return Some(Act::Answer(GREETING.to_owned()));
    }
    if seen.has("<login") {
        return Some(Act::Answer(response(1000, "Welcome", "")));
    }
    seen.has("<logout").then(|| Act::AnswerAndClose(response(1500, "Bye", "")))
}

impl Scripted {
    /// Starts; `script` decides what happens to everything that is not a session command.
    pub async fn start(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Self {
        Self::start_raw(move |seen| session_commands(seen).unwrap_or_else(|| script(seen))).await
    }

    /// Starts; `script` decides on session commands too.
    pub async fn start_raw(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let acceptor = pki(dir.path());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&seen);
        let script: Arc<Script> = Arc::new(script);
        tokio::spawn(async move {
            for connection in 0.. {
                let (tcp, _) = listener.accept().await.unwrap();
                let (acceptor, script) = (acceptor.clone(), Arc::clone(&script));
                let record = Arc::clone(&record);
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(tcp).await {
                        serve(stream, connection, &*script, &record).await;
                    }
                });
            }
        });
        Self { address, dir, seen }
    }

    pub fn config(&self) -> EppConfig {
        let file = |name| self.dir.path().join(name);
        let id = RegistryId::parse("scripted").unwrap();
        let mut config =
            EppConfig::new(id, &self.address, file("ca.pem"), "ours", SecretString::from("pa<ss&word"))
                .with_certificate(file("client.pem"), file("client.key"));
        config.timeouts.command = Duration::from_millis(400);
        config.timeouts.connect = Duration::from_secs(2);
        config.timeouts.queue = Duration::from_secs(2);
        config.timeouts.backoff = Duration::from_millis(20);
        config
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// A registry adapter for it, and its log.
    pub fn registry(&self) -> (EppRegistry, Arc<Log>) {
        self.registry_with(self.config())
    }

    pub fn registry_with(&self, config: EppConfig) -> (EppRegistry, Arc<Log>) {
        let log = Arc::new(Log::default());
        (EppRegistry::new(config, Arc::clone(&log) as Arc<dyn MessageLog>).unwrap(), log)
    }

    /// How many frames held this text.
    pub fn count(&self, part: &str) -> usize {
        self.seen.lock().unwrap().iter().filter(|seen| seen.has(part)).count()
    }

    /// How many connections sent something.
    pub fn connections(&self) -> usize {
        let mut all: Vec<usize> = self.seen.lock().unwrap().iter().map(|seen| seen.connection).collect();
        all.sort_unstable();
        all.dedup();
        all.len()
    }

    /// The last frame that held this text.
    pub fn last(&self, part: &str) -> String {
        let seen = self.seen.lock().unwrap();
        seen.iter().rev().find(|seen| seen.has(part)).map(|seen| seen.document.clone()).unwrap()
    }
}

/// Everything that was logged.
#[derive(Default)]
pub struct Log(Mutex<Vec<RawMessage>>);

#[async_trait]
impl MessageLog for Log {
    async fn store(&self, message: RawMessage) {
        self.0.lock().unwrap().push(message);
    }
}

impl Log {
    pub fn all(&self) -> Vec<RawMessage> {
        self.0.lock().unwrap().clone()
    }

    pub fn of(&self, label: &str) -> Vec<RawMessage> {
        self.all().into_iter().filter(|message| message.label == label).collect()
    }
}

fn pki(dir: &Path) -> TlsAcceptor {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let leaf = |name: &str| {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        (params.signed_by(&key, &authority).unwrap(), key)
    };
    let (server, server_key) = leaf("127.0.0.1");
    let (client, client_key) = leaf("client");
    std::fs::write(dir.join("ca.pem"), authority.pem()).unwrap();
    std::fs::write(dir.join("client.pem"), client.pem()).unwrap();
    std::fs::write(dir.join("client.key"), client_key.serialize_pem()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(authority.der().clone()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let key = PrivateKeyDer::try_from(server_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![server.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    connection: usize,
    script: &Script,
    record: &Mutex<Vec<Seen>>,
) {
    if write(&mut stream, GREETING).await.is_err() {
        return;
    }
    while let Ok(document) = read(&mut stream).await {
        let cltrid = document.split("<clTRID>").nth(1).and_then(|rest| rest.split('<').next());
        let cltrid = cltrid.unwrap_or_default().to_owned();
        let act = {
            let seen = Seen { connection, document };
            let act = script(&seen);
            record.lock().unwrap().push(seen);
            act
        };
        let filled = |document: String| document.replace("CLTRID", &cltrid);
        let written = match act {
            Act::Answer(document) => write(&mut stream, &filled(document)).await,
            Act::Later(after, document) => {
                tokio::time::sleep(after).await;
                write(&mut stream, &filled(document)).await
            }
            Act::AnswerAndClose(document) => {
                let _ = write(&mut stream, &filled(document)).await;
                let _ = stream.shutdown().await;
                return;
            }
            Act::Octets(octets) => match stream.write_all(&octets).await {
                Ok(()) => stream.flush().await,
                Err(error) => Err(error),
            },
            Act::Silence => Ok(()),
            Act::Close => return,
        };
        if written.is_err() {
            return;
        }
    }
}

async fn read<S: AsyncRead + Unpin>(stream: &mut S) -> std::io::Result<String> {
    let octets = stream.read_u32().await?;
    let mut frame = vec![0; usize::try_from(octets).unwrap() - 4];
    stream.read_exact(&mut frame).await?;
    Ok(String::from_utf8(frame).unwrap())
}

async fn write<S: AsyncWrite + Unpin>(stream: &mut S, document: &str) -> std::io::Result<()> {
    stream.write_u32(u32::try_from(document.len()).unwrap() + 4).await?;
    stream.write_all(document.as_bytes()).await?;
    stream.flush().await
}
