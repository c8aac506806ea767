use super::*;
use crate::testing::given;
use crate::testing::samples::{account, day, operation, reason};
use crate::values::RegistrationNumber;

const NOTICE: Kind = Kind::ExpiryNotice { days: 30 };

fn terms_of(kind: Kind, about: u64) -> Terms {
    Terms {
        key: Key { kind, about: day(about).date_naive() },
        registration: RegistrationNumber::new(1),
        account: account(),
        from: day(about - 30),
        due: day(about - 26),
        rule: "com@2016-12-01".into(),
    }
}

fn opened(kind: Kind, about: u64) -> Event {
    Event::Opened { terms: terms_of(kind, about) }
}

fn key(kind: Kind, about: u64) -> Key {
    terms_of(kind, about).key
}

fn plan(wanted: Vec<Terms>, at: u64) -> Command {
    Command::Plan { plan: Plan::InForce { wanted }, at: day(at) }
}

fn letter() -> Discharge {
    Discharge::Letter { id: "expiry-notice-30".into() }
}

#[test]
fn what_is_wanted_is_opened_once() {
    given::<Obligations>([])
        .when(plan(vec![terms_of(NOTICE, 365)], 0))
        .then([opened(NOTICE, 365)])
        .and_twice_is_silence();
}

#[test]
fn what_was_due_before_is_not_opened() {
    given::<Obligations>([]).when(plan(vec![terms_of(NOTICE, 365)], 339)).then_silence();
}

#[test]
fn a_renewal_voids_what_was_about_the_old_expiry() {
    given::<Obligations>([opened(NOTICE, 365)])
        .when(plan(vec![terms_of(NOTICE, 730)], 100))
        .then([Event::Voided { key: key(NOTICE, 365), because: Lapse::Superseded }, opened(NOTICE, 730)])
        .and_twice_is_silence();
}

#[test]
fn what_was_void_is_opened_again_when_it_is_wanted_again() {
    let void = Event::Voided { key: key(NOTICE, 365), because: Lapse::Superseded };
    given::<Obligations>([opened(NOTICE, 365), void])
        .when(plan(vec![terms_of(NOTICE, 365)], 100))
        .then([opened(NOTICE, 365)]);
}

#[test]
fn the_next_registration_of_a_name_owes_anew() {
    let done = Event::Discharged { key: key(NOTICE, 365), by: letter() };
    let anew = Terms { registration: RegistrationNumber::new(2), ..terms_of(NOTICE, 365) };
    given::<Obligations>([opened(NOTICE, 365), done.clone()])
        .when(plan(vec![anew.clone()], 100))
        .then([Event::Opened { terms: anew }]);
    given::<Obligations>([opened(NOTICE, 365), done])
        .when(plan(vec![terms_of(NOTICE, 365)], 100))
        .then_silence();
}

#[test]
fn an_expired_name_still_owes_what_follows_from_its_expiry() {
    let expired = Command::Plan { plan: Plan::Expired { wanted: vec![] }, at: day(360) };
    given::<Obligations>([opened(NOTICE, 365), opened(Kind::Deletion, 400), opened(Kind::DataReminder, 400)])
        .when(expired)
        .then([Event::Voided { key: key(NOTICE, 365), because: Lapse::Superseded }]);
}

#[test]
fn a_name_that_left_owes_nothing_and_what_was_missed_stays_on_the_record() {
    let missed = Event::Missed { key: key(NOTICE, 365), due: day(339) };
    let ended = given::<Obligations>([opened(NOTICE, 365), missed, opened(Kind::Deletion, 400)])
        .when(Command::Plan { plan: Plan::Ended, at: day(370) })
        .then([Event::Voided { key: key(Kind::Deletion, 400), because: Lapse::NameLeft }])
        .and_twice_is_silence();
    assert_eq!(ended.state().get(&key(NOTICE, 365)).map(|owed| &owed.standing), Some(&Standing::Missed));
}

#[test]
fn it_is_missed_once_when_its_day_has_passed() {
    let miss = |at| Command::Miss { key: key(NOTICE, 365), at: day(at) };
    given::<Obligations>([opened(NOTICE, 365)])
        .when(miss(338))
        .then_silence()
        .when(miss(339))
        .then([Event::Missed { key: key(NOTICE, 365), due: day(339) }])
        .and_twice_is_silence();
    given::<Obligations>([]).when(miss(339)).then_silence();
}

#[test]
fn it_is_done_once_in_time_or_late() {
    let done = Command::Discharge { key: key(NOTICE, 365), by: letter() };
    let event = Event::Discharged { key: key(NOTICE, 365), by: letter() };
    given::<Obligations>([opened(NOTICE, 365)])
        .when(done.clone())
        .then([event.clone()])
        .and_twice_is_silence();
    let missed = Event::Missed { key: key(NOTICE, 365), due: day(339) };
    given::<Obligations>([opened(NOTICE, 365), missed])
        .when(done.clone())
        .then([event])
        .and_twice_is_silence();
    given::<Obligations>([]).when(done).then_refused(Refusal::Unknown { key: key(NOTICE, 365) });
}

#[test]
fn a_person_waives_what_is_outstanding() {
    let waive = Command::Waive { key: key(Kind::Deletion, 400), reason: reason("kept for a court") };
    let waived = Event::Waived { key: key(Kind::Deletion, 400), reason: reason("kept for a court") };
    given::<Obligations>([opened(Kind::Deletion, 400)])
        .when(waive.clone())
        .then([waived.clone()])
        .and_twice_is_silence();
    let number = operation(7);
    let done = Event::Discharged { key: key(Kind::Deletion, 400), by: Discharge::Operation { number } };
    given::<Obligations>([opened(Kind::Deletion, 400), done])
        .when(waive.clone())
        .then_refused(Refusal::Settled { key: key(Kind::Deletion, 400) });
    given::<Obligations>([]).when(waive).then_refused(Refusal::Unknown { key: key(Kind::Deletion, 400) });
    let late = Command::Discharge { key: key(Kind::Deletion, 400), by: Discharge::FoundDone };
    given::<Obligations>([opened(Kind::Deletion, 400), waived])
        .when(late)
        .then_refused(Refusal::Settled { key: key(Kind::Deletion, 400) });
}

#[test]
fn keys_are_words() {
    let all = [
        NOTICE,
        Kind::ExpiredNotice,
        Kind::Interruption,
        Kind::Reinstatement,
        Kind::Deletion,
        Kind::DataReminder,
        Kind::Verification,
        Kind::Resumption,
        Kind::DisclosureAnswer { request: crate::values::DisclosureNumber::new(1000) },
    ];
    for kind in all {
        let key = key(kind, 365);
        assert_eq!(key.to_string().parse(), Ok(key));
    }
    assert_eq!(key(NOTICE, 365).to_string(), "expiry-notice-30@2027-01-01");
    for wrong in [
        "",
        "deletion",
        "deletion@",
        "deletion@soon",
        "expiry-notice-@2027-01-01",
        "x@2027-01-01",
        "disclosure-answer-@2027-01-01",
    ] {
        assert_eq!(wrong.parse::<Key>(), Err(InvalidKey), "{wrong}");
    }
}
