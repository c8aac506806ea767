//! What is owed about a .com name, day by day.

use super::*;
use crate::domain::{Phase, Registration};
use crate::obligations::{Command, Discharge, Event, Key, Kind, Obligations, Plan};
use crate::testing::samples::{account, contacts, day, registry, servers};
use crate::values::{DomainName, RegistrationNumber, StatusSet};
use chrono::NaiveDate;
use cqrs_es::Aggregate;

fn policy(name: &str) -> TldPolicy {
    let name = DomainName::parse(name).unwrap();
    Catalogue::embedded().policy(&name, day(0).date_naive()).unwrap().clone()
}

fn held(phase: Phase) -> Registration {
    Registration {
        number: RegistrationNumber::new(1),
        account: account(),
        registry: registry(),
        contacts: contacts(),
        servers: servers(&["ns1.example.net"]),
        secdns: None,
        statuses: StatusSet::EMPTY,
        auth_code: None,
        created: day(0),
        expires: day(365),
        held_since: day(0),
        paid_until: None,
        phase,
        busy: None,
        locks: vec![],
        transfer_out: None,
        service: None,
        moving: None,
    }
}

/// Kind, day that it is about, from, due: in days after the registration.
fn days(plan: &Plan) -> Vec<(Kind, i64, i64, i64)> {
    let of = |date: NaiveDate| (date - day(0).date_naive()).num_days();
    let row = |terms: &crate::obligations::Terms| {
        (terms.key.kind, of(terms.key.about), of(terms.from.date_naive()), of(terms.due.date_naive()))
    };
    plan.wanted().iter().map(row).collect()
}

#[test]
fn a_registered_name_owes_two_notices_and_a_reminder() {
    let plan = policy("a1.com").owed(&held(Phase::Active), &Obligations::default(), day(1));
    let expected = [
        (Kind::ExpiryNotice { days: 30 }, 365, 335, 339),
        (Kind::ExpiryNotice { days: 7 }, 365, 358, 361),
        (Kind::DataReminder, 365, 335, 365),
    ];
    assert_eq!(days(&plan), expected);
    assert!(plan.wanted().iter().all(|terms| terms.rule.starts_with("com@")));
    let later = policy("a1.com").owed(&held(Phase::Active), &Obligations::default(), day(365));
    assert_eq!(days(&later)[2], (Kind::DataReminder, 730, 700, 730));
}

#[test]
fn an_expired_name_owes_a_notice_an_interruption_and_its_deletion() {
    let plan = policy("a1.com").owed_after_expiry(&held(Phase::Expired), day(365));
    let expected = [
        (Kind::ExpiredNotice, 365, 365, 370),
        (Kind::Interruption, 365, 401, 409),
        (Kind::Deletion, 365, 409, 410),
    ];
    assert_eq!(days(&plan), expected);
    let fr = policy("a1.fr").owed_after_expiry(&held(Phase::Expired), day(365));
    assert_eq!(days(&fr), [(Kind::ExpiredNotice, 365, 365, 370), (Kind::Deletion, 365, 392, 393)]);
    let eu = policy("a1.eu").owed_after_expiry(&held(Phase::Expired), day(365));
    assert_eq!(days(&eu), [(Kind::ExpiredNotice, 365, 365, 370)], "the registry deletes by itself");
}

#[test]
fn a_deleted_name_owes_nothing() {
    let deleted = held(Phase::Redemption { until: day(400) });
    assert_eq!(policy("a1.com").owed(&deleted, &Obligations::default(), day(370)), Plan::Ended);
}

#[test]
fn a_name_renewed_after_its_interruption_is_given_back_once() {
    let com = policy("a1.com");
    let mut known = Obligations::default();
    for terms in com.owed_after_expiry(&held(Phase::Expired), day(365)).wanted() {
        known.apply(Event::Opened { terms: terms.clone() });
    }
    let renewed = Registration { expires: day(730), ..held(Phase::Active) };
    let given_back = |known: &Obligations, at| {
        let plan = com.owed(&renewed, known, day(at));
        days(&plan).into_iter().find(|row| row.0 == Kind::Reinstatement)
    };
    assert_eq!(given_back(&known, 402), None, "it was never interrupted");
    let key = |kind| Key { kind, about: day(365).date_naive() };
    known.apply(Event::Discharged { key: key(Kind::Interruption), by: Discharge::FoundDone });
    assert_eq!(given_back(&known, 405), Some((Kind::Reinstatement, 365, 405, 406)));
    let plan = com.owed(&renewed, &known, day(405));
    let decide = |known: &Obligations, plan: &Plan| {
        crate::EventSourced::decide(known, &Command::Plan { plan: plan.clone(), at: day(405) }).unwrap()
    };
    for event in decide(&known, &plan) {
        known.apply(event);
    }
    assert_eq!(given_back(&known, 406), Some((Kind::Reinstatement, 365, 405, 406)), "it keeps its day");
    known.apply(Event::Discharged { key: key(Kind::Reinstatement), by: Discharge::FoundDone });
    let again = decide(&known, &com.owed(&renewed, &known, day(405)));
    assert_eq!(again, vec![], "what was done is not owed again");
}
