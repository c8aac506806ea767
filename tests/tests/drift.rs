//! Reconciliation: what the registry shows is changed behind the registrar's back, and found; a person accepts, pushes
//! or ignores it, and what is mended there vanishes here.

use serde_json::{Value, json};
use stories::{Demo, Desk, EppSession, person};

const DRIFT: &str = "query($name: DomainName, $standing: DriftStanding) { drift(name: $name, standing: $standing) { \
    nodes { name field believed shown standing reason operation changedBy } } }";
const HOLD: &str = "<domain:status s=\"clientHold\"/>";

struct Story {
    demo: Demo,
    desk: Desk,
    owner: u64,
    ours: EppSession,
}

fn server(host: &str) -> String {
    format!("<domain:ns><domain:hostObj>{host}</domain:hostObj></domain:ns>")
}

fn added(what: &str) -> String {
    format!("<domain:add>{what}</domain:add>")
}

fn removed(what: &str) -> String {
    format!("<domain:rem>{what}</domain:rem>")
}

/// Another name server in place of the second one.
fn moved(more: &str) -> String {
    added(&(server("ns9.elsewhere.test") + more)) + &removed(&server("ns1.online.net"))
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let desk = Desk::of(&demo, "support");
        let owner = desk.person(person("Anne", "anne@drift.test")).await;
        let mut ours = demo.epp("ours").await;
        ours.create_host("ns9.elsewhere.test").await;
        Self { demo, desk, owner, ours }
    }

    async fn compares(&self, name: &str) {
        let done = self.desk.does("reconcileDomain", json!({ "name": name })).await;
        assert_eq!(done, Ok(name.to_owned()));
    }

    /// Field and standing of all that was ever found about a name.
    async fn drift(&self, name: &str) -> Vec<(String, String)> {
        let word = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
        let mut rows: Vec<_> =
            self.rows(name).await.iter().map(|row| (word(row, "field"), word(row, "standing"))).collect();
        rows.sort();
        rows
    }

    async fn rows(&self, name: &str) -> Vec<Value> {
        // Looking at a name waits for every view.
        self.desk.name(name).await;
        let found = self.desk.ask(DRIFT, json!({ "name": name })).await;
        found["drift"]["nodes"].as_array().cloned().unwrap_or_default()
    }

    async fn decides(&self, mutation: &str, name: &str, fields: &[&str]) -> Result<(), String> {
        let input = json!({ "name": name, "fields": fields, "reason": "the customer said so" });
        self.desk.does(mutation, input).await.map(|_| ()).map_err(|said| said[0].code.clone())
    }

    /// Pushes, and waits until the registry has been told.
    async fn pushes(&self, name: &str, fields: &[&str]) -> u64 {
        let input = json!({ "name": name, "fields": fields, "reason": "nobody asked for it" });
        let operation = self.desk.opens("pushDrift", input).await.unwrap_or_else(|said| panic!("{said:?}"));
        self.desk.ends(operation, "SUCCEEDED").await;
        operation
    }

    async fn servers(&self, name: &str) -> Value {
        self.desk.name(name).await["nameServers"].clone()
    }
}

fn rows(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(field, standing)| ((*field).to_owned(), (*standing).to_owned())).collect()
}

#[tokio::test]
async fn what_drifts_is_found_and_a_person_decides() {
    let mut story = Story::begin().await;
    for name in ["accepted.com", "pushed.com", "ignored.com", "vanished.com", "renewed.com", "equal.com"] {
        story.desk.registered(name, story.owner, json!({})).await;
    }
    story.compares("equal.com").await;
    assert_eq!(story.drift("equal.com").await, [], "nothing differs, nothing is said");
    it_is_accepted(&mut story).await;
    it_is_pushed(&mut story).await;
    it_is_ignored(&mut story).await;
    it_vanishes(&mut story).await;
    an_expiry_is_only_accepted(&mut story).await;
    story.demo.is_in_order().await;
}

