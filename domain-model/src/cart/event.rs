//! What happened to a cart.

use super::{ItemId, Product, Quote};
use crate::domain_event;
use crate::values::{AccountNumber, ConfigurationLabel, OrderNumber, Sealed, Subsidiary};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened to a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was opened.
    Opened {
        /// Where.
        subsidiary: Subsidiary,
        /// The opener's own words.
        description: String,
        /// Until when it may be used.
        expires_at: DateTime<Utc>,
        /// Who opened it, if they said who they are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AccountNumber>,
    },
    /// What is said about it changed.
    Described {
        /// The opener's own words.
        description: String,
        /// Until when it may be used.
        expires_at: DateTime<Utc>,
    },
    /// Something was put into it.
    ItemAdded {
        /// Its number.
        item: ItemId,
        /// What.
        product: Product,
        /// At which price it was shown.
        quote: Quote,
        /// The item that it goes with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<ItemId>,
    },
    /// An item changed, or its price was shown anew.
    ItemChanged {
        /// Which.
        item: ItemId,
        /// What it is now.
        product: Product,
        /// At which price it was shown.
        quote: Quote,
    },
    /// An item was taken out.
    ItemRemoved {
        /// Which.
        item: ItemId,
    },
    /// It is an account's.
    Assigned {
        /// Whose.
        account: AccountNumber,
        /// The prices of items that changed with that.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        quotes: BTreeMap<ItemId, Quote>,
    },
    /// An item was configured.
    Configured {
        /// Which.
        item: ItemId,
        /// The configuration's number.
        configuration: u32,
        /// What.
        label: ConfigurationLabel,
        /// Its value.
        value: Sealed<String>,
    },
    /// A configuration was taken back.
    ConfigurationRemoved {
        /// Of which item.
        item: ItemId,
        /// Which.
        configuration: u32,
    },
    /// It became an order.
    CheckedOut {
        /// Which.
        order: OrderNumber,
    },
    /// Its time was over.
    Expired,
    /// It was thrown away.
    Dropped,
}

domain_event!(Event {
    Opened => "1.0", Described => "1.0", ItemAdded => "1.0", ItemChanged => "1.0", ItemRemoved => "1.0",
    Assigned => "1.0", Configured => "1.0", ConfigurationRemoved => "1.0", CheckedOut => "1.0",
    Expired => "1.0", Dropped => "1.0",
});
