//! What proves that a batch mail comes from an account.

use super::{Command, Event, Refusal};
use crate::values::{AuthMethod, PgpFingerprint, Sealed, Sha256Digest};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Keys of a kind at most: every one of them is tried.
const MOST_KEYS: usize = 16;

/// What a certificate is trusted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateTrust {
    /// Signatures by itself, and by no other.
    Signer,
    /// Signatures by those that it certifies for the account's registered address.
    Authority,
}

/// An OpenPGP key whose signatures are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PgpKey {
    /// Of its primary key.
    pub fingerprint: PgpFingerprint,
    /// The public key in its armour.
    pub key: Sealed<String>,
}

/// A certificate whose signatures, or whose certificates, are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmimeCertificate {
    /// What it is trusted for.
    pub trust: CertificateTrust,
    /// Of its DER.
    pub fingerprint: Sha256Digest,
    /// The certificate in PEM.
    pub certificate: Sealed<String>,
}

/// What proves that a batch mail comes from an account, beside its passphrase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MailSettings {
    /// The methods that are allowed.
    pub methods: BTreeSet<AuthMethod>,
    /// The keys of `pgp`.
    pub pgp_keys: Vec<PgpKey>,
    /// The certificates of `smime`.
    pub certificates: Vec<SmimeCertificate>,
}

/// Every method is allowed until somebody says otherwise; each needs its passphrase or key first.
impl Default for MailSettings {
    fn default() -> Self {
        Self { methods: AuthMethod::ALL.iter().copied().collect(), pgp_keys: vec![], certificates: vec![] }
    }
}

impl MailSettings {
    /// Whether nobody has set anything: rows and snapshots from before these settings say nothing of them.
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// A setting that stands already is no event.
    pub(super) fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        let full = |known: usize, replaces: bool| {
            if known >= MOST_KEYS && !replaces {
                Err(Refusal::TooManyKeys { most: MOST_KEYS })
            } else {
                Ok(())
            }
        };
        Ok(match command {
            Command::SetMailMethods { methods } if *methods != self.methods => {
                vec![Event::MailMethodsSet { methods: methods.clone() }]
            }
            Command::AddPgpKey { fingerprint, key } => {
                let known = self.pgp_keys.iter().find(|known| known.fingerprint == *fingerprint);
                full(self.pgp_keys.len(), known.is_some())?;
                if known.is_some_and(|known| known.key == *key) {
                    return Ok(vec![]);
                }
                vec![Event::PgpKeyAdded { fingerprint: fingerprint.clone(), key: key.clone() }]
            }
            Command::RemovePgpKey { fingerprint } => {
                if !self.pgp_keys.iter().any(|known| known.fingerprint == *fingerprint) {
                    return Err(Refusal::KeyUnknown);
                }
                vec![Event::PgpKeyRemoved { fingerprint: fingerprint.clone() }]
            }
            Command::AddCertificate { trust, fingerprint, certificate } => {
                let known = self.certificates.iter().find(|known| known.fingerprint == *fingerprint);
                full(self.certificates.len(), known.is_some())?;
                if known.is_some_and(|known| known.trust == *trust && known.certificate == *certificate) {
                    return Ok(vec![]);
                }
                vec![Event::CertificateAdded {
                    trust: *trust,
                    fingerprint: fingerprint.clone(),
                    certificate: certificate.clone(),
                }]
            }
            Command::RemoveCertificate { fingerprint } => {
                if !self.certificates.iter().any(|known| known.fingerprint == *fingerprint) {
                    return Err(Refusal::KeyUnknown);
                }
                vec![Event::CertificateRemoved { fingerprint: fingerprint.clone() }]
            }
            _ => vec![],
        })
    }

    pub(super) fn evolve(&mut self, event: Event) {
        match event {
            Event::MailMethodsSet { methods } => self.methods = methods,
            Event::PgpKeyAdded { fingerprint, key } => {
                self.pgp_keys.retain(|known| known.fingerprint != fingerprint);
                self.pgp_keys.push(PgpKey { fingerprint, key });
            }
            Event::PgpKeyRemoved { fingerprint } => {
                self.pgp_keys.retain(|known| known.fingerprint != fingerprint);
            }
            Event::CertificateAdded { trust, fingerprint, certificate } => {
                self.certificates.retain(|known| known.fingerprint != fingerprint);
                self.certificates.push(SmimeCertificate { trust, fingerprint, certificate });
            }
            Event::CertificateRemoved { fingerprint } => {
                self.certificates.retain(|known| known.fingerprint != fingerprint);
            }
            _ => {}
        }
    }
}
