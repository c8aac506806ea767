//! Prices: a promotion from its first day to the day after its last, at every door; files that go out and come in.

use crate::shell::{ACCOUNT, Shell, comes_to, contact};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};
use std::path::PathBuf;
use stories::{Demo, Desk, Soap};

const QUOTE: &str = "query($n: DomainName!, $a: String!) { quote(account: 13490, name: $n, action: $a) \
    { cents currency points rule } }";

struct Story<'d> {
    demo: &'d Demo,
    shell: Shell<'d>,
    desk: Desk,
    finance: Desk,
    reseller: Soap,
    today: NaiveDate,
}

impl Story<'_> {
    /// A price file of these lines.
    fn file(&self, name: &str, lines: &str) -> PathBuf {
        let path = self.demo.data().join(name);
        let header = "class,currency,item,action,years,price,from,until,promotion\n";
        std::fs::write(&path, format!("{header}{lines}")).unwrap();
        path
    }

    async fn quote(&self, name: &str, action: &str) -> Value {
        self.desk.ask(QUOTE, json!({ "n": name, "a": action })).await["quote"].clone()
    }

    /// What a reseller's program is told of `.com`, by both of the paper's functions.
    fn told(&self, action: &str) -> (i64, i64) {
        let list = self.reseller.fields("api_priceslist", json!([]));
        let com = list.as_array().unwrap().iter().find(|entry| entry["tld"] == "com").unwrap().clone();
        let prices = self.reseller.fields("domain_prices", json!(["sale-story.com", 1]));
        let of_name = prices[format!("{action} 1 sale-story.com")].as_i64().unwrap();
        (com[action].as_i64().unwrap(), of_name)
    }
}

#[tokio::test]
async fn prices_are_seen_changed_and_kept_to() {
    let demo = Demo::start().await;
    let shell = Shell(&demo);
    let today = shell.answers("prices list --tld com").await["on"].as_str().unwrap().parse().unwrap();
    let (desk, finance) = (Desk::of(&demo, "support"), Desk::of(&demo, "finance"));
    let story = Story { demo: &demo, shell, desk, finance, reseller: Soap::of(&demo, 0), today };
    sold_cheaper(&story).await;
    imported(&story).await;
    refused(&story).await;
    demo.advance("P3D").await;
    dear_again(&story).await;
    read_in_its_history(&story).await;
    story.demo.is_in_order().await;
}

async fn sold_cheaper(story: &Story<'_>) {
    let (today, last) = (story.today, story.today + Days::new(2));
    assert_eq!(story.told("create"), (749, 749));
    let sale = json!({ "tld": "com", "action": "create", "cents": 99, "from": today, "until": last,
        "promotion": "Three Days" });
    let fee = json!({ "tld": "com", "action": "create", "cents": 680, "from": today });
    for (class, price) in [("reseller", sale), ("registry", fee)] {
        let input = json!({ "class": class, "currency": "EUR", "prices": [price] });
        assert_eq!(story.finance.does("setPrices", input).await, Ok(format!("{class}-EUR")));
    }
    let list = "prices list --tld com --class reseller --currency EUR";
    let shown = stories::eventually("the promotion in the view", async || {
        let list = story.shell.answers(list).await;
        let create = list["items"].as_array()?.iter().find(|item| item["item"] == "com create")?.clone();
        (create["cents"] == 99 && create["registry_fee"] == 680).then_some(create)
    })
    .await;
    assert_eq!((&shown["ordinary_cents"], &shown["promotion"]["name"]), (&json!(749), &json!("Three Days")));
    let table = story.shell.says(list).await;
    for words in ["0.99", "Three Days until", "then 7.49", "6.80", "-5.81"] {
        assert!(table.contains(words), "{words}: {table}");
    }
    let before = story.shell.answers(&format!("{list} --at {}", today.pred_opt().unwrap())).await;
    assert!(before["items"].as_array().unwrap().iter().all(|item| item["promotion"].is_null()), "{before}");
    let known = story.shell.answers(&format!("{list} --as-of 2020-01-01")).await;
    assert_eq!(known["items"], json!([]), "nothing was set then");
    // The resellers' door shows it, and the desk quotes it.
    assert_eq!(story.told("create"), (99, 99));
    let quote = story.quote("sale-story.com", "create").await;
    let rule = format!("reseller-EUR@{today}, promotion Three Days until {last}");
    assert_eq!(quote, json!({ "cents": 99, "currency": "EUR", "points": 99, "rule": rule }));
}

