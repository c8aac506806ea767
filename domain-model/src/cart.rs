//! A cart: `Absent → Open (nobody's → an account's) → CheckedOut | Expired | Dropped`.
//!
//! Nothing in it is promised but its prices: what an item was shown at is what it is ordered at, or checkout refuses.
//! Whoever knows its id may fill it until it is assigned; then it is its account's alone. It is checked out once.

mod command;
mod event;
mod item;
#[cfg(test)]
pub(crate) mod tests;

pub use command::{Command, Refusal};
pub use event::Event;
pub use item::{Configuration, Item, ItemId, Product, Quote};

use crate::aggregate;
use crate::values::{AccountNumber, CartId, ConfigurationLabel, OrderNumber, Subsidiary};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Items of a cart at most: one order holds them.
pub const MOST_ITEMS: usize = 50;
/// Configurations of an item at most: every label once, and name servers by the piece.
pub const MOST_CONFIGURATIONS: usize = 32;

/// What a cart holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Where it was opened.
    pub subsidiary: Subsidiary,
    /// Its opener's own words.
    pub description: String,
    /// Until when it may be used.
    pub expires_at: DateTime<Utc>,
    /// Who opened it, if they said who they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<AccountNumber>,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountNumber>,
    /// What is in it.
    pub items: BTreeMap<ItemId, Item>,
    /// The last number that was given to an item or a configuration: they share one count, and none is given twice.
    pub last: u32,
}

/// A cart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cart {
    /// Never opened.
    #[default]
    Absent,
    /// May be filled.
    Open(Box<Contents>),
    /// Became an order.
    CheckedOut(Box<Contents>, OrderNumber),
    /// Its time is over.
    Expired(Box<Contents>),
    /// Thrown away.
    Dropped(Box<Contents>),
}

aggregate!(Cart, "cart", CartId, Command, Event, Refusal);

impl Cart {
    /// What it holds, whatever became of it.
    pub fn contents(&self) -> Option<&Contents> {
        match self {
            Self::Absent => None,
            Self::Open(contents)
            | Self::CheckedOut(contents, _)
            | Self::Expired(contents)
            | Self::Dropped(contents) => Some(contents),
        }
    }

    /// The state as it is stored and shown.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Open(_) => "open",
            Self::CheckedOut(..) => "checked-out",
            Self::Expired(_) => "expired",
            Self::Dropped(_) => "dropped",
        }
    }

    /// What it holds, for somebody who may still change it.
    ///
    /// # Errors
    /// There is none, or it is over.
    pub fn usable(&self, at: DateTime<Utc>) -> Result<&Contents, Refusal> {
        match self {
            Self::Absent | Self::Dropped(_) => Err(Refusal::Unknown),
            Self::Open(contents) if at < contents.expires_at => Ok(contents),
            Self::Open(contents) | Self::Expired(contents) => {
                Err(Refusal::Expired { at: contents.expires_at })
            }
            Self::CheckedOut(_, order) => Err(Refusal::CheckedOut { order: *order }),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Open { subsidiary, description, expires_at, by }) => {
                let (subsidiary, description) = (*subsidiary, description.clone());
                Ok(vec![Event::Opened { subsidiary, description, expires_at: *expires_at, by: *by }])
            }
            (_, Command::Open { .. }) => Err(Refusal::Taken),
            // Asked too early, or it became something else meanwhile.
            (Self::Open(contents), Command::Expire { at }) if *at >= contents.expires_at => {
                Ok(vec![Event::Expired])
            }
            (_, Command::Expire { .. }) | (Self::Dropped(_), Command::Drop) => Ok(vec![]),
            (Self::Open(_) | Self::Expired(_), Command::Drop) => Ok(vec![Event::Dropped]),
            (Self::CheckedOut(_, known), Command::CheckOut { order, .. }) if known == order => Ok(vec![]),
            (Self::CheckedOut(_, order), Command::Drop) => Err(Refusal::CheckedOut { order: *order }),
            (Self::Absent, Command::Drop) => Err(Refusal::Unknown),
            (_, command) => match command.at() {
                Some(at) => self.usable(at)?.decided(command),
                None => Ok(vec![]),
            },
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Opened { subsidiary, description, expires_at, by }) => {
                Self::Open(Box::new(Contents {
                    subsidiary,
                    description,
                    expires_at,
                    opened_by: by,
                    account: None,
                    items: BTreeMap::new(),
                    last: 0,
                }))
            }
            (Self::Open(contents), Event::CheckedOut { order }) => Self::CheckedOut(contents, order),
            (Self::Open(contents), Event::Expired) => Self::Expired(contents),
            (Self::Open(contents) | Self::Expired(contents), Event::Dropped) => Self::Dropped(contents),
            (Self::Open(mut contents), event) => {
                contents.evolve(event);
                Self::Open(contents)
            }
            (state, _) => state,
        };
    }
}

impl Contents {
    /// An item by its number.
    ///
    /// # Errors
    /// There is none.
    pub fn item(&self, item: ItemId) -> Result<&Item, Refusal> {
        self.items.get(&item).ok_or(Refusal::UnknownItem { item })
    }

