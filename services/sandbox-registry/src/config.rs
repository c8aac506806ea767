//! What the embedding program chooses: where the sandbox lives, its registrars, zones and limits.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use chrono::Duration;

use crate::code::{Refusal, ResultCode};
use crate::frame::FrameLimits;
use crate::secret::Secret;

/// Configuration of a sandbox registry; [`Config::new`] has the defaults of the demo.
#[derive(Debug, Clone)]
pub struct Config {
    /// Directory of the log and the keys; created if absent. One process at a time.
    pub dir: PathBuf,
    /// Port 0 takes a free port.
    pub listen: SocketAddr,
    /// Registrars that exist from the first start. Passwords and keys are generated then.
    pub registrars: Vec<String>,
    pub zones: Vec<TldPolicy>,
    /// Name servers that exist from the start and belong to the registry.
    pub known_hosts: Vec<(String, Vec<IpAddr>)>,
    pub limits: SessionLimits,
}

/// What the sessions may cost.
#[derive(Debug, Clone)]
pub struct SessionLimits {
    pub frames: FrameLimits,
    /// Connections at a time, logged in or not.
    pub connections: usize,
    /// Sessions of one registrar at a time.
    pub sessions: usize,
    /// Failed logins before the connection is closed.
    pub login_attempts: u32,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { frames: FrameLimits::default(), connections: 200, sessions: 20, login_attempts: 3 }
    }
}

/// How DNSSEC data is given (RFC 5910, section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DnssecForm {
    Ds,
    Key,
    None,
}

/// The rules of one zone.
#[derive(Debug, Clone)]
pub struct TldPolicy {
    /// The suffix under which names are registered, `com` or `co.uk`.
    pub zone: String,
    /// A thin registry holds no contacts.
    pub thin: bool,
    pub transfer_adds_year: bool,
    pub dnssec: DnssecForm,
    /// Whether A-labels (`xn--…`) are registrable.
    pub idn: bool,
    /// Whether an A-label wants a language tag, as Verisign's zones do.
    pub language_tags: bool,
    /// Longest registration from now, in years.
    pub max_years: u32,
    /// Whether `premium-…` names have a price of their own.
    pub premium: bool,
    /// Whether `claimed-…` names are under trademark claims.
    pub claims: bool,
    pub periods: Periods,
    pub prices: Prices,
}

/// Lengths of the periods of RFC 3915 and of pending transfers.
#[derive(Debug, Clone)]
pub struct Periods {
    pub add: Duration,
    pub renew: Duration,
    pub auto_renew: Duration,
    pub transfer: Duration,
    pub redemption: Duration,
    pub restore_report: Duration,
    pub pending_delete: Duration,
    pub pending_transfer: Duration,
}

impl Default for Periods {
    fn default() -> Self {
        Self {
            add: Duration::days(5),
            renew: Duration::days(5),
            auto_renew: Duration::days(45),
            transfer: Duration::days(5),
            redemption: Duration::days(30),
            restore_report: Duration::days(7),
            pending_delete: Duration::days(5),
            pending_transfer: Duration::days(5),
        }
    }
}

/// Prices in cents of [`CURRENCY`]; per year where a period applies.
#[derive(Debug, Clone)]
pub struct Prices {
    pub year: i64,
    pub premium_year: i64,
    pub restore: i64,
    pub premium_restore: i64,
}

/// The currency of every price.
pub const CURRENCY: &str = "EUR";

impl TldPolicy {
    /// A thick zone with DS records and gTLD periods.
    pub fn new(zone: &str) -> Self {
        Self {
            zone: zone.to_owned(),
            thin: false,
            transfer_adds_year: true,
            dnssec: DnssecForm::Ds,
            idn: true,
            language_tags: false,
            max_years: 10,
            premium: true,
            claims: true,
            periods: Periods::default(),
            prices: Prices { year: 800, premium_year: 25_000, restore: 4_000, premium_restore: 20_000 },
        }
    }

    /// A country's zone: a transfer leaves the expiry date alone, and no name is premium or claimed.
    pub fn country(zone: &str, dnssec: DnssecForm) -> Self {
        Self { transfer_adds_year: false, premium: false, claims: false, dnssec, ..Self::new(zone) }
    }

    /// The price of `years` of registration, renewal or transfer.
    pub fn price(&self, premium: bool, years: u32) -> i64 {
        let year = if premium { self.prices.premium_year } else { self.prices.year };
        year * i64::from(years)
    }

