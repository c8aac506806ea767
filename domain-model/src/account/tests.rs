use super::*;
use crate::testing::given;
use crate::testing::samples::*;

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
