//! Faults on demand, by handle and by name; odd service messages; prices and claims.

mod support;

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use sandbox_registry::{Effect, Fault, ObjectKind, OddMessage, Verb, claims};
use support::*;

async fn bench() -> (Bench, Client) {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_contact("owner1")).await;
    (bench, ours)
}

fn fault(verb: Verb, name: &str, effect: Effect) -> Fault {
    Fault {
        verb: Some(verb),
        object: Some(ObjectKind::Domain),
        name: Some(name.to_owned()),
        times: 1,
        effect,
    }
}

#[tokio::test]
async fn answers_are_lost_before_and_after_the_deed() {
    let (bench, mut ours) = bench().await;
    let faults = bench.handle.faults();
    faults.arm(fault(Verb::Create, "*.com", Effect::DropBeforeExecuting));
    ours.send(&envelope(&create_domain("never.com"), "LOST-1")).await;
    assert!(ours.closed().await);
    assert!(bench.handle.domain("never.com").is_none());

    let mut ours = bench.client("ours").await;
    faults.arm(fault(Verb::Create, "*.com", Effect::DropAfterExecuting));
    ours.send(&envelope(&create_domain("done.com"), "LOST-2")).await;
    assert!(ours.closed().await);
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &info("done.com")).await;
    ours.expect(1000, &create_domain("next.com")).await;
}

#[tokio::test]
async fn codes_and_delays_are_used_up() {
    let (bench, mut ours) = bench().await;
    let faults = bench.handle.faults();
    faults.arm(Fault {
        times: 2,
        ..fault(Verb::Create, "odd.com", Effect::Answer(2104, "No money".to_owned()))
    });
    for _ in 0..2 {
        assert_eq!(ours.expect(2104, &create_domain("odd.com")).await.text("msg"), Some("No money"));
    }
    ours.expect(1000, &create_domain("odd.com")).await;
    faults.arm(fault(Verb::Info, "odd.com", Effect::Delay(Duration::from_millis(300))));
    let start = Instant::now();
    ours.expect(1000, &info("odd.com")).await;
    assert!(start.elapsed() >= Duration::from_millis(300));
    let id = faults.arm(fault(Verb::Info, "odd.com", Effect::DropBeforeExecuting));
    faults.disarm(id);
    ours.expect(1000, &info("odd.com")).await;
}

#[tokio::test]
async fn maintenance_refuses_everything() {
    let (bench, mut ours) = bench().await;
    let faults = bench.handle.faults();
    faults.begin_maintenance(2400, "Maintenance");
    ours.expect(2400, &info("a.com")).await;
    ours.expect(2400, POLL).await;
    let credentials = bench.credentials("ours");
    let mut fresh = Client::connect(&bench.handle, &credentials).await.unwrap();
    fresh.expect(2400, &login("ours", credentials.password.reveal())).await;
    faults.begin_maintenance(2502, "Maintenance");
    ours.expect(2502, &info("a.com")).await;
    assert!(ours.closed().await);
    faults.end_maintenance();
    fresh.expect(1000, &login("ours", credentials.password.reveal())).await;
}

#[tokio::test]
async fn names_carry_faults() {
    let (bench, mut ours) = bench().await;
    for _ in 0..2 {
        ours.expect(2400, &create_domain("fault-2400-a.com")).await;
        ours.expect(2308, &create_domain("fault-2308-a.com")).await;
    }
    ours.expect(2400, &create_domain("fault-once-2400-a.com")).await;
    let start = Instant::now();
    ours.expect(1000, &create_domain("fault-slow-a.com")).await;
    assert!(start.elapsed() >= Duration::from_secs(2));
    ours.send(&envelope(&create_domain("fault-drop-a.com"), "LOST-3")).await;
    assert!(ours.closed().await);
    assert!(bench.handle.domain("fault-drop-a.com").is_some());
    // What happens once has happened, also for the next process.
    let bench = bench.restart().await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_domain("fault-once-2400-a.com")).await;
    ours.expect(1000, &delete("fault-drop-a.com")).await;
    ours.expect(1000, &create_domain("fault-drop-a.com")).await;
}

