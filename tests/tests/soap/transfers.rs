//! `domain_transfer` and `domain_transferable`: the paper's codes, the votes as `api_status` shows them, the free
//! restart, and its throttle.

use serde_json::{Value, json};
use stories::{Demo, Desk, EppSession, Soap, eventually, look, mails_to, press, wait_for_mail};

const CODE: &str = "1234secret5678";

/// A name of the other registrar with people of its own.
async fn foreign(other: &mut EppSession, name: &str) {
    let (label, _) = name.split_once('.').expect("a name");
    let id = |role: &str| format!("{role}-{}", &label[..label.len().min(13)]);
    let (owner, admin) = (id("O"), id("A"));
    other.create_contact(&owner, "Olivia Owner", &format!("owner@{label}.test")).await;
    other.create_contact(&admin, "Adam Admin", &format!("admin@{label}.test")).await;
    other.create_domain(name, &owner, &admin, CODE).await;
}

#[tokio::test]
async fn names_come_over_soap() {
    let demo = Demo::start().await;
    let (reseller, poor) = (Soap::of(&demo, 0), Soap::of(&demo, 2));
    let mut other = demo.epp("other").await;
    for name in ["comes.com", "silent.com", "locked.com", "leaving.com", "france.fr", "britain.co.uk"] {
        foreign(&mut other, name).await;
    }
    other
        .update("locked.com", "<domain:add><domain:status s=\"clientTransferProhibited\"/></domain:add>")
        .await;
    demo.advance("P61D").await;
    foreign(&mut other, "young.com").await;
    other.delete("leaving.com").await;

    refused(&reseller, &poor);
    with_a_vote(&demo, &reseller, &mut other).await;
    asked_for_again(&demo, &reseller, &mut other).await;
    of_an_ending_that_wants_an_owner(&demo, &reseller, &mut other).await;
    demo.is_in_order().await;
    let log = demo.log();
    for secret in [CODE, "owner@comes.test", "NewSecret5678"] {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
}

fn refused(reseller: &Soap, poor: &Soap) {
    let cases = [
        (json!(["leaving.com", CODE]), -2),
        (json!(["locked.com", CODE]), -3),
        (json!(["comes.com", "wrong-code-1"]), -6),
        (json!(["nobody-has-this.com", CODE]), -7),
        (json!(["bookmyname.com", CODE]), -7),
        (json!(["britain.co.uk", CODE]), -7),
        (json!(["a-name.unknown-tld-7", CODE]), -7),
        (json!(["young.com", CODE]), -8),
        (json!(["comes.com"]), -9),
        (json!(["", CODE]), -9),
        (json!(["no name", CODE]), -9),
        (json!(["france.fr", CODE]), -10),
        (json!(["france.fr", CODE, 99]), -10),
        (json!(["france.fr", CODE, "x"]), -10),
    ];
    for function in ["domain_transferable", "domain_transfer"] {
        for (arguments, retval) in &cases {
            assert_eq!(reseller.codes(function, arguments.clone()), (-1, *retval), "{function} {arguments}");
        }
    }
    assert_eq!(reseller.codes("domain_transferable", json!(["comes.com", CODE])), (1, 0));
    assert_eq!(poor.codes("domain_transfer", json!(["comes.com", CODE])), (-1, -20), "no points");
}

async fn with_a_vote(demo: &Demo, reseller: &Soap, other: &mut EppSession) {
    let answer = reseller.call("domain_transfer", json!(["comes.com", CODE]));
    let (tid, owner) = (answer["retval"].as_u64().expect("a tid"), answer["retfields"]["owner_id"].clone());
    assert!(owner.as_u64().is_some_and(|owner| owner > 0), "{answer}");
    let waits = reseller.say("api_status", json!([tid]));
    let order = json!([
        "tid",
        "transaction_id",
        "lastupdate",
        "requestdate",
        "action",
        "reply_value",
        "reply_msg",
        "period",
        "type",
        "status",
        "transin_etat",
        "transin_lastupdate",
        "transin_date_request",
        "transin_authinfo",
        "transin_email_owner",
        "transin_email_admin",
        "transin_vote_owner",
        "transin_vote_date_owner",
        "transin_vote_ip_owner",
        "transin_vote_admin",
        "transin_vote_date_admin",
        "transin_vote_ip_admin",
        "transin_owner_cid",
        "transin_history"
    ]);
    assert_eq!(waits["keys"], order);
    let shown = &waits["answer"]["retfields"];
    for (field, value) in [
        ("action", json!("TransferRequest")),
        ("type", json!("Domain")),
        ("status", json!("Wait")),
        ("reply_value", json!(0)),
        ("reply_msg", json!("")),
        ("transin_etat", json!("AttenteVote")),
        ("transin_authinfo", json!(CODE)),
        ("transin_email_owner", json!("owner@comes.test")),
        ("transin_email_admin", json!("admin@comes.test")),
        ("transin_vote_owner", json!(0)),
        ("transin_vote_date_owner", json!("0000-00-00 00:00:00")),
        ("transin_vote_ip_owner", json!("")),
        ("transin_owner_cid", owner),
    ] {
        assert_eq!(shown[field], value, "{field}");
    }
    assert_eq!(pending(reseller, tid)["etat"], "AttenteVote");
    let mail = wait_for_mail(&demo.outbox(), "owner@comes.test", |mail| mail.vote.is_some()).await;
    let link = mail.vote.expect("a link");
    assert_eq!(look(demo, &link).await.status, 200);
    assert_eq!(press(demo, &link, "accept").await.status, 200);
    let voted = comes_to(reseller, tid, "ToProcess").await;
    assert_eq!((&voted["transin_vote_owner"], &voted["transin_etat"]), (&json!(1), &json!("Pending")));
    assert_eq!(voted["transin_vote_ip_owner"], "127.0.0.1");
    eventually("the registry is asked", async || {
        other.info("comes.com").await.xml.contains("pendingTransfer").then_some(())
    })
    .await;
    assert_eq!(reseller.codes("domain_transfer", json!(["comes.com", CODE])), (-1, -12));
    assert_eq!(reseller.codes("domain_transferable", json!(["comes.com", CODE])), (-1, -12));
    assert_eq!(pending(reseller, tid)["etat"], "Pending");
    assert_eq!(other.transfer("approve", "comes.com", None).await.code, 1000);
    reseller.ends(tid, "Done").await;
    let left = reseller.call("api_pending_status", json!([]));
    assert!(left["retfields"].as_array().expect("a list").iter().all(|one| one["transaction_id"] != tid));
}

/// The paper's free restart: the same `tid`, a new code, one price; three in 24 hours.
async fn asked_for_again(demo: &Demo, reseller: &Soap, other: &mut EppSession) {
    let price = reseller_points(demo).await;
    let tid = reseller.opens("domain_transfer", json!(["silent.com", CODE]));
    let mails = || mails_to(&demo.outbox(), "owner@silent.test").len();
    eventually("the first mail", async || (mails() == 1).then_some(())).await;
    assert_eq!(reseller.opens("domain_transfer", json!(["silent.com", CODE])), tid, "the votes are not in");
    eventually("the second mail", async || (mails() == 2).then_some(())).await;
    assert_eq!(reseller.codes("api_status", json!([tid, 1])), (1, i64::try_from(tid).expect("small")));
    eventually("the third mail", async || (mails() == 3).then_some(())).await;
    assert_eq!(reseller.codes("domain_transfer", json!(["silent.com", CODE])), (-1, -11));
    let said = reseller.say("api_status", json!([tid, 1]));
    assert_eq!((&said["answer"]["retcode"], &said["answer"]["retval"]), (&json!(-1), &json!(-1)));
    assert_eq!(said["answer"]["retfields"]["status"], "Wait", "a refused restart shows how things stand");

    demo.advance("P15D").await;
    let over = reseller.ends(tid, "Error").await;
    assert!(over["transin_history"].is_string());
    let change =
        "<domain:chg><domain:authInfo><domain:pw>NewSecret5678</domain:pw></domain:authInfo></domain:chg>";
    other.update("silent.com", change).await;
    assert_eq!(reseller.codes("domain_transfer", json!(["silent.com", CODE])), (-1, -6), "an old code");
    let asked =
        || mails_to(&demo.outbox(), "admin@silent.test").iter().filter(|mail| mail.vote.is_some()).count();
    let before = asked();
    assert_eq!(reseller.opens("domain_transfer", json!(["silent.com", "NewSecret5678"])), tid);
    let again = reseller.fields("api_status", json!([tid]));
    assert_eq!((&again["status"], &again["transin_authinfo"]), (&json!("Wait"), &json!("NewSecret5678")));
    // The links of the first round are void.
    eventually("the votes are asked for anew", async || (asked() > before).then_some(())).await;
    let mail = wait_for_mail(&demo.outbox(), "admin@silent.test", |mail| mail.vote.is_some()).await;
    assert_eq!(press(demo, &mail.vote.expect("a link"), "accept").await.status, 200);
    comes_to(reseller, tid, "ToProcess").await;
    eventually("the registry is asked", async || {
        other.info("silent.com").await.xml.contains("pendingTransfer").then_some(())
    })
    .await;
    assert_eq!(other.transfer("approve", "silent.com", None).await.code, 1000);
    let done = reseller.ends(tid, "Done").await;
    assert_eq!((&done["transin_vote_owner"], &done["transin_vote_admin"]), (&json!(0), &json!(1)));
    let spent = eventually("the price is settled", async || {
        let now = reseller_points(demo).await;
        (now.1 == 0).then_some(now.0 - price.0)
    })
    .await;
    assert_eq!(spent, 749, "charged once");
}

async fn of_an_ending_that_wants_an_owner(demo: &Demo, reseller: &Soap, other: &mut EppSession) {
    let owner = Desk::of(demo, "support")
        .person(json!({ "firstName": "Chantal", "lastName": "VASSEUR", "street": "3 rue Haute", "city": "LYON",
            "postalCode": "69001", "country": "FR", "phone": "+33.478000000", "email": "chantal@vasseur.test",
            "locale": "fr", "identification": [
                { "name": "dotfr_mode", "value": "PARTICULIER" }, { "name": "dotfr_ne_le", "value": "1970-01-31" },
                { "name": "dotfr_ne_ville", "value": "LYON" }, { "name": "dotfr_ne_pays_id", "value": "FR" },
                { "name": "dotfr_ne_cp", "value": "69001" }] }))
        .await;
    assert_eq!(reseller.codes("domain_transferable", json!(["france.fr", CODE, owner])), (1, 0));
    let answer = reseller.call("domain_transfer", json!(["france.fr", CODE, owner.to_string()]));
    assert_eq!(answer["retfields"]["owner_id"], owner, "{answer}");
    eventually("the registry is asked", async || {
        other.info("france.fr").await.xml.contains("pendingTransfer").then_some(())
    })
    .await;
    assert_eq!(other.transfer("approve", "france.fr", None).await.code, 1000);
    reseller.ends(answer["retval"].as_u64().expect("a tid"), "Done").await;
}

/// The reseller's spent and reserved points.
async fn reseller_points(demo: &Demo) -> (i64, i64) {
    let query = "query { pointsAccount(account: 13490) { reserved spent } }";
    let points = demo.graphql("finance").ask(query, json!({})).await["pointsAccount"].clone();
    let number = |field: &str| points[field].as_i64().expect("points");
    (number("spent"), number("reserved"))
}

fn pending(reseller: &Soap, tid: u64) -> Value {
    let answer = reseller.call("api_pending_status", json!([1]));
    let listed = answer["retfields"].as_array().expect("a list").clone();
    assert_eq!(answer["retval"], listed.len(), "retval counts");
    listed.into_iter().find(|one| one["transaction_id"] == tid).expect("it is pending")
}

async fn comes_to(reseller: &Soap, tid: u64, status: &str) -> Value {
    eventually(&format!("{status} of {tid}"), async || {
        let fields = reseller.fields("api_status", json!([tid]));
        (fields["status"] == status).then_some(fields)
    })
    .await
}
