//! Orders.

use super::node::write_id;
use super::{Account, Moment, Operation, links};
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::order::{self, Item, Payment, Progress, Status};
use domain_model::values::Money;
use projections::orders::OrderRow;

/// How an order stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Status")]
pub enum OrderStatus {
    /// Waits for its payment.
    NotPaid,
    /// A payment was announced, and the money has not come in.
    Announced,
    /// Paid; nothing has started.
    Checking,
    /// A line is under way.
    Delivering,
    /// Every line is delivered.
    Delivered,
    /// Some lines are delivered, and no other ever will be unless it is started again.
    PartlyDelivered,
    /// No line is delivered, and none will be unless it is started again.
    Failed,
    /// Called off, or given up line by line.
    Cancelled,
    /// Not paid in time.
    Expired,
}

/// How far a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum LineState {
    /// To be started.
    Waiting,
    /// Its operation is accepted.
    UnderWay,
    /// Its registry has confirmed.
    Delivered,
    /// It could not be delivered.
    Failed,
    /// It is not delivered, for good.
    GivenUp,
}

/// How far a line is, taken apart for its fields.
pub struct LineProgress {
    /// Nothing while the order is not paid.
    pub state: Option<LineState>,
    /// The number of its operation.
    pub operation: Option<u64>,
    /// Why it failed: a word or number for programs.
    pub code: Option<String>,
    /// Why it failed, in words.
    pub message: Option<String>,
    /// Points that were given back.
    pub refunded: i64,
}

impl From<Option<Progress>> for LineProgress {
    fn from(far: Option<Progress>) -> Self {
        let (operation, state, failure, refunded) = match far {
            None => (None, None, None, 0),
            Some(Progress::Waiting) => (None, Some(LineState::Waiting), None, 0),
            Some(Progress::UnderWay { operation }) => (Some(operation), Some(LineState::UnderWay), None, 0),
            Some(Progress::Delivered { operation, refunded }) => {
                (Some(operation), Some(LineState::Delivered), None, refunded.get())
            }
            Some(Progress::Failed { operation, code, message }) => {
                (operation, Some(LineState::Failed), Some((code, message)), 0)
            }
            Some(Progress::GivenUp) => (None, Some(LineState::GivenUp), None, 0),
        };
        let (code, message) = failure.unzip();
        Self { state, operation: operation.map(|number| number.get()), code, message, refunded }
    }
}

/// A line of an order.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct OrderLine {
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
    points: i64,
    /// Its price before tax: 9.90 EUR.
    price: String,
    /// The price list and its day, and the registry's fee of a premium name.
    rule: Option<String>,
    /// How far it is; nothing while the order is not paid.
    state: Option<LineState>,
    /// The number of its operation, if it has one.
    operation: Option<u64>,
    /// Why it failed: a word or number for programs.
    code: Option<String>,
    /// Why it failed, in words.
    message: Option<String>,
    /// Points that were given back.
    refunded: i64,
    #[graphql(skip)]
    as_of: Moment,
}

#[ComplexObject]
impl OrderLine {
    /// Its operation.
    async fn operation_node(&self, ctx: &Context<'_>) -> Result<Option<Operation>> {
        links::operation(ctx, self.operation, self.as_of).await
    }
}

/// An order.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Order {
    /// Its global id.
    pub(super) id: ID,
    /// Its number.
    number: u64,
    /// Who orders, and pays.
    account: Option<u64>,
    /// How it stands.
    status: OrderStatus,
    /// The word of the REST paper: notPaid, checking, delivering, delivered, cancelled.
    status_word: String,
    /// The customer's own reference (`batch.referer`).
    reference: Option<String>,
    /// The customer's purchase order number.
    purchase_order: Option<String>,
    /// gold, platine or diamond.
    offer: Option<String>,
    /// whiteLabel, agent or none.
    reseller_profile: Option<String>,
    /// What it costs in all, in points.
    points: i64,
    /// What it costs in all, before tax: 9.90 EUR.
    price: Option<String>,
    /// How it was paid: points, or the means that bought them.
    payment: Option<String>,
    /// The document that the payment is booked under, where it was not paid from points.
    payment_reference: Option<String>,
    /// The invoice that it was paid with.
    invoice: Option<String>,
    /// By which kind of registered mean its payment is announced.
    announced: Option<String>,
    /// The number of that mean.
    announced_mean: Option<u32>,
    /// When it was paid.
    paid_at: Option<DateTime<Utc>>,
    /// When it was placed.
    placed_at: DateTime<Utc>,
    /// Through which door: batch-mail, rest.
    placed_through: String,
    /// Until when it may be paid.
    expires_at: Option<DateTime<Utc>>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it last.
    changed_by: String,
    /// Its lines, by their place.
    lines: Vec<OrderLine>,
    /// The last event that this shows.
    sequence: i64,
    #[graphql(skip)]
    as_of: Moment,
}

