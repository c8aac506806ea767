//! Contacts and accounts by the REST door: recorded, changed, at the registry; what an owner is stays as it is; accounts
//! are opened by whoever asks.

use serde_json::{Value, json};
use stories::{Demo, GraphQl, Rest, Soap, eventually, wait_for_mail};

const REGISTER: &str = "mutation($input: RegisterDomainInput!) { registerDomain(input: $input) \
    { operation { number } userErrors { code field message } } }";
const OPERATION: &str = "query($n: Int!) { operation(number: $n) { state } }";

fn anne() -> Value {
    json!({
        "address": { "line1": "3 rue Haute", "city": "LYON", "zip": "69001", "country": "FR" },
        "email": "anne@owners.test", "firstName": "Anne", "lastName": "MARTIN", "gender": "female",
        "language": "fr_FR", "legalForm": "individual", "phone": "+33.478000000",
    })
}

/// A name of the demo's first reseller, registered to a contact.
async fn registered(support: &GraphQl, name: &str, owner: u64) {
    let input = json!({ "account": 13490, "name": name, "owner": owner,
        "nameServers": [{ "host": "ns0.online.net" }, { "host": "ns1.online.net" }] });
    let data = support.ask(REGISTER, json!({ "input": input })).await;
    let number = data["registerDomain"]["operation"]["number"].as_u64();
    let number = number.unwrap_or_else(|| panic!("not accepted: {data}"));
    eventually(&format!("{name} registered"), async || {
        let data = support.ask(OPERATION, json!({ "n": number })).await;
        (data["operation"]["state"] == "SUCCEEDED").then_some(())
    })
    .await;
}

fn status<'a>(fields: &'a Value, name: &str) -> &'a Value {
    let found = fields.as_array().into_iter().flatten().find(|field| field["fieldName"] == name);
    found.unwrap_or_else(|| panic!("{name} is not in {fields}"))
}

#[tokio::test]
async fn contacts_are_recorded_listed_and_changed_under_both_roots() {
    let demo = Demo::start().await;
    let (rest, other) = (Rest::of(&demo, 0), Rest::of(&demo, 1));
    let made = rest.post("/domain/contact", anne()).await.ok();
    let id = made["id"].as_u64().unwrap();
    assert_eq!((&made["legalForm"], &made["fax"]), (&json!("individual"), &Value::Null));
    // It is in both lists at once, and the same under both roots.
    let listed = rest.get("/me/contact").await.ok();
    assert!(listed.as_array().unwrap().contains(&json!(id)), "{listed}");
    assert!(rest.get("/domain/contact").await.ok().as_array().unwrap().contains(&made));
    assert_eq!(rest.get(&format!("/me/contact/{id}")).await.ok(), made);

    // What is absent stays, null takes away, and what was shown may be sent back.
    let path = format!("/domain/contact/{id}");
    let faxed = rest.put(&path, json!({ "fax": "+33.478000001", "birthDay": "1980-12-31" })).await.ok();
    assert_eq!((&faxed["fax"], &faxed["lastName"]), (&json!("+33.478000001"), &json!("MARTIN")));
    assert_eq!(rest.put(&path, faxed.clone()).await.ok(), faxed);
    assert_eq!(rest.put(&path, json!({ "fax": null, "birthDay": null })).await.ok(), made);

    // Every wrong field is named by the caller's path.
    let wrong =
        json!({ "address": { "zip": "x".repeat(17), "line3": "c" }, "email": "nobody", "nationality": "FR" });
    let told = rest.put(&path, wrong).await.refused(400, "INVALID_ARGUMENT");
    let named: Vec<_> = told["details"].as_object().unwrap().keys().collect();
    assert_eq!(named, ["address.line3", "address.zip", "email", "nationality"]);
    let told = rest.put(&path, json!({ "shoeSize": 42 })).await.refused(400, "INVALID_ARGUMENT");
    assert!(told["message"].as_str().unwrap().contains("shoeSize"), "{told}");
    let told = rest.put(&path, json!({ "address": { "city": 7 } })).await.refused(400, "INVALID_ARGUMENT");
    assert_eq!(told["field"], "address.city");
    let told = rest.post("/me/contact", json!({})).await.refused(400, "INVALID_ARGUMENT");
    assert!(told["details"]["legalForm"].as_str().unwrap().contains("individual"), "{told}");

    // Another account's is not there, and neither is one that never was.
    for path in [path.clone(), format!("{path}/fields"), format!("/me/contact/{id}")] {
        other.get(&path).await.refused(404, "NOT_FOUND");
    }
    other.put(&path, json!({ "fax": null })).await.refused(404, "NOT_FOUND");
    rest.get("/domain/contact/18446744073709551615").await.refused(404, "NOT_FOUND");
    rest.get("/domain/contact/x").await.refused(404, "NOT_FOUND");
    Rest::unsigned(&demo).get("/domain/contact").await.refused(401, "NOT_CREDENTIAL");
}