async fn imported(story: &Story<'_>) {
    let (shell, today) = (&story.shell, story.today);
    // What goes out comes in, and changes nothing.
    let all = story.demo.data().join("all.csv");
    std::fs::write(&all, shell.says("prices export").await).unwrap();
    let again = shell.answers(&format!("prices import {} --dry-run --as finance", all.display())).await;
    let lists = again["lists"].as_array().unwrap();
    assert!(lists.iter().all(|list| list["changes"] == json!([])) && lists.len() == 5, "{again}");
    let own = shell.says(&format!("prices export --class reseller --currency EUR --at {today}")).await;
    assert!(own.lines().skip(1).all(|line| line.starts_with("reseller,EUR,")), "{own}");
    assert!(own.contains(&format!("reseller,EUR,com,create,,0.99,{today},")), "{own}");

    let file = story.file(
        "new.csv",
        &format!(
            "reseller,EUR,com,renew,,8.00,{today},,\nreseller,EUR,com,restore,,51.75,2016-09-01,,\n\
             reseller,EUR,hosting.90plan,,,18.00,2030-01-01,,\npack-gold,EUR,com,create,,6.00,{today},,\n"
        ),
    );
    let import = format!("prices import {}", file.display());
    let unasked = shell.run(&format!("{import} --as finance")).await;
    let complaint = String::from_utf8_lossy(&unasked.stderr).into_owned();
    assert_eq!(
        unasked.status.code(),
        Some(2),
        "what would change is shown, and nobody is there to ask: {complaint}"
    );
    assert!(complaint.contains("--yes goes on without"), "{complaint}");
    shell.wants(&format!("{import} --as finance --yes --dry-run"), "cannot be used with").await;
    shell.refuses(&format!("{import} --yes --as support"), "FORBIDDEN").await;
    let said = shell.says(&format!("{import} --dry-run --as finance")).await;
    for words in [
        "pack-gold-EUR (a new list): 1 new",
        "reseller-EUR: 2 new, 0 changed, 1 unchanged",
        "nothing was changed",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let token = shell.answers(&format!("{import} --dry-run --as finance")).await["token"]
        .as_str()
        .unwrap()
        .to_owned();
    // Between the preview and the word somebody sets a price.
    let input = json!({ "class": "reseller", "currency": "EUR", "prices":
        [{ "tld": "net", "action": "renew", "cents": 900, "from": today }] });
    story.finance.does("setPrices", input).await.unwrap();
    let late =
        shell.refuses(&format!("{import} --yes --as finance --expect {token}"), "PRICES_CHANGED").await;
    assert!(late.contains("reseller-EUR changed since the preview"), "{late}");
    assert_eq!(story.told("renew").0, 749, "nothing was imported");
    let done = shell.answers(&format!("{import} --yes --as finance --reason new-year --key import-1")).await;
    assert_eq!(
        (&done["accepted"], &done["seen"], &done["repeated"]),
        (&json!(true), &json!(true), &json!(false))
    );
    assert_eq!(story.told("renew"), (800, 800));
    let repeated =
        shell.answers(&format!("{import} --yes --as finance --reason new-year --key import-1")).await;
    assert_eq!(repeated["repeated"], true);
    assert!(shell.says(&format!("{import} --yes --as finance")).await.contains("nothing to import"));
}

async fn refused(story: &Story<'_>) {
    let shell = &story.shell;
    let file = story.file(
        "wrong.csv",
        "reseller,EUR,com,renew,,1.00,2026-01-01,,\nreseller,EUR,nowhere,renew,,1.00,2026-01-01,,\n\
         reseller,EUR,com,fly,,1.00,2026-01-01,,\nreseller,XOF,com,renew,,0.50,2026-01-01,,\n",
    );
    let import = format!("prices import {} --yes --as finance", file.display());
    let message = shell.refuses(&import, "PRICES_INVALID").await;
    for words in [
        "line 3, item: expected an ending",
        "line 4, action: expected one of create",
        "line 5, price: expected",
    ] {
        assert!(message.contains(words), "{words}: {message}");
    }
    assert_eq!(story.told("renew").0, 800, "no line was applied");
    shell.refuses("prices import /nowhere.csv --yes --as finance", "FAILED").await;
    shell.wants("prices list --at yesterday", "a day like").await;
    shell.wants("prices list --currency EURO", "ISO 4217").await;
    shell.wants("prices export --class Reseller", "price class").await;
}

async fn dear_again(story: &Story<'_>) {
    assert_eq!(story.told("create"), (749, 749));
    let owner = contact(&story.demo.graphql("support"), "Paul", "paul@prices.test").await;
    let asked = |price: i64| {
        json!({ "account": ACCOUNT, "name": "sale-story.com", "owner": owner, "agreedPrice": price,
            "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] })
    };
    // What was quoted on the last day is not what it costs now.
    let said = story.desk.opens("registerDomain", asked(99)).await.unwrap_err();
    assert_eq!((said[0].code.as_str(), said[0].field.as_str()), ("PRICE_DIFFERS", "agreedPrice"));
    assert!(said[0].message.contains("7.49 EUR") && said[0].message.contains("0.99 EUR"), "{said:?}");
    let now = story.quote("sale-story.com", "create").await;
    let operation = story.desk.opens("registerDomain", asked(now["cents"].as_i64().unwrap())).await.unwrap();
    let done = comes_to(&story.shell, operation, "succeeded").await;
    assert_eq!(done["points"], now["points"], "what was shown is what is charged: {done}");
    // A change of the owner costs nothing here, and that can be agreed to as well.
    let trade = json!({ "account": ACCOUNT, "name": "sale-story.com", "newOwner": owner, "agreedPrice": 5 });
    let said = story.desk.opens("requestTrade", trade).await.unwrap_err();
    assert_eq!(said[0].code, "PRICE_DIFFERS", "{said:?}");
}

async fn read_in_its_history(story: &Story<'_>) {
    let history = story.shell.says("audit history price-list/pack-gold-EUR").await;
    for words in ["PricesSet", "new-year", "operator:finance", &format!("com create.from {}", story.today)] {
        assert!(history.contains(words), "{words}: {history}");
    }
    let history = story.shell.answers("audit history price-list/reseller-EUR").await;
    let sale = history.as_array().unwrap().iter().find(|entry| entry["actor"] == "operator:finance").unwrap();
    let expected = json!([{ "path": format!("com create.Three Days from {}", story.today), "before": null,
        "after": { "cents": 99, "until": story.today + Days::new(2) } }]);
    assert_eq!(sale["changes"], expected, "only what it changed");
}
