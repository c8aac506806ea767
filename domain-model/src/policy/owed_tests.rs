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
        privacy: None,
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
    let plan = policy("a1.com").owed(&held(Phase::Active), &Obligations::default(), None, day(1));
    let expected = [
        (Kind::ExpiryNotice { days: 30 }, 365, 335, 339),
        (Kind::ExpiryNotice { days: 7 }, 365, 358, 361),
        (Kind::DataReminder, 365, 335, 365),
    ];
    assert_eq!(days(&plan), expected);
    assert!(plan.wanted().iter().all(|terms| terms.rule.starts_with("com@")));
    let renewed = Registration { expires: day(730), ..held(Phase::Active) };
    let later = policy("a1.com").owed(&renewed, &Obligations::default(), None, day(365));
    assert_eq!(days(&later)[2], (Kind::DataReminder, 730, 700, 730));
}

#[test]
fn a_name_whose_expiry_is_not_recorded_yet_owes_nothing_for_another_year() {
    let plan = policy("a1.com").owed(&held(Phase::Active), &Obligations::default(), None, day(365));
    assert_eq!(plan, Plan::Expired { wanted: vec![] });
    let before = policy("a1.com").owed(&held(Phase::Active), &Obligations::default(), None, day(364));
    assert!(matches!(before, Plan::InForce { .. }), "{before:?}");
}

#[test]
fn an_expired_name_owes_a_notice_an_interruption_and_its_deletion() {
    let plan =
        policy("a1.com").owed_after_expiry(&held(Phase::Expired), &Obligations::default(), None, day(365));
    let expected = [
        (Kind::ExpiredNotice, 365, 365, 370),
        (Kind::Interruption, 365, 401, 409),
        (Kind::Deletion, 365, 409, 410),
    ];
    assert_eq!(days(&plan), expected);
    let fr =
        policy("a1.fr").owed_after_expiry(&held(Phase::Expired), &Obligations::default(), None, day(365));
    assert_eq!(days(&fr), [(Kind::ExpiredNotice, 365, 365, 370), (Kind::Deletion, 365, 392, 393)]);
    let eu =
        policy("a1.eu").owed_after_expiry(&held(Phase::Expired), &Obligations::default(), None, day(365));
    assert_eq!(days(&eu), [(Kind::ExpiredNotice, 365, 365, 370)], "the registry deletes by itself");
}

#[test]
fn a_deleted_name_owes_nothing() {
    let deleted = held(Phase::Redemption { until: day(400) });
    assert_eq!(policy("a1.com").owed(&deleted, &Obligations::default(), None, day(370)), Plan::Ended);
}

#[test]
fn a_name_renewed_after_its_interruption_is_given_back_once() {
    let com = policy("a1.com");
    let mut known = Obligations::default();
    for terms in
        com.owed_after_expiry(&held(Phase::Expired), &Obligations::default(), None, day(365)).wanted()
    {
        known.apply(Event::Opened { terms: terms.clone() });
    }
    let renewed = Registration { expires: day(730), ..held(Phase::Active) };
    let given_back = |known: &Obligations, at| {
        let plan = com.owed(&renewed, known, None, day(at));
        days(&plan).into_iter().find(|row| row.0 == Kind::Reinstatement)
    };
    assert_eq!(given_back(&known, 402), None, "it was never interrupted");
    let key = |kind| Key { kind, about: day(365).date_naive() };
    known.apply(Event::Discharged { key: key(Kind::Interruption), by: Discharge::FoundDone });
    assert_eq!(given_back(&known, 405), Some((Kind::Reinstatement, 365, 405, 406)));
    let plan = com.owed(&renewed, &known, None, day(405));
    let decide = |known: &Obligations, plan: &Plan| {
        crate::EventSourced::decide(known, &Command::Plan { plan: plan.clone(), at: day(405) }).unwrap()
    };
    for event in decide(&known, &plan) {
        known.apply(event);
    }
    assert_eq!(given_back(&known, 406), Some((Kind::Reinstatement, 365, 405, 406)), "it keeps its day");
    known.apply(Event::Discharged { key: key(Kind::Reinstatement), by: Discharge::FoundDone });
    let again = decide(&known, &com.owed(&renewed, &known, None, day(405)));
    assert_eq!(again, vec![], "what was done is not owed again");
}

/// The name as it follows from events, under an owner who has to confirm until a day, or who need not.
struct Story {
    known: Obligations,
    held: Registration,
}

