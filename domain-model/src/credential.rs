//! What an application may call on behalf of an account: `Absent → Pending → Granted → Revoked`, or
//! `Pending → Refused`.
//!
//! An application asks; a person of the account grants or refuses on a page. What nobody answered lapses after a day,
//! and what was granted for a while ends with it: both by the dates that the events carry, without an event of their
//! own, since nobody owes anybody anything then.

mod command;
#[cfg(test)]
mod tests;

pub use command::{Command, Event, Refusal};

use crate::aggregate;
use crate::values::{AccessRule, AccountNumber, ApplicationKey, CredentialNumber, Redirection, Sealed};
use chrono::{DateTime, Utc};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// What an application asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Who asks.
    pub application: ApplicationKey,
    /// What it will sign with, beside its own secret.
    pub consumer_key: Sealed<String>,
    /// What it wants to call.
    pub rules: Vec<AccessRule>,
    /// Where the person is sent afterwards; an address of the web that may carry the application's own secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirection: Option<Sealed<Redirection>>,
    /// From where it will call; from anywhere where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_from: Option<Sealed<Vec<IpNet>>>,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Not granted by then, it cannot be any more.
    pub lapses_at: DateTime<Utc>,
}

/// Who let an application in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The account that it acts for.
    pub account: AccountNumber,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when; for ever where absent.
    pub until: Option<DateTime<Utc>>,
}

/// How a credential stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// A person has to answer.
    Pending,
    /// Nobody answered in time.
    Lapsed,
    /// In force.
    Granted,
    /// Its time is over.
    Expired,
    /// The person said no.
    Refused,
    /// Taken back.
    Revoked,
}

impl Status {
    /// The word, as it is shown.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Lapsed => "lapsed",
            Self::Granted => "granted",
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::Revoked => "revoked",
        }
    }
}

/// A credential.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Credential {
    /// Never asked for.
    #[default]
    Absent,
    /// Waits for a person.
    Pending(Box<Wish>),
    /// The person said yes.
    Granted {
        /// What was asked for, and granted.
        wish: Box<Wish>,
        /// By whom, until when.
        grant: Grant,
    },
    /// The person said no.
    Refused(Box<Wish>),
    /// Taken back.
    Revoked {
        /// What was asked for.
        wish: Box<Wish>,
        /// And granted before.
        grant: Grant,
    },
}

aggregate!(Credential, "credential", CredentialNumber, Command, Event, Refusal);

impl Credential {
    /// What was asked for.
    pub fn wish(&self) -> Option<&Wish> {
        match self {
            Self::Absent => None,
            Self::Pending(wish)
            | Self::Granted { wish, .. }
            | Self::Refused(wish)
            | Self::Revoked { wish, .. } => Some(wish),
        }
    }

    /// Who granted it, also when it was taken back since.
    pub fn grant(&self) -> Option<&Grant> {
        match self {
            Self::Granted { grant, .. } | Self::Revoked { grant, .. } => Some(grant),
            Self::Absent | Self::Pending(_) | Self::Refused(_) => None,
        }
    }

    /// How it stands at a moment; nothing where it was never asked for.
    pub fn status(&self, at: DateTime<Utc>) -> Option<Status> {
        Some(match self {
            Self::Absent => return None,
            Self::Pending(wish) if wish.lapses_at <= at => Status::Lapsed,
            Self::Pending(_) => Status::Pending,
            Self::Granted { grant, .. } if grant.until.is_some_and(|until| until <= at) => Status::Expired,
            Self::Granted { .. } => Status::Granted,
            Self::Refused(_) => Status::Refused,
            Self::Revoked { .. } => Status::Revoked,
        })
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Request { wish }) => Ok(vec![Event::Requested { wish: wish.clone() }]),
            (Self::Pending(known), Command::Request { wish }) if known == wish => Ok(vec![]),
            (_, Command::Request { .. }) => Err(Refusal::NumberTaken),
            (Self::Absent, _) => Err(Refusal::Unknown),
            (Self::Pending(wish), Command::Grant { grant }) => {
                if wish.lapses_at <= grant.at {
                    return Err(Refusal::Lapsed);
                }
                Ok(vec![Event::Granted { grant: grant.clone() }])
            }
            (Self::Pending(_), Command::Refuse) => Ok(vec![Event::Refused]),
            (Self::Granted { grant: first, .. }, Command::Grant { grant })
                if first.account == grant.account =>
            {
                Ok(vec![])
            }
            (Self::Refused(_), Command::Refuse) => Ok(vec![]),
            (_, Command::Grant { .. } | Command::Refuse) => Err(Refusal::Answered),
            (Self::Granted { .. }, Command::Revoke) => Ok(vec![Event::Revoked]),
            (Self::Revoked { .. }, Command::Revoke) => Ok(vec![]),
            (Self::Pending(_) | Self::Refused(_), Command::Revoke) => Err(Refusal::NotGranted),
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Requested { wish }) => Self::Pending(wish),
            (Self::Pending(wish), Event::Granted { grant }) => Self::Granted { wish, grant },
            (Self::Pending(wish), Event::Refused) => Self::Refused(wish),
            (Self::Granted { wish, grant }, Event::Revoked) => Self::Revoked { wish, grant },
            (state, _) => state,
        };
    }
}
