//! Every verb on every object: requests and the codes that they lead to, in order.

mod support;

use support::*;

/// Sends the requests in turn and wants their codes.
async fn run(client: &mut Client, table: &[(u16, String)]) {
    for (code, command) in table {
        client.expect(*code, command).await;
    }
}

#[tokio::test]
async fn contacts() {
    let bench = Bench::start().await;
    let (mut ours, mut other) = (bench.client("ours").await, bench.client("other").await);
    let update = |content: &str| object("update", "contact", &format!("<o:id>owner1</o:id>{content}"));
    let with_code = |code: &str| {
        object("info", "contact", &format!("<o:id>owner1</o:id><o:authInfo><o:pw>{code}</o:pw></o:authInfo>"))
    };
    let table = [
        (1000, create_contact("owner1")),
        (2302, create_contact("owner1")),
        (2005, create_contact("ab")),
        (2005, create_contact("owner2").replace("+33.123456789", "0123456789")),
        (2005, create_contact("owner2").replace("ada@example.com", "ada")),
        (2005, create_contact("owner2").replace("Ada Owner", "Ada Öwner")),
        (2005, create_contact("owner2").replace("<contact:cc>FR", "<contact:cc>F")),
        (2003, create_contact("owner2").replace("<contact:city>Paris</contact:city>", "")),
        (2306, create_contact("owner2").replace("contact-code", "short")),
        (2001, create_contact("owner2").replace("<contact:fax/>", "<contact:telex/>")),
        (2303, named("info", "contact", "nobody")),
        (1000, named("info", "contact", "owner1")),
        (2003, update("")),
        (1000, update("<o:add><o:status s=\"clientDeleteProhibited\"/></o:add>")),
        (2306, update("<o:add><o:status s=\"clientDeleteProhibited\"/></o:add>")),
        (2306, update("<o:add><o:status s=\"serverDeleteProhibited\"/></o:add>")),
        (2304, named("delete", "contact", "owner1")),
        (1000, update("<o:rem><o:status s=\"clientDeleteProhibited\"/></o:rem>")),
        (1000, update("<o:add><o:status s=\"clientUpdateProhibited\"/></o:add>")),
        (2304, update("<o:chg><o:email>new@example.com</o:email></o:chg>")),
        (1000, update("<o:rem><o:status s=\"clientUpdateProhibited\"/></o:rem>")),
        (1000, update("<o:chg><o:voice/><o:email>new@example.com</o:email></o:chg>")),
        (2003, update("<o:chg><o:postalInfo type=\"loc\"><o:name>A</o:name></o:postalInfo></o:chg>")),
        (1000, update("<o:chg><o:postalInfo type=\"int\"><o:org/></o:postalInfo></o:chg>")),
        (2101, named("renew", "contact", "owner1")),
        (1000, create_domain("linked.com")),
        (2305, named("delete", "contact", "owner1")),
    ];
    run(&mut ours, &table).await;
    let check = object("check", "contact", "<o:id>owner1</o:id><o:id>free-1</o:id>");
    let checked = ours.expect(1000, &check).await;
    assert!(checked.has("avail=\"0\">owner1<") && checked.has("avail=\"1\">free-1<"));
    let shown = ours.expect(1000, &named("info", "contact", "owner1")).await;
    assert_eq!(shown.statuses(), ["linked", "ok"]);
    assert_eq!(shown.text("contact:email"), Some("new@example.com"));
    assert!(!shown.has("contact:voice>") && !shown.has("contact:org>") && shown.has("contact-code"));
    let table = [
        (2201, named("info", "contact", "owner1")),
        (2202, with_code("wrong-code")),
        (1000, with_code("contact-code")),
        (1000, with_code("domain-code")),
        (2201, update("<o:chg><o:email>evil@example.com</o:email></o:chg>")),
        (2201, named("delete", "contact", "owner1")),
    ];
    run(&mut other, &table).await;
    assert!(!other.expect(1000, &with_code("domain-code")).await.has("contact-code"));
}

