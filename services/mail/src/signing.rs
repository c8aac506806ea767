//! Signatures on answers: PGP/MIME (RFC 3156) by a key of the registrar's own.

use chrono::{DateTime, Utc};
use pgp::composed::{
    ArmorOptions, Deserializable, DetachedSignature, KeyType, SecretKeyParamsBuilder, SignedPublicKey,
    SignedSecretKey,
};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::types::{KeyVersion, Password, SigningKey, Timestamp};
use std::fmt;
use std::path::{Path, PathBuf};

/// A key that signs answers.
pub struct AnswerKey(SignedSecretKey);

/// Only its name is shown.
impl fmt::Debug for AnswerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use pgp::types::KeyDetails;
        write!(f, "AnswerKey({})", self.0.primary_key.fingerprint())
    }
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AnswerKeyError {
    /// The file cannot be read.
    #[error("{}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// It is no secret key of OpenPGP, in armour or without.
    #[error("expected an OpenPGP secret key (gpg --export-secret-keys --armor KEY)")]
    NoKey(#[source] pgp::errors::Error),
    /// It is locked by a passphrase, or not made for signing, or of a kind that is not supported.
    #[error("expected a version 4 key that may sign and has no passphrase")]
    Unusable(#[source] pgp::errors::Error),
    /// The system has no randomness, or the name cannot stand in a key.
    #[error("a key could not be made")]
    Generation(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A key pair in armour.
pub struct KeyPair {
    /// For nobody else.
    pub secret: String,
    /// For everybody.
    pub public: String,
}

impl AnswerKey {
    /// Reads a key from a file, and tries it.
    ///
    /// # Errors
    /// It cannot be read, or does not sign.
    pub fn load(path: &Path) -> Result<Self, AnswerKeyError> {
        let bytes =
            std::fs::read(path).map_err(|source| AnswerKeyError::File { path: path.to_owned(), source })?;
        Self::parse(&bytes)
    }

    /// Reads a key, in armour or without, and tries it.
    ///
    /// # Errors
    /// It is none, or does not sign.
    pub fn parse(bytes: &[u8]) -> Result<Self, AnswerKeyError> {
        let (key, _) = SignedSecretKey::from_reader_single(bytes).map_err(AnswerKeyError::NoKey)?;
        let key = Self(key);
        key.signature(b"tried", DateTime::UNIX_EPOCH).map_err(AnswerKeyError::Unusable)?;
        Ok(key)
    }

    /// Makes a pair: Ed25519, without expiry or passphrase.
    ///
    /// # Errors
    /// The system has no randomness, or the name cannot stand in a key.
    pub fn generate(name: &str, made_at: DateTime<Utc>) -> Result<KeyPair, AnswerKeyError> {
        let failed = |error: pgp::errors::Error| AnswerKeyError::Generation(Box::new(error));
        let params = SecretKeyParamsBuilder::default()
            .key_type(KeyType::Ed25519Legacy)
            .can_certify(true)
            .can_sign(true)
            .created_at(timestamp(made_at))
            .primary_user_id(name.to_owned())
            .build()
            .map_err(|error| AnswerKeyError::Generation(Box::new(error)))?;
        let secret = params.generate(rand::rngs::OsRng).map_err(failed)?;
        let public = SignedPublicKey::from(secret.clone());
        Ok(KeyPair {
            secret: secret.to_armored_string(ArmorOptions::default()).map_err(failed)?,
            public: public.to_armored_string(ArmorOptions::default()).map_err(failed)?,
        })
    }

    /// What `multipart/signed` says of the hash (RFC 3156, section 5).
    pub(crate) fn micalg(&self) -> String {
        format!("pgp-{}", self.with_signer(|signer| signer.hash_alg()).to_string().to_lowercase())
    }

    /// A detached signature over `bytes`, in armour. The same bytes at the same time are signed the same.
    ///
    /// # Errors
    /// The key does not sign.
    pub(crate) fn sign(&self, bytes: &[u8], at: DateTime<Utc>) -> Result<String, pgp::errors::Error> {
        self.signature(bytes, at)?.to_armored_string(ArmorOptions::default())
    }

    fn signature(&self, bytes: &[u8], at: DateTime<Utc>) -> Result<DetachedSignature, pgp::errors::Error> {
        self.with_signer(|signer| detached(signer, bytes, at))
    }

    /// The subkey that is made for signing, or the primary key.
    fn with_signer<T>(&self, work: impl FnOnce(&dyn Signer) -> T) -> T {
        let signs = |subkey: &&pgp::composed::SignedSecretSubKey| {
            subkey.signatures.iter().any(|of| of.key_flags().sign())
        };
        match self.0.secret_subkeys.iter().rev().find(signs) {
            Some(subkey) => work(&subkey.key),
            None => work(&self.0.primary_key),
        }
    }
}

/// A key as it signs, whichever it is of a certificate's.
trait Signer {
    fn hash_alg(&self) -> HashAlgorithm;
    fn finished(
        &self,
        config: SignatureConfig,
        bytes: &[u8],
    ) -> Result<DetachedSignature, pgp::errors::Error>;
    fn begun(&self, at: DateTime<Utc>) -> Result<SignatureConfig, pgp::errors::Error>;
}

impl<K: SigningKey> Signer for K {
    fn hash_alg(&self) -> HashAlgorithm {
        SigningKey::hash_alg(self)
    }

    fn finished(
        &self,
        config: SignatureConfig,
        bytes: &[u8],
    ) -> Result<DetachedSignature, pgp::errors::Error> {
        Ok(DetachedSignature::new(config.sign(self, &Password::empty(), bytes)?))
    }

    /// Version 4: no salt, so that a repeated answer is the same message.
    fn begun(&self, at: DateTime<Utc>) -> Result<SignatureConfig, pgp::errors::Error> {
        if self.version() != KeyVersion::V4 {
            return Err(pgp::errors::Error::from("a version 4 key is expected".to_owned()));
        }
        let hash = SigningKey::hash_alg(self);
        let mut config = SignatureConfig::v4(SignatureType::Binary, self.algorithm(), hash);
        config.hashed_subpackets = vec![
            Subpacket::regular(SubpacketData::IssuerFingerprint(self.fingerprint()))?,
            Subpacket::regular(SubpacketData::SignatureCreationTime(timestamp(at)))?,
        ];
        config.unhashed_subpackets =
            vec![Subpacket::regular(SubpacketData::IssuerKeyId(self.legacy_key_id()))?];
        Ok(config)
    }
}

fn detached(
    signer: &dyn Signer,
    bytes: &[u8],
    at: DateTime<Utc>,
) -> Result<DetachedSignature, pgp::errors::Error> {
    signer.finished(signer.begun(at)?, bytes)
}

/// OpenPGP counts seconds from 1970 in 32 bits.
fn timestamp(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_secs(u32::try_from(at.timestamp()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use pgp::composed::SignedPublicKey;

    fn at(second: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 27, 12, 0, second).unwrap()
    }

    #[test]
    fn a_signature_verifies_and_is_the_same_again() {
        let pair = AnswerKey::generate("Registrar <batch@registrar.test>", at(0)).unwrap();
        let key = AnswerKey::parse(pair.secret.as_bytes()).unwrap();
        let signed = key.sign(b"batch.result.status: done\r\n", at(1)).unwrap();
        assert_eq!(key.sign(b"batch.result.status: done\r\n", at(1)).unwrap(), signed);
        assert_ne!(key.sign(b"batch.result.status: done\r\n", at(2)).unwrap(), signed);
        let (public, _) = SignedPublicKey::from_reader_single(pair.public.as_bytes()).unwrap();
        let (signature, _) = DetachedSignature::from_reader_single(signed.as_bytes()).unwrap();
        signature.verify(&public, b"batch.result.status: done\r\n").unwrap();
        assert!(signature.verify(&public, b"batch.result.status: refused\r\n").is_err());
        assert!(key.micalg().starts_with("pgp-sha"), "{}", key.micalg());
        assert!(!format!("{key:?}").contains("PRIVATE"), "{key:?}");
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let pair = AnswerKey::generate("Registrar", at(0)).unwrap();
        for wrong in ["", "x", &pair.public] {
            assert!(matches!(AnswerKey::parse(wrong.as_bytes()), Err(AnswerKeyError::NoKey(_))), "{wrong}");
        }
        let missing = AnswerKey::load(Path::new("/nonexistent/key.asc"));
        assert!(missing.unwrap_err().to_string().contains("/nonexistent/key.asc"));
    }
}
