//! Gestion des noms de domaine, but transfers.

use super::{Walk, is, no, number};
use serde_json::{Value, json};
use stories::{Desk, eventually, person, with};

pub(super) async fn walk(walk: &Walk) {
    looked_for(walk);
    created(walk).await;
    renewed(walk).await;
    updated(walk).await;
    shown(walk);
    traded(walk).await;
    deleted_and_restored(walk).await;
    without_points(walk).await;
}

fn looked_for(walk: &Walk) {
    for (name, codes) in [
        ("bookmyname.com", no(-2)),
        ("a-name.unknown-tld-7", no(-3)),
        ("reserved-x.com", no(-4)),
        ("", no(-5)),
        ("demo-now-7.com", is(1, 1)),
    ] {
        walk.case(&walk.reseller, "domain_check", json!([name]), codes);
    }
    walk.case(&walk.reseller, "domain_multicheck", json!([""]), no(-2));
    walk.case(&walk.reseller, "domain_multicheck", json!(["demo-now-7", "com net"]), is(1, 1));
    walk.case(&walk.reseller, "domain_prices", json!([""]), no(-2));
    walk.case(&walk.reseller, "domain_prices", json!(["dubruit.audio", 5]), number());
}

async fn created(walk: &Walk) {
    let name = "codes.com";
    for (array, codes) in [
        (walk.array("bookmyname.com", json!({})), no(-2)),
        (json!("text"), no(-3)),
        (walk.array(name, json!({ "owner_id": 99 })), no(-4)),
        (walk.array("", json!({})), no(-5)),
        (walk.array("codes.us", json!({})), no(-6)),
        (walk.array(name, json!({ "ns0": "-bad-" })), no(-7)),
        (walk.array(name, json!({ "ns2": "ns9.nobody-has-this-7.com" })), no(-8)),
        (walk.array(name, json!({ "ns2": format!("ns0.{name}") })), no(-9)),
    ] {
        walk.case(&walk.reseller, "domain_create", json!([array]), codes);
    }
    walk.registered(name).await;
}

async fn renewed(walk: &Walk) {
    for (arguments, codes) in [
        (json!(["codes.com", 11]), no(-3)),
        (json!(["", 1]), no(-4)),
        (json!(["not-ours-7.com", 1]), is(0, 0)),
    ] {
        walk.case(&walk.reseller, "domain_renew", arguments, codes);
    }
    walk.case(&walk.other, "domain_renew", json!(["codes.com", 1]), no(-2));
    walk.done(&walk.reseller, "domain_renew", json!(["codes.com", 1])).await;
}

async fn updated(walk: &Walk) {
    let name = "codes.com";
    let now = |more: Value| with(walk.reseller.fields("domain_info", json!([name])), more);
    for (array, codes) in [
        (json!(""), no(-3)),
        (now(json!({ "tech_id": 99 })), no(-4)),
        (now(json!({ "ns0": "-bad-" })), no(-7)),
        (now(json!({ "ns3": "ns9.nobody-has-this-7.com" })), no(-8)),
        (now(json!({ "ns3": "ns9.codes.com" })), no(-9)),
        (now(json!({ "dsrecords": { "1234": { "algds": 99 } } })), no(-10)),
        (now(json!({})), is(1, -1)),
    ] {
        walk.case(&walk.reseller, "domain_update", json!([name, array]), codes);
    }
    walk.case(&walk.reseller, "domain_update", json!(["", now(json!({}))]), no(-5));
    walk.case(&walk.reseller, "domain_update", json!(["not-ours-7.com", now(json!({}))]), is(0, 0));
    walk.case(&walk.other, "domain_update", json!([name, now(json!({ "registry_status": 4 }))]), no(-2));
    let locked = now(json!({ "registry_status": 64 }));
    walk.done(&walk.reseller, "domain_update", json!([name, locked])).await;
    // Afnic wants two servers.
    let birth = json!([{ "name": "dotfr_mode", "value": "PARTICULIER" }, { "name": "dotfr_ne_le", "value": "1970-01-31" },
        { "name": "dotfr_ne_ville", "value": "LYON" }, { "name": "dotfr_ne_pays_id", "value": "FR" },
        { "name": "dotfr_ne_cp", "value": "69001" }]);
    let owner = walk
        .desk
        .person(with(person("Chantal", "chantal@free.test"), json!({ "identification": birth })))
        .await;
    let array = walk.array("codes.fr", json!({ "owner_id": owner }));
    walk.done(&walk.reseller, "domain_create", json!([array])).await;
    let alone = with(walk.reseller.fields("domain_info", json!(["codes.fr"])), json!({ "ns1": "" }));
    walk.case(&walk.reseller, "domain_update", json!(["codes.fr", alone]), no(-6));
}

