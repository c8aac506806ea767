//! Names come: thick and thin, with votes and without, approved, rejected, by silence, with answers lost.

use crate::desk::{ACCOUNT, CODE, COM, Desk, answers, expiry, foreign, foreign_thin, number, user_error};
use chrono::{DateTime, Months, TimeDelta, Utc};
use serde_json::{Value, json};
use stories::{EppSession, eventually};

#[tokio::test]
async fn names_come_from_another_registrar() {
    let desk = Desk::open().await;
    let mut other = desk.demo.epp("other").await;
    for name in ["come.com", "reject.com", "silent.com", "europe.eu", "france.fr"] {
        foreign(&mut other, name).await;
    }
    foreign_thin(&mut other, "thin.net").await;
    desk.demo.advance("P61D").await;

    a_thick_name_with_votes(&desk, &mut other).await;
    a_rejected_one_that_is_asked_for_again(&desk, &mut other).await;
    a_thin_one_without_votes(&desk, &mut other).await;
    an_ending_without_votes(&desk, &mut other).await;
    an_ending_that_wants_an_owner(&desk, &mut other).await;
    one_by_silence(&desk).await;
    desk.is_whole().await;
    let log = desk.demo.log();
    for secret in [CODE, "owner@come.test", "admin@come.test", "44.2079460001", "/vote/x"] {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
}

/// Contacts come from the registry by the code, one acceptance is enough, points are put aside and then spent.
async fn a_thick_name_with_votes(desk: &Desk, other: &mut EppSession) {
    let before = desk.settled_points(ACCOUNT).await;
    let expires = expiry(&other.info("come.com").await);
    let payload = desk.request(ACCOUNT, "come.com", Some(CODE), None).await;
    let transfer = number(&payload);
    let owner = payload["operation"]["owner"].as_u64().expect("the owner's contact");
    let waits = desk.comes_to(transfer, "ACTION_REQUIRED").await;
    assert_eq!((&waits["status"], &waits["etat"]), (&json!("Wait"), &json!("AttenteVote")));
    desk.points_come_to(ACCOUNT, before.reserved + COM, before.spent).await;
    desk.name_comes_to("come.com", "ARRIVING").await;
    assert!(!other.info("come.com").await.xml.contains("pendingTransfer"), "nothing is asked before a vote");

    let (theirs, admins) = (desk.ballot("owner@come.test").await, desk.ballot("admin@come.test").await);
    let (status, shown) = desk.page(&admins, None).await;
    assert!(status == 200 && shown.contains("come.com"), "{shown}");
    assert_eq!(desk.transfer_comes_to(transfer, "Voting").await["sides"][1]["vote"], json!(null));
    assert_eq!(desk.page(&admins, Some("accept")).await.0, 200);
    let blocked = desk.comes_to(transfer, "BLOCKED").await;
    assert_eq!((&blocked["status"], &blocked["etat"]), (&json!("ToProcess"), &json!("Pending")));
    assert_eq!(blocked["waitsFor"][0]["who"], "other registrar");
    assert!(other.info("come.com").await.xml.contains("pendingTransfer"));
    // Too late for the second voter: the page says so, and nothing changes.
    let (_, late) = desk.page(&theirs, Some("refuse")).await;
    assert!(late.contains("come.com"), "{late}");
    desk.transfer_comes_to(transfer, "Submitted").await;

    answers(other, "approve", "come.com").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    desk.points_come_to(ACCOUNT, before.reserved, before.spent + COM).await;
    let whois = desk.name_comes_to("come.com", "ACTIVE").await;
    came(&whois, owner, expires);
    for address in ["owner@come.test", "admin@come.test"] {
        desk.told(address, "the transfer is done").await;
        let about_it = desk.mails(address).iter().filter(|mail| !mail.text.contains("/verify/")).count();
        assert_eq!(about_it, 2, "{address}");
    }
    adopted(desk, "come.com", owner).await;
    assert_eq!(
        desk.history("domain/come.com").await,
        ["TransferInRequested", "TransferredIn", "OperationClaimed", "Updated"]
    );
    assert_eq!(
        desk.history(&format!("transfer/{transfer}")).await,
        ["Requested", "VoteCast", "Accepted", "Completed"]
    );
    // What was asked for is ours now.
    let again = desk.refused(ACCOUNT, "come.com", Some(CODE), None).await;
    assert_eq!((again.0.as_str(), again.2.contains("already")), ("NOT_TRANSFERABLE", true), "{again:?}");
}

/// A year longer, locked for 60 days under a rule that is named, with a person of ours as its owner.
fn came(whois: &Value, owner: u64, expires: DateTime<Utc>) {
    let domain = &whois["domain"];
    assert_eq!(domain["account"].as_u64(), Some(ACCOUNT));
    assert_eq!(domain["owner"].as_u64(), Some(owner));
    for role in ["admin", "tech"] {
        assert_eq!(domain[role].as_u64(), Some(ACCOUNT), "the account's own contact");
    }
    let moment = |value: &Value| value.as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok());
    assert_eq!(moment(&domain["expires"]), Some(expires + Months::new(12)));
    let lock = &domain["locks"][0];
    assert_eq!((&lock["kind"], &lock["rule"]), (&json!("Transfer"), &json!("com@2016-12-01")));
    let lasts = moment(&lock["lifts"]).zip(moment(&lock["since"])).map(|(lifts, since)| lifts - since);
    assert_eq!(lasts, Some(TimeDelta::days(60)));
    let person = &whois["registrant"];
    assert_eq!(person["account"].as_u64(), Some(ACCOUNT));
    assert_eq!(person["details"]["firstName"], "Olivia");
    assert_eq!(person["details"]["lastName"], "Owner");
    assert_eq!(person["details"]["email"], "owner@come.test");
    assert_eq!(person["details"]["country"], "GB");
}