#[tokio::test]
async fn names_carry_faults_into_their_transfer() {
    let (bench, mut ours) = bench().await;
    ours.send(&envelope(&create_domain("fault-unsent-b.com"), "LOST-4")).await;
    assert!(ours.closed().await && bench.handle.domain("fault-unsent-b.com").is_none());
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_domain("fault-unsent-b.com")).await;
    let mut other = bench.client("other").await;
    for (name, executed) in [("fault-transfer-drop-b.com", true), ("fault-transfer-unsent-b.com", false)] {
        ours.expect(1000, &create_domain(name)).await;
        let request = transfer("request", "domain", name, "domain-code");
        other.send(&envelope(&request, "LOST-5")).await;
        assert!(other.closed().await);
        other = bench.client("other").await;
        let pending = bench.handle.domain(name).unwrap().domain.transfer_pending();
        assert_eq!(pending, executed, "{name}");
        if !executed {
            other.expect(1001, &request).await;
        }
        ours.expect(1000, &transfer("reject", "domain", name, "")).await;
        other.expect(1001, &request).await;
    }
}

/// Waits for the next message.
async fn message(client: &mut Client) -> Answer {
    for number in 0..100 {
        let answer = client.ask(&envelope(POLL, &format!("POLL-{number}"))).await;
        if answer.code() == 1301 {
            let id = message_id(&answer);
            client.expect(1000, &ack(&id)).await;
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no message within five seconds");
}

#[tokio::test]
async fn decisions_come_later_as_messages() {
    let (bench, mut ours) = bench().await;
    let created = ours.expect(1001, &create_domain("pending-a.com")).await;
    assert!(ours.expect(1000, &info("pending-a.com")).await.has("s=\"pendingCreate\""));
    ours.expect(2304, &delete("pending-a.com")).await;
    let decided = message(&mut ours).await;
    assert!(decided.has("paResult=\"1\">pending-a.com<"));
    assert!(decided.has(created.text("svTRID").unwrap()) && decided.has(created.text("clTRID").unwrap()));
    assert_eq!(ours.expect(1000, &info("pending-a.com")).await.statuses(), ["ok"]);

    ours.expect(1001, &create_domain("pending-deny-a.com")).await;
    assert!(message(&mut ours).await.has("paResult=\"0\">pending-deny-a.com<"));
    ours.expect(2303, &info("pending-deny-a.com")).await;

    let later = |approve| Effect::Defer { approve, after: Duration::from_millis(200) };
    let faults = bench.handle.faults();
    let add = "<o:name>pending-a.com</o:name><o:add><o:status s=\"clientHold\"/></o:add>";
    for (approve, statuses) in [(false, ["ok"]), (true, ["clientHold"])] {
        faults.arm(fault(Verb::Update, "pending-a.com", later(approve)));
        ours.expect(1001, &domain("update", add)).await;
        assert!(ours.expect(1000, &info("pending-a.com")).await.has("s=\"pendingUpdate\""));
        ours.expect(2304, &domain("update", add)).await;
        assert!(message(&mut ours).await.has(&format!("paResult=\"{}\"", u8::from(approve))));
        assert_eq!(ours.expect(1000, &info("pending-a.com")).await.statuses(), statuses);
    }
    let expires = bench.handle.domain("pending-a.com").unwrap().domain.expires;
    faults.arm(fault(Verb::Renew, "pending-a.com", later(true)));
    ours.expect(1001, &renew("pending-a.com", &expires.format("%Y-%m-%d").to_string(), 1)).await;
    assert!(message(&mut ours).await.has("paResult=\"1\""));
    assert!(bench.handle.domain("pending-a.com").unwrap().domain.expires > expires);
    faults.arm(fault(Verb::Delete, "pending-a.com", later(true)));
    ours.expect(1001, &delete("pending-a.com")).await;
    assert!(ours.expect(1000, &info("pending-a.com")).await.has("s=\"pendingDelete\""));
    assert!(message(&mut ours).await.has("paResult=\"1\""));
    ours.expect(2303, &info("pending-a.com")).await;
}

#[tokio::test]
async fn a_pending_decision_survives_a_restart() {
    let (bench, mut ours) = bench().await;
    ours.expect(1001, &create_domain("pending-b.com")).await;
    let bench = bench.restart().await;
    let mut ours = bench.client("ours").await;
    assert!(message(&mut ours).await.has("paResult=\"1\">pending-b.com<"));
}

#[tokio::test]
async fn messages_that_no_client_knows_are_delivered_as_given() {
    let (bench, mut ours) = bench().await;
    let odd = OddMessage {
        text: "Something new".to_owned(),
        res_data: Some(
            "<x:lowBalance xmlns:x=\"urn:example:x\"><x:left>3</x:left></x:lowBalance>".to_owned(),
        ),
        extension: Some("<y:more xmlns:y=\"urn:example:y\"/>".to_owned()),
    };
    bench.handle.inject_message("ours", odd.clone()).await.unwrap();
    let got = message(&mut ours).await;
    assert!(got.has("<resData><x:lowBalance xmlns:x=") && got.has("<extension><y:more"));
    let broken = OddMessage { res_data: Some("<x>".to_owned()), ..odd.clone() };
    assert!(bench.handle.inject_message("ours", broken).await.is_err());
    assert!(bench.handle.inject_message("nobody", odd).await.is_err());
}

#[tokio::test]
async fn premium_names_cost_what_was_agreed() {
    let (_bench, mut ours) = bench().await;
    let question = "<f:check xmlns:f=\"urn:ietf:params:xml:ns:epp:fee-1.0\"><f:currency>EUR</f:currency>\
        <f:command name=\"create\"><f:period unit=\"y\">1</f:period></f:command><f:command name=\"renew\"/>\
        <f:command name=\"restore\"/></f:check>";
    let check = domain("check", "<o:name>premium-a.com</o:name><o:name>plain.com</o:name>");
    let prices = ours.expect(1000, &extended(&check, question)).await;
    assert!(prices.has("<fee:class>premium</fee:class>") && prices.has("<fee:fee>250.00</fee:fee>"));
    assert!(prices.has("<fee:fee>8.00</fee:fee>") && prices.has("<fee:fee>40.00</fee:fee>"));
    ours.expect(2004, &extended(&check, &question.replace("EUR", "USD"))).await;
    ours.expect(2003, &create_domain("premium-a.com")).await;
    ours.expect(2004, &extended(&create_domain("premium-a.com"), &fee("create", "8.00"))).await;
    ours.expect(2005, &extended(&create_domain("premium-a.com"), &fee("create", "much"))).await;
    let created = extended(&create_domain("premium-a.com"), &fee("create", "250"));
    assert!(ours.expect(1000, &created).await.has("<fee:creData"));
    ours.expect(2004, &extended(&create_domain("plain.com"), &fee("create", "7.99"))).await;
    ours.expect(1000, &extended(&create_domain("plain.com"), &fee("create", "8.00"))).await;
    // An ending without premium names has them at the ordinary price.
    let check = domain("check", "<o:name>premium-a.fr</o:name><o:name>a.example</o:name>");
    let prices = ours.expect(1000, &extended(&check, question)).await;
    assert!(prices.has("<fee:class>standard</fee:class>") && !prices.has("premium</fee:class>"));
    assert!(prices.has("<fee:cd avail=\"0\"><fee:objID>a.example</fee:objID><fee:reason>"));
    ours.expect(1000, &create_domain("premium-a.fr")).await;
}

#[tokio::test]
async fn a_premium_name_is_renewed_restored_and_transferred_at_prices_of_its_own() {
    let (bench, mut ours) = bench().await;
    let name = "premium-b.com";
    ours.expect(1000, &extended(&create_domain(name), &fee("create", "250.00"))).await;
    let question = "<f:check xmlns:f=\"urn:ietf:params:xml:ns:epp:fee-1.0\">\
        <f:command name=\"renew\"><f:period unit=\"y\">2</f:period></f:command><f:command name=\"restore\"/></f:check>";
    let check = domain("check", &format!("<o:name>{name}</o:name>"));
    let prices = ours.expect(1000, &extended(&check, question)).await;
    assert!(prices.has("<domain:name avail=\"0\">") && prices.has("<fee:cd avail=\"1\">"));
    assert!(prices.has("<fee:fee>500.00</fee:fee>") && prices.has("<fee:fee>200.00</fee:fee>"));
    let expires = bench.handle.domain(name).unwrap().domain.expires.format("%Y-%m-%d").to_string();
    ours.expect(2003, &renew(name, &expires, 2)).await;
    ours.expect(2004, &extended(&renew(name, &expires, 2), &fee("renew", "250.00"))).await;
    let renewed = ours.expect(1000, &extended(&renew(name, &expires, 2), &fee("renew", "500.00"))).await;
    assert!(renewed.has("<fee:renData") && renewed.has("<fee:fee>500.00<"));
    let mut other = bench.client("other").await;
    let request = transfer("request", "domain", name, "domain-code");
    other.expect(2003, &request).await;
    other.expect(2004, &extended(&request, &fee("transfer", "8.00"))).await;
    assert!(other.expect(1001, &extended(&request, &fee("transfer", "250.00"))).await.has("<fee:trnData"));
    ours.expect(1000, &transfer("reject", "domain", name, "")).await;
    bench.advance(6).await;
    ours.expect(1001, &delete(name)).await;
    ours.expect(2003, &restore_request(name)).await;
    let agreeing = |amount: &str| {
        restore_request(name).replace("</extension>", &(fee("update", amount) + "</extension>"))
    };
    ours.expect(2004, &agreeing("40.00")).await;
    assert!(ours.expect(1000, &agreeing("200.00")).await.has("<fee:updData"));
}

#[expect(clippy::disallowed_methods, reason = "the registry under test runs on real time")]
#[tokio::test]
async fn claimed_names_need_the_notice() {
    let (_bench, mut ours) = bench().await;
    let claims = "<l:check xmlns:l=\"urn:ietf:params:xml:ns:launch-1.0\" type=\"claims\"><l:phase>claims</l:phase></l:check>";
    let check = domain("check", "<o:name>claimed-a.com</o:name><o:name>plain.com</o:name>");
    let checked = ours.expect(1000, &extended(&check, claims)).await;
    assert!(checked.has("exists=\"1\">claimed-a.com<") && checked.has("exists=\"0\">plain.com<"));
    assert!(checked.has("<launch:claimKey") && !checked.has("resData"));
    let create = create_domain("claimed-a.com");
    ours.expect(2306, &create).await;
    let of = |name: &str, at| claims::notice(&format!("sandbox/{name}"), at).unwrap();
    let (now, found) = (Utc::now(), of("claimed-a.com", Utc::now()));
    let old = of("claimed-a.com", now - TimeDelta::days(3));
    for (id, not_after, accepted) in [
        ("370d0b7c9223372036854775807", found.not_after, now),
        (&*of("claimed-b.com", now).id, found.not_after, now),
        (&*old.id, old.not_after, old.not_before),
        (&*found.id, found.not_after, now - TimeDelta::hours(49)),
        (&*found.id, found.not_after, found.not_after + TimeDelta::hours(1)),
    ] {
        ours.expect(2306, &extended(&create, &claims_notice_of(id, not_after, accepted))).await;
    }
    let plain = claims_notice_of(&found.id, found.not_after, now);
    ours.expect(2306, &extended(&create_domain("plain.com"), &plain)).await;
    ours.expect(1000, &extended(&create, &claims_notice("claimed-a.com"))).await;
    let countries = domain("check", "<o:name>claimed-a.fr</o:name>");
    assert!(ours.expect(1000, &extended(&countries, claims)).await.has("exists=\"0\">claimed-a.fr<"));
    ours.expect(1000, &create_domain("claimed-a.fr")).await;
}

#[tokio::test]
async fn reserved_names_are_opened_by_their_code() {
    let (_bench, mut ours) = bench().await;
    let check = domain("check", "<o:name>reserved-word.com</o:name><o:name>plain.com</o:name>");
    let closed = ours.expect(1000, &check).await;
    assert!(closed.has("avail=\"0\">reserved-word.com<") && closed.has("Reserved: needs allocation token"));
    let wrong = ours.expect(1000, &extended(&check, &allocation_token("OPEN-other"))).await;
    assert!(wrong.has("avail=\"0\">reserved-word.com<") && wrong.has("Allocation token mismatch"));
    let right = ours.expect(1000, &extended(&check, &allocation_token("OPEN-word"))).await;
    assert!(right.has("avail=\"1\">reserved-word.com<") && right.has("avail=\"1\">plain.com<"));
    let create = create_domain("reserved-word.com");
    ours.expect(2306, &create).await;
    ours.expect(2005, &extended(&create, &allocation_token(" "))).await;
    ours.expect(2201, &extended(&create, &allocation_token("OPEN-other"))).await;
    ours.expect(1000, &extended(&create, &allocation_token("OPEN-word"))).await;
    // A code opens nothing that is open.
    ours.expect(1000, &extended(&create_domain("plain.com"), &allocation_token("OPEN-plain"))).await;
}