fn shown(walk: &Walk) {
    walk.case(&walk.other, "domain_info", json!(["codes.com"]), no(-2));
    walk.case(&walk.reseller, "domain_info", json!([""]), no(-3));
    walk.case(&walk.reseller, "domain_info", json!(["not-ours-7.com"]), is(0, 0));
    walk.case(&walk.reseller, "domain_info", json!(["codes.com"]), number());
    walk.case(&walk.reseller, "domain_list", json!([]), number());
}

async fn traded(walk: &Walk) {
    walk.desk.registered("codes.co.uk", walk.owner, json!({})).await;
    let buyer = walk.desk.person(person("Berthe", "berthe@free.test")).await;
    for (arguments, codes) in [
        (json!(["codes.com", ""]), no(-2)),
        (json!(["not-ours-7.com", buyer]), no(-3)),
        (json!(["codes.co.uk", buyer]), no(-4)),
        (json!(["codes.com", 99]), no(-5)),
        (json!(["codes.com", buyer]), number()),
    ] {
        walk.case(&walk.reseller, "domain_trade", arguments, codes);
    }
}

/// A .be has no days of grace: what is deleted waits for its restoration at once. A .com is gone within them.
async fn deleted_and_restored(walk: &Walk) {
    let reseller = &walk.reseller;
    walk.registered("codes.be").await;
    walk.case(reseller, "domain_delete", json!([""]), no(-4));
    walk.case(reseller, "domain_delete", json!(["not-ours-7.com"]), is(0, 0));
    walk.case(&walk.other, "domain_delete", json!(["codes.be"]), no(-2));
    walk.done(reseller, "domain_delete", json!(["codes.be"])).await;
    walk.case(reseller, "domain_delete", json!(["codes.be"]), no(-3));
    walk.registered("codes-gone.com").await;
    walk.done(reseller, "domain_delete", json!(["codes-gone.com"])).await;
    for function in ["domain_restorable", "domain_restore"] {
        walk.case(reseller, function, json!([""]), no(-2));
        walk.case(reseller, function, json!(["never-ours-7.com"]), no(-3));
        walk.case(reseller, function, json!(["codes.co.uk"]), no(-4));
        walk.case(reseller, function, json!(["codes-gone.com"]), no(-5));
        walk.case(reseller, function, json!(["codes.com"]), no(-6));
        walk.case(reseller, function, json!(["codes.be"]), number());
    }
    eventually("it is back", async || {
        (reseller.fields("domain_info", json!(["codes.be"]))["status"] == "Active").then_some(())
    })
    .await;
}

/// Points for two names and a purse that is empty afterwards.
async fn without_points(walk: &Walk) {
    let (poor, desk) = (&walk.poor, Desk::of(&walk.demo, "finance"));
    let own = poor.dist_id();
    let array = |name: &str| {
        json!({ "domain": name, "owner_id": own, "admin_id": own, "tech_id": own, "bill_id": own, "service": "dns",
            "ns0": "ns0.online.net", "ns1": "ns1.online.net" })
    };
    walk.case(poor, "domain_create", json!([array("poor-codes.be")]), no(-20));
    let given = |points: i64| json!({ "account": own, "points": points, "reason": "a story" });
    desk.does("grantPoints", given(1_000_000)).await.expect("granted");
    for name in ["poor-codes.be", "poor-kept.be"] {
        walk.done(poor, "domain_create", json!([array(name)])).await;
    }
    // A creation that the registry refused: its price came back, and is gone when it is tried again.
    let refused = walk.opens(poor, "domain_create", json!([array("fault-2308-codes.com")]));
    poor.ends(refused, "Error").await;
    walk.done(poor, "domain_delete", json!(["poor-codes.be"])).await;
    let left = poor.fields("api_info", json!([]))["credit"].as_i64().expect("points");
    desk.does("adjustPoints", given(-left)).await.expect("adjusted");
    walk.case(poor, "domain_renew", json!(["poor-kept.be", 1]), no(-20));
    walk.case(poor, "domain_restore", json!(["poor-codes.be"]), no(-20));
    let buyer = poor.fields(
        "contact_create",
        json!([{ "email": "b@free.test", "formejuridique": "particulier",
        "civilite": "M", "nom": "BUYER", "prenom": "Bo", "adresse1": "1 High Street", "cp": "SW1A 1AA",
        "ville": "LONDON", "pays_id": 238, "telephone": "+44.2079460001", "lang": "en" }]),
    )["id"]
        .clone();
    walk.case(poor, "domain_trade", json!(["poor-kept.be", buyer]), no(-20));
    walk.case(poor, "api_status", json!([refused, 1]), no(-20));
}
