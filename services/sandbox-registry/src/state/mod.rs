//! The registry's whole state: objects, registrars, queues, and the indexes that keep commands cheap.
//!
//! State changes only through [`Registry::apply`]; a [`Change`] is what the log stores, so that loading the log
//! leads to the same state.

mod contact;
mod domain;
mod host;
mod registrar;
mod status;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use contact::{Address, Contact, Disclose, Phone, PostalForm, PostalInfo};
pub use domain::{
    Domain, DsRecord, Grace, HeldCommand, KeyRecord, Life, SecDns, TransactionIds, Transfer, plus_years,
};
pub use host::Host;
pub use registrar::{Notice, NoticeExtension, PollMessage, PollQueue, Registrar};
pub use status::{ContactRole, ObjectKind, RgpStatus, Status, TransferStatus};

/// One accepted change, as the log stores it: objects are put as a whole.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "change", content = "value", rename_all = "snake_case")]
pub enum Change {
    PutDomain(Box<Domain>),
    DropDomain(String),
    PutContact(Box<Contact>),
    DropContact(String),
    PutHost(Box<Host>),
    DropHost(String),
    PutRegistrar(Registrar),
    Enqueue {
        registrar: String,
        message: PollMessage,
    },
    Acknowledge {
        registrar: String,
        id: u64,
    },
    /// The sandbox clock's distance from real time, in milliseconds.
    ClockOffset(i64),
    /// A fault that happens once per name has happened.
    FaultSpent(String),
    /// Counters that must survive the deletion of what they numbered.
    Counters {
        roid: u64,
        message: u64,
    },
}

/// What acts by itself at some moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeadlineOf {
    Contact(String),
    Domain(String),
}

/// A moment and what acts then.
pub type Deadline = (DateTime<Utc>, DeadlineOf);

/// Everything the registry knows.
#[derive(Debug, Default)]
pub struct Registry {
    domains: BTreeMap<String, Domain>,
    contacts: BTreeMap<String, Contact>,
    hosts: BTreeMap<String, Host>,
    registrars: BTreeMap<String, Registrar>,
    queues: HashMap<String, PollQueue>,
    clock_offset: i64,
    spent_faults: BTreeSet<String>,
    last_roid: u64,
    last_message: u64,
    /// Domains by the contacts and hosts that they name, and hosts by their superordinate domain.
    domains_by_contact: HashMap<String, BTreeSet<String>>,
    domains_by_host: HashMap<String, BTreeSet<String>>,
    hosts_by_domain: HashMap<String, BTreeSet<String>>,
    deadlines: BTreeSet<Deadline>,
}

impl Registry {
    pub fn domain(&self, name: &str) -> Option<&Domain> {
        self.domains.get(name)
    }

    pub fn domains(&self) -> impl Iterator<Item = &Domain> {
        self.domains.values()
    }

    pub fn contact(&self, id: &str) -> Option<&Contact> {
        self.contacts.get(id)
    }

    pub fn host(&self, name: &str) -> Option<&Host> {
        self.hosts.get(name)
    }

    pub fn registrar(&self, id: &str) -> Option<&Registrar> {
        self.registrars.get(id)
    }

    pub fn registrars(&self) -> impl Iterator<Item = &Registrar> {
        self.registrars.values()
    }

    /// The messages waiting for a registrar, oldest first.
    pub fn queue(&self, registrar: &str) -> impl ExactSizeIterator<Item = &PollMessage> {
        static EMPTY: PollQueue = PollQueue::new();
        self.queues.get(registrar).unwrap_or(&EMPTY).iter()
    }

    /// Domains that name the contact.
    pub fn domains_of_contact(&self, id: &str) -> impl Iterator<Item = &Domain> {
        linked(&self.domains_by_contact, id).filter_map(|name| self.domains.get(name))
    }

    /// Domains delegated to the host.
    pub fn domains_of_host(&self, name: &str) -> impl Iterator<Item = &Domain> {
        linked(&self.domains_by_host, name).filter_map(|domain| self.domains.get(domain))
    }

    /// Hosts that live under the domain.
    pub fn hosts_of_domain(&self, name: &str) -> impl Iterator<Item = &Host> {
        linked(&self.hosts_by_domain, name).filter_map(|host| self.hosts.get(host))
    }

    /// The number for the next object.
    pub fn next_roid(&self) -> u64 {
        self.last_roid + 1
    }

    /// The number for the next service message.
    pub fn next_message(&self) -> u64 {
        self.last_message + 1
    }

    pub fn clock_offset(&self) -> chrono::Duration {
        chrono::Duration::milliseconds(self.clock_offset)
    }

    pub fn fault_spent(&self, name: &str) -> bool {
        self.spent_faults.contains(name)
    }

    /// The earliest deadline of all objects, or the one that follows `after`.
    pub fn next_deadline(&self, after: Option<&Deadline>) -> Option<&Deadline> {
        match after {
            None => self.deadlines.first(),
            Some(after) => self.deadlines.range((Bound::Excluded(after), Bound::Unbounded)).next(),
        }
    }

