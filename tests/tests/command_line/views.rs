//! Views built again, histories compared, and an installation that is asked how it is.

use crate::shell::{ACCOUNT, Shell, comes_to, contact, register};
use serde_json::{Value, json};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;
use stories::{Demo, eventually};

#[tokio::test]
async fn views_are_rebuilt_and_checked_histories_compared_and_the_doctor_knows() {
    let mut demo = Demo::start().await;
    let support = demo.graphql("support");
    let owner = contact(&support, "Anne", "anne@views.test").await;
    let shell = Shell(&demo);
    let registration = register(&support, "views-story.com", owner).await;
    comes_to(&shell, registration, "succeeded").await;
    audit(&shell).await;
    replay(&shell, owner).await;
    doctor(&shell).await;
    let before = shell.answers("points show 13490").await;

    demo.stop().await;
    let shell = Shell(&demo);
    stopped(&shell, &before).await;
    demo.launch().await;
    let shell = Shell(&demo);
    eventually("the grant in the view", async || {
        let now = shell.answers("points show 13490").await;
        (now["granted"].as_i64()? == before["granted"].as_i64()? + 77).then_some(())
    })
    .await;
    // Two at once, and the demo goes on beside them.
    let (one, two) = tokio::join!(shell.says("audit verify"), shell.answers("audit verify"));
    assert!(one.contains("the journal is whole"), "{one}");
    assert_eq!(two["sound"], true, "{two}");
    assert_eq!(shell.answers("doctor").await["healthy"], true);
}

async fn audit(shell: &Shell<'_>) {
    let told = shell.says("audit verify").await;
    assert!(told.contains("the journal is whole"), "{told}");
    let history = shell.answers("audit history domain/views-story.com").await;
    let asked = &history[0];
    assert_eq!(
        (&asked["event"], &asked["actor"]),
        (&json!("RegistrationRequested"), &json!("operator:support"))
    );
    shell.refuses("audit history domain/nobody-has-it.com", "NOT_FOUND").await;
    shell.wants("audit history names/views-story.com", "points-account").await;

    let diff = shell.answers("audit diff domain/views-story.com 2020-01-01 2100-01-01").await;
    let events: Vec<&str> =
        diff["events"].as_array().unwrap().iter().filter_map(|e| e["event"].as_str()).collect();
    assert_eq!(events, ["RegistrationRequested", "Registered"], "{diff}");
    assert!(!diff["changes"].as_array().unwrap().is_empty(), "{diff}");
    // From the request to the registration: the second event alone, and only what it changed.
    let (from, to) = (asked["at"].as_str().unwrap(), history[1]["at"].as_str().unwrap());
    let diff = shell.answers(&format!("audit diff domain/views-story.com {from} {to}")).await;
    assert_eq!(diff["events"].as_array().unwrap().len(), 1, "{diff}");
    assert_eq!(diff["events"][0]["event"], "Registered");
    let told = shell.says(&format!("audit diff domain/views-story.com {from} {to}")).await;
    assert!(told.contains("Before") && told.contains("Registered"), "{told}");
    let nothing = shell.says("audit diff domain/views-story.com 2020-01-01 2020-01-02").await;
    assert!(nothing.contains("nothing happened"), "{nothing}");
    shell.wants("audit diff domain/views-story.com 2100-01-01 2020-01-01", "is after T2").await;
    shell.wants("audit diff domain/views-story.com yesterday today", "a moment like").await;
    shell.refuses("audit diff domain/nobody-has-it.com 2020-01-01 2100-01-01", "NOT_FOUND").await;
    shell
        .refuses("audit diff domain/views-story.com 2020-01-01 2100-01-01 --reveal --as viewer", "FORBIDDEN")
        .await;
}

