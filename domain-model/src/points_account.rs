//! A prepaid points account: `Absent → Open`.
//!
//! `available + reserved + spent = granted`, and `available` never goes below zero. Points are pending when a
//! request is accepted (`Reserved`), posted when the registry confirms (`Settled`), void when it refuses
//! (`Released`). Points that were bought can be given back for their price, as far as they are available (`Returned`).
//! An account that asked for it is told once when it runs low, and again only after it was above the level (`RanLow`).

mod balance;
mod event;

pub use balance::Balance;
pub use event::Event;

use crate::aggregate;
use crate::operation::RegistryFact;
use crate::values::{AccountNumber, Currency, OperationNumber, Points, Reason};
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
    /// Give back points that were bought.
    Return {
        /// How many.
        points: Points,
        /// The credit note.
        reference: String,
    },
    /// Set the level below which the holder is told.
    SetLowPoints {
        /// None: nobody is told.
        level: Option<Points>,
    },
}

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

aggregate!(PointsAccount, "points-account", AccountNumber, Command, Event, Refusal, snapshot every 500);

impl PointsAccount {
    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let mut events = self.booked(command)?;
        if let Self::Open(balance) = self {
            events.extend(balance.runs_low(&events));
        }
        Ok(events)
    }

    fn booked(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
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
            Command::Return { points, reference } => balance.give_back(*points, reference),
            Command::SetLowPoints { level } if *level == balance.low_points => Ok(vec![]),
            Command::SetLowPoints { level } => Ok(vec![Event::LowPointsSet { level: *level }]),
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
                    low_points: None,
                    told: false,
                });
            }
            (Self::Open(balance), event) => balance.evolve(event),
            (Self::Absent, _) => {}
        }
    }
}

#[cfg(test)]
mod tests;
