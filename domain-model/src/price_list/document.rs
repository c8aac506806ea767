//! A price list as people read it in its history: item by item, so that a change names what it changed and nothing else.

use super::{Item, Price, PriceList, Promotion};
use crate::values::{Cents, PromotionName};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `com create` → `from 2026-01-01` → 749, `Black Friday from 2026-11-20` → 99 until …
pub(super) type Document = BTreeMap<Item, BTreeMap<String, Entry>>;

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Entry {
    Ordinary(Cents),
    Ended(Ended),
    Promotion { cents: Option<Cents>, until: NaiveDate },
}

#[derive(Serialize, Deserialize)]
pub(super) enum Ended {
    #[serde(rename = "not offered")]
    NotOffered,
}

impl From<PriceList> for Document {
    fn from(list: PriceList) -> Self {
        let mut document = Self::new();
        for Price { item, cents, from, promotion } in list.iter() {
            let (key, entry) = match (promotion, cents) {
                (None, Some(cents)) => (format!("from {from}"), Entry::Ordinary(cents)),
                (None, None) => (format!("from {from}"), Entry::Ended(Ended::NotOffered)),
                (Some(Promotion { name, until }), cents) => {
                    (format!("{name} from {from}"), Entry::Promotion { cents, until })
                }
            };
            document.entry(item).or_default().insert(key, entry);
        }
        document
    }
}

impl TryFrom<Document> for PriceList {
    type Error = String;

    fn try_from(document: Document) -> Result<Self, String> {
        let mut list = Self::default();
        for (item, entries) in document {
            for (key, entry) in entries {
                list.insert(read(item.clone(), &key, entry).ok_or_else(|| format!("{item}: {key}"))?);
            }
        }
        Ok(list)
    }
}

fn read(item: Item, key: &str, entry: Entry) -> Option<Price> {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    match entry {
        Entry::Promotion { cents, until } => {
            let (name, from) = key.rsplit_once(" from ")?;
            let promotion = Promotion { name: PromotionName::parse(name).ok()?, until };
            Some(Price { item, cents, from: day(from)?, promotion: Some(promotion) })
        }
        ordinary => {
            let cents = match ordinary {
                Entry::Ordinary(cents) => Some(cents),
                _ => None,
            };
            Some(Price { item, cents, from: day(key.strip_prefix("from ")?)?, promotion: None })
        }
    }
}
