//! What may be asked of an account.

use super::{Branding, CertificateTrust};
use crate::values::{
    AuthMethod, Currency, Locale, Nichandle, PgpFingerprint, Points, PriceClass, Reason, Sealed, Sha256Digest,
};
use std::collections::BTreeSet;

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
    /// Write to it in another language.
    SetLocale {
        /// Which.
        locale: Locale,
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
    /// Set by which methods its batch mails may prove where they come from.
    SetMailMethods {
        /// All that are allowed; none: it sends no batch mails.
        methods: BTreeSet<AuthMethod>,
    },
    /// Accept OpenPGP signatures by a key; one of the same fingerprint is replaced.
    AddPgpKey {
        /// Of its primary key.
        fingerprint: PgpFingerprint,
        /// The public key in its armour: it names persons.
        key: Sealed<String>,
    },
    /// Accept no more signatures by a key.
    RemovePgpKey {
        /// Of its primary key.
        fingerprint: PgpFingerprint,
    },
    /// Accept S/MIME signatures by a certificate, or by those that it certifies; one of the same fingerprint is replaced.
    AddCertificate {
        /// What it is trusted for.
        trust: CertificateTrust,
        /// Of its DER.
        fingerprint: Sha256Digest,
        /// The certificate in PEM: it names persons.
        certificate: Sealed<String>,
    },
    /// Accept no more signatures by a certificate, or by those that it certified.
    RemoveCertificate {
        /// Of its DER.
        fingerprint: Sha256Digest,
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
