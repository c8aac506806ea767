//! Orders at the REST door: read, paid from points and from the balance, announced, received and rejected.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

use serde_json::{Value, json};
use stories::{Demo, Desk, Rest, eventually};

/// The order of a name that is not paid at once; its number and the checkout's answer.
async fn ordered(rest: &Rest, name: &str) -> (u64, Value) {
    let cart = rest.post("/order/cart", json!({ "ovhSubsidiary": "FR" })).await.ok();
    let cart = format!("/order/cart/{}", cart["cartId"].as_str().unwrap());
    rest.post(&format!("{cart}/assign"), Value::Null).await.ok();
    let item = rest.post(&format!("{cart}/domain"), json!({ "domain": name, "duration": "P1Y" })).await.ok();
    let item = format!("{cart}/item/{}", item["itemId"]);
    let of_age = json!({ "label": "OWNER_LEGAL_AGE", "value": "true" });
    rest.post(&format!("{item}/configuration"), of_age).await.ok();
    let how = json!({ "autoPayWithPreferredPaymentMethod": false, "waiveRetractationPeriod": true });
    let order = rest.post(&format!("{cart}/checkout"), how).await.ok();
    (order["orderId"].as_u64().unwrap(), order)
}

async fn status_is(rest: &Rest, order: u64, word: &str) {
    eventually(&format!("order {order} {word}"), async || {
        let status = rest.get(&format!("/me/order/{order}/status")).await.ok();
        (status == word).then_some(())
    })
    .await;
}

async fn means(rest: &Rest, order: u64) -> Vec<String> {
    let means = rest.get(&format!("/me/order/{order}/availableRegisteredPaymentMean")).await.ok();
    let word = |mean: &Value| mean["paymentMean"].as_str().unwrap().to_owned();
    means.as_array().unwrap().iter().map(word).collect()
}

fn pay(order: u64) -> String {
    format!("/me/order/{order}/payWithRegisteredPaymentMean")
}

