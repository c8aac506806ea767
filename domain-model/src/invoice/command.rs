//! What may be asked of an invoice, and why it says no.

use super::{CreditPart, Document, Payment};
use crate::values::{Currency, InvoiceNumber, Money, Points, Reason};

/// What may be asked of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Issue it, to be paid.
    Issue {
        /// All of it.
        document: Box<Document>,
    },
    /// It was paid.
    Pay {
        /// How.
        payment: Payment,
    },
    /// Take a part of it back.
    Credit {
        /// The credit note that does.
        note: InvoiceNumber,
        /// What.
        part: CreditPart,
    },
    /// Issue a credit note under this number.
    IssueCreditNote {
        /// All of it, with positive amounts.
        document: Box<Document>,
        /// Of which invoice.
        of: InvoiceNumber,
        /// Why.
        reason: Reason,
    },
}

/// Why an invoice says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such number.
    #[error("there is no such invoice")]
    Unknown,
    /// The number belongs to another document.
    #[error("this invoice number is taken")]
    NumberTaken,
    /// A number of the other kind.
    #[error("{0} is a number of the other kind of document")]
    OtherKind(InvoiceNumber),
    /// Lines, tax and total do not agree.
    #[error("the amounts of the document do not add up")]
    DoesNotAddUp,
    /// Paid before, by other means.
    #[error("the invoice is paid already")]
    AlreadyPaid,
    /// All of it was taken back.
    #[error("the invoice is cancelled: credit notes took all of it back")]
    Cancelled,
    /// A credit note is neither paid nor credited.
    #[error("this is a credit note: it is neither paid nor credited")]
    IsCreditNote,
    /// Nothing, or less.
    #[error("the amount must be above zero")]
    Zero,
    /// More than is left of it.
    #[error("{left} before tax are left of the invoice, {asked} were asked for")]
    AmountTooHigh {
        /// What was asked for.
        asked: Money,
        /// What is left.
        left: Money,
    },
    /// More points than are left of it.
    #[error("{left} points are left of the invoice, {asked} were asked for")]
    PointsTooHigh {
        /// What was asked for.
        asked: Points,
        /// What is left.
        left: Points,
    },
    /// It sells no points.
    #[error("the invoice sells no points: name an amount of money, not {0} points")]
    NoPoints(Points),
    /// It sells points.
    #[error("the invoice sells points: name how many are taken back, not an amount")]
    InPoints,
    /// Another currency.
    #[error("the invoice is in {0}")]
    OtherCurrency(Currency),
    /// No coin is so small.
    #[error("{points} points are no amount that {currency} has coins for")]
    NoSuchCoin {
        /// How many points.
        points: Points,
        /// Which currency.
        currency: Currency,
    },
}
