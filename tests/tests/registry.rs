//! A registry that answers late, with no, or not at all; and what is restarted or given up then.

use serde_json::{Value, json};
use stories::{Demo, Desk, Said, eventually, person};

struct Story {
    demo: Demo,
    desk: Desk,
    owner: u64,
}

impl Story {
    /// Waits for an end that may come after failures.
    async fn at_last(&self, operation: u64, state: &str) -> Value {
        eventually(&format!("operation {operation} {state}"), async || {
            let shown = self.desk.operation(operation).await;
            (shown["state"] == state).then_some(shown)
        })
        .await
    }

    async fn on_operation(&self, mutation: &str, operation: u64) -> Result<String, Said> {
        let answer = self.desk.does(mutation, json!({ "operation": operation })).await;
        answer.map_err(|said| said[0].clone())
    }

    async fn is_pending(&self, operation: u64) -> bool {
        const PENDING: &str = "query { pendingStatus(first: 100) { nodes { number } } }";
        let report = self.desk.ask(PENDING, json!({})).await;
        let nodes = report["pendingStatus"]["nodes"].as_array().expect("a report");
        nodes.iter().any(|node| node["number"] == operation)
    }
}

#[tokio::test]
async fn a_registry_on_a_bad_day() {
    let demo = Demo::start().await;
    let desk = Desk::of(&demo, "support");
    let owner = desk.person(person("Anne", "anne@badday.test")).await;
    let story = Story { demo, desk, owner };
    it_decides_later(&story).await;
    answers_are_lost(&story).await;
    failures_are_restarted_or_given_up(&story).await;
    it_is_slow_and_then_down(&story).await;
    story.demo.is_in_order().await;
}

async fn it_decides_later(story: &Story) {
    let before = story.desk.points().await;
    let approved =
        story.desk.registers("pending-story.com", story.owner, json!({})).await.expect("asked for");
    let denied =
        story.desk.registers("pending-deny-story.com", story.owner, json!({})).await.expect("asked for");
    // The name is taken meanwhile, and so are the points.
    let said = story.desk.registers("pending-story.com", story.owner, json!({})).await.expect_err("taken")[0]
        .clone();
    assert!(["OPERATION_UNFINISHED", "NOT_AVAILABLE"].contains(&said.code.as_str()), "{said:?}");
    let shown = story.at_last(approved, "SUCCEEDED").await;
    assert_eq!(shown["points"], 749, "{shown}");
    let failed = story.at_last(denied, "FAILED").await;
    assert!(failed["replyMessage"].as_str().expect("words").contains("denied"), "{failed}");
    story.desk.name_is("pending-story.com", "ACTIVE").await;
    assert!(story.desk.name("pending-deny-story.com").await.is_null(), "a name that was never ours");
    let after = story.desk.points().await;
    assert_eq!((before[0] - after[0], after[1], after[2] - before[2]), (749, 0, 749));
    for (name, mutation, years) in [
        ("pending-renew-later.com", "renewDomain", Some(1)),
        ("pending-delete-later.com", "deleteDomain", None),
    ] {
        story.desk.registered(name, story.owner, json!({})).await;
        let operation = story.desk.on_name(mutation, name, years).await.expect("asked for");
        story.at_last(operation, "SUCCEEDED").await;
    }
    story.desk.name_is("pending-delete-later.com", "GONE").await;
    story.desk.registered("pending-update-deny-x.com", story.owner, json!({})).await;
    let code = json!({ "authCode": "Never-To-Be-Taken-1" });
    let denied = story.desk.updates("pending-update-deny-x.com", code).await.expect("asked for");
    story.at_last(denied, "FAILED").await;
    let shown = story.desk.name("pending-update-deny-x.com").await;
    assert!(shown["unfinishedOperation"].is_null(), "{shown}");
}

async fn answers_are_lost(story: &Story) {
    let [before, ..] = story.desk.points().await;
    story.desk.registered("fault-drop-create.com", story.owner, json!({})).await;
    for name in ["fault-renew-drop-x.com", "fault-update-drop-x.com", "fault-delete-drop-x.com"] {
        story.desk.registered(name, story.owner, json!({})).await;
    }
    let year = |shown: &Value| shown["expires"].as_str().and_then(|day| day[..4].parse::<i32>().ok());
    let first = year(&story.desk.name("fault-renew-drop-x.com").await).expect("an expiry");
    story.desk.done_on_name("renewDomain", "fault-renew-drop-x.com", Some(3)).await;
    assert_eq!(year(&story.desk.name("fault-renew-drop-x.com").await), Some(first + 3), "renewed once");
    let mut ours = story.demo.epp("ours").await;
    let shown = ours.info("fault-renew-drop-x.com").await.text("exDate").expect("an expiry");
    assert_eq!(shown[..4].parse::<i32>().ok(), Some(first + 3), "{shown}");
    story.desk.updated("fault-update-drop-x.com", json!({ "authCode": "Lost-And-Found-77" })).await;
    assert!(ours.info("fault-update-drop-x.com").await.xml.contains("Lost-And-Found-77"));
    story.desk.done_on_name("deleteDomain", "fault-delete-drop-x.com", None).await;
    story.desk.name_is("fault-delete-drop-x.com", "GONE").await;
    let [after, reserved, ..] = story.desk.points().await;
    assert_eq!((before - after, reserved), (7 * 749, 0), "four names and three years, each once");
}