#[ComplexObject]
impl Order {
    /// The account that ordered.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, self.account, self.as_of).await
    }
}

impl Order {
    /// As of a moment.
    pub fn of(row: OrderRow, as_of: Moment) -> Self {
        let terms = row.state.terms().cloned();
        let delivery = match &row.state {
            order::Order::Paid(delivery) => Some(&**delivery),
            _ => None,
        };
        let announced = match &row.state {
            order::Order::Announced(announced) => Some(announced.by.clone()),
            _ => None,
        };
        let announced = announced.as_ref();
        let (payment, payment_reference) = match delivery.map(|delivery| &delivery.payment) {
            None => (None, None),
            Some(Payment::Points) => (Some("points".to_owned()), None),
            Some(Payment::Other { means, reference, .. }) => (Some(means.clone()), Some(reference.clone())),
            Some(Payment::Balance { .. }) => (Some("balance".to_owned()), None),
        };
        let lines = terms.iter().flat_map(|terms| {
            let far = |place| delivery.and_then(|delivery| delivery.progress_of(place));
            (0u16..)
                .zip(&terms.lines)
                .map(move |(place, line)| OrderLine::of(place, line, terms.currency, far(place), as_of))
        });
        let status = row.status.unwrap_or(Status::NotPaid);
        let terms = terms.as_ref();
        Self {
            id: write_id("Order", row.number),
            number: row.number.get(),
            account: row.account.map(|account| account.get()),
            status: status.into(),
            status_word: status.word_of_the_paper().to_owned(),
            reference: row.reference,
            purchase_order: terms.and_then(|terms| terms.purchase_order.clone()),
            offer: terms.and_then(|terms| terms.offer).map(|offer| offer.to_string()),
            reseller_profile: terms.and_then(|terms| terms.profile).map(|profile| profile.to_string()),
            points: row.points,
            price: terms
                .and_then(|terms| Some(Money::from_cents(terms.cents()?, terms.currency).to_string())),
            payment,
            payment_reference,
            invoice: delivery.and_then(|delivery| Some(delivery.payment.invoice()?.to_string())),
            announced: announced.map(|by| by.kind.to_string()),
            announced_mean: announced.and_then(|by| by.number),
            paid_at: delivery.map(|delivery| delivery.paid_at),
            placed_at: row.placed_at,
            placed_through: row.placed_through,
            expires_at: terms.map(|terms| terms.expires_at),
            changed_at: row.changed_at,
            changed_by: row.changed_by,
            lines: lines.collect(),
            sequence: row.sequence,
            as_of,
        }
    }
}

impl OrderLine {
    fn of(
        place: u16,
        line: &order::Line,
        currency: domain_model::values::Currency,
        far: Option<Progress>,
        as_of: Moment,
    ) -> Self {
        let LineProgress { state, operation, code, message, refunded } = far.into();
        let item: &Item = &line.item;
        Self {
            line: place,
            with: line.with,
            item: item.word().to_owned(),
            name: item.name().to_string(),
            label: line.label.clone(),
            points: line.price.points.get(),
            price: Money::from_cents(line.price.cents, currency).to_string(),
            rule: line.price.rule.clone(),
            state,
            operation,
            code,
            message,
            refunded,
            as_of,
        }
    }
}
