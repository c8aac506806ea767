//! Which accounts of a service there are, and which of them move.

use serde::{Deserialize, Serialize};

/// An account of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AccountRole {
    /// May do everything with the service; the administrative contact at its registry.
    Admin,
    /// Looks after its technical side; the technical contact at its registry.
    Tech,
    /// Pays it. No registry knows of it.
    Billing,
}

impl AccountRole {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Admin, Self::Tech, Self::Billing];

    /// The word of the paper.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "contactAdmin",
            Self::Tech => "contactTech",
            Self::Billing => "contactBilling",
        }
    }
}

/// Some of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountRoles {
    /// The administrative account.
    pub admin: bool,
    /// The technical account.
    pub tech: bool,
    /// The billing account.
    pub billing: bool,
}

impl AccountRoles {
    /// None of them.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Whether one of them is among these.
    pub const fn contains(self, role: AccountRole) -> bool {
        match role {
            AccountRole::Admin => self.admin,
            AccountRole::Tech => self.tech,
            AccountRole::Billing => self.billing,
        }
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = AccountRole> {
        AccountRole::ALL.into_iter().filter(move |role| self.contains(*role))
    }
}

impl FromIterator<AccountRole> for AccountRoles {
    fn from_iter<I: IntoIterator<Item = AccountRole>>(roles: I) -> Self {
        let mut all = Self::default();
        for role in roles {
            match role {
                AccountRole::Admin => all.admin = true,
                AccountRole::Tech => all.tech = true,
                AccountRole::Billing => all.billing = true,
            }
        }
        all
    }
}
