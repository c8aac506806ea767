//! Points: balances, statements, the trial balance, prices.

use super::list::{connection, paging, seen};
use crate::caller::{application, sight};
use crate::payload::view_failure;
use crate::values::Points;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::values::{AccountNumber, Currency, PriceClass, Tld};
use projections::View;
use projections::ledger::{BalanceRow, EntryRow};
use projections::prices::{PriceFilter, PriceRow};

/// A points account: `available + reserved + spent = granted`.
#[derive(SimpleObject)]
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
#[derive(SimpleObject)]
pub struct LedgerEntry {
    /// Its number in the account's stream.
    sequence: i64,
    /// When.
    at: DateTime<Utc>,
    /// Bought, Granted, Adjusted, Reserved, Settled, Released, Refunded.
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
            reason: row.reason,
            fact: row.fact,
            actor: row.actor,
        }
    }
}

/// A line of the trial balance. Sums may exceed 64 bits, so they are texts.
#[derive(SimpleObject)]
pub struct TrialBalanceLine {
    /// In which currency.
    currency: Option<String>,
    /// Which book.
    book: String,
    /// Debited in all.
    debit: String,
    /// Credited in all.
    credit: String,
}

/// A settlement without a confirmed operation, or a confirmed operation without a settlement.
#[derive(SimpleObject)]
pub struct Orphan {
    /// Whose.
    account: u64,
    /// The operation.
    operation: u64,
    /// The registry's confirmation.
    fact: String,
    /// How many points.
    points: Points,
}

/// Orphans on either side, up to the slower of the two views: empty when all is well.
#[derive(SimpleObject)]
pub struct Orphans {
    /// Settlements that no confirmed operation stands behind.
    settlements: Vec<Orphan>,
    /// Confirmed operations that nothing was settled for.
    operations: Vec<Orphan>,
}

/// The trial balance.
#[derive(SimpleObject)]
pub struct TrialBalance {
    /// Debits and credits are equal, and every account adds up.
    balanced: bool,
    /// The lines.
    lines: Vec<TrialBalanceLine>,
    /// Accounts that do not add up.
    out_of_balance: Vec<u64>,
    /// Orphans on either side.
    orphans: Orphans,
}

/// A price.
#[derive(SimpleObject)]
pub struct PriceLine {
    /// For which price class.
    class: String,
    /// In which currency.
    currency: String,
    /// Under which ending.
    tld: String,
    /// create, renew, transfer, restore or trade.
    action: String,
    /// Before tax, in hundredths of a unit.
    cents: i64,
    /// From this day on.
    #[graphql(name = "from")]
    from_day: NaiveDate,
}

impl From<PriceRow> for PriceLine {
    fn from(row: PriceRow) -> Self {
        Self {
            class: row.class.to_string(),
            currency: row.currency.to_string(),
            tld: row.tld.to_string(),
            action: row.action.as_str().to_owned(),
            cents: row.cents.get(),
            from_day: row.from_day,
        }
    }
}

/// Points and prices.
#[derive(Default)]
pub struct Ledger;

#[Object(name = "LedgerQueries")]
impl Ledger {
    /// A points account, now or on any day.
    async fn points_account(
        &self,
        ctx: &Context<'_>,
        account: u64,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<PointsAccount>> {
        seen(ctx, View::Ledger, consistency).await?;
        sight(ctx)?;
        let (views, account) = (application(ctx).views(), AccountNumber::new(account));
        let found = match as_of {
            Some(at) => views.points_as_of(account, at).await,
            None => views.points(account).await,
        };
        Ok(found.map_err(view_failure)?.map(PointsAccount::from))
    }

    /// An account's statement with its running balance, in order.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        account: u64,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        as_of: Option<DateTime<Utc>>,
        first: Option<u32>,
        after: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, LedgerEntry>> {
        seen(ctx, View::Ledger, consistency).await?;
        sight(ctx)?;
        let page = paging(first, after, false)?;
        let account = AccountNumber::new(account);
        let statement = application(ctx).views().statement(account, from, to, as_of, &page).await;
        connection(statement.map(|statement| statement.entries), LedgerEntry::from)
    }

    /// The trial balance, now or on any day; orphans as of now.
    async fn trial_balance(&self, ctx: &Context<'_>, as_of: Option<DateTime<Utc>>) -> Result<TrialBalance> {
        sight(ctx)?;
        let views = application(ctx).views();
        let balance = views.trial_balance(as_of).await.map_err(view_failure)?;
        let orphans = views.orphans().await.map_err(view_failure)?;
        let orphan = |account: AccountNumber, operation: u64, fact: String, points: i64| Orphan {
            account: account.get(),
            operation,
            fact,
            points: Points(points),
        };
        Ok(TrialBalance {
            balanced: balance.is_balanced(),
            lines: balance
                .lines
                .iter()
                .map(|line| TrialBalanceLine {
                    currency: line.currency.map(|currency| currency.to_string()),
                    book: line.book.as_str().to_owned(),
                    debit: line.debit.to_string(),
                    credit: line.credit.to_string(),
                })
                .collect(),
            out_of_balance: balance.out_of_balance.iter().map(|account| account.get()).collect(),
            orphans: Orphans {
                settlements: orphans
                    .settlements
                    .into_iter()
                    .map(|it| orphan(it.account, it.operation.get(), it.fact, it.points))
                    .collect(),
                operations: orphans
                    .operations
                    .into_iter()
                    .map(|it| orphan(it.account, it.operation.get(), it.fact, it.points))
                    .collect(),
            },
        })
    }

    /// The prices in force on a day; today's where absent.
    async fn prices(
        &self,
        ctx: &Context<'_>,
        class: Option<String>,
        currency: Option<String>,
        tld: Option<String>,
        on: Option<NaiveDate>,
    ) -> Result<Vec<PriceLine>> {
        sight(ctx)?;
        let day = on.unwrap_or_else(|| application(ctx).clock().now().date_naive());
        let filter = PriceFilter {
            class: class.as_deref().map(PriceClass::parse).transpose()?,
            currency: currency.as_deref().map(Currency::parse).transpose()?,
            tld: tld.as_deref().map(Tld::parse).transpose()?,
            action: None,
        };
        let rows = application(ctx).views().prices(&filter, day).await.map_err(view_failure)?;
        Ok(rows.into_iter().map(PriceLine::from).collect())
    }
}
