//! Mails signed by the tools that people have: the paper's scripts under Perl and PHP, GnuPG, OpenSSL.

mod openssl;

use super::*;
use crate::authentication::tests::{PASSPHRASE, known};
use crate::message::read;
use domain_model::account::CertificateTrust;
use std::path::Path;
use std::process::{Command, Stdio};

const ORDER: &str = "\
## this section specify batch options
batch.version: 4.0
batch.account: ve174-ovh
batch.referer: ma-ref-123456
batch.type: orderDomain
batch.auth.method: METHOD
batch.autopayment: yes
order.domain.name: ovh.com
order.domain.command: renew
option.owo: yes # can be: yes | no
";

fn order(method: &str) -> String {
    ORDER.replace("METHOD", method)
}

/// What the mail proves, and what it would be read as.
pub(crate) fn considered(raw: &[u8], known: &Known) -> Result<Reading, String> {
    considered_at(raw, known, journal::wall_clock())
}

fn considered_at(raw: &[u8], known: &Known, now: DateTime<Utc>) -> Result<Reading, String> {
    let message = read(raw).expect("a message");
    let letter = message.content.map_err(|refused| refused.complaint.to_string())?;
    let presented = present(&letter).map_err(|(_, complaint)| complaint.to_string())?;
    assert_eq!(presented.head.referer.as_ref().map(Referer::as_str), Some("ma-ref-123456"));
    let evidence = presented.evidence.expect("a method");
    authentication::check(&evidence, known, now).map_err(|complaint| complaint.to_string())?;
    match presented.after.map(|(line, text)| unsigned(line, &text)).unwrap_or_default().first() {
        Some(complaint) => Err(complaint.to_string()),
        None => Ok(presented.reading),
    }
}

fn is_the_order(reading: Result<Reading, String>) {
    let catalogue = domain_model::policy::Catalogue::embedded();
    let on = chrono::NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
    let rules = Rules { catalogue: &catalogue, on, handle_suffix: "FREE" };
    let read = reading.expect("it is authentic").instruction(rules);
    assert!(matches!(read, Ok((true, application::Instruction::Order(_)))), "{read:?}");
}

fn mail(headers: &str, body: &[u8]) -> Vec<u8> {
    let headers = format!("From: nom@reseller.test\r\nTo: batch@registrar.test\r\n{headers}\r\n");
    [headers.as_bytes(), body].concat()
}

fn run(folder: &Path, command: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(command)
        .args(arguments)
        .current_dir(folder)
        .env("GNUPGHOME", folder)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command}: {error}: ops/test installs it"));
    assert!(output.status.success(), "{command} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn folder() -> tempfile::TempDir {
    // GnuPG's agent listens on a socket in its folder, whose path must be short.
    tempfile::Builder::new().prefix("bm-").tempdir_in("/tmp").unwrap()
}

/// The paper's scripts, with the lines of the paper; the printed ones are run too where the paper is present.
const PERL: &str = r#"use strict;
use Digest::MD5 qw(md5_hex);
my $file = "email.txt";
my $body;
open (F, $file);
while(<F>) {
   $body.=$_;
   print $_;
}
close(F);
my $passphrase = "MaPassPhraseQuiEstUnique";
my $texte_a_hasher = $passphrase.$body;
$texte_a_hasher =~ s/\s//g;
my $signature = md5_hex($texte_a_hasher);
$body .= "batch.auth.md5: $signature\n";
print $body;
"#;

const PHP: &str = r#"<?
$body = @file_get_contents("email.txt");
$passphrase = 'MaPassPhraseQuiEstUnique';
$texte_a_hasher = preg_replace('/\s/','',$passphrase.$body);
$signature = md5($texte_a_hasher);
$body .= 'batch.auth.md5: '.$signature;
echo "$body\n" ;
?>
"#;

const PAPER: &str = "/work/shared/seeds/batch-mail.txt";

/// A script as it is printed, where the paper is on this machine.
fn printed(begins: &str, ends: &str) -> Option<String> {
    let paper = std::fs::read_to_string(PAPER).ok()?;
    let from = paper.find(begins).expect("the paper has the script");
    let to = from + paper[from..].find(ends).expect("the script ends") + ends.len();
    Some(paper[from..to].to_owned() + "\n")
}