async fn it_is_accepted(story: &mut Story) {
    let name = "accepted.com";
    assert_eq!(story.decides("acceptDrift", name, &[]).await, Err("NOT_FOUND".to_owned()));
    story.ours.update(name, &moved(HOLD)).await;
    assert_eq!(story.drift(name).await, [], "nobody has looked yet");
    story.compares(name).await;
    story.compares(name).await;
    assert_eq!(story.drift(name).await, rows(&[("CLIENT_STATUSES", "OPEN"), ("NAME_SERVERS", "OPEN")]));
    let found = story.rows(name).await;
    let servers = found.iter().find(|row| row["field"] == "NAME_SERVERS").expect("name servers");
    assert_eq!(servers["believed"], "ns0.online.net ns1.online.net");
    assert_eq!(servers["shown"], "ns0.online.net ns9.elsewhere.test");
    // Without a reason nothing is decided.
    let silent = json!({ "name": name, "reason": " " });
    let said = story.desk.does("acceptDrift", silent).await.expect_err("no reason");
    assert_eq!((&*said[0].code, &*said[0].field), ("FIELDS_INVALID", "reason"));
    assert_eq!(story.decides("acceptDrift", name, &["TECH"]).await, Err("NOT_FOUND".to_owned()));
    story.decides("acceptDrift", name, &["NAME_SERVERS"]).await.expect("accepted");
    assert_eq!(story.servers(name).await, json!(["ns0.online.net", "ns9.elsewhere.test"]));
    assert_eq!(story.desk.name(name).await["statuses"], json!([]), "the other field still waits");
    assert_eq!(story.drift(name).await, rows(&[("CLIENT_STATUSES", "OPEN"), ("NAME_SERVERS", "ACCEPTED")]));
    story.decides("acceptDrift", name, &[]).await.expect("accepted");
    assert_eq!(story.desk.name(name).await["statuses"], json!(["clientHold"]));
    story.compares(name).await;
    let accepted = rows(&[("CLIENT_STATUSES", "ACCEPTED"), ("NAME_SERVERS", "ACCEPTED")]);
    assert_eq!(story.drift(name).await, accepted);
    assert_eq!(story.rows(name).await[0]["reason"], "the customer said so");
    // An ordinary change goes on from there.
    story.desk.updated(name, json!({ "clientStatuses": [] })).await;
    assert!(!story.ours.info(name).await.xml.contains("clientHold"));
}

async fn it_is_pushed(story: &mut Story) {
    let name = "pushed.com";
    story.ours.update(name, &moved(HOLD)).await;
    story.compares(name).await;
    let operation = story.pushes(name, &[]).await;
    let shown = story.ours.info(name).await.xml;
    assert!(shown.contains("ns1.online.net") && !shown.contains("ns9.elsewhere.test"), "{shown}");
    assert!(!shown.contains("clientHold"), "{shown}");
    assert_eq!(story.servers(name).await, json!(["ns0.online.net", "ns1.online.net"]));
    assert_eq!(story.drift(name).await, rows(&[("CLIENT_STATUSES", "PUSHED"), ("NAME_SERVERS", "PUSHED")]));
    assert!(story.rows(name).await.iter().all(|row| row["operation"] == operation));
    assert_eq!(story.decides("acceptDrift", name, &["NAME_SERVERS"]).await, Err("DRIFT_SETTLED".to_owned()));
    story.compares(name).await;
    assert!(story.drift(name).await.iter().all(|(_, standing)| standing == "PUSHED"), "nothing differs now");
}

async fn it_is_ignored(story: &mut Story) {
    let name = "ignored.com";
    story.ours.update(name, &added(HOLD)).await;
    story.compares(name).await;
    story.decides("ignoreDrift", name, &[]).await.expect("ignored");
    story.compares(name).await;
    assert_eq!(story.drift(name).await, rows(&[("CLIENT_STATUSES", "IGNORED")]), "it stays silent");
    let another = added("<domain:status s=\"clientTransferProhibited\"/>");
    story.ours.update(name, &another).await;
    story.compares(name).await;
    assert_eq!(story.drift(name).await, rows(&[("CLIENT_STATUSES", "OPEN")]), "until it changes");
    // What a person has seen may be no more what the registry shows.
    story.ours.update(name, &removed(HOLD)).await;
    let said = story.decides("acceptDrift", name, &["CLIENT_STATUSES"]).await;
    assert_eq!(said, Err("DRIFT_CHANGED".to_owned()));
    story.pushes(name, &["CLIENT_STATUSES"]).await;
    assert!(!story.ours.info(name).await.xml.contains("clientTransferProhibited"));
}

