//! The public clients of the REST API, unchanged but for the endpoint: PyPI `ovh`, and npm `@ovhcloud/node-ovh` through a
//! proxy that ends TLS, since it speaks nothing else.

use crate::demo::Demo;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::Command;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// The longest head of a request that the proxy takes.
const HEAD: usize = 64 * 1024;
/// The longest run of a program.
const RUN: Duration = Duration::from_secs(170);

fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients/rest")
}

/// The Python with the clients of PyPI, which `ops/test` installs and names.
fn python() -> PathBuf {
    let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/bin/python");
    std::env::var_os("EPPTOOLS_PYTHON").map_or_else(own, PathBuf::from)
}

/// Runs a Python program of `clients/rest` against the demo, with these arguments behind the path of `access.json`; what it
/// printed.
///
/// # Panics
/// It fails.
pub async fn run_python(demo: &Demo, program: &str, arguments: &[&str]) -> String {
    run_python_at(demo, programs().join(program), arguments).await
}

/// As [`run_python`], of a program of `clients/directory`.
///
/// # Panics
/// It fails.
pub async fn run_directory_client(demo: &Demo, program: &str, arguments: &[&str]) -> String {
    run_python_at(demo, programs().join("../directory").join(program), arguments).await
}

async fn run_python_at(demo: &Demo, program: PathBuf, arguments: &[&str]) -> String {
    let mut command = Command::new(python());
    command.arg(&program).arg(demo.data().join("access.json")).args(arguments);
    said(&program.display().to_string(), command).await
}

/// Runs a Node.js program of `clients/rest` against the demo through a proxy that ends TLS; what it printed.
///
/// # Panics
/// It fails.
pub async fn run_node(demo: &Demo, program: &str, arguments: &[&str]) -> String {
    let proxy = TlsProxy::before(demo).await;
    let mut command = Command::new("node");
    command
        .arg(programs().join(program))
        .arg(demo.data().join("access.json"))
        .args(arguments)
        .env("NODE_EXTRA_CA_CERTS", &proxy.certificate)
        .env("API_PORT", proxy.port.to_string());
    said(program, command).await
}

async fn said(program: &str, mut command: Command) -> String {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(RUN, command.output()).await;
    let output = output.unwrap_or_else(|_| panic!("{program} does not end"));
    let output = output.expect("it starts: ops/test installs Python, Node.js and the clients");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (out, errors) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{program}: {out}\n{errors}");
    out
}

/// A server that ends TLS before the demo, as production has one: it says which address the client saw.
struct TlsProxy {
    port: u16,
    certificate: PathBuf,
    serving: JoinHandle<()>,
    _folder: tempfile::TempDir,
}

impl Drop for TlsProxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl TlsProxy {
    async fn before(demo: &Demo) -> Self {
        // Whoever comes first in a test process chooses the TLS implementation.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned(), "127.0.0.1".to_owned()])
            .expect("a certificate");
        let certificate = folder.path().join("proxy.pem");
        std::fs::write(&certificate, made.cert.pem()).expect("written");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let chain = vec![CertificateDer::from(made.cert.der().to_vec())];
        let config = rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key);
        let acceptor = TlsAcceptor::from(Arc::new(config.expect("a certificate with its key")));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let http = demo.access()["http"].as_str().expect("the web server");
        let upstream = http.trim_start_matches("http://").to_owned();
        let serving = tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (acceptor, upstream) = (acceptor.clone(), upstream.clone());
                tokio::spawn(async move { pass_on(acceptor, socket, &upstream).await });
            }
        });
        Self { port, certificate, serving, _folder: folder }
    }
}

/// One request a connection: the answer closes it.
async fn pass_on(acceptor: TlsAcceptor, socket: TcpStream, upstream: &str) -> Option<()> {
    let mut client = acceptor.accept(socket).await.ok()?;
    let mut read = Vec::new();
    let end = loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 2;
        }
        if read.len() > HEAD || client.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    };
    let head = std::str::from_utf8(&read[..end]).ok()?;
    let is = |line: &str, name: &str| line.to_ascii_lowercase().starts_with(name);
    let host = head.lines().find(|line| is(line, "host:"))?["host:".len()..].trim().to_owned();
    let kept: String = head
        .split_inclusive("\r\n")
        .filter(|line| !is(line, "connection:") && !is(line, "x-forwarded-"))
        .collect();
    let forwarded = format!(
        "X-Forwarded-Proto: https\r\nX-Forwarded-Host: {host}\r\nX-Forwarded-For: 127.0.0.1\r\nConnection: close\r\n"
    );
    let mut server = TcpStream::connect(upstream).await.ok()?;
    server.write_all(kept.as_bytes()).await.ok()?;
    server.write_all(forwarded.as_bytes()).await.ok()?;
    server.write_all(&read[end..]).await.ok()?;
    tokio::io::copy_bidirectional(&mut client, &mut server).await.ok()?;
    Some(())
}
