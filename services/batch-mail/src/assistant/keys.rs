//! Keys for those who have none yet: the demo's accounts, and tests.

use super::sign::NotSigned;
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::values::EmailAddress;
use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName};
use openssl::x509::{X509Builder, X509NameBuilder};
use pgp::composed::{ArmorOptions, Deserializable, KeyType, SecretKeyParamsBuilder, SignedSecretKey};
use pgp::types::Timestamp;
use secrecy::SecretString;

/// A new key with what may be shown of it.
pub struct NewKey {
    /// What stays with its owner.
    pub secret: SecretString,
    /// The public key, or the certificate.
    pub public: String,
}

/// A key of OpenPGP that signs: Ed25519 in the form that every GnuPG reads.
///
/// # Errors
/// The library failed.
pub fn new_pgp_key(user: &str, at: DateTime<Utc>) -> Result<NewKey, NotSigned> {
    let made = u32::try_from(at.timestamp()).map_err(|_| NotSigned::Failed)?;
    let mut parameters = SecretKeyParamsBuilder::default();
    parameters
        .key_type(KeyType::Ed25519Legacy)
        .can_certify(true)
        .can_sign(true)
        .created_at(Timestamp::from_secs(made))
        .primary_user_id(user.to_owned());
    let key = parameters.build().map_err(|_| NotSigned::Failed)?;
    let key = key.generate(rand::rngs::OsRng).map_err(|_| NotSigned::Failed)?;
    let secret = key.to_armored_string(ArmorOptions::default()).map_err(|_| NotSigned::Failed)?;
    let public = key.to_public_key().to_armored_string(ArmorOptions::default());
    Ok(NewKey { secret: secret.into(), public: public.map_err(|_| NotSigned::Failed)? })
}

/// The public half of a secret key in its armour.
///
/// # Errors
/// The key cannot be read.
pub fn public_pgp_key(secret: &str) -> Result<String, NotSigned> {
    let unreadable = NotSigned::Key("the OpenPGP key");
    let (key, _) = SignedSecretKey::from_string(secret).map_err(|_| unreadable)?;
    key.to_public_key().to_armored_string(ArmorOptions::default()).map_err(|_| unreadable)
}

/// A certificate of its own making for an address, good for two years: P-256, both in PEM.
///
/// # Errors
/// The library failed.
pub fn new_certificate(address: &EmailAddress, at: DateTime<Utc>) -> Result<NewKey, NotSigned> {
    certificate(address, at).map_err(|_| NotSigned::Failed)
}

fn certificate(address: &EmailAddress, at: DateTime<Utc>) -> Result<NewKey, ErrorStack> {
    let key = PKey::from_ec_key(EcKey::generate(&*EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?)?)?;
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_nid(Nid::COMMONNAME, address.as_str().get(..64).unwrap_or(address.as_str()))?;
    let name = name.build();
    let mut serial = BigNum::new()?;
    serial.rand(127, MsbOption::MAYBE_ZERO, false)?;
    let mut builder = X509Builder::new()?;
    builder.set_version(2)?;
    builder.set_serial_number(&*serial.to_asn1_integer()?)?;
    builder.set_subject_name(&name)?;
    builder.set_issuer_name(&name)?;
    // A clock that is a little behind finds it valid, too.
    builder.set_not_before(&*Asn1Time::from_unix((at - TimeDelta::hours(1)).timestamp())?)?;
    builder.set_not_after(&*Asn1Time::from_unix((at + TimeDelta::days(730)).timestamp())?)?;
    builder.set_pubkey(&key)?;
    builder.append_extension(BasicConstraints::new().critical().build()?)?;
    builder.append_extension(KeyUsage::new().critical().digital_signature().non_repudiation().build()?)?;
    builder.append_extension(ExtendedKeyUsage::new().email_protection().build()?)?;
    let names =
        SubjectAlternativeName::new().email(address.as_str()).build(&builder.x509v3_context(None, None))?;
    builder.append_extension(names)?;
    builder.sign(&key, MessageDigest::sha256())?;
    let text = |pem: Vec<u8>| String::from_utf8_lossy(&pem).into_owned();
    Ok(NewKey {
        secret: text(key.private_key_to_pem_pkcs8()?).into(),
        public: text(builder.build().to_pem()?),
    })
}
