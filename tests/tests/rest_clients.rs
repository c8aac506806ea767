//! Each refusal of an order, two buyers of one name, a price that changed and a cart that expired, as the public client of
//! PyPI meets them.

use stories::{Demo, Desk, run_python};

#[tokio::test]
async fn refusals_reach_the_client_with_their_field_and_leave_nothing_behind() {
    let demo = Demo::start().await;
    let said = run_python(&demo, "refusals.py", &[]).await;
    assert!(said.ends_with("expired\n"), "{said}");
    let desk = Desk::of(&demo, "support");
    desk.books_are_balanced().await;
    desk.nothing_is_parked().await;
}
