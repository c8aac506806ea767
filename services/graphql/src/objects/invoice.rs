//! Invoices and credit notes, and corrections of points that wait.

use super::node::write_id;
use super::{Account, links};
use crate::caller::{application, invoices_shown, refuse_invoices};
use crate::looks;
use crate::payload::{coded_failure, pdf_failure};
use crate::values::Points;
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::BASE64;
use domain_model::adjustment::Change;
use domain_model::invoice::{Invoice as State, InvoiceLine as Line, PaymentMeans as Means};
use domain_model::values::{InvoiceNumber, Money};
use projections::billing::{AdjustmentRow, InvoiceRow};

/// How an invoice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum InvoiceStatus {
    /// To be paid.
    Due,
    /// Paid.
    Paid,
    /// Credit notes took all of it back.
    Cancelled,
    /// It is a credit note.
    CreditNote,
}

impl InvoiceStatus {
    /// The word of the view.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
            Self::CreditNote => "credit-note",
        }
    }

    /// How it stands.
    pub const fn of(state: &State) -> Self {
        match state {
            State::Absent | State::Due(_) => Self::Due,
            State::Paid(_) => Self::Paid,
            State::Cancelled(_) => Self::Cancelled,
            State::CreditNote(_) => Self::CreditNote,
        }
    }
}

/// By what means something was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Means")]
pub enum PaymentMeans {
    /// A transfer of money.
    Transfer,
    /// A card.
    Card,
    /// A cheque.
    Cheque,
    /// A direct debit.
    Debit,
    /// Notes and coins.
    Cash,
    /// Prepaid points.
    Points,
    /// The account's own balance of money.
    Balance,
    /// Something else, which the reference names.
    Other,
}

/// An amount of money.
#[derive(Clone, Debug, SimpleObject)]
pub struct MoneyAmount {
    /// With the decimals of its currency: `120.00`.
    amount: String,
    /// ISO 4217.
    currency: String,
}

impl From<&Money> for MoneyAmount {
    fn from(money: &Money) -> Self {
        let currency = money.currency();
        let decimals = currency.exponent() as usize;
        Self { amount: format!("{:.*}", decimals, money.amount()), currency: currency.to_string() }
    }
}

/// A line of an invoice.
#[derive(Clone, Debug, SimpleObject)]
pub struct InvoiceLine {
    /// What is sold.
    label: String,
    /// How many.
    quantity: String,
    /// Of one, before tax.
    unit_price: String,
    /// Of all, before tax.
    net: MoneyAmount,
    /// Its tax in per cent.
    vat_percent: String,
}

impl From<&Line> for InvoiceLine {
    fn from(line: &Line) -> Self {
        Self {
            label: line.label.clone(),
            quantity: line.quantity.to_string(),
            unit_price: line.unit_price.normalize().to_string(),
            net: (&line.net).into(),
            vat_percent: line.percent.normalize().to_string(),
        }
    }
}

/// The tax of an invoice, with the rule that was applied.
#[derive(Clone, Debug, SimpleObject)]
pub struct InvoiceVat {
    /// domestic, reverse-charge, destination or outside-union.
    rule: String,
    /// In per cent.
    percent: String,
    /// Whose tax it is, or would be.
    country: String,
    /// The dated rate: `FR@2014-01-01`.
    basis: String,
}

/// How an invoice was paid.
#[derive(Clone, Debug, SimpleObject)]
pub struct InvoicePayment {
    /// By what means.
    means: PaymentMeans,
    /// What the payment is found by.
    reference: String,
    /// When it was booked.
    day: NaiveDate,
}

/// Who buys.
#[derive(Clone, Debug, SimpleObject)]
pub struct InvoiceBuyer {
    /// The company's name, or the person's.
    name: String,
    /// The person at a company.
    attention: Option<String>,
    /// Street, postal code and city, line by line.
    address: Vec<String>,
    /// ISO 3166.
    country: String,
    /// The VAT number.
    vat_number: Option<String>,
}

/// An invoice or a credit note.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Invoice {
    /// Its global id.
    pub(super) id: ID,
    /// Its number: F2026-000123, of a credit note A2026-000007. Numbers have no gaps.
    number: String,
    /// How it stands.
    status: InvoiceStatus,
    /// Whose account it is about.
    account: u64,
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
    /// The tax rule that was applied.
    vat: InvoiceVat,
    /// Points that it sells, or takes back.
    points: Points,
    /// How it was paid.
    payment: Option<InvoicePayment>,
    /// What credit notes took back, with tax.
    credited: Option<MoneyAmount>,
    /// The credit notes of an invoice.
    credit_notes: Vec<String>,
    /// The invoice of a credit note.
    credit_of: Option<String>,
    /// Why a credit note was issued.
    reason: Option<String>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
    #[graphql(skip)]
    key: InvoiceNumber,
}

