//! A domain object: what the registry holds, and what follows from it at a given moment.

use std::collections::BTreeSet;

use chrono::{DateTime, Months, Utc};
use serde::{Deserialize, Serialize};

use super::status::{ContactRole, RgpStatus, Status, TransferStatus};
use crate::secret::Secret;

/// A domain name in the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// A-labels in lower case, without the final dot.
    pub name: String,
    /// Number behind the repository object identifier.
    pub roid: u64,
    pub sponsor: String,
    pub creator: String,
    pub created: DateTime<Utc>,
    pub updater: Option<String>,
    pub updated: Option<DateTime<Utc>>,
    pub expires: DateTime<Utc>,
    pub transferred: Option<DateTime<Utc>>,
    pub registrant: Option<String>,
    pub contacts: BTreeSet<(ContactRole, String)>,
    /// Delegated name servers (host objects).
    pub hosts: BTreeSet<String>,
    pub auth: Secret,
    /// Prohibitions and holds as set by registrar or registry; everything else is derived.
    pub statuses: BTreeSet<Status>,
    pub secdns: SecDns,
    pub grace: Vec<Grace>,
    pub life: Life,
    /// The transfer that is pending, or the last one.
    pub transfer: Option<Transfer>,
    /// A command that the registry has acknowledged with 1001 and decides on later.
    pub held: Option<HeldCommand>,
    /// Number of the trademark claims notice that was acknowledged at creation.
    pub claims_notice: Option<String>,
}

/// Where a domain stands between creation and purge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Life {
    /// Created with 1001; a decision falls at `until`.
    PendingCreate {
        until: DateTime<Utc>,
        approve: bool,
        request: TransactionIds,
        years: u32,
    },
    Registered,
    /// Deleted, and restorable by its registrar.
    Redemption {
        deleted: DateTime<Utc>,
        until: DateTime<Utc>,
    },
    /// Restored, provided that the report arrives in time.
    PendingRestore {
        deleted: DateTime<Utc>,
        redemption_until: DateTime<Utc>,
        report_by: DateTime<Utc>,
    },
    /// Not restorable; purged at `until`.
    PendingDelete {
        until: DateTime<Utc>,
    },
}

/// A period in which a billed operation can be undone (RFC 3915).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grace {
    pub kind: RgpStatus,
    pub until: DateTime<Utc>,
}

/// A transfer of a domain or contact between registrars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    pub status: TransferStatus,
    pub requester: String,
    pub requested: DateTime<Utc>,
    /// Who acted, or has to act.
    pub actor: String,
    /// When they acted, or by when they have to.
    pub acts: DateTime<Utc>,
    /// The expiry date that the transfer leads to (domains).
    pub expires: Option<DateTime<Utc>>,
}

/// Client and server transaction identifiers of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionIds {
    pub client: Option<String>,
    pub server: String,
}

/// A command that is executed, or refused, at `until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldCommand {
    /// `pendingUpdate`, `pendingRenew` or `pendingDelete`.
    pub status: Status,
    pub until: DateTime<Utc>,
    pub approve: bool,
    pub request: TransactionIds,
    /// The command as it came, to be executed then.
    pub xml: Secret,
}

/// Delegation signer and key data of RFC 5910.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecDns {
    pub max_sig_life: Option<u32>,
    pub ds: Vec<DsRecord>,
    pub keys: Vec<KeyRecord>,
}

/// One delegation signer; the digest is upper-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DsRecord {
    pub key_tag: u16,
    pub algorithm: u8,
    pub digest_type: u8,
    pub digest: String,
    pub key: Option<KeyRecord>,
}

/// One DNSKEY; the public key is base64 without white space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRecord {
    pub flags: u16,
    pub protocol: u8,
    pub algorithm: u8,
    pub public_key: String,
}

impl SecDns {
    pub fn is_empty(&self) -> bool {
        self.ds.is_empty() && self.keys.is_empty()
    }
}

