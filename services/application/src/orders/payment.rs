//! An order is placed unpaid, paid, called off.

use super::NewContact;
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::billing::{Paid, Sold};
use crate::jobs::{Deadline, Job};
use crate::refusal::Refusal;
use crate::work::Work;
use chrono::{DateTime, Utc};
use domain_model::invoice::PaymentMeans;
use domain_model::order::{self, Command, Order, Payment, Status, Terms};
use domain_model::points_account::PointsAccount;
use domain_model::values::{InvoiceKind, OrderNumber, Reason};
use journal::{StreamId, Streams};

/// How an order is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PayOrder {
    /// From the account's points.
    Points,
    /// By other means that were received: they buy the points that the lines are paid from, on an invoice.
    Received {
        /// How: `transfer`, `card`, `cheque`.
        means: String,
        /// The document that the payment is booked under.
        reference: String,
    },
}

impl Application {
    /// Places an order that waits for its payment. It touches no name.
    pub(crate) async fn place_unpaid(
        &self,
        terms: &Terms,
        contacts: &[NewContact],
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        let number = terms.number;
        let streams = contacts
            .iter()
            .fold(Streams::new(), |streams, new| streams.with::<domain_model::contact::Contact>(&new.number));
        self.once(ask, streams.with::<Order>(&number), |work| {
            work.place_order(terms, contacts)?;
            let lapse = Job::Deadline(Deadline::OrderExpiry(number));
            work.enqueue(lapse, &StreamId::of::<Order>(&number), terms.expires_at);
            Ok(number)
        })
        .await
    }

    /// Pays an order, and has its lines delivered. Points that are lacking are found out here, before anything starts.
    ///
    /// # Errors
    /// It is over, or the points do not suffice; nothing is kept then.
    pub async fn pay_order(
        &self,
        number: OrderNumber,
        payment: PayOrder,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let at = ask.cause.at;
        let unknown = || Refusal::Order(order::Refusal::Unknown);
        let terms = self.order_now(number).await?.terms().cloned().ok_or_else(unknown)?;
        self.may_act(terms.account, ask).await?;
        let needed = terms.points().ok_or_else(unknown)?;
        let streams = Streams::new().with::<Order>(&number).with::<PointsAccount>(&terms.account);
        match payment {
            PayOrder::Points => {
                self.once(ask, streams, |work| {
                    if work.is_unpaid(number, at)? {
                        work.covers(&terms.account, needed)?;
                        work.pay(number, Payment::Points, at)?;
                    }
                    Ok(number)
                })
                .await
            }
            PayOrder::Received { means, reference } => {
                let sale = self
                    .sale(terms.account, Sold::Points(needed), Some(paid(&means, &reference)), ask)
                    .await?;
                self.numbered(InvoiceKind::Invoice, streams, ask, |work, invoice, day| {
                    if work.is_unpaid(number, at)? {
                        sale.issue(work, invoice, day)?;
                        let other = Payment::Other { means: means.clone(), reference: reference.clone() };
                        work.pay(number, other, at)?;
                    }
                    Ok(number)
                })
                .await
            }
        }
    }

    /// Calls an unpaid order off.
    ///
    /// # Errors
    /// There is none, or it is paid.
    pub async fn cancel_order(
        &self,
        number: OrderNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        self.on_order(number, Command::Cancel { reason }, ask).await
    }

    /// Gives a line up that has failed or has not started: what others of the order are does not change.
    ///
    /// # Errors
    /// There is none, or it is under way or delivered.
    pub async fn give_up_line(
        &self,
        number: OrderNumber,
        line: u16,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        self.on_order(number, Command::GiveUp { line, operation: None, reason }, ask).await
    }

    /// The day is over until which an order may be paid.
    pub(crate) async fn expire_order(&self, number: OrderNumber, ask: &Ask) -> Result<(), AskError> {
        self.on_order(number, Command::Expire { at: ask.cause.at }, ask).await.map(|_| ())
    }

    async fn on_order(
        &self,
        number: OrderNumber,
        command: Command,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        self.once(ask, Streams::new().with::<Order>(&number), |work| {
            work.execute::<Order>(&number, &command)?;
            Ok(number)
        })
        .await
    }
}

impl Work<'_> {
    /// Whether an order waits for its payment; paid before is silence, and over is refused.
    fn is_unpaid(&mut self, number: OrderNumber, at: DateTime<Utc>) -> Result<bool, Refusal> {
        if self.state::<Order>(&number).status() == Some(Status::NotPaid) {
            return Ok(true);
        }
        self.execute::<Order>(&number, &Command::Pay { payment: Payment::Points, at })?;
        Ok(false)
    }

    fn pay(&mut self, number: OrderNumber, payment: Payment, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.execute::<Order>(&number, &Command::Pay { payment, at })?;
        self.enqueue(Job::Deliver(number), &StreamId::of::<Order>(&number), at);
        Ok(())
    }
}

/// As an invoice says it: means that it has no word for stand with the reference.
fn paid(means: &str, reference: &str) -> Paid {
    match means.parse::<PaymentMeans>() {
        Ok(means) => Paid { means, reference: reference.to_owned() },
        Err(_) => Paid { means: PaymentMeans::Other, reference: format!("{means} {reference}") },
    }
}
