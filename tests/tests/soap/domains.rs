//! Gestion des noms de domaine: every return code of the paper, by PHP's client; what is answered field by field; and
//! the same request again.

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

#[tokio::test]
async fn names_are_kept() {
    let story = Story::begin().await;
    for name in ["kept.com", "other.com", "gone.com"] {
        story.registered(name, json!({})).await;
    }
    shown(&story).await;
    renewed(&story).await;
    changed(&story).await;
    signed(&story).await;
    statuses(&story).await;
    listed(&story).await;
    deleted_and_restored(&story).await;
    story.demo.is_in_order().await;
    assert!(!story.demo.log().contains("NewEPPcode-7"));
}

async fn shown(story: &Story) {
    let (reseller, stranger) = (&story.reseller, Soap::of(&story.demo, 1));
    let said = reseller.say("domain_info", json!(["KEPT.com"]));
    let order = json!([
        "id",
        "lastupdate",
        "lastupdate_ip",
        "domain",
        "registrar_creation",
        "registrar_expiration",
        "registry_debut",
        "registry_fin",
        "authinfo",
        "service",
        "ip_dns_master",
        "status",
        "registry_status",
        "domain_renew",
        "domain_restore",
        "owner_waps",
        "ns0",
        "ns1",
        "owner_id",
        "admin_id",
        "tech_id",
        "bill_id",
        "dist_id",
        "dnssec"
    ]);
    assert_eq!(said["keys"], order);
    let fields = &said["answer"]["retfields"];
    assert_eq!(said["answer"]["retval"], fields["id"]);
    for (field, value) in [
        ("domain", json!("kept.com")),
        ("lastupdate_ip", json!("127.0.0.1")),
        ("service", json!("dns")),
        ("ip_dns_master", json!("")),
        ("status", json!("Active")),
        ("registry_status", json!(0)),
        ("domain_renew", json!(9)),
        ("domain_restore", json!(0)),
        ("owner_waps", json!(0)),
        ("owner_id", json!(story.owner)),
        ("dist_id", json!(reseller.dist_id())),
        ("dnssec", json!("unsigned")),
    ] {
        assert_eq!(fields[field], value, "{field}");
    }
    assert_eq!(reseller.codes("domain_info", json!([""])), (-1, -3));
    assert_eq!(reseller.codes("domain_info", json!(["not-ours-7.com"])), (0, 0));
    assert_eq!(stranger.codes("domain_info", json!(["kept.com"])), (-1, -2), "another's name");
}

async fn renewed(story: &Story) {
    let reseller = &story.reseller;
    let stranger = Soap::of(&story.demo, 1);
    for (arguments, codes) in [
        (json!(["kept.com", 11]), (-1, -3)),
        (json!(["kept.com", 0]), (-1, -3)),
        (json!(["kept.com"]), (-1, -3)),
        (json!(["kept.com", "x"]), (-1, -3)),
        (json!(["kept.com", 10]), (-1, -3)),
        (json!(["", 1]), (-1, -4)),
        (json!(["not-ours-7.com", 1]), (0, 0)),
    ] {
        assert_eq!(reseller.codes("domain_renew", arguments.clone()), codes, "{arguments}");
    }
    assert_eq!(stranger.codes("domain_renew", json!(["kept.com", 1])), (-1, -2));
    let expires = |name: &str| {
        reseller.fields("domain_info", json!([name]))["registry_fin"].as_str().map(str::to_owned)
    };
    let before = expires("kept.com").expect("a date");
    let callers: Vec<Soap> = (0..8).map(|_| Soap::of(&story.demo, 0)).collect();
    let tids: Vec<u64> = std::thread::scope(|scope| {
        let call = |caller: &Soap| caller.opens("domain_renew", json!(["kept.com", 2]));
        let calls: Vec<_> = callers.iter().map(|caller| scope.spawn(move || call(caller))).collect();
        calls.into_iter().map(|call| call.join().expect("a tid")).collect()
    });
    assert!(tids.iter().all(|tid| *tid == tids[0]), "one renewal: {tids:?}");
    reseller.ends(tids[0], "Done").await;
    assert_eq!(
        reseller.opens("domain_renew", json!(["kept.com", "2"])),
        tids[0],
        "within a minute it is the first"
    );
    let after = expires("kept.com").expect("a date");
    let year = |date: &str| date[..4].parse::<i32>().expect("a year");
    assert_eq!(year(&after), year(&before) + 2, "renewed once");
    story.demo.advance("PT2M").await;
    let second = reseller.opens("domain_renew", json!(["kept.com", 2]));
    assert_ne!(second, tids[0], "later it is another one");
    reseller.ends(second, "Done").await;
}

