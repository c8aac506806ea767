//! What single endings ask of their owners.

use super::{info, keys, newcontact, with};
use serde_json::{Value, json};
use stories::Soap;

/// Every field of the paper that a single ending asks for comes back, after the common ones.
pub(super) fn fields_of_single_endings(reseller: &Soap) {
    let sent = json!({
        "dotus_nexus_purpose": "P3", "dotus_nexus_category": "C31", "dotfr_mode": "PARTICULIER",
        "dotfr_marque": "une marque", "dotfr_duns": "123456789", "dotfr_local": "HRB 1234",
        "dotfr_ne_le": "31-12-1980", "dotfr_ne_cp": "75014", "dotfr_ne_ville": "PARIS", "dotfr_ne_pays_id": 11,
        "dotfr_restricted_publication": "yes", "dotfr_publication_jo": "01-02-2003",
        "dotfr_publication_jo_page": "1234", "asia_locality": 120, "asia_typeofentity": "naturalPerson",
        "asia_formofident": "passport", "asia_identnumber": "X1", "dotuk_mode": "IND", "dotuk_locality": "Soho",
        "dotuk_county": "London", "dotuk_trad_name": "Dupond & Co", "dotuk_co_number": "01234567",
        "dotit_pin": "DPNPRR80T31Z110X", "dotnu_idno": "P1", "dotes_pin": "X1234567L", "dotxxx_membership": "M1",
        "dotu_emailalt": "ma.2ieme.adresse.email@free.fr", "dotu_mobile": "+33.612345678",
        "dotu_question1": "question secrete1", "dotu_answer1": "reponse secrete1",
        "dotu_question2": "question secrete2", "dotu_answer2": "reponse secrete2",
        "dotu_question3": "question secrete3", "dotu_answer3": "reponse secrete3",
        "dotu_question4": "question secrete4", "dotu_answer4": "reponse secrete4",
        "dotu_question5": "question secrete5", "dotu_answer5": "reponse secrete6",
    });
    let said = reseller.say("contact_create", json!([with(sent.clone())]));
    let fields = &said["answer"]["retfields"];
    for (field, value) in sent.as_object().expect("fields") {
        assert_eq!(&fields[field], value, "{field}");
    }
    let order = keys(&said);
    let common = order.iter().position(|key| key == "pays").expect("the last common field");
    assert_eq!(order.len() - common - 1, sent.as_object().map_or(0, serde_json::Map::len), "{order:?}");
    let id = fields["id"].as_u64().expect("a number");
    let back = reseller.fields("contact_update", json!([id, info(reseller, id)]));
    assert_eq!(&back, fields, "sent back as it came, nothing changes");
    let without =
        reseller.fields("contact_update", json!([id, { "dotuk_mode": "", "dotfr_ne_le": "1980-12-30" }]));
    assert_eq!((without.get("dotuk_mode"), &without["dotfr_ne_le"]), (None, &json!("30-12-1980")));
}

pub(super) fn checked_for_endings(reseller: &Soap) {
    let before = reseller.call("contact_list", json!([]))["retval"].clone();
    let endings = json!(["com", "org", "us", "fr", "link", "eu", "it"]);
    let bare = reseller.call("check_contact_create_tlds", json!([newcontact(), endings]));
    assert_eq!((bare["retcode"].as_i64(), bare["retval"].as_i64()), (Some(-1), Some(-4)), "{bare}");
    let errors = |answer: &Value, ending: &str| -> Vec<String> {
        let list = answer["retfields"][ending].as_array().expect(ending).clone();
        list.iter().map(|error| error["field"].as_str().expect("a field").to_owned()).collect()
    };
    for free in ["com", "org", "eu"] {
        assert_eq!(errors(&bare, free), [""; 0], "{free}");
    }
    assert_eq!(errors(&bare, "us"), ["dotus_nexus_purpose", "dotus_nexus_category"]);
    for (ending, field) in [("fr", "dotfr_mode"), ("it", "dotit_pin"), ("link", "dotu_question1")] {
        assert!(errors(&bare, ending).iter().any(|found| found == field), "{ending}: {bare}");
    }
    let whole = with(json!({
        "dotus_nexus_purpose": "P3", "dotus_nexus_category": "C31", "dotfr_mode": "PARTICULIER",
        "dotfr_ne_le": "31-12-1980", "dotfr_ne_cp": "75014", "dotfr_ne_ville": "PARIS", "dotit_pin": "X12345678",
        "dotu_question1": "q1", "dotu_answer1": "a1", "dotu_question2": "q2", "dotu_answer2": "a2",
        "dotu_question3": "q3", "dotu_answer3": "a3",
    }));
    let answer = reseller.call("check_contact_create_tlds", json!([whole, endings]));
    assert_eq!((answer["retcode"].as_i64(), answer["retval"].as_i64()), (Some(0), Some(0)), "{answer}");
    // Elsewhere nobody lives in .fr; wrong data is wrong everywhere; an ending that is none says so.
    let abroad = with(json!({ "pays_id": 239, "cp": "10001" }));
    let answer = reseller.call("check_contact_create_tlds", json!([abroad, "fr nope"]));
    assert!(errors(&answer, "fr").contains(&"pays_id".to_owned()), "{answer}");
    assert_eq!(errors(&answer, "nope"), ["tld"]);
    let answer = reseller.call("check_contact_create_tlds", json!([with(json!({ "nom": "" })), ["com"]]));
    assert_eq!((answer["retval"].as_i64(), errors(&answer, "com")), (Some(-4), vec!["nom".to_owned()]));
    assert_eq!(reseller.codes("check_contact_create_tlds", json!([])), (-1, -4));
    assert_eq!(reseller.call("contact_list", json!([]))["retval"], before, "nothing is recorded");
}
