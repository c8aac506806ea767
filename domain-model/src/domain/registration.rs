//! One registration of a name: what is true while it is ours.

use super::{Event, ResellerMove};
use crate::operation::{Contacts, DomainChanges};
use crate::values::{
    AccountNumber, AuthCode, DnsService, EppStatus, NameServers, OperationNumber, RegistrationNumber,
    RegistryId, Sealed, SecDns, StatusSet,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a registration is in its life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// In use.
    Active,
    /// Past its expiry, in the auto-renew grace period.
    Expired,
    /// Deleted, and may be restored until then.
    Redemption {
        /// The end of redemption.
        until: DateTime<Utc>,
    },
    /// Deleted for good at the end of a few days.
    PendingDelete {
        /// When the name is free.
        until: DateTime<Utc>,
    },
}

/// What keeps a name from being transferred, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LockKind {
    /// Young: created a short while ago.
    Creation,
    /// Came by transfer a short while ago.
    Transfer,
    /// Its registrant changed a short while ago.
    RegistrantChange,
    /// A dispute procedure.
    Dispute,
}

/// A lock names what set it and the day that it lifts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// Why.
    pub kind: LockKind,
    /// When it was set.
    pub since: DateTime<Utc>,
    /// When it lifts; a dispute's lock has no day.
    pub lifts: Option<DateTime<Utc>>,
    /// The rule that was applied: `com@2016-12-01`.
    pub rule: String,
}

impl LockKind {
    /// The event that sets it, in words.
    pub fn event(self) -> &'static str {
        match self {
            Self::Creation => "creation",
            Self::Transfer => "transfer to us",
            Self::RegistrantChange => "change of registrant",
            Self::Dispute => "dispute",
        }
    }
}

/// What set it, the day that it lifts, and the rule: `locked until 2027-01-26 by the creation of 2026-11-27, under
/// com@2016-12-01`.
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("locked")?;
        if let Some(lifts) = self.lifts {
            write!(f, " until {}", lifts.date_naive())?;
        }
        write!(f, " by the {} of {}, under {}", self.kind.event(), self.since.date_naive(), self.rule)
    }
}

/// A transfer that another registrar asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferOut {
    /// Its number here.
    pub transfer: OperationNumber,
    /// When the registry approves it by itself.
    pub answer_by: DateTime<Utc>,
}

/// A registration in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// SOAP `id`.
    pub number: RegistrationNumber,
    /// Who manages it.
    pub account: AccountNumber,
    /// Where it is registered.
    pub registry: RegistryId,
    /// Its contacts.
    pub contacts: Contacts,
    /// Its name servers.
    pub servers: NameServers,
    /// Its DNSSEC records.
    pub secdns: Option<SecDns>,
    /// EPP statuses as last known.
    pub statuses: StatusSet,
    /// The code that lets it go.
    pub auth_code: Option<Sealed<AuthCode>>,
    /// Registered at the registry.
    pub created: DateTime<Utc>,
    /// Expires at the registry.
    pub expires: DateTime<Utc>,
    /// Until when it is paid, where the registry has renewed it by itself since; absent where that is its expiry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_until: Option<DateTime<Utc>>,
    /// Came to us by registration or by transfer.
    pub held_since: DateTime<Utc>,
    /// Where it is in its life.
    pub phase: Phase,
    /// The unfinished operation that holds it.
    pub busy: Option<OperationNumber>,
    /// What keeps it from being transferred.
    pub locks: Vec<Lock>,
    /// Another registrar asked for it.
    pub transfer_out: Option<TransferOut>,
    /// How it is served; as the default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<DnsService>,
    /// Whether the registrant's data is to be hidden from the directory (OwO); as the default where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<bool>,
    /// Another reseller was asked to take it, and has not decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moving: Option<Box<ResellerMove>>,
}

impl Registration {
    /// How it is served.
    pub fn service(&self) -> DnsService {
        self.service.unwrap_or_default()
    }

    /// Until when it is paid: a renewal counts from here, so that a year which the registry has added by itself is
    /// bought and not given.
    pub fn paid_until(&self) -> DateTime<Utc> {
        self.paid_until.unwrap_or(self.expires)
    }

    /// The lock in force at `at`, if any: of several the one that lifts last.
    pub fn lock_at(&self, at: DateTime<Utc>) -> Option<&Lock> {
        self.locks
            .iter()
            .filter(|lock| lock.lifts.is_none_or(|lifts| lifts > at))
            .max_by_key(|lock| lock.lifts.unwrap_or(DateTime::<Utc>::MAX_UTC))
    }

    /// A dispute procedure keeps owner and registrar as they are.
    pub fn is_in_dispute(&self) -> bool {
        self.locks.iter().any(|lock| lock.kind == LockKind::Dispute)
    }

