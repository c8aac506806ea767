use super::*;
use proptest::prelude::*;

fn name() -> DomainName {
    DomainName::parse("example.com").unwrap()
}

/// Each record as `name ttl type value`.
fn lines(text: &str) -> Vec<String> {
    let records = read(&name(), text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"));
    records.iter().map(line).collect()
}

fn line(record: &ZoneRecord) -> String {
    format!("{} {} {} {}", record.name, record.ttl, record.kind, record.value)
}

#[track_caller]
fn refused(text: &str, line: usize, said: &str) {
    let wrong = read(&name(), text).expect_err(text);
    assert!(wrong.line == line && wrong.why.contains(said), "{text}: {wrong:?}");
}

#[test]
fn the_papers_example() {
    assert_eq!(
        lines("www A 88.191.249.162\nmail A 88.191.249.132\nexample.com. MX 10 mail\n"),
        ["www 28800 A 88.191.249.162", "mail 28800 A 88.191.249.132", "@ 28800 MX 10 mail.example.com."]
    );
}

#[test]
fn every_type_of_the_paper_as_zone_files_have_it() {
    let text = "; a comment\n\n@ IN MX 20 MX.Example.org. ; another\r\n\tMX 30 mx2\nblog CNAME dublabla.registrarfrancais.com.\n\
        ipv6-free 3600 AAAA 2A01:5d8:e200::1\nsub NS ns0.online.net.\nsub IN 60 NS ns1.online.net.\n\
        @ TXT ( \"v=spf1 a;b\"\n  \"-all\" )\n*.wild A 88.191.249.1\n_sip._tcp SRV 0 5 5060 sip\n\
        www WKS 88.191.249.162 TCP ( smtp ; mail\n http )\nwww A 88.191.249.162\n$TTL 300\n$ORIGIN deep.example.com.\nx A 88.191.249.2";
    assert_eq!(
        lines(text),
        [
            "@ 28800 MX 20 mx.example.org.",
            "@ 28800 MX 30 mx2.example.com.",
            "blog 28800 CNAME dublabla.registrarfrancais.com.",
            "ipv6-free 3600 AAAA 2a01:5d8:e200::1",
            "sub 28800 NS ns0.online.net.",
            "sub 60 NS ns1.online.net.",
            "@ 28800 TXT \"v=spf1 a;b\" \"-all\"",
            "*.wild 28800 A 88.191.249.1",
            "_sip._tcp 28800 SRV 0 5 5060 sip.example.com.",
            "www 28800 WKS 88.191.249.162 TCP smtp http",
            "www 28800 A 88.191.249.162",
            "x.deep 300 A 88.191.249.2",
        ]
    );
    assert_eq!(lines("; nothing\n\n"), [] as [&str; 0]);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    refused("www A 88.191.249.162\nwww A 300.1.1.1\n", 2, "IPv4");
    refused("www A\n", 1, "end of entry");
    refused("\n\nwww A 88.191.249.162 extra\nx A 1.1.1.1\n", 3, "trailing");
    refused("; one\nwww WKS 88.191.249.162 TCP (\n nothing )\nx A 1.1.1.1\n", 2, "service");
    refused("www TXT ( \"a\"\n \"b\"\n )\nwww SPF x\n", 4, "");
    refused("www FOO bar\n", 1, "");
    refused("é A 88.191.249.162\n", 1, "");
    refused("www CH A 88.191.249.162\n", 1, "class");
    refused("a A 1.1.1.1\n@ SOA ns0 root 1 2 3 4 5\n", 2, "A MX NS CNAME AAAA WKS TXT SRV");
    refused("a A 1.1.1.1\nb PTR c\n", 2, "A MX NS CNAME AAAA WKS TXT SRV");
    refused("a A \\# 4 58bff9a2\n", 1, "in their own form");
    refused("a WKS \\# 2 58bf\n", 1, "WKS");
    refused("$TTL 60\n$INCLUDE /etc/passwd\n", 2, "$INCLUDE");
    refused("$GENERATE 1-9 a A 1.1.1.1\n", 1, "");
    refused("a 4294967295 A 1.1.1.1\n", 1, "TTL");
    refused(" A 1.1.1.1\n", 1, "");
    refused("a ( A 1.1.1.1\n", 1, "");
}

#[test]
fn a_zone_says_nothing_about_other_names() {
    refused("a A 1.1.1.1\nexample.org. A 1.1.1.1\n", 2, "outside");
    refused("www.badexample.com. A 1.1.1.1\n", 1, "outside");
    refused("$ORIGIN example.org.\n\nwww A 1.1.1.1\n", 3, "outside");
    refused("a\\.b A 1.1.1.1\n", 1, "letters");
    refused("a.*.b A 1.1.1.1\n", 1, "letters");
    refused("a CNAME b\\032c\n", 1, "letters");
}

#[test]
fn records_do_not_contradict_each_other() {
    refused("a A 1.1.1.1\n\n\na 60 A 1.1.1.1\n", 4, "twice");
    refused("a A 1.1.1.1\na CNAME b\n", 2, "alone");
    refused("@ CNAME b\n", 1, "cannot be a CNAME");
    refused("a CNAME b\n@ MX 10 a\n", 2, "not to a CNAME");
}

/// A record that a zone may hold, whatever the records beside it.
fn record() -> impl Strategy<Value = String> {
    let label = || "[a-z0-9][a-z0-9-]{0,8}";
    let owner = prop_oneof![
        Just("@".to_owned()),
        label().prop_map(|l| format!("o{l}")),
        label().prop_map(|l| format!("*.o{l}"))
    ];
    let data = prop_oneof![
        any::<[u8; 4]>().prop_map(|ip| format!("A {}", std::net::Ipv4Addr::from(ip))),
        any::<[u8; 16]>().prop_map(|ip| format!("AAAA {}", std::net::Ipv6Addr::from(ip))),
        (any::<u16>(), label()).prop_map(|(n, l)| format!("MX {n} {l}")),
        (any::<[u16; 3]>(), label()).prop_map(|([a, b, c], l)| format!("SRV {a} {b} {c} {l}.example.org.")),
        "[ -~]{0,40}".prop_map(|text| format!("TXT \"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))),
        (any::<[u8; 4]>(), proptest::collection::vec(any::<u16>(), 0..4)).prop_map(|(ip, ports)| {
            let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
            format!("WKS {} UDP {}", std::net::Ipv4Addr::from(ip), ports.join(" "))
        }),
    ];
    (owner, 0u32..=LONGEST_TTL, data).prop_map(|(owner, ttl, data)| format!("{owner} {ttl} {data}"))
}

proptest! {
    #[test]
    fn what_is_shown_can_be_written_again(records in proptest::collection::vec(record(), 0..12)) {
        if let Ok(read_once) = read(&name(), &records.join("\n")) {
            prop_assert_eq!(read_once.len(), records.len());
            let shown: Vec<String> = read_once.iter().map(line).collect();
            prop_assert_eq!(read(&name(), &shown.join("\n")), Ok(read_once));
        } else {
            // Two of them are the same: only this can be wrong with them.
            let twice = read(&name(), &records.join("\n")).unwrap_err();
            prop_assert!(twice.why.contains("twice"), "{:?}: {:?}", records, twice);
        }
    }

    #[test]
    fn any_text_is_answered(text in "[ -~\\n\\té]{0,200}") {
        if let Err(wrong) = read(&name(), &text) {
            prop_assert!(wrong.line >= 1 && wrong.line <= text.matches('\n').count() + 1);
        }
    }
}
