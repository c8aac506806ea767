//! Gestion des services: redirections, the zone of a name's own and mailboxes, by PHP's client and Perl's.

use serde_json::{Value, json};
use std::process::Command;
use stories::{Demo, Desk, Soap, eventually, person};

const NAME: &str = "services.com";
const FIRST: &str = "http://create.services.com";
const PAGE: &str = "http://www.bookmyname.com/create.cgi";

struct Story {
    demo: Demo,
    reseller: Soap,
    other: Soap,
    desk: Desk,
}

#[tokio::test]
async fn services_of_a_name() {
    let demo = Demo::start().await;
    let (reseller, other) = (Soap::of(&demo, 0), Soap::of(&demo, 1));
    let desk = Desk::of(&demo, "support");
    let owner = desk.person(person("Pierre", "dupond@free.test")).await;
    for name in [NAME, "locked-services.com", "perl-services.com"] {
        desk.registered(name, owner, json!({})).await;
    }
    let story = Story { demo, reseller, other, desk };
    web_is_redirected(&story).await;
    mail_is_redirected(&story);
    what_is_no_redirection(&story);
    a_lock_keeps_redirections(&story).await;
    a_zone_of_its_own(&story);
    mailboxes(&story);
    by_perl(&story);
    the_desk_sees_it(&story).await;
    the_next_owner_sees_nothing(&story).await;
    story.demo.is_in_order().await;
    for secret in ["tres-secret-7", "mon.nom@monfai.tld", "webmaster@", "pierre.dupond"] {
        assert!(!story.demo.log().contains(secret), "the log shows {secret}");
    }
}

/// A call about the story's name.
fn about(arguments: Value) -> Value {
    let mut all = vec![json!(NAME)];
    all.extend(arguments.as_array().expect("a list").iter().cloned());
    all.into()
}

/// The first redirection brings the name to our servers; the others find it there.
async fn web_is_redirected(story: &Story) {
    let Story { reseller, desk, .. } = story;
    let create = |kind: &str, source: &str, page: &str| {
        reseller.codes("service_redir_create", about(json!([kind, source, page])))
    };
    assert_eq!(reseller.call("service_redir_list", about(json!(["web"])))["retfields"], json!([]));
    let said = reseller.say("service_redir_create", about(json!(["web", FIRST, PAGE])));
    assert_eq!(said["answer"], json!({ "retcode": 1, "retval": 1 }), "n, and no retfields");
    assert_eq!(create("web301", "http://moved.services.com/", "https://example.org/?a=b#c"), (1, 2));
    assert_eq!(create("rweb", "HTTP://framed.services.com", "ftp://ftp.example.org/pub/"), (1, 3));
    assert_eq!(create("web302", "http://services.com", PAGE), (1, 4));
    assert_eq!(create("web", FIRST, PAGE), (1, 4), "once more is silence");
    let servers = eventually("our name servers", async || {
        let name = desk.name(NAME).await;
        name["unfinishedOperation"].is_null().then(|| name["nameServers"].clone())
    })
    .await;
    assert_eq!(servers, json!(["nsa.bookmyname.com", "nsb.bookmyname.com", "nsc.bookmyname.com"]));
    let shown = story.demo.epp("ours").await.info(NAME).await.xml;
    assert!(
        shown.contains("nsb.bookmyname.com") && !shown.contains("ns0.online.net"),
        "the registry has them"
    );

    let list = |kind: &str| reseller.say("service_redir_list", about(json!([kind])));
    let both = list("web");
    assert_eq!((&both["answer"]["retcode"], &both["answer"]["retval"]), (&json!(1), &json!(1)));
    assert_eq!(both["keys"], json!([FIRST, "http://moved.services.com", "http://services.com"]));
    assert_eq!(both["answer"]["retfields"][FIRST], PAGE);
    assert_eq!(list("web302")["keys"], json!([FIRST, "http://services.com"]));
    let moved = json!({ "http://moved.services.com": "https://example.org/?a=b#c" });
    assert_eq!(list("web301")["answer"]["retfields"], moved);
    let framed = json!({ "http://framed.services.com": "ftp://ftp.example.org/pub/" });
    assert_eq!(list("rweb")["answer"]["retfields"], framed);

    let delete = |kind: &str, source: &str, page: &str| {
        reseller.codes("service_redir_delete", about(json!([kind, source, page])))
    };
    assert_eq!(delete("rweb", FIRST, PAGE), (-1, -3), "another type");
    assert_eq!(delete("web", FIRST, "http://www.bookmyname.com/"), (-1, -3), "another destination");
    assert_eq!(delete("web", "http://moved.services.com", "https://example.org/?a=b#c"), (1, 1));
    assert_eq!(delete("web", "http://moved.services.com", "https://example.org/?a=b#c"), (-1, -3));
    assert_eq!(list("web301")["answer"]["retfields"], json!([]));
}

