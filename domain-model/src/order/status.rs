//! How an order stands, in a word.

use serde::{Deserialize, Serialize};

/// How an order stands, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Waits for its payment.
    NotPaid,
    /// A payment was announced, and the money has not come in.
    Announced,
    /// Paid; nothing has started.
    Checking,
    /// A line is under way.
    Delivering,
    /// Every line is delivered.
    Delivered,
    /// Some lines are delivered, and no other ever will be unless it is started again.
    PartlyDelivered,
    /// No line is delivered, and none will be unless it is started again.
    Failed,
    /// Called off, or given up line by line.
    Cancelled,
    /// Not paid in time.
    Expired,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::NotPaid,
        Self::Announced,
        Self::Checking,
        Self::Delivering,
        Self::Delivered,
        Self::PartlyDelivered,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
    ];

    /// The word, as it is stored and shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotPaid => "not-paid",
            Self::Announced => "announced",
            Self::Checking => "checking",
            Self::Delivering => "delivering",
            Self::Delivered => "delivered",
            Self::PartlyDelivered => "partly-delivered",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// The word of the REST paper's `/me/order/{id}/status`.
    pub const fn word_of_the_paper(self) -> &'static str {
        match self {
            Self::NotPaid => "notPaid",
            Self::Announced | Self::Checking => "checking",
            Self::Delivering | Self::Failed => "delivering",
            Self::Delivered | Self::PartlyDelivered => "delivered",
            Self::Cancelled | Self::Expired => "cancelled",
        }
    }
}
