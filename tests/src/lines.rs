//! The protocols of one line, WHOIS and DAS: over a bare connection, and with the clients that people have.

use crate::PATIENCE;
use crate::demo::Demo;
use std::net::{IpAddr, SocketAddr};
use std::process::Stdio;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::process::Command;
use tokio::time::timeout;

/// Where WHOIS (`whois`) or DAS (`das`) is spoken: host and port.
///
/// # Panics
/// `access.json` does not say.
pub fn spoken_at(demo: &Demo, protocol: &str) -> String {
    demo.access()[protocol].as_str().expect("host and port").to_owned()
}

/// A connection from this address of the machine.
///
/// # Panics
/// The server does not take it.
pub async fn connected(address: &str, from: IpAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::new(from, 0)).expect("an address of this machine");
    let address = address.parse().expect("host and port");
    timeout(PATIENCE, socket.connect(address)).await.expect("in time").expect("taken")
}

/// Everything that comes until the other side closes; a connection that was reset has said what came before.
///
/// # Panics
/// It does not close in time.
pub async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let _ = timeout(PATIENCE, stream.read_to_end(&mut all)).await.expect("the server closes");
    String::from_utf8(all).expect("UTF-8")
}

/// Sends a line from this address, and reads until the server closes.
///
/// # Panics
/// The server takes no connection, or does not close it in time.
pub async fn asked_from(address: &str, line: &[u8], from: IpAddr) -> String {
    let mut stream = connected(address, from).await;
    let _ = stream.write_all(&[line, b"\r\n"].concat()).await;
    rest(&mut stream).await
}

/// As [`asked_from`], from 127.0.0.1.
///
/// # Panics
/// As [`asked_from`].
pub async fn asked(address: &str, line: &str) -> String {
    asked_from(address, line.as_bytes(), IpAddr::from([127, 0, 0, 1])).await
}

/// What Debian's `whois` shows of this query.
///
/// # Panics
/// It is not installed (`ops/test` does that), or finds no server.
pub async fn whois(address: &str, query: &str) -> String {
    let (host, port) = address.split_once(':').expect("host and port");
    let mut command = Command::new("whois");
    command.args(["-h", host, "-p", port, query]).env("LC_ALL", "C.UTF-8");
    shown(command, "").await
}

/// What OpenBSD's `nc -N` shows when these lines come from a pipe: it ends its half of the connection after them.
///
/// # Panics
/// As [`whois`].
pub async fn netcat(address: &str, lines: &str) -> String {
    let (host, port) = address.split_once(':').expect("host and port");
    let mut command = Command::new("nc.openbsd");
    command.args(["-N", host, port]);
    shown(command, lines).await
}

async fn shown(mut command: Command, input: &str) -> String {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut process = command.spawn().expect("ops/test installs whois and netcat-openbsd");
    let mut pipe = process.stdin.take().expect("piped");
    pipe.write_all(input.as_bytes()).await.expect("typed");
    drop(pipe);
    let output = timeout(PATIENCE, process.wait_with_output()).await.expect("the server closes");
    let output = output.expect("it ends");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}
