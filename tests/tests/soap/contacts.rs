//! Gestion des contacts: every return code of the paper, by PHP's client; the paper's Perl example, by SOAP::Lite.

mod endings;

use serde_json::{Value, json};
use std::process::Command;
use stories::{Demo, Desk, Soap};

/// The fields of the paper, in its order.
const FIELDS: [&str; 26] = [
    "id",
    "parent_id",
    "lastupdate",
    "lastupdate_ip",
    "handle",
    "creation",
    "email",
    "md5_email",
    "hash_email",
    "formejuridique",
    "civilite",
    "nom",
    "prenom",
    "societe",
    "adresse1",
    "adresse2",
    "cp",
    "ville",
    "pays_id",
    "telephone",
    "telecopie",
    "numero_tva",
    "siret",
    "lang",
    "revente",
    "status",
];
const WAPS: [&str; 6] =
    ["waps_ok", "waps_email", "waps_lastupdate", "waps_lastvalid", "waps_lastemail", "waps_lastvalidkey"];
pub(crate) const NONE: &str = "0000-00-00 00:00:00";

#[tokio::test]
async fn contacts_of_a_reseller() {
    let demo = Demo::start().await;
    let (reseller, other) = (Soap::of(&demo, 0), Soap::of(&demo, 1));
    as_printed(&demo, &reseller).await;
    created(&reseller);
    not_created(&reseller);
    endings::fields_of_single_endings(&reseller);
    changed_in_part(&reseller, &other).await;
    deleted(&reseller, &other);
    merged(&demo, &reseller).await;
    listed(&reseller, &other);
    endings::checked_for_endings(&reseller);
    printed_in_perl(&demo);
    demo.is_in_order().await;
    let log = demo.log();
    for function in
        ["contact_create", "contact_update", "contact_delete", "contact_info", "check_contact_create_tlds"]
    {
        let traced = log.lines().filter(|line| line.contains(function) && line.contains("13490"));
        assert!(traced.clone().count() > 1, "{function} is traced");
        assert!(
            traced.clone().all(|line| line.contains("retcode") && line.contains("milliseconds")),
            "{function}"
        );
    }
    for personal in ["dupond@free.fr", "chien qui fume", "147010203", "coincoin"] {
        assert!(!log.contains(personal), "the log shows {personal}");
    }
}

/// The paper's `$newcontact`, with its empty fields.
fn newcontact() -> Value {
    let mut contact = json!({
        "passwd": "coincoin", "email": "dupond@free.fr", "hash_email": "yes", "formejuridique": "particulier",
        "civilite": "M", "nom": "DUPOND", "prenom": "Pierre", "societe": "",
        "adresse1": "12 Rue du chien qui fume", "adresse2": "", "cp": "75001", "ville": "PARIS", "region_id": "",
        "pays_id": "1", "telephone": "+33.147010203", "telecopie": "", "numero_tva": "", "siret": "", "lang": "fr",
        "revente": "no",
    });
    for (field, value) in [
        ("dotus_nexus_purpose", ""),
        ("dotus_nexus_category", ""),
        ("dotfr_mode", ""),
        ("dotfr_marque", ""),
        ("dotfr_ne_le", ""),
        ("dotfr_ne_cp", ""),
        ("dotfr_ne_ville", ""),
        ("dotfr_ne_pays_id", "1"),
        ("dotfr_publication_jo", ""),
        ("dotfr_publication_jo_page", ""),
        ("dotuk_mode", ""),
        ("dotit_pin", ""),
        ("dotes_pin", ""),
        ("dotnu_idno", ""),
        ("dotxxx_membership", ""),
        ("dotu_emailalt", ""),
    ] {
        contact[field] = value.into();
    }
    contact
}

fn with(fields: Value) -> Value {
    let mut contact = newcontact();
    for (field, value) in fields.as_object().expect("fields") {
        contact[field] = value.clone();
    }
    contact
}

fn keys(said: &Value) -> Vec<String> {
    said["keys"]
        .as_array()
        .expect("retfields")
        .iter()
        .map(|key| key.as_str().unwrap_or("?").to_owned())
        .collect()
}

fn create(reseller: &Soap, fields: Value) -> u64 {
    reseller.fields("contact_create", json!([with(fields)]))["id"].as_u64().expect("a number")
}

pub(crate) fn info(reseller: &Soap, id: u64) -> Value {
    reseller.fields("contact_info", json!(["", id]))
}