/// At the registry our contact objects have replaced theirs.
async fn adopted(desk: &Desk, name: &str, owner: u64) {
    let mut ours = desk.demo.epp("ours").await;
    eventually(&format!("contacts of ours on {name}"), async || {
        let shown = ours.info(name).await.xml;
        let own = format!(">BMN-{ACCOUNT}<");
        let mine = shown.contains(&format!("registrant>BMN-{owner}<")) && shown.matches(&own).count() == 2;
        (mine && !shown.contains(">A-") && !shown.contains(">O-")).then_some(())
    })
    .await;
}

/// The other registrar keeps it: the points come back, both are told; the acceptance stands when it is asked again.
async fn a_rejected_one_that_is_asked_for_again(desk: &Desk, other: &mut EppSession) {
    let before = desk.settled_points(ACCOUNT).await;
    let transfer = desk.requested("reject.com").await;
    desk.votes("owner@reject.test", "accept").await;
    desk.comes_to(transfer, "BLOCKED").await;
    answers(other, "reject", "reject.com").await;
    let failed = desk.comes_to(transfer, "FAILED").await;
    assert_eq!((&failed["status"], failed["replyCode"].as_u64()), (&json!("Error"), Some(2304)));
    desk.points_come_to(ACCOUNT, before.reserved, before.spent).await;
    let told = desk.transfer_comes_to(transfer, "Failed").await;
    assert_eq!(told["outcome"]["code"].as_u64(), Some(2304));
    for address in ["owner@reject.test", "admin@reject.test"] {
        desk.told(address, "the registry refused the transfer").await;
    }
    let ballots = |address: &str| desk.mails(address).iter().filter(|mail| mail.vote.is_some()).count();
    desk.restarted(transfer, None).await;
    desk.comes_to(transfer, "BLOCKED").await;
    assert_eq!(ballots("admin@reject.test"), 1, "nobody votes again");
    answers(other, "reject", "reject.com").await;
    desk.comes_to(transfer, "FAILED").await;
    eventually("the second end is told too", async || {
        let ends = desk.mails("owner@reject.test").iter().filter(|mail| mail.vote.is_none()).count();
        (ends == 2).then_some(())
    })
    .await;
    desk.restarted(transfer, None).await;
    desk.comes_to(transfer, "BLOCKED").await;
    answers(other, "approve", "reject.com").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    desk.points_come_to(ACCOUNT, before.reserved, before.spent + COM).await;
}

/// A thin registry has no addresses: nobody can vote, and the account's own contact stands in for the owner.
async fn a_thin_one_without_votes(desk: &Desk, other: &mut EppSession) {
    let transfer = desk.requested("thin.net").await;
    desk.comes_to(transfer, "BLOCKED").await;
    assert_eq!(desk.transfer_comes_to(transfer, "Submitted").await["sides"], json!([]));
    answers(other, "approve", "thin.net").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    let whois = desk.name_comes_to("thin.net", "ACTIVE").await;
    assert_eq!(whois["domain"]["owner"].as_u64(), Some(ACCOUNT));
    assert_eq!(desk.history("domain/thin.net").await, ["TransferInRequested", "TransferredIn"]);
}

/// .eu: a code, but no votes and no owner to be named.
async fn an_ending_without_votes(desk: &Desk, other: &mut EppSession) {
    let payload = desk.request(ACCOUNT, "europe.eu", Some(CODE), None).await;
    let transfer = number(&payload);
    desk.comes_to(transfer, "BLOCKED").await;
    answers(other, "approve", "europe.eu").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    assert!(desk.mails("owner@europe.test").is_empty());
    let whois = desk.name_comes_to("europe.eu", "ACTIVE").await;
    assert_eq!(whois["registrant"]["details"]["email"], "owner@europe.test");
    adopted(desk, "europe.eu", payload["operation"]["owner"].as_u64().expect("an owner")).await;
}

