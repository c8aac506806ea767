//! Commands of people: accepted, refused in words, done once.

use crate::support::{ACCOUNT, Door};
use serde_json::{Value, json};

fn errors(answer: &Value) -> (String, String) {
    let text = |field: &str| answer["userErrors"][0][field].as_str().unwrap_or_default().to_owned();
    (text("code"), text("field"))
}

const POINTS: &str = "{ pointsAccount(account: 13490) { available reserved spent granted } \
    trialBalance { balanced orphans { settlements { operation } operations { operation } } } }";

#[tokio::test]
async fn an_operation_is_done_by_hand_on_a_document_and_its_points_are_settled() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let number = door.request_name("slow-name.com", owner).await;
    door.reaches(number, "BLOCKED").await;
    let by_hand = async |evidence: &str, reason: &str| {
        let input = json!({ "operation": number, "evidence": evidence, "reason": reason });
        door.mutate("support", "completeOperation", "CompleteOperationInput", "id", input).await
    };
    let digest = "ab".repeat(32);
    assert_eq!(
        errors(&by_hand("no digest", "paper form").await),
        ("FIELDS_INVALID".into(), "evidence".into())
    );
    assert_eq!(errors(&by_hand(&digest, " ").await), ("FIELDS_INVALID".into(), "reason".into()));
    // The registry is asked, and has nothing, or another registrar's.
    assert_eq!(errors(&by_hand(&digest, "paper form").await), ("NOT_AT_REGISTRY".into(), "operation".into()));
    door.registry.enter("slow-name.com", "other");
    assert_eq!(errors(&by_hand(&digest, "paper form").await).0, "NOT_AT_REGISTRY");
    door.registry.enter("slow-name.com", "ours");
    let done = by_hand(&digest, "confirmed by paper form").await;
    assert_eq!((done["id"].as_str(), &done["userErrors"]), (Some(number.to_string().as_str()), &json!([])));
    // Heard twice is silence.
    assert_eq!(by_hand(&digest, "confirmed by paper form").await["userErrors"], json!([]));
    door.settled().await;
    let query = "query($n: Int!, $s: String!) { operation(number: $n) { state ledger { kind points fact } domain { state } } \
        history(stream: $s) { kind reason actor after } }";
    let shown = door.data("viewer", query, json!({ "n": number, "s": format!("operation/{number}") })).await;
    assert_eq!(shown["operation"]["state"], "SUCCEEDED");
    assert_eq!(shown["operation"]["domain"]["state"], "ACTIVE");
    let ledger = shown["operation"]["ledger"].as_array().unwrap();
    assert_eq!((&ledger[1]["kind"], ledger.len()), (&json!("Settled"), 2), "{shown}");
    let last = shown["history"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["kind"], &last["actor"]), (&json!("DoneByHand"), &json!("operator:support")), "{last}");
    let fact = &last["after"]["Done"][1]["svtrid"];
    assert_eq!(fact, &json!(format!("operator:support sha256:{digest}")));
    let money = door.data("viewer", POINTS, json!({})).await;
    assert_eq!(money["trialBalance"]["orphans"], json!({ "settlements": [], "operations": [] }), "{money}");
    assert_eq!(
        (&money["trialBalance"]["balanced"], &money["pointsAccount"]["reserved"]),
        (&json!(true), &json!(0))
    );
}

