//! A host object (RFC 5732).

use std::collections::BTreeSet;
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::status::Status;

/// A name server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    pub name: String,
    pub roid: u64,
    /// For a subordinate host the registrar of its superordinate domain.
    pub sponsor: String,
    pub creator: String,
    pub created: DateTime<Utc>,
    pub updater: Option<String>,
    pub updated: Option<DateTime<Utc>>,
    pub transferred: Option<DateTime<Utc>>,
    /// The domain under which it lives, where that is an object of this registry.
    pub superordinate: Option<String>,
    pub addresses: BTreeSet<IpAddr>,
    pub statuses: BTreeSet<Status>,
}

impl Host {
    /// Everything that `info` shows.
    pub fn visible_statuses(&self, linked: bool) -> BTreeSet<Status> {
        let mut statuses = self.statuses.clone();
        if statuses.is_empty() {
            statuses.insert(Status::Ok);
        }
        if linked {
            statuses.insert(Status::Linked);
        }
        statuses
    }

    /// Notes who changed the object and when.
    pub fn touch(&mut self, by: &str, at: DateTime<Utc>) {
        self.updater = Some(by.to_owned());
        self.updated = Some(at);
    }
}
