//! What may be done with a name: hosts inside it, DNSSEC, changes, renewals, and what the points say afterwards.

use serde_json::{Value, json};
use stories::{ACCOUNT, Demo, Desk, EppSession, eventually, person};

struct Story {
    demo: Demo,
    desk: Desk,
    finance: Desk,
    /// Somebody in Lyon, fit for most endings.
    owner: u64,
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let (desk, finance) = (Desk::of(&demo, "support"), Desk::of(&demo, "finance"));
        let owner = desk.person(person("Anne", "anne@life.test")).await;
        Self { demo, desk, finance, owner }
    }

    async fn ours(&self) -> EppSession {
        self.demo.epp("ours").await
    }
}

fn glue(label: &str, addresses: Value) -> Value {
    json!({ "nameServers": [{ "host": format!("ns1.{label}"), "addresses": addresses }, { "host": "ns0.online.net" }] })
}

#[tokio::test]
async fn what_is_done_with_a_name() {
    let story = Story::begin().await;
    hosts_inside_a_name(&story).await;
    dnssec_in_the_form_of_the_ending(&story).await;
    everything_that_an_update_changes(&story).await;
    renewed_up_to_ten_years(&story).await;
    points_follow_prices(&story).await;
    story.demo.is_in_order().await;
    let log = story.demo.log();
    for secret in ["anne@life.test", "+33.478000000", "A-Code-For-Friends-7", "rue Haute"] {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
}

async fn hosts_inside_a_name(story: &Story) {
    let name = "with-glue.com";
    story.desk.registered(name, story.owner, glue(name, json!(["192.0.2.1", "2001:db8::1"]))).await;
    let delegated = json!(["ns1.with-glue.com", "ns0.online.net"]);
    eventually("the name is delegated to its own host", async || {
        (story.desk.name(name).await["nameServers"] == delegated).then_some(())
    })
    .await;
    let mut ours = story.ours().await;
    assert!(ours.info(name).await.xml.contains("ns1.with-glue.com"));
    // The host is the account's: changed, kept without addresses, given up, deleted.
    let on_host = async |mutation: &str, host: &str, addresses: Value| {
        let input = json!({ "account": ACCOUNT, "host": host, "addresses": addresses });
        story.desk.opens(mutation, input).await.map_err(|said| said[0].clone())
    };
    let changed = on_host("updateHost", "ns1.with-glue.com", json!(["192.0.2.9"])).await.expect("changed");
    story.desk.ends(changed, "SUCCEEDED").await;
    let kept = json!({ "nameServers": [{ "host": "ns1.with-glue.com" }, { "host": "ns1.online.net" }] });
    story.desk.updated(name, kept).await;
    let used = on_host("deleteHost", "ns1.with-glue.com", json!([])).await.expect("asked for");
    assert_eq!(story.desk.ends(used, "FAILED").await["replyCode"], 2305, "a host in use stays");
    let held = story.desk.on_name("deleteDomain", name, None).await.expect("asked for");
    assert_eq!(story.desk.ends(held, "FAILED").await["replyCode"], 2305, "and so does the name around it");
    story.desk.updated(name, json!({ "nameServers": [{ "host": "ns0.online.net" }] })).await;
    let gone = on_host("deleteHost", "ns1.with-glue.com", json!([])).await.expect("asked for");
    story.desk.ends(gone, "SUCCEEDED").await;
    // Deleted is deleted: the next delegation makes it again.
    story.desk.updated(name, glue(name, json!(["192.0.2.7"]))).await;
    assert!(ours.info(name).await.xml.contains("ns1.with-glue.com"));
    let second = on_host("createHost", "ns2.with-glue.com", json!(["192.0.2.2"])).await.expect("asked for");
    story.desk.ends(second, "SUCCEEDED").await;
    for (host, addresses, code) in [
        ("ns2.with-glue.com", json!(["192.0.2.3"]), "HOST_REFUSED"),
        ("ns3.with-glue.com", json!([]), "FIELDS_INVALID"),
        ("ns1.never-ours.com", json!(["192.0.2.3"]), "NOT_FOUND"),
    ] {
        let said = on_host("createHost", host, addresses).await.expect_err(host);
        assert_eq!(said.code, code, "{said:?}");
    }
    let hosts = "query($a: Int!) { hosts(account: $a) { nodes { name status addresses } } }";
    let listed = story.desk.ask(hosts, json!({ "a": ACCOUNT })).await["hosts"]["nodes"].clone();
    let names: Vec<&str> =
        listed.as_array().expect("hosts").iter().filter_map(|h| h["name"].as_str()).collect();
    assert_eq!(names, ["ns1.with-glue.com", "ns2.with-glue.com"], "{listed}");
    // Deletions and the delegation, one after the other, until the name can go.
    story.desk.updated(name, json!({ "nameServers": [] })).await;
    for host in ["ns1.with-glue.com", "ns2.with-glue.com"] {
        let gone = on_host("deleteHost", host, json!([])).await.expect("asked for");
        story.desk.ends(gone, "SUCCEEDED").await;
    }
    story.desk.done_on_name("deleteDomain", name, None).await;
    story.desk.name_is(name, "GONE").await;
}

async fn dnssec_in_the_form_of_the_ending(story: &Story) {
    let ds = |algorithm: u8, digest: &str| json!({ "dsRecords": [{ "keyTag": 12345, "algorithm": algorithm, "digestType": 2, "digest": digest }] });
    let key = |key: &str| json!({ "keyRecords": [{ "algorithm": 13, "publicKey": key }] });
    let (digest, public) = ("AB".repeat(32), "AwEAAddt2AkLfYGKgiEZB5SmIF8EvrjxNMH6HtxWEA4RJ9Ao");
    story.desk.registered("signed.com", story.owner, json!({})).await;
    story.desk.registered("signed.eu", story.owner, json!({})).await;
    story.desk.registered("signed.info", story.owner, json!({})).await;
    story.desk.updated("signed.com", ds(8, &digest)).await;
    story.desk.updated("signed.eu", key(public)).await;
    assert_eq!(story.desk.name("signed.com").await["dnssec"], true);
    let mut ours = story.ours_with_dnssec().await;
    assert!(ours.info("signed.com").await.xml.contains(&digest));
    assert!(ours.info("signed.eu").await.xml.contains(public));
    let same = story.desk.updates("signed.com", ds(8, &digest)).await.expect_err("nothing changes");
    assert_eq!(same[0].code, "NO_CHANGE");
    for (name, more, words) in [
        ("signed.com", key(public), "DS records"),
        ("signed.eu", ds(8, &digest), "public keys"),
        ("signed.info", ds(13, &digest), "algorithm 13"),
        ("signed.com", ds(8, "ABCD"), "32 bytes"),
        ("signed.com", ds(8, "no hex"), "hexadecimal"),
        ("signed.eu", key("&&&"), "base64"),
    ] {
        let said = story.desk.updates(name, more).await.expect_err(words)[0].clone();
        assert_eq!(said.code, "FIELDS_INVALID", "{said:?}");
        assert!(said.message.contains(words), "{said:?}");
        assert!(["dsRecords", "keyRecords"].contains(&said.field.as_str()), "{said:?}");
    }
    story.desk.updated("signed.com", json!({ "dsRecords": [] })).await;
    story.desk.updated("signed.eu", json!({ "keyRecords": [] })).await;
    for name in ["signed.com", "signed.eu"] {
        assert_eq!(story.desk.name(name).await["dnssec"], false);
        assert!(!ours.info(name).await.xml.contains("secDNS:"));
    }
}

impl Story {
    async fn ours_with_dnssec(&self) -> EppSession {
        EppSession::open_with(&self.demo.access()["epp"], "ours", &["urn:ietf:params:xml:ns:secDNS-1.1"])
            .await
    }
}

async fn everything_that_an_update_changes(story: &Story) {
    let name = "much-changed.com";
    story.desk.registered(name, story.owner, json!({})).await;
    let tech = story.desk.person(person("Tom", "tom@life.test")).await;
    let changes = json!({
        "nameServers": [{ "host": "nsa.bookmyname.com" }, { "host": "ns1.online.net" }], "tech": tech, "admin": tech,
        "clientStatuses": ["clientTransferProhibited", "clientHold"], "authCode": "A-Code-For-Friends-7"
    });
    story.desk.updated(name, changes.clone()).await;
    let same = story.desk.updates(name, changes).await.expect_err("nothing changes");
    assert_eq!(same[0].code, "NO_CHANGE");
    let shown = story.desk.name(name).await;
    assert_eq!(
        (&shown["tech"], &shown["admin"], &shown["owner"]),
        (&json!(tech), &json!(tech), &json!(story.owner))
    );
    let statuses = shown["statuses"].to_string();
    assert!(statuses.contains("clientHold") && statuses.contains("clientTransferProhibited"), "{statuses}");
    let xml = story.ours().await.info(name).await.xml;
    for expected in ["nsa.bookmyname.com", "clientHold", &format!("BMN-{tech}"), "A-Code-For-Friends-7"] {
        assert!(xml.contains(expected), "{expected} is missing: {xml}");
    }
    assert!(!xml.contains("ns0.online.net"), "{xml}");
    let code = story.desk.ask("query($n: DomainName!) { authCode(name: $n) }", json!({ "n": name })).await;
    assert_eq!(code["authCode"], "A-Code-For-Friends-7");
    let input = json!({ "account": ACCOUNT, "contact": tech });
    let said = story.desk.does("deleteContact", input.clone()).await.expect_err("in use")[0].clone();
    assert_eq!((said.code.as_str(), said.message.contains("1 names")), ("CONTACT_IN_USE", true), "{said:?}");
    // A prohibition holds until it is lifted, and only that may be done.
    story
        .desk
        .updated(name, json!({ "clientStatuses": ["clientUpdateProhibited", "clientDeleteProhibited"] }))
        .await;
    for refused in [
        story.desk.updates(name, json!({ "tech": story.owner })).await,
        story.desk.on_name("deleteDomain", name, None).await,
    ] {
        assert_eq!(refused.expect_err("prohibited")[0].code, "STATUS_PROHIBITS");
    }
    story.desk.updated(name, json!({ "clientStatuses": [] })).await;
    story.desk.updated(name, json!({ "tech": story.owner, "admin": story.owner })).await;
    eventually("nobody uses the contact", async || {
        story.desk.does("deleteContact", input.clone()).await.ok()
    })
    .await;
    for (more, field) in [
        (json!({ "clientStatuses": ["serverHold"] }), "clientStatuses"),
        (json!({ "clientStatuses": ["nonsense"] }), "clientStatuses"),
        (json!({ "authCode": "short" }), "authCode"),
        (json!({ "tech": 999_999_999_u64 }), "tech"),
        (
            json!({ "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns0.online.net" }] }),
            "nameServers",
        ),
    ] {
        let said = story.desk.updates(name, more.clone()).await.expect_err("accepted")[0].clone();
        assert_eq!(said.field, field, "{more}: {said:?}");
    }
}

