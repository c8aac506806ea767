//! What has a price: something done with names of an ending, or a product.

use crate::values::{HostingPlan, Period, PricedAction, Tld};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// What the names of hosting products begin with: `hosting.720plan`, after the batch-mail paper's `order.hosting.type`.
const HOSTING: &str = "hosting.";

/// What has a price. As a text: `com create`, `com create 2Y`, `hosting.720plan`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Item {
    /// Something that is done with a name.
    Name {
        /// Under which ending.
        tld: Tld,
        /// What.
        action: PricedAction,
        /// The price is for exactly so many years at once, and not for one of them.
        years: Option<Period>,
    },
    /// Hosting.
    Hosting {
        /// Which.
        plan: HostingPlan,
        /// The price is for exactly so many years at once, and not for one of them.
        years: Option<Period>,
    },
}

/// A text names nothing that has a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "what has a price is an ending with an action, as in \"com create\" or \"com create 2Y\", or a product, as in \"hosting.720plan\""
)]
pub struct NoItem;

impl Item {
    /// What is done with names of an ending; the price is a year's where years count.
    pub fn name(tld: Tld, action: PricedAction) -> Self {
        Self::Name { tld, action, years: None }
    }

    /// A hosting product, by the year.
    pub fn hosting(plan: HostingPlan) -> Self {
        Self::Hosting { plan, years: None }
    }

    /// A product by its name: `hosting.720plan`. No hosting is no product.
    pub fn product(text: &str) -> Option<Self> {
        let plan = HostingPlan::parse(text.strip_prefix(HOSTING)?).ok()?;
        (plan != HostingPlan::None).then(|| Self::hosting(plan))
    }

    /// The same for exactly so many years at once; for one of them where none are named.
    #[must_use]
    pub fn for_years(self, years: Option<Period>) -> Self {
        match self {
            Self::Name { tld, action, .. } => Self::Name { tld, action, years },
            Self::Hosting { plan, .. } => Self::Hosting { plan, years },
        }
    }

    /// For exactly so many years.
    pub fn years(&self) -> Option<Period> {
        match self {
            Self::Name { years, .. } | Self::Hosting { years, .. } => *years,
        }
    }

    /// Under which ending.
    pub fn tld(&self) -> Option<&Tld> {
        match self {
            Self::Name { tld, .. } => Some(tld),
            Self::Hosting { .. } => None,
        }
    }

    /// What is done.
    pub fn action(&self) -> Option<PricedAction> {
        match self {
            Self::Name { action, .. } => Some(*action),
            Self::Hosting { .. } => None,
        }
    }

    /// The ending, or the product: what stands first in a price file.
    pub fn subject(&self) -> String {
        match self {
            Self::Name { tld, .. } => tld.to_string(),
            Self::Hosting { plan, .. } => format!("{HOSTING}{plan}"),
        }
    }

    /// Whether a price of it is one of a year, to be multiplied by a period.
    pub fn is_by_the_year(&self) -> bool {
        self.action().is_none_or(PricedAction::is_by_the_year)
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.subject())?;
        if let Some(action) = self.action() {
            write!(f, " {action}")?;
        }
        self.years().map_or(Ok(()), |years| write!(f, " {years}Y"))
    }
}

impl FromStr for Item {
    type Err = NoItem;

    fn from_str(text: &str) -> Result<Self, NoItem> {
        let mut words = text.split(' ').peekable();
        let subject = words.next().unwrap_or_default();
        let item = match Self::product(subject) {
            Some(product) => product,
            None => {
                let tld = Tld::parse(subject).map_err(|_| NoItem)?;
                let action = PricedAction::parse(words.next().ok_or(NoItem)?).map_err(|_| NoItem)?;
                Self::name(tld, action)
            }
        };
        let years = words
            .next()
            .map(|word| word.strip_suffix('Y').and_then(|years| years.parse::<Period>().ok()).ok_or(NoItem));
        let item = item.for_years(years.transpose()?);
        if words.next().is_some() { Err(NoItem) } else { Ok(item) }
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
