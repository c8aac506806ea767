//! A name, through every registration of it:
//! `Absent → Requested → Held (Active | Expired | Redemption) → Gone → Requested → …`,
//! and for a transfer in `Absent | Gone → Arriving → Held`.
//!
//! The whole past is one stream; each registration has a number of its own, and starts empty.

mod command;
mod decide;
mod event;
mod moving;
mod registration;
#[cfg(test)]
mod tests;

pub use command::{Command, Refusal, Verb};
pub use event::Event;
pub use moving::{MoveEnd, ResellerMove};
pub use registration::{Lock, LockKind, Phase, Registration, TransferOut};

use crate::aggregate;
use crate::operation::Contacts;
use crate::values::{
    AccountNumber, DnsService, DomainName, NameServers, OperationNumber, RegistrationNumber,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A request for a name that is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The registration that it would become.
    pub number: RegistrationNumber,
    /// The operation that carries it.
    pub operation: OperationNumber,
    /// Who asked.
    pub account: AccountNumber,
    /// The name's contacts.
    pub contacts: Contacts,
    /// Its name servers.
    pub servers: NameServers,
    /// How it is to be served; as the default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<DnsService>,
    /// Whether the registrant's data is to be hidden from the directory (OwO); as the default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<bool>,
}

/// How a registration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Departure {
    /// Deleted, and past redemption or within the add grace period.
    Released,
    /// Another registrar has it.
    TransferredAway,
}

/// A name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Domain {
    /// Never ours.
    #[default]
    Absent,
    /// Asked for, not yet confirmed.
    Requested(Claim, Option<Past>),
    /// A transfer in is on its way.
    Arriving(Claim, Option<Past>),
    /// Ours.
    Held(Box<Registration>),
    /// No longer ours.
    Gone(Past),
}

/// The registration before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The registration that ended.
    pub number: RegistrationNumber,
    /// How.
    pub departure: Departure,
    /// When.
    pub at: DateTime<Utc>,
}

aggregate!(Domain, "domain", DomainName, Command, Event, Refusal);

impl Domain {
    /// The registration in force.
    pub fn registration(&self) -> Option<&Registration> {
        match self {
            Self::Held(registration) => Some(registration),
            _ => None,
        }
    }

    /// The unfinished operation that holds the name, if any. Open votes do not count.
    pub fn unfinished(&self) -> Option<OperationNumber> {
        match self {
            Self::Requested(claim, _) | Self::Arriving(claim, _) => Some(claim.operation),
            Self::Held(registration) => registration.busy,
            Self::Absent | Self::Gone(_) => None,
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::RegistrationRequested { claim }) => Self::Requested(claim, None),
            (Self::Gone(past), Event::RegistrationRequested { claim }) => Self::Requested(claim, Some(past)),
            (Self::Absent, Event::TransferInRequested { claim }) => Self::Arriving(claim, None),
            (Self::Gone(past), Event::TransferInRequested { claim }) => Self::Arriving(claim, Some(past)),
            (Self::Requested(_, past) | Self::Arriving(_, past), Event::RegistrationFailed { .. }) => {
                past.map_or(Self::Absent, Self::Gone)
            }
            (Self::Requested(..), Event::Registered { registration })
            | (Self::Arriving(..), Event::TransferredIn { registration }) => Self::Held(registration),
            (Self::Held(registration), Event::Released { at, .. }) => {
                Self::Gone(Past { number: registration.number, departure: Departure::Released, at })
            }
            (Self::Held(registration), Event::TransferredAway { at, .. }) => {
                Self::Gone(Past { number: registration.number, departure: Departure::TransferredAway, at })
            }
            (Self::Held(mut registration), event) => {
                registration.evolve(event);
                Self::Held(registration)
            }
            (state, _) => state,
        };
    }
}
