//! Names go: announced by the registry, told to the owner, let go, objected to, unanswered, locked, and with the
//! registrar killed in between.

use crate::desk::{ACCOUNT, Desk, answers, user_error};
use serde_json::{Value, json};
use stories::{EppSession, Reply, eventually};

const OURS: &str = "Ours-2026-Code";

#[tokio::test]
async fn names_go_to_another_registrar() {
    let mut desk = Desk::open().await;
    let mut other = desk.demo.epp("other").await;
    let owner = owner(&desk).await;
    for name in ["accept.com", "object.com", "withdrawn.com", "unanswered.com", "killed.com"] {
        register(&desk, name, owner).await;
    }
    desk.demo.advance("P61D").await;
    register(&desk, "young.com", owner).await;
    let before = desk.settled_points(ACCOUNT).await;
    assert_eq!(other.transfer("request", "accept.com", Some("Wrong-2026-Code")).await.code, 2202);

    let_go(&desk, &mut other).await;
    objected_to(&desk, &mut other).await;
    withdrawn(&desk, &mut other).await;
    locked(&desk, &mut other).await;
    unanswered(&desk, &mut other).await;
    let mut other = killed_in_between(&mut desk).await;
    // Nobody pays for a name that goes.
    assert_eq!(desk.points(ACCOUNT).await, before);
    came_back(&desk, &mut other).await;
    desk.is_whole().await;
    assert!(!desk.demo.log().contains(OURS));
}

/// The owner of all of them, who has confirmed the data.
async fn owner(desk: &Desk) -> u64 {
    let details = json!({
        "firstName": "Lea", "lastName": "VERLAINE", "street": "3 rue Haute", "city": "LYON",
        "postalCode": "69001", "country": "FR", "phone": "+33.478000000", "email": "lea@verlaine.test",
        "locale": "en"
    });
    let query = "mutation($input: RegisterContactInput!) { registerContact(input: $input) { id } }";
    let input = json!({ "input": { "account": ACCOUNT, "details": details } });
    let id = desk.support.ask(query, input).await["registerContact"]["id"].clone();
    let id = id.as_str().expect("a contact").parse().expect("a number");
    let known = json!({ "contact": id, "reason": "known to the desk" });
    desk.did("verifyContact", "ConfirmContactInput", known).await;
    id
}

async fn register(desk: &Desk, name: &str, owner: u64) {
    let query = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
        { operation { number } userErrors { message } } }";
    let input = json!({ "account": ACCOUNT, "name": name, "owner": owner, "authCode": OURS });
    let payload = desk.support.ask(query, json!({ "input": input })).await["registerDomain"].clone();
    desk.comes_to(crate::desk::number(&payload), "SUCCEEDED").await;
}

/// The other registrar asks for a name.
async fn asks(other: &mut EppSession, name: &str) {
    let reply = other.transfer("request", name, Some(OURS)).await;
    assert_eq!(reply.code, 1001, "{}", reply.xml);
}

/// The open transfer out of a name, once it is announced.
async fn announced(desk: &Desk, name: &str) -> u64 {
    let query = "query($name: DomainName!) { transfers(open: true, name: $name) \
        { edges { node { number kind state gaining } } } }";
    let node = eventually(&format!("the transfer of {name}"), async || {
        let data = desk.support.ask(query, json!({ "name": name })).await;
        data["transfers"]["edges"].as_array()?.first().map(|edge| edge["node"].clone())
    })
    .await;
    assert_eq!((&node["kind"], &node["state"]), (&json!("transfer-out"), &json!("Announced")));
    assert_eq!(node["gaining"], "other");
    node["number"].as_u64().expect("a number")
}

async fn answer(desk: &Desk, transfer: u64, choice: &str, reason: Option<&str>) -> Value {
    let query = "mutation($input: AnswerTransferInput!) { answerTransferOut(input: $input) \
        { operation { number } userErrors { code field message } } }";
    let input = json!({ "transfer": transfer, "choice": choice, "reason": reason });
    desk.support.ask(query, json!({ "input": input })).await["answerTransferOut"].clone()
}

/// How the registry says to the other registrar that it ended: its oldest message, acknowledged.
async fn hears(other: &mut EppSession) -> Reply {
    let message = eventually("a message for the other registrar", async || {
        let reply = other.command("<poll op=\"req\"/>").await;
        (reply.code == 1301).then_some(reply)
    })
    .await;
    let id = message.xml.split("<msgQ").nth(1).and_then(|queue| queue.split("id=\"").nth(1));
    let id = id.and_then(|rest| rest.split('"').next()).expect("an id");
    assert_eq!(other.command(&format!("<poll op=\"ack\" msgID=\"{id}\"/>")).await.code, 1000);
    message
}

