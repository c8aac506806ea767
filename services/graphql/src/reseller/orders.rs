//! The account's orders.

use super::{not_yours, owner};
use crate::caller::application;
use crate::limits::rows;
use crate::objects::{LineProgress, LineState, OrderStatus};
use crate::payload::{DonePayload, Obstacle, coded_failure, view_failure};
use crate::queries::list::{kept, part};
use crate::values::{DomainName, Points, field};
use application::{OrderSheet, PayOrder, PaymentOption};
use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::order::{Order, Progress, Status, Terms};
use domain_model::values::{Money, OrderNumber, Reason};
use projections::orders::{OrderFilter, OrderRow};

/// A line of an order.
#[derive(Clone, SimpleObject)]
pub struct OwnOrderLine {
    /// Its place, from 0.
    line: u16,
    /// The line that it goes with, delivered and paid with it.
    with: Option<u16>,
    /// create, transfer, renew, or the plan of a hosting.
    item: String,
    /// The name.
    name: String,
    /// What is bought, as the ledger prints it.
    label: String,
    /// Its price in points.
    points: Points,
    /// Its price before tax: 9.90 EUR.
    price: String,
    /// How far it is; nothing while the order is not paid.
    state: Option<LineState>,
    /// The number of its operation, if it has one.
    operation: Option<u64>,
    /// Why it failed: a word or number for programs.
    code: Option<String>,
    /// Why it failed, in words.
    message: Option<String>,
    /// Points that were given back.
    refunded: Points,
}

/// An order.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct OwnOrder {
    /// Its number.
    number: u64,
    /// How it stands.
    status: OrderStatus,
    /// The account's own reference (`batch.referer`).
    reference: Option<String>,
    /// What it costs in all, in points.
    points: Points,
    /// What it costs in all, before tax: 9.90 EUR.
    price: Option<String>,
    /// The invoice that it was paid with.
    invoice: Option<String>,
    /// When it was paid.
    paid_at: Option<DateTime<Utc>>,
    /// When it was placed.
    placed_at: DateTime<Utc>,
    /// Through which door: batch-mail, rest.
    placed_through: String,
    /// Until when it may be paid.
    expires_at: Option<DateTime<Utc>>,
    /// Its lines, by their place.
    lines: Vec<OwnOrderLine>,
}

impl OwnOrder {
    fn of(row: OrderRow) -> Option<Self> {
        let terms = row.state.terms()?;
        let delivery = match &row.state {
            Order::Paid(delivery) => Some(&**delivery),
            _ => None,
        };
        let far = |place| delivery.and_then(|delivery| delivery.progress_of(place));
        let lines = (0u16..).zip(&terms.lines).map(|(place, _)| OwnOrderLine::of(place, terms, far(place)));
        Some(Self {
            number: row.number.get(),
            status: row.status.unwrap_or(Status::NotPaid).into(),
            reference: row.reference.clone(),
            points: Points(row.points),
            price: terms.cents().map(|cents| Money::from_cents(cents, terms.currency).to_string()),
            invoice: delivery.and_then(|delivery| Some(delivery.payment.invoice()?.to_string())),
            paid_at: delivery.map(|delivery| delivery.paid_at),
            placed_at: row.placed_at,
            placed_through: row.placed_through.clone(),
            expires_at: Some(terms.expires_at),
            lines: lines.collect(),
        })
    }
}

impl OwnOrderLine {
    fn of(place: u16, terms: &Terms, far: Option<Progress>) -> Self {
        let line = &terms.lines[usize::from(place)];
        let LineProgress { state, operation, code, message, refunded } = far.into();
        Self {
            line: place,
            with: line.with,
            item: line.item.word().to_owned(),
            name: line.item.name().to_string(),
            label: line.label.clone(),
            points: Points(line.price.points.get()),
            price: Money::from_cents(line.price.cents, terms.currency).to_string(),
            state,
            operation,
            code,
            message,
            refunded: Points(refunded),
        }
    }
}

#[ComplexObject]
impl OwnOrder {
    /// What it comes to with tax: 11.88 EUR.
    #[graphql(complexity = 20)]
    async fn gross(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let sheet = self.sheet(ctx).await?;
        Ok(Some(Money::from_cents(sheet.gross, sheet.currency).to_string()))
    }

