//! Gestion des noms de domaine: every return code of the paper, by PHP's client; what is answered field by field; and
//! the same request again.

mod kept;

use serde_json::{Value, json};
use std::collections::BTreeSet;
use stories::{Demo, Desk, Soap, eventually, person, with};

struct Story {
    demo: Demo,
    reseller: Soap,
    desk: Desk,
    owner: u64,
}

impl Story {
    async fn begin() -> Self {
        let demo = Demo::start().await;
        let (reseller, desk) = (Soap::of(&demo, 0), Desk::of(&demo, "support"));
        let owner = desk.person(person("Pierre", "dupond@free.test")).await;
        Self { demo, reseller, desk, owner }
    }

    /// The paper's `$newdomain`.
    fn array(&self, name: &str, more: Value) -> Value {
        let own = self.reseller.dist_id();
        let array = json!({ "domain": name, "period": 1, "owner_id": self.owner, "admin_id": own, "tech_id": own,
            "bill_id": own, "dist_id": own, "service": "dns", "ip_dns_master": "", "ns0": "ns0.online.net",
            "ns1": "ns1.online.net", "ipns0": "", "ipns1": "", "registry_status": 0, "authinfo": "EPPauthCode" });
        with(array, more)
    }

    async fn registered(&self, name: &str, more: Value) -> u64 {
        let tid = self.reseller.opens("domain_create", json!([self.array(name, more)]));
        self.reseller.ends(tid, "Done").await;
        tid
    }
}

#[tokio::test]
async fn names_are_looked_for_and_created() {
    let story = Story::begin().await;
    free_or_not(&story);
    created(&story).await;
    not_created(&story).await;
    the_same_creation_again(&story).await;
    prices(&story);
    internationalised(&story).await;
    story.demo.is_in_order().await;
    assert!(!story.demo.log().contains("dupond@free.test"));
}

/// The registry of .com wants a language tag: FRE where none is sent, one that the letters belong to otherwise.
async fn internationalised(story: &Story) {
    let name = "été-à-la-mer-7.com";
    for (tag, retval) in [("XXX", -3), ("GRE", -3)] {
        let array = story.array(name, json!({ "langidn": tag }));
        assert_eq!(story.reseller.codes("domain_create", json!([array])), (-1, retval), "{tag}");
    }
    story.registered(name, json!({})).await;
    story.registered("καλημέρα-7.net", json!({ "langidn": "GRE" })).await;
    let info = story.reseller.fields("domain_info", json!([name]));
    assert!(info["domain"].as_str().is_some_and(|name| name.starts_with("xn--")), "{info}");
}

fn free_or_not(story: &Story) {
    let reseller = &story.reseller;
    for (name, codes) in [
        ("demo-now-1159299779.com", (1, 1)),
        ("bookmyname.com", (-1, -2)),
        ("a-name.unknown-tld-7", (-1, -3)),
        ("a.deeper.com", (-1, -3)),
        ("reserved-x.com", (-1, -4)),
        ("", (-1, -5)),
        ("no name.com", (-1, -5)),
    ] {
        assert_eq!(reseller.codes("domain_check", json!([name])), codes, "{name}");
    }
    assert_eq!(reseller.codes("domain_check", json!([])), (-1, -5));
    assert_eq!(reseller.codes("domain_multicheck", json!([""])), (-1, -2));
    assert_eq!(reseller.codes("domain_multicheck", json!([])), (-1, -2));
    assert_eq!(reseller.codes("domain_multicheck", json!(["with.dot"])), (-1, -2));
    let said = reseller.say("domain_multicheck", json!(["bookmyname", "net com, org unknown-tld-7 com fr"]));
    assert_eq!(
        said["keys"],
        json!(["net", "com", "org", "fr"]),
        "as asked, each once, what is not offered left out"
    );
    assert_eq!(said["answer"]["retfields"], json!({ "net": 1, "com": 0, "org": 1, "fr": 1 }));
    let tlds = |words: Value| -> Vec<String> {
        let said = reseller.say("domain_multicheck", words);
        assert_eq!(said["answer"]["retcode"], 1, "{said}");
        said["keys"]
            .as_array()
            .expect("keys")
            .iter()
            .map(|tld| tld.as_str().expect("a TLD").to_owned())
            .collect()
    };
    let has = |all: &[String], wanted: &[&str]| wanted.iter().all(|tld| all.iter().any(|one| one == tld));
    let gtld = tlds(json!(["mydomain-now-7", "gtld"]));
    assert!(
        has(&gtld, &["com", "net", "org", "biz", "info", "mobi", "name", "asia", "tel", "xxx"]),
        "{gtld:?}"
    );
    let ntld = tlds(json!(["mydomain-now-7", "ntld"]));
    assert!(has(&ntld, &["boutique", "photos", "audio"]) && !has(&ntld, &["com"]), "{ntld:?}");
    let overseas = tlds(json!(["mydomain-now-7", "cctld-fr"]));
    assert!(has(&overseas, &["fr", "re", "wf", "tf", "pm", "yt"]) && overseas.len() == 6, "{overseas:?}");
    let europe = tlds(json!(["mydomain-now-7", "cctld-eu"]));
    assert!(has(&europe, &["eu", "be", "de", "it", "fr"]) && !has(&europe, &["re"]), "{europe:?}");
    let countries = tlds(json!(["mydomain-now-7", "cctld"]));
    assert!(has(&countries, &["fr", "re", "eu", "tv"]) && !has(&countries, &["com"]), "{countries:?}");
    let historical = tlds(json!(["mydomain-now-7"]));
    assert!(
        has(&historical, &["com", "fr", "eu", "tv"]) && !has(&historical, &["boutique"]),
        "{historical:?}"
    );
    let all = tlds(json!(["mydomain-now-7", "all"]));
    assert_eq!(all.len(), historical.len() + ntld.len());
}

