//! Accounts, contacts, operators.

use super::*;
use crate::account::{Branding, CertificateTrust};
use crate::contact::Origin;
use crate::operator::Role;
use crate::testing::samples::*;
use crate::values::*;

#[test]
fn accounts() {
    use crate::account::Event::*;
    let branding = Branding {
        name: Some("Shop".into()),
        sender: Some(email("names@shop.example")),
        link_base: Some("https://shop.example/names".into()),
    };
    pin::<account::Account>(
        account::Event::TYPES,
        vec![
            Opened {
                nichandle: Nichandle::parse("ve174-ovh").unwrap(),
                currency: Currency::EUR,
                price_class: PriceClass::standard(),
                locale: Locale::parse("fr").unwrap(),
            },
            PasswordSet { hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".into() },
            PassphraseSet {
                passphrase: Sealed::open(account::credentials_of(account()), "tarte aux pommes".into()),
            },
            PassphraseSet { passphrase: Sealed::Closed("7.AAAA".into()) },
            PriceClassSet { price_class: PriceClass::parse("reseller").unwrap() },
            LocaleSet { locale: Locale::parse("en").unwrap() },
            BrandingSet { branding },
            BrandingSet { branding: Branding::default() },
            PremiumLimitSet { limit: Some(points(50_000)) },
            PremiumLimitSet { limit: None },
            MailMethodsSet { methods: [AuthMethod::Pgp, AuthMethod::Smime].into() },
            MailMethodsSet { methods: [].into() },
            PgpKeyAdded { fingerprint: fingerprint(), key: Sealed::Closed("7.AAAA".into()) },
            PgpKeyRemoved { fingerprint: fingerprint() },
            CertificateAdded {
                trust: CertificateTrust::Signer,
                fingerprint: Sha256Digest::from_bytes([0xab; 32]),
                certificate: Sealed::Closed("7.AAAA".into()),
            },
            CertificateAdded {
                trust: CertificateTrust::Authority,
                fingerprint: Sha256Digest::from_bytes([0xab; 32]),
                certificate: Sealed::Closed("7.AAAA".into()),
            },
            CertificateRemoved { fingerprint: Sha256Digest::from_bytes([0xab; 32]) },
            Suspended { reason: reason("unpaid") },
            Resumed,
            Closed { reason: reason("asked for") },
        ],
    );
}

fn fingerprint() -> PgpFingerprint {
    PgpFingerprint::parse(&"0AB4".repeat(10)).unwrap()
}

#[test]
fn contacts() {
    use crate::contact::Event::*;
    let registered = |origin, details| Registered {
        account: account(),
        handle: ContactHandle::parse("PD86-FREE").unwrap(),
        origin,
        details,
    };
    pin::<contact::Contact>(
        contact::Event::TYPES,
        vec![
            registered(Origin::Account, details(151_049)),
            registered(Origin::Transfer(operation(300)), Sealed::Closed("7.AAAA".into())),
            Amended { details: details_at(151_049, "pierre@dupond.fr") },
            Placed { registry: registry(), id: RegistryContactId::parse("C151049").unwrap() },
            Verified { at: day(2), link: None },
            Verified { at: day(2), link: Some(1) },
            VerificationRequired { by: day(15) },
            VerificationMailed { serial: 1, at: day(1) },
            PublicationDecided { consent: true, at: day(1) },
            Deleted,
            Merged { into: contact(151_050) },
            Erased { reason: reason("request of the person") },
        ],
    );
}

#[test]
fn nichandles() {
    let claimed = nichandle::Event::Claimed { account: account() };
    pin::<nichandle::Nichandle>(nichandle::Event::TYPES, vec![claimed]);
}

#[test]
fn operators() {
    use crate::operator::{Event::*, Login, credentials_of, evidence_of};
    use crate::sign_in::{Agent, Session};
    let login: Login = "support".parse().unwrap();
    let address = Sealed::open(evidence_of(&login), "2001:db8::1".into());
    let session = |address| Session {
        opened_at: day(1),
        expires_at: day(2),
        address,
        agent: Agent::of("Firefox 140 on Linux"),
        issuer: None,
    };
    let vouched = Session { issuer: Some("https://id.registrar.test".into()), ..session(None) };
    let mut events: Vec<_> = [Role::Viewer, Role::Auditor, Role::Support, Role::Finance, Role::Admin]
        .map(|role| RoleSet { role })
        .into();
    events.extend([
        Enrolled { role: Role::Support, password_hash: "$argon2id$1".into() },
        PasswordSet { hash: "$argon2id$2".into() },
        TokenIssued { digest: "ab".repeat(32), expires_at: Some(day(30)) },
        TokenIssued { digest: "ab".repeat(32), expires_at: None },
        TokenRevoked { digest: "ab".repeat(32) },
        SecondFactorOffered { secret: Sealed::open(credentials_of(&login), "GEZDGNBVGY3TQOJQ".into()) },
        SecondFactorOffered { secret: Sealed::Closed("7.AAAA".into()) },
        SecondFactorConfirmed { step: 58_912_345 },
        SecondFactorRemoved,
        RecoveryCodesSet { hashes: ["cd".repeat(32), "ef".repeat(32)].into() },
        RecoveryCodeUsed { hash: "cd".repeat(32) },
        SessionOpened { digest: "ab".repeat(32), session: session(Some(address)), step: Some(58_912_346) },
        SessionOpened { digest: "ab".repeat(32), session: session(None), step: None },
        SessionOpened { digest: "ab".repeat(32), session: vouched, step: None },
        SessionClosed { digest: "ab".repeat(32) },
        Departed,
    ]);
    pin::<operator::Operator>(operator::Event::TYPES, events);
}

#[test]
fn account_sign_ins() {
    use crate::sign_in::{self, Agent, Event::*, Session, evidence_of};
    let account = AccountNumber::new(13_490);
    let address = Sealed::open(evidence_of(account), "2001:db8::1".into());
    let session = |address| Session {
        opened_at: day(1),
        expires_at: day(2),
        address,
        agent: Agent::of("Firefox 140 on Linux"),
        issuer: None,
    };
    let secret = Sealed::open(account::credentials_of(account), "GEZDGNBVGY3TQOJQ".into());
    let events = vec![
        SecondFactorOffered { secret },
        SecondFactorConfirmed { step: 58_912_345 },
        SecondFactorRemoved,
        RecoveryCodesSet { hashes: ["cd".repeat(32), "ef".repeat(32)].into() },
        RecoveryCodeUsed { hash: "cd".repeat(32) },
        SessionOpened { digest: "ab".repeat(32), session: session(Some(address)), step: Some(58_912_346) },
        SessionOpened { digest: "ab".repeat(32), session: session(None), step: None },
        SessionClosed { digest: "ab".repeat(32) },
    ];
    pin::<sign_in::AccountSignIn>(sign_in::Event::TYPES, events);
}

#[test]
fn applications() {
    use crate::api_application::Event::*;
    let sealed = Box::new(api_application::Registration {
        secret: Sealed::Closed("7.AAAA".into()),
        description: ApplicationDescription::default(),
        ..*access::registration(8)
    });
    pin::<api_application::ApiApplication>(
        api_application::Event::TYPES,
        vec![
            Registered { registration: access::registration(7) },
            Registered { registration: sealed },
            Revoked,
        ],
    );
}

#[test]
fn credentials() {
    use crate::credential::Event::*;
    let bare = Box::new(credential::Wish {
        consumer_key: Sealed::Closed("7.AAAA".into()),
        redirection: None,
        allowed_from: None,
        ..*access::wish()
    });
    let grant = |until| credential::Grant { account: account(), at: day(0), until };
    pin::<credential::Credential>(
        credential::Event::TYPES,
        vec![
            Requested { wish: access::wish() },
            Requested { wish: bare },
            Granted { grant: grant(Some(day(30))) },
            Granted { grant: grant(None) },
            Refused,
            Revoked,
        ],
    );
}

#[test]
fn disclosure_requests() {
    use crate::disclosure_request::tests::{denial, filing, grant, part, sealed};
    use crate::disclosure_request::{self, Event::*, Filing, RefusalReason, SubjectNotice};
    use crate::policy::PersonItem;
    let bare = Filing { held: None, reference: None, evidence: None, urgent: true, ..filing() };
    let withheld = SubjectNotice::Withheld { reason: reason("an investigation") };
    let kept_until = day(1096);
    let decisions = [
        grant(vec![part(&[PersonItem::Name, PersonItem::Email])], SubjectNotice::Given),
        grant(vec![part(&[PersonItem::Email])], withheld),
        denial(RefusalReason::InterestOverridden),
    ];
    let evidence = filing().evidence;
    let mut events = vec![
        Filed { filing: Box::new(filing()) },
        Filed { filing: Box::new(bare) },
        MoreAsked { place: 0, question: sealed("whom do you act for?"), at: day(1) },
        Answered { answer: sealed("for the victim"), evidence, at: day(2) },
        Answered { answer: sealed("for the victim"), evidence: None, at: day(2) },
    ];
    events.extend(decisions.map(|decision| Decided { decision, kept_until }));
    events.extend([
        Withdrawn { reason: reason("settled"), kept_until },
        DeskReminded { at: day(2) },
        Missed { due: day(3) },
        RequesterErased,
    ]);
    pin::<disclosure_request::DisclosureRequest>(disclosure_request::Event::TYPES, events);
}
