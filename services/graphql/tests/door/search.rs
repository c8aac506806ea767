//! One box for everything.

use crate::support::{ACCOUNT, Door, ROLES};
use journal::cluster::Role;
use serde_json::{Value, json};
use sqlx::Executor;
use std::slice::from_ref;
use std::time::{Duration, Instant};

async fn search(door: &Door, role: &str, text: &str) -> Vec<(String, String, String)> {
    let query = "query($t: String!) { search(text: $t) { kind key title subtitle state } }";
    let found = door.data(role, query, json!({ "t": text })).await;
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let hits = found["search"].as_array().unwrap().iter();
    hits.map(|hit| (word(&hit["kind"]), word(&hit["key"]), word(&hit["title"]))).collect()
}

fn hit(kind: &str, key: impl ToString, title: &str) -> (String, String, String) {
    (kind.to_owned(), key.to_string(), title.to_owned())
}

#[tokio::test]
async fn a_text_finds_names_handles_numbers_invoices_and_people() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne.martin@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    let created = door.name("alpha-shop.com", owner).await;
    door.name("\u{e9}t\u{e9}-shop.com", owner).await;
    let trade = json!({ "account": ACCOUNT, "name": "alpha-shop.com", "newOwner": buyer });
    let trade =
        door.mutate("support", "requestTrade", "RequestTradeInput", "operation { number }", trade).await;
    let trade = trade["operation"]["number"].as_u64().unwrap_or_else(|| panic!("{trade}"));
    door.settled().await;
    let query = "query($c: Int!) { contact(number: $c) { handle } invoices { edges { node { number } } } }";
    let known = door.data("support", query, json!({ "c": owner })).await;
    let handle = known["contact"]["handle"].as_str().unwrap().to_owned();
    let invoice = known["invoices"]["edges"][0]["node"]["number"].as_str().unwrap().to_owned();
    let alpha = hit("DOMAIN", "alpha-shop.com", "alpha-shop.com");
    let summer = hit("DOMAIN", "xn--t-shop-9uab.com", "\u{e9}t\u{e9}-shop.com");
    for role in ROLES {
        let role = role.as_str();
        assert_eq!(search(&door, role, "ALPHA").await, from_ref(&alpha));
        for whole in ["\u{e9}t\u{e9}-shop.com", summer.1.as_str()] {
            let found = search(&door, role, whole).await;
            assert_eq!((&found[0], found[1].0.as_str()), (&summer, "OPERATION"), "{role} {whole}");
        }
        for part in ["\u{c9}t\u{e9}-shop", "t\u{e9}-sh"] {
            assert_eq!(search(&door, role, part).await, from_ref(&summer), "{role} {part}");
        }
        let both = search(&door, role, "shop").await;
        assert!(both.len() == 2 && both.contains(&alpha) && both.contains(&summer), "{both:?}");
        assert_eq!(search(&door, role, &handle).await[0], hit("CONTACT", owner, &handle));
        assert_eq!(search(&door, role, "VE174").await, [hit("ACCOUNT", ACCOUNT, "ve174-ovh")]);
        assert_eq!(search(&door, role, &invoice).await, [hit("INVOICE", &invoice, &invoice)]);
        assert_eq!(search(&door, role, &invoice[..6]).await.len(), 1, "the beginning of an invoice");
        let numbered = search(&door, role, &ACCOUNT.to_string()).await;
        assert_eq!(numbered[0], hit("ACCOUNT", ACCOUNT, "ve174-ovh"), "{numbered:?}");
        assert_eq!((numbered[1].0.as_str(), numbered.len()), ("CONTACT", 2), "its own contact: {numbered:?}");
        let voted = search(&door, role, &format!("#{trade}")).await;
        let operation = hit("OPERATION", trade, "Trade alpha-shop.com");
        assert_eq!(voted[..2], [hit("TRADE", trade, "alpha-shop.com"), operation], "{voted:?}");
        let about = search(&door, role, "alpha-shop.com").await;
        assert_eq!(about[..2], [alpha.clone(), hit("TRADE", trade, "alpha-shop.com")], "{about:?}");
        assert!(about.contains(&hit("OPERATION", created, "Create alpha-shop.com")), "{about:?}");
        for nothing in ["", "no-such-name.com", "F2031-000001", "4", "%", "a_pha", "\u{1f600}"] {
            assert_eq!(search(&door, role, nothing).await, [], "{nothing}");
        }
    }
    // Whoever may not see an address may not try addresses either; a look that finds somebody is written down.
    for role in ROLES {
        let query = "{ search(text: \"Anne.Martin@holders.test\") { kind key } }";
        let answer = door.send(role.as_str(), query, json!({})).await;
        match role.sees_personal_data() {
            true => {
                assert_eq!(answer.data()["search"], json!([{ "kind": "CONTACT", "key": owner.to_string() }]))
            }
            false => assert_eq!(answer.code(), "FORBIDDEN", "{}", answer.body),
        }
    }
    let log = "query($s: String) { operatorLog(subject: $s, act: LOOK) { edges { node { login } } } }";
    let log = door.data("admin", log, json!({ "s": format!("contact/{owner}") })).await;
    let edges = log["operatorLog"]["edges"].as_array().unwrap();
    let logins: Vec<&str> = edges.iter().map(|edge| edge["node"]["login"].as_str().unwrap()).collect();
    let open: Vec<&str> =
        ROLES.iter().filter(|role| role.sees_personal_data()).map(|role| role.as_str()).collect();
    assert!(open.iter().all(|role| logins.contains(role)) && logins.len() == open.len(), "{logins:?}");
    for first in [0, 51] {
        let query = format!("{{ search(text: \"a\", first: {first}) {{ key }} }}");
        assert_eq!(door.send("viewer", &query, json!({})).await.code(), "BAD_PAGE");
    }
}

#[tokio::test]
async fn a_hundred_thousand_names_are_searched_in_a_moment() {
    let mut door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    door.name("only-one.com", owner).await;
    door.quiet().await;
    // Rows as long as those of names, without the journal behind them.
    let mut views = door.database.connection(Role::App).await.unwrap();
    views
        .execute(
            "insert into views.whois select (json_populate_record(w, json_build_object('name',
                 case when n % 50 = 0 then 'xn--caf-' || n || 'dma.fr' else 'n' || md5(n::text) || '.com' end))).*
             from views.whois w cross join generate_series(1, 100000) as n where w.name = 'only-one.com'",
        )
        .await
        .unwrap();
    views.execute("vacuum analyze views.whois").await.unwrap();
    for text in ["n1234", "only", "ly-on", "no part of any", "caf\u{e9}", "\u{e9}\u{e8}\u{ea}", "13490", "n"]
    {
        let begun = Instant::now();
        let found = search(&door, "support", text).await;
        assert!(begun.elapsed() < Duration::from_secs(1), "{text} took {:?}", begun.elapsed());
        let expected = ["n1234", "only", "ly-on", "n", "13490"].contains(&text);
        assert_eq!(!found.is_empty(), expected, "{text}: {found:?}");
    }
    let begun = Instant::now();
    let shown = door.data("viewer", "{ overview { domains } }", json!({})).await;
    assert_eq!(shown["overview"]["domains"], 100_001);
    assert!(begun.elapsed() < Duration::from_secs(1), "the overview took {:?}", begun.elapsed());
}
