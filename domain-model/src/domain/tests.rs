use super::*;
use crate::operation::DomainChanges;
use crate::testing::samples::*;
use crate::testing::{Given, given};
use crate::values::{EppStatus, RegistrationNumber, StatusSet};

mod arrival;
mod claims;
mod confirmations;
mod deadlines;
mod moves;
mod service;

/// A claim of registration `number` by operation `number`.
fn claim(number: u64) -> Claim {
    Claim {
        number: RegistrationNumber::new(number),
        operation: operation(number),
        account: account(),
        contacts: contacts(),
        servers: servers(&["ns1.example.net", "ns2.example.net"]),
        service: None,
        privacy: None,
    }
}

fn registration(number: u64) -> Registration {
    Registration {
        number: RegistrationNumber::new(number),
        account: account(),
        registry: registry(),
        contacts: contacts(),
        servers: servers(&["ns1.example.net", "ns2.example.net"]),
        secdns: None,
        statuses: StatusSet::EMPTY,
        auth_code: Some(auth_code("C1p3tiS3cr3t")),
        created: day(0),
        expires: day(365),
        paid_until: None,
        held_since: day(0),
        phase: Phase::Active,
        busy: None,
        locks: vec![],
        transfer_out: None,
        service: None,
        privacy: None,
        moving: None,
    }
}

fn registered_as(registration: Registration) -> Vec<Event> {
    let claim = Claim { number: registration.number, ..claim(1) };
    vec![Event::RegistrationRequested { claim }, Event::Registered { registration: Box::new(registration) }]
}

/// Ours, by operation 1.
fn held() -> Given<Domain> {
    given(registered_as(registration(1)))
}

fn with_statuses(statuses: &[EppStatus]) -> Given<Domain> {
    given(registered_as(Registration { statuses: StatusSet::of(statuses), ..registration(1) }))
}

fn claimed(number: u64, verb: Verb) -> Event {
    Event::OperationClaimed { operation: operation(number), verb }
}

fn take(number: u64, verb: Verb) -> Command {
    Command::Claim { operation: operation(number), verb }
}

fn release(number: u64) -> Command {
    Command::Release { operation: operation(number) }
}

/// Held by operation 2.
fn held_for(verb: Verb) -> Given<Domain> {
    held().and([claimed(2, verb)])
}

/// Deleted on day 10, in redemption until day 40.
fn in_redemption() -> Given<Domain> {
    held_for(Verb::Delete).and([Event::Deleted { operation: operation(2), until: day(40) }])
}

fn released(number: u64) -> Event {
    Event::Released { operation: Some(operation(number)), at: day(3) }
}

fn away() -> Event {
    Event::TransferredAway { transfer: None, at: day(3) }
}

fn leaving() -> Event {
    Event::TransferOutAnnounced { transfer: operation(9), answer_by: day(5) }
}

fn ours(given: &Given<Domain>) -> &Registration {
    given.state().registration().expect("the name is held")
}