#[tokio::test]
async fn an_owner_stays_who_it_is_and_eligible() {
    let demo = Demo::start().await;
    let (rest, support) = (Rest::of(&demo, 0), demo.graphql("support"));
    let mut born = anne();
    for (field, value) in
        [("birthDay", "1980-12-31"), ("birthCity", "Lyon"), ("birthCountry", "FR"), ("birthZip", "69001")]
    {
        born[field] = json!(value);
    }
    let id = rest.post("/domain/contact", born.clone()).await.ok()["id"].as_u64().unwrap();
    let path = format!("/domain/contact/{id}");
    // Nobody owns anything yet: everything may change.
    rest.put(&path, json!({ "email": "anne.m@owners.test" })).await.ok();
    let fields = rest.get(&format!("{path}/fields")).await.ok();
    assert_eq!(
        status(&fields, "email"),
        &json!({ "fieldName": "email", "mandatory": true, "readOnly": false })
    );

    registered(&support, "who-owns-this.fr", id).await;
    let told = rest.put(&path, json!({ "email": "b@owners.test", "lastName": "X" })).await;
    let told = told.refused(400, "FIELD_FIXED");
    let named: Vec<_> = told["details"].as_object().unwrap().keys().collect();
    assert_eq!(named, ["email", "lastName"]);
    assert!(told["message"].as_str().unwrap().contains("/order/cartServiceOption/domain"), "{told}");
    let told = rest.put(&path, json!({ "birthDay": null })).await.refused(400, "NOT_ELIGIBLE");
    assert_eq!(told["field"], "identification.dotfr_mode", "{told}");
    let moved = rest
        .put(&path, json!({ "address": { "line1": "4 rue Basse" }, "phone": "+33.478000009" }))
        .await
        .ok();
    assert_eq!(moved["address"]["line1"], "4 rue Basse");

    let fields = rest.get(&format!("/me/contact/{id}/fields")).await.ok();
    for (name, mandatory, read_only) in [
        ("email", true, true),
        ("lastName", true, true),
        ("address.country", true, true),
        ("address.zip", true, false),
        ("phone", true, false),
        ("birthDay", true, false),
        ("birthZip", false, false),
        ("vat", false, false),
    ] {
        let expected = json!({ "fieldName": name, "mandatory": mandatory, "readOnly": read_only });
        assert_eq!(status(&fields, name), &expected);
    }

    // What the ending asks is told to anybody, and data is checked against it.
    let asked = "/domain/configurationRule?action=update&domain=who-owns-this.fr";
    let rule = Rest::unsigned(&demo).get(asked).await.ok();
    let owner = &rule["and"][0];
    assert_eq!((&owner["label"], &owner["type"]), (&json!("OWNER_CONTACT"), &json!("contact")));
    let of = |label: &str| {
        let fields = owner["fields"]["and"].as_array().unwrap();
        fields.iter().find(|field| field["label"] == label).unwrap()["constraints"].clone()
    };
    assert!(of("email").as_array().unwrap().contains(&json!({ "operator": "readonly" })));
    assert!(of("address.line1").as_array().unwrap().contains(&json!({ "operator": "required" })));
    assert!(!of("address.country")[1]["values"].as_array().unwrap().contains(&json!("US")));
    let check = "/domain/configurationRule/check";
    let present = format!("{check}?action=update&domain=who-owns-this.fr");
    assert_eq!(rest.post(&present, Value::Null).await.ok(), Value::Null);
    let told = rest.post(&present, json!({ "owner": { "email": "c@owners.test" } })).await;
    assert_eq!(told.refused(400, "INVALID_ARGUMENT")["field"], "owner.email");
    let create = format!("{check}?action=create&domain=another-one.fr");
    rest.post(&create, json!({ "owner": born })).await.ok();
    let mut abroad = born;
    abroad["address"]["country"] = json!("US");
    let told = rest.post(&create, json!({ "owner": abroad })).await.refused(400, "INVALID_ARGUMENT");
    assert_eq!(told["field"], "owner.address.country");
    assert_eq!(rest.post(&create, json!({})).await.refused(400, "INVALID_ARGUMENT")["field"], "owner");
    let transfer = format!("{check}?action=transfer&domain=another-one.com");
    let told = rest.post(&transfer, json!({ "owner": anne() })).await.refused(400, "INVALID_ARGUMENT");
    assert_eq!(told["field"], "extras.authInfo");
    let told = rest.get("/domain/configurationRule?action=create&domain=x.nowhere").await;
    assert_eq!(told.refused(400, "NAME_NOT_OFFERED")["field"], "domain");
    let told = rest.get("/domain/configurationRule?action=sell&domain=x.com").await;
    assert_eq!(told.refused(400, "INVALID_ARGUMENT")["field"], "action");
}

