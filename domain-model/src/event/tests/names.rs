//! Names and hosts.

use super::*;
use crate::domain::{Claim, Lock, LockKind, MoveEnd, Phase, Registration, ResellerMove, TransferOut, Verb};
use crate::host::Glue;
use crate::operation::DomainChanges;
use crate::testing::samples::*;
use crate::values::*;

fn ds() -> SecDns {
    SecDns::ds(vec![DsRecord::new(1234, 8, 2, &"44".repeat(32)).unwrap()]).unwrap()
}

fn key() -> SecDns {
    SecDns::keys(vec![KeyRecord::new(257, 3, 8, "AwEAAdZuRfrp2jhPafgTizq2Otda4X8cOxYw").unwrap()]).unwrap()
}

fn lock(kind: LockKind) -> Lock {
    let lifts = (kind != LockKind::Dispute).then(|| day(60));
    Lock { kind, since: day(0), lifts, rule: "com@2016-12-01".into() }
}

const LOCKS: [LockKind; 4] =
    [LockKind::Creation, LockKind::Transfer, LockKind::RegistrantChange, LockKind::Dispute];

fn claim() -> Claim {
    Claim {
        number: RegistrationNumber::new(1),
        operation: operation(277),
        account: account(),
        contacts: contacts(),
        servers: servers(&["ns1.example.net", "ns2.example.net"]),
        service: None,
        privacy: None,
    }
}

fn registration(phase: Phase) -> Box<Registration> {
    Box::new(Registration {
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
        paid_until: None,
        held_since: day(0),
        phase,
        busy: None,
        locks: vec![],
        transfer_out: None,
        service: None,
        privacy: None,
        moving: None,
    })
}

fn moving() -> Box<ResellerMove> {
    Box::new(ResellerMove {
        operation: operation(305),
        from: account(),
        to: AccountNumber::new(13_491),
        party: party(13_491, "other@reseller.test"),
        asked_at: day(1),
        expires_at: day(15),
    })
}

