//! From what is published to RDAP's objects.

use super::document::{
    DomainObject, DsData, EntityObject, EntityPart, Event, IpAddresses, KeyData, Link, NameserverObject,
    Notice, PublicId, SecureDns, written,
};
use super::jcard::{Address, Card};
use super::redaction;
use application::directory::{DirectorySettings, Entry, HostEntry, Party, PartyEntry, PartyRole, Server};
use chrono::{DateTime, Utc};
use domain_model::domain::Phase;
use domain_model::values::{EppStatus, HostName, SecDns, StatusSet};
use serde_json::value::RawValue;
use std::sync::LazyLock;

const MEDIA: &str = "application/rdap+json";

/// Who answers, and where: what every object refers to.
pub(super) struct Registrar {
    itself: Itself,
    /// Its entity and its notices, as every answer has them.
    entity: Box<RawValue>,
    notices: Box<RawValue>,
}

struct Itself {
    settings: DirectorySettings,
    iana_id: Option<String>,
    abuse_email: String,
    home: String,
}

/// Addresses of an object, made before the object that points to them.
pub(super) struct Place(pub String);

impl Place {
    pub fn links(&self) -> Vec<Link<'_>> {
        vec![Link { value: &self.0, rel: "self", href: &self.0, media: MEDIA }]
    }
}

impl Registrar {
    pub fn new(settings: &DirectorySettings) -> Self {
        let itself = Itself {
            iana_id: settings.iana_id.map(|id| id.to_string()),
            abuse_email: settings.abuse_email.to_string(),
            home: format!("{}/help", settings.rdap_base),
            settings: settings.clone(),
        };
        Self { entity: written(&itself.entity()), notices: written(&itself.notices()), itself }
    }

    pub fn place(&self, kind: &str, of: &str) -> Place {
        Place([&self.itself.settings.rdap_base, "/", kind, "/", of].concat())
    }

    /// What it is asked for by: its number at IANA, or its name.
    pub fn is_asked_for(&self, handle: &str) -> bool {
        let Itself { iana_id, settings, .. } = &self.itself;
        iana_id.as_deref() == Some(handle) || settings.registrar.eq_ignore_ascii_case(handle)
    }

    /// Its handle, and what it is found under.
    pub fn handle(&self) -> &str {
        self.itself.handle()
    }

    /// The registrar itself, with whom to tell of abuse.
    pub fn entity(&self) -> EntityObject<'_> {
        self.itself.entity()
    }

    /// What the profile wants said with every answer.
    pub fn notices(&self) -> &RawValue {
        &self.notices
    }

    /// The same, after one of this answer.
    pub fn notices_after(&self, first: Notice<'_>) -> Box<RawValue> {
        let mut notices = self.itself.notices();
        notices.insert(0, first);
        written(&notices)
    }

    /// A name.
    pub fn domain<'e>(&'e self, entry: &'e Entry, place: &'e Place, now: DateTime<Utc>) -> DomainObject<'e> {
        let (mut redacted, mut entities) = (Vec::with_capacity(32), Vec::with_capacity(4));
        entities.push(EntityPart::Written(&self.entity));
        for (role, party) in &entry.parties {
            redaction::of(*role, party, &mut redacted);
            entities.extend(person(*role, party).map(|person| EntityPart::Person(Box::new(person))));
        }
        let name = entry.name.as_str();
        DomainObject {
            object_class_name: "domain",
            ldh_name: name,
            unicode_name: name.contains("xn--").then(|| entry.name.unicode()),
            status: statuses(entry),
            events: events(entry, now),
            nameservers: entry.servers.iter().map(name_server).collect(),
            secure_dns: secure_dns(entry),
            entities,
            links: place.links(),
            port43: &self.itself.settings.whois_host,
            redacted,
        }
    }

    /// A host inside one of our names.
    pub fn nameserver<'e>(
        &'e self,
        host: &'e HostEntry,
        place: &'e Place,
        now: DateTime<Utc>,
    ) -> NameserverObject<'e> {
        NameserverObject {
            entities: vec![EntityPart::Written(&self.entity)],
            events: vec![
                Event::new("last changed", host.updated),
                Event::new("last update of RDAP database", now),
            ],
            links: place.links(),
            ..host_object(&host.host, IpAddresses::of(&host.addresses))
        }
    }
}

impl Itself {
    fn handle(&self) -> &str {
        self.iana_id.as_deref().unwrap_or(&self.settings.registrar)
    }

