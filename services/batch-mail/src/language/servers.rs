//! Name servers: `host`, or `host ip …`.

use super::fields::Fields;
use domain_model::values::{DnsGroup, HostName, NameServer, NameServers, NameServersError};
use std::net::IpAddr;

const KEYS: [&str; 6] = [
    "option.dns.master",
    "option.dns.slave1",
    "option.dns.slave2",
    "option.dns.slave3",
    "option.dns.slave4",
    "option.dns.slave5",
];
const EXPECTED: &str = "a host, or a host and its addresses, as ns12.ovh.net 213.186.33.199";

/// Those of an order: a master, and up to five slaves.
pub(super) fn of_order(fields: &mut Fields<'_>, group: Option<DnsGroup>) -> Option<NameServers> {
    let given: Vec<&str> = KEYS.into_iter().filter(|key| fields.text(key).is_some()).collect();
    if group == Some(DnsGroup::External) && given.is_empty() {
        fields.wrong(KEYS[0], "the first name server: option.dns.group is external");
    }
    if !given.is_empty() && given[0] != KEYS[0] {
        fields.wrong(KEYS[0], "the first name server, where there are others");
    }
    let read: Vec<(&str, Option<NameServer>)> =
        given.into_iter().map(|key| (key, fields.optional(key, EXPECTED, host_and_addresses))).collect();
    together(fields, read)
}

/// Those of a call: `dns1` to `dns13`, with the addresses in `ip1` to `ip13`.
pub(super) fn of_call(fields: &mut Fields<'_>) -> Option<NameServers> {
    let mut read = vec![];
    for number in 1..=NameServers::MOST {
        let (dns, ip) = (format!("soapi.param.dns{number}"), format!("soapi.param.ip{number}"));
        if fields.text(&dns).is_none() {
            if fields.text(&ip).is_some() {
                fields.wrong(&dns, format!("the host whose address is in ip{number}"));
            }
            continue;
        }
        let server = fields.optional(&dns, EXPECTED, host_and_addresses);
        let addresses = fields.optional(&ip, "one or several addresses, as 213.186.33.199", addresses);
        let server = server.map(|mut server| {
            server.addresses.extend(addresses.unwrap_or_default());
            server
        });
        read.push((dns, server));
    }
    if read.is_empty() {
        fields.wrong("soapi.param.dns1", "the first name server");
        return None;
    }
    together(fields, read)
}

fn together<K: AsRef<str>>(
    fields: &mut Fields<'_>,
    read: Vec<(K, Option<NameServer>)>,
) -> Option<NameServers> {
    let servers: Vec<NameServer> = read.iter().filter_map(|(_, server)| server.clone()).collect();
    if servers.is_empty() {
        return None;
    }
    match NameServers::new(servers) {
        Ok(servers) => Some(servers),
        Err(broken) => {
            // The last of those that the rule is about: the first one was there before.
            let about = |host: &HostName| {
                read.iter().rfind(|(_, server)| server.as_ref().is_some_and(|server| server.host == *host))
            };
            let at = match &broken {
                NameServersError::Twice(host)
                | NameServersError::TooManyAddresses(host)
                | NameServersError::AddressTwice(host)
                | NameServersError::GlueMissing(host)
                | NameServersError::NotGlobal(host) => about(host),
                NameServersError::TooMany => read.last(),
            };
            let key = at.map_or(KEYS[0], |(key, _)| key.as_ref()).to_owned();
            fields.wrong(&key, format!("other name servers: {broken}"));
            None
        }
    }
}

fn host_and_addresses(text: &str) -> Result<NameServer, ()> {
    let (host, rest) = text.split_once([' ', '\t', ',']).unwrap_or((text, ""));
    let host = HostName::parse(host.trim_end_matches('.')).map_err(|_| ())?;
    let addresses = if rest.trim().is_empty() { vec![] } else { addresses(rest)? };
    Ok(NameServer::with_addresses(host, addresses))
}

fn addresses(text: &str) -> Result<Vec<IpAddr>, ()> {
    let words = text.split([' ', '\t', ',', ';']).filter(|word| !word.is_empty());
    let read: Vec<IpAddr> = words.map(str::parse).collect::<Result<_, _>>().map_err(|_| ())?;
    if read.is_empty() { Err(()) } else { Ok(read) }
}