fn mail_is_redirected(story: &Story) {
    let reseller = &story.reseller;
    let mail =
        |function: &str, source: &str, to: &str| reseller.codes(function, about(json!(["mail", source, to])));
    assert_eq!(mail("service_redir_create", "webmaster@services.com", "mon.nom@monfai.tld"), (1, 4));
    assert_eq!(mail("service_redir_create", "Webmaster@services.com", "mon.nom@monfai.tld"), (1, 4));
    let email = about(json!(["email", "info@services.com", "dupond@free.fr"]));
    assert_eq!(reseller.codes("service_redir_create", email), (1, 5), "the paper's other word");
    let listed = reseller.fields("service_redir_list", about(json!(["mail"])));
    let both =
        json!({ "webmaster@services.com": "mon.nom@monfai.tld", "info@services.com": "dupond@free.fr" });
    assert_eq!(listed, both);
    assert_eq!(mail("service_redir_delete", "info@services.com", "dupond@free.fr"), (1, 1));
    assert_eq!(mail("service_redir_delete", "info@services.com", "dupond@free.fr"), (-1, -3));
}

fn what_is_no_redirection(story: &Story) {
    let Story { reseller, other, .. } = story;
    for (kind, source, destination) in [
        ("web", "http://www.example.org", PAGE),
        ("web", "http://www.badservices.com", PAGE),
        ("web", "https://www.services.com", PAGE),
        ("web", "http://www.services.com/x", PAGE),
        ("web", "www.services.com", PAGE),
        ("web", "", PAGE),
        ("web", "http://www.services.com", ""),
        ("web", "http://www.services.com", "www.example.org"),
        ("web", "http://www.services.com", "javascript:alert(1)"),
        ("web", "http://www.services.com", "http://a:b@example.org/"),
        ("web", "http://www.services.com", "http://www.services.com/loop"),
        ("web", FIRST, "http://example.org/elsewhere"),
        ("post", "http://www.services.com", PAGE),
        ("", "http://www.services.com", PAGE),
        ("mail", "info@example.org", "dupond@free.fr"),
        ("mail", "info", "dupond@free.fr"),
        ("mail", "info@services.com", "dupond"),
        ("mail", "info@services.com", "dupond@nobody.invalid"),
        ("mail", "info@services.com", "info@services.com"),
        ("mail", "webmaster@services.com", "other@free.fr"),
    ] {
        let asked = about(json!([kind, source, destination]));
        let codes = reseller.codes("service_redir_create", asked);
        assert_eq!(codes, (-1, -3), "{kind} {source} {destination}");
    }
    let said = reseller.say("service_redir_create", about(json!(["mail", "a@services.com", "b@x.invalid"])));
    assert_eq!(said["answer"], json!({ "retcode": -1, "retval": -3 }));
    assert!(said["refusal"].as_str().is_some_and(|words| words.contains("neither an MX")), "{said}");
    for (caller, name) in [(other, NAME), (reseller, "not-ours-7.com"), (reseller, "")] {
        for function in ["service_redir_create", "service_redir_delete"] {
            assert_eq!(
                caller.codes(function, json!([name, "web", FIRST, PAGE])),
                (-1, -2),
                "{function} {name}"
            );
        }
        assert_eq!(caller.codes("service_redir_list", json!([name, "web"])), (-1, -2), "{name}");
    }
    let stranger = Soap::with(&story.demo, 13_490, "a-guess-7");
    assert_eq!(stranger.codes("service_redir_list", about(json!(["web"]))), (-1, -1));
}