#[tokio::test]
async fn what_failed_or_waits_for_votes_is_not_done_by_hand() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.name("traded-name.com", owner).await;
    let asked = json!({ "account": ACCOUNT, "name": "traded-name.com", "newOwner": buyer });
    let trade =
        door.mutate("support", "requestTrade", "RequestTradeInput", "operation { number }", asked).await;
    let trade = trade["operation"]["number"].as_u64().unwrap();
    for operation in [trade, 7] {
        let input = json!({ "operation": operation, "evidence": "ab".repeat(32), "reason": "paper" });
        let refused =
            door.mutate("support", "completeOperation", "CompleteOperationInput", "id", input).await;
        let code = if operation == 7 { "NOT_FOUND" } else { "OPERATION_REFUSED" };
        assert_eq!(errors(&refused), (code.into(), "operation".into()), "{refused}");
    }
    // What waits for votes is called off as a whole; a second time is refused or silent, and points are free.
    let input = json!({ "operation": trade, "reason": "asked by mistake" });
    let called = door.mutate("support", "cancelOperation", "CancelOperationInput", "id", input).await;
    assert_eq!(called["userErrors"], json!([]), "{called}");
    door.settled().await;
    let query = "query($n: Int!) { trade(number: $n) { state outcome { words } operation { closed } } }";
    let state = door.data("viewer", query, json!({ "n": trade })).await;
    assert_eq!(
        (&state["trade"]["state"], &state["trade"]["operation"]["closed"]),
        (&json!("Cancelled"), &json!(true))
    );
    assert_eq!(state["trade"]["outcome"]["words"], "asked by mistake");
    // What the registry has been sent is not called off here.
    let slow = door.request_name("slow-cancel.com", owner).await;
    door.reaches(slow, "BLOCKED").await;
    let input = json!({ "operation": slow, "reason": "too late" });
    let late = door.mutate("support", "cancelOperation", "CancelOperationInput", "id", input).await;
    assert_eq!(errors(&late).0, "OPERATION_REFUSED", "{late}");
}

#[tokio::test]
async fn a_name_in_dispute_stays_where_it_is() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.name("disputed.com", owner).await;
    let input = json!({ "name": "disputed.com", "reason": "UDRP D2026-0001" });
    let lock = async |field: &str| {
        door.mutate("support", field, "DisputeInput", "operation { number }", input.clone()).await
    };
    let locked = lock("lockDomain").await;
    let told = locked["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{locked}"));
    door.reaches(told, "SUCCEEDED").await;
    assert_eq!(door.registry.statuses("disputed.com"), ["clientTransferProhibited"]);
    // A second notice changes nothing.
    let again = lock("lockDomain").await;
    assert!(again["operation"].is_null() && again["userErrors"] == json!([]), "{again}");
    let trade = json!({ "account": ACCOUNT, "name": "disputed.com", "newOwner": buyer });
    let refused =
        door.mutate("support", "requestTrade", "RequestTradeInput", "operation { number }", trade).await;
    assert_eq!(errors(&refused), ("IN_DISPUTE".into(), "name".into()), "{refused}");
    let delete = json!({ "account": ACCOUNT, "name": "disputed.com" });
    let refused = door.mutate("support", "deleteDomain", "NameInput", "operation { number }", delete).await;
    assert_eq!(errors(&refused).0, "IN_DISPUTE", "{refused}");
    door.settled().await;
    let shown =
        door.data("viewer", "{ domain(name: \"disputed.com\") { locks { kind rule } } }", json!({})).await;
    assert!(shown.to_string().contains("dispute: UDRP D2026-0001"), "{shown}");
    let unlocked = lock("unlockDomain").await;
    door.reaches(unlocked["operation"]["number"].as_u64().unwrap(), "SUCCEEDED").await;
    assert_eq!(door.registry.statuses("disputed.com"), Vec::<String>::new());
}

