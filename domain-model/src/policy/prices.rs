//! The prices that a new registrar starts with. They become events of price lists; what is charged is read
//! from there, never from here.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::mistake::{Mistake, line, read};
use crate::price_list::Item;
use crate::values::{Cents, Currency, HostingPlan, Money, PriceClass, PricedAction, Tld};

/// One price of the catalogue, in force from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceSeed {
    /// For whom.
    pub class: PriceClass,
    /// In what currency.
    pub currency: Currency,
    /// Of what.
    pub item: Item,
    /// Before tax, in hundredths of the currency's unit; a year's for create, renew and products, flat for the others.
    pub cents: Cents,
    /// From this day on.
    pub from: NaiveDate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceDocument {
    class: PriceClass,
    currency: Currency,
    list: Vec<ListDocument>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListDocument {
    from: NaiveDate,
    tld: BTreeMap<Tld, BTreeMap<PricedAction, Spanned<Cents>>>,
    #[serde(default)]
    hosting: BTreeMap<HostingPlan, Spanned<Cents>>,
}

impl ListDocument {
    fn items(self) -> impl Iterator<Item = (Item, Spanned<Cents>)> {
        let of_ending = |(tld, prices): (Tld, BTreeMap<PricedAction, _>)| {
            prices.into_iter().map(move |(action, cents)| (Item::name(tld.clone(), action), cents))
        };
        let hosting = self.hosting.into_iter().map(|(plan, cents)| (Item::hosting(plan), cents));
        self.tld.into_iter().flat_map(of_ending).chain(hosting)
    }
}

/// Reads a price file into prices, each with its line.
pub(super) fn read_prices(text: &str) -> Result<Vec<(usize, PriceSeed)>, Mistake> {
    let document: PriceDocument = read(text)?;
    let (class, currency) = (document.class, document.currency);
    let mut seeds = Vec::new();
    for list in document.list {
        let from = list.from;
        for (item, written) in list.items() {
            let (span, cents) = (written.span(), written.into_inner());
            if !Money::expresses(cents, currency) {
                let problem = format!("{currency} has no such coin");
                return Err(Mistake::at(text, &span, format!("{item} from {from}"), problem));
            }
            let seed = PriceSeed { class: class.clone(), currency, item, cents, from };
            seeds.push((line(text, &span), seed));
        }
    }
    Ok(seeds)
}
