//! What proves that a batch mail comes from an account. Keys and certificates are shown by their fingerprints: they name
//! persons.

use async_graphql::{Enum, SimpleObject};
use domain_model::account::{self, Profile};
use domain_model::values::AuthMethod;

/// How a batch mail proves that it comes from its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "AuthMethod")]
pub enum MailMethod {
    /// The passphrase itself, in the mail.
    Plain,
    /// MD5 over passphrase and body.
    #[graphql(name = "MD5")]
    Md5,
    /// An OpenPGP signature by a key of the account.
    Pgp,
    /// A CMS signature by a certificate of the account.
    Smime,
}

/// What a certificate is trusted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "account::CertificateTrust")]
pub enum CertificateTrust {
    /// Signatures by itself, and by no other.
    Signer,
    /// Signatures by those that it certifies for the account's registered address.
    Authority,
}

/// A certificate.
#[derive(Clone, Debug, SimpleObject)]
pub struct MailCertificate {
    /// SHA-256 of its DER, hexadecimal.
    fingerprint: String,
    /// What it is trusted for.
    trust: CertificateTrust,
}

/// What proves that a batch mail comes from an account, beside its passphrase.
#[derive(Clone, Debug, SimpleObject)]
pub struct MailSettings {
    /// The methods that are allowed.
    methods: Vec<MailMethod>,
    /// Whether `plain` and `md5` have their passphrase.
    has_passphrase: bool,
    /// The fingerprints of the keys of `pgp`.
    pgp_keys: Vec<String>,
    /// The certificates of `smime`.
    certificates: Vec<MailCertificate>,
}

impl MailSettings {
    /// Those of a profile.
    pub fn of(profile: &Profile, has_passphrase: bool) -> Self {
        let mail = &profile.mail;
        let certificate = |known: &account::SmimeCertificate| MailCertificate {
            fingerprint: known.fingerprint.to_string(),
            trust: known.trust.into(),
        };
        Self {
            methods: mail.methods.iter().map(|method| (*method).into()).collect(),
            has_passphrase,
            pgp_keys: mail.pgp_keys.iter().map(|key| key.fingerprint.to_string()).collect(),
            certificates: mail.certificates.iter().map(certificate).collect(),
        }
    }
}
