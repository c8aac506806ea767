//! The redirections of a name, of web and mail: `Absent → Of(registration) → Of(next registration) → …`
//!
//! Each belongs to the registration that it was made for: the next one of the name starts empty, and an account never
//! sees what another one had. The addresses of a mail redirection are personal: they are sealed under the key of the
//! contact that was the name's registrant when it was made, so that erasing that person closes them. A closed one
//! redirects nothing any more, and is not counted.

use crate::values::{HostName, MailRoute, RegistrationNumber, Sealed, WebAddress, WebRedirection};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One redirection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Redirection {
    /// Of visitors.
    Web {
        /// How.
        kind: WebRedirection,
        /// The host that they ask for.
        source: HostName,
        /// Where they are sent.
        destination: WebAddress,
    },
    /// Of mail.
    Mail(Sealed<MailRoute>),
}

impl Redirection {
    /// Nobody can read it any more.
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Mail(route) if route.value().is_none())
    }

    /// Whether both redirect the same to the same, whoever's keys seal them.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Mail(one), Self::Mail(other)) => {
                one.value().zip(other.value()).is_some_and(|(one, other)| one.is(other))
            }
            _ => self == other,
        }
    }

    /// Whether both redirect the same.
    fn shares_source(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Web { source: one, .. }, Self::Web { source: other, .. }) => one == other,
            (Self::Mail(one), Self::Mail(other)) => one
                .value()
                .zip(other.value())
                .is_some_and(|(one, other)| one.source.lookup_form() == other.source.lookup_form()),
            _ => false,
        }
    }
}

/// What may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Redirect something.
    Add {
        /// The registration in force.
        registration: RegistrationNumber,
        /// What to where.
        redirection: Redirection,
        /// How many a name may have.
        most: u16,
    },
    /// Redirect it no more.
    Remove {
        /// The registration in force.
        registration: RegistrationNumber,
        /// What to where.
        redirection: Redirection,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Something is redirected. What another registration had is gone.
    Added {
        /// For which registration.
        registration: RegistrationNumber,
        /// Its number within the registration.
        number: u32,
        /// What to where.
        redirection: Redirection,
        /// How many a name may have: the limit that was applied.
        most: u16,
    },
    /// It is redirected no more.
    Removed {
        /// Of which registration.
        registration: RegistrationNumber,
        /// Its number within the registration.
        number: u32,
    },
}

domain_event!(Event { Added => "1.0", Removed => "1.0" });

/// Why redirections say no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// One source has one destination.
    #[error("the source is redirected elsewhere, or otherwise, already: delete that redirection first")]
    SourceTaken,
    /// There is no such redirection.
    #[error("there is no such redirection")]
    Unknown,
    /// There are as many as a name may have.
    #[error("a name has at most {most} redirections")]
    TooMany {
        /// The limit.
        most: u16,
    },
}

/// The redirections of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Redirections {
    /// Never any.
    #[default]
    Absent,
    /// Those of one registration.
    Of {
        /// Which.
        registration: RegistrationNumber,
        /// The number of the next one.
        next: u32,
        /// By number.
        all: BTreeMap<u32, Redirection>,
    },
}

aggregate!(Redirections, "redirections", crate::values::DomainName, Command, Event, Refusal, snapshot every 100);

impl Redirections {
    /// Those of a registration that can be read, in the order of their making.
    pub fn of(&self, number: RegistrationNumber) -> impl Iterator<Item = &Redirection> {
        self.numbered(number).map(|(_, redirection)| redirection)
    }

    /// Those of a registration, also where they cannot be read, in the order of their making.
    pub fn with_closed(&self, number: RegistrationNumber) -> impl Iterator<Item = (u32, &Redirection)> {
        let all = match self {
            Self::Of { registration, all, .. } if *registration == number => Some(all),
            _ => None,
        };
        all.into_iter().flatten().map(|(n, one)| (*n, one))
    }

    fn numbered(&self, number: RegistrationNumber) -> impl Iterator<Item = (u32, &Redirection)> {
        self.with_closed(number).filter(|(_, one)| !one.is_closed())
    }

    fn next(&self, number: RegistrationNumber) -> u32 {
        match self {
            Self::Of { registration, next, .. } if *registration == number => *next,
            _ => 1,
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Add { registration, redirection, most } => {
                if self.of(*registration).any(|known| known.is(redirection)) {
                    return Ok(vec![]);
                }
                if self.of(*registration).any(|known| known.shares_source(redirection)) {
                    return Err(Refusal::SourceTaken);
                }
                if self.of(*registration).count() >= usize::from(*most) {
                    return Err(Refusal::TooMany { most: *most });
                }
                Ok(vec![Event::Added {
                    registration: *registration,
                    number: self.next(*registration),
                    redirection: redirection.clone(),
                    most: *most,
                }])
            }
            Command::Remove { registration, redirection } => {
                let found = self.numbered(*registration).find(|(_, known)| known.is(redirection));
                let (number, _) = found.ok_or(Refusal::Unknown)?;
                Ok(vec![Event::Removed { registration: *registration, number }])
            }
        }
    }

    fn evolve(&mut self, event: Event) {
        match event {
            Event::Added { registration: of, number, redirection, .. } => {
                let mut kept = match std::mem::take(self) {
                    Self::Of { registration, all, .. } if registration == of => all,
                    _ => BTreeMap::new(),
                };
                kept.insert(number, redirection);
                *self = Self::Of { registration: of, next: number + 1, all: kept };
            }
            Event::Removed { registration: of, number } => {
                if let Self::Of { registration, all, .. } = self
                    && *registration == of
                {
                    all.remove(&number);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
