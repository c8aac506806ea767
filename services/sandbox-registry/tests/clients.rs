//! Clients that others wrote.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;

use support::Bench;
use tokio::process::Command;

/// Runs a script of another client with the way in of both registrars; returns what it printed.
async fn run(interpreter: &str, script: &str, bench: &Bench) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(script);
    let address = bench.handle.address();
    let mut command = Command::new(interpreter);
    command.arg(script).arg(address.ip().to_string()).arg(address.port().to_string());
    command.arg(bench.handle.ca_pem_path());
    for id in ["ours", "other"] {
        let registrar = bench.credentials(id);
        command.arg(id).arg(registrar.password.reveal()).arg(registrar.cert).arg(registrar.key);
    }
    let output = command.output().await.expect("the interpreter");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    out.into_owned()
}

/// Debian's libnet-epp-perl, as registrars use it.
#[tokio::test]
async fn net_epp_from_debian() {
    let bench = Bench::start().await;
    let out = run("perl", "net_epp.pl", &bench).await;
    assert!(out.contains("\n1..") && !out.contains("not ok"), "{out}");
    assert_eq!(bench.handle.domain("perl-client.com").unwrap().domain.sponsor, "other");
}

/// PyPI's epptools, in the Python that `EPPTOOLS_PYTHON` names: ops/test installs both.
#[tokio::test]
async fn epptools_from_pypi() {
    let python = std::env::var("EPPTOOLS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let bench = Bench::start().await;
    assert_eq!(run(&python, "epptools_client.py", &bench).await.trim(), "done");
}