impl Invoice {
    /// Nothing for a row that no document stands behind.
    pub fn of(row: InvoiceRow) -> Option<Self> {
        let document = row.state.document()?;
        let standing = row.state.standing();
        let note = if let State::CreditNote(note) = &row.state { Some(note) } else { None };
        let payment = standing.and_then(|standing| standing.payment.as_ref());
        Some(Self {
            id: write_id("Invoice", row.number),
            number: row.number.to_string(),
            status: InvoiceStatus::of(&row.state),
            account: document.account.get(),
            issued: document.issued,
            due: document.due,
            lines: document.lines.iter().map(InvoiceLine::from).collect(),
            net: (&document.amounts.net).into(),
            tax: (&document.amounts.tax).into(),
            gross: (&document.amounts.gross).into(),
            vat: InvoiceVat {
                rule: document.vat.rule.as_str().to_owned(),
                percent: document.vat.percent.normalize().to_string(),
                country: document.vat.country.to_string(),
                basis: document.vat.basis.clone(),
            },
            points: Points(document.points.get()),
            payment: payment.map(|payment| InvoicePayment {
                means: payment.means.into(),
                reference: payment.reference.clone(),
                day: payment.day,
            }),
            credited: standing.map(|standing| (&standing.credited.gross).into()),
            credit_notes: standing
                .map(|standing| standing.notes.iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
            credit_of: note.map(|note| note.of.to_string()),
            reason: note.map(|note| note.reason.to_string()),
            changed_at: row.changed_at,
            changed_by: row.changed_by.clone(),
            key: row.number,
        })
    }
}

#[ComplexObject]
impl Invoice {
    /// The account that it is about.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, Some(self.account), None).await
    }

    /// Who buys; absent for a role that sees no buyers, and where the retention is over.
    #[graphql(complexity = "20 + child_complexity")]
    async fn buyer(&self, ctx: &Context<'_>) -> Result<Option<InvoiceBuyer>> {
        if !invoices_shown(ctx)? {
            return Ok(None);
        }
        let invoice = application(ctx).invoice(self.key).await.map_err(|error| coded_failure(&error))?;
        let buyer = invoice.document().and_then(|document| document.buyer.value());
        Ok(buyer.map(|buyer| {
            looks::at(ctx, format!("invoice/{}", self.key));
            let address = &buyer.address;
            let code = address.postal_code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
            let mut lines: Vec<String> = address.street.iter().map(ToString::to_string).collect();
            lines.push(format!("{code}{}", address.city));
            lines.extend(address.region.as_ref().map(ToString::to_string));
            InvoiceBuyer {
                name: buyer.name.to_string(),
                attention: buyer.attention.as_ref().map(ToString::to_string),
                address: lines,
                country: address.country.to_string(),
                vat_number: buyer.vat_number.as_ref().map(ToString::to_string),
            }
        }))
    }

    /// The document as a PDF, in base64; for a role that sees buyers.
    #[graphql(complexity = "2_000")]
    async fn pdf(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        refuse_invoices(ctx)?;
        let invoice = application(ctx).invoice(self.key).await.map_err(|error| coded_failure(&error))?;
        looks::at(ctx, format!("invoice/{}", self.key));
        let pdf = paper::invoice_pdf(&invoice).map_err(|error| pdf_failure(&error))?;
        Ok(Some(BASE64.encode(&pdf)))
    }
}

/// How a correction of points stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum AdjustmentStatus {
    /// For a second pair of eyes.
    Waiting,
    /// Booked.
    Approved,
    /// Not booked.
    Declined,
    /// Not booked in time.
    Expired,
}

/// A correction or gift of points that is too large for one person.
#[derive(Clone, SimpleObject)]
pub struct Adjustment {
    /// Its global id.
    id: ID,
    /// Its number.
    number: u64,
    /// How it stands.
    status: AdjustmentStatus,
    /// Whose points.
    account: u64,
    /// `adjust` or `grant`.
    kind: String,
    /// What it does to the balance, with its sign.
    points: Points,
    /// Why.
    reason: String,
    /// Who proposed it.
    proposer: String,
    /// How many points one person may book alone.
    limit: Points,
    /// When it was proposed.
    proposed_at: DateTime<Utc>,
    /// Until when it can be approved.
    expires_at: DateTime<Utc>,
    /// When it was decided.
    decided_at: Option<DateTime<Utc>>,
    /// Who decided.
    decided_by: Option<String>,
    /// Why it was declined.
    declined_because: Option<String>,
}

impl Adjustment {
    /// Nothing for a row that nothing was proposed behind.
    pub fn of(row: AdjustmentRow) -> Option<Self> {
        let proposal = row.state.proposal()?;
        let status = match row.status.as_str() {
            "approved" => AdjustmentStatus::Approved,
            "declined" => AdjustmentStatus::Declined,
            "expired" => AdjustmentStatus::Expired,
            _ => AdjustmentStatus::Waiting,
        };
        let change: Change = proposal.change;
        Some(Self {
            id: write_id("Adjustment", row.number),
            number: row.number.get(),
            status,
            account: proposal.account.get(),
            kind: change.word().to_owned(),
            points: Points(change.points()),
            reason: proposal.reason.to_string(),
            proposer: proposal.proposer.to_string(),
            limit: Points(proposal.limit.get()),
            proposed_at: row.proposed_at,
            expires_at: proposal.expires_at,
            decided_at: row.decided_at,
            decided_by: row.decided_by.clone(),
            declined_because: row.declined.clone(),
        })
    }
}