#[tokio::test]
async fn an_account_is_opened_set_and_closed_when_nothing_is_left() {
    let door = Door::open().await;
    let details = json!({ "firstName": "Ama", "lastName": "DIOP", "street": "1 av. Pompidou", "city": "DAKAR",
        "postalCode": "12500", "country": "SN", "phone": "+221.338210000", "email": "ama@diop.test" });
    let open = |nichandle: &str| json!({ "nichandle": nichandle, "currency": "XOF", "priceClass": "standard", "locale": "fr", "holder": details });
    let opened = door.mutate("support", "openAccount", "OpenAccountInput", "id", open("di7-ovh")).await;
    let account: u64 = opened["id"].as_str().unwrap_or_else(|| panic!("{opened}")).parse().unwrap();
    let wrong = door.mutate("support", "openAccount", "OpenAccountInput", "id", open("!")).await;
    assert_eq!(errors(&wrong), ("FIELDS_INVALID".into(), "nichandle".into()));
    let class = json!({ "account": account, "priceClass": "reseller" });
    let set = door.mutate("finance", "setPriceClass", "PriceClassInput", "id", class).await;
    assert_eq!(set["userErrors"], json!([]), "{set}");
    let limit = json!({ "account": account, "limit": 5000 });
    door.mutate("finance", "setPremiumLimit", "PremiumLimitInput", "id", limit).await;
    let grant = json!({ "account": account, "points": 40, "reason": "welcome" });
    door.mutate("finance", "grantPoints", "PointsInput", "id", grant).await;
    let close = async || {
        let input = json!({ "account": account, "reason": "left us" });
        door.mutate("support", "closeAccount", "CloseAccountInput", "id", input).await
    };
    let refused = close().await;
    assert_eq!(errors(&refused), ("ACCOUNT_IN_USE".into(), "account".into()), "{refused}");
    let take = json!({ "account": account, "points": -40, "reason": "paid out" });
    door.mutate("finance", "adjustPoints", "PointsInput", "id", take).await;
    let closed = close().await;
    assert_eq!(closed["userErrors"], json!([]), "{closed}");
    let query = "query($n: Int!, $c: String) { account(number: $n, consistency: $c) { status currency priceClass premiumLimit \
        reason points { available } } contact(number: $n) { handle accountNode { number } } }";
    let shown = door.data("viewer", query, json!({ "n": account, "c": closed["consistency"] })).await;
    assert_eq!(
        shown["account"],
        json!({ "status": "closed", "currency": "XOF", "priceClass": "reseller",
        "premiumLimit": 5000, "reason": "left us", "points": { "available": 0 } })
    );
    assert_eq!(shown["contact"]["accountNode"]["number"].as_u64(), Some(account));
    let name = json!({ "account": ACCOUNT, "reason": "x" });
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    door.name("still-here.com", owner).await;
    let held = door.mutate("support", "closeAccount", "CloseAccountInput", "id", name).await;
    assert!(held["userErrors"][0]["message"].as_str().unwrap().contains("1 names"), "{held}");
}

#[tokio::test]
async fn contacts_are_confirmed_asked_for_and_merged() {
    let door = Door::open().await;
    let (one, other) =
        (door.contact("MARTIN", "anne@holders.test").await, door.contact("MARTIN", "anne@old.test").await);
    let by = json!({ "contact": one, "by": "2020-01-01T00:00:00Z", "reason": "bounced mail" });
    let past =
        door.mutate("support", "requireContactVerification", "RequireConfirmationInput", "id", by).await;
    assert_eq!(errors(&past), ("FIELDS_INVALID".into(), "by".into()), "{past}");
    let by = json!({ "contact": one, "by": "2090-01-01T00:00:00Z", "reason": "bounced mail" });
    door.mutate("support", "requireContactVerification", "RequireConfirmationInput", "id", by).await;
    door.settled().await;
    let due = "{ contacts(account: 13490, verification: DUE) { edges { node { number verifyBy } } } }";
    let listed = door.data("viewer", due, json!({})).await;
    assert_eq!(listed["contacts"]["edges"][0]["node"]["number"].as_u64(), Some(one), "{listed}");
    let confirm = json!({ "contact": one, "reason": "passport seen" });
    let seen = door.mutate("support", "verifyContact", "ConfirmContactInput", "id", confirm).await;
    assert_eq!(seen["userErrors"], json!([]), "{seen}");
    door.name("merged-name.com", other).await;
    door.settled().await;
    let merge = async |contact: u64, into: u64| {
        let input = json!({ "account": ACCOUNT, "contact": contact, "into": into, "reason": "one person" });
        door.mutate("support", "mergeContacts", "MergeContactsInput", "id", input).await
    };
    assert_eq!(errors(&merge(other, one).await), ("CONTACT_IN_USE".into(), "contact".into()));
    assert_eq!(errors(&merge(one, one).await).0, "CONTACT_REFUSED");
    let merged = merge(one, other).await;
    assert_eq!(merged["userErrors"], json!([]), "{merged}");
    door.settled().await;
    let state = door
        .data("viewer", "query($n: Int!) { contact(number: $n) { status verifiedAt } }", json!({ "n": one }))
        .await;
    assert_eq!(state["contact"]["status"], "Merged");
    assert!(state["contact"]["verifiedAt"].is_string(), "{state}");
}

