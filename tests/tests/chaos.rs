//! The demo under load, while its process and its database are killed: everything that was acknowledged is there,
//! once, and is answered the same again.
//!
//! `SEED=n` decides when what is killed; `CHAOS_SECONDS=n` how long.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout, reason = "a seeded run says its seed")]

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use stories::{Demo, GraphQl, eventually};
use tokio::sync::Mutex;

const REGISTER: &str = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
    { operation { number } repeated userErrors { code message } } }";
const RENEW: &str = "mutation($input: RenewDomainInput!) { renewDomain(input: $input) \
    { operation { number } repeated userErrors { code message } } }";
const UPDATE: &str = "mutation($input: UpdateDomainInput!) { updateDomain(input: $input) \
    { operation { number } repeated userErrors { code message } } }";
const TRADE: &str = "mutation($input: RequestTradeInput!) { requestTrade(input: $input) \
    { operation { number } repeated userErrors { code message } } }";
const VOTE: &str = "mutation($input: CastTradeVoteInput!) { castTradeVote(input: $input) \
    { id repeated userErrors { code message } } }";
const OPERATION: &str = "query($n: Int!) { operation(number: $n) { state replyCode } }";
const CONTACT: &str = "mutation($input: RegisterContactInput!) { registerContact(input: $input) \
    { id userErrors { code message } } }";

/// Names that are there before anything is killed.
const NAMES: usize = 12;
const CLIENTS: usize = 4;

fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// Something that was acknowledged.
#[derive(Clone)]
struct Acknowledged {
    key: String,
    mutation: &'static str,
    input: Value,
    answer: Value,
}

/// What the clients share.
struct Load {
    graphql: GraphQl,
    over: AtomicBool,
    owners: [u64; 2],
    acknowledged: Mutex<Vec<Acknowledged>>,
}

