//! A contact object (RFC 5733).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::domain::Transfer;
use super::status::Status;
use crate::secret::Secret;
use crate::text_enum::text_enum;

text_enum! {
    /// Whether an address is written in ASCII for the world or in the script of its country.
    PostalForm { International = "int", Local = "loc" }
}

/// A person or organisation in the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: String,
    pub roid: u64,
    pub sponsor: String,
    pub creator: String,
    pub created: DateTime<Utc>,
    pub updater: Option<String>,
    pub updated: Option<DateTime<Utc>>,
    pub transferred: Option<DateTime<Utc>>,
    /// One or two forms, at most one of each.
    pub postal: Vec<PostalInfo>,
    pub voice: Option<Phone>,
    pub fax: Option<Phone>,
    pub email: String,
    pub auth: Secret,
    pub disclose: Option<Disclose>,
    pub statuses: BTreeSet<Status>,
    pub transfer: Option<Transfer>,
}

/// Name and address in one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalInfo {
    pub form: PostalForm,
    pub name: String,
    pub org: Option<String>,
    pub address: Address,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// At most three lines.
    pub street: Vec<String>,
    pub city: String,
    pub province: Option<String>,
    pub postal_code: Option<String>,
    /// Two letters of ISO 3166-1, upper case.
    pub country: String,
}

/// An E.164 number in EPP's form, `+33.123456789`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    pub number: String,
    pub extension: Option<String>,
}

/// Which elements the contact wants shown, or hidden, against the registry's policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclose {
    /// `true`: show them; `false`: hide them.
    pub show: bool,
    /// Element names with their postal form where they have one.
    pub elements: Vec<(String, Option<PostalForm>)>,
}

impl Contact {
    pub fn transfer_pending(&self) -> bool {
        self.transfer.as_ref().is_some_and(Transfer::is_pending)
    }

    /// Everything that `info` shows.
    pub fn visible_statuses(&self, linked: bool) -> BTreeSet<Status> {
        let mut statuses = self.statuses.clone();
        if self.transfer_pending() {
            statuses.insert(Status::PendingTransfer);
        }
        if statuses.is_empty() {
            statuses.insert(Status::Ok);
        }
        if linked {
            statuses.insert(Status::Linked);
        }
        statuses
    }

    /// The first of `forbidding` that the object has.
    pub fn prohibited_by(&self, forbidding: &[Status]) -> Option<Status> {
        let visible = self.visible_statuses(false);
        forbidding.iter().copied().find(|status| visible.contains(status))
    }

    /// Notes who changed the object and when.
    pub fn touch(&mut self, by: &str, at: DateTime<Utc>) {
        self.updater = Some(by.to_owned());
        self.updated = Some(at);
    }

    /// The next moment at which the registry acts by itself.
    pub fn next_deadline(&self) -> Option<DateTime<Utc>> {
        self.transfer.as_ref().filter(|transfer| transfer.is_pending()).map(|transfer| transfer.acts)
    }
}
