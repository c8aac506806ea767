//! Operations: the pending report.

use super::list::{part, seen};
use crate::caller::{application, coded, sight};
use crate::limits::rows;
use crate::objects::{Operation, OperationState, progress};
use crate::payload::view_failure;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, OperationNumber};
use projections::View;
use projections::operations::{OperationFilter, OperationSort as Sort};
use uuid::Uuid;

/// What a list of operations is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OperationSort {
    /// When they were asked for.
    #[default]
    Requested,
    /// When they last changed.
    Changed,
    /// Their numbers.
    Number,
}

impl From<OperationSort> for Sort {
    fn from(sort: OperationSort) -> Self {
        match sort {
            OperationSort::Requested => Self::Requested,
            OperationSort::Changed => Self::Changed,
            OperationSort::Number => Self::Number,
        }
    }
}

/// Which operations the pending report shows.
///
/// # Errors
/// The report does not go so far back.
pub(super) fn pending(
    ctx: &Context<'_>,
    months: u32,
    account: Option<u64>,
    kind: Option<String>,
    states: &[OperationState],
) -> Result<OperationFilter> {
    if !(1..=12).contains(&months) {
        return Err(coded("BAD_MONTHS", "months: 1 to 12 are expected"));
    }
    Ok(OperationFilter {
        account: account.map(AccountNumber::new),
        action: kind,
        progress: progress(states),
        ..OperationFilter::pending(months, application(ctx).clock().now())
    })
}

/// Operations.
#[derive(Default)]
pub struct Operations;

#[Object(name = "OperationsQueries")]
impl Operations {
    /// An operation, now or on any day.
    async fn operation(
        &self,
        ctx: &Context<'_>,
        number: u64,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Operation>> {
        seen(ctx, View::Operations, consistency).await?;
        let (views, number, sight) = (application(ctx).views(), OperationNumber::new(number), sight(ctx)?);
        let found = match as_of {
            Some(at) => views.operation_as_of(number, at, sight).await,
            None => views.operation(number, sight).await,
        };
        Ok(found.map_err(view_failure)?.map(|row| Operation::of(row, as_of)))
    }

    /// Operations, newest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn operations(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
        #[graphql(desc = "The name, host or contact.")] subject: Option<String>,
        #[graphql(desc = "Create, Renew, Update, Delete, Restore, Trade, TransferRequest …")] action: Option<
            String,
        >,
        #[graphql(desc = "Domain, Host or Contact.")] kind: Option<String>,
        #[graphql(default)] states: Vec<OperationState>,
        #[graphql(desc = "Asked for at this moment or later.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "Asked for before this moment.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "Given up, or not.")] closed: Option<bool>,
        #[graphql(desc = "Of one customer's request.")] correlation: Option<Uuid>,
        #[graphql(default)] sort: OperationSort,
        #[graphql(default = true)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Operation>> {
        seen(ctx, View::Operations, consistency).await?;
        sight(ctx)?;
        let filter = OperationFilter {
            account: account.map(AccountNumber::new),
            action,
            object: kind,
            subject,
            progress: progress(&states),
            requested_from: from,
            requested_before: to,
            closed,
            correlation,
            ..OperationFilter::default()
        };
        let part = part(first, after, last, before, descending)?;
        let page = application(ctx).views().operations(&filter, sort.into(), &part.paging).await;
        part.connection(page, |row| Operation::of(row, None))
    }

    /// What was asked for in the last months and is neither done nor given up (`api_pending_status`).
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn pending_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 4)] months: u32,
        account: Option<u64>,
        #[graphql(desc = "Create, Renew, Update, Delete, Restore, Trade, TransferRequest …")] kind: Option<
            String,
        >,
        #[graphql(default)] states: Vec<OperationState>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Operation>> {
        seen(ctx, View::Operations, consistency).await?;
        sight(ctx)?;
        let filter = pending(ctx, months, account, kind, &states)?;
        let part = part(first, after, last, before, true)?;
        let page = application(ctx).views().operations(&filter, Sort::default(), &part.paging).await;
        part.connection(page, |row| Operation::of(row, None))
    }
}
