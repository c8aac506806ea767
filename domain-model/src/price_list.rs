//! The prices of one price class in one currency, each dated: `Absent → Kept`.
//!
//! An ordinary price is in force from its day until the next one for the same item. A promotion runs beside it from its
//! first to its last day, and counts where it is lower; then the ordinary price is in force again. A price for exactly so
//! many years stands in place of so many times a year's. What was applied is copied into the operation's charge, so that
//! a replay never reads a price list. The lists of the class `registry` are what registries charge us.

mod applied;
mod document;
mod item;
mod price;

pub use applied::{Applied, Ordinary, Promoted};
pub use item::{Item, NoItem};
pub use price::{Price, Promotion};

use crate::values::{Cents, Currency, HostingPlan, Period, PriceClass, PricedAction, PromotionName, Tld};
use crate::{aggregate, domain_event};
use chrono::NaiveDate;
use document::Document;
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

/// What may be asked of a price list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Set prices, each from its day on.
    Set {
        /// The list's currency.
        currency: Currency,
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
    #[error("price of {item} from {from}: two prices are given")]
    Contradictory {
        /// Of what.
        item: Item,
        /// From which day on.
        from: NaiveDate,
    },
    /// Nobody could pay it.
    #[error("price of {item}: {cents} hundredths are given, and {currency} has no such coin")]
    NoSuchCoin {
        /// Of what.
        item: Item,
        /// How much.
        cents: Cents,
        /// In what.
        currency: Currency,
    },
    /// Years do not count.
    #[error("price of {item}: only registrations, renewals and products have a price for so many years")]
    NotByTheYear {
        /// Of what.
        item: Item,
    },
    /// No hosting costs nothing.
    #[error("price of hosting.none: that is no product")]
    NoProduct,
    /// A promotion's last day is before its first.
    #[error("promotion {promotion} of {item}: its last day {until} is before its first, {from}")]
    EndsBeforeItBegins {
        /// Of what.
        item: Item,
        /// Which.
        promotion: PromotionName,
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        until: NaiveDate,
    },
}

/// A price list: for every item, its prices by first day and its promotions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Document", into = "Document")]
pub struct PriceList {
    items: BTreeMap<Item, Dated>,
}

/// What an item costs, and when; nothing where it is not offered, or a promotion does not take place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Dated {
    ordinary: BTreeMap<NaiveDate, Option<Cents>>,
    /// By first day and name; with the last day.
    promotions: BTreeMap<(NaiveDate, PromotionName), (Option<Cents>, NaiveDate)>,
}

impl FromIterator<Price> for PriceList {
    fn from_iter<T: IntoIterator<Item = Price>>(prices: T) -> Self {
        let mut list = Self::default();
        prices.into_iter().for_each(|price| list.insert(price));
        list
    }
}

aggregate!(PriceList, "price-list", PriceListId, Command, Event, Refusal);

impl PriceList {
    /// What an item costs on a day: of the ordinary price and the promotions that run, the lowest. A promotion of what
    /// has no ordinary price sells nothing.
    pub fn on(&self, item: &Item, day: NaiveDate) -> Option<Applied> {
        let times = item.years().map_or(1, |years| i64::from(years.years()));
        let yearly = item.years().map(|_| item.clone().for_years(None));
        let exact = self.since(item, day).map(|(cents, from)| Ordinary { cents, from, years: item.years() });
        let by_the_year = || {
            let (cents, from) = self.since(yearly.as_ref()?, day)?;
            Some(Ordinary { cents: cents.times(times)?, from, years: None })
        };
        let ordinary = exact.or_else(by_the_year)?;
        let exact = self.running(item, day).map(|it| Promoted { years: item.years(), ..it });
        let by_the_year = yearly.iter().flat_map(|yearly| self.running(yearly, day));
        let by_the_year = by_the_year.filter_map(|it| Some(Promoted { cents: it.cents.times(times)?, ..it }));
        // Of equal ones the first: a price for so many years, then the one that began earlier.
        let lowest = exact.chain(by_the_year).min_by_key(|promoted| promoted.cents.get());
        Some(Applied { ordinary, promotion: lowest.filter(|it| it.cents.get() < ordinary.cents.get()) })
    }

    /// What is done with names of an ending for a number of years, where years count.
    pub fn total(
        &self,
        tld: &Tld,
        action: PricedAction,
        period: Option<Period>,
        day: NaiveDate,
    ) -> Option<Applied> {
        let item = Item::name(tld.clone(), action);
        if action.is_by_the_year() {
            return self.on(&item.for_years(Some(period.unwrap_or(Period::ONE_YEAR))), day);
        }
        self.on(&item, day)?.times(period.map_or(1, |period| i64::from(period.years())))
    }

