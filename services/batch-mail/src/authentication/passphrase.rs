//! `plain` and `md5`: the passphrase of the account, itself or in a digest.

use super::Evidence;
use crate::complaint::Complaint;
use crate::language::{Signed, bare, once};
use crate::message::latin_bytes;
use md5::{Digest, Md5};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

const PLAIN: &str = "batch.auth.plain";
const MD5: &str = "batch.auth.md5";
const UNSET: &str = "another method: no passphrase is set on the account (registrar account set-passphrase)";

/// The passphrase stands in the mail.
pub(super) fn plain(evidence: &Evidence, known: Option<&str>) -> Result<(), Complaint> {
    let Some(known) = known else { return Err(Complaint::on("batch.auth.method", UNSET)) };
    let Some(given) = &evidence.plain else {
        return Err(Complaint::on(PLAIN, "the passphrase of the account"));
    };
    // Digests are compared, so that the time tells nothing of the length.
    let digest = |text: &str| <[u8; 32]>::from(Sha256::digest(text.trim().as_bytes()));
    match bool::from(digest(given).ct_eq(&digest(known))) {
        true => Ok(()),
        false => Err(Complaint::on(PLAIN, "the passphrase of the account, as it was set last")),
    }
}

/// MD5 over the passphrase and the body before the signature, without any white space (the paper's two scripts).
pub(super) fn md5(evidence: &Evidence, known: Option<&str>) -> Result<(), Complaint> {
    let Some(known) = known else { return Err(Complaint::on("batch.auth.method", UNSET)) };
    let Some(signed) = Signed::find(evidence.text.as_bytes()) else {
        let expected = "the MD5 of passphrase and body at the end of the mail, for its method is md5";
        return Err(Complaint::on(MD5, expected));
    };
    let form = "32 hexadecimal digits: the MD5 of passphrase and body, without white space";
    let given: Option<[u8; 16]> = data_encoding::HEXLOWER_PERMISSIVE
        .decode(signed.signature)
        .ok()
        .and_then(|digest| digest.try_into().ok());
    let Some(given) = given else { return Err(Complaint::at(signed.line, MD5, form)) };
    // All are computed and compared, whichever fits.
    let fits = digests(evidence, known)
        .into_iter()
        .fold(Choice::from(0), |fits, digest| fits | digest.ct_eq(&given));
    match bool::from(fits) {
        true => Ok(()),
        false => Err(Complaint::at(
            signed.line,
            MD5,
            "the MD5 of passphrase and body, without white space: sign the mail again, with the passphrase that was set last",
        )),
    }
}

/// The scripts hash the bytes of a file. Mail programs send them in another set now and then, so what the file may have
/// held is tried: the bytes that came, the text in UTF-8, and in one byte a character. The Perl script hashes the body
/// once, and prints it twice.
fn digests(evidence: &Evidence, passphrase: &str) -> Vec<[u8; 16]> {
    let mut bodies = vec![evidence.bytes.clone(), evidence.text.clone().into_bytes()];
    bodies.extend(latin_bytes(&evidence.text));
    let mut passphrases = vec![passphrase.as_bytes().to_vec()];
    passphrases.extend(latin_bytes(passphrase));
    let distinct = |mut all: Vec<Vec<u8>>| {
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut digests = vec![];
    for body in distinct(bodies) {
        let Some(signed) = Signed::find(&body) else { continue };
        let whole = bare(signed.before);
        let half = bare(once(signed.before));
        for passphrase in distinct(passphrases.clone()) {
            let passphrase = bare(&passphrase);
            for body in [&whole, &half] {
                digests.push(Md5::new().chain_update(&passphrase).chain_update(body).finalize().into());
            }
        }
    }
    digests
}