#[tokio::test]
async fn an_accounts_data_goes_to_the_registry_and_never_comes_back() {
    let demo = Demo::start().await;
    let rest = Rest::of(&demo, 0);
    let me = rest.get("/me").await.ok();
    assert_eq!(
        (&me["nichandle"], &me["customerCode"], &me["ovhSubsidiary"], &me["state"], &me["currency"]["code"]),
        (&json!("ve174-ovh"), &json!("13490"), &json!("FR"), &json!("complete"), &json!("EUR"))
    );
    // An account is sent back whole, with what is to be another.
    let mut changed = me.clone();
    (changed["phone"], changed["address"]) = (json!("+33.173500099"), json!("2 rue de la Paix\nEscalier B"));
    assert_eq!(rest.put("/me", changed.clone()).await.ok(), Value::Null);
    assert_eq!(rest.get("/me").await.ok(), changed);
    // It is the contact of its number.
    let contact = rest.get("/domain/contact/13490").await.ok();
    assert_eq!(
        (&contact["phone"], &contact["address"]["line2"]),
        (&json!("+33.173500099"), &json!("Escalier B"))
    );
    let mut ours = demo.epp("ours").await;
    eventually("the registry has the account's new number", async || {
        (ours.info_contact("BMN-13490").await.text("voice").as_deref() == Some("+33.173500099")).then_some(())
    })
    .await;
    // The converse is not true: what is changed at the registry stays there.
    let update = "<update><contact:update xmlns:contact=\"urn:ietf:params:xml:ns:contact-1.0\"><contact:id>BMN-13490\
        </contact:id><contact:chg><contact:voice>+33.100000000</contact:voice></contact:chg></contact:update></update>";
    assert_eq!(ours.command(update).await.code, 1000);
    assert_eq!(rest.get("/me").await.ok()["phone"], "+33.173500099");

    for (body, field, code) in [
        (json!({ "nichandle": "ab1-ovh" }), "nichandle", "INVALID_ARGUMENT"),
        (json!({ "currency": { "code": "XOF" } }), "currency.code", "INVALID_ARGUMENT"),
        (json!({ "address": "a\nb\nc" }), "address", "INVALID_ARGUMENT"),
        (json!({ "legalform": "administration" }), "legalform", "INVALID_ARGUMENT"),
        (json!({ "zip": 75001 }), "zip", "INVALID_ARGUMENT"),
        // It owns bookmyname.com.
        (json!({ "email": "desk@elsewhere.test" }), "email", "FIELD_FIXED"),
        (json!({ "organisation": "Somebody else" }), "organisation", "FIELD_FIXED"),
    ] {
        let told = rest.put("/me", body).await.refused(400, code);
        assert_eq!(told["field"], field, "{told}");
    }
    Rest::unsigned(&demo).get("/me").await.refused(401, "NOT_CREDENTIAL");
}

