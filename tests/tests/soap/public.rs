//! Les fonctions propre à l'API that tell what there is: without a login, as the paper's programs call them, by PHP and
//! Perl; prices and the account with one.

use serde_json::{Value, json};
use std::process::Command;
use std::time::{Duration, Instant};
use stories::{Demo, Soap};

#[tokio::test]
async fn what_there_is() {
    let demo = Demo::start().await;
    let (reseller, francs, poor) = (Soap::of(&demo, 0), Soap::of(&demo, 1), Soap::of(&demo, 2));
    countries_and_regions(&reseller);
    towns(&reseller);
    endings(&reseller);
    prices(&demo, &reseller, &francs);
    accounts(&reseller, &francs, &poor);
    printed_in_perl(&demo);
}

/// As it is called without a login.
fn told(reseller: &Soap, function: &str) -> Value {
    let answer = reseller.raw(function, json!([]))["answer"].clone();
    assert_eq!(answer["retcode"], 1, "{function}: {answer}");
    answer
}

fn list(answer: &Value) -> &Vec<Value> {
    answer["retfields"].as_array().expect("a list")
}

fn countries_and_regions(reseller: &Soap) {
    let answer = told(reseller, "api_paysid");
    assert_eq!(answer["retval"].as_u64(), Some(list(&answer).len() as u64));
    for (id, name) in
        [(1, "FRANCE"), (12, "ALLEMAGNE"), (189, "FRANCE - REUNION"), (73, "TCHEQUE, REPUBLIQUE")]
    {
        let found = list(&answer).iter().find(|entry| entry["pays_id"] == id).expect(name);
        assert_eq!(found["pays"], name);
    }
    // Whatever login comes with it, also a wrong one.
    for login in [json!(["", ""]), json!([null]), json!([13490, "a-guess-7"])] {
        assert_eq!(reseller.raw("api_paysid", login)["answer"], answer);
    }
    let answer = told(reseller, "api_regionsid");
    assert_eq!(answer["retval"].as_u64(), Some(list(&answer).len() as u64));
    assert!(list(&answer).len() > 150);
    let paris = list(&answer).iter().find(|entry| entry["code"] == "FR-IDF").expect("Île-de-France");
    assert_eq!((&paris["region"], &paris["pays_id"]), (&json!("Île-de-France"), &json!(1)));
    let reunion = list(&answer).iter().find(|entry| entry["code"] == "FR-974").expect("La Réunion");
    assert_eq!(reunion["pays_id"], 189);
}

fn towns(reseller: &Soap) {
    let begun = Instant::now();
    let answer = told(reseller, "api_fr_cpville");
    let took = begun.elapsed();
    assert!(list(&answer).len() > 35_000);
    assert_eq!(answer["retval"].as_u64(), Some(list(&answer).len() as u64));
    for (code, town) in [("75001", "PARIS"), ("97400", "SAINT-DENIS"), ("01000", "BOURG-EN-BRESSE")] {
        assert!(list(&answer).contains(&json!({ "cp": code, "ville": town })), "{code} {town}");
    }
    // The real time is far below: this machine may be busy.
    assert!(took < Duration::from_secs(20), "{took:?}");
}

fn endings(reseller: &Soap) {
    let (all, signed) = (told(reseller, "api_tlds"), told(reseller, "api_dnssec_tlds"));
    assert_eq!((all["retval"].as_i64(), signed["retval"].as_i64()), (Some(1), Some(1)), "as the paper says");
    for ending in ["com", "fr", "eu", "co.uk", "link", "audio"] {
        assert!(list(&all).contains(&json!(ending)), "{ending}");
    }
    assert!(list(&signed).iter().all(|ending| list(&all).contains(ending)));
    assert!(["com", "org", "fr", "eu", "be"].iter().all(|ending| list(&signed).contains(&json!(ending))));
    assert!(list(&signed).len() < list(&all).len());
}

