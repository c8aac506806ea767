//! A prepaid points account: `Absent → Open`.
//!
//! `available + reserved + spent = granted`, and `available` never goes below zero. Points are pending when a
//! request is accepted (`Reserved`), posted when the registry confirms (`Settled`), void when it refuses
//! (`Released`).

use crate::operation::RegistryFact;
use crate::values::{AccountNumber, Currency, OperationNumber, Points, Reason};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What may be asked of a points account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open it in a currency.
    Open {
        /// The currency, at 100 points a unit.
        currency: Currency,
    },
    /// Credit points that were bought.
    Buy {
        /// How many.
        points: Points,
        /// The document that the purchase is booked under.
        reference: String,
    },
    /// Credit points as a gift or a correction in the customer's favour.
    Grant {
        /// How many.
        points: Points,
        /// Why.
        reason: Reason,
    },
    /// Correct the balance up or down.
    Adjust {
        /// Signed number of points.
        by: i64,
        /// Why.
        reason: Reason,
    },
    /// Put points aside for an operation that is being accepted.
    Reserve {
        /// The operation.
        operation: OperationNumber,
        /// Its price.
        points: Points,
        /// What is bought, as the ledger prints it: `create example.com 1Y`.
        label: String,
    },
    /// The registry confirmed: the reservation is spent.
    Settle {
        /// The operation.
        operation: OperationNumber,
        /// What the registry confirmed.
        fact: RegistryFact,
    },
    /// The operation ended without effect: the reservation is free again.
    Release {
        /// The operation.
        operation: OperationNumber,
    },
    /// Give back what an operation had spent.
    Refund {
        /// The operation.
        operation: OperationNumber,
        /// How many, at most what remains spent on it.
        points: Points,
        /// Why.
        reason: Reason,
    },
}

/// What happened to a points account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all_fields = "snake_case")]
pub enum Event {
    /// The account exists, with nothing on it.
    Opened {
        /// Its currency.
        currency: Currency,
    },
    /// Points were bought.
    Bought {
        /// How many.
        points: Points,
        /// The document that the purchase is booked under.
        reference: String,
    },
    /// Points were given.
    Granted {
        /// How many.
        points: Points,
        /// Why.
        reason: Reason,
    },
    /// The balance was corrected.
    Adjusted {
        /// Signed number of points.
        by: i64,
        /// Why.
        reason: Reason,
    },
    /// Points were put aside.
    Reserved {
        /// For this operation.
        operation: OperationNumber,
        /// How many.
        points: Points,
        /// What is bought.
        label: String,
    },
    /// A reservation was spent.
    Settled {
        /// The operation.
        operation: OperationNumber,
        /// How many.
        points: Points,
        /// What the registry confirmed: exactly one fact a settlement.
        fact: RegistryFact,
    },
    /// A reservation is free again.
    Released {
        /// The operation.
        operation: OperationNumber,
        /// How many.
        points: Points,
    },
    /// Spent points came back.
    Refunded {
        /// The operation.
        operation: OperationNumber,
        /// How many.
        points: Points,
        /// Why.
        reason: Reason,
    },
}

domain_event!(Event {
    Opened => "1.0", Bought => "1.0", Granted => "1.0", Adjusted => "1.0",
    Reserved => "1.0", Settled => "1.0", Released => "1.0", Refunded => "1.0",
});

/// Why a points account says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such account.
    #[error("this account has no points account")]
    NotOpen,
    /// It was opened in another currency.
    #[error("the points account is kept in {0}")]
    OtherCurrency(Currency),
    /// The balance does not cover it. Nothing was reserved.
    #[error("{needed} points are needed and {available} are available")]
    NotEnoughPoints {
        /// What it would take.
        needed: Points,
        /// What there is.
        available: Points,
    },
    /// The operation has points reserved already, and not as many.
    #[error("operation {operation} already holds {reserved} points")]
    ReservedOtherwise {
        /// The operation.
        operation: OperationNumber,
        /// What it holds.
        reserved: Points,
    },
    /// The operation has been paid for: it is not reserved for again.
    #[error("operation {0} is settled")]
    AlreadySettled(OperationNumber),
    /// There is nothing reserved for that operation.
    #[error("nothing is reserved for operation {0}")]
    NoReservation(OperationNumber),
    /// More than what remains spent on it.
    #[error("operation {operation} has {spent} points left to refund")]
    RefundTooHigh {
        /// The operation.
        operation: OperationNumber,
        /// What remains spent on it.
        spent: Points,
    },
    /// A correction of nothing.
    #[error("the number of points must not be zero")]
    Zero,
    /// More points than an account can count.
    #[error("the balance would exceed what an account can hold")]
    TooMany,
}

/// A points account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PointsAccount {
    /// Never opened.
    #[default]
    Absent,
    /// In use.
    Open(Balance),
}

/// The figures of an open account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// The currency, at 100 points a unit.
    pub currency: Currency,
    /// Bought plus granted plus or minus adjusted.
    pub granted: i64,
    /// Free to use.
    pub available: i64,
    /// Settled and not refunded.
    pub spent: i64,
    /// Put aside, by operation.
    pub reservations: BTreeMap<OperationNumber, Points>,
    /// Settled and not refunded, by operation; what was refunded in full stays, with nothing left.
    pub settlements: BTreeMap<OperationNumber, Points>,
}

impl Balance {
    /// What is put aside in all.
    pub fn reserved(&self) -> i64 {
        self.reservations.values().map(|points| points.get()).sum()
    }
}

aggregate!(PointsAccount, "points-account", AccountNumber, Command, Event, Refusal, snapshot every 500);

