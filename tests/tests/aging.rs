//! Names and the clock: expiry and the registry's own renewal, deletion, redemption, release, and the next registration.

use serde_json::{Value, json};
use stories::{Demo, Desk, eventually, person, with};

struct Story {
    demo: Demo,
    desk: Desk,
    owner: u64,
}

fn year(shown: &Value) -> i32 {
    shown["expires"]
        .as_str()
        .and_then(|day| day[..4].parse().ok())
        .unwrap_or_else(|| panic!("no expiry: {shown}"))
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let desk = Desk::of(&demo, "support");
        let owner = desk.person(person("Anne", "anne@aging.test")).await;
        Self { demo, desk, owner }
    }

    async fn at_registry(&self, name: &str) -> Option<i32> {
        let shown = self.demo.epp("ours").await.info(name).await;
        (shown.code == 1000)
            .then(|| shown.text("exDate").and_then(|day| day[..4].parse().ok()).expect("an expiry"))
    }
}

#[tokio::test]
async fn names_expire_and_are_renewed_once() {
    let story = Story::begin().await;
    let desk = &story.desk;
    for name in ["one-year.com", "three-years.com", "left-alone.com", "given-up.com"] {
        desk.registered(name, story.owner, json!({})).await;
    }
    let first = year(&desk.name("one-year.com").await);
    story.demo.advance("P364D").await;
    desk.name_is("one-year.com", "ACTIVE").await;
    story.demo.advance("P3D").await;
    for name in ["one-year.com", "three-years.com", "left-alone.com", "given-up.com"] {
        desk.name_is(name, "EXPIRED").await;
        assert_eq!(story.at_registry(name).await, Some(first + 1), "the registry renews by itself");
    }
    let [before, ..] = desk.points().await;
    desk.done_on_name("renewDomain", "one-year.com", Some(1)).await;
    desk.done_on_name("renewDomain", "three-years.com", Some(3)).await;
    let [after, reserved, ..] = desk.points().await;
    assert_eq!((before - after, reserved), (4 * 749, 0));
    for (name, years) in [("one-year.com", 1), ("three-years.com", 3)] {
        let shown = desk.name_is(name, "ACTIVE").await;
        assert_eq!(year(&shown), first + years, "the registry's own year is one of those paid for");
        assert_eq!(story.at_registry(name).await, Some(first + years));
    }
    // Deleted within the auto-renew grace period.
    desk.done_on_name("deleteDomain", "given-up.com", None).await;
    desk.name_is("given-up.com", "REDEMPTION").await;
    desk.name_is("left-alone.com", "EXPIRED").await;
    // A year later the next expiry comes, and is noticed again.
    story.demo.advance("P362D").await;
    desk.name_is("one-year.com", "ACTIVE").await;
    story.demo.advance("P5D").await;
    desk.name_is("one-year.com", "EXPIRED").await;
    desk.name_is("three-years.com", "ACTIVE").await;
    desk.name_is("given-up.com", "GONE").await;
    story.demo.is_in_order().await;
}

#[tokio::test]
async fn deleted_names_are_restored_or_set_free() {
    let story = Story::begin().await;
    let desk = &story.desk;
    let names = ["restored.com", "released.com", "released.eu", "too-late.com", "no-restore.info"];
    for name in names {
        desk.registered(name, story.owner, json!({})).await;
    }
    let born = json!({ "identification": [
        { "name": "dotfr_mode", "value": "PARTICULIER" }, { "name": "dotfr_ne_le", "value": "1970-05-04" },
        { "name": "dotfr_ne_ville", "value": "LYON" }, { "name": "dotfr_ne_pays_id", "value": "FR" },
        { "name": "dotfr_ne_cp", "value": "69001" } ] });
    let french = desk.person(with(person("Claude", "claude@aging.test"), born)).await;
    desk.registered("libre.fr", french, json!({})).await;
    let numbers = [
        desk.name("released.com").await["registration"].clone(),
        desk.name("libre.fr").await["registration"].clone(),
    ];
    let expiry = year(&desk.name("restored.com").await);
    story.demo.advance("P6D").await;
    for name in names.iter().chain(&["libre.fr"]) {
        desk.done_on_name("deleteDomain", name, None).await;
        let shown = desk.name_is(name, "REDEMPTION").await;
        assert!(shown["statuses"].to_string().contains("pendingDelete"), "{shown}");
        let said = desk.on_name("deleteDomain", name, None).await.expect_err("deleted already")[0].clone();
        assert!(["NAME_REFUSED", "STATUS_PROHIBITS"].contains(&said.code.as_str()), "{said:?}");
    }
    restored_for_its_price(&story, expiry).await;
    let said =
        desk.on_name("restoreDomain", "no-restore.info", None).await.expect_err("not offered")[0].clone();
    assert_eq!(said.code, "NOT_OFFERED", "{said:?}");
    story.demo.advance("P29D").await;
    desk.name_is("released.com", "REDEMPTION").await;
    story.demo.advance("P2D").await;
    for name in ["released.com", "too-late.com", "no-restore.info"] {
        desk.name_is(name, "PENDING_DELETE").await;
    }
    let said = desk.on_name("restoreDomain", "too-late.com", None).await.expect_err("too late")[0].clone();
    assert_eq!(said.code, "NAME_REFUSED", "{said:?}");
    desk.name_is("libre.fr", "GONE").await;
    desk.name_is("released.eu", "REDEMPTION").await;
    story.demo.advance("P6D").await;
    for name in ["released.com", "too-late.com", "no-restore.info"] {
        desk.name_is(name, "GONE").await;
        assert_eq!(story.at_registry(name).await, None);
    }
    story.demo.advance("P5D").await;
    desk.name_is("released.eu", "GONE").await;
    assert_eq!(story.at_registry("released.eu").await, None);
    // What is free is somebody's next registration, which begins empty and under a number of its own.
    for ((name, owner), old) in
        [("released.com", story.owner), ("libre.fr", french)].into_iter().zip(&numbers)
    {
        desk.registered(name, owner, json!({ "nameServers": [] })).await;
        let shown = desk.name_is(name, "ACTIVE").await;
        assert_ne!(&shown["registration"], old);
        assert_eq!(shown["nameServers"], json!([]));
    }
    let history = story.demo.command(&["audit", "history", "domain/released.com", "--json"]).await;
    let history: Vec<Value> = serde_json::from_str(&history).expect("JSON");
    let events: Vec<&str> = history.iter().filter_map(|line| line["event"].as_str()).collect();
    let once =
        ["RegistrationRequested", "Registered", "OperationClaimed", "Deleted", "DeletionPending", "Released"];
    assert_eq!(events, [&once[..], &once[..2]].concat());
    story.demo.is_in_order().await;
}

async fn restored_for_its_price(story: &Story, expiry: i32) {
    let [before, ..] = story.desk.points().await;
    story.desk.done_on_name("restoreDomain", "restored.com", None).await;
    let [after, reserved, ..] = story.desk.points().await;
    assert_eq!((before - after, reserved), (5_175, 0));
    let shown = story.desk.name_is("restored.com", "ACTIVE").await;
    assert_eq!(year(&shown), expiry);
    assert!(!shown["statuses"].to_string().contains("pendingDelete"), "{shown}");
    let said =
        story.desk.on_name("restoreDomain", "restored.com", None).await.expect_err("nothing to restore");
    assert_eq!(said[0].code, "NAME_REFUSED", "{said:?}");
    eventually("the name can be changed again", async || {
        let code = json!({ "authCode": "Back-Again-2026" });
        story.desk.updates("restored.com", code).await.ok()
    })
    .await;
}
