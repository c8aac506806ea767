//! Orders: paid, called off, given up line by line, refunded.

use crate::caller::{application, finance, support, visible};
use crate::payload::{DonePayload, Obstacle};
use crate::values::{Points, field};
use application::PayOrder;
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::values::{FieldError, OrderNumber, Points as Value, Reason};

/// An order and why.
#[derive(Clone, Debug, InputObject)]
pub struct OrderInput {
    /// Which.
    pub order: u64,
    /// Why.
    pub reason: String,
}

/// A line of an order and why.
#[derive(Clone, Debug, InputObject)]
pub struct OrderLineInput {
    /// Which order.
    pub order: u64,
    /// The line's place, from 0.
    pub line: u16,
    /// Why.
    pub reason: String,
}

/// How an order is paid.
#[derive(Clone, Debug, InputObject)]
pub struct PayOrderInput {
    /// Which.
    pub order: u64,
    /// By what the money came: transfer, card, cheque; or `balance`: from the account's money with us. Absent: from the
    /// account's points.
    pub means: Option<String>,
    /// The document that a payment that came in is booked under.
    pub reference: Option<String>,
}

/// Points of a line that are given back.
#[derive(Clone, Debug, InputObject)]
pub struct RefundOrderLineInput {
    /// Which order.
    pub order: u64,
    /// The line's place, from 0.
    pub line: u16,
    /// How many.
    pub points: Points,
    /// Why.
    pub reason: String,
}

fn id(order: u64) -> Option<String> {
    Some(order.to_string())
}

impl PayOrderInput {
    fn read(&self) -> Result<PayOrder, Vec<FieldError>> {
        let text = |name: &str, text: &Option<String>| {
            let line = text.as_deref().map(str::trim).unwrap_or_default().to_owned();
            if (1..=64).contains(&line.chars().count()) && !line.chars().any(char::is_control) {
                return Ok(line);
            }
            Err(vec![FieldError::new(name, "line", "1 to 64 characters are expected")])
        };
        match (&self.means, &self.reference) {
            (None, None) => Ok(PayOrder::Points),
            (Some(means), None) if means == "balance" => Ok(PayOrder::Balance),
            _ => Ok(PayOrder::Received {
                means: text("means", &self.means)?,
                reference: text("reference", &self.reference)?,
            }),
        }
    }
}

/// Commands about orders.
#[derive(Default)]
pub struct Orders;

#[Object(name = "OrdersCommands")]
impl Orders {
    /// Record that an order was paid, and have it delivered: from the account's points, or by money that came in.
    #[graphql(visible = "visible::finance")]
    async fn pay_order(&self, ctx: &Context<'_>, input: PayOrderInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, None);
        let done = match input.read() {
            Ok(payment) => application(ctx)
                .pay_order(OrderNumber::new(input.order), payment, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |_| id(input.order))
    }

    /// The payment that an order's account announced does not come: the order waits for another one, if its time lasts.
    #[graphql(visible = "visible::finance")]
    async fn reject_payment(&self, ctx: &Context<'_>, input: OrderInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, Some(&input.reason));
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => application(ctx)
                .reject_payment(OrderNumber::new(input.order), reason, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |_| id(input.order))
    }

    /// Call an unpaid order off.
    #[graphql(visible = "visible::support")]
    async fn cancel_order(&self, ctx: &Context<'_>, input: OrderInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => application(ctx)
                .cancel_order(OrderNumber::new(input.order), reason, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |_| id(input.order))
    }

    /// Give up a line of a paid order that has failed or has not started.
    #[graphql(visible = "visible::support")]
    async fn give_up_order_line(&self, ctx: &Context<'_>, input: OrderLineInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => application(ctx)
                .give_up_line(OrderNumber::new(input.order), input.line, reason, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |_| id(input.order))
    }

    /// Give points of a delivered line back.
    #[graphql(visible = "visible::finance")]
    async fn refund_order_line(&self, ctx: &Context<'_>, input: RefundOrderLineInput) -> Result<DonePayload> {
        let ask = finance(ctx)?.ask(ctx, Some(&input.reason));
        let read = || -> Result<_, Vec<FieldError>> {
            let points = field("points", Value::new(input.points.0))?;
            Ok((points, field("reason", Reason::parse(&input.reason))?))
        };
        let done = match read() {
            Ok((points, reason)) => application(ctx)
                .refund_order_line(OrderNumber::new(input.order), input.line, points, reason, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |_| id(input.order))
    }
}
