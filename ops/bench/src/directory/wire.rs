//! Clients as cheap as can be: on a small machine what they cost is taken from both.

use crate::whois::Asker;
use anyhow::Context;
use std::io::Write;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Asks for documents over a connection that it keeps.
pub struct Rdap {
    address: SocketAddr,
    /// Whether the document has to be about the name.
    read: bool,
    connection: Option<TcpStream>,
    asked: u32,
    buffer: Vec<u8>,
}

/// Every so many documents, one is looked into; of the others only the status and the length are read.
const LOOKED_INTO: u32 = 16;
/// More than any answer, so that one read can take the whole.
const ROOM: usize = 16 * 1024;

impl Rdap {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, read: true, connection: None, asked: 0, buffer: Vec::with_capacity(ROOM) }
    }

    /// Of a server that answers the same to all.
    pub fn unread(self) -> Self {
        Self { read: false, ..self }
    }
}

impl Asker for Rdap {
    async fn ask(&mut self, name: &str) -> anyhow::Result<()> {
        let connection = match &mut self.connection {
            Some(open) => open,
            None => {
                let fresh = TcpStream::connect(self.address).await?;
                fresh.set_nodelay(true)?;
                self.connection.insert(fresh)
            }
        };
        let buffer = &mut self.buffer;
        buffer.clear();
        write!(
            buffer,
            "GET /rdap/domain/{name} HTTP/1.1\r\nHost: rdap.test\r\nAccept: application/rdap+json\r\n\r\n"
        )?;
        connection.write_all(buffer).await?;
        buffer.clear();
        let (head, length) = loop {
            anyhow::ensure!(connection.read_buf(buffer).await? > 0, "the answer was cut off");
            if let Some(head) = head(buffer) {
                break head
                    .with_context(|| format!("{name} answered {}", String::from_utf8_lossy(buffer)))?;
            }
        };
        while buffer.len() < head + length {
            anyhow::ensure!(connection.read_buf(buffer).await? > 0, "the answer was cut off");
        }
        if self.read && self.asked.is_multiple_of(LOOKED_INTO) {
            let document = &buffer[head..head + length];
            anyhow::ensure!(contains(document, name.as_bytes()), "another name than {name} was answered");
        }
        self.asked = self.asked.wrapping_add(1);
        Ok(())
    }
}

/// Where the body begins and how long it is, once the whole head is there; nothing inside where it is no answer of 200
/// with a length.
fn head(answer: &[u8]) -> Option<Option<(usize, usize)>> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let mut lines = answer[..end].split(|byte| *byte == b'\n');
    let good = lines.next().is_some_and(|status| status.starts_with(b"HTTP/1.1 200 "));
    const LENGTH: &[u8] = b"content-length:";
    let length = lines.find_map(|line| {
        let (name, value) = line.split_at_checked(LENGTH.len())?;
        name.eq_ignore_ascii_case(LENGTH).then(|| std::str::from_utf8(value).ok()?.trim().parse().ok())?
    });
    Some(length.filter(|_| good).map(|length| (end + 4, length)))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// Asks in one line, on a connection of its own each time.
pub struct Line {
    address: SocketAddr,
    before: &'static str,
    /// Whether the answer has to be about the name.
    read: bool,
    buffer: Vec<u8>,
}

impl Line {
    pub fn whois(address: SocketAddr) -> Self {
        Self { address, before: "", read: true, buffer: Vec::new() }
    }

    pub fn das(address: SocketAddr) -> Self {
        Self { address, before: "get 1.0 ", read: true, buffer: Vec::new() }
    }

    /// Of an echo, which answers the same to all.
    pub fn unread(self) -> Self {
        Self { read: false, ..self }
    }

    /// The whole answer.
    pub async fn answer(mut self, name: &str) -> anyhow::Result<Vec<u8>> {
        self.ask(name).await?;
        Ok(self.buffer)
    }
}

impl Asker for Line {
    async fn ask(&mut self, name: &str) -> anyhow::Result<()> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        stream.write_all(format!("{}{name}\r\n", self.before).as_bytes()).await?;
        self.buffer.clear();
        stream.read_to_end(&mut self.buffer).await?;
        // Closed at once, so that a machine does not run out of ports of connections that are over.
        stream.set_zero_linger()?;
        let right = if self.read { contains(&self.buffer, name.as_bytes()) } else { !self.buffer.is_empty() };
        anyhow::ensure!(right, "the answer is not about {name}");
        Ok(())
    }
}
