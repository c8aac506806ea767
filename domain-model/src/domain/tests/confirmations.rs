//! What a registration becomes when the registry confirms, and that only the holder's confirmation counts.

use super::*;
use crate::EventSourced;
use crate::values::{DsRecord, Period, SecDns};
use cqrs_es::Aggregate;
use proptest::prelude::*;

fn renewal(number: u64) -> Command {
    Command::ConfirmRenewal { operation: operation(number), period: Period::ONE_YEAR, expires: day(730) }
}

fn renewed(number: u64) -> Event {
    Event::Renewed { operation: operation(number), period: Period::ONE_YEAR, expires: day(730) }
}

fn update(number: u64, changes: DomainChanges) -> Command {
    Command::ConfirmUpdate { operation: operation(number), changes: Box::new(changes) }
}

fn deletion(number: u64, redemption_until: Option<u64>) -> Command {
    let redemption_until = redemption_until.map(day);
    Command::ConfirmDeletion { operation: operation(number), redemption_until, at: day(3) }
}

fn restore(number: u64) -> Command {
    Command::ConfirmRestore { operation: operation(number), expires: day(365) }
}

fn lock() -> Lock {
    Lock {
        kind: LockKind::RegistrantChange,
        since: day(3),
        lifts: Some(day(63)),
        rule: "com@2016-12-01".into(),
    }
}

fn trade(number: u64) -> Command {
    Command::ConfirmTrade {
        operation: operation(number),
        to: contact(151_050),
        lock: Some(lock()),
        expires: None,
    }
}

#[test]
fn only_the_holder_s_confirmation_counts_and_only_once() {
    let stranger = Refusal::NotTheHolder(operation(3));
    let confirmations: [fn(u64) -> Command; 5] = [
        renewal,
        |number| update(number, DomainChanges::default()),
        |number| deletion(number, Some(40)),
        restore,
        trade,
    ];
    for confirmation in confirmations {
        held().when(confirmation(3)).then_refused(stranger.clone());
        held_for(Verb::Update).when(confirmation(3)).then_refused(stranger.clone());
    }
    // The same confirmation again finds the name let go: the operation knows that it is done.
    held_for(Verb::Renew)
        .when(renewal(2))
        .then([renewed(2)])
        .and_twice_is_refused(Refusal::NotTheHolder(operation(2)));
}

#[test]
fn renewed_it_is_active_and_expires_when_the_registry_says() {
    let expired = held().and([Event::Expired { expired: day(365) }, claimed(2, Verb::Renew)]);
    let renewed = expired.when(renewal(2)).then([renewed(2)]).after();
    let expected = Registration { expires: day(730), ..registration(1) };
    assert_eq!(ours(&renewed), &expected);
}

#[test]
fn only_what_an_update_names_changes() {
    let ds = DsRecord::new(1234, 8, 2, &"44".repeat(32)).unwrap();
    let changes = DomainChanges {
        servers: Some(servers(&["ns3.example.net"])),
        admin: Some(contact(2)),
        client_statuses: Some(StatusSet::of(&[EppStatus::ClientHold])),
        auth_code: Some(auth_code("another-code")),
        secdns: Some(SecDns::ds(vec![ds.clone()]).unwrap()),
        ..DomainChanges::default()
    };
    let start = Registration { statuses: StatusSet::of(&[EppStatus::ServerHold]), ..registration(1) };
    assert!(start.would_change(&changes));
    let updated = given::<Domain>(registered_as(start.clone()))
        .and([claimed(2, Verb::Update)])
        .when(update(2, changes.clone()))
        .then([Event::Updated { operation: operation(2), changes: Box::new(changes.clone()) }])
        .after();
    let expected = Registration {
        servers: servers(&["ns3.example.net"]),
        contacts: crate::operation::Contacts { admin: contact(2), ..contacts() },
        statuses: StatusSet::of(&[EppStatus::ServerHold, EppStatus::ClientHold]),
        auth_code: Some(auth_code("another-code")),
        secdns: Some(SecDns::ds(vec![ds]).unwrap()),
        ..start
    };
    assert_eq!(ours(&updated), &expected);
    assert!(!expected.would_change(&changes));
    // The other contacts, and an empty set of records, which takes the name out of DNSSEC.
    let rest = DomainChanges {
        owner: Some(contact(3)),
        tech: Some(contact(4)),
        billing: Some(contact(5)),
        secdns: Some(SecDns::ds(vec![]).unwrap()),
        ..DomainChanges::default()
    };
    let updated = updated
        .and([claimed(3, Verb::Update), Event::Updated { operation: operation(3), changes: Box::new(rest) }]);
    let contacts = &ours(&updated).contacts;
    assert_eq!([contacts.owner, contacts.tech, contacts.billing], [3, 4, 5].map(contact));
    assert_eq!(ours(&updated).secdns, None);
}

#[test]
fn each_field_of_an_update_counts_as_a_change() {
    let nothing = DomainChanges::default;
    let held = registration(1);
    assert!(nothing().is_empty() && !held.would_change(&nothing()));
    let same = DomainChanges {
        servers: Some(held.servers.clone()),
        admin: Some(held.contacts.admin),
        tech: Some(held.contacts.tech),
        billing: Some(held.contacts.billing),
        owner: Some(held.contacts.owner),
        client_statuses: Some(StatusSet::EMPTY),
        auth_code: held.auth_code.clone(),
        secdns: Some(SecDns::ds(vec![]).unwrap()),
    };
    assert!(!same.is_empty() && !held.would_change(&same));
    for changes in [
        DomainChanges { servers: Some(servers(&["ns9.example.net"])), ..nothing() },
        DomainChanges { admin: Some(contact(9)), ..nothing() },
        DomainChanges { tech: Some(contact(9)), ..nothing() },
        DomainChanges { billing: Some(contact(9)), ..nothing() },
        DomainChanges { owner: Some(contact(9)), ..nothing() },
        DomainChanges { client_statuses: Some(StatusSet::of(&[EppStatus::ClientHold])), ..nothing() },
        DomainChanges { auth_code: Some(auth_code("another-code")), ..nothing() },
    ] {
        assert!(held.would_change(&changes), "{changes:?}");
    }
}

