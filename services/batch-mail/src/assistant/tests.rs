//! What the assistant writes, the reader accepts.

use super::*;
use crate::authentication::Known;
use crate::authentication::tests::{PASSPHRASE, known};
use crate::consider::tests::considered;
use crate::language::Rules;
use application::Instruction;
use domain_model::account::CertificateTrust;
use domain_model::policy::Catalogue;
use domain_model::values::EmailAddress;
use proptest::prelude::*;
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);

fn rules() -> Rules<'static> {
    let on = chrono::NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
    Rules { catalogue: &CATALOGUE, on, handle_suffix: "FREE" }
}

/// Answers from a list; empty ones at its end.
struct Script<'s> {
    answers: Vec<&'s str>,
    asked: Vec<String>,
    complaints: Vec<String>,
}

impl<'s> Script<'s> {
    fn new(answers: &[&'s str]) -> Self {
        let answers = answers.iter().rev().copied().collect();
        Self { answers, asked: vec![], complaints: vec![] }
    }
}

impl Dialogue for Script<'_> {
    fn ask(&mut self, question: &str, _: Option<&str>) -> Result<String, Interrupted> {
        self.asked.push(question.to_owned());
        self.answers.pop().map(str::to_owned).ok_or(Interrupted(None))
    }

    fn complain(&mut self, text: &str) {
        self.complaints.push(text.to_owned());
    }
}

fn talked(answers: &[&str]) -> (Draft, Script<'static>) {
    let mut draft = Draft::default();
    let mut script = Script::new(answers);
    if let Err(error) = converse(&mut draft, &mut script, rules()) {
        panic!("{error} after {:?}, {:?}", script.asked, script.complaints);
    }
    assert!(script.answers.is_empty(), "not asked for: {:?}", script.answers);
    assert_eq!(draft.mistakes(rules()), [], "{}", draft.text());
    let Script { asked, complaints, .. } = script;
    (draft, Script { answers: vec![], asked, complaints })
}

#[test]
fn a_renewal_takes_few_answers_and_wrong_ones_are_asked_again() {
    let answers =
        ["me", "ve174-ovh", "ref-1", "sha1", "md5", "", "", "nowhere", "ovh.com", "delete", "renew"];
    let (draft, script) = talked(&answers);
    assert_eq!(draft.get("batch.account"), Some("ve174-ovh"));
    assert_eq!(draft.get("batch.autopayment"), Some("yes"));
    assert_eq!(script.complaints.len(), 4, "{:?}", script.complaints);
    assert!(script.complaints[3].contains("create | transfer | renew, not delete"));
}

#[test]
fn a_creation_below_fr_asks_who_the_owner_is() {
    let (draft, _) = talked(&[
        "ve174-ovh",
        "",
        "pgp",
        "",
        "",
        "mondomaine.fr",
        "",
        "",
        "new",
        "individual",
        "",
        "Dupond",
        "Pierre",
        "",
        "dupond@free.fr",
        "12 rue du chien qui fume",
        "Paris",
        "75001",
        "",
        "",
        "+33.147010203",
        "",
        "",
        "",
        "",
        "birthPlace",
        "FR",
        "31/12/1980",
        "Roubaix",
        "59",
        "dns12.ovh.net",
        "ns12.ovh.net",
        "",
        "yes",
    ]);
    assert_eq!(draft.get("contact.admin.id"), Some("ve174-ovh"));
    assert_eq!(draft.get("option.identification.birthDepartement"), Some("59"));
}

#[test]
fn a_transfer_asks_for_the_code_and_a_call_for_its_parameters() {
    let (transfer, _) = talked(&[
        "ve174-ovh",
        "",
        "md5",
        "",
        "",
        "ovh.com",
        "transfer",
        "",
        "",
        "",
        "",
        "",
        "",
        "abcdef123",
        "",
    ]);
    assert_eq!(transfer.get("option.domain.authinfo"), Some("abcdef123"));
    let (call, _) = talked(&[
        "13490",
        "",
        "plain",
        "soapi",
        "",
        "domainDnsUpdate",
        "ovh.com",
        "dns12.ovh.net",
        "ns12.ovh.net",
        "",
    ]);
    assert_eq!(call.get("soapi.param.dns2"), Some("ns12.ovh.net"));
    let (record, _) =
        talked(&["13490", "", "plain", "soapi", "", "zoneEntryAdd", "ovh.com", "A", "127.0.0.1", "www"]);
    assert_eq!(record.get("soapi.param.subdomain"), Some("www"));
}

