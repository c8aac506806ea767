//! Orders.

use super::list::{part, seen};
use crate::caller::{application, sight};
use crate::limits::rows;
use crate::objects::{Order, OrderStatus, links};
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::order::Status;
use domain_model::values::AccountNumber;
use projections::View;
use projections::orders::OrderFilter;

/// Orders.
#[derive(Default)]
pub struct Orders;

#[Object(name = "OrdersQueries")]
impl Orders {
    /// An order.
    async fn order(
        &self,
        ctx: &Context<'_>,
        number: u64,
        #[graphql(desc = "As it was at this moment.")] as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Order>> {
        sight(ctx)?;
        seen(ctx, View::Orders, consistency).await?;
        links::order(ctx, Some(number), as_of).await
    }

    /// Orders, by the moment at which they were placed, the latest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this account.")] account: Option<u64>,
        #[graphql(desc = "How they stand.")] statuses: Option<Vec<OrderStatus>>,
        #[graphql(desc = "About this name.")] name: Option<DomainName>,
        #[graphql(desc = "With this reference of the customer's own.")] reference: Option<String>,
        #[graphql(desc = "Placed at this moment or later.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "Placed before this moment.")] to: Option<DateTime<Utc>>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Order>> {
        sight(ctx)?;
        seen(ctx, View::Orders, consistency).await?;
        let part = part(first, after, last, before, true)?;
        let filter = OrderFilter {
            account: account.map(AccountNumber::new),
            statuses: statuses.unwrap_or_default().into_iter().map(Status::from).collect(),
            name: name.map(|name| name.0.to_string()),
            reference,
            from,
            before: to,
        };
        let page = application(ctx).views().orders(&filter, &part.paging).await;
        part.connection(page, |row| Order::of(row, None))
    }
}
