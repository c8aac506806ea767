//! OpenPGP keys (RFC 9580). rPGP checks signatures, and neither expiry nor revocation nor what a key is for: that is here.

use super::{KeyProblem, not_secret};
use chrono::{DateTime, Utc};
use domain_model::values::PgpFingerprint;
use pgp::composed::{Deserializable, SignedPublicKey, SignedPublicSubKey};
use pgp::packet::{PublicKey, PublicSubkey, Signature, SignatureType, SubpacketData};
use pgp::ser::Serialize;
use pgp::types::{KeyDetails, PublicParams, Tag};

/// A clock that is a little ahead makes keys of the near future.
const SKEW_SECONDS: i64 = 15 * 60;
/// Bytes of an RSA key of 2048 bits in a key packet, with the shortest exponent.
const SHORTEST_RSA: usize = 2 + 256 + 2 + 1;

/// A public key with its parts and its own signatures.
#[derive(Clone)]
pub struct PgpCertificate(SignedPublicKey);

/// A key, or a part of one, that may sign.
#[derive(Clone, Copy)]
pub enum SigningKey<'k> {
    /// The primary key itself.
    Primary(&'k PublicKey),
    /// A part that it vouches for.
    Part(&'k PublicSubkey),
}

impl SigningKey<'_> {
    /// Whether a signature over these bytes is its own.
    pub fn has_signed(&self, signature: &Signature, bytes: &[u8]) -> bool {
        match self {
            Self::Primary(key) => signature.verify(key, bytes).is_ok(),
            Self::Part(key) => signature.verify(key, bytes).is_ok(),
        }
    }
}

impl PgpCertificate {
    /// Reads one public key in its armour.
    ///
    /// # Errors
    /// It is a secret key, several, or none.
    pub fn read(text: &str) -> Result<Self, KeyProblem> {
        not_secret(text.as_bytes())?;
        let unreadable =
            KeyProblem::Unreadable("a public key of OpenPGP in its armour (gpg --armor --export)");
        let (mut keys, _) = SignedPublicKey::from_string_many(text).map_err(|_| unreadable)?;
        let key = keys.next().ok_or(unreadable)?.map_err(|_| unreadable)?;
        if keys.next().is_some() {
            return Err(KeyProblem::Several);
        }
        Ok(Self(key))
    }

    /// Of its primary key.
    ///
    /// # Errors
    /// It is of a version that has none of the usual form.
    pub fn fingerprint(&self) -> Result<PgpFingerprint, KeyProblem> {
        let digits = data_encoding::HEXUPPER.encode(self.0.primary_key.fingerprint().as_bytes());
        PgpFingerprint::parse(&digits).map_err(|_| KeyProblem::Weak)
    }