async fn changed(story: &Story) {
    let reseller = &story.reseller;
    let stranger = Soap::of(&story.demo, 1);
    let tech = story.desk.person(person("Thea", "thea@free.test")).await;
    let update = |name: &str, array: Value| reseller.codes("domain_update", json!([name, array]));
    // The paper's example: another technical contact, three servers, locked, with a new code.
    let array = story.array(
        "kept.com",
        json!({ "ns0": "nsa.bookmyname.com", "ns1": "nsb.bookmyname.com",
        "ns2": "nsc.bookmyname.com", "tech_id": tech, "registry_status": 64, "authinfo": "NewEPPcode-7" }),
    );
    let tid = reseller.opens("domain_update", json!(["kept.com", array]));
    reseller.ends(tid, "Done").await;
    let info = reseller.fields("domain_info", json!(["kept.com"]));
    for (field, value) in [
        ("ns0", json!("nsa.bookmyname.com")),
        ("ns2", json!("nsc.bookmyname.com")),
        ("tech_id", json!(tech)),
        ("registry_status", json!(64)),
        ("authinfo", json!("NewEPPcode-7")),
    ] {
        assert_eq!(info[field], value, "{field}");
    }
    // What domain_info answered, sent back: nothing changes, and it says so.
    assert_eq!(update("kept.com", info.clone()), (1, -1));
    let unlocked = with(info.clone(), json!({ "registry_status": 0 }));
    reseller.ends(reseller.opens("domain_update", json!(["kept.com", unlocked])), "Done").await;
    assert_eq!(reseller.fields("domain_info", json!(["kept.com"]))["registry_status"], 0);
    served_otherwise(story, &info).await;
    let now = |more: Value| with(reseller.fields("domain_info", json!(["kept.com"])), more);
    for (array, codes) in [
        (json!(""), (-1, -3)),
        (now(json!({ "service": "" })), (-1, -3)),
        (now(json!({ "domain": "" })), (-1, -3)),
        (now(json!({ "admin_id": "" })), (-1, -3)),
        (now(json!({ "registry_status": 1 })), (-1, -3)),
        (now(json!({ "authinfo": "x" })), (-1, -3)),
        (now(json!({ "tech_id": 99 })), (-1, -4)),
        (now(json!({ "owner_id": tech })), (-1, -4)),
        (now(json!({ "ns0": "-bad-" })), (-1, -7)),
        (now(json!({ "ns3": "ns9.nobody-has-this-7.com" })), (-1, -8)),
        (now(json!({ "ns3": "ns9.kept.com" })), (-1, -9)),
        (now(json!({ "dsrecords": { "1234": { "algds": 99 } } })), (-1, -10)),
    ] {
        assert_eq!(update("kept.com", array.clone()), codes, "{array}");
    }
    assert_eq!(update("", now(json!({}))), (-1, -5));
    assert_eq!(update("not-ours-7.com", now(json!({}))), (0, 0));
    assert_eq!(
        stranger.codes("domain_update", json!(["kept.com", now(json!({ "ns0": "dns12.ovh.net" }))])),
        (-1, -2)
    );
    // Thirteen servers, some with glue.
    let mut many = now(json!({}));
    for place in 0..13 {
        many[format!("ns{place}")] = json!(format!("n{place}.kept.com"));
        many[format!("ipns{place}")] = json!(format!("192.0.2.{}", place + 1));
    }
    reseller.ends(reseller.opens("domain_update", json!(["kept.com", many])), "Done").await;
    let info = reseller.fields("domain_info", json!(["kept.com"]));
    assert_eq!((&info["ns12"], info.get("ns13")), (&json!("n12.kept.com"), None));
}

