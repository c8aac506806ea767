//! From facts to what is published: the one place where it is decided what of a person is shown.

use super::entry::{Entry, Field, HostEntry, Party, PartyEntry, PartyRole, Rule, Server};
use crate::application::Application;
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::policy::{Disclosure, Disclosures, OfName, PersonFacts as Decided, PersonItem, PersonRole};
use domain_model::values::{ContactHandle, ContactNumber, DomainName, EmailAddress, HostName};
use projections::directory::{FoundName, HostFacts, NameFacts, PersonFacts, PersonText};
use projections::whois::{ContactRole, Whois};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// A name that came by transfer was registered elsewhere before: a registry takes less to answer a creation.
const NOT_BY_CREATION: TimeDelta = TimeDelta::days(1);

impl PartyRole {
    fn of_policy(self) -> PersonRole {
        match self {
            Self::Registrant => PersonRole::Registrant,
            Self::Admin => PersonRole::Admin,
            Self::Tech => PersonRole::Tech,
            Self::Billing => PersonRole::Billing,
        }
    }
}

/// One tag for everything that an answer is made of.
fn version(of: impl Hash) -> u64 {
    // Its keys are fixed: the same facts have the same tag after a restart, and in every process.
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

impl Application {
    /// A name as the world may know it, from what the back office reads; nothing of one that is not ours.
    pub fn published(&self, found: &Whois, at: DateTime<Utc>) -> Option<Entry> {
        let name = &found.name;
        let facts = NameFacts::of(&name.state, name.sequence, name.changed_at)?;
        let persons =
            [ContactRole::Owner, ContactRole::Admin, ContactRole::Tech, ContactRole::Billing].map(|role| {
                let row = found.contact(role);
                let facts = row.and_then(|row| {
                    PersonFacts::of(&row.state, row.sequence, row.registered_at, row.changed_at)
                });
                (row.map(|row| row.number), facts)
            });
        let persons = persons.each_ref().map(|(number, facts)| (*number, facts.as_ref()));
        Some(self.entry(&name.name, &facts, persons, at))
    }

    pub(super) fn entry_of(&self, name: &DomainName, found: &FoundName, at: DateTime<Utc>) -> Entry {
        let persons = found.persons.each_ref().map(|(number, facts)| (Some(*number), facts.as_deref()));
        self.entry(name, &found.facts, persons, at)
    }

    fn entry(
        &self,
        name: &DomainName,
        facts: &NameFacts,
        persons: [(Option<ContactNumber>, Option<&PersonFacts>); 4],
        at: DateTime<Utc>,
    ) -> Entry {
        let policy = self.catalogue().policy(name, at.date_naive()).ok();
        let (mut parties, mut rule) = (Vec::with_capacity(4), None);
        for (role, (number, person)) in PartyRole::ALL.into_iter().zip(persons) {
            let (Some(number), Some(person)) = (number, person) else { continue };
            let of_name = policy.map(|policy| OfName {
                tld: policy.tld.as_str(),
                group: policy.group,
                hidden: facts.hidden,
                role: role.of_policy(),
            });
            let disclosure = decide(of_name, person, at);
            if role == PartyRole::Registrant {
                rule = Some(Rule { policy: disclosure.policy, name: disclosure.rule });
            }
            parties.push((role, self.party(number, person, disclosure)));
        }
        let sequences = persons.map(|(number, person)| (number, person.map(|person| person.sequence)));
        let servers = self.servers(facts);
        let of_persons = persons.iter().filter_map(|(_, person)| person.map(|person| person.updated));
        let of_hosts = servers.iter().filter_map(|(_, host)| host.as_ref().map(|host| host.updated));
        let changed = of_persons.chain(of_hosts).fold(facts.updated, DateTime::max);
        let hosts: Vec<i64> =
            servers.iter().filter_map(|(_, host)| host.as_ref().map(|host| host.sequence)).collect();
        Entry {
            name: name.clone(),
            number: facts.number,
            registry: facts.registry.clone(),
            statuses: facts.statuses,
            phase: facts.phase.clone(),
            created: facts.created,
            transferred: (facts.held_since - facts.created > NOT_BY_CREATION).then_some(facts.held_since),
            updated: facts.updated,
            expires: facts.expires,
            paid_until: facts.paid_until,
            transfer_pending: facts.transfer_pending,
            servers: servers.into_iter().map(|(server, _)| server).collect(),
            secdns: facts.secdns.as_deref().cloned(),
            changed,
            version: version((facts.sequence, facts.number, sequences, hosts, rule)),
            parties,
            rule,
        }
    }

    /// The addresses of a host that is an object of its own are its own, of any other those given with the name.
    fn servers(&self, facts: &NameFacts) -> Vec<(Server, Option<Arc<HostFacts>>)> {
        let given = |server: &domain_model::values::NameServer| {
            let host = self.directory().host(&server.host);
            let addresses =
                host.as_ref().map_or_else(|| server.addresses.clone(), |host| host.addresses.clone());
            (Server { host: server.host.clone(), addresses }, host)
        };
        facts.servers.iter().map(given).collect()
    }

    fn party(&self, number: ContactNumber, person: &PersonFacts, disclosure: Disclosure<'_>) -> Party {
        let shown = |item| disclosure.shown.has(item);
        let texts = person.texts();
        let text = |item, which| match texts.get(which) {
            None => Field::Absent,
            Some(text) if shown(item) => Field::Shown(text.to_owned()),
            Some(_) => Field::Redacted,
        };
        let stands_in = person.hides_email || !shown(PersonItem::Email);
        let email = match texts.get(PersonText::Email) {
            None => Field::Absent,
            Some(_) if stands_in => Field::Shown(person.stand_in(|| self.stand_in_address(number)).clone()),
            Some(own) => EmailAddress::parse(own).map_or(Field::Absent, Field::Shown),
        };
        let street = match shown(PersonItem::Street) {
            true => Field::Shown(
                [PersonText::Street, PersonText::Street2]
                    .into_iter()
                    .filter_map(|line| texts.get(line).map(ToOwned::to_owned))
                    .collect(),
            ),
            false => Field::Redacted,
        };
        let redacted_unless = |item| if shown(item) { None } else { Some(()) };
        Party {
            handle: redacted_unless(PersonItem::Handle)
                .map_or_else(|| Field::Shown(person.handle.clone()), |()| Field::Redacted),
            is_organisation: person.is_organisation,
            name: text(PersonItem::Name, PersonText::Name),
            organisation: text(PersonItem::Organisation, PersonText::Organisation),
            street,
            city: text(PersonItem::City, PersonText::City),
            region: text(PersonItem::Region, PersonText::Region),
            postal_code: text(PersonItem::PostalCode, PersonText::PostalCode),
            country: redacted_unless(PersonItem::Country)
                .map_or(Field::Shown(person.country), |()| Field::Redacted),
            phone: text(PersonItem::Phone, PersonText::Phone),
            fax: text(PersonItem::Fax, PersonText::Fax),
            email,
            stands_in,
        }
    }

    pub(super) fn party_entry(
        &self,
        handle: &ContactHandle,
        number: ContactNumber,
        person: &PersonFacts,
        at: DateTime<Utc>,
    ) -> PartyEntry {
        let disclosure = decide(None, person, at);
        // Whoever asks by handle knows it.
        let party = Party { handle: Field::Shown(handle.clone()), ..self.party(number, person, disclosure) };
        PartyEntry {
            handle: handle.clone(),
            party,
            created: person.created,
            updated: person.updated,
            version: version((number, person.sequence, disclosure.policy, disclosure.rule)),
        }
    }
}

/// The one decision.
fn decide(name: Option<OfName<'_>>, person: &PersonFacts, at: DateTime<Utc>) -> Disclosure<'static> {
    let facts = Decided {
        is_organisation: person.is_organisation,
        country: person.country,
        consents: person.consents,
        asked_open: person.asked_open,
    };
    Disclosures::embedded().decide(name, facts, at.date_naive())
}

pub(super) fn host_entry(host: &HostName, facts: &HostFacts) -> HostEntry {
    HostEntry {
        host: host.clone(),
        addresses: facts.addresses.clone(),
        updated: facts.updated,
        version: version(facts.sequence),
    }
}
