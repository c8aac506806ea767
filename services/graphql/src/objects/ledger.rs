//! Points accounts and their postings.

use super::{Account, Operation, links};
use crate::caller::application;
use crate::payload::failure;
use crate::values::Points;
use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::AccountNumber;
use projections::ledger::{BalanceRow, EntryRow};

/// A points account: `available + reserved + spent = granted`.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct PointsAccount {
    /// Whose.
    account: u64,
    /// In which currency.
    currency: Option<String>,
    /// Free to use.
    available: Points,
    /// Put aside for operations under way.
    reserved: Points,
    /// Settled, and not refunded.
    spent: Points,
    /// Bought plus granted plus or minus adjusted.
    granted: Points,
}

impl From<BalanceRow> for PointsAccount {
    fn from(row: BalanceRow) -> Self {
        Self {
            account: row.account.get(),
            currency: row.currency.map(|currency| currency.to_string()),
            available: Points(row.available),
            reserved: Points(row.reserved),
            spent: Points(row.spent),
            granted: Points(row.total()),
        }
    }
}

/// A posting of a points account.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct LedgerEntry {
    /// Its number in the account's stream.
    sequence: i64,
    /// When.
    at: DateTime<Utc>,
    /// Bought, Granted, Adjusted, Reserved, Settled, Released, Refunded, Returned.
    kind: String,
    /// The operation, where it belongs to one.
    operation: Option<u64>,
    /// What was bought.
    label: Option<String>,
    /// The book that is debited.
    debit: String,
    /// The book that is credited.
    credit: String,
    /// How many points.
    points: Points,
    /// Free to use afterwards.
    available: Points,
    /// Put aside afterwards.
    reserved: Points,
    /// Spent afterwards.
    spent: Points,
    /// The invoice that bought points are on, or the credit note that took them back.
    reference: Option<String>,
    /// Why.
    reason: Option<String>,
    /// The registry's confirmation that a settlement names.
    fact: Option<String>,
    /// Who.
    actor: String,
}

impl From<EntryRow> for LedgerEntry {
    fn from(row: EntryRow) -> Self {
        Self {
            sequence: row.sequence,
            at: row.at,
            kind: row.event_type,
            operation: row.operation.map(|number| number.get()),
            label: row.label,
            debit: row.debit.as_str().to_owned(),
            credit: row.credit.as_str().to_owned(),
            points: Points(row.points),
            available: Points(row.available),
            reserved: Points(row.reserved),
            spent: Points(row.spent),
            reference: row.reference,
            reason: row.reason,
            fact: row.fact,
            actor: row.actor,
        }
    }
}

#[ComplexObject]
impl PointsAccount {
    /// The level below which the holder is told by mail; as it is now.
    async fn low_points(&self, ctx: &Context<'_>) -> Result<Option<Points>> {
        let account = AccountNumber::new(self.account);
        let level = application(ctx).low_points(account).await.map_err(|error| failure(&error))?;
        Ok(level.map(|level| Points(level.get())))
    }

    /// The account that it belongs to.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, Some(self.account), None).await
    }
}

#[ComplexObject]
impl LedgerEntry {
    /// The operation, where it belongs to one.
    async fn operation_node(&self, ctx: &Context<'_>) -> Result<Option<Operation>> {
        links::operation(ctx, self.operation, None).await
    }
}
