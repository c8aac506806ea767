//! A reseller's or customer's account: `Absent → Open ⇄ Suspended → Closed`.

use crate::values::{
    AccountNumber, Currency, EmailAddress, Locale, Nichandle, Points, PriceClass, Purpose, Reason, SealOwner,
    Sealed,
};
use crate::{aggregate, domain_event};
use serde::{Deserialize, Serialize};

/// The key that seals what must be read again: passphrases, application secrets.
pub fn credentials_of(account: AccountNumber) -> SealOwner {
    SealOwner::new("account", account, Purpose::Credential)
}

/// Who vote mails come from and where their links lead: the reseller's own (SOAP paper, `domain_transfer`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Branding {
    /// The name in the sender and on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The sender's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<EmailAddress>,
    /// What links begin with, without a slash at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_base: Option<String>,
}

/// What may be asked of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Open it. Its own contact carries the same number.
    Open {
        /// Its nichandle.
        nichandle: Nichandle,
        /// Its currency.
        currency: Currency,
        /// Its price class.
        price_class: PriceClass,
        /// The language of its mails.
        locale: Locale,
    },
    /// Set the API password.
    SetPassword {
        /// argon2id, PHC string.
        hash: String,
    },
    /// Set the passphrase of batch mails.
    SetPassphrase {
        /// Sealed, for it must be read again.
        passphrase: Sealed<String>,
    },
    /// Move it to another price class.
    SetPriceClass {
        /// Which.
        price_class: PriceClass,
    },
    /// Set sender and links of vote mails.
    SetBranding {
        /// The whole new branding.
        branding: Branding,
    },
    /// Set how high a premium price may be at doors that show no price.
    SetPremiumLimit {
        /// None: premium names are refused there.
        limit: Option<Points>,
    },
    /// Let it do nothing until resumed.
    Suspend {
        /// Why.
        reason: Reason,
    },
    /// Let it work again.
    Resume,
    /// For good.
    Close {
        /// Why.
        reason: Reason,
    },
}

/// What happened to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It exists.
    Opened {
        /// Its nichandle.
        nichandle: Nichandle,
        /// Its currency.
        currency: Currency,
        /// Its price class.
        price_class: PriceClass,
        /// The language of its mails.
        locale: Locale,
    },
    /// It has a (new) API password.
    PasswordSet {
        /// argon2id, PHC string.
        hash: String,
    },
    /// It has a (new) passphrase.
    PassphraseSet {
        /// Sealed.
        passphrase: Sealed<String>,
    },
    /// It pays other prices.
    PriceClassSet {
        /// Which.
        price_class: PriceClass,
    },
    /// Its vote mails look otherwise.
    BrandingSet {
        /// The whole new branding.
        branding: Branding,
    },
    /// Its premium limit changed.
    PremiumLimitSet {
        /// None: premium names are refused where no price is shown.
        limit: Option<Points>,
    },
    /// It may do nothing.
    Suspended {
        /// Why.
        reason: Reason,
    },
    /// It works again.
    Resumed,
    /// For good.
    Closed {
        /// Why.
        reason: Reason,
    },
}

domain_event!(Event {
    Opened => "1.0", PasswordSet => "1.0", PassphraseSet => "1.0", PriceClassSet => "1.0",
    BrandingSet => "1.0", PremiumLimitSet => "1.0", Suspended => "1.0", Resumed => "1.0", Closed => "1.0",
});

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

/// What is set on an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Its nichandle.
    pub nichandle: Nichandle,
    /// Its currency.
    pub currency: Currency,
    /// Its price class.
    pub price_class: PriceClass,
    /// The language of its mails.
    pub locale: Locale,
    /// argon2id, PHC string.
    pub password_hash: Option<String>,
    /// Of batch mails.
    pub passphrase: Option<Sealed<String>>,
    /// Sender and links of vote mails.
    pub branding: Branding,
    /// How high a premium price may be where no price is shown.
    pub premium_limit: Option<Points>,
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
            (Self::Open(profile) | Self::Suspended(profile), command) => Ok(profile.settings(command)),
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

impl Profile {
    /// A setting that stands already is no event; a secret is always set anew.
    fn settings(&self, command: &Command) -> Vec<Event> {
        match command {
            Command::SetPassword { hash } => vec![Event::PasswordSet { hash: hash.clone() }],
            Command::SetPassphrase { passphrase } => {
                vec![Event::PassphraseSet { passphrase: passphrase.clone() }]
            }
            Command::SetPriceClass { price_class } if *price_class != self.price_class => {
                vec![Event::PriceClassSet { price_class: price_class.clone() }]
            }
            Command::SetBranding { branding } if *branding != self.branding => {
                vec![Event::BrandingSet { branding: branding.clone() }]
            }
            Command::SetPremiumLimit { limit } if *limit != self.premium_limit => {
                vec![Event::PremiumLimitSet { limit: *limit }]
            }
            _ => vec![],
        }
    }

    fn evolve(&mut self, event: Event) {
        match event {
            Event::PasswordSet { hash } => self.password_hash = Some(hash),
            Event::PassphraseSet { passphrase } => self.passphrase = Some(passphrase),
            Event::PriceClassSet { price_class } => self.price_class = price_class,
            Event::BrandingSet { branding } => self.branding = branding,
            Event::PremiumLimitSet { limit } => self.premium_limit = limit,
            Event::Opened { .. } | Event::Suspended { .. } | Event::Resumed | Event::Closed { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests;
