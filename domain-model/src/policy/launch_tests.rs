use super::*;
use crate::policy::Catalogue;
use crate::values::{ContactNumber, NoticeId, Reason};

fn name(text: &str) -> DomainName {
    DomainName::parse(text).unwrap()
}

fn noon(day: &str) -> DateTime<Utc> {
    day.parse::<chrono::NaiveDate>().unwrap().and_hms_opt(12, 0, 0).unwrap().and_utc()
}

fn decide(
    wanted: &str,
    claimed: Option<bool>,
    declarations: &Declarations,
    at: DateTime<Utc>,
) -> Result<(), DeclarationRefusal> {
    let catalogue = Catalogue::embedded();
    let policy = catalogue.policy(&name(wanted), at.date_naive()).unwrap();
    declared(policy, &name(wanted), claimed, declarations, at)
}

/// RFC 9361's own example of a checksum, and when it lapses.
fn notice(accepted_at: DateTime<Utc>) -> AcceptedNotice {
    let not_after = DateTime::from_timestamp(1_281_949_200, 0).unwrap();
    let notice_id = NoticeId::parse("370d0b7c9223372036854775807").unwrap();
    AcceptedNotice { notice_id, not_after, accepted_at }
}

#[test]
fn an_ordinary_name_needs_nothing() {
    let today = noon("2026-11-24");
    for wanted in ["example.com", "example.fr", "example.boutique"] {
        assert_eq!(decide(wanted, None, &Declarations::default(), today), Ok(()));
    }
}

#[test]
fn a_claimed_name_needs_its_own_notice_in_time() {
    let wanted = |declarations: &Declarations, at| {
        let catalogue = Catalogue::embedded();
        let policy = catalogue.policy(&name("example-one.com"), noon("2026-11-24").date_naive()).unwrap();
        declared(policy, &name("example-one.com"), Some(true), declarations, at)
    };
    let (accepted, lapses) = (noon("2010-08-15"), notice(noon("2010-08-15")).not_after);
    let with = |claims_notice| Declarations { claims_notice, ..Declarations::default() };
    let lapsed = Err(DeclarationRefusal::NoticeLapsed { not_after: lapses });
    let before = lapses - TimeDelta::seconds(1);
    assert_eq!(wanted(&with(Some(notice(accepted))), before), Ok(()));
    assert_eq!(wanted(&with(Some(notice(accepted))), lapses), lapsed);
    assert_eq!(wanted(&with(Some(notice(before - TimeDelta::hours(48)))), before), lapsed);
    assert_eq!(wanted(&with(Some(notice(before + TimeDelta::seconds(1)))), before), lapsed);
    let missing = DeclarationRefusal::NoticeMissing(name("example-one.com"));
    assert_eq!(missing.field(), "claimsNotice");
    assert_eq!(wanted(&with(None), before), Err(missing));
    let other = NoticeId::parse("370d0b7c9223372036854775806").unwrap();
    let other = AcceptedNotice { notice_id: other, ..notice(accepted) };
    let refused = DeclarationRefusal::NoticeOfAnother(name("example-one.com"));
    assert_eq!(wanted(&with(Some(other)), before), Err(refused));
}

#[test]
fn a_notice_counts_only_where_the_name_is_claimed_or_may_be() {
    let late = noon("2026-11-24");
    let with = Declarations { claims_notice: Some(notice(late)), ..Declarations::default() };
    assert_eq!(decide("example-one.com", Some(false), &with, late), Ok(()));
    assert!(decide("example-one.com", None, &with, late).is_err());
}

#[test]
fn a_city_asks_for_its_conditions_and_for_a_reason() {
    let today = noon("2026-11-24");
    let catalogue = Catalogue::embedded();
    let rules = &catalogue.policy(&name("librairie.paris"), today.date_naive()).unwrap().launch;
    let version = rules.conditions.as_ref().unwrap().version.clone();
    let owner = ContactNumber::new(7);
    let reason = || Reason::parse("une librairie du onzième").unwrap();
    let ask = |declarations: &Declarations| decide("librairie.paris", None, declarations, today);
    let none = Declarations::default();
    assert_eq!(ask(&none).unwrap_err().field(), "conditions");
    let old = Declarations { conditions: Some("1999".to_owned()), ..Declarations::default() };
    assert_eq!(ask(&old).unwrap_err().field(), "conditions");
    let accepted = Declarations { conditions: Some(version), ..Declarations::default() };
    assert_eq!(ask(&accepted).unwrap_err().field(), "reason");
    assert_eq!(ask(&accepted.because(owner, reason())), Ok(()));
}
