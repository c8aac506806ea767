//! What is kept of a name, a person and a host: little, since there may be millions.

use chrono::{DateTime, Utc};
use domain_model::contact::Contact;
use domain_model::domain::{Domain, Phase};
use domain_model::host::Host;
use domain_model::operation::Contacts;
use domain_model::values::{
    ContactDetails, ContactHandle, Country, EmailAddress, LegalForm, NameServers, RegistrationNumber,
    RegistryId, SecDns, StatusSet,
};
use std::fmt;
use std::net::IpAddr;
use std::sync::OnceLock;

/// A registration in force.
#[derive(Clone, Debug, PartialEq)]
pub struct NameFacts {
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// SOAP `id`.
    pub number: RegistrationNumber,
    /// Where it is registered.
    pub registry: RegistryId,
    /// Its contacts.
    pub contacts: Contacts,
    /// Its name servers, in their order.
    pub servers: NameServers,
    /// Its DNSSEC records.
    pub secdns: Option<Box<SecDns>>,
    /// EPP statuses.
    pub statuses: StatusSet,
    /// Where it is in its life.
    pub phase: Phase,
    /// Registered at the registry.
    pub created: DateTime<Utc>,
    /// Expires at the registry.
    pub expires: DateTime<Utc>,
    /// Until when it is paid.
    pub paid_until: DateTime<Utc>,
    /// Came to us.
    pub held_since: DateTime<Utc>,
    /// Last changed, by the registrar's clock.
    pub updated: DateTime<Utc>,
    /// OwO was asked for.
    pub hidden: bool,
    /// Another registrar asked for it.
    pub transfer_pending: bool,
}

impl NameFacts {
    /// Of a name that is ours; nothing of any other.
    pub fn of(state: &Domain, sequence: i64, updated: DateTime<Utc>) -> Option<Self> {
        let held = state.registration()?;
        Some(Self {
            sequence,
            number: held.number,
            registry: held.registry.clone(),
            contacts: held.contacts,
            servers: held.servers.clone(),
            secdns: held.secdns.clone().filter(|records| !records.is_empty()).map(Box::new),
            statuses: held.statuses,
            phase: held.phase.clone(),
            created: held.created,
            expires: held.expires,
            paid_until: held.paid_until(),
            held_since: held.held_since,
            updated,
            hidden: held.privacy == Some(true),
            transfer_pending: held.transfer_out.is_some(),
        })
    }
}

/// A text known of a person, in the order in which they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonText {
    /// Given and family name.
    Name,
    /// The organisation.
    Organisation,
    /// The first line of the street.
    Street,
    /// The second.
    Street2,
    /// The city.
    City,
    /// State, province or region.
    Region,
    /// The postal code.
    PostalCode,
    /// Telephone, as EPP writes it.
    Phone,
    /// Fax, likewise.
    Fax,
    /// The person's own e-mail address.
    Email,
}

/// A person.
#[derive(Clone, PartialEq)]
pub struct PersonFacts {
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// The contact's handle.
    pub handle: ContactHandle,
    /// A legal person.
    pub is_organisation: bool,
    /// Where.
    pub country: Country,
    /// The person lets the whole data stand in the directory.
    pub consents: bool,
    /// The person asked a .fr registry for open publication.
    pub asked_open: bool,
    /// The person wants another address to stand for the own one.
    pub hides_email: bool,
    /// Recorded.
    pub created: DateTime<Utc>,
    /// Last changed.
    pub updated: DateTime<Utc>,
    /// All texts, one after the other, each with a line end: a contact's lines have none.
    texts: Box<str>,
    /// The address that stands for the person's own, once somebody asked.
    stand_in: OnceLock<EmailAddress>,
}

/// Never what is known: facts are handled near logs.
impl fmt::Debug for PersonFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonFacts").field("sequence", &self.sequence).finish_non_exhaustive()
    }
}

impl PersonFacts {
    /// Of a contact whose data is open; nothing of one that is deleted or erased.
    pub fn of(
        state: &Contact,
        sequence: i64,
        created: DateTime<Utc>,
        updated: DateTime<Utc>,
    ) -> Option<Self> {
        let person = state.person().filter(|_| !state.is_gone())?;
        let details = person.details.value()?;
        Some(Self {
            sequence,
            handle: person.handle.clone(),
            is_organisation: details.legal_form() != LegalForm::Individual,
            country: details.address().country,
            consents: person.consents(),
            asked_open: details.identification().get("dotfr_restricted_publication") == Some("no"),
            hides_email: details.hide_email(),
            created,
            updated,
            texts: texts(details),
            stand_in: OnceLock::new(),
        })
    }

    /// All texts, found in one pass.
    pub fn texts(&self) -> PersonTexts<'_> {
        let mut lines = self.texts.split('\n');
        PersonTexts(std::array::from_fn(|_| lines.next().unwrap_or_default()))
    }

    /// The address that stands for the person's own: made when it is first asked for, and kept, since it never changes
    /// and takes longer to make than the rest of an answer.
    pub fn stand_in(&self, make: impl FnOnce() -> EmailAddress) -> &EmailAddress {
        self.stand_in.get_or_init(make)
    }
}

/// The texts of a person, by [`PersonText`].
#[derive(Clone, Copy)]
pub struct PersonTexts<'p>([&'p str; 10]);

impl<'p> PersonTexts<'p> {
    /// A text; nothing where it was not given.
    pub fn get(&self, which: PersonText) -> Option<&'p str> {
        Some(self.0[which as usize]).filter(|text| !text.is_empty())
    }
}

fn texts(details: &ContactDetails) -> Box<str> {
    let fax = details.fax().map(ToString::to_string).unwrap_or_default();
    [
        &details.name(),
        details.organisation(),
        details.street(0),
        details.street(1),
        details.city(),
        details.region(),
        details.postal_code(),
        &details.phone().to_string(),
        &fax,
        details.email().as_str(),
    ]
    .join("\n")
    .into()
}

/// A host inside one of our names.
#[derive(Clone, Debug, PartialEq)]
pub struct HostFacts {
    /// The last event of its stream that is in here.
    pub sequence: i64,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Last changed.
    pub updated: DateTime<Utc>,
}

impl HostFacts {
    /// Of a host that its registry has; nothing of one that is only asked for.
    pub fn of(state: &Host, sequence: i64, updated: DateTime<Utc>) -> Option<Self> {
        match state {
            Host::Held(glue, _) => Some(Self { sequence, addresses: glue.addresses.clone(), updated }),
            Host::Absent | Host::Requested(..) => None,
        }
    }
}
