//! Prices: set with promotions, shown as they are and as they were, exported, previewed, imported.

use crate::support::Door;
use serde_json::{Value, json};

const PRICES: &str = "query($tld: String, $hosting: String, $class: String, $on: NaiveDate, $asOf: DateTime) { \
    prices(tld: $tld, hosting: $hosting, class: $class, currency: \"EUR\", on: $on, asOf: $asOf) { class item tld action \
    product years cents ordinaryCents from promotion until rule registryFee margin } }";
const PREVIEW: &str = "query($input: PricesInput!) { previewPrices(input: $input) { token mistakes { line column expected } \
    lists { class currency isNew unchanged changes { line item cents from promotion until isNew centsBefore untilBefore \
    atOnce } } } }";

async fn set(door: &Door, class: &str, price: Value) -> Value {
    let input = json!({ "class": class, "currency": "EUR", "prices": [price] });
    door.mutate("finance", "setPrices", "SetPricesInput", "id", input).await
}

async fn shown(door: &Door, variables: Value) -> Vec<Value> {
    door.settled().await;
    door.data("viewer", PRICES, variables).await["prices"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_promotion_is_shown_while_it_runs_with_what_the_registry_charges() {
    let door = Door::open().await;
    let before = door.application.clock().now();
    let create = |more: Value| {
        let mut price = json!({ "tld": "com", "action": "create", "from": "2026-03-01" });
        price.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        price
    };
    let sale = create(json!({ "cents": 500, "promotion": "Spring", "until": "2026-03-31" }));
    for (class, price) in [
        ("registry", create(json!({ "cents": 680 }))),
        ("pack-gold", create(json!({ "cents": 900 }))),
        ("pack-gold", create(json!({ "cents": 4000, "years": 5 }))),
        ("pack-gold", sale),
        ("pack-gold", json!({ "product": "hosting.90plan", "cents": 1900, "from": "2026-03-01" })),
        ("pack-gold", json!({ "product": "hosting.90plan", "cents": null, "from": "2026-06-01" })),
    ] {
        let done = set(&door, class, price.clone()).await;
        assert_eq!(
            (&done["id"], &done["userErrors"]),
            (&json!(format!("{class}-EUR")), &json!([])),
            "{price}"
        );
    }
    let com = json!({ "tld": "com", "class": "pack-gold", "on": "2026-03-31" });
    let march = shown(&door, com).await;
    assert_eq!(
        march[0],
        json!({ "class": "pack-gold", "item": "com create", "tld": "com", "action": "create", "product": null,
            "years": null, "cents": 500, "ordinaryCents": 900, "from": "2026-03-01", "promotion": "Spring",
            "until": "2026-03-31", "rule": "pack-gold-EUR@2026-03-01, promotion Spring until 2026-03-31",
            "registryFee": 680, "margin": -180 })
    );
    let five = (&march[1]["item"], &march[1]["cents"], &march[1]["registryFee"], &march[1]["promotion"]);
    assert_eq!(five, (&json!("com create 5Y"), &json!(2500), &json!(3400), &json!("Spring")));
    let april = shown(&door, json!({ "tld": "com", "class": "pack-gold", "on": "2026-04-01" })).await;
    assert_eq!((&april[0]["cents"], &april[0]["promotion"]), (&json!(900), &Value::Null));
    assert_eq!((&april[1]["cents"], &april[1]["years"]), (&json!(4000), &json!(5)));
    let hosting = |on: &str| json!({ "hosting": "90plan", "class": "pack-gold", "on": on });
    let plan = shown(&door, hosting("2026-05-31")).await;
    assert_eq!((&plan[0]["product"], &plan[0]["tld"]), (&json!("hosting.90plan"), &Value::Null));
    assert!(shown(&door, hosting("2026-06-01")).await.is_empty(), "not offered any more");
    let as_of = json!({ "class": "pack-gold", "on": "2026-03-31", "asOf": before });
    assert!(shown(&door, as_of).await.is_empty(), "none of it was set then");
    let now = json!({ "tld": "com", "class": "pack-gold", "on": "2026-03-31", "asOf": door.application.clock().now() });
    assert_eq!(shown(&door, now).await, march);
}

#[tokio::test]
async fn what_cannot_be_a_price_is_refused_by_field() {
    let door = Door::open().await;
    for (price, code, field, words) in [
        (
            json!({ "tld": "com", "action": "create", "from": "2026-03-01" }),
            "FIELDS_INVALID",
            "cents",
            "null",
        ),
        (json!({ "tld": "com", "cents": 1, "from": "2026-03-01" }), "FIELDS_INVALID", "action", "expected"),
        (json!({ "cents": 1, "from": "2026-03-01" }), "FIELDS_INVALID", "tld", "expected"),
        (
            json!({ "tld": "nowhere", "action": "create", "cents": 1, "from": "2026-03-01" }),
            "FIELDS_INVALID",
            "tld",
            "catalogue",
        ),
        (
            json!({ "product": "hosting.none", "cents": 1, "from": "2026-03-01" }),
            "FIELDS_INVALID",
            "product",
            "720plan",
        ),
        (
            json!({ "tld": "com", "action": "create", "years": 11, "cents": 1, "from": "2026-03-01" }),
            "FIELDS_INVALID",
            "years",
            "1 to 10",
        ),
        (
            json!({ "tld": "com", "action": "trade", "years": 2, "cents": 1, "from": "2026-03-01" }),
            "PRICE_REFUSED",
            "prices",
            "com trade 2Y",
        ),
        (
            json!({ "tld": "com", "action": "create", "cents": 1, "from": "2026-03-01", "promotion": "Sale" }),
            "FIELDS_INVALID",
            "until",
            "last day",
        ),
        (
            json!({ "tld": "com", "action": "create", "cents": 1, "from": "2026-03-01", "until": "2026-03-02" }),
            "FIELDS_INVALID",
            "promotion",
            "name",
        ),
        (
            json!({ "tld": "com", "action": "create", "cents": 1, "from": "2026-03-01", "until": "2026-02-28", "promotion": "Sale" }),
            "PRICE_REFUSED",
            "prices",
            "before its first",
        ),
    ] {
        let refused = set(&door, "standard", price.clone()).await;
        let error = &refused["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!(code), &json!(field)), "{price}: {refused}");
        assert!(error["message"].as_str().unwrap().contains(words), "{price}: {refused}");
    }
    let francs = json!({ "class": "standard", "currency": "XOF", "prices":
        [{ "tld": "com", "action": "create", "cents": 150, "from": "2026-03-01" }] });
    let refused = door.mutate("finance", "setPrices", "SetPricesInput", "id", francs).await;
    assert!(refused["userErrors"][0]["message"].as_str().unwrap().contains("no such coin"), "{refused}");
    let class = json!({ "account": 13490, "priceClass": "registry" });
    let refused = door.mutate("finance", "setPriceClass", "PriceClassInput", "id", class).await;
    assert_eq!(refused["userErrors"][0]["field"], "priceClass", "{refused}");
}

async fn preview(door: &Door, input: Value) -> Value {
    door.data("finance", PREVIEW, json!({ "input": input })).await["previewPrices"].clone()
}

async fn import(door: &Door, prices: &Value, token: &Value) -> Value {
    let input = json!({ "prices": prices, "token": token, "reason": "new year" });
    door.mutate("finance", "importPrices", "ImportPricesInput", "id", input).await
}

#[tokio::test]
async fn a_file_is_imported_as_it_was_previewed_or_not_at_all() {
    let door = Door::open().await;
    let csv = "class,currency,item,action,price,from,until,promotion\n\
        standard,EUR,com,create,11.00,2027-01-01,,\n\
        standard,EUR,com,create,5.00,2016-09-01,2016-09-30,Start\n\
        pack-gold,EUR,com,create,6.00,2026-01-01,,\n";
    let file = json!({ "csv": csv });
    let seen = preview(&door, file.clone()).await;
    assert_eq!(seen["mistakes"], json!([]));
    let lists: Vec<_> =
        seen["lists"].as_array().unwrap().iter().map(|list| (&list["class"], &list["isNew"])).collect();
    assert_eq!(lists, [(&json!("pack-gold"), &json!(true)), (&json!("standard"), &json!(false))]);
    let change = &seen["lists"][1]["changes"][0];
    let expected = json!({ "line": 2, "item": "com create", "cents": 1100, "from": "2027-01-01", "promotion": null,
        "until": null, "isNew": true, "centsBefore": null, "untilBefore": null, "atOnce": false });
    assert_eq!(*change, expected);

    // Somebody is faster.
    let price = json!({ "tld": "net", "action": "create", "cents": 1234, "from": "2027-01-01" });
    set(&door, "standard", price).await;
    let late = import(&door, &file, &seen["token"]).await;
    assert_eq!(late["userErrors"][0]["code"], "PRICES_CHANGED", "{late}");
    assert!(late["userErrors"][0]["message"].as_str().unwrap().contains("standard-EUR"), "{late}");
    let other = json!({ "csv": csv.replace("6.00", "6.01") });
    let seen = preview(&door, file.clone()).await;
    assert_eq!(import(&door, &other, &seen["token"]).await["userErrors"][0]["code"], "PRICES_NOT_PREVIEWED");
    let done = import(&door, &file, &seen["token"]).await;
    assert_eq!(
        (&done["id"], &done["userErrors"]),
        (&json!("pack-gold-EUR, standard-EUR"), &json!([])),
        "{done}"
    );
    let known = preview(&door, file.clone()).await;
    assert_eq!(known["lists"][1]["unchanged"], 2, "{known}");
    let export = "query($c: String) { pricesCsv(class: \"pack-gold\", consistency: $c) \
        later: pricesCsv(class: \"standard\", on: \"2027-01-01\", consistency: $c) }";
    let export = door.data("viewer", export, json!({ "c": done["consistency"] })).await;
    let header = "class,currency,item,action,years,price,from,until,promotion\n";
    assert_eq!(export["pricesCsv"], format!("{header}pack-gold,EUR,com,create,,6.00,2026-01-01,,\n"));
    assert!(export["later"].as_str().unwrap().contains("standard,EUR,com,create,,11.00,2027-01-01,,\n"));
    let history = "{ history(stream: \"price-list/standard-EUR\") { kind reason actor changes { path before after } } }";
    let history = door.data("auditor", history, json!({})).await["history"].clone();
    let last = history.as_array().unwrap().last().unwrap();
    assert_eq!((&last["reason"], &last["actor"]), (&json!("new year"), &json!("operator:finance")));
    let changed: Vec<_> = last["changes"].as_array().unwrap().iter().map(|change| &change["path"]).collect();
    assert_eq!(changed, [&json!("com create.Start from 2016-09-01"), &json!("com create.from 2027-01-01")]);

    // Given one by one, and wrong.
    let lists = json!({ "lists": [{ "class": "pack-gold", "currency": "EUR", "prices":
        [{ "tld": "com", "action": "create", "cents": 700, "from": "2026-01-01" }] }] });
    let seen = preview(&door, lists.clone()).await;
    assert_eq!(seen["lists"][0]["changes"][0]["centsBefore"], 600, "{seen}");
    assert_eq!(import(&door, &lists, &seen["token"]).await["userErrors"], json!([]));
    let wrong = json!({ "csv": format!("{csv}standard,EUR,com,fly,x,2027-01-01,,\n") });
    let seen = preview(&door, wrong.clone()).await;
    let columns: Vec<_> =
        seen["mistakes"].as_array().unwrap().iter().map(|mistake| &mistake["column"]).collect();
    assert_eq!((&seen["token"], columns), (&Value::Null, vec![&json!("action"), &json!("price")]), "{seen}");
    let refused = import(&door, &wrong, &json!("any")).await;
    let codes: Vec<_> =
        refused["userErrors"].as_array().unwrap().iter().map(|error| &error["code"]).collect();
    assert_eq!(codes, [&json!("PRICES_INVALID"), &json!("PRICES_INVALID")], "each by itself: {refused}");
    for neither in [json!({}), json!({ "csv": csv, "lists": [] })] {
        let answer = door.send("finance", PREVIEW, json!({ "input": neither })).await;
        assert_eq!(answer.code(), "BAD_ARGUMENT", "{}", answer.body);
    }
}