#[tokio::test]
async fn what_waits_at_the_desk_is_opened_again_or_closed_with_a_reason_and_a_name() {
    let door = Door::open().await;
    let journal = door.application.journal();
    journal.keep_poll("memory", "9", None, "what is this", json!("<epp/>")).await.unwrap();
    let stream = journal::StreamId::new("operation", "1");
    let wanted = journal::NewJob::new("nobodys", &stream, json!({}), door.application.clock().now());
    let mut connection = door.database.connection(journal::cluster::Role::App).await.unwrap();
    journal::jobs::enqueue_in(&mut connection, &[wanted]).await.unwrap();
    let (jobs, now) = (journal.jobs(), door.application.clock().now());
    let claimed = jobs.claim("test", &["nobodys"], now, 1, std::time::Duration::from_secs(60)).await.unwrap();
    jobs.park(&claimed[0].lease, "no way").await.unwrap();
    let job = claimed[0].lease.id;
    let desk = "{ parkedJobs { id kind lastError } registryMessages { registry id message } }";
    let waiting = door.data("support", desk, json!({})).await;
    assert_eq!(waiting["parkedJobs"][0]["id"], json!(job), "{waiting}");
    let retried = door.mutate("support", "retryJob", "RetryJobInput", "id", json!({ "job": job })).await;
    assert_eq!(retried["id"], json!(job), "{retried}");
    let again = door.mutate("support", "retryJob", "RetryJobInput", "id", json!({ "job": job })).await;
    assert_eq!(errors(&again).0, "NOT_FOUND");
    let close = json!({ "registry": "memory", "id": "9", "reason": "a test of theirs" });
    // Under a key, the first answer is given again.
    let query = "mutation($input: CloseRegistryMessageInput!) { closeRegistryMessage(input: $input) { id repeated } }";
    let body = json!({ "query": query, "variables": { "input": close } }).to_string();
    for repeated in [false, true] {
        let closed = door.post("support", &[("idempotency-key", "close-9")], body.clone()).await;
        let answer = &closed.data()["closeRegistryMessage"];
        assert_eq!(answer, &json!({ "id": "memory/9", "repeated": repeated }));
    }
    let again =
        door.mutate("support", "closeRegistryMessage", "CloseRegistryMessageInput", "id", close).await;
    assert_eq!(errors(&again).0, "NOT_FOUND");
    let empty = door.data("viewer", desk, json!({})).await;
    assert_eq!(empty, json!({ "parkedJobs": [], "registryMessages": [] }));
    let log = door
        .data(
            "auditor",
            "{ operatorLog(login: \"support\") { edges { node { act reason subjects } } } }",
            json!({}),
        )
        .await;
    let acts: Vec<&str> = log["operatorLog"]["edges"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|edge| edge["node"]["act"].as_str())
        .collect();
    assert_eq!(acts, ["close-message", "retry-job", "look"], "{log}");
    assert_eq!(log["operatorLog"]["edges"][0]["node"]["reason"], "a test of theirs");
}

