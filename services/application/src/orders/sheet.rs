//! An order as its account reads it: what it costs with tax, how it stands, what could pay it.

use crate::application::Application;
use crate::ask::AskError;
use crate::billing::{Tax, TaxBuyer};
use crate::boxed;
use crate::refusal::Refusal;
use domain_model::invoice::Invoice;
use domain_model::order::{self, Delivery, Order, Progress, Status};
use domain_model::payment_means::Kind;
use domain_model::points_account::PointsAccount;
use domain_model::trade::{Procedure, Trade};
use domain_model::values::{AccountNumber, Cents, Currency, OrderNumber};
use std::collections::BTreeSet;

/// An order as its account reads it. Amounts are hundredths of a unit of its currency.
#[derive(Clone, Debug)]
pub struct OrderSheet {
    /// Its number.
    pub number: OrderNumber,
    /// Who orders, and pays.
    pub account: AccountNumber,
    /// All of it.
    pub order: Order,
    /// How it stands.
    pub status: Status,
    /// The REST paper's word for that: `notPaid`, `documentsRequested`, …
    pub word: &'static str,
    /// The currency of its prices.
    pub currency: Currency,
    /// Before tax.
    pub net: Cents,
    /// As its invoice says it, or would have said on the day of the order.
    pub tax: Tax,
    /// With tax.
    pub gross: Cents,
}

/// What could pay an order at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PaymentOption {
    /// The account's points cover it (`fidelityAccount`).
    Points,
    /// The account's balance of money covers it with tax (`ovhAccount`).
    Balance,
    /// The account has a registered mean of this kind, by which a payment can be announced.
    Registered(Kind),
}

/// The words of the REST paper where a registry waits for a signed form.
const DOCUMENTS_REQUESTED: &str = "documentsRequested";

impl Application {
    /// An order as its account reads it.
    ///
    /// # Errors
    /// There is none; its account has no holder any more.
    #[boxed]
    pub async fn order_sheet(&self, number: OrderNumber) -> Result<OrderSheet, AskError> {
        let order = self.order_now(number).await?;
        let unknown = || Refusal::Order(order::Refusal::Unknown);
        let (terms, status) = order.terms().zip(order.status()).ok_or_else(unknown)?;
        let (account, currency) = (terms.account, terms.currency);
        let net = terms.cents().ok_or_else(unknown)?;
        let tax = match self.invoiced_tax(&order).await? {
            Some(tax) => tax,
            None => self.tax_on(TaxBuyer::Account(account), net, currency, terms.placed_at).await?,
        };
        let gross = net.get().checked_add(tax.cents.get()).and_then(|sum| Cents::new(sum).ok());
        let gross = gross.ok_or_else(unknown)?;
        let word = if self.waits_for_a_form(&order).await? {
            DOCUMENTS_REQUESTED
        } else {
            status.word_of_the_paper()
        };
        Ok(OrderSheet { number, account, order, status, word, currency, net, tax, gross })
    }

    /// What could pay an order at this moment, the accounts with us first: none where nothing is to be paid.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn payment_options(&self, sheet: &OrderSheet) -> Result<Vec<PaymentOption>, AskError> {
        let payable = sheet.status == Status::NotPaid
            && sheet.order.terms().is_some_and(|terms| self.clock().now() < terms.expires_at);
        if !payable {
            return Ok(vec![]);
        }
        let needed = sheet.order.terms().and_then(order::Terms::points).unwrap_or_default();
        let points = self.journal().load::<PointsAccount>(&sheet.account).await?.state;
        let enough = needed.is_zero()
            || matches!(points, PointsAccount::Open(balance) if balance.available >= needed.get());
        let money = self.money_account(sheet.account).await?;
        let covered = money
            .purse()
            .is_some_and(|purse| purse.currency == sheet.currency && purse.available >= sheet.gross.get());
        let register = self.payment_means(sheet.account).await?;
        let kinds: BTreeSet<Kind> = register.means.values().map(|mean| mean.kind).collect();
        let own = [(enough, PaymentOption::Points), (covered, PaymentOption::Balance)];
        let own = own.into_iter().filter_map(|(works, option)| works.then_some(option));
        Ok(own.chain(kinds.into_iter().map(PaymentOption::Registered)).collect())
    }

    /// The tax that an order's invoice says, where it has one.
    async fn invoiced_tax(&self, order: &Order) -> Result<Option<Tax>, AskError> {
        let Order::Paid(delivery) = order else { return Ok(None) };
        let Some(number) = delivery.payment.invoice() else { return Ok(None) };
        let invoice = self.journal().load::<Invoice>(&number).await?.state;
        Ok(invoice.document().and_then(|document| {
            Some(Tax { percent: document.vat.percent, cents: document.amounts.tax.cents()? })
        }))
    }

    /// Whether a line is an owner change whose registry wants a signed form, and has not got it.
    async fn waits_for_a_form(&self, order: &Order) -> Result<bool, AskError> {
        let Order::Paid(delivery) = order else { return Ok(false) };
        let Delivery { progress, .. } = &**delivery;
        for far in progress.values() {
            let Progress::UnderWay { operation } = far else { continue };
            if let Trade::Voting(terms, _) = self.journal().load::<Trade>(operation).await?.state
                && terms.procedure == Procedure::RegistryForm
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
