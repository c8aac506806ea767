//! `pgp`: signatures of OpenPGP (RFC 9580) by a key of the account.

use super::{METHOD, in_time};
use crate::complaint::Complaint;
use application::{KeyProblem, PgpCertificate};
use chrono::{DateTime, Utc};
use pgp::composed::{Deserializable, DetachedSignature};
use pgp::crypto::hash::HashAlgorithm;
use pgp::packet::{Signature, SignatureType};

/// Signatures of a mail that are looked at.
const MOST_SIGNATURES: usize = 8;
const NONE: &str = "another method: no OpenPGP key is set on the account (registrar account pgp-key add)";

/// Checks signatures over what was signed; `bytes`: with the line ends that it may have been signed with.
pub(super) fn check(
    signature: &[u8],
    bytes: &[&[u8]],
    keys: &[String],
    now: DateTime<Utc>,
) -> Result<(), Complaint> {
    if keys.is_empty() {
        return Err(Complaint::on(METHOD, NONE));
    }
    let signatures = read(signature);
    if signatures.is_empty() {
        return Err(Complaint::on(METHOD, "a signature of OpenPGP in its armour"));
    }
    let keys: Vec<PgpCertificate> = keys.iter().filter_map(|key| PgpCertificate::read(key).ok()).collect();
    let mut why = None;
    for signature in &signatures {
        let by_key = keys.iter().map(|key| signed_by(signature, bytes, key, now));
        for outcome in by_key {
            match outcome {
                Signed::Yes => return well_made(signature, now),
                Signed::ByUnusable(problem) => why = Some(problem),
                Signed::No => {}
            }
        }
    }
    Err(match why {
        Some(problem) => {
            Complaint::on(METHOD, format!("a signature by a key that may sign today; {problem}"))
        }
        None => Complaint::on(
            METHOD,
            "a signature over exactly this text, by an OpenPGP key that is set on the account",
        ),
    })
}

enum Signed {
    Yes,
    /// A key of the account that may not sign now.
    ByUnusable(KeyProblem),
    No,
}

fn read(signature: &[u8]) -> Vec<Signature> {
    let armoured = DetachedSignature::from_armor_many(signature);
    let Ok((found, _)) = armoured else { return vec![] };
    found.take(MOST_SIGNATURES).map_while(Result::ok).map(|detached| detached.signature).collect()
}

fn signed_by(signature: &Signature, bytes: &[&[u8]], key: &PgpCertificate, now: DateTime<Utc>) -> Signed {
    match key.signers(now) {
        Ok(signers) => {
            let fits =
                signers.iter().any(|signer| bytes.iter().any(|bytes| signer.has_signed(signature, bytes)));
            if fits { Signed::Yes } else { Signed::No }
        }
        Err(problem) if key.is_issuer_of(signature) => Signed::ByUnusable(problem),
        Err(_) => Signed::No,
    }
}

/// A signature that fits must also be one over a document, by a digest that nobody forges, and of today.
fn well_made(signature: &Signature, now: DateTime<Utc>) -> Result<(), Complaint> {
    if !matches!(signature.typ(), Some(SignatureType::Binary | SignatureType::Text)) {
        return Err(Complaint::on(METHOD, "a signature over a text"));
    }
    let strong = [
        HashAlgorithm::Sha256,
        HashAlgorithm::Sha384,
        HashAlgorithm::Sha512,
        HashAlgorithm::Sha3_256,
        HashAlgorithm::Sha3_512,
    ];
    if !signature.hash_alg().is_some_and(|hash| strong.contains(&hash)) {
        return Err(Complaint::on(METHOD, "a signature by SHA-256 or better (gpg --digest-algo SHA256)"));
    }
    let made = signature.created().map(|made| i64::from(made.as_secs()));
    in_time(made.and_then(|made| DateTime::from_timestamp(made, 0)), now)?;
    let lasts = signature.signature_expiration_time().map(|lasts| i64::from(lasts.as_secs()));
    match (made, lasts.filter(|lasts| *lasts > 0)) {
        (Some(made), Some(lasts)) if made + lasts <= now.timestamp() => {
            Err(Complaint::on(METHOD, "a signature that has not expired"))
        }
        _ => Ok(()),
    }
}
