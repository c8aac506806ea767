//! The maps, and looking into them.

use super::{HostFacts, NameFacts, PersonFacts};
use domain_model::operation::Contacts;
use domain_model::values::{ContactHandle, ContactNumber, DomainName, HostName};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The directory's facts. Cheap to clone; every clone is the same.
#[derive(Clone, Default)]
pub struct Directory(Arc<Inner>);

#[derive(Default)]
struct Inner {
    held: RwLock<Held>,
    ready: AtomicBool,
}

#[derive(Default)]
pub(super) struct Held {
    names: HashMap<DomainName, Arc<NameFacts>>,
    persons: HashMap<ContactNumber, Arc<PersonFacts>>,
    handles: HashMap<ContactHandle, ContactNumber>,
    /// In how many roles of names a contact stands: who stands in none is not in the directory.
    uses: HashMap<ContactNumber, u32>,
    hosts: HashMap<HostName, Arc<HostFacts>>,
}

/// A name with its persons, as of one moment.
#[derive(Clone, Debug)]
pub struct FoundName {
    /// The name.
    pub facts: Arc<NameFacts>,
    /// Registrant, administrative, technical and billing contact.
    pub persons: [(ContactNumber, Option<Arc<PersonFacts>>); 4],
}

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Names.
    pub names: usize,
    /// Contacts, whether they stand in a name or not.
    pub persons: usize,
    /// Hosts.
    pub hosts: usize,
}

fn roles(contacts: &Contacts) -> [ContactNumber; 4] {
    [contacts.owner, contacts.admin, contacts.tech, contacts.billing]
}

impl Directory {
    /// Whether it knows everything: before, what is not found may be ours.
    pub fn is_ready(&self) -> bool {
        self.0.ready.load(Ordering::Acquire)
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Held> {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.0.held.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn fill(&self, held: Held) {
        *self.write() = held;
        self.0.ready.store(true, Ordering::Release);
    }

    /// A name that is ours, with its persons.
    pub fn name(&self, name: &DomainName) -> Option<FoundName> {
        let held = self.read();
        let facts = held.names.get(name)?.clone();
        let person = |number| (number, held.persons.get(&number).cloned());
        let persons = roles(&facts.contacts).map(person);
        Some(FoundName { facts, persons })
    }

    /// Whether a name is ours.
    pub fn has_name(&self, name: &DomainName) -> bool {
        self.read().names.contains_key(name)
    }

    /// A host inside one of our names.
    pub fn host(&self, host: &HostName) -> Option<Arc<HostFacts>> {
        self.read().hosts.get(host).cloned()
    }

    /// A person that stands in one of our names, by handle.
    pub fn person(&self, handle: &ContactHandle) -> Option<(ContactNumber, Arc<PersonFacts>)> {
        let held = self.read();
        let number = *held.handles.get(handle)?;
        held.uses.get(&number)?;
        Some((number, held.persons.get(&number)?.clone()))
    }

    /// The names for which `wanted` holds, in alphabetical order; at most so many, and whether there are more. Looks at
    /// every name.
    pub fn names_where(
        &self,
        most: usize,
        wanted: impl Fn(&DomainName, &NameFacts) -> bool,
    ) -> (Vec<DomainName>, bool) {
        let mut found: Vec<DomainName> = self
            .read()
            .names
            .iter()
            .filter(|(name, facts)| wanted(name, facts))
            .map(|(name, _)| name.clone())
            .collect();
        found.sort_unstable();
        let more = found.len() > most;
        found.truncate(most);
        (found, more)
    }

    /// The hosts for which `wanted` holds, likewise.
    pub fn hosts_where(&self, most: usize, wanted: impl Fn(&HostName) -> bool) -> (Vec<HostName>, bool) {
        let mut found: Vec<HostName> =
            self.read().hosts.keys().filter(|host| wanted(host)).cloned().collect();
        found.sort_unstable();
        let more = found.len() > most;
        found.truncate(most);
        (found, more)
    }

    /// How much is kept.
    pub fn kept(&self) -> Kept {
        let held = self.read();
        Kept { names: held.names.len(), persons: held.persons.len(), hosts: held.hosts.len() }
    }
}

/// Setting something: what is older than what is known changes nothing.
impl Held {
    pub fn name_sequence(&self, name: &DomainName) -> Option<i64> {
        self.names.get(name).map(|facts| facts.sequence)
    }

    pub fn set_name(&mut self, name: DomainName, facts: Option<NameFacts>) {
        let contacts = facts.as_ref().map(|facts| facts.contacts);
        let before = match facts {
            Some(facts) => self.names.insert(name, Arc::new(facts)),
            None => self.names.remove(&name),
        };
        for number in contacts.iter().flat_map(roles) {
            *self.uses.entry(number).or_default() += 1;
        }
        for number in before.iter().flat_map(|before| roles(&before.contacts)) {
            if let Some(uses) = self.uses.get_mut(&number) {
                *uses -= 1;
                if *uses == 0 {
                    self.uses.remove(&number);
                }
            }
        }
    }

    pub fn person(&self, number: ContactNumber) -> Option<&Arc<PersonFacts>> {
        self.persons.get(&number)
    }

    pub fn set_person(&mut self, number: ContactNumber, facts: Option<PersonFacts>) {
        let handle = facts.as_ref().map(|facts| facts.handle.clone());
        let before = match facts {
            Some(facts) => self.persons.insert(number, Arc::new(facts)),
            None => self.persons.remove(&number),
        };
        if let Some(before) = before
            && self.handles.get(&before.handle) == Some(&number)
        {
            self.handles.remove(&before.handle);
        }
        if let Some(handle) = handle {
            // Where merging left several, the first that was recorded keeps it.
            self.handles.entry(handle).and_modify(|known| *known = number.min(*known)).or_insert(number);
        }
    }

    pub fn host_sequence(&self, host: &HostName) -> Option<i64> {
        self.hosts.get(host).map(|facts| facts.sequence)
    }

    pub fn set_host(&mut self, host: HostName, facts: Option<HostFacts>) {
        match facts {
            Some(facts) => drop(self.hosts.insert(host, Arc::new(facts))),
            None => drop(self.hosts.remove(&host)),
        }
    }
}
