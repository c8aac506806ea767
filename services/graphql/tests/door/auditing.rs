//! What an auditor asks: what differs between two moments, and events as a table.

use crate::support::{ACCOUNT, Door, ROLES};
use projections::Paging;
use projections::feed::FeedFilter;
use serde_json::{Value, json};

const COMPARE: &str = "query($s: String!, $a: DateTime!, $b: DateTime!) { compare(stream: $s, from: $a, to: $b) \
    { path before after } }";

async fn looked(door: &Door, subject: &str) -> Vec<Value> {
    let log = "query($s: String) { operatorLog(subject: $s, act: LOOK) { edges { node { login } } } }";
    let log = door.data("admin", log, json!({ "s": subject })).await;
    let edges = log["operatorLog"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["login"].clone()).collect()
}

#[tokio::test]
async fn two_moments_of_a_stream_are_compared() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let before = door.application.clock().now();
    let details = json!({ "legalForm": "particulier", "firstName": "Anne", "lastName": "MARTIN", "street": "3 rue Haute",
        "postalCode": "69001", "city": "LYON", "country": "FR", "phone": "+33.478000000", "locale": "fr",
        "email": "anne.new@holders.test" });
    let amend = json!({ "account": ACCOUNT, "contact": owner, "details": details });
    let amended = door.mutate("support", "amendContact", "AmendContactInput", "id", amend).await;
    assert_eq!(amended["userErrors"], json!([]), "{amended}");
    let stream = format!("contact/{owner}");
    let long_ago = before - chrono::TimeDelta::days(400);
    let after = before + chrono::TimeDelta::days(1);
    let asked = json!({ "s": stream, "a": long_ago, "b": after });
    let shown = door.data("auditor", COMPARE, asked.clone()).await.to_string();
    assert!(shown.contains("anne.new@holders.test"), "{shown}");
    let closed = door.data("viewer", COMPARE, asked).await;
    assert!(!closed["compare"].as_array().unwrap().is_empty(), "{closed}");
    assert!(!closed.to_string().contains("holders.test"), "{closed}");
    assert_eq!(looked(&door, &stream).await, ["auditor"]);
    let same = door.data("viewer", COMPARE, json!({ "s": stream, "a": after, "b": after })).await;
    assert_eq!(same["compare"], json!([]));
    for (stream, from, to, code) in
        [("king/1", before, after, "BAD_STREAM"), (stream.as_str(), after, before, "BAD_ARGUMENT")]
    {
        let answer = door.send("viewer", COMPARE, json!({ "s": stream, "a": from, "b": to })).await;
        assert_eq!(answer.code(), code, "{}", answer.body);
    }
}

#[tokio::test]
async fn streams_of_every_type_have_a_history() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    door.name("with-history.com", owner).await;
    door.settled().await;
    for kind in domain_model::AGGREGATE_TYPES {
        let known = FeedFilter { kinds: vec![(*kind).to_owned()], ..FeedFilter::default() };
        let known = door.application.views().feed(&known, &Paging::first(1)).await.unwrap();
        let id = known.into_rows().pop().map_or_else(|| "1".to_owned(), |row| row.id);
        let query = "query($s: String!) { history(stream: $s, first: 1) { kind after } }";
        let history = door.data("support", query, json!({ "s": format!("{kind}/{id}") })).await;
        assert!(id == "1" || history["history"].as_array().unwrap().len() == 1, "{kind}/{id}: {history}");
    }
}

#[tokio::test]
async fn events_are_found_by_the_door_that_they_came_through() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    door.name("by-door.com", owner).await;
    door.settled().await;
    let query = "query($c: String) { events(channel: $c, first: 200) { nodes { channel } } \
        exportEvents(channel: $c) }";
    let mut seen = 0;
    for channel in ["graphql", "epp", "internal"] {
        let found = door.data("auditor", query, json!({ "c": channel })).await;
        let nodes = found["events"]["nodes"].as_array().unwrap();
        assert!(
            !nodes.is_empty() && nodes.iter().all(|event| event["channel"] == channel),
            "{channel}: {found}"
        );
        let lines = found["exportEvents"].as_str().unwrap().lines().count();
        assert_eq!(lines, nodes.len() + 1, "{channel}");
        seen += nodes.len();
    }
    let all = door.data("auditor", query, json!({})).await["events"]["nodes"].as_array().unwrap().len();
    assert_eq!(seen, all, "these are all the doors that were used");
    let wrong = door.send("auditor", query, json!({ "c": "telex" })).await;
    assert_eq!(wrong.code(), "BAD_ARGUMENT", "{}", wrong.body);
}

#[tokio::test]
async fn events_are_exported_as_a_table_for_auditors() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    door.name("exported.com", owner).await;
    door.settled().await;
    let query = "query($s: String, $k: [String!]! = []) { exportEvents(stream: $s, types: $k) }";
    let table = door.data("auditor", query, json!({ "s": "domain/exported.com" })).await;
    let table = table["exportEvents"].as_str().unwrap().to_owned();
    let lines: Vec<&str> = table.trim_end().split("\r\n").collect();
    assert_eq!(lines[0], "at,recorded_at,stream,sequence,event,actor,channel,correlation");
    let fields: Vec<&str> = lines[lines.len() - 1].split(',').collect();
    assert_eq!((fields[2], fields[3], fields.len()), ("domain/exported.com", "1", 8), "{table}");
    let listed = "{ events(stream: \"domain/exported.com\") { edges { node { kind } } } }";
    let listed = door.data("auditor", listed, json!({})).await;
    assert_eq!(lines.len() - 1, listed["events"]["edges"].as_array().unwrap().len());
    let all = door.data("admin", query, json!({ "k": ["account", "points-account"] })).await;
    let all = all["exportEvents"].as_str().unwrap();
    assert!(all.contains(&format!(",account/{ACCOUNT},1,")) && !all.contains("domain/"), "{all}");
    assert_eq!(looked(&door, "domain/exported.com").await, ["auditor"]);
    assert_eq!(looked(&door, "feed").await, ["admin"]);
    for role in ROLES {
        let answer = door.send(role.as_str(), "{ exportEvents(kind: \"NoSuchEvent\") }", json!({})).await;
        match role.as_str() {
            "auditor" | "admin" => {
                assert_eq!(answer.data()["exportEvents"].as_str().unwrap().lines().count(), 1)
            }
            _ => assert_eq!(answer.code(), "FORBIDDEN", "{}", answer.body),
        }
    }
}
