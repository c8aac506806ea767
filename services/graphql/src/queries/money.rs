//! Prepaid money, and registered means of payment.

use super::list::{part, seen};
use crate::caller::{application, sight};
use crate::limits::rows;
use crate::objects::{MoneyAccount, MoneyEntry, PaymentMean};
use crate::payload::{coded_failure, view_failure};
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::AccountNumber;
use projections::View;

/// Prepaid money, and registered means of payment.
#[derive(Default)]
pub struct Money;

#[Object(name = "MoneyQueries")]
impl Money {
    /// The prepaid money of an account (`ovhAccount` of the REST paper); nothing before its first deposit.
    async fn money_account(
        &self,
        ctx: &Context<'_>,
        account: u64,
        consistency: Option<String>,
    ) -> Result<Option<MoneyAccount>> {
        seen(ctx, View::Ledger, consistency).await?;
        sight(ctx)?;
        let found = application(ctx).views().money(AccountNumber::new(account)).await;
        Ok(found.map_err(view_failure)?.map(MoneyAccount::from))
    }

    /// The movements of an account's prepaid money, in order, each with the balance after it.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn money_entries(
        &self,
        ctx: &Context<'_>,
        account: u64,
        #[graphql(desc = "From this moment, included.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "To this moment, excluded.")] to: Option<DateTime<Utc>>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, MoneyEntry>> {
        seen(ctx, View::Ledger, consistency).await?;
        sight(ctx)?;
        let part = part(first, after, last, before, false)?;
        let (views, account) = (application(ctx).views(), AccountNumber::new(account));
        let currency = views.money(account).await.map_err(view_failure)?.and_then(|row| row.currency);
        let page = views.money_entries(account, from, to, &part.paging).await;
        part.connection(page, |row| MoneyEntry::of(row, currency))
    }

    /// The registered means of payment of an account, by number.
    async fn payment_means(&self, ctx: &Context<'_>, account: u64) -> Result<Vec<PaymentMean>> {
        sight(ctx)?;
        let register = application(ctx).payment_means(AccountNumber::new(account)).await;
        Ok(PaymentMean::all_of(&register.map_err(|error| coded_failure(&error))?))
    }
}
