//! Votes on a transfer in: refused, mailed again, cast by an operator, called off, reminded of, expired.

use crate::desk::{ACCOUNT, CODE, COM, Desk, answers, foreign, user_error};
use serde_json::json;
use stories::{EppSession, eventually};

#[tokio::test]
async fn owner_and_administrative_contact_vote() {
    let mut desk = Desk::open().await;
    let mut other = desk.demo.epp("other").await;
    for name in ["refused.com", "operator.com", "resent.com", "cancelled.com", "expired.com"] {
        foreign(&mut other, name).await;
    }
    desk.demo.advance("P61D").await;
    let before = desk.points(ACCOUNT).await;

    cast_by_an_operator(&desk, &mut other).await;
    mailed_again(&desk, &mut other).await;
    called_off(&desk).await;
    let again = refused_and_voted_on_again(&desk, &mut other).await;
    let silent = desk.requested("expired.com").await;
    reminded_and_expired(&mut desk, silent, again).await;

    // Two of the five came.
    desk.points_come_to(ACCOUNT, before.reserved, before.spent + 2 * COM).await;
    desk.is_whole().await;
}

/// With a reason and evidence; both voters are told.
async fn cast_by_an_operator(desk: &Desk, other: &mut EppSession) {
    let transfer = desk.requested("operator.com").await;
    let vote = |reason: &str, evidence: &str| json!({ "transfer": transfer, "side": "OWNER", "choice": "ACCEPT", "reason": reason, "evidence": evidence });
    let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    for (reason, evidence, field) in [("", digest, "reason"), ("signed form", "no digest", "evidence")] {
        let refused = desk.does("castTransferVote", "CastTransferVoteInput", vote(reason, evidence)).await;
        assert_eq!(user_error(&refused).1, field);
    }
    desk.transfer_comes_to(transfer, "Voting").await;
    let form = "the owner signed a form at the desk";
    desk.did("castTransferVote", "CastTransferVoteInput", vote(form, digest)).await;
    desk.comes_to(transfer, "BLOCKED").await;
    let side = desk.transfer_comes_to(transfer, "Submitted").await["sides"][0].clone();
    assert_eq!((&side["side"], &side["vote"]), (&json!("owner"), &json!("Accept")));
    assert_eq!((&side["votedBy"], &side["reason"]), (&json!("operator:support"), &json!(form)));
    for address in ["owner@operator.test", "admin@operator.test"] {
        eventually(&format!("the operator's vote is told to {address}"), async || {
            desk.mails(address)
                .iter()
                .any(|mail| mail.text.contains("an acceptance on behalf of"))
                .then_some(())
        })
        .await;
    }
    answers(other, "approve", "operator.com").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
}

/// Every link of a side works until its vote.
async fn mailed_again(desk: &Desk, other: &mut EppSession) {
    let transfer = desk.requested("resent.com").await;
    let first = desk.ballot("owner@resent.test").await;
    let owner = json!({ "transfer": transfer, "side": "OWNER" });
    desk.did("resendTransferBallot", "TransferSideInput", owner.clone()).await;
    let second = eventually("a second link", async || {
        let link = desk.ballot("owner@resent.test").await;
        (link != first).then_some(link)
    })
    .await;
    desk.new_ballot("admin@resent.test", 1).await;
    for link in [&first, &second] {
        assert_eq!(desk.page(link, None).await.0, 200);
    }
    let forged = second.replace("-o-2-", "-o-3-");
    assert_ne!(forged, second);
    assert_eq!(desk.page(&forged, Some("accept")).await.0, 404);
    assert_eq!(desk.page(&first, Some("accept")).await.0, 200);
    desk.comes_to(transfer, "BLOCKED").await;
    // The same button again is silence, the other one is too late.
    assert_eq!(desk.page(&second, Some("accept")).await.0, 200);
    assert_eq!(desk.page(&second, Some("refuse")).await.0, 409);
    let refused = desk.does("resendTransferBallot", "TransferSideInput", owner).await;
    assert_eq!(user_error(&refused).0, "TRANSFER_REFUSED");
    answers(other, "approve", "resent.com").await;
    desk.comes_to(transfer, "SUCCEEDED").await;
    assert_eq!(
        desk.history(&format!("transfer/{transfer}")).await,
        ["Requested", "BallotMailed", "VoteCast", "Accepted", "Completed"]
    );
}