#[test]
fn who_stops_answering_gets_nothing() {
    let mut draft = Draft::default();
    assert!(converse(&mut draft, &mut Script::new(&["ve174-ovh"]), rules()).is_err());
    let wrong = ["-"; 30];
    assert!(converse(&mut Draft::default(), &mut Script::new(&wrong), rules()).is_err());
}

fn signatures() -> Vec<(&'static str, Signature, Known)> {
    let now = journal::wall_clock();
    let address = EmailAddress::parse("nom@reseller.test").unwrap();
    let pgp = new_pgp_key("Nom <nom@reseller.test>", now).unwrap();
    let smime = new_certificate(&address, now).unwrap();
    let by_pgp = Known { pgp_keys: vec![pgp.public], ..known() };
    let by_smime = Known { certificates: vec![(CertificateTrust::Signer, smime.public.clone())], ..known() };
    vec![
        ("plain", Signature::Plain(PASSPHRASE.into()), known()),
        ("md5", Signature::Md5(PASSPHRASE.into()), known()),
        ("pgp", Signature::Pgp { key: pgp.secret, passphrase: "".into() }, by_pgp),
        (
            "smime",
            Signature::Smime { certificate: smime.public, key: smime.secret, passphrase: "".into() },
            by_smime,
        ),
    ]
}

fn envelope() -> Envelope {
    let address = |text| EmailAddress::parse(text).unwrap();
    Envelope { from: address("nom@reseller.test"), to: address("batch@registrar.test") }
}

#[test]
fn what_is_written_is_authentic_by_every_method() {
    let text = "batch.version: 4.0\nbatch.account: ve174-ovh\nbatch.referer: ma-ref-123456\nbatch.type: orderDomain\n\
                batch.auth.method: METHOD\nbatch.autopayment: yes\norder.domain.name: ovh.com\norder.domain.command: renew\n";
    for (method, signature, known) in signatures() {
        let draft = Draft::read(&text.replace("METHOD", method)).unwrap();
        let mail = write(&draft, &signature, &envelope(), journal::wall_clock()).unwrap();
        let crlf = mail.replace('\n', "\r\n");
        for mail in [&mail, &crlf] {
            let reading =
                considered(mail.as_bytes(), &known).unwrap_or_else(|error| panic!("{method}: {error}"));
            assert!(matches!(reading.instruction(rules()), Ok((true, Instruction::Order(_)))));
        }
    }
}

#[test]
fn keys_that_cannot_sign_are_refused_by_name() {
    let draft = Draft::read("batch.version: 4.0\n").unwrap();
    let written = |signature: Signature| {
        write(&draft, &signature, &envelope(), journal::wall_clock()).unwrap_err().to_string()
    };
    let pgp = Signature::Pgp { key: "no key".into(), passphrase: "".into() };
    assert!(written(pgp).contains("the OpenPGP key cannot be read"));
    let mut all = signatures();
    let Some((_, Signature::Smime { certificate, .. }, _)) = all.pop() else { panic!("no certificate") };
    let other = new_certificate(&envelope().from, journal::wall_clock()).unwrap();
    let mixed = Signature::Smime { certificate, key: other.secret, passphrase: "".into() };
    assert!(written(mixed).contains("the secret key of this certificate"));
}

#[test]
fn a_draft_is_read_from_a_text_and_says_what_is_wrong_in_it() {
    let wrong = Draft::read("batch.version: 4.0\nbatch.referrer: x\n").unwrap_err();
    assert!(wrong[0].to_string().starts_with("line 2, key batch.referrer"));
    let draft = Draft::read("batch.version: 4.0\nbatch.auth.plain: secret\n").unwrap();
    assert_eq!(draft.get("batch.auth.plain"), None, "a signature is made anew");
    assert!(!format!("{draft:?}").contains("4.0"));
}

proptest! {
    #[test]
    fn a_text_survives_being_read_and_written(
        referer in "[a-zA-Z0-9-]{0,20}", street in "[A-Za-z#éè4 ,]{1,40}", code in "[!-~]{6,32}",
    ) {
        let mut draft = Draft::default();
        for (key, value) in [
            ("batch.version", "4.0"), ("batch.account", "ve174-ovh"), ("batch.type", "orderDomain"),
            ("batch.referer", referer.as_str()), ("contact.owner.address", street.as_str()),
            ("option.domain.authinfo", code.as_str()), ("contact.tech.id", "ve174-ovh"),
        ] {
            draft.set(key, value);
        }
        let again = Draft::read(&draft.text()).unwrap();
        prop_assert_eq!(again.text(), draft.text());
        prop_assert_eq!(again.get("option.domain.authinfo"), Some(code.as_str()));
        prop_assert_eq!(again.get("contact.owner.address").unwrap_or_default(), street.trim());
    }
}
