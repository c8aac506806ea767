//! Name servers of a name, with the addresses that make glue.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use super::domain_name::{DomainName, HostName};
use super::rules::broken_rules;

broken_rules! {
    /// Why name servers are refused.
    NameServersError on "name_servers" {
        TooMany: "name-servers-too-many", "a name has at most 13 name servers";
        Twice(HostName): "name-server-twice", "the name server {0} stands twice in the list";
        TooManyAddresses(HostName): "addresses-too-many", "the host {0} has more than 13 addresses";
        AddressTwice(HostName): "address-twice", "an address of the host {0} stands twice in the list";
        GlueMissing(HostName): "glue-missing", "the host {0} lies within the name and needs an address";
        NotGlobal(HostName): "address-not-global", "an address of the host {0} cannot be reached from the whole Internet";
    }
}

/// Whether addresses must be reachable from the whole Internet. A sandbox may allow those of its machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressScope {
    /// Loopback, private, link-local, documentation, multicast and reserved addresses are refused.
    #[default]
    Global,
    /// Any address.
    Any,
}

/// A name server: its host name, and its addresses where it needs glue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NameServer {
    /// The host's name.
    pub host: HostName,
    /// Its addresses, in the order given; empty where the host lies outside of the name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<IpAddr>,
}

impl NameServer {
    /// A name server without addresses.
    pub fn new(host: HostName) -> Self {
        Self { host, addresses: Vec::new() }
    }

    /// A name server with its addresses.
    pub fn with_addresses(host: HostName, addresses: Vec<IpAddr>) -> Self {
        Self { host, addresses }
    }
}

/// The name servers of a name: ordered, each host once, at most 13 (the paper's `ns0` to `ns12`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<NameServer>", into = "Vec<NameServer>")]
pub struct NameServers(Vec<NameServer>);

impl NameServers {
    /// The most that a name has.
    pub const MOST: usize = 13;

    /// A list of name servers in the order given.
    pub fn new(servers: Vec<NameServer>) -> Result<Self, NameServersError> {
        if servers.len() > Self::MOST {
            return Err(NameServersError::TooMany);
        }
        for (at, server) in servers.iter().enumerate() {
            if servers[..at].iter().any(|earlier| earlier.host == server.host) {
                return Err(NameServersError::Twice(server.host.clone()));
            }
            check_addresses(&server.host, &server.addresses)?;
        }
        Ok(Self(servers))
    }

    /// The name servers in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &NameServer> {
        self.0.iter()
    }

    /// The host names in order.
    pub fn hosts(&self) -> impl Iterator<Item = &HostName> {
        self.0.iter().map(|server| &server.host)
    }

    /// The name servers in order.
    pub fn as_slice(&self) -> &[NameServer] {
        &self.0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the host is one of them.
    pub fn contains(&self, host: &HostName) -> bool {
        self.0.iter().any(|server| server.host == *host)
    }

    /// Whether these are the same hosts, in any order, with no other addresses than theirs: none named, or the same.
    pub fn asks_for(&self, known: &NameServers) -> bool {
        let same = |server: &NameServer| {
            known.0.iter().any(|known| {
                known.host == server.host
                    && (server.addresses.is_empty() || server.addresses == known.addresses)
            })
        };
        self.0.len() == known.0.len() && self.0.iter().all(same)
    }

    /// Checks glue for the name that these servers serve: hosts within it have an address, unless
    /// `known` says that the registry has them already, and addresses are reachable.
    pub fn check_glue(
        &self,
        domain: &DomainName,
        scope: AddressScope,
        known: impl Fn(&HostName) -> bool,
    ) -> Result<(), NameServersError> {
        for server in &self.0 {
            if server.host.is_within(domain) && server.addresses.is_empty() && !known(&server.host) {
                return Err(NameServersError::GlueMissing(server.host.clone()));
            }
            check_scope(&server.host, &server.addresses, scope)?;
        }
        Ok(())
    }
}

impl TryFrom<Vec<NameServer>> for NameServers {
    type Error = NameServersError;
    fn try_from(servers: Vec<NameServer>) -> Result<Self, NameServersError> {
        Self::new(servers)
    }
}

impl From<NameServers> for Vec<NameServer> {
    fn from(servers: NameServers) -> Self {
        servers.0
    }
}

