//! The prices that a new registrar starts with. They become events of price lists; what is charged is read
//! from there, never from here.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::mistake::{Mistake, line, read};
use crate::values::{Cents, Currency, Money, PriceClass, PricedAction, Tld};

/// One price of the catalogue, in force from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceSeed {
    /// For whom.
    pub class: PriceClass,
    /// In what currency.
    pub currency: Currency,
    /// Under which suffix.
    pub tld: Tld,
    /// For what.
    pub action: PricedAction,
    /// Before tax, in hundredths of the currency's unit; a year's for create and renew, flat for the others.
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
}

/// Reads a price file into prices, each with its line.
pub(super) fn read_prices(text: &str) -> Result<Vec<(usize, PriceSeed)>, Mistake> {
    let document: PriceDocument = read(text)?;
    let mut seeds = Vec::new();
    for list in document.list {
        for (tld, prices) in list.tld {
            for (action, written) in prices {
                let (span, cents) = (written.span(), written.into_inner());
                if !Money::expresses(cents, document.currency) {
                    let entry = format!("{tld} {action} from {}", list.from);
                    let problem = format!("{} has no such coin", document.currency);
                    return Err(Mistake::at(text, &span, entry, problem));
                }
                let (class, currency) = (document.class.clone(), document.currency);
                let seed = PriceSeed { class, currency, tld: tld.clone(), action, cents, from: list.from };
                seeds.push((line(text, &span), seed));
            }
        }
    }
    Ok(seeds)
}