#[tokio::test]
async fn an_order_is_read_and_paid_from_points() {
    let demo = Demo::start().await;
    let (rest, other) = (Rest::of(&demo, 0), Rest::of(&demo, 1));
    let (order, checkout) = ordered(&rest, "read-and-paid.com").await;
    eventually("the order in the list", async || {
        let orders = rest.get("/me/order").await.ok();
        orders.as_array().unwrap().contains(&order.into()).then_some(())
    })
    .await;
    let later = rest.get("/me/order?date.from=2099-01-01T00:00:00%2B00:00").await.ok();
    assert_eq!(later, json!([]));
    rest.get("/me/order?date.from=yesterday").await.refused(400, "INVALID_ARGUMENT");

    let shown = rest.get(&format!("/me/order/{order}")).await.ok();
    assert_eq!((&shown["orderId"], &shown["url"]), (&checkout["orderId"], &checkout["url"]));
    assert_eq!(shown["priceWithTax"], checkout["prices"]["withTax"]);
    assert_eq!(shown["priceWithoutTax"], checkout["prices"]["withoutTax"]);
    assert_eq!(shown["tax"], checkout["prices"]["tax"]);
    assert!(shown["expirationDate"].as_str().unwrap() > shown["date"].as_str().unwrap());
    let details = rest.get(&format!("/me/order/{order}/details")).await.ok();
    let first = rest.get(&format!("/me/order/{order}/details/{}", details[0])).await.ok();
    assert_eq!((&first["domain"], &first["quantity"]), (&json!("read-and-paid.com"), &json!("1")));
    assert_eq!(first["totalPrice"], shown["priceWithoutTax"]);
    rest.get(&format!("/me/order/{order}/details/99")).await.refused(404, "NOT_FOUND");
    rest.get(&format!("/me/order/{order}/payment")).await.refused(404, "NOT_FOUND");

    // Another's order does not exist, nor does one of nobody's.
    for path in ["", "/status", "/details", "/details/1", "/availableRegisteredPaymentMean", "/payment"] {
        other.get(&format!("/me/order/{order}{path}")).await.refused(404, "NOT_FOUND");
        rest.get(&format!("/me/order/999999999{path}")).await.refused(404, "NOT_FOUND");
    }
    let by_points = json!({ "paymentMean": "fidelityAccount" });
    other.post(&pay(order), by_points.clone()).await.refused(404, "NOT_FOUND");

    assert_eq!(rest.get(&format!("/me/order/{order}/status")).await.ok(), "notPaid");
    assert_eq!(means(&rest, order).await, ["fidelityAccount"]);
    rest.post(&pay(order), json!({ "paymentMean": "cash" })).await.refused(400, "INVALID_ARGUMENT");
    rest.post(&pay(order), json!({})).await.refused(400, "INVALID_ARGUMENT");
    let before = rest.get("/me/fidelityAccount").await.ok()["balance"].as_i64().unwrap();
    // Paid twice is paid once.
    assert_eq!(rest.post(&pay(order), by_points.clone()).await.ok(), Value::Null);
    assert_eq!(rest.post(&pay(order), by_points).await.ok(), Value::Null);
    status_is(&rest, order, "delivered").await;
    assert!(means(&rest, order).await.is_empty());
    let after = rest.get("/me/fidelityAccount").await.ok()["balance"].as_i64().unwrap();
    let cents = (shown["priceWithoutTax"]["value"].as_f64().unwrap() * 100.0).round() as i64;
    assert_eq!(before - after, cents, "points pay prices before tax");
    let payment = rest.get(&format!("/me/order/{order}/payment")).await.ok();
    assert_eq!(payment["paymentType"], "fidelityAccount");
    rest.get(&format!("/me/order/{order}/associatedObject")).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn the_balance_pays_with_tax_and_what_is_lacking_is_402() {
    let demo = Demo::start().await;
    let (rest, finance) = (Rest::of(&demo, 2), Desk::of(&demo, "finance"));
    let account = demo.access()["resellers"][2]["dist_id"].as_u64().unwrap();
    let currency = demo.access()["resellers"][2]["currency"].as_str().unwrap().to_owned();
    let (order, checkout) = ordered(&rest, "from-the-balance.com").await;
    assert!(means(&rest, order).await.is_empty(), "neither points nor money");
    let by = |mean: &str| json!({ "paymentMean": mean });
    rest.post(&pay(order), by("fidelityAccount")).await.refused(402, "NOT_ENOUGH_POINTS");
    rest.post(&pay(order), by("ovhAccount")).await.refused(402, "NOT_ENOUGH_MONEY");
    assert_eq!(rest.get("/me/ovhAccount").await.ok(), json!([]));
    rest.get(&format!("/me/ovhAccount/{currency}")).await.refused(404, "NOT_FOUND");

    let deposit =
        json!({ "account": account, "amount": "100", "means": "TRANSFER", "reference": "VIR 4712" });
    finance.does("depositMoney", deposit).await.unwrap();
    assert_eq!(rest.get("/me/ovhAccount").await.ok(), json!([currency]));
    assert_eq!(means(&rest, order).await, ["ovhAccount"]);
    assert_eq!(rest.post(&pay(order), by("CURRENT_ACCOUNT")).await.ok(), Value::Null);
    status_is(&rest, order, "delivered").await;
    let gross = checkout["prices"]["withTax"]["value"].as_f64().unwrap();
    let left = rest.get(&format!("/me/ovhAccount/{currency}")).await.ok();
    assert!((left["balance"]["value"].as_f64().unwrap() - (100.0 - gross)).abs() < 0.001, "{left}");
    let invoice = rest.get(&format!("/me/order/{order}/associatedObject")).await.ok();
    assert_eq!(invoice["type"], "Bill");
    let payment = rest.get(&format!("/me/order/{order}/payment")).await.ok();
    assert_eq!(
        (&payment["paymentType"], &payment["paymentIdentifier"]),
        (&json!("ovhAccount"), &invoice["id"])
    );
    // The command line shows the same, and gives back what is left.
    let balance: Value =
        serde_json::from_str(&demo.command(&["account", "balance", &account.to_string(), "--json"]).await)
            .unwrap();
    assert_eq!(balance["spent_cents"].as_f64().unwrap().round(), (gross * 100.0).round());
    assert_eq!(balance["movements"].as_array().unwrap().len(), 2);
    finance.books_are_balanced().await;
}

#[tokio::test]
async fn an_announced_payment_is_checked_until_finance_has_the_money() {
    let demo = Demo::start().await;
    let (rest, finance) = (Rest::of(&demo, 2), Desk::of(&demo, "finance"));
    let (order, _) = ordered(&rest, "by-card.com").await;
    let card = rest.post("/me/paymentMean/creditCard", json!({ "description": "Visa 4242" })).await.ok();
    let id = card["id"].as_u64().unwrap();
    assert_eq!((&card["description"], &card["defaultPaymentMean"]), (&json!("Visa 4242"), &json!(false)));
    assert_eq!(rest.get("/me/paymentMean/creditCard").await.ok(), json!([id]));
    assert_eq!(rest.get("/me/paymentMean/paypal").await.ok(), json!([]));
    rest.get("/me/paymentMean/cash").await.refused(404, "NOT_FOUND");
    rest.get(&format!("/me/paymentMean/paypal/{id}")).await.refused(404, "NOT_FOUND");
    rest.put(&format!("/me/paymentMean/creditCard/{id}"), json!({ "description": "the office's" }))
        .await
        .ok();
    rest.post(&format!("/me/paymentMean/creditCard/{id}/chooseAsDefaultPaymentMean"), Value::Null).await.ok();
    let shown = rest.get(&format!("/me/paymentMean/creditCard/{id}")).await.ok();
    assert_eq!(shown, json!({ "id": id, "description": "the office's", "defaultPaymentMean": true }));

    assert_eq!(means(&rest, order).await, ["creditCard"]);
    let missing = rest.post(&pay(order), json!({ "paymentMean": "creditCard" })).await;
    assert_eq!(missing.refused(400, "FIELDS_INVALID")["field"], "paymentMeanId");
    let unknown = json!({ "paymentMean": "paypal", "paymentMeanId": id });
    rest.post(&pay(order), unknown).await.refused(404, "NOT_FOUND");
    let by_card = json!({ "paymentMean": "CREDIT_CARD", "paymentMeanId": id });
    for _ in 0..2 {
        assert_eq!(rest.post(&pay(order), by_card.clone()).await.ok(), Value::Null);
        assert_eq!(rest.get(&format!("/me/order/{order}/status")).await.ok(), "checking");
    }
    assert!(means(&rest, order).await.is_empty());
    rest.post(&pay(order), json!({ "paymentMean": "fidelityAccount" })).await.refused(409, "ORDER_REFUSED");
    finance.does("rejectPayment", json!({ "order": order, "reason": "it bounced" })).await.unwrap();
    assert_eq!(rest.get(&format!("/me/order/{order}/status")).await.ok(), "notPaid");
    rest.post(&pay(order), by_card).await.ok();
    let received = json!({ "order": order, "means": "card", "reference": "CB 1" });
    finance.does("payOrder", received).await.unwrap();
    status_is(&rest, order, "delivered").await;
    rest.delete(&format!("/me/paymentMean/creditCard/{id}")).await.ok();
    rest.get(&format!("/me/paymentMean/creditCard/{id}")).await.refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn an_order_that_nobody_pays_is_over() {
    let demo = Demo::start().await;
    let rest = Rest::of(&demo, 0);
    let (order, _) = ordered(&rest, "forgotten.com").await;
    demo.advance("P40D").await;
    status_is(&rest, order, "cancelled").await;
    assert!(means(&rest, order).await.is_empty());
    let refused = rest.post(&pay(order), json!({ "paymentMean": "fidelityAccount" })).await;
    refused.refused(409, "ORDER_REFUSED");
    let details = rest.get(&format!("/me/order/{order}/details/1")).await.ok();
    assert_eq!(details["cancelled"], true);
}
