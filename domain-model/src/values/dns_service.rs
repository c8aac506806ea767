//! How a name is served.

use super::rules::broken_rules;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;

broken_rules! {
    /// Why words do not say how a name is served.
    DnsServiceError on "service" {
        Word: "service", "the service is one of parking, redir, dns, dnsslave, dnsperso";
        MasterMissing: "master-missing", "dnsslave needs the IP address of the master in ip_dns_master";
        Master: "master-address", "ip_dns_master is not an IPv4 or IPv6 address";
        MasterUseless: "master-useless", "ip_dns_master goes with dnsslave alone";
    }
}

/// How a name is served: `service` of the SOAP paper's `array_domain`. It says what our servers do for the name; which
/// servers it is delegated to is told to the registry apart from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DnsService {
    /// A page that says that the name is taken.
    Parking,
    /// Web and mail redirections.
    Redir,
    /// By the servers that it is delegated to.
    #[default]
    Dns,
    /// Our servers copy the zone from a master.
    DnsSlave {
        /// The master's address: `ip_dns_master`.
        master: IpAddr,
    },
    /// A zone of its owner's own, on our servers.
    DnsPerso,
}

impl DnsService {
    /// Reads the paper's word in any case, and the master's address; a blank word is the default, a blank address none.
    ///
    /// # Errors
    /// Another word; an address that is missing, wrong, or beside another word.
    pub fn parse(word: &str, master: &str) -> Result<Self, DnsServiceError> {
        let master = master.trim();
        let service = match word.trim().to_ascii_lowercase().as_str() {
            "dnsslave" if master.is_empty() => return Err(DnsServiceError::MasterMissing),
            "dnsslave" => {
                let master = master.parse().map_err(|_| DnsServiceError::Master)?;
                return Ok(Self::DnsSlave { master });
            }
            "parking" => Self::Parking,
            "redir" => Self::Redir,
            "dns" | "" => Self::Dns,
            "dnsperso" => Self::DnsPerso,
            _ => return Err(DnsServiceError::Word),
        };
        if master.is_empty() { Ok(service) } else { Err(DnsServiceError::MasterUseless) }
    }

    /// The paper's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Parking => "parking",
            Self::Redir => "redir",
            Self::Dns => "dns",
            Self::DnsSlave { .. } => "dnsslave",
            Self::DnsPerso => "dnsperso",
        }
    }

    /// The address of the slave's master.
    pub fn master(self) -> Option<IpAddr> {
        match self {
            Self::DnsSlave { master } => Some(master),
            _ => None,
        }
    }
}

impl fmt::Display for DnsService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_papers_words_are_read_and_written() {
        for word in ["parking", "redir", "dns", "dnsperso"] {
            let service = DnsService::parse(word, " ").unwrap();
            assert_eq!((service.as_str(), service.master()), (word, None));
            assert_eq!(serde_json::to_string(&service).unwrap(), format!("\"{word}\""));
        }
        assert_eq!(DnsService::parse("", ""), Ok(DnsService::Dns));
        assert_eq!(DnsService::parse(" DnsPerso ", ""), Ok(DnsService::DnsPerso));
        let slave = DnsService::parse("dnsslave", " 88.191.249.162 ").unwrap();
        assert_eq!(slave.master(), Some("88.191.249.162".parse().unwrap()));
        let written = r#"{"dnsslave":{"master":"88.191.249.162"}}"#;
        assert_eq!(serde_json::to_string(&slave).unwrap(), written);
        assert_eq!(serde_json::from_str::<DnsService>(written).unwrap(), slave);
    }

    #[test]
    fn a_master_goes_with_a_slave_alone() {
        assert_eq!(DnsService::parse("dnsslave", ""), Err(DnsServiceError::MasterMissing));
        assert_eq!(DnsService::parse("dnsslave", "ns0.online.net"), Err(DnsServiceError::Master));
        assert_eq!(DnsService::parse("dns", "88.191.249.162"), Err(DnsServiceError::MasterUseless));
        assert_eq!(DnsService::parse("slave", ""), Err(DnsServiceError::Word));
    }
}
