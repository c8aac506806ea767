//! Every kind of answer, validated against the schemas of the RFCs with xmllint.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use sandbox_registry::{Effect, Fault, Status, Verb};
use support::*;

/// What the documents of the scenario must contain, so that a kind of answer cannot drop out unseen.
const KINDS: [&str; 29] = [
    "<greeting>",
    "<hello",
    "domain:chkData",
    "domain:infData",
    "domain:creData",
    "domain:renData",
    "domain:trnData",
    "domain:panData",
    "contact:chkData",
    "contact:infData",
    "contact:creData",
    "contact:trnData",
    "host:chkData",
    "host:infData",
    "host:creData",
    "secDNS:dsData",
    "secDNS:keyData",
    "rgp:infData",
    "rgp:upData",
    "changePoll:changeData",
    "fee:chkData",
    "fee:creData",
    "<fee:class>standard",
    "launch:chkData",
    "<extValue>",
    "<msgQ",
    "code=\"1300\"",
    "code=\"1500\"",
    "code=\"2502\"",
];

#[tokio::test]
async fn every_answer_is_valid() {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    let mut other = bench.client("other").await;
    let mut documents = vec![ours.greeting.clone()];
    contacts_and_hosts(&mut ours).await;
    domains(&mut ours).await;
    transfers(&bench, &mut ours, &mut other).await;
    lifecycle(&bench, &mut ours).await;
    drain(&mut ours).await;
    ours.ask("<epp xmlns=\"urn:ietf:params:xml:ns:epp-1.0\"><hello/></epp>").await;
    ours.expect(1500, "<logout/>").await;
    bench.handle.faults().begin_maintenance(2502, "Maintenance");
    other.expect(2502, POLL).await;
    documents.extend(ours.documents.into_iter().chain(other.documents));
    let missing: Vec<_> =
        KINDS.iter().filter(|kind| !documents.iter().any(|document| document.contains(**kind))).collect();
    assert!(missing.is_empty(), "the scenario has no {missing:?}");
    validate(&documents);
}

async fn contacts_and_hosts(ours: &mut Client) {
    ours.expect(1300, POLL).await;
    ours.expect(1000, &create_contact("owner1")).await;
    ours.expect(1000, &object("check", "contact", "<o:id>owner1</o:id><o:id>free-1</o:id>")).await;
    ours.expect(1000, &named("info", "contact", "owner1")).await;
    ours.expect(1000, &create_domain("one.com")).await;
    let glue = "<o:name>ns1.one.com</o:name><o:addr>192.0.2.1</o:addr><o:addr ip=\"v6\">2001:db8::1</o:addr>";
    ours.expect(1000, &object("create", "host", glue)).await;
    ours.expect(1000, &object("check", "host", "<o:name>ns1.one.com</o:name>")).await;
    ours.expect(1000, &named("info", "host", "ns1.one.com")).await;
    let update = "<o:id>owner1</o:id><o:add><o:status s=\"clientDeleteProhibited\"/></o:add>";
    ours.expect(1000, &object("update", "contact", update)).await;
    ours.expect(1000, &named("info", "contact", "owner1")).await;
}

async fn domains(ours: &mut Client) {
    let secdns = |content: &str| {
        format!("<s:create xmlns:s=\"urn:ietf:params:xml:ns:secDNS-1.1\">{content}</s:create>")
    };
    let key = "<s:keyData><s:flags>257</s:flags><s:protocol>3</s:protocol><s:alg>13</s:alg><s:pubKey>AQPJ</s:pubKey></s:keyData>";
    let ds = format!(
        "<s:dsData><s:keyTag>1</s:keyTag><s:alg>13</s:alg><s:digestType>2</s:digestType><s:digest>{}</s:digest>{key}</s:dsData>",
        "0F".repeat(32)
    );
    ours.expect(1000, &extended(&create_domain("two.com"), &secdns(&ds))).await;
    ours.expect(1000, &extended(&create_domain("two.eu"), &secdns(key))).await;
    ours.expect(1000, &info("one.com")).await;
    ours.expect(1000, &info("two.com")).await;
    ours.expect(1000, &info("two.eu")).await;
    ours.expect(2303, &info("absent.com")).await;
    ours.expect(2306, &create_domain("reserved-a.com")).await;
    let check =
        domain("check", "<o:name>one.com</o:name><o:name>a.example</o:name><o:name>premium-a.com</o:name>");
    ours.expect(1000, &check).await;
    let question = "<f:check xmlns:f=\"urn:ietf:params:xml:ns:epp:fee-1.0\"><f:command name=\"create\"/><f:command name=\"restore\"/><f:command name=\"custom\"/></f:check>";
    ours.expect(1000, &extended(&check, question)).await;
    ours.expect(1000, &extended(&create_domain("premium-a.com"), &fee("create", "250.00"))).await;
    let claims = "<l:check xmlns:l=\"urn:ietf:params:xml:ns:launch-1.0\"><l:phase>claims</l:phase></l:check>";
    ours.expect(1000, &extended(&domain("check", "<o:name>claimed-a.com</o:name>"), claims)).await;
    ours.expect(1000, &extended(&create_domain("claimed-a.com"), &claims_notice("claimed-a.com"))).await;
    let reserved = create_domain("reserved-a.com");
    ours.expect(1000, &extended(&reserved, &allocation_token("OPEN-a"))).await;
}

