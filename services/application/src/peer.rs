//! From where a request comes, where proxies stand before a door.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Proxies whose word on the address of a visitor is taken.
#[derive(Clone, Debug)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// These networks, and no others.
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether the word of this address is taken.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The visitor's address: the peer's; or, where the peer is a trusted proxy, the last one of
    /// `X-Forwarded-For` that is none. What an untrusted peer claims is not read.
    /// `forwarded` are the values of that header, in order.
    pub fn visitor<'a>(&self, peer: IpAddr, forwarded: impl IntoIterator<Item = &'a str>) -> IpAddr {
        let claims: Vec<&str> = forwarded.into_iter().flat_map(|value| value.split(',')).collect();
        let mut visitor = peer.to_canonical();
        for claim in claims.into_iter().rev() {
            if !self.trusts(visitor) {
                break;
            }
            let Some(address) = address(claim.trim()) else { break };
            visitor = address;
        }
        visitor
    }
}

impl Default for TrustedProxies {
    fn default() -> Self {
        let ipv4 = IpNet::new_assert(IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8);
        Self(vec![ipv4, IpNet::from(IpAddr::V6(Ipv6Addr::LOCALHOST))])
    }
}

/// An address, in brackets or with a port or not.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))?;
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(peer: &str, claims: &[&str]) -> String {
        let mut trusted = TrustedProxies::default();
        trusted.0.push("10.0.0.0/8".parse().unwrap());
        trusted.visitor(peer.parse().unwrap(), claims.iter().copied()).to_string()
    }

    #[test]
    fn a_trusted_proxy_is_believed_and_nobody_else() {
        assert_eq!(visitor("198.51.100.7", &[]), "198.51.100.7");
        assert_eq!(visitor("198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
        assert_eq!(visitor("127.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(visitor("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(visitor("::ffff:198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
    }

    #[test]
    fn the_chain_is_read_from_its_end_up_to_the_first_stranger() {
        assert_eq!(visitor("::1", &["192.0.2.1, 203.0.113.9, 10.1.2.3"]), "203.0.113.9");
        assert_eq!(visitor("::1", &["192.0.2.1", "203.0.113.9", "10.1.2.3"]), "203.0.113.9");
        assert_eq!(visitor("127.0.0.1", &["192.0.2.1, unknown, 10.1.2.3"]), "10.1.2.3");
        assert_eq!(visitor("127.0.0.1", &["10.9.9.9, 10.1.2.3"]), "10.9.9.9");
    }

    #[test]
    fn ports_and_brackets_are_taken_off() {
        assert_eq!(visitor("127.0.0.1", &["203.0.113.9:4711"]), "203.0.113.9");
        assert_eq!(visitor("127.0.0.1", &["[2001:db8::9]:4711"]), "2001:db8::9");
        assert_eq!(visitor("127.0.0.1", &["[2001:db8::9]"]), "2001:db8::9");
        assert_eq!(visitor("127.0.0.1", &["2001:db8::9"]), "2001:db8::9");
    }
}