    /// The registrar itself, with whom to tell of abuse.
    fn entity(&self) -> EntityObject<'_> {
        let abuse = EntityObject {
            object_class_name: "entity",
            roles: vec!["abuse"],
            vcard_array: Card {
                name: "Abuse Contact",
                phone: Some(&self.settings.abuse_phone),
                email: Some(&self.abuse_email),
                ..Card::default()
            },
            ..EntityObject::default()
        };
        let public_ids = self
            .iana_id
            .iter()
            .map(|id| PublicId { kind: "IANA Registrar ID", identifier: id.clone() })
            .collect();
        EntityObject {
            object_class_name: "entity",
            handle: Some(self.handle()),
            roles: vec!["registrar"],
            public_ids,
            vcard_array: Card {
                name: &self.settings.registrar,
                kind: Some("org"),
                contact_uri: Some(&self.settings.url),
                ..Card::default()
            },
            entities: vec![abuse],
            links: vec![Link {
                value: &self.home,
                rel: "about",
                href: &self.settings.url,
                media: "text/html",
            }],
            ..EntityObject::default()
        }
    }

    /// What the profile wants said with every answer; texts and addresses of the first two are the profile's.
    fn notices(&self) -> Vec<Notice<'_>> {
        let link = |rel, href| vec![Link { value: &self.home, rel, href, media: "text/html" }];
        vec![
            Notice {
                title: "Terms of Use",
                kind: None,
                description: vec![
                    "The data is for finding out about the registration of a name and for reaching whoever is responsible \
                     for it. It may not be used for advertising that nobody asked for, nor be copied in bulk.",
                ],
                links: link("terms-of-service", &self.settings.terms_url),
            },
            Notice {
                title: "Redacted Data",
                kind: None,
                description: vec![
                    "Whoever has a lawful interest in what is not shown may ask the registrar for it.",
                ],
                links: link("help", &self.settings.requests_url),
            },
            Notice {
                title: "Status Codes",
                kind: None,
                description: vec![
                    "For more information on domain status codes, please visit https://icann.org/epp",
                ],
                links: link("glossary", "https://icann.org/epp"),
            },
            Notice {
                title: "RDDS Inaccuracy Complaint Form",
                kind: None,
                description: vec!["URL of the ICANN RDDS Inaccuracy Complaint Form: https://icann.org/wicf"],
                links: link("help", "https://icann.org/wicf"),
            },
        ]
    }
}

/// A person asked for by handle.
pub(super) fn entity<'e>(entry: &'e PartyEntry, place: &'e Place, now: DateTime<Utc>) -> EntityObject<'e> {
    EntityObject {
        object_class_name: "entity",
        handle: Some(entry.handle.as_str()),
        vcard_array: card(&entry.party),
        remarks: remarks(&entry.party),
        links: place.links(),
        events: vec![
            Event::new("registration", entry.created),
            Event::new("last changed", entry.updated),
            Event::new("last update of RDAP database", now),
        ],
        ..EntityObject::default()
    }
}

/// Whoever pays is not in the directory.
fn person(role: PartyRole, party: &Party) -> Option<EntityObject<'_>> {
    let role = match role {
        PartyRole::Registrant => "registrant",
        PartyRole::Admin => "administrative",
        PartyRole::Tech => "technical",
        PartyRole::Billing => return None,
    };
    Some(EntityObject {
        object_class_name: "entity",
        handle: party.handle.shown().map(|handle| handle.as_str()),
        roles: vec![role],
        vcard_array: card(party),
        remarks: remarks(party),
        ..EntityObject::default()
    })
}

/// Says in words what `redacted` says to programs, for readers that do not know it.
fn remarks(party: &Party) -> Option<&'static RawValue> {
    const HIDDEN: (&str, &str) =
        ("REDACTED FOR PRIVACY", "Some of the data in this object has been removed.");
    const STANDS_IN: (&str, &str) = (
        "EMAIL REDACTED FOR PRIVACY",
        "Mail to the e-mail address in this object is forwarded to the contact.",
    );
    fn list(remarks: &[(&str, &str)]) -> Box<RawValue> {
        let remarks = remarks.iter().map(|(title, description)| Notice {
            title,
            kind: Some("object redacted due to authorization"),
            description: vec![description],
            links: vec![],
        });
        written(&remarks.collect::<Vec<_>>())
    }
    static ONE: LazyLock<Box<RawValue>> = LazyLock::new(|| list(&[HIDDEN]));
    static OTHER: LazyLock<Box<RawValue>> = LazyLock::new(|| list(&[STANDS_IN]));
    static BOTH: LazyLock<Box<RawValue>> = LazyLock::new(|| list(&[HIDDEN, STANDS_IN]));
    match (party.name.is_redacted() || party.street.is_redacted(), party.stands_in) {
        (true, true) => Some(&**BOTH),
        (true, false) => Some(&**ONE),
        (false, true) => Some(&**OTHER),
        (false, false) => None,
    }
}

