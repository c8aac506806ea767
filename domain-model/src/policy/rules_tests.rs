//! The functions that apply the rules, on the embedded catalogue.

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;

use super::*;
use crate::values::{
    AddressScope, ContactDetails, ContactInput, DomainName, DsRecord, HostName, KeyRecord, NameServer,
    NameServers, Period, SecDns,
};

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}T12:00:00Z").parse().unwrap()
}

fn policy(name: &str) -> TldPolicy {
    let name = DomainName::parse(name).unwrap();
    Catalogue::embedded().policy(&name, at("2026-11-24").date_naive()).unwrap().clone()
}

fn registrant(change: impl FnOnce(&mut ContactInput)) -> ContactDetails {
    let mut input = ContactInput {
        legal_form: "individual".into(),
        last_name: "DUPOND".into(),
        first_name: "Pierre".into(),
        street: "12 Rue du chien qui fume".into(),
        postal_code: "75001".into(),
        city: "PARIS".into(),
        country: "FR".into(),
        phone: "+33.147010203".into(),
        email: "dupond@free.fr".into(),
        locale: "fr".into(),
        ..ContactInput::default()
    };
    change(&mut input);
    ContactDetails::new(input).unwrap()
}

fn identified(fields: &[(&str, &str)]) -> impl FnOnce(&mut ContactInput) {
    let fields: Vec<(String, String)> = fields.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
    move |input| input.identification.extend(fields)
}

fn problems(name: &str, registrant: &ContactDetails) -> Vec<(String, String)> {
    eligibility(&policy(name), registrant).into_iter().map(|p| (p.field, p.rule)).collect()
}

fn pair(field: &str, rule: &str) -> (String, String) {
    (field.to_owned(), rule.to_owned())
}

const BIRTH: [(&str, &str); 4] = [
    ("dotfr_ne_le", "31-12-1980"),
    ("dotfr_ne_cp", "75001"),
    ("dotfr_ne_ville", "PARIS"),
    ("dotfr_ne_pays_id", "FR"),
];

#[test]
fn anyone_may_hold_a_com_and_residents_of_the_union_an_eu() {
    let american = registrant(|i| {
        i.country = "US".into();
        i.phone = "+1.7035555555".into();
    });
    assert!(problems("a1.com", &american).is_empty());
    assert_eq!(problems("a1.eu", &american), [pair("country", "country-not-eligible")]);
    assert!(problems("a1.eu", &registrant(|_| {})).is_empty());
    let briton = registrant(|i| i.country = "GB".into());
    assert_eq!(problems("a1.eu", &briton), [pair("country", "country-not-eligible")]);
}

#[test]
fn a_fr_wants_a_country_of_the_list_and_an_identification() {
    assert_eq!(problems("a1.fr", &registrant(|_| {})), [pair("dotfr_mode", "identification-missing")]);
    assert!(
        problems("a1.fr", &registrant(identified(&BIRTH))).is_empty(),
        "the mode follows from the fields"
    );
    let named = [&[("dotfr_mode", "PARTICULIER")], BIRTH.as_slice()].concat();
    assert!(problems("a1.fr", &registrant(identified(&named))).is_empty());
    assert_eq!(
        problems("a1.fr", &registrant(identified(&named[..3]))),
        [pair("dotfr_ne_ville", "field-missing"), pair("dotfr_ne_pays_id", "field-missing")]
    );
    let without_code: Vec<_> = named.iter().copied().filter(|(field, _)| *field != "dotfr_ne_cp").collect();
    assert_eq!(
        problems("a1.fr", &registrant(identified(&without_code))),
        [pair("dotfr_ne_cp", "field-missing")]
    );
    let elsewhere = registrant(|i| {
        identified(&BIRTH)(i);
        i.country = "US".into();
    });
    assert_eq!(problems("a1.fr", &elsewhere), [pair("country", "country-not-eligible")]);
}

#[test]
fn the_mode_of_a_fr_agrees_with_legal_form_and_country() {
    let company = |fields: &[(&str, &str)], number: &str, country: &str| {
        let fields = identified(fields);
        registrant(|i| {
            fields(i);
            i.legal_form = "company".into();
            i.organisation = "Free SAS".into();
            i.company_number = number.into();
            i.country = country.into();
        })
    };
    assert!(problems("a1.fr", &company(&[], "73282932000074", "FR")).is_empty());
    let siret = [("dotfr_mode", "SIRET")];
    assert_eq!(problems("a1.fr", &company(&siret, "", "FR")), [pair("company_number", "field-missing")]);
    assert_eq!(
        problems("a1.fr", &company(&siret, "73282932000075", "FR")),
        [pair("company_number", "siret-check-digit")]
    );
    let duns = [("dotfr_mode", "DUNS"), ("dotfr_duns", "123456789")];
    assert_eq!(problems("a1.fr", &company(&duns, "", "FR")), [pair("dotfr_mode", "mode-country")]);
    assert!(problems("a1.fr", &company(&duns, "", "DE")).is_empty());
    let person = [("dotfr_mode", "PARTICULIER")];
    assert_eq!(problems("a1.fr", &company(&person, "", "FR"))[0], pair("dotfr_mode", "mode-legal-form"));
    let mode =
        identification_mode(&policy("a1.fr"), &company(&[], "73282932000074", "FR")).unwrap().word.clone();
    assert_eq!(mode, "SIRET");
    assert!(identification_mode(&policy("a1.com"), &registrant(|_| {})).is_none());
}

