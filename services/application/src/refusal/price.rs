//! Why a price stands in the way.

use domain_model::values::{DomainName, Money, Points};

/// Why a price stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PriceRefusal {
    /// Nobody agreed to a price above an ordinary one, and it is beyond the account's limit.
    #[error("{name} is a premium name: it costs {price} before tax, and {}", limited(.limit.as_ref()))]
    Premium {
        /// Which.
        name: DomainName,
        /// What it costs.
        price: Money,
        /// The account's limit; none where there is none to go by.
        limit: Option<Points>,
    },
    /// A premium name whose registry's fee gives no price in the account's currency.
    #[error("{name} is a premium name, and has no price here: {why}")]
    Unpriced {
        /// Which.
        name: DomainName,
        /// Why not.
        why: String,
    },
    /// Another price was agreed to.
    #[error("{name} costs {price} before tax, not the {agreed} that were agreed to")]
    Differs {
        /// Which.
        name: DomainName,
        /// What was agreed to.
        agreed: Money,
        /// What it costs.
        price: Money,
    },
}

fn limited(limit: Option<&Points>) -> String {
    match limit {
        Some(limit) => format!("the account's limit is {limit} points"),
        None => "the account has no limit for premium names".to_owned(),
    }
}

impl PriceRefusal {
    /// A stable word for programs.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Premium { .. } | Self::Unpriced { .. } => "PREMIUM_NAME",
            Self::Differs { .. } => "PRICE_DIFFERS",
        }
    }

    /// The field of the request that is wrong.
    pub(super) fn field(&self) -> &'static str {
        match self {
            Self::Premium { .. } | Self::Unpriced { .. } => "name",
            Self::Differs { .. } => "agreedPrice",
        }
    }
}
