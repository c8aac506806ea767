//! Votes and the clock: reminders on days 3 and 10, the end on day 14, and a second round.

use serde_json::json;
use stories::{Demo, Desk, Mailed, look, mails_to, person, press};

const SELLER: &str = "anne@patience.test";
const BUYER: &str = "bruno@patience.test";

fn mails(demo: &Demo, address: &str) -> (usize, usize, usize) {
    let all = mails_to(&demo.outbox(), address);
    let reminders = all.iter().filter(|mail| mail.subject.starts_with("Reminder:")).count();
    let expiries = all.iter().filter(|mail| mail.subject.contains("has expired")).count();
    (all.len(), reminders, expiries)
}

/// All mails, reminders, notices of the expiry: to the seller, then to the buyer.
fn counted(demo: &Demo) -> [(usize, usize, usize); 2] {
    [mails(demo, SELLER), mails(demo, BUYER)]
}

fn newest_link(demo: &Demo, address: &str) -> String {
    let links = |mail: Mailed| mail.vote;
    mails_to(&demo.outbox(), address).into_iter().filter_map(links).next_back().expect("a link")
}

#[tokio::test]
async fn votes_are_reminded_of_expire_and_are_cast_anew() {
    let demo = Demo::start().await;
    let desk = Desk::of(&demo, "support");
    let seller = desk.person(person("Anne", SELLER)).await;
    let buyer = desk.person(person("Bruno", BUYER)).await;
    desk.registered("patience.com", seller, json!({})).await;
    let trade = desk.trade("patience.com", buyer).await;
    demo.advance("PT71H").await;
    assert_eq!(counted(&demo), [(1, 0, 0), (1, 0, 0)], "nobody is reminded before day 3");
    let first_round = newest_link(&demo, SELLER);
    demo.advance("PT2H").await;
    assert_eq!(counted(&demo), [(2, 1, 0), (2, 1, 0)], "day 3");
    for _ in 0..3 {
        demo.advance("PT1H").await;
    }
    assert_eq!(counted(&demo), [(2, 1, 0), (2, 1, 0)], "a repeated run reminds nobody again");
    assert_eq!(
        press(&demo, &newest_link(&demo, SELLER), "accept").await.status,
        200,
        "a reminder's link votes"
    );
    assert_eq!(press(&demo, &first_round, "accept").await.status, 200, "and so does the first");
    demo.advance("P7D").await;
    assert_eq!(counted(&demo), [(2, 1, 0), (3, 2, 0)], "day 10: who has voted is left alone");
    demo.advance("P3D").await;
    desk.trade_is(trade, "Voting").await;
    // One run over many days loses nothing and sends nothing twice.
    demo.advance("P30D").await;
    desk.trade_is(trade, "Expired").await;
    let failed = desk.ends(trade, "FAILED").await;
    assert_eq!(failed["replyMessage"], "the votes were not in by the deadline");
    assert_eq!(counted(&demo), [(3, 1, 1), (4, 2, 1)], "both are told of the expiry, once");
    demo.advance("P30D").await;
    assert_eq!(counted(&demo), [(3, 1, 1), (4, 2, 1)]);
    let late = newest_link(&demo, BUYER);
    assert_eq!(press(&demo, &late, "accept").await.status, 410, "too late");
    assert_eq!(desk.registrant("patience.com").await["number"], seller);

    // Asked again, everybody votes anew, at the address of today.
    desk.amend(buyer, person("Bruno", "bruno@elsewhere.test")).await;
    desk.does("restartOperation", json!({ "operation": trade })).await.expect("restarted");
    desk.trade_is(trade, "Voting").await;
    stories::wait_for_mail(&demo.outbox(), "bruno@elsewhere.test", |mail| mail.vote.is_some()).await;
    let second_round = stories::wait_for_mail(&demo.outbox(), SELLER, |mail| {
        mail.vote.as_ref().is_some_and(|link| *link != first_round && look_new(link, &first_round))
    })
    .await;
    let second_round = second_round.vote.expect("a link");
    assert_eq!(look(&demo, &first_round).await.status, 410, "links of the first round are void");
    assert_eq!(press(&demo, &late, "accept").await.status, 410);
    demo.advance("PT73H").await;
    let (_, reminders, _) = mails(&demo, "bruno@elsewhere.test");
    assert_eq!(reminders, 1, "the second round is reminded on its own third day");
    demo.advance("P7D").await;
    assert_eq!(mails(&demo, "bruno@elsewhere.test").1, 2, "and on its tenth");
    assert_eq!(press(&demo, &second_round, "accept").await.status, 200);
    let bought = newest_link(&demo, "bruno@elsewhere.test");
    assert_eq!(press(&demo, &bought, "accept").await.status, 200);
    stories::eventually("the trade is done", async || {
        (desk.operation(trade).await["state"] == "SUCCEEDED").then_some(())
    })
    .await;
    assert_eq!(desk.registrant("patience.com").await["number"], buyer);
    demo.is_in_order().await;
}

/// A later serial than that of the first mail and its reminder.
fn look_new(link: &str, first: &str) -> bool {
    let serial = |link: &str| link.split('-').nth(2).and_then(|serial| serial.parse::<u32>().ok());
    serial(link) > serial(first).map(|serial| serial + 1)
}