#[tokio::test]
async fn hosts() {
    let bench = Bench::start().await;
    let (mut ours, mut other) = (bench.client("ours").await, bench.client("other").await);
    let host = |content: &str| object("create", "host", content);
    let update =
        |name: &str, content: &str| object("update", "host", &format!("<o:name>{name}</o:name>{content}"));
    let delegated = |ns: &str| format!("<o:ns><o:hostObj>{ns}</o:hostObj></o:ns>");
    let table = [
        (1000, create_contact("owner1")),
        (1000, named("info", "host", "nsa.bookmyname.com")),
        (2302, host("<o:name>ns0.online.net</o:name>")),
        (1000, host("<o:name>ns.elsewhere.de</o:name>")),
        (2306, host("<o:name>ns2.elsewhere.de</o:name><o:addr>192.0.2.1</o:addr>")),
        (2303, host("<o:name>ns1.glue.com</o:name><o:addr>192.0.2.1</o:addr>")),
        (1000, create_domain("glue.com")),
        (2005, host("<o:name>ns1.glue.com</o:name><o:addr ip=\"v6\">192.0.2.1</o:addr>")),
        (2005, host("<o:name>ns1_glue.com</o:name>")),
        (
            1000,
            host(
                "<o:name>NS1.Glue.com</o:name><o:addr>192.0.2.1</o:addr><o:addr ip=\"v6\">2001:db8::1</o:addr>",
            ),
        ),
        (2003, update("ns1.glue.com", "")),
        (1000, update("ns1.glue.com", "<o:add><o:addr>192.0.2.2</o:addr></o:add>")),
        (2306, update("ns1.glue.com", "<o:rem><o:addr>192.0.2.9</o:addr></o:rem>")),
        (2306, update("ns.elsewhere.de", "<o:add><o:addr>192.0.2.2</o:addr></o:add>")),
        (2305, delete("glue.com")),
        (1000, create_domain_with("served.com", "owner1", &delegated("ns1.glue.com"))),
        (2305, named("delete", "host", "ns1.glue.com")),
        (2302, update("ns1.glue.com", "<o:chg><o:name>ns.elsewhere.de</o:name></o:chg>")),
        (1000, update("ns1.glue.com", "<o:chg><o:name>ns2.glue.com</o:name></o:chg>")),
        (2303, named("info", "host", "ns1.glue.com")),
        (2201, named("delete", "host", "ns0.online.net")),
        (1000, update("ns2.glue.com", "<o:add><o:status s=\"clientUpdateProhibited\"/></o:add>")),
        (2304, update("ns2.glue.com", "<o:add><o:addr>192.0.2.3</o:addr></o:add>")),
        (1000, update("ns2.glue.com", "<o:rem><o:status s=\"clientUpdateProhibited\"/></o:rem>")),
        (2101, named("transfer", "host", "ns2.glue.com")),
    ];
    run(&mut ours, &table).await;
    let served = ours.expect(1000, &info("served.com")).await;
    assert_eq!(served.text("domain:hostObj"), Some("ns2.glue.com"));
    let glue = ours.expect(1000, &info("glue.com")).await;
    assert_eq!(glue.text("domain:host"), Some("ns2.glue.com"));
    let none = info("glue.com").replace("<domain:name>", "<domain:name hosts=\"none\">");
    assert!(!ours.expect(1000, &none).await.has("domain:host"));
    let shown = ours.expect(1000, &named("info", "host", "ns2.glue.com")).await;
    assert_eq!(shown.statuses(), ["linked", "ok"]);
    assert!(shown.has("ip=\"v6\">2001:db8::1<") && shown.has("ip=\"v4\">192.0.2.2<"));
    let check = object("check", "host", "<o:name>ns2.glue.com</o:name><o:name>ns9.glue.com</o:name>");
    let checked = ours.expect(1000, &check).await;
    assert!(checked.has("avail=\"0\">ns2.glue.com<") && checked.has("avail=\"1\">ns9.glue.com<"));
    other.expect(2201, &host("<o:name>evil.glue.com</o:name>")).await;
    other.expect(2201, &update("ns2.glue.com", "<o:add><o:addr>192.0.2.7</o:addr></o:add>")).await;
    let table = [
        (1000, delete("served.com")),
        (1000, named("delete", "host", "ns2.glue.com")),
        (1000, delete("glue.com")),
    ];
    run(&mut ours, &table).await;
}

