//! A member of staff: `Absent → Enrolled → Left`.

mod command;
mod second_factor;
#[cfg(test)]
mod tests;
mod words;

pub use command::{Command, Event, Proof, Refusal, Session};
pub use second_factor::SecondFactor;
pub use words::{Agent, Login, OperatorError, Role};

use crate::aggregate;
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
        /// What a sign-in takes beside the password.
        second_factor: Box<SecondFactor>,
        /// Sessions that were not closed, by digest; those whose time is over stay until the next one is opened.
        sessions: BTreeMap<String, Session>,
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
    /// Sessions of one operator at a time; the next one ends the oldest.
    pub const SESSIONS: usize = 20;

    /// Somebody who works here, of whom nothing else is known.
    pub fn enrolled(role: Role, password_hash: String) -> Self {
        Self::Enrolled {
            role,
            password_hash,
            tokens: BTreeMap::new(),
            second_factor: Box::default(),
            sessions: BTreeMap::new(),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Enrol { role, password_hash }) => {
                Ok(vec![Event::Enrolled { role: *role, password_hash: password_hash.clone() }])
            }
            (_, Command::Enrol { .. }) => Err(Refusal::LoginTaken),
            (Self::Left, Command::Leave) => Ok(vec![]),
            (Self::Absent | Self::Left, _) => Err(Refusal::Unknown),
            (Self::Enrolled { role, tokens, second_factor, sessions, .. }, _) => match command {
                Command::SetRole { role: wanted } if wanted == role => Ok(vec![]),
                Command::OfferSecondFactor { .. }
                | Command::ConfirmSecondFactor { .. }
                | Command::RemoveSecondFactor { .. } => about_second_factor(second_factor, command),
                Command::OpenSession { proof, session, digest } => {
                    let shown = second_factor.shown(proof)?;
                    Ok(opened(sessions, shown, proof, session, digest))
                }
                _ => Ok(plainly(tokens, sessions, command)),
            },
        }
    }

    fn evolve(&mut self, event: Event) {
        if let Event::Enrolled { role, password_hash } = event {
            *self = Self::enrolled(role, password_hash);
            return;
        }
        let Self::Enrolled { role, password_hash, tokens, second_factor, sessions } = self else { return };
        second_factor.evolve(event.clone());
        match event {
            Event::PasswordSet { hash } => *password_hash = hash,
            Event::RoleSet { role: new } => *role = new,
            Event::TokenIssued { digest, expires_at } => {
                tokens.insert(digest, expires_at);
            }
            Event::TokenRevoked { digest } => {
                tokens.remove(&digest);
            }
            Event::SessionOpened { digest, session, .. } => {
                sessions.retain(|_, known| known.expires_at > session.opened_at);
                sessions.insert(digest, session);
            }
            Event::SessionClosed { digest } => {
                sessions.remove(&digest);
            }
            Event::Departed => *self = Self::Left,
            _ => {}
        }
    }
}

/// What nobody can refuse.
fn plainly(
    tokens: &BTreeMap<String, Option<DateTime<Utc>>>,
    sessions: &BTreeMap<String, Session>,
    command: &Command,
) -> Vec<Event> {
    // Every end is said: who was signed in where is asked for long afterwards.
    let closed = sessions.keys().map(|digest| Event::SessionClosed { digest: digest.clone() });
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
        Command::CloseSession { digest } if sessions.contains_key(digest) => {
            vec![Event::SessionClosed { digest: digest.clone() }]
        }
        _ => vec![],
    }
}

fn about_second_factor(known: &SecondFactor, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::OfferSecondFactor { .. } if known.is_in_force() => Err(Refusal::SecondFactorInForce),
        Command::OfferSecondFactor { secret } => {
            Ok(vec![Event::SecondFactorOffered { secret: secret.clone() }])
        }
        Command::ConfirmSecondFactor { step, hashes } => known.confirmed(*step, hashes),
        Command::RemoveSecondFactor { proof } => {
            if !known.is_in_force() {
                return Err(Refusal::NoSecondFactor);
            }
            let shown = proof.as_ref().map(|proof| known.shown(proof)).transpose()?;
            Ok(shown.into_iter().flatten().chain([Event::SecondFactorRemoved]).collect())
        }
        _ => Ok(vec![]),
    }
}

fn opened(
    sessions: &BTreeMap<String, Session>,
    shown: Vec<Event>,
    proof: &Proof,
    session: &Session,
    digest: &str,
) -> Vec<Event> {
    if sessions.contains_key(digest) {
        return vec![];
    }
    let step = match proof {
        Proof::Code { step } | Proof::Enrolment { step, .. } => Some(*step),
        Proof::Password | Proof::Recovery { .. } => None,
    };
    let mut open: Vec<_> =
        sessions.iter().filter(|(_, known)| known.expires_at > session.opened_at).collect();
    open.sort_by_key(|(_, known)| known.opened_at);
    let too_many = (open.len() + 1).saturating_sub(Operator::SESSIONS);
    let closed =
        open[..too_many].iter().map(|(digest, _)| Event::SessionClosed { digest: (*digest).clone() });
    let opened = Event::SessionOpened { digest: digest.to_owned(), session: session.clone(), step };
    shown.into_iter().chain(closed).chain([opened]).collect()
}
