//! Clients that others wrote.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;

use support::Bench;
use tokio::process::Command;

/// Debian's libnet-epp-perl, as registrars use it.
#[tokio::test]
async fn net_epp_from_debian() {
    let bench = Bench::start().await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/net_epp.pl");
    let address = bench.handle.address();
    let mut command = Command::new("perl");
    command.arg(script).arg(address.ip().to_string()).arg(address.port().to_string());
    command.arg(bench.handle.ca_pem_path());
    for id in ["ours", "other"] {
        let registrar = bench.credentials(id);
        command.arg(id).arg(registrar.password.reveal()).arg(registrar.cert).arg(registrar.key);
    }
    let output = command.output().await.expect("perl");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && out.contains("\n1.."), "{out}\n{err}");
    assert_eq!(bench.handle.domain("perl-client.com").unwrap().domain.sponsor, "other");
}