/// `service` is ours alone: the registry has no part in it.
async fn served_otherwise(story: &Story, info: &Value) {
    let reseller = &story.reseller;
    let slave = json!({ "service": "dnsslave", "ip_dns_master": "192.0.2.53", "registry_status": 0 });
    let array = with(info.clone(), slave);
    reseller.ends(reseller.opens("domain_update", json!(["kept.com", array])), "Done").await;
    let now = reseller.fields("domain_info", json!(["kept.com"]));
    assert_eq!((&now["service"], &now["ip_dns_master"]), (&json!("dnsslave"), &json!("192.0.2.53")));
    assert_eq!(reseller.codes("domain_update", json!(["kept.com", now])), (1, -1), "sent back as it is");
    for (service, master) in [("dnsslave", ""), ("dnsslave", "here"), ("mail", "")] {
        let array = with(now.clone(), json!({ "service": service, "ip_dns_master": master }));
        assert_eq!(
            reseller.codes("domain_update", json!(["kept.com", array])),
            (-1, -3),
            "{service} {master}"
        );
    }
    let back = with(now, json!({ "service": "dns", "ip_dns_master": "" }));
    reseller.ends(reseller.opens("domain_update", json!(["kept.com", back])), "Done").await;
}

async fn signed(story: &Story) {
    let reseller = &story.reseller;
    let digest = "444475086DF99C9BB7A9977CAC911CA67D06D0267B53F2526E521742D0631BA2";
    let records = json!({ "1234": { "algds": 8, "digesttype": 2, "digest": digest },
        "4567": { "algds": "13", "digesttype": "2", "digest": digest.to_lowercase() } });
    let base = || reseller.fields("domain_info", json!(["other.com"]));
    let with_records = with(base(), json!({ "dsrecords": records }));
    reseller.ends(reseller.opens("domain_update", json!(["other.com", with_records])), "Done").await;
    let info = base();
    assert_eq!(info["dnssec"], "signed");
    assert_eq!(info["dsrecords"]["1234"], json!({ "algds": 8, "digesttype": 2, "digest": digest }));
    assert_eq!(info["dsrecords"]["4567"]["algds"], 13);
    assert_eq!(reseller.codes("domain_update", json!(["other.com", info])), (1, -1), "sent back as it is");
    let kept = with(base(), json!({ "dsrecords": null, "registry_status": 64 }));
    reseller.ends(reseller.opens("domain_update", json!(["other.com", kept])), "Done").await;
    assert_eq!(base()["dnssec"], "signed", "what is not sent is kept");
    let removed = with(base(), json!({ "dsrecords": "", "registry_status": 0 }));
    reseller.ends(reseller.opens("domain_update", json!(["other.com", removed])), "Done").await;
    assert_eq!((&base()["dnssec"], base().get("dsrecords")), (&json!("unsigned"), None));
    // .eu makes the digest itself.
    story.registered("signed.eu", json!({})).await;
    let key = "AwEAAdZuRfrp2jhPafgTizq2Otda4X8cOxYw9XTSY6Vz UKERQYP0bCubWQHw1citchFntujR4i9K9OEjgdjmq6Hf";
    let keyed = with(
        reseller.fields("domain_info", json!(["signed.eu"])),
        json!({ "dsrecords": { "1234": { "algds": 8, "pubkey": key } } }),
    );
    reseller.ends(reseller.opens("domain_update", json!(["signed.eu", keyed])), "Done").await;
    let info = reseller.fields("domain_info", json!(["signed.eu"]));
    assert_eq!(info["dnssec"], "signed");
    let shown = info["dsrecords"]
        .as_array()
        .map(|keys| keys[0].clone())
        .unwrap_or_else(|| info["dsrecords"]["0"].clone());
    assert_eq!((&shown["algds"], &shown["pubkey"]), (&json!(8), &json!(key.replace(' ', ""))));
    let wrong =
        with(info, json!({ "dsrecords": { "1234": { "algds": 8, "digesttype": 2, "digest": digest } } }));
    assert_eq!(
        reseller.codes("domain_update", json!(["signed.eu", wrong])),
        (-1, -10),
        "this registry takes keys"
    );
}