    /// Hosting for a number of years.
    pub fn hosting(&self, plan: HostingPlan, years: Period, day: NaiveDate) -> Option<Applied> {
        self.on(&Item::hosting(plan).for_years(Some(years)), day)
    }

    /// What a premium name costs: the registry's fee, and the list's ordinary price on top of it. So a premium name is
    /// never sold below its fee, nor below an ordinary name, and the margin is at least that of an ordinary name.
    /// Promotions are for ordinary names.
    pub fn premium(list: Cents, fee: Cents) -> Option<Cents> {
        list.get().checked_add(fee.get()).and_then(|sum| Cents::new(sum).ok())
    }

    /// Every price and promotion, past and to come, in order of item and day.
    pub fn iter(&self) -> impl Iterator<Item = Price> + '_ {
        self.items.iter().flat_map(|(item, dated)| {
            let price = move |cents: Option<Cents>, from: NaiveDate, promotion: Option<Promotion>| Price {
                item: item.clone(),
                cents,
                from,
                promotion,
            };
            let ordinary = dated.ordinary.iter().map(move |(from, cents)| price(*cents, *from, None));
            let promotions = dated.promotions.iter().map(move |((from, name), (cents, until))| {
                price(*cents, *from, Some(Promotion { name: name.clone(), until: *until }))
            });
            ordinary.chain(promotions)
        })
    }

    /// The prices in force and the promotions that run on a day.
    pub fn in_force(&self, day: NaiveDate) -> impl Iterator<Item = Price> + '_ {
        self.iter().filter(move |price| {
            price.cents.is_some()
                && match &price.promotion {
                    None => self.since(&price.item, day).is_some_and(|(_, from)| from == price.from),
                    Some(promotion) => price.from <= day && day <= promotion.until,
                }
        })
    }

    /// What stands where a price would be put: its amount, and its last day where it is a promotion's.
    pub fn standing(&self, price: &Price) -> Option<(Option<Cents>, Option<NaiveDate>)> {
        let dated = self.items.get(&price.item)?;
        match &price.promotion {
            None => dated.ordinary.get(&price.from).map(|cents| (*cents, None)),
            Some(Promotion { name, .. }) => {
                let standing = dated.promotions.get(&(price.from, name.clone()));
                standing.map(|(cents, until)| (*cents, Some(*until)))
            }
        }
    }

    /// The ordinary price of exactly this item, and since when.
    fn since(&self, item: &Item, day: NaiveDate) -> Option<(Cents, NaiveDate)> {
        let (from, cents) = self.items.get(item)?.ordinary.range(..=day).next_back()?;
        Some(((*cents)?, *from))
    }

    /// The promotions of exactly this item that run on a day, in order of their first days and names.
    fn running(&self, item: &Item, day: NaiveDate) -> impl Iterator<Item = Promoted> + '_ {
        let promotions = self.items.get(item).into_iter().flat_map(|dated| &dated.promotions);
        let runs = move |from: NaiveDate, until: NaiveDate| from <= day && day <= until;
        promotions.filter(move |((from, _), (_, until))| runs(*from, *until)).filter_map(
            |((from, name), (cents, until))| {
                let promotion = Promotion { name: name.clone(), until: *until };
                Some(Promoted { cents: (*cents)?, from: *from, promotion, years: None })
            },
        )
    }

    /// Puts a price in its place, over one that stands there.
    pub fn insert(&mut self, Price { item, cents, from, promotion }: Price) {
        let dated = self.items.entry(item).or_default();
        match promotion {
            None => {
                dated.ordinary.insert(from, cents);
            }
            Some(Promotion { name, until }) => {
                dated.promotions.insert((from, name), (cents, until));
            }
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let Command::Set { currency, prices } = command;
        let mut asked = Self::default();
        for price in prices {
            price.check(*currency)?;
            let put = (price.cents, price.promotion.as_ref().map(|promotion| promotion.until));
            if asked.standing(price).is_some_and(|standing| standing != put) {
                return Err(Refusal::Contradictory { item: price.item.clone(), from: price.from });
            }
            asked.insert(price.clone());
        }
        let prices: Vec<Price> =
            asked.iter().filter(|price| self.standing(price) != asked.standing(price)).collect();
        Ok(if prices.is_empty() { vec![] } else { vec![Event::PricesSet { prices }] })
    }

    fn evolve(&mut self, event: Event) {
        let Event::PricesSet { prices } = event;
        prices.into_iter().for_each(|price| self.insert(price));
    }
}

#[cfg(test)]
mod tests;
