//! The back office's own door, from outside: what is told while it happens, what belongs together in one answer, who
//! sees whom, and accounts from the first day to the last.

use serde_json::{Value, json};
use stories::{Demo, GraphQl, eventually, wait_for_mail};

const REGISTER_CONTACT: &str = "mutation($input: RegisterContactInput!) { registerContact(input: $input) \
    { id userErrors { code field message } } }";
const REGISTER: &str = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
    { operation { number } consistency userErrors { code field message } } }";
const TRADE: &str = "mutation($input: RequestTradeInput!) { requestTrade(input: $input) \
    { operation { number } userErrors { code message } } }";

async fn contact(support: &GraphQl, account: u64, first: &str, email: &str) -> u64 {
    let details = json!({ "firstName": first, "lastName": "MERCIER", "street": "8 rue Basse", "city": "NANTES",
        "postalCode": "44000", "country": "FR", "phone": "+33.240000000", "email": email, "locale": "fr" });
    let input = json!({ "input": { "account": account, "details": details } });
    let data = support.ask(REGISTER_CONTACT, input).await;
    let id = data["registerContact"]["id"].as_str().unwrap_or_else(|| panic!("no contact: {data}"));
    id.parse().expect("a number")
}

fn registration(account: u64, name: &str, owner: u64) -> Value {
    json!({ "input": { "account": account, "name": name, "owner": owner,
        "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] } })
}

async fn ends(support: &GraphQl, operation: u64, state: &str) {
    let query = "query($n: Int!) { operation(number: $n) { state } }";
    eventually(&format!("operation {operation} {state}"), async || {
        let data = support.ask(query, json!({ "n": operation })).await;
        (data["operation"]["state"] == state).then_some(())
    })
    .await;
}

async fn registered(support: &GraphQl, account: u64, name: &str, owner: u64) -> u64 {
    let data = support.ask(REGISTER, registration(account, name, owner)).await;
    let number = data["registerDomain"]["operation"]["number"].as_u64();
    let number = number.unwrap_or_else(|| panic!("not accepted: {data}"));
    ends(support, number, "SUCCEEDED").await;
    number
}

async fn vote(demo: &Demo, path: &str) {
    let url = format!("{}{path}", demo.access()["http"].as_str().expect("an address"));
    let form = reqwest::Client::new().post(url).header("content-type", "application/x-www-form-urlencoded");
    let answer = form.body("choice=accept").send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200);
}

#[tokio::test]
async fn what_happens_is_told_while_it_happens_to_whoever_listens() {
    let demo = Demo::start().await;
    let support = demo.graphql("support");
    let seller = contact(&support, 13490, "Claire", "claire@told.test").await;
    let buyer = contact(&support, 13490, "Denis", "denis@told.test").await;
    let mut socket = demo.socket("viewer").await;
    socket
        .subscribe("o", "subscription { pendingOperations(account: 13490) { number state action sequence } }")
        .await;
    socket
        .subscribe(
            "v",
            "subscription { votes { number state open sides { side vote email } domain { name } } }",
        )
        .await;
    socket.subscribe("e", "subscription { events(kind: \"trade\") { stream kind sequence actor } }").await;

    let number = registered(&support, 13490, "told-story.com", seller).await;
    loop {
        let (from, data) = socket.next().await;
        assert_eq!(from, "o", "{data}");
        let told = &data["pendingOperations"];
        assert_eq!(told["number"].as_u64(), Some(number), "{told}");
        if told["state"] == "SUCCEEDED" {
            break;
        }
    }
    let asked = json!({ "input": { "account": 13490, "name": "told-story.com", "newOwner": buyer } });
    let opened = support.ask(TRADE, asked).await;
    let trade = opened["requestTrade"]["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{opened}"));
    for address in ["claire@told.test", "denis@told.test"] {
        let link = wait_for_mail(&demo.outbox(), address, |mail| mail.vote.is_some()).await.vote;
        vote(&demo, &link.expect("a link")).await;
    }
    let (mut votes, mut events, mut done) = (vec![], vec![], false);
    while !(done && votes.last().is_some_and(|state| state == "Completed")) {
        let (from, data) = socket.next().await;
        match from.as_str() {
            "v" => {
                let told = &data["votes"];
                assert_eq!(
                    (told["number"].as_u64(), &told["domain"]["name"]),
                    (Some(trade), &json!("told-story.com"))
                );
                assert!(
                    told["sides"][0]["email"].is_null() && !data.to_string().contains("told.test"),
                    "{told}"
                );
                votes.push(told["state"].as_str().expect("a state").to_owned());
            }
            "o" => {
                done |= data["pendingOperations"]["number"].as_u64() == Some(trade)
                    && data["pendingOperations"]["state"] == "SUCCEEDED"
            }
            _ => events.push(data["events"]["sequence"].as_i64().expect("a number")),
        }
    }
    assert_eq!(votes.first().map(String::as_str), Some("Voting"));
    // Each event of the trade once, in the order of its stream.
    let expected: Vec<i64> = (1..).take(events.len()).collect();
    assert_eq!(events, expected);
}

#[tokio::test]
async fn one_answer_holds_what_belongs_together_and_each_role_sees_its_part() {
    let demo = Demo::start().await;
    let support = demo.graphql("support");
    let owner = contact(&support, 13490, "Elise", "elise@whole.test").await;
    let number = registered(&support, 13490, "whole-story.com", owner).await;
    let whole = "query($n: Int!) { operation(number: $n) { id state accountNode { nichandle points { granted } } ledger { kind points }
        domain { name registrant { handle details { email } domains { name } } operations { number } trades { number } hosts { name } } } }";
    let answer = eventually("the whole", async || {
        let data = support.ask(whole, json!({ "n": number })).await;
        let settled = data["operation"]["ledger"].as_array().is_some_and(|entries| entries.len() == 2);
        (settled && data["operation"]["domain"]["operations"][0]["number"].as_u64() == Some(number))
            .then_some(data)
    })
    .await;
    let operation = &answer["operation"];
    assert_eq!(operation["accountNode"]["nichandle"], "ve174-ovh");
    assert_eq!(operation["domain"]["registrant"]["details"]["email"], "elise@whole.test");
    assert_eq!(operation["domain"]["registrant"]["domains"], json!([{ "name": "whole-story.com" }]));
    let node = support
        .ask(
            "query($id: ID!) { node(id: $id) { ... on Operation { number } } }",
            json!({ "id": operation["id"] }),
        )
        .await;
    assert_eq!(node["node"]["number"].as_u64(), Some(number));

    let seen = demo.graphql("viewer").ask(whole, json!({ "n": number })).await;
    assert!(seen["operation"]["domain"]["registrant"]["details"].is_null(), "{seen}");
    assert!(seen["operation"]["domain"]["registrant"]["handle"].is_string(), "{seen}");
    // An auditor's look is written down; a viewer's was none.
    demo.graphql("auditor").ask(whole, json!({ "n": number })).await;
    let log = "query($s: String) { operatorLog(subject: $s, act: LOOK) { edges { node { login role } } } }";
    let log = demo.graphql("admin").ask(log, json!({ "s": format!("contact/{owner}") })).await;
    let edges = log["operatorLog"]["edges"].as_array().expect("a list");
    let lookers: Vec<&str> = edges.iter().filter_map(|edge| edge["node"]["login"].as_str()).collect();
    assert_eq!(lookers.first(), Some(&"auditor"), "{log}");
    assert!(lookers.contains(&"support") && !lookers.contains(&"viewer"), "{log}");
    // What a role may not use is not shown to it.
    let fields = "{ __schema { mutationType { fields { name } } } }";
    let viewer = demo.graphql("viewer").ask(fields, json!({})).await;
    assert!(!viewer.to_string().contains("grantPoints"), "{viewer}");
    assert!(!demo.log().contains("elise@whole.test"), "the log shows an address");
}

