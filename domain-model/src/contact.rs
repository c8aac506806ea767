//! A person or an organisation behind a name: `Absent → Held → Deleted | Merged | Erased`.
//!
//! Everything personal is sealed under the contact's own key; erasing destroys the key, and the history still
//! replays.

mod links;
mod person;

pub use links::VerificationLinks;
pub use person::{Person, Publication};

use crate::values::{
    AccountNumber, ContactDetails, ContactHandle, ContactNumber, OperationNumber, Purpose, Reason,
    RegistryContactId, RegistryId, SealOwner, Sealed,
};
use crate::{aggregate, domain_event};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A contact's data, sealed.
pub type SealedDetails = Sealed<Box<ContactDetails>>;

/// The key that seals a contact's data.
pub fn seal_owner(contact: ContactNumber) -> SealOwner {
    SealOwner::new("contact", contact, Purpose::Contact)
}

/// Where the data came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// An account's holder wrote it.
    Account,
    /// A registry had it when a name came by transfer.
    Transfer(OperationNumber),
}

/// What may be asked of a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Record it.
    Register {
        /// Whose it is.
        account: AccountNumber,
        /// Its handle.
        handle: ContactHandle,
        /// Where the data came from.
        origin: Origin,
        /// The data.
        details: SealedDetails,
    },
    /// Change the data.
    Amend {
        /// The whole new data.
        details: SealedDetails,
    },
    /// A registry has an object for it.
    Place {
        /// Which registry.
        registry: RegistryId,
        /// The object's id.
        id: RegistryContactId,
    },
    /// The person confirmed the data (WAPS).
    Verify {
        /// When.
        at: DateTime<Utc>,
        /// The serial of the mailed link that was used; none: an operator knows it otherwise.
        link: Option<u32>,
    },
    /// The data has to be confirmed (again).
    RequireVerification {
        /// Until when.
        by: DateTime<Utc>,
    },
    /// Mail a link by which the person confirms the data; nothing happens while it is confirmed.
    MailVerification {
        /// When.
        at: DateTime<Utc>,
    },
    /// The person lets the whole data stand in the public directory, or no longer.
    DecidePublication {
        /// Whether it may.
        consent: bool,
        /// When.
        at: DateTime<Utc>,
    },
    /// Nobody uses it: delete it.
    Delete,
    /// It is the same person as another contact.
    Merge {
        /// Which.
        into: ContactNumber,
    },
    /// Destroy the personal data.
    Erase {
        /// Why: whose request, which retention.
        reason: Reason,
    },
}

/// What happened to a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was recorded.
    Registered {
        /// Whose it is.
        account: AccountNumber,
        /// Its handle.
        handle: ContactHandle,
        /// Where the data came from.
        origin: Origin,
        /// The data.
        details: SealedDetails,
    },
    /// The data changed.
    Amended {
        /// The whole new data.
        details: SealedDetails,
    },
    /// A registry has an object for it.
    Placed {
        /// Which registry.
        registry: RegistryId,
        /// The object's id.
        id: RegistryContactId,
    },
    /// The person confirmed the data.
    Verified {
        /// When.
        at: DateTime<Utc>,
        /// The serial of the mailed link that was used.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<u32>,
    },
    /// The data has to be confirmed.
    VerificationRequired {
        /// Until when.
        by: DateTime<Utc>,
    },
    /// A link by which the person confirms the data is mailed.
    VerificationMailed {
        /// Which link: they are counted from 1.
        serial: u32,
        /// When.
        at: DateTime<Utc>,
    },
    /// The person lets the whole data stand in the public directory, or no longer.
    PublicationDecided {
        /// Whether it may.
        consent: bool,
        /// When.
        at: DateTime<Utc>,
    },
    /// It was deleted.
    Deleted,
    /// It is the same person as another contact.
    Merged {
        /// Which.
        into: ContactNumber,
    },
    /// The personal data is gone.
    Erased {
        /// Why.
        reason: Reason,
    },
}

domain_event!(Event {
    Registered => "1.0", Amended => "1.0", Placed => "1.0", Verified => "1.0",
    VerificationRequired => "1.0", VerificationMailed => "1.0", PublicationDecided => "1.0",
    Deleted => "1.0", Merged => "1.0", Erased => "1.0",
});

