//! Whois accuracy: owners confirm their data by a mailed link. They are asked when a generic name comes to them and
//! when their data changes, reminded, and their names suspended until they confirm; `contact_mail_waps` mails again.

use crate::contacts::{NONE, info};
use serde_json::{Value, json};
use std::path::Path;
use stories::{Demo, Desk, Soap, eventually, look, mails_to, person, press, wait_for_mail};

/// The owner of a generic name confirms the data, changes it, and confirms again.
#[tokio::test]
async fn the_owner_confirms_the_data() {
    let demo = Demo::start().await;
    let (reseller, other) = (Soap::of(&demo, 0), Soap::of(&demo, 1));
    let desk = Desk::of(&demo, "support");
    let outbox = demo.outbox();
    let (before, address) = ("claire@holders.test", "claire@elsewhere.test");
    let owner = desk.stranger(person("Claire", before)).await;
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 0), "owns nothing");
    desk.registered("claires-name.eu", owner, json!({})).await;
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 0), "no generic name");
    desk.registered("claires-name.com", owner, json!({})).await;
    assert_eq!(other.codes("contact_mail_waps", json!([owner])), (1, 0), "another's");
    for nobody in [json!(999_999_999), json!(""), json!("x")] {
        assert_eq!(reseller.codes("contact_mail_waps", json!([nobody])), (1, 0));
    }
    verification(&outbox, before, 1).await;
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 1), "never confirmed");
    let first = verification(&outbox, before, 2).await;

    // Another address: verification again, both are told, links are void.
    reseller.fields("contact_update", json!([owner, { "email": address }]));
    for told in [before, address] {
        wait_for_mail(&outbox, told, |mail| mail.subject.contains("e-mail address was changed")).await;
    }
    let second = verification(&outbox, address, 1).await;
    assert_eq!(look(&demo, &first).await.status, 410, "it was about other data");
    let page = look(&demo, &second).await;
    assert!(page.status == 200 && page.text.contains(address), "{}", page.text);
    assert_eq!(info(&reseller, owner)["waps_ok"], 0, "looking confirms nothing");

    // What is not confirmed voids the links too, and who has to confirm gets another.
    reseller.fields("contact_update", json!([owner, { "hash_email": "yes" }]));
    let third = verification(&outbox, address, 2).await;
    assert_eq!((look(&demo, &second).await.status, look(&demo, &third).await.status), (410, 200));
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 1), "mailed again");
    let last = verification(&outbox, address, 3).await;
    assert_ne!(last, third);
    for wrong in ["/verify/v1-1-abcdefghijklmnopqrstuvwxyz", "/verify/x", &last.replace("-5-", "-6-")] {
        assert_eq!(look(&demo, wrong).await.status, 404, "{wrong}");
    }
    assert_eq!(press(&demo, &third, "accept").await.status, 422, "no button of this page");
    assert_eq!(press(&demo, &third, "confirm").await.status, 200);
    let shown = info(&reseller, owner);
    assert_eq!((&shown["waps_ok"], &shown["waps_email"]), (&json!(1), &json!(address)));
    let valid = shown["waps_lastvalid"].as_str().expect("a date");
    assert_ne!(valid, NONE);
    assert!(shown["waps_lastemail"].as_str() <= Some(valid) && shown["waps_lastemail"] != NONE);
    let token = third.trim_start_matches("/verify/");
    assert_eq!(shown["waps_lastvalidkey"], format!("{valid} - {token} - 127.0.0.1"));
    let mails = mails_to(&outbox, address).len();
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 0), "confirmed");
    assert_eq!(press(&demo, &last, "confirm").await.status, 200, "once more changes nothing");
    assert_eq!(info(&reseller, owner)["waps_lastvalidkey"], shown["waps_lastvalidkey"]);

    // Who has confirmed is not asked about another name; who changes the data on the same day is.
    desk.registered("claires-second.com", owner, json!({})).await;
    reseller.fields("contact_update", json!([owner, { "lang": "de" }]));
    assert_eq!(owed(&desk, "claires-second.com").await, [] as [String; 0]);
    assert_eq!(mails_to(&outbox, address).len(), mails);
    reseller.fields("contact_update", json!([owner, { "telephone": "+33.147010299" }]));
    verification(&outbox, address, 4).await;
    for name in ["claires-name.com", "claires-second.com"] {
        is_owed(&desk, name, &["verification open"]).await;
    }
    assert_eq!(owed(&desk, "claires-name.eu").await, [] as [String; 0]);
    demo.is_in_order().await;
}