#[tokio::test]
async fn domain_creation() {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    let table = [
        (2303, create_domain("one.com")),
        (1000, create_contact("owner1")),
        (2005, create_domain("under_score.com")),
        (2306, create_domain("one.example")),
        (2306, create_domain("deep.one.com")),
        (2306, create_domain("reserved-1.com")),
        (2004, create_domain("one.com").replace(">1</domain:period>", ">11</domain:period>")),
        (2004, create_domain("one.com").replace(">1</domain:period>", ">100</domain:period>")),
        (2303, create_domain_with("one.com", "owner1", "<o:ns><o:hostObj>ns.absent.com</o:hostObj></o:ns>")),
        (2306, create_domain("one.com").replace("domain-code", "short")),
        (
            2306,
            create_domain_with(
                "one.com",
                "owner1",
                "<o:ns><o:hostAttr><o:hostName>ns.x.de</o:hostName></o:hostAttr></o:ns>",
            ),
        ),
        (2003, create_domain("one.com").replace("<domain:registrant>owner1</domain:registrant>", "")),
        (1000, create_domain("ONE.com")),
        (2302, create_domain("one.com")),
        (1000, create_domain("one.co.uk")),
        (2306, create_domain("uk.co.uk.co.uk")),
        (2303, info("absent.com")),
        (1000, info("one.com")),
        (2307, object("check", "defReg", "<o:name>x</o:name>")),
    ];
    run(&mut ours, &table).await;
    let check = domain(
        "check",
        "<o:name>one.com</o:name><o:name>two.com</o:name><o:name>reserved-x.fr</o:name><o:name>x.example</o:name>",
    );
    let checked = ours.expect(1000, &check).await;
    for (name, avail) in [("one.com", 0), ("two.com", 1), ("reserved-x.fr", 0), ("x.example", 0)] {
        assert!(checked.has(&format!("avail=\"{avail}\">{name}<")), "{name}");
    }
}

#[tokio::test]
async fn domain_updates_and_rights() {
    let bench = Bench::start().await;
    let (mut ours, mut other) = (bench.client("ours").await, bench.client("other").await);
    let update = |content: &str| domain("update", &format!("<o:name>one.com</o:name>{content}"));
    let with_code = |code: &str| {
        domain("info", &format!("<o:name>one.com</o:name><o:authInfo><o:pw>{code}</o:pw></o:authInfo>"))
    };
    let table = [
        (1000, create_contact("owner1")),
        (1000, create_domain("one.com")),
        (2003, update("")),
        (1000, update("<o:add><o:ns><o:hostObj>ns1.online.net</o:hostObj></o:ns></o:add>")),
        (2306, update("<o:add><o:ns><o:hostObj>ns1.online.net</o:hostObj></o:ns></o:add>")),
        (2303, update("<o:add><o:ns><o:hostObj>ns7.online.net</o:hostObj></o:ns></o:add>")),
        (2306, update("<o:rem><o:contact type=\"tech\">owner1</o:contact></o:rem>")),
        (1000, update("<o:rem><o:contact type=\"admin\">owner1</o:contact></o:rem>")),
        (2306, update("<o:chg><o:registrant/></o:chg>")),
        (2303, update("<o:chg><o:registrant>nobody</o:registrant></o:chg>")),
        (2306, update("<o:add><o:status s=\"serverHold\"/></o:add>")),
        (2306, update("<o:add><o:status s=\"pendingDelete\"/></o:add>")),
        (1000, update("<o:add><o:status s=\"clientHold\"/><o:status s=\"clientDeleteProhibited\"/></o:add>")),
        (2304, delete("one.com")),
        (1000, update("<o:add><o:status s=\"clientUpdateProhibited\"/></o:add>")),
        (2304, update("<o:rem><o:status s=\"clientHold\"/></o:rem>")),
        (
            1000,
            update(
                "<o:rem><o:status s=\"clientUpdateProhibited\"/><o:status s=\"clientHold\"/>\
                 <o:status s=\"clientDeleteProhibited\"/></o:rem>",
            ),
        ),
        (1000, update("<o:chg><o:authInfo><o:pw>another-code</o:pw></o:authInfo></o:chg>")),
        (2306, update("<o:chg><o:authInfo><o:null/></o:authInfo></o:chg>")),
    ];
    run(&mut ours, &table).await;
    let table = [
        (2201, info("one.com")),
        (2202, with_code("domain-code")),
        (1000, with_code("another-code")),
        (2201, update("<o:add><o:status s=\"clientHold\"/></o:add>")),
        (2201, delete("one.com")),
        (2201, create_domain("stolen.com")),
    ];
    run(&mut other, &table).await;
    let shown = ours.expect(1000, &info("one.com")).await;
    assert_eq!(shown.statuses(), ["ok"]);
    assert_eq!(shown.rgp(), ["addPeriod"]);
    ours.expect(1000, &delete("one.com")).await;
    ours.expect(2303, &info("one.com")).await;
}

