//! Certificates of S/MIME (RFC 5280, RFC 8550).

use super::{KeyProblem, not_secret};
use chrono::{DateTime, Utc};
use domain_model::account::CertificateTrust;
use domain_model::values::{EmailAddress, Sha256Digest};
use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::Id;
use openssl::x509::{X509, X509ExtendedKeyUsage, X509KeyUsage, X509VerifyResult};

/// A certificate.
#[derive(Clone)]
pub struct Certificate(X509);

impl Certificate {
    /// Reads one certificate, in PEM or DER.
    ///
    /// # Errors
    /// It is a secret key, several, or none.
    pub fn read(bytes: &[u8]) -> Result<Self, KeyProblem> {
        not_secret(bytes)?;
        let unreadable = KeyProblem::Unreadable("a certificate of X.509, in PEM or DER");
        if bytes.windows(5).any(|window| window == b"-----") {
            let mut found = X509::stack_from_pem(bytes).map_err(|_| unreadable)?;
            let one = found.pop().ok_or(unreadable)?;
            return if found.is_empty() { Ok(Self(one)) } else { Err(KeyProblem::Several) };
        }
        X509::from_der(bytes).map(Self).map_err(|_| unreadable)
    }

    /// Of its DER.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn fingerprint(&self) -> Result<Sha256Digest, KeyProblem> {
        let digest = self.0.digest(MessageDigest::sha256()).map_err(|_| KeyProblem::Weak)?;
        let digest: [u8; 32] = (&*digest).try_into().map_err(|_| KeyProblem::Weak)?;
        Ok(Sha256Digest::from_bytes(digest))
    }

    /// In PEM, without whatever stood around it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn pem(&self) -> Result<String, KeyProblem> {
        let unwritable = KeyProblem::Unreadable("a certificate that can be written");
        let pem = self.0.to_pem().map_err(|_| unwritable)?;
        String::from_utf8(pem).map_err(|_| unwritable)
    }

    /// The certificate itself, for whoever checks signatures.
    pub fn x509(&self) -> &X509 {
        &self.0
    }

    /// The addresses that it is issued to.
    pub fn addresses(&self) -> Vec<EmailAddress> {
        let named = self.0.subject_alt_names();
        let alternative = named.iter().flatten().filter_map(|name| name.email().map(str::to_owned));
        let subject = self.0.subject_name().entries_by_nid(Nid::PKCS9_EMAILADDRESS);
        let subject = subject.filter_map(|entry| entry.data().to_string().ok());
        alternative.chain(subject).filter_map(|text| EmailAddress::parse(text.trim()).ok()).collect()
    }

    /// Whether it may be used at a moment, for what it is trusted for.
    ///
    /// # Errors
    /// It is expired, not valid yet, too weak, or made for something else.
    pub fn usable(&self, trust: CertificateTrust, at: DateTime<Utc>) -> Result<(), KeyProblem> {
        let now = Asn1Time::from_unix(at.timestamp()).map_err(|_| KeyProblem::Expired)?;
        if self.0.not_before() > now {
            return Err(KeyProblem::NotYetValid);
        }
        if self.0.not_after() < now {
            return Err(KeyProblem::Expired);
        }
        self.is_strong()?;
        match trust {
            CertificateTrust::Authority => self.is_authority(),
            CertificateTrust::Signer => self.is_signer(),
        }
    }

    fn is_strong(&self) -> Result<(), KeyProblem> {
        let key = self.0.public_key().map_err(|_| KeyProblem::Weak)?;
        let strong = match key.id() {
            Id::RSA | Id::RSA_PSS => key.bits() >= 2048,
            Id::EC => key.bits() >= 256,
            Id::ED25519 | Id::ED448 => true,
            _ => false,
        };
        if strong { Ok(()) } else { Err(KeyProblem::Weak) }
    }

    fn is_authority(&self) -> Result<(), KeyProblem> {
        let usage = self.0.key_usage();
        let certifies = usage.is_some_and(|usage| usage.contains(X509KeyUsage::KEY_CERT_SIGN));
        // A root of old has no list of usages, and is issued by itself.
        let root = usage.is_none() && self.0.issued(&self.0) == X509VerifyResult::OK;
        match certifies || root {
            true => Ok(()),
            false => {
                Err(KeyProblem::Authority("this certificate is no authority: it may not certify others"))
            }
        }
    }

    fn is_signer(&self) -> Result<(), KeyProblem> {
        let signs = self.0.key_usage().is_none_or(|usage| {
            usage.intersects(X509KeyUsage::DIGITAL_SIGNATURE | X509KeyUsage::NON_REPUDIATION)
        });
        let mail = self
            .0
            .extended_key_usage()
            .is_none_or(|usage| usage.intersects(X509ExtendedKeyUsage::SMIME | X509ExtendedKeyUsage::ANYEKU));
        if signs && mail { Ok(()) } else { Err(KeyProblem::CannotSign) }
    }
}