async fn renewed_up_to_ten_years(story: &Story) {
    let name = "long-lived.com";
    story.desk.registered(name, story.owner, json!({ "period": 2 })).await;
    let year = |shown: &Value| shown["expires"].as_str().and_then(|day| day[..4].parse::<i32>().ok());
    let first = year(&story.desk.name(name).await).expect("an expiry");
    let [before, ..] = story.desk.points().await;
    story.desk.done_on_name("renewDomain", name, Some(7)).await;
    let [after, ..] = story.desk.points().await;
    assert_eq!(before - after, 7 * 749);
    assert_eq!(year(&story.desk.name(name).await), Some(first + 7));
    let said = story.desk.on_name("renewDomain", name, Some(2)).await.expect_err("eleven years")[0].clone();
    assert_eq!((said.code.as_str(), said.field.as_str()), ("FIELDS_INVALID", "period"), "{said:?}");
    assert!(said.message.contains("10 years") && said.message.contains("leaves 1"), "{said:?}");
    story.desk.done_on_name("renewDomain", name, Some(1)).await;
    let said = story.desk.on_name("renewDomain", name, Some(1)).await.expect_err("eleven years")[0].clone();
    assert!(said.message.contains("leaves 0"), "{said:?}");
    // Deleted in the days after the creation it is free at once, and is the next registration when it comes again.
    let old = story.desk.name(name).await["registration"].clone();
    story.desk.done_on_name("deleteDomain", name, None).await;
    story.desk.name_is(name, "GONE").await;
    assert_eq!(story.ours().await.info(name).await.code, 2303);
    for refused in ["deleteDomain", "restoreDomain"] {
        assert_eq!(story.desk.on_name(refused, name, None).await.expect_err("gone")[0].code, "NOT_FOUND");
    }
    story.desk.registered(name, story.owner, json!({})).await;
    let shown = story.desk.name(name).await;
    assert_ne!(shown["registration"], old);
    assert_eq!(
        shown["locks"].as_array().map(Vec::len),
        Some(1),
        "only the lock of the new registration: {shown}"
    );
}

