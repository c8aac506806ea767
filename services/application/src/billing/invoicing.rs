//! Invoices and credit notes: numbered without gaps, in the transaction of what they are about.

use super::payment::{Paid, is_from_balance, not_from_balance, payment_of};
use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use crate::refusal::{InvoiceRefusal, Refusal};
use crate::work::Work;
use chrono::{Datelike, Days, NaiveDate};
use domain_model::EventSourced;
use domain_model::invoice::{
    self, Amounts, Buyer, CreditPart, Document, Invoice, InvoiceLine, Payment, PaymentMeans, Seller,
    line_of_points, seal_owner,
};
use domain_model::invoice_series::{self, InvoiceSeries};
use domain_model::money_account::{self, MoneyAccount};
use domain_model::points_account::{self, PointsAccount};
use domain_model::policy::{VatTable, VatTreatment};
use domain_model::values::{
    AccountNumber, Currency, InvoiceKind, InvoiceNumber, InvoiceSeriesId, Locale, Money, Points, PointsRate,
    Reason, Sealed,
};
use journal::Streams;
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sold {
    /// Points: credited when the invoice is paid.
    Points(Points),
    /// Anything else: an order that is paid by other means.
    Lines(Vec<SoldLine>),
}

/// One thing that is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoldLine {
    /// What: `create example.com 1Y`.
    pub label: String,
    /// How many.
    pub quantity: u64,
    /// Of one, before tax, in the account's currency.
    pub unit_price: Money,
}

/// An invoice that was issued, paid or credited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchased {
    /// Whose account.
    pub account: AccountNumber,
    /// The document: a new invoice or credit note, or the invoice that was paid.
    pub invoice: InvoiceNumber,
}

/// How often a number is tried for that another process takes at the same time.
const ATTEMPTS: usize = 32;

/// What an invoice is made of before it has a number.
struct Draft {
    account: AccountNumber,
    currency: Currency,
    seller: Seller,
    buyer: Buyer,
    locale: Locale,
    payment_days: u16,
    rate: PointsRate,
    sold: Sold,
}

/// An invoice that is about to be issued, paid or to be paid.
pub(crate) struct Sale {
    draft: Draft,
    payment: Option<Payment>,
}

impl Sale {
    /// Issues it under a number. The streams of the invoice and of the points account are the caller's to name.
    pub(crate) fn issue(
        &self,
        work: &mut Work<'_>,
        number: InvoiceNumber,
        day: NaiveDate,
    ) -> Result<Amounts, Refusal> {
        let document = Box::new(self.draft.document(number, day)?);
        let (account, points) = (document.account, document.points);
        let amounts = document.amounts.clone();
        if !points.is_zero() && matches!(work.state::<PointsAccount>(&account), PointsAccount::Absent) {
            return Err(points_account::Refusal::NotOpen.into());
        }
        work.execute::<Invoice>(&number, &invoice::Command::Issue { document })?;
        if let Some(payment) = &self.payment {
            work.execute::<Invoice>(&number, &invoice::Command::Pay { payment: payment.clone() })?;
            work.credit_points(account, points, number)?;
        }
        Ok(amounts)
    }
}

impl Draft {
    fn document(&self, number: InvoiceNumber, day: NaiveDate) -> Result<Document, Refusal> {
        let buyer = &self.buyer;
        let vat = VatTable::embedded()
            .treatment(self.seller.country, buyer.address.country, buyer.vat_number.as_ref(), day)
            .map_err(InvoiceRefusal::from)?;
        let lines = self.lines(&vat)?;
        let points = if let Sold::Points(points) = self.sold { points } else { Points::ZERO };
        Ok(Document {
            number,
            account: self.account,
            seller: self.seller.clone(),
            buyer: Sealed::open(seal_owner(self.account, number.series().year), Box::new(buyer.clone())),
            locale: self.locale,
            issued: day,
            due: day + Days::new(self.payment_days.into()),
            amounts: Amounts::of(&lines, self.currency),
            lines,
            vat,
            points,
            rate: (!points.is_zero()).then_some(self.rate),
        })
    }

    fn lines(&self, vat: &VatTreatment) -> Result<Vec<InvoiceLine>, Refusal> {
        match &self.sold {
            Sold::Points(points) => {
                let label = if self.locale == Locale::Fr { "Points prépayés" } else { "Prepaid points" };
                let line = line_of_points(label.to_owned(), *points, self.rate, self.currency, vat);
                Ok(vec![line.map_err(InvoiceRefusal::from)?])
            }
            Sold::Lines(lines) => lines.iter().map(|line| self.line(line, vat)).collect(),
        }
    }