/// What the paper lists as in the way of a renewal and of an update.
async fn statuses(story: &Story) {
    let reseller = &story.reseller;
    let base = reseller.fields("domain_info", json!(["other.com"]));
    for (status, renew, update) in [
        ("clientRenewProhibited", (-1, -2), true),
        ("clientUpdateProhibited", (-1, -2), false),
        ("clientHold", (1, 0), true),
        ("clientDeleteProhibited", (1, 0), true),
    ] {
        story.desk.updated("other.com", json!({ "clientStatuses": [status] })).await;
        story.demo.advance("PT2M").await;
        let codes = reseller.codes("domain_renew", json!(["other.com", 1]));
        assert_eq!((codes.0, codes.1.min(0)), renew, "{status}");
        if codes.0 == 1 {
            reseller.ends(u64::try_from(codes.1).expect("a tid"), "Done").await;
        }
        let array = with(base.clone(), json!({ "registry_status": 64 }));
        let codes = reseller.codes("domain_update", json!(["other.com", array]));
        assert_eq!(codes.0 == 1, update, "{status}: {codes:?}");
        if update {
            reseller.ends(u64::try_from(codes.1).expect("a tid"), "Done").await;
        }
        let info = reseller.fields("domain_info", json!(["other.com"]));
        assert_eq!(info["domain_renew"] == 0, renew.0 == -1, "{status}: {info}");
    }
    assert_eq!(
        reseller.codes("domain_delete", json!(["other.com"])),
        (-1, -2),
        "clientDeleteProhibited stands"
    );
    story.desk.updated("other.com", json!({ "clientStatuses": [] })).await;
}

async fn listed(story: &Story) {
    let reseller = &story.reseller;
    let all = reseller.fields("domain_list", json!([]));
    let expires = all["kept.com"].as_i64().expect("seconds");
    assert!(expires > 1_700_000_000 && all["bookmyname.com"].is_i64(), "{all}");
    let admin = reseller.fields("domain_list", json!(["Admin Tech"]));
    assert!(admin["kept.com"].is_i64());
    let owner = reseller.call("domain_list", json!(["Owner"]));
    assert!(owner["retfields"].get("kept.com").is_none(), "somebody else owns it: {owner}");
    let stranger = Soap::of(&story.demo, 1).call("domain_list", json!([""]));
    assert_eq!((&stranger["retcode"], &stranger["retval"]), (&json!(1), &json!(0)));
}

async fn deleted_and_restored(story: &Story) {
    let reseller = &story.reseller;
    let stranger = Soap::of(&story.demo, 1);
    let one = |function: &str, name: &str| reseller.codes(function, json!([name]));
    for function in ["domain_restore", "domain_restorable"] {
        assert_eq!(one(function, ""), (-1, -2));
        assert_eq!(one(function, "never-ours-7.com"), (-1, -3));
        assert_eq!(stranger.codes(function, json!(["kept.com"])), (-1, -3));
        assert_eq!(one(function, "kept.com"), (-1, -6), "it is not deleted");
    }
    story.registered("briefly.info", json!({})).await;
    assert_eq!(one("domain_restorable", "briefly.info"), (-1, -4));
    assert_eq!(one("domain_delete", ""), (-1, -4));
    assert_eq!(one("domain_delete", "never-ours-7.com"), (0, 0));
    assert_eq!(stranger.codes("domain_delete", json!(["gone.com"])), (-1, -2));
    // Within the add grace a deletion is for good; later there is redemption.
    story.demo.advance("P10D").await;
    reseller.ends(reseller.opens("domain_delete", json!(["gone.com"])), "Done").await;
    assert_eq!(one("domain_delete", "gone.com"), (-1, -3));
    assert_eq!(stranger.codes("domain_delete", json!(["gone.com"])), (-1, -2));
    let info = reseller.fields("domain_info", json!(["gone.com"]));
    assert_eq!((&info["domain_restore"], &info["domain_renew"]), (&json!(1), &json!(0)));
    assert_eq!(info["registry_status"].as_i64().map(|bits| bits & 0x800), Some(0x800), "pendingDelete");
    assert_eq!(one("domain_restorable", "gone.com"), (1, 1));
    reseller.ends(reseller.opens("domain_restore", json!(["gone.com"])), "Done").await;
    assert_eq!(reseller.fields("domain_info", json!(["gone.com"]))["status"], "Active");
    reseller.ends(reseller.opens("domain_delete", json!(["gone.com"])), "Done").await;
    story.demo.advance("P40D").await;
    eventually("the name is free", async || (one("domain_restore", "gone.com") == (-1, -5)).then_some(()))
        .await;
}
