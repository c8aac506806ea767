//! What is published: facts with the decision taken.

use chrono::{DateTime, NaiveDate, Utc};
use domain_model::domain::Phase;
use domain_model::values::{
    ContactHandle, Country, DomainName, EmailAddress, HostName, RegistrationNumber, RegistryId, SecDns,
    StatusSet,
};
use std::fmt;
use std::net::IpAddr;

/// One thing known of a person.
#[derive(Clone, PartialEq, Eq)]
pub enum Field<T> {
    /// The world may know it.
    Shown(T),
    /// It is known here, and not told.
    Redacted,
    /// It was never given.
    Absent,
}

/// Never the value: entries are handled near logs.
impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shown(_) => "Shown(…)",
            Self::Redacted => "Redacted",
            Self::Absent => "Absent",
        })
    }
}

impl<T> Field<T> {
    /// The value, if the world may know it.
    pub fn shown(&self) -> Option<&T> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Redacted | Self::Absent => None,
        }
    }

    /// Whether there is something that is not told.
    pub fn is_redacted(&self) -> bool {
        matches!(self, Self::Redacted)
    }
}

/// What a person does for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PartyRole {
    /// Whose it is.
    Registrant,
    /// Who decides on it.
    Admin,
    /// Who runs it.
    Tech,
    /// Who pays for it.
    Billing,
}

impl PartyRole {
    /// In the order of every answer.
    pub const ALL: [Self; 4] = [Self::Registrant, Self::Admin, Self::Tech, Self::Billing];
}

/// What is told of a person. Texts are in UTF-8, as they were given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The contact's handle: `PD86-FREE`.
    pub handle: Field<ContactHandle>,
    /// A person, or an organisation.
    pub is_organisation: bool,
    /// Given and family name.
    pub name: Field<String>,
    /// The organisation.
    pub organisation: Field<String>,
    /// The lines of the street, one or two.
    pub street: Field<Vec<String>>,
    /// The city.
    pub city: Field<String>,
    /// State, province or region.
    pub region: Field<String>,
    /// The postal code.
    pub postal_code: Field<String>,
    /// The country.
    pub country: Field<Country>,
    /// Telephone, as EPP writes it: `+33.173500000`.
    pub phone: Field<String>,
    /// Fax, likewise.
    pub fax: Field<String>,
    /// The address to write to: the person's own, or where that is not told the one that stands for it and is
    /// forwarded.
    pub email: Field<EmailAddress>,
    /// Whether [`Self::email`] is the one that stands for the person's own.
    pub stands_in: bool,
}

/// A name server of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// Its name, in A-labels.
    pub host: HostName,
    /// Its addresses, where the registry has them from us.
    pub addresses: Vec<IpAddr>,
}

/// A rule of the policies of disclosure: `directory@2024-10-18/registrant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// The first day of the policy.
    pub policy: NaiveDate,
    /// Its name in there.
    pub name: &'static str,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "directory@{}/{}", self.policy, self.name)
    }
}

/// A name that is ours, as the world may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name, in A-labels.
    pub name: DomainName,
    /// The registration, numbered by the registrar (SOAP `id`).
    pub number: RegistrationNumber,
    /// Where it is registered.
    pub registry: RegistryId,
    /// EPP statuses; [`Self::phase`] says the rest.
    pub statuses: StatusSet,
    /// Where it is in its life.
    pub phase: Phase,
    /// Registered at the registry.
    pub created: DateTime<Utc>,
    /// Came to us, where that was by a transfer.
    pub transferred: Option<DateTime<Utc>>,
    /// Last changed, by the registrar's clock.
    pub updated: DateTime<Utc>,
    /// Expires at the registry.
    pub expires: DateTime<Utc>,
    /// Until when it is paid (RDAP `registrar expiration`).
    pub paid_until: DateTime<Utc>,
    /// Another registrar asked for it.
    pub transfer_pending: bool,
    /// Its name servers, in their order.
    pub servers: Vec<Server>,
    /// Its DNSSEC records, where there are any.
    pub secdns: Option<SecDns>,
    /// Its persons, each role once; a role whose contact is unknown is left out.
    pub parties: Vec<(PartyRole, Party)>,
    /// The rule that decided what of the registrant is shown; nothing where there is none.
    pub rule: Option<Rule>,
    /// When anything in here last changed: the name, a person, the addresses of a host.
    pub changed: DateTime<Utc>,
    /// Another one for other facts, for caches.
    pub version: u64,
}

impl Entry {
    /// The person of a role.
    pub fn party(&self, role: PartyRole) -> Option<&Party> {
        self.parties.iter().find(|(of, _)| *of == role).map(|(_, party)| party)
    }
}

/// A host inside one of our names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostEntry {
    /// Its name, in A-labels.
    pub host: HostName,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Last changed.
    pub updated: DateTime<Utc>,
    /// For caches.
    pub version: u64,
}

/// A person that is asked for by handle: what is told of it by itself, of no name in particular.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyEntry {
    /// Its handle.
    pub handle: ContactHandle,
    /// What is told.
    pub party: Party,
    /// Recorded.
    pub created: DateTime<Utc>,
    /// Last changed.
    pub updated: DateTime<Utc>,
    /// For caches.
    pub version: u64,
}
