//! Why there is no invoice, or no statement.

use domain_model::invoice::LineError;
use domain_model::policy::VatRefusal;
use domain_model::values::AccountNumber;

/// Why there is no invoice, or no statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvoiceRefusal {
    /// Nobody sells.
    #[error("no seller is configured, so nothing can be invoiced: fill in [seller] of the configuration")]
    NoSeller,
    /// Nobody buys.
    #[error("account {0} has no holder whom an invoice could be made out to")]
    NoBuyer(AccountNumber),
    /// The tax is not known.
    #[error(transparent)]
    Vat(#[from] VatRefusal),
    /// No coin is so small.
    #[error(transparent)]
    Line(#[from] LineError),
    /// Nothing that a payment is found by.
    #[error("the reference of a payment has 1 to 200 printable characters")]
    Reference,
    /// The balance pays orders.
    #[error("orders are paid from the balance, each by itself; this is paid by other means")]
    FromBalance,
    /// A year has a million invoices.
    #[error("the series of this year is full: a number has six digits")]
    SeriesFull,
    /// A statement that nobody reads.
    #[error("more than {most} movements: name a shorter time with from and to")]
    StatementTooLong {
        /// The most.
        most: usize,
    },
}

impl InvoiceRefusal {
    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSeller => "NO_SELLER",
            Self::NoBuyer(_) => "NO_BUYER",
            Self::Vat(_) => "VAT_UNKNOWN",
            Self::Line(_) => "NO_SUCH_COIN",
            Self::Reference => "FIELDS_INVALID",
            Self::FromBalance => "FIELDS_INVALID",
            Self::SeriesFull => "SERIES_FULL",
            Self::StatementTooLong { .. } => "STATEMENT_TOO_LONG",
        }
    }

    /// The field of the request that is wrong, where it is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoBuyer(_) => Some("account"),
            Self::Line(_) => Some("points"),
            Self::Reference => Some("reference"),
            Self::FromBalance => Some("means"),
            Self::StatementTooLong { .. } => Some("from"),
            Self::NoSeller | Self::Vat(_) | Self::SeriesFull => None,
        }
    }
}
