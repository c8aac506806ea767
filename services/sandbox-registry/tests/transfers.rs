//! Transfers between two registrars, and the service messages about them.

mod support;

use support::*;

/// A domain `name` of `ours` with a host under it, and both clients.
async fn bench(name: &str) -> (Bench, Client, Client) {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_contact("owner1")).await;
    ours.expect(1000, &create_domain(name)).await;
    let glue = format!("<o:name>ns1.{name}</o:name><o:addr>192.0.2.1</o:addr>");
    ours.expect(1000, &object("create", "host", &glue)).await;
    let other = bench.client("other").await;
    (bench, ours, other)
}

/// The next message of a client, acknowledged.
async fn next_message(client: &mut Client) -> Answer {
    let message = client.expect(1301, POLL).await;
    client.expect(1000, &ack(&message_id(&message))).await;
    message
}

#[tokio::test]
async fn an_approved_transfer_moves_the_domain_and_adds_a_year() {
    let (bench, mut ours, mut other) = bench("gone.com").await;
    let expires = bench.handle.domain("gone.com").unwrap().domain.expires;
    ours.expect(2106, &transfer("request", "domain", "gone.com", "domain-code")).await;
    other.expect(2201, &transfer("request", "domain", "gone.com", "")).await;
    other.expect(2202, &transfer("request", "domain", "gone.com", "wrong-code")).await;
    other.expect(2301, &transfer("query", "domain", "gone.com", "domain-code")).await;
    ours.expect(2301, &transfer("approve", "domain", "gone.com", "")).await;
    let asked = other.expect(1001, &transfer("request", "domain", "gone.com", "domain-code")).await;
    assert_eq!(asked.text("domain:trStatus"), Some("pending"));
    assert_eq!(asked.text("domain:reID"), Some("other"));
    assert_eq!(asked.text("domain:acID"), Some("ours"));
    other.expect(2300, &transfer("request", "domain", "gone.com", "domain-code")).await;
    other.expect(2201, &transfer("approve", "domain", "gone.com", "")).await;
    ours.expect(2201, &transfer("cancel", "domain", "gone.com", "")).await;
    ours.expect(2304, &delete("gone.com")).await;
    ours.expect(2304, &renew("gone.com", &expires.format("%Y-%m-%d").to_string(), 1)).await;
    assert!(ours.expect(1000, &info("gone.com")).await.has("s=\"pendingTransfer\""));
    let queried = ours.expect(1000, &transfer("query", "domain", "gone.com", "")).await;
    assert_eq!(queried.text("domain:trStatus"), Some("pending"));

    let message = next_message(&mut ours).await;
    assert_eq!(message.text("domain:trStatus"), Some("pending"));
    other.expect(1300, POLL).await;
    let approved = ours.expect(1000, &transfer("approve", "domain", "gone.com", "")).await;
    assert_eq!(approved.text("domain:trStatus"), Some("clientApproved"));
    for client in [&mut ours, &mut other] {
        assert_eq!(next_message(client).await.text("domain:trStatus"), Some("clientApproved"));
        client.expect(1300, POLL).await;
    }
    let state = bench.handle.domain("gone.com").unwrap().domain;
    assert_eq!(state.sponsor, "other");
    assert_eq!(state.expires, expires.checked_add_months(chrono::Months::new(12)).unwrap());
    assert_eq!(bench.handle.host("ns1.gone.com").unwrap().sponsor, "other");
    let shown = other.expect(1000, &info("gone.com")).await;
    assert_eq!((shown.statuses(), shown.rgp()), (vec!["ok".to_owned()], vec!["transferPeriod".to_owned()]));
    assert!(shown.has("domain:trDate"));
    ours.expect(2201, &info("gone.com")).await;
}

