//! What is owed about a name, from its registration to its deletion: notices before and after the expiry, the yearly
//! reminder, the interruption, the deletion; and each once, however often the clock runs.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::{Value, json};
use stories::{Demo, GraphQl, eventually, mails_to};

const REGISTER_CONTACT: &str = "mutation($input: RegisterContactInput!) { registerContact(input: $input) \
    { id userErrors { code field message } } }";
const REGISTER: &str = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
    { operation { number } userErrors { code field message } } }";
const RENEW: &str = "mutation($input: RenewDomainInput!) { renewDomain(input: $input) \
    { operation { number } userErrors { code field message } } }";
const WAIVE: &str = "mutation($input: WaiveObligationInput!) { waiveObligation(input: $input) \
    { id userErrors { code field message } } }";
const OWED: &str = "query($name: DomainName, $outstanding: Boolean, $missed: Boolean) { \
    obligations(name: $name, outstanding: $outstanding, missed: $missed) \
    { nodes { key kind standing letter operation rule account } } }";
const NAME: &str = "query($name: DomainName!) { domain(name: $name) { state statuses expires } }";

async fn registered(support: &GraphQl, name: &str, email: &str) {
    let details = json!({
        "firstName": "Anne", "lastName": "MARTIN", "street": "3 rue Haute", "city": "LYON", "postalCode": "69001",
        "country": "FR", "phone": "+33.478000000", "email": email, "locale": "en"
    });
    let data =
        support.ask(REGISTER_CONTACT, json!({ "input": { "account": 13490, "details": details } })).await;
    let owner: u64 =
        data["registerContact"]["id"].as_str().unwrap_or_else(|| panic!("{data}")).parse().unwrap();
    let input = json!({ "account": 13490, "name": name, "owner": owner,
        "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] });
    let data = support.ask(REGISTER, json!({ "input": input })).await;
    assert!(data["registerDomain"]["operation"]["number"].is_u64(), "{data}");
    eventually(&format!("{name} active"), async || {
        let data = support.ask(NAME, json!({ "name": name })).await;
        (data["domain"]["state"] == "ACTIVE").then_some(())
    })
    .await;
}

/// Kind and standing, in order of the day on which it is due.
async fn owed(support: &GraphQl, name: &str, outstanding: Option<bool>) -> Vec<(String, String)> {
    let data = support.ask(OWED, json!({ "name": name, "outstanding": outstanding })).await;
    let nodes = data["obligations"]["nodes"].as_array().unwrap_or_else(|| panic!("{data}"));
    let word = |node: &Value, field: &str| node[field].as_str().unwrap().to_owned();
    nodes.iter().map(|node| (word(node, "kind"), word(node, "standing"))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(kind, standing)| ((*kind).to_owned(), (*standing).to_owned())).collect()
}

fn subjects(demo: &Demo, email: &str) -> Vec<String> {
    let of = |subject: &str| subject.split(" on ").next().unwrap().to_owned();
    mails_to(&demo.outbox(), email).iter().map(|mail| of(&mail.subject)).collect()
}

async fn state(support: &GraphQl, name: &str) -> (String, bool) {
    let data = support.ask(NAME, json!({ "name": name })).await;
    let held = data["domain"]["statuses"].as_array().unwrap().iter().any(|status| status == "clientHold");
    (data["domain"]["state"].as_str().unwrap().to_owned(), held)
}

#[tokio::test]
async fn a_name_that_nobody_renews_is_announced_interrupted_and_deleted() {
    let demo = Demo::start().await;
    let support = demo.graphql("support");
    for (name, email) in [
        ("lost.com", "lost@owners.test"),
        ("saved.com", "saved@owners.test"),
        ("kept.com", "kept@owners.test"),
    ] {
        registered(&support, name, email).await;
    }
    let planned = [("expiry-notice-30", "open"), ("expiry-notice-7", "open"), ("data-reminder", "open")];
    eventually("three obligations", async || {
        (owed(&support, "lost.com", Some(true)).await == pairs(&planned)).then_some(())
    })
    .await;

    // Day 336: a month before the expiry. A second run sends nothing more.
    demo.advance("P336D").await;
    demo.advance("PT1H").await;
    let first = ["lost.com expires", "lost.com: check the data of your domain name"];
    let mut told = subjects(&demo, "lost@owners.test");
    told.sort();
    assert_eq!(told, first);
    assert_eq!(owed(&support, "lost.com", Some(true)).await, pairs(&[("expiry-notice-7", "open")]));

    // Day 366: expired. What is owed now follows from the expiry, whatever the registry shows meanwhile.
    demo.advance("P30D").await;
    let told = subjects(&demo, "lost@owners.test");
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told.contains(&"lost.com has expired".to_owned()), "{told:?}");
    let after = [("interruption", "open"), ("deletion", "open")];
    let mut open = owed(&support, "lost.com", Some(true)).await;
    open.retain(|(kind, _)| !kind.starts_with("expir"));
    assert_eq!(open, pairs(&after));

    // One name is kept by a person's decision, with a reason; a wrong key is refused by name.
    let data = support.ask(OWED, json!({ "name": "kept.com", "outstanding": true })).await;
    for node in data["obligations"]["nodes"].as_array().unwrap() {
        let input = json!({ "name": "kept.com", "key": node["key"], "reason": "kept for a court" });
        let data = support.ask(WAIVE, json!({ "input": input })).await;
        assert_eq!(data["waiveObligation"]["userErrors"], json!([]), "{data}");
    }
    let wrong = json!({ "input": { "name": "kept.com", "key": "tomorrow", "reason": "x" } });
    let data = support.ask(WAIVE, wrong).await;
    assert_eq!(data["waiveObligation"]["userErrors"][0]["field"], "key", "{data}");

    // Day 402: interrupted. The one that is renewed is given back.
    demo.advance("P36D").await;
    assert_eq!(state(&support, "lost.com").await, ("EXPIRED".to_owned(), true));
    assert_eq!(state(&support, "kept.com").await, ("EXPIRED".to_owned(), false));
    let renewed = support.ask(RENEW, json!({ "input": { "account": 13490, "name": "saved.com" } })).await;
    assert!(renewed["renewDomain"]["operation"]["number"].is_u64(), "{renewed}");
    eventually("saved.com given back", async || {
        (state(&support, "saved.com").await == ("ACTIVE".to_owned(), false)).then_some(())
    })
    .await;

    // Day 410: deleted, before the registry's grace period ends; it may still be restored.
    demo.advance("P8D").await;
    assert_eq!(state(&support, "lost.com").await.0, "REDEMPTION");
    assert_eq!(state(&support, "saved.com").await.0, "ACTIVE");
    assert_eq!(state(&support, "kept.com").await.0, "EXPIRED");
    assert_eq!(owed(&support, "lost.com", Some(true)).await, pairs(&[]));
    let missed = support.ask(OWED, json!({ "missed": true })).await;
    assert_eq!(missed["obligations"]["nodes"], json!([]), "nothing was missed");
    let told = demo.command(&["audit", "verify"]).await;
    assert!(told.contains("the journal is whole"), "{told}");
}
