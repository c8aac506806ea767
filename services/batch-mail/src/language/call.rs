//! Calls: `soapi.method`, with its parameters.

use super::fields::{Fields, words};
use super::servers;
use application::{Call, ZoneEntry};
use domain_model::values::{DomainName, RecordType};

const METHOD: &str = "soapi.method";
const DOMAIN: &str = "soapi.param.domain";

/// A method's name, its parameters that stand once, and whether it takes numbered name servers.
struct Method {
    name: &'static str,
    parameters: &'static [&'static str],
    servers: bool,
}

const NAMED: &[&str] = &["domain"];
const RECORD: &[&str] = &["domain", "subdomain", "fieldtype", "target", "ttl"];

const METHODS: [Method; 9] = [
    Method { name: "domainDnsUpdate", parameters: NAMED, servers: true },
    Method { name: "zoneEntryAdd", parameters: RECORD, servers: false },
    Method { name: "zoneEntryDel", parameters: RECORD, servers: false },
    Method { name: "zoneEntryList", parameters: NAMED, servers: false },
    Method { name: "domainInfo", parameters: NAMED, servers: false },
    Method { name: "domainList", parameters: &[], servers: false },
    Method { name: "domainRenew", parameters: NAMED, servers: false },
    Method { name: "domainLock", parameters: NAMED, servers: false },
    Method { name: "domainUnlock", parameters: NAMED, servers: false },
];

impl Method {
    fn takes(&self, parameter: &str) -> bool {
        let parameter = parameter.to_ascii_lowercase();
        let numbered = |prefix: &str| {
            parameter.strip_prefix(prefix).is_some_and(|n| n.parse().is_ok_and(|n: u8| (1..=13).contains(&n)))
        };
        self.parameters.contains(&parameter.as_str()) || self.servers && (numbered("dns") || numbered("ip"))
    }

    fn offers(&self) -> String {
        let mut all: Vec<&str> = self.parameters.to_vec();
        if self.servers {
            all.extend(["dns1 to dns13", "ip1 to ip13"]);
        }
        if all.is_empty() { "no parameter".to_owned() } else { format!("the parameters {}", all.join(", ")) }
    }
}

/// Reads the section `soapi`.
pub(super) fn read(fields: &mut Fields<'_>) -> Option<Call> {
    let known = words(METHODS.iter().map(|method| method.name));
    let method = fields.needed(METHOD, known, |text| {
        METHODS.iter().find(|method| method.name.eq_ignore_ascii_case(text)).ok_or(())
    })?;
    for key in fields.given("soapi.param.") {
        let parameter = key.get("soapi.param.".len()..).unwrap_or_default();
        if !method.takes(parameter) {
            fields.wrong(key, format!("{} with {}", method.offers(), method.name));
        }
    }
    let mut named = || fields.needed(DOMAIN, "a domain name, as ovh.com", DomainName::parse);
    Some(match method.name {
        "domainDnsUpdate" => {
            let name = named();
            let servers = servers::of_call(fields);
            Call::DomainDnsUpdate { name: name?, servers: servers? }
        }
        "zoneEntryAdd" => Call::ZoneEntryAdd(record(fields)?),
        "zoneEntryDel" => Call::ZoneEntryDel(record(fields)?),
        "zoneEntryList" => Call::ZoneEntryList(named()?),
        "domainInfo" => Call::DomainInfo(named()?),
        "domainRenew" => Call::DomainRenew(named()?),
        "domainLock" => Call::DomainLock(named()?),
        "domainUnlock" => Call::DomainUnlock(named()?),
        _ => Call::DomainList,
    })
}

fn record(fields: &mut Fields<'_>) -> Option<ZoneEntry> {
    let name = fields.needed(DOMAIN, "a domain name, as ovh.com", DomainName::parse);
    let subdomain = fields.optional(
        "soapi.param.subdomain",
        "the labels before the name, as www, or nothing for the name itself",
        labels,
    );
    let types = words(RecordType::ALL.iter().map(|kind| kind.as_str()));
    let kind = fields.needed("soapi.param.fieldtype", types, |text| {
        RecordType::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text)).ok_or(())
    });
    let target = fields.needed("soapi.param.target", "what the record says, as 127.0.0.1", |text| {
        Ok::<_, ()>(text.to_owned())
    });
    let longest = u32::try_from(i32::MAX).unwrap_or(u32::MAX);
    let ttl = fields.optional("soapi.param.ttl", "seconds, from 0 to 2147483647 (RFC 2181)", |text| {
        text.parse::<u32>().ok().filter(|ttl| *ttl <= longest).ok_or(())
    });
    Some(ZoneEntry {
        name: name?,
        subdomain: subdomain.unwrap_or_default(),
        kind: kind?,
        target: target?,
        ttl,
    })
}

/// Labels as zones have them: with an underscore for services, with a star alone and first (RFC 4592).
fn labels(text: &str) -> Result<String, ()> {
    if text == "@" {
        return Ok(String::new());
    }
    let lower = text.to_ascii_lowercase();
    let fits = lower.len() <= 190
        && lower.split('.').enumerate().all(|(place, label)| {
            let letters = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
            label == "*" && place == 0 || (1..=63).contains(&label.len()) && letters
        });
    if fits { Ok(lower) } else { Err(()) }
}