    fn line(&self, line: &SoldLine, vat: &VatTreatment) -> Result<InvoiceLine, Refusal> {
        if line.unit_price.currency() != self.currency {
            return Err(invoice::Refusal::OtherCurrency(self.currency).into());
        }
        let net = line.unit_price.amount().checked_mul(Decimal::from(line.quantity));
        let net = net.and_then(|net| Money::new(net, self.currency).ok()).ok_or(invoice::Refusal::Zero)?;
        Ok(InvoiceLine {
            label: line.label.clone(),
            quantity: line.quantity,
            unit_price: line.unit_price.amount(),
            net,
            percent: vat.percent,
        })
    }
}

impl Application {
    /// Credits points that were bought, on an invoice that is paid.
    ///
    /// # Errors
    /// As [`Application::issue_invoice`].
    #[boxed]
    pub async fn buy_points(
        &self,
        account: AccountNumber,
        points: Points,
        reference: String,
        ask: &Ask,
    ) -> Result<Accepted<Purchased>, AskError> {
        let paid = Paid { means: PaymentMeans::Other, reference };
        self.issue_invoice(account, Sold::Points(points), Some(paid), ask).await
    }

    /// Issues an invoice, paid or to be paid. The points that a paid one sells are credited in the same transaction.
    ///
    /// # Errors
    /// No seller is configured; the account has no holder; the currency has no coin for so many points.
    #[boxed]
    pub async fn issue_invoice(
        &self,
        account: AccountNumber,
        sold: Sold,
        paid: Option<Paid>,
        ask: &Ask,
    ) -> Result<Accepted<Purchased>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        paid.as_ref().map_or(Ok(()), not_from_balance)?;
        let sale = self.sale(account, sold, paid, ask).await?;
        let others = Streams::new().with::<PointsAccount>(&account);
        self.numbered(InvoiceKind::Invoice, others, ask, |work, number, day| {
            sale.issue(work, number, day)?;
            Ok(Purchased { account, invoice: number })
        })
        .await
    }

    /// What it takes to issue an invoice within other work.
    pub(crate) async fn sale(
        &self,
        account: AccountNumber,
        sold: Sold,
        paid: Option<Paid>,
        ask: &Ask,
    ) -> Result<Sale, AskError> {
        let payment = paid.map(|paid| payment_of(paid, ask)).transpose()?;
        Ok(Sale { draft: self.draft(account, sold).await?, payment })
    }

    /// An invoice was paid: the points that it sells are credited. Paid in the same way before: nothing happens.
    ///
    /// # Errors
    /// There is no such invoice; it was paid otherwise, or cancelled.
    #[boxed]
    pub async fn pay_invoice(
        &self,
        number: InvoiceNumber,
        paid: Paid,
        ask: &Ask,
    ) -> Result<Accepted<Purchased>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        not_from_balance(&paid)?;
        let payment = payment_of(paid, ask)?;
        let state = self.journal().load::<Invoice>(&number).await?.state;
        let document = state.document().ok_or(Refusal::Invoice(invoice::Refusal::Unknown))?;
        let (account, points) = (document.account, document.points);
        let pay = invoice::Command::Pay { payment };
        let streams = Streams::new().with::<Invoice>(&number).with::<PointsAccount>(&account);
        self.once(ask, streams, |work| {
            if !work.execute::<Invoice>(&number, &pay)?.is_empty() {
                work.credit_points(account, points, number)?;
            }
            Ok(Purchased { account, invoice: number })
        })
        .await
    }

    /// Issues a credit note for all that is left of an invoice, or a part. Points that were paid for are taken back: they
    /// must be available. What the account's balance had paid comes back to it.
    ///
    /// # Errors
    /// There is no such invoice, or not so much left of it; the points are spent.
    #[boxed]
    pub async fn credit_invoice(
        &self,
        of: InvoiceNumber,
        part: CreditPart,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<Purchased>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let state = self.journal().load::<Invoice>(&of).await?.state;
        let account = state.document().ok_or(Refusal::Invoice(invoice::Refusal::Unknown))?.account;
        let others = Streams::new().with::<PointsAccount>(&account).with::<Invoice>(&of);
        let others = others.with::<MoneyAccount>(&account);
        self.numbered(InvoiceKind::CreditNote, others, ask, |work, note, day| {
            let invoice = work.state::<Invoice>(&of);
            let credit = invoice.credit(&part)?;
            let invoiced = invoice.document().ok_or(invoice::Refusal::Unknown)?;
            let back_to_balance = if is_from_balance(invoice) { credit.amounts.gross.cents() } else { None };
            let buyer = match &invoiced.buyer {
                Sealed::Open { value, .. } => {
                    Sealed::open(seal_owner(account, note.series().year), value.clone())
                }
                closed @ Sealed::Closed(_) => closed.clone(),
            };
            let document = Document {
                number: note,
                buyer,
                issued: day,
                due: day,
                lines: credit.lines,
                amounts: credit.amounts,
                points: credit.points,
                ..invoiced.clone()
            };
            let issue = invoice::Command::IssueCreditNote {
                document: Box::new(document),
                of,
                reason: reason.clone(),
            };
            work.execute::<Invoice>(&of, &invoice::Command::Credit { note, part: part.clone() })?;
            work.execute::<Invoice>(&note, &issue)?;
            if let Some(amount) = back_to_balance {
                work.execute::<MoneyAccount>(&account, &money_account::Command::GiveBack { amount, note })?;
            }
            if !credit.points_taken.is_zero() {
                let (points, reference) = (credit.points_taken, note.to_string());
                work.execute::<PointsAccount>(
                    &account,
                    &points_account::Command::Return { points, reference },
                )?;
            }
            Ok(Purchased { account, invoice: note })
        })
        .await
    }

    /// An invoice or a credit note as the journal has it, its buyer open as far as the key exists.
    ///
    /// # Errors
    /// There is none.
    #[boxed]
    pub async fn invoice(&self, number: InvoiceNumber) -> Result<Invoice, AskError> {
        match self.journal().load::<Invoice>(&number).await?.state {
            Invoice::Absent => Err(Refusal::Invoice(invoice::Refusal::Unknown).into()),
            found => Ok(found),
        }
    }

    async fn draft(&self, account: AccountNumber, sold: Sold) -> Result<Draft, AskError> {
        let selling =
            self.settings().seller.as_ref().ok_or(InvoiceRefusal::NoSeller).map_err(Refusal::from)?;
        let profile = self.journal().load::<domain_model::account::Account>(&account).await?.state;
        let profile = profile.profile().cloned();
        // Without an account there is no points account either, which is what callers have always been told.
        let profile = profile.ok_or(Refusal::Points(points_account::Refusal::NotOpen))?;
        let buyer = self.buyer(account).await?;
        Ok(Draft {
            account,
            currency: profile.currency,
            seller: selling.in_language(profile.locale),
            buyer,
            locale: profile.locale,
            payment_days: selling.payment_days,
            rate: self.settings().rate(profile.currency),
            sold,
        })
    }

    /// Work under the next number of a series. The number is taken from the stream of the series in the transaction of
    /// the work: a refused or lost one takes none, nor does one that issues nothing. Within a process one at a time tries, between processes the journal
    /// lets one win, and the others go on to the next number.
    pub(crate) async fn numbered<T>(
        &self,
        kind: InvoiceKind,
        others: Streams,
        ask: &Ask,
        mut work: impl FnMut(&mut Work<'_>, InvoiceNumber, NaiveDate) -> Result<T, Refusal> + Send,
    ) -> Result<Accepted<T>, AskError>
    where
        T: Serialize + DeserializeOwned + Clone + Send,
    {
        let _turn = self.invoicing().lock().await;
        let today = ask.cause.at.date_naive();
        let year = u16::try_from(today.year()).map_err(|_| Refusal::from(InvoiceRefusal::SeriesFull))?;
        let series = InvoiceSeriesId { kind, year };
        let state = self.journal().load::<InvoiceSeries>(&series).await?.state;
        let (mut place, mut last_day) = (state.next(), state.last_day());
        for _ in 0..ATTEMPTS {
            let full = |_| Refusal::from(InvoiceRefusal::SeriesFull);
            let number = InvoiceNumber::new(series, place).map_err(full)?;
            // Clocks of two processes differ by a little: no document is dated before the one with the number before.
            let day = last_day.map_or(today, |last| last.max(today));
            let take = invoice_series::Command::Take { place, day };
            let streams = others.clone().with::<InvoiceSeries>(&series).with::<Invoice>(&number);
            let done = self.once(ask, streams, |unit| {
                unit.state::<InvoiceSeries>(&series).decide(&take)?;
                let done = work(unit, number, day)?;
                if !matches!(unit.state::<Invoice>(&number), Invoice::Absent) {
                    unit.execute::<InvoiceSeries>(&series, &take)?;
                }
                Ok(done)
            });
            match done.await {
                Err(AskError::Refused(Refusal::InvoiceSeries(invoice_series::Refusal::NotNext {
                    next,
                    last_day: last,
                }))) => (place, last_day) = (next, last),
                other => return other,
            }
        }
        Err(AskError::Contended)
    }
}

impl Work<'_> {
    /// The points of an invoice that is paid.
    fn credit_points(
        &mut self,
        account: AccountNumber,
        points: Points,
        invoice: InvoiceNumber,
    ) -> Result<(), Refusal> {
        if points.is_zero() {
            return Ok(());
        }
        let buy = points_account::Command::Buy { points, reference: invoice.to_string() };
        self.execute::<PointsAccount>(&account, &buy).map(|_| ())
    }
}
