//! What is in a cart, and at which price it was shown.

use crate::values::{
    Cents, ConfigurationLabel, Currency, DomainName, HostingPlan, Period, PricingMode, Sealed,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The number of an item within its cart (`itemId`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(u32);

impl ItemId {
    /// The item of this number.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The bare number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What can be put into a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Product {
    /// A registration.
    Create {
        /// The name.
        name: DomainName,
        /// Years.
        period: Period,
        /// At which kind of price.
        mode: PricingMode,
    },
    /// A transfer from another registrar.
    Transfer {
        /// The name.
        name: DomainName,
        /// At which kind of price.
        mode: PricingMode,
    },
    /// Another owner for a name that is here (`{extension}-trade`).
    OwnerChange {
        /// The name.
        name: DomainName,
    },
    /// With a registration or a transfer: the registrant's data is hidden (OwO).
    Privacy {
        /// The name.
        name: DomainName,
    },
    /// With a registration or a transfer: hosting.
    Hosting {
        /// The name.
        name: DomainName,
        /// Which.
        plan: HostingPlan,
        /// Years.
        period: Period,
    },
}

impl Product {
    /// The name that it is for.
    pub fn name(&self) -> &DomainName {
        match self {
            Self::Create { name, .. }
            | Self::Transfer { name, .. }
            | Self::OwnerChange { name }
            | Self::Privacy { name }
            | Self::Hosting { name, .. } => name,
        }
    }

    /// How long it lasts, where years count.
    pub fn period(&self) -> Option<Period> {
        match self {
            Self::Create { period, .. } | Self::Hosting { period, .. } => Some(*period),
            Self::Transfer { .. } | Self::OwnerChange { .. } | Self::Privacy { .. } => None,
        }
    }

    /// Whether it goes with another item.
    pub fn is_option(&self) -> bool {
        matches!(self, Self::Privacy { .. } | Self::Hosting { .. })
    }

    /// Whether both together would order one thing twice: a name is bought once, and so is each of its options.
    pub(super) fn is_of(&self, other: &Self) -> bool {
        self.name() == other.name()
            && match (self, other) {
                (Self::Privacy { .. }, Self::Privacy { .. })
                | (Self::Hosting { .. }, Self::Hosting { .. }) => true,
                (one, other) => !one.is_option() && !other.is_option(),
            }
    }
}

/// A price as it was shown: before tax, for all the years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// In what.
    pub currency: Currency,
    /// What it ordinarily costs.
    pub price: Cents,
    /// What a promotion takes off.
    pub discount: Cents,
    /// The promotion's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion: Option<String>,
    /// The registry's own fee of a premium name, on top.
    pub fee: Cents,
    /// What each further year costs, where it is renewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renew: Option<Cents>,
    /// What is charged.
    pub total: Cents,
    /// The price list and its day, and whatever else made the price; none where it costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// What is configured for an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Configuration {
    /// What.
    pub label: ConfigurationLabel,
    /// As it was given; codes are secret and data of persons personal, so all of it is sealed.
    pub value: Sealed<String>,
}

/// An item of a cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What.
    pub product: Product,
    /// At which price it was shown.
    pub quote: Quote,
    /// The item that it goes with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ItemId>,
    /// What is configured for it, by number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub configurations: BTreeMap<u32, Configuration>,
}

impl Item {
    /// What is configured under a label, in the order in which it was, as far as it can still be read.
    pub fn configured(&self, label: ConfigurationLabel) -> impl Iterator<Item = &str> {
        let of_label = self.configurations.values().filter(move |known| known.label == label);
        of_label.filter_map(|known| known.value.value().map(String::as_str))
    }
}
