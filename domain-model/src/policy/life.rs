//! Periods, grace periods and the phase of a name: pure computations on dates.

use chrono::{DateTime, Days, Months, Utc};

use super::tld_policy::TldPolicy;
use crate::values::Period;

/// Why a period is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodRefusal {
    /// Not offered by the TLD.
    #[error("period: this TLD registers for {min} to {max} years")]
    NotOffered {
        /// The shortest, in years.
        min: u32,
        /// The longest, in years.
        max: u32,
    },
    /// Too far ahead.
    #[error("period: a name is paid at most {max_ahead} years ahead, which leaves {longest} for this one")]
    TooFarAhead {
        /// How far the expiry may lie ahead, in years.
        max_ahead: u32,
        /// How many whole years are left, 0 where none is.
        longest: u32,
    },
}

/// Where a name is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifePhase {
    /// Just created: a deletion is free of charge and at once.
    AddGrace {
        /// Its end.
        until: DateTime<Utc>,
    },
    /// Just renewed: a deletion gives the renewal back.
    RenewGrace {
        /// Its end.
        until: DateTime<Utc>,
    },
    /// Registered and paid.
    Registered,
    /// Expired: renewed by the registry for now, to be renewed or deleted.
    AutoRenewGrace {
        /// Its end.
        until: DateTime<Utc>,
    },
    /// Expired for longer than the registry waits: it must be deleted.
    DeletionDue {
        /// Since when.
        since: DateTime<Utc>,
    },
    /// Deleted, and may be restored.
    Redemption {
        /// Its end.
        until: DateTime<Utc>,
    },
    /// Deleted, and nothing helps any more.
    PendingDelete {
        /// When the name is free.
        until: DateTime<Utc>,
    },
    /// Free for anyone.
    Released,
}

/// The dates that a name's phase follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LifeDates {
    /// Created.
    pub created: DateTime<Utc>,
    /// Last renewed on request, if ever.
    pub renewed: Option<DateTime<Utc>>,
    /// Expires, or expired.
    pub expires: DateTime<Utc>,
    /// Deleted, if so.
    pub deleted: Option<DateTime<Utc>>,
}

impl TldPolicy {
    /// The expiry of a name that is registered now for a period.
    pub fn creation_expiry(&self, period: Period, at: DateTime<Utc>) -> Result<DateTime<Utc>, PeriodRefusal> {
        self.check_offered(period)?;
        Ok(add_years(at, period.years()))
    }

    /// The new expiry of a name that is renewed now by a period: at most so many years ahead.
    pub fn renewal_expiry(
        &self,
        expires: DateTime<Utc>,
        period: Period,
        at: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, PeriodRefusal> {
        self.check_offered(period)?;
        let longest = self.longest_renewal(expires, at);
        if period.years() > longest {
            return Err(PeriodRefusal::TooFarAhead { max_ahead: self.periods.max_ahead, longest });
        }
        Ok(add_years(expires, period.years()))
    }

    /// The most years by which a name may be renewed now: the SOAP paper's `domain_renew`, 0 to 9.
    pub fn longest_renewal(&self, expires: DateTime<Utc>, at: DateTime<Utc>) -> u32 {
        let limit = add_years(at, self.periods.max_ahead);
        (1..=self.periods.max).rev().find(|years| add_years(expires, *years) <= limit).unwrap_or(0)
    }

    /// The expiry after a transfer: a year more where the TLD adds one, never beyond the limit.
    pub fn transfer_expiry(&self, expires: DateTime<Utc>, at: DateTime<Utc>) -> DateTime<Utc> {
        if !self.transfer.adds_year {
            return expires;
        }
        add_years(expires, 1).min(add_years(at, self.periods.max_ahead)).max(expires)
    }

    /// The expiry after a trade, where the TLD renews with it.
    pub fn trade_expiry(&self, expires: DateTime<Utc>, at: DateTime<Utc>) -> DateTime<Utc> {
        if !self.trade.renews_year {
            return expires;
        }
        add_years(expires, 1).min(add_years(at, self.periods.max_ahead)).max(expires)
    }

    fn check_offered(&self, period: Period) -> Result<(), PeriodRefusal> {
        let (min, max) = (self.periods.min, self.periods.max);
        match (min..=max).contains(&period.years()) {
            true => Ok(()),
            false => Err(PeriodRefusal::NotOffered { min, max }),
        }
    }

    /// The end of redemption of a name deleted then; the moment itself where the TLD has none or the name is
    /// in its add grace period.
    pub fn redemption_until(&self, created: DateTime<Utc>, deleted: DateTime<Utc>) -> DateTime<Utc> {
        match deleted < add_days(created, self.grace.add_days) {
            true => deleted,
            false => add_days(deleted, self.grace.redemption_days),
        }
    }

    /// When a name whose redemption ended then is free.
    pub fn pending_delete_until(&self, redemption_until: DateTime<Utc>) -> DateTime<Utc> {
        add_days(redemption_until, self.grace.pending_delete_days)
    }

    /// Where a name is in its life at a moment.
    pub fn phase(&self, dates: &LifeDates, at: DateTime<Utc>) -> LifePhase {
        if let Some(deleted) = dates.deleted {
            return self.phase_after_deletion(dates.created, deleted, at);
        }
        let auto_renew_until = add_days(dates.expires, self.grace.auto_renew_days);
        if at >= auto_renew_until {
            return LifePhase::DeletionDue { since: auto_renew_until };
        }
        if at >= dates.expires {
            return LifePhase::AutoRenewGrace { until: auto_renew_until };
        }
        let add_until = add_days(dates.created, self.grace.add_days);
        if at < add_until {
            return LifePhase::AddGrace { until: add_until };
        }
        match dates.renewed.map(|renewed| add_days(renewed, self.grace.renew_days)) {
            Some(until) if at < until => LifePhase::RenewGrace { until },
            _ => LifePhase::Registered,
        }
    }

    fn phase_after_deletion(
        &self,
        created: DateTime<Utc>,
        deleted: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> LifePhase {
        let redemption_until = self.redemption_until(created, deleted);
        if redemption_until == deleted && self.grace.redemption_days > 0 {
            return LifePhase::Released;
        }
        let free = self.pending_delete_until(redemption_until);
        if at < redemption_until {
            LifePhase::Redemption { until: redemption_until }
        } else if at < free {
            LifePhase::PendingDelete { until: free }
        } else {
            LifePhase::Released
        }
    }

    /// When an expired name that nobody renewed is deleted: before the registry's grace period ends. Nothing where
    /// the registry has no such period.
    pub fn deletion_from(&self, expired: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = self.grace.auto_renew_days.checked_sub(self.obligations.deletion_margin_days)?;
        (self.grace.auto_renew_days > 0).then(|| add_days(expired, days))
    }

    /// When the service of an expired name is interrupted, so that its registrant notices (ERRP): some days
    /// before its deletion, never before expiry.
    pub fn interruption_from(&self, expired: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let days = self.obligations.interruption_days;
        let deletion = self.deletion_from(expired).filter(|_| days > 0)?;
        Some((deletion - chrono::Duration::days(i64::from(days))).max(expired))
    }
}

/// A number of days later. Beyond the calendar's end, its last moment.
pub fn add_days(at: DateTime<Utc>, days: u16) -> DateTime<Utc> {
    at.checked_add_days(Days::new(u64::from(days))).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// A number of years later, at the same day and time; 29 February becomes 28 February in a common year.
pub fn add_years(at: DateTime<Utc>, years: u32) -> DateTime<Utc> {
    at.checked_add_months(Months::new(years * 12)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
