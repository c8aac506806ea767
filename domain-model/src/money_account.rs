//! A prepaid account of money (`ovhAccount` of the REST paper): `Absent → Open`.
//!
//! `available + spent = received`, and `available` never goes below zero. Money is received from a bank (`Deposited`),
//! pays orders with their tax (`Debited`), comes back from a credit note (`GivenBack`) and goes back to the bank
//! (`Withdrawn`). It is an advance: it is taxed when it pays something, by that thing's invoice. Points are another
//! account, taxed when they are bought.

mod event;

pub use event::Event;

use crate::aggregate;
use crate::invoice::PaymentMeans;
use crate::values::{AccountNumber, Cents, Currency, InvoiceNumber, Money, OrderNumber};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What may be asked of a money account. Amounts are hundredths of a unit of its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open it in a currency.
    Open {
        /// The account's.
        currency: Currency,
    },
    /// Money came in.
    Deposit {
        /// How much.
        amount: Cents,
        /// By what means.
        means: PaymentMeans,
        /// What it is found by: the bank's reference.
        reference: String,
    },
    /// Pay an order.
    Debit {
        /// Which.
        order: OrderNumber,
        /// Its price with tax.
        amount: Cents,
        /// The invoice that says so.
        invoice: InvoiceNumber,
    },
    /// Give back what a credit note takes back of an invoice that was paid from here.
    GiveBack {
        /// With tax.
        amount: Cents,
        /// The credit note.
        note: InvoiceNumber,
    },
    /// Money went back to its owner's bank.
    Withdraw {
        /// How much.
        amount: Cents,
        /// What it is found by: the bank's reference.
        reference: String,
    },
}

/// Why a money account says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is none.
    #[error("nothing was ever deposited on this account")]
    NotOpen,
    /// It was opened in another currency.
    #[error("the account is kept in {0}")]
    OtherCurrency(Currency),
    /// It holds less.
    #[error("{needed} are needed and {available} are on the account")]
    NotEnough {
        /// What it would take.
        needed: Money,
        /// What there is.
        available: Money,
    },
    /// The order was paid with another amount.
    #[error("order {0} was paid from this account with another amount")]
    PaidOtherwise(OrderNumber),
    /// More than what orders were paid with.
    #[error("only {0} were spent from this account")]
    GiveBackTooHigh(Money),
    /// An amount of nothing.
    #[error("the amount must be more than nothing")]
    Zero,
    /// No coin is so small.
    #[error("{0} has no coins for this amount")]
    NoSuchCoin(Currency),
    /// More than an account can count.
    #[error("the balance would exceed what an account can hold")]
    TooMuch,
}

/// The figures of an open account, in hundredths of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purse {
    /// Its currency.
    pub currency: Currency,
    /// Deposited and not withdrawn.
    pub received: i64,
    /// To be spent.
    pub available: i64,
    /// What paid orders, less what credit notes gave back.
    pub spent: i64,
    /// What orders were paid with.
    pub orders: BTreeMap<OrderNumber, Cents>,
    /// What credit notes gave back.
    pub notes: BTreeMap<InvoiceNumber, Cents>,
}

/// A money account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyAccount {
    /// Never opened.
    #[default]
    Absent,
    /// In use.
    Open(Box<Purse>),
}

aggregate!(MoneyAccount, "money-account", AccountNumber, Command, Event, Refusal, snapshot every 500);

