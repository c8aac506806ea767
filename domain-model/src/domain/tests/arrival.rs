//! How a name becomes ours, by registration or by transfer, and how it does not.

use super::*;

fn request(number: u64) -> Command {
    Command::RequestRegistration { claim: claim(number) }
}

fn requested(number: u64) -> Event {
    Event::RegistrationRequested { claim: claim(number) }
}

fn request_transfer(number: u64) -> Command {
    Command::RequestTransferIn { claim: claim(number) }
}

fn transfer_requested(number: u64) -> Event {
    Event::TransferInRequested { claim: claim(number) }
}

fn fail(number: u64) -> Command {
    Command::FailRegistration { operation: operation(number), code: 2302, message: "Object exists".into() }
}

fn failed(number: u64) -> Event {
    Event::RegistrationFailed { operation: operation(number), code: 2302, message: "Object exists".into() }
}

fn confirm(number: u64) -> Command {
    let registration = Box::new(registration(number));
    Command::ConfirmRegistration { operation: operation(number), registration }
}

fn confirm_transfer(number: u64) -> Command {
    let registration = Box::new(registration(number));
    Command::ConfirmTransferIn { operation: operation(number), registration }
}

/// Every past after which a name is free.
fn free() -> Vec<Given<Domain>> {
    vec![
        given([]),
        given([requested(1), failed(1)]),
        held_for(Verb::Delete).and([released(2)]),
        held().and([away()]),
    ]
}

#[test]
fn a_free_name_is_registered() {
    for free in free() {
        let requested = free.when(request(5)).then([requested(5)]).and_twice_is_silence();
        assert_eq!(requested.state().unfinished(), Some(operation(5)));
        let held = requested
            .when(confirm(5))
            .then([Event::Registered { registration: Box::new(registration(5)) }])
            .and_twice_is_silence();
        assert_eq!(ours(&held).number, RegistrationNumber::new(5));
        assert_eq!(held.state().unfinished(), None);
    }
}

#[test]
fn a_free_name_is_transferred_in() {
    for free in free() {
        let arriving = free.when(request_transfer(5)).then([transfer_requested(5)]).and_twice_is_silence();
        assert_eq!(arriving.state().unfinished(), Some(operation(5)));
        arriving
            .when(confirm_transfer(5))
            .then([Event::TransferredIn { registration: Box::new(registration(5)) }])
            .and_twice_is_silence();
    }
}

#[test]
fn a_request_that_failed_leaves_the_name_as_it_was() {
    for free in free() {
        let before = free.state().clone();
        for request in [requested(5), transfer_requested(5)] {
            let after = given::<Domain>([])
                .and(past_of(&before))
                .and([request])
                .when(fail(5))
                .then([failed(5)])
                .and_twice_is_silence();
            assert_eq!(after.state(), &before);
        }
    }
}

/// Some past that leads to that state of a free name.
fn past_of(state: &Domain) -> Vec<Event> {
    let mut past = registered_as(registration(1));
    match state {
        Domain::Gone(past_registration) => match past_registration.departure {
            Departure::Released => past.extend([claimed(2, Verb::Delete), released(2)]),
            Departure::TransferredAway => past.push(away()),
        },
        _ => past.clear(),
    }
    past
}

#[test]
fn the_past_of_a_name_is_known() {
    let gone = held_for(Verb::Delete).and([released(2)]);
    let past = Past { number: RegistrationNumber::new(1), departure: Departure::Released, at: day(3) };
    assert_eq!(gone.state(), &Domain::Gone(past.clone()));
    let again = gone.and([requested(5)]);
    assert_eq!(again.state(), &Domain::Requested(claim(5), Some(past)));
}

#[test]
fn one_request_at_a_time() {
    for past in [requested(1), transfer_requested(1)] {
        given::<Domain>([past])
            .when(request(2))
            .then_refused(Refusal::Busy(operation(1)))
            .when(request_transfer(2))
            .then_refused(Refusal::Busy(operation(1)))
            .when(take(2, Verb::Update))
            .then_refused(Refusal::Busy(operation(1)));
    }
    held().when(request(2)).then_refused(Refusal::Registered);
    held().when(request_transfer(2)).then_refused(Refusal::Registered);
}

#[test]
fn only_the_operation_that_asked_confirms() {
    given::<Domain>([requested(1)])
        .when(confirm(2))
        .then_refused(Refusal::NotTheHolder(operation(2)))
        .when(confirm_transfer(1))
        .then_refused(Refusal::NotHeld);
    given::<Domain>([transfer_requested(1)])
        .when(confirm_transfer(2))
        .then_refused(Refusal::NotTheHolder(operation(2)))
        .when(confirm(1))
        .then_refused(Refusal::NotHeld);
    held().when(confirm(2)).then_refused(Refusal::NotTheHolder(operation(2)));
}

#[test]
fn an_end_that_is_heard_again_does_not_end_the_next_request() {
    given::<Domain>([requested(1), failed(1), requested(2)])
        .when(fail(1))
        .then_silence()
        .when(release(1))
        .then_silence()
        .when(release(2))
        .then_refused(Refusal::NotHeld);
    held().when(fail(1)).then_silence();
}

#[test]
fn what_is_not_ours_has_neither_claims_nor_statuses() {
    let observe = || Command::Observe { statuses: StatusSet::EMPTY, expires: day(365) };
    for past in free().into_iter().chain([given([requested(7)])]) {
        let claimed = past.state().unfinished().is_some();
        past.when(observe())
            .then_refused(Refusal::NotHeld)
            .when(Command::ConfirmRenewal {
                operation: operation(1),
                period: crate::values::Period::ONE_YEAR,
                expires: day(730),
            })
            .then_refused(Refusal::NotHeld)
            .when(Command::EndTransferOut { transfer: operation(9) })
            .then_silence()
            .when(take(2, Verb::Renew))
            .then_refused(if claimed { Refusal::Busy(operation(7)) } else { Refusal::NotHeld });
    }
}
