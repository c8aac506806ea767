//! What is set on an account.

use super::{Command, Event, MailSettings, Refusal};
use crate::values::{Currency, EmailAddress, Locale, Nichandle, Points, PriceClass, Sealed};
use serde::{Deserialize, Serialize};

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
    /// What proves where batch mails come from, beside the passphrase.
    #[serde(default, skip_serializing_if = "MailSettings::is_default")]
    pub mail: MailSettings,
}

impl Profile {
    /// A setting that stands already is no event; a secret is always set anew.
    pub(super) fn settings(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        Ok(match command {
            Command::SetPassword { hash } => vec![Event::PasswordSet { hash: hash.clone() }],
            Command::SetPassphrase { passphrase } => {
                vec![Event::PassphraseSet { passphrase: passphrase.clone() }]
            }
            Command::SetPriceClass { price_class } if *price_class != self.price_class => {
                vec![Event::PriceClassSet { price_class: price_class.clone() }]
            }
            Command::SetLocale { locale } if *locale != self.locale => {
                vec![Event::LocaleSet { locale: *locale }]
            }
            Command::SetBranding { branding } if *branding != self.branding => {
                vec![Event::BrandingSet { branding: branding.clone() }]
            }
            Command::SetPremiumLimit { limit } if *limit != self.premium_limit => {
                vec![Event::PremiumLimitSet { limit: *limit }]
            }
            Command::SetMailMethods { .. }
            | Command::AddPgpKey { .. }
            | Command::RemovePgpKey { .. }
            | Command::AddCertificate { .. }
            | Command::RemoveCertificate { .. } => return self.mail.decided(command),
            _ => vec![],
        })
    }

    pub(super) fn evolve(&mut self, event: Event) {
        match event {
            Event::PasswordSet { hash } => self.password_hash = Some(hash),
            Event::PassphraseSet { passphrase } => self.passphrase = Some(passphrase),
            Event::PriceClassSet { price_class } => self.price_class = price_class,
            Event::LocaleSet { locale } => self.locale = locale,
            Event::BrandingSet { branding } => self.branding = branding,
            Event::PremiumLimitSet { limit } => self.premium_limit = limit,
            Event::MailMethodsSet { .. }
            | Event::PgpKeyAdded { .. }
            | Event::PgpKeyRemoved { .. }
            | Event::CertificateAdded { .. }
            | Event::CertificateRemoved { .. } => self.mail.evolve(event),
            Event::Opened { .. } | Event::Suspended { .. } | Event::Resumed | Event::Closed { .. } => {}
        }
    }
}
