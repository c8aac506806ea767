//! What happens to a points account.

use crate::domain_event;
use crate::operation::RegistryFact;
use crate::values::{Currency, OperationNumber, Points, Reason};
use serde::{Deserialize, Serialize};

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
    /// Points that were bought were given back for their price.
    Returned {
        /// How many.
        points: Points,
        /// The credit note.
        reference: String,
    },
    /// The level below which the holder is told was set.
    LowPointsSet {
        /// None: nobody is told.
        level: Option<Points>,
    },
    /// The points that are free to use fell below the level, by the event before.
    RanLow {
        /// What is free to use.
        available: Points,
        /// The level.
        level: Points,
    },
}

domain_event!(Event {
    Opened => "1.0", Bought => "1.0", Granted => "1.0", Adjusted => "1.0",
    Reserved => "1.0", Settled => "1.0", Released => "1.0", Refunded => "1.0",
    Returned => "1.0", LowPointsSet => "1.0", RanLow => "1.0",
});

impl Event {
    /// What it does to the points that are free to use.
    pub fn change(&self) -> i64 {
        match self {
            Self::Bought { points, .. }
            | Self::Granted { points, .. }
            | Self::Released { points, .. }
            | Self::Refunded { points, .. } => points.get(),
            Self::Reserved { points, .. } | Self::Returned { points, .. } => -points.get(),
            Self::Adjusted { by, .. } => *by,
            Self::Opened { .. } | Self::Settled { .. } | Self::LowPointsSet { .. } | Self::RanLow { .. } => 0,
        }
    }
}