impl Transfer {
    pub fn is_pending(&self) -> bool {
        self.status == TransferStatus::Pending
    }
}

impl Domain {
    /// Whether a transfer waits for an answer.
    pub fn transfer_pending(&self) -> bool {
        self.transfer.as_ref().is_some_and(Transfer::is_pending)
    }

    /// Everything that `info` shows, in the order of the words; never empty.
    pub fn visible_statuses(&self) -> BTreeSet<Status> {
        let mut statuses = self.statuses.clone();
        match self.life {
            Life::PendingCreate { .. } => statuses.insert(Status::PendingCreate),
            Life::Registered => false,
            Life::Redemption { .. } | Life::PendingRestore { .. } | Life::PendingDelete { .. } => {
                statuses.insert(Status::PendingDelete)
            }
        };
        if self.transfer_pending() {
            statuses.insert(Status::PendingTransfer);
        }
        if let Some(held) = &self.held {
            statuses.insert(held.status);
        }
        if self.hosts.is_empty() {
            statuses.insert(Status::Inactive);
        }
        if statuses.is_empty() {
            statuses.insert(Status::Ok);
        }
        statuses
    }

    /// The first of `forbidding` that the object has.
    pub fn prohibited_by(&self, forbidding: &[Status]) -> Option<Status> {
        let visible = self.visible_statuses();
        forbidding.iter().copied().find(|status| visible.contains(status))
    }

    /// Grace period statuses at `now`.
    pub fn rgp_statuses(&self, now: DateTime<Utc>) -> Vec<RgpStatus> {
        match self.life {
            Life::Redemption { .. } => vec![RgpStatus::RedemptionPeriod],
            Life::PendingRestore { .. } => vec![RgpStatus::PendingRestore],
            Life::PendingDelete { .. } => vec![RgpStatus::PendingDelete],
            Life::PendingCreate { .. } => Vec::new(),
            Life::Registered => {
                let running = self.grace.iter().filter(|grace| grace.until > now).map(|grace| grace.kind);
                running.collect::<BTreeSet<_>>().into_iter().collect()
            }
        }
    }

    /// Whether that grace period runs at `now`.
    pub fn in_grace(&self, kind: RgpStatus, now: DateTime<Utc>) -> bool {
        self.grace.iter().any(|grace| grace.kind == kind && grace.until > now)
    }

    /// Opens a grace period and forgets those that have ended.
    pub fn open_grace(&mut self, kind: RgpStatus, until: DateTime<Utc>, now: DateTime<Utc>) {
        self.grace.retain(|grace| grace.until > now);
        self.grace.push(Grace { kind, until });
    }

    /// Notes who changed the object and when.
    pub fn touch(&mut self, by: &str, at: DateTime<Utc>) {
        self.updater = Some(by.to_owned());
        self.updated = Some(at);
    }

    /// The next moment at which the registry acts by itself.
    pub fn next_deadline(&self) -> Option<DateTime<Utc>> {
        match &self.life {
            Life::PendingCreate { until, .. }
            | Life::Redemption { until, .. }
            | Life::PendingDelete { until } => Some(*until),
            Life::PendingRestore { report_by, .. } => Some(*report_by),
            Life::Registered => {
                let transfer = self.transfer.as_ref().filter(|t| t.is_pending()).map(|t| t.acts);
                let held = self.held.as_ref().map(|held| held.until);
                [Some(self.expires), transfer, held].into_iter().flatten().min()
            }
        }
    }
}

/// `date` moved by whole years; 29 February becomes 28 where needed.
pub fn plus_years(date: DateTime<Utc>, years: i32) -> DateTime<Utc> {
    let months = Months::new(years.unsigned_abs() * 12);
    let moved = if years < 0 { date.checked_sub_months(months) } else { date.checked_add_months(months) };
    moved.unwrap_or(date)
}