impl<'a> IntoIterator for &'a NameServers {
    type Item = &'a NameServer;
    type IntoIter = std::slice::Iter<'a, NameServer>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// A host's addresses: at most 13, each once.
pub fn check_addresses(host: &HostName, addresses: &[IpAddr]) -> Result<(), NameServersError> {
    if addresses.len() > NameServers::MOST {
        return Err(NameServersError::TooManyAddresses(host.clone()));
    }
    match addresses.iter().enumerate().any(|(at, address)| addresses[..at].contains(address)) {
        true => Err(NameServersError::AddressTwice(host.clone())),
        false => Ok(()),
    }
}

/// A host's addresses are all within the scope.
pub fn check_scope(
    host: &HostName,
    addresses: &[IpAddr],
    scope: AddressScope,
) -> Result<(), NameServersError> {
    match scope == AddressScope::Any || addresses.iter().all(|address| is_global(*address)) {
        true => Ok(()),
        false => Err(NameServersError::NotGlobal(host.clone())),
    }
}

/// Whether an address is globally reachable, after the IANA special-purpose registries (RFC 6890).
pub fn is_global(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_global_v4(v4),
        IpAddr::V6(v6) => is_global_v6(v6),
    }
}

fn is_global_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let special = a == 0
        || v4.is_private()
        || v4.is_loopback()
        || v4.is_link_local()
        || v4.is_multicast()
        || v4.is_documentation()
        || (a == 100 && (64..128).contains(&b)) // shared address space, RFC 6598
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 198 && (b == 18 || b == 19)) // benchmarking, RFC 2544
        || a >= 240; // reserved and broadcast
    !special
}

fn is_global_v6(v6: Ipv6Addr) -> bool {
    let [first, second, ..] = v6.segments();
    let unicast = first & 0xe000 == 0x2000; // 2000::/3
    let documentation = (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second < 0x1000);
    let special = (first == 0x2001 && second < 0x200) || first == 0x2002; // protocol assignments, 6to4
    unicast && !documentation && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(host: &str, addresses: &[&str]) -> NameServer {
        let addresses = addresses.iter().map(|a| a.parse().unwrap()).collect();
        NameServer::with_addresses(HostName::parse(host).unwrap(), addresses)
    }

    #[test]
    fn a_list_keeps_its_order_and_refuses_more_than_13_and_doubles() {
        let many = |n: usize| (0..n).map(|i| server(&format!("ns{i}.online.net"), &[])).collect::<Vec<_>>();
        let full = NameServers::new(many(13)).unwrap();
        assert_eq!(full.hosts().next().unwrap().as_str(), "ns0.online.net");
        assert_eq!(NameServers::new(many(14)), Err(NameServersError::TooMany));
        let twice = vec![server("ns0.online.net", &[]), server("NS0.online.net", &[])];
        assert!(matches!(NameServers::new(twice.clone()), Err(NameServersError::Twice(_))));
        let written = serde_json::to_string(&twice).unwrap();
        assert!(serde_json::from_str::<NameServers>(&written).is_err(), "documents are checked again");
        let doubled = vec![server("ns0.online.net", &["1.1.1.1", "1.1.1.1"])];
        assert!(matches!(NameServers::new(doubled), Err(NameServersError::AddressTwice(_))));
    }

    #[test]
    fn a_host_within_the_name_needs_an_address() {
        let domain = DomainName::parse("example.com").unwrap();
        let check =
            |s: NameServer, scope| NameServers::new(vec![s]).unwrap().check_glue(&domain, scope, |_| false);
        assert_eq!(check(server("ns0.online.net", &[]), AddressScope::Global), Ok(()));
        assert_eq!(check(server("ns0.example.com", &["213.228.62.20"]), AddressScope::Global), Ok(()));
        let bare = server("ns0.example.com", &[]);
        assert!(matches!(check(bare.clone(), AddressScope::Any), Err(NameServersError::GlueMissing(_))));
        let known = NameServers::new(vec![bare]).unwrap();
        assert_eq!(known.check_glue(&domain, AddressScope::Global, |_| true), Ok(()));
    }

    #[test]
    fn addresses_that_not_everyone_reaches_are_refused() {
        let domain = DomainName::parse("example.com").unwrap();
        for address in [
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "169.254.1.1",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "fe80::1",
            "fc00::1",
            "2001:db8::1",
            "ff02::1",
            "::ffff:10.0.0.1",
        ] {
            let servers = NameServers::new(vec![server("ns0.example.com", &[address])]).unwrap();
            let refused = servers.check_glue(&domain, AddressScope::Global, |_| false);
            assert!(matches!(refused, Err(NameServersError::NotGlobal(_))), "{address}");
            assert_eq!(servers.check_glue(&domain, AddressScope::Any, |_| false), Ok(()), "{address}");
        }
        for address in ["88.191.249.1", "62.210.98.15", "2a01:5d8:e200::1"] {
            let servers = NameServers::new(vec![server("ns0.example.com", &[address])]).unwrap();
            assert_eq!(servers.check_glue(&domain, AddressScope::Global, |_| false), Ok(()), "{address}");
        }
    }
}
