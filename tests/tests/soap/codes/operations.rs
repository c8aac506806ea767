//! `api_status` with its reasons against a restart, and `api_pending_status`.

use super::{Walk, contacts, is, no, number};
use serde_json::json;
use stories::{Desk, Mailed, eventually, person, press, wait_for_mail};

pub(super) async fn walk(walk: &Walk) {
    let reseller = &walk.reseller;
    walk.case(reseller, "api_status", json!([999_999_999]), is(0, 0));
    walk.case(reseller, "api_pending_status", json!([]), number());
    let host = walk.done(reseller, "host_create", json!(["ns7.bookmyname.com", ["192.0.2.7"]])).await;
    walk.case(reseller, "api_status", json!([host]), number());
    walk.case(reseller, "api_status", json!([host, 2]), no(-1));
    the_name_is_gone(walk).await;
    what_changed(walk).await;
    another_was_faster(walk).await;
}

/// A change that the registry refused, of a name that was deleted afterwards.
async fn the_name_is_gone(walk: &Walk) {
    let (reseller, name) = (&walk.reseller, "fault-update-2308-codes.com");
    walk.registered(name).await;
    let array = walk.array(name, json!({ "registry_status": 64 }));
    let refused = walk.opens(reseller, "domain_update", json!([name, array]));
    reseller.ends(refused, "Error").await;
    walk.done(reseller, "domain_delete", json!([name])).await;
    walk.case(reseller, "api_status", json!([refused, 1]), no(-2));
}

async fn trade(walk: &Walk, name: &str, buyer: u64) -> u64 {
    let tid = walk.opens(&walk.reseller, "domain_trade", json!([name, buyer]));
    eventually("it waits", async || {
        (walk.reseller.fields("api_status", json!([tid]))["status"] == "Wait").then_some(tid)
    })
    .await
}

/// Codes, addresses and contacts between the request and the mail that is asked for again.
async fn what_changed(walk: &Walk) {
    let (reseller, desk) = (&walk.reseller, &walk.desk);
    let refused = |tid: u64, side: u64, reason: i64| {
        let answer = walk.case(reseller, "api_status", json!([tid, side]), no(reason));
        assert_eq!(answer["retfields"]["tid"], tid, "retfields are there");
    };
    let seller = desk.person(person("Serge", "serge@free.test")).await;
    let owned = walk.array("changed-codes.com", json!({ "owner_id": seller }));
    walk.done(reseller, "domain_create", json!([owned])).await;
    let buyer = contacts::created(walk, reseller, json!({ "email": "buyer@free.test" }));
    let tid = trade(walk, "changed-codes.com", buyer).await;
    assert_eq!(walk.case(reseller, "api_status", json!([tid, 3]), number())["retval"], 1, "mailed again");
    walk.case(reseller, "contact_update", json!([buyer, { "email": "buyer@elsewhere.test" }]), number());
    refused(tid, 3, -7);
    walk.case(reseller, "contact_delete", json!([buyer]), number());
    refused(tid, 3, -6);
    desk.amend(seller, person("Serge", "serge@elsewhere.test")).await;
    refused(tid, 2, -5);
    let erase = json!({ "contact": seller, "reason": "asked" });
    Desk::of(&walk.demo, "admin").does("eraseContact", erase).await.expect("erased");
    refused(tid, 2, -4);
    desk.updated("changed-codes.com", json!({ "authCode": "Another-Code-77" })).await;
    refused(tid, 2, -3);
}

/// Two trades of a name: one is done, the other is over.
async fn another_was_faster(walk: &Walk) {
    let (reseller, desk) = (&walk.reseller, &walk.desk);
    walk.registered("faster-codes.com").await;
    let slow = desk.person(person("Simone", "simone@free.test")).await;
    let fast = desk.person(person("Fanny", "fanny@free.test")).await;
    let late = trade(walk, "faster-codes.com", slow).await;
    let last = trade(walk, "faster-codes.com", fast).await;
    let outbox = walk.demo.outbox();
    let of_the_last =
        |mail: &Mailed| mail.vote.as_ref().is_some_and(|link| link.contains(&format!("/d{last}-")));
    for voter in ["fanny@free.test", "dupond@free.test"] {
        let mail = wait_for_mail(&outbox, voter, |mail| of_the_last(mail)).await;
        assert_eq!(press(&walk.demo, &mail.vote.expect("a link"), "accept").await.status, 200);
    }
    reseller.ends(last, "Done").await;
    eventually("the other is over", async || {
        (reseller.fields("api_status", json!([late]))["status"] == "Error").then_some(())
    })
    .await;
    walk.case(reseller, "api_status", json!([late, 2]), no(-8));
}
