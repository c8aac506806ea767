//! A server for protocols of one line: WHOIS, and DAS.
//!
//! A line is bounded, and so is the time in which it must come and its answer be taken; connections are bounded in all and
//! for each address; a connection costs a task and a small buffer. Nobody who is slow, silent or loud takes anything from
//! the others but a place among thousands, for seconds.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// What a line means, and what is answered.
pub(crate) trait Protocol: Send + Sync + 'static {
    /// Its name, in the log.
    const NAME: &'static str;
    /// The most octets of a line, without its end.
    const LONGEST: usize;
    /// Whether lines that are sent together are answered in turn. A line that comes alone ends the connection in any case:
    /// clients as Debian's `whois` read to its end, and never end their own half.
    const GOES_ON: bool;

    /// Appends the answer to a line.
    fn answer(&self, line: &[u8], from: IpAddr, answer: &mut Vec<u8>) -> impl Future<Output = ()> + Send;

    /// Appends what is said instead of an answer.
    fn refuse(&self, why: Refusal, answer: &mut Vec<u8>);
}

/// Why a line is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Too many connections are open.
    Busy,
    /// The line has no end.
    TooLong,
}

/// Bounds of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineSettings {
    /// The most connections at once.
    pub connections: usize,
    /// The most of one address.
    pub connections_of_address: usize,
    /// For so long a line may take to come, and a connection without one stays open.
    pub read_within: Duration,
    /// For so long an answer may take to be taken.
    pub write_within: Duration,
}

impl Default for LineSettings {
    fn default() -> Self {
        Self {
            connections: 4_096,
            connections_of_address: 1_024,
            read_within: Duration::from_secs(10),
            write_within: Duration::from_secs(10),
        }
    }
}

/// What of an answer is gathered before it is sent.
const SENT_AT: usize = 16 * 1024;
/// After an accept failed, as where there are no more file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// Connections of each address.
#[derive(Default)]
struct Places(Mutex<HashMap<IpAddr, usize>>);

struct Place {
    places: Arc<Places>,
    address: IpAddr,
}

impl Places {
    fn take(self: &Arc<Self>, address: IpAddr, most: usize) -> Option<Place> {
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_address = taken.entry(address).or_default();
        if *of_address >= most {
            return None;
        }
        *of_address += 1;
        Some(Place { places: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_address) = taken.get_mut(&self.address) {
            *of_address -= 1;
            if *of_address == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

/// Serves until stopped; answers under way are sent.
pub(crate) async fn serve<P: Protocol>(
    listener: TcpListener,
    protocol: P,
    settings: LineSettings,
    stop: CancellationToken,
) {
    let protocol = Arc::new(protocol);
    let (all, places) = (Arc::new(Semaphore::new(settings.connections)), Arc::new(Places::default()));
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = open.join_next(), if !open.is_empty() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(protocol = P::NAME, error = %error, "a connection was not accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let place = places.take(peer.ip().to_canonical(), settings.connections_of_address);
        match (all.clone().try_acquire_owned(), place) {
            (Ok(permit), Some(place)) => {
                let (protocol, stop) = (protocol.clone(), stop.clone());
                open.spawn(async move {
                    let _held = (permit, place);
                    // Whoever hangs up is nobody's trouble.
                    let _ = converse(stream, peer, &*protocol, settings, &stop).await;
                });
            }
            _ => turn_away(stream, &*protocol),
        }
    }
    // What is being answered has as long as any answer.
    let _ = timeout(settings.write_within, async { while open.join_next().await.is_some() {} }).await;
}

/// Says why, if that can be said without waiting.
fn turn_away<P: Protocol>(stream: TcpStream, protocol: &P) {
    let mut answer = Vec::new();
    protocol.refuse(Refusal::Busy, &mut answer);
    let _ = stream.try_write(&answer);
}

async fn converse<P: Protocol>(
    mut stream: TcpStream,
    peer: SocketAddr,
    protocol: &P,
    settings: LineSettings,
    stop: &CancellationToken,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut buffer, mut answer) = (Vec::with_capacity(P::LONGEST + 2), Vec::with_capacity(2_048));
    let mut goes_on = false;
    loop {
        let read = tokio::select! {
            () = stop.cancelled() => return Ok(()),
            read = timeout(settings.read_within, next_line::<P>(&mut stream, &mut buffer)) => read,
        };
        let length = match read {
            Err(_) | Ok(Ok(Read::End)) => return Ok(()),
            Ok(Err(error)) => return Err(error),
            Ok(Ok(Read::TooLong)) => {
                protocol.refuse(Refusal::TooLong, &mut answer);
                send(&mut stream, &mut answer, settings).await?;
                return close(stream, settings).await;
            }
            Ok(Ok(Read::Line(length))) => length,
        };
        let line = buffer[..length].strip_suffix(b"\r").unwrap_or(&buffer[..length]);
        protocol.answer(line, peer.ip(), &mut answer).await;
        buffer.drain(..(length + 1).min(buffer.len()));
        goes_on |= P::GOES_ON && !buffer.is_empty();
        let another = goes_on && buffer.contains(&b'\n');
        if !another || answer.len() >= SENT_AT {
            send(&mut stream, &mut answer, settings).await?;
        }
        if !goes_on {
            return close(stream, settings).await;
        }
    }
}

enum Read {
    /// So many octets before the end of the line, at the beginning of the buffer.
    Line(usize),
    TooLong,
    End,
}

/// The next line; one without an end where nothing follows it.
async fn next_line<P: Protocol>(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Read> {
    let mut looked = 0;
    loop {
        if let Some(end) = buffer[looked..].iter().position(|byte| *byte == b'\n') {
            return Ok(line_of::<P>(buffer, looked + end));
        }
        looked = buffer.len();
        // A CR may be still without its LF.
        if looked > P::LONGEST + 1 {
            return Ok(Read::TooLong);
        }
        let mut more = (&mut *stream).take((P::LONGEST + 2) as u64);
        if more.read_buf(buffer).await? == 0 {
            return Ok(if buffer.is_empty() { Read::End } else { line_of::<P>(buffer, buffer.len()) });
        }
    }
}

fn line_of<P: Protocol>(buffer: &[u8], length: usize) -> Read {
    let line = buffer[..length].strip_suffix(b"\r").unwrap_or(&buffer[..length]);
    if line.len() > P::LONGEST { Read::TooLong } else { Read::Line(length) }
}

async fn send(stream: &mut TcpStream, answer: &mut Vec<u8>, settings: LineSettings) -> io::Result<()> {
    timeout(settings.write_within, stream.write_all(answer)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    answer.clear();
    Ok(())
}

/// Ends the answer; what the other side still sends is read for a moment, since a connection that is closed over unread
/// octets takes the answer back.
async fn close(mut stream: TcpStream, settings: LineSettings) -> io::Result<()> {
    const MOST: u64 = 64 * 1024;
    stream.shutdown().await?;
    let mut rest = stream.take(MOST);
    let _ = timeout(
        settings.read_within.min(Duration::from_secs(1)),
        tokio::io::copy(&mut rest, &mut tokio::io::sink()),
    )
    .await;
    Ok(())
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
