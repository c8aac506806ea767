//! The words of votes.

use domain_model::{trade, transfer};
use serde::{Deserialize, Serialize};

/// What is voted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoteKind {
    /// A change of the owner.
    Trade,
    /// A name that comes from another registrar.
    TransferIn,
    /// A name that another registrar asked for.
    TransferOut,
}

impl VoteKind {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trade => "trade",
            Self::TransferIn => "transfer-in",
            Self::TransferOut => "transfer-out",
        }
    }
}

/// Whose vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VoteSide {
    /// The present owner; of a transfer in, as the losing registrar has it.
    Owner,
    /// The future owner of a trade.
    NewOwner,
    /// The administrative contact of a transfer in.
    Admin,
}

impl VoteSide {
    /// The word in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::NewOwner => "new-owner",
            Self::Admin => "admin",
        }
    }
}

impl From<trade::Side> for VoteSide {
    fn from(side: trade::Side) -> Self {
        match side {
            trade::Side::Owner => Self::Owner,
            trade::Side::NewOwner => Self::NewOwner,
        }
    }
}

impl From<transfer::Side> for VoteSide {
    fn from(side: transfer::Side) -> Self {
        match side {
            transfer::Side::Owner => Self::Owner,
            transfer::Side::Admin => Self::Admin,
        }
    }
}