/// Create, info, update with what info answered, info, delete: the paper's PHP examples.
async fn as_printed(demo: &Demo, reseller: &Soap) {
    let said = reseller.say("contact_create", json!([newcontact()]));
    let (answer, fields) = (&said["answer"], &said["answer"]["retfields"]);
    assert_eq!((answer["retcode"].as_i64(), &answer["retval"]), (Some(1), &fields["id"]), "{said}");
    assert_eq!(keys(&said), FIELDS.iter().chain(&["pays"]).map(|key| (*key).to_owned()).collect::<Vec<_>>());
    let id = fields["id"].as_u64().expect("an integer");
    let stand_in = fields["md5_email"].as_str().expect("a text");
    let (digits, rest) = stand_in.split_once('.').expect("digits, a dot");
    assert!(digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_hexdigit()), "{stand_in}");
    assert_eq!(rest, format!("{id}@contacts.nospam.registrar.test"));
    let expected = json!({
        "parent_id": 13490, "handle": format!("PD{id}-FREE"), "email": "dupond@free.fr", "hash_email": "yes",
        "formejuridique": "Particulier", "civilite": "M", "nom": "DUPOND", "prenom": "Pierre", "societe": "",
        "adresse1": "12 Rue du chien qui fume", "adresse2": "", "cp": "75001", "ville": "PARIS", "pays_id": 1,
        "telephone": "+33.147010203", "telecopie": "", "numero_tva": "", "siret": "", "lang": "fr",
        "revente": "no", "status": "Active", "pays": "FRANCE", "lastupdate_ip": "127.0.0.1",
    });
    for (field, value) in expected.as_object().expect("fields") {
        assert_eq!(&fields[field], value, "{field}");
    }
    assert_eq!(fields["creation"], fields["lastupdate"]);
    assert_eq!(fields["creation"].as_str().map(str::len), Some("2006-09-26 21:42:59".len()));

    let said = reseller.say("contact_info", json!(["", id]));
    assert_eq!(keys(&said), FIELDS.iter().chain(&WAPS).map(|key| (*key).to_owned()).collect::<Vec<_>>());
    let known = &said["answer"]["retfields"];
    assert_eq!((&known["waps_ok"], &known["waps_email"]), (&json!(0), &json!("dupond@free.fr")));
    assert_eq!((&known["waps_lastvalid"], &known["waps_lastvalidkey"]), (&json!(NONE), &json!("")));
    let by_handle = reseller.call("contact_info", json!([known["handle"]]));
    assert_eq!((&by_handle["retval"], &by_handle["retfields"]), (&json!(id), known));

    demo.advance("PT5M").await;
    let mut changed = known.clone();
    changed["nom"] = "DUPONT".into();
    changed["telecopie"] = "+33.173500000".into();
    let said = reseller.say("contact_update", json!([id, changed]));
    assert_eq!(keys(&said), FIELDS.iter().chain(&["pays"]).map(|key| (*key).to_owned()).collect::<Vec<_>>());
    let updated = &said["answer"]["retfields"];
    assert_eq!((&updated["nom"], &updated["telecopie"]), (&json!("DUPONT"), &json!("+33.173500000")));
    assert_eq!((&updated["md5_email"], &updated["creation"]), (&known["md5_email"], &known["creation"]));
    assert!(updated["lastupdate"].as_str() > known["lastupdate"].as_str(), "{updated}");
    assert_eq!(info(reseller, id)["nom"], "DUPONT");

    let gone = reseller.call("contact_delete", json!([id]));
    assert_eq!((&gone["retcode"], &gone["retval"]), (&json!(1), &json!(id)));
    assert_eq!(gone["retfields"]["status"], "Deleted");
}

/// Words in any case, numbers as numbers, a region, a contact without a hidden address.
fn created(reseller: &Soap) {
    let said = reseller.say("contact_create", json!([with(json!({
        "formejuridique": "SOCIETE", "societe": "Free SAS", "civilite": "mme", "hash_email": "no", "region_id": 8,
        "pays_id": 1, "cp": 75008, "siret": "732 829 320 00074", "lang": "EN", "revente": "YES",
    }))]));
    let fields = &said["answer"]["retfields"];
    let expected = [
        ("formejuridique", json!("Societe")),
        ("societe", json!("Free SAS")),
        ("civilite", json!("Mme")),
        ("hash_email", json!("no")),
        ("md5_email", json!("")),
        ("region_id", json!(8)),
        ("cp", json!("75008")),
        ("siret", json!("73282932000074")),
        ("lang", json!("en")),
        ("revente", json!("yes")),
    ];
    for (field, value) in expected {
        assert_eq!(fields[field], value, "{field}");
    }
    let order = keys(&said);
    let place = |wanted: &str| order.iter().position(|key| key == wanted);
    assert_eq!(place("region_id"), place("ville").map(|place| place + 1), "{order:?}");
    assert_eq!(place("pays_id"), place("region_id").map(|place| place + 1));
}

