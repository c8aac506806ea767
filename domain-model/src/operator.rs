//! A member of staff: `Absent → Enrolled → Left`.

use crate::{aggregate, domain_event};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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

/// What may be asked of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Let somebody in.
    Enrol {
        /// As what.
        role: Role,
        /// argon2id, PHC string.
        password_hash: String,
    },
    /// Set another password.
    SetPassword {
        /// argon2id, PHC string.
        hash: String,
    },
    /// Change the role.
    SetRole {
        /// To what.
        role: Role,
    },
    /// Issue a bearer token.
    IssueToken {
        /// SHA-256 of the token, hexadecimal: a token has 256 random bits, so that no slow hash is needed.
        digest: String,
        /// When it ends.
        expires_at: Option<DateTime<Utc>>,
    },
    /// Take a token back.
    RevokeToken {
        /// SHA-256 of the token.
        digest: String,
    },
    /// Somebody leaves: every token ends.
    Leave,
}

/// What happened to an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Somebody was let in.
    Enrolled {
        /// As what.
        role: Role,
        /// argon2id, PHC string.
        password_hash: String,
    },
    /// Another password.
    PasswordSet {
        /// argon2id, PHC string.
        hash: String,
    },
    /// Another role.
    RoleSet {
        /// Which.
        role: Role,
    },
    /// A bearer token was issued.
    TokenIssued {
        /// SHA-256 of the token, hexadecimal.
        digest: String,
        /// When it ends.
        expires_at: Option<DateTime<Utc>>,
    },
    /// A token was taken back.
    TokenRevoked {
        /// SHA-256 of the token.
        digest: String,
    },
    /// Somebody left.
    Departed,
}

domain_event!(Event {
    Enrolled => "1.0", PasswordSet => "1.0", RoleSet => "1.0", TokenIssued => "1.0", TokenRevoked => "1.0",
    Departed => "1.0",
});

/// Why an operator says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The login is taken.
    #[error("this login is taken")]
    LoginTaken,
    /// Nobody of that name works here.
    #[error("there is no such operator")]
    Unknown,
}

/// An operator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// Nobody yet.
    #[default]
    Absent,
    /// Works here.
    Enrolled {
        /// As what.
        role: Role,
        /// argon2id, PHC string.
        password_hash: String,
        /// Tokens in force, by digest, with their ends.
        tokens: BTreeMap<String, Option<DateTime<Utc>>>,
    },
    /// Worked here.
    Left,
}

aggregate!(Operator, "operator", Login, Command, Event, Refusal);

impl Operator {
    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let (role, tokens) = match (self, command) {
            (Self::Absent, Command::Enrol { role, password_hash }) => {
                return Ok(vec![Event::Enrolled { role: *role, password_hash: password_hash.clone() }]);
            }
            (_, Command::Enrol { .. }) => return Err(Refusal::LoginTaken),
            (Self::Left, Command::Leave) => return Ok(vec![]),
            (Self::Absent | Self::Left, _) => return Err(Refusal::Unknown),
            (Self::Enrolled { role, tokens, .. }, _) => (role, tokens),
        };
        Ok(match command {
            Command::SetPassword { hash } => vec![Event::PasswordSet { hash: hash.clone() }],
            Command::SetRole { role: wanted } if wanted != role => vec![Event::RoleSet { role: *wanted }],
            Command::IssueToken { digest, expires_at } if !tokens.contains_key(digest) => {
                vec![Event::TokenIssued { digest: digest.clone(), expires_at: *expires_at }]
            }
            Command::RevokeToken { digest } if tokens.contains_key(digest) => {
                vec![Event::TokenRevoked { digest: digest.clone() }]
            }
            Command::Leave => vec![Event::Departed],
            _ => vec![],
        })
    }

    fn evolve(&mut self, event: Event) {
        if let Event::Enrolled { role, password_hash } = event {
            *self = Self::Enrolled { role, password_hash, tokens: BTreeMap::new() };
            return;
        }
        let Self::Enrolled { role, password_hash, tokens } = self else { return };
        match event {
            Event::PasswordSet { hash } => *password_hash = hash,
            Event::RoleSet { role: new } => *role = new,
            Event::TokenIssued { digest, expires_at } => {
                tokens.insert(digest, expires_at);
            }
            Event::TokenRevoked { digest } => {
                tokens.remove(&digest);
            }
            Event::Departed => *self = Self::Left,
            Event::Enrolled { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests;
