//! What may be asked of a cart, and why it says no.

use super::{ItemId, Product, Quote};
use crate::values::{AccountNumber, ConfigurationLabel, DomainName, OrderNumber, Sealed, Subsidiary};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What may be asked of a cart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open it.
    Open {
        /// Where.
        subsidiary: Subsidiary,
        /// The opener's own words.
        description: String,
        /// Until when it may be used.
        expires_at: DateTime<Utc>,
        /// Who opens it, if they said who they are.
        by: Option<AccountNumber>,
    },
    /// Change what is said about it.
    Describe {
        /// The opener's own words.
        description: String,
        /// Until when it may be used.
        expires_at: DateTime<Utc>,
        /// When.
        at: DateTime<Utc>,
    },
    /// Put something into it.
    Add {
        /// What.
        product: Product,
        /// At which price.
        quote: Quote,
        /// The item that it goes with.
        parent: Option<ItemId>,
        /// When.
        at: DateTime<Utc>,
    },
    /// Change an item, or take its price of today.
    Change {
        /// Which.
        item: ItemId,
        /// What it is now.
        product: Product,
        /// At which price.
        quote: Quote,
        /// When.
        at: DateTime<Utc>,
    },
    /// Take an item out, with all that goes with it.
    Remove {
        /// Which.
        item: ItemId,
        /// When.
        at: DateTime<Utc>,
    },
    /// Make it an account's.
    Assign {
        /// Whose.
        account: AccountNumber,
        /// The prices that its items have there, where they differ.
        quotes: BTreeMap<ItemId, Quote>,
        /// When.
        at: DateTime<Utc>,
    },
    /// Configure an item.
    Configure {
        /// Which.
        item: ItemId,
        /// What.
        label: ConfigurationLabel,
        /// Its value.
        value: Sealed<String>,
        /// When.
        at: DateTime<Utc>,
    },
    /// Take a configuration back.
    Unconfigure {
        /// Of which item.
        item: ItemId,
        /// Which.
        configuration: u32,
        /// When.
        at: DateTime<Utc>,
    },
    /// It becomes an order.
    CheckOut {
        /// Which.
        order: OrderNumber,
        /// When.
        at: DateTime<Utc>,
    },
    /// Its time is over.
    Expire {
        /// When.
        at: DateTime<Utc>,
    },
    /// Throw it away.
    Drop,
}

impl Command {
    /// When it is asked, for what a cart allows until it expires.
    pub(super) fn at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Describe { at, .. }
            | Self::Add { at, .. }
            | Self::Change { at, .. }
            | Self::Remove { at, .. }
            | Self::Assign { at, .. }
            | Self::Configure { at, .. }
            | Self::Unconfigure { at, .. }
            | Self::CheckOut { at, .. } => Some(*at),
            Self::Open { .. } | Self::Expire { .. } | Self::Drop => None,
        }
    }
}

/// Why a cart says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such cart, or another account's.
    #[error("there is no such cart")]
    Unknown,
    /// The id is another cart's.
    #[error("this cart id is taken")]
    Taken,
    /// Its time is over.
    #[error("the cart expired at {}: open another one", at.to_rfc3339_opts(chrono::SecondsFormat::Secs, false))]
    Expired {
        /// When.
        at: DateTime<Utc>,
    },
    /// It became an order, and changes no more.
    #[error("the cart was checked out as order {order}, and changes no more")]
    CheckedOut {
        /// Which.
        order: OrderNumber,
    },
    /// Nobody could pay for it, or have its names.
    #[error("the cart is nobody's: assign it to an account first")]
    NotAssigned,
    /// There is nothing in it.
    #[error("the cart is empty: put an item into it first")]
    Empty,
    /// It holds as much as it may.
    #[error("at most {most} are held: open another cart")]
    Full {
        /// How many.
        most: usize,
    },
    /// It is in it already.
    #[error("{name} is in the cart already, as item {item}: change or remove that")]
    InCart {
        /// Where.
        item: ItemId,
        /// What.
        name: DomainName,
    },
    /// It has no such item.
    #[error("the cart has no item {item}")]
    UnknownItem {
        /// Which.
        item: ItemId,
    },
    /// The item has no such configuration.
    #[error("the item has no configuration {configuration}")]
    UnknownConfiguration {
        /// Which.
        configuration: u32,
    },
}