async fn created(story: &Story) {
    let reseller = &story.reseller;
    let name = "demo-now-1159299779.com";
    let said = reseller.say("domain_create", json!([story.array(name, json!({}))]));
    let order = json!([
        "tid",
        "id",
        "lastupdate",
        "lastupdate_ip",
        "domain",
        "registrar_creation",
        "registrar_expiration",
        "authinfo",
        "service",
        "status",
        "registry_status",
        "ns0",
        "ns1",
        "bill_id",
        "tech_id",
        "admin_id",
        "owner_id"
    ]);
    assert_eq!(said["keys"], order, "{said}");
    let fields = &said["answer"]["retfields"];
    let own = json!(reseller.dist_id());
    for (field, value) in [
        ("tid", said["answer"]["retval"].clone()),
        ("lastupdate_ip", json!("127.0.0.1")),
        ("domain", json!(name)),
        ("registrar_creation", json!("0000-00-00 00:00:00")),
        ("registrar_expiration", json!("0000-00-00 00:00:00")),
        ("service", json!("dns")),
        ("status", json!("Active")),
        ("registry_status", json!(0)),
        ("ns0", json!("ns0.online.net")),
        ("ns1", json!("ns1.online.net")),
        ("bill_id", own.clone()),
        ("tech_id", own.clone()),
        ("admin_id", own),
        ("owner_id", json!(story.owner)),
    ] {
        assert_eq!(fields[field], value, "{field}");
    }
    let code = fields["authinfo"].as_str().expect("a code");
    assert!(code.len() >= 8 && code != "EPPauthCode", "a code of its own");
    let tid = said["answer"]["retval"].as_u64().expect("a tid");
    let done = reseller.ends(tid, "Done").await;
    assert_eq!(
        (&done["action"], &done["type"], &done["period"]),
        (&json!("Create"), &json!("Domain"), &json!(1))
    );
    let info = reseller.fields("domain_info", json!([name]));
    assert_eq!((&info["id"], &info["authinfo"]), (&fields["id"], &fields["authinfo"]));
    assert_eq!(reseller.codes("domain_check", json!([name])), (-1, -2));
}