/// Nobody confirms: reminders, suspension, the throttle; then somebody does.
#[tokio::test]
async fn names_of_an_owner_who_does_not_confirm_are_suspended() {
    let demo = Demo::start().await;
    let reseller = Soap::of(&demo, 0);
    let desk = Desk::of(&demo, "support");
    let (outbox, address) = (demo.outbox(), "silent@holders.test");
    let owner = desk.stranger(person("Silence", address)).await;
    let names = ["silent-one.com", "silent-two.com", "silent.eu"];
    let tids: Vec<u64> = names.iter().map(|name| create(&reseller, name, owner)).collect();
    for tid in tids {
        reseller.ends(tid, "Done").await;
    }
    verification(&outbox, address, 1).await;
    for name in &names[..2] {
        is_owed(&desk, name, &["verification open"]).await;
    }
    assert_eq!(mails_to(&outbox, address).len(), 1, "one mail for two names");
    let asked = info(&reseller, owner);
    assert_eq!((&asked["waps_ok"], &asked["waps_lastvalid"]), (&json!(0), &json!(NONE)));
    assert_ne!(asked["waps_lastemail"], NONE);

    // Reminders on day 5 and day 10, and none twice.
    for (days, mails) in [("P5D", 2), ("P5D", 3), ("P4D", 3)] {
        demo.advance(days).await;
        assert_eq!(mails_to(&outbox, address).len(), mails, "after {days}");
    }
    assert!(info(&reseller, owner)["waps_lastemail"].as_str() > asked["waps_lastemail"].as_str());
    assert!(!on_hold(&reseller, names[0]));

    // Day 16: the fifteenth has passed.
    demo.advance("P2D").await;
    assert_eq!(names.map(|name| on_hold(&reseller, name)), [true, true, false], "nobody asks about .eu");
    assert_eq!(owed(&desk, names[0]).await, ["verification discharged"]);
    assert_eq!(registry_info(&reseller, names[0])["owner_waps"], 0);

    // The reseller cannot give it back.
    let shown = registry_info(&reseller, names[0]);
    let array = |statuses: u32| {
        json!({ "domain": names[0], "service": "dns", "owner_id": shown["owner_id"], "admin_id": shown["admin_id"],
            "tech_id": shown["tech_id"], "bill_id": shown["bill_id"], "ns0": "ns0.online.net",
            "ns1": "ns1.online.net", "registry_status": statuses })
    };
    let said = reseller.say("domain_update", json!([names[0], array(0)]));
    assert_eq!((&said["answer"]["retcode"], &said["answer"]["retval"]), (&json!(-1), &json!(-2)), "{said}");
    assert!(said["refusal"].as_str().is_some_and(|why| why.starts_with("SUSPENDED")), "{said}");
    let tid = reseller.opens("domain_update", json!([names[0], array(0x44)]));
    reseller.ends(tid, "Done").await;

    // On demand, five mails in 24 hours.
    for _ in 0..5 {
        assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 1));
    }
    let said = reseller.say("contact_mail_waps", json!([owner]));
    assert_eq!((&said["answer"]["retcode"], &said["answer"]["retval"]), (&json!(1), &json!(0)));
    assert!(said["refusal"].as_str().is_some_and(|why| why.starts_with("TOO_OFTEN")), "{said}");
    let link = verification(&outbox, address, 8).await;
    demo.advance("P1D").await;
    assert_eq!(reseller.codes("contact_mail_waps", json!([owner])), (1, 1), "another day");
    assert!(mails_to(&outbox, address).iter().all(|mail| mail.text.contains("/verify/")));

    // A name that comes to who is late has the whole time.
    let tid = create(&reseller, "silent-late.com", owner);
    reseller.ends(tid, "Done").await;
    is_owed(&desk, "silent-late.com", &["verification open"]).await;

    // Confirmed: given back.
    assert_eq!(press(&demo, &link, "confirm").await.status, 200);
    eventually("both given back", async || names.iter().all(|name| !on_hold(&reseller, name)).then_some(()))
        .await;
    is_owed(&desk, names[0], &["resumption discharged", "verification discharged"]).await;
    is_owed(&desk, "silent-late.com", &["verification discharged"]).await;
    assert_eq!(registry_info(&reseller, names[0])["owner_waps"], 1);
    demo.advance("P20D").await;
    assert!(!on_hold(&reseller, "silent-late.com") && !on_hold(&reseller, names[1]));
    demo.is_in_order().await;
}

