//! `domain_info` over SOAP, beside PHP's `SoapServer` that answers it from one indexed query.

use crate::Size;
use crate::demo::Registrar;
use crate::report::{Goal, Row, Section};
use crate::statistics::Spread;
use crate::whois::{Asker, register, side_by_side};
use anyhow::Context;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Few, and so many that both are always busy.
const CLIENTS: [usize; 2] = [16, 64];
/// For so long PHP may take to start.
const START: Duration = Duration::from_secs(10);
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/contender/soap.php");

#[derive(Clone, Copy, Debug)]
struct Plan {
    names: usize,
    rounds: usize,
    span: Duration,
}

impl Plan {
    const fn of(size: Size) -> Self {
        match size {
            Size::Full => Self { names: 100, rounds: 5, span: Duration::from_secs(4) },
            Size::Quick => Self { names: 20, rounds: 3, span: Duration::from_millis(1_500) },
            Size::Tiny => Self { names: 2, rounds: 1, span: Duration::from_millis(300) },
        }
    }
}

/// Registers names and asks both for them.
///
/// # Errors
/// The registrar refuses or does not answer, or there is no PHP with SOAP and PostgreSQL.
pub async fn run(size: Size) -> anyhow::Result<Section> {
    let plan = Plan::of(size);
    let registrar = Registrar::start().await?;
    let names = Arc::new(register(&registrar, plan.names).await?);
    let access = registrar.demo.access();
    let database = access["postgres"].as_str().context("access.json names no database")?;
    let contender = Php::start(database).await?;
    let ours = access["soap"].as_str().context("access.json names no SOAP door")?.to_owned();
    let password =
        access["resellers"][0]["password"].as_str().context("a reseller has a password")?.to_owned();
    let mut section = Section::new("soap", format!("domain_info of {} names", plan.names));
    for clients in CLIENTS {
        let callers = |url: &str| -> anyhow::Result<Vec<Caller>> {
            (0..clients).map(|_| Caller::new(url, password.clone())).collect()
        };
        let askers = [callers(&contender.url)?, callers(&ours)?];
        let series = side_by_side(askers, &names, plan.rounds, plan.span).await?;
        let setting = format!("{clients} clients");
        for (name, series) in ["PHP SoapServer, one query", "the SOAP door"].into_iter().zip(&series) {
            section.rows.push(
                Row::new(&setting, name)
                    .with("calls/s", &series.rates)
                    .with("p50 ms", &series.p50)
                    .with("p99 ms", &series.p99),
            );
        }
        let [php, door] = &series;
        let rate = Spread::of_ratios(&door.rates, &php.rates);
        section.judge(format!("{setting}: calls per second, times PHP's"), rate, "", Goal::AtLeast(5.0));
        let slowest = Spread::of_ratios(&door.p99, &php.p99);
        section.judge(format!("{setting}: p99, times PHP's"), slowest, "", Goal::Below(1.0));
    }
    Ok(section)
}

/// PHP's own server with as many workers as there are processors; it ends with this.
struct Php {
    process: Child,
    url: String,
}

impl Php {
    async fn start(database: &str) -> anyhow::Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let workers = std::thread::available_parallelism()?.get();
        let process = Command::new("php")
            .args(["-S", &format!("127.0.0.1:{port}"), SCRIPT])
            .env("PHP_CLI_SERVER_WORKERS", workers.to_string())
            .env("BENCH_DATABASE", database)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("starting php: php-cli, php-soap and php-pgsql are needed")?;
        let php = Self { process, url: format!("http://127.0.0.1:{port}/") };
        let begun = std::time::Instant::now();
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            anyhow::ensure!(begun.elapsed() < START, "php does not listen");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(php)
    }
}

impl Drop for Php {
    fn drop(&mut self) {
        // The workers are its children, and end with their listener's owner.
        let _ = Command::new("pkill").args(["-P", &self.process.id().to_string()]).status();
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A client with a connection of its own, as cheap as can be: on a small machine what it costs is taken from both.
struct Caller {
    address: String,
    password: String,
    connection: Option<TcpStream>,
    buffer: Vec<u8>,
}

impl Caller {
    fn new(url: &str, password: String) -> anyhow::Result<Self> {
        let authority = url.strip_prefix("http://").and_then(|rest| rest.split('/').next());
        let address = authority.context("a SOAP door is at http://")?.to_owned();
        Ok(Self { address, password, connection: None, buffer: Vec::new() })
    }

    /// Sends a message to `/apis.cgi`; the body of the answer.
    async fn post(&mut self, body: &str) -> anyhow::Result<&str> {
        let mut connection = match self.connection.take() {
            Some(open) => open,
            None => {
                let fresh = TcpStream::connect(&self.address).await?;
                fresh.set_nodelay(true)?;
                fresh
            }
        };
        let request = format!(
            "POST /apis.cgi HTTP/1.1\r\nHost: {}\r\nContent-Type: text/xml; charset=utf-8\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        connection.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        let (head, length, stays) = loop {
            anyhow::ensure!(connection.read_buf(&mut self.buffer).await? > 0, "the answer was cut off");
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = std::str::from_utf8(&self.buffer[..end])?.to_ascii_lowercase();
                anyhow::ensure!(head.starts_with("http/1.1 200"), "answered {head}");
                let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let length: usize = field("content-length:").context("of what length?")?.parse()?;
                break (end + 4, length, field("connection:") != Some("close"));
            }
        };
        while self.buffer.len() < head + length {
            anyhow::ensure!(connection.read_buf(&mut self.buffer).await? > 0, "the answer was cut off");
        }
        self.connection = stays.then_some(connection);
        Ok(std::str::from_utf8(&self.buffer[head..])?)
    }
}

impl Asker for Caller {
    async fn ask(&mut self, name: &str) -> anyhow::Result<()> {
        // As PHP's SoapClient sends it.
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope \
             xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:ns1=\"http://api.dev.bookmyname.com/apis.cgi\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
             xmlns:SOAP-ENC=\"http://schemas.xmlsoap.org/soap/encoding/\" \
             SOAP-ENV:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\"><SOAP-ENV:Body><ns1:domain_info>\
             <param0 xsi:type=\"xsd:int\">13490</param0><param1 xsi:type=\"xsd:string\">{}</param1>\
             <param2 xsi:type=\"xsd:string\">{name}</param2></ns1:domain_info></SOAP-ENV:Body></SOAP-ENV:Envelope>\n",
            self.password
        );
        let answer = self.post(&body).await.context("calling domain_info")?;
        anyhow::ensure!(
            answer.contains(name) && answer.contains("registry_fin"),
            "domain_info answered {answer}"
        );
        Ok(())
    }
}