async fn failures_are_restarted_or_given_up(story: &Story) {
    // A registry that fails for a moment is tried again by itself.
    story.desk.registered("fault-once-2400-x.com", story.owner, json!({})).await;
    let failed =
        story.desk.registers("fault-once-2308-x.com", story.owner, json!({})).await.expect("asked for");
    let shown = story.at_last(failed, "FAILED").await;
    assert_eq!((&shown["replyCode"], &shown["status"]), (&json!(2308), &json!("Error")), "{shown}");
    assert!(story.is_pending(failed).await, "a failure stays in the report until somebody decides");
    assert!(story.desk.name("fault-once-2308-x.com").await.is_null(), "a name that was never ours");
    let [available, reserved, ..] = story.desk.points().await;
    story.on_operation("restartOperation", failed).await.expect("restarted");
    let shown = story.at_last(failed, "SUCCEEDED").await;
    let [after, still_reserved, ..] = story.desk.points().await;
    assert_eq!((available - after, reserved, still_reserved), (749, 0, 0), "{shown}");
    story.desk.name_is("fault-once-2308-x.com", "ACTIVE").await;
    assert_eq!(
        story.on_operation("restartOperation", failed).await.expect_err("done").code,
        "OPERATION_REFUSED"
    );
    // Given up, it leaves the report; and what is gone is not restarted.
    let failed = story.desk.registers("fault-2308-y.com", story.owner, json!({})).await.expect("asked for");
    story.at_last(failed, "FAILED").await;
    story.on_operation("restartOperation", failed).await.expect("restarted");
    eventually("a second failure", async || {
        let shown = story.desk.operation(failed).await;
        (shown["state"] == "FAILED" && shown["attempts"].as_u64() >= Some(2)).then_some(())
    })
    .await;
    story.on_operation("closeOperation", failed).await.expect("closed");
    eventually("it leaves the report", async || (!story.is_pending(failed).await).then_some(())).await;
    assert_eq!(
        story.on_operation("restartOperation", failed).await.expect_err("closed").code,
        "OPERATION_REFUSED"
    );
    // The name is free for another try, and a restart of the first would meet it.
    let first =
        story.desk.registers("fault-once-2308-z.com", story.owner, json!({})).await.expect("asked for");
    story.at_last(first, "FAILED").await;
    story.desk.registered("fault-once-2308-z.com", story.owner, json!({})).await;
    let said = story.on_operation("restartOperation", first).await.expect_err("taken by now");
    assert_eq!(said.code, "NOT_AVAILABLE", "{said:?}");
    for (name, mutation) in
        [("fault-renew-once-2308-x.com", "renewDomain"), ("fault-delete-once-2308-x.com", "deleteDomain")]
    {
        story.desk.registered(name, story.owner, json!({})).await;
        let years = (mutation == "renewDomain").then_some(1);
        let failed = story.desk.on_name(mutation, name, years).await.expect("asked for");
        story.at_last(failed, "FAILED").await;
        assert!(story.desk.name(name).await["unfinishedOperation"].is_null());
        story.on_operation("restartOperation", failed).await.expect("restarted");
        story.at_last(failed, "SUCCEEDED").await;
    }
    for mutation in ["restartOperation", "closeOperation"] {
        assert_eq!(story.on_operation(mutation, 999_999_999).await.expect_err("unknown").code, "NOT_FOUND");
    }
}

async fn it_is_slow_and_then_down(story: &Story) {
    let begun = std::time::Instant::now();
    let slow = story.desk.registers("fault-slow-x.com", story.owner, json!({})).await.expect("asked for");
    assert!(begun.elapsed().as_millis() < 1_500, "nobody waits for a slow registry");
    story.at_last(slow, "SUCCEEDED").await;
    let mut other = story.demo.epp("other").await;
    other.check("maintenance-4-x.com").await;
    // Accepted while the registry is down, and done when it is back.
    let waits =
        story.desk.registers("after-maintenance.com", story.owner, json!({})).await.expect("asked for");
    assert_ne!(story.desk.operation(waits).await["state"], "FAILED");
    story.at_last(waits, "SUCCEEDED").await;
    story.desk.registered("all-is-well.com", story.owner, json!({})).await;
}
