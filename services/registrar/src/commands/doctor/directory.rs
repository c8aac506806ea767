//! The public directory: whether its ports answer, and whether it knows everything yet.

use super::Check;
use crate::config::Config;
use reqwest::StatusCode;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

const NAME: &str = "directory";
const PATIENCE: Duration = Duration::from_secs(3);
/// A name that nobody can have (RFC 2606): found by none, and not found only by a directory that knows everything.
const NOBODYS: &str = "doctor.invalid";

pub(super) async fn directory(config: &Config, stopped: bool) -> Check {
    let settings = &config.directory;
    let url = format!("http://{}{}/domain/{NOBODYS}", config.http.listen, ::directory::rdap::ROOT);
    let asked = async {
        let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build()?;
        client.get(&url).send().await
    };
    let status = match asked.await {
        Ok(answer) => answer.status(),
        Err(_) if stopped => return Check::warn(NAME, "the demo is stopped", "start it: registrar demo"),
        Err(_) => {
            let hint = "start it: registrar serve (or it runs on another machine)";
            return Check::warn(NAME, format!("RDAP does not answer on {}", config.http.listen), hint);
        }
    };
    let mut ports = vec![];
    for (protocol, key, address) in
        [("WHOIS", "whois_listen", settings.whois_listen), ("DAS", "das_listen", settings.das_listen)]
    {
        let Some(address) = address else { continue };
        if !is_open(address).await {
            let hint = format!("see [directory] {key}, and the server's log");
            return Check::fail(NAME, format!("{protocol} does not answer on {address}"), hint);
        }
        ports.push(format!("{protocol} on {address}"));
    }
    judged(status, &ports)
}

async fn is_open(address: SocketAddr) -> bool {
    timeout(PATIENCE, TcpStream::connect(address)).await.is_ok_and(|opened| opened.is_ok())
}

fn judged(status: StatusCode, ports: &[String]) -> Check {
    let also = if ports.is_empty() { String::new() } else { format!("; {}", ports.join(", ")) };
    match status {
        StatusCode::NOT_FOUND => Check::ok(NAME, format!("warm: RDAP answers{also}")),
        StatusCode::TOO_MANY_REQUESTS => {
            Check::ok(NAME, format!("RDAP answers, and limits this address{also}"))
        }
        StatusCode::SERVICE_UNAVAILABLE => Check::warn(
            NAME,
            format!("it is being read from the views{also}"),
            "ask again in a minute; if it stays so, the server's log says why",
        ),
        other => Check::fail(NAME, format!("RDAP answers {other}"), "see the server's log"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn only_what_is_not_found_says_that_everything_is_known() {
        let state = |status| judged(status, &["WHOIS on 127.0.0.1:43".to_owned()]).state;
        assert_eq!(state(StatusCode::NOT_FOUND), State::Ok);
        assert_eq!(state(StatusCode::TOO_MANY_REQUESTS), State::Ok);
        assert_eq!(state(StatusCode::SERVICE_UNAVAILABLE), State::Warn);
        assert_eq!(state(StatusCode::INTERNAL_SERVER_ERROR), State::Fail);
    }

    #[tokio::test]
    async fn a_port_that_nobody_serves_is_closed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        assert!(is_open(address).await);
        drop(listener);
        assert!(!is_open(address).await);
    }
}
