use super::*;

/// The contact of the SOAP paper.
fn dupond() -> ContactInput {
    ContactInput {
        legal_form: "particulier".into(),
        civility: "M".into(),
        last_name: "DUPOND".into(),
        first_name: "Pierre".into(),
        street: "12 Rue du chien qui fume".into(),
        postal_code: "75001".into(),
        city: "PARIS".into(),
        country: "FR".into(),
        phone: "+33.147010203".into(),
        email: "dupond@free.fr".into(),
        locale: "fr".into(),
        hide_email: true,
        ..ContactInput::default()
    }
}

fn wrong(input: ContactInput) -> Vec<(String, String)> {
    let wrong = ContactDetails::new(input).expect_err("one field is wrong");
    wrong.into_iter().map(|error| (error.field, error.rule)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(field, rule)| ((*field).to_owned(), (*rule).to_owned())).collect()
}

#[test]
fn the_contact_of_the_paper_is_read_and_written() {
    let details = ContactDetails::new(dupond()).unwrap();
    assert_eq!(details.name(), "Pierre DUPOND");
    assert_eq!((details.street(0), details.street(1)), ("12 Rue du chien qui fume", ""));
    let written = serde_json::to_string(&details).unwrap();
    assert_eq!(serde_json::from_str::<ContactDetails>(&written).unwrap(), details);
    assert_eq!(ContactDetails::new(details.to_input()).unwrap(), details);
    assert_eq!(format!("{details:?} {:?}", dupond()), "ContactDetails(…) ContactInput(…)");
}

#[test]
fn a_document_is_read_field_by_field_again() {
    let written = serde_json::to_string(&ContactDetails::new(dupond()).unwrap()).unwrap();
    for (from, to) in
        [("dupond@free.fr", "dupond"), ("+33.147010203", "12"), (r#""country":"FR""#, r#""country":"ZZ""#)]
    {
        assert!(serde_json::from_str::<ContactDetails>(&written.replace(from, to)).is_err(), "{to}");
    }
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let nothing = ContactInput::default();
    assert_eq!(
        wrong(nothing),
        pairs(&[
            ("legal_form", "legal-form"),
            ("street", "line-empty"),
            ("city", "line-empty"),
            ("country", "country-form"),
            ("phone", "phone-form"),
            ("email", "email-form"),
            ("locale", "locale"),
        ])
    );
}

#[test]
fn each_rule_has_its_refusal() {
    let with = |change: fn(&mut ContactInput)| {
        let mut input = dupond();
        change(&mut input);
        wrong(input)
    };
    assert_eq!(with(|i| i.legal_form = "robot".into()), pairs(&[("legal_form", "legal-form")]));
    assert_eq!(with(|i| i.civility = "Dr".into()), pairs(&[("civility", "civility")]));
    assert_eq!(with(|i| i.last_name = " ".into()), pairs(&[("last_name", "field-missing")]));
    assert_eq!(with(|i| i.first_name.clear()), pairs(&[("first_name", "field-missing")]));
    assert_eq!(with(|i| i.legal_form = "societe".into()), pairs(&[("organisation", "field-missing")]));
    assert_eq!(with(|i| i.last_name = "x".repeat(256)), pairs(&[("last_name", "line-length")]));
    assert_eq!(with(|i| i.city = "PA\nRIS".into()), pairs(&[("city", "line-character")]));
    assert_eq!(with(|i| i.postal_code.clear()), pairs(&[("postal_code", "field-missing")]));
    assert_eq!(with(|i| i.postal_code = "1".repeat(17)), pairs(&[("postal_code", "postal-code-length")]));
    assert_eq!(with(|i| i.country = "XX".into()), pairs(&[("country", "country-unknown")]));
    assert_eq!(with(|i| i.phone = "+33.1".into()), pairs(&[("phone", "phone-length")]));
    assert_eq!(with(|i| i.fax = "none".into()), pairs(&[("fax", "phone-form")]));
    assert_eq!(with(|i| i.email = "dupond".into()), pairs(&[("email", "email-form")]));
    assert_eq!(with(|i| i.vat_number = "?".into()), pairs(&[("vat_number", "company-number-form")]));
    assert_eq!(with(|i| i.locale = "it".into()), pairs(&[("locale", "locale")]));
    assert_eq!(
        with(|i| {
            i.identification.insert("dotfr_mode".into(), "x".into());
        }),
        pairs(&[("dotfr_mode", "identification-word")])
    );
}

#[test]
fn a_legal_person_needs_no_name_and_a_city_state_no_postal_code() {
    let mut input = dupond();
    input.legal_form = "company".into();
    input.organisation = "Free SAS".into();
    (input.last_name, input.first_name) = Default::default();
    (input.country, input.postal_code) = ("HK".into(), String::new());
    assert_eq!(ContactDetails::new(input).unwrap().name(), "Free SAS");
}

#[test]
fn a_number_is_read_as_it_is_dialled_in_the_country() {
    let mut input = dupond();
    input.phone = "01 47 01 02 03".into();
    assert_eq!(ContactDetails::new(input).unwrap().phone().as_str(), "+33.147010203");
}

#[test]
fn changes_are_named() {
    let before = ContactDetails::new(dupond()).unwrap();
    let mut input = before.to_input();
    input.last_name = "DUPONT".into();
    input.fax = "+33.173500000".into();
    assert_eq!(before.changed_fields(&ContactDetails::new(input).unwrap()), ["last_name", "fax"]);
    assert!(before.changed_fields(&before).is_empty());
}

#[test]
fn french_company_numbers_have_a_check_digit() {
    let is_french = |text: &str| CompanyNumber::parse(text).unwrap().is_siret_or_siren();
    assert!(is_french("732 829 320"));
    assert!(is_french("732 829 320 00074"));
    assert!(is_french("356000000 49837"), "an establishment of La Poste");
    assert!(!is_french("732829321"));
    assert!(!is_french("73282932000075"));
    assert!(!is_french("000000000"));
    assert!(!is_french("FR12345678"));
    assert_eq!(CompanyNumber::parse("fr 40-303.265/045").unwrap().as_str(), "FR40303265045");
    assert!(CompanyNumber::parse("x").is_err());
}
