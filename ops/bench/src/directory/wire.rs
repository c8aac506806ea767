//! Clients as cheap as can be: on a small machine what they cost is taken from both.

use crate::whois::Asker;
use anyhow::Context;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Asks for documents over a connection that it keeps.
pub struct Rdap {
    address: SocketAddr,
    connection: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Rdap {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, connection: None, buffer: Vec::new() }
    }
}

impl Asker for Rdap {
    async fn ask(&mut self, name: &str) -> anyhow::Result<()> {
        let mut connection = match self.connection.take() {
            Some(open) => open,
            None => {
                let fresh = TcpStream::connect(self.address).await?;
                fresh.set_nodelay(true)?;
                fresh
            }
        };
        let request = format!(
            "GET /rdap/domain/{name} HTTP/1.1\r\nHost: {}\r\nAccept: application/rdap+json\r\n\r\n",
            self.address
        );
        connection.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let (head, length) = loop {
            anyhow::ensure!(connection.read_buf(&mut self.buffer).await? > 0, "the answer was cut off");
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = std::str::from_utf8(&self.buffer[..end])?.to_ascii_lowercase();
                anyhow::ensure!(head.starts_with("http/1.1 200"), "{name} answered {head}");
                let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
                break (end + 4, length.context("of what length?")?.trim().parse::<usize>()?);
            }
        };
        while self.buffer.len() < head + length {
            anyhow::ensure!(connection.read_buf(&mut self.buffer).await? > 0, "the answer was cut off");
        }
        let document = &self.buffer[head..head + length];
        anyhow::ensure!(contains(document, name.as_bytes()), "another name than {name} was answered");
        self.connection = Some(connection);
        Ok(())
    }
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
