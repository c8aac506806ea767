//! The mailboxes of a name: `Absent → Of(registration) → Of(next registration) → …`
//!
//! They belong to the registration that they were made for: the next one of the name starts empty. A mailbox's name is
//! mostly a person's: it is sealed under the key of the contact that was the name's registrant when it was made, so
//! that erasing that person closes it. A closed one takes no mail any more, and no room.

use crate::values::{DomainName, MailboxName, RegistrationNumber, Sealed};
use crate::{aggregate, domain_event};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How much a name may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailboxLimits {
    /// Mailboxes.
    pub boxes: u16,
    /// Room of all together, in megabytes.
    pub quota: u32,
}

/// One mailbox.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mailbox {
    /// What stands before the @.
    pub name: Sealed<MailboxName>,
    /// argon2id, PHC string.
    pub password_hash: String,
    /// Its room, in megabytes.
    pub quota: u32,
    /// When it was made.
    pub created: DateTime<Utc>,
}

/// Without the password's hash.
impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, quota, created, .. } = self;
        f.debug_struct("Mailbox")
            .field("name", name)
            .field("quota", quota)
            .field("created", created)
            .finish_non_exhaustive()
    }
}

/// What may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Make a mailbox.
    Create {
        /// The registration in force.
        registration: RegistrationNumber,
        /// Which.
        mailbox: Mailbox,
        /// How much the name may have.
        limits: MailboxLimits,
    },
    /// Delete one, with what is in it.
    Delete {
        /// The registration in force.
        registration: RegistrationNumber,
        /// Which.
        name: MailboxName,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// There is a mailbox. What another registration had is gone.
    Created {
        /// For which registration.
        registration: RegistrationNumber,
        /// Its number within the registration.
        number: u32,
        /// Which.
        mailbox: Mailbox,
        /// The limits that were applied.
        limits: MailboxLimits,
    },
    /// It is gone.
    Deleted {
        /// Of which registration.
        registration: RegistrationNumber,
        /// Its number within the registration.
        number: u32,
    },
}

domain_event!(Event { Created => "1.0", Deleted => "1.0" });

/// Why mailboxes say no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is one of that name.
    #[error("there is a mailbox of that name already, with another password or quota")]
    Exists,
    /// There are as many as the name may have.
    #[error("a name has at most {most} mailboxes")]
    TooMany {
        /// The limit.
        most: u16,
    },
    /// They would take more room than the name may have.
    #[error("the mailboxes of a name have at most {most} MB together, and {free} MB are free")]
    OverQuota {
        /// The limit.
        most: u32,
        /// What is left of it.
        free: u32,
    },
}

/// The mailboxes of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mailboxes {
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
        all: BTreeMap<u32, Mailbox>,
    },
}

aggregate!(Mailboxes, "mailboxes", DomainName, Command, Event, Refusal, snapshot every 100);

impl Mailboxes {
    /// Those of a registration that can be read, with their names, in the order of their making.
    pub fn of(&self, number: RegistrationNumber) -> impl Iterator<Item = (&MailboxName, &Mailbox)> {
        self.numbered(number).map(|(_, name, mailbox)| (name, mailbox))
    }

    /// The mailbox of that name.
    pub fn named(&self, number: RegistrationNumber, name: &MailboxName) -> Option<&Mailbox> {
        self.of(number).find(|(known, _)| *known == name).map(|(_, mailbox)| mailbox)
    }

    /// Those of a registration, also where their names cannot be read, in the order of their making.
    pub fn with_closed(&self, of: RegistrationNumber) -> impl Iterator<Item = (u32, &Mailbox)> {
        let all = match self {
            Self::Of { registration, all, .. } if *registration == of => Some(all),
            _ => None,
        };
        all.into_iter().flatten().map(|(number, mailbox)| (*number, mailbox))
    }

    fn numbered(&self, of: RegistrationNumber) -> impl Iterator<Item = (u32, &MailboxName, &Mailbox)> {
        self.with_closed(of).filter_map(|(number, mailbox)| Some((number, mailbox.name.value()?, mailbox)))
    }

    fn next(&self, number: RegistrationNumber) -> u32 {
        match self {
            Self::Of { registration, next, .. } if *registration == number => *next,
            _ => 1,
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Create { registration, mailbox, limits } => {
                let wanted = mailbox.name.value();
                match wanted.and_then(|name| self.named(*registration, name)) {
                    Some(known) if known.is(mailbox) => return Ok(vec![]),
                    Some(_) => return Err(Refusal::Exists),
                    None => {}
                }
                if self.of(*registration).count() >= usize::from(limits.boxes) {
                    return Err(Refusal::TooMany { most: limits.boxes });
                }
                let taken = self.of(*registration).fold(0u32, |sum, (_, one)| sum.saturating_add(one.quota));
                let free = limits.quota.saturating_sub(taken);
                if mailbox.quota > free {
                    return Err(Refusal::OverQuota { most: limits.quota, free });
                }
                let (number, mailbox) = (self.next(*registration), mailbox.clone());
                Ok(vec![Event::Created { registration: *registration, number, mailbox, limits: *limits }])
            }
            // What is gone is gone.
            Command::Delete { registration, name } => Ok(self
                .numbered(*registration)
                .find(|(_, known, _)| *known == name)
                .map(|(number, ..)| Event::Deleted { registration: *registration, number })
                .into_iter()
                .collect()),
        }
    }

    fn evolve(&mut self, event: Event) {
        match event {
            Event::Created { registration: of, number, mailbox, .. } => {
                let mut kept = match std::mem::take(self) {
                    Self::Of { registration, all, .. } if registration == of => all,
                    _ => BTreeMap::new(),
                };
                kept.insert(number, mailbox);
                *self = Self::Of { registration: of, next: number + 1, all: kept };
            }
            Event::Deleted { registration: of, number } => {
                if let Self::Of { registration, all, .. } = self
                    && *registration == of
                {
                    all.remove(&number);
                }
            }
        }
    }
}

impl Mailbox {
    /// Whether both let the same in, to the same room.
    fn is(&self, other: &Self) -> bool {
        self.password_hash == other.password_hash && self.quota == other.quota
    }
}

#[cfg(test)]
mod tests;
