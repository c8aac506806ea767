//! A host object: a name server inside one of our names, with its addresses (glue).
//! `Absent → Requested → Held → (Deleted | Departed) → Requested → …`

use crate::values::{AccountNumber, DomainName, HostName, HostNumber, OperationNumber, RegistryId};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What is known of a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glue {
    /// SOAP `id`.
    pub number: HostNumber,
    /// Whose it is.
    pub account: AccountNumber,
    /// The name that it lies in.
    pub domain: DomainName,
    /// Where it is registered.
    pub registry: RegistryId,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

/// What may be asked of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take the name for a new host.
    Request {
        /// What it is to be.
        glue: Glue,
        /// The operation.
        operation: OperationNumber,
    },
    /// The registry confirmed the creation.
    ConfirmCreation {
        /// The operation.
        operation: OperationNumber,
    },
    /// Take hold of it for an update or a deletion.
    Claim {
        /// The operation.
        operation: OperationNumber,
    },
    /// The registry confirmed the addresses.
    ConfirmAddresses {
        /// The operation.
        operation: OperationNumber,
        /// The whole new set.
        addresses: Vec<IpAddr>,
    },
    /// The registry confirmed the deletion.
    ConfirmDeletion {
        /// The operation.
        operation: OperationNumber,
    },
    /// The operation came to nothing.
    Release {
        /// The operation.
        operation: OperationNumber,
    },
    /// The name around it is no longer ours: released, or with another registrar.
    Depart,
}

/// What happened to a host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was asked for.
    Requested {
        /// What it is to be.
        glue: Glue,
        /// The operation.
        operation: OperationNumber,
    },
    /// The registry has it.
    Created {
        /// The operation.
        operation: OperationNumber,
    },
    /// An operation took hold of it.
    Claimed {
        /// The operation.
        operation: OperationNumber,
    },
    /// The operation let go without effect; a host that was only asked for is absent again.
    Freed {
        /// The operation.
        operation: OperationNumber,
    },
    /// It has other addresses.
    AddressesChanged {
        /// The operation.
        operation: OperationNumber,
        /// The whole new set.
        addresses: Vec<IpAddr>,
    },
    /// The registry deleted it.
    Deleted {
        /// The operation.
        operation: OperationNumber,
    },
    /// It left with the name around it.
    Departed,
}

domain_event!(Event {
    Requested => "1.0", Created => "1.0", Claimed => "1.0", Freed => "1.0", AddressesChanged => "1.0",
    Deleted => "1.0", Departed => "1.0",
});

/// Why a host says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It exists.
    #[error("there is glue for this host already")]
    Exists,
    /// It does not exist.
    #[error("there is no glue for this host")]
    Unknown,
    /// Another operation is unfinished.
    #[error("operation {0} on this host is unfinished")]
    Busy(OperationNumber),
    /// That operation does not hold the host.
    #[error("operation {0} does not hold this host")]
    NotTheHolder(OperationNumber),
}

/// A host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Host {
    /// Never created, or deleted.
    #[default]
    Absent,
    /// On its way to the registry.
    Requested(Glue, OperationNumber),
    /// At the registry; held by an operation or free.
    Held(Glue, Option<OperationNumber>),
}

aggregate!(Host, "host", HostName, Command, Event, Refusal);

impl Host {
    /// What is known, where the registry has it.
    pub fn glue(&self) -> Option<&Glue> {
        match self {
            Self::Held(glue, _) => Some(glue),
            _ => None,
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Request { glue, operation }) => {
                Ok(vec![Event::Requested { glue: glue.clone(), operation: *operation }])
            }
            (Self::Absent, Command::Release { .. } | Command::ConfirmDeletion { .. } | Command::Depart) => {
                Ok(vec![])
            }
            (Self::Absent, _) => Err(Refusal::Unknown),
            (_, Command::Depart) => Ok(vec![Event::Departed]),
            (Self::Requested(_, holder), command) => Self::requested(*holder, command),
            (Self::Held(glue, holder), command) => Self::held(glue, *holder, command),
        }
    }

    fn requested(holder: OperationNumber, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Request { operation, .. } if *operation == holder => Ok(vec![]),
            Command::ConfirmCreation { operation } if *operation == holder => {
                Ok(vec![Event::Created { operation: holder }])
            }
            Command::Release { operation } if *operation == holder => {
                Ok(vec![Event::Freed { operation: holder }])
            }
            Command::Request { .. } | Command::Claim { .. } => Err(Refusal::Busy(holder)),
            Command::ConfirmCreation { operation } => Err(Refusal::NotTheHolder(*operation)),
            // Another operation let go before this one came: heard before.
            Command::Release { .. } => Ok(vec![]),
            Command::ConfirmAddresses { .. } | Command::ConfirmDeletion { .. } | Command::Depart => {
                Err(Refusal::Unknown)
            }
        }
    }

    fn held(glue: &Glue, holder: Option<OperationNumber>, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Request { .. } => Err(Refusal::Exists),
            Command::ConfirmCreation { .. } => Ok(vec![]),
            Command::Claim { operation } => match holder {
                Some(known) if known == *operation => Ok(vec![]),
                Some(known) => Err(Refusal::Busy(known)),
                None => Ok(vec![Event::Claimed { operation: *operation }]),
            },
            Command::ConfirmAddresses { operation, addresses } if holder == Some(*operation) => {
                Ok(vec![Event::AddressesChanged { operation: *operation, addresses: addresses.clone() }])
            }
            Command::ConfirmAddresses { addresses, .. } if *addresses == glue.addresses => Ok(vec![]),
            Command::ConfirmDeletion { operation } if holder == Some(*operation) => {
                Ok(vec![Event::Deleted { operation: *operation }])
            }
            Command::Release { operation } if holder == Some(*operation) => {
                Ok(vec![Event::Freed { operation: *operation }])
            }
            Command::Release { .. } | Command::Depart => Ok(vec![]),
            Command::ConfirmAddresses { operation, .. } | Command::ConfirmDeletion { operation } => {
                Err(Refusal::NotTheHolder(*operation))
            }
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Requested { glue, operation }) => Self::Requested(glue, operation),
            (Self::Requested(glue, _), Event::Created { .. }) => Self::Held(glue, None),
            (Self::Requested(..), Event::Freed { .. })
            | (Self::Held(..), Event::Deleted { .. })
            | (_, Event::Departed) => Self::Absent,
            (Self::Held(glue, _), Event::Claimed { operation }) => Self::Held(glue, Some(operation)),
            (Self::Held(glue, _), Event::Freed { .. }) => Self::Held(glue, None),
            (Self::Held(glue, _), Event::AddressesChanged { addresses, .. }) => {
                Self::Held(Glue { addresses, ..glue }, None)
            }
            (state, _) => state,
        };
    }
}

#[cfg(test)]
mod tests;
