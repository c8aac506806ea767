//! The paper's mails, and every complaint of the language.

mod sections;

use super::*;
use application::{Call, Instruction, NameOrder, Party};
use domain_model::values::{DnsGroup, HostingPlan, Offer, OrderCommand, ResellerProfile};
use proptest::prelude::*;
use std::sync::LazyLock;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);

/// The paper's first mail, with a person in the place of its XXXX.
const CREATE: &str = "\
## this section specify batch options
batch.version: 4.0
batch.account: ve174-ovh
batch.referer: ma-ref-123456
batch.type: orderDomain
batch.auth.method: md5
batch.autopayment: yes
## this section specify order
order.domain.name: mondomaine.com
order.domain.command: create # can be: create | transfer | renew
order.hosting.type: 720plan # can be: none | 90plan | 720plan | xxlplan | mediaplan
order.offer: gold # can be: gold | platine | diamond
order.resellerProfile: agent # can be: none | whiteLabel | agent
## this section specify owner
# give either contact.owner.id or contact.owner.<name|firstname|...>
contact.owner.legalform: corporation # can be: corporation | individual | association | other
contact.owner.vat:
contact.owner.name: Dupond
contact.owner.firstname: Pierre
contact.owner.organisation: Maison Dupond
contact.owner.email: dupond@free.fr
contact.owner.address: 12 rue du chien qui fume, Appt #4
contact.owner.city: Paris
contact.owner.zip: 75001
contact.owner.country: FR
contact.owner.language: fr
contact.owner.phone: +33.147010203
contact.owner.fax:
## this section specify contacts
contact.tech.id: ve174-ovh
contact.admin.id: ve174-ovh
contact.billing.id: PD86-FREE
## this section is mandatory for .fr
option.identification.method: birthPlace # can be: siren | inpi | birthPlace | afnicIdent
option.identification.legalName: XXX
option.identification.legalNumber: 123456789
option.identification.afnicIdent:
option.identification.birthDate: 01/01/2008
option.identification.birthCity: Roubaix
option.identification.birthDepartement: 59
option.identification.birthCountry: FR
## this section let you specify dns, not needed if you take a sharedHosting
option.dns.group: hosting # can be: hosting | dedicated | external
option.dns.master: dns12.ovh.net
option.dns.slave1: ns12.ovh.net
option.dns.slave2: glue.ovh.net 127.0.0.1
option.dns.slave3:
option.dns.slave4:
## authinfo code for gTlds and .pl transfer
option.domain.authinfo: abc #def!
## allow you protect your whois data in gtlds domain names
option.owo: yes
";

const RENEW: &str = "\
batch.version: 4.0
batch.account: 13490
batch.referer: ma-ref-123456
batch.type: orderDomain
batch.auth.method: plain
batch.auth.plain: tarte aux pommes
batch.autopayment: no

order.domain.name: ovh.com
order.domain.command: renew
";

const CALL: &str = "\
batch.version: 4.0
batch.account: ve174-ovh
batch.type: soapi
batch.auth.method: md5
batch.autopayment: yes

soapi.method: domainDnsUpdate
soapi.param.domain: ovh.com
soapi.param.dns1: dns12.ovh.net
soapi.param.dns2: ns12.ovh.net
";

fn rules() -> Rules<'static> {
    let on = NaiveDate::from_ymd_opt(2026, 11, 27).unwrap();
    Rules { catalogue: &CATALOGUE, on, handle_suffix: "FREE" }
}

fn read(text: &str) -> Result<(bool, Instruction), Vec<String>> {
    let read = Reading::of(text, None).instruction(rules());
    read.map_err(|mistakes| mistakes.iter().map(ToString::to_string).collect())
}

fn order(text: &str) -> NameOrder {
    match read(text) {
        Ok((_, Instruction::Order(order))) => *order,
        other => panic!("{other:?}"),
    }
}

fn call(text: &str) -> Call {
    match read(text) {
        Ok((_, Instruction::Call(call))) => call,
        other => panic!("{other:?}"),
    }
}

/// The mail with one line in the place of the one that begins so; all complaints about it.
fn with(text: &str, key: &str, line: &str) -> String {
    assert!(text.lines().any(|known| known.starts_with(key)), "{key}");
    let lines = text.lines().map(|known| if known.starts_with(key) { line } else { known });
    lines.collect::<Vec<_>>().join("\n")
}

