//! Days that pass: expiry, the end of redemption, and the name's release.

use super::*;
use crate::values::Period;

fn pass(on: u64) -> Command {
    Command::PassDeadline { at: day(on), pending_delete_days: 5 }
}

#[test]
fn it_expires_on_the_day_and_once() {
    let expired = held()
        .when(pass(364))
        .then_silence()
        .when(pass(365))
        .then([Event::Expired { expired: day(365) }])
        .and_twice_is_silence();
    assert_eq!(ours(&expired).phase, Phase::Expired);
}

#[test]
fn redemption_ends_in_pending_delete_and_that_in_release() {
    let pending = in_redemption()
        .when(pass(39))
        .then_silence()
        .when(pass(40))
        .then([Event::DeletionPending { until: day(45) }])
        .and_twice_is_silence();
    let gone = pending
        .when(pass(45))
        .then([Event::Released { operation: None, at: day(45) }])
        .and_twice_is_silence();
    let past = Past { number: RegistrationNumber::new(1), departure: Departure::Released, at: day(45) };
    assert_eq!(gone.state(), &Domain::Gone(past));
}

#[test]
fn missed_runs_are_made_up_for() {
    in_redemption()
        .when(pass(100))
        .then([Event::DeletionPending { until: day(45) }, Event::Released { operation: None, at: day(45) }])
        .and_twice_is_silence();
}

#[test]
fn a_name_is_not_released_under_a_restore_that_is_on_its_way() {
    in_redemption()
        .and([claimed(3, Verb::Restore)])
        .when(pass(100))
        .then([Event::DeletionPending { until: day(45) }])
        .and_twice_is_silence()
        .and([Event::OperationReleased { operation: operation(3) }])
        .when(pass(101))
        .then([Event::Released { operation: None, at: day(45) }]);
}

#[test]
fn what_is_not_ours_has_no_deadlines() {
    given::<Domain>([]).when(pass(400)).then_silence();
    given::<Domain>([Event::RegistrationRequested { claim: claim(1) }]).when(pass(400)).then_silence();
    held().and([away()]).when(pass(400)).then_silence();
}

#[test]
fn a_year_that_the_registry_adds_by_itself_is_not_paid() {
    let statuses = StatusSet::EMPTY;
    let renewed = || held().and([Event::Observed { statuses, expires: day(730) }]);
    // Whether the registry's message or the day comes first.
    let one = renewed().when(pass(364)).then_silence().when(pass(365));
    let one = one.then([Event::Expired { expired: day(365) }]).and_twice_is_silence();
    let one = ours(&one).clone();
    let other =
        held().and([Event::Expired { expired: day(365) }, Event::Observed { statuses, expires: day(730) }]);
    for expired in [&one, ours(&other)] {
        assert_eq!((expired.paid_until(), expired.expires), (day(365), day(730)));
        assert_eq!(expired.phase, Phase::Expired);
    }
    let period = Period::new(1).expect("a year is a period");
    let paid = other.and([
        claimed(3, Verb::Renew),
        Event::Renewed { operation: operation(3), period, expires: day(730) },
    ]);
    assert_eq!((ours(&paid).paid_until(), &ours(&paid).phase), (day(730), &Phase::Active));
    paid.when(pass(729)).then_silence().when(pass(730)).then([Event::Expired { expired: day(730) }]);
}

#[test]
fn a_year_that_the_registry_takes_back_is_forgotten() {
    let statuses = StatusSet::EMPTY;
    let back = held().and([Event::Observed { statuses, expires: day(730) }]);
    let back = back.and([Event::Observed { statuses, expires: day(365) }]);
    assert_eq!(ours(&back).paid_until, None);
}
