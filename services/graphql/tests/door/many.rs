//! Many operations at once.

use crate::support::Door;
use serde_json::json;

#[tokio::test]
async fn many_operations_are_started_again_each_for_itself() {
    let door = Door::open().await;
    let owner = door.contact("MARTIN", "anne@holders.test").await;
    let done = door.name("fine.com", owner).await;
    door.registry.refuse(true);
    let mut failed = vec![];
    for name in ["first.com", "second.com"] {
        let number = door.request_name(name, owner).await;
        door.reaches(number, "FAILED").await;
        failed.push(number);
    }
    door.registry.refuse(false);
    let query = "mutation($input: RestartOperationsInput!) { restartOperations(input: $input) \
        { number done consistency userErrors { code } } }";
    let numbers = json!([failed[0], done, failed[1], 4]);
    let answer = door.data("support", query, json!({ "input": { "numbers": numbers } })).await;
    let lines = answer["restartOperations"].as_array().unwrap();
    let outcome: Vec<(u64, bool)> = lines
        .iter()
        .map(|line| (line["number"].as_u64().unwrap(), line["done"].as_bool().unwrap()))
        .collect();
    assert_eq!(outcome, [(failed[0], true), (done, false), (failed[1], true), (4, false)], "{answer}");
    assert!(lines.iter().all(|line| line["done"] == line["userErrors"].as_array().unwrap().is_empty()));
    for number in failed {
        door.reaches(number, "SUCCEEDED").await;
    }
    let many: Vec<u64> = (0..201).collect();
    let refused = door.send("support", query, json!({ "input": { "numbers": many } })).await;
    assert_eq!(refused.code(), "BAD_ARGUMENT", "{}", refused.body);
    // Under one key, everything is answered again and nothing is done twice.
    let body = json!({ "query": query, "variables": { "input": { "numbers": [done] } } }).to_string();
    let headers = [("idempotency-key", "again")];
    let first = door.post("support", &headers, body.clone()).await;
    let second = door.post("support", &headers, body).await;
    assert_eq!(first.data(), second.data());
}
