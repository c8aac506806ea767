//! `service` of `domain_create` and `domain_update`: how a name is served decides about its name servers.

use serde_json::{Value, json};
use stories::{Demo, Desk, Soap, person, with};

const OURS: [&str; 3] = ["nsa.bookmyname.com", "nsb.bookmyname.com", "nsc.bookmyname.com"];
const THEIRS: [&str; 2] = ["ns0.online.net", "ns1.online.net"];
const MASTER: &str = "88.191.249.162";
const MISSING: (i64, i64) = (-1, -3);

struct Story {
    demo: Demo,
    reseller: Soap,
    owner: u64,
}

impl Story {
    fn array(&self, name: &str, service: &str, more: Value) -> Value {
        let own = self.reseller.dist_id();
        let array = json!({ "domain": name, "period": 1, "owner_id": self.owner, "admin_id": own, "tech_id": own,
            "bill_id": own, "service": service });
        with(array, more)
    }

    /// Creates or updates a name, until it is done.
    async fn serves(&self, function: &str, name: &str, service: &str, more: Value) {
        let array = self.array(name, service, more);
        let arguments = if function == "domain_create" { json!([array]) } else { json!([name, array]) };
        let tid = self.reseller.opens(function, arguments);
        self.reseller.ends(tid, "Done").await;
    }

    /// As `domain_info` and the registry have it.
    async fn is_served(&self, name: &str, service: &str, servers: &[&str]) {
        let info = self.reseller.fields("domain_info", json!([name]));
        assert_eq!(info["service"], service, "{info}");
        assert_eq!(shown(&info), servers, "{name}");
        let registry = self.demo.epp("ours").await.info(name).await.xml;
        for host in OURS.iter().chain(&THEIRS) {
            assert_eq!(registry.contains(host), servers.contains(host), "{host} in {registry}");
        }
    }
}

/// ns0, ns1 …
fn shown(fields: &Value) -> Vec<&str> {
    (0..13).map_while(|place| fields[format!("ns{place}")].as_str()).collect()
}

fn theirs() -> Value {
    json!({ "ns0": THEIRS[0], "ns1": THEIRS[1] })
}

#[tokio::test]
async fn how_a_name_is_served_decides_about_its_servers() {
    let demo = Demo::start().await;
    let reseller = Soap::of(&demo, 0);
    let owner = Desk::of(&demo, "support").person(person("Pierre", "dupond@free.test")).await;
    let story = Story { demo, reseller, owner };
    created(&story).await;
    changed(&story).await;
    a_slave_needs_a_master(&story);
    story.demo.is_in_order().await;
}

async fn created(story: &Story) {
    let parked = story.array("parked-name.com", "parking", theirs());
    let answer = story.reseller.say("domain_create", json!([parked]));
    let fields = &answer["answer"]["retfields"];
    assert_eq!(shown(fields), OURS, "ours take the place of the caller's: {answer}");
    assert_eq!(fields["service"], "parking");
    let again = story.reseller.say("domain_create", json!([parked]));
    let tid = fields["tid"].as_u64().expect("a tid");
    assert_eq!(again["answer"]["retval"], tid, "the same request again");
    story.reseller.ends(tid, "Done").await;
    story.is_served("parked-name.com", "parking", &OURS).await;
    for (name, service, more, servers) in [
        ("redirected-name.com", "redir", theirs(), &OURS[..]),
        ("zone-here.com", "dnsperso", json!({}), &OURS),
        ("zone-named.com", "dnsperso", theirs(), &THEIRS),
        ("slave-here.com", "dnsslave", json!({ "ip_dns_master": MASTER }), &OURS),
        ("slave-named.com", "dnsslave", with(theirs(), json!({ "ip_dns_master": MASTER })), &THEIRS),
        ("plain-name.com", "dns", theirs(), &THEIRS),
        ("without-servers.com", "dns", json!({}), &[]),
    ] {
        story.serves("domain_create", name, service, more).await;
        story.is_served(name, service, servers).await;
    }
    let master = &story.reseller.fields("domain_info", json!(["slave-here.com"]))["ip_dns_master"];
    assert_eq!(master, MASTER);
}

async fn changed(story: &Story) {
    let name = "plain-name.com";
    let record = json!({ "1234": { "algds": 8, "digesttype": 2, "digest": "44".repeat(32) } });
    story.serves("domain_update", name, "dns", json!({ "dsrecords": record })).await;
    assert_eq!(story.reseller.fields("domain_info", json!([name]))["dnssec"], "signed");
    for (service, more, servers) in [
        ("redir", json!({}), &OURS[..]),
        // Back: named ones apply, and ours stay where none are named.
        ("dns", theirs(), &THEIRS),
        ("parking", theirs(), &OURS),
        ("dns", json!({}), &OURS),
        ("dns", theirs(), &THEIRS),
        ("dnsperso", json!({}), &OURS),
        ("dnsperso", theirs(), &THEIRS),
        ("dnsslave", json!({ "ip_dns_master": MASTER }), &OURS),
    ] {
        story.serves("domain_update", name, service, more).await;
        story.is_served(name, service, servers).await;
        let info = story.reseller.fields("domain_info", json!([name]));
        assert_eq!(info["dnssec"], "unsigned", "our servers do not sign");
    }
    // What is so already: nothing changes.
    let array = story.array(name, "dnsslave", json!({ "ip_dns_master": MASTER }));
    assert_eq!(story.reseller.codes("domain_update", json!([name, array])), (1, -1));
}

fn a_slave_needs_a_master(story: &Story) {
    for (service, master) in
        [("dnsslave", ""), ("dnsslave", "ns0.online.net"), ("redir", MASTER), ("web", "")]
    {
        let more = with(theirs(), json!({ "ip_dns_master": master }));
        let array = story.array("no-master.com", service, more.clone());
        assert_eq!(story.reseller.codes("domain_create", json!([array])), MISSING, "{service} {master}");
        let array = story.array("plain-name.com", service, more);
        let codes = story.reseller.codes("domain_update", json!(["plain-name.com", array]));
        assert_eq!(codes, MISSING, "{service} {master}");
    }
    assert_eq!(story.reseller.codes("domain_check", json!(["no-master.com"])), (1, 1), "nothing is kept");
}