fn not_created(reseller: &Soap) {
    for wrong in [json!([]), json!(["a text"]), json!([7]), json!([null]), json!([["a", "list"]])] {
        assert_eq!(reseller.codes("contact_create", wrong.clone()), (-1, -3), "{wrong}");
    }
    assert_eq!(reseller.codes("contact_create", json!([with(json!({ "nom": { "a": "b" } }))])), (-1, -3));
    for field in
        ["email", "formejuridique", "nom", "prenom", "adresse1", "cp", "ville", "pays_id", "telephone"]
    {
        let said = reseller.say("contact_create", json!([with(json!({ field: "" }))]));
        assert_eq!(said["answer"], json!({ "retcode": -1, "retval": -4 }), "{field}");
        assert!(
            said["refusal"].as_str().is_some_and(|words| words.contains(&format!("{field}: "))),
            "{said}"
        );
    }
    for wrong in [
        json!({ "pays_id": 9999 }),
        json!({ "region_id": 101 }),
        json!({ "email": "nobody" }),
        json!({ "formejuridique": "robot" }),
        json!({ "hash_email": "maybe" }),
        json!({ "dotfr_mode": "SIREN" }),
        json!({ "telephone": "none" }),
        json!({ "lang": "it" }),
    ] {
        assert_eq!(reseller.codes("contact_create", json!([with(wrong.clone())])), (-1, -4), "{wrong}");
    }
    assert_eq!(
        reseller.codes("contact_create", json!([with(json!({ "societe": "é".repeat(256) }))])),
        (-1, -4)
    );
}

/// What is absent stays; what owns a name is fixed; what is another's, gone or none says so.
async fn changed_in_part(reseller: &Soap, other: &Soap) {
    let id = create(reseller, json!({}));
    let fields = reseller.fields("contact_update", json!([id, { "ville": "PARIS 1ER" }]));
    assert_eq!(
        (&fields["ville"], &fields["adresse1"]),
        (&json!("PARIS 1ER"), &json!("12 Rue du chien qui fume"))
    );
    assert_eq!(other.codes("contact_update", json!([id, { "ville": "LYON" }])), (-1, -2));
    for wrong in [json!([id]), json!([id, "text"]), json!([id, 7]), json!([id, ["a"]])] {
        assert_eq!(reseller.codes("contact_update", wrong.clone()), (-1, -4), "{wrong}");
    }
    for wrong in [json!({}), json!({ "nom": "" }), json!({ "pays_id": 9999 }), json!({ "email": "x" })] {
        assert_eq!(reseller.codes("contact_update", json!([id, wrong])), (-1, -5), "{wrong}");
    }
    for nobody in [json!(999_999_999), json!("x"), json!(""), json!(-1)] {
        assert_eq!(
            reseller.codes("contact_update", json!([nobody, { "ville": "LYON" }])),
            (0, 0),
            "{nobody}"
        );
    }
    reseller.fields("contact_delete", json!([id]));
    assert_eq!(reseller.codes("contact_update", json!([id, { "ville": "LYON" }])), (-1, -3), "deleted");

    // The sample's owner of maison-dupond.com is a natural person.
    let rows = reseller.fields("contact_list", json!([]));
    let rows = rows.as_array().expect("a list");
    let owner = rows.iter().find(|row| row["email"] == "dupond@free.test").expect("the sample")["id"].clone();
    for (field, value) in [
        ("formejuridique", json!("association")),
        ("societe", json!("Autre")),
        ("civilite", json!("Mme")),
        ("nom", json!("DUPONT")),
        ("prenom", json!("Paul")),
        ("pays_id", json!(11)),
    ] {
        let said = reseller.say(
            "contact_update",
            json!([owner, { field: value, "societe": match field {
            "formejuridique" | "societe" => "Autre", _ => "" } }]),
        );
        assert_eq!(said["answer"], json!({ "retcode": -1, "retval": -5 }), "{field}: {said}");
        assert!(said["refusal"].as_str().is_some_and(|words| words.starts_with("FIELD_FIXED")), "{said}");
    }
    assert_eq!(
        reseller.fields("contact_update", json!([owner, { "ville": "PARIS 12" }]))["ville"],
        "PARIS 12"
    );
    // The account's own contact is billed for every name, and owns one.
    let own = reseller.dist_id();
    assert_eq!(reseller.codes("contact_update", json!([own, { "pays_id": 11 }])), (-1, -5));
    assert_eq!(reseller.fields("contact_update", json!([own, { "nom": "BUREAU" }]))["nom"], "BUREAU");
}

