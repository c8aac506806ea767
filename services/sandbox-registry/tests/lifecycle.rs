//! What time does to a domain: grace periods, automatic renewal, redemption, restore, purge.

mod support;

use sandbox_registry::{Status, TldPolicy};
use support::*;

async fn bench() -> (Bench, Client) {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_contact("owner1")).await;
    ours.expect(1000, &create_domain("life.com")).await;
    (bench, ours)
}

fn now(bench: &Bench) -> String {
    bench.handle.clock().now().to_rfc3339()
}

#[tokio::test]
async fn a_name_deleted_young_is_free_at_once() {
    let (bench, mut ours) = bench().await;
    bench.advance(4).await;
    ours.expect(1000, &delete("life.com")).await;
    ours.expect(1000, &create_domain("life.com")).await;
}

#[tokio::test]
async fn an_old_name_passes_redemption_and_pending_delete() {
    let (bench, mut ours) = bench().await;
    bench.advance(6).await;
    assert!(ours.expect(1000, &info("life.com")).await.rgp().is_empty());
    ours.expect(1001, &delete("life.com")).await;
    let shown = ours.expect(1000, &info("life.com")).await;
    assert_eq!(
        (shown.statuses(), shown.rgp()),
        (vec!["pendingDelete".into()], vec!["redemptionPeriod".into()])
    );
    ours.expect(2304, &delete("life.com")).await;
    ours.expect(2304, &domain("update", "<o:name>life.com</o:name><o:chg/>")).await;
    ours.expect(2302, &create_domain("life.com")).await;
    bench.advance(29).await;
    assert_eq!(ours.expect(1000, &info("life.com")).await.rgp(), ["redemptionPeriod"]);
    bench.advance(1).await;
    assert_eq!(ours.expect(1000, &info("life.com")).await.rgp(), ["pendingDelete"]);
    ours.expect(2304, &restore_request("life.com")).await;
    bench.advance(5).await;
    ours.expect(2303, &info("life.com")).await;
    let message = ours.expect(1301, POLL).await;
    assert_eq!(message.text("changePoll:operation"), Some("autoPurge"));
    ours.expect(1000, &create_domain("life.com")).await;
}

#[tokio::test]
async fn a_restore_holds_once_the_report_is_in() {
    let (bench, mut ours) = bench().await;
    ours.expect(2304, &restore_request("life.com")).await;
    bench.advance(6).await;
    let expires = bench.handle.domain("life.com").unwrap().domain.expires;
    let deleted = now(&bench);
    ours.expect(1001, &delete("life.com")).await;
    ours.expect(2304, &restore_report("life.com", &deleted, &now(&bench))).await;
    let mut other = bench.client("other").await;
    other.expect(2201, &restore_request("life.com")).await;
    let agreeing = |amount: &str| {
        restore_request("life.com").replace("</extension>", &(fee("update", amount) + "</extension>"))
    };
    ours.expect(2004, &agreeing("1.00")).await;
    let asked = ours.expect(1000, &agreeing("40.00")).await;
    assert_eq!(asked.rgp(), ["pendingRestore"]);
    assert!(asked.has("<fee:updData") && asked.has("<fee:fee>40.00<"));
    assert_eq!(ours.expect(1000, &info("life.com")).await.rgp(), ["pendingRestore"]);
    ours.expect(2304, &restore_request("life.com")).await;
    ours.expect(2004, &restore_report("life.com", &now(&bench), "2001-01-01T00:00:00Z")).await;
    let incomplete =
        restore_report("life.com", &deleted, &now(&bench)).replace("<r:preData>before</r:preData>", "");
    ours.expect(2003, &incomplete).await;
    ours.expect(1000, &restore_report("life.com", &deleted, &now(&bench))).await;
    let shown = ours.expect(1000, &info("life.com")).await;
    assert_eq!((shown.statuses(), shown.rgp()), (vec!["ok".to_owned()], Vec::<String>::new()));
    assert_eq!(bench.handle.domain("life.com").unwrap().domain.expires, expires);
}

#[tokio::test]
async fn a_restore_without_report_falls_back_into_redemption() {
    let (bench, mut ours) = bench().await;
    bench.advance(6).await;
    ours.expect(1001, &delete("life.com")).await;
    ours.expect(1000, &restore_request("life.com")).await;
    bench.advance(7).await;
    assert_eq!(ours.expect(1000, &info("life.com")).await.rgp(), ["redemptionPeriod"]);
    bench.advance(23).await;
    assert_eq!(ours.expect(1000, &info("life.com")).await.rgp(), ["pendingDelete"]);
}

