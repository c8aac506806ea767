//! The OpenAPI document is one of OpenAPI 3.1, and every answer is as it says: Schemathesis calls each operation, signed as
//! the clients sign, with what fits the document and what does not.

use stories::{Demo, Desk, run_python};

#[tokio::test]
async fn the_document_is_valid_and_every_answer_conforms_to_it() {
    let demo = Demo::start().await;
    let said = run_python(&demo, "conformance.py", &[]).await;
    assert!(said.contains("operations conform"), "{said}");
    let desk = Desk::of(&demo, "support");
    desk.books_are_balanced().await;
    assert!(!demo.log().contains("panicked"), "a handler panicked");
}