async fn replay(shell: &Shell<'_>, owner: u64) {
    let checked = shell.answers("replay all --check").await;
    assert_eq!(checked["equal"], true, "{checked}");
    let views: Vec<&str> =
        checked["views"].as_array().unwrap().iter().filter_map(|view| view["view"].as_str()).collect();
    assert!(views.len() >= 7 && views.contains(&"whois") && views.contains(&"ledger"), "{checked}");
    let rebuilt = shell.answers("replay whois").await;
    assert!(rebuilt[0]["events"].as_u64() > Some(0) && rebuilt[0]["events_per_second"].is_f64(), "{rebuilt}");
    assert!(shell.says("replay all").await.contains("ledger: rebuilt from"));

    // Somebody has changed a view: a check finds it, and a replay puts it right.
    psql(shell.0, "update whois set owner = owner + 1 where name = 'views-story.com'");
    let output = shell.run("replay whois --check --json").await;
    assert_eq!(output.status.code(), Some(1));
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(checked["found"], 1, "{checked}");
    let row = &checked["views"][0]["deviations"][0];
    assert_eq!((&row["kind"], &row["key"]), (&json!("different"), &json!("(views-story.com)")), "{row}");
    assert_eq!(row["changes"], json!([{ "path": "owner", "before": owner + 1, "after": owner }]), "{row}");
    let output = shell.run("replay whois --check").await;
    assert!(String::from_utf8(output.stdout).unwrap().contains("NOT as the journal says"));
    shell.says("replay whois").await;
    assert_eq!(shell.answers("replay whois --check").await["equal"], true);

    let kept = shell.0.data().join("ledger.jsonl");
    let built = shell.answers(&format!("replay ledger --until 2100-01-01 --out {}", kept.display())).await;
    let entries = built[0]["tables"]["ledger_entries"].as_u64().unwrap();
    let lines = std::fs::read_to_string(&kept).unwrap();
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |table: &str| rows.iter().filter(|row| row["table"] == table).count() as u64;
    assert_eq!(of("ledger_entries"), entries, "{built}");
    assert!(rows.iter().any(|row| row["row"]["account"] == ACCOUNT));
    let early = shell.answers("replay ledger --until 2020-01-01").await;
    assert_eq!(
        early[0]["tables"],
        json!({ "ledger_entries": 0, "money_balances": 0, "money_entries": 0, "points_balances": 0 }),
        "{early}"
    );
    let piped = shell.says("replay whois --until 2100-01-01 --out -").await;
    assert!(piped.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{piped}");
    assert_eq!(psql(shell.0, "select count(*) from pg_namespace where nspname ~ 'scratch|next'"), "0");
    shell.wants("replay everything", "possible values").await;
    shell.wants("replay whois --check --until 2100-01-01", "--until").await;
    shell.refuses("replay whois --until 2100-01-01 --out /nowhere/rows", "FAILED").await;
}

async fn doctor(shell: &Shell<'_>) {
    let told = shell.answers("doctor").await;
    assert_eq!(told["healthy"], true, "{told}");
    let state = |told: &Value, check: &str| {
        let checks = told["checks"].as_array().unwrap();
        let found = checks.iter().find(|line| line["check"] == check);
        found.unwrap_or_else(|| panic!("{check}: {told}"))["state"].clone()
    };
    for check in [
        "master key",
        "database",
        "migrations",
        "role",
        "clocks",
        "anchors",
        "archive",
        "clock",
        "registry",
        "server",
        "directory",
    ] {
        assert_eq!(state(&told, check), "ok", "{check}: {told}");
    }
    let table = shell.says("doctor").await;
    assert!(table.contains("it may append and read events, and nothing else"), "{table}");

    let key = shell.0.data().join("master.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let output = shell.run("doctor --json").await;
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (state(&told, "master key"), state(&told, "database")),
        (json!("fail"), json!("ok")),
        "{told}"
    );
    let output = shell.run("doctor --config /nowhere.toml --json").await;
    assert_eq!(output.status.code(), Some(2), "a folder and a file are two installations");
}

/// The database is started for each command and stopped again.
async fn stopped(shell: &Shell<'_>, before: &Value) {
    assert_eq!(&shell.answers("points show 13490").await, before);
    let granted = shell.answers("points grant 13490 77 --reason while-stopped --as finance").await;
    assert_eq!((&granted["accepted"], &granted["seen"]), (&json!(true), &json!(false)), "{granted}");
    assert_eq!(shell.answers("audit verify").await["sound"], true);
    assert_eq!(shell.answers("replay votes --check").await["equal"], true);
    let told = shell.answers("doctor").await;
    assert_eq!(told["healthy"], true, "stopped is not broken: {told}");
    assert!(told.to_string().contains("the demo is stopped"), "{told}");
    let address = shell.0.access()["postgres"].as_str().unwrap().split(['@', '/']).nth(3).unwrap().to_owned();
    assert!(TcpStream::connect(&address).is_err(), "no database is left running on {address}");
}

/// A statement as the application's own role.
fn psql(demo: &Demo, statement: &str) -> String {
    let url = demo.access()["postgres"].as_str().expect("an address");
    let script = format!("set search_path = views, public; {statement}");
    let output = Command::new(program()).args([url, "-qtAc", &script]).output().expect("psql runs");
    assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Debian keeps PostgreSQL's programs beside the server.
fn program() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.map(|entry| entry.path().join("bin/psql")).find(|path| path.exists());
    found.unwrap_or_else(|| PathBuf::from("psql"))
}
