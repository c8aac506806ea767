//! Every bench runs at a tiny size, so that none can rot. Nothing is timed here: only what was measured at all, and
//! that contenders lost nothing, is checked.
//!
//! `whois`, `soap`, `registration` and `names` start the registrar's binary: `cargo build -p registrar` comes first, as for the stories.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

use serde_json::Value;
use std::process::Command;

/// The sections that a run prints as JSON.
fn run(arguments: &[&str]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_bench"))
        .args(arguments)
        .args(["--tiny", "--json"])
        .env_remove("DATABASE_URL")
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "bench {arguments:?} ended with {}: {complaint}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// That each contender has each figure in each setting, and all of them are more than nothing.
fn assert_measured(section: &Value, rows: usize, figures: &[&str]) {
    let found = section["rows"].as_array().unwrap();
    assert_eq!(found.len(), rows, "{section:#}");
    for row in found {
        let names: Vec<&str> =
            row["figures"].as_array().unwrap().iter().map(|figure| figure[0].as_str().unwrap()).collect();
        assert_eq!(names, figures, "{row:#}");
        for figure in row["figures"].as_array().unwrap() {
            let spread = &figure[1];
            // Processor time is counted in ticks, of which a tiny run may need none.
            let least = if figure[0] == "cpu µs" { -1.0 } else { 0.0 };
            assert!(spread["low"].as_f64().unwrap() > least, "{row:#}");
            assert!(spread["low"].as_f64() <= spread["median"].as_f64(), "{row:#}");
            assert!(spread["median"].as_f64() <= spread["high"].as_f64(), "{row:#}");
        }
    }
}

fn goals(section: &Value) -> usize {
    section["verdicts"].as_array().unwrap().len()
}

#[test]
fn append_measures_three_contenders() {
    let sections = run(&["append"]);
    assert_measured(&sections[0], 6, &["commands/s", "p50 ms", "p99 ms", "cpu µs"]);
    assert_eq!(goals(&sections[0]), 1, "tiny runs have one of the settings with a goal");
}

#[test]
fn replay_reads_the_same_rows_twice() {
    let sections = run(&["replay"]);
    // Too few for the archive.
    assert_measured(&sections[0], 6, &["events/s", "peak MiB"]);
    assert_eq!(goals(&sections[0]), 2);
}

#[test]
fn rebuild_builds_every_view() {
    let sections = run(&["rebuild", "--events", "1500"]);
    let rows = sections[0]["rows"].as_array().unwrap();
    // Writing, view by view, all of them.
    assert_eq!(rows.len(), projections::View::ALL.len() + 2, "{:#}", sections[0]);
    assert!(rows[rows.len() - 1]["figures"].as_array().unwrap().iter().any(|figure| figure[0] == "peak MiB"));
    assert_eq!(goals(&sections[0]), 1);
}

#[test]
fn whois_asks_the_door_and_the_database() {
    let sections = run(&["whois"]);
    assert_measured(&sections[0], 3, &["requests/s", "p50 ms", "p99 ms"]);
    assert_eq!(goals(&sections[0]), 2);
}

#[test]
fn registration_measures_both_registrars() {
    let sections = run(&["registration"]);
    assert_measured(&sections[0], 3, &["ms"]);
    assert_eq!(goals(&sections[0]), 2);
}

#[test]
fn soap_asks_the_door_and_php() {
    let sections = run(&["soap"]);
    assert_measured(&sections[0], 4, &["calls/s", "p50 ms", "p99 ms"]);
    assert_eq!(goals(&sections[0]), 4);
}

#[test]
fn batch_mail_sends_by_every_method() {
    let sections = run(&["batch-mail"]);
    assert_measured(&sections[0], 5, &["mails/s", "answered/s", "cpu µs", "MiB after"]);
    assert_eq!(goals(&sections[0]), 3);
}

#[test]
fn rest_orders_at_the_door_and_straight() {
    let sections = run(&["rest"]);
    assert_measured(&sections[0], 2, &["calls/s", "p50 ms", "p99 ms"]);
    assert_eq!(goals(&sections[0]), 1);
}

/// What a name takes is not looked at: thirty of them are lost in what a process needs anyway.
#[test]
fn the_directory_is_measured_beside_a_query_and_an_echo() {
    let sections = run(&["directory"]);
    let rows = sections[0]["rows"].as_array().unwrap();
    let mut asked = sections[0].clone();
    asked["rows"] = rows[1..].into();
    assert_measured(&asked, 5, &["queries/s", "p50 ms", "p99 ms"]);
    let figures = rows[0]["figures"].as_array().unwrap();
    let names: Vec<&str> = figures.iter().map(|figure| figure[0].as_str().unwrap()).collect();
    assert_eq!(names, ["seconds", "names/s", "kB a name"]);
    assert!(figures[0][1]["median"].as_f64().unwrap() > 0.0);
}

/// A second run adds what is missing, and nothing twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_demo_is_filled_with_names() {
    let demo = stories::Demo::start().await;
    let folder = demo.data().display().to_string();
    let support = demo.graphql("support");
    for (count, written) in [("7", "7 new ones"), ("12", "5 new ones")] {
        let sections = run(&["names", "--data", &folder, "--count", count]);
        let settings: Vec<&str> = sections[0]["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["setting"].as_str().unwrap())
            .collect();
        assert_eq!(settings, [written, written]);
    }
    let asked = "{ domains(filter: { text: \"looked-up-\" }, first: 100) { nodes { name registrant { details { city } } } } }";
    let data = support.ask(asked, serde_json::Value::Null).await;
    let found = data["domains"]["nodes"].as_array().unwrap();
    assert_eq!(found.len(), 12, "{data}");
    let city = &found[11]["registrant"]["details"]["city"];
    assert_eq!(city, "Paris", "the persons are sealed with the demo's own key: {data}");
}
