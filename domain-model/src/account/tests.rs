use super::*;
use crate::testing::given;
use crate::testing::samples::*;
use crate::values::*;

fn opened() -> Event {
    Event::Opened {
        nichandle: Nichandle::parse("ve174-ovh").unwrap(),
        currency: Currency::EUR,
        price_class: PriceClass::standard(),
        locale: Locale::parse("fr").unwrap(),
    }
}

fn open(nichandle: &str) -> Command {
    Command::Open {
        nichandle: Nichandle::parse(nichandle).unwrap(),
        currency: Currency::EUR,
        price_class: PriceClass::standard(),
        locale: Locale::parse("fr").unwrap(),
    }
}

fn suspended() -> Event {
    Event::Suspended { reason: reason("unpaid") }
}

fn closed() -> Event {
    Event::Closed { reason: reason("asked for") }
}

#[test]
fn a_number_is_one_account_forever() {
    given::<Account>([]).when(open("ve174-ovh")).then([opened()]).and_twice_is_silence();
    given::<Account>([opened()]).when(open("xx1-ovh")).then_refused(Refusal::NumberTaken);
    given::<Account>([opened(), closed()]).when(open("ve174-ovh")).then_refused(Refusal::NumberTaken);
}

#[test]
fn what_was_never_opened_is_unknown() {
    for command in [Command::Resume, Command::SetPassword { hash: "$argon2id$1".into() }] {
        given::<Account>([]).when(command).then_refused(Refusal::Unknown);
    }
}

#[test]
fn suspended_and_resumed() {
    let suspend = Command::Suspend { reason: reason("unpaid") };
    let suspended = given::<Account>([opened()]).when(suspend).then([suspended()]).and_twice_is_silence();
    assert!(matches!(suspended.state(), Account::Suspended(_)));
    let resumed = suspended.when(Command::Resume).then([Event::Resumed]).and_twice_is_silence();
    assert!(matches!(resumed.state(), Account::Open(_)));
}

#[test]
fn closed_is_for_good() {
    for past in [vec![opened()], vec![opened(), suspended()]] {
        let account = given::<Account>(past)
            .when(Command::Close { reason: reason("asked for") })
            .then([closed()])
            .and_twice_is_silence();
        account
            .when(Command::Resume)
            .then_refused(Refusal::Closed)
            .when(Command::SetPremiumLimit { limit: None })
            .then_refused(Refusal::Closed);
    }
}

#[test]
fn a_setting_that_stands_is_no_event() {
    let class = PriceClass::parse("reseller").unwrap();
    let branding = Branding { name: Some("Shop".into()), ..Branding::default() };
    let account = given::<Account>([opened(), suspended()])
        .when(Command::SetPriceClass { price_class: class.clone() })
        .then([Event::PriceClassSet { price_class: class.clone() }])
        .and_twice_is_silence()
        .when(Command::SetBranding { branding: branding.clone() })
        .then([Event::BrandingSet { branding: branding.clone() }])
        .and_twice_is_silence()
        .when(Command::SetPremiumLimit { limit: Some(points(5000)) })
        .then([Event::PremiumLimitSet { limit: Some(points(5000)) }])
        .and_twice_is_silence();
    let profile = account.state().profile().unwrap();
    assert_eq!((&profile.price_class, &profile.branding), (&class, &branding));
    assert_eq!(profile.premium_limit, Some(points(5000)));
}

#[test]
fn a_secret_is_always_set_anew() {
    let passphrase = Sealed::open(credentials_of(account()), "tarte aux pommes".to_owned());
    let account = given::<Account>([opened()])
        .when(Command::SetPassword { hash: "$argon2id$1".into() })
        .then([Event::PasswordSet { hash: "$argon2id$1".into() }])
        .after()
        .when(Command::SetPassphrase { passphrase: passphrase.clone() })
        .then([Event::PassphraseSet { passphrase: passphrase.clone() }])
        .after();
    let profile = account.state().profile().unwrap();
    assert_eq!(profile.password_hash.as_deref(), Some("$argon2id$1"));
    assert_eq!(profile.passphrase.as_ref(), Some(&passphrase));
}

fn fingerprint(digit: u8) -> PgpFingerprint {
    PgpFingerprint::parse(&format!("{digit:02x}").repeat(20)).unwrap()
}

fn add_key(digit: u8, key: &str) -> Command {
    let key = Sealed::open(keys_of(account()), key.to_owned());
    Command::AddPgpKey { fingerprint: fingerprint(digit), key }
}

