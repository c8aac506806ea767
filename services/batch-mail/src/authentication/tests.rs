//! Rules of the methods that need no tool; the tools themselves are in `consider/tests.rs`.

use super::*;
use md5::{Digest, Md5};

pub(crate) const PASSPHRASE: &str = "MaPassPhraseQuiEstUnique";

pub(crate) fn known() -> Known {
    Known {
        methods: AuthMethod::ALL.to_vec(),
        passphrase: Some(PASSPHRASE.to_owned()),
        pgp_keys: vec![],
        certificates: vec![],
        registered: None,
    }
}

fn now() -> DateTime<Utc> {
    journal::wall_clock()
}

fn evidence(method: AuthMethod, text: &str) -> Evidence {
    Evidence {
        method,
        plain: None,
        bytes: text.as_bytes().to_vec(),
        text: text.to_owned(),
        seal: Proof::None,
    }
}

fn md5_of(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Md5::digest(crate::language::bare(bytes)))
}

fn complaint(evidence: &Evidence, known: &Known) -> String {
    check(evidence, known, now()).expect_err("a complaint is expected").to_string()
}

#[test]
fn the_passphrase_itself_is_compared() {
    let with =
        |plain: Option<&str>| Evidence { plain: plain.map(str::to_owned), ..evidence(AuthMethod::Plain, "") };
    assert_eq!(check(&with(Some(PASSPHRASE)), &known(), now()), Ok(()));
    for wrong in ["", "MaPassPhraseQuiEstUniqu", "mapassphrasequiestunique"] {
        let said = complaint(&with(Some(wrong)), &known());
        assert_eq!(
            said,
            "line 0, key batch.auth.plain, expected the passphrase of the account, as it was set last"
        );
    }
    assert!(complaint(&with(None), &known()).contains("key batch.auth.plain"));
    let unset = Known { passphrase: None, ..known() };
    assert!(complaint(&with(Some("")), &unset).contains("no passphrase is set"));
    assert!(
        complaint(&evidence(AuthMethod::Md5, "batch.auth.md5: 0"), &unset).contains("no passphrase is set")
    );
}

#[test]
fn a_method_that_is_switched_off_proves_nothing() {
    let strict = Known { methods: vec![AuthMethod::Pgp], ..known() };
    let with = Evidence { plain: Some(PASSPHRASE.to_owned()), ..evidence(AuthMethod::Plain, "") };
    assert_eq!(
        complaint(&with, &strict),
        "line 0, key batch.auth.method, expected a method that the account allows: pgp, not plain"
    );
    assert!(complaint(&with, &Known { methods: vec![], ..known() }).contains("allows: none"));
}

#[test]
fn md5_covers_passphrase_and_body_without_white_space() {
    let body = "batch.version: 4.0\n\torder.domain.name: ovh.com\x0b\x0c\r\n";
    let signature = md5_of(format!("{PASSPHRASE}{body}").as_bytes());
    let fits = |text: String| check(&evidence(AuthMethod::Md5, &text), &known(), now()).is_ok();
    assert!(fits(format!("{body}batch.auth.md5: {signature}\n")));
    assert!(
        fits(format!("{body}\n\n  BATCH.AUTH.MD5:{}", signature.to_uppercase())),
        "in any layout and case"
    );
    assert!(
        fits(format!("{body}{body}batch.auth.md5: {signature}\n")),
        "the Perl script prints the body twice"
    );
    assert!(fits(format!("{0}{0}batch.auth.md5: {signature}", body.trim_end())), "and glues it together");
    assert!(!fits(format!("{body}option.owo: yes\nbatch.auth.md5: {signature}\n")));
    let said = |text: String| complaint(&evidence(AuthMethod::Md5, &text), &known());
    assert!(
        said(body.to_owned())
            .starts_with("line 0, key batch.auth.md5, expected the MD5 of passphrase and body")
    );
    assert!(
        said(format!("{body}batch.auth.md5: 12"))
            .starts_with("line 3, key batch.auth.md5, expected 32 hexadecimal")
    );
    assert!(said(format!("{body}batch.auth.md5: {}", "0".repeat(32))).contains("sign the mail again"));
}

