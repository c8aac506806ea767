//! The account's points, its statement, its invoices.

use super::{not_yours, owner};
use crate::caller::{application, coded};
use crate::limits::rows;
use crate::objects::{InvoiceLine, InvoiceStatus, MoneyAmount, PaymentMeans};
use crate::payload::{coded_failure, pdf_failure, view_failure};
use crate::queries::billing::{MOVEMENTS, PointsStatement};
use crate::queries::list::{kept, part};
use crate::values::Points;
use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::BASE64;
use domain_model::invoice::Invoice;
use domain_model::values::InvoiceNumber;
use projections::Sight;
use projections::billing::{InvoiceFilter, InvoiceRow};
use projections::ledger::EntryRow;

/// A movement of the account's points.
#[derive(Clone, SimpleObject)]
pub struct OwnMovement {
    /// Its number.
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
}

impl From<EntryRow> for OwnMovement {
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
        }
    }
}

/// How an invoice was paid.
#[derive(Clone, Debug, SimpleObject)]
pub struct OwnPayment {
    /// By what means.
    means: PaymentMeans,
    /// What the payment is found by.
    reference: String,
    /// When it was booked.
    day: NaiveDate,
}

/// An invoice or a credit note.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct OwnInvoice {
    /// Its number: F2026-000123, of a credit note A2026-000007.
    number: String,
    /// How it stands.
    status: InvoiceStatus,
    /// The day of issue.
    issued: NaiveDate,
    /// The day by which it is to be paid.
    due: NaiveDate,
    /// What is sold.
    lines: Vec<InvoiceLine>,
    /// Before tax.
    net: MoneyAmount,
    /// The tax.
    tax: MoneyAmount,
    /// With tax.
    gross: MoneyAmount,
    /// Points that it sells, or takes back.
    points: Points,
    /// How it was paid.
    payment: Option<OwnPayment>,
    /// The credit notes of an invoice.
    credit_notes: Vec<String>,
    /// The invoice of a credit note.
    credit_of: Option<String>,
    #[graphql(skip)]
    key: InvoiceNumber,
}

impl OwnInvoice {
    fn of(row: InvoiceRow) -> Option<Self> {
        let document = row.state.document()?;
        let standing = row.state.standing();
        let note = if let Invoice::CreditNote(note) = &row.state { Some(note) } else { None };
        let payment = standing.and_then(|standing| standing.payment.as_ref());
        let notes = standing.map(|standing| standing.notes.iter().map(ToString::to_string).collect());
        Some(Self {
            number: row.number.to_string(),
            status: InvoiceStatus::of(&row.state),
            issued: document.issued,
            due: document.due,
            lines: document.lines.iter().map(InvoiceLine::from).collect(),
            net: (&document.amounts.net).into(),
            tax: (&document.amounts.tax).into(),
            gross: (&document.amounts.gross).into(),
            points: Points(document.points.get()),
            payment: payment.map(|payment| OwnPayment {
                means: payment.means.into(),
                reference: payment.reference.clone(),
                day: payment.day,
            }),
            credit_notes: notes.unwrap_or_default(),
            credit_of: note.map(|note| note.of.to_string()),
            key: row.number,
        })
    }
}

#[ComplexObject]
impl OwnInvoice {
    /// The document as a PDF, in base64.
    #[graphql(complexity = "2_000")]
    async fn pdf(&self, ctx: &Context<'_>) -> Result<String> {
        let invoice = application(ctx).invoice(self.key).await.map_err(|error| coded_failure(&error))?;
        let document = invoice.document();
        if document.is_none_or(|document| document.account != owner(ctx).account()) {
            return Err(not_yours(&self.number));
        }
        let pdf = paper::invoice_pdf(&invoice).map_err(|error| pdf_failure(&error))?;
        Ok(BASE64.encode(&pdf))
    }
}

/// Points, statement and invoices.
#[derive(Default)]
pub struct Money;

#[Object(name = "ResellerMoneyQueries")]
impl Money {
    /// The movements of the account's points with the running balance.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From this moment, included.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "To this moment, excluded.")] to: Option<DateTime<Utc>>,
        #[graphql(desc = "The latest first.", default = true)] newest: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
    ) -> Result<Connection<String, OwnMovement>> {
        let part = part(first, after, last, before, newest)?;
        let views = application(ctx).views();
        let statement = views.statement(owner(ctx).account(), from, to, None, &part.paging).await;
        part.connection(statement.map(|statement| statement.entries), OwnMovement::from)
    }

    /// The statement: opening and closing balance, totals, and the whole as CSV or PDF.
    #[graphql(complexity = "500 + child_complexity")]
    async fn statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From this moment, included.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "To this moment, excluded.")] to: Option<DateTime<Utc>>,
    ) -> Result<PointsStatement> {
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(coded("BAD_ARGUMENT", "from: it is after to"));
        }
        let account = owner(ctx).account();
        let sheet = application(ctx).statement(account, from, to, true, MOVEMENTS).await;
        let mut sheet = sheet.map_err(|error| coded_failure(&error))?;
        // Who of the staff it was is nobody's business outside.
        for entry in sheet.entries.iter_mut().filter(|entry| entry.actor.starts_with("operator:")) {
            "registrar".clone_into(&mut entry.actor);
        }
        Ok(PointsStatement::of(account, sheet))
    }

    /// An invoice or a credit note of the account.
    async fn invoice(&self, ctx: &Context<'_>, number: String) -> Result<Option<OwnInvoice>> {
        let Ok(number) = number.parse::<InvoiceNumber>() else { return Ok(None) };
        let found = application(ctx).views().invoice(number, Sight::Closed).await.map_err(view_failure)?;
        Ok(found.filter(|row| row.account == Some(owner(ctx).account())).and_then(OwnInvoice::of))
    }

    /// Invoices and credit notes of the account, the latest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn invoices(
        &self,
        ctx: &Context<'_>,
        status: Option<InvoiceStatus>,
        #[graphql(desc = "Issued on this day or later.")] from: Option<NaiveDate>,
        #[graphql(desc = "Issued before this day.")] to: Option<NaiveDate>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
    ) -> Result<Connection<String, OwnInvoice>> {
        let filter = InvoiceFilter {
            account: Some(owner(ctx).account()),
            status: status.map(|status| status.word().to_owned()),
            from,
            to,
            overdue_on: None,
        };
        let part = part(first, after, last, before, true)?;
        let page = application(ctx).views().invoices(&filter, &part.paging).await;
        part.connection(page.map(|page| kept(page, OwnInvoice::of)), |invoice| invoice)
    }
}
