//! An order is placed unpaid, paid, called off.

use super::{NewContact, means, placing_streams};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::billing::{Paid, Sold, not_from_balance};
use crate::boxed;
use crate::jobs::{Deadline, Job};
use crate::refusal::Refusal;
use crate::work::Work;
use chrono::{DateTime, Utc};
use domain_model::EventSourced;
use domain_model::invoice::PaymentMeans;
use domain_model::money_account::{self, MoneyAccount};
use domain_model::order::{self, Command, Order, Payment, Terms};
use domain_model::payment_means::{Kind, RegisteredMeans};
use domain_model::points_account::PointsAccount;
use domain_model::values::{Cents, InvoiceKind, InvoiceNumber, Money, OrderNumber, Points, Reason};
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
    /// From the account's balance of money, with tax: it buys the points that the lines are paid from, on an invoice.
    Balance,
    /// By a registered mean: the payment is announced, and the order is checked until the money has come in.
    Announced {
        /// What kind of mean.
        kind: Kind,
        /// Which of the account's; needed where the paper says so.
        number: Option<u32>,
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
        self.once(ask, placing_streams(terms, contacts, Streams::new()), |work| {
            work.place_order(terms, contacts)?;
            let lapse = Job::Deadline(Deadline::OrderExpiry(number));
            work.enqueue(lapse, &StreamId::of::<Order>(&number), terms.expires_at);
            Ok(number)
        })
        .await
    }

    /// Pays an order, and has its lines delivered; or announces its payment. Points or money that are lacking are found
    /// out here, before anything starts. Paid before, or announced before in the same way: nothing happens. What costs
    /// nothing is paid as from points, whatever the means: there is nothing to be invoiced.
    /// Places an order and pays it from points, in one transaction; a worker starts its lines.
    ///
    /// # Errors
    /// The points do not suffice.
    pub(crate) async fn place_paid(
        &self,
        terms: &Terms,
        contacts: &[NewContact],
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        let (number, at) = (terms.number, terms.placed_at);
        let needed = terms.points().ok_or(Refusal::Order(order::Refusal::NoLine))?;
        let streams = placing_streams(terms, contacts, Streams::new()).with::<PointsAccount>(&terms.account);
        self.once(ask, streams, |work| {
            work.place_order(terms, contacts)?;
            work.covers(&terms.account, needed)?;
            work.pay(number, Payment::Points, at)?;
            Ok(number)
        })
        .await
    }

    /// Pays an order, and has its lines delivered. Points that are lacking are found out here, before anything starts.
    ///
    /// # Errors
    /// It is over, or points or money do not suffice, or there is no such mean; nothing is kept then.
    #[boxed]
    pub async fn pay_order(
        &self,
        number: OrderNumber,
        payment: PayOrder,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let unknown = || Refusal::Order(order::Refusal::Unknown);
        let terms = self.order_now(number).await?.terms().cloned().ok_or_else(unknown)?;
        self.may_act(terms.account, ask).await?;
        let needed = terms.points().ok_or_else(unknown)?;
        match payment {
            _ if needed.is_zero() => self.pay_by_points(&terms, needed, ask).await,
            PayOrder::Points => self.pay_by_points(&terms, needed, ask).await,
            PayOrder::Received { means, reference } => {
                self.pay_received(&terms, needed, &means, &reference, ask).await
            }
            PayOrder::Balance => self.pay_by_balance(&terms, needed, ask).await,
            PayOrder::Announced { kind, number } => self.announce_payment(&terms, kind, number, ask).await,
        }
    }

    async fn pay_by_points(
        &self,
        terms: &Terms,
        needed: Points,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        let (number, at) = (terms.number, ask.cause.at);
        self.once(ask, money_of(terms), |work| {
            if work.is_unpaid(number, &Payment::Points, at)? {
                if !needed.is_zero() {
                    work.covers(&terms.account, needed)?;
                }
                work.pay(number, Payment::Points, at)?;
            }
            Ok(number)
        })
        .await
    }

    async fn pay_received(
        &self,
        terms: &Terms,
        needed: Points,
        means: &str,
        reference: &str,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        let (number, at) = (terms.number, ask.cause.at);
        let paid = paid(means, reference);
        not_from_balance(&paid)?;
        let sale = self.sale(terms.account, Sold::Points(needed), Some(paid), ask).await?;
        let other = |invoice| Payment::Other {
            means: means.to_owned(),
            reference: reference.to_owned(),
            invoice: Some(invoice),
        };
        self.numbered(InvoiceKind::Invoice, money_of(terms), ask, |work, invoice, day| {
            if work.is_unpaid(number, &other(invoice), at)? {
                sale.issue(work, invoice, day)?;
                work.pay(number, other(invoice), at)?;
            }
            Ok(number)
        })
        .await
    }

    async fn pay_by_balance(
        &self,
        terms: &Terms,
        needed: Points,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        let (number, account, at) = (terms.number, terms.account, ask.cause.at);
        let paid = Paid { means: PaymentMeans::Balance, reference: number.to_string() };
        let sale = self.sale(account, Sold::Points(needed), Some(paid), ask).await?;
        let streams = money_of(terms).with::<MoneyAccount>(&account);
        self.numbered(InvoiceKind::Invoice, streams, ask, |work, invoice, day| {
            if work.is_unpaid(number, &Payment::Points, at)? {
                let gross = sale.issue(work, invoice, day)?.gross;
                let amount = work.debit(terms, gross, invoice)?;
                work.pay(number, Payment::Balance { amount, invoice }, at)?;
            }
            Ok(number)
        })
        .await
    }

    async fn announce_payment(
        &self,
        terms: &Terms,
        kind: Kind,
        mean: Option<u32>,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        let (number, account) = (terms.number, terms.account);
        let streams = Streams::new().with::<Order>(&number).with::<RegisteredMeans>(&account);
        self.once(ask, streams, |work| {
            let register = work.state::<RegisteredMeans>(&account).register();
            let by = means::announced(&register, kind, mean, ask.cause.at)?;
            work.execute::<Order>(&number, &Command::Announce { by })?;
            Ok(number)
        })
        .await
    }

    /// The payment that was announced of an order does not come: it waits for another one, if its time lasts.
    ///
    /// # Errors
    /// There is none, or nothing is announced.
    #[boxed]
    pub async fn reject_payment(
        &self,
        number: OrderNumber,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<OrderNumber>, AskError> {
        self.on_order(number, Command::RejectPayment { reason, at: ask.cause.at }, ask).await
    }

    /// Calls an unpaid order off.
    ///
    /// # Errors
    /// There is none, or it is paid.
    #[boxed]
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
    #[boxed]
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
    /// Whether an order waits for this payment; paid before is silence, and over is refused.
    fn is_unpaid(
        &mut self,
        number: OrderNumber,
        payment: &Payment,
        at: DateTime<Utc>,
    ) -> Result<bool, Refusal> {
        let pay = Command::Pay { payment: payment.clone(), at };
        let order = self.state::<Order>(&number);
        Ok(!order.decide(&pay)?.is_empty())
    }

    /// Takes an order's price with tax from its account's balance.
    fn debit(&mut self, terms: &Terms, gross: Money, invoice: InvoiceNumber) -> Result<Cents, Refusal> {
        let (account, order) = (terms.account, terms.number);
        let amount = gross.cents().ok_or(money_account::Refusal::TooMuch)?;
        if matches!(self.state::<MoneyAccount>(&account), MoneyAccount::Absent) {
            let available = Money::from_cents(Cents::ZERO, gross.currency());
            return Err(money_account::Refusal::NotEnough { needed: gross, available }.into());
        }
        self.execute::<MoneyAccount>(&account, &money_account::Command::Debit { order, amount, invoice })?;
        Ok(amount)
    }

    fn pay(&mut self, number: OrderNumber, payment: Payment, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.execute::<Order>(&number, &Command::Pay { payment, at })?;
        self.enqueue(Job::Deliver(number), &StreamId::of::<Order>(&number), at);
        Ok(())
    }
}

/// What paying an order touches.
fn money_of(terms: &Terms) -> Streams {
    Streams::new().with::<Order>(&terms.number).with::<PointsAccount>(&terms.account)
}

/// As an invoice says it: means that it has no word for stand with the reference.
fn paid(means: &str, reference: &str) -> Paid {
    match means.parse::<PaymentMeans>() {
        Ok(means) => Paid { means, reference: reference.to_owned() },
        Err(_) => Paid { means: PaymentMeans::Other, reference: format!("{means} {reference}") },
    }
}
