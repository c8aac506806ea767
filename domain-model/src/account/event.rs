//! What happened to an account.

use super::{Branding, CertificateTrust};
use crate::domain_event;
use crate::values::{
    AuthMethod, Currency, Locale, Nichandle, PgpFingerprint, Points, PriceClass, Reason, Sealed, Sha256Digest,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
    /// Its mails are in another language.
    LocaleSet {
        /// Which.
        locale: Locale,
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
    /// Its batch mails prove by these methods where they come from.
    MailMethodsSet {
        /// All that are allowed.
        methods: BTreeSet<AuthMethod>,
    },
    /// OpenPGP signatures by this key are accepted.
    PgpKeyAdded {
        /// Of its primary key.
        fingerprint: PgpFingerprint,
        /// The public key in its armour.
        key: Sealed<String>,
    },
    /// Those by this key are accepted no more.
    PgpKeyRemoved {
        /// Of its primary key.
        fingerprint: PgpFingerprint,
    },
    /// S/MIME signatures by this certificate, or by those that it certifies, are accepted.
    CertificateAdded {
        /// What it is trusted for.
        trust: CertificateTrust,
        /// Of its DER.
        fingerprint: Sha256Digest,
        /// The certificate in PEM.
        certificate: Sealed<String>,
    },
    /// They are accepted no more.
    CertificateRemoved {
        /// Of its DER.
        fingerprint: Sha256Digest,
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
    Opened => "1.0", PasswordSet => "1.0", PassphraseSet => "1.0", PriceClassSet => "1.0", LocaleSet => "1.0",
    BrandingSet => "1.0", PremiumLimitSet => "1.0", MailMethodsSet => "1.0", PgpKeyAdded => "1.0",
    PgpKeyRemoved => "1.0", CertificateAdded => "1.0", CertificateRemoved => "1.0", Suspended => "1.0", Resumed => "1.0", Closed => "1.0",
});