    /// Its armour, without whatever stood around it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn armoured(&self) -> Result<String, KeyProblem> {
        self.0
            .to_armored_string(Default::default())
            .map_err(|_| KeyProblem::Unreadable("a key that can be written"))
    }

    /// Whether a signature says that it is by this key or a part of it; it may be a lie.
    pub fn is_issuer_of(&self, signature: &Signature) -> bool {
        let ids = signature.issuer_key_id();
        let prints = signature.issuer_fingerprint();
        let is = |key: &dyn KeyDetails| {
            ids.iter().any(|id| **id == key.legacy_key_id())
                || prints.iter().any(|print| **print == key.fingerprint())
        };
        is(&self.0.primary_key) || self.0.public_subkeys.iter().any(|part| is(&part.key))
    }

    /// A key under the names and signatures of another.
    #[cfg(test)]
    pub(super) fn of_parts_for_test(key: &Self, names: &Self) -> Self {
        let details = names.0.details.clone();
        Self(SignedPublicKey { primary_key: key.0.primary_key.clone(), details, public_subkeys: vec![] })
    }

    /// What may sign at a moment.
    ///
    /// # Errors
    /// The key is revoked, expired, not valid yet, too weak, or not made to sign.
    pub fn signers(&self, at: DateTime<Utc>) -> Result<Vec<SigningKey<'_>>, KeyProblem> {
        let now = at.timestamp();
        let primary = &self.0.primary_key;
        let revoked = |signature: &Signature| {
            signature.typ() == Some(SignatureType::KeyRevocation) && signature.verify_key(primary).is_ok()
        };
        if self.0.details.revocation_signatures.iter().any(revoked) {
            return Err(KeyProblem::Revoked);
        }
        let own = self.own_signatures(now);
        if own.is_empty() {
            return Err(KeyProblem::NotSelfSigned);
        }
        in_force(primary.created_at().as_secs(), &own, now)?;
        let mut signers = vec![];
        let mut why_not = KeyProblem::CannotSign;
        if own.iter().any(|signature| may_sign(signature, true)) {
            match is_strong(primary) {
                true => signers.push(SigningKey::Primary(primary)),
                false => why_not = KeyProblem::Weak,
            }
        }
        for part in &self.0.public_subkeys {
            match self.part_may_sign(part, now) {
                Ok(true) => signers.push(SigningKey::Part(&part.key)),
                Ok(false) => {}
                Err(problem) => why_not = problem,
            }
        }
        if signers.is_empty() { Err(why_not) } else { Ok(signers) }
    }

    /// The latest signature of the key over itself, and the latest over each name that it did not take back.
    fn own_signatures(&self, now: i64) -> Vec<&Signature> {
        let primary = &self.0.primary_key;
        let details = &self.0.details;
        let direct =
            details.direct_signatures.iter().filter(|signature| signature.verify_key(primary).is_ok());
        let mut own: Vec<&Signature> = latest(direct, now).into_iter().collect();
        for user in &details.users {
            let valid = |signature: &&Signature| {
                signature.verify_certification(primary, Tag::UserId, &user.id).is_ok()
            };
            let mine = user.signatures.iter().filter(valid);
            own.extend(latest(mine, now).filter(|last| last.typ() != Some(SignatureType::CertRevocation)));
        }
        own
    }

    fn part_may_sign(&self, part: &SignedPublicSubKey, now: i64) -> Result<bool, KeyProblem> {
        let primary = &self.0.primary_key;
        let valid: Vec<&Signature> = part
            .signatures
            .iter()
            .filter(|signature| signature.verify_subkey_binding(primary, &part.key).is_ok())
            .collect();
        if valid.iter().any(|signature| signature.typ() == Some(SignatureType::SubkeyRevocation)) {
            return Err(KeyProblem::Revoked);
        }
        let Some(binding) = latest(valid.into_iter(), now) else { return Ok(false) };
        if !may_sign(binding, false) {
            return Ok(false);
        }
        // Without the part's own consent, a stranger's part could be claimed.
        let consents = binding
            .embedded_signature()
            .is_some_and(|back| back.verify_primary_key_binding(&part.key, primary).is_ok());
        if !consents {
            return Ok(false);
        }
        in_force(part.key.created_at().as_secs(), &[binding], now)?;
        if is_strong(&part.key) { Ok(true) } else { Err(KeyProblem::Weak) }
    }
}

/// The latest of those that were made by now.
fn latest<'s>(signatures: impl Iterator<Item = &'s Signature>, now: i64) -> Option<&'s Signature> {
    let made = |signature: &Signature| signature.created().map_or(0, |made| i64::from(made.as_secs()));
    signatures
        .filter(|signature| made(signature) <= now + SKEW_SECONDS)
        .max_by_key(|signature| made(signature))
}

/// Whether a key made then is in force, as all of its signatures say.
fn in_force(created: u32, signatures: &[&Signature], now: i64) -> Result<(), KeyProblem> {
    let created = i64::from(created);
    if created > now + SKEW_SECONDS {
        return Err(KeyProblem::NotYetValid);
    }
    let lasts = signatures
        .iter()
        .filter_map(|signature| signature.key_expiration_time())
        .map(|lasts| i64::from(lasts.as_secs()))
        .filter(|lasts| *lasts > 0)
        .min();
    match lasts {
        Some(lasts) if created + lasts <= now => Err(KeyProblem::Expired),
        _ => Ok(()),
    }
}

/// Whether a signature says that the key is made to sign; `unless_said`: what is so where it says nothing.
fn may_sign(signature: &Signature, unless_said: bool) -> bool {
    let said = signature.config().is_some_and(|config| {
        config.hashed_subpackets().any(|packet| matches!(packet.data, SubpacketData::KeyFlags(_)))
    });
    if said { signature.key_flags().sign() } else { unless_said }
}

fn is_strong(key: &impl KeyDetails) -> bool {
    match key.public_params() {
        params @ PublicParams::RSA(_) => params.write_len() >= SHORTEST_RSA,
        PublicParams::ECDSA(_)
        | PublicParams::EdDSALegacy(_)
        | PublicParams::Ed25519(_)
        | PublicParams::Ed448(_) => true,
        _ => false,
    }
}
