//! Keys made by GnuPG and certificates made by OpenSSL in November 2026.

use super::*;
use chrono::{DateTime, TimeZone, Utc};
use domain_model::account::CertificateTrust;

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../tests/fixtures/mail-keys/", $name))
    };
}

/// A month after all of them were made.
fn then() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 12, 27, 12, 0, 0).unwrap()
}

fn signers(armour: &str, at: DateTime<Utc>) -> Result<usize, KeyProblem> {
    Ok(PgpCertificate::read(armour)?.signers(at)?.len())
}

#[test]
fn keys_that_are_made_to_sign_do_so_in_their_time() {
    let year = fixture!("year.asc");
    assert_eq!(signers(year, then()), Ok(1));
    assert_eq!(signers(year, then() + chrono::TimeDelta::days(366)), Err(KeyProblem::Expired));
    let before = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
    assert!(matches!(signers(year, before), Err(KeyProblem::NotYetValid | KeyProblem::NotSelfSigned)));
    assert_eq!(signers(fixture!("part.asc"), then()), Ok(1), "its signing part, and not the primary key");
    let key = PgpCertificate::read(year).unwrap();
    let again = PgpCertificate::read(&key.armoured().unwrap()).unwrap();
    assert_eq!(again.fingerprint(), key.fingerprint());
}

#[test]
fn other_keys_are_refused_each_for_its_reason() {
    for (armour, problem) in [
        (fixture!("secret.asc"), KeyProblem::Secret),
        (fixture!("encrypts.asc"), KeyProblem::CannotSign),
        (fixture!("short.asc"), KeyProblem::Weak),
        (fixture!("revoked.asc"), KeyProblem::Revoked),
        (fixture!("two.asc"), KeyProblem::Several),
    ] {
        assert_eq!(signers(armour, then()), Err(problem));
    }
    assert!(matches!(signers("no key", then()), Err(KeyProblem::Unreadable(_))));
    assert!(matches!(signers(fixture!("signer.pem"), then()), Err(KeyProblem::Unreadable(_))));
    assert_eq!(signers(&"x".repeat(LONGEST + 1), then()), Err(KeyProblem::TooLong));
    let said = KeyProblem::Secret.at("key");
    assert!(said.message.contains("it was not stored") && said.rule == "key-secret");
}

/// A name that somebody else put on a key does not speak for it.
#[test]
fn a_key_without_its_own_signature_is_refused() {
    let year = PgpCertificate::read(fixture!("year.asc")).unwrap();
    let part = PgpCertificate::read(fixture!("part.asc")).unwrap();
    let forged = PgpCertificate::of_parts_for_test(&year, &part);
    assert_eq!(forged.signers(then()).err(), Some(KeyProblem::NotSelfSigned));
}

fn usable(pem: &str, trust: CertificateTrust, at: DateTime<Utc>) -> Result<(), KeyProblem> {
    Certificate::read(pem.as_bytes())?.usable(trust, at)
}

#[test]
fn certificates_are_for_what_they_are_made_for_in_their_time() {
    let (signer, authority) = (CertificateTrust::Signer, CertificateTrust::Authority);
    let pem = fixture!("signer.pem");
    assert_eq!(usable(pem, signer, then()), Ok(()));
    assert_eq!(usable(pem, signer, then() + chrono::TimeDelta::days(40_000)), Err(KeyProblem::Expired));
    assert_eq!(usable(pem, signer, then() - chrono::TimeDelta::days(366)), Err(KeyProblem::NotYetValid));
    assert!(matches!(usable(pem, authority, then()), Err(KeyProblem::Authority(_))));
    assert_eq!(usable(fixture!("ca.pem"), authority, then()), Ok(()));
    assert_eq!(usable(fixture!("ca.pem"), signer, then()), Err(KeyProblem::CannotSign));
    assert_eq!(usable(fixture!("server.pem"), signer, then()), Err(KeyProblem::CannotSign));
    assert_eq!(usable(fixture!("short.pem"), signer, then()), Err(KeyProblem::Weak));
}

#[test]
fn certificates_are_read_one_at_a_time_and_secret_keys_never() {
    let pem = fixture!("signer.pem");
    let read = Certificate::read(pem.as_bytes()).unwrap();
    assert_eq!(read.addresses()[0].as_str(), "nom@reseller.test");
    let der = read.x509().to_der().unwrap();
    assert_eq!(Certificate::read(&der).unwrap().fingerprint(), read.fingerprint());
    let refused = |bytes: &str| Certificate::read(bytes.as_bytes()).err();
    assert_eq!(refused(fixture!("signer.key")), Some(KeyProblem::Secret));
    assert_eq!(refused(&format!("{}{pem}", fixture!("signer.key"))), Some(KeyProblem::Secret));
    assert_eq!(refused(&format!("{pem}{pem}")), Some(KeyProblem::Several));
    assert!(matches!(refused("-----BEGIN CERTIFICATE-----"), Some(KeyProblem::Unreadable(_))));
    assert!(matches!(refused("no certificate"), Some(KeyProblem::Unreadable(_))));
}
