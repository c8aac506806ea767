//! Points: balances, statements, the trial balance, quotes.

use super::list::{part, seen};
use crate::caller::{application, coded, sight};
use crate::limits::rows;
use crate::objects::{LedgerEntry, PointsAccount};
use crate::payload::{coded_failure, view_failure};
use crate::values::{DomainName, Points};
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, Cents, Period, PricedAction};
use projections::View;
use std::fmt::Display;

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
    /// The lines of points.
    lines: Vec<TrialBalanceLine>,
    /// The lines of prepaid money, in hundredths of a unit.
    money: Vec<TrialBalanceLine>,
    /// Accounts that do not add up.
    out_of_balance: Vec<u64>,
    /// Orphans on either side.
    orphans: Orphans,
}

/// What an account would pay now.
#[derive(SimpleObject)]
pub struct Quote {
    /// Before tax, in cents of the currency.
    cents: i64,
    /// The account's currency.
    currency: String,
    /// What would be put aside.
    points: Points,
    /// Whether the registry sells the name at a fee of its own.
    premium: bool,
    /// That fee: `250.00 EUR`.
    registry_fee: Option<String>,
    /// What made the price: the list and its day, a promotion, and the fee. Absent where it costs nothing.
    rule: Option<String>,
}

impl From<application::Quote> for Quote {
    fn from(quote: application::Quote) -> Self {
        Self {
            cents: quote.price.cents().map_or(0, Cents::get),
            currency: quote.price.currency().to_string(),
            points: Points(quote.points.get()),
            premium: quote.fee.is_some(),
            registry_fee: quote.fee.map(|fee| fee.to_string()),
            rule: quote.rule,
        }
    }
}

/// Points and quotes.
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
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        account: u64,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        as_of: Option<DateTime<Utc>>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, LedgerEntry>> {
        seen(ctx, View::Ledger, consistency).await?;
        sight(ctx)?;
        let part = part(first, after, last, before, false)?;
        let account = AccountNumber::new(account);
        let statement = application(ctx).views().statement(account, from, to, as_of, &part.paging).await;
        part.connection(statement.map(|statement| statement.entries), LedgerEntry::from)
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
            money: balance
                .money
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

    /// What an account would pay now, asked of the registry where the ending has premium names. Give the price to the
    /// mutation as `agreedPrice`.
    #[graphql(complexity = "crate::limits::question(child_complexity)")]
    async fn quote(
        &self,
        ctx: &Context<'_>,
        account: u64,
        name: DomainName,
        #[graphql(desc = "create, renew, transfer, restore or trade.")] action: String,
        #[graphql(desc = "Years of a registration or a renewal.", default = 1)] period: u32,
    ) -> Result<Quote> {
        sight(ctx)?;
        let wrong = |name: &str, error: &dyn Display| coded("BAD_ARGUMENT", format!("{name}: {error}"));
        let action = PricedAction::parse(&action).map_err(|error| wrong("action", &error))?;
        let years = Period::new(period).map_err(|error| wrong("period", &error))?;
        let (application, account) = (application(ctx), AccountNumber::new(account));
        let at = application.clock().now();
        let quoted = application.quoted(account, &name.0, action, Some(years), at).await;
        Ok(Quote::from(quoted.map_err(|error| coded_failure(&error))?))
    }
}