fn card(party: &Party) -> Card<'_> {
    fn text(field: &application::directory::Field<String>) -> &str {
        field.shown().map_or("", String::as_str)
    }
    let address = Address {
        street: party.street.shown().map_or(&[], Vec::as_slice),
        city: text(&party.city),
        region: text(&party.region),
        postal_code: text(&party.postal_code),
        country: party.country.shown().copied(),
    };
    Card {
        name: text(&party.name),
        kind: Some(if party.is_organisation { "org" } else { "individual" }),
        organisation: party.organisation.shown().map(String::as_str),
        address: Some(address),
        phone: party.phone.shown().map(String::as_str),
        fax: party.fax.shown().map(String::as_str),
        email: party.email.shown().map(|address| address.as_str()),
        contact_uri: None,
    }
}

fn name_server(server: &Server) -> NameserverObject<'_> {
    host_object(&server.host, IpAddresses::of(&server.addresses))
}

fn host_object(host: &HostName, ip_addresses: Option<IpAddresses>) -> NameserverObject<'_> {
    NameserverObject {
        object_class_name: "nameserver",
        ldh_name: host.as_str(),
        unicode_name: host.as_str().contains("xn--").then(|| host.unicode()),
        ip_addresses,
        entities: vec![],
        events: vec![],
        links: vec![],
    }
}

fn secure_dns(entry: &Entry) -> SecureDns<'_> {
    let (mut ds_data, mut key_data) = (vec![], vec![]);
    match &entry.secdns {
        None => {}
        Some(SecDns::Ds(records)) => ds_data.extend(records.iter().map(|record| DsData {
            key_tag: record.key_tag(),
            algorithm: record.algorithm(),
            digest: record.digest(),
            digest_type: record.digest_type(),
        })),
        Some(SecDns::Keys(records)) => key_data.extend(records.iter().map(|record| KeyData {
            flags: record.flags(),
            protocol: record.protocol(),
            algorithm: record.algorithm(),
            public_key: record.public_key(),
        })),
    }
    SecureDns { delegation_signed: !(ds_data.is_empty() && key_data.is_empty()), ds_data, key_data }
}

fn events(entry: &Entry, now: DateTime<Utc>) -> Vec<Event> {
    let mut events = vec![
        Event::new("registration", entry.created),
        Event::new("expiration", entry.expires),
        Event::new("registrar expiration", entry.paid_until),
        Event::new("last changed", entry.updated),
    ];
    events.extend(entry.transferred.map(|at| Event::new("transfer", at)));
    events.push(Event::new("last update of RDAP database", now));
    events
}

/// RDAP's words for EPP's (RFC 8056). A server's prohibition of trades has none: it is no status of RFC 5731.
fn word(status: EppStatus) -> Option<&'static str> {
    Some(match status {
        EppStatus::ClientDeleteProhibited => "client delete prohibited",
        EppStatus::ServerDeleteProhibited => "server delete prohibited",
        EppStatus::ClientHold => "client hold",
        EppStatus::ServerHold => "server hold",
        EppStatus::ClientRenewProhibited => "client renew prohibited",
        EppStatus::ServerRenewProhibited => "server renew prohibited",
        EppStatus::ClientTransferProhibited => "client transfer prohibited",
        EppStatus::ServerTransferProhibited => "server transfer prohibited",
        EppStatus::ClientUpdateProhibited => "client update prohibited",
        EppStatus::ServerUpdateProhibited => "server update prohibited",
        EppStatus::PendingCreate => "pending create",
        EppStatus::PendingDelete => "pending delete",
        EppStatus::PendingRenew => "pending renew",
        EppStatus::PendingTransfer => "pending transfer",
        EppStatus::PendingUpdate => "pending update",
        EppStatus::ServerTradeProhibited => return None,
    })
}

fn statuses(entry: &Entry) -> Vec<&'static str> {
    let mut words: Vec<&str> = words(entry.statuses);
    let mut also = |word| {
        if !words.contains(&word) {
            words.push(word);
        }
    };
    match entry.phase {
        Phase::Active => {}
        Phase::Expired => also("auto renew period"),
        Phase::Redemption { .. } => {
            also("pending delete");
            also("redemption period");
        }
        Phase::PendingDelete { .. } => also("pending delete"),
    }
    if entry.transfer_pending {
        also("pending transfer");
    }
    if words.is_empty() {
        words.push("active");
    }
    words
}

fn words(statuses: StatusSet) -> Vec<&'static str> {
    statuses.iter().filter_map(word).collect()
}
