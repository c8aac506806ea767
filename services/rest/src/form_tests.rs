//! Bodies read, and contacts shown as they are read.

use super::*;
use crate::contacts::{ContactBody, MEMBERS, show};
use domain_model::values::ContactNumber;
use serde_json::{Value, json};

fn body(json: Value) -> ContactBody {
    serde_json::from_value(json).unwrap()
}

fn whole() -> Value {
    json!({
        "address": { "line1": "12 Rue du chien qui fume", "line2": "Appt 4", "city": "PARIS", "zip": "75001",
                     "country": "FR", "province": "Île-de-France" },
        "birthCity": "Paris", "birthCountry": "FR", "birthDay": "1980-12-31", "birthZip": "75001",
        "cellPhone": "+33.612345678", "companyNationalIdentificationNumber": "303265045",
        "email": "dupond@free.fr", "fax": "+33.147010204", "firstName": "Pierre", "gender": "female",
        "language": "fr_FR", "lastName": "DUPOND", "legalForm": "individual", "organisationName": "Atelier",
        "phone": "+33.147010203", "spareEmail": "pierre@free.fr", "vat": "FR40303265045",
        "nationalIdentificationNumber": null, "identification": { "dotus_nexus_category": "C11" },
    })
}

fn read(json: Value) -> Result<ContactDetails, Vec<FieldError>> {
    body(json).read(ContactInput::default(), None)
}

fn fields(wrong: Vec<FieldError>) -> Vec<String> {
    wrong.into_iter().map(|error| error.field).collect()
}

#[test]
fn a_contact_is_shown_as_it_was_given() {
    let details = read(whole()).unwrap();
    let mut shown = serde_json::to_value(show(ContactNumber::new(151_049), &details)).unwrap();
    assert_eq!(shown.as_object_mut().unwrap().remove("id"), Some(json!(151_049)));
    assert_eq!(shown, whole());
    // And what was shown is sent back: nothing changes.
    let again = body(shown).read(details.to_input(), Some(ContactNumber::new(151_049))).unwrap();
    assert_eq!(details.changed_fields(&again), Vec::<&str>::new());
}

#[test]
fn what_is_absent_stays_and_null_or_nothing_takes_away() {
    let known = read(whole()).unwrap();
    let changed = |json: Value| body(json).read(known.to_input(), None).unwrap();
    assert_eq!(known, changed(json!({})));
    assert_eq!(known.changed_fields(&changed(json!({ "fax": null }))), ["fax"]);
    assert_eq!(known.changed_fields(&changed(json!({ "address": { "line2": "" } }))), ["street"]);
    assert_eq!(known.changed_fields(&changed(json!({ "birthDay": null }))), ["identification"]);
    let nexus = changed(json!({ "identification": { "dotus_nexus_category": null } }));
    assert_eq!(nexus.identification().get("dotus_nexus_category"), None);
    assert_eq!(nexus.identification().get("dotfr_ne_le"), Some("1980-12-31"));
}

#[test]
fn every_wrong_member_is_named_by_its_path() {
    let wrong = read(json!({
        "address": { "line1": "x", "city": "", "zip": "12345678901234567", "country": "XX", "line3": "y" },
        "email": "nobody", "phone": "12", "legalForm": "company", "language": "it_IT", "gender": "M",
        "birthDay": "1980-02-31", "nationality": "FR", "organisationType": "SARL", "vat": "!",
        "identification": { "dotus_nexus_category": "C99", "dotfr_shoe_size": "42", "dotfr_ne_cp": "75001" },
    }));
    let mut named = fields(wrong.unwrap_err());
    named.sort();
    assert_eq!(
        named,
        [
            "address.city",
            "address.country",
            "address.line3",
            "address.zip",
            "birthDay",
            "email",
            "gender",
            "identification.dotfr_ne_cp",
            "identification.dotfr_shoe_size",
            "identification.dotus_nexus_category",
            "language",
            "legalForm",
            "nationality",
            "organisationType",
            "phone",
            "vat",
        ]
    );
    let missing = read(json!({ "legalForm": "individual", "language": "en_GB" })).unwrap_err();
    let mut missing = fields(missing);
    missing.sort();
    let expected =
        ["address.city", "address.country", "address.line1", "email", "firstName", "lastName", "phone"];
    assert_eq!(missing, expected);
}

#[test]
fn words_that_are_missing_are_listed_in_those_of_this_api() {
    let wrong = read(json!({ "address": { "country": "FR" }, "language": null })).unwrap_err();
    let said = |field: &str| wrong.iter().find(|error| error.field == field).unwrap().message.clone();
    assert_eq!(said("legalForm"), "one of individual, corporation, association, other is expected");
    assert_eq!(said("language"), "one of fr_FR, en_GB, de_DE, es_ES is expected");
}

#[test]
fn mademoiselle_stays_mademoiselle() {
    let known = ContactInput { civility: "Mle".into(), ..read(whole()).unwrap().to_input() };
    let same = body(json!({ "gender": "female" })).read(known.clone(), None).unwrap();
    assert_eq!(same.civility(), Civility::Mle);
    let other = body(json!({ "gender": "male" })).read(known, None).unwrap();
    assert_eq!(other.civility(), Civility::M);
}

#[test]
fn a_national_number_is_held_of_those_whose_ending_asks_for_it() {
    let mut spanish = whole();
    spanish["address"]["country"] = json!("ES");
    spanish["nationalIdentificationNumber"] = json!("12345678Z");
    let details = read(spanish).unwrap();
    assert_eq!(details.identification().get("dotes_pin"), Some("12345678Z"));
    let shown = show(ContactNumber::new(1), &details);
    assert_eq!(shown.national_identification_number.as_deref(), Some("12345678Z"));
    let mut french = whole();
    french["nationalIdentificationNumber"] = json!("12345678Z");
    assert_eq!(fields(read(french).unwrap_err()), ["nationalIdentificationNumber"]);
}

#[test]
fn another_contacts_identifier_is_refused() {
    let number = Some(ContactNumber::new(7));
    let wrong = body(json!({ "id": 8 })).read(read(whole()).unwrap().to_input(), number).unwrap_err();
    assert_eq!(fields(wrong), ["id"]);
}

#[test]
fn what_the_application_refuses_is_named_by_its_path() {
    let role = application::ContactRole::Owner;
    let fixed = Refusal::FieldFixed { fields: vec!["last_name", "email"], role };
    let told = problem(&MEMBERS, fixed.into());
    assert_eq!((told.field.as_deref(), told.error_code), (Some("lastName"), "FIELD_FIXED"));
    let details = told.details.unwrap();
    assert!(details["email"].contains("/order/cartServiceOption/domain"), "{details:?}");
    let problems = vec![FieldError::new("dotfr_ne_le", "field-missing", "wanted")];
    let told = problem(&MEMBERS, Refusal::NotEligible { role, problems }.into());
    assert_eq!((told.field.as_deref(), told.status.as_u16()), (Some("birthDay"), 400));
    let account = domain_model::values::AccountNumber::new(1);
    let told = problem(&MEMBERS, Refusal::NotYours { what: "contact 7".into(), account }.into());
    assert_eq!(told.status.as_u16(), 404);
    assert!(!told.message.contains('7'), "{}", told.message);
}
