//! Lists of things with what they lead to cost a bounded number of statements, and every thing has one id.

use crate::support::{ACCOUNT, Door};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

/// The statements that the database is asked for.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let target = event.metadata().target();
        if target.starts_with("sqlx") && target.ends_with("query") {
            let mut summary = Summary::default();
            event.record(&mut summary);
            self.0.lock().unwrap().push(summary.0);
        }
    }
}

#[derive(Default)]
struct Summary(String);

impl tracing::field::Visit for Summary {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            self.0 = format!("{value:?}");
        }
    }
}

const DOMAINS: &str = "query($n: Int!) { domains(first: $n) { edges { node { id name
    accountNode { nichandle points { available } } registrant { handle details { lastName } accountNode { number } }
    adminContact { handle } techContact { handle } billingContact { handle }
    operation { number } operations { number state ledger { kind points } domain { name } }
    trades { number sides { email contactNode { handle } } ownerContact { number } newOwnerContact { number } operation { state } }
    transfers { number } hosts { name domainNode { name } } } } } }";

#[tokio::test]
async fn fifty_names_with_all_that_belongs_to_them_cost_a_handful_of_statements() {
    let statements = Statements::default();
    let subscriber = tracing_subscriber::registry().with(statements.clone());
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let mut door = Door::open().await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    let mut numbers = vec![];
    for n in 0..50 {
        let owner = door.contact("MARTIN", &format!("owner{n}@holders.test")).await;
        let name = format!("many-{n:02}.com");
        numbers.push((name.clone(), door.request_name(&name, owner).await));
    }
    for (name, number) in &numbers {
        door.reaches(*number, "SUCCEEDED").await;
        let trade = json!({ "account": ACCOUNT, "name": name, "newOwner": buyer });
        let of = "operation { number }";
        let trade = door.mutate("support", "requestTrade", "RequestTradeInput", of, trade).await;
        assert!(trade["operation"]["number"].is_u64(), "{trade}");
    }
    door.quiet().await;
    // Keys are unwrapped once, whoever asks first.
    door.data("support", DOMAINS, json!({ "n": 50 })).await;
    let cost = async |rows: u32| {
        statements.0.lock().unwrap().clear();
        let data = door.data("support", DOMAINS, json!({ "n": rows })).await;
        let edges = data["domains"]["edges"].as_array().unwrap().clone();
        assert_eq!(edges.len(), rows as usize);
        (statements.0.lock().unwrap().clone(), edges)
    };
    let (few, _) = cost(2).await;
    let (many, edges) = cost(50).await;
    assert!(few.len() > 5, "statements are not counted: {few:?}");
    // Askers may miss each other by a tick of the scheduler, never by one statement a row.
    assert!(many.len() <= 2 * few.len(), "2 names cost {}, 50 cost {}: {many:#?}", few.len(), many.len());
    let node = &edges[7]["node"];
    assert_eq!(node["name"], "many-07.com");
    assert_eq!(node["registrant"]["details"]["lastName"], "MARTIN");
    assert_eq!(node["accountNode"]["nichandle"], "ve174-ovh");
    let operations = node["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 2, "{node}");
    assert_eq!(operations[1]["ledger"][1]["kind"], "Settled", "{node}");
    assert_eq!(operations[1]["domain"]["name"], "many-07.com");
    assert_eq!(node["trades"][0]["newOwnerContact"]["number"].as_u64(), Some(buyer));
    assert_eq!(node["trades"][0]["sides"][0]["email"], "owner7@holders.test");
}

#[tokio::test]
async fn everything_is_found_again_by_its_id() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    let number = door.name("node-name.com", owner).await;
    let trade = json!({ "account": ACCOUNT, "name": "node-name.com", "newOwner": buyer });
    let trade =
        door.mutate("support", "requestTrade", "RequestTradeInput", "operation { number }", trade).await;
    let host = json!({ "account": ACCOUNT, "host": "ns1.node-name.com", "addresses": ["192.0.2.1"] });
    let host = door.mutate("support", "createHost", "HostInput", "operation { number }", host).await;
    door.reaches(host["operation"]["number"].as_u64().unwrap(), "SUCCEEDED").await;
    door.settled().await;
    let query = "query($c: Int!, $o: Int!, $t: Int!) { domain(name: \"node-name.com\") { id } contact(number: $c) { id } \
        account(number: 13490) { id } host(name: \"ns1.node-name.com\") { id domainNode { name } accountNode { nichandle } } \
        operation(number: $o) { id domain { name } trade { number } } trade(number: $t) { id domain { name } operation { state } } }";
    let trade = trade["operation"]["number"].as_u64().unwrap();
    let found = door.data("viewer", query, json!({ "c": owner, "o": number, "t": trade })).await;
    assert_eq!(found["host"]["domainNode"]["name"], "node-name.com");
    assert_eq!(found["trade"]["operation"]["state"], "ACTION_REQUIRED");
    assert!(found["operation"]["trade"].is_null());
    let kinds = [
        ("domain", "Domain"),
        ("contact", "Contact"),
        ("account", "Account"),
        ("host", "Host"),
        ("operation", "Operation"),
        ("trade", "Consent"),
    ];
    let ids: Vec<&Value> = kinds.iter().map(|(field, _)| &found[field]["id"]).collect();
    let again = door
        .data("viewer", "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", json!({ "ids": ids }))
        .await;
    for (node, (field, kind)) in again["nodes"].as_array().unwrap().iter().zip(kinds) {
        assert_eq!((&node["__typename"], &node["id"]), (&json!(kind), &found[field]["id"]));
    }
    for noise in ["", "?", "RG9tYWluOm5vd2hlcmUuY29t", "VHJhbnNmZXI6MQ", "S2luZzox"] {
        let nothing =
            door.data("viewer", "query($id: ID!) { node(id: $id) { id } }", json!({ "id": noise })).await;
        assert!(nothing["node"].is_null(), "{noise}");
    }
}