async fn transfers(bench: &Bench, ours: &mut Client, other: &mut Client) {
    other.expect(1001, &transfer("request", "domain", "two.com", "domain-code")).await;
    other.expect(1000, &transfer("query", "domain", "two.com", "")).await;
    ours.expect(1000, &transfer("reject", "domain", "two.com", "")).await;
    other.expect(1001, &transfer("request", "contact", "owner1", "contact-code")).await;
    ours.expect(1000, &transfer("reject", "contact", "owner1", "")).await;
    other.expect(1001, &transfer("request", "domain", "two.eu", "domain-code")).await;
    bench.advance(5).await;
    drain(other).await;
    ours.expect(1000, &info("two.com")).await;
    other.expect(1000, &info("two.eu")).await;
}

async fn lifecycle(bench: &Bench, ours: &mut Client) {
    let defer = Effect::Defer { approve: true, after: std::time::Duration::ZERO };
    bench.handle.faults().arm(Fault {
        verb: Some(Verb::Renew),
        object: None,
        name: None,
        times: 1,
        effect: defer,
    });
    let expires = || bench.handle.domain("one.com").unwrap().domain.expires.format("%Y-%m-%d").to_string();
    ours.expect(1001, &renew("one.com", &expires(), 1)).await;
    bench.handle.settle().await.unwrap();
    ours.expect(1000, &renew("one.com", &expires(), 1)).await;
    bench
        .handle
        .set_server_statuses("one.com", &[Status::ServerHold], &[], "a reason that is far longer than 32")
        .await
        .unwrap();
    bench.advance(2).await;
    let deleted = bench.handle.clock().now().to_rfc3339();
    ours.expect(1001, &delete("two.com")).await;
    ours.expect(1000, &info("two.com")).await;
    ours.expect(1000, &restore_request("two.com")).await;
    ours.expect(1000, &restore_report("two.com", &deleted, &bench.handle.clock().now().to_rfc3339())).await;
    bench.advance(400).await;
    ours.expect(1000, &info("two.com")).await;
}

async fn drain(client: &mut Client) {
    loop {
        let message = client.ask(&envelope(POLL, "DRAIN")).await;
        if message.code() == 1300 {
            return;
        }
        client.expect(1000, &ack(&message_id(&message))).await;
    }
}

/// One run of xmllint over all distinct documents.
fn validate(documents: &[String]) {
    let dir = tempfile::tempdir().unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/xsd/all.xsd");
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]).arg(schema);
    let distinct: BTreeSet<_> = documents.iter().collect();
    for (number, document) in distinct.iter().enumerate() {
        let path = dir.path().join(format!("{number}.xml"));
        std::fs::write(&path, document).unwrap();
        command.arg(path);
    }
    let output = command.output().expect("xmllint of Debian's libxml2-utils");
    let report = String::from_utf8_lossy(&output.stderr);
    let invalid: Vec<_> = report.lines().filter(|line| !line.ends_with(" validates")).collect();
    let first = report.lines().find_map(|line| line.split(".xml:").next().filter(|_| line.contains("error")));
    let shown =
        first.and_then(|path| std::fs::read_to_string(format!("{path}.xml")).ok()).unwrap_or_default();
    assert!(output.status.success(), "{}\n{shown}", invalid.join("\n"));
    assert_eq!(report.lines().filter(|line| line.ends_with(" validates")).count(), distinct.len());
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let wrong = "<?xml version=\"1.0\"?><epp xmlns=\"urn:ietf:params:xml:ns:epp-1.0\"><response><result code=\"1000\">\
        <msg>ok</msg></result></response></epp>";
    assert!(std::panic::catch_unwind(|| validate(&[wrong.to_owned()])).is_err());
}
