//! The prices of one price class in one currency, each dated: `Absent → Kept`.
//!
//! The price in force is the one of the day; what was applied is copied into the operation's charge, so that a
//! replay never reads a price list.

use crate::values::{Cents, Currency, Period, PriceClass, PricedAction, Tld};
use crate::{aggregate, domain_event};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A price list's identity: `reseller-EUR`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PriceListId {
    /// For whom.
    pub class: PriceClass,
    /// In what.
    pub currency: Currency,
}

impl fmt::Display for PriceListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.class, self.currency)
    }
}

/// One price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Under which ending.
    pub tld: Tld,
    /// For what.
    pub action: PricedAction,
    /// Before tax; for create and renew, and a transfer that adds a year, a year's.
    pub cents: Cents,
    /// From this day on.
    pub from: NaiveDate,
}

/// What may be asked of a price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Set prices, each from its day on.
    Set {
        /// The prices.
        prices: Vec<Price>,
    },
}

/// What happened to a price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Prices were set.
    PricesSet {
        /// Those that are new.
        prices: Vec<Price>,
    },
}

domain_event!(Event { PricesSet => "1.0" });

/// Why a price list says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Two prices for the same thing from the same day on.
    #[error("price of {action} .{tld} from {from}: two prices are given")]
    Contradictory {
        /// Under which ending.
        tld: Tld,
        /// For what.
        action: PricedAction,
        /// From which day on.
        from: NaiveDate,
    },
}

/// A price list: every price by ending, action and first day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Price>", into = "Vec<Price>")]
pub struct PriceList {
    index: BTreeMap<(Tld, PricedAction, NaiveDate), Cents>,
}

impl From<Vec<Price>> for PriceList {
    fn from(prices: Vec<Price>) -> Self {
        let key = |price: Price| ((price.tld, price.action, price.from), price.cents);
        Self { index: prices.into_iter().map(key).collect() }
    }
}

impl From<PriceList> for Vec<Price> {
    fn from(list: PriceList) -> Self {
        list.iter().collect()
    }
}

aggregate!(PriceList, "price-list", PriceListId, Command, Event, Refusal);

impl PriceList {
    /// The price in force on a day, and the day from which it is.
    pub fn on(&self, tld: &Tld, action: PricedAction, day: NaiveDate) -> Option<(Cents, NaiveDate)> {
        self.index
            .range((tld.clone(), action, NaiveDate::MIN)..=(tld.clone(), action, day))
            .next_back()
            .map(|((_, _, from), cents)| (*cents, *from))
    }

    /// The price for a number of years, where years count.
    pub fn total(
        &self,
        tld: &Tld,
        action: PricedAction,
        period: Option<Period>,
        day: NaiveDate,
    ) -> Option<(Cents, NaiveDate)> {
        let (cents, from) = self.on(tld, action, day)?;
        let years = period.map_or(1, |period| i64::from(period.years()));
        Some((cents.times(years)?, from))
    }

    /// What a premium name costs: the registry's fee, and the list's price on top of it. So a premium name is never
    /// sold below its fee, nor below an ordinary name, and the margin is at least that of an ordinary name.
    pub fn premium(list: Cents, fee: Cents) -> Option<Cents> {
        list.get().checked_add(fee.get()).and_then(|sum| Cents::new(sum).ok())
    }

    /// Every price, in order of ending, action and day.
    pub fn iter(&self) -> impl Iterator<Item = Price> + '_ {
        self.index.iter().map(|((tld, action, from), cents)| Price {
            tld: tld.clone(),
            action: *action,
            cents: *cents,
            from: *from,
        })
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let Command::Set { prices } = command;
        let mut news = Self::default();
        for Price { tld, action, cents, from } in prices {
            let key = (tld.clone(), *action, *from);
            match news.index.insert(key, *cents) {
                Some(other) if other != *cents => {
                    return Err(Refusal::Contradictory { tld: tld.clone(), action: *action, from: *from });
                }
                _ => {}
            }
        }
        news.index.retain(|key, cents| self.index.get(key) != Some(cents));
        let prices = Vec::from(news);
        Ok(if prices.is_empty() { vec![] } else { vec![Event::PricesSet { prices }] })
    }

    fn evolve(&mut self, event: Event) {
        let Event::PricesSet { prices } = event;
        for price in prices {
            self.index.insert((price.tld.clone(), price.action, price.from), price.cents);
        }
    }
}

#[cfg(test)]
mod tests;