#[tokio::test]
async fn an_account_lives_from_its_opening_to_its_end() {
    let demo = Demo::start().await;
    let (support, finance) = (demo.graphql("support"), demo.graphql("finance"));
    let holder = json!({ "firstName": "Farid", "lastName": "BEN", "street": "1 quai", "city": "NANTES", "postalCode": "44000",
        "country": "FR", "phone": "+33.240000001", "email": "farid@account.test", "locale": "fr" });
    let open = "mutation($input: OpenAccountInput!) { openAccount(input: $input) { id consistency userErrors { code field message } } }";
    let input = json!({ "nichandle": "fb9-ovh", "currency": "EUR", "priceClass": "standard", "locale": "fr", "holder": holder });
    let opened = support.ask(open, json!({ "input": input })).await;
    let account = opened["openAccount"]["id"]
        .as_str()
        .unwrap_or_else(|| panic!("{opened}"))
        .parse::<u64>()
        .expect("a number");
    let poor = support.ask(REGISTER, registration(account, "account-story.com", account)).await;
    assert_eq!(poor["registerDomain"]["userErrors"][0]["code"], "NOT_ENOUGH_POINTS", "{poor}");
    let grant = "mutation($input: PointsInput!) { grantPoints(input: $input) { id userErrors { code } } }";
    let input = json!({ "input": { "account": account, "points": 1_000_000, "reason": "welcome" } });
    assert_eq!(
        support.send(grant, input.clone(), None).await.body["errors"][0]["extensions"]["code"],
        "FORBIDDEN"
    );
    finance.ask(grant, input).await;
    registered(&support, account, "account-story.com", account).await;
    let close = "mutation($input: CloseAccountInput!) { closeAccount(input: $input) { id userErrors { code field message } } }";
    let refused = support.ask(close, json!({ "input": { "account": account, "reason": "left" } })).await;
    assert_eq!(refused["closeAccount"]["userErrors"][0]["code"], "ACCOUNT_IN_USE", "{refused}");

    // Locked for a dispute, the registry shows it, and nothing moves.
    let lock = "mutation($input: DisputeInput!) { lockDomain(input: $input) { operation { number } userErrors { code message } } }";
    let dispute = json!({ "input": { "name": "account-story.com", "reason": "URS 2026-17" } });
    let locked = support.ask(lock, dispute).await;
    ends(
        &support,
        locked["lockDomain"]["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{locked}")),
        "SUCCEEDED",
    )
    .await;
    let delete = "mutation($input: NameInput!) { deleteDomain(input: $input) { userErrors { code } } }";
    let refused =
        support.ask(delete, json!({ "input": { "account": account, "name": "account-story.com" } })).await;
    assert_eq!(refused["deleteDomain"]["userErrors"][0]["code"], "IN_DISPUTE", "{refused}");
    let mut registry = demo.epp("ours").await;
    let info = "<info><domain:info xmlns:domain=\"urn:ietf:params:xml:ns:domain-1.0\"><domain:name>account-story.com</domain:name></domain:info></info>";
    assert!(registry.command(info).await.xml.contains("clientTransferProhibited"));

    let audit = demo
        .graphql("auditor")
        .ask("{ auditVerify(stream: \"domain/account-story.com\") { sound complete } }", json!({}))
        .await;
    assert_eq!(audit["auditVerify"], json!({ "sound": true, "complete": true }));
}