fn complaints(text: &str, key: &str, line: &str) -> Vec<String> {
    read(&with(text, key, line)).expect_err("a complaint is expected")
}

fn the_complaint(text: &str, key: &str, line: &str) -> String {
    let mut all = complaints(text, key, line);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// Authinfo codes have no blanks: the paper's place for one, with one.
fn create() -> String {
    with(CREATE, "option.domain.authinfo", "option.domain.authinfo: abc#def!")
}

#[test]
fn the_papers_creation_is_an_order() {
    let (autopayment, _) = read(&create()).unwrap();
    assert!(autopayment);
    let order = order(&create());
    assert_eq!((order.name.as_str(), order.command), ("mondomaine.com", OrderCommand::Create));
    assert_eq!((order.offer, order.hosting), (Some(Offer::Gold), Some(HostingPlan::Plan720)));
    assert_eq!((order.profile, order.owo), (Some(ResellerProfile::Agent), Some(true)));
    assert_eq!(order.dns_group, Some(DnsGroup::Hosting));
    let Some(Party::New(owner)) = order.owner else { panic!("no owner") };
    assert_eq!(owner.street(0), "12 rue du chien qui fume, Appt #4", "a # in an address is part of it");
    assert_eq!(owner.organisation(), "Maison Dupond");
    assert!(matches!(order.tech, Some(Party::Account(account)) if account.as_str() == "ve174-ovh"));
    assert!(matches!(order.billing, Some(Party::Contact(handle)) if handle.as_str() == "PD86-FREE"));
    let servers = order.servers.unwrap();
    assert_eq!(
        servers.hosts().map(|host| host.as_str()).collect::<Vec<_>>(),
        ["dns12.ovh.net", "ns12.ovh.net", "glue.ovh.net"]
    );
    assert_eq!(servers.as_slice()[2].addresses[0].to_string(), "127.0.0.1");
    assert_eq!(order.auth_code.unwrap().as_str(), "abc#def!", "a # in a code is part of it");
    let identification = order.identification.unwrap();
    assert_eq!(identification.get("dotfr_mode"), Some("PARTICULIER"));
    assert_eq!(identification.get("dotfr_ne_le"), Some("2008-01-01"));
}

#[test]
fn the_papers_renewal_and_call_are_read() {
    let (autopayment, _) = read(RENEW).unwrap();
    assert!(!autopayment);
    let renewal = order(RENEW);
    assert!(renewal.command == OrderCommand::Renew && renewal.owner.is_none() && renewal.servers.is_none());
    let Call::DomainDnsUpdate { name, servers } = call(CALL) else { panic!("another call") };
    assert_eq!((name.as_str(), servers.len()), ("ovh.com", 2));
}

#[test]
fn the_papers_placeholders_are_wrong_values_each_with_its_line() {
    let mut text = CREATE.to_owned();
    for (key, line) in [
        ("contact.owner.email", "contact.owner.email: XXX@XXXX.net"),
        ("contact.owner.phone", "contact.owner.phone: +33.XXXXXXXX"),
        ("option.identification.birthCountry", "option.identification.birthCountry: XX"),
        ("option.domain.authinfo", "option.domain.authinfo: XX"),
    ] {
        text = with(&text, key, line);
    }
    let said = read(&text).unwrap_err();
    let starts: Vec<&str> = said.iter().map(|line| line.split(", expected").next().unwrap()).collect();
    assert_eq!(
        starts,
        [
            "line 27, key contact.owner.phone",
            "line 41, key option.identification.birthCountry",
            "line 50, key option.domain.authinfo"
        ]
    );
}

#[test]
fn keys_are_read_in_any_case_and_comments_only_where_they_can_be() {
    let shouted: String = RENEW
        .lines()
        .map(|line| match line.split_once(':') {
            Some((key, value)) => format!("{}:{value}\r\n", key.to_ascii_uppercase()),
            None => format!("{line}\r\n"),
        })
        .collect();
    assert_eq!(order(&shouted).name.as_str(), "ovh.com");
    assert_eq!(Reading::of(&shouted, None).digest(), Reading::of(RENEW, None).digest());
    let commented = with(RENEW, "batch.version", "  batch.version :4.0\t# the only one");
    assert!(read(&commented).is_ok());
    assert!(
        read(&with(RENEW, "batch.autopayment", "batch.autopayment: no#w")).is_err(),
        "no comment without a space"
    );
    let named = the_complaint(RENEW, "order.domain.name", "order.domain.name: ovh.com # mine");
    assert_eq!(
        named,
        "line 9, key order.domain.name, expected a domain name, as ovh.com, not ovh.com # mine"
    );
}

#[test]
fn what_is_no_key_is_named_with_its_line() {
    let extra = |line: &str| read(&format!("{RENEW}{line}\n")).unwrap_err().join("; ");
    assert_eq!(
        extra("Cordialement,"),
        "line 11, key -, expected key: value, or a comment that begins with #"
    );
    assert_eq!(extra("-- "), "line 11, key -, expected key: value, or a comment that begins with #");
    assert_eq!(extra("http://ovh.com"), "line 11, key http, expected a key of this language");
    assert_eq!(
        extra("batch.referrer: x"),
        "line 11, key batch.referrer, expected a key of this language; did you mean batch.referer?"
    );
    assert_eq!(
        extra("BATCH.Referer: other"),
        "line 11, key batch.referer, expected this key once: it stands in line 3 and in line 11"
    );
    assert!(extra("batch.referer").contains("expected key: value"));
    assert!(
        extra(&format!("order.offer: {}", "x".repeat(3000))).contains("a line of at most 2048 characters")
    );
    assert!(extra("order.offer: go\u{7}ld").contains("a value without control characters"));
    let long = "# x\n".repeat(2100);
    assert!(extra(&long).contains("a mail of at most 2000 lines"));
}

#[test]
fn every_mistake_is_named_at_once_and_not_without_end() {
    let said = read("batch.version: 3.0\nbatch.type: order\nshoe.size: 42\n").unwrap_err();
    assert_eq!(said.len(), 4, "{said:?}");
    let many: String = (0..500).map(|n| format!("key{n}: x\n")).collect();
    let said = read(&many).unwrap_err();
    assert_eq!(said.len(), 51);
    assert!(said.last().unwrap().contains("more mistakes are not listed"), "{said:?}");
}

#[test]
fn the_options_of_a_mail_have_their_complaints() {
    let c = |key: &str, line: &str| the_complaint(RENEW, key, line);
    assert_eq!(c("batch.version", "batch.version: 3.1"), "line 1, key batch.version, expected 4.0, not 3.1");
    assert_eq!(c("batch.version", ""), "line 0, key batch.version, expected 4.0");
    assert_eq!(
        c("batch.type", "batch.type: order"),
        "line 4, key batch.type, expected orderDomain | soapi, not order"
    );
    assert_eq!(c("batch.type", "batch.type:"), "line 4, key batch.type, expected orderDomain | soapi");
    assert_eq!(
        c("batch.autopayment", "batch.autopayment: oui"),
        "line 7, key batch.autopayment, expected yes | no, not oui"
    );
    assert_eq!(c("batch.autopayment", ""), "line 0, key batch.autopayment, expected yes | no");
    let long = format!("batch.referer: {}", "r".repeat(65));
    assert!(
        c("batch.referer", &long)
            .starts_with("line 3, key batch.referer, expected 1 to 64 characters, not rrr")
    );
    let proof = "line 2, key batch.auth.md5, expected this key with batch.auth.method: md5 alone";
    assert_eq!(c("batch.account", "batch.auth.md5: 00"), proof);
    let other = with(RENEW, "batch.auth.method", "batch.auth.method: pgp");
    assert!(read(&other).unwrap_err()[0].contains("batch.auth.method: plain alone"));
}

#[test]
fn the_head_has_its_complaints() {
    let head = |key: &str, line: &str| Reading::of(&with(RENEW, key, line), None).head();
    let account = |line| head("batch.account", line).account.unwrap_err().to_string();
    assert_eq!(
        account(""),
        "line 0, key batch.account, expected a nichandle, as ve174-ovh, or the number of an account"
    );
    assert!(account("batch.account: me").starts_with("line 2, key batch.account, expected a nichandle"));
    let method = |line| head("batch.auth.method", line).method.unwrap_err().to_string();
    assert_eq!(method(""), "line 0, key batch.auth.method, expected plain | md5 | pgp | smime");
    assert_eq!(
        method("batch.auth.method: sha1"),
        "line 5, key batch.auth.method, expected plain | md5 | pgp | smime, not sha1"
    );
    let read = head("batch.account", "batch.account: VE174-OVH");
    assert!(matches!(read.account, Ok(AccountName::Nichandle(name)) if name.as_str() == "ve174-ovh"));
    assert_eq!(read.referer.unwrap().as_str(), "ma-ref-123456");
}

#[test]
fn sections_that_do_not_belong_are_refused_key_by_key() {
    let c = |text: &str, line: &str| read(&format!("{text}{line}\n")).unwrap_err().join("; ");
    assert_eq!(
        c(RENEW, "contact.tech.id: ve174-ovh"),
        "line 11, key contact.tech.id, expected no section contact in a renewal"
    );
    assert!(
        c(RENEW, "soapi.method: domainList")
            .contains("key soapi.method, expected no section soapi in an order")
    );
    for key in ["order.offer: gold", "contact.tech.id: ve174-ovh", "option.owo: yes"] {
        let said = c(CALL, key);
        assert!(said.contains("it belongs to batch.type: orderDomain"), "{said}");
    }
    assert!(
        read(&format!("{RENEW}contact.owner.fax:\noption.owo: no\n")).is_ok(),
        "an empty key says nothing"
    );
    let missing = read(&with(RENEW, "order.domain.command", "")).unwrap_err();
    assert_eq!(missing, ["line 0, key order.domain.command, expected create | transfer | renew"]);
}

#[test]
fn flowed_lines_are_put_together_and_keys_are_not() {
    let text =
        "batch.referer: \nbatch.version: 4.0\ncontact.owner.address: 12 rue du chien \nqui fume\n -- dash\n";
    let values = |delete| {
        let reading = Reading::of(text, Some(delete));
        reading.entries.iter().map(|entry| (entry.line, entry.value.clone())).collect::<Vec<_>>()
    };
    let expected = |address: &str| vec![(1, String::new()), (2, "4.0".to_owned()), (3, address.to_owned())];
    assert_eq!(values(false), expected("12 rue du chien qui fume"));
    assert_eq!(values(true), expected("12 rue du chienqui fume"));
    assert_eq!(Reading::of(text, None).mistakes.len(), 2, "elsewhere a line is a line");
}

#[test]
fn the_same_content_in_another_layout_is_the_same_content() {
    let digest = |text: &str| Reading::of(text, None).digest();
    let mut lines: Vec<&str> = RENEW.lines().collect();
    lines.reverse();
    assert_eq!(digest(&lines.join("\n\n# again\n")), digest(RENEW));
    assert_eq!(digest(&with(RENEW, "batch.auth.plain", "batch.auth.plain: another")), digest(RENEW));
    assert_eq!(digest(&format!("{RENEW}option.owo:\n")), digest(RENEW));
    assert_ne!(digest(&with(RENEW, "order.domain.name", "order.domain.name: ovh.net")), digest(RENEW));
    assert_ne!(digest(&with(RENEW, "batch.referer", "batch.referer: other")), digest(RENEW));
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_or_named(text in "([a-z.#:éA-Z0-9 \t\r-]{0,40}\n){0,20}", flowed: Option<bool>) {
        let reading = Reading::of(&text, flowed);
        let lines = u32::try_from(text.split('\n').count()).unwrap();
        for entry in &reading.entries {
            prop_assert!(entry.line >= 1 && entry.line <= lines);
            prop_assert!(!entry.value.contains('\n'));
        }
        for complaint in reading.instruction(rules()).expect_err("no order") {
            prop_assert!(complaint.line.is_none_or(|line| line <= lines));
            prop_assert!(!complaint.to_string().contains('\n'));
        }
    }

    #[test]
    fn a_changed_byte_of_an_order_never_panics(at in 0usize..CREATE.len(), byte in 32u8..127) {
        let mut bytes = CREATE.as_bytes().to_vec();
        bytes[at] = byte;
        let text = String::from_utf8(bytes).unwrap();
        let _ = Reading::of(&text, None).instruction(rules());
    }
}