impl PointsAccount {
    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let balance = match (self, command) {
            (Self::Absent, Command::Open { currency }) => {
                return Ok(vec![Event::Opened { currency: *currency }]);
            }
            (Self::Absent, _) => return Err(Refusal::NotOpen),
            (Self::Open(balance), _) => balance,
        };
        match command {
            Command::Open { currency } if *currency == balance.currency => Ok(vec![]),
            Command::Open { .. } => Err(Refusal::OtherCurrency(balance.currency)),
            Command::Buy { points, reference } => {
                balance.credit(points.get())?;
                Ok(vec![Event::Bought { points: *points, reference: reference.clone() }])
            }
            Command::Grant { points, reason } => {
                balance.credit(points.get())?;
                Ok(vec![Event::Granted { points: *points, reason: reason.clone() }])
            }
            Command::Adjust { by, reason } => balance.adjust(*by, reason),
            Command::Reserve { operation, points, label } => balance.reserve(*operation, *points, label),
            Command::Settle { operation, fact } => balance.settle(*operation, fact),
            Command::Release { operation } => Ok(balance
                .reservations
                .get(operation)
                .map(|points| Event::Released { operation: *operation, points: *points })
                .into_iter()
                .collect()),
            Command::Refund { operation, points, reason } => balance.refund(*operation, *points, reason),
        }
    }

    fn evolve(&mut self, event: Event) {
        match (&mut *self, event) {
            (Self::Absent, Event::Opened { currency }) => {
                *self = Self::Open(Balance {
                    currency,
                    granted: 0,
                    available: 0,
                    spent: 0,
                    reservations: BTreeMap::new(),
                    settlements: BTreeMap::new(),
                });
            }
            (Self::Open(balance), event) => balance.evolve(event),
            (Self::Absent, _) => {}
        }
    }
}

impl Balance {
    /// Credits must leave room to count; a credit of nothing is a mistake.
    fn credit(&self, points: i64) -> Result<(), Refusal> {
        if points == 0 {
            return Err(Refusal::Zero);
        }
        let total = self.granted.checked_add(points).ok_or(Refusal::TooMany)?;
        Points::new(total).map(|_| ()).map_err(|_| Refusal::TooMany)
    }

    fn covers(&self, needed: Points) -> Result<(), Refusal> {
        if needed.get() <= self.available {
            return Ok(());
        }
        let available = Points::new(self.available).unwrap_or(Points::ZERO);
        Err(Refusal::NotEnoughPoints { needed, available })
    }

    fn adjust(&self, by: i64, reason: &Reason) -> Result<Vec<Event>, Refusal> {
        if by < 0 {
            let needed =
                Points::new(by.checked_neg().ok_or(Refusal::TooMany)?).map_err(|_| Refusal::TooMany)?;
            self.covers(needed)?;
        } else {
            self.credit(by)?;
        }
        Ok(vec![Event::Adjusted { by, reason: reason.clone() }])
    }

    fn reserve(
        &self,
        operation: OperationNumber,
        points: Points,
        label: &str,
    ) -> Result<Vec<Event>, Refusal> {
        match self.reservations.get(&operation) {
            Some(reserved) if *reserved == points => return Ok(vec![]),
            Some(reserved) => return Err(Refusal::ReservedOtherwise { operation, reserved: *reserved }),
            None if self.settlements.contains_key(&operation) => {
                return Err(Refusal::AlreadySettled(operation));
            }
            None => self.covers(points)?,
        }
        Ok(vec![Event::Reserved { operation, points, label: label.to_owned() }])
    }

    fn settle(&self, operation: OperationNumber, fact: &RegistryFact) -> Result<Vec<Event>, Refusal> {
        match (self.reservations.get(&operation), self.settlements.contains_key(&operation)) {
            (Some(points), _) => Ok(vec![Event::Settled { operation, points: *points, fact: fact.clone() }]),
            (None, true) => Ok(vec![]),
            (None, false) => Err(Refusal::NoReservation(operation)),
        }
    }

    fn refund(
        &self,
        operation: OperationNumber,
        points: Points,
        reason: &Reason,
    ) -> Result<Vec<Event>, Refusal> {
        let spent = self.settlements.get(&operation).copied().unwrap_or(Points::ZERO);
        if points == Points::ZERO {
            return Err(Refusal::Zero);
        }
        if points > spent {
            return Err(Refusal::RefundTooHigh { operation, spent });
        }
        Ok(vec![Event::Refunded { operation, points, reason: reason.clone() }])
    }

    fn evolve(&mut self, event: Event) {
        match event {
            Event::Opened { .. } => {}
            Event::Bought { points, .. } | Event::Granted { points, .. } => {
                self.granted += points.get();
                self.available += points.get();
            }
            Event::Adjusted { by, .. } => {
                self.granted += by;
                self.available += by;
            }
            Event::Reserved { operation, points, .. } => {
                self.available -= points.get();
                self.reservations.insert(operation, points);
            }
            Event::Settled { operation, points, .. } => {
                self.reservations.remove(&operation);
                self.spent += points.get();
                self.settlements.insert(operation, points);
            }
            Event::Released { operation, points } => {
                self.reservations.remove(&operation);
                self.available += points.get();
            }
            Event::Refunded { operation, points, .. } => {
                self.spent -= points.get();
                self.available += points.get();
                // An operation that was refunded in full is still settled: settling it again is silence.
                let spent = self.settlements.get(&operation).copied().unwrap_or_default();
                self.settlements.insert(operation, spent.checked_sub(points).unwrap_or_default());
            }
        }
    }
}

#[cfg(test)]
mod tests;