async fn a_lock_keeps_redirections(story: &Story) {
    let (name, reseller) = ("locked-services.com", &story.reseller);
    let redirection = json!([name, "web", "http://locked-services.com", PAGE]);
    assert_eq!(reseller.codes("service_redir_create", redirection.clone()), (1, 1));
    eventually("the name servers", async || {
        story.desk.name(name).await["unfinishedOperation"].is_null().then_some(())
    })
    .await;
    story.desk.updated(name, json!({ "clientStatuses": ["clientUpdateProhibited"] })).await;
    assert_eq!(reseller.codes("service_redir_delete", redirection.clone()), (-1, -4));
    let other = json!([name, "web", "http://locked-services.com", "http://example.org"]);
    assert_eq!(reseller.codes("service_redir_delete", other), (-1, -3));
    story.desk.updated(name, json!({ "clientStatuses": [] })).await;
    assert_eq!(reseller.codes("service_redir_delete", redirection), (1, 1));
}

fn a_zone_of_its_own(story: &Story) {
    let Story { reseller, other, .. } = story;
    let set = |zone: &str| reseller.codes("service_dns_custom_set", about(json!([zone])));
    assert_eq!(reseller.call("service_dns_custom_get", about(json!([])))["retfields"], json!([]));
    let paper = format!("www A 88.191.249.162\nmail A 88.191.249.132\n{NAME}. MX 10 mail\n");
    let said = reseller.say("service_dns_custom_set", about(json!([paper])));
    assert_eq!(said["answer"], json!({ "retcode": 1, "retval": 3 }));
    let said = reseller.say("service_dns_custom_get", about(json!([])));
    assert_eq!(said["first_keys"], json!(["name", "ttl", "type", "value"]), "in the paper's order");
    let got = &said["answer"];
    assert_eq!((&got["retcode"], &got["retval"]), (&json!(1), &json!(1)));
    let record = |name: &str, kind: &str, value: &str| json!({ "name": name, "ttl": 28800, "type": kind, "value": value });
    let three = [
        record("www", "A", "88.191.249.162"),
        record("mail", "A", "88.191.249.132"),
        record("@", "MX", "10 mail.services.com."),
    ];
    assert_eq!(got["retfields"], json!(three));

    let every = "blog CNAME dublabla.registrarfrancais.com.\nipv6-free 60 AAAA 2a01:5d8:e200::1\n\
        www WKS 88.191.249.162 TCP smtp http\n@ TXT \"v=spf1 -all\"\n_sip._tcp SRV 0 5 5060 sip\nsub NS ns0.online.net.\n";
    assert_eq!(set(every), (1, 6));
    let kinds: Vec<Value> = reseller
        .fields("service_dns_custom_get", about(json!([])))
        .as_array()
        .expect("a list")
        .iter()
        .map(|record| record["type"].clone())
        .collect();
    assert_eq!(json!(kinds), json!(["CNAME", "AAAA", "WKS", "TXT", "SRV", "NS"]));

    for (zone, line) in [
        ("", ""),
        ("www A nowhere\n", "line 1"),
        ("www A 88.191.249.162\n\nwww CNAME x\n", "line 3"),
        ("a A 1.1.1.1\na A 1.1.1.1\n", "line 2"),
        ("@ SOA ns0 root 1 2 3 4 5\n", "line 1"),
        ("www.example.org. A 88.191.249.162\n", "line 1"),
        ("$INCLUDE /etc/passwd\n", "line 1"),
    ] {
        let said = reseller.say("service_dns_custom_set", about(json!([zone])));
        assert_eq!(said["answer"], json!({ "retcode": -1, "retval": -4 }), "{zone}");
        assert!(said["refusal"].as_str().is_some_and(|words| words.contains(line)), "{said}");
    }
    assert_eq!(set(&"; long\n".repeat(50_000)), (-1, -4));
    for (caller, name, retval) in [(other, NAME, -3), (reseller, "not-ours-7.com", -2), (reseller, "", -2)] {
        assert_eq!(caller.codes("service_dns_custom_get", json!([name])), (-1, retval), "{name}");
        assert_eq!(caller.codes("service_dns_custom_set", json!([name, paper])), (-1, retval), "{name}");
    }
    assert_eq!(
        reseller.call("service_dns_custom_get", about(json!([])))["retfields"].as_array().map(Vec::len),
        Some(6)
    );
}

