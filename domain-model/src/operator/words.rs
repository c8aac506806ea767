//! The words about operators: roles and logins.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What a member of staff may do (DOORS: GraphQL roles).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads, personal data redacted.
    Viewer,
    /// Reads everything and exports; every look at personal data is recorded.
    Auditor,
    /// Does all but money.
    Support,
    /// Grants, adjusts and refunds points, edits prices.
    Finance,
    /// Everything.
    Admin,
}

/// Text that names no role, or is no login.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OperatorError {
    /// Not a role.
    #[error("role: one of viewer, auditor, support, finance, admin is expected")]
    Role,
    /// Not a login.
    #[error("login: 1 to 32 letters, digits, dots, dashes or underscores are expected")]
    Login,
}

impl Role {
    /// The word of configuration and access lists.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Auditor => "auditor",
            Self::Support => "support",
            Self::Finance => "finance",
            Self::Admin => "admin",
        }
    }

    /// May command everything that is not money.
    pub fn may_support(self) -> bool {
        matches!(self, Self::Support | Self::Admin)
    }

    /// May command points and prices.
    pub fn may_finance(self) -> bool {
        matches!(self, Self::Finance | Self::Admin)
    }

    /// May see who buys on invoices: whoever sees personal data, and whoever keeps the books.
    pub fn sees_buyers(self) -> bool {
        self.sees_personal_data() || self.may_finance()
    }

    /// May see personal data.
    pub fn sees_personal_data(self) -> bool {
        matches!(self, Self::Support | Self::Auditor | Self::Admin)
    }
}

impl FromStr for Role {
    type Err = OperatorError;

    fn from_str(text: &str) -> Result<Self, OperatorError> {
        [Self::Viewer, Self::Auditor, Self::Support, Self::Finance, Self::Admin]
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or(OperatorError::Role)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An operator's login.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Login(String);

impl Login {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Login {
    type Err = OperatorError;

    fn from_str(text: &str) -> Result<Self, OperatorError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        if (1..=32).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(OperatorError::Login)
        }
    }
}

impl TryFrom<String> for Login {
    type Error = OperatorError;

    fn try_from(text: String) -> Result<Self, OperatorError> {
        text.parse()
    }
}

impl From<Login> for String {
    fn from(login: Login) -> Self {
        login.0
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