fn key_added(digit: u8, key: &str) -> Event {
    let key = Sealed::open(keys_of(account()), key.to_owned());
    Event::PgpKeyAdded { fingerprint: fingerprint(digit), key }
}

#[test]
fn every_method_of_batch_mails_is_allowed_until_it_is_switched_off() {
    let opened_account = given::<Account>([opened()]);
    let allowed = |account: &Account| account.profile().unwrap().mail.methods.clone();
    assert_eq!(allowed(opened_account.state()).len(), 4);
    let methods: std::collections::BTreeSet<AuthMethod> = [AuthMethod::Pgp, AuthMethod::Smime].into();
    let strict = opened_account
        .when(Command::SetMailMethods { methods: methods.clone() })
        .then([Event::MailMethodsSet { methods: methods.clone() }])
        .and_twice_is_silence();
    assert_eq!(allowed(strict.state()), methods);
    strict
        .when(Command::SetMailMethods { methods: [].into() })
        .then([Event::MailMethodsSet { methods: [].into() }])
        .and_twice_is_silence();
}

#[test]
fn a_key_is_added_replaced_and_removed_by_its_fingerprint() {
    let keys = |account: &Account| account.profile().unwrap().mail.pgp_keys.len();
    let one = given::<Account>([opened()])
        .when(add_key(1, "short"))
        .then([key_added(1, "short")])
        .and_twice_is_silence();
    let renewed = one.when(add_key(1, "longer")).then([key_added(1, "longer")]).and_twice_is_silence();
    assert_eq!(keys(renewed.state()), 1);
    let removed = renewed
        .when(Command::RemovePgpKey { fingerprint: fingerprint(1) })
        .then([Event::PgpKeyRemoved { fingerprint: fingerprint(1) }])
        .after();
    assert_eq!(keys(removed.state()), 0);
    removed.when(Command::RemovePgpKey { fingerprint: fingerprint(1) }).then_refused(Refusal::KeyUnknown);
}

#[test]
fn an_account_has_so_many_keys_and_no_more() {
    let many = (1..=16).map(|digit| key_added(digit, "key"));
    let full = given::<Account>([opened()].into_iter().chain(many));
    let refused = Refusal::TooManyKeys { most: 16 };
    let full = full.when(add_key(17, "key")).then_refused(refused);
    full.when(add_key(16, "renewed")).then([key_added(16, "renewed")]);
}

#[test]
fn a_certificate_is_added_for_one_kind_of_trust_and_removed() {
    let fingerprint = Sha256Digest::from_bytes([7; 32]);
    let certificate = Sealed::open(keys_of(account()), "PEM".to_owned());
    let add = |trust| Command::AddCertificate {
        trust,
        fingerprint: fingerprint.clone(),
        certificate: certificate.clone(),
    };
    let added = |trust| Event::CertificateAdded {
        trust,
        fingerprint: fingerprint.clone(),
        certificate: certificate.clone(),
    };
    let (signer, authority) = (CertificateTrust::Signer, CertificateTrust::Authority);
    let both = given::<Account>([opened()])
        .when(add(signer))
        .then([added(signer)])
        .and_twice_is_silence()
        .when(add(authority))
        .then([added(authority)])
        .and_twice_is_silence();
    assert_eq!(both.state().profile().unwrap().mail.certificates.len(), 1, "the later trust holds");
    both.when(Command::RemoveCertificate { fingerprint: fingerprint.clone() })
        .then([Event::CertificateRemoved { fingerprint: fingerprint.clone() }])
        .after()
        .when(Command::RemoveCertificate { fingerprint: fingerprint.clone() })
        .then_refused(Refusal::KeyUnknown);
}

#[test]
fn a_profile_from_before_these_settings_reads_as_if_nobody_had_set_any() {
    let written = serde_json::to_value(given::<Account>([opened()]).state()).unwrap();
    assert_eq!(written["Open"].get("mail"), None);
    let read: Account = serde_json::from_value(written).unwrap();
    assert_eq!(read.profile().unwrap().mail, MailSettings::default());
}

#[test]
fn an_account_is_written_to_in_another_language() {
    let locale = Locale::En;
    let english = given::<Account>([opened()])
        .when(Command::SetLocale { locale })
        .then([Event::LocaleSet { locale }])
        .and_twice_is_silence();
    assert_eq!(english.state().profile().unwrap().locale, locale);
}