fn mailboxes(story: &Story) {
    let Story { reseller, other, .. } = story;
    let create = |mailbox: &str, password: &str, quota: Value| {
        reseller.codes("service_mbox_create", about(json!([mailbox, password, quota])))
    };
    let said = reseller.say("service_mbox_create", about(json!(["pierre.dupond", "tres-secret-7", 200])));
    assert_eq!(said["answer"], json!({ "retcode": 1, "retval": 1 }));
    assert_eq!(create("Pierre.Dupond", "tres-secret-7", json!("200")), (1, 1), "once more is silence");
    assert_eq!(create("pierre.dupond", "autre-secret-7", json!(200)), (-1, -2), "another's");
    assert_eq!(create("marie@services.com", "tres-secret-7", json!("")), (1, 1));
    assert_eq!(create("large", "tres-secret-7", json!(999_999)), (-1, -3));
    for (mailbox, password) in [
        ("", "tres-secret-7"),
        ("a b", "tres-secret-7"),
        ("a@b.com", "tres-secret-7"),
        ("x", ""),
        ("x", "short"),
    ] {
        assert_eq!(create(mailbox, password, json!(10)), (-1, -2), "{mailbox}");
    }
    let said = reseller.say("service_mbox_list", about(json!([])));
    assert_eq!(said["first_keys"], json!(["name", "email", "quota", "creation"]));
    let listed = &said["answer"];
    assert_eq!((&listed["retcode"], &listed["retval"]), (&json!(1), &json!(1)));
    let fields = &listed["retfields"];
    assert_eq!(fields.as_array().map(Vec::len), Some(2));
    assert_eq!((&fields[0]["name"], &fields[0]["quota"]), (&json!("pierre.dupond"), &json!(200)));
    assert_eq!((&fields[1]["email"], &fields[1]["quota"]), (&json!("marie@services.com"), &json!(100)));
    // As many as a name may have.
    let full =
        (0..60).map(|n| create(&format!("box{n}"), "tres-secret-7", json!(1))).find(|codes| codes.0 != 1);
    assert_eq!(full, Some((-1, -3)));
    assert_eq!(reseller.codes("service_mbox_delete", about(json!(["marie"]))), (1, 1));
    assert_eq!(reseller.codes("service_mbox_delete", about(json!(["marie"]))), (1, 1), "it is gone");
    assert_eq!(create("again", "tres-secret-7", json!(1)), (1, 1), "there is room again");
    for (caller, name) in [(other, NAME), (reseller, "not-ours-7.com"), (reseller, "")] {
        assert_eq!(caller.codes("service_mbox_create", json!([name, "a", "tres-secret-7", 1])), (-1, -2));
        assert_eq!(caller.codes("service_mbox_delete", json!([name, "pierre.dupond"])), (-1, -2));
        assert_eq!(caller.codes("service_mbox_list", json!([name])), (-1, -2));
    }
}