/// Why a contact says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such contact.
    #[error("there is no such contact")]
    Unknown,
    /// The number belongs to another contact.
    #[error("this contact number is taken")]
    NumberTaken,
    /// Deleted, merged or erased: `status != Active`.
    #[error("the contact is {status}")]
    NotActive {
        /// Its status.
        status: &'static str,
    },
    /// The data has changed since the link was mailed, or it never was.
    #[error("the link is void: the data has changed since it was mailed")]
    LinkVoid,
    /// A contact cannot be merged into itself.
    #[error("a contact cannot be merged into itself")]
    IntoItself,
    /// The registry has it under another id.
    #[error("the registry {registry} has this contact as {id}")]
    PlacedOtherwise {
        /// Which registry.
        registry: RegistryId,
        /// The id that it has.
        id: RegistryContactId,
    },
}

/// A contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Contact {
    /// Never recorded.
    #[default]
    Absent,
    /// In use, or usable.
    Held(Box<Person>),
    /// Deleted.
    Deleted(Box<Person>),
    /// The same person as another contact.
    Merged(Box<Person>, ContactNumber),
    /// The personal data is gone.
    Erased(Box<Person>),
}

aggregate!(Contact, "contact", ContactNumber, Command, Event, Refusal);

impl Contact {
    /// What is known, if the contact can be used.
    pub fn active(&self) -> Option<&Person> {
        match self {
            Self::Held(person) => Some(person),
            _ => None,
        }
    }

    /// What is known, whatever became of it.
    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Absent => None,
            Self::Held(person) | Self::Deleted(person) | Self::Merged(person, _) | Self::Erased(person) => {
                Some(person)
            }
        }
    }

    /// Deleted or erased, or never recorded: nothing of it is shown any more.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Absent | Self::Deleted(_) | Self::Erased(_))
    }

    /// `status` of `contact_info`.
    pub fn status(&self) -> &'static str {
        match self {
            Self::Absent => "Absent",
            Self::Held(_) => "Active",
            Self::Deleted(_) => "Deleted",
            Self::Merged(..) => "Merged",
            Self::Erased(_) => "Erased",
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Register { account, handle, origin, details }) => {
                Ok(vec![Event::Registered {
                    account: *account,
                    handle: handle.clone(),
                    origin: origin.clone(),
                    details: details.clone(),
                }])
            }
            (Self::Absent, _) => Err(Refusal::Unknown),
            (Self::Held(person), Command::Register { account, handle, origin, details })
                if person.account == *account
                    && person.handle == *handle
                    && person.origin == *origin
                    && person.details == *details =>
            {
                Ok(vec![])
            }
            (_, Command::Register { .. }) => Err(Refusal::NumberTaken),
            (Self::Erased(_), Command::Erase { .. }) => Ok(vec![]),
            (_, Command::Erase { reason }) => Ok(vec![Event::Erased { reason: reason.clone() }]),
            (Self::Deleted(_), Command::Delete) => Ok(vec![]),
            (Self::Merged(_, known), Command::Merge { into }) if known == into => Ok(vec![]),
            (Self::Held(person), command) => person.decided(command),
            _ => Err(Refusal::NotActive { status: self.status() }),
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Registered { account, handle, origin, details }) => {
                Self::Held(Box::new(Person {
                    account,
                    handle,
                    origin,
                    details,
                    placed: BTreeMap::new(),
                    verified_at: None,
                    verify_by: None,
                    links: VerificationLinks::default(),
                    publication: None,
                }))
            }
            (
                Self::Held(mut person)
                | Self::Deleted(mut person)
                | Self::Merged(mut person, _)
                | Self::Erased(mut person),
                Event::Erased { .. },
            ) => {
                person.details = Sealed::Closed(String::new());
                Self::Erased(person)
            }
            (Self::Held(person), Event::Deleted) => Self::Deleted(person),
            (Self::Held(person), Event::Merged { into }) => Self::Merged(person, into),
            (Self::Held(mut person), event) => {
                person.evolve(event);
                Self::Held(person)
            }
            (state, _) => state,
        };
    }
}

#[cfg(test)]
mod tests;
