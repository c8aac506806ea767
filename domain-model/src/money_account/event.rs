//! What happens to a money account.

use crate::domain_event;
use crate::invoice::PaymentMeans;
use crate::values::{Cents, Currency, InvoiceNumber, OrderNumber};
use serde::{Deserialize, Serialize};

/// What happened to a money account. Amounts are hundredths of a unit of its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The account exists, with nothing on it.
    Opened {
        /// Its currency.
        currency: Currency,
    },
    /// Money came in.
    Deposited {
        /// How much.
        amount: Cents,
        /// By what means.
        means: PaymentMeans,
        /// What it is found by.
        reference: String,
    },
    /// It paid an order.
    Debited {
        /// Which.
        order: OrderNumber,
        /// With tax.
        amount: Cents,
        /// By this invoice.
        invoice: InvoiceNumber,
    },
    /// A credit note gave back what an order had been paid with.
    GivenBack {
        /// With tax.
        amount: Cents,
        /// The credit note.
        note: InvoiceNumber,
    },
    /// Money went back to its owner's bank.
    Withdrawn {
        /// How much.
        amount: Cents,
        /// What it is found by.
        reference: String,
    },
}

domain_event!(Event {
    Opened => "1.0", Deposited => "1.0", Debited => "1.0", GivenBack => "1.0", Withdrawn => "1.0",
});