fn by_perl(story: &Story) {
    let reseller = &story.demo.access()["resellers"][0];
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/clients/services.pl");
    let arguments = [&story.demo.access()["soap"], &reseller["dist_id"], &reseller["password"]].map(text);
    let output = Command::new("perl").arg(script).args(arguments).arg("perl-services.com").output();
    let output = output.expect("ops/test installs Perl");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said} {}", String::from_utf8_lossy(&output.stderr));
    let record = |name: &str, kind: &str, value: &str| {
        format!(r#"{{"name" => "{name}","ttl" => 28800,"type" => "{kind}","value" => "{value}"}}"#)
    };
    let expected = [
        r#"{"retcode" => 1,"retval" => 3}"#.to_owned(),
        record("www", "A", "88.191.249.162"),
        record("mail", "A", "88.191.249.132"),
        record("\\@", "MX", "10 mail.perl-services.com."),
        r#"{"retcode" => 1,"retval" => 1}"#.to_owned(),
        r#"{"http://perl.perl-services.com" => "http://www.bookmyname.com/create.cgi"}"#.to_owned(),
        r#"{"retcode" => 1,"retval" => 1}"#.to_owned(),
    ];
    assert_eq!(said.lines().collect::<Vec<_>>(), expected);
}

const SERVED: &str = "query($name: DomainName!) { domain(name: $name) { service serviceMaster \
    redirections { kind source destination } zone { name ttl type value } mailboxes { name quota } } }";

async fn the_desk_sees_it(story: &Story) {
    let seen = async |role: &str| {
        let answer = story.demo.graphql(role).ask(SERVED, json!({ "name": NAME })).await;
        answer["domain"].clone()
    };
    let support = seen("support").await;
    assert_eq!((&support["service"], &support["serviceMaster"]), (&json!("dnsperso"), &Value::Null));
    assert_eq!(support["redirections"].as_array().map(Vec::len), Some(4));
    let mail =
        json!({ "kind": "mail", "source": "webmaster@services.com", "destination": "mon.nom@monfai.tld" });
    assert_eq!(support["redirections"][3], mail);
    assert_eq!(support["zone"][0]["value"], "dublabla.registrarfrancais.com.");
    assert_eq!(support["mailboxes"][0], json!({ "name": "pierre.dupond", "quota": 200 }));
    let viewer = seen("viewer").await;
    assert_eq!(viewer["redirections"][3], json!({ "kind": "mail", "source": null, "destination": null }));
    assert_eq!(viewer["mailboxes"][0], json!({ "name": null, "quota": 200 }));
    assert_eq!((&viewer["redirections"][0]["source"], &viewer["zone"]), (&json!(FIRST), &support["zone"]));
}

/// The name is deleted, free, and another reseller's.
async fn the_next_owner_sees_nothing(story: &Story) {
    let Story { reseller, other, desk, .. } = story;
    desk.done_on_name("deleteDomain", NAME, None).await;
    assert_eq!(reseller.codes("service_mbox_list", json!([NAME])), (-1, -2));
    assert_eq!(reseller.codes("service_dns_custom_get", json!([NAME])), (-1, -2));
    desk.registered(NAME, other.dist_id(), json!({ "account": other.dist_id() })).await;
    for kind in ["web", "rweb", "mail"] {
        assert_eq!(other.fields("service_redir_list", json!([NAME, kind])), json!([]));
    }
    assert_eq!(other.fields("service_dns_custom_get", json!([NAME])), json!([]));
    assert_eq!(other.fields("service_mbox_list", json!([NAME])), json!([]));
    assert_eq!(reseller.codes("service_mbox_list", json!([NAME])), (-1, -2));
    assert_eq!(reseller.codes("service_dns_custom_get", json!([NAME])), (-1, -3));
    assert_eq!(
        other.codes("service_mbox_create", json!([NAME, "pierre.dupond", "autre-secret-8", 10])),
        (1, 1)
    );
}
