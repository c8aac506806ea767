//! Configuration of the public directory: RDAP, WHOIS, DAS.

use anyhow::Context;
use application::directory::DirectorySettings;
use directory::{LimitSettings, Limits, LineSettings};
use domain_model::values::EmailAddress;
use serde::Deserialize;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::time::Duration;

/// The public directory.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Directory {
    /// Where WHOIS listens; nowhere where it is absent.
    pub whois_listen: Option<SocketAddr>,
    /// Where DAS listens; nowhere where it is absent.
    pub das_listen: Option<SocketAddr>,
    /// The registrar's name, as ICANN has it.
    pub registrar: Option<String>,
    /// Its number at IANA.
    pub iana_id: Option<u32>,
    /// Its pages; the web server's address where absent.
    pub url: Option<String>,
    /// The host of its WHOIS server.
    pub whois_host: Option<String>,
    /// Where abuse is reported to.
    pub abuse_email: Option<String>,
    /// Likewise, by telephone.
    pub abuse_phone: Option<String>,
    /// What the data may be used for; the registrar's pages where absent.
    pub terms_url: Option<String>,
    /// Where to ask for what is redacted; the registrar's pages where absent.
    pub requests_url: Option<String>,
    /// Nobody is counted.
    pub no_limits: bool,
    /// How often somebody may ask.
    pub limits: DirectoryLimits,
    /// How many connections WHOIS and DAS take, each, and for how long.
    pub connections: DirectoryConnections,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            whois_listen: None,
            das_listen: None,
            registrar: None,
            iana_id: None,
            url: None,
            whois_host: None,
            abuse_email: None,
            abuse_phone: None,
            terms_url: None,
            requests_url: None,
            no_limits: false,
            limits: DirectoryLimits::default(),
            connections: DirectoryConnections::default(),
        }
    }
}

/// How often somebody may ask: each protocol counts for itself.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DirectoryLimits {
    /// Queries of an address over RDAP, and over WHOIS …
    pub queries: NonZeroU32,
    /// … and over DAS …
    pub das_queries: NonZeroU32,
    /// … in so many seconds.
    pub within_seconds: u32,
    /// A network (IPv4 /24, IPv6 /48) has so many times as many.
    pub network_factor: NonZeroU32,
}

impl Default for DirectoryLimits {
    fn default() -> Self {
        let number = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            queries: number(60),
            // The public figure of EURid's DAS.
            das_queries: number(120),
            within_seconds: 60,
            network_factor: number(4),
        }
    }
}

/// How many connections WHOIS and DAS take, each, and for how long.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DirectoryConnections {
    /// At once.
    pub most: usize,
    /// Of one address.
    pub of_address: usize,
    /// For so long a line may take to come.
    pub read_seconds: u32,
    /// For so long an answer may take to be taken.
    pub write_seconds: u32,
}

impl Default for DirectoryConnections {
    fn default() -> Self {
        let settings = LineSettings::default();
        let seconds = |time: Duration| u32::try_from(time.as_secs()).unwrap_or(u32::MAX);
        Self {
            most: settings.connections,
            of_address: settings.connections_of_address,
            read_seconds: seconds(settings.read_within),
            write_seconds: seconds(settings.write_within),
        }
    }
}

impl DirectoryConnections {
    /// As the servers take them.
    pub fn settings(self) -> LineSettings {
        LineSettings {
            connections: self.most,
            connections_of_address: self.of_address,
            read_within: Duration::from_secs(self.read_seconds.into()),
            write_within: Duration::from_secs(self.write_seconds.into()),
        }
    }
}

impl Directory {
    /// Of RDAP or WHOIS: counters of their own with every call.
    pub fn query_limits(&self) -> Limits {
        self.limits_of(self.limits.queries)
    }

    /// Of DAS.
    pub fn das_limits(&self) -> Limits {
        self.limits_of(self.limits.das_queries)
    }

    fn limits_of(&self, queries: NonZeroU32) -> Limits {
        let DirectoryLimits { within_seconds, network_factor, .. } = self.limits;
        let within = Duration::from_secs(within_seconds.into());
        match self.no_limits {
            true => Limits::none(),
            false => Limits::new(LimitSettings { queries, within, network_factor }),
        }
    }

    /// As the application takes it; `public_url` is the web server's.
    ///
    /// # Errors
    /// An address is none.
    pub fn settings(&self, public_url: &str) -> anyhow::Result<DirectorySettings> {
        let known = DirectorySettings::default();
        let url = self.url.clone().unwrap_or_else(|| format!("{public_url}/"));
        let abuse_email = match &self.abuse_email {
            Some(address) => EmailAddress::parse(address).context("[directory] abuse_email")?,
            None => known.abuse_email,
        };
        Ok(DirectorySettings {
            registrar: self.registrar.clone().unwrap_or(known.registrar),
            iana_id: self.iana_id,
            rdap_base: format!("{public_url}{}", directory::rdap::ROOT),
            whois_host: self.whois_host.clone().unwrap_or(known.whois_host),
            abuse_email,
            abuse_phone: self.abuse_phone.clone().unwrap_or(known.abuse_phone),
            terms_url: self.terms_url.clone().unwrap_or_else(|| url.clone()),
            requests_url: self.requests_url.clone().unwrap_or_else(|| url.clone()),
            url,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_has_a_default_and_a_wrong_key_is_named() {
        let said: Directory = toml::from_str("iana_id = 74\nregistrar = \"Registrar SAS\"").unwrap();
        let settings = said.settings("https://r.example").unwrap();
        assert_eq!(settings.rdap_base, "https://r.example/rdap");
        assert_eq!((settings.iana_id, settings.url.as_str()), (Some(74), "https://r.example/"));
        assert_eq!(said.connections.settings(), LineSettings::default());
        let wrong = toml::from_str::<Directory>("whois_lisen = \"127.0.0.1:43\"").unwrap_err();
        assert!(wrong.to_string().contains("whois_lisen"), "{wrong}");
        let none = toml::from_str::<Directory>("[limits]\nqueries = 0").unwrap_err();
        assert!(none.to_string().contains("nonzero"), "{none}");
        let nobody: Directory = toml::from_str("abuse_email = \"nobody\"").unwrap();
        assert!(nobody.settings("https://r.example").unwrap_err().to_string().contains("abuse_email"));
    }
}
