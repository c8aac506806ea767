//! kill -9 while commands run: what was answered is there afterwards, and nothing is half there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use sandbox_registry::{Config, Sandbox};
use support::*;

/// Set for the process that serves until it is killed.
const SERVE: &str = "SANDBOX_SERVE_DIR";

/// No test of its own: the other process.
#[tokio::test]
#[ignore = "the process that what_was_answered_survives_kill_9 starts and kills"]
async fn serve_until_killed() {
    let dir = std::env::var_os(SERVE).expect("started by the test that kills it");
    let handle = Sandbox::start(Config::new(dir)).await.unwrap();
    let mut out = std::io::stdout();
    writeln!(out, "\naddress={}", handle.address()).unwrap();
    out.flush().unwrap();
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn what_was_answered_survives_kill_9() {
    let dir = tempfile::tempdir().unwrap();
    let credentials = {
        let handle = Sandbox::start(Config::new(dir.path())).await.unwrap();
        let bench = Bench { dir: tempfile::tempdir().unwrap(), handle };
        bench.client("ours").await.expect(1000, &create_contact("owner1")).await;
        let credentials = bench.credentials("ours");
        bench.handle.shutdown().await;
        credentials
    };
    let ca = dir.path().join("pki/ca.pem");
    let mut answered = Vec::new();
    for round in 0..5u64 {
        let mut server = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "serve_until_killed", "--nocapture"])
            .env(SERVE, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("address=").map(str::to_owned));
        let address = address.expect("the server's address").parse().unwrap();
        let mut client = Client::connect_to(address, &ca, &credentials).await.unwrap();
        client.expect(1000, &login("ours", credentials.password.reveal())).await;
        let killing = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(40 + 37 * round)).await;
            server.kill().unwrap();
            server.wait().unwrap();
        });
        for number in 0.. {
            let name = format!("crash-{round}-{number}.com");
            client.send_quietly(&envelope(&create_domain(&name), "CRASH")).await;
            match client.receive().await {
                Ok(answer) if Answer(answer.clone()).code() == 1000 => answered.push(name),
                Ok(answer) => panic!("{answer}"),
                Err(_) => break,
            }
        }
        killing.await.unwrap();
    }
    assert!(answered.len() > 5, "the rounds were too short to tell: {}", answered.len());
    let handle = Sandbox::start(Config::new(dir.path())).await.unwrap();
    for name in &answered {
        assert!(handle.domain(name).is_some(), "{name} was answered and is gone");
    }
    // At most the command under way in each round is there without having been answered.
    assert!(handle.domains().len() <= answered.len() + 5);
}
