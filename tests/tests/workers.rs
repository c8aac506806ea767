//! Several processes share the work of one journal: nothing is done twice, and what one leaves another takes up.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;
use stories::{Demo, GraphQl, eventually, mails_to};

const REGISTER: &str = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
    { operation { number } userErrors { code message } } }";
const CONTACT: &str = "mutation($input: RegisterContactInput!) { registerContact(input: $input) \
    { id userErrors { code message } } }";
const TRADE: &str = "mutation($input: RequestTradeInput!) { requestTrade(input: $input) \
    { operation { number } userErrors { code message } } }";
const OPERATION: &str = "query($n: Int!) { operation(number: $n) { state } }";

async fn contact(support: &GraphQl, first: &str) -> u64 {
    let details = json!({
        "firstName": first, "lastName": "MARTIN", "street": "3 rue Haute", "city": "LYON", "postalCode": "69001",
        "country": "FR", "phone": "+33.478000000", "email": format!("{first}@workers.test"), "locale": "en"
    });
    let data = support.ask(CONTACT, json!({ "input": { "account": 13490, "details": details } })).await;
    data["registerContact"]["id"].as_str().and_then(|id| id.parse().ok()).expect("a contact")
}

async fn registrations(support: &GraphQl, names: std::ops::Range<u32>, owner: u64) -> Vec<u64> {
    let mut asked = tokio::task::JoinSet::new();
    for name in names {
        let support = support.clone();
        asked.spawn(async move {
            let input = json!({ "account": 13490, "name": format!("worked-{name}.com"), "owner": owner,
                "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] });
            let data = support.ask(REGISTER, json!({ "input": input })).await;
            data["registerDomain"]["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{data}"))
        });
    }
    asked.join_all().await
}

async fn all_succeed(support: &GraphQl, operations: &[u64]) {
    for operation in operations {
        eventually(&format!("operation {operation}"), async || {
            let data = support.ask(OPERATION, json!({ "n": operation })).await;
            assert_ne!(data["operation"]["state"], "FAILED", "operation {operation}");
            (data["operation"]["state"] == "SUCCEEDED").then_some(())
        })
        .await;
    }
}

/// How many partitions each process follows, by view.
async fn shares(demo: &Demo) -> BTreeMap<String, usize> {
    let journal = demo.journal().await;
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "select lease_owner, count(*) from checkpoints where follower = 'operations' and lease_until > now()
         group by lease_owner",
    )
    .fetch_all(journal.pool())
    .await
    .unwrap();
    rows.into_iter().map(|(owner, count)| (owner, usize::try_from(count).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_workers_beside_a_server_share_its_work_and_do_nothing_twice() {
    let demo = Demo::start().await;
    let support = demo.graphql("support");
    let owner = contact(&support, "anne").await;
    let buyer = contact(&support, "bruno").await;
    let (one, two) = (demo.worker(), demo.worker());
    eventually("three processes share the views", async || (shares(&demo).await.len() == 3).then_some(()))
        .await;
    let mut operations = registrations(&support, 0..40, owner).await;
    // One is killed with jobs in its hands: they are taken up when their leases have run out.
    operations.extend(registrations(&support, 40..60, owner).await);
    two.kill();
    all_succeed(&support, &operations).await;

    // Votes are mailed once to each side, whoever writes the letters.
    for name in 0..6 {
        let input = json!({ "account": 13490, "name": format!("worked-{name}.com"), "newOwner": buyer });
        let data = support.ask(TRADE, json!({ "input": input })).await;
        assert!(data["requestTrade"]["operation"]["number"].is_u64(), "{data}");
    }
    for who in ["anne", "bruno"] {
        let to = format!("{who}@workers.test");
        let votes = || mails_to(&demo.outbox(), &to).iter().filter(|mail| mail.vote.is_some()).count();
        eventually("six votes", async || (votes() >= 6).then_some(())).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    // Who has sixty names at once is asked once to confirm the data.
    for (who, asked) in [("anne", 1), ("bruno", 0)] {
        let mails = mails_to(&demo.outbox(), &format!("{who}@workers.test"));
        let (votes, rest): (Vec<_>, Vec<_>) = mails.iter().partition(|mail| mail.vote.is_some());
        assert_eq!((votes.len(), rest.len()), (6, asked), "{who}");
        assert!(rest.iter().all(|mail| mail.text.contains("/verify/")));
    }
    let took = one.terminate().await;
    assert!(took < Duration::from_secs(12), "SIGTERM took {took:?}");
    assert_done_once(&demo, &support, operations.len()).await;
}

async fn assert_done_once(demo: &Demo, support: &GraphQl, registered: usize) {
    let journal = demo.journal().await;
    let count = async |event: &str| -> i64 {
        sqlx::query_scalar(
            "select count(*) from events where aggregate_type = 'domain' and event_type = $1
             and aggregate_id like 'worked-%'",
        )
        .bind(event)
        .fetch_one(journal.pool())
        .await
        .unwrap()
    };
    assert_eq!(usize::try_from(count("Registered").await).unwrap(), registered);
    assert_eq!(usize::try_from(count("RegistrationRequested").await).unwrap(), registered);
    // Each was sent to the registry once: nobody raced.
    let sent: Vec<(String, i64)> = sqlx::query_as(
        "select cltrid, count(*) from registry_messages where sent and label = 'domain:create'
         group by cltrid having count(*) > 1",
    )
    .fetch_all(journal.pool())
    .await
    .unwrap();
    assert_eq!(sent, [], "sent more than once");
    let balance = support
        .ask("query { trialBalance { balanced orphans { settlements { operation } operations { operation } } } }", json!({}))
        .await;
    assert_eq!(balance["trialBalance"]["balanced"], true);
    assert_eq!(balance["trialBalance"]["orphans"], json!({ "settlements": [], "operations": [] }));
    assert_eq!(demo.parked().await, Vec::<String>::new());
    demo.assert_views_are_as_rebuilt().await;
}
