//! What may be asked of an order, and why it says no.

use super::{Announcement, Payment, Status, Terms};
use crate::values::{OperationNumber, Points, Reason};
use chrono::{DateTime, Utc};

/// What may be asked of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Place it.
    Place {
        /// What is ordered.
        terms: Box<Terms>,
    },
    /// It is paid, and may be delivered.
    Pay {
        /// How.
        payment: Payment,
        /// When.
        at: DateTime<Utc>,
    },
    /// It is to be paid by a registered mean.
    Announce {
        /// Which.
        by: Announcement,
    },
    /// The payment that was announced does not come.
    RejectPayment {
        /// Why.
        reason: Reason,
        /// When.
        at: DateTime<Utc>,
    },
    /// A line's operation is accepted.
    Start {
        /// Its place.
        line: u16,
        /// Which.
        operation: OperationNumber,
    },
    /// A line's registry has confirmed.
    Deliver {
        /// Its place.
        line: u16,
        /// By which operation.
        operation: OperationNumber,
    },
    /// A line cannot be delivered.
    Fail {
        /// Its place.
        line: u16,
        /// The operation, if one was opened.
        operation: Option<OperationNumber>,
        /// A word or number for programs.
        code: String,
        /// In words.
        message: String,
    },
    /// A line is not to be delivered any more.
    GiveUp {
        /// Its place.
        line: u16,
        /// The operation that was closed, if that is why.
        operation: Option<OperationNumber>,
        /// Why.
        reason: Reason,
    },
    /// Call an unpaid order off.
    Cancel {
        /// Why.
        reason: Reason,
    },
    /// The day is over until which it may be paid.
    Expire {
        /// When.
        at: DateTime<Utc>,
    },
    /// Points of a delivered line were given back.
    Refund {
        /// Its place.
        line: u16,
        /// How many.
        points: Points,
        /// Why.
        reason: Reason,
    },
}

/// Why an order says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none.
    #[error("there is no such order")]
    Unknown,
    /// The number belongs to another order.
    #[error("this order number is taken")]
    NumberTaken,
    /// Nothing is ordered, or a line goes with one that is not there.
    #[error("an order has at least one line, and every line is one or goes with one")]
    NoLine,
    /// It has no such line, or one that goes with another.
    #[error("the order has no line {line} of its own")]
    UnknownLine {
        /// Its place.
        line: u16,
    },
    /// It must be paid first.
    #[error("the order is not paid")]
    NotPaid,
    /// What was announced is looked for.
    #[error("a payment of the order is announced: it is received or rejected first")]
    PaymentAnnounced,
    /// There is nothing to be looked for.
    #[error("no payment of the order is announced")]
    NothingAnnounced,
    /// Its lines end one by one.
    #[error("the order is paid: its lines are given up one by one, while nothing is under way")]
    Paid,
    /// It has ended.
    #[error("the order is over: {}", match .status { Status::Expired => "it was not paid in time", _ => "it was cancelled" })]
    Over {
        /// How.
        status: Status,
    },
    /// A line is elsewhere in its life.
    #[error("line {line} of the order is not at a point where this is possible")]
    NotNow {
        /// Its place.
        line: u16,
    },
    /// More than what is left of its price.
    #[error("of line {line}, {left} points are left to refund")]
    RefundTooHigh {
        /// Its place.
        line: u16,
        /// What is left.
        left: Points,
    },
}