impl Story {
    fn plan(&mut self, confirm_by: Option<u64>, at: u64) -> Vec<Event> {
        let plan = policy("a1.com").owed(&self.held, &self.known, confirm_by.map(day), day(at));
        let command = Command::Plan { plan, at: day(at) };
        let events = crate::EventSourced::decide(&self.known, &command).unwrap();
        events.iter().for_each(|event| self.known.apply(event.clone()));
        let about = |event: &Event| match event {
            Event::Opened { terms } => terms.key.kind,
            Event::Voided { key, .. } => key.kind,
            other => panic!("{other:?}"),
        };
        let ours = |event: &Event| matches!(about(event), Kind::Verification | Kind::Resumption);
        events.into_iter().filter(ours).collect()
    }

    fn done(&mut self, kind: Kind, about: u64, by: Discharge) {
        self.known.apply(Event::Discharged { key: Key { kind, about: day(about).date_naive() }, by });
    }
}

fn opened(events: &[Event]) -> Option<(Kind, i64, i64, i64)> {
    let wanted = events.iter().find_map(|event| match event {
        Event::Opened { terms } => Some(terms.clone()),
        _ => None,
    })?;
    days(&Plan::InForce { wanted: vec![wanted] }).pop()
}

fn story() -> Story {
    Story { known: Obligations::default(), held: held(Phase::Active) }
}

fn by_operation(number: u64) -> Discharge {
    Discharge::Operation { number: crate::testing::samples::operation(number) }
}

#[test]
fn a_name_is_suspended_the_day_after_its_owner_should_have_confirmed_and_given_back_after() {
    let mut story = story();
    assert_eq!(story.plan(None, 0), [], "nobody has to confirm");
    assert_eq!(opened(&story.plan(Some(15), 0)), Some((Kind::Verification, 15, 15, 16)));
    assert_eq!(story.plan(Some(15), 3), [], "once");
    assert_eq!(story.plan(Some(15), 40), [], "it keeps its day");
    story.done(Kind::Verification, 15, by_operation(7));
    assert_eq!(story.plan(Some(15), 41), [], "it stays suspended");
    assert_eq!(opened(&story.plan(None, 42)), Some((Kind::Resumption, 15, 42, 43)));
    assert!(
        matches!(story.plan(Some(70), 42)[..], [Event::Voided { .. }, Event::Opened { .. }]),
        "changed again"
    );
    assert_eq!(opened(&story.plan(None, 44)), Some((Kind::Resumption, 15, 44, 45)));
    story.done(Kind::Resumption, 15, by_operation(8));
    assert_eq!(story.known.suspended_since(story.held.number).count(), 0);
    assert_eq!(story.plan(None, 45), []);
}

#[test]
fn another_owner_who_has_confirmed_frees_the_name_of_the_day() {
    let mut story = story();
    story.plan(Some(15), 0);
    assert!(matches!(story.plan(None, 5)[..], [Event::Voided { .. }]));
    assert_eq!(opened(&story.plan(Some(15), 6)), Some((Kind::Verification, 15, 15, 16)), "and back again");
}

#[test]
fn who_has_confirmed_may_have_to_again_on_the_same_day() {
    let mut story = story();
    story.plan(Some(15), 0);
    story.done(Kind::Verification, 15, Discharge::FoundDone);
    assert_eq!(story.plan(None, 0), []);
    assert_eq!(opened(&story.plan(Some(15), 0)), Some((Kind::Verification, 15, 15, 16)));
}

#[test]
fn who_is_late_has_the_whole_time_for_a_name_that_came_since() {
    assert_eq!(opened(&story().plan(Some(15), 20)), Some((Kind::Verification, 15, 35, 36)));
}

#[test]
fn an_expired_name_is_suspended_too_and_an_ending_that_asks_nothing_never() {
    let mut expired = Story { held: held(Phase::Expired), ..story() };
    assert_eq!(opened(&expired.plan(Some(380), 366)), Some((Kind::Verification, 380, 380, 381)));
    let plan = policy("a1.fr").owed(&held(Phase::Active), &Obligations::default(), Some(day(15)), day(0));
    assert!(plan.wanted().iter().all(|terms| terms.key.kind != Kind::Verification));
    let gone = policy("a1.com").owed(
        &held(Phase::Redemption { until: day(400) }),
        &Obligations::default(),
        Some(day(15)),
        day(0),
    );
    assert_eq!(gone, Plan::Ended);
}

#[test]
fn the_two_reasons_of_a_hold_are_known_apart() {
    let mut story = story();
    story.plan(Some(15), 0);
    story.done(Kind::Verification, 15, by_operation(7));
    let number = story.held.number;
    assert_eq!(story.known.suspended_since(number).count(), 1);
    assert_eq!(story.known.interrupted_by(number), None);
    assert_eq!(story.known.suspended_since(RegistrationNumber::new(2)).count(), 0, "of another registration");
}