/// .fr: an owner who may hold such a name is named with the request.
async fn an_ending_that_wants_an_owner(desk: &Desk, other: &mut EppSession) {
    let (code, field, message) = desk.refused(ACCOUNT, "france.fr", Some(CODE), None).await;
    assert_eq!((code.as_str(), field.as_str()), ("NOT_TRANSFERABLE", "owner"), "{message}");
    let stranger = person(desk, "CH", json!({})).await;
    let (code, field, _) = desk.refused(ACCOUNT, "france.fr", Some(CODE), Some(stranger)).await;
    assert_eq!((code.as_str(), field.as_str()), ("NOT_ELIGIBLE", "owner"));
    let (code, field, _) = desk.refused(ACCOUNT, "france.fr", Some(CODE), Some(13492)).await;
    assert_eq!((code.as_str(), field.as_str()), ("CONTACT_INVALID", "owner"), "somebody else's contact");
    let born = json!([
        { "name": "dotfr_mode", "value": "PARTICULIER" }, { "name": "dotfr_ne_le", "value": "1970-01-31" },
        { "name": "dotfr_ne_ville", "value": "LYON" }, { "name": "dotfr_ne_pays_id", "value": "FR" },
        { "name": "dotfr_ne_cp", "value": "69001" }
    ]);
    let owner = person(desk, "FR", born).await;
    let transfer = number(&desk.request(ACCOUNT, "france.fr", Some(CODE), Some(owner)).await);
    desk.comes_to(transfer, "BLOCKED").await;
    answers(other, "approve", "france.fr").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    adopted(desk, "france.fr", owner).await;
}

/// A contact of the account.
async fn person(desk: &Desk, country: &str, identification: Value) -> u64 {
    let mut details = json!({
        "firstName": "Chantal", "lastName": "VASSEUR", "street": "3 rue Haute", "city": "LYON",
        "postalCode": "69001", "country": country, "phone": "+33.478000000", "email": "chantal@vasseur.test",
        "locale": "fr"
    });
    if identification.is_array() {
        details["identification"] = identification;
    }
    let query = "mutation($input: RegisterContactInput!) { registerContact(input: $input) \
        { id userErrors { code field message } } }";
    let input = json!({ "account": ACCOUNT, "details": details });
    let payload = desk.support.ask(query, json!({ "input": input })).await["registerContact"].clone();
    let id = payload["id"].as_str().unwrap_or_else(|| panic!("{:?}", user_error(&payload)));
    id.parse().expect("a number")
}

/// The other registrar says nothing: after its days the registry approves.
async fn one_by_silence(desk: &Desk) {
    let transfer = desk.requested("silent.com").await;
    desk.votes("admin@silent.test", "accept").await;
    desk.comes_to(transfer, "BLOCKED").await;
    desk.demo.advance("P4D").await;
    assert_eq!(desk.operation(transfer).await["state"], "BLOCKED");
    desk.demo.advance("P1DT1H").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    desk.name_comes_to("silent.com", "ACTIVE").await;
    desk.told("owner@silent.test", "the transfer is done").await;
}

#[tokio::test]
async fn a_lost_answer_is_asked_about_and_nothing_is_repeated() {
    let desk = Desk::open().await;
    let mut other = desk.demo.epp("other").await;
    let kept = "fault-transfer-drop-b.com";
    for name in ["fault-transfer-drop-a.com", "fault-transfer-unsent-a.com", kept] {
        foreign(&mut other, name).await;
    }
    desk.demo.advance("P61D").await;
    let before = desk.settled_points(ACCOUNT).await;
    // Executed once and asked about; or not executed, asked about, and sent again.
    for (name, attempts) in [("fault-transfer-drop-a.com", 1), ("fault-transfer-unsent-a.com", 2)] {
        let transfer = accepted(&desk, name).await;
        let blocked = desk.comes_to(transfer, "BLOCKED").await;
        assert_eq!(blocked["attempts"].as_u64(), Some(attempts), "{name}: {blocked}");
        answers(&mut other, "approve", name).await;
        desk.comes_to(transfer, "SUCCEEDED").await;
    }
    // Executed, and refused by the other registrar before anybody could ask: not asked for again.
    let transfer = accepted(&desk, kept).await;
    eventually("a request to reject", async || {
        let reply = other.transfer("reject", kept, None).await;
        (reply.code == 1000).then_some(())
    })
    .await;
    let failed = desk.comes_to(transfer, "FAILED").await;
    assert_eq!((failed["replyCode"].as_u64(), failed["attempts"].as_u64()), (Some(2304), Some(1)));
    assert!(!other.info(kept).await.xml.contains("pendingTransfer"));
    desk.points_come_to(ACCOUNT, before.reserved, before.spent + 2 * COM).await;
    desk.is_whole().await;
}

/// A transfer in that its owner has accepted.
async fn accepted(desk: &Desk, name: &str) -> u64 {
    let transfer = desk.requested(name).await;
    let label = name.trim_end_matches(".com");
    desk.votes(&format!("owner@{label}.test"), "accept").await;
    transfer
}
