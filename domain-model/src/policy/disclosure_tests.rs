use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(is_organisation: bool, country: &str) -> PersonFacts {
    let country = Country::parse(country).unwrap();
    PersonFacts { is_organisation, country, consents: false, asked_open: false }
}

fn of(tld: &str, group: TldGroup, hidden: bool, role: PersonRole) -> Option<OfName<'_>> {
    Some(OfName { tld, group, hidden, role })
}

fn com(hidden: bool) -> Option<OfName<'static>> {
    of("com", TldGroup::Gtld, hidden, PersonRole::Registrant)
}

fn decided(name: Option<OfName<'_>>, person: PersonFacts, on: &str) -> (Vec<PersonItem>, String) {
    let disclosure = Disclosures::embedded().decide(name, person, day(on));
    let items = PersonItem::ALL.into_iter().filter(|item| disclosure.shown.has(*item)).collect();
    (items, format!("{}/{}", disclosure.policy, disclosure.rule))
}

const TODAY: &str = "2026-11-28";

#[test]
fn of_a_person_region_and_country_are_shown_and_of_other_roles_nothing() {
    use PersonItem::*;
    let dupond = person(false, "FR");
    assert_eq!(decided(com(false), dupond, TODAY), (vec![Region, Country], "2024-10-18/registrant".into()));
    let american = person(false, "US");
    let outside = (vec![City, Region, Country], "2024-10-18/registrant-outside".into());
    assert_eq!(decided(com(false), american, TODAY), outside);
    for role in [PersonRole::Admin, PersonRole::Tech, PersonRole::Billing] {
        let name = of("com", TldGroup::Gtld, false, role);
        assert_eq!(decided(name, dupond, TODAY), (vec![], "2024-10-18/others".into()));
    }
}

#[test]
fn consent_shows_everything_whatever_else_is_so() {
    for (is_organisation, hidden) in [(false, false), (false, true), (true, true)] {
        let consenting = PersonFacts { consents: true, ..person(is_organisation, "FR") };
        let (items, rule) = decided(com(hidden), consenting, TODAY);
        assert_eq!((items.len(), rule.as_str()), (PersonItem::ALL.len(), "2024-10-18/consent"));
    }
}

/// Article 28 of NIS2 asks for the names of organisations, which the specification of 2018 did not let go either, and for
/// their telephone; a privacy service hides it only where the directive does not hold.
#[test]
fn an_organisation_is_no_person() {
    use PersonItem::*;
    let company = person(true, "FR");
    let (items, rule) = decided(com(false), company, TODAY);
    assert_eq!(rule, "2024-10-18/organisation");
    for hidden in [Name, Email] {
        assert!(!items.contains(&hidden), "{hidden:?} is a person's");
    }
    assert!(items.contains(&Phone) && items.contains(&Street));
    let before = decided(com(false), company, "2024-10-17");
    assert_eq!(before, (vec![Organisation, Region, Country], "2018-05-25/organisation".into()));
    let (items, _) = decided(com(true), company, TODAY);
    assert_eq!(items, [Organisation, Region, Country, Phone]);
    let (items, rule) = decided(com(true), person(true, "US"), TODAY);
    assert_eq!((items, rule), (vec![Region, Country], "2024-10-18/privacy-service".into()));
}

#[test]
fn the_registry_may_demand_publication_unless_owo_is_on() {
    let us = |hidden| of("us", TldGroup::Cctld, hidden, PersonRole::Registrant);
    let (items, rule) = decided(us(false), person(false, "US"), TODAY);
    assert_eq!((items.len(), rule.as_str()), (PersonItem::ALL.len(), "2024-10-18/registry-demands"));
    let (items, _) = decided(us(true), person(false, "US"), TODAY);
    assert_eq!(items, [PersonItem::Region, PersonItem::Country]);
}

#[test]
fn under_fr_persons_are_anonymous_until_they_ask_to_be_seen() {
    let fr = of("fr", TldGroup::CctldFr, false, PersonRole::Registrant);
    assert_eq!(decided(fr, person(false, "FR"), TODAY), (vec![], "2024-10-18/fr-individual".into()));
    let open = PersonFacts { asked_open: true, ..person(false, "FR") };
    assert_eq!(decided(fr, open, TODAY).1, "2024-10-18/fr-open");
    assert_eq!(decided(fr, person(true, "FR"), TODAY).1, "2024-10-18/fr-organisation");
    // What was asked of the registry of .fr says nothing of other names.
    assert_eq!(decided(com(false), open, TODAY).1, "2024-10-18/registrant");
}

#[test]
fn by_handle_alone_only_what_holds_for_every_name_is_shown() {
    assert_eq!(decided(None, person(false, "FR"), TODAY), (vec![], "2024-10-18/others".into()));
    let consenting = PersonFacts { consents: true, ..person(false, "FR") };
    assert_eq!(decided(None, consenting, TODAY).1, "2024-10-18/consent");
    assert_eq!(decided(None, person(true, "FR"), TODAY).1, "2024-10-18/organisation");
}

#[test]
fn before_the_first_policy_nothing_is_shown() {
    let (items, _) = decided(com(false), person(false, "FR"), "2018-05-24");
    assert!(items.is_empty());
}

#[test]
fn mistakes_in_the_file_are_named_with_their_line() {
    let said = |text: &str| {
        let mistake = Disclosures::read(text).err().unwrap();
        format!("{:?} {}: {}", mistake.line, mistake.entry, mistake.problem)
    };
    let policy =
        "[areas]\nhere = [\"FR\"]\n[[policy]]\nfrom = \"2018-05-25\"\n[[policy.rule]]\nname = \"x\"\n";
    assert!(said(&format!("{policy}shows = \"all\"\n")).contains("`all`: a list of items"));
    assert_eq!(
        said(&format!("{policy}shows = []\nwithin = \"there\"\n")),
        "Some(5) x: there is no area `there`"
    );
    let twice = format!(
        "{policy}shows = []\n[[policy]]\nfrom = \"2018-05-25\"\n[[policy.rule]]\nname = \"y\"\nshows = []\n"
    );
    assert!(said(&twice).contains("ascending first day"));
    assert!(said(&format!("{policy}shows = []\nrole = [\"tech\"]\n")).contains("unknown field `role`"));
}
