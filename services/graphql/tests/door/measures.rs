//! Bounds and bad input: every request costs bounded work, and is told what is wrong with it.

use crate::support::{Answer, Door};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn message(answer: &Answer) -> String {
    answer.body["errors"][0]["message"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_words() {
    let door = Door::open().await;
    for (body, status, code, words) in [
        ("", 400, "BAD_REQUEST", "the body is no request"),
        ("{", 400, "BAD_REQUEST", "line 1"),
        ("not json", 400, "BAD_REQUEST", "the body is no request"),
        ("{\"query\": 7}", 400, "BAD_REQUEST", "string"),
        ("{\"query\": \"{ me { login } }\", \"variables\": 3}", 400, "BAD_REQUEST", "the body is no request"),
        ("[{\"query\": \"{ me { login } }\"}]", 400, "BATCH_REFUSED", "one request"),
        ("[]", 400, "BATCH_REFUSED", "one request"),
    ] {
        let answer = door.post("viewer", &[], body.to_owned()).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{body}: {}", answer.body);
        assert!(message(&answer).contains(words), "{body}: {}", message(&answer));
    }
    let form = door.post("viewer", &[("content-type", "multipart/form-data; boundary=x")], "--x--").await;
    assert_eq!((form.status, form.code()), (415, "BAD_CONTENT_TYPE"));
    let large = json!({ "query": format!("{{ me {{ login }} }} #{}", "x".repeat(300 * 1024)) }).to_string();
    let large = door.post("viewer", &[], large).await;
    assert_eq!((large.status, large.code()), (413, "BODY_TOO_LARGE"));
    let key = door.post("viewer", &[("idempotency-key", "")], "{\"query\": \"{ me { login } }\"}").await;
    assert_eq!((key.status, key.code()), (400, "BAD_IDEMPOTENCY_KEY"));
}

#[tokio::test]
async fn a_document_is_measured_before_it_is_walked() {
    let door = Door::open().await;
    let deep =
        (0..20).fold("name".to_owned(), |inner, _| format!("registrant {{ domains {{ {inner} }} }} name"));
    let inner = "registrant { domains { registrant { domains { name } } } }";
    let wide = format!("{{ domains(first: 200) {{ edges {{ node {{ {inner} }} }} }} }}");
    let aliases: String = (0..61).map(|n| format!("a{n}: me {{ login }} ")).collect();
    let asking = "quote(account: 13490, name: \"a.com\", action: \"create\") { cents }";
    let quotes: String = (0..25).map(|n| format!("q{n}: {asking} ")).collect();
    let directives = format!("{{ me {} {{ login }} }}", "@include(if: true) ".repeat(30));
    let mut bomb = "{ ...f0 } ".to_owned();
    for n in 0..28 {
        bomb += &format!("fragment f{n} on Query {{ ...f{next} ...f{next} }} ", next = n + 1);
    }
    bomb += "fragment f28 on Query { me { login } }";
    let circle = "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }".to_owned();
    let nested = format!("{}{}", "{ a".repeat(9_000), "}".repeat(9_000));
    let values = format!("{{ nodes(ids: {}{}) {{ id }} }}", "[".repeat(20_000), "]".repeat(20_000));
    for (what, document) in [
        ("deep", format!("{{ domain(name: \"a.com\") {{ {deep} }} }}")),
        ("wide", wide),
        ("aliases", format!("{{ {aliases} }}")),
        ("directives", directives),
        ("a bomb of fragments", bomb),
        ("a circle of fragments", circle),
        ("a circle that doubles", "{ ...a } fragment a on Query { ...a ...a ...a }".to_owned()),
        ("nested without end", nested),
        ("values without end", values),
    ] {
        let begun = Instant::now();
        let answer = door.send("viewer", &document, json!({})).await;
        assert!(answer.body["errors"].is_array(), "{what}: {}", answer.body);
        assert!(!message(&answer).is_empty(), "{what}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{what} took {:?}", begun.elapsed());
    }
    // Each of these would be a question to a registry.
    let answer = door.send("viewer", &format!("{{ {quotes} }}"), json!({})).await;
    assert!(message(&answer).contains("too complex"), "{}", answer.body);
    // What tools ask for is within the bounds.
    let tools = "{ __schema { types { name fields { name args { name type { name ofType { name ofType { name \
        ofType { name ofType { name ofType { name ofType { name } } } } } } } } } } } }";
    assert!(door.send("admin", tools, json!({})).await.body["errors"].is_null());
}

#[tokio::test]
async fn a_page_is_bounded_and_a_cursor_belongs_to_its_list() {
    let door = Door::open().await;
    for arguments in
        ["first: 0", "first: 201", "last: 0", "last: 5000", "first: 2, last: 2", "first: 1, before: \"x\""]
    {
        let answer = door
            .send("viewer", &format!("{{ domains({arguments}) {{ edges {{ cursor }} }} }}"), json!({}))
            .await;
        assert_eq!(answer.code(), "BAD_PAGE", "{arguments}: {}", answer.body);
    }
    for cursor in ["x", "AAAA", "eyJhIjoxfQ", "YQpi"] {
        let list = format!("{{ operations(after: \"{cursor}\") {{ edges {{ cursor }} }} }}");
        assert_eq!(door.send("viewer", &list, json!({})).await.code(), "BAD_CURSOR", "{cursor}");
    }
    for first in ["-1", "1.5", "\"ten\"", "99999999999"] {
        let answer = door
            .send("viewer", &format!("{{ domains(first: {first}) {{ edges {{ cursor }} }} }}"), json!({}))
            .await;
        let told = message(&answer);
        assert!(told.contains("first") || told.starts_with("domains: "), "{first}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_wrong_value_is_named() {
    let door = Door::open().await;
    for (document, words) in [
        ("{ domain(name: \"no name\") { name } }", "name"),
        ("{ domain(name: 7) { name } }", "text is expected"),
        ("{ host(name: \"-\") { name } }", "name: "),
        ("{ contact(number: \"seven\") { number } }", "number"),
        ("{ operations(from: \"yesterday\") { edges { cursor } } }", "from"),
        ("{ operations(states: [SLEEPING]) { edges { cursor } } }", "SLEEPING"),
        ("{ history(stream: \"king/1\") { kind } }", "stream"),
        ("{ pendingStatus(months: 13) { edges { cursor } } }", "months"),
        ("{ prices(currency: \"EURO\") { cents } }", "currency"),
        ("{ quote(account: 13490, name: \"a.com\", action: \"fly\") { cents } }", "action: "),
        ("{ quote(account: 13490, name: \"a.com\", action: \"create\", period: 11) { cents } }", "period: "),
        ("{ quote(account: 13490, name: \"a.deeper.com\", action: \"create\") { cents } }", "a.deeper.com"),
        ("{ domain { name } }", "name"),
        ("{ domains { edges { node { nme } } } }", "nme"),
        ("{ me { login } ", "expected"),
        (
            "mutation { grantPoints(input: { account: 1, points: 1.5, reason: \"x\" }) { id } }",
            "whole number",
        ),
        ("mutation { registerDomain(input: { account: 1 }) { repeated } }", "name"),
    ] {
        let answer = door.send("admin", document, json!({})).await;
        assert_eq!(answer.status, 200, "{document}");
        assert!(message(&answer).contains(words), "{document}: {}", answer.body);
    }
    let nul = door
        .send(
            "viewer",
            "query($s: String) { operations(subject: $s) { edges { cursor } } }",
            json!({ "s": "a\u{0}b" }),
        )
        .await;
    assert!(message(&nul).contains("$s"), "{}", nul.body);
    // Refusals of a command name the field of its input.
    let input = json!({ "account": 13490, "points": -5, "reason": "gift" });
    let refused = door.mutate("finance", "grantPoints", "PointsInput", "id", input).await;
    assert_eq!(
        (&refused["userErrors"][0]["field"], &refused["id"]),
        (&json!("points"), &Value::Null),
        "{refused}"
    );
}

#[tokio::test]
async fn numbers_and_days_beyond_the_database_are_nobodys() {
    let door = Door::open().await;
    let beyond = door.send("viewer", "{ contact(number: 18446744073709551615) { number } }", json!({})).await;
    assert!(message(&beyond).contains("number"), "{}", beyond.body);
    let most = i64::MAX;
    let document = format!(
        "{{ operation(number: {most}) {{ number }} contact(number: {most}) {{ number }} account(number: {most}) \
         {{ number }} trade(number: {most}) {{ number }} transfer(number: {most}) {{ number }} pointsAccount(account: \
         {most}) {{ account }} ledger(account: {most}) {{ edges {{ cursor }} }} hosts(account: {most}) {{ edges {{ \
         cursor }} }} contacts(account: {most}) {{ edges {{ cursor }} }} }}"
    );
    let nobody = door.data("viewer", &document, json!({})).await;
    assert!(nobody["operation"].is_null() && nobody["contact"].is_null() && nobody["account"].is_null());
    for day in ["+262142-12-31T23:59:59Z", "-262143-01-01T00:00:00Z", "0000-01-01T00:00:00Z"] {
        let lists = "query($d: DateTime) { operations(from: $d) { edges { cursor } } }";
        let events = "query($d: DateTime) { events(to: $d) { edges { cursor } } }";
        let then = "query($d: DateTime) { trialBalance(asOf: $d) { balanced } }";
        let whois = "query($d: DateTime) { whois(name: \"a.com\", asOf: $d) { domain { name } } }";
        for document in [lists, events, then, whois] {
            let answer = door.send("viewer", document, json!({ "d": day })).await;
            assert!(["", "BAD_VALUE"].contains(&answer.code()), "{day} {document}: {}", answer.body);
        }
    }
    // A consistency that no mutation answered.
    for cursors in [
        json!([{ "partition": 900, "epoch": 1, "xid": 1, "position": 1 }]),
        json!([{ "partition": -1, "epoch": 1, "xid": 1, "position": 1 }]),
        json!([{ "partition": 1, "epoch": 1, "xid": -1, "position": 1 }]),
        json!({}),
    ] {
        let text = data_encoding::BASE64URL_NOPAD.encode(cursors.to_string().as_bytes());
        let document = "query($c: String) { account(number: 1, consistency: $c) { number } }";
        let answer = door.send("viewer", document, json!({ "c": text })).await;
        assert_eq!(answer.code(), "BAD_CONSISTENCY", "{cursors}: {}", answer.body);
    }
}

/// Pieces that documents are made of, and pieces that they are not.
fn piece() -> impl Strategy<Value = String> {
    let fields = "me|whois|domain|domains|contact|contacts|account|accounts|host|hosts|operation|operations|trade|trades|\
        transfers|ledger|prices|history|events|node|nodes|pendingStatus|trialBalance|registryMessages|edges|name|login|\
        state|details|email|registrant|__typename|__schema|types";
    prop_oneof![
        4 => fields.prop_map(|field| field),
        2 => "[{}()\\[\\]:!$@,. \\n]{1,3}",
        2 => "(name|number|first|after|asOf|from|to|stream|subject|id|ids|account|states|consistency)",
        1 => "(query|mutation|subscription|fragment|on|true|false|null|\\.\\.\\.)",
        1 => "-?[0-9]{1,25}(\\.[0-9]{1,3})?",
        2 => any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap_or_default()),
        1 => any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:00:00Z".prop_map(Value::from),
        "[a-z]{1,5}\\.[a-z]{2,3}".prop_map(Value::from),
        "(contact|domain|operation)/[0-9a-z.]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map("[a-zA-Z]{1,8}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// Well-formed documents whose variables are anything.
const TYPED: &[(&str, &str)] = &[
    ("DomainName!", "{ whois(name: $v) { domain { name } } }"),
    ("DomainName!", "{ domain(name: $v) { hosts { name } } }"),
    ("HostName!", "{ host(name: $v) { name } }"),
    ("Int!", "{ contact(number: $v) { number domains { name } } }"),
    ("Int!", "{ operation(number: $v) { ledger { points } } }"),
    ("Int!", "{ ledger(account: $v) { edges { cursor } } }"),
    ("DateTime", "{ operations(from: $v) { edges { cursor } } }"),
    ("DateTime", "{ domain(name: \"a.com\", asOf: $v) { name } }"),
    ("DateTime", "{ trialBalance(asOf: $v) { balanced } }"),
    ("String", "{ operations(subject: $v, after: $v) { edges { cursor } } }"),
    ("String!", "{ history(stream: $v) { kind } }"),
    ("String", "{ events(actor: $v, kind: $v) { edges { cursor } } }"),
    ("String", "{ contacts(text: $v, after: $v) { edges { cursor } } }"),
    ("String", "{ accounts(text: $v, status: $v) { edges { cursor } } }"),
    ("String", "{ account(number: 1, consistency: $v) { number } }"),
    ("DomainFilter", "{ domains(filter: $v) { edges { cursor } } }"),
    ("ID!", "{ node(id: $v) { id } }"),
    ("[ID!]!", "{ nodes(ids: $v) { id } }"),
    ("UUID", "{ events(correlation: $v) { edges { cursor } } }"),
    ("NaiveDate", "{ prices(on: $v) { cents } }"),
    ("PointsInput!", "mutation ($v: PointsInput!) { grantPoints(input: $v) { id } }"),
    (
        "RegisterDomainInput!",
        "mutation ($v: RegisterDomainInput!) { registerDomain(input: $v) { repeated } }",
    ),
    ("RegisterContactInput!", "mutation ($v: RegisterContactInput!) { registerContact(input: $v) { id } }"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_comes_is_answered_and_nothing_breaks() {
    let door = Door::open().await;
    let handle = tokio::runtime::Handle::current();
    let request = prop_oneof![
        proptest::collection::vec(piece(), 0..40).prop_map(|pieces| json!({ "query": pieces.join(" ") })),
        (0..TYPED.len(), value()).prop_map(|(n, value)| {
            let (kind, document) = TYPED[n];
            let query = if document.starts_with("mutation") {
                document.to_owned()
            } else {
                format!("query ($v: {kind}) {document}")
            };
            json!({ "query": query, "variables": { "v": value } })
        }),
        value(),
    ];
    let asked = |body: String| tokio::task::block_in_place(|| handle.block_on(door.post("admin", &[], body)));
    let mut runner = TestRunner::new(Config { cases: 1_500, failure_persistence: None, ..Config::default() });
    let done = runner.run(&request, |request| {
        let answer = asked(request.to_string());
        prop_assert!(matches!(answer.status, 200 | 400), "{} {request}: {}", answer.status, answer.body);
        prop_assert!(answer.code() != "INTERNAL", "{request}: {}", answer.body);
        let told = answer.body["errors"].as_array().is_none_or(|errors| {
            errors.iter().all(|error| error["message"].as_str().is_some_and(|text| !text.is_empty()))
        });
        prop_assert!(told, "{request}: {}", answer.body);
        Ok(())
    });
    if let Err(failure) = done {
        panic!("{failure}");
    }
}
