//! Every kind of document by ICANN's own library: it is read, and nothing in it is found wrong.

use super::document::{CONFORMANCE, Document, DomainObject, ErrorDocument, SearchResults};
use super::object::{self, Registrar};
use application::directory::{
    DirectorySettings, Entry, Field, HostEntry, Party, PartyEntry, PartyRole, Server,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::domain::Phase;
use domain_model::values::{
    ContactHandle, Country, DomainName, DsRecord, EmailAddress, EppStatus, HostName, KeyRecord,
    RegistrationNumber, RegistryId, SecDns, StatusSet,
};
use icann_rdap_common::check::{CheckParams, GetChecks, WARNING_CHECK_CLASSES, traverse_checks};
use icann_rdap_common::response::RdapResponse;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::net::IpAddr;

fn now() -> DateTime<Utc> {
    "2026-11-28T06:00:00Z".parse().unwrap()
}

fn registrar() -> Registrar {
    Registrar::new(&DirectorySettings {
        iana_id: Some(74),
        rdap_base: "https://rdap.registrar.net/rdap".to_owned(),
        whois_host: "whois.registrar.net".to_owned(),
        ..DirectorySettings::default()
    })
}

fn text(value: &str) -> Field<String> {
    Field::Shown(value.to_owned())
}

fn open(is_organisation: bool) -> Party {
    Party {
        handle: Field::Shown(ContactHandle::parse("PD86-FREE").unwrap()),
        is_organisation,
        name: text("Pierre Dupont"),
        organisation: if is_organisation { text("ACME SARL") } else { Field::Absent },
        street: Field::Shown(vec!["3 rue Haute".to_owned(), "Bâtiment B".to_owned()]),
        city: text("LYON"),
        region: Field::Absent,
        postal_code: text("69001"),
        country: Field::Shown(Country::parse("FR").unwrap()),
        phone: text("+33.478000000"),
        fax: text("+33.478000001"),
        email: Field::Shown(EmailAddress::parse("pierre@dupont.net").unwrap()),
        stands_in: false,
    }
}

fn redacted(is_organisation: bool) -> Party {
    Party {
        handle: Field::Redacted,
        is_organisation,
        name: Field::Redacted,
        organisation: if is_organisation { text("ACME SARL") } else { Field::Absent },
        street: Field::Redacted,
        city: Field::Redacted,
        region: Field::Redacted,
        postal_code: Field::Redacted,
        country: Field::Shown(Country::parse("FR").unwrap()),
        phone: Field::Redacted,
        fax: Field::Absent,
        email: Field::Shown(EmailAddress::parse("1a2b3c@contact.registrar.net").unwrap()),
        stands_in: true,
    }
}

fn entry(name: &str, parties: Vec<(PartyRole, Party)>) -> Entry {
    Entry {
        name: DomainName::parse(name).unwrap(),
        number: RegistrationNumber::new(1),
        registry: RegistryId::parse("sandbox").unwrap(),
        statuses: StatusSet::of(&[EppStatus::ClientTransferProhibited]),
        phase: Phase::Active,
        created: now() - TimeDelta::days(400),
        transferred: None,
        updated: now() - TimeDelta::days(3),
        expires: now() + TimeDelta::days(330),
        paid_until: now() + TimeDelta::days(330),
        transfer_pending: false,
        servers: vec![Server { host: HostName::parse("ns0.online.net").unwrap(), addresses: vec![] }],
        secdns: None,
        parties,
        rule: None,
        changed: now(),
        version: 7,
    }
}

fn entries() -> Vec<(&'static str, Entry)> {
    let roles = [PartyRole::Registrant, PartyRole::Admin, PartyRole::Tech, PartyRole::Billing];
    let of = |party: fn(bool) -> Party, organisation: bool| -> Vec<(PartyRole, Party)> {
        roles.map(|role| (role, party(organisation))).into()
    };
    let plain = || entry("dupont.net", of(redacted, false));
    let until = now() + TimeDelta::days(20);
    let ds = DsRecord::new(12_345, 13, 2, &"ab".repeat(32)).unwrap();
    let key = KeyRecord::new(257, 3, 13, &"QUJD".repeat(22)).unwrap();
    let glue: Vec<IpAddr> = vec!["203.0.114.1".parse().unwrap(), "2a01:e0d::1".parse().unwrap()];
    let server = |n: u8| Server {
        host: HostName::parse(&format!("ns{n}.dupont.net")).unwrap(),
        addresses: glue.clone(),
    };
    vec![
        ("redacted", plain()),
        ("an organisation", entry("acme.net", of(redacted, true))),
        ("by consent", entry("dupont.net", of(open, false))),
        ("an organisation by consent", entry("acme.net", of(open, true))),
        ("internationalised", entry("crème-brûlée.net", of(redacted, false))),
        ("without contacts", entry("dupont.net", vec![])),
        ("with DS", Entry { secdns: Some(SecDns::ds(vec![ds]).unwrap()), ..plain() }),
        ("with keys", Entry { secdns: Some(SecDns::keys(vec![key]).unwrap()), ..plain() }),
        ("thirteen servers", Entry { servers: (1..=13).map(server).collect(), ..plain() }),
        ("no servers", Entry { servers: vec![], ..plain() }),
        ("expired", Entry { phase: Phase::Expired, ..plain() }),
        ("in redemption", Entry { phase: Phase::Redemption { until }, ..plain() }),
        ("at its end", Entry { phase: Phase::PendingDelete { until }, ..plain() }),
        ("leaving", Entry { transfer_pending: true, ..plain() }),
        ("came to us", Entry { transferred: Some(now() - TimeDelta::days(100)), ..plain() }),
        ("without statuses", Entry { statuses: StatusSet::of(&[]), ..plain() }),
        (
            "with every status",
            Entry { statuses: StatusSet::from_bits((1 << 16) - 1).unwrap_or_default(), ..plain() },
        ),
    ]
}

/// What the library says of a document.
fn judged(object: impl Serialize, notices: &RawValue) -> (Value, Vec<String>) {
    let document = Document { rdap_conformance: CONFORMANCE, lang: "en", object, notices };
    let value = serde_json::to_value(&document).unwrap();
    let read = RdapResponse::try_from(value.clone()).unwrap_or_else(|error| panic!("{error}: {value:#}"));
    (value, found_in(&read))
}

fn found_in(read: &RdapResponse) -> Vec<String> {
    let mut found = vec![];
    let checks = read.get_checks(None, CheckParams::for_rdap(read));
    traverse_checks(&checks, WARNING_CHECK_CLASSES, None, &mut |place, item| {
        found.push(format!("{place}: {item}"));
    });
    found
}

#[test]
fn every_name_is_read_and_nothing_is_wrong_with_it() {
    let registrar = registrar();
    for (what, entry) in entries() {
        let place = registrar.place("domain", entry.name.as_str());
        let (value, wrong) = judged(registrar.domain(&entry, &place, now()), registrar.notices());
        assert!(wrong.is_empty(), "{what}: {wrong:#?} {value:#}");
        assert_eq!(
            value["redacted"].is_array(),
            entry.parties.iter().any(|(_, party)| party.stands_in),
            "{what}"
        );
    }
}

#[test]
fn hosts_persons_the_registrar_and_searches_are_read_too() {
    let registrar = registrar();
    let notices = registrar.notices();
    let addresses = vec!["203.0.114.1".parse().unwrap(), "2a01:e0d::1".parse().unwrap()];
    let host =
        HostEntry { host: HostName::parse("ns1.dupont.net").unwrap(), addresses, updated: now(), version: 1 };
    let place = registrar.place("nameserver", "ns1.dupont.net");
    let (_, wrong) = judged(registrar.nameserver(&host, &place, now()), notices);
    assert_eq!(wrong, Vec::<String>::new());
    for party in [open(false), open(true), redacted(false)] {
        let handle = ContactHandle::parse("PD86-FREE").unwrap();
        let party = Party { handle: Field::Shown(handle.clone()), ..party };
        let person = PartyEntry { handle, party, created: now(), updated: now(), version: 1 };
        let place = registrar.place("entity", "PD86-FREE");
        let (value, wrong) = judged(object::entity(&person, &place, now()), notices);
        assert!(wrong.is_empty(), "{wrong:#?} {value:#}");
    }
    let mut itself = registrar.entity();
    let place = registrar.place("entity", registrar.handle());
    itself.links.extend(place.links());
    // The library takes every entity inside an entity for a root: it misses `rdapConformance` in the one for abuse.
    let nested = "[ROOT]/entity/entity/[0]/rdap_conformance: ";
    let (_, wrong) = judged(itself, notices);
    assert!(wrong.len() == 1 && wrong[0].starts_with(nested), "{wrong:#?}");
    let (_, entry) = entries().swap_remove(0);
    let place = registrar.place("domain", entry.name.as_str());
    let one = DomainObject { redacted: vec![], ..registrar.domain(&entry, &place, now()) };
    assert_eq!(judged(SearchResults::Domains(vec![one]), notices).1, Vec::<String>::new());
}

#[test]
fn an_error_is_read_as_one() {
    let document = ErrorDocument {
        rdap_conformance: CONFORMANCE,
        lang: "en",
        error_code: 404,
        title: "Not Found",
        description: ["this name is not registered with this registrar"],
    };
    let read = RdapResponse::try_from(serde_json::to_value(&document).unwrap()).unwrap();
    assert!(matches!(&read, RdapResponse::ErrorResponse(_)), "{read:?}");
    assert_eq!(found_in(&read), Vec::<String>::new());
}

#[test]
fn the_library_finds_what_is_wrong() {
    let registrar = registrar();
    let (_, entry) = entries().swap_remove(0);
    let place = registrar.place("domain", entry.name.as_str());
    let object = DomainObject { status: vec!["sleeping"], ..registrar.domain(&entry, &place, now()) };
    let (_, wrong) = judged(object, registrar.notices());
    assert!(!wrong.is_empty(), "a status that is not registered");
}
