//! What can differ between registry and belief. Neither persons nor codes: a contact object of ours is a number, a
//! foreign one a fingerprint under the server's key.

use super::Refusal;
use crate::values::{ContactNumber, HostName, SecDns, Sha256Digest, StatusSet};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What can differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Field {
    /// The sponsoring registrar.
    Sponsor,
    /// The expiry.
    Expiry,
    /// The statuses that a registrar sets.
    ClientStatuses,
    /// The statuses that the registry sets.
    ServerStatuses,
    /// The name servers.
    NameServers,
    /// The registrant's object.
    Registrant,
    /// The administrative contact's object.
    Admin,
    /// The technical contact's object.
    Tech,
    /// The DNSSEC records.
    SecDns,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Sponsor,
        Self::Expiry,
        Self::ClientStatuses,
        Self::ServerStatuses,
        Self::NameServers,
        Self::Registrant,
        Self::Admin,
        Self::Tech,
        Self::SecDns,
    ];

    /// The word of reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sponsor => "sponsor",
            Self::Expiry => "expiry",
            Self::ClientStatuses => "client-statuses",
            Self::ServerStatuses => "server-statuses",
            Self::NameServers => "name-servers",
            Self::Registrant => "registrant",
            Self::Admin => "admin",
            Self::Tech => "tech",
            Self::SecDns => "secdns",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Text that names no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "field: one of sponsor, expiry, client-statuses, server-statuses, name-servers, registrant, admin, tech, secdns \
     is expected"
)]
pub struct InvalidField;

impl FromStr for Field {
    type Err = InvalidField;

    fn from_str(text: &str) -> Result<Self, InvalidField> {
        Self::ALL.into_iter().find(|field| field.as_str() == text).ok_or(InvalidField)
    }
}

/// A contact object at a registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Object {
    /// None.
    Nobody,
    /// The object of a contact of ours.
    Ours(ContactNumber),
    /// Somebody else's: its identifier may spell a person's name, so that only a fingerprint under the server's key
    /// is kept.
    Foreign(Sha256Digest),
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("nobody"),
            Self::Ours(number) => write!(f, "contact {number}"),
            Self::Foreign(digest) => {
                write!(f, "a foreign object ({})", digest.as_str().get(..12).unwrap_or_default())
            }
        }
    }
}

/// One difference: what is believed, and what the registry shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Difference {
    /// The sponsoring registrar.
    Sponsor {
        /// Our id there.
        believed: String,
        /// Whose name it is there; nobody's where the registry does not know it.
        shown: Option<String>,
    },
    /// The expiry.
    Expiry {
        /// What is believed.
        believed: DateTime<Utc>,
        /// What the registry shows.
        shown: DateTime<Utc>,
    },
    /// The statuses that a registrar sets.
    ClientStatuses {
        /// What is believed.
        believed: StatusSet,
        /// What the registry shows.
        shown: StatusSet,
    },
    /// The statuses that the registry sets.
    ServerStatuses {
        /// What is believed.
        believed: StatusSet,
        /// What the registry shows.
        shown: StatusSet,
    },
    /// The name servers.
    NameServers {
        /// What is believed.
        believed: BTreeSet<HostName>,
        /// What the registry shows.
        shown: BTreeSet<HostName>,
    },
    /// The registrant's object.
    Registrant {
        /// What is believed.
        believed: ContactNumber,
        /// What the registry shows.
        shown: Object,
    },
    /// The administrative contact's object.
    Admin {
        /// What is believed.
        believed: ContactNumber,
        /// What the registry shows.
        shown: Object,
    },
    /// The technical contact's object.
    Tech {
        /// What is believed.
        believed: ContactNumber,
        /// What the registry shows.
        shown: Object,
    },
    /// The DNSSEC records.
    SecDns {
        /// What is believed.
        believed: Option<SecDns>,
        /// What the registry shows.
        shown: Option<SecDns>,
    },
}

impl Difference {
    /// In what.
    pub const fn field(&self) -> Field {
        match self {
            Self::Sponsor { .. } => Field::Sponsor,
            Self::Expiry { .. } => Field::Expiry,
            Self::ClientStatuses { .. } => Field::ClientStatuses,
            Self::ServerStatuses { .. } => Field::ServerStatuses,
            Self::NameServers { .. } => Field::NameServers,
            Self::Registrant { .. } => Field::Registrant,
            Self::Admin { .. } => Field::Admin,
            Self::Tech { .. } => Field::Tech,
            Self::SecDns { .. } => Field::SecDns,
        }
    }

