//! What proves where batch mails come from: set by support, shown by fingerprints, and never a secret key.

use crate::support::{ACCOUNT, Door};
use domain_model::values::AccountNumber;
use serde_json::{Value, json};

const KEY: &str = include_str!("../../../application/tests/fixtures/mail-keys/part.asc");
const SECRET: &str = include_str!("../../../application/tests/fixtures/mail-keys/secret.asc");
const SIGNER: &str = include_str!("../../../application/tests/fixtures/mail-keys/signer.pem");
const AUTHORITY: &str = include_str!("../../../application/tests/fixtures/mail-keys/ca.pem");

const SETTINGS: &str = "{ account(number: 13490) { mailSettings { methods hasPassphrase pgpKeys \
    certificates { fingerprint trust } } } }";

async fn settings(door: &Door) -> Value {
    door.settled().await;
    door.data("viewer", SETTINGS, json!({})).await["account"]["mailSettings"].clone()
}

async fn done(door: &Door, field: &str, input: &str, mut variables: Value) {
    variables["account"] = json!(ACCOUNT);
    let answer = door.mutate("support", field, input, "id", variables).await;
    assert_eq!(answer["userErrors"], json!([]), "{answer}");
}

async fn refused(door: &Door, field: &str, input: &str, mut variables: Value) -> Value {
    variables["account"] = json!(ACCOUNT);
    let answer = door.mutate("support", field, input, "id", variables).await;
    assert!(answer["id"].is_null(), "{answer}");
    answer["userErrors"][0].clone()
}

#[tokio::test]
async fn methods_keys_and_certificates_are_set_and_shown_by_fingerprint() {
    let door = Door::open().await;
    let all = json!(["PLAIN", "MD5", "PGP", "SMIME"]);
    let none = json!({ "methods": all, "hasPassphrase": false, "pgpKeys": [], "certificates": [] });
    assert_eq!(settings(&door).await, none);
    done(&door, "setMailMethods", "MailMethodsInput", json!({ "methods": ["SMIME", "PGP"] })).await;
    done(&door, "setAccountPassphrase", "AccountPassphraseInput", json!({ "passphrase": "MaPassPhrase" }))
        .await;
    done(&door, "addPgpKey", "PgpKeyInput", json!({ "key": KEY })).await;
    done(&door, "addCertificate", "CertificateInput", json!({ "certificate": SIGNER })).await;
    let authority = json!({ "certificate": AUTHORITY, "trust": "AUTHORITY" });
    done(&door, "addCertificate", "CertificateInput", authority).await;
    let set = settings(&door).await;
    assert_eq!((&set["methods"], &set["hasPassphrase"]), (&json!(["PGP", "SMIME"]), &json!(true)));
    let trusts: Vec<&Value> =
        set["certificates"].as_array().unwrap().iter().map(|known| &known["trust"]).collect();
    assert_eq!(trusts, [&json!("SIGNER"), &json!("AUTHORITY")]);
    let (key, certificate) = (&set["pgpKeys"][0], &set["certificates"][0]["fingerprint"]);
    assert_eq!((key.as_str().map(str::len), certificate.as_str().map(str::len)), (Some(40), Some(64)));
    // Neither the view nor the history shows what stands in them: they name persons.
    let row = door.application.views().account(AccountNumber::new(ACCOUNT)).await.unwrap();
    let history =
        door.data("viewer", "{ history(stream: \"account/13490\") { kind after } }", json!({})).await;
    for shown in [serde_json::to_string(&row).unwrap(), history.to_string()] {
        assert!(!shown.contains("BEGIN") && !shown.contains("MaPassPhrase"), "{shown}");
        assert!(shown.contains("PgpKeyAdded") || shown.contains("pgp_keys"), "{shown}");
    }
    done(&door, "removePgpKey", "FingerprintInput", json!({ "fingerprint": key })).await;
    done(&door, "removeCertificate", "FingerprintInput", json!({ "fingerprint": certificate })).await;
    let left = settings(&door).await;
    assert_eq!((&left["pgpKeys"], left["certificates"].as_array().map(Vec::len)), (&json!([]), Some(1)));
    done(&door, "setMailMethods", "MailMethodsInput", json!({ "methods": [] })).await;
    assert_eq!(settings(&door).await["methods"], json!([]));
}

#[tokio::test]
async fn what_is_no_good_is_refused_at_its_field_and_never_stored() {
    let door = Door::open().await;
    let error = |error: Value| (error["code"].clone(), error["field"].clone());
    let fields = |field: &str| (json!("FIELDS_INVALID"), json!(field));
    let secret = refused(&door, "addPgpKey", "PgpKeyInput", json!({ "key": SECRET })).await;
    assert!(secret["message"].as_str().unwrap().contains("SECRET key: it was not stored"), "{secret}");
    assert_eq!(error(secret), fields("key"));
    assert_eq!(error(refused(&door, "addPgpKey", "PgpKeyInput", json!({ "key": "x" })).await), fields("key"));
    let not = refused(&door, "addCertificate", "CertificateInput", json!({ "certificate": KEY })).await;
    assert_eq!(error(not), fields("certificate"));
    let leaf = json!({ "certificate": SIGNER, "trust": "AUTHORITY" });
    let leaf = refused(&door, "addCertificate", "CertificateInput", leaf).await;
    assert!(leaf["message"].as_str().unwrap().contains("no authority"), "{leaf}");
    for field in ["removePgpKey", "removeCertificate"] {
        let wrong = refused(&door, field, "FingerprintInput", json!({ "fingerprint": "x" })).await;
        assert_eq!(error(wrong), fields("fingerprint"));
        let digits = if field == "removePgpKey" { "ab".repeat(20) } else { "ab".repeat(32) };
        let unknown = refused(&door, field, "FingerprintInput", json!({ "fingerprint": digits })).await;
        assert_eq!(unknown["code"], "NOT_FOUND", "{unknown}");
    }
    for passphrase in ["short", " MaPassPhrase", "Ma\nPassPhrase"] {
        let input = json!({ "passphrase": passphrase });
        let wrong = refused(&door, "setAccountPassphrase", "AccountPassphraseInput", input).await;
        assert_eq!(error(wrong), fields("passphrase"));
    }
    for (field, value) in
        [("linkBase", "names.example"), ("linkBase", "https://x y"), ("name", " "), ("sender", "x")]
    {
        let wrong = refused(&door, "setAccountBranding", "BrandingInput", json!({ field: value })).await;
        assert_eq!(error(wrong), fields(field), "{value}");
    }
    done(
        &door,
        "setAccountBranding",
        "BrandingInput",
        json!({ "name": "Noms", "linkBase": "https://noms.example" }),
    )
    .await;
    door.settled().await;
    let shown = "{ account(number: 13490) { branding { name sender linkBase } } }";
    let shown = door.data("viewer", shown, json!({})).await["account"]["branding"].clone();
    assert_eq!(shown, json!({ "name": "Noms", "sender": null, "linkBase": "https://noms.example" }));
    let many = json!({ "input": { "account": ACCOUNT, "key": KEY } });
    let viewer =
        door.send("viewer", "mutation($input: PgpKeyInput!) { addPgpKey(input: $input) { id } }", many).await;
    assert!(!viewer.body["errors"].is_null(), "a viewer sets nothing: {}", viewer.body);
}