#[test]
fn a_uk_name_takes_the_registrant_types_of_the_paper() {
    assert!(problems("a1.co.uk", &registrant(|_| {})).is_empty(), "IND follows from the legal form");
    assert_eq!(
        problems("a1.co.uk", &registrant(identified(&[("dotuk_mode", "LTD")]))),
        [
            pair("dotuk_mode", "mode-legal-form"),
            pair("organisation", "field-missing"),
            pair("dotuk_co_number", "field-missing")
        ]
    );
}

#[test]
fn other_tlds_want_what_the_paper_lists() {
    let missing = |name: &str| -> Vec<String> {
        problems(name, &registrant(|_| {})).into_iter().map(|(field, _)| field).collect()
    };
    assert_eq!(missing("a1.us"), ["dotus_nexus_purpose", "dotus_nexus_category"]);
    assert_eq!(missing("a1.it"), ["dotit_pin"]);
    assert_eq!(missing("a1.es"), ["dotes_pin"]);
    assert_eq!(missing("a1.nu"), ["dotnu_idno"]);
    assert_eq!(
        missing("a1.asia"),
        ["asia_locality", "asia_typeofentity", "asia_formofident", "asia_identnumber"]
    );
    assert_eq!(missing("a1.link").len(), 6, "three questions and their answers");
    let nexus = registrant(identified(&[("dotus_nexus_purpose", "P3"), ("dotus_nexus_category", "C11")]));
    assert!(problems("a1.us", &nexus).is_empty());
    assert_eq!(problems("a1.gov.uk", &registrant(|_| {})), [pair("dotuk_mode", "identification-missing")]);
}

#[test]
fn periods_are_those_of_the_tld_and_reach_ten_years_ahead() {
    let (com, be) = (policy("a1.com"), policy("a1.be"));
    let now = at("2026-11-24");
    let years = |n| Period::new(n).unwrap();
    assert_eq!(com.creation_expiry(years(10), now), Ok(at("2036-11-24")));
    assert_eq!(be.creation_expiry(years(2), now), Err(PeriodRefusal::NotOffered { min: 1, max: 1 }));
    assert_eq!(com.renewal_expiry(at("2027-11-24"), years(9), now), Ok(at("2036-11-24")));
    assert_eq!(
        com.renewal_expiry(at("2027-11-24"), years(10), now),
        Err(PeriodRefusal::TooFarAhead { max_ahead: 10, longest: 9 })
    );
    assert_eq!(com.longest_renewal(at("2036-11-24"), now), 0);
    assert_eq!(com.transfer_expiry(at("2036-11-01"), now), at("2036-11-24"), "capped, nothing is lost");
    assert_eq!(com.transfer_expiry(at("2027-02-01"), now), at("2028-02-01"));
    assert_eq!(policy("a1.co.uk").transfer_expiry(at("2027-02-01"), now), at("2027-02-01"));
    assert_eq!(policy("a1.eu").trade_expiry(at("2027-02-01"), now), at("2028-02-01"));
    assert_eq!(com.trade_expiry(at("2027-02-01"), now), at("2027-02-01"));
    assert_eq!(add_years(at("2028-02-29"), 1), at("2029-02-28"));
}

