use super::*;
use crate::testing::samples::{account, contact, day, operation, reason};
use crate::testing::{Given, given};
use crate::values::{EppStatus, HostName, Reason, RegistrationNumber, Sha256Digest, StatusSet};

fn subject(number: u64) -> Subject {
    Subject { registration: RegistrationNumber::new(number), account: account() }
}

fn servers(shown: &str) -> Difference {
    let one = |host: &str| [HostName::parse(host).unwrap()].into();
    Difference::NameServers { believed: one("ns1.example.net"), shown: one(shown) }
}

fn moved() -> Difference {
    servers("ns1.elsewhere.net")
}

fn expiry() -> Difference {
    Difference::Expiry { believed: day(365), shown: day(730) }
}

fn statuses(of: fn(StatusSet, StatusSet) -> Difference, shown: EppStatus) -> Difference {
    of(StatusSet::EMPTY, StatusSet::of(&[shown]))
}

fn foreign() -> Object {
    Object::Foreign(Sha256Digest::from_bytes([7; 32]))
}

fn compare(differences: &[Difference]) -> Command {
    Command::Compare { subject: subject(1), differences: differences.to_vec() }
}

fn found(differences: &[Difference]) -> Event {
    Event::Found { subject: subject(1), differences: differences.to_vec() }
}

fn drifted(differences: &[Difference]) -> Given<Drift> {
    given([found(differences)])
}

fn why() -> Reason {
    reason("the customer said so")
}

fn accept(difference: &Difference) -> Command {
    Command::Accept { differences: vec![difference.clone()], reason: why() }
}

fn push(difference: &Difference, number: u64) -> Command {
    Command::Push { differences: vec![difference.clone()], operation: operation(number), reason: why() }
}

fn ignore(difference: &Difference) -> Command {
    Command::Ignore { differences: vec![difference.clone()], reason: why() }
}

fn accepted(field: Field) -> Event {
    Event::Accepted { fields: vec![field], reason: why() }
}

fn pushed(field: Field, number: u64) -> Event {
    Event::Pushed { fields: vec![field], operation: operation(number), reason: why() }
}

fn ignored(field: Field) -> Event {
    Event::Ignored { fields: vec![field], reason: why() }
}

fn vanished(fields: &[Field]) -> Event {
    Event::Vanished { fields: fields.to_vec() }
}

#[test]
fn what_differs_is_found_once() {
    given::<Drift>([])
        .when(compare(&[moved(), expiry()]))
        .then([found(&[moved(), expiry()])])
        .and_twice_is_silence();
    given::<Drift>([]).when(compare(&[])).then_silence();
    drifted(&[moved()]).when(compare(&[moved(), expiry()])).then([found(&[expiry()])]);
}

#[test]
fn a_difference_that_changes_is_found_again() {
    let other = servers("ns9.elsewhere.net");
    drifted(&[moved()]).when(compare(std::slice::from_ref(&other))).then([found(&[other])]);
}

#[test]
fn what_is_found_no_more_vanishes_and_may_come_back() {
    let gone = drifted(&[moved(), expiry()])
        .when(compare(&[expiry()]))
        .then([vanished(&[Field::NameServers])])
        .and_twice_is_silence();
    gone.when(compare(&[moved(), expiry()])).then([found(&[moved()])]);
    drifted(&[moved()])
        .and([ignored(Field::NameServers)])
        .when(compare(&[]))
        .then([vanished(&[Field::NameServers])]);
}

#[test]
fn what_is_ignored_stays_silent_until_it_changes() {
    let past = || drifted(&[moved()]).and([ignored(Field::NameServers)]);
    past().when(compare(&[moved()])).then_silence();
    let other = servers("ns9.elsewhere.net");
    past().when(compare(std::slice::from_ref(&other))).then([found(&[other])]);
    // Another registration of the same name is another matter.
    let again = Command::Compare { subject: subject(2), differences: vec![moved()] };
    past().when(again).then([Event::Found { subject: subject(2), differences: vec![moved()] }]);
}

#[test]
fn a_person_decides_once() {
    let field = Field::NameServers;
    let open = || drifted(&[moved()]);
    open().when(accept(&moved())).then([accepted(field)]).and_twice_is_silence();
    open().when(push(&moved(), 9)).then([pushed(field, 9)]).and_twice_is_silence();
    open().when(ignore(&moved())).then([ignored(field)]).and_twice_is_silence();
    let settled = || Refusal::Settled { field };
    open().and([accepted(field)]).when(push(&moved(), 9)).then_refused(settled());
    open().and([pushed(field, 9)]).when(push(&moved(), 10)).then_refused(settled());
    open().and([pushed(field, 9)]).when(accept(&moved())).then_refused(settled());
    open().and([vanished(&[field])]).when(ignore(&moved())).then_refused(settled());
}

