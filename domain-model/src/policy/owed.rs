//! What is owed about a name, and by when, under the rules of a day.

use super::life::{add_days, add_years};
use super::tld_policy::TldPolicy;
use crate::domain::{Phase, Registration};
use crate::obligations::{Key, Kind, Obligations, Plan, Standing, Terms};
use chrono::{DateTime, TimeDelta, Utc};

impl TldPolicy {
    /// What is owed about a registration as it is at a moment. `confirm_by`: until when its owner has to confirm the
    /// data; nothing where it is confirmed, or never had to be.
    ///
    /// What follows from an expiry is planned once, when it passes: see [`Self::owed_after_expiry`].
    pub fn owed(
        &self,
        held: &Registration,
        known: &Obligations,
        confirm_by: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
    ) -> Plan {
        let mut wanted = self.confirmation(held, known, confirm_by, at);
        match held.phase {
            Phase::Redemption { .. } | Phase::PendingDelete { .. } => Plan::Ended,
            Phase::Expired => Plan::Expired { wanted },
            // Its expiry has passed and is about to be recorded: another year is not planned for.
            Phase::Active if held.paid_until() <= at => Plan::Expired { wanted },
            Phase::Active => {
                wanted.extend(self.notices_before(held));
                wanted.extend(self.data_reminder(held, at));
                wanted.extend(self.reinstatement(held, known, at));
                Plan::InForce { wanted }
            }
        }
    }

    /// What is owed about a registration whose expiry has just passed.
    pub fn owed_after_expiry(
        &self,
        held: &Registration,
        known: &Obligations,
        confirm_by: Option<DateTime<Utc>>,
        expired: DateTime<Utc>,
    ) -> Plan {
        let mut wanted = self.confirmation(held, known, confirm_by, expired);
        let about = |kind| Key { kind, about: expired.date_naive() };
        let owed = |kind, from, due| self.terms(held, about(kind), from, due);
        let notice = self.obligations.expiry_notice_after;
        if notice > 0 {
            wanted.push(owed(Kind::ExpiredNotice, expired, add_days(expired, notice)));
        }
        let grace_ends = add_days(expired, self.grace.auto_renew_days);
        if let (Some(from), Some(deletion)) = (self.interruption_from(expired), self.deletion_from(expired)) {
            wanted.push(owed(Kind::Interruption, from, deletion));
        }
        if let Some(from) = self.deletion_from(expired) {
            wanted.push(owed(Kind::Deletion, from, grace_ends));
        }
        Plan::Expired { wanted }
    }

    fn terms(&self, held: &Registration, key: Key, from: DateTime<Utc>, due: DateTime<Utc>) -> Terms {
        Terms {
            key,
            registration: held.number,
            account: held.account,
            from,
            due,
            rule: self.rule.to_string(),
        }
    }

    fn notices_before(&self, held: &Registration) -> Vec<Terms> {
        let paid_until = held.paid_until();
        let before = |days: u16| paid_until - TimeDelta::days(days.into());
        let notice = |window: &super::NoticeWindow| {
            let key = Key { kind: Kind::ExpiryNotice { days: window.days }, about: paid_until.date_naive() };
            self.terms(held, key, before(window.days), before(window.latest))
        };
        self.obligations.expiry_notices_before.iter().map(notice).collect()
    }

    /// The next anniversary of the creation.
    fn data_reminder(&self, held: &Registration, at: DateTime<Utc>) -> Option<Terms> {
        let days = self.obligations.data_reminder_days;
        let years = at.years_since(held.created).unwrap_or(0) + 1;
        let due = add_years(held.created, years);
        let key = Key { kind: Kind::DataReminder, about: due.date_naive() };
        (days > 0).then(|| self.terms(held, key, due - TimeDelta::days(days.into()), due))
    }

    /// A name that was interrupted and is in force again. What was opened before keeps its day.
    fn reinstatement(&self, held: &Registration, known: &Obligations, at: DateTime<Utc>) -> Option<Terms> {
        let interrupted = known.last_discharged(Kind::Interruption)?;
        if interrupted.terms.registration != held.number {
            return None;
        }
        let key = Key { kind: Kind::Reinstatement, about: interrupted.terms.key.about };
        Some(match known.get(&key) {
            Some(owed) if owed.standing != Standing::Void => owed.terms.clone(),
            _ => self.terms(held, key, at, add_days(at, self.obligations.reinstatement_days)),
        })
    }

    /// The name is suspended unless its owner confirms; one that was is given back when nobody has to any more.
    fn confirmation(
        &self,
        held: &Registration,
        known: &Obligations,
        confirm_by: Option<DateTime<Utc>>,
        at: DateTime<Utc>,
    ) -> Vec<Terms> {
        let days = self.obligations.verification_days;
        match confirm_by {
            // What was opened before keeps its day.
            Some(by) if days > 0 => {
                let key = Key { kind: Kind::Verification, about: by.date_naive() };
                // Who is late already has the whole time for a name that came since.
                let from = if by > at { by } else { add_days(at, days) };
                let due = add_days(from, self.obligations.suspension_days);
                vec![kept(held, known, key).unwrap_or_else(|| self.terms(held, key, from, due))]
            }
            Some(_) => vec![],
            None => {
                let back = |about| {
                    let key = Key { kind: Kind::Resumption, about };
                    let due = add_days(at, self.obligations.reinstatement_days);
                    kept(held, known, key).unwrap_or_else(|| self.terms(held, key, at, due))
                };
                known.suspended_since(held.number).map(back).collect()
            }
        }
    }
}

/// The terms of what was opened before for the same registration, unless it is to be opened again.
fn kept(held: &Registration, known: &Obligations, key: Key) -> Option<Terms> {
    let owed = known.get(&key)?;
    let same = owed.terms.registration == held.number && !owed.may_come_again();
    same.then(|| owed.terms.clone())
}
