//! How a demo starts, stops, begins anew, and what it refuses to touch.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use journal::cluster::Role;
use journal::test_support::TestDatabase;
use serde_json::json;
use std::time::Duration;
use stories::{Demo, eventually};

/// A person waits for so long without wondering.
const SECONDS: Duration = Duration::from_secs(12);
const CONTACT: &str = "mutation($input: RegisterContactInput!) { registerContact(input: $input) \
    { id userErrors { code message } } }";

/// Leaves something behind; its number.
async fn leave_a_trace(demo: &Demo) -> String {
    let details = json!({
        "firstName": "Anne", "lastName": "MARTIN", "street": "3 rue Haute", "city": "LYON", "postalCode": "69001",
        "country": "FR", "phone": "+33.478000000", "email": "anne@trace.test", "locale": "en"
    });
    let input = json!({ "input": { "account": 13490, "details": details } });
    let data = demo.graphql("support").ask(CONTACT, input).await;
    let contact = data["registerContact"]["id"].as_str().expect("a contact").to_owned();
    eventually("the contact is seen", async || knows(demo, &contact).await.then_some(())).await;
    contact
}

async fn knows(demo: &Demo, contact: &str) -> bool {
    let number: u64 = contact.parse().expect("a number");
    let query = "query($n: Int!) { contact(number: $n) { number } }";
    let data = demo.graphql("support").ask(query, json!({ "n": number })).await;
    !data["contact"].is_null()
}

#[tokio::test]
async fn a_demo_stops_in_seconds_goes_on_from_its_data_and_begins_anew_only_when_asked() {
    let mut demo = Demo::start().await;
    let trace = leave_a_trace(&demo).await;
    // Nobody else may use the folder, least of all to empty it.
    let said = demo.refused(&[]).await;
    assert!(said.contains("another demo is running in"), "{said}");
    let said = demo.refused(&["--fresh"]).await;
    assert!(said.contains("another demo is running in"), "{said}");
    assert!(knows(&demo, &trace).await);
    let took = demo.terminate().await;
    assert!(took < SECONDS, "SIGTERM took {took:?}");
    assert_eq!(demo.postmaster(), None, "the database was left running");
    demo.launch().await;
    assert!(knows(&demo, &trace).await, "a second start goes on from the data");
    // Killed, it leaves its database running; a fresh start stops that, too.
    demo.kill();
    demo.launch_with(&["--fresh"]).await;
    assert!(!knows(&demo, &trace).await, "a fresh start begins anew");
    demo.stop().await;
}

#[tokio::test]
async fn a_folder_that_is_no_demos_is_left_alone() {
    let demo = Demo::prepare();
    std::fs::create_dir_all(demo.data()).unwrap();
    let letter = demo.data().join("letter.txt");
    std::fs::write(&letter, "dear diary").unwrap();
    for more in [&[][..], &["--fresh"]] {
        let said = demo.refused(more).await;
        assert!(said.contains("is not empty and no demo's folder"), "{said}");
        assert_eq!(std::fs::read_to_string(&letter).unwrap(), "dear diary");
    }
}

#[tokio::test]
async fn two_demos_run_side_by_side() {
    let (one, other) = tokio::join!(Demo::start(), Demo::start());
    let trace = leave_a_trace(&one).await;
    assert_ne!(one.access()["http"], other.access()["http"]);
    assert!(knows(&one, &trace).await);
    assert_ne!(one.postmaster(), other.postmaster());
    drop(one);
    leave_a_trace(&other).await;
}

#[tokio::test]
async fn a_demo_runs_over_a_database_of_somebody_elses_and_empties_no_other() {
    let database = TestDatabase::new().await.unwrap();
    let url = database.url(Role::Superuser);
    let mut demo = Demo::prepare().over(&url);
    demo.launch().await;
    let trace = leave_a_trace(&demo).await;
    demo.stop().await;
    demo.launch().await;
    assert!(knows(&demo, &trace).await, "a second start goes on from the database");
    demo.stop().await;
    demo.launch_with(&["--fresh"]).await;
    assert!(!knows(&demo, &trace).await, "a fresh start begins anew");
    demo.stop().await;

    // The same database, had it been a production's.
    let mut connection = database.connection(Role::Superuser).await.unwrap();
    sqlx::query("delete from settings where key = 'is_demo'").execute(&mut connection).await.unwrap();
    let events = "select count(*) from events";
    let before: i64 = sqlx::query_scalar(events).fetch_one(&mut connection).await.unwrap();
    for more in [&[][..], &["--fresh"]] {
        let said = demo.refused(more).await;
        assert!(said.contains("holds something else than a demo"), "{said}");
    }
    let after: i64 = sqlx::query_scalar(events).fetch_one(&mut connection).await.unwrap();
    assert_eq!(before, after);
    let made: i64 = sqlx::query_scalar("select count(*) from settings where key = 'is_demo'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(made, 0, "it was made a demo");
}
