//! A transfer in that failed is asked for again: with a new code, free of charge, not too often.

use crate::desk::{ACCOUNT, CODE, COM, Desk, answers, foreign, foreign_code, user_error};
use serde_json::json;
use stories::EppSession;

#[tokio::test]
async fn a_failed_transfer_is_asked_for_again() {
    let desk = Desk::open().await;
    let mut other = desk.demo.epp("other").await;
    for name in ["changed.com", "often.com", "gone.com"] {
        foreign(&mut other, name).await;
    }
    desk.demo.advance("P61D").await;
    with_a_new_code(&desk, &mut other).await;
    not_too_often(&desk).await;
    not_when_it_cannot_come(&desk, &mut other).await;
    desk.is_whole().await;
    for secret in [CODE, "Changed-2026-Code"] {
        assert!(!desk.demo.log().contains(secret), "the log shows {secret}");
    }
}

/// The code was right when it was asked for, and is wrong when the registry is: `AuthKO`.
async fn with_a_new_code(desk: &Desk, other: &mut EppSession) {
    let before = desk.settled_points(ACCOUNT).await;
    let transfer = desk.requested("changed.com").await;
    desk.ballot("owner@changed.test").await;
    foreign_code(other, "changed.com", "Changed-2026-Code").await;
    desk.votes("owner@changed.test", "accept").await;
    let failed = desk.comes_to(transfer, "FAILED").await;
    assert_eq!((&failed["status"], &failed["etat"]), (&json!("Error"), &json!("AuthKO")));
    assert_eq!(failed["replyCode"].as_u64(), Some(2202));
    assert!(!failed["replyMessage"].as_str().expect("words").contains(CODE));
    desk.points_come_to(ACCOUNT, before.reserved, before.spent).await;
    desk.told("admin@changed.test", "the registry refused the transfer").await;

    // The old code is still wrong: said at once, and the transfer stays as it is.
    let (code, field, _) = user_error(&desk.restart(transfer, None).await);
    assert_eq!((code.as_str(), field.as_str()), ("NOT_TRANSFERABLE", "authCode"));
    assert_eq!(desk.operation(transfer).await, failed);
    desk.restarted(transfer, Some("Changed-2026-Code")).await;
    desk.comes_to(transfer, "BLOCKED").await;
    desk.points_come_to(ACCOUNT, before.reserved + COM, before.spent).await;
    answers(other, "approve", "changed.com").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    // Charged once.
    desk.points_come_to(ACCOUNT, before.reserved, before.spent + COM).await;
    assert_eq!(
        desk.history(&format!("transfer/{transfer}")).await,
        ["Requested", "VoteCast", "Accepted", "Failed", "Restarted", "Completed"]
    );
    // The new code is the name's now.
    let shown = desk.support.ask("query { authCode(name: \"changed.com\") }", json!({})).await;
    assert_eq!(shown["authCode"], "Changed-2026-Code");
    let over = user_error(&desk.restart(transfer, None).await);
    assert_eq!(over.0, "TRANSFER_REFUSED", "{over:?}");
}

/// Three requests or restarts for a name within 24 hours.
async fn not_too_often(desk: &Desk) {
    let transfer = desk.requested("often.com").await;
    for round in 0..2 {
        desk.votes("owner@often.test", "refuse").await;
        desk.comes_to(transfer, "FAILED").await;
        desk.restarted(transfer, Some(CODE)).await;
        desk.comes_to(transfer, "ACTION_REQUIRED").await;
        desk.new_ballot("owner@often.test", round + 2).await;
    }
    desk.votes("owner@often.test", "refuse").await;
    desk.comes_to(transfer, "FAILED").await;
    let (code, _, message) = user_error(&desk.restart(transfer, Some(CODE)).await);
    assert_eq!(code, "NOT_TRANSFERABLE");
    assert!(message.contains("3 requests"), "{message}");
    let (_, _, message) = desk.refused(ACCOUNT, "often.com", Some(CODE), None).await;
    assert!(message.contains("3 requests"), "a new request counts as well: {message}");
    desk.demo.advance("PT25H").await;
    desk.restarted(transfer, Some(CODE)).await;
    let reason = json!({ "transfer": transfer, "reason": "enough" });
    desk.did("cancelTransfer", "CancelTransferInput", reason).await;
}

/// A restart is checked like a request.
async fn not_when_it_cannot_come(desk: &Desk, other: &mut EppSession) {
    let transfer = desk.requested("gone.com").await;
    // While it is voted on there is nothing to restart.
    assert_eq!(user_error(&desk.restart(transfer, None).await).0, "TRANSFER_REFUSED");
    desk.votes("owner@gone.test", "refuse").await;
    desk.comes_to(transfer, "FAILED").await;
    let lock = "<domain:add><domain:status s=\"clientTransferProhibited\"/></domain:add>";
    crate::desk::foreign_update(other, "gone.com", lock).await;
    let (code, field, message) = user_error(&desk.restart(transfer, None).await);
    assert_eq!((code.as_str(), field.as_str()), ("NOT_TRANSFERABLE", "name"));
    assert!(message.contains("locked against transfer"), "{message}");
}
