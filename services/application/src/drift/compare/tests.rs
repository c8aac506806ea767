use super::*;
use chrono::{DateTime, TimeZone, Utc};
use domain_model::domain::Phase;
use domain_model::drift::Field;
use domain_model::operation::Contacts;
use domain_model::values::*;

fn day(number: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 1, number, 12, 0, 0).unwrap()
}

fn hosts() -> Vec<HostName> {
    ["ns1.example.net", "ns2.example.net"].map(|host| HostName::parse(host).unwrap()).into()
}

fn record(tag: u16) -> DsRecord {
    DsRecord::new(tag, 8, 2, &"ab".repeat(32)).unwrap()
}

fn held() -> Registration {
    let contact = ContactNumber::new(7);
    Registration {
        number: RegistrationNumber::new(1),
        account: AccountNumber::new(13_490),
        registry: RegistryId::parse("sandbox").unwrap(),
        contacts: Contacts { owner: contact, admin: contact, tech: contact, billing: contact },
        servers: NameServers::new(hosts().into_iter().map(NameServer::new).collect()).unwrap(),
        secdns: Some(SecDns::Ds(vec![record(1), record(2)])),
        statuses: StatusSet::of(&[EppStatus::ClientHold, EppStatus::ServerTransferProhibited]),
        auth_code: None,
        created: day(1),
        expires: day(31),
        paid_until: None,
        held_since: day(1),
        phase: Phase::Active,
        busy: None,
        locks: vec![],
        transfer_out: None,
        service: None,
        privacy: None,
        moving: None,
    }
}

/// What the registry shows of it: the same, in another order.
fn shown() -> DomainAtRegistry {
    let object = Some(RegistryContactId::parse("BMN-7").unwrap());
    DomainAtRegistry {
        name: DomainName::parse("example.com").unwrap(),
        sponsor: "ours".to_owned(),
        statuses: held().statuses,
        rgp: vec![],
        registrant: object.clone(),
        admin: object.clone(),
        tech: object,
        servers: hosts().into_iter().rev().collect(),
        created: Some(day(1)),
        expires: Some(day(31)),
        transferred: None,
        auth_code: None,
        secdns: Some(SecDns::Ds(vec![record(2), record(1)])),
    }
}

fn whose(id: Option<&RegistryContactId>) -> Object {
    match id.map(RegistryContactId::as_str) {
        None => Object::Nobody,
        Some("BMN-7") => Object::Ours(ContactNumber::new(7)),
        Some(_) => Object::Foreign(Sha256Digest::from_bytes([1; 32])),
    }
}

fn fields(held: &Registration, shown: Option<&DomainAtRegistry>, thick: bool) -> Vec<Field> {
    compare("ours", held, shown, thick, whose).iter().map(Difference::field).collect()
}

#[test]
fn the_same_in_another_order_is_the_same() {
    assert_eq!(fields(&held(), Some(&shown()), true), []);
    let unsigned = Registration { secdns: None, ..held() };
    let empty = DomainAtRegistry { secdns: Some(SecDns::Ds(vec![])), expires: None, ..shown() };
    assert_eq!(fields(&unsigned, Some(&empty), true), [], "what is not shown does not differ");
}

#[test]
fn each_field_differs_by_itself() {
    let other = Some(RegistryContactId::parse("JSMITH-1").unwrap());
    let all = |statuses: &[EppStatus]| StatusSet::of(statuses);
    for (shown, field) in [
        (DomainAtRegistry { expires: Some(day(30)), ..shown() }, Field::Expiry),
        (
            DomainAtRegistry { statuses: all(&[EppStatus::ServerTransferProhibited]), ..shown() },
            Field::ClientStatuses,
        ),
        (DomainAtRegistry { statuses: all(&[EppStatus::ClientHold]), ..shown() }, Field::ServerStatuses),
        (DomainAtRegistry { servers: vec![], ..shown() }, Field::NameServers),
        (DomainAtRegistry { secdns: None, ..shown() }, Field::SecDns),
        (DomainAtRegistry { secdns: Some(SecDns::Ds(vec![record(1)])), ..shown() }, Field::SecDns),
    ] {
        assert_eq!(fields(&held(), Some(&shown), true), [field]);
    }
    for (shown, field) in [
        (DomainAtRegistry { registrant: other.clone(), ..shown() }, Field::Registrant),
        (DomainAtRegistry { admin: None, ..shown() }, Field::Admin),
        (DomainAtRegistry { tech: other, ..shown() }, Field::Tech),
    ] {
        assert_eq!(fields(&held(), Some(&shown), true), [field]);
        assert_eq!(fields(&held(), Some(&shown), false), [], "a thin registry has no contacts");
    }
}

#[test]
fn of_what_is_not_ours_there_nothing_else_is_compared() {
    let lost = DomainAtRegistry { sponsor: "other".to_owned(), servers: vec![], ..shown() };
    assert_eq!(fields(&held(), Some(&lost), true), [Field::Sponsor]);
    assert_eq!(fields(&held(), None, true), [Field::Sponsor]);
}