/// A name that is traded, and one that comes from another registrar, have an owner who confirms.
#[tokio::test]
async fn owners_of_names_that_come_are_asked() {
    const CODE: &str = "Leave-2026-Now";
    let demo = Demo::start().await;
    let reseller = Soap::of(&demo, 0);
    let desk = Desk::of(&demo, "support");
    let outbox = demo.outbox();
    let mut other = demo.epp("other").await;
    other.create_contact("O-came", "John Arrival", "arrival@elsewhere.test").await;
    other.create_domain("came.com", "O-came", "O-came", CODE).await;
    demo.advance("P61D").await;
    let tid = reseller.opens("domain_transfer", json!(["came.com", CODE]));
    let vote = wait_for_mail(&outbox, "arrival@elsewhere.test", |mail| mail.vote.is_some()).await;
    press(&demo, &vote.vote.expect("a link"), "accept").await;
    eventually("voted", async || {
        (reseller.fields("api_status", json!([tid]))["status"] != "Wait").then_some(())
    })
    .await;
    let approved = eventually("asked at the registry", async || {
        let reply = demo.epp("other").await.transfer("approve", "came.com", None).await;
        (reply.code == 1000).then_some(())
    });
    approved.await;
    reseller.ends(tid, "Done").await;
    verification(&outbox, "arrival@elsewhere.test", 1).await;
    is_owed(&desk, "came.com", &["verification open"]).await;
    // The registry's address is kept as it came: nobody asked to hide it.
    let owner = registry_info(&reseller, "came.com")["owner_id"].as_u64().expect("an owner");
    assert_eq!(info(&reseller, owner)["hash_email"], "no");
    let mut ours = demo.epp("ours").await;
    eventually("adopted", async || {
        let shown = ours.info_contact(&format!("BMN-{owner}")).await;
        (shown.code == 1000)
            .then(|| assert_eq!(shown.text("email").as_deref(), Some("arrival@elsewhere.test")))
    })
    .await;

    let seller = desk.person(person("Sam", "seller@holders.test")).await;
    let (known, stranger) = (
        desk.person(person("Ken", "known@holders.test")).await,
        desk.stranger(person("Eve", "stranger@holders.test")).await,
    );
    for (name, buyer, address) in [
        ("to-known.com", known, "known@holders.test"),
        ("to-stranger.com", stranger, "stranger@holders.test"),
    ] {
        desk.registered(name, seller, json!({})).await;
        let trade = desk.trade(name, buyer).await;
        for voter in ["seller@holders.test", address] {
            let mail =
                wait_for_mail(&outbox, voter, |mail| mail.vote.is_some() && mail.subject.contains(name))
                    .await;
            press(&demo, &mail.vote.expect("a link"), "accept").await;
        }
        desk.ends(trade, "SUCCEEDED").await;
    }
    verification(&outbox, "stranger@holders.test", 1).await;
    is_owed(&desk, "to-stranger.com", &["verification open"]).await;
    assert_eq!(owed(&desk, "to-known.com").await, [] as [String; 0]);

    // Confirmed, then changed while nobody had to ask: asked with the next name.
    let moved = desk.person(person("Max", "moved@holders.test")).await;
    reseller.fields("contact_update", json!([moved, { "adresse1": "5 rue Neuve" }]));
    desk.registered("moved.com", moved, json!({})).await;
    verification(&outbox, "moved@holders.test", 1).await;
    for known in ["known@holders.test", "seller@holders.test"] {
        assert!(mails_to(&outbox, known).iter().all(|mail| !mail.text.contains("/verify/")), "{known}");
    }
    demo.is_in_order().await;
}

fn create(reseller: &Soap, name: &str, owner: u64) -> u64 {
    let own = reseller.dist_id();
    let array = json!({ "domain": name, "period": 1, "owner_id": owner, "admin_id": own, "tech_id": own,
        "bill_id": own, "service": "dns", "ns0": "ns0.online.net", "ns1": "ns1.online.net" });
    reseller.opens("domain_create", json!([array]))
}

fn registry_info(reseller: &Soap, name: &str) -> Value {
    reseller.fields("domain_info", json!([name]))
}

/// `clientHold`, as the paper's bit.
fn on_hold(reseller: &Soap, name: &str) -> bool {
    registry_info(reseller, name)["registry_status"].as_u64().expect("bits") & 0x04 != 0
}

/// What is or was owed about the owner's confirmation: kind and standing.
async fn owed(desk: &Desk, name: &str) -> Vec<String> {
    const OWED: &str = "query($name: DomainName) { obligations(name: $name) { nodes { kind standing } } }";
    // Looking at a name waits for every view.
    desk.name(name).await;
    let data = desk.ask(OWED, json!({ "name": name })).await;
    let nodes = data["obligations"]["nodes"].as_array().expect("obligations").iter();
    let word = |node: &Value, field: &str| node[field].as_str().unwrap_or_default().to_owned();
    let said = nodes.map(|node| format!("{} {}", word(node, "kind"), word(node, "standing")));
    let mut said: Vec<String> =
        said.filter(|said| said.starts_with("verification") || said.starts_with("resumption")).collect();
    said.sort();
    said
}

async fn is_owed(desk: &Desk, name: &str, expected: &[&str]) {
    eventually(&format!("{name}: {expected:?}"), async || (owed(desk, name).await == expected).then_some(()))
        .await;
}

/// The link of the nth letter that asks an address to confirm.
async fn verification(outbox: &Path, address: &str, nth: usize) -> String {
    eventually("a letter that asks to confirm", async || {
        let letters = mails_to(outbox, address);
        let mut links = letters.iter().filter_map(|mail| {
            let start = mail.text.find("/verify/")?;
            mail.text[start..].split_whitespace().next().map(str::to_owned)
        });
        links.nth(nth - 1)
    })
    .await
}