#[tokio::test]
async fn a_key_does_once_and_another_request_under_it_is_refused() {
    let door = Door::open().await;
    let lock = |reason: &str| {
        json!({ "query": "mutation($r: String!) { a: suspendAccount(input: { account: 13490, reason: $r }) { id repeated } \
            b: setAccountBranding(input: { account: 13490, name: \"Noms\" }) { id repeated } }", "variables": { "r": reason } })
        .to_string()
    };
    let key = [("idempotency-key", "desk-1")];
    let first = door.post("support", &key, lock("unpaid")).await;
    assert_eq!(first.data()["a"], json!({ "id": "13490", "repeated": false }));
    let again = door.post("support", &key, lock("unpaid")).await;
    assert_eq!(
        (again.data()["a"]["repeated"].clone(), again.data()["b"]["repeated"].clone()),
        (json!(true), json!(true))
    );
    let other = door.post("support", &key, lock("another reason")).await;
    assert_eq!((other.status, other.code()), (409, "IDEMPOTENCY_KEY_REUSED"), "{}", other.body);
    // What was done stands in its own way: the first answer is given again, not a refusal.
    let revoke = || {
        let query = "mutation { revokeTokens(input: { login: \"viewer\", token: null }) { id repeated userErrors { code } } }";
        json!({ "query": query }).to_string()
    };
    let key = [("idempotency-key", "desk-2")];
    assert_eq!(door.post("admin", &key, revoke()).await.data()["revokeTokens"]["repeated"], false);
    let people = "{ operators { login tokens { id } } }";
    door.settled().await;
    let people = door.data("admin", people, json!({})).await;
    let finance =
        people["operators"].as_array().unwrap().iter().find(|one| one["login"] == "finance").unwrap();
    let one = &finance["tokens"][0]["id"];
    let query = "mutation($t: String) { revokeTokens(input: { login: \"finance\", token: $t }) { id repeated userErrors { code } } }";
    let body = json!({ "query": query, "variables": { "t": one } }).to_string();
    let key = [("idempotency-key", "desk-3")];
    for repeated in [false, true] {
        let answer = door.post("admin", &key, body.clone()).await;
        let expected = json!({ "id": "1", "repeated": repeated, "userErrors": [] });
        assert_eq!(answer.data()["revokeTokens"], expected, "{}", answer.body);
    }
    // Keys are a login's own.
    let key = [("idempotency-key", "desk-1")];
    assert_eq!(door.post("admin", &key, lock("unpaid")).await.data()["a"]["repeated"], json!(false));
}

#[tokio::test]
async fn one_stream_is_verified_over_the_door() {
    let door = Door::open().await;
    let query = "{ auditVerify(stream: \"account/13490\") { sound events complete broken } }";
    let sound = door.data("auditor", query, json!({})).await;
    assert_eq!(sound["auditVerify"], json!({ "sound": true, "events": 1, "complete": true, "broken": [] }));
    let mut owner = door.database.connection(journal::cluster::Role::Owner).await.unwrap();
    let change =
        "update events set payload = '{\"Resumed\": null}' where aggregate_type = 'account' and sequence = 1";
    sqlx::Executor::execute(&mut owner, change).await.unwrap();
    let broken = door.data("auditor", query, json!({})).await;
    assert_eq!(broken["auditVerify"]["sound"], false);
    assert!(
        broken["auditVerify"]["broken"][0].as_str().unwrap().contains("account/13490 event 1"),
        "{broken}"
    );
    assert_eq!(door.send("support", query, json!({})).await.code(), "FORBIDDEN");
}

#[tokio::test]
async fn every_price_list_of_the_catalogue_is_set() {
    let door = Door::open().await;
    let query = "{ prices(tld: \"com\", action: \"create\") { class currency cents } }";
    let prices = door.data("viewer", query, json!({})).await;
    let lists: std::collections::BTreeSet<String> = prices["prices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|price| format!("{} {}", price["class"].as_str().unwrap(), price["currency"].as_str().unwrap()))
        .collect();
    let expected = ["reseller EUR", "reseller XOF", "standard EUR", "standard XOF"];
    assert_eq!(lists, expected.map(str::to_owned).into());
}
