//! `domain_info` over SOAP, beside PHP's `SoapServer` that answers it from one indexed query.

use crate::Size;
use crate::demo::Registrar;
use crate::report::{Goal, Row, Section};
use crate::statistics::Spread;
use crate::whois::{Asker, Series, drive, register};
use anyhow::Context;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const CLIENTS: usize = 16;
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
    let callers = |url: &str| -> Vec<Caller> {
        (0..CLIENTS).map(|_| Caller::new(url.to_owned(), password.clone())).collect()
    };
    let (mut php, mut door) = (callers(&contender.url), callers(&ours));
    let mut series = [Series::default(), Series::default()];
    for round in 0..plan.rounds {
        for turn in 0..series.len() {
            let which = (turn + round) % series.len();
            let askers = if which == 0 { &mut php } else { &mut door };
            let (latencies, took) = drive(askers, &names, plan.span).await?;
            series[which].take(latencies, took);
        }
    }
    let setting = format!("{CLIENTS} clients");
    let mut section = Section::new("soap", format!("domain_info of {} names from {setting}", plan.names));
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
    section.judge("calls per second, times PHP's".to_owned(), rate, "", Goal::AtLeast(5.0));
    let slowest = Spread::of_ratios(&door.p99, &php.p99);
    section.judge("p99, times PHP's".to_owned(), slowest, "", Goal::Below(1.0));
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

/// A client with a connection of its own.
struct Caller {
    http: reqwest::Client,
    url: String,
    password: String,
}

impl Caller {
    fn new(url: String, password: String) -> Self {
        Self { http: reqwest::Client::new(), url, password }
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
        let request = self.http.post(&self.url).header("content-type", "text/xml; charset=utf-8").body(body);
        let answer = request.send().await.context("calling domain_info")?.text().await?;
        anyhow::ensure!(
            answer.contains(name) && answer.contains("registry_fin"),
            "domain_info answered {answer}"
        );
        Ok(())
    }
}
