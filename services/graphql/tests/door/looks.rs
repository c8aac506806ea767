//! Every look at personal data is written down before the answer is given.

use crate::support::Door;
use serde_json::{Value, json};

const LOG: &str = "query($l: String, $s: String) { operatorLog(login: $l, subject: $s, act: LOOK) \
    { edges { cursor node { login role act subjects at } } pageInfo { hasNextPage } } }";

async fn looks(door: &Door, login: &str) -> Vec<Value> {
    let log = door.data("admin", LOG, json!({ "l": login })).await;
    log["operatorLog"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["node"]["subjects"].clone())
        .collect()
}

#[tokio::test]
async fn whoever_is_shown_a_person_is_written_down() {
    let door = Door::open().await;
    let one = door.contact("MARTIN", "anne@holders.test").await;
    let other = door.contact("DURAND", "paul@holders.test").await;
    door.settled().await;
    let both = "query($a: Int!, $b: Int!) { a: contact(number: $a) { details { email } } \
        b: contact(number: $b) { handle details { city } } }";
    door.data("auditor", both, json!({ "a": one, "b": other })).await;
    assert_eq!(
        looks(&door, "auditor").await,
        [json!([format!("contact/{one}"), format!("contact/{other}")])]
    );
    // Numbers and handles are no personal data, and a viewer is shown none.
    door.data("auditor", "query($a: Int!) { contact(number: $a) { handle } }", json!({ "a": one })).await;
    door.data("viewer", both, json!({ "a": one, "b": other })).await;
    assert_eq!(looks(&door, "auditor").await.len(), 1);
    assert_eq!(looks(&door, "viewer").await, Vec::<Value>::new());
    // A history opens them as well.
    let history = "query($s: String!) { history(stream: $s) { kind } }";
    door.data("support", history, json!({ "s": format!("contact/{one}") })).await;
    assert_eq!(looks(&door, "support").await, [json!([format!("contact/{one}")])]);
    let about = door.data("auditor", LOG, json!({ "s": format!("contact/{other}") })).await;
    assert_eq!(about["operatorLog"]["edges"].as_array().unwrap().len(), 1);
    assert_eq!(door.send("support", LOG, json!({})).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_shown() {
    let door = Door::open().await;
    let one = door.contact("MARTIN", "anne@holders.test").await;
    door.settled().await;
    let mut owner = door.database.connection(journal::cluster::Role::Owner).await.unwrap();
    sqlx::Executor::execute(&mut owner, "alter table operator_log rename to operator_log_elsewhere")
        .await
        .unwrap();
    let query = "query($a: Int!) { contact(number: $a) { handle details { email } } }";
    let refused = door.send("auditor", query, json!({ "a": one })).await;
    assert_eq!(refused.code(), "AUDIT_UNAVAILABLE", "{}", refused.body);
    assert!(!refused.body.to_string().contains("anne@holders.test"), "{}", refused.body);
    let harmless = "query($a: Int!) { contact(number: $a) { handle } }";
    assert!(door.data("auditor", harmless, json!({ "a": one })).await["contact"]["handle"].is_string());
}

#[tokio::test]
async fn the_log_cannot_be_changed_by_the_application() {
    let door = Door::open().await;
    let one = door.contact("MARTIN", "anne@holders.test").await;
    door.settled().await;
    door.data(
        "auditor",
        "query($a: Int!) { contact(number: $a) { details { email } } }",
        json!({ "a": one }),
    )
    .await;
    let mut application = door.database.connection(journal::cluster::Role::App).await.unwrap();
    for forbidden in
        ["update operator_log set login = 'nobody'", "delete from operator_log", "truncate operator_log"]
    {
        let done = sqlx::Executor::execute(&mut application, forbidden).await;
        assert!(done.is_err(), "{forbidden}");
    }
}

#[tokio::test]
async fn many_looks_at_once_are_all_written_down() {
    let door = Door::open().await;
    let one = door.contact("MARTIN", "anne@holders.test").await;
    door.settled().await;
    let query = "query($a: Int!) { contact(number: $a) { details { email } } }";
    let all = (0..100).map(|_| door.data("auditor", query, json!({ "a": one })));
    futures::future::join_all(all).await;
    let log = "{ operatorLog(login: \"auditor\", first: 150) { edges { node { subjects } } } }";
    let log = door.data("admin", log, json!({})).await;
    assert_eq!(log["operatorLog"]["edges"].as_array().unwrap().len(), 100);
}