    /// Whether the account's points can pay it now.
    #[graphql(complexity = 20)]
    async fn points_suffice(&self, ctx: &Context<'_>) -> Result<bool> {
        let sheet = self.sheet(ctx).await?;
        let options =
            application(ctx).payment_options(&sheet).await.map_err(|error| coded_failure(&error))?;
        Ok(options.contains(&PaymentOption::Points))
    }
}

impl OwnOrder {
    async fn sheet(&self, ctx: &Context<'_>) -> Result<OrderSheet> {
        let sheet = application(ctx).order_sheet(OrderNumber::new(self.number)).await;
        sheet.map_err(|error| coded_failure(&error))
    }
}

/// Orders.
#[derive(Default)]
pub struct Orders;

#[Object(name = "ResellerOrdersQueries")]
impl Orders {
    /// An order of the account.
    async fn order(&self, ctx: &Context<'_>, number: u64) -> Result<Option<OwnOrder>> {
        let found = application(ctx).views().order(OrderNumber::new(number)).await.map_err(view_failure)?;
        Ok(found.filter(|row| row.account == Some(owner(ctx).account())).and_then(OwnOrder::of))
    }

    /// Orders of the account, the latest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn orders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How they stand.")] statuses: Option<Vec<OrderStatus>>,
        #[graphql(desc = "About this name.")] name: Option<DomainName>,
        #[graphql(desc = "With this reference of the account's own.")] reference: Option<String>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
    ) -> Result<Connection<String, OwnOrder>> {
        let part = part(first, after, last, before, true)?;
        let filter = OrderFilter {
            account: Some(owner(ctx).account()),
            statuses: statuses.unwrap_or_default().into_iter().map(Status::from).collect(),
            name: name.map(|name| name.0.to_string()),
            reference,
            ..OrderFilter::default()
        };
        let page = application(ctx).views().orders(&filter, &part.paging).await;
        part.connection(page.map(|page| kept(page, OwnOrder::of)), |order| order)
    }
}

/// An order that is called off.
#[derive(Clone, Debug, InputObject)]
pub struct OwnOrderInput {
    /// Which.
    pub number: u64,
    /// Why.
    pub reason: String,
}

/// A line that is not wanted any more.
#[derive(Clone, Debug, InputObject)]
pub struct OwnOrderLineInput {
    /// Which order.
    pub number: u64,
    /// The line's place, from 0.
    pub line: u16,
    /// Why.
    pub reason: String,
}

/// Commands about orders.
#[derive(Default)]
pub struct Commands;

#[Object(name = "ResellerOrdersCommands")]
impl Commands {
    /// Pay an order from the account's points, and have it delivered.
    async fn pay_order(&self, ctx: &Context<'_>, number: u64) -> Result<DonePayload> {
        let order = own(ctx, number).await?;
        let done = application(ctx).pay_order(order, PayOrder::Points, &owner(ctx).ask(ctx, None)).await;
        DonePayload::answer(done.map_err(Obstacle::from), |_| Some(order.to_string()))
    }

    /// Call an order off that was not paid.
    async fn cancel_order(&self, ctx: &Context<'_>, input: OwnOrderInput) -> Result<DonePayload> {
        let order = own(ctx, input.number).await?;
        let ask = owner(ctx).ask(ctx, Some(&input.reason));
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => application(ctx).cancel_order(order, reason, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |_| Some(order.to_string()))
    }

    /// Give up a line that could not be delivered.
    async fn give_up_order_line(&self, ctx: &Context<'_>, input: OwnOrderLineInput) -> Result<DonePayload> {
        let order = own(ctx, input.number).await?;
        let ask = owner(ctx).ask(ctx, Some(&input.reason));
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                application(ctx).give_up_line(order, input.line, reason, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |_| Some(order.to_string()))
    }
}

/// The order, if it is the account's.
async fn own(ctx: &Context<'_>, number: u64) -> Result<OrderNumber> {
    let number = OrderNumber::new(number);
    let order = application(ctx).order_now(number).await.map_err(|error| coded_failure(&error))?;
    match order.terms() {
        Some(terms) if terms.account == owner(ctx).account() => Ok(number),
        _ => Err(not_yours(&format!("order {number}"))),
    }
}
