//! The desk of requests for data that the directory does not show.

use crate::support::Door;
use serde_json::{Value, json};

const ASKED: &str = "query($n: Int!, $c: String) { disclosureRequest(number: $n, consistency: $c) { number name status \
    kind legalBasis urgent rule missed requester { name email } purpose weighed asked { role items } refusedBecause \
    registrantNotified exchanges { question answer } disclosed { role contact items copy { item value } } } }";
const OWED: &str = "query($n: DomainName!) { obligations(name: $n) { edges { node { kind standing } } } }";

fn filing(name: &str, items: &[&str]) -> Value {
    json!({
        "name": name, "requesterName": "Claire DURAND", "organisation": "Tribunal de Lyon", "email": "greffe@court.test",
        "country": "FR", "kind": "JUDICIAL", "locale": "fr", "fields": [{ "role": "REGISTRANT", "items": items }],
        "purpose": "a case of fraud", "legalBasis": "COURT_ORDER", "reference": "RG 26/01234",
    })
}

async fn file(door: &Door, input: Value) -> u64 {
    let filed =
        door.mutate("support", "fileDisclosureRequest", "FileDisclosureRequestInput", "id", input).await;
    assert_eq!(filed["userErrors"], json!([]), "{filed}");
    filed["id"].as_str().unwrap().parse().unwrap()
}

async fn shown(door: &Door, role: &str, number: u64) -> Value {
    door.settled().await;
    door.data(role, ASKED, json!({ "n": number })).await["disclosureRequest"].clone()
}

async fn owed(door: &Door, name: &str, number: u64) -> Value {
    door.settled().await;
    let listed = door.data("viewer", OWED, json!({ "n": name })).await;
    let edges = listed["obligations"]["edges"].as_array().unwrap().clone();
    let kind = format!("disclosure-answer-{number}");
    let found = edges.into_iter().find(|edge| edge["node"]["kind"] == kind.as_str());
    found.map_or(Value::Null, |edge| edge["node"]["standing"].clone())
}

