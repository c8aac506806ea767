//! The papers' workflows, run by the public clients of the API with nothing changed but the endpoint.

use serde_json::json;
use stories::{Demo, Desk, run_node, run_python};

/// The registry has the name, the books are balanced, and no work is left behind.
async fn is_ours(demo: &Demo, desk: &Desk, name: &str) {
    let mut ours = demo.epp("ours").await;
    let shown = ours.info(name).await;
    assert_eq!(shown.code, 1000, "{name}");
    let shown = desk.name_is(name, "ACTIVE").await;
    assert_eq!(shown["admin"], json!(stories::ACCOUNT), "{shown}");
}

#[tokio::test]
async fn the_papers_order_is_delivered_to_the_python_and_the_node_client() {
    let demo = Demo::start().await;
    let desk = Desk::of(&demo, "support");
    let before = desk.points().await;
    for name in ["paper-python.com", "paper-python.fr"] {
        let order = run_python(&demo, "workflow.py", &[name]).await;
        assert!(order.trim().parse::<u64>().is_ok(), "{order}");
        is_ours(&demo, &desk, name).await;
    }
    run_node(&demo, "workflow.mjs", &["paper-node.fr"]).await;
    is_ours(&demo, &desk, "paper-node.fr").await;
    let after = desk.points().await;
    assert!(after[0] < before[0] && after[1] == before[1], "{before:?} {after:?}");
    desk.books_are_balanced().await;
    desk.nothing_is_parked().await;
}

#[tokio::test]
async fn an_owner_and_a_technical_account_are_changed_by_the_python_client() {
    let demo = Demo::start().await;
    let desk = Desk::of(&demo, "support");
    run_python(&demo, "owners.py", &["paper-owner.com"]).await;
    is_ours(&demo, &desk, "paper-owner.com").await;
    desk.books_are_balanced().await;
    desk.nothing_is_parked().await;
}