impl MoneyAccount {
    /// Its figures.
    pub fn purse(&self) -> Option<&Purse> {
        match self {
            Self::Absent => None,
            Self::Open(purse) => Some(purse),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let purse = match (self, command) {
            (Self::Absent, Command::Open { currency }) => {
                return Ok(vec![Event::Opened { currency: *currency }]);
            }
            (Self::Absent, _) => return Err(Refusal::NotOpen),
            (Self::Open(purse), _) => purse,
        };
        match command {
            Command::Open { currency } if *currency == purse.currency => Ok(vec![]),
            Command::Open { .. } => Err(Refusal::OtherCurrency(purse.currency)),
            Command::Deposit { amount, means, reference } => {
                purse.counts(*amount)?;
                let (means, reference) = (*means, reference.clone());
                Ok(vec![Event::Deposited { amount: *amount, means, reference }])
            }
            Command::Debit { order, amount, invoice } => purse.debit(*order, *amount, *invoice),
            Command::GiveBack { amount, note } => purse.give_back(*amount, *note),
            Command::Withdraw { amount, reference } => {
                purse.covers(*amount)?;
                Ok(vec![Event::Withdrawn { amount: *amount, reference: reference.clone() }])
            }
        }
    }

    fn evolve(&mut self, event: Event) {
        match (&mut *self, event) {
            (Self::Absent, Event::Opened { currency }) => *self = Self::Open(Box::new(Purse::new(currency))),
            (Self::Open(purse), event) => purse.evolve(event),
            (Self::Absent, _) => {}
        }
    }
}

impl Purse {
    fn new(currency: Currency) -> Self {
        let (orders, notes) = (BTreeMap::new(), BTreeMap::new());
        Self { currency, received: 0, available: 0, spent: 0, orders, notes }
    }

    /// An amount in the account's currency.
    pub fn money(&self, hundredths: i64) -> Money {
        Money::from_cents(Cents::new(hundredths).unwrap_or_default(), self.currency)
    }

    /// An amount that there are coins for.
    fn coins(&self, amount: Cents) -> Result<i64, Refusal> {
        match amount.get() {
            0 => Err(Refusal::Zero),
            _ if !Money::expresses(amount, self.currency) => Err(Refusal::NoSuchCoin(self.currency)),
            hundredths => Ok(hundredths),
        }
    }

    fn counts(&self, amount: Cents) -> Result<(), Refusal> {
        let more = self.coins(amount)?;
        self.received.checked_add(more).map(|_| ()).ok_or(Refusal::TooMuch)
    }

    fn covers(&self, amount: Cents) -> Result<(), Refusal> {
        if self.coins(amount)? <= self.available {
            return Ok(());
        }
        let (needed, available) = (self.money(amount.get()), self.money(self.available));
        Err(Refusal::NotEnough { needed, available })
    }

    fn debit(
        &self,
        order: OrderNumber,
        amount: Cents,
        invoice: InvoiceNumber,
    ) -> Result<Vec<Event>, Refusal> {
        match self.orders.get(&order) {
            Some(paid) if *paid == amount => Ok(vec![]),
            Some(_) => Err(Refusal::PaidOtherwise(order)),
            None => {
                self.covers(amount)?;
                Ok(vec![Event::Debited { order, amount, invoice }])
            }
        }
    }

    fn give_back(&self, amount: Cents, note: InvoiceNumber) -> Result<Vec<Event>, Refusal> {
        if self.notes.contains_key(&note) {
            return Ok(vec![]);
        }
        if self.coins(amount)? > self.spent {
            return Err(Refusal::GiveBackTooHigh(self.money(self.spent)));
        }
        Ok(vec![Event::GivenBack { amount, note }])
    }

    fn evolve(&mut self, event: Event) {
        match event {
            Event::Opened { .. } => {}
            Event::Deposited { amount, .. } => {
                self.received += amount.get();
                self.available += amount.get();
            }
            Event::Debited { order, amount, .. } => {
                self.available -= amount.get();
                self.spent += amount.get();
                self.orders.insert(order, amount);
            }
            Event::GivenBack { amount, note } => {
                self.spent -= amount.get();
                self.available += amount.get();
                self.notes.insert(note, amount);
            }
            Event::Withdrawn { amount, .. } => {
                self.received -= amount.get();
                self.available -= amount.get();
            }
        }
    }
}

#[cfg(test)]
mod tests;
