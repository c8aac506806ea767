//! The paper's printed examples, run as printed by PHP's SoapClient and Perl's SOAP::Lite: every call of every example,
//! in the paper's order. The programs stand in tests/clients/paper.php and paper.pl.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use stories::{Demo, EppSession, wait_for_mail};

/// What each call came to, in the order of the calls.
struct Told(Vec<(String, Value)>);

impl Told {
    /// Runs a program to its end.
    async fn by(demo: &Demo, program: &str, script: &str, mut pause: impl AsyncFnMut(&str)) -> Self {
        let (access, script) = (demo.access(), format!("{}/clients/{script}", env!("CARGO_MANIFEST_DIR")));
        let reseller = &access["resellers"][0];
        let mut process = Command::new(program)
            .arg(script)
            .arg(access["soap"].as_str().expect("the door"))
            .arg(reseller["dist_id"].to_string())
            .arg(reseller["password"].as_str().expect("a password"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("ops/test installs PHP and Perl with their SOAP clients");
        let mut input = process.stdin.take().expect("piped");
        let mut told = vec![];
        for line in BufReader::new(process.stdout.take().expect("piped")).lines() {
            let line = line.expect("text");
            let mut said: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{program}: {line}"));
            match said["pause"].as_str() {
                Some(what) => {
                    pause(what).await;
                    input.write_all(b"go on\n").expect("the program reads");
                }
                None => {
                    let label = said["call"].as_str().expect("a label").to_owned();
                    told.push((label, said["answer"].take()));
                }
            }
        }
        assert!(process.wait().expect("it ends").success(), "{program} failed after {:?}", told.last());
        Self(told)
    }

    /// The answer of the first call with that label.
    fn of(&self, label: &str) -> &Value {
        &self.0.iter().find(|(known, _)| known == label).unwrap_or_else(|| panic!("no call {label}")).1
    }

    fn fields(&self, label: &str) -> &Value {
        &self.of(label)["retfields"]
    }

    /// Every call in its order, with retcode and retval; `None` for a number above zero.
    fn came_to(&self, expected: &[(&str, i64, Option<i64>)]) {
        let labels: Vec<&str> = self.0.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, expected.iter().map(|(label, ..)| *label).collect::<Vec<_>>());
        for ((label, answer), (_, retcode, retval)) in self.0.iter().zip(expected) {
            assert_eq!(int(&answer["retcode"]), Some(*retcode), "{label}: {answer}");
            match retval {
                Some(retval) => assert_eq!(int(&answer["retval"]), Some(*retval), "{label}: {answer}"),
                None => assert!(int(&answer["retval"]) > Some(0), "{label}: {answer}"),
            }
        }
        // What was waited for is done; votes are waited for by people.
        for (label, answer) in self.0.iter().filter(|(label, _)| label.starts_with("api_status ")) {
            let status = if label.contains("transfer") { "Wait" } else { "Done" };
            assert_eq!(answer["retfields"]["status"], status, "{label}: {answer}");
        }
    }
}

/// A number: Perl holds some as text.
fn int(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The name that the examples transfer, with another registrar for more than sixty days.
async fn to_be_transferred(demo: &Demo, code: &str) -> EppSession {
    let mut other = demo.epp("other").await;
    other.create_contact("O-UDMD", "Olivia Owner", "owner@un-de-mes-domaines.test").await;
    other.create_domain("un-de-mes-domaines.com", "O-UDMD", "O-UDMD", code).await;
    demo.advance("P61D").await;
    other
}

const PHP: &[(&str, i64, Option<i64>)] = &[
    ("contact_create", 1, None),
    ("contact_info before", 1, None),
    ("contact_update", 1, None),
    ("contact_delete", 1, None),
    ("contact_info", 1, None),
    ("contact_info handle", 1, None),
    ("contact_list", 1, None),
    // .us, .fr and .it want more of this contact.
    ("check_contact_create_tlds", -1, Some(-4)),
    ("domain_check as printed", -1, Some(-5)),
    ("domain_check", 1, Some(1)),
    ("domain_multicheck", 1, Some(1)),
    ("domain_create", 1, None),
    ("api_status domain_create", 1, None),
    ("domain_renew", 1, None),
    ("api_status domain_renew", 1, None),
    ("domain_update", 1, None),
    ("api_status domain_update", 1, None),
    ("domain_update 13 DNS", 1, None),
    ("api_status domain_update 13 DNS", 1, None),
    ("domain_info dnssec", 1, None),
    ("domain_update dnssec", 1, None),
    ("api_status domain_update dnssec", 1, None),
    ("domain_update dnssec add", 1, None),
    ("api_status domain_update dnssec add", 1, None),
    ("domain_info dnssec signed", 1, None),
    ("domain_update dnssec remove", 1, None),
    ("api_status domain_update dnssec remove", 1, None),
    ("api_status domain_create eu", 1, None),
    ("domain_info dnssec eu", 1, None),
    ("domain_update dnssec eu", 1, None),
    ("api_status domain_update dnssec eu", 1, None),
    ("domain_update dnssec eu add", 1, None),
    ("api_status domain_update dnssec eu add", 1, None),
    ("domain_info dnssec eu signed", 1, None),
    ("domain_update dnssec eu remove", 1, None),
    ("api_status domain_update dnssec eu remove", 1, None),
    ("api_status domain_create gone", 1, None),
    ("domain_delete", 1, None),
    ("api_status domain_delete", 1, None),
    ("domain_info", 1, None),
    ("domain_list", 1, None),
    ("domain_transfer", 1, None),
    ("api_status domain_transfer", 1, None),
    ("domain_transfer again", 1, None),
    ("domain_prices", 1, Some(12)),
    ("api_status domain_create zone", 1, None),
    ("service_dns_custom_get", 1, Some(1)),
    ("service_dns_custom_set", 1, Some(3)),
    ("service_dns_custom_get again", 1, Some(1)),
    ("host_create glue1", 1, None),
    ("api_status host_create glue1", 1, None),
    ("host_create glue2", 1, None),
    ("api_status host_create glue2", 1, None),
    ("host_create glue3", 1, None),
    ("api_status host_create glue3", 1, None),
    ("host_create name", 1, None),
    ("api_status host_create name", 1, None),
    ("host_update", 1, None),
    ("api_status host_update", 1, None),
    ("host_info glue2", 1, None),
    ("host_delete", 1, None),
    ("api_status host_delete", 1, None),
    // The name itself, two of the three glues, and the thirteen of the update.
    ("host_list", 1, Some(16)),
];

const PHP_AT_THE_END: [(&str, i64, Option<i64>); 8] = [
    ("api_pending_status", 1, None),
    ("api_paysid", 1, None),
    ("api_regionsid", 1, None),
    ("api_fr_cpville", 1, None),
    ("api_tlds", 1, Some(1)),
    ("api_dnssec_tlds", 1, Some(1)),
    ("api_priceslist", 1, Some(1)),
    ("api_info", 1, Some(1)),
];

#[tokio::test]
async fn the_php_examples_run_as_printed() {
    let demo = Demo::start().await;
    let mut other = to_be_transferred(&demo, "1234secret5678").await;
    let told = Told::by(&demo, "php", "paper.php", async |what| {
        assert_eq!(what, "new code");
        let code = "<domain:authInfo><domain:pw>NewSecret5678</domain:pw></domain:authInfo>";
        other.update("un-de-mes-domaines.com", &format!("<domain:chg>{code}</domain:chg>")).await;
    })
    .await;
    let hosts = [("host_info", 1, None); 16];
    told.came_to(&[PHP, &hosts, &PHP_AT_THE_END].concat());
    contacts_of_php(&told);
    names_of_php(&told);
    let (first, again) = (told.of("domain_transfer"), told.of("domain_transfer again"));
    assert_eq!(first["retval"], again["retval"], "a free restart");
    wait_for_mail(&demo.outbox(), "owner@un-de-mes-domaines.test", |mail| mail.vote.is_some()).await;
    the_rest_of_php(&told);
    demo.is_in_order().await;
}

fn contacts_of_php(told: &Told) {
    let (created, updated) = (told.fields("contact_create"), told.fields("contact_update"));
    assert_eq!((&created["nom"], &updated["nom"]), (&json!("DUPOND"), &json!("DUPONT")));
    assert_eq!(updated["telecopie"], "+33.173500000");
    assert_eq!(told.of("contact_info"), told.of("contact_info handle"));
    let listed = told.fields("contact_list").as_array().expect("a list");
    assert!(listed.iter().any(|contact| contact["id"] == created["id"]), "it is listed");
    let problems = told.fields("check_contact_create_tlds");
    for (ending, fits) in [
        ("com", true),
        ("org", true),
        ("us", false),
        ("fr", false),
        ("link", true),
        ("eu", true),
        ("it", false),
    ] {
        assert_eq!(problems[ending].as_array().map(Vec::is_empty), Some(fits), "{ending}: {problems}");
    }
}

fn names_of_php(told: &Told) {
    let free = told.fields("domain_multicheck");
    for ending in "com net org tv fm fr be es de it".split(' ') {
        assert_eq!(free[ending], 1, "{ending}: {free}");
    }
    let (owner, own) = (&told.fields("contact_create")["id"], json!(13_490));
    let created = told.fields("domain_create");
    for (role, contact) in [("owner_id", owner), ("admin_id", &own), ("tech_id", &own), ("bill_id", &own)] {
        assert_eq!(&created[role], contact, "{role}");
    }
    let changed = told.fields("domain_info dnssec");
    assert_eq!(
        (&changed["ns0"], changed["ns12"].is_string()),
        (&json!(format!("n0.{}", text(&created["domain"]))), true)
    );
    assert_ne!(changed["tech_id"], own, "another technical contact");
    for (field, value) in
        [("registry_status", json!(64)), ("authinfo", json!("NewEPPcode")), ("domain_renew", json!(4))]
    {
        assert_eq!(changed[field], value, "{field}");
    }
    let signed = told.fields("domain_info dnssec signed");
    let digest = |text: &str, algorithm: u8| json!({ "algds": algorithm, "digesttype": 2, "digest": text });
    let records = json!({
        "1234": digest("444475086DF99C9BB7A9977CAC911CA67D06D0267B53F2526E521742D0631BA2", 8),
        "4567": digest("AD5144DBE76626669C569DC4D28D7AB1BC4D2D85B719248802C38931E011B6B1", 13),
    });
    assert_eq!((&signed["dnssec"], &signed["dsrecords"]), (&json!("signed"), &records));
    assert_eq!(signed["authinfo"], "C1p3tiS3cr3t");
    assert_eq!(told.fields("domain_info dnssec eu signed")["dnssec"], "signed");
    let after = told.fields("domain_info");
    assert_eq!((&after["dnssec"], after.get("dsrecords")), (&json!("unsigned"), None));
    let listed = told.fields("domain_list");
    assert!(listed[text(&created["domain"])].is_i64() && listed["bookmyname.com"].is_i64(), "{listed}");
}

fn the_rest_of_php(told: &Told) {
    let priced = told.fields("domain_prices");
    assert_eq!(
        int(&priced["renew 5 dubruit.audio"]),
        int(&priced["renew 1 dubruit.audio"]).map(|year| 5 * year)
    );
    assert_eq!(told.fields("service_dns_custom_get"), &json!([]));
    let record = |name: &str, kind: &str, value: &str| json!({ "name": name, "ttl": 28800, "type": kind, "value": value });
    let zone = json!([
        record("www", "A", "88.191.249.162"),
        record("mail", "A", "88.191.249.132"),
        record("@", "MX", "10 mail.dnsperso-nom-de-domaine.com."),
    ]);
    assert_eq!(told.fields("service_dns_custom_get again"), &zone);
    let second = told.fields("host_info glue2");
    assert_eq!((&second["ip0"], &second["ip1"]), (&json!("88.191.249.4"), &json!("88.191.249.5")));
    let domain = text(&told.fields("domain_create")["domain"]);
    let addresses = |host: &str| -> Vec<Value> {
        let shown = |answer: &Value| {
            let fields = answer["retfields"].clone();
            (fields["hostname"] == host).then(|| (0..4).map(|n| fields[format!("ip{n}")].clone()).collect())
        };
        told.0
            .iter()
            .filter(|(label, _)| label == "host_info")
            .find_map(|(_, answer)| shown(answer))
            .expect(host)
    };
    let ips = |last: &[u8]| -> Vec<Value> {
        let known = last.iter().map(|n| json!(format!("88.191.249.{n}")));
        known.chain(std::iter::repeat(Value::Null)).take(4).collect()
    };
    assert_eq!(addresses(&format!("glue1.{domain}")), ips(&[1, 2, 3]));
    assert_eq!(addresses(&format!("glue3.{domain}")), ips(&[6, 5, 4]), "updated");
    assert_eq!(addresses(&domain), ips(&[7]), "on the name itself");
}

const PERL: &[(&str, i64, Option<i64>)] = &[
    ("contact_create", 1, None),
    ("contact_info before", 1, None),
    ("contact_update", 1, None),
    ("contact_delete", 1, None),
    ("contact_info", 1, None),
    ("contact_info handle", 1, None),
    ("contact_list", 1, None),
    ("domain_check", 1, Some(1)),
    ("domain_check", 1, Some(1)),
    ("domain_check", 1, Some(1)),
    ("domain_check", 1, Some(1)),
    ("domain_check", 1, Some(1)),
    ("domain_check", 1, Some(1)),
    ("domain_check", 1, Some(1)),
    ("domain_check", 1, Some(1)),
    ("domain_multicheck", 1, Some(1)),
    ("domain_create", 1, None),
    ("api_status domain_create", 1, None),
    ("domain_info glue", 1, None),
    ("domain_renew", 1, None),
    ("api_status domain_renew", 1, None),
    ("domain_update", 1, None),
    ("api_status domain_update", 1, None),
    ("domain_info updated", 1, None),
    ("api_status domain_create gone", 1, None),
    ("domain_delete", 1, None),
    ("api_status domain_delete", 1, None),
    ("domain_info", 1, None),
    ("domain_list", 1, None),
    ("domain_transfer", 1, None),
    ("api_status domain_transfer", 1, None),
    ("host_create", 1, None),
    ("api_status host_create", 1, None),
    ("host_update", 1, None),
    ("api_status host_update", 1, None),
    ("host_info updated", 1, None),
    ("host_delete", 1, None),
    ("api_status host_delete", 1, None),
    ("api_status host_create listed", 1, None),
    ("host_list", 1, Some(1)),
    ("host_info", 1, None),
    ("api_pending_status", 1, None),
    ("api_paysid", 1, None),
    ("api_regionsid", 1, None),
    ("api_tlds", 1, Some(1)),
    ("api_priceslist", 1, Some(1)),
];

#[tokio::test]
async fn the_perl_examples_run_as_printed() {
    let demo = Demo::start().await;
    to_be_transferred(&demo, "123secret456").await;
    let told = Told::by(&demo, "perl", "paper.pl", async |what| panic!("{what}")).await;
    told.came_to(PERL);
    let updated = told.fields("contact_update");
    assert_eq!((&updated["nom"], &updated["telecopie"]), (&json!("DUPONT"), &json!("+33.173500000")));
    let domain = text(&told.fields("domain_create")["domain"]);
    assert_eq!(told.fields("domain_info glue")["ns2"], format!("ns0.{domain}"));
    let changed = told.fields("domain_info updated");
    for (field, value) in [
        ("ns0", "nsa.bookmyname.com"),
        ("ns1", "nsb.bookmyname.com"),
        ("ns2", "nsc.bookmyname.com"),
        ("owner_id", &text(&told.of("contact_create")["retval"])),
        ("admin_id", "13490"),
        ("dist_id", "13490"),
        ("domain_renew", "4"),
    ] {
        assert_eq!(text(&changed[field]), value, "{field}");
    }
    assert!(
        told.fields("domain_multicheck")
            .as_object()
            .is_some_and(|tlds| tlds.len() > 80 && tlds.get("audio").is_none())
    );
    assert!(int(&told.fields("domain_list")[&domain]).is_some(), "it is listed");
    let host = told.fields("host_info updated");
    assert_eq!((&host["ip0"], host.get("ip1")), (&json!("88.191.249.6"), None));
    assert_eq!(told.fields("host_info")["ip0"], "88.191.249.8");
    let last = told.fields("api_paysid");
    assert!(last["pays"].is_string(), "walked to its end: {last}");
    demo.is_in_order().await;
}
