//! What is done with a name that is there: shown, renewed, changed, signed, listed, deleted and restored.

use super::Story;
use serde_json::{Value, json};
use stories::{Soap, eventually, person, with};

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
        ("owner_waps", json!(1)),
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