#[tokio::test]
async fn a_list_is_read_from_either_end() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    for name in ["a", "b", "c", "d", "e"] {
        door.name(&format!("{name}-list.com"), owner).await;
    }
    door.settled().await;
    let read = async |arguments: String| {
        let query = format!(
            "{{ domains({arguments}) {{ edges {{ cursor node {{ name }} }} pageInfo {{ hasNextPage hasPreviousPage }} }} }}"
        );
        let page = door.data("viewer", &query, json!({})).await["domains"].clone();
        let edges = page["edges"].as_array().unwrap().clone();
        let names: String = edges.iter().map(|edge| &edge["node"]["name"].as_str().unwrap()[..1]).collect();
        (names, page["pageInfo"].clone(), edges)
    };
    let (names, info, edges) = read("first: 2".to_owned()).await;
    assert_eq!((names.as_str(), &info["hasNextPage"]), ("ab", &json!(true)));
    let (names, info, _) = read(format!("first: 9, after: {}", edges[1]["cursor"])).await;
    assert_eq!(
        (names.as_str(), &info["hasNextPage"], &info["hasPreviousPage"]),
        ("cde", &json!(false), &json!(true))
    );
    let (names, info, edges) = read("last: 2".to_owned()).await;
    assert_eq!(
        (names.as_str(), &info["hasPreviousPage"], &info["hasNextPage"]),
        ("de", &json!(true), &json!(false))
    );
    let (names, ..) = read(format!("last: 2, before: {}", edges[0]["cursor"])).await;
    assert_eq!(names, "bc");
    let (names, ..) = read("last: 2, descending: true".to_owned()).await;
    assert_eq!(names, "ba");
}

#[tokio::test]
async fn what_a_thing_led_to_is_shown_as_of_the_same_day() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let number = door.name("then-name.com", owner).await;
    door.settled().await;
    let then = door.application.clock().now();
    let details = crate::support::holder("MARTIN-DURAND", "anne.durand@holders.test");
    let (account, contact) =
        (domain_model::values::AccountNumber::new(ACCOUNT), domain_model::values::ContactNumber::new(owner));
    door.application.amend_contact(account, contact, details, &door.ask()).await.unwrap();
    let renew = json!({ "account": ACCOUNT, "name": "then-name.com", "period": 1 });
    let renewal =
        door.mutate("support", "renewDomain", "RenewDomainInput", "operation { number }", renew).await;
    assert!(renewal["operation"]["number"].is_u64(), "{renewal}");
    door.settled().await;
    let query = "query($at: DateTime, $c: Int!, $o: Int!) {
        domain(name: \"then-name.com\", asOf: $at) { registrant { details { lastName } } operations { number } accountNode { points { spent } } }
        contact(number: $c, asOf: $at) { details { lastName } domains { name } }
        operation(number: $o, asOf: $at) { state domain { state } }
        account(number: 13490, asOf: $at) { status } pointsAccount(account: 13490, asOf: $at) { available } }";
    let ask =
        async |at: Value| door.data("support", query, json!({ "at": at, "c": owner, "o": number })).await;
    let (was, is) = (ask(json!(then)).await, ask(Value::Null).await);
    assert_eq!(was["domain"]["registrant"]["details"]["lastName"], "MARTIN");
    assert_eq!(is["domain"]["registrant"]["details"]["lastName"], "MARTIN-DURAND");
    assert_eq!(was["contact"]["details"]["lastName"], "MARTIN");
    assert_eq!(was["domain"]["operations"].as_array().unwrap().len(), 1);
    assert_eq!(is["domain"]["operations"].as_array().unwrap().len(), 2);
    assert_eq!(was["operation"]["domain"]["state"], "ACTIVE");
    let before = ask(json!("2020-01-01T00:00:00Z")).await;
    assert!(
        before["domain"].is_null() && before["operation"].is_null() && before["account"].is_null(),
        "{before}"
    );
}
