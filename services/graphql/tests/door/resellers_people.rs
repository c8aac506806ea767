//! An account's contacts, and its names that change hands.

use crate::reseller::OTHER;
use crate::resellers_own::{done, named};
use crate::support::{ACCOUNT, Door};
use serde_json::json;

/// Data of a person, as a document writes it.
pub const PERSON: &str = "{ lastName: \"MARTIN\", firstName: \"Anne\", street: \"1, rue de la Paix\", \
    postalCode: \"75002\", city: \"Paris\", country: \"FR\", phone: \"+33.147010203\", email: \"anne@buyers.test\" }";

#[tokio::test]
async fn contacts_are_recorded_found_changed_and_deleted() {
    let door = Door::open().await.with_resellers().await;
    let cookie = door.sign_in("13490").await;
    let register = format!(
        "mutation {{ done: registerContact(details: {PERSON}) {{ id consistency userErrors {{ code field }} }} }}"
    );
    let recorded = done(&door, &cookie, &register, json!({})).await;
    let number: u64 = recorded["id"].as_str().unwrap().parse().unwrap();
    door.settled().await;
    let list = "query($t: String) { contacts(text: $t) { edges { node { number handle status isOwn details { lastName \
        email } } } } }";
    let all = door.owned(&cookie, list, json!({})).await["contacts"]["edges"].clone();
    assert_eq!(all.as_array().unwrap().len(), 2, "its own, and this one: {all}");
    for text in ["anne@buyers.test", "AM"] {
        let found = door.owned(&cookie, list, json!({ "t": text })).await["contacts"]["edges"].clone();
        assert_eq!(found[0]["node"]["number"], number, "{text}: {found}");
        assert_eq!(found[0]["node"]["details"]["lastName"], "MARTIN", "{text}: {found}");
    }
    let odd = door.own(&cookie, list, json!({ "t": "@" })).await;
    assert_eq!(odd.code(), "BAD_ARGUMENT", "{}", odd.body);
    let amended = PERSON.replace("anne@buyers.test", "anne.martin@buyers.test");
    let amend = format!(
        "mutation {{ done: amendContact(input: {{ contact: {number}, details: {amended} }}) {{ consistency userErrors {{ \
         code field }} }} }}"
    );
    done(&door, &cookie, &amend, json!({})).await;
    door.settled().await;
    let one = "query($n: Int!) { contact(number: $n) { details { email } } namesOfContact(number: $n) }";
    let shown = door.owned(&cookie, one, json!({ "n": number })).await;
    assert_eq!(
        shown,
        json!({ "contact": { "details": { "email": "anne.martin@buyers.test" } }, "namesOfContact": 0 })
    );
    let wrong = register.replace("+33.147010203", "+33.x");
    let refused = door.owned(&cookie, &wrong, json!({})).await["done"]["userErrors"][0].clone();
    assert_eq!(refused, json!({ "code": "FIELDS_INVALID", "field": "phone" }));
    let delete = format!("mutation {{ done: deleteContact(contact: {number}) {{ userErrors {{ code }} }} }}");
    done(&door, &cookie, &delete, json!({})).await;
    door.settled().await;
    let left = door.owned(&cookie, list, json!({})).await["contacts"]["edges"].clone();
    assert_eq!(left.as_array().unwrap().len(), 1, "{left}");
}

#[tokio::test]
async fn an_owner_change_and_a_transfer_are_asked_for_at_a_price() {
    let door = Door::open().await.with_resellers().await;
    let owner = named(&door, "with-owner.com").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.settled().await;
    let cookie = door.sign_in("13490").await;
    let trade = "mutation($o: Int!, $p: Int) { done: tradeDomain(input: { name: \"with-owner.com\", newOwner: $o, \
        agreedPrice: $p }) { operation { number } userErrors { code field } } }";
    let same = door.owned(&cookie, trade, json!({ "o": owner })).await["done"]["userErrors"][0].clone();
    assert!(same["code"].is_string(), "to whom it belongs already: {same}");
    let dear = door.owned(&cookie, trade, json!({ "o": buyer, "p": 77_777 })).await["done"].clone();
    assert_eq!(dear["userErrors"][0]["code"], "PRICE_DIFFERS", "{dear}");
    let asked = done(&door, &cookie, trade, json!({ "o": buyer })).await;
    let number = asked["operation"]["number"].clone();
    door.reaches(number.as_u64().unwrap(), "ACTION_REQUIRED").await;
    let way = "query($n: Int!) { operation(number: $n) { action subject state waitsFor { who } } }";
    let way = door.owned(&cookie, way, json!({ "n": number })).await["operation"].clone();
    assert_eq!((&way["action"], &way["subject"]), (&json!("Trade"), &json!("with-owner.com")), "{way}");
    let transfer = "mutation($n: DomainName!) { done: transferDomain(input: { name: $n, authCode: \"Un-Code-2026\" }) { \
        operation { number } userErrors { code field message } } }";
    let ours = door.owned(&cookie, transfer, json!({ "n": "with-owner.com" })).await["done"].clone();
    assert_eq!(ours["userErrors"][0]["code"], "NOT_TRANSFERABLE", "{ours}");
}

#[tokio::test]
async fn a_name_moves_to_another_account_that_says_so_itself() {
    let door = Door::open().await.with_resellers().await;
    named(&door, "moving.com").await;
    let (from, to) = (door.sign_in("13490").await, door.sign_in("13491").await);
    let ask = "mutation($to: Int!) { done: askMove(input: { name: \"moving.com\", to: $to }) { operation { number } \
        userErrors { code } } }";
    let nobody = door.owned(&from, ask, json!({ "to": 99_999_999 })).await["done"].clone();
    assert_eq!(nobody["userErrors"][0]["code"], "NOT_FOUND", "{nobody}");
    done(&door, &from, ask, json!({ "to": OTHER })).await;
    door.settled().await;
    let moves = "{ moves { name from } overview { moves } }";
    let open = door.owned(&to, moves, json!({})).await;
    assert_eq!(
        open,
        json!({ "moves": [{ "name": "moving.com", "from": ACCOUNT }], "overview": { "moves": 1 } })
    );
    assert_eq!(door.owned(&from, moves, json!({})).await["moves"], json!([]), "it is not asked itself");
    let accept = "mutation { done: acceptMove(name: \"moving.com\") { consistency userErrors { code } } }";
    assert_eq!(door.own(&from, accept, json!({})).await.code(), "NOT_FOUND", "who asks does not answer");
    let withdraw =
        "mutation { done: withdrawMove(name: \"moving.com\") { consistency userErrors { code } } }";
    done(&door, &from, withdraw, json!({})).await;
    assert_eq!(door.own(&to, accept, json!({})).await.code(), "NOT_FOUND", "it was taken back");
    done(&door, &from, ask, json!({ "to": OTHER })).await;
    let accepted = done(&door, &to, accept, json!({})).await;
    let seen = "query($c: String!) { seen(consistency: $c) }";
    assert_eq!(door.owned(&to, seen, json!({ "c": accepted["consistency"] })).await["seen"], true);
    let now = door.owned(&to, "{ domain(name: \"moving.com\") { managed } moves { name } }", json!({})).await;
    assert_eq!(now, json!({ "domain": { "managed": true }, "moves": [] }));
}
