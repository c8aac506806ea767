//! Invoices, statements, and corrections of points that wait.

use super::list::{kept, part, seen};
use crate::caller::{application, coded, invoices_shown, sight};
use crate::limits::rows;
use crate::looks;
use crate::objects::{Adjustment, Invoice, InvoiceStatus};
use crate::payload::{coded_failure, pdf_failure, view_failure};
use crate::values::Points;
use application::StatementSheet;
use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::BASE64;
use domain_model::values::{AccountNumber, InvoiceNumber};
use projections::billing::{AdjustmentFilter, InvoiceFilter};
use projections::ledger::Books;
use projections::{Sight, View};

/// The most movements of a statement over this door; the command line has no such limit.
pub const MOVEMENTS: usize = 20_000;

/// What a points account holds at a moment.
#[derive(Clone, Copy, SimpleObject)]
pub struct StatementBalance {
    /// Free to use.
    available: Points,
    /// Put aside.
    reserved: Points,
    /// Spent.
    spent: Points,
}

impl From<Books> for StatementBalance {
    fn from(books: Books) -> Self {
        Self {
            available: Points(books.available),
            reserved: Points(books.reserved),
            spent: Points(books.spent),
        }
    }
}

/// What movements of a kind did to the points that are free to use. Sums may exceed 64 bits, so they are texts.
#[derive(Clone, SimpleObject)]
pub struct StatementTotal {
    /// Bought, Granted, …; absent: all.
    kind: Option<String>,
    /// How many movements.
    count: u64,
    /// Points that came.
    credit: String,
    /// Points that went.
    debit: String,
    /// What both come to as an amount of the account's currency: `12.34 EUR`.
    amount: String,
}

/// A points account's statement over some time.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct PointsStatement {
    /// Whose.
    account: u64,
    /// Its currency.
    currency: String,
    /// So many points are a unit of it.
    points_per_unit: u32,
    /// Before the first movement.
    opening: StatementBalance,
    /// After the last movement.
    closing: StatementBalance,
    /// What is free to use at the end, as an amount of the currency.
    closing_amount: String,
    /// How many movements.
    movements: u64,
    #[graphql(skip)]
    sheet: std::sync::Arc<StatementSheet>,
}

impl PointsStatement {
    /// Of an account.
    pub fn of(account: AccountNumber, sheet: StatementSheet) -> Self {
        Self {
            account: account.get(),
            currency: sheet.currency.to_string(),
            points_per_unit: sheet.rate.points_per_unit(),
            opening: sheet.opening.into(),
            closing: sheet.closing.into(),
            closing_amount: sheet.amount(sheet.closing.available.into()),
            movements: sheet.entries.len() as u64,
            sheet: std::sync::Arc::new(sheet),
        }
    }
}

#[ComplexObject]
impl PointsStatement {
    /// Sums by kind, and of all.
    async fn totals(&self) -> Vec<StatementTotal> {
        let totals = self.sheet.totals();
        let total = |kind: Option<String>, sum: application::Movement| StatementTotal {
            kind,
            count: sum.count,
            credit: sum.credit.to_string(),
            debit: sum.debit.to_string(),
            amount: self.sheet.amount(sum.credit - sum.debit),
        };
        let kinds = totals.kinds.into_iter().map(|(kind, sum)| total(Some(kind), sum));
        kinds.chain([total(None, totals.all)]).collect()
    }

    /// The statement as CSV: an opening line, one for each movement, a closing line.
    async fn csv(&self) -> String {
        String::from_utf8_lossy(&paper::statement_csv(&self.sheet)).into_owned()
    }

    /// The statement as a PDF, in base64; it names the holder for a role that sees buyers.
    #[graphql(complexity = "2_000")]
    async fn pdf(&self, ctx: &Context<'_>) -> Result<String> {
        if self.sheet.holder.is_some() {
            looks::at(ctx, format!("contact/{}", self.account));
        }
        let pdf = paper::statement_pdf(&self.sheet).map_err(|error| pdf_failure(&error))?;
        Ok(BASE64.encode(&pdf))
    }
}

/// Invoices, statements, and corrections of points that wait.
#[derive(Default)]
pub struct Billing;

#[Object(name = "BillingQueries")]
impl Billing {
    /// An invoice or a credit note: F2026-000123, A2026-000007.
    async fn invoice(
        &self,
        ctx: &Context<'_>,
        number: String,
        consistency: Option<String>,
    ) -> Result<Option<Invoice>> {
        seen(ctx, View::Billing, consistency).await?;
        sight(ctx)?;
        let Ok(number) = number.parse::<InvoiceNumber>() else { return Ok(None) };
        let found = application(ctx).views().invoice(number, Sight::Closed).await.map_err(view_failure)?;
        Ok(found.and_then(Invoice::of))
    }

    /// Invoices and credit notes, in the order of their issue.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
        status: Option<InvoiceStatus>,
        #[graphql(desc = "Issued on this day or later.")] from: Option<NaiveDate>,
        #[graphql(desc = "Issued before this day.")] to: Option<NaiveDate>,
        #[graphql(desc = "Only those that are due and whose day has passed.", default)] overdue: bool,
        #[graphql(desc = "The latest first.", default)] newest: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Invoice>> {
        seen(ctx, View::Billing, consistency).await?;
        sight(ctx)?;
        let application = application(ctx);
        let filter = InvoiceFilter {
            account: account.map(AccountNumber::new),
            status: status.map(|status| status.word().to_owned()),
            from,
            to,
            overdue_on: overdue.then(|| application.clock().now().date_naive()),
        };
        let part = part(first, after, last, before, newest)?;
        let page = application.views().invoices(&filter, &part.paging).await;
        part.connection(page.map(|page| kept(page, Invoice::of)), |invoice| invoice)
    }

    /// Corrections and gifts of points for which one person is not enough; those that wait where nothing is said.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn adjustments(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
        #[graphql(
            desc = "Those that wait, or those that are decided; null: all.",
            default_with = "Some(true)"
        )]
        waiting: Option<bool>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Adjustment>> {
        seen(ctx, View::Billing, consistency).await?;
        sight(ctx)?;
        let part = part(first, after, last, before, false)?;
        let filter = AdjustmentFilter { account: account.map(AccountNumber::new), waiting };
        let page = application(ctx).views().adjustments(&filter, &part.paging).await;
        part.connection(page.map(|page| kept(page, Adjustment::of)), |adjustment| adjustment)
    }

    /// A points account's statement: opening and closing balance, totals, and the whole as CSV or PDF. The movements with
    /// their running balance are `ledger`.
    #[graphql(complexity = "500 + child_complexity")]
    async fn statement(
        &self,
        ctx: &Context<'_>,
        account: u64,
        #[graphql(desc = "From this moment, included.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "To this moment, excluded.")] to: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<PointsStatement> {
        seen(ctx, View::Ledger, consistency).await?;
        sight(ctx)?;
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(coded("BAD_ARGUMENT", "from: it is after to"));
        }
        let number = AccountNumber::new(account);
        let holder = invoices_shown(ctx)?;
        let sheet = application(ctx).statement(number, from, to, holder, MOVEMENTS).await;
        let sheet = sheet.map_err(|error| coded_failure(&error))?;
        Ok(PointsStatement::of(number, sheet))
    }
}
