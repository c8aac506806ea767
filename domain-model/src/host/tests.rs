use super::*;
use crate::testing::given;
use crate::testing::samples::*;

fn glue() -> Glue {
    Glue {
        number: HostNumber::new(7),
        account: account(),
        domain: name(),
        registry: registry(),
        addresses: vec!["192.0.2.1".parse().unwrap()],
    }
}

fn requested() -> Event {
    Event::Requested { glue: glue(), operation: operation(1) }
}

fn created() -> [Event; 2] {
    [requested(), Event::Created { operation: operation(1) }]
}

fn request(number: u64) -> Command {
    Command::Request { glue: glue(), operation: operation(number) }
}

#[test]
fn created_when_the_registry_confirms() {
    let requested = given::<Host>([]).when(request(1)).then([requested()]).and_twice_is_silence();
    assert_eq!(requested.state().glue(), None);
    let host = requested
        .when(Command::ConfirmCreation { operation: operation(1) })
        .then([Event::Created { operation: operation(1) }])
        .and_twice_is_silence();
    assert_eq!(host.state().glue(), Some(&glue()));
}

#[test]
fn refused_by_the_registry_it_is_absent_and_may_be_asked_for_again() {
    let absent = given::<Host>([requested()])
        .when(Command::Release { operation: operation(1) })
        .then([Event::Freed { operation: operation(1) }])
        .and_twice_is_silence();
    assert_eq!(absent.state(), &Host::Absent);
    absent
        .when(request(2))
        .then([Event::Requested { glue: glue(), operation: operation(2) }])
        .after()
        // The first operation's end is heard once more.
        .when(Command::Release { operation: operation(1) })
        .then_silence();
}

#[test]
fn one_operation_at_a_time() {
    given::<Host>([requested()])
        .when(request(2))
        .then_refused(Refusal::Busy(operation(1)))
        .when(Command::Claim { operation: operation(2) })
        .then_refused(Refusal::Busy(operation(1)))
        .when(Command::ConfirmCreation { operation: operation(2) })
        .then_refused(Refusal::NotTheHolder(operation(2)));
    given::<Host>(created())
        .when(Command::Claim { operation: operation(2) })
        .then([Event::Claimed { operation: operation(2) }])
        .and_twice_is_silence()
        .when(Command::Claim { operation: operation(3) })
        .then_refused(Refusal::Busy(operation(2)))
        .when(Command::ConfirmDeletion { operation: operation(3) })
        .then_refused(Refusal::NotTheHolder(operation(3)))
        .when(Command::Release { operation: operation(3) })
        .then_silence()
        .when(Command::Release { operation: operation(2) })
        .then([Event::Freed { operation: operation(2) }])
        .and_twice_is_silence();
}

#[test]
fn what_is_there_is_not_created_again() {
    given::<Host>(created()).when(request(2)).then_refused(Refusal::Exists);
}

#[test]
fn what_is_not_there_is_neither_changed_nor_deleted() {
    let change = Command::ConfirmAddresses { operation: operation(1), addresses: vec![] };
    given::<Host>([])
        .when(Command::Claim { operation: operation(1) })
        .then_refused(Refusal::Unknown)
        .when(change.clone())
        .then_refused(Refusal::Unknown);
    given::<Host>([requested()])
        .when(change)
        .then_refused(Refusal::Unknown)
        .when(Command::ConfirmDeletion { operation: operation(1) })
        .then_refused(Refusal::Unknown);
}

#[test]
fn addresses_change_when_the_registry_confirms() {
    let addresses: Vec<IpAddr> = vec!["192.0.2.2".parse().unwrap(), "2001:db8::2".parse().unwrap()];
    let confirm =
        |number| Command::ConfirmAddresses { operation: operation(number), addresses: addresses.clone() };
    let host = given::<Host>(created())
        .and([Event::Claimed { operation: operation(2) }])
        .when(confirm(3))
        .then_refused(Refusal::NotTheHolder(operation(3)))
        .when(confirm(2))
        .then([Event::AddressesChanged { operation: operation(2), addresses: addresses.clone() }])
        .and_twice_is_silence();
    assert_eq!(host.state(), &Host::Held(Glue { addresses, ..glue() }, None));
}

#[test]
fn deleted_it_may_be_created_again() {
    let absent = given::<Host>(created())
        .and([Event::Claimed { operation: operation(2) }])
        .when(Command::ConfirmDeletion { operation: operation(2) })
        .then([Event::Deleted { operation: operation(2) }])
        .and_twice_is_silence();
    absent.when(request(3)).then([Event::Requested { glue: glue(), operation: operation(3) }]);
}

#[test]
fn it_leaves_with_the_name_around_it_whatever_holds_it() {
    let held = given::<Host>(created()).and([Event::Claimed { operation: operation(2) }]);
    let gone = held.when(Command::Depart).then([Event::Departed]).and_twice_is_silence();
    let late = gone.when(Command::ConfirmDeletion { operation: operation(2) }).then_silence();
    late.when(request(3)).then([Event::Requested { glue: glue(), operation: operation(3) }]);
    given::<Host>([requested()]).when(Command::Depart).then([Event::Departed]).and_twice_is_silence();
}
