//! The people, names and days that the tests are about; the persons are those of the SOAP paper.

pub(crate) mod access;

use crate::account::credentials_of;
use crate::contact::{SealedDetails, seal_owner};
use crate::operation::{Charge, Contacts, Dossier, RegistryFact, Request, Step};
use crate::values::*;
use crate::vote::{Party, Voter};
use chrono::{DateTime, Days, TimeZone, Utc};

/// Noon, so many days after the first of January 2026.
pub(crate) fn day(number: u64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 12, 0, 0).unwrap() + Days::new(number)
}

pub(crate) fn operation(number: u64) -> OperationNumber {
    OperationNumber::new(number)
}

pub(crate) fn contact(number: u64) -> ContactNumber {
    ContactNumber::new(number)
}

pub(crate) fn account() -> AccountNumber {
    AccountNumber::new(13_490)
}

pub(crate) fn points(number: i64) -> Points {
    Points::new(number).unwrap()
}

pub(crate) fn name() -> DomainName {
    DomainName::parse("example.com").unwrap()
}

pub(crate) fn registry() -> RegistryId {
    RegistryId::parse("sandbox").unwrap()
}

pub(crate) fn reason(text: &str) -> Reason {
    Reason::parse(text).unwrap()
}

pub(crate) fn cltrid(text: &str) -> ClTrid {
    ClTrid::parse(text).unwrap()
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(crate) fn auth_code(text: &str) -> Sealed<AuthCode> {
    Sealed::open(credentials_of(account()), AuthCode::parse(text).unwrap())
}

pub(crate) fn servers(hosts: &[&str]) -> NameServers {
    let server = |host: &&str| NameServer::new(HostName::parse(host).unwrap());
    NameServers::new(hosts.iter().map(server).collect()).unwrap()
}

pub(crate) fn contacts() -> Contacts {
    Contacts { owner: contact(151_049), admin: contact(151_049), tech: contact(1), billing: contact(13_490) }
}

pub(crate) fn fact(transaction: &str) -> RegistryFact {
    RegistryFact { registry: registry(), cltrid: cltrid(transaction), svtrid: "SRV-1".into(), at: day(0) }
}

/// A registration in two steps: the contact first, then the name.
pub(crate) fn dossier(number: u64) -> Dossier {
    Dossier {
        number: operation(number),
        account: account(),
        request: Request::Create {
            name: name(),
            period: Period::ONE_YEAR,
            contacts: contacts(),
            servers: servers(&["ns1.example.net", "ns2.example.net"]),
            auth_code: auth_code("C1p3tiS3cr3t"),
            language: None,
            service: None,
            privacy: None,
            declarations: None,
        },
        charge: Some(Charge {
            points: points(1000),
            cents: Cents::new(1000).unwrap(),
            rule: "standard-EUR@2026-01-01".into(),
            label: "create example.com 1Y".into(),
            fee: None,
        }),
        registry: registry(),
        steps: vec![Step::CreateContact(contact(151_049)), Step::CreateDomain],
        requested_at: day(0),
        ordered_by: None,
    }
}

/// The contact of the SOAP paper, at another address.
pub(crate) fn details_at(number: u64, email: &str) -> SealedDetails {
    let details = ContactDetails::new(ContactInput {
        legal_form: "particulier".into(),
        civility: "M".into(),
        last_name: "DUPOND".into(),
        first_name: "Pierre".into(),
        street: "12 Rue du chien qui fume".into(),
        postal_code: "75001".into(),
        city: "PARIS".into(),
        country: "FR".into(),
        phone: "+33.147010203".into(),
        email: email.into(),
        locale: "fr".into(),
        ..ContactInput::default()
    });
    Sealed::open(seal_owner(contact(number)), Box::new(details.unwrap()))
}

/// The contact of the SOAP paper.
pub(crate) fn details(number: u64) -> SealedDetails {
    details_at(number, "dupond@free.fr")
}

pub(crate) fn party(number: u64, address: &str) -> Party {
    Party {
        contact: Some(contact(number)),
        email: Sealed::open(seal_owner(contact(number)), email(address)),
        locale: Locale::parse("fr").unwrap(),
    }
}

/// Whoever holds the link of that serial.
pub(crate) fn by_link(serial: u32) -> Voter {
    let owner = SealOwner::new("contact", 151_049, Purpose::Evidence);
    Voter::ByLink { serial, address: Sealed::open(owner, "2001:db8::1".into()) }
}

pub(crate) fn by_operator(evidence: bool) -> Voter {
    Voter::ByOperator {
        login: "support".into(),
        reason: reason("the owner signed before a notary"),
        evidence: evidence.then(|| Sha256Digest::from_bytes([0xab; 32])),
    }
}
