//! A name is registered from points, traded by two mailed votes, looked up, and its history replayed; a killed demo
//! goes on where it was.

use serde_json::{Value, json};
use stories::{Demo, GraphQl, eventually, wait_for_mail};

const REGISTER_CONTACT: &str = "mutation($input: RegisterContactInput!) { registerContact(input: $input) \
    { id userErrors { code field message } } }";
const REGISTER: &str = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
    { operation { number } consistency repeated userErrors { code field message } } }";
const TRADE: &str = "mutation($input: RequestTradeInput!) { requestTrade(input: $input) \
    { operation { number } userErrors { code field message } } }";
const OPERATION: &str = "query($n: Int!) { operation(number: $n) { state status etat replyCode } }";
const POINTS: &str = "query($a: Int!) { pointsAccount(account: $a) { available reserved spent granted } }";

async fn contact(support: &GraphQl, first: &str, email: &str) -> u64 {
    let details = json!({
        "firstName": first, "lastName": "MARTIN", "street": "3 rue Haute", "city": "LYON", "postalCode": "69001",
        "country": "FR", "phone": "+33.478000000", "email": email, "locale": "en"
    });
    let data =
        support.ask(REGISTER_CONTACT, json!({ "input": { "account": 13490, "details": details } })).await;
    let id = data["registerContact"]["id"].as_str().unwrap_or_else(|| panic!("no contact: {data}"));
    id.parse().expect("present")
}