#[test]
fn a_name_goes_through_its_phases() {
    let com = policy("a1.com");
    let dates =
        LifeDates { created: at("2026-01-01"), renewed: None, expires: at("2027-01-01"), deleted: None };
    let phase = |day: &str| com.phase(&dates, at(day));
    assert_eq!(phase("2026-01-03"), LifePhase::AddGrace { until: at("2026-01-06") });
    assert_eq!(phase("2026-01-06"), LifePhase::Registered);
    assert_eq!(phase("2027-01-01"), LifePhase::AutoRenewGrace { until: at("2027-02-15") });
    assert_eq!(phase("2027-02-15"), LifePhase::DeletionDue { since: at("2027-02-15") });
    let renewed = LifeDates { renewed: Some(at("2026-06-01")), ..dates };
    assert_eq!(com.phase(&renewed, at("2026-06-02")), LifePhase::RenewGrace { until: at("2026-06-06") });
    let deleted = LifeDates { deleted: Some(at("2026-06-01")), ..dates };
    let phase = |day: &str| com.phase(&deleted, at(day));
    assert_eq!(phase("2026-06-01"), LifePhase::Redemption { until: at("2026-07-01") });
    assert_eq!(phase("2026-07-01"), LifePhase::PendingDelete { until: at("2026-07-06") });
    assert_eq!(phase("2026-07-06"), LifePhase::Released);
    let young = LifeDates { deleted: Some(at("2026-01-02")), ..dates };
    assert_eq!(com.phase(&young, at("2026-01-02")), LifePhase::Released, "in the add grace period: at once");
    assert_eq!(com.deletion_from(at("2027-01-01")), Some(at("2027-02-14")));
    assert_eq!(com.interruption_from(at("2027-01-01")), Some(at("2027-02-06")));
    assert_eq!(policy("a1.fr").interruption_from(at("2027-01-01")), None);
    let uk = policy("a1.co.uk");
    assert_eq!(uk.phase(&deleted, at("2026-06-01")), LifePhase::PendingDelete { until: at("2026-06-03") });
}

#[test]
fn each_lock_names_its_event_and_the_day_that_it_lifts() {
    let catalogue = Catalogue::embedded();
    let name = DomainName::parse("a1.com").unwrap();
    let facts = LockFacts {
        created: Some(at("2026-10-01")),
        transferred: None,
        registrant_changed: Some(at("2026-11-01")),
        opted_out: false,
    };
    let locks = catalogue.transfer_locks(&name, &facts, at("2026-11-24")).unwrap();
    let told: Vec<_> = locks.iter().map(|l| (l.cause, l.since, l.lifts, l.rule.to_string())).collect();
    let rule = "com@2016-12-01".to_owned();
    assert_eq!(
        told,
        [
            (LockCause::RegistrantChange, at("2026-11-01"), at("2026-12-31"), rule.clone()),
            (LockCause::Creation, at("2026-10-01"), at("2026-11-30"), rule),
        ]
    );
    let opted_out = LockFacts { opted_out: true, ..facts };
    assert_eq!(catalogue.transfer_locks(&name, &opted_out, at("2026-11-24")).unwrap().len(), 1);
    assert!(catalogue.transfer_locks(&name, &facts, at("2026-12-31")).unwrap().is_empty());
    let moved = LockFacts { transferred: Some(at("2026-11-20")), ..LockFacts::default() };
    let lock = &catalogue.transfer_locks(&name, &moved, at("2026-11-24")).unwrap()[0];
    assert_eq!((lock.cause, lock.lifts), (LockCause::Transfer, at("2027-01-19")));
}

#[test]
fn a_lock_follows_the_rules_of_the_day_of_its_event() {
    let catalogue = Catalogue::embedded();
    let name = DomainName::parse("a1.com").unwrap();
    let lifts = |day: &str| {
        let facts = LockFacts { created: Some(at(day)), ..LockFacts::default() };
        catalogue.transfer_locks(&name, &facts, at("2030-01-01")).unwrap()[0].lifts
    };
    assert_eq!(lifts("2029-12-31"), at("2030-03-01"), "60 days, also after the reform");
    assert_eq!(lifts("2030-01-01"), at("2030-01-31"), "30 days");
    let changed = LockFacts { registrant_changed: Some(at("2030-02-01")), ..LockFacts::default() };
    assert!(catalogue.transfer_locks(&name, &changed, at("2030-02-02")).unwrap().is_empty());
}

#[test]
fn name_servers_are_counted_and_glued() {
    let fr = policy("a1.fr");
    let name = DomainName::parse("a1.fr").unwrap();
    let servers = |n: usize| {
        let host = |i| NameServer::new(HostName::parse(&format!("ns{i}.online.net")).unwrap());
        NameServers::new((0..n).map(host).collect()).unwrap()
    };
    let check = |n, of| fr.check_name_servers(&name, &servers(n), of, AddressScope::Global, |_| false);
    assert_eq!(check(0, DelegationOf::Creation), Ok(()));
    assert_eq!(check(4, DelegationOf::Creation), Ok(()));
    assert_eq!(check(8, DelegationOf::Update), Ok(()));
    for (n, of, max) in
        [(1, DelegationOf::Creation, 4), (5, DelegationOf::Creation, 4), (9, DelegationOf::Update, 8)]
    {
        assert_eq!(check(n, of), Err(DelegationRefusal::Number { min: 2, max, given: n }));
    }
    let own = NameServers::new(vec![
        NameServer::new(HostName::parse("ns.a1.fr").unwrap()),
        NameServer::new(HostName::parse("ns0.online.net").unwrap()),
    ]);
    let refused =
        fr.check_name_servers(&name, &own.unwrap(), DelegationOf::Creation, AddressScope::Any, |_| false);
    assert!(matches!(refused, Err(DelegationRefusal::Glue(_))));
}

