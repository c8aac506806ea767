//! What happened to an order.

use super::{Announcement, Payment, Terms};
use crate::domain_event;
use crate::values::{OperationNumber, Points, Reason};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What happened to an order. Lines are named by their place, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was placed.
    Placed {
        /// What is ordered.
        terms: Box<Terms>,
    },
    /// It was paid.
    Paid {
        /// How.
        payment: Payment,
        /// When.
        at: DateTime<Utc>,
    },
    /// It is to be paid by a registered mean; the money has not come in.
    PaymentAnnounced {
        /// Which.
        by: Announcement,
    },
    /// The payment that was announced did not come.
    PaymentRejected {
        /// Why.
        reason: Reason,
    },
    /// A line's operation was accepted.
    LineStarted {
        /// Its place.
        line: u16,
        /// Which.
        operation: OperationNumber,
    },
    /// A line's registry has confirmed.
    LineDelivered {
        /// Its place.
        line: u16,
        /// By which operation.
        operation: OperationNumber,
    },
    /// A line could not be delivered.
    LineFailed {
        /// Its place.
        line: u16,
        /// The operation, if one was opened.
        operation: Option<OperationNumber>,
        /// A word or number for programs.
        code: String,
        /// In words.
        message: String,
    },
    /// A line is not delivered, for good.
    LineGivenUp {
        /// Its place.
        line: u16,
        /// Why.
        reason: Reason,
    },
    /// It was called off before it was paid.
    Cancelled {
        /// Why.
        reason: Reason,
    },
    /// It was not paid in time.
    Expired,
    /// Points of a line were given back.
    LineRefunded {
        /// Its place.
        line: u16,
        /// The operation that had spent them.
        operation: OperationNumber,
        /// How many.
        points: Points,
        /// Why.
        reason: Reason,
    },
}

domain_event!(Event {
    Placed => "1.0", Paid => "1.0", PaymentAnnounced => "1.0", PaymentRejected => "1.0", LineStarted => "1.0", LineDelivered => "1.0", LineFailed => "1.0",
    LineGivenUp => "1.0", Cancelled => "1.0", Expired => "1.0", LineRefunded => "1.0",
});