#[tokio::test]
async fn rejection_and_cancellation_leave_the_domain_where_it_is() {
    let (bench, mut ours, mut other) = bench("stays.com").await;
    for (round, status) in ["clientRejected", "clientCancelled"].into_iter().enumerate() {
        other.expect(1001, &transfer("request", "domain", "stays.com", "domain-code")).await;
        next_message(&mut ours).await;
        match round {
            0 => ours.expect(1000, &transfer("reject", "domain", "stays.com", "")).await,
            _ => other.expect(1000, &transfer("cancel", "domain", "stays.com", "")).await,
        };
        for client in [&mut ours, &mut other] {
            assert_eq!(next_message(client).await.text("domain:trStatus"), Some(status));
        }
        assert_eq!(bench.handle.domain("stays.com").unwrap().domain.sponsor, "ours");
    }
    let lock = "<o:name>stays.com</o:name><o:add><o:status s=\"clientTransferProhibited\"/></o:add>";
    ours.expect(1000, &domain("update", lock)).await;
    other.expect(2304, &transfer("request", "domain", "stays.com", "domain-code")).await;
}

#[tokio::test]
async fn silence_approves_after_five_days() {
    let (bench, mut ours, mut other) = bench("silent.com").await;
    other.expect(1001, &transfer("request", "domain", "silent.com", "domain-code")).await;
    bench.advance(4).await;
    assert_eq!(bench.handle.domain("silent.com").unwrap().domain.sponsor, "ours");
    bench.advance(1).await;
    assert_eq!(bench.handle.domain("silent.com").unwrap().domain.sponsor, "other");
    next_message(&mut ours).await;
    for client in [&mut ours, &mut other] {
        assert_eq!(next_message(client).await.text("domain:trStatus"), Some("serverApproved"));
    }
}

#[tokio::test]
async fn country_zones_add_no_year() {
    let (bench, mut ours, mut other) = bench("pays.fr").await;
    let expires = bench.handle.domain("pays.fr").unwrap().domain.expires;
    other.expect(1001, &transfer("request", "domain", "pays.fr", "domain-code")).await;
    ours.expect(1000, &transfer("approve", "domain", "pays.fr", "")).await;
    assert_eq!(bench.handle.domain("pays.fr").unwrap().domain.expires, expires);
}

#[tokio::test]
async fn contacts_move_too() {
    let (bench, mut ours, mut other) = bench("any.com").await;
    other.expect(2202, &transfer("request", "contact", "owner1", "wrong-code")).await;
    let asked = other.expect(1001, &transfer("request", "contact", "owner1", "contact-code")).await;
    assert_eq!(asked.text("contact:trStatus"), Some("pending"));
    ours.expect(2304, &named("delete", "contact", "owner1")).await;
    next_message(&mut ours).await;
    ours.expect(1000, &transfer("approve", "contact", "owner1", "")).await;
    for client in [&mut ours, &mut other] {
        assert_eq!(next_message(client).await.text("contact:trStatus"), Some("clientApproved"));
    }
    assert_eq!(bench.handle.contact("owner1").unwrap().sponsor, "other");
    ours.expect(1001, &transfer("request", "contact", "owner1", "contact-code")).await;
    bench.advance(5).await;
    assert_eq!(bench.handle.contact("owner1").unwrap().sponsor, "ours");
}

#[tokio::test]
async fn the_queue_keeps_order_until_acknowledged() {
    let (bench, mut ours, mut other) = bench("first.com").await;
    ours.expect(1000, &create_domain("second.com")).await;
    for name in ["first.com", "second.com"] {
        other.expect(1001, &transfer("request", "domain", name, "domain-code")).await;
    }
    let first = ours.expect(1301, POLL).await;
    assert!(first.has("<msgQ count=\"2\"") && first.has("<qDate>"));
    assert_eq!(first.text("domain:name"), Some("first.com"));
    assert_eq!(message_id(&ours.expect(1301, POLL).await), message_id(&first));
    ours.expect(2303, &ack("999999")).await;
    ours.expect(2003, "<poll op=\"ack\"/>").await;
    let bench = bench.restart().await;
    let mut ours = bench.client("ours").await;
    let acknowledged = ours.expect(1000, &ack(&message_id(&first))).await;
    assert!(acknowledged.has("<msgQ count=\"1\""));
    let second = ours.expect(1301, POLL).await;
    assert_eq!(second.text("domain:name"), Some("second.com"));
    assert!(!ours.expect(1000, &ack(&message_id(&second))).await.has("msgQ"));
    ours.expect(2303, &ack(&message_id(&second))).await;
    ours.expect(1300, POLL).await;
}
