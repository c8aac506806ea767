//! Points.

use crate::caller::{application, finance, visible};
use crate::objects::PaymentMeans;
use crate::payload::{DonePayload, Obstacle, PointsPayload};
use crate::values::{Points, field};
use application::{Paid, Sold};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::values::{AccountNumber, FieldError, OperationNumber, Points as Value, Reason};

/// Points for an account.
#[derive(Clone, Debug, InputObject)]
pub struct PointsInput {
    /// Whose.
    pub account: u64,
    /// How many.
    pub points: Points,
    /// Why; for bought points, the document that they are booked under.
    pub reason: String,
}

/// Points that an operation had spent.
#[derive(Clone, Debug, InputObject)]
pub struct RefundInput {
    /// Whose.
    pub account: u64,
    /// Which operation.
    pub operation: u64,
    /// How many.
    pub points: Points,
    /// Why.
    pub reason: String,
}

fn id(account: &AccountNumber) -> Option<String> {
    Some(account.to_string())
}

impl PointsInput {
    fn read(&self) -> Result<(Value, Reason), Vec<FieldError>> {
        Ok((field("points", Value::new(self.points.0))?, field("reason", Reason::parse(&self.reason))?))
    }
}

/// Commands about money.
#[derive(Default)]
pub struct Money;

#[Object(name = "MoneyCommands")]
impl Money {
    /// Credit points that were bought, on an invoice that is paid; the reason is what the payment is found by.
    #[graphql(visible = "visible::finance")]
    async fn buy_points(
        &self,
        ctx: &Context<'_>,
        input: PointsInput,
        #[graphql(desc = "By what means they were paid.", default_with = "PaymentMeans::Other")]
        paid_by: PaymentMeans,
    ) -> Result<PointsPayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let account = AccountNumber::new(input.account);
        let paid = Paid { means: paid_by.into(), reference: input.reason.clone() };
        let done = match input.read() {
            Ok((points, _)) => application(ctx)
                .issue_invoice(account, Sold::Points(points), Some(paid), &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        PointsPayload::purchased(done)
    }

    /// Grant points. More than one operator may book alone waits for another: see `adjustment` of the answer.
    #[graphql(visible = "visible::finance")]
    async fn grant_points(&self, ctx: &Context<'_>, input: PointsInput) -> Result<PointsPayload> {
        let ask = finance(ctx)?.ask(ctx, Some(&input.reason));
        let account = AccountNumber::new(input.account);
        let done = match input.read() {
            Ok((points, reason)) => {
                application(ctx).grant_points(account, points, reason, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        PointsPayload::booked(done)
    }

    /// Correct a balance up or down. More than one operator may book alone waits for another: see `adjustment` of the
    /// answer.
    #[graphql(visible = "visible::finance")]
    async fn adjust_points(&self, ctx: &Context<'_>, input: PointsInput) -> Result<PointsPayload> {
        let ask = finance(ctx)?.ask(ctx, Some(&input.reason));
        let account = AccountNumber::new(input.account);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                let adjusted = application(ctx).adjust_points(account, input.points.0, reason, &ask).await;
                adjusted.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        PointsPayload::booked(done)
    }

    /// Give back what an operation had spent.
    #[graphql(visible = "visible::finance")]
    async fn refund_points(&self, ctx: &Context<'_>, input: RefundInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, Some(&input.reason));
        let (account, operation) = (AccountNumber::new(input.account), OperationNumber::new(input.operation));
        let read = || -> Result<_, Vec<FieldError>> {
            let points = field("points", Value::new(input.points.0))?;
            Ok((points, field("reason", Reason::parse(&input.reason))?))
        };
        let done = match read() {
            Ok((points, reason)) => application(ctx)
                .refund_points(account, operation, points, reason, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, id)
    }
}
