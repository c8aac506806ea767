//! A reseller's or customer's account: `Absent → Open ⇄ Suspended → Closed`.

mod command;
mod event;
mod mail_settings;
mod profile;

pub use command::Command;
pub use event::Event;
pub use mail_settings::{CertificateTrust, MailSettings, PgpKey, SmimeCertificate};
pub use profile::{Branding, Profile};

use crate::aggregate;
use crate::contact::seal_owner;
use crate::values::{AccountNumber, Purpose, SealOwner};
use serde::{Deserialize, Serialize};

/// The key that seals what must be read again: passphrases, application secrets.
pub fn credentials_of(account: AccountNumber) -> SealOwner {
    SealOwner::new("account", account, Purpose::Credential)
}

/// The key that seals what names persons: OpenPGP keys and certificates. It is the holder's, and dies with the holder's
/// data: whoever is erased signs nothing any more.
pub fn keys_of(account: AccountNumber) -> SealOwner {
    seal_owner(account.own_contact())
}

/// Why an account says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such account.
    #[error("there is no such account")]
    Unknown,
    /// The number belongs to another account.
    #[error("this account number is taken")]
    NumberTaken,
    /// It is closed.
    #[error("the account is closed")]
    Closed,
    /// It has as many keys as it may.
    #[error("an account has at most {most} keys or certificates of a kind: remove one that is used no more")]
    TooManyKeys {
        /// How many it may have.
        most: usize,
    },
    /// It has no such key.
    #[error("the account has no key or certificate with this fingerprint")]
    KeyUnknown,
    /// Its nichandle does.
    #[error(transparent)]
    Nichandle(#[from] crate::nichandle::Refusal),
}

/// An account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Account {
    /// Never opened.
    #[default]
    Absent,
    /// Working.
    Open(Box<Profile>),
    /// May do nothing until resumed.
    Suspended(Box<Profile>),
    /// For good.
    Closed(Box<Profile>),
}

aggregate!(Account, "account", AccountNumber, Command, Event, Refusal);

impl Account {
    /// What is set on it, unless it is absent.
    pub fn profile(&self) -> Option<&Profile> {
        match self {
            Self::Absent => None,
            Self::Open(profile) | Self::Suspended(profile) | Self::Closed(profile) => Some(profile),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match (self, command) {
            (Self::Absent, Command::Open { nichandle, currency, price_class, locale }) => {
                Ok(vec![Event::Opened {
                    nichandle: nichandle.clone(),
                    currency: *currency,
                    price_class: price_class.clone(),
                    locale: *locale,
                }])
            }
            (Self::Absent, _) => Err(Refusal::Unknown),
            (Self::Open(profile), Command::Open { nichandle, currency, price_class, locale })
                if profile.nichandle == *nichandle
                    && profile.currency == *currency
                    && profile.price_class == *price_class
                    && profile.locale == *locale =>
            {
                Ok(vec![])
            }
            (_, Command::Open { .. }) => Err(Refusal::NumberTaken),
            (Self::Closed(_), Command::Close { .. }) => Ok(vec![]),
            (Self::Closed(_), _) => Err(Refusal::Closed),
            (_, Command::Close { reason }) => Ok(vec![Event::Closed { reason: reason.clone() }]),
            (Self::Suspended(_), Command::Suspend { .. }) | (Self::Open(_), Command::Resume) => Ok(vec![]),
            (Self::Open(_), Command::Suspend { reason }) => {
                Ok(vec![Event::Suspended { reason: reason.clone() }])
            }
            (Self::Suspended(_), Command::Resume) => Ok(vec![Event::Resumed]),
            (Self::Open(profile) | Self::Suspended(profile), command) => profile.settings(command),
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (Self::Absent, Event::Opened { nichandle, currency, price_class, locale }) => {
                Self::Open(Box::new(Profile {
                    nichandle,
                    currency,
                    price_class,
                    locale,
                    password_hash: None,
                    passphrase: None,
                    branding: Branding::default(),
                    premium_limit: None,
                    mail: MailSettings::default(),
                }))
            }
            (Self::Open(profile) | Self::Suspended(profile), Event::Closed { .. }) => Self::Closed(profile),
            (Self::Open(profile), Event::Suspended { .. }) => Self::Suspended(profile),
            (Self::Suspended(profile), Event::Resumed) => Self::Open(profile),
            (Self::Open(mut profile), event) => {
                profile.evolve(event);
                Self::Open(profile)
            }
            (Self::Suspended(mut profile), event) => {
                profile.evolve(event);
                Self::Suspended(profile)
            }
            (state, _) => state,
        };
    }
}

#[cfg(test)]
mod tests;
