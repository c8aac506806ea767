//! What a decision about a contact would do, told before it is made.

use crate::support::{ACCOUNT, Door};
use serde_json::{Value, json};

const TOLD: &str = "blocked blockedBy { code message } domains { name } operations { number action } \
                    disclosureRequests { number } words happens { code message values { name value } }";

async fn of_erasure(door: &Door, role: &str, contact: u64) -> Value {
    let query = format!("query($c: Int!) {{ erasureConsequences(contact: $c) {{ {TOLD} }} }}");
    door.data(role, &query, json!({ "c": contact })).await["erasureConsequences"].clone()
}

async fn of_merge(door: &Door, from: u64, into: u64) -> Value {
    let query = format!("query($a: Int!, $b: Int!) {{ mergeConsequences(from: $a, into: $b) {{ {TOLD} }} }}");
    door.data("support", &query, json!({ "a": from, "b": into })).await["mergeConsequences"].clone()
}

fn said(told: &Value, words: &str) -> bool {
    told["words"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains(words))
}

#[tokio::test]
async fn erasing_is_told_and_changes_nothing() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.name("with-owner.com", owner).await;
    let slow = door.request_name("slow-name.com", owner).await;
    door.reaches(slow, "BLOCKED").await;
    let trade = json!({ "account": ACCOUNT, "name": "with-owner.com", "newOwner": buyer });
    let of = "operation { number }";
    let trade = door.mutate("support", "requestTrade", "RequestTradeInput", of, trade).await;
    let trade = trade["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{trade}"));
    let filing = json!({
        "name": "with-owner.com", "requesterName": "Claire DURAND", "organisation": "Tribunal de Lyon",
        "email": "greffe@court.test", "country": "FR", "kind": "JUDICIAL", "locale": "fr",
        "fields": [{ "role": "REGISTRANT", "items": ["NAME"] }], "purpose": "a case of fraud",
        "legalBasis": "COURT_ORDER", "reference": "RG 26/01234",
    });
    let filed =
        door.mutate("support", "fileDisclosureRequest", "FileDisclosureRequestInput", "id", filing).await;
    let request: u64 = filed["id"].as_str().unwrap_or_else(|| panic!("{filed}")).parse().unwrap();
    door.settled().await;
    let told = of_erasure(&door, "support", owner).await;
    assert_eq!(told["blocked"], json!([]), "{told}");
    assert_eq!(told["domains"], json!([{ "name": "slow-name.com" }, { "name": "with-owner.com" }]));
    let mut numbers: Vec<u64> =
        told["operations"].as_array().unwrap().iter().map(|row| row["number"].as_u64().unwrap()).collect();
    numbers.sort_unstable();
    let mut expected = [slow, trade];
    expected.sort_unstable();
    assert_eq!(numbers, expected, "{told}");
    assert_eq!(told["disclosureRequests"], json!([{ "number": request }]));
    // For pages in another language: the same sentences, with their codes and what varies in them.
    let happens = told["happens"].as_array().unwrap();
    let messages: Vec<&Value> = happens.iter().map(|notice| &notice["message"]).collect();
    assert_eq!(json!(messages), told["words"]);
    let used = happens.iter().find(|notice| notice["code"] == "NAMES_USE").unwrap();
    assert_eq!(used["values"][0], json!({ "name": "owner", "value": "2" }), "{used}");
    assert!(said(&told, "2 as owner") && said(&told, &format!("trade {trade}")), "{told}");
    assert!(!told.to_string().contains("MARTIN") && !told.to_string().contains("holders.test"), "{told}");
    // It was only told.
    let query = "query($c: Int!) { contact(number: $c) { status details { email } } }";
    let contact = door.data("support", query, json!({ "c": owner })).await;
    assert_eq!(contact["contact"]["details"]["email"], "anne@holders.test", "{contact}");
    let erase = json!({ "contact": buyer, "reason": "asked for" });
    let erased = door.mutate("admin", "eraseContact", "EraseContactInput", "id", erase).await;
    assert_eq!(erased["userErrors"], json!([]), "{erased}");
    let again = of_erasure(&door, "admin", buyer).await;
    assert_eq!(again["blocked"].as_array().unwrap().len(), 1, "{again}");
    assert_eq!(again["blockedBy"][0]["code"], "ERASED_ALREADY", "{again}");
    let none = "{ erasureConsequences(contact: 999999999) { words } }";
    assert_eq!(door.send("support", none, json!({})).await.code(), "NOT_FOUND");
    assert_eq!(door.send("finance", none, json!({})).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn merging_is_rehearsed_with_the_checks_of_the_merge() {
    let door = Door::open().await;
    let one = door.contact("MARTIN", "anne@holders.test").await;
    let other = door.contact("MARTIN", "anne.martin@holders.test").await;
    let used = door.contact("DURAND", "paul@holders.test").await;
    door.name("used-name.com", used).await;
    door.settled().await;
    let merge = async |from: u64, into: u64| {
        let input = json!({ "account": ACCOUNT, "contact": from, "into": into, "reason": "one person" });
        door.mutate("support", "mergeContacts", "MergeContactsInput", "id", input).await["userErrors"].clone()
    };
    for (from, into) in [(used, one), (one, one), (ACCOUNT, one)] {
        let told = of_merge(&door, from, into).await;
        let refused = merge(from, into).await;
        assert_eq!(told["blocked"], json!([refused[0]["message"]]), "{from} into {into}");
        assert!(said(&told, "Nothing would be merged"), "{told}");
    }
    assert_eq!(of_merge(&door, used, one).await["domains"], json!([{ "name": "used-name.com" }]));
    let told = of_merge(&door, one, other).await;
    assert_eq!((&told["blocked"], &told["domains"]), (&json!([]), &json!([])), "{told}");
    assert!(said(&told, "the same person"), "{told}");
    // A rehearsal keeps nothing: the merge is still to be done, and is done once.
    assert_eq!(merge(one, other).await, json!([]));
    let told = of_merge(&door, one, used).await;
    assert_eq!(told["blocked"].as_array().unwrap().len(), 1, "{told}");
}