async fn called_off(desk: &Desk) {
    let before = desk.settled_points(ACCOUNT).await;
    let transfer = desk.requested("cancelled.com").await;
    let link = desk.ballot("owner@cancelled.test").await;
    let unexplained = json!({ "transfer": transfer, "reason": " " });
    let refused = desk.does("cancelTransfer", "CancelTransferInput", unexplained).await;
    assert_eq!(user_error(&refused).1, "reason");
    let reason = json!({ "transfer": transfer, "reason": "the reseller thought better of it" });
    desk.did("cancelTransfer", "CancelTransferInput", reason).await;
    let called_off = desk.transfer_comes_to(transfer, "Cancelled").await;
    assert_eq!(called_off["outcome"]["words"], "the reseller thought better of it");
    eventually("a closed operation", async || {
        (desk.operation(transfer).await["closed"] == true).then_some(())
    })
    .await;
    desk.points_come_to(ACCOUNT, before.reserved, before.spent).await;
    for address in ["owner@cancelled.test", "admin@cancelled.test"] {
        desk.told(address, "the transfer is cancelled").await;
    }
    let (_, page) = desk.page(&link, Some("accept")).await;
    assert!(page.contains("cancelled.com"), "{page}");
    assert_eq!(desk.transfer(transfer).await["state"], "Cancelled");
    assert_eq!(user_error(&desk.restart(transfer, None).await).0, "TRANSFER_REFUSED");
}

/// Any refusal ends it, and both are told; a new round has new links, and the old ones are void.
async fn refused_and_voted_on_again(desk: &Desk, other: &mut EppSession) -> u64 {
    let before = desk.settled_points(ACCOUNT).await;
    let transfer = desk.requested("refused.com").await;
    let old = desk.ballot("owner@refused.test").await;
    desk.votes("admin@refused.test", "refuse").await;
    let failed = desk.comes_to(transfer, "FAILED").await;
    assert_eq!(failed["status"], "Error");
    let ended = desk.transfer_comes_to(transfer, "Refused").await;
    assert_eq!(ended["outcome"]["side"], "admin");
    desk.points_come_to(ACCOUNT, before.reserved, before.spent).await;
    assert!(!other.info("refused.com").await.xml.contains("pendingTransfer"), "the registry was never asked");
    for address in ["owner@refused.test", "admin@refused.test"] {
        desk.told(address, "the transfer was refused").await;
    }
    let (_, page) = desk.page(&old, Some("accept")).await;
    assert!(page.contains("refused.com"), "{page}");
    assert_eq!(desk.transfer(transfer).await["state"], "Refused");

    desk.demo.advance("P1D").await;
    desk.restarted(transfer, Some(CODE)).await;
    desk.comes_to(transfer, "ACTION_REQUIRED").await;
    for address in ["owner@refused.test", "admin@refused.test"] {
        desk.new_ballot(address, 2).await;
    }
    assert_eq!(desk.page(&old, None).await.0, 410);
    transfer
}

/// Reminders on day 3 and 10, expiry on day 14, each told once, however often the clock is looked at. The votes on
/// `again`, a day older and in their second round, are reminded once, halfway.
async fn reminded_and_expired(desk: &mut Desk, silent: u64, again: u64) {
    let both = ["owner@expired.test", "admin@expired.test"];
    desk.ballot(both[0]).await;
    desk.ballot(both[1]).await;
    let mails = |desk: &Desk| both.map(|address| desk.mails(address).len());
    desk.demo.advance("P2DT23H").await;
    assert_eq!(mails(desk), [1, 1]);
    desk.demo.advance("PT2H").await;
    assert_eq!(mails(desk), [2, 2], "day 3");
    assert!(desk.mails(both[0])[1].subject.starts_with("Reminder"));
    assert_eq!(desk.mails("owner@refused.test").len(), 3, "no reminder of the first round");
    desk.kill_and_go_on().await;
    desk.demo.advance("PT1H").await;
    assert_eq!(mails(desk), [2, 2], "no second one");
    desk.demo.advance("P7D").await;
    assert_eq!(mails(desk), [3, 3], "day 10");
    assert_eq!(desk.mails("owner@refused.test").len(), 4, "halfway through the second round");
    assert_eq!(desk.transfer(silent).await["state"], "Voting");
    desk.demo.advance("P4D").await;
    for transfer in [silent, again] {
        let ended = desk.transfer_comes_to(transfer, "Expired").await;
        assert_eq!(ended["open"], false);
        assert_eq!(desk.operation(transfer).await["state"], "FAILED");
    }
    for address in both {
        desk.told(address, "the request to transfer has expired").await;
    }
    desk.demo.advance("P1D").await;
    assert_eq!(mails(desk), [4, 4]);
    let late = desk.ballot(both[0]).await;
    let (_, page) = desk.page(&late, Some("accept")).await;
    assert!(page.contains("expired.com"), "{page}");
    assert_eq!(desk.transfer(silent).await["state"], "Expired");
    assert_eq!(
        desk.history(&format!("transfer/{silent}")).await,
        ["Requested", "Reminded", "Reminded", "Reminded", "Reminded", "Expired"]
    );
}
