//! Invoices, and corrections of points that wait.

use crate::caller::{application, finance, visible};
use crate::objects::PaymentMeans;
use crate::payload::{DonePayload, Obstacle, PointsPayload};
use crate::values::{Points, field};
use application::{Paid, Sold};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::invoice::CreditPart;
use domain_model::values::{
    AccountNumber, AdjustmentNumber, FieldError, InvoiceNumber, Money, Points as Value, Reason,
};
use rust_decimal::Decimal;

/// Points to be invoiced.
#[derive(Clone, Debug, InputObject)]
pub struct InvoicePointsInput {
    /// Whose.
    pub account: u64,
    /// How many.
    pub points: Points,
}

/// A payment of an invoice.
#[derive(Clone, Debug, InputObject)]
pub struct PayInvoiceInput {
    /// Which: F2026-000123.
    pub invoice: String,
    /// By what means.
    pub means: PaymentMeans,
    /// What the payment is found by: the bank's reference, the number of a cheque.
    pub reference: String,
}

/// What is taken back of an invoice: all that is left, or a part.
#[derive(Clone, Debug, InputObject)]
pub struct CreditInvoiceInput {
    /// Which: F2026-000123.
    pub invoice: String,
    /// So many of the points that it sold.
    pub points: Option<Points>,
    /// So much before tax, of an invoice that sells something else: `12.50`.
    pub net: Option<String>,
    /// Why.
    pub reason: String,
}

/// A correction that waits.
#[derive(Clone, Debug, InputObject)]
pub struct ApproveAdjustmentInput {
    /// Which.
    pub adjustment: u64,
}

/// A correction that is not to be booked.
#[derive(Clone, Debug, InputObject)]
pub struct DeclineAdjustmentInput {
    /// Which.
    pub adjustment: u64,
    /// Why.
    pub reason: String,
}

/// The level below which the holder of an account is told.
#[derive(Clone, Debug, InputObject)]
pub struct LowPointsInput {
    /// Whose.
    pub account: u64,
    /// Absent: nobody is told.
    pub level: Option<Points>,
}

fn number(text: &str) -> Result<InvoiceNumber, Vec<FieldError>> {
    field("invoice", text.parse())
}

/// What is taken back, before the invoice's currency is known.
struct Taken {
    invoice: InvoiceNumber,
    points: Option<Value>,
    net: Option<Decimal>,
    reason: Reason,
}

impl CreditInvoiceInput {
    fn read(&self) -> Result<Taken, Vec<FieldError>> {
        let points = self.points.map(|points| field("points", Value::new(points.0))).transpose()?;
        let net = self.net.as_ref().map(|net| field("net", net.trim().parse::<Decimal>())).transpose()?;
        if points.is_some() && net.is_some() {
            return Err(vec![FieldError::new("net", "part", "either points or net is expected, not both")]);
        }
        let (invoice, reason) = (number(&self.invoice)?, field("reason", Reason::parse(&self.reason))?);
        Ok(Taken { invoice, points, net, reason })
    }
}

/// Commands about invoices and about corrections that wait.
#[derive(Default)]
pub struct Billing;

impl Billing {
    async fn credit(ctx: &Context<'_>, input: &CreditInvoiceInput) -> Result<PointsPayload> {
        let ask = finance(ctx)?.ask(ctx, Some(&input.reason));
        let application = application(ctx);
        let credited = async {
            let Taken { invoice: number, points, net, reason } = input.read()?;
            let part = match (points, net) {
                (Some(points), _) => CreditPart::Points(points),
                (None, None) => CreditPart::Whole,
                (None, Some(net)) => {
                    let invoice = application.invoice(number).await?;
                    let currency = invoice.document().map(|document| document.amounts.net.currency());
                    let currency = currency.ok_or_else(|| {
                        vec![FieldError::new("invoice", "unknown", "there is no such invoice")]
                    })?;
                    CreditPart::Net(field("net", Money::new(net, currency))?)
                }
            };
            application.credit_invoice(number, part, reason, &ask).await.map_err(Obstacle::from)
        };
        PointsPayload::purchased(credited.await)
    }
}

#[Object(name = "BillingCommands")]
impl Billing {
    /// Issue an invoice of points, to be paid; they are credited when it is. `buyPoints` issues one that is paid.
    #[graphql(visible = "visible::finance")]
    async fn invoice_points(&self, ctx: &Context<'_>, input: InvoicePointsInput) -> Result<PointsPayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let done = match field("points", Value::new(input.points.0)) {
            Ok(points) => {
                let issued = application(ctx).issue_invoice(account, Sold::Points(points), None, &ask).await;
                issued.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        PointsPayload::purchased(done)
    }

    /// An invoice was paid: the points that it sells are credited.
    #[graphql(visible = "visible::finance")]
    async fn pay_invoice(&self, ctx: &Context<'_>, input: PayInvoiceInput) -> Result<PointsPayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let paid = Paid { means: input.means.into(), reference: input.reference.clone() };
        let done = match number(&input.invoice) {
            Ok(number) => application(ctx).pay_invoice(number, paid, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        PointsPayload::purchased(done)
    }

    /// Issue a credit note for all that is left of an invoice, or a part. Points that were paid for are taken back: they
    /// must be available.
    #[graphql(visible = "visible::finance")]
    async fn credit_invoice(&self, ctx: &Context<'_>, input: CreditInvoiceInput) -> Result<PointsPayload> {
        Self::credit(ctx, &input).await
    }

    /// Book a correction or gift that another operator proposed.
    #[graphql(visible = "visible::finance")]
    async fn approve_adjustment(
        &self,
        ctx: &Context<'_>,
        input: ApproveAdjustmentInput,
    ) -> Result<PointsPayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let number = AdjustmentNumber::new(input.adjustment);
        PointsPayload::booked(application(ctx).approve_adjustment(number, &ask).await.map_err(Obstacle::from))
    }

    /// Decline a correction or gift that waits; whoever proposed it takes it back so.
    #[graphql(visible = "visible::finance")]
    async fn decline_adjustment(
        &self,
        ctx: &Context<'_>,
        input: DeclineAdjustmentInput,
    ) -> Result<PointsPayload> {
        let ask = finance(ctx)?.ask(ctx, Some(&input.reason));
        let number = AdjustmentNumber::new(input.adjustment);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                application(ctx).decline_adjustment(number, reason, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        PointsPayload::booked(done)
    }

    /// Set the level of available points below which the holder of an account is told by mail.
    #[graphql(visible = "visible::finance")]
    async fn set_low_points(&self, ctx: &Context<'_>, input: LowPointsInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let level = input.level.map(|level| field("level", Value::new(level.0))).transpose();
        let done = match level {
            Ok(level) => application(ctx).set_low_points(account, level, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |account| Some(account.to_string()))
    }
}