#[test]
fn deleted_it_is_in_redemption_or_free_at_once() {
    let redemption = held_for(Verb::Delete)
        .when(deletion(2, Some(40)))
        .then([Event::Deleted { operation: operation(2), until: day(40) }])
        .after();
    assert_eq!(ours(&redemption).phase, Phase::Redemption { until: day(40) });
    assert_eq!(ours(&redemption).statuses, StatusSet::of(&[EppStatus::PendingDelete]));
    let free = held_for(Verb::Delete).when(deletion(2, None)).then([released(2)]).after();
    assert!(matches!(free.state(), Domain::Gone(Past { departure: Departure::Released, .. })));
}

#[test]
fn restored_it_is_as_before() {
    let restored = in_redemption()
        .and([claimed(3, Verb::Restore)])
        .when(restore(3))
        .then([Event::Restored { operation: operation(3), expires: day(365) }])
        .after();
    assert_eq!(ours(&restored), &registration(1));
}

#[test]
fn traded_it_has_another_owner_and_the_lock_that_follows() {
    let traded = held_for(Verb::Trade)
        .when(trade(2))
        .then([Event::RegistrantChanged {
            operation: operation(2),
            from: contact(151_049),
            to: contact(151_050),
            lock: Some(lock()),
            expires: None,
        }])
        .after();
    let now = ours(&traded);
    assert_eq!((now.contacts.owner, now.expires, now.busy), (contact(151_050), day(365), None));
    assert_eq!(now.lock_at(day(4)), Some(&lock()));
}

#[test]
fn what_the_registry_shows_is_believed_and_told_once() {
    let statuses = StatusSet::of(&[EppStatus::ServerHold]);
    let observed = held()
        .when(Command::Observe { statuses: StatusSet::EMPTY, expires: day(365) })
        .then_silence()
        .when(Command::Observe { statuses, expires: day(366) })
        .then([Event::Observed { statuses, expires: day(366) }])
        .and_twice_is_silence();
    assert_eq!((ours(&observed).statuses, ours(&observed).expires), (statuses, day(366)));
}

fn any_verb() -> impl Strategy<Value = Verb> {
    prop_oneof![
        Just(Verb::Renew),
        Just(Verb::Update),
        Just(Verb::Delete),
        Just(Verb::Restore),
        Just(Verb::Trade),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    let number = 1..5_u64;
    prop_oneof![
        2 => number.clone().prop_map(|n| Command::RequestRegistration { claim: claim(n) }),
        2 => number.clone().prop_map(|n| Command::ConfirmRegistration {
            operation: operation(n), registration: Box::new(registration(n))
        }),
        1 => number.clone().prop_map(|n| Command::FailRegistration {
            operation: operation(n), code: 2302, message: String::new()
        }),
        6 => (number.clone(), any_verb()).prop_map(|(n, verb)| take(n, verb)),
        3 => number.clone().prop_map(renewal),
        2 => number.clone().prop_map(|n| update(n, DomainChanges::default())),
        2 => (number.clone(), proptest::option::of(Just(40))).prop_map(|(n, until)| deletion(n, until)),
        2 => number.clone().prop_map(restore),
        2 => number.clone().prop_map(trade),
        2 => number.prop_map(release),
        1 => (0..800_u64).prop_map(|on| Command::PassDeadline { at: day(on), pending_delete_days: 5 }),
        1 => Just(Command::TransferAway { at: day(3) }),
    ]
}

/// The operation that an event says something about, where it is about one.
fn operation_of(event: &Event) -> Option<OperationNumber> {
    match event {
        Event::Renewed { operation, .. }
        | Event::Updated { operation, .. }
        | Event::Deleted { operation, .. }
        | Event::Restored { operation, .. }
        | Event::RegistrantChanged { operation, .. }
        | Event::OperationReleased { operation }
        | Event::RegistrationFailed { operation, .. } => Some(*operation),
        Event::Registered { registration } => Some(operation_for(registration.number)),
        Event::Released { operation, .. } => *operation,
        _ => None,
    }
}

/// The claims of these tests give operation and registration the same number.
fn operation_for(number: RegistrationNumber) -> OperationNumber {
    operation(number.get())
}

proptest! {
    #[test]
    fn only_the_operation_that_holds_a_name_changes_it(
        commands in proptest::collection::vec(any_command(), 0..80)
    ) {
        let mut domain = Domain::default();
        for command in commands {
            for event in domain.decide(&command).unwrap_or_default() {
                let holder = domain.unfinished();
                if let Some(operation) = operation_of(&event) {
                    prop_assert_eq!(holder, Some(operation), "{:?}", event);
                }
                if let Event::OperationClaimed { .. } | Event::RegistrationRequested { .. } = event {
                    prop_assert_eq!(holder, None, "{:?}", event);
                }
                domain.apply(event);
            }
        }
    }
}