#[tokio::test]
async fn a_request_is_asked_about_and_granted_with_what_was_asked_for_alone() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    door.name("asked.com", owner).await;
    let number = file(&door, filing("asked.com", &["NAME", "EMAIL", "FAX"])).await;
    let row = shown(&door, "support", number).await;
    assert_eq!(
        (&row["status"], &row["requester"]["email"], &row["purpose"], &row["legalBasis"]),
        (&json!("received"), &json!("greffe@court.test"), &json!("a case of fraud"), &json!("COURT_ORDER"))
    );
    assert_eq!(owed(&door, "asked.com", number).await, "open");
    let question = json!({ "number": number, "question": "Which case?" });
    let asked =
        door.mutate("support", "askDisclosureRequester", "AskDisclosureRequesterInput", "id", question).await;
    assert_eq!(asked["userErrors"], json!([]), "{asked}");
    let grant = |items: Value| {
        let fields = json!([{ "role": "REGISTRANT", "items": items }]);
        json!({ "number": number, "fields": fields, "balance": "an order binds us", "notifyRegistrant": true })
    };
    let given = async |input: Value| {
        door.mutate("support", "grantDisclosure", "GrantDisclosureInput", "id", input).await
    };
    let early = given(grant(json!(["EMAIL"]))).await;
    assert_eq!(early["userErrors"][0]["code"], "DISCLOSURE_REFUSED", "{early}");
    let answer = json!({ "number": number, "answer": "RG 26/01234" });
    let told =
        door.mutate("support", "recordDisclosureAnswer", "RecordDisclosureAnswerInput", "id", answer).await;
    assert_eq!(told["userErrors"], json!([]), "{told}");
    let beyond = given(grant(json!(["EMAIL", "PHONE"]))).await;
    assert_eq!(
        (&beyond["userErrors"][0]["code"], &beyond["userErrors"][0]["field"]),
        (&json!("NOT_ASKED"), &json!("fields"))
    );
    let nothing = given(grant(json!(["FAX"]))).await;
    assert_eq!(nothing["userErrors"][0]["code"], "DISCLOSURE_REFUSED", "{nothing}");
    // The person has no fax: what is not held is not said to be disclosed.
    let done = given(grant(json!(["EMAIL", "FAX"]))).await;
    assert_eq!(done["userErrors"], json!([]), "{done}");
    let again = given(grant(json!(["EMAIL", "FAX"]))).await;
    assert_eq!(again["userErrors"], json!([]), "{again}");
    let row = shown(&door, "auditor", number).await;
    let copy = json!([{ "item": "EMAIL", "value": "anne@holders.test" }]);
    assert_eq!(
        row["disclosed"],
        json!([{ "role": "REGISTRANT", "contact": owner, "items": ["EMAIL"], "copy": copy }]),
        "{row}"
    );
    assert_eq!((&row["status"], &row["registrantNotified"]), (&json!("granted"), &json!(true)));
    assert_eq!(row["exchanges"], json!([{ "question": "Which case?", "answer": "RG 26/01234" }]));
    assert_eq!(owed(&door, "asked.com", number).await, "discharged");
    let seen = shown(&door, "viewer", number).await;
    assert_eq!(
        (&seen["requester"], &seen["purpose"], &seen["disclosed"][0]["copy"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    // The copy goes with the person; that the e-mail was disclosed, of which contact, stays.
    let erase = json!({ "contact": owner, "reason": "request of the person" });
    let erased = door.mutate("admin", "eraseContact", "EraseContactInput", "id", erase).await;
    assert_eq!(erased["userErrors"], json!([]), "{erased}");
    let row = shown(&door, "support", number).await;
    assert_eq!(
        row["disclosed"],
        json!([{ "role": "REGISTRANT", "contact": owner, "items": ["EMAIL"], "copy": null }])
    );
    assert_eq!(row["requester"]["name"], "Claire DURAND");
}

#[tokio::test]
async fn a_name_that_is_not_ours_is_refused_and_a_request_withdrawn() {
    let door = Door::open().await;
    let number = file(&door, filing("elsewhere.com", &["EMAIL"])).await;
    assert_eq!(owed(&door, "elsewhere.com", number).await, Value::Null);
    let grant = json!({ "number": number, "balance": "an order binds us" });
    let refused = door.mutate("support", "grantDisclosure", "GrantDisclosureInput", "id", grant).await;
    assert_eq!(refused["userErrors"][0]["code"], "DISCLOSURE_REFUSED", "{refused}");
    let deny = json!({ "number": number, "because": "NO_SUCH_REGISTRATION", "text": "not registered here" });
    let denied =
        door.mutate("support", "refuseDisclosure", "RefuseDisclosureInput", "id", deny.clone()).await;
    assert_eq!(denied["userErrors"], json!([]), "{denied}");
    let again = door.mutate("support", "refuseDisclosure", "RefuseDisclosureInput", "id", deny).await;
    assert_eq!(again["userErrors"], json!([]), "{again}");
    let row = shown(&door, "support", number).await;
    assert_eq!(
        (&row["status"], &row["refusedBecause"], &row["weighed"]),
        (&json!("refused"), &json!("NO_SUCH_REGISTRATION"), &json!("not registered here"))
    );
    let other = file(&door, filing("elsewhere.com", &["EMAIL"])).await;
    let withdraw = json!({ "number": other, "reason": "settled" });
    let input = "WithdrawDisclosureRequestInput";
    let withdrawn = door.mutate("support", "withdrawDisclosureRequest", input, "id", withdraw).await;
    assert_eq!(withdrawn["userErrors"], json!([]), "{withdrawn}");
    let open = "query { disclosureRequests(open: true) { edges { node { number } } } }";
    door.settled().await;
    assert_eq!(door.data("viewer", open, json!({})).await["disclosureRequests"]["edges"], json!([]));
    let unknown = json!({ "number": 9, "reason": "settled" });
    let unknown = door.mutate("support", "withdrawDisclosureRequest", input, "id", unknown).await;
    assert_eq!(unknown["userErrors"][0]["code"], "NOT_FOUND", "{unknown}");
    let none = file_refused(&door, filing("elsewhere.com", &[])).await;
    assert_eq!((&none["code"], &none["field"]), (&json!("DISCLOSURE_REFUSED"), &json!("fields")), "{none}");
    let mut bad = filing("elsewhere.com", &["EMAIL"]);
    bad["email"] = json!("nobody");
    assert_eq!(file_refused(&door, bad).await["field"], "email");
    let silent = json!({ "number": other, "balance": "x", "notifyRegistrant": false });
    let silent = door.mutate("support", "grantDisclosure", "GrantDisclosureInput", "id", silent).await;
    assert_eq!(silent["userErrors"][0]["field"], "withheldBecause", "{silent}");
}

async fn file_refused(door: &Door, input: Value) -> Value {
    let filed =
        door.mutate("support", "fileDisclosureRequest", "FileDisclosureRequestInput", "id", input).await;
    filed["userErrors"][0].clone()
}
