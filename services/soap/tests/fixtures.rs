//! What PHP's SoapClient and Perl's SOAP::Lite were recorded to send.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::{map, split};
use soap::codec::{Key, Map, Request, Value};

/// Where they call, as the paper's programs do.
const NAMESPACE: &str = "http://api.dev.bookmyname.com/apis.cgi";

fn reads(recorded: &str, function: &str, arguments: Vec<Value>) {
    let (content_type, body) = split(recorded);
    let request = Request::parse(body.as_bytes(), content_type).unwrap();
    assert_eq!(request.call.function(), function);
    assert_eq!(request.call.namespace(), NAMESPACE);
    // `Debug` hides texts, so shapes first, for the message.
    assert_eq!(format!("{:?}", request.arguments), format!("{arguments:?}"));
    assert!(request.arguments == arguments, "the same shapes, but other texts or numbers");
}

fn addresses() -> Value {
    Value::from(vec!["88.191.249.1", "88.191.249.2"])
}

#[test]
fn calls_without_arguments() {
    reads(include_str!("fixtures/php-api_paysid.http"), "api_paysid", vec![]);
    reads(include_str!("fixtures/perl-api_paysid.http"), "api_paysid", vec![]);
}

#[test]
fn php_creates_a_contact() {
    let contact = map([
        ("passwd", "coincoin".into()),
        ("email", "dupond@free.fr".into()),
        ("nom", "DUPOND".into()),
        ("pays_id", "1".into()),
        ("prenom", "Éloïse".into()),
    ]);
    let arguments = vec!["13490".into(), "secret".into(), contact];
    reads(include_str!("fixtures/php-contact_create.http"), "contact_create", arguments);
}

#[test]
fn perl_creates_a_contact() {
    let contact = map([
        ("cp", "75001".into()),
        ("email", "dupond@free.fr".into()),
        ("nom", "DUPOND".into()),
        ("passwd", "coincoin".into()),
        ("siret", "".into()),
    ]);
    let arguments = vec![13490.into(), "secret".into(), contact];
    reads(include_str!("fixtures/perl-contact_create.http"), "contact_create", arguments);
}

#[test]
fn php_asks_for_a_contact() {
    let arguments = vec!["13490".into(), "s".into(), "".into(), 123.into()];
    reads(include_str!("fixtures/php-contact_info.http"), "contact_info", arguments);
}

#[test]
fn php_creates_a_domain() {
    let domain = map([("domain", "a.com".into()), ("period", 1.into()), ("ns0", "ns0.online.net".into())]);
    let arguments = vec![13490.into(), "secret".into(), domain];
    reads(include_str!("fixtures/php-domain_create.http"), "domain_create", arguments);
}

#[test]
fn php_updates_a_domain() {
    let record = map([("algds", 8.into()), ("digest", "44".into())]);
    let records: Map = [(Key::Int(1234), record)].into_iter().collect();
    let domain = map([("dsrecords", records.into()), ("registry_status", 64.into())]);
    let arguments = vec!["13490".into(), "s".into(), "a.com".into(), domain];
    reads(include_str!("fixtures/php-domain_update.http"), "domain_update", arguments);
}

#[test]
fn perl_renews_a_domain() {
    let arguments = vec![13490.into(), "s".into(), "a.com".into(), 5.into()];
    reads(include_str!("fixtures/perl-domain_renew.http"), "domain_renew", arguments);
}

#[test]
fn both_create_a_host() {
    let arguments = |login: Value| vec![login, "s".into(), "ns1.a.com".into(), addresses()];
    reads(include_str!("fixtures/php-host_create.http"), "host_create", arguments("13490".into()));
    reads(include_str!("fixtures/perl-host_create.http"), "host_create", arguments(13490.into()));
}

#[test]
fn arguments_are_read_as_the_functions_need_them() {
    let (content_type, body) = split(include_str!("fixtures/php-domain_update.http"));
    let request = Request::parse(body.as_bytes(), content_type).unwrap();
    assert_eq!(request.argument(0, "dist_id").required_text().unwrap(), "13490");
    let domain = request.argument(3, "array_domain");
    assert_eq!(domain.field("registry_status").unwrap().int(), Ok(Some(64)));
    assert!(!domain.field("ns0").unwrap().is_sent());
    let records = domain.field("dsrecords").unwrap().entries().unwrap();
    assert!(records[0].0 == Key::Int(1234));
    assert_eq!(records[0].1.field("digest").unwrap().required_int(), Ok(44));
    let mistake = records[0].1.field("digesttype").unwrap().required_int().unwrap_err();
    assert_eq!(mistake.to_string(), "array_domain.dsrecords.1234.digesttype: a whole number is expected");
}