    /// What is believed, in words.
    pub fn believed(&self) -> String {
        match self {
            Self::Sponsor { believed, .. } => believed.clone(),
            Self::Expiry { believed, .. } => believed.to_rfc3339(),
            Self::ClientStatuses { believed, .. } | Self::ServerStatuses { believed, .. } => {
                believed.to_string()
            }
            Self::NameServers { believed, .. } => hosts(believed),
            Self::Registrant { believed, .. }
            | Self::Admin { believed, .. }
            | Self::Tech { believed, .. } => {
                format!("contact {believed}")
            }
            Self::SecDns { believed, .. } => records(believed.as_ref()),
        }
    }

    /// What the registry shows, in words.
    pub fn shown(&self) -> String {
        match self {
            Self::Sponsor { shown, .. } => shown.clone().unwrap_or_else(|| "nobody".to_owned()),
            Self::Expiry { shown, .. } => shown.to_rfc3339(),
            Self::ClientStatuses { shown, .. } | Self::ServerStatuses { shown, .. } => shown.to_string(),
            Self::NameServers { shown, .. } => hosts(shown),
            Self::Registrant { shown, .. } | Self::Admin { shown, .. } | Self::Tech { shown, .. } => {
                shown.to_string()
            }
            Self::SecDns { shown, .. } => records(shown.as_ref()),
        }
    }

    /// Whether what the registry shows can be believed by a person's word alone.
    ///
    /// # Errors
    /// What to do instead.
    pub fn acceptable(&self) -> Result<(), Refusal> {
        let instead = match self {
            Self::Sponsor { shown: Some(_), .. } => {
                "another registrar has the name there; ask the registry, and transfer it in again"
            }
            Self::Sponsor { shown: None, .. } => {
                "the registry does not know the name; ask the registry, and register it again if it is free"
            }
            Self::ServerStatuses { believed, shown } if shown.difference(*believed).pending().is_some() => {
                "the registry is at work on the name; wait for its message, or ask it"
            }
            Self::Registrant { .. } => "another registrant is a trade; push ours, or ask for a trade",
            Self::Admin { shown: Object::Nobody | Object::Foreign(_), .. }
            | Self::Tech { shown: Object::Nobody | Object::Foreign(_), .. } => {
                "the registry shows no contact of ours; push ours, or name another contact"
            }
            _ => return Ok(()),
        };
        Err(Refusal::NotAcceptable { field: self.field(), instead })
    }

    /// Whether an update can tell the registry what is believed.
    ///
    /// # Errors
    /// What to do instead.
    pub fn pushable(&self) -> Result<(), Refusal> {
        let instead = match self {
            Self::Sponsor { .. } => "no update takes a name from another registrar; ask the registry",
            Self::Expiry { .. } => {
                "no update sets an expiry; accept it, and renew the name where it is too early"
            }
            Self::ServerStatuses { .. } => {
                "these are the registry's to set; accept them, or ask the registry"
            }
            _ => return Ok(()),
        };
        Err(Refusal::NotPushable { field: self.field(), instead })
    }
}

fn hosts(hosts: &BTreeSet<HostName>) -> String {
    if hosts.is_empty() {
        return "none".to_owned();
    }
    hosts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn records(secdns: Option<&SecDns>) -> String {
    match secdns {
        None => "none".to_owned(),
        Some(SecDns::Ds(records)) => {
            let one = |record: &crate::values::DsRecord| {
                let (tag, algorithm, kind) = (record.key_tag(), record.algorithm(), record.digest_type());
                format!("DS {tag} {algorithm} {kind} {}", record.digest())
            };
            records.iter().map(one).collect::<Vec<_>>().join("; ")
        }
        Some(SecDns::Keys(records)) => {
            let one = |record: &crate::values::KeyRecord| {
                let (flags, protocol, algorithm) = (record.flags(), record.protocol(), record.algorithm());
                format!("key {flags} {protocol} {algorithm} {}", record.public_key())
            };
            records.iter().map(one).collect::<Vec<_>>().join("; ")
        }
    }
}
