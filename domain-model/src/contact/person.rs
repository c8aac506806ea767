//! What is known of a contact.

use super::{Command, Event, Origin, Refusal, SealedDetails, VerificationLinks, seal_owner};
use crate::values::{AccountNumber, ContactHandle, RegistryContactId, RegistryId, Sealed};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known of a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Whose it is.
    pub account: AccountNumber,
    /// Its handle.
    pub handle: ContactHandle,
    /// Where the data came from.
    pub origin: Origin,
    /// The data; closed when it was erased.
    pub details: SealedDetails,
    /// The objects that registries have for it.
    pub placed: BTreeMap<RegistryId, RegistryContactId>,
    /// When the person last confirmed the data.
    pub verified_at: Option<DateTime<Utc>>,
    /// Until when it has to be confirmed.
    pub verify_by: Option<DateTime<Utc>>,
    /// The links by which it is confirmed.
    #[serde(default, skip_serializing_if = "VerificationLinks::are_none")]
    pub links: VerificationLinks,
    /// What the person last said of the public directory; absent: nothing, which is no consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publication: Option<Publication>,
}

/// What a person said of the public directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publication {
    /// Whether the whole data may stand in it.
    pub consent: bool,
    /// When it was said.
    pub at: DateTime<Utc>,
}

impl Person {
    /// Whether the person has confirmed the data as it is.
    pub fn is_verified(&self) -> bool {
        self.verified_at.is_some() && self.verify_by.is_none()
    }

    /// Whether the person lets the whole data stand in the public directory.
    pub fn consents(&self) -> bool {
        self.publication.is_some_and(|said| said.consent)
    }

    pub(super) fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Amend { details } if details.value() == self.details.value() => Ok(vec![]),
            Command::Amend { details } => Ok(vec![Event::Amended { details: details.clone() }]),
            Command::Place { registry, id } => match self.placed.get(registry) {
                Some(known) if known == id => Ok(vec![]),
                Some(known) => {
                    Err(Refusal::PlacedOtherwise { registry: registry.clone(), id: known.clone() })
                }
                None => Ok(vec![Event::Placed { registry: registry.clone(), id: id.clone() }]),
            },
            Command::Verify { link: Some(serial), .. } if !self.links.accept(*serial) => {
                Err(Refusal::LinkVoid)
            }
            Command::Verify { .. } if self.is_verified() => Ok(vec![]),
            Command::Verify { at, link } => Ok(vec![Event::Verified { at: *at, link: *link }]),
            Command::RequireVerification { .. } if self.verify_by.is_some() => Ok(vec![]),
            Command::RequireVerification { by } => Ok(vec![Event::VerificationRequired { by: *by }]),
            Command::MailVerification { .. } if self.is_verified() => Ok(vec![]),
            Command::MailVerification { at } => {
                Ok(vec![Event::VerificationMailed { serial: self.links.serial + 1, at: *at }])
            }
            Command::DecidePublication { consent, .. } if *consent == self.consents() => Ok(vec![]),
            Command::DecidePublication { consent, at } => {
                Ok(vec![Event::PublicationDecided { consent: *consent, at: *at }])
            }
            Command::Delete => Ok(vec![Event::Deleted]),
            // A contact's data is sealed under its own key, which names it.
            Command::Merge { into } if matches!(&self.details, Sealed::Open { owner, .. } if *owner == seal_owner(*into)) => {
                Err(Refusal::IntoItself)
            }
            Command::Merge { into } => Ok(vec![Event::Merged { into: *into }]),
            Command::Register { .. } | Command::Erase { .. } => Err(Refusal::NumberTaken),
        }
    }

    pub(super) fn evolve(&mut self, event: Event) {
        match event {
            Event::Amended { details } => {
                self.details = details;
                self.links.void = self.links.serial;
            }
            Event::Placed { registry, id } => {
                self.placed.insert(registry, id);
            }
            Event::Verified { at, link } => {
                self.verified_at = Some(at);
                self.verify_by = None;
                self.links.used = link;
            }
            Event::VerificationRequired { by } => self.verify_by = Some(by),
            Event::VerificationMailed { serial, at } => {
                self.links.serial = serial;
                self.links.mailed_at = Some(at);
            }
            Event::PublicationDecided { consent, at } => self.publication = Some(Publication { consent, at }),
            Event::Registered { .. } | Event::Deleted | Event::Merged { .. } | Event::Erased { .. } => {}
        }
    }
}
