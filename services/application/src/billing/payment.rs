//! How something was paid, and what a payment is found by.

use crate::ask::Ask;
use crate::refusal::{InvoiceRefusal, Refusal};
use domain_model::invoice::{Invoice, Payment, PaymentMeans};

/// The longest reference of a payment.
const REFERENCE: usize = 200;

/// How something was paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// By what means.
    pub means: PaymentMeans,
    /// What the payment is found by.
    pub reference: String,
}

/// Whether the account's balance paid it.
pub(super) fn is_from_balance(invoice: &Invoice) -> bool {
    let payment = invoice.standing().and_then(|standing| standing.payment.as_ref());
    payment.is_some_and(|payment| payment.means == PaymentMeans::Balance)
}

/// The balance is debited where an order is paid from it, and nowhere else.
pub(crate) fn not_from_balance(paid: &Paid) -> Result<(), Refusal> {
    if paid.means == PaymentMeans::Balance { Err(InvoiceRefusal::FromBalance.into()) } else { Ok(()) }
}

/// A payment as an invoice says it.
pub(super) fn payment_of(paid: Paid, ask: &Ask) -> Result<Payment, Refusal> {
    let reference = checked_reference(&paid.reference)?;
    Ok(Payment { means: paid.means, reference, day: ask.cause.at.date_naive() })
}

/// What a payment is found by.
pub(super) fn checked_reference(text: &str) -> Result<String, Refusal> {
    let reference = text.trim().to_owned();
    let fits =
        (1..=REFERENCE).contains(&reference.chars().count()) && !reference.chars().any(char::is_control);
    if !fits {
        return Err(InvoiceRefusal::Reference.into());
    }
    Ok(reference)
}