#[tokio::test]
async fn whoever_asks_opens_an_account() {
    let demo = Demo::start().await;
    let nobody = Rest::unsigned(&demo);
    let rules = "/newAccount/creationRules?country=SN&legalform=individual&ovhSubsidiary=SN&ovhCompany=ovh";
    let rules = nobody.get(rules).await.ok();
    let mandatory = |field: &str| rules[field]["mandatory"].as_bool().unwrap();
    assert!(
        mandatory("firstname")
            && mandatory("password")
            && !mandatory("organisation")
            && !mandatory("language")
    );
    assert_eq!(rules["language"]["defaultValue"], "fr_FR");
    assert!(rules["legalform"]["in"].as_array().unwrap().contains(&json!("corporation")));
    let told = nobody.get("/newAccount/creationRules?country=XX&legalform=x&ovhSubsidiary=XX").await;
    let told = told.refused(400, "INVALID_ARGUMENT");
    let named: Vec<_> = told["details"].as_object().unwrap().keys().collect();
    assert_eq!(named, ["country", "legalform", "ovhSubsidiary"]);

    let body = json!({
        "firstname": "Ama", "name": "DIOP", "legalform": "individual", "country": "SN", "city": "DAKAR",
        "zip": "12500", "address": "1 avenue Pompidou", "phone": "+221.338210001", "email": "ama@openers.test",
        "ovhCompany": "ovh", "ovhSubsidiary": "SN", "password": "tarte aux pommes",
    });
    let opened = nobody.post("/newAccount", body.clone()).await.ok();
    let number: u64 = opened["customerCode"].as_str().unwrap().parse().unwrap();
    assert_eq!(opened["ovhIdentifier"], format!("ad{number}-ovh"));
    assert_eq!(opened["nichandle"], opened["ovhIdentifier"]);
    // Its holder is asked to confirm, and it can be logged into at once.
    let mail = wait_for_mail(&demo.outbox(), "ama@openers.test", |mail| mail.text.contains("/verify/")).await;
    assert!(!mail.text.contains("tarte"), "{}", mail.text);
    let soap = Soap::with(&demo, number, "tarte aux pommes");
    assert_eq!(soap.codes("api_info", json!([])).0, 1);
    // The same person again is another account.
    let again = nobody.post("/newAccount", body.clone()).await.ok();
    assert_ne!(again["nichandle"], opened["nichandle"]);

    for (change, field) in [
        (json!({ "password": "short" }), "password"),
        (json!({ "password": null }), "password"),
        (json!({ "ovhSubsidiary": "XX" }), "ovhSubsidiary"),
        (json!({ "country": "XX" }), "country"),
        (json!({ "firstname": null }), "firstname"),
        (json!({ "zip": "" }), "zip"),
        (json!({ "email": "nobody" }), "email"),
        (json!({ "italianSDI": "X" }), "italianSDI"),
    ] {
        let mut wrong = body.clone();
        for (key, value) in change.as_object().unwrap() {
            wrong[key] = value.clone();
        }
        let told = nobody.post("/newAccount", wrong).await.refused(400, "INVALID_ARGUMENT");
        assert_eq!(told["field"], field, "{told}");
    }
    assert!(!demo.log().contains("tarte"), "a password is in the log");
}