fn letters(desk: &Desk, name: &str) -> Vec<String> {
    let mails = desk.mails("lea@verlaine.test").into_iter();
    mails.filter(|mail| mail.subject.starts_with(name)).map(|mail| mail.text).collect()
}

/// The owner is told with the day, somebody here agrees, and the name is gone at once.
async fn let_go(desk: &Desk, other: &mut EppSession) {
    asks(other, "accept.com").await;
    let transfer = announced(desk, "accept.com").await;
    let whois = desk.whois("accept.com").await;
    assert!(whois["domain"]["statuses"].as_array().expect("statuses").contains(&json!("pendingTransfer")));
    let letter = desk.told("lea@verlaine.test", "accept.com: another registrar").await;
    assert!(letter.text.contains("“other”") && letter.text.contains("contact us before that date"));
    // A name that is leaving is not changed any more.
    let renew = json!({ "account": ACCOUNT, "name": "accept.com", "period": 1 });
    assert_eq!(user_error(&desk.does("renewDomain", "RenewDomainInput", renew).await).0, "NAME_REFUSED");

    let operation = crate::desk::number(&answer(desk, transfer, "ACCEPT", None).await);
    desk.comes_to(operation, "SUCCEEDED").await;
    desk.transfer_comes_to(transfer, "Gone").await;
    desk.name_comes_to("accept.com", "GONE").await;
    assert_eq!(hears(other).await.text("trStatus").as_deref(), Some("clientApproved"));
    assert!(other.info("accept.com").await.xml.contains("<domain:clID>other</domain:clID>"));
    assert_eq!(letters(desk, "accept.com").len(), 1);
    let (code, _, message) = user_error(&answer(desk, transfer, "REFUSE", Some("too late")).await);
    assert_eq!(code, "NOT_FOUND", "{message}");
    let history = desk.history("domain/accept.com").await;
    assert_eq!(
        history[2..],
        ["TransferOutAnnounced", "OperationClaimed", "OperationReleased", "TransferredAway"]
    );
}

/// An objection has a reason, is cast once, and the name stays.
async fn objected_to(desk: &Desk, other: &mut EppSession) {
    asks(other, "object.com").await;
    let transfer = announced(desk, "object.com").await;
    let unexplained = user_error(&answer(desk, transfer, "REFUSE", None).await);
    assert_eq!(unexplained.0, "TRANSFER_REFUSED");
    assert!(unexplained.2.contains("reason"), "{}", unexplained.2);
    let why = "the owner says that she did not ask for it";
    let operation = crate::desk::number(&answer(desk, transfer, "REFUSE", Some(why)).await);
    let (code, ..) = user_error(&answer(desk, transfer, "ACCEPT", None).await);
    assert!(["VOTE_REFUSED", "TRANSFER_REFUSED"].contains(&code.as_str()), "{code}");
    desk.comes_to(operation, "SUCCEEDED").await;
    let stayed = desk.transfer_comes_to(transfer, "Stayed").await;
    assert_eq!((&stayed["answer"]["choice"], &stayed["answer"]["reason"]), (&json!("Refuse"), &json!(why)));
    assert_eq!(hears(other).await.text("trStatus").as_deref(), Some("clientRejected"));
    stays(desk, "object.com").await;
}

/// The other registrar calls its own request off.
async fn withdrawn(desk: &Desk, other: &mut EppSession) {
    asks(other, "withdrawn.com").await;
    let transfer = announced(desk, "withdrawn.com").await;
    assert_eq!(other.transfer("cancel", "withdrawn.com", None).await.code, 1000);
    desk.transfer_comes_to(transfer, "Stayed").await;
    stays(desk, "withdrawn.com").await;
    assert_eq!(hears(other).await.text("trStatus").as_deref(), Some("clientCancelled"));
    let waiting = desk.support.ask("query { registryMessages { message } }", json!({})).await;
    assert_eq!(waiting["registryMessages"], json!([]), "every message was understood");
}

async fn stays(desk: &Desk, name: &str) {
    let whois = desk.name_comes_to(name, "ACTIVE").await;
    assert!(!whois["domain"]["statuses"].as_array().expect("statuses").contains(&json!("pendingTransfer")));
    assert_eq!(whois["domain"]["account"].as_u64(), Some(ACCOUNT));
    assert!(desk.demo.epp("ours").await.info(name).await.xml.contains("<domain:clID>ours</domain:clID>"));
}

