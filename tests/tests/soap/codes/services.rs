//! Gestion des services, and hosts.

use super::{Walk, is, no, number};
use serde_json::{Value, json};
use stories::{Soap, eventually};

const NAME: &str = "served.com";
const SOURCE: &str = "http://create.served.com";
const PAGE: &str = "http://www.bookmyname.com/create.cgi";

pub(super) async fn walk(walk: &Walk) {
    walk.registered(NAME).await;
    redirections(walk).await;
    zone_and_mailboxes(walk);
    hosts(walk).await;
}

async fn redirections(walk: &Walk) {
    let (reseller, other) = (&walk.reseller, &walk.other);
    let (good, bad) =
        (json!([NAME, "web", SOURCE, PAGE]), json!([NAME, "web", "http://www.example.org", PAGE]));
    let case = |caller: &Soap, function, arguments: &Value, codes| {
        walk.case(caller, function, arguments.clone(), codes);
    };
    case(other, "service_redir_create", &good, no(-2));
    case(reseller, "service_redir_create", &bad, no(-3));
    case(reseller, "service_redir_create", &good, number());
    case(other, "service_redir_list", &json!([NAME, "web"]), no(-2));
    case(reseller, "service_redir_list", &json!([NAME, "web"]), is(1, 1));
    case(other, "service_redir_delete", &good, no(-2));
    case(reseller, "service_redir_delete", &bad, no(-3));
    eventually("the name servers are ours", async || {
        walk.desk.name(NAME).await["unfinishedOperation"].is_null().then_some(())
    })
    .await;
    walk.desk.updated(NAME, json!({ "clientStatuses": ["clientUpdateProhibited"] })).await;
    case(reseller, "service_redir_delete", &good, no(-4));
    walk.desk.updated(NAME, json!({ "clientStatuses": [] })).await;
    case(reseller, "service_redir_delete", &good, is(1, 1));
}

fn zone_and_mailboxes(walk: &Walk) {
    let (reseller, other) = (&walk.reseller, &walk.other);
    let zone = format!("www A 88.191.249.162\nmail A 88.191.249.132\n{NAME}. MX 10 mail\n");
    for (function, caller, arguments, codes) in [
        ("service_dns_custom_get", reseller, json!(["not-ours-7.com"]), no(-2)),
        ("service_dns_custom_get", other, json!([NAME]), no(-3)),
        ("service_dns_custom_get", reseller, json!([NAME]), is(1, 1)),
        ("service_dns_custom_set", reseller, json!(["not-ours-7.com", zone]), no(-2)),
        ("service_dns_custom_set", other, json!([NAME, zone]), no(-3)),
        ("service_dns_custom_set", reseller, json!([NAME, "www A nowhere\n"]), no(-4)),
        ("service_dns_custom_set", reseller, json!([NAME, zone]), number()),
        ("service_mbox_create", other, json!([NAME, "pierre", "tres-secret-7", 10]), no(-2)),
        ("service_mbox_create", reseller, json!([NAME, "pierre", "tres-secret-7", 999_999]), no(-3)),
        ("service_mbox_create", reseller, json!([NAME, "pierre", "tres-secret-7", 10]), is(1, 1)),
        ("service_mbox_list", other, json!([NAME]), no(-2)),
        ("service_mbox_list", reseller, json!([NAME]), is(1, 1)),
        ("service_mbox_delete", other, json!([NAME, "pierre"]), no(-2)),
        ("service_mbox_delete", reseller, json!([NAME, "pierre"]), is(1, 1)),
    ] {
        walk.case(caller, function, arguments, codes);
    }
}

async fn hosts(walk: &Walk) {
    let (reseller, other) = (&walk.reseller, &walk.other);
    let (glue, good) = ("glue1.served.com", json!(["88.191.249.1", "88.191.249.2"]));
    walk.done(reseller, "host_create", json!([glue, good])).await;
    walk.case(reseller, "host_create", json!([glue, good]), no(-6));
    walk.done(reseller, "host_update", json!([glue, ["88.191.249.6"]])).await;
    for function in ["host_create", "host_update"] {
        walk.case(reseller, function, json!([glue, ["192.0.2.256"]]), no(-2));
        walk.case(reseller, function, json!(["a b.com", good]), no(-3));
        walk.case(reseller, function, json!(["ns.not-ours-7.com", good]), no(-4));
        walk.case(other, function, json!([glue, good]), no(-5));
    }
    walk.case(reseller, "host_list", json!([NAME]), number());
    walk.case(other, "host_list", json!([NAME]), no(-2));
    walk.case(reseller, "host_list", json!([""]), no(-3));
    walk.case(reseller, "host_list", json!(["not-ours-7.com"]), no(-4));
    walk.case(reseller, "host_info", json!([glue]), number());
    walk.case(reseller, "host_delete", json!([""]), no(-3));
    walk.case(reseller, "host_delete", json!(["ns.not-ours-7.com"]), no(-4));
    walk.case(other, "host_delete", json!([glue]), no(-5));
    walk.done(reseller, "host_delete", json!([glue])).await;
    for (function, arguments) in [("host_update", json!([glue, good])), ("host_delete", json!([glue]))] {
        walk.case(reseller, function, arguments, no(-6));
    }
    walk.case(reseller, "host_info", json!([glue]), no(-2));
}