    /// Whether the changes would change anything.
    pub fn would_change(&self, changes: &DomainChanges) -> bool {
        let differs = |new: &Option<_>, old| new.as_ref().is_some_and(|new| *new != old);
        changes.servers.as_ref().is_some_and(|servers| *servers != self.servers)
            || differs(&changes.admin, self.contacts.admin)
            || differs(&changes.tech, self.contacts.tech)
            || differs(&changes.billing, self.contacts.billing)
            || differs(&changes.owner, self.contacts.owner)
            || changes.client_statuses.is_some_and(|wanted| wanted != self.statuses.client_part())
            || changes.secdns.as_ref().is_some_and(|wanted| match &self.secdns {
                Some(known) => wanted != known,
                None => !wanted.is_empty(),
            })
            || match (&changes.auth_code, &self.auth_code) {
                (Some(new), Some(old)) => new.value() != old.value(),
                (new, _) => new.is_some(),
            }
    }

    /// The changes without what is so already. Name servers that are named without addresses keep theirs.
    pub fn differing(&self, changes: DomainChanges) -> DomainChanges {
        let other = |new: Option<_>, old| new.filter(|new| *new != old);
        let DomainChanges { servers, admin, tech, billing, client_statuses, auth_code, secdns, owner } =
            changes;
        let contacts = &self.contacts;
        DomainChanges {
            servers: servers.filter(|servers| !servers.asks_for(&self.servers)),
            admin: other(admin, contacts.admin),
            tech: other(tech, contacts.tech),
            billing: other(billing, contacts.billing),
            client_statuses: client_statuses.filter(|wanted| *wanted != self.statuses.client_part()),
            auth_code: auth_code
                .filter(|new| self.auth_code.as_ref().is_none_or(|known| known.value() != new.value())),
            secdns: secdns.filter(|wanted| match &self.secdns {
                Some(known) => wanted != known && !(wanted.is_empty() && known.is_empty()),
                None => !wanted.is_empty(),
            }),
            owner: other(owner, contacts.owner),
        }
    }

    pub(super) fn evolve(&mut self, event: Event) {
        match event {
            Event::OperationClaimed { operation, .. } => self.busy = Some(operation),
            Event::OperationReleased { .. } => self.busy = None,
            Event::Renewed { expires, .. } => {
                self.busy = None;
                self.expires = expires;
                self.paid_until = None;
                self.phase = Phase::Active;
            }
            Event::Updated { changes, .. } => {
                self.busy = None;
                self.change(*changes);
            }
            Event::Deleted { until, .. } => {
                self.busy = None;
                self.phase = Phase::Redemption { until };
                self.statuses.insert(EppStatus::PendingDelete);
            }
            Event::DeletionPending { until } => self.phase = Phase::PendingDelete { until },
            Event::Restored { expires, .. } => {
                self.busy = None;
                self.expires = expires;
                self.paid_until = None;
                self.phase = Phase::Active;
                self.statuses.remove(EppStatus::PendingDelete);
            }
            Event::RegistrantChanged { to, lock, expires, .. } => {
                self.busy = None;
                self.contacts.owner = to;
                self.locks.extend(lock);
                if let Some(expires) = expires {
                    self.expires = expires;
                    self.paid_until = None;
                }
            }
            Event::Expired { .. } => self.phase = Phase::Expired,
            Event::TransferOutAnnounced { transfer, answer_by } => {
                self.transfer_out = Some(TransferOut { transfer, answer_by });
                self.statuses.insert(EppStatus::PendingTransfer);
            }
            Event::TransferOutEnded { .. } => {
                self.transfer_out = None;
                self.statuses.remove(EppStatus::PendingTransfer);
            }
            Event::Observed { statuses, expires, .. } => {
                self.statuses = statuses;
                // Nobody here has asked for it: the registry renews by itself what expires.
                let paid = self.paid_until();
                self.paid_until = (expires > paid).then_some(paid);
                self.expires = expires;
            }
            Event::ServiceSet { service } => self.service = Some(service),
            Event::ResellerMoveAsked { asked } => self.moving = Some(asked),
            Event::ResellerMoved { to, .. } => {
                self.moving = None;
                self.account = to;
            }
            Event::ResellerMoveEnded { .. } => self.moving = None,
            Event::Corrected { changes } => self.change(*changes),
            Event::Locked { lock } => self.locks.push(lock),
            Event::Unlocked { kind } => self.locks.retain(|lock| lock.kind != kind),
            Event::RegistrationRequested { .. }
            | Event::TransferInRequested { .. }
            | Event::RegistrationFailed { .. }
            | Event::Registered { .. }
            | Event::TransferredIn { .. }
            | Event::Released { .. }
            | Event::TransferredAway { .. } => {}
        }
    }

    fn change(&mut self, changes: DomainChanges) {
        if let Some(servers) = changes.servers {
            self.servers = servers;
        }
        self.contacts.owner = changes.owner.unwrap_or(self.contacts.owner);
        self.contacts.admin = changes.admin.unwrap_or(self.contacts.admin);
        self.contacts.tech = changes.tech.unwrap_or(self.contacts.tech);
        self.contacts.billing = changes.billing.unwrap_or(self.contacts.billing);
        if let Some(client) = changes.client_statuses {
            self.statuses = self.statuses.with_client_part(client);
        }
        if let Some(code) = changes.auth_code {
            self.auth_code = Some(code);
        }
        if let Some(secdns) = changes.secdns {
            self.secdns = (!secdns.is_empty()).then_some(secdns);
        }
    }
}
