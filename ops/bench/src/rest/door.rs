//! The workflow at the door: signed calls over a kept connection, by a client as cheap as can be: on a small machine what
//! it costs is charged to the door.

use super::Shopper;
use crate::statistics::Latencies;
use anyhow::Context;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Instant;
use stories::{Keys, signature};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A client with a connection of its own.
pub struct Door {
    address: SocketAddr,
    keys: Keys,
    connection: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Door {
    pub fn new(address: SocketAddr, keys: Keys) -> Self {
        Self { address, keys, connection: None, buffer: Vec::new() }
    }

    /// One signed call; the JSON of its answer.
    async fn call(&mut self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        let body = body.map_or_else(String::new, |body| body.to_string());
        let now = journal::wall_clock().timestamp();
        let url = format!("http://{}/1.0{path}", self.address);
        let signature = signature(&self.keys, method, &url, &body, now);
        let request = format!(
            "{method} /1.0{path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             X-Ovh-Application: {}\r\nX-Ovh-Consumer: {}\r\nX-Ovh-Timestamp: {now}\r\nX-Ovh-Signature: {signature}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            self.keys.application_key,
            self.keys.consumer_key,
            body.len()
        );
        let mut connection = match self.connection.take() {
            Some(open) => open,
            None => {
                let fresh = TcpStream::connect(self.address).await?;
                fresh.set_nodelay(true)?;
                fresh
            }
        };
        connection.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let (head, length, fine) = loop {
            anyhow::ensure!(connection.read_buf(&mut self.buffer).await? > 0, "the answer was cut off");
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = std::str::from_utf8(&self.buffer[..end])?.to_ascii_lowercase();
                let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let length: usize = field("content-length:").context("of what length?")?.parse()?;
                break (end + 4, length, head.starts_with("http/1.1 200"));
            }
        };
        while self.buffer.len() < head + length {
            anyhow::ensure!(connection.read_buf(&mut self.buffer).await? > 0, "the answer was cut off");
        }
        self.connection = Some(connection);
        let answer = std::str::from_utf8(&self.buffer[head..])?;
        anyhow::ensure!(fine, "{method} {path} answered {answer}");
        serde_json::from_str(answer).with_context(|| format!("{method} {path} answered {answer}"))
    }

    async fn timed(
        &mut self,
        latencies: &mut Latencies,
        (method, path): (&str, &str),
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        let begun = Instant::now();
        let answer = self.call(method, path, body).await?;
        latencies.push(begun.elapsed());
        Ok(answer)
    }
}

impl Shopper for Door {
    async fn order(&mut self, name: &str, latencies: &mut Latencies) -> anyhow::Result<()> {
        let opening = json!({ "ovhSubsidiary": "FR", "description": "" });
        let cart = self.timed(latencies, ("POST", "/order/cart"), Some(opening)).await?;
        let id = cart["cartId"].as_str().context("a cart has an id")?;
        let cart = format!("/order/cart/{id}");
        let offers = format!("{cart}/domain?domain={name}");
        let offers = self.timed(latencies, ("GET", &offers), None).await?;
        anyhow::ensure!(offers[0]["orderable"] == true, "{name} is not offered: {offers}");
        let adding = json!({ "domain": name, "duration": "P1Y" });
        let item = self.timed(latencies, ("POST", &format!("{cart}/domain")), Some(adding)).await?;
        let item = item["itemId"].as_u64().context("an item has a number")?;
        self.timed(latencies, ("GET", &format!("{cart}/summary")), None).await?;
        let item = format!("{cart}/item/{item}");
        self.timed(latencies, ("POST", &format!("{cart}/assign")), None).await?;
        let required = self.timed(latencies, ("GET", &format!("{item}/requiredConfiguration")), None).await?;
        anyhow::ensure!(required[0]["label"].is_string(), "{name} needs no configuration: {required}");
        let of_age = json!({ "label": "OWNER_LEGAL_AGE", "value": "true" });
        self.timed(latencies, ("POST", &format!("{item}/configuration")), Some(of_age)).await?;
        let checkout = format!("{cart}/checkout");
        self.timed(latencies, ("GET", &checkout), None).await?;
        let how = json!({ "autoPayWithPreferredPaymentMethod": true, "waiveRetractationPeriod": true });
        let ordered = self.timed(latencies, ("POST", &checkout), Some(how)).await?;
        anyhow::ensure!(ordered["orderId"].is_u64(), "no order of {name} was made: {ordered}");
        Ok(())
    }
}