/// Everything that can be set at its beginning is set.
fn full_registration() -> Box<Registration> {
    let glue = vec!["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()];
    let host = HostName::parse("ns1.example.com").unwrap();
    Box::new(Registration {
        servers: NameServers::new(vec![NameServer::with_addresses(host, glue)]).unwrap(),
        secdns: Some(ds()),
        statuses: EppStatus::ALL.into_iter().collect(),
        auth_code: Some(auth_code("C1p3tiS3cr3t")),
        busy: Some(operation(278)),
        locks: LOCKS.map(lock).into(),
        transfer_out: Some(TransferOut { transfer: operation(301), answer_by: day(5) }),
        ..*registration(Phase::Active)
    })
}

fn updates() -> Vec<domain::Event> {
    let changes = DomainChanges {
        servers: Some(servers(&["ns3.example.net"])),
        admin: Some(contact(1)),
        tech: Some(contact(2)),
        billing: Some(contact(3)),
        client_statuses: Some(StatusSet::of(&[EppStatus::ClientHold])),
        auth_code: Some(Sealed::Closed("7.AAAA".into())),
        secdns: Some(key()),
        owner: Some(contact(4)),
    };
    [changes, DomainChanges::default()]
        .map(|changes| domain::Event::Updated { operation: operation(278), changes: Box::new(changes) })
        .into()
}

#[test]
fn names() {
    use crate::domain::Event::*;
    let id = || operation(278);
    let verbs = [Verb::Renew, Verb::Update, Verb::Delete, Verb::Restore, Verb::Trade, Verb::AnswerTransfer];
    let changed = |lock, expires| RegistrantChanged {
        operation: id(),
        from: contact(151_049),
        to: contact(151_050),
        lock,
        expires,
    };
    let mut events = vec![
        RegistrationRequested { claim: claim() },
        TransferInRequested { claim: claim() },
        RegistrationFailed { operation: id(), code: 2302, message: "Object exists".into() },
        Registered { registration: registration(Phase::Active) },
        Registered { registration: full_registration() },
        TransferredIn { registration: registration(Phase::Expired) },
        TransferredIn { registration: registration(Phase::Redemption { until: day(30) }) },
        TransferredIn { registration: registration(Phase::PendingDelete { until: day(35) }) },
    ];
    events.extend(verbs.map(|verb| OperationClaimed { operation: id(), verb }));
    events.extend(updates());
    let master = "88.191.249.162".parse().unwrap();
    let slave = DnsService::DnsSlave { master };
    let services = [DnsService::Parking, DnsService::Redir, DnsService::Dns, slave, DnsService::DnsPerso];
    events.extend(services.map(|service| ServiceSet { service }));
    events.push(RegistrationRequested { claim: Claim { service: Some(slave), ..claim() } });
    events.push(RegistrationRequested { claim: Claim { privacy: Some(true), ..claim() } });
    let served = Registration { service: Some(slave), ..*registration(Phase::Active) };
    events.push(Registered { registration: Box::new(served) });
    events.extend(LOCKS.map(|kind| Locked { lock: lock(kind) }));
    events.extend([
        OperationReleased { operation: id() },
        Renewed { operation: id(), period: Period::new(2).unwrap(), expires: day(730) },
        Deleted { operation: id(), until: day(30) },
        DeletionPending { until: day(35) },
        Restored { operation: id(), expires: day(365) },
        changed(Some(lock(LockKind::RegistrantChange)), Some(day(730))),
        changed(None, None),
        Expired { expired: day(365) },
        TransferOutAnnounced { transfer: operation(301), answer_by: day(5) },
        TransferOutEnded { transfer: operation(301) },
        TransferredAway { transfer: Some(operation(301)), at: day(5) },
        TransferredAway { transfer: None, at: day(5) },
        Observed { statuses: EppStatus::ALL.into_iter().collect(), expires: day(366) },
        Corrected {
            changes: Box::new(DomainChanges {
                servers: Some(servers(&["ns1.elsewhere.net"])),
                ..DomainChanges::default()
            }),
        },
        ResellerMoveAsked { asked: moving() },
        ResellerMoved { operation: operation(305), from: account(), to: AccountNumber::new(13_491) },
        Unlocked { kind: LockKind::Dispute },
        Released { operation: Some(id()), at: day(3) },
        Released { operation: None, at: day(35) },
    ]);
    let ends = [MoveEnd::Refused, MoveEnd::Withdrawn, MoveEnd::Replaced, MoveEnd::Expired, MoveEnd::NameLeft];
    events.extend(ends.map(|end| ResellerMoveEnded { operation: operation(305), end }));
    pin::<domain::Domain>(domain::Event::TYPES, events);
}

#[test]
fn hosts() {
    use crate::host::Event::*;
    let id = || operation(7);
    let glue = Glue {
        number: HostNumber::new(7),
        account: account(),
        domain: name(),
        registry: registry(),
        addresses: vec!["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()],
    };
    pin::<host::Host>(
        host::Event::TYPES,
        vec![
            Requested { glue, operation: id() },
            Created { operation: id() },
            Claimed { operation: id() },
            Freed { operation: id() },
            AddressesChanged { operation: id(), addresses: vec!["192.0.2.2".parse().unwrap()] },
            Deleted { operation: id() },
            Departed,
        ],
    );
}

#[test]
fn what_is_owed() {
    use crate::obligations::Event::*;
    use crate::obligations::{Discharge, Key, Kind, Lapse, Terms};
    let kinds = [
        Kind::ExpiryNotice { days: 30 },
        Kind::ExpiredNotice,
        Kind::Interruption,
        Kind::Reinstatement,
        Kind::Deletion,
        Kind::DataReminder,
        Kind::Verification,
        Kind::Resumption,
    ];
    let key = |kind| Key { kind, about: day(365).date_naive() };
    let terms = |kind| Terms {
        key: key(kind),
        registration: RegistrationNumber::new(1),
        account: account(),
        from: day(335),
        due: day(339),
        rule: "com@2016-12-01".into(),
    };
    let notice = || key(Kind::ExpiredNotice);
    let mut events: Vec<_> = kinds.map(|kind| Opened { terms: terms(kind) }).into();
    events.extend([
        Discharged { key: notice(), by: Discharge::Letter { id: "expired-notice".into() } },
        Discharged { key: notice(), by: Discharge::Operation { number: operation(278) } },
        Discharged { key: notice(), by: Discharge::FoundDone },
        Missed { key: notice(), due: day(370) },
        Waived { key: notice(), reason: reason("kept for a court") },
        Voided { key: notice(), because: Lapse::Superseded },
        Voided { key: notice(), because: Lapse::NameLeft },
    ]);
    pin::<obligations::Obligations>(obligations::Event::TYPES, events);
}

#[test]
fn drift() {
    use crate::drift::Event::*;
    use crate::drift::{Difference, Field, Object, Subject};
    let statuses = |all: &[EppStatus]| StatusSet::of(all);
    let hosts = |host: &str| [HostName::parse(host).unwrap()].into();
    let (us, person) = ("ours".to_owned(), contact(151_049));
    let foreign = || Object::Foreign(Sha256Digest::from_bytes([0xab; 32]));
    let record = DsRecord::new(1234, 8, 2, &"AB".repeat(32)).unwrap();
    let differences = vec![
        Difference::Sponsor { believed: us.clone(), shown: Some("other".into()) },
        Difference::Sponsor { believed: us, shown: None },
        Difference::Expiry { believed: day(365), shown: day(730) },
        Difference::ClientStatuses {
            believed: statuses(&[]),
            shown: statuses(&[EppStatus::ClientHold, EppStatus::ClientTransferProhibited]),
        },
        Difference::ServerStatuses { believed: statuses(&[EppStatus::ServerHold]), shown: statuses(&[]) },
        Difference::NameServers { believed: hosts("ns1.example.net"), shown: hosts("ns1.elsewhere.net") },
        Difference::Registrant { believed: person, shown: foreign() },
        Difference::Admin { believed: person, shown: Object::Ours(contact(151_050)) },
        Difference::Tech { believed: person, shown: Object::Nobody },
        Difference::SecDns { believed: None, shown: Some(SecDns::ds(vec![record]).unwrap()) },
    ];
    let subject = Subject { registration: RegistrationNumber::new(1), account: account() };
    let why = || reason("asked on the phone");
    let events = vec![
        Found { subject, differences },
        Accepted { fields: Field::ALL.to_vec(), reason: why() },
        Pushed { fields: vec![Field::NameServers], operation: operation(278), reason: why() },
        Ignored { fields: vec![Field::Expiry], reason: why() },
        Vanished { fields: vec![Field::Expiry, Field::SecDns] },
    ];
    pin::<drift::Drift>(drift::Event::TYPES, events);
}