impl Load {
    /// Asks under one key until there is an answer or the chaos is over. A refusal is an answer, and changes nothing.
    async fn insist(&self, key: String, mutation: &'static str, input: Value) -> Option<u64> {
        while !self.over.load(Ordering::SeqCst) {
            let sent = self.graphql.try_send(mutation, json!({ "input": input }), Some(&key)).await;
            let payload = sent.ok().filter(|answer| answer.body["errors"].is_null()).and_then(|answer| {
                answer.body["data"].as_object().and_then(|data| data.values().next().cloned())
            });
            let Some(answer) = payload.filter(|payload| payload.is_object()) else {
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            let accepted = answer["userErrors"] == json!([]);
            let operation = answer["operation"]["number"].as_u64();
            if accepted {
                self.acknowledged.lock().await.push(Acknowledged { key, mutation, input, answer });
            }
            return operation.filter(|_| accepted);
        }
        None
    }

    /// One client: registrations, and everything with the names that it looks after.
    async fn client(&self, me: usize) {
        let mut names: Vec<usize> = (0..NAMES).filter(|name| name % CLIENTS == me).collect();
        for round in 0.. {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            let key = |what: &str| format!("chaos-{me}-{round}-{what}");
            let new = registration(&format!("chaos-new-{me}-{round}.com"), self.owners[0]);
            self.insist(key("register"), REGISTER, new).await;
            names.rotate_left(1);
            let name = format!("chaos-{}.com", names[0]);
            match round % 3 {
                0 => {
                    let input = json!({ "account": 13490, "name": name, "period": 1 });
                    self.insist(key("renew"), RENEW, input).await;
                }
                1 => {
                    let hosts = [format!("ns{}.online.net", round % 2), "nsa.bookmyname.com".to_owned()];
                    let servers: Vec<Value> = hosts.iter().map(|host| json!({ "host": host })).collect();
                    let input = json!({ "account": 13490, "name": name, "nameServers": servers });
                    self.insist(key("update"), UPDATE, input).await;
                }
                _ => self.trade(&name, &key).await,
            }
        }
    }

    async fn trade(&self, name: &str, key: &impl Fn(&str) -> String) {
        let input = json!({ "account": 13490, "name": name, "newOwner": self.owners[1] });
        let Some(trade) = self.insist(key("trade"), TRADE, input).await else { return };
        for side in ["OWNER", "NEW_OWNER"] {
            let input =
                json!({ "trade": trade, "side": side, "choice": "ACCEPT", "reason": "asked by telephone" });
            self.insist(key(side), VOTE, input).await;
        }
    }
}

fn registration(name: &str, owner: u64) -> Value {
    json!({ "account": 13490, "name": name, "owner": owner,
        "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] })
}

async fn contact(support: &GraphQl, first: &str) -> u64 {
    let details = json!({
        "firstName": first, "lastName": "MARTIN", "street": "3 rue Haute", "city": "LYON", "postalCode": "69001",
        "country": "FR", "phone": "+33.478000000", "email": format!("{first}@chaos.test"), "locale": "en"
    });
    let data = support.ask(CONTACT, json!({ "input": { "account": 13490, "details": details } })).await;
    data["registerContact"]["id"].as_str().and_then(|id| id.parse().ok()).expect("a contact")
}

async fn ends(support: &GraphQl, operation: u64) -> String {
    eventually(&format!("the end of operation {operation}"), async || {
        let data = support.ask(OPERATION, json!({ "n": operation })).await;
        let state = data["operation"]["state"].as_str()?.to_owned();
        matches!(state.as_str(), "SUCCEEDED" | "FAILED").then_some(state)
    })
    .await
}

async fn prepared(demo: &Demo) -> (GraphQl, [u64; 2]) {
    let support = demo.graphql("support");
    let owners = [contact(&support, "anne").await, contact(&support, "bruno").await];
    for name in 0..NAMES {
        let input = registration(&format!("chaos-{name}.com"), owners[0]);
        let data = support.ask(REGISTER, json!({ "input": input })).await;
        let operation = data["registerDomain"]["operation"]["number"].as_u64().expect("accepted");
        assert_eq!(ends(&support, operation).await, "SUCCEEDED");
    }
    (support, owners)
}

/// Kills the process or the database at random moments; says how often each.
async fn wreak(demo: &mut Demo, chance: &mut Chance, seconds: u64) -> [usize; 2] {
    let (begun, mut killed) = (Instant::now(), [0, 0]);
    while begun.elapsed() < Duration::from_secs(seconds) {
        tokio::time::sleep(Duration::from_millis(1_500 + chance.below(5_000))).await;
        if chance.below(2) == 0 || killed[0] > killed[1] + 1 {
            let postmaster = demo.postmaster().expect("the cluster runs");
            let status = std::process::Command::new("kill").args(["-9", &postmaster.to_string()]).status();
            assert!(status.expect("kill runs").success());
            killed[1] += 1;
            // A process that goes on must reach its database again within a minute.
            let viewer = demo.graphql("viewer");
            eventually("the database is there again", async || {
                let asked = viewer.try_send("query { me { login } }", json!({}), None).await;
                asked.ok().filter(|answer| answer.body["errors"].is_null()).map(|_| ())
            })
            .await;
        } else {
            demo.kill();
            killed[0] += 1;
            demo.launch().await;
        }
    }
    killed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_once_though_everything_is_killed() {
    let (seed, seconds) = (number("SEED", 2_026), number("CHAOS_SECONDS", 30));
    println!("SEED={seed} CHAOS_SECONDS={seconds}");
    let mut demo = Demo::start().await;
    let (support, owners) = prepared(&demo).await;
    let load = Arc::new(Load {
        graphql: support.clone(),
        over: AtomicBool::new(false),
        owners,
        acknowledged: Mutex::default(),
    });
    let mut clients = tokio::task::JoinSet::new();
    for me in 0..CLIENTS {
        let load = load.clone();
        clients.spawn(async move { load.client(me).await });
    }
    let killed = wreak(&mut demo, &mut Chance(seed), seconds).await;
    load.over.store(true, Ordering::SeqCst);
    while let Some(client) = clients.join_next().await {
        client.expect("a client does not fail");
    }
    let acknowledged = load.acknowledged.lock().await.clone();
    println!(
        "{} acknowledged, the process killed {} times, PostgreSQL {}",
        acknowledged.len(),
        killed[0],
        killed[1]
    );
    assert!(killed[0] > 0 && killed[1] > 0, "SEED={seed}: both are killed");
    assert!(acknowledged.len() > 20, "SEED={seed}: there was a load");
    let outcomes = settled(&support, &acknowledged).await;
    assert_repeats_are_answered_alike(&support, &acknowledged).await;
    assert_registry_agrees(&demo, &acknowledged, &outcomes).await;
    assert_books_are_whole(&demo, &support).await;
}

/// The end of every operation that was acknowledged.
async fn settled(support: &GraphQl, acknowledged: &[Acknowledged]) -> BTreeMap<u64, String> {
    let mut outcomes = BTreeMap::new();
    for one in acknowledged {
        // A trade whose second vote was not acknowledged may wait for it.
        if let Some(operation) = one.answer["operation"]["number"].as_u64()
            && one.mutation != TRADE
        {
            let outcome = ends(support, operation).await;
            // The registry refuses nothing here: what was accepted is done, however often it was cut off.
            assert_eq!(outcome, "SUCCEEDED", "{}: operation {operation}", one.key);
            outcomes.insert(operation, outcome);
        }
    }
    outcomes
}

async fn assert_repeats_are_answered_alike(support: &GraphQl, acknowledged: &[Acknowledged]) {
    for one in acknowledged {
        let again = support.send(one.mutation, json!({ "input": one.input }), Some(&one.key)).await;
        let answer =
            again.data().as_object().and_then(|data| data.values().next()).expect("an answer").clone();
        assert_eq!(answer["repeated"], true, "{}: {answer}", one.key);
        assert_eq!(answer["userErrors"], json!([]), "{}", one.key);
        for field in ["operation", "id"] {
            assert_eq!(answer[field], one.answer[field], "{}", one.key);
        }
    }
}

/// The registry has every name that was registered, and has renewed it as often as that was acknowledged.
async fn assert_registry_agrees(
    demo: &Demo,
    acknowledged: &[Acknowledged],
    outcomes: &BTreeMap<u64, String>,
) {
    let mut years: BTreeMap<String, i64> = (0..NAMES).map(|name| (format!("chaos-{name}.com"), 1)).collect();
    for one in acknowledged {
        let Some(operation) = one.answer["operation"]["number"].as_u64() else { continue };
        if outcomes.get(&operation).map(String::as_str) != Some("SUCCEEDED") {
            continue;
        }
        let name = one.input["name"].as_str().expect("a name").to_owned();
        if one.mutation == REGISTER {
            assert_eq!(years.insert(name.clone(), 1), None, "{name} is registered twice");
        } else if one.mutation == RENEW {
            *years.get_mut(&name).expect("a name from before") += 1;
        }
    }
    let mut ours = demo.epp("ours").await;
    for (name, years) in years {
        let shown = ours.info(&name).await;
        assert_eq!(shown.code, 1000, "{name}: {}", shown.xml);
        let year = |element: &str| -> i64 {
            shown.text(element).and_then(|date| date[..4].parse().ok()).expect("a date")
        };
        assert_eq!(year("exDate") - year("crDate"), years, "{name}: {}", shown.xml);
    }
}

async fn assert_books_are_whole(demo: &Demo, support: &GraphQl) {
    let balance = support
        .ask("query { trialBalance { balanced outOfBalance orphans { settlements { operation } operations { operation } } } }", json!({}))
        .await;
    assert_eq!(balance["trialBalance"]["balanced"], true, "{balance}");
    assert_eq!(balance["trialBalance"]["outOfBalance"], json!([]), "{balance}");
    assert_eq!(balance["trialBalance"]["orphans"], json!({ "settlements": [], "operations": [] }));
    let told = demo.command(&["audit", "verify"]).await;
    assert!(told.contains("the journal is whole"), "{told}");
    assert_eq!(demo.parked().await, Vec::<String>::new(), "a job waits for a person");
    demo.assert_views_are_as_rebuilt().await;
}