async fn points_follow_prices(story: &Story) {
    let before = story.desk.points().await;
    let price = |cents: i64, from: &str| {
        json!({ "class": "reseller", "currency": "EUR",
            "prices": [{ "tld": "org", "action": "create", "cents": cents, "from": from }] })
    };
    let today = story.desk.name("long-lived.com").await["created"].as_str().expect("a day")[..10].to_owned();
    story.finance.does("setPrices", price(1_000, &today)).await.expect("a price");
    story.finance.does("setPrices", price(5_000, "2090-01-01")).await.expect("a price to come");
    let operation = story.desk.registered("new-price.org", story.owner, json!({})).await;
    let after = story.desk.points().await;
    assert_eq!(before[0] - after[0], 1_000);
    let refund = |points: i64| json!({ "account": ACCOUNT, "operation": operation, "points": points, "reason": "a gesture" });
    let said = story.finance.does("refundPoints", refund(1_001)).await.expect_err("too much")[0].clone();
    assert_eq!(said.code, "REFUND_TOO_HIGH", "{said:?}");
    story.finance.does("refundPoints", refund(400)).await.expect("refunded");
    let said = story.finance.does("refundPoints", refund(601)).await.expect_err("too much")[0].clone();
    assert_eq!(said.code, "REFUND_TOO_HIGH", "{said:?}");
    let given = |points: i64| json!({ "account": ACCOUNT, "points": points, "reason": "a correction" });
    story.finance.does("adjustPoints", given(-15)).await.expect("adjusted");
    story.finance.does("grantPoints", given(20)).await.expect("granted");
    let [available, reserved, spent, granted] = story.desk.points().await;
    assert_eq!([available, reserved], [after[0] + 400 + 5, 0]);
    assert_eq!([spent, granted], [after[2] - 400, after[3] + 5]);
    let all =
        story.finance.does("adjustPoints", given(-available - 1)).await.expect_err("below zero")[0].clone();
    assert_eq!(all.code, "NOT_ENOUGH_POINTS", "{all:?}");
    let poor = json!({ "account": 13_492, "name": "poor.com", "owner": 13_492 });
    let said = story.desk.opens("registerDomain", poor.clone()).await.expect_err("no points")[0].clone();
    assert_eq!((said.code.as_str(), said.field.as_str()), ("NOT_ENOUGH_POINTS", "account"), "{said:?}");
    let query = "mutation($input: PointsInput!) { grantPoints(input: $input) { id } }";
    let support = story.demo.graphql("support").send(query, json!({ "input": given(1) }), None).await;
    assert!(!support.body["errors"].is_null(), "support grants points: {}", support.body);
}
