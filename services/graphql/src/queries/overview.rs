//! The home page: what waits, for whom, and how much is done and sold.

use crate::caller::{Caller, application, caller, coded, sight};
use crate::payload::view_failure;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{Months, NaiveDate, TimeDelta};
use domain_model::operator::Role;
use projections::volumes::Grain;

/// Whom unfinished operations wait for.
#[derive(SimpleObject)]
pub struct BlockedBy {
    /// registrar, registry NAME, other registrar, vote of SIDE, customer.
    who: String,
    /// How many operations. One that waits for two votes counts for both.
    operations: i64,
}

/// The desk's numbers.
#[derive(SimpleObject)]
pub struct Overview {
    /// Trades and transfers that somebody may still vote on or answer.
    votes_waiting: i64,
    /// Changes of accounts of services that a side may still answer.
    contact_changes_open: i64,
    /// Operations that wait for the customer's side.
    action_required: i64,
    /// Operations that wait for a third party.
    blocked: i64,
    /// Operations that failed, and that nobody has given up.
    failed_operations: i64,
    /// Operations that are to be sent, or are at a registry.
    pending_operations: i64,
    /// Messages of registries that nobody here understood, and that wait for a person.
    registry_messages: i64,
    /// Jobs that were put aside for a person.
    parked_jobs: i64,
    /// Differences between registries and what is believed that nobody has decided on.
    drift_open: i64,
    /// Obligations that are open and due within a day.
    obligations_at_risk: i64,
    /// Obligations whose day has passed, and that are still to be done.
    obligations_missed: i64,
    /// Requests for data that the directory does not show, with the answer still owed.
    disclosure_requests_open: i64,
    /// Of those, the ones whose answer is due within a day, or overdue.
    disclosure_requests_due_soon: i64,
    /// Orders that nobody has paid.
    orders_not_paid: i64,
    /// Corrections of points that wait for a second pair of eyes.
    adjustments_waiting: i64,
    /// Invoices whose day has passed, and that are not paid.
    overdue_invoices: i64,
    /// Names that are ours, whatever their state.
    domains: i64,
    /// Of those, names in use that expire within thirty days.
    domains_expiring_soon: i64,
    /// Accounts that are not closed.
    accounts: i64,
    /// Whom unfinished operations wait for, most first.
    blocked_by: Vec<BlockedBy>,
}

/// What figures are summed up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Grain")]
pub enum Span {
    /// The days.
    Day,
    /// The months, each named by its first day.
    Month,
}

/// Operations that succeeded.
#[derive(SimpleObject)]
pub struct Volume {
    /// The day on which they ended, or the first of the month.
    day: NaiveDate,
    /// Create, Renew, Update, Delete, Restore, Trade, TransferRequest …
    action: String,
    /// How many.
    operations: i64,
    /// The points that were settled for them.
    points: i64,
}

/// What was invoiced, and what points were spent.
#[derive(SimpleObject)]
pub struct Revenue {
    /// The day, or the first of the month.
    day: NaiveDate,
    /// ISO 4217.
    currency: String,
    /// Invoices less credit notes, before tax: `120.00`.
    invoiced: String,
    /// Points of accounts of the currency: settled less refunded.
    spent_points: i64,
}

/// The most days of an answer that is summed up by days.
const DAYS: i64 = 400;
/// The most months of one that is summed up by months.
const MONTHS: u32 = 60;

/// How far figures go at once.
fn bounded(from: NaiveDate, to: NaiveDate, by: Span) -> Result<Grain> {
    if to <= from {
        return Err(coded("BAD_ARGUMENT", "to: a day after from is expected"));
    }
    let (last, most) = match by {
        Span::Day => (from.checked_add_signed(TimeDelta::days(DAYS)), format!("{DAYS} days")),
        Span::Month => (from.checked_add_months(Months::new(MONTHS)), format!("{MONTHS} months")),
    };
    if last.is_none_or(|last| to > last) {
        return Err(coded("BAD_ARGUMENT", format!("to: at most {most} after from are expected")));
    }
    Ok(by.into())
}