    /// The price of a restoration.
    pub fn restore_price(&self, premium: bool) -> i64 {
        if premium { self.prices.premium_restore } else { self.prices.restore }
    }

    /// Whether the name has a price of its own, which a client has to agree to (RFC 8748).
    pub fn is_premium(&self, name: &str) -> bool {
        self.premium && LabelClass::of(name) == LabelClass::Premium
    }
}

impl Config {
    /// The demo's registry: registrars `ours` and `other`, the zones and name servers of the papers.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        let thick = ["com", "net", "org", "info"].map(TldPolicy::new);
        let countries = [
            TldPolicy::country("fr", DnssecForm::Ds),
            TldPolicy::country("eu", DnssecForm::Key),
            TldPolicy::country("be", DnssecForm::Key),
            TldPolicy::country("co.uk", DnssecForm::Ds),
        ];
        let known = [
            "ns0.online.net",
            "ns1.online.net",
            "nsa.bookmyname.com",
            "nsb.bookmyname.com",
            "nsc.bookmyname.com",
            "dns12.ovh.net",
            "ns12.ovh.net",
            "ns0.free.org",
            "ns1.free.org",
            "ns3.free.org",
        ];
        Self {
            dir: dir.into(),
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0),
            registrars: vec!["ours".to_owned(), "other".to_owned()],
            zones: thick.into_iter().chain(countries).collect(),
            known_hosts: known.map(|name| (name.to_owned(), Vec::new())).into(),
            limits: SessionLimits::default(),
        }
    }
}

/// The zones, found by name.
#[derive(Debug)]
pub struct Zones(BTreeMap<String, TldPolicy>);

impl Zones {
    pub fn new(policies: Vec<TldPolicy>) -> Self {
        Self(policies.into_iter().map(|policy| (policy.zone.clone(), policy)).collect())
    }

    /// The zone that a host name lies in, whatever its depth.
    pub fn of_host(&self, name: &str) -> Option<&TldPolicy> {
        let mut rest = name;
        while let Some((_, suffix)) = rest.split_once('.') {
            if let Some(policy) = self.0.get(suffix) {
                return Some(policy);
            }
            rest = suffix;
        }
        None
    }

    /// The registrable name that a host name lies under, itself included.
    pub fn registrable(&self, name: &str) -> Option<String> {
        let zone = &self.of_host(name)?.zone;
        let above = name.strip_suffix(zone.as_str())?.strip_suffix('.')?;
        let label = above.rsplit('.').next()?;
        Some(format!("{label}.{zone}"))
    }

    /// The zone of a registrable name; 2306 where this registry does not register such names.
    pub fn of_domain(&self, name: &str) -> Result<&TldPolicy, Refusal> {
        let policy = self
            .of_host(name)
            .ok_or_else(|| ResultCode::ParameterPolicy.because("not a zone of this registry"))?;
        if self.registrable(name).as_deref() != Some(name) {
            return Err(ResultCode::ParameterPolicy.because("one label below the zone is registered"));
        }
        if self.0.contains_key(name) {
            return Err(ResultCode::ParameterPolicy.because("the name is a zone"));
        }
        if name.starts_with("xn--") && !policy.idn {
            return Err(ResultCode::ParameterPolicy.because("no internationalised names in this zone"));
        }
        Ok(policy)
    }
}

/// What the first label of a name says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelClass {
    Ordinary,
    /// `reserved-…`: for whoever has its code (RFC 8495), which is `OPEN-` and the rest of the label.
    Reserved,
    /// `premium-…`: at a price of its own, to be agreed to (RFC 8748), where the zone has premium names.
    Premium,
    /// `claimed-…`: under trademark claims (RFC 8334), where the zone has them.
    Claimed,
}

/// Whether a code opens a reserved name: that of `reserved-word.com` is `OPEN-word`.
pub fn opens(token: Option<&Secret>, name: &str) -> bool {
    let label = name.split('.').next().unwrap_or_default();
    let code = label.strip_prefix("reserved-").map(|word| format!("OPEN-{word}"));
    token.map(Secret::reveal) == code.as_deref() && code.is_some()
}

impl LabelClass {
    pub fn of(name: &str) -> Self {
        if name.starts_with("reserved-") {
            Self::Reserved
        } else if name.starts_with("premium-") {
            Self::Premium
        } else if name.starts_with("claimed-") {
            Self::Claimed
        } else {
            Self::Ordinary
        }
    }
}