    /// The items that go with another.
    pub fn options_of(&self, item: ItemId) -> impl Iterator<Item = ItemId> {
        self.items.iter().filter(move |(_, option)| option.parent == Some(item)).map(|(id, _)| *id)
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Describe { description, expires_at, .. } => {
                let (known, until) = (&self.description, self.expires_at);
                let news = (description, expires_at) != (known, &until);
                let event = || Event::Described { description: description.clone(), expires_at: *expires_at };
                Ok(news.then(event).into_iter().collect())
            }
            Command::Add { product, quote, parent, .. } => self.add(product, quote, *parent),
            Command::Change { item, product, quote, .. } => {
                let known = self.item(*item)?;
                let news = (&known.product, &known.quote) != (product, quote);
                let (product, quote) = (product.clone(), quote.clone());
                Ok(news.then_some(Event::ItemChanged { item: *item, product, quote }).into_iter().collect())
            }
            Command::Remove { item, .. } => {
                self.item(*item)?;
                let options = self.options_of(*item);
                Ok(options.chain([*item]).map(|item| Event::ItemRemoved { item }).collect())
            }
            Command::Assign { account, quotes, .. } => match self.account {
                Some(known) if known == *account => Ok(vec![]),
                Some(_) => Err(Refusal::Unknown),
                None => Ok(vec![Event::Assigned { account: *account, quotes: quotes.clone() }]),
            },
            Command::Configure { item, label, value, .. } => self.configure(*item, *label, value),
            Command::Unconfigure { item, configuration, .. } => {
                match self.item(*item)?.configurations.contains_key(configuration) {
                    true => {
                        let (item, configuration) = (*item, *configuration);
                        Ok(vec![Event::ConfigurationRemoved { item, configuration }])
                    }
                    false => Err(Refusal::UnknownConfiguration { configuration: *configuration }),
                }
            }
            Command::CheckOut { .. } if self.account.is_none() => Err(Refusal::NotAssigned),
            Command::CheckOut { .. } if self.items.is_empty() => Err(Refusal::Empty),
            Command::CheckOut { order, .. } => Ok(vec![Event::CheckedOut { order: *order }]),
            Command::Open { .. } | Command::Expire { .. } | Command::Drop => Ok(vec![]),
        }
    }

    fn add(&self, product: &Product, quote: &Quote, parent: Option<ItemId>) -> Result<Vec<Event>, Refusal> {
        if self.items.len() >= MOST_ITEMS {
            return Err(Refusal::Full { most: MOST_ITEMS });
        }
        if let Some(parent) = parent {
            self.item(parent)?;
        }
        let same = self.items.iter().find(|(_, known)| known.product.is_of(product));
        if let Some((item, _)) = same {
            return Err(Refusal::InCart { item: *item, name: product.name().clone() });
        }
        let item = ItemId::new(self.last + 1);
        Ok(vec![Event::ItemAdded { item, product: product.clone(), quote: quote.clone(), parent }])
    }

    /// A label is configured once, but for name servers, each of which may be one configuration: a new value takes the
    /// place of the one before.
    fn configure(
        &self,
        item: ItemId,
        label: ConfigurationLabel,
        value: &crate::values::Sealed<String>,
    ) -> Result<Vec<Event>, Refusal> {
        if self.account.is_none() {
            return Err(Refusal::NotAssigned);
        }
        let known = &self.item(item)?.configurations;
        let of_label = || known.iter().filter(|(_, known)| known.label == label);
        if of_label().any(|(_, known)| known.value.value() == value.value()) {
            return Ok(vec![]);
        }
        let replaced = of_label().filter(|_| label != ConfigurationLabel::Dns).map(|(id, _)| *id);
        let mut events: Vec<_> =
            replaced.map(|configuration| Event::ConfigurationRemoved { item, configuration }).collect();
        if known.len() - events.len() >= MOST_CONFIGURATIONS {
            return Err(Refusal::Full { most: MOST_CONFIGURATIONS });
        }
        let configuration = self.last + 1;
        events.push(Event::Configured { item, configuration, label, value: value.clone() });
        Ok(events)
    }

    fn evolve(&mut self, event: Event) {
        match event {
            Event::Described { description, expires_at } => {
                self.description = description;
                self.expires_at = expires_at;
            }
            Event::ItemAdded { item, product, quote, parent } => {
                self.last = self.last.max(item.get());
                self.items.insert(item, Item { product, quote, parent, configurations: BTreeMap::new() });
            }
            Event::ItemChanged { item, product, quote } => {
                if let Some(item) = self.items.get_mut(&item) {
                    item.product = product;
                    item.quote = quote;
                }
            }
            Event::ItemRemoved { item } => {
                self.items.remove(&item);
            }
            Event::Assigned { account, quotes } => {
                self.account = Some(account);
                for (item, quote) in quotes {
                    if let Some(item) = self.items.get_mut(&item) {
                        item.quote = quote;
                    }
                }
            }
            Event::Configured { item, configuration, label, value } => {
                self.last = self.last.max(configuration);
                if let Some(item) = self.items.get_mut(&item) {
                    item.configurations.insert(configuration, Configuration { label, value });
                }
            }
            Event::ConfigurationRemoved { item, configuration } => {
                if let Some(item) = self.items.get_mut(&item) {
                    item.configurations.remove(&configuration);
                }
            }
            Event::Opened { .. } | Event::CheckedOut { .. } | Event::Expired | Event::Dropped => {}
        }
    }
}