#[test]
fn the_papers_scripts_sign_in_perl_and_php() {
    let folder = folder();
    assert_eq!(PASSPHRASE, "MaPassPhraseQuiEstUnique");
    let perl: Vec<String> =
        [Some(PERL.to_owned()), printed("#!/usr/bin/perl", "print $body;")].into_iter().flatten().collect();
    let php: Vec<String> = [Some(PHP.to_owned()), printed("<?\n", "?>")].into_iter().flatten().collect();
    for text in [order("md5"), order("md5").trim_end().to_owned(), order("md5").replace('\n', "\r\n")] {
        std::fs::write(folder.path().join("email.txt"), &text).unwrap();
        for script in &perl {
            std::fs::write(folder.path().join("sign.pl"), script).unwrap();
            let signed = run(folder.path(), "perl", &["sign.pl"]);
            assert!(signed.len() > text.len() * 2, "the Perl script prints the body twice");
            is_the_order(considered(&mail("", &signed), &known()));
        }
        for script in &php {
            std::fs::write(folder.path().join("sign.php"), script).unwrap();
            let signed = run(folder.path(), "php", &["-d", "short_open_tag=1", "sign.php"]);
            is_the_order(considered(&mail("", &signed), &known()));
            let mut forged = signed.clone();
            let at = text.find("ovh.com").unwrap();
            forged[at..at + 7].copy_from_slice(b"ovh.net");
            assert!(considered(&mail("", &forged), &known()).unwrap_err().contains("key batch.auth.md5"));
        }
    }
}

#[test]
fn what_follows_the_signature_is_refused_with_its_line() {
    let folder = folder();
    std::fs::write(folder.path().join("email.txt"), order("md5")).unwrap();
    std::fs::write(folder.path().join("sign.php"), PHP).unwrap();
    let mut signed = run(folder.path(), "php", &["-d", "short_open_tag=1", "sign.php"]);
    signed.extend(b"\n-- \nAgence Nom\norder.domain.name: other.com\n");
    let said = considered(&mail("", &signed), &known()).unwrap_err();
    assert_eq!(
        said,
        "line 13, key batch.auth.md5, expected nothing behind the signature: what is not signed is no order"
    );
}

/// Whoever holds a signed text cannot add to it, not even the method by which it is believed.
#[test]
fn nothing_behind_the_signature_is_read_as_the_order() {
    let folder = folder();
    std::fs::write(folder.path().join("email.txt"), "batch.referer: ma-ref-123456\nbatch.version: 4.0\n")
        .unwrap();
    std::fs::write(folder.path().join("sign.php"), PHP).unwrap();
    let mut signed = run(folder.path(), "php", &["-d", "short_open_tag=1", "sign.php"]);
    signed.extend(b"batch.account: ve174-ovh\nbatch.auth.method: md5\norder.domain.name: other.com\n");
    let Ok(letter) = read(&mail("", &signed)).unwrap().content else { panic!("no text") };
    let presented = present(&letter).map_err(|(_, complaint)| complaint).unwrap();
    assert!(presented.evidence.is_none() && presented.head.account.is_err(), "neither is signed");
}

#[test]
fn a_mail_by_md5_survives_its_transport() {
    let folder = folder();
    let text = format!("{}contact.owner.name: Côté\n", order("md5"));
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    std::fs::write(folder.path().join("email.txt"), latin).unwrap();
    std::fs::write(folder.path().join("sign.php"), PHP).unwrap();
    let signed = run(folder.path(), "php", &["-d", "short_open_tag=1", "sign.php"]);
    let proven = |headers: &str, body: &[u8]| considered(&mail(headers, body), &known()).is_ok();
    assert!(proven("Content-Type: text/plain; charset=iso-8859-1\r\n", &signed));
    let utf8: String = signed.iter().map(|byte| char::from(*byte)).collect();
    assert!(proven("Content-Type: text/plain; charset=utf-8\r\n", utf8.as_bytes()), "sent in another set");
    let base64 = data_encoding::BASE64_MIME.encode(&signed);
    let headers = "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: base64\r\n";
    assert!(proven(headers, base64.as_bytes()));
    let quoted = utf8
        .replace('=', "=3D")
        .replace('ô', "=F4")
        .replace('é', "=E9")
        .replace("batch.auth.md5", "batch.=\nauth.md5");
    let headers =
        "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n";
    assert!(proven(headers, quoted.as_bytes()));
}

