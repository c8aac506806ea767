//! What the registrar owes about a name, each by a day: `Open → Discharged | Waived | Void`, and
//! `Open → Missed → Discharged | Waived`.
//!
//! One stream a name. An obligation is known by what is owed and the day that it is about, so that planning it
//! twice opens it once; it carries the rule and the days that were applied.

mod command;
mod event;
mod key;
#[cfg(test)]
mod tests;

pub use command::{Command, Plan, Refusal};
pub use event::{Discharge, Event, Lapse};
pub use key::{InvalidKey, Key, Kind};

use crate::aggregate;
use crate::values::{AccountNumber, DomainName, OperationNumber, RegistrationNumber};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is owed, from when until when, and under which rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What, and the day that it is about.
    pub key: Key,
    /// The registration that it is owed for.
    pub registration: RegistrationNumber,
    /// Who manages the name.
    pub account: AccountNumber,
    /// When it is to be done.
    pub from: DateTime<Utc>,
    /// After this it is missed.
    pub due: DateTime<Utc>,
    /// The rule that was applied: `com@2016-12-01`.
    pub rule: String,
}

/// How an obligation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// To be done.
    Open,
    /// Its day has passed, and it is still to be done.
    Missed,
    /// Done.
    Discharged(Discharge),
    /// A person decided that it is not done.
    Waived,
    /// What it was about is no more.
    Void,
}

/// An obligation and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// What, and until when.
    pub terms: Terms,
    /// How it stands.
    pub standing: Standing,
}

impl Owed {
    /// Whether it is still to be done, in time or late.
    pub fn is_outstanding(&self) -> bool {
        matches!(self.standing, Standing::Open | Standing::Missed)
    }

    /// Whether the same may be owed once more for the same registration: what was void; and who has confirmed the
    /// data may change it on the same day.
    pub fn may_come_again(&self) -> bool {
        match self.standing {
            Standing::Void => true,
            Standing::Discharged(Discharge::FoundDone) => self.terms.key.kind == Kind::Verification,
            _ => false,
        }
    }
}

/// The obligations about one name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligations {
    owed: BTreeMap<Key, Owed>,
}

aggregate!(Obligations, "obligations", DomainName, Command, Event, Refusal);

impl Obligations {
    /// One of them.
    pub fn get(&self, key: &Key) -> Option<&Owed> {
        self.owed.get(key)
    }

    /// All of them, in order of what they are and the day.
    pub fn iter(&self) -> impl Iterator<Item = &Owed> {
        self.owed.values()
    }

    /// The last of a kind that was done, by the day that it was about.
    pub fn last_discharged(&self, kind: Kind) -> Option<&Owed> {
        self.iter()
            .filter(|owed| owed.terms.key.kind == kind && matches!(owed.standing, Standing::Discharged(_)))
            .max_by_key(|owed| owed.terms.key.about)
    }

    /// The operation that interrupted the service of an expired registration, while it is not given back.
    pub fn interrupted_by(&self, registration: RegistrationNumber) -> Option<OperationNumber> {
        self.holding(registration, Kind::Interruption, Kind::Reinstatement).map(|(_, number)| number).next()
    }

    /// The days by which owners of a registration had not confirmed, while it is suspended for it.
    pub fn suspended_since(&self, registration: RegistrationNumber) -> impl Iterator<Item = NaiveDate> {
        self.holding(registration, Kind::Verification, Kind::Resumption).map(|(about, _)| about)
    }

    /// What was done by an operation and is not undone: the day that it was about, and the operation.
    fn holding(
        &self,
        registration: RegistrationNumber,
        kind: Kind,
        undone: Kind,
    ) -> impl Iterator<Item = (NaiveDate, OperationNumber)> {
        let settled = move |about| {
            let back = self.owed.get(&Key { kind: undone, about });
            back.is_some_and(|back| {
                back.terms.registration == registration
                    && matches!(back.standing, Standing::Discharged(_) | Standing::Waived)
            })
        };
        self.iter().filter_map(move |owed| match &owed.standing {
            Standing::Discharged(Discharge::Operation { number })
                if owed.terms.key.kind == kind
                    && owed.terms.registration == registration
                    && !settled(owed.terms.key.about) =>
            {
                Some((owed.terms.key.about, *number))
            }
            _ => None,
        })
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Plan { plan, at } => Ok(self.planned(plan, *at)),
            Command::Miss { key, at } => Ok(match self.owed.get(key) {
                Some(owed) if owed.standing == Standing::Open && owed.terms.due <= *at => {
                    vec![Event::Missed { key: *key, due: owed.terms.due }]
                }
                _ => vec![],
            }),
            Command::Discharge { key, by } => match self.outstanding(key)? {
                Some(_) => Ok(vec![Event::Discharged { key: *key, by: by.clone() }]),
                None => Ok(vec![]),
            },
            Command::Waive { key, reason } => match self.owed.get(key) {
                Some(owed) if owed.is_outstanding() => {
                    Ok(vec![Event::Waived { key: *key, reason: reason.clone() }])
                }
                Some(owed) if owed.standing == Standing::Waived => Ok(vec![]),
                Some(_) => Err(Refusal::Settled { key: *key }),
                None => Err(Refusal::Unknown { key: *key }),
            },
        }
    }

    /// The obligation, if it is still to be done; nothing if it was done before.
    fn outstanding(&self, key: &Key) -> Result<Option<&Owed>, Refusal> {
        match self.owed.get(key) {
            Some(owed) if owed.is_outstanding() => Ok(Some(owed)),
            Some(Owed { standing: Standing::Discharged(_), .. }) => Ok(None),
            Some(_) => Err(Refusal::Settled { key: *key }),
            None => Err(Refusal::Unknown { key: *key }),
        }
    }

    /// Opens what is wanted and not known, and voids what is open and moot. What was missed stays on the record.
    fn planned(&self, plan: &Plan, at: DateTime<Utc>) -> Vec<Event> {
        let lapse = match plan {
            Plan::Ended => Lapse::NameLeft,
            Plan::InForce { .. } | Plan::Expired { .. } => Lapse::Superseded,
        };
        let moot = |owed: &&Owed| {
            owed.standing == Standing::Open && plan.voids(owed.terms.key.kind) && !plan.wants(&owed.terms.key)
        };
        let voided =
            self.iter().filter(moot).map(|owed| Event::Voided { key: owed.terms.key, because: lapse });
        let opened = plan.wanted().iter().filter(|terms| {
            terms.due > at
                && self.owed.get(&terms.key).is_none_or(|known| {
                    known.may_come_again() || known.terms.registration != terms.registration
                })
        });
        voided.chain(opened.map(|terms| Event::Opened { terms: terms.clone() })).collect()
    }

    fn evolve(&mut self, event: Event) {
        let (key, standing) = match event {
            Event::Opened { terms } => {
                let owed = Owed { standing: Standing::Open, terms };
                self.owed.insert(owed.terms.key, owed);
                return;
            }
            Event::Missed { key, .. } => (key, Standing::Missed),
            Event::Discharged { key, by } => (key, Standing::Discharged(by)),
            Event::Waived { key, .. } => (key, Standing::Waived),
            Event::Voided { key, .. } => (key, Standing::Void),
        };
        if let Some(owed) = self.owed.get_mut(&key) {
            owed.standing = standing;
        }
    }
}
