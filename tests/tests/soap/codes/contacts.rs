//! Gestion des contacts.

use super::{Walk, is, no, number};
use serde_json::{Value, json};
use stories::{Desk, Soap, with};

fn newcontact(more: Value) -> Value {
    with(
        json!({ "email": "codes@free.test", "hash_email": "yes", "formejuridique": "particulier", "civilite": "M",
            "nom": "DUPOND", "prenom": "Pierre", "adresse1": "12 Rue du chien qui fume", "cp": "75001",
            "ville": "PARIS", "pays_id": "1", "telephone": "+33.147010203", "lang": "fr", "revente": "no" }),
        more,
    )
}

/// A contact of the caller's.
pub(super) fn created(walk: &Walk, caller: &Soap, more: Value) -> u64 {
    let answer = walk.case(caller, "contact_create", json!([newcontact(more)]), number());
    answer["retval"].as_u64().expect("an ID")
}

pub(super) async fn walk(walk: &Walk) {
    let (reseller, other) = (&walk.reseller, &walk.other);
    let case = |function, arguments, codes| walk.case(reseller, function, arguments, codes);
    // No handle without a letter: nobody is called so.
    case("contact_create", json!([newcontact(json!({ "nom": "---", "prenom": "..." }))]), no(-2));
    case("contact_create", json!(["a text"]), no(-3));
    case("contact_create", json!([newcontact(json!({ "nom": "" }))]), no(-4));
    let (id, gone) = (created(walk, reseller, json!({})), created(walk, reseller, json!({})));

    case("contact_delete", json!([gone]), number());
    case("contact_delete", json!([gone]), is(0, 0));
    walk.case(other, "contact_delete", json!([id]), no(-2));
    // bookmyname.com is the account's own contact's.
    case("contact_delete", json!([reseller.dist_id()]), no(-3));

    walk.case(other, "contact_update", json!([id, { "ville": "LYON" }]), no(-2));
    case("contact_update", json!([gone, { "ville": "LYON" }]), no(-3));
    case("contact_update", json!([id, "a text"]), no(-4));
    case("contact_update", json!([id, {}]), no(-5));
    case("contact_update", json!([999_999_999, { "ville": "LYON" }]), is(0, 0));
    case("contact_update", json!([id, { "ville": "LYON" }]), number());

    case("contact_info", json!(["", gone]), is(0, 0));
    case("contact_info", json!(["", id]), number());
    case("contact_list", json!([]), number());
    let whole = newcontact(json!({}));
    case("check_contact_create_tlds", json!([whole, ["com", "org"]]), is(0, 0));
    case("check_contact_create_tlds", json!([whole, ["com", "us"]]), no(-4));
    case("contact_mail_waps", json!([id]), is(1, 0));
    walk.registered("waps-codes.com").await;
    case("contact_mail_waps", json!([walk.owner]), is(1, 1));
    nobody_left(walk).await;
}

/// The account's own contact is always there, until its person is erased.
async fn nobody_left(walk: &Walk) {
    let own = walk.other.dist_id();
    let asked = json!({ "contact": own, "reason": "asked" });
    Desk::of(&walk.demo, "admin").does("eraseContact", asked).await.expect("erased");
    walk.case(&walk.other, "contact_list", json!([]), is(0, 0));
}