#[test]
fn the_plain_passphrase_is_enough_where_it_is_allowed() {
    let text = format!("{}batch.auth.plain: {PASSPHRASE}\n", order("plain"));
    is_the_order(considered(&mail("", text.as_bytes()), &known()));
    let wrong = format!("{}batch.auth.plain: x\n", order("plain"));
    assert!(considered(&mail("", wrong.as_bytes()), &known()).unwrap_err().contains("key batch.auth.plain"));
}

fn gpg(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let quiet = ["--batch", "--yes", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""];
    run(folder, "gpg", &[&quiet, arguments].concat())
}

struct Gpg(tempfile::TempDir);

impl Gpg {
    /// A home with one key: algorithm, usage and when it ends, as GnuPG takes them.
    fn with(algorithm: &str, usage: &str, ends: &str, more: &[&str]) -> Self {
        let home = folder();
        let make = ["--quick-generate-key", "Nom <nom@reseller.test>", algorithm, usage, ends];
        gpg(home.path(), &[more, &make].concat());
        Self(home)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn public(&self) -> String {
        String::from_utf8(gpg(self.path(), &["--armor", "--export"])).unwrap()
    }

    fn known(&self) -> Known {
        Known { pgp_keys: vec![self.public()], ..known() }
    }

    fn clear_sign(&self, text: &str, more: &[&str]) -> Vec<u8> {
        std::fs::write(self.path().join("order"), text).unwrap();
        gpg(self.path(), &[more, &["--output", "-", "--clearsign", "order"]].concat())
    }

    fn mime(&self, text: &str, more: &[&str]) -> Vec<u8> {
        let part = format!("Content-Type: text/plain; charset=utf-8\r\n\r\n{}", text.replace('\n', "\r\n"));
        std::fs::write(self.path().join("part"), &part).unwrap();
        let signature =
            gpg(self.path(), &[more, &["--armor", "--output", "-", "--detach-sign", "part"]].concat());
        let signature = String::from_utf8(signature).unwrap().replace('\n', "\r\n");
        let kind = "Content-Type: multipart/signed; micalg=pgp-sha512; protocol=\"application/pgp-signature\"; boundary=b\r\n";
        let body = format!(
            "--b\r\n{part}\r\n--b\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\n{signature}\r\n--b--\r\n"
        );
        mail(kind, body.as_bytes())
    }
}

/// The agent of a home would outlive it.
impl Drop for Gpg {
    fn drop(&mut self) {
        let _ = Command::new("gpgconf").args(["--kill", "all"]).env("GNUPGHOME", self.path()).status();
    }
}

#[test]
fn gnupg_signs_in_the_clear_and_by_mime() {
    for algorithm in ["ed25519", "rsa2048", "nistp256"] {
        let gpg = Gpg::with(algorithm, "sign", "1y", &[]);
        let text = order("pgp") + "- a dash\n";
        let lines = order("pgp");
        for text in [&lines, &lines.replace('\n', "\r\n"), &lines.trim_end().to_owned()] {
            is_the_order(considered(&mail("", &gpg.clear_sign(text, &[])), &gpg.known()));
        }
        is_the_order(considered(&gpg.mime(&lines, &[]), &gpg.known()));
        let dashed = considered(&mail("", &gpg.clear_sign(&text, &[])), &gpg.known());
        assert!(dashed.is_ok(), "escaped dashes are signed without their escape");
    }
}

#[test]
fn a_changed_text_or_another_key_proves_nothing() {
    let gpg = Gpg::with("ed25519", "sign", "1y", &[]);
    let expected = "a signature over exactly this text, by an OpenPGP key that is set on the account";
    let clear = String::from_utf8(gpg.clear_sign(&order("pgp"), &[])).unwrap();
    let forged = clear.replace("ovh.com", "ovh.net");
    assert!(considered(&mail("", forged.as_bytes()), &gpg.known()).unwrap_err().contains(expected));
    let mime = String::from_utf8(gpg.mime(&order("pgp"), &[])).unwrap();
    assert!(
        considered(mime.replace("ovh.com", "ovh.net").as_bytes(), &gpg.known())
            .unwrap_err()
            .contains(expected)
    );
    let other = Gpg::with("ed25519", "sign", "1y", &[]);
    assert!(considered(&mail("", clear.as_bytes()), &other.known()).unwrap_err().contains(expected));
    assert!(considered(&mail("", clear.as_bytes()), &known()).unwrap_err().contains("no OpenPGP key is set"));
    // The second of two keys signs as well as the first.
    let both = Known { pgp_keys: vec![other.public(), gpg.public()], ..known() };
    is_the_order(considered(&mail("", clear.as_bytes()), &both));
    let outside = format!("order.domain.name: x.com\n{clear}");
    let said = considered(&mail("", outside.as_bytes()), &gpg.known());
    assert!(said.unwrap_err().contains("nothing before the signed text"));
}

#[test]
fn keys_that_may_not_sign_today_prove_nothing() {
    let now = journal::wall_clock();
    let said = |gpg: &Gpg, signed: &[u8]| considered(&mail("", signed), &gpg.known()).err();
    let expiring = Gpg::with("ed25519", "sign", "seconds=86400", &[]);
    let signed = expiring.clear_sign(&order("pgp"), &[]);
    assert_eq!(said(&expiring, &signed), None);
    let later = now + chrono::TimeDelta::hours(25);
    let said_later = considered_at(&mail("", &signed), &expiring.known(), later).unwrap_err();
    assert!(said_later.contains("the key or certificate has expired"), "{said_later}");
    let lasting = Gpg::with("ed25519", "sign", "1y", &[]);
    let signed = lasting.clear_sign(&order("pgp"), &[]);
    let old = considered_at(&mail("", &signed), &lasting.known(), later).unwrap_err();
    assert!(old.contains("a signature of the last 24 hours"), "{old}");
    // Revoked, by the certificate that GnuPG keeps for that day.
    let folder = lasting.path().join("openpgp-revocs.d");
    let kept = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    let revocation = std::fs::read_to_string(kept).unwrap().replace(":-----BEGIN", "-----BEGIN");
    std::fs::write(lasting.path().join("revoke"), revocation).unwrap();
    gpg(lasting.path(), &["--import", "revoke"]);
    let revoked = said(&lasting, &signed).unwrap();
    assert!(revoked.contains("the key is revoked"), "{revoked}");
}

#[test]
fn a_part_of_a_key_signs_where_it_is_made_for_it() {
    let gpg_home = Gpg::with("ed25519", "cert", "1y", &[]);
    let list = String::from_utf8(gpg(gpg_home.path(), &["--list-keys", "--with-colons"])).unwrap();
    let fingerprint =
        list.lines().find(|line| line.starts_with("fpr")).unwrap().split(':').nth(9).unwrap().to_owned();
    gpg(gpg_home.path(), &["--quick-add-key", &fingerprint, "ed25519", "sign", "1y"]);
    let signed = gpg_home.clear_sign(&order("pgp"), &[]);
    is_the_order(considered(&mail("", &signed), &gpg_home.known()));
    let key = application::PgpCertificate::read(&gpg_home.public()).unwrap();
    assert_eq!(key.fingerprint().unwrap().as_str(), fingerprint);
    assert_eq!(key.signers(journal::wall_clock()).unwrap().len(), 1, "the primary key only certifies");
}

#[test]
fn weak_digests_and_keys_are_refused() {
    let gpg_home = Gpg::with("rsa2048", "sign", "1y", &[]);
    let weak = gpg_home
        .clear_sign(&order("pgp"), &["--digest-algo", "SHA1", "--personal-digest-preferences", "SHA1"]);
    let said = considered(&mail("", &weak), &gpg_home.known()).unwrap_err();
    assert!(said.contains("SHA-256 or better"), "{said}");
    let short = Gpg::with("rsa1024", "sign", "1y", &[]);
    let signed = short.clear_sign(&order("pgp"), &["--digest-algo", "SHA256"]);
    let said = considered(&mail("", &signed), &short.known()).unwrap_err();
    assert!(said.contains("the key is too weak"), "{said}");
}