fn registration(name: &str, owner: u64) -> Value {
    json!({ "input": { "account": 13490, "name": name, "owner": owner,
        "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] } })
}

async fn ends(support: &GraphQl, operation: u64, state: &str) {
    eventually(&format!("operation {operation} {state}"), async || {
        let data = support.ask(OPERATION, json!({ "n": operation })).await;
        (data["operation"]["state"] == state).then_some(())
    })
    .await;
}

async fn registered(support: &GraphQl, name: &str, owner: u64) -> u64 {
    let data = support.ask(REGISTER, registration(name, owner)).await;
    let number = data["registerDomain"]["operation"]["number"].as_u64();
    let number = number.unwrap_or_else(|| panic!("not accepted: {data}"));
    ends(support, number, "SUCCEEDED").await;
    number
}

async fn page(demo: &Demo, path: &str, choice: Option<&str>) -> (u16, String) {
    let url = format!("{}{path}", demo.access()["http"].as_str().expect("present"));
    let http = reqwest::Client::new();
    let request = match choice {
        Some(choice) => http
            .post(url)
            .body(format!("choice={choice}"))
            .header("content-type", "application/x-www-form-urlencoded"),
        None => http.get(url),
    };
    let response = request.send().await.expect("present");
    (response.status().as_u16(), response.text().await.expect("present"))
}

#[tokio::test]
async fn a_name_is_registered_traded_by_two_votes_and_its_history_is_whole() {
    let mut demo = Demo::start().await;
    let support = demo.graphql("support");
    let seller = contact(&support, "Anne", "anne@sellers.test").await;
    let buyer = contact(&support, "Bruno", "bruno@buyers.test").await;
    let before = support.ask(POINTS, json!({ "a": 13490 })).await;
    registered(&support, "first-story.com", seller).await;

    // One key, one registration; another body under it is refused.
    let wanted = registration("second-story.com", seller);
    let once = support.send(REGISTER, wanted.clone(), Some("story-1")).await;
    let twice = support.send(REGISTER, wanted, Some("story-1")).await;
    let number = |answer: &stories::Answer| answer.data()["registerDomain"]["operation"]["number"].clone();
    assert_eq!(number(&once), number(&twice));
    assert_eq!(twice.data()["registerDomain"]["repeated"], true);
    let other = support.send(REGISTER, registration("third-story.com", seller), Some("story-1")).await;
    assert_eq!(other.status, 409, "{}", other.body);
    ends(&support, number(&once).as_u64().unwrap(), "SUCCEEDED").await;

    let after = support.ask(POINTS, json!({ "a": 13490 })).await;
    let of = |data: &Value, field: &str| data["pointsAccount"][field].as_i64().unwrap();
    assert!(of(&after, "spent") > of(&before, "spent"));
    assert_eq!(of(&after, "available") + of(&after, "reserved") + of(&after, "spent"), of(&after, "granted"));

    // Not enough points: refused at once, nothing put aside.
    let poor = json!({ "input": { "account": 13492, "name": "poor-story.com", "owner": 13492 } });
    let refused = support.ask(REGISTER, poor).await;
    assert_eq!(refused["registerDomain"]["userErrors"][0]["code"], "NOT_ENOUGH_POINTS", "{refused}");

    // The registry refuses: the points come back.
    let input = registration("fault-2308-story.com", seller);
    let opened = support.ask(REGISTER, input).await;
    let failing = opened["registerDomain"]["operation"]["number"].as_u64().unwrap();
    ends(&support, failing, "FAILED").await;
    // The answer is lost: the registry is asked, and nothing is created twice.
    registered(&support, "fault-drop-story.com", seller).await;

    let asked = json!({ "input": { "account": 13490, "name": "first-story.com", "newOwner": buyer } });
    let opened = support.ask(TRADE, asked).await;
    let trade = opened["requestTrade"]["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{opened}"));
    ends(&support, trade, "ACTION_REQUIRED").await;
    let outbox = demo.outbox();
    let sold = wait_for_mail(&outbox, "anne@sellers.test", |mail| mail.vote.is_some()).await.vote.unwrap();
    let bought = wait_for_mail(&outbox, "bruno@buyers.test", |mail| mail.vote.is_some()).await.vote.unwrap();
    // Opening a link changes nothing.
    let (status, shown) = page(&demo, &sold, None).await;
    assert_eq!(status, 200);
    assert!(shown.contains("first-story.com"), "{shown}");
    ends(&support, trade, "ACTION_REQUIRED").await;
    assert_eq!(page(&demo, &sold, Some("accept")).await.0, 200);

    // Killed between the two votes, it goes on.
    demo.kill();
    demo.launch().await;
    let support = demo.graphql("support");
    assert_eq!(page(&demo, &bought, Some("accept")).await.0, 200);
    ends(&support, trade, "SUCCEEDED").await;
    // Views follow the journal each at its own pace.
    let whois = eventually("whois shows the buyer", async || {
        let query = "query { whois(name: \"first-story.com\") { registrant { number details { email } } } }";
        let whois = support.ask(query, json!({})).await;
        (whois["whois"]["registrant"]["number"].as_u64() == Some(buyer)).then_some(whois)
    })
    .await;
    assert_eq!(whois["whois"]["registrant"]["details"]["email"], "bruno@buyers.test");
    let redacted = demo.graphql("viewer");
    let seen = redacted
        .ask("query { whois(name: \"first-story.com\") { registrant { details { email } } } }", json!({}))
        .await;
    assert!(seen["whois"]["registrant"]["details"].is_null(), "{seen}");

    let balance = support
        .ask("query { trialBalance { balanced orphans { settlements { operation } operations { operation } } } }", json!({}))
        .await;
    assert_eq!(balance["trialBalance"]["balanced"], true);
    assert_eq!(balance["trialBalance"]["orphans"], json!({ "settlements": [], "operations": [] }));
    let told = demo.command(&["audit", "verify"]).await;
    assert!(told.contains("the journal is whole"), "{told}");
    let history = demo.command(&["audit", "history", "domain/first-story.com", "--json"]).await;
    let history: Value = serde_json::from_str(&history).unwrap();
    let events: Vec<&str> =
        history.as_array().unwrap().iter().filter_map(|line| line["event"].as_str()).collect();
    assert_eq!(events, ["RegistrationRequested", "Registered", "OperationClaimed", "RegistrantChanged"]);

    // Nothing personal and no secret is in the log.
    let log = demo.log();
    for secret in ["anne@sellers.test", "bruno@buyers.test", "+33.478000000", &sold, &bought] {
        assert!(!log.contains(secret), "the log shows {secret}");
    }
}
