//! Signing: the counterpart of `authentication`.

use crate::language::bare;
use chrono::{DateTime, Utc};
use md5::{Digest, Md5};
use openssl::cms::{CMSOptions, CmsContentInfo};
use openssl::pkey::PKey;
use openssl::x509::X509;
use pgp::composed::{ArmorOptions, Deserializable, DetachedSignature, SignedSecretKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{SignatureConfig, SignatureType, Subpacket, SubpacketData};
use pgp::types::{KeyVersion, Password, SigningKey, Timestamp};
use secrecy::{ExposeSecret, SecretString};

/// Why a mail was not signed. Nothing of a key or passphrase is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// The key cannot be read.
    #[error("{0} cannot be read, or its passphrase is another")]
    Key(&'static str),
    /// The key may not sign.
    #[error("the key may not sign: neither itself nor a part of it is made for that")]
    CannotSign,
    /// The library failed.
    #[error("the mail could not be signed by this key")]
    Failed,
}

/// What a mail is signed by.
pub enum Signature {
    /// The passphrase, in the mail.
    Plain(SecretString),
    /// The passphrase, in a digest.
    Md5(SecretString),
    /// A secret key of OpenPGP in its armour, and its passphrase.
    Pgp {
        /// The key.
        key: SecretString,
        /// Empty where it has none.
        passphrase: SecretString,
    },
    /// A certificate with its secret key, in PEM, and the key's passphrase.
    Smime {
        /// The certificate.
        certificate: String,
        /// The key.
        key: SecretString,
        /// Empty where it has none.
        passphrase: SecretString,
    },
}

/// A text with its signature: what is sent.
pub(super) enum Signed {
    /// One plain text.
    Text(String),
    /// A MIME entity, with its header.
    Entity(String),
}

impl Signature {
    /// Signs a text, as of a moment.
    pub(super) fn sign(&self, text: &str, at: DateTime<Utc>) -> Result<Signed, NotSigned> {
        match self {
            Self::Plain(passphrase) => {
                Ok(Signed::Text(format!("{text}batch.auth.plain: {}\n", passphrase.expose_secret())))
            }
            Self::Md5(passphrase) => {
                let hashed = bare(format!("{}{text}", passphrase.expose_secret()).as_bytes());
                let digest = data_encoding::HEXLOWER.encode(&Md5::digest(hashed));
                Ok(Signed::Text(format!("{text}batch.auth.md5: {digest}\n")))
            }
            Self::Pgp { key, passphrase } => clear_signed(text, key, passphrase, at).map(Signed::Text),
            Self::Smime { certificate, key, passphrase } => {
                by_certificate(text, certificate, key, passphrase).map(Signed::Entity)
            }
        }
    }
}

/// In the clear (RFC 9580, section 7): a person can still read it, and any mail program sends it.
fn clear_signed(
    text: &str,
    key: &SecretString,
    passphrase: &SecretString,
    at: DateTime<Utc>,
) -> Result<String, NotSigned> {
    let unreadable = NotSigned::Key("the OpenPGP key");
    let (key, _) = SignedSecretKey::from_string(key.expose_secret()).map_err(|_| unreadable)?;
    let password = Password::from(passphrase.expose_secret());
    let text = text.trim_end();
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches([' ', '\t', '\r'])).collect();
    let canonical = lines.join("\r\n");
    let part = key
        .secret_subkeys
        .iter()
        .find(|part| part.signatures.iter().any(|signature| signature.key_flags().sign()));
    let signature = match part {
        Some(part) => signature(&part.key, &password, canonical.as_bytes(), at)?,
        None => signature(&key.primary_key, &password, canonical.as_bytes(), at)?,
    };
    let armour = signature.to_armored_string(ArmorOptions::default()).map_err(|_| NotSigned::Failed)?;
    let escaped: Vec<String> = lines
        .iter()
        .map(|line| if line.starts_with('-') { format!("- {line}") } else { (*line).to_owned() })
        .collect();
    Ok(format!("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{}\n{armour}", escaped.join("\n")))
}

fn signature(
    key: &impl SigningKey,
    password: &Password,
    text: &[u8],
    at: DateTime<Utc>,
) -> Result<DetachedSignature, NotSigned> {
    // Version 6 salts its signatures at random; GnuPG makes keys of version 4.
    if key.version() != KeyVersion::V4 {
        return Err(NotSigned::Key("an OpenPGP key of version 4"));
    }
    let made = u32::try_from(at.timestamp()).map_err(|_| NotSigned::Failed)?;
    let mut config = SignatureConfig::v4(SignatureType::Text, key.algorithm(), HashAlgorithm::Sha512);
    let packet = |data| Subpacket::regular(data).map_err(|_| NotSigned::Failed);
    config.hashed_subpackets = vec![
        packet(SubpacketData::IssuerFingerprint(key.fingerprint()))?,
        packet(SubpacketData::SignatureCreationTime(Timestamp::from_secs(made)))?,
    ];
    config.unhashed_subpackets = vec![packet(SubpacketData::IssuerKeyId(key.legacy_key_id()))?];
    let signed = config.sign(key, password, text).map_err(|_| NotSigned::Key("the OpenPGP key"))?;
    Ok(DetachedSignature::new(signed))
}

/// Detached (RFC 8551): the text stays readable for programs that know no S/MIME.
fn by_certificate(
    text: &str,
    certificate: &str,
    key: &SecretString,
    passphrase: &SecretString,
) -> Result<String, NotSigned> {
    let certificate =
        X509::from_pem(certificate.as_bytes()).map_err(|_| NotSigned::Key("the certificate"))?;
    let pem = key.expose_secret().as_bytes();
    let key = PKey::private_key_from_pem_passphrase(pem, passphrase.expose_secret().as_bytes())
        .map_err(|_| NotSigned::Key("the certificate's secret key"))?;
    let own = certificate.public_key().is_ok_and(|public| public.public_eq(&key));
    if !own {
        return Err(NotSigned::Key("the secret key of this certificate"));
    }
    let lines: String = text.lines().map(|line| format!("{line}\r\n")).collect();
    let part =
        format!("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{lines}");
    let flags = CMSOptions::DETACHED | CMSOptions::BINARY;
    let der = CmsContentInfo::sign(Some(&certificate), Some(&key), None, Some(part.as_bytes()), flags)
        .and_then(|signed| signed.to_der())
        .map_err(|_| NotSigned::Failed)?;
    let signature = data_encoding::BASE64_MIME.encode(&der);
    let boundary = format!("batch-{}", uuid::Uuid::now_v7().simple());
    Ok(format!(
        "Content-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256;\r\n boundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\n{part}\r\n--{boundary}\r\n\
         Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=smime.p7s\r\n\r\n{signature}\r\n--{boundary}--\r\n"
    ))
}