#[test]
fn dnssec_data_has_the_form_of_the_registry() {
    let digest = "44".repeat(32);
    let ds = |algorithm, kind, digest: &str| {
        SecDns::ds(vec![DsRecord::new(1, algorithm, kind, digest).unwrap()]).unwrap()
    };
    let key = |algorithm| SecDns::keys(vec![KeyRecord::new(257, 3, algorithm, "AwEAAQ==").unwrap()]).unwrap();
    assert_eq!(policy("a1.com").check_dnssec(&ds(13, 2, &digest)), Ok(()));
    assert_eq!(policy("a1.com").check_dnssec(&ds(99, 2, &digest)), Err(DelegationRefusal::Algorithm(99)));
    assert_eq!(
        policy("a1.org").check_dnssec(&ds(8, 4, &"44".repeat(48))),
        Err(DelegationRefusal::DigestType(4))
    );
    assert_eq!(policy("a1.info").check_dnssec(&ds(13, 2, &digest)), Err(DelegationRefusal::Algorithm(13)));
    assert_eq!(policy("a1.eu").check_dnssec(&key(13)), Ok(()));
    assert_eq!(policy("a1.eu").check_dnssec(&key(1)), Err(DelegationRefusal::Algorithm(1)));
    assert!(matches!(policy("a1.eu").check_dnssec(&ds(8, 2, &digest)), Err(DelegationRefusal::Form { .. })));
    assert!(matches!(policy("a1.com").check_dnssec(&key(8)), Err(DelegationRefusal::Form { .. })));
    assert_eq!(
        policy("a1.eu").check_dnssec(&SecDns::ds(vec![]).unwrap()),
        Ok(()),
        "removing is always possible"
    );
    let unsigned = TldPolicy { dnssec: DnssecForm::None, ..policy("a1.com") };
    assert_eq!(unsigned.check_dnssec(&key(8)), Err(DelegationRefusal::NotSigned));
}

proptest! {
    #[test]
    fn no_renewal_reaches_beyond_ten_years(days in -400i64..3700, years in 1u32..=10) {
        let (com, now) = (policy("a1.com"), at("2026-11-24"));
        let expires = now + Duration::days(days);
        let longest = com.longest_renewal(expires, now);
        match com.renewal_expiry(expires, Period::new(years).unwrap(), now) {
            Ok(expiry) => prop_assert!(expiry <= add_years(now, 10) && expiry > expires && years <= longest),
            Err(_) => prop_assert!(years > longest),
        }
    }

    #[test]
    fn time_only_moves_a_name_forward_in_its_life(first in 0i64..900, step in 0i64..900, deleted in proptest::option::of(0i64..800)) {
        let com = policy("a1.com");
        let created = at("2026-01-01");
        let dates = LifeDates {
            created,
            renewed: None,
            expires: add_years(created, 1),
            deleted: deleted.map(|days| created + Duration::days(days)),
        };
        let rank = |day: i64| match com.phase(&dates, created + Duration::days(day)) {
            LifePhase::AddGrace { .. } => 0,
            LifePhase::RenewGrace { .. } => 1,
            LifePhase::Registered => 2,
            LifePhase::AutoRenewGrace { .. } => 3,
            LifePhase::DeletionDue { .. } => 4,
            LifePhase::Redemption { .. } => 5,
            LifePhase::PendingDelete { .. } => 6,
            LifePhase::Released => 7,
        };
        prop_assert!(rank(first) <= rank(first + step));
    }
}

#[test]
fn what_an_owner_is_stays_as_it_is() {
    use crate::values::LegalForm::{Company, Individual};
    let (ordered, requested) = (OwnerChanges::Ordered, OwnerChanges::Requested);
    for name in ["a.com", "a.fr", "a.eu", "a.be", "a.co.uk", "a.audio", "a.us"] {
        let owner = policy(name).owner;
        for (field, of, individual, company) in [
            ("legal_form", requested, true, true),
            ("organisation", requested, true, true),
            ("country", requested, true, true),
            ("last_name", requested, true, false),
            ("first_name", requested, true, false),
            ("civility", requested, true, false),
            ("email", requested, false, false),
            ("email", ordered, true, true),
            ("phone", ordered, false, false),
            ("street", ordered, false, false),
        ] {
            assert_eq!(owner.fixes(field, Individual, of), individual, "{field} below {name}");
            assert_eq!(owner.fixes(field, Company, of), company, "{field} below {name}");
        }
    }
}