async fn it_vanishes(story: &mut Story) {
    let name = "vanished.com";
    story.ours.update(name, &moved("")).await;
    // All names at once, as a timer does.
    let swept = story.demo.command(&["registry", "reconcile", "--all", "--as", "support", "--json"]).await;
    let swept: Value = serde_json::from_str(&swept).expect("JSON");
    let of = |wanted: &str| {
        let names = swept["names"].as_array().expect("names");
        names
            .iter()
            .find(|one| one["name"] == wanted)
            .unwrap_or_else(|| panic!("{wanted} in {swept}"))
            .clone()
    };
    assert_eq!(of(name)["open"], json!(["name-servers"]));
    assert_eq!(of("equal.com")["open"], json!([]));
    assert_eq!(story.drift(name).await, rows(&[("NAME_SERVERS", "OPEN")]));
    let back = added(&server("ns1.online.net")) + &removed(&server("ns9.elsewhere.test"));
    story.ours.update(name, &back).await;
    story.compares(name).await;
    assert_eq!(story.drift(name).await, rows(&[("NAME_SERVERS", "VANISHED")]));
    assert_eq!(story.decides("ignoreDrift", name, &["NAME_SERVERS"]).await, Err("DRIFT_SETTLED".to_owned()));
}

async fn an_expiry_is_only_accepted(story: &mut Story) {
    let name = "renewed.com";
    let before = story.desk.name(name).await["expires"].as_str().expect("an expiry").to_owned();
    assert_eq!(story.ours.renew(name, &before[..10]).await.code, 1000);
    story.compares(name).await;
    assert_eq!(story.decides("acceptDrift", "nobody-has-it.com", &[]).await, Err("NOT_FOUND".to_owned()));
    let said = story.desk.opens("pushDrift", json!({ "name": name, "reason": "nobody paid" })).await;
    assert_eq!(said.expect_err("no update can say it")[0].code, "NOT_PUSHABLE");
    story.decides("acceptDrift", name, &["EXPIRY"]).await.expect("accepted");
    let after = story.desk.name(name).await["expires"].as_str().expect("an expiry").to_owned();
    let year = |day: &str| day[..4].parse::<i32>().expect("a year");
    assert_eq!(year(&after), year(&before) + 1);
    // The year is at the registry, and nobody has paid for it: a renewal buys it.
    story.desk.done_on_name("renewDomain", name, Some(1)).await;
    let renewed = story.desk.name(name).await["expires"].as_str().expect("an expiry").to_owned();
    assert_eq!(year(&renewed), year(&before) + 1, "the year that was added is the one that is bought");
}

#[tokio::test]
async fn what_no_word_of_a_person_settles_says_what_to_do_instead() {
    let mut story = Story::begin().await;
    for name in ["another-owner.org", "deleted-there.com"] {
        story.desk.registered(name, story.owner, json!({})).await;
    }
    // Another registrant: a trade, or ours again. Whose object it is, nobody reads here.
    story.ours.create_contact("JSMITH-1", "John Smith", "john@elsewhere.test").await;
    let registrant = "<domain:chg><domain:registrant>JSMITH-1</domain:registrant></domain:chg>";
    story.ours.update("another-owner.org", registrant).await;
    story.compares("another-owner.org").await;
    let found = story.rows("another-owner.org").await;
    assert_eq!((found.len(), &found[0]["field"]), (1, &json!("REGISTRANT")), "{found:?}");
    assert!(!found[0].to_string().contains("JSMITH"), "{found:?}");
    let said = story.decides("acceptDrift", "another-owner.org", &[]).await;
    assert_eq!(said, Err("NOT_ACCEPTABLE".to_owned()));
    story.pushes("another-owner.org", &[]).await;
    let shown = story.ours.info("another-owner.org").await.text("registrant");
    assert_ne!(shown.as_deref(), Some("JSMITH-1"));
    story.compares("another-owner.org").await;
    assert_eq!(story.drift("another-owner.org").await, rows(&[("REGISTRANT", "PUSHED")]));
    // Deleted within the add grace period, the registry knows it no more.
    assert_eq!(story.ours.delete("deleted-there.com").await.code, 1000);
    story.compares("deleted-there.com").await;
    let found = story.rows("deleted-there.com").await;
    assert_eq!((&found[0]["field"], &found[0]["shown"]), (&json!("SPONSOR"), &json!("nobody")), "{found:?}");
    for mutation in ["acceptDrift", "pushDrift"] {
        let input = json!({ "name": "deleted-there.com", "reason": "asked on the phone" });
        let said = match mutation {
            "pushDrift" => story.desk.opens(mutation, input).await.map(|_| ()),
            _ => story.desk.does(mutation, input).await.map(|_| ()),
        };
        let said = said.expect_err("nobody's word settles it")[0].code.clone();
        assert!(["NOT_ACCEPTABLE", "NOT_PUSHABLE"].contains(&said.as_str()), "{said}");
    }
    let unknown = json!({ "name": "never-ours.com" });
    let said = story.desk.does("reconcileDomain", unknown).await.expect_err("not ours");
    assert_eq!(said[0].code, "NOT_FOUND");
    story.demo.is_in_order().await;
}