async fn not_created(story: &Story) {
    let reseller = &story.reseller;
    let stranger = story.desk.person(with(person("Ingrid", "i@free.test"), json!({ "country": "US" }))).await;
    let name = "not-created-7.com";
    for (array, retval) in [
        (story.array("bookmyname.com", json!({})), -2),
        (story.array("reserved-x.com", json!({})), -2),
        (json!("text"), -3),
        (json!([]), -3),
        (story.array(name, json!({ "owner_id": "" })), -3),
        (story.array(name, json!({ "bill_id": null })), -3),
        (story.array(name, json!({ "period": 11 })), -3),
        (story.array(name, json!({ "period": "x" })), -3),
        (story.array(name, json!({ "owner_id": 99 })), -4),
        (story.array(name, json!({ "admin_id": "x" })), -4),
        (story.array(name, json!({ "tech_id": 13_491 })), -4),
        (story.array("", json!({})), -5),
        (story.array("no name.com", json!({})), -5),
        (story.array("not-created.unknown-tld-7", json!({})), -5),
        (story.array("not-created-7.fr", json!({ "owner_id": stranger })), -6),
        (story.array("not-created-7.us", json!({})), -6),
        (story.array(name, json!({ "ns0": "-bad-" })), -7),
        (story.array(name, json!({ "ns1": "ns0.online.net" })), -7),
        (
            story.array(
                name,
                json!({ "ns2": "ns2.online.net", "ns3": "ns3.online.net", "ns4": "dns12.ovh.net" }),
            ),
            -7,
        ),
        (story.array(name, json!({ "ns2": "ns9.nobody-has-this-7.com" })), -8),
        (story.array(name, json!({ "ns2": format!("ns0.{name}") })), -9),
        (story.array(name, json!({ "ns2": format!("ns0.{name}"), "ipns2": "here" })), -9),
    ] {
        assert_eq!(reseller.codes("domain_create", json!([array])), (-1, retval), "{array}");
    }
    let poor = Soap::of(&story.demo, 2);
    let own = poor.dist_id();
    let array = json!({ "domain": name, "owner_id": own, "admin_id": own, "tech_id": own, "bill_id": own });
    assert_eq!(poor.codes("domain_create", json!([array])), (-1, -20), "no points, and nothing reserved");
    assert_eq!(reseller.codes("domain_info", json!([name])), (0, 0));
    assert_eq!(reseller.codes("domain_check", json!([name])), (1, 1), "nothing is kept");
}

/// A name with glue of its own, asked for eight times at once: one operation. Whoever comes when it is done hears that
/// it is taken.
async fn the_same_creation_again(story: &Story) {
    let name = "with-glue-7.com";
    let glue = json!({ "ns2": format!("ns0.{name}"), "ipns2": "213.228.62.20" });
    let array = story.array(name, glue);
    let callers: Vec<Soap> = (0..8).map(|_| Soap::of(&story.demo, 0)).collect();
    let answers: Vec<(i64, i64)> = std::thread::scope(|scope| {
        let call = |caller: &Soap| caller.codes("domain_create", json!([array]));
        let calls: Vec<_> = callers.iter().map(|caller| scope.spawn(move || call(caller))).collect();
        calls.into_iter().map(|call| call.join().expect("an answer")).collect()
    });
    let tids: BTreeSet<i64> =
        answers.iter().filter(|(retcode, _)| *retcode == 1).map(|(_, tid)| *tid).collect();
    let late = answers.iter().filter(|(retcode, _)| *retcode != 1).all(|codes| *codes == (-1, -2));
    assert!(tids.len() == 1 && late, "{answers:?}");
    let tids: Vec<u64> = tids.into_iter().map(|tid| u64::try_from(tid).expect("a tid")).collect();
    story.reseller.ends(tids[0], "Done").await;
    // A host inside a name is made once the name is there.
    eventually("the name is delegated to it", async || {
        let info = story.reseller.fields("domain_info", json!([name]));
        (info["ns2"] == format!("ns0.{name}")).then_some(())
    })
    .await;
    let other = story.array(name, json!({ "period": 2 }));
    assert_eq!(story.reseller.codes("domain_create", json!([other])), (-1, -2), "done, it is taken");
    eventually("the glue is at the registry", async || {
        let shown = story.demo.epp("ours").await.info_host(&format!("ns0.{name}")).await;
        shown.xml.contains("213.228.62.20").then_some(())
    })
    .await;
}

fn prices(story: &Story) {
    let reseller = &story.reseller;
    assert_eq!(reseller.codes("domain_prices", json!([""])), (-1, -2));
    let said = reseller.say("domain_prices", json!(["dubruit.audio", 5]));
    let keys = json!([
        "create 1 dubruit.audio",
        "create 2 dubruit.audio",
        "create 3 dubruit.audio",
        "create 4 dubruit.audio",
        "create 5 dubruit.audio",
        "transfer 1 dubruit.audio",
        "renew 1 dubruit.audio",
        "renew 2 dubruit.audio",
        "renew 3 dubruit.audio",
        "renew 4 dubruit.audio",
        "renew 5 dubruit.audio",
        "restore 1 dubruit.audio"
    ]);
    assert_eq!((&said["keys"], &said["answer"]["retval"]), (&keys, &json!(12)));
    let price = |key: &str| said["answer"]["retfields"][key].as_i64().expect("cents");
    assert_eq!(price("create 5 dubruit.audio"), 5 * price("create 1 dubruit.audio"));
}