#[tokio::test]
async fn renewals_name_the_present_expiry() {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_contact("owner1")).await;
    ours.expect(1000, &create_domain("one.com")).await;
    let expiry = || bench.handle.domain("one.com").unwrap().domain.expires.format("%Y-%m-%d").to_string();
    let first = expiry();
    ours.expect(2004, &renew("one.com", "2001-01-01", 1)).await;
    ours.expect(2005, &renew("one.com", "soon", 1)).await;
    let renewed = ours.expect(1000, &renew("one.com", &first, 2)).await;
    assert!(renewed.text("domain:exDate").unwrap().starts_with(&expiry()));
    // The repetition of a command whose answer was lost is caught.
    ours.expect(2004, &renew("one.com", &first, 2)).await;
    ours.expect(2105, &renew("one.com", &expiry(), 9)).await;
    let hold = "<o:name>one.com</o:name><o:add><o:status s=\"clientRenewProhibited\"/></o:add>";
    ours.expect(1000, &domain("update", hold)).await;
    ours.expect(2304, &renew("one.com", &expiry(), 1)).await;
    let mut other = bench.client("other").await;
    other.expect(2201, &renew("one.com", &expiry(), 1)).await;
    assert_eq!(ours.expect(1000, &info("one.com")).await.rgp(), ["addPeriod", "renewPeriod"]);
}

#[tokio::test]
async fn dnssec_comes_in_the_form_of_the_zone() {
    let bench = Bench::start().await;
    let mut ours = bench.client("ours").await;
    ours.expect(1000, &create_contact("owner1")).await;
    let ds = |tag: u16| {
        format!(
            "<s:dsData><s:keyTag>{tag}</s:keyTag><s:alg>13</s:alg><s:digestType>2</s:digestType><s:digest>{}</s:digest></s:dsData>",
            "AB".repeat(32)
        )
    };
    let key = "<s:keyData><s:flags>257</s:flags><s:protocol>3</s:protocol><s:alg>13</s:alg><s:pubKey>AQPJ////4Q==</s:pubKey></s:keyData>";
    let secdns = |element: &str, content: &str| {
        format!("<s:{element} xmlns:s=\"urn:ietf:params:xml:ns:secDNS-1.1\">{content}</s:{element}>")
    };
    let create = |name: &str, content: &str| extended(&create_domain(name), &secdns("create", content));
    let update = |name: &str, content: &str| {
        let change = domain("update", &format!("<o:name>{name}</o:name><o:chg/>"));
        extended(&change, &secdns("update", content))
    };
    let rem = |content: &str| format!("<s:rem>{content}</s:rem>");
    let add = |content: &str| format!("<s:add>{content}</s:add>");
    let table = [
        (2306, create("one.com", key)),
        (2306, create("one.eu", &ds(1))),
        (2005, create("one.com", &ds(1).replace("ABAB", "AB"))),
        (2005, create("one.com", &ds(1).replace("ABAB", "XYXY"))),
        (2004, create("one.com", &ds(1).replace(">1<", ">70000<"))),
        (2003, create("one.com", "")),
        (1000, create("one.com", &ds(1))),
        (1000, create("one.eu", key)),
        (2306, update("one.com", &rem(&ds(2)))),
        (1000, update("one.com", &(rem(&ds(1)) + &add(&(ds(2) + &ds(3)))))),
        (2306, update("one.com", &add(&ds(2)))),
        (2103, extended(&info("one.com"), &secdns("create", &ds(1)))),
        (2103, extended(&create_domain("two.com"), "<x:y xmlns:x=\"urn:unknown\"/>")),
    ];
    run(&mut ours, &table).await;
    let shown = ours.expect(1000, &info("one.com")).await;
    assert!(shown.has("<secDNS:keyTag>2<") && shown.has("<secDNS:keyTag>3<") && !shown.has("keyTag>1<"));
    assert!(ours.expect(1000, &info("one.eu")).await.has("<secDNS:pubKey>AQPJ////4Q==<"));
    ours.expect(1000, &update("one.com", &rem("<s:all>true</s:all>"))).await;
    assert!(!ours.expect(1000, &info("one.com")).await.has("secDNS"));
}

#[tokio::test]
async fn one_of_many_gets_the_name() {
    let bench = Bench::start().await;
    bench.client("ours").await.expect(1000, &create_contact("owner1")).await;
    let mut racers = Vec::new();
    for _ in 0..8 {
        let mut client = bench.client("ours").await;
        racers.push(tokio::spawn(async move {
            let answer = client.ask(&envelope(&create_domain("wanted.com"), "RACE")).await;
            answer.code()
        }));
    }
    let mut codes = Vec::new();
    for racer in racers {
        codes.push(racer.await.unwrap());
    }
    codes.sort_unstable();
    assert_eq!(codes, [1000, 2302, 2302, 2302, 2302, 2302, 2302, 2302]);
}
