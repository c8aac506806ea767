use super::*;
use crate::testing::samples::*;
use crate::testing::{Given, given};
use crate::values::Reason;

mod inbound;
mod outbound;

fn terms() -> Terms {
    Terms {
        number: operation(300),
        name: name(),
        account: account(),
        owner: contact(151_049),
        rule: "com@2016-12-01".into(),
        requested_at: day(0),
        expires_at: day(14),
    }
}

fn owner() -> (Side, Party) {
    (Side::Owner, party(151_049, "owner@example.org"))
}

fn admin() -> (Side, Party) {
    (Side::Admin, party(151_050, "admin@example.org"))
}

fn requested(voters: &[(Side, Party)]) -> Event {
    Event::Requested { terms: Box::new(terms()), voters: voters.to_vec() }
}

fn outgoing() -> Outbound {
    Outbound {
        number: operation(301),
        name: name(),
        account: account(),
        gaining: "registrar-b".into(),
        announced_at: day(0),
        answer_by: day(5),
    }
}

fn announced() -> Event {
    Event::Announced { outbound: Box::new(outgoing()) }
}

fn why() -> Reason {
    reason("the customer asked for it")
}

fn not_now(state: &'static str) -> Refusal {
    Refusal::NotNow { state }
}

#[test]
fn what_was_never_asked_for_is_unknown() {
    for command in [Command::Complete, Command::Conclude { gone: true }, Command::Remind { day: 3 }] {
        given::<Transfer>([]).when(command).then_refused(Refusal::Unknown);
    }
}

#[test]
fn a_number_is_one_transfer_forever() {
    let request = |terms| Command::Request { terms, voters: BTreeMap::from([owner(), admin()]) };
    let announce = |outbound| Command::Announce { outbound };
    given::<Transfer>([])
        .when(request(terms()))
        .then([requested(&[owner(), admin()])])
        .and_twice_is_silence()
        .when(request(Terms { requested_at: day(1), ..terms() }))
        .then_refused(Refusal::NumberTaken)
        .when(announce(outgoing()))
        .then_refused(Refusal::NumberTaken);
    let other = crate::values::DomainName::parse("example.net").unwrap();
    given::<Transfer>([])
        .when(announce(outgoing()))
        .then([announced()])
        .and_twice_is_silence()
        .when(announce(Outbound { name: other, ..outgoing() }))
        .then_refused(Refusal::NumberTaken)
        .when(request(terms()))
        .then_refused(Refusal::NumberTaken);
}
