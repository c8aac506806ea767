//! One price, as it is set and as the journal keeps it.

use super::{Item, Refusal};
use crate::values::{Cents, Currency, HostingPlan, Money, Period, PricedAction, PromotionName, Tld};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One price. Before 2026-11-28 the journal held only ordinary prices of endings: all that was added since is absent
/// there, and they read as they did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PriceDocument", into = "PriceDocument")]
pub struct Price {
    /// Of what.
    pub item: Item,
    /// Before tax; a year's where years count and none are named. None: from this day on it is not offered any more; of
    /// a promotion, it does not take place.
    pub cents: Option<Cents>,
    /// From this day on.
    pub from: NaiveDate,
    /// For a while only, beside the ordinary price.
    pub promotion: Option<Promotion>,
}

/// What makes a price one for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promotion {
    /// What it is called.
    pub name: PromotionName,
    /// Its last day.
    pub until: NaiveDate,
}

impl Price {
    /// An ordinary price of something done with names.
    pub fn ordinary(tld: Tld, action: PricedAction, cents: Cents, from: NaiveDate) -> Self {
        Self { item: Item::name(tld, action), cents: Some(cents), from, promotion: None }
    }

    /// Whether it can stand in a price list of a currency.
    ///
    /// # Errors
    /// What stands against it.
    pub fn check(&self, currency: Currency) -> Result<(), Refusal> {
        let item = || self.item.clone();
        if let Some(cents) = self.cents.filter(|cents| !Money::expresses(*cents, currency)) {
            return Err(Refusal::NoSuchCoin { item: item(), cents, currency });
        }
        if self.item.years().is_some() && !self.item.is_by_the_year() {
            return Err(Refusal::NotByTheYear { item: item() });
        }
        if matches!(self.item, Item::Hosting { plan: HostingPlan::None, .. }) {
            return Err(Refusal::NoProduct);
        }
        match &self.promotion {
            Some(Promotion { name, until }) if *until < self.from => {
                let (promotion, from, until) = (name.clone(), self.from, *until);
                Err(Refusal::EndsBeforeItBegins { item: item(), promotion, from, until })
            }
            _ => Ok(()),
        }
    }
}

/// A price as the journal keeps it.
#[derive(Serialize, Deserialize)]
struct PriceDocument {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tld: Option<Tld>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    action: Option<PricedAction>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hosting: Option<HostingPlan>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    years: Option<Period>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cents: Option<Cents>,
    from: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    promotion: Option<PromotionName>,
}

impl TryFrom<PriceDocument> for Price {
    type Error = &'static str;

    fn try_from(document: PriceDocument) -> Result<Self, Self::Error> {
        let item = match (document.tld, document.action, document.hosting) {
            (Some(tld), Some(action), None) => Item::name(tld, action),
            (None, None, Some(plan)) => Item::hosting(plan),
            _ => return Err("a price is of an ending and an action, or of hosting"),
        };
        let promotion = match (document.promotion, document.until) {
            (Some(name), Some(until)) => Some(Promotion { name, until }),
            (None, None) => None,
            _ => return Err("a promotion has a name and a last day"),
        };
        let item = item.for_years(document.years);
        Ok(Self { item, cents: document.cents, from: document.from, promotion })
    }
}

impl From<Price> for PriceDocument {
    fn from(Price { item, cents, from, promotion }: Price) -> Self {
        let (until, promotion) = promotion.map(|it| (it.until, it.name)).unzip();
        let (tld, action, hosting, years) = match item {
            Item::Name { tld, action, years } => (Some(tld), Some(action), None, years),
            Item::Hosting { plan, years } => (None, None, Some(plan), years),
        };
        Self { tld, action, hosting, years, cents, from, until, promotion }
    }
}