#[test]
fn md5_survives_another_character_set() {
    let body = "contact.owner.name: Côté €\n";
    let file = b"contact.owner.name: C\xf4t\xe9 \x80\n";
    let signature = md5_of(&[PASSPHRASE.as_bytes(), file].concat());
    let came = format!("{body}batch.auth.md5: {signature}\n");
    assert_eq!(
        check(&evidence(AuthMethod::Md5, &came), &known(), now()),
        Ok(()),
        "the file was windows-1252"
    );
    let signature = md5_of(format!("clé{body}").as_bytes());
    let came = format!("{body}batch.auth.md5: {signature}\n");
    let mut latin = crate::message::latin_bytes(&came).remove(0);
    let as_sent = |bytes: &[u8]| Evidence { bytes: bytes.to_vec(), ..evidence(AuthMethod::Md5, &came) };
    let french = Known { passphrase: Some("clé".to_owned()), ..known() };
    assert_eq!(
        check(&as_sent(&latin), &french, now()),
        Ok(()),
        "the file was UTF-8, and so was the passphrase"
    );
    latin[0] ^= 1;
    assert_eq!(check(&as_sent(&latin), &french, now()), Ok(()), "the text that is read is what is signed");
}

#[test]
fn a_signed_mail_is_of_a_signing_method_and_the_other_way_round() {
    let sealed = Evidence {
        seal: Proof::Form(Seal::Pgp { signed: vec![], signature: vec![] }),
        ..evidence(AuthMethod::Md5, "")
    };
    assert!(complaint(&sealed, &known()).contains("pgp or smime, for the mail is signed so"));
    assert!(complaint(&evidence(AuthMethod::Pgp, ""), &known()).contains("a mail signed by OpenPGP"));
    assert!(complaint(&evidence(AuthMethod::Smime, ""), &known()).contains("a mail signed by S/MIME"));
}

#[test]
fn signatures_are_of_today() {
    let now = now();
    assert_eq!(in_time(Some(now), now), Ok(()));
    assert_eq!(in_time(Some(now - TimeDelta::hours(23)), now), Ok(()));
    for (made, expected) in [
        (None, "says when it was made"),
        (Some(now - TimeDelta::hours(25)), "of the last 24 hours"),
        (Some(now + TimeDelta::hours(1)), "not made in the future"),
    ] {
        assert!(in_time(made, now).unwrap_err().expected.contains(expected));
    }
}

fn clear(text: &str) -> Result<ClearSigned, Complaint> {
    ClearSigned::read(text.as_bytes()).expect("it is clear-signed")
}

#[test]
fn only_what_stands_between_the_dashes_is_signed() {
    let signed = "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\na: 1 \t\r\n- -- \r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nxx\r\n-----END PGP SIGNATURE-----\r\n";
    let read = clear(&format!("\r\n{signed}\r\n")).ok().unwrap();
    assert_eq!(read.canonical, b"a: 1\r\n--\r\n");
    assert_eq!(read.text, b"a: 1\n--\n");
    assert_eq!(read.signature, b"-----BEGIN PGP SIGNATURE-----\n\nxx\n-----END PGP SIGNATURE-----\n");
    assert!(ClearSigned::read(b"a: 1\n").is_none());
    let said = |text: &str| clear(text).err().unwrap().to_string();
    assert!(
        said(&format!("order.domain.name: x\n{signed}"))
            .starts_with("line 1, key batch.auth.method, expected nothing before")
    );
    assert!(
        said(&format!("{signed}\n-- \nlist\n"))
            .starts_with("line 12, key batch.auth.method, expected nothing behind")
    );
    assert!(said(&signed.replace("Hash: SHA512", "NotDashEscaped: yes")).starts_with("line 2"));
    assert!(said(&signed.replace("a: 1", "-----X")).contains("escaped by a dash"));
    assert!(said(&signed.replace("-----END PGP SIGNATURE-----", "")).contains("a whole clear-signed text"));
    assert!(said("-----BEGIN PGP SIGNED MESSAGE-----").contains("a whole clear-signed text"));
}
