//! Prepaid accounts of money, their postings, and registered means of payment.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use domain_model::payment_means::Register;
use domain_model::values::Currency;
use projections::ledger::{MoneyEntryRow, MoneyRow};
use rust_decimal::Decimal;

/// Hundredths of a unit as an amount: `12.50`.
fn amount(hundredths: i64, currency: Option<Currency>) -> String {
    let decimals = currency.map_or(2, Currency::exponent);
    format!("{:.*}", decimals as usize, Decimal::new(hundredths, 2).round_dp(decimals))
}

/// A prepaid account of money: `available + spent = received`.
#[derive(Clone, SimpleObject)]
pub struct MoneyAccount {
    /// Whose.
    account: u64,
    /// In which currency.
    currency: Option<String>,
    /// To be spent: `12.50`.
    available: String,
    /// What paid orders, less what credit notes gave back.
    spent: String,
    /// Deposited and not withdrawn.
    received: String,
    /// When it was opened.
    opened_at: DateTime<Utc>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
}

impl From<MoneyRow> for MoneyAccount {
    fn from(row: MoneyRow) -> Self {
        Self {
            account: row.account.get(),
            currency: row.currency.map(|currency| currency.to_string()),
            available: amount(row.available, row.currency),
            spent: amount(row.spent, row.currency),
            received: amount(row.received, row.currency),
            opened_at: row.opened_at,
            changed_at: row.changed_at,
        }
    }
}

/// A posting of a money account.
#[derive(Clone, SimpleObject)]
pub struct MoneyEntry {
    /// Its number in the account's stream.
    sequence: i64,
    /// When.
    at: DateTime<Utc>,
    /// Deposited, Debited, GivenBack, Withdrawn.
    kind: String,
    /// The order that it paid.
    order: Option<u64>,
    /// The invoice of that, or the credit note that gave it back.
    invoice: Option<String>,
    /// The book that is debited: received, balance, spent.
    debit: String,
    /// The book that is credited.
    credit: String,
    /// How much: `12.50`.
    amount: String,
    /// To be spent after this.
    available: String,
    /// Spent after this.
    spent: String,
    /// By what means it came.
    means: Option<String>,
    /// What the payment is found by.
    reference: Option<String>,
    /// Who caused it.
    actor: String,
}

impl MoneyEntry {
    /// A posting in the account's currency.
    pub fn of(row: MoneyEntryRow, currency: Option<Currency>) -> Self {
        Self {
            sequence: row.sequence,
            at: row.at,
            kind: row.event_type,
            order: row.order_number.map(|number| number.get()),
            invoice: row.invoice.map(|number| number.to_string()),
            debit: row.debit.as_str().to_owned(),
            credit: row.credit.as_str().to_owned(),
            amount: amount(row.amount, currency),
            available: amount(row.available, currency),
            spent: amount(row.spent, currency),
            means: row.means,
            reference: row.reference,
            actor: row.actor,
        }
    }
}

/// A registered means of payment. What its holder calls it is personal, and not shown here.
#[derive(Clone, SimpleObject)]
pub struct PaymentMean {
    /// Its number within the account.
    number: u32,
    /// The word of the REST paper: bankAccount, creditCard, …
    kind: String,
    /// Orders are paid by it where nothing else is said.
    preferred: bool,
}

impl PaymentMean {
    /// All of an account, by number.
    pub fn all_of(register: &Register) -> Vec<Self> {
        let mean = |(number, mean): (&u32, &domain_model::payment_means::Mean)| Self {
            number: *number,
            kind: mean.kind.to_string(),
            preferred: register.preferred == Some(*number),
        };
        register.means.iter().map(mean).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_decimals_of_their_currency() {
        assert_eq!(amount(1_250, Some(Currency::EUR)), "12.50");
        assert_eq!(amount(5_450_000, Some(Currency::XOF)), "54500");
        assert_eq!(amount(7, None), "0.07");
    }
}