#[test]
fn a_person_may_change_their_mind_about_what_was_ignored() {
    let past = || drifted(&[moved()]).and([ignored(Field::NameServers)]);
    past().when(accept(&moved())).then([accepted(Field::NameServers)]);
    past().when(push(&moved(), 9)).then([pushed(Field::NameServers, 9)]);
}

#[test]
fn a_push_that_failed_is_found_again() {
    let past = drifted(&[moved()]).and([pushed(Field::NameServers, 9)]);
    past.when(compare(&[moved()])).then([found(&[moved()])]);
}

#[test]
fn a_decision_is_about_what_was_seen() {
    let field = Field::NameServers;
    let other = servers("ns9.elsewhere.net");
    for decision in [accept(&other), push(&other, 9), ignore(&other)] {
        drifted(&[moved()]).when(decision).then_refused(Refusal::Changed { field });
    }
    for decision in [accept(&moved()), push(&moved(), 9), ignore(&moved())] {
        given::<Drift>([]).when(decision).then_refused(Refusal::Unknown { field });
    }
}

#[test]
fn all_that_waits_is_chosen_where_no_field_is_named() {
    let past = drifted(&[moved(), expiry()]).and([ignored(Field::Expiry)]);
    assert_eq!(past.state().chosen(&[]), Ok(vec![moved()]));
    assert_eq!(past.state().chosen(&[Field::Expiry]), Ok(vec![expiry()]));
    assert_eq!(past.state().chosen(&[Field::Tech]), Err(Refusal::Unknown { field: Field::Tech }));
    let past = past.and([accepted(Field::NameServers)]);
    assert_eq!(past.state().chosen(&[]), Err(Refusal::NothingOpen));
    let settled = Refusal::Settled { field: Field::NameServers };
    assert_eq!(past.state().chosen(&[Field::NameServers]), Err(settled));
}

#[test]
fn what_no_word_can_settle_is_refused_with_what_to_do_instead() {
    let sponsor = |shown: Option<&str>| Difference::Sponsor {
        believed: "ours".into(),
        shown: shown.map(str::to_owned),
    };
    let registrant = Difference::Registrant { believed: contact(1), shown: Object::Ours(contact(2)) };
    let admin = |shown| Difference::Admin { believed: contact(1), shown };
    let tech = Difference::Tech { believed: contact(1), shown: Object::Nobody };
    let server = |believed, shown| Difference::ServerStatuses { believed, shown };
    let deleted = statuses(server, EppStatus::PendingDelete);
    for difference in [sponsor(Some("other")), sponsor(None), registrant, admin(foreign()), tech, deleted] {
        let refusal = difference.acceptable().unwrap_err();
        assert!(matches!(refusal, Refusal::NotAcceptable { field, .. } if field == difference.field()));
        drifted(std::slice::from_ref(&difference)).when(accept(&difference)).then_refused(refusal);
    }
    assert_eq!(admin(Object::Ours(contact(2))).acceptable(), Ok(()));
    assert_eq!(statuses(server, EppStatus::ServerHold).acceptable(), Ok(()));
    for difference in [sponsor(Some("other")), expiry(), statuses(server, EppStatus::ServerHold)] {
        let refusal = difference.pushable().unwrap_err();
        assert!(matches!(refusal, Refusal::NotPushable { field, .. } if field == difference.field()));
        drifted(std::slice::from_ref(&difference)).when(push(&difference, 9)).then_refused(refusal);
    }
    let client = |believed, shown| Difference::ClientStatuses { believed, shown };
    assert_eq!(statuses(client, EppStatus::ClientHold).pushable(), Ok(()));
}

#[test]
fn fields_are_read_as_they_are_written() {
    for field in Field::ALL {
        assert_eq!(field.to_string().parse(), Ok(field));
    }
    assert_eq!("price".parse::<Field>(), Err(InvalidField));
}

#[test]
fn nothing_of_a_foreign_object_is_readable() {
    let difference = Difference::Registrant { believed: contact(1), shown: foreign() };
    assert_eq!(difference.believed(), "contact 1");
    assert_eq!(difference.shown(), "a foreign object (070707070707)");
    assert_eq!(moved().shown(), "ns1.elsewhere.net");
    assert_eq!(
        statuses(|believed, shown| Difference::ClientStatuses { believed, shown }, EppStatus::ClientHold)
            .believed(),
        "ok"
    );
}
