//! The figures of an open account, and what may be booked on it.

use super::{Event, Refusal};
use crate::operation::RegistryFact;
use crate::values::{Currency, OperationNumber, Points, Reason};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// The level below which the holder is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low_points: Option<Points>,
    /// The holder was told, and the points that are free to use have not been at the level since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
}

impl Balance {
    /// What is put aside in all.
    pub fn reserved(&self) -> i64 {
        self.reservations.values().map(|points| points.get()).sum()
    }
}

impl Balance {
    /// Credits must leave room to count; a credit of nothing is a mistake.
    pub(super) fn credit(&self, points: i64) -> Result<(), Refusal> {
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

    pub(super) fn adjust(&self, by: i64, reason: &Reason) -> Result<Vec<Event>, Refusal> {
        if by < 0 {
            let needed =
                Points::new(by.checked_neg().ok_or(Refusal::TooMany)?).map_err(|_| Refusal::TooMany)?;
            self.covers(needed)?;
        } else {
            self.credit(by)?;
        }
        Ok(vec![Event::Adjusted { by, reason: reason.clone() }])
    }

    pub(super) fn reserve(
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

    pub(super) fn settle(
        &self,
        operation: OperationNumber,
        fact: &RegistryFact,
    ) -> Result<Vec<Event>, Refusal> {
        match (self.reservations.get(&operation), self.settlements.contains_key(&operation)) {
            (Some(points), _) => Ok(vec![Event::Settled { operation, points: *points, fact: fact.clone() }]),
            (None, true) => Ok(vec![]),
            (None, false) => Err(Refusal::NoReservation(operation)),
        }
    }

    pub(super) fn refund(
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

    pub(super) fn give_back(&self, points: Points, reference: &str) -> Result<Vec<Event>, Refusal> {
        if points.is_zero() {
            return Err(Refusal::Zero);
        }
        self.covers(points)?;
        Ok(vec![Event::Returned { points, reference: reference.to_owned() }])
    }

    /// Whether these events take the account below its level for the first time since it was above.
    pub(super) fn runs_low(&self, events: &[Event]) -> Option<Event> {
        let level = self.low_points?;
        let change: i64 = events.iter().map(Event::change).sum();
        let available = Points::new(self.available.checked_add(change)?).ok()?;
        let fell = change < 0 && available < level && !self.told;
        fell.then_some(Event::RanLow { available, level })
    }

    pub(super) fn evolve(&mut self, event: Event) {
        self.moved(event);
        if self.low_points.is_none_or(|level| self.available >= level.get()) {
            self.told = false;
        }
    }

    fn moved(&mut self, event: Event) {
        match event {
            Event::Opened { .. } => {}
            Event::LowPointsSet { level } => {
                self.low_points = level;
                self.told = false;
            }
            Event::RanLow { .. } => self.told = true,
            Event::Returned { points, .. } => {
                self.granted -= points.get();
                self.available -= points.get();
            }
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