/// Sixty days after its creation a name stays by our policy: we object by ourselves, and say until when.
async fn locked(desk: &Desk, other: &mut EppSession) {
    asks(other, "young.com").await;
    assert_eq!(hears(other).await.text("trStatus").as_deref(), Some("clientRejected"));
    let lock = desk.whois("young.com").await["domain"]["locks"][0].clone();
    assert_eq!((&lock["kind"], &lock["rule"]), (&json!("Creation"), &json!("com@2016-12-01")));
    let day = lock["lifts"].as_str().expect("a day")[..10].to_owned();
    let query = "query { transfers(name: \"young.com\") { edges { node { number } } } }";
    let edges = desk.support.ask(query, json!({})).await["transfers"]["edges"].clone();
    let transfer = edges[0]["node"]["number"].as_u64().expect("a transfer");
    let stayed = desk.transfer_comes_to(transfer, "Stayed").await;
    assert_eq!((&stayed["answer"]["choice"], &stayed["answer"]["by"]), (&json!("Refuse"), &json!("system")));
    let reason = stayed["answer"]["reason"].as_str().expect("a reason");
    for words in [&*day, "creation", "com@2016-12-01"] {
        assert!(reason.contains(words), "{reason}");
    }
    stays(desk, "young.com").await;
    eventually("the owner is told that it stays", async || {
        letters(desk, "young.com")
            .iter()
            .any(|text| text.contains("We object to this transfer"))
            .then_some(())
    })
    .await;
    assert_eq!(letters(desk, "young.com").len(), 1);
}

/// Nobody answers: after its five days the registry lets the name go.
async fn unanswered(desk: &Desk, other: &mut EppSession) {
    asks(other, "unanswered.com").await;
    let transfer = announced(desk, "unanswered.com").await;
    desk.demo.advance("P4D").await;
    desk.transfer_comes_to(transfer, "Announced").await;
    desk.demo.advance("P1DT1H").await;
    desk.transfer_comes_to(transfer, "Gone").await;
    desk.name_comes_to("unanswered.com", "GONE").await;
    assert_eq!(hears(other).await.text("trStatus").as_deref(), Some("serverApproved"));
    assert_eq!(letters(desk, "unanswered.com").len(), 1);
}

/// Killed after the request, and again after the answer: it goes on where it was.
async fn killed_in_between(desk: &mut Desk) -> EppSession {
    let mut other = desk.demo.epp("other").await;
    asks(&mut other, "killed.com").await;
    desk.kill_and_go_on().await;
    let transfer = announced(desk, "killed.com").await;
    let operation = crate::desk::number(&answer(desk, transfer, "ACCEPT", None).await);
    desk.kill_and_go_on().await;
    desk.comes_to(operation, "SUCCEEDED").await;
    desk.transfer_comes_to(transfer, "Gone").await;
    desk.name_comes_to("killed.com", "GONE").await;
    eventually("one letter", async || (letters(desk, "killed.com").len() == 1).then_some(())).await;
    let mut other = desk.demo.epp("other").await;
    assert!(other.info("killed.com").await.xml.contains("<domain:clID>other</domain:clID>"));
    other
}

/// A name that went may come back, sixty days later, as a registration of its own in the same history.
async fn came_back(desk: &Desk, other: &mut EppSession) {
    let (code, _, message) = desk.refused(ACCOUNT, "accept.com", Some(OURS), None).await;
    assert!(code == "NOT_TRANSFERABLE" && message.contains("60 days"), "{message}");
    let first = desk.registration("accept.com").await;
    desk.demo.advance("P61D").await;
    let transfer = crate::desk::number(&desk.request(ACCOUNT, "accept.com", Some(OURS), None).await);
    desk.votes("lea@verlaine.test", "accept").await;
    desk.comes_to(transfer, "BLOCKED").await;
    answers(other, "approve", "accept.com").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    desk.name_comes_to("accept.com", "ACTIVE").await;
    assert_ne!(desk.registration("accept.com").await, first);
    let history = desk.history("domain/accept.com").await;
    assert_eq!(history[..2], ["RegistrationRequested", "Registered"]);
    assert_eq!(history[5..8], ["TransferredAway", "TransferInRequested", "TransferredIn"]);
}
