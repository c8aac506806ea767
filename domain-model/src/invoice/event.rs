//! What happens to an invoice.

use super::{Amounts, Document};
use crate::domain_event;
use crate::values::{InvoiceNumber, Points, Reason};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// By what means something was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentMeans {
    /// A transfer of money.
    Transfer,
    /// A card.
    Card,
    /// A cheque.
    Cheque,
    /// A direct debit.
    Debit,
    /// Notes and coins.
    Cash,
    /// Prepaid points.
    Points,
    /// The account's own balance of money.
    Balance,
    /// Something else, which the reference names.
    Other,
}

/// A word that names no means of payment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("one of transfer, card, cheque, debit, cash, points, balance, other is expected")]
pub struct PaymentMeansError;

impl PaymentMeans {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Transfer,
        Self::Card,
        Self::Cheque,
        Self::Debit,
        Self::Cash,
        Self::Points,
        Self::Balance,
        Self::Other,
    ];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Card => "card",
            Self::Cheque => "cheque",
            Self::Debit => "debit",
            Self::Cash => "cash",
            Self::Points => "points",
            Self::Balance => "balance",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for PaymentMeans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PaymentMeans {
    type Err = PaymentMeansError;

    fn from_str(text: &str) -> Result<Self, PaymentMeansError> {
        Self::ALL.into_iter().find(|means| means.as_str().eq_ignore_ascii_case(text)).ok_or(PaymentMeansError)
    }
}

/// How an invoice was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// By what means.
    pub means: PaymentMeans,
    /// What it is found by: the bank's reference, the number of a cheque.
    pub reference: String,
    /// When it was booked.
    pub day: NaiveDate,
}

/// What happened to an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is to be paid.
    Issued {
        /// All of it.
        document: Box<Document>,
    },
    /// It was paid.
    Paid {
        /// How.
        payment: Payment,
    },
    /// A part of it was taken back.
    Credited {
        /// By this credit note.
        note: InvoiceNumber,
        /// How much, positive.
        amounts: Amounts,
        /// How many points.
        points: Points,
    },
    /// A credit note, under a number of its own.
    CreditNoteIssued {
        /// All of it, with positive amounts.
        document: Box<Document>,
        /// Of which invoice.
        of: InvoiceNumber,
        /// Why.
        reason: Reason,
    },
}

domain_event!(Event { Issued => "1.0", Paid => "1.0", Credited => "1.0", CreditNoteIssued => "1.0" });
