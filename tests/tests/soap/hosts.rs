//! Gestion des hosts: every return code of the paper, by PHP's client.

use serde_json::json;
use stories::{Demo, Soap, eventually};

#[tokio::test]
async fn glue_of_a_name() {
    let demo = Demo::start().await;
    let (reseller, other) = (Soap::of(&demo, 0), Soap::of(&demo, 1));
    created_changed_and_deleted(&demo, &reseller).await;
    refused(&reseller, &other);
    demo.is_in_order().await;
}

/// `bookmyname.com` is the reseller's from the start, as in the paper's Perl example.
async fn created_changed_and_deleted(demo: &Demo, reseller: &Soap) {
    let three = json!(["88.191.249.1", "88.191.249.2", "88.191.249.3"]);
    let glue = "glue1.bookmyname.com";
    let before = reseller.call("host_list", json!(["bookmyname.com"]));
    reseller.ends(reseller.opens("host_create", json!([glue, three])), "Done").await;
    let said = reseller.say("host_info", json!([glue]));
    let (answer, fields) = (&said["answer"], &said["answer"]["retfields"]);
    assert_eq!((answer["retcode"].as_i64(), &answer["retval"]), (Some(1), &fields["id"]));
    let order = json!(["id", "hostname", "lastupdate", "ip0", "ip1", "ip2"]);
    assert_eq!(said["keys"], order, "in the paper's order");
    assert_eq!((&fields["hostname"], &fields["ip2"]), (&json!(glue), &json!("88.191.249.3")));
    assert_eq!(fields["lastupdate"].as_str().map(str::len), Some("2006-09-26 21:43:10".len()));
    assert!(demo.epp("ours").await.info_host(glue).await.xml.contains("88.191.249.3"), "the registry has it");
    assert_eq!(reseller.codes("host_create", json!([glue, ["88.191.249.6"]])), (-1, -6));

    reseller.ends(reseller.opens("host_update", json!([glue, ["88.191.249.6"]])), "Done").await;
    let fields = reseller.fields("host_info", json!([glue]));
    assert_eq!((&fields["ip0"], fields.get("ip1")), (&json!("88.191.249.6"), None));
    let listed = reseller.call("host_list", json!(["bookmyname.com"]));
    assert_eq!(listed["retval"].as_i64(), before["retval"].as_i64().map(|n| n + 1));
    let listed = listed["retfields"].as_array().expect("a list").clone();
    assert!(listed.iter().any(|host| host["hostname"] == glue && host["ip0"] == "88.191.249.6"));

    reseller.ends(reseller.opens("host_delete", json!([glue])), "Done").await;
    eventually("the glue is gone", async || {
        (reseller.codes("host_info", json!([glue])) == (-1, -2)).then_some(())
    })
    .await;
    // Glue on the name itself, as the paper's last example.
    reseller.ends(reseller.opens("host_create", json!(["bookmyname.com", ["88.191.249.7"]])), "Done").await;
    assert_eq!(reseller.fields("host_info", json!(["bookmyname.com"]))["ip0"], "88.191.249.7");
}

fn refused(reseller: &Soap, other: &Soap) {
    let (good, host) = (json!(["192.0.2.1"]), "ns.bookmyname.com");
    for function in ["host_create", "host_update"] {
        for bad in [json!([]), json!(["192.0.2.256"]), json!(["fe80::zz"]), json!("192.0.2.1 ")] {
            assert_eq!(reseller.codes(function, json!([host, bad])), (-1, -2), "{function} {bad}");
        }
        for bad in ["", "-", "a b.com", "ns_1.bookmyname.com."] {
            assert_eq!(reseller.codes(function, json!([bad, good])), (-1, -3), "{function} {bad:?}");
        }
        assert_eq!(reseller.codes(function, json!(["ns.not-ours-7.com", good])), (-1, -4));
        assert_eq!(other.codes(function, json!([host, good])), (-1, -5));
    }
    assert_eq!(reseller.codes("host_update", json!([host, good])), (-1, -6));
    assert_eq!(reseller.codes("host_delete", json!([""])), (-1, -3));
    assert_eq!(reseller.codes("host_delete", json!(["ns.not-ours-7.com"])), (-1, -4));
    assert_eq!(other.codes("host_delete", json!([host])), (-1, -5));
    assert_eq!(reseller.codes("host_delete", json!([host])), (-1, -6));
    assert_eq!(reseller.codes("host_info", json!([host])), (-1, -2));
    assert_eq!(reseller.codes("host_info", json!([""])), (-1, -2));
    assert_eq!(other.codes("host_info", json!(["bookmyname.com"])), (-1, -2), "another's glue is none");
    assert_eq!(other.codes("host_list", json!(["bookmyname.com"])), (-1, -2));
    assert_eq!(reseller.codes("host_list", json!([""])), (-1, -3));
    assert_eq!(reseller.codes("host_list", json!(["not-ours-7.com"])), (-1, -4));
}