fn sees_revenue(role: Role) -> bool {
    matches!(role, Role::Finance | Role::Auditor | Role::Admin | Role::Viewer)
}

/// What introspection shows of the figures of money.
fn revenue_visible(ctx: &Context<'_>) -> bool {
    ctx.data_opt::<Caller>().is_some_and(|caller| sees_revenue(caller.role))
}

/// The home page.
#[derive(Default)]
pub struct Desktop;

#[Object(name = "OverviewQueries")]
impl Desktop {
    /// The desk's numbers.
    async fn overview(&self, ctx: &Context<'_>) -> Result<Overview> {
        sight(ctx)?;
        let (views, now) = (application(ctx).views(), application(ctx).clock().now());
        let counts = views.overview(now).await.map_err(view_failure)?;
        let blocking = views.blocking().await.map_err(view_failure)?;
        let blocked_by = blocking.into_iter().map(|it| BlockedBy { who: it.who, operations: it.operations });
        Ok(Overview {
            votes_waiting: counts.votes_waiting,
            contact_changes_open: counts.contact_changes_open,
            action_required: counts.action_required,
            blocked: counts.blocked,
            failed_operations: counts.failed_operations,
            pending_operations: counts.pending_operations,
            registry_messages: counts.registry_messages,
            parked_jobs: counts.parked_jobs,
            drift_open: counts.drift_open,
            obligations_at_risk: counts.obligations_at_risk,
            obligations_missed: counts.obligations_missed,
            disclosure_requests_open: counts.disclosure_requests_open,
            disclosure_requests_due_soon: counts.disclosure_requests_due_soon,
            orders_not_paid: counts.orders_not_paid,
            adjustments_waiting: counts.adjustments_waiting,
            overdue_invoices: counts.overdue_invoices,
            domains: counts.domains,
            domains_expiring_soon: counts.domains_expiring_soon,
            accounts: counts.accounts,
            blocked_by: blocked_by.collect(),
        })
    }

    /// The operations that succeeded, by the day on which they ended and what was done. Days without any are left out.
    #[graphql(complexity = "400 + child_complexity")]
    async fn volumes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ended on this day or later.")] from: NaiveDate,
        #[graphql(desc = "Ended before this day: at most 400 days or 60 months later.")] to: NaiveDate,
        by: Span,
    ) -> Result<Vec<Volume>> {
        sight(ctx)?;
        let by = bounded(from, to, by)?;
        let rows = application(ctx).views().volumes(from, to, by).await.map_err(view_failure)?;
        let line = |row: projections::volumes::Volume| Volume {
            day: row.day,
            action: row.action,
            operations: row.operations,
            points: row.points,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// What was invoiced by the day of issue, and what points were spent; by currency. Days without any are left out.
    #[graphql(visible = "revenue_visible", complexity = "400 + child_complexity")]
    async fn revenue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On this day or later.")] from: NaiveDate,
        #[graphql(desc = "Before this day: at most 400 days or 60 months later.")] to: NaiveDate,
        by: Span,
    ) -> Result<Vec<Revenue>> {
        let role = caller(ctx)?.role;
        if !sees_revenue(role) {
            let needed = "this needs the role finance, auditor, admin or viewer";
            return Err(coded("FORBIDDEN", format!("{needed}; yours is {role}")));
        }
        let by = bounded(from, to, by)?;
        let rows = application(ctx).views().revenue(from, to, by).await.map_err(view_failure)?;
        let line = |row: projections::volumes::Revenue| Revenue {
            day: row.day,
            currency: row.currency.to_string(),
            invoiced: format!("{:.*}", row.currency.exponent() as usize, row.invoiced.amount()),
            spent_points: row.spent,
        };
        Ok(rows.into_iter().map(line).collect())
    }
}