#[tokio::test]
async fn expiry_renews_by_itself_and_can_be_undone_for_45_days() {
    let (bench, mut ours) = bench().await;
    let expires = bench.handle.domain("life.com").unwrap().domain.expires;
    let next = expires.checked_add_months(chrono::Months::new(12)).unwrap();
    bench.advance(366).await;
    let state = bench.handle.domain("life.com").unwrap();
    assert_eq!(state.domain.expires, next);
    assert_eq!(ours.expect(1000, &info("life.com")).await.rgp(), ["autoRenewPeriod"]);
    let message = ours.expect(1301, POLL).await;
    assert_eq!(message.text("changePoll:operation"), Some("autoRenew"));
    assert!(message.has(&next.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)));
    ours.expect(1001, &delete("life.com")).await;
    assert_eq!(bench.handle.domain("life.com").unwrap().domain.expires, expires, "the year is given back");
    let deleted = now(&bench);
    ours.expect(1000, &restore_request("life.com")).await;
    ours.expect(1000, &restore_report("life.com", &deleted, &now(&bench))).await;
    assert_eq!(bench.handle.domain("life.com").unwrap().domain.expires, next, "a restored name has a year");
    bench.advance(46).await;
    assert!(ours.expect(1000, &info("life.com")).await.rgp().is_empty());
}

#[tokio::test]
async fn a_transfer_right_after_automatic_renewal_adds_no_second_year() {
    let (bench, mut ours) = bench().await;
    bench.advance(366).await;
    let expires = bench.handle.domain("life.com").unwrap().domain.expires;
    let mut other = bench.client("other").await;
    other.expect(1001, &transfer("request", "domain", "life.com", "domain-code")).await;
    ours.expect(1000, &transfer("approve", "domain", "life.com", "")).await;
    assert_eq!(bench.handle.domain("life.com").unwrap().domain.expires, expires);
}

#[tokio::test]
async fn years_at_once_happen_step_by_step_and_survive() {
    let (bench, mut ours) = bench().await;
    bench.advance(3 * 366).await;
    let bench = bench.restart().await;
    let state = bench.handle.domain("life.com").unwrap().domain;
    assert!(state.expires > bench.handle.clock().now());
    let renewals = bench.handle.poll_queue("ours");
    assert_eq!(renewals.len(), 3);
    assert!(renewals.windows(2).all(|pair| pair[0].notice.at < pair[1].notice.at));
    assert!(bench.handle.next_deadline().unwrap() > bench.handle.clock().now());
    assert!(ours.closed().await);
}

#[tokio::test]
async fn the_registry_acts_while_nobody_asks() {
    let (bench, mut ours) = bench().await;
    ours.expect(1001, &create_domain("pending-quiet.com")).await;
    for _ in 0..100 {
        if bench.handle.poll_queue("ours").len() == 1 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no decision within five seconds");
}

#[tokio::test]
async fn the_registry_locks_a_domain_and_tells_its_sponsor() {
    let (bench, mut ours) = bench().await;
    let handle = &bench.handle;
    let locks =
        [Status::ServerDeleteProhibited, Status::ServerTransferProhibited, Status::ServerUpdateProhibited];
    handle.set_server_statuses("life.com", &locks, &[], "UDRP case pending").await.unwrap();
    ours.expect(2304, &delete("life.com")).await;
    ours.expect(2304, &domain("update", "<o:name>life.com</o:name><o:chg/>")).await;
    let mut other = bench.client("other").await;
    other.expect(2304, &transfer("request", "domain", "life.com", "domain-code")).await;
    let message = ours.expect(1301, POLL).await;
    assert_eq!(message.text("changePoll:reason"), Some("UDRP case pending"));
    assert!(message.has("s=\"serverDeleteProhibited\""));
    handle.set_server_statuses("life.com", &[], &locks, "closed").await.unwrap();
    ours.expect(1000, &delete("life.com")).await;
    let refused = handle.set_server_statuses("life.com", &locks, &[], "gone").await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn a_thin_zone_holds_no_contacts() {
    let bench = Bench::start_with(|config| {
        config.zones.push(TldPolicy { thin: true, ..TldPolicy::new("thin") });
    })
    .await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_contact("owner1")).await;
    ours.expect(2306, &create_domain("one.thin")).await;
    let bare = "<o:name>one.thin</o:name><o:authInfo><o:pw>domain-code</o:pw></o:authInfo>";
    ours.expect(1000, &domain("create", bare)).await;
    let shown = ours.expect(1000, &info("one.thin")).await;
    assert!(!shown.has("domain:registrant"));
    assert_eq!(shown.statuses(), ["inactive"]);
    let add = "<o:name>one.thin</o:name><o:add><o:contact type=\"tech\">owner1</o:contact></o:add>";
    ours.expect(2306, &domain("update", add)).await;
}
