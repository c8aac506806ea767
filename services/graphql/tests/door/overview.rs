//! The home page: what waits, and how much is done and sold.

use crate::support::{ACCOUNT, Door, ROLES};
use domain_model::operator::Role;
use serde_json::{Value, json};

const NUMBERS: &str = "{ overview { votesWaiting contactChangesOpen actionRequired blocked failedOperations \
    pendingOperations registryMessages parkedJobs driftOpen obligationsAtRisk obligationsMissed \
    disclosureRequestsOpen disclosureRequestsDueSoon ordersNotPaid adjustmentsWaiting overdueInvoices domains \
    domainsExpiringSoon accounts blockedBy { who operations } } }";

#[tokio::test]
async fn the_home_page_counts_what_waits_and_for_whom() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let buyer = door.contact("BRUNO", "bruno@buyers.test").await;
    door.name("ours.com", owner).await;
    let slow = door.request_name("slow-one.com", owner).await;
    door.reaches(slow, "BLOCKED").await;
    let trade = json!({ "account": ACCOUNT, "name": "ours.com", "newOwner": buyer });
    let trade =
        door.mutate("support", "requestTrade", "RequestTradeInput", "operation { number }", trade).await;
    assert_eq!(trade["userErrors"], json!([]), "{trade}");
    let large = json!({ "account": ACCOUNT, "points": -100_001, "reason": "booked twice" });
    let waits = door.mutate("finance", "adjustPoints", "PointsInput", "adjustment", large).await;
    assert!(waits["adjustment"].is_u64(), "{waits}");
    door.application.journal().keep_poll("memory", "7", None, "what is this", json!("<epp/>")).await.unwrap();
    door.settled().await;
    for role in ROLES {
        let shown = door.data(role.as_str(), NUMBERS, json!({})).await["overview"].clone();
        let expected = json!({
            "votesWaiting": 1, "contactChangesOpen": 0, "actionRequired": 1, "blocked": 1, "failedOperations": 0,
            "pendingOperations": 0, "registryMessages": 1, "parkedJobs": 0, "driftOpen": 0, "obligationsAtRisk": 0,
            "obligationsMissed": 0, "disclosureRequestsOpen": 0, "disclosureRequestsDueSoon": 0, "ordersNotPaid": 0,
            "adjustmentsWaiting": 1, "overdueInvoices": 0, "domains": 1, "domainsExpiringSoon": 0, "accounts": 1,
            "blockedBy": [
                { "who": "registry memory", "operations": 1 },
                { "who": "vote of new-owner", "operations": 1 },
                { "who": "vote of owner", "operations": 1 },
            ],
        });
        assert_eq!(shown, expected, "{role}");
    }
}

#[tokio::test]
async fn volumes_and_revenue_are_summed_up_by_day_and_month_for_those_who_may_read_them() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    door.name("sold.com", owner).await;
    let today = door.application.clock().now().date_naive();
    let span = |by: &str, days: i64| {
        let (from, to) = (today - chrono::TimeDelta::days(days), today + chrono::TimeDelta::days(1));
        json!({ "from": from, "to": to, "by": by })
    };
    let asked = "($from: NaiveDate!, $to: NaiveDate!, $by: Span!)";
    let volumes = format!(
        "query{asked} {{ volumes(from: $from, to: $to, by: $by) {{ day action operations points }} }}"
    );
    let revenue = format!(
        "query{asked} {{ revenue(from: $from, to: $to, by: $by) {{ day currency invoiced spentPoints }} }}"
    );
    door.settled().await;
    let query = "{ operations(action: \"Create\") { edges { node { points state } } } }";
    let operations = door.data("viewer", query, json!({})).await;
    let points = operations["operations"]["edges"][0]["node"]["points"].clone();
    let shown = door.data("support", &volumes, span("DAY", 399)).await;
    assert_eq!(
        shown["volumes"],
        json!([{ "day": today, "action": "Create", "operations": 1, "points": points }])
    );
    let first = today.format("%Y-%m-01").to_string();
    let by_month = door.data("viewer", &volumes, span("MONTH", 800)).await;
    assert_eq!(by_month["volumes"][0]["day"], first, "{by_month}");
    let query = "{ invoices { edges { node { net { amount } } } } }";
    let invoices = door.data("viewer", query, json!({})).await;
    let net = invoices["invoices"]["edges"][0]["node"]["net"]["amount"].clone();
    for role in ROLES {
        let answer = door.send(role.as_str(), &revenue, span("DAY", 2)).await;
        if role == Role::Support {
            assert_eq!(answer.code(), "FORBIDDEN", "{}", answer.body);
            continue;
        }
        let line = json!([{ "day": today, "currency": "EUR", "invoiced": net, "spentPoints": points }]);
        assert_eq!(answer.data()["revenue"], line, "{role}");
    }
    let refused = async |variables: Value| {
        let answer = door.send("viewer", &volumes, variables).await;
        assert_eq!(answer.code(), "BAD_ARGUMENT", "{}", answer.body);
        answer.body["errors"][0]["message"].as_str().unwrap().to_owned()
    };
    assert!(refused(span("DAY", 400)).await.contains("400 days"));
    assert!(refused(span("MONTH", 62 * 31)).await.contains("60 months"));
    assert!(refused(span("DAY", -1)).await.contains("after from"));
}
