//! A member of staff: `Absent → Enrolled → Left`.

mod command;
#[cfg(test)]
mod tests;
mod words;

pub use command::{Command, Event, Refusal};
pub use words::{Login, OperatorError, Role};

use crate::aggregate;
use crate::sign_in::Entrance;
use crate::values::{Purpose, SealOwner};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
        /// What a sign-in takes beside the password, and the sessions that followed.
        entrance: Box<Entrance>,
    },
    /// Worked here.
    Left,
}

aggregate!(Operator, "operator", Login, Command, Event, Refusal);

/// What protects an operator's sign-in is sealed for nobody else.
pub fn credentials_of(login: &Login) -> SealOwner {
    SealOwner::new("operator", login, Purpose::Credential)
}

/// Where an operator has signed in from is sealed as the addresses of their commands are.
pub fn evidence_of(login: &Login) -> SealOwner {
    SealOwner::new("operator", login, Purpose::Evidence)
}

impl Operator {
    /// Somebody who works here, of whom nothing else is known.
    pub fn enrolled(role: Role, password_hash: String) -> Self {
        Self::Enrolled { role, password_hash, tokens: BTreeMap::new(), entrance: Box::default() }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Enrol { role, password_hash }) => {
                Ok(vec![Event::Enrolled { role: *role, password_hash: password_hash.clone() }])
            }
            (_, Command::Enrol { .. }) => Err(Refusal::LoginTaken),
            (Self::Left, Command::Leave) => Ok(vec![]),
            (Self::Absent | Self::Left, _) => Err(Refusal::Unknown),
            (Self::Enrolled { role, .. }, Command::SetRole { role: wanted }) if wanted == role => Ok(vec![]),
            (Self::Enrolled { entrance, .. }, Command::SignIn(command)) => {
                Ok(entrance.decided(command)?.into_iter().map(Event::from).collect())
            }
            (Self::Enrolled { tokens, entrance, .. }, _) => Ok(plainly(tokens, entrance, command)),
        }
    }

    fn evolve(&mut self, event: Event) {
        if let Event::Enrolled { role, password_hash } = event {
            *self = Self::enrolled(role, password_hash);
            return;
        }
        let Self::Enrolled { role, password_hash, tokens, entrance } = self else { return };
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
            other => {
                if let Some(event) = other.of_sign_in() {
                    entrance.evolve(event);
                }
            }
        }
    }
}

/// What nobody can refuse.
fn plainly(
    tokens: &BTreeMap<String, Option<DateTime<Utc>>>,
    entrance: &Entrance,
    command: &Command,
) -> Vec<Event> {
    let closed = entrance.closed().map(Event::from);
    match command {
        Command::SetPassword { hash } => {
            [Event::PasswordSet { hash: hash.clone() }].into_iter().chain(closed).collect()
        }
        Command::SetRole { role } => [Event::RoleSet { role: *role }].into_iter().chain(closed).collect(),
        Command::Leave => closed.chain([Event::Departed]).collect(),
        Command::IssueToken { digest, expires_at } if !tokens.contains_key(digest) => {
            vec![Event::TokenIssued { digest: digest.clone(), expires_at: *expires_at }]
        }
        Command::RevokeToken { digest } if tokens.contains_key(digest) => {
            vec![Event::TokenRevoked { digest: digest.clone() }]
        }
        _ => vec![],
    }
}
