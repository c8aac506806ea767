//! What was answered survives: restarts, torn lines, a second process.

mod support;

use std::io::Write;

use sandbox_registry::server::log_path;
use sandbox_registry::{Config, Sandbox, StartError, StoreError};
use support::*;

#[tokio::test]
async fn everything_answered_is_there_after_a_restart() {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_contact("owner1")).await;
    ours.expect(1000, &create_domain("kept.com")).await;
    ours.expect(1000, &create_domain("dropped.com")).await;
    ours.expect(1000, &delete("dropped.com")).await;
    bench.advance(10).await;
    ours.expect(1001, &delete("kept.com")).await;
    let before = serde_json::to_value(bench.handle.domains()).unwrap();
    let roid = bench.handle.domain("kept.com").unwrap().domain.roid;
    let credentials = serde_json::to_value(bench.handle.registrars()).unwrap();
    let (ca, offset) = (std::fs::read(bench.handle.ca_pem_path()).unwrap(), bench.handle.clock().offset());

    let mut bench = bench.restart().await;
    for _ in 0..2 {
        assert_eq!(serde_json::to_value(bench.handle.domains()).unwrap(), before);
        assert_eq!(serde_json::to_value(bench.handle.registrars()).unwrap(), credentials);
        assert_eq!(std::fs::read(bench.handle.ca_pem_path()).unwrap(), ca);
        assert_eq!(bench.handle.clock().offset(), offset);
        bench = bench.restart().await;
    }
    let mut ours = bench.client("ours").await;
    ours.expect(2302, &create_contact("owner1")).await;
    ours.expect(1000, &create_domain("dropped.com")).await;
    let next = bench.handle.domain("dropped.com").unwrap().domain.roid;
    assert!(next > roid + 1, "numbers of deleted objects are not given again");
}

#[tokio::test]
async fn a_torn_last_line_is_dropped_and_overwritten() {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_contact("owner1")).await;
    ours.expect(1000, &create_domain("whole.com")).await;
    let log = log_path(bench.dir.path());
    let whole = std::fs::read(&log).unwrap();
    ours.expect(1000, &create_domain("torn.com")).await;
    let all = std::fs::read(&log).unwrap();
    let Bench { dir, handle } = bench;
    handle.shutdown().await;
    // Every place at which a crash could have cut the last line.
    for cut in (whole.len()..all.len()).step_by(97).chain([all.len() - 1]) {
        std::fs::write(&log, &all[..cut]).unwrap();
        let handle = Sandbox::start(Config::new(dir.path())).await.unwrap();
        let bench = Bench { dir: tempfile::tempdir().unwrap(), handle };
        assert!(bench.handle.domain("whole.com").is_some(), "cut at {cut}");
        assert!(bench.handle.domain("torn.com").is_none(), "cut at {cut}");
        let mut ours = bench.client("ours").await;
        ours.expect(1000, &create_domain("torn.com")).await;
        bench.handle.shutdown().await;
        let handle = Sandbox::start(Config::new(dir.path())).await.unwrap();
        assert!(handle.domain("torn.com").is_some(), "what follows a torn line is read, cut at {cut}");
        handle.shutdown().await;
    }
}

#[tokio::test]
async fn damage_elsewhere_is_not_papered_over() {
    let bench = Bench::start().await;
    bench.client("ours").await.expect(1000, &create_contact("owner1")).await;
    let Bench { dir, handle } = bench;
    handle.shutdown().await;
    let log = log_path(dir.path());
    let mut lines = std::fs::read(&log).unwrap();
    lines[3] = b'#';
    std::fs::File::create(&log).unwrap().write_all(&lines).unwrap();
    let refused = Sandbox::start(Config::new(dir.path())).await.err().expect("a refusal");
    assert!(matches!(refused, StartError::Store(StoreError::Damaged { line: 1, .. })), "{refused}");
}

#[tokio::test]
async fn one_directory_serves_one_process() {
    let bench = Bench::start().await;
    let refused = Sandbox::start(Config::new(bench.dir.path())).await.err().expect("a refusal");
    assert!(matches!(refused, StartError::Store(StoreError::InUse(_))), "{refused}");
}