fn deleted(reseller: &Soap, other: &Soap) {
    let id = create(reseller, json!({}));
    assert_eq!(other.codes("contact_delete", json!([id])), (-1, -2));
    assert_eq!(reseller.codes("contact_delete", json!([id])).0, 1);
    assert_eq!(reseller.codes("contact_delete", json!([id])), (0, 0), "twice");
    assert_eq!(reseller.codes("contact_info", json!(["", id])), (0, 0));
    assert_eq!(reseller.codes("contact_delete", json!([999_999_999])), (0, 0));
    assert_eq!(reseller.codes("contact_delete", json!([""])), (0, 0));
    let own = reseller.dist_id();
    assert_eq!(reseller.codes("contact_delete", json!([own])), (-1, -3), "a name uses it");
    let without_names = other.dist_id();
    assert_eq!(other.codes("contact_delete", json!([without_names])), (-1, -3), "the account's own");
}

/// Staff found two records of one person.
async fn merged(demo: &Demo, reseller: &Soap) {
    let (one, same) = (create(reseller, json!({})), create(reseller, json!({})));
    let input =
        json!({ "account": reseller.dist_id(), "contact": one, "into": same, "reason": "one person" });
    Desk::of(demo, "support").does("mergeContacts", input).await.expect("merged");
    assert_eq!(info(reseller, one)["status"], "Merged");
    assert_eq!(reseller.codes("contact_update", json!([one, { "ville": "LYON" }])), (-1, -3));
    assert_eq!(reseller.codes("contact_delete", json!([one])), (0, 0));
}

fn listed(reseller: &Soap, other: &Soap) {
    let id = create(reseller, json!({ "nom": "LISTE" }));
    let answer = reseller.call("contact_list", json!([]));
    let rows = answer["retfields"].as_array().expect("a list");
    assert_eq!(answer["retval"].as_u64(), Some(rows.len() as u64));
    let row = rows.iter().find(|row| row["id"] == id).expect("the new one");
    let shown = info(reseller, id);
    for field in
        ["handle", "creation", "email", "md5_email", "nom", "prenom", "societe", "cp", "pays_id", "status"]
    {
        assert_eq!(row[field], shown[field], "{field}");
    }
    assert!(rows.iter().any(|row| row["id"] == reseller.dist_id()), "the account's own contact");
    assert!(rows.iter().all(|row| row["status"] == "Active"), "those in use");
    // Nobody else sees it, by number, by handle or in a list.
    assert_eq!(other.codes("contact_info", json!(["", id])), (0, 0));
    assert_eq!(other.codes("contact_info", json!([shown["handle"]])), (0, 0));
    let theirs = other.call("contact_list", json!([]));
    assert_eq!((&theirs["retval"], &theirs["retfields"][0]["id"]), (&json!(1), &json!(other.dist_id())));
    for nobody in [json!(["", ""]), json!([]), json!(["ZZ1-FREE"]), json!(["no handle"]), json!(["", "x"])] {
        assert_eq!(reseller.codes("contact_info", nobody.clone()), (0, 0), "{nobody}");
    }
}

/// The Perl examples of the group, one after the other.
fn printed_in_perl(demo: &Demo) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/contacts.pl");
    let access = demo.access();
    let (door, reseller) = (access["soap"].as_str().expect("the door"), &access["resellers"][0]);
    let output = Command::new("perl")
        .args([
            script,
            door,
            &reseller["dist_id"].to_string(),
            reseller["password"].as_str().expect("a password"),
        ])
        .output()
        .expect("perl starts: ops/test installs libsoap-lite-perl");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    assert!(said.ends_with("DUPONT Pierre +33.173500000 Active 75001\ndeleted\n"), "{said}{errors}");
}
