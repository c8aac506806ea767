//! What is owed about a name, from its registration to its deletion: notices before and after the expiry, the yearly
//! reminder, the interruption, the deletion; and each once, however often the clock runs.

use serde_json::{Value, json};
use stories::{Demo, Desk, eventually, mails_to, person};

const OWED: &str = "query($name: DomainName, $outstanding: Boolean, $missed: Boolean) { \
    obligations(name: $name, outstanding: $outstanding, missed: $missed) { nodes { key kind standing } } }";

/// Kind and standing of what is outstanding, in order of the day on which it is due.
async fn owed(desk: &Desk, name: &str) -> Vec<(String, String)> {
    let data = desk.ask(OWED, json!({ "name": name, "outstanding": true })).await;
    let nodes = data["obligations"]["nodes"].as_array().cloned().unwrap_or_default();
    let word = |node: &Value, field: &str| node[field].as_str().unwrap_or_default().to_owned();
    nodes.iter().map(|node| (word(node, "kind"), word(node, "standing"))).collect()
}

fn open(kinds: &[&str]) -> Vec<(String, String)> {
    kinds.iter().map(|kind| ((*kind).to_owned(), "open".to_owned())).collect()
}

/// What the letters are about, without their dates, in order of the alphabet.
fn subjects(demo: &Demo, email: &str) -> Vec<String> {
    let mails = mails_to(&demo.outbox(), email);
    let mut about: Vec<String> =
        mails.iter().map(|mail| mail.subject.split(" on ").next().unwrap_or_default().to_owned()).collect();
    about.sort();
    about
}

/// Where a name is, and whether it is interrupted.
async fn state(desk: &Desk, name: &str) -> (String, bool) {
    let shown = desk.name(name).await;
    let held = shown["statuses"].as_array().is_some_and(|all| all.iter().any(|one| one == "clientHold"));
    (shown["state"].as_str().unwrap_or_default().to_owned(), held)
}

/// A person decides that nothing of what is owed about a name is done.
async fn waive_all(desk: &Desk, name: &str) {
    let data = desk.ask(OWED, json!({ "name": name, "outstanding": true })).await;
    for node in data["obligations"]["nodes"].as_array().into_iter().flatten() {
        let input = json!({ "name": name, "key": node["key"], "reason": "kept for a court" });
        desk.does("waiveObligation", input).await.unwrap_or_else(|said| panic!("{said:?}"));
    }
    let wrong = json!({ "name": name, "key": "tomorrow", "reason": "x" });
    let said = desk.does("waiveObligation", wrong).await.expect_err("no key");
    assert_eq!((&*said[0].code, &*said[0].field), ("FIELDS_INVALID", "key"), "{said:?}");
}

#[tokio::test]
async fn a_name_that_nobody_renews_is_announced_interrupted_and_deleted() {
    let demo = Demo::start().await;
    let desk = Desk::of(&demo, "support");
    for (name, email) in [
        ("lost.com", "lost@owners.test"),
        ("saved.com", "saved@owners.test"),
        ("kept.com", "kept@owners.test"),
    ] {
        let owner = desk.person(person("Anne", email)).await;
        desk.registered(name, owner, json!({})).await;
    }
    let planned = open(&["expiry-notice-30", "expiry-notice-7", "data-reminder"]);
    eventually("three obligations", async || (owed(&desk, "lost.com").await == planned).then_some(())).await;

    // Day 336: a month before the expiry. A second run sends nothing more.
    demo.advance("P336D").await;
    demo.advance("PT1H").await;
    let told = ["lost.com expires", "lost.com: check the data of your domain name"];
    assert_eq!(subjects(&demo, "lost@owners.test"), told);
    assert_eq!(owed(&desk, "lost.com").await, open(&["expiry-notice-7"]));

    // Day 366: expired. What is owed now follows from the expiry, whatever the registry shows meanwhile.
    demo.advance("P30D").await;
    let told = [
        "lost.com expires",
        "lost.com expires",
        "lost.com has expired",
        "lost.com: check the data of your domain name",
    ];
    assert_eq!(subjects(&demo, "lost@owners.test"), told);
    assert_eq!(owed(&desk, "lost.com").await, open(&["interruption", "deletion"]));
    waive_all(&desk, "kept.com").await;

    // Day 402: interrupted. The one that is renewed is given back.
    demo.advance("P36D").await;
    assert_eq!(state(&desk, "lost.com").await, ("EXPIRED".to_owned(), true));
    assert_eq!(state(&desk, "kept.com").await, ("EXPIRED".to_owned(), false));
    desk.done_on_name("renewDomain", "saved.com", None).await;
    eventually("saved.com given back", async || {
        (state(&desk, "saved.com").await == ("ACTIVE".to_owned(), false)).then_some(())
    })
    .await;

    // Day 410: deleted, before the registry's grace period ends; it may still be restored.
    demo.advance("P8D").await;
    assert_eq!(state(&desk, "lost.com").await.0, "REDEMPTION");
    assert_eq!(state(&desk, "saved.com").await.0, "ACTIVE");
    assert_eq!(state(&desk, "kept.com").await.0, "EXPIRED");
    assert_eq!(owed(&desk, "lost.com").await, open(&[]));
    let missed = desk.ask(OWED, json!({ "missed": true })).await;
    assert_eq!(missed["obligations"]["nodes"], json!([]), "nothing was missed");
    demo.is_in_order().await;
}
