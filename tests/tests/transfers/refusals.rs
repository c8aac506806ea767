//! What stands in the way of a transfer in is said at once, with its field, and nothing is kept.

use crate::desk::{ACCOUNT, CODE, Desk, foreign, foreign_code, foreign_update};
use serde_json::{Value, json};
use stories::EppSession;

/// Account, name, code; what is answered: code, field, words.
type Case = (u64, &'static str, Option<&'static str>, &'static str, &'static str, &'static str);

#[tokio::test]
async fn what_cannot_come_is_refused_at_once_and_nothing_is_kept() {
    let desk = Desk::open().await;
    let mut other = desk.demo.epp("other").await;
    for name in
        ["wrong.com", "locked.com", "frozen.com", "leaving.com", "poor.com", "britain.co.uk", "held.com"]
    {
        foreign(&mut other, name).await;
    }
    lock(&mut other, "locked.com", "clientTransferProhibited").await;
    lock(&mut other, "frozen.com", "clientUpdateProhibited").await;
    desk.demo.advance("P61D").await;
    foreign(&mut other, "young.com").await;
    let mut ours = desk.demo.epp("ours").await;
    assert_eq!(ours.transfer("request", "leaving.com", Some(CODE)).await.code, 1001);
    assert_eq!(other.transfer("reject", "leaving.com", None).await.code, 1000);
    assert_eq!(ours.transfer("request", "leaving.com", Some(CODE)).await.code, 1001);

    let before = (kept(&desk).await, desk.points(ACCOUNT).await);
    let cases: [Case; 12] = [
        (ACCOUNT, "wrong.com", Some("Wrong-2026-Code"), "NOT_TRANSFERABLE", "authCode", "auth code is wrong"),
        (ACCOUNT, "wrong.com", None, "NOT_TRANSFERABLE", "authCode", "needs an auth code"),
        (ACCOUNT, "wrong.com", Some("x"), "FIELDS_INVALID", "authCode", ""),
        (ACCOUNT, "nobody-has-this.com", Some(CODE), "NOT_TRANSFERABLE", "name", "does not know this name"),
        (ACCOUNT, "bookmyname.com", Some(CODE), "NOT_TRANSFERABLE", "name", "with this registrar already"),
        (ACCOUNT, "locked.com", Some(CODE), "NOT_TRANSFERABLE", "name", "locked against transfer"),
        (ACCOUNT, "frozen.com", Some(CODE), "NOT_TRANSFERABLE", "name", "locked against transfer"),
        (ACCOUNT, "leaving.com", Some(CODE), "NOT_TRANSFERABLE", "name", "pending"),
        (ACCOUNT, "young.com", Some(CODE), "NOT_TRANSFERABLE", "name", "less than 60 days ago"),
        (ACCOUNT, "britain.co.uk", Some(CODE), "NOT_TRANSFERABLE", "name", "our tag"),
        (ACCOUNT, "who.unknown-ending", Some(CODE), "NAME_NOT_OFFERED", "name", ""),
        (13492, "poor.com", Some(CODE), "NOT_ENOUGH_POINTS", "account", "points are needed"),
    ];
    for (account, name, code, expected, field, words) in cases {
        let (is, at, message) = desk.refused(account, name, code, None).await;
        assert_eq!((is.as_str(), at.as_str()), (expected, field), "{name}: {message}");
        assert!(message.contains(words), "{name}: {message}");
        assert!(!message.contains(CODE) && !message.contains("Wrong-2026-Code"), "{message}");
    }
    assert_eq!((kept(&desk).await, desk.points(ACCOUNT).await), before, "nothing is kept");
    for name in ["wrong.com", "young.com", "poor.com"] {
        assert_eq!(desk.whois(name).await, Value::Null, "{name}");
    }
    let viewer = desk.demo.graphql("viewer");
    let input = json!({ "input": { "account": ACCOUNT, "name": "held.com", "authCode": CODE } });
    let query = "mutation($input: RequestTransferInput!) { requestTransfer(input: $input) { repeated } }";
    assert!(viewer.send(query, input, None).await.body["errors"].is_array(), "a viewer asks for nothing");

    one_request_at_a_time(&desk, &mut other).await;
    desk.is_whole().await;
    assert!(!desk.demo.log().contains("Wrong-2026-Code"));
}

async fn lock(other: &mut EppSession, name: &str, status: &str) {
    let add = format!("<domain:add><domain:status s=\"{status}\"/></domain:add>");
    foreign_update(other, name, &add).await;
}

/// The newest events of all: who asks and is refused leaves none.
async fn kept(desk: &Desk) -> Value {
    desk.support
        .ask("query { events(first: 3) { edges { node { stream sequence kind } } } }", json!({}))
        .await
}

/// A name that somebody asks for already is busy, for every account; the same key is the same request.
async fn one_request_at_a_time(desk: &Desk, other: &mut EppSession) {
    let query = "mutation($input: RequestTransferInput!) { requestTransfer(input: $input) \
        { operation { number } repeated userErrors { code } } }";
    let input = json!({ "input": { "account": ACCOUNT, "name": "held.com", "authCode": CODE } });
    let first = desk.support.send(query, input.clone(), Some("held-1")).await;
    let again = desk.support.send(query, input, Some("held-1")).await;
    let number = |answer: &stories::Answer| answer.data()["requestTransfer"]["operation"]["number"].clone();
    assert!(number(&first).is_u64(), "{}", first.body);
    assert_eq!(
        (number(&again), &again.data()["requestTransfer"]["repeated"]),
        (number(&first), &json!(true))
    );
    for account in [ACCOUNT, 13491] {
        let (code, _, message) = desk.refused(account, "held.com", Some(CODE), None).await;
        assert_eq!(code, "OPERATION_UNFINISHED", "{message}");
    }
    desk.new_ballot("owner@held.test", 1).await;
    foreign_code(other, "held.com", "Another-2026-Code").await;
}