fn price<'a>(answer: &'a Value, ending: &str) -> &'a Value {
    list(answer).iter().find(|entry| entry["tld"] == ending).expect("an ending")
}

fn prices(demo: &Demo, reseller: &Soap, francs: &Soap) {
    let (public, endings) = (told(reseller, "api_priceslist"), told(reseller, "api_tlds"));
    assert_eq!(public["retval"], 1);
    let listed: Vec<&Value> = list(&public).iter().map(|entry| &entry["tld"]).collect();
    assert_eq!(listed, list(&endings).iter().collect::<Vec<_>>(), "every ending once");
    let own = reseller.call("api_priceslist", json!([]));
    let in_francs = francs.call("api_priceslist", json!([]));
    // The paper's own example of domain_prices.
    let audio = json!({ "tld": "audio", "create": 10519, "renew": 10519, "transfer": 10519, "restore": 13669,
        "trade": 0, "period_min": 1, "period_max": 10 });
    assert_eq!(*price(&public, "audio"), audio);
    assert_eq!(price(&public, "co.uk").get("restore"), None, "what has no price is left out");
    let com = price(&public, "com");
    for action in ["create", "renew", "transfer", "restore", "trade"] {
        assert!(com[action].is_i64(), "{action}: {com}");
        assert!(price(&own, "com")[action].as_i64() <= com[action].as_i64(), "{action}");
    }
    assert!(price(&own, "com")["create"].as_i64() < com["create"].as_i64(), "a reseller pays less");
    assert_eq!((&com["period_min"], &com["period_max"]), (&json!(1), &json!(10)));
    assert_eq!(own["retfields"], in_francs["retfields"], "euro cents, whatever the account's currency");
    let wrong = Soap::with(demo, 13_490, "a-guess-7");
    assert_eq!(wrong.codes("api_priceslist", json!([])), (-1, -1), "a login that is wrong is no public call");
}

fn accounts(reseller: &Soap, francs: &Soap, poor: &Soap) {
    let answer = reseller.call("api_info", json!([]));
    assert_eq!((&answer["retcode"], &answer["retval"]), (&json!(1), &json!(1)));
    let fields = &answer["retfields"];
    for (field, value) in [
        ("dist_id", json!(13490)),
        ("handle", json!("ve174-ovh")),
        ("devise", json!("EUR")),
        ("classe_tarif", json!("reseller")),
        ("societe", json!("BookMyName")),
        ("nom", json!("NAMES")),
        ("email", json!("ve174@reseller.test")),
    ] {
        assert_eq!(fields[field], value, "{field}");
    }
    let points = |field: &str| fields[field].as_i64().expect("points");
    assert_eq!(
        points("credit") + points("credit_reserve") + points("credit_depense"),
        points("credit_total")
    );
    assert!(points("credit") > 900_000_000 && points("credit_depense") + points("credit_reserve") > 0);
    assert_eq!(fields["rib"]["iban"], "FR7630006000011234567890189");
    assert_eq!(francs.fields("api_info", json!([]))["devise"], "XOF");
    assert_eq!(poor.fields("api_info", json!([]))["credit"], 0);
    for stranger in [json!([]), json!([13490, "a-guess-7"])] {
        assert_eq!(reseller.raw("api_info", stranger)["answer"], json!({ "retcode": -1, "retval": -1 }));
    }
}

/// The Perl examples walk `retfields` as far as `retval` says.
fn printed_in_perl(demo: &Demo) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/public.pl");
    let output = Command::new("perl")
        .args([script, demo.access()["soap"].as_str().expect("the door")])
        .output()
        .expect("perl starts: ops/test installs libsoap-lite-perl");
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{errors}");
    for line in ["1 FRANCE\n", "8 Île-de-France\n", "tld: ac\n", "price: ac\n"] {
        assert!(said.contains(line), "{line} {said}{errors}");
    }
}
