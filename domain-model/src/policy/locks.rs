//! What keeps a name from being transferred, by policy: which event set the lock, and when it lifts.

use chrono::{DateTime, Utc};

use super::catalogue::{Catalogue, CatalogueRefusal};
use super::life::add_days;
use super::tld_policy::{RuleId, TldPolicy};
use crate::values::DomainName;

/// What set a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LockCause {
    /// The name was created.
    Creation,
    /// The name came by transfer.
    Transfer,
    /// Its registrant changed.
    RegistrantChange,
}

/// A lock against transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLock {
    /// What set it.
    pub cause: LockCause,
    /// When it was set.
    pub since: DateTime<Utc>,
    /// When it lifts.
    pub lifts: DateTime<Utc>,
    /// The rule that was applied.
    pub rule: RuleId,
}

/// The events that may have set a lock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LockFacts {
    /// The name was created.
    pub created: Option<DateTime<Utc>>,
    /// The name came by transfer.
    pub transferred: Option<DateTime<Utc>>,
    /// Its registrant changed.
    pub registrant_changed: Option<DateTime<Utc>>,
    /// Whether the registrant had opted out of the lock before that change.
    pub opted_out: bool,
}

impl TldPolicy {
    /// The lock that a creation sets, if any.
    pub fn creation_lock(&self, created: DateTime<Utc>) -> Option<PolicyLock> {
        self.lock(LockCause::Creation, created, self.transfer.after_creation_days)
    }

    /// The lock that a transfer to us sets, if any.
    pub fn transfer_lock(&self, transferred: DateTime<Utc>) -> Option<PolicyLock> {
        self.lock(LockCause::Transfer, transferred, self.transfer.after_transfer_days)
    }

    /// The lock that a change of the registrant sets, if any; the registrant may have opted out before, where
    /// the TLD allows it.
    pub fn trade_lock(&self, changed: DateTime<Utc>, opted_out: bool) -> Option<PolicyLock> {
        if opted_out && self.trade.lock_opt_out {
            return None;
        }
        self.lock(LockCause::RegistrantChange, changed, self.trade.lock_days)
    }

    fn lock(&self, cause: LockCause, since: DateTime<Utc>, days: u16) -> Option<PolicyLock> {
        (days > 0).then(|| PolicyLock { cause, since, lifts: add_days(since, days), rule: self.rule.clone() })
    }
}

impl Catalogue {
    /// The locks in force at a moment, the one that lifts last first. Each follows the rules of the day on
    /// which its event happened, not those of today.
    pub fn transfer_locks(
        &self,
        name: &DomainName,
        facts: &LockFacts,
        at: DateTime<Utc>,
    ) -> Result<Vec<PolicyLock>, CatalogueRefusal> {
        let on = |moment: DateTime<Utc>| self.policy(name, moment.date_naive());
        let mut locks = Vec::new();
        if let Some(created) = facts.created {
            locks.extend(on(created)?.creation_lock(created));
        }
        if let Some(transferred) = facts.transferred {
            locks.extend(on(transferred)?.transfer_lock(transferred));
        }
        if let Some(changed) = facts.registrant_changed {
            locks.extend(on(changed)?.trade_lock(changed, facts.opted_out));
        }
        locks.retain(|lock| lock.since <= at && at < lock.lifts);
        locks.sort_by_key(|lock| std::cmp::Reverse(lock.lifts));
        Ok(locks)
    }
}
