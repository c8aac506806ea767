//! What a mail orders, until it is paid, delivered, and given back.

use serde_json::{Value, json};
use stories::{Demo, answer, eventually, mail, order};

const ORDER: &str = "query($number: Int!) { order(number: $number) { status statusWord reference points payment
    paymentReference placedThrough lines { item name state operation refunded operationNode { state orderNumber } } } }";
const PAY: &str =
    "mutation($input: PayOrderInput!) { payOrder(input: $input) { id userErrors { code field message } } }";
const CANCEL: &str =
    "mutation($input: OrderInput!) { cancelOrder(input: $input) { id userErrors { code } } }";
const REFUND: &str = "mutation($input: RefundOrderLineInput!) { refundOrderLine(input: $input) { id userErrors { code message } } }";
const POINTS: &str = "query { pointsAccount(account: 13490) { available reserved spent granted } }";

async fn shown(demo: &Demo, number: u64) -> Value {
    demo.graphql("support").ask(ORDER, json!({ "number": number })).await["order"].clone()
}

async fn stands(demo: &Demo, number: u64, status: &str) -> Value {
    eventually(status, async || {
        let order = shown(demo, number).await;
        (order["status"] == status).then_some(order)
    })
    .await
}

async fn points(demo: &Demo) -> (i64, i64) {
    let data = demo.graphql("finance").ask(POINTS, json!({})).await;
    let of = |book: &str| data["pointsAccount"][book].as_i64().unwrap();
    assert_eq!(of("available") + of("reserved") + of("spent"), of("granted"));
    (of("available"), of("spent"))
}

/// Orders by mail without points: the number of the order that waits.
async fn unpaid(demo: &Demo, id: &str, name: &str) -> u64 {
    let text = order(name, id).replace("autopayment: yes", "autopayment: no");
    demo.send_mail(&mail(id, &text)).await;
    let told = answer(demo, id).await;
    assert_eq!((told.line("batch.result.status"), told.line("batch.result.operation")), ("accepted", ""));
    assert!(told.line("batch.result.payment").starts_with("awaited until "), "{told:?}");
    told.line("batch.result.order").parse().unwrap()
}

#[tokio::test]
async fn an_order_waits_for_its_payment_and_is_delivered_line_by_line() {
    let demo = Demo::start().await;
    let finance = demo.graphql("finance");
    let (first, before) = (unpaid(&demo, "o-1", "waiting.com").await, points(&demo).await);
    let waiting = stands(&demo, first, "NOT_PAID").await;
    assert_eq!((&waiting["statusWord"], &waiting["reference"]), (&json!("notPaid"), &json!("o-1")));
    assert_eq!(
        (&waiting["placedThrough"], &waiting["lines"][0]["state"]),
        (&json!("batch-mail"), &Value::Null)
    );
    let listed = demo.command(&["order", "list", "--status", "not-paid"]).await;
    assert!(listed.contains("waiting.com") && listed.contains("o-1"), "{listed}");

    // Support may not; finance records a transfer that came in.
    let input = json!({ "order": first, "means": "transfer", "reference": "BANK-1" });
    let refused = demo.graphql("support").send(PAY, json!({ "input": input.clone() }), None).await;
    assert!(refused.body["errors"][0]["message"].is_string(), "{refused:?}");
    let paid = finance.ask(PAY, json!({ "input": input })).await;
    assert_eq!(paid["payOrder"]["userErrors"], json!([]));
    let delivered = stands(&demo, first, "DELIVERED").await;
    assert_eq!(delivered["payment"], "transfer");
    assert_eq!(delivered["lines"][0]["operationNode"], json!({ "state": "SUCCEEDED", "orderNumber": first }));
    let price = delivered["points"].as_i64().unwrap();
    assert!(price > 0);
    let bought = (before.0, before.1 + price);
    eventually("what was bought is spent", async || (points(&demo).await == bought).then_some(())).await;

    // By the command line from points; then a part is given back, and no more than was paid.
    let second = unpaid(&demo, "o-2", "waits-too.com").await;
    let number = second.to_string();
    demo.command(&["order", "pay", &number, "--as", "finance"]).await;
    stands(&demo, second, "DELIVERED").await;
    let after = (before.0 - price, before.1 + 2 * price);
    eventually("what was paid from points", async || (points(&demo).await == after).then_some(())).await;
    let refund =
        |points| json!({ "input": { "order": second, "line": 0, "points": points, "reason": "late" } });
    let given = finance.ask(REFUND, refund(price - 1)).await;
    assert_eq!(given["refundOrderLine"]["userErrors"], json!([]));
    let too_much = finance.ask(REFUND, refund(2)).await;
    assert_eq!(too_much["refundOrderLine"]["userErrors"][0]["code"], "ORDER_REFUSED", "{too_much}");
    let given_back = (after.0 + price - 1, after.1 - price + 1);
    eventually("the refund in the ledger", async || (points(&demo).await == given_back).then_some(())).await;
    let text = demo.command(&["order", "show", &number]).await;
    assert!(text.contains("waits-too.com") && text.contains("delivered"), "{text}");

    // Called off: the name stays free.
    let third = unpaid(&demo, "o-3", "never.com").await;
    let input = json!({ "input": { "order": third, "reason": "asked by telephone" } });
    let cancelled = demo.graphql("support").ask(CANCEL, input).await;
    assert_eq!(cancelled["cancelOrder"]["userErrors"], json!([]));
    stands(&demo, third, "CANCELLED").await;
    demo.send_mail(&mail("o-4", &order("never.com", "o-4"))).await;
    assert_eq!(answer(&demo, "o-4").await.line("batch.result.status"), "accepted");
    demo.is_in_order().await;
}
