//! The prices that a new registrar starts with. They become events of price lists; what is charged is read
//! from there, never from here.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

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
    tld: BTreeMap<Tld, BTreeMap<PricedAction, Cents>>,
}

/// Reads a price file; a mistake names its entry.
pub(super) fn read_prices(text: &str) -> Result<Vec<PriceSeed>, String> {
    let document: PriceDocument = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut seeds = Vec::new();
    for list in document.list {
        for (tld, prices) in list.tld {
            for (action, cents) in prices {
                if !Money::expresses(cents, document.currency) {
                    return Err(format!(
                        "{tld} {action} from {}: {} has no such coin",
                        list.from, document.currency
                    ));
                }
                let (class, currency) = (document.class.clone(), document.currency);
                seeds.push(PriceSeed { class, currency, tld: tld.clone(), action, cents, from: list.from });
            }
        }
    }
    Ok(seeds)
}