    /// Takes one change in. Changes come from a decision on this very state, or from the log.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::PutDomain(domain) => self.put_domain(*domain),
            Change::DropDomain(name) => self.drop_domain(&name),
            Change::PutContact(contact) => self.put_contact(*contact),
            Change::DropContact(id) => self.drop_contact(&id),
            Change::PutHost(host) => self.put_host(*host),
            Change::DropHost(name) => self.drop_host(&name),
            Change::PutRegistrar(registrar) => {
                self.registrars.insert(registrar.id.clone(), registrar);
            }
            Change::Enqueue { registrar, message } => {
                self.last_message = self.last_message.max(message.id);
                self.queues.entry(registrar).or_default().push_back(message);
            }
            Change::Acknowledge { registrar, id } => {
                if let Some(queue) = self.queues.get_mut(&registrar) {
                    queue.retain(|message| message.id != id);
                }
            }
            Change::ClockOffset(offset) => self.clock_offset = offset,
            Change::FaultSpent(name) => {
                self.spent_faults.insert(name);
            }
            Change::Counters { roid, message } => {
                self.last_roid = self.last_roid.max(roid);
                self.last_message = self.last_message.max(message);
            }
        }
    }

    /// The changes that lead from an empty registry to this one.
    pub fn snapshot(&self) -> Vec<Change> {
        let mut changes = vec![
            Change::Counters { roid: self.last_roid, message: self.last_message },
            Change::ClockOffset(self.clock_offset),
        ];
        changes.extend(self.registrars.values().cloned().map(Change::PutRegistrar));
        changes.extend(self.contacts.values().cloned().map(|contact| Change::PutContact(Box::new(contact))));
        changes.extend(self.hosts.values().cloned().map(|host| Change::PutHost(Box::new(host))));
        changes.extend(self.domains.values().cloned().map(|domain| Change::PutDomain(Box::new(domain))));
        for (registrar, queue) in &self.queues {
            changes.extend(queue.iter().cloned().map(|message| {
                let registrar = registrar.clone();
                Change::Enqueue { registrar, message }
            }));
        }
        changes.extend(self.spent_faults.iter().cloned().map(Change::FaultSpent));
        changes
    }

    fn put_domain(&mut self, domain: Domain) {
        self.drop_domain(&domain.name);
        self.last_roid = self.last_roid.max(domain.roid);
        for contact in contacts_of(&domain) {
            link(&mut self.domains_by_contact, contact, &domain.name);
        }
        for host in &domain.hosts {
            link(&mut self.domains_by_host, host, &domain.name);
        }
        if let Some(at) = domain.next_deadline() {
            self.deadlines.insert((at, DeadlineOf::Domain(domain.name.clone())));
        }
        self.domains.insert(domain.name.clone(), domain);
    }

    fn drop_domain(&mut self, name: &str) {
        let Some(domain) = self.domains.remove(name) else { return };
        for contact in contacts_of(&domain) {
            unlink(&mut self.domains_by_contact, contact, name);
        }
        for host in &domain.hosts {
            unlink(&mut self.domains_by_host, host, name);
        }
        if let Some(at) = domain.next_deadline() {
            self.deadlines.remove(&(at, DeadlineOf::Domain(domain.name)));
        }
    }

    fn put_contact(&mut self, contact: Contact) {
        self.drop_contact(&contact.id);
        self.last_roid = self.last_roid.max(contact.roid);
        if let Some(at) = contact.next_deadline() {
            self.deadlines.insert((at, DeadlineOf::Contact(contact.id.clone())));
        }
        self.contacts.insert(contact.id.clone(), contact);
    }

    fn drop_contact(&mut self, id: &str) {
        let Some(contact) = self.contacts.remove(id) else { return };
        if let Some(at) = contact.next_deadline() {
            self.deadlines.remove(&(at, DeadlineOf::Contact(contact.id)));
        }
    }

    fn put_host(&mut self, host: Host) {
        self.drop_host(&host.name);
        self.last_roid = self.last_roid.max(host.roid);
        if let Some(superordinate) = &host.superordinate {
            link(&mut self.hosts_by_domain, superordinate, &host.name);
        }
        self.hosts.insert(host.name.clone(), host);
    }

    fn drop_host(&mut self, name: &str) {
        let Some(host) = self.hosts.remove(name) else { return };
        if let Some(superordinate) = &host.superordinate {
            unlink(&mut self.hosts_by_domain, superordinate, name);
        }
    }
}

fn contacts_of(domain: &Domain) -> impl Iterator<Item = &String> {
    domain.registrant.iter().chain(domain.contacts.iter().map(|(_, id)| id))
}

fn linked<'a>(
    index: &'a HashMap<String, BTreeSet<String>>,
    key: &str,
) -> impl Iterator<Item = &'a String> + use<'a> {
    index.get(key).into_iter().flatten()
}

fn link(index: &mut HashMap<String, BTreeSet<String>>, key: &str, name: &str) {
    index.entry(key.to_owned()).or_default().insert(name.to_owned());
}

fn unlink(index: &mut HashMap<String, BTreeSet<String>>, key: &str, name: &str) {
    if let Some(names) = index.get_mut(key) {
        names.remove(name);
        if names.is_empty() {
            index.remove(key);
        }
    }
}
