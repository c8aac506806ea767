//! How often somebody may ask: per address, and for all addresses of a network together.
//!
//! A bucket for each, of so many queries, that fills up again evenly within a time: whoever waits that long may ask as
//! often as at first. Whoever asks from many addresses of one network meets the network's bucket.

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How often somebody may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitSettings {
    /// So many queries of one address …
    pub queries: NonZeroU32,
    /// … within so long.
    pub within: Duration,
    /// The network (IPv4 /24, IPv6 /48) has so many times as many.
    pub network_factor: NonZeroU32,
}

/// Buckets that are full again are thrown away each so many queries: nobody fills the memory with addresses.
const SWEEP_EVERY: u64 = 10_000;

struct Buckets {
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    networks: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
    asked: AtomicU64,
}

/// Counted queries of this process. Cheap to clone; every clone counts the same.
#[derive(Clone)]
pub struct Limits(Option<Arc<Buckets>>);

impl Limits {
    /// Nobody is limited: for measuring.
    pub fn none() -> Self {
        Self(None)
    }

    /// By these settings. A time of nothing limits nobody.
    pub fn new(settings: LimitSettings) -> Self {
        let quota = |queries: NonZeroU32| {
            let each = settings.within / queries.get();
            Quota::with_period(each).map(|quota| quota.allow_burst(queries))
        };
        let of_network = settings.queries.saturating_mul(settings.network_factor);
        let (Some(address), Some(network)) = (quota(settings.queries), quota(of_network)) else {
            return Self::none();
        };
        Self(Some(Arc::new(Buckets {
            addresses: RateLimiter::keyed(address),
            networks: RateLimiter::keyed(network),
            clock: DefaultClock::default(),
            asked: AtomicU64::new(0),
        })))
    }

    /// Counts a query.
    ///
    /// # Errors
    /// It is one too many: the next is answered after so long.
    pub fn admit(&self, from: IpAddr) -> Result<(), Duration> {
        let Some(buckets) = &self.0 else { return Ok(()) };
        if buckets.asked.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            buckets.sweep();
        }
        let (address, network) = keys(from);
        let wait = |until: governor::NotUntil<_>| until.wait_time_from(buckets.clock.now());
        // An address that is over its own limit takes nothing from its neighbours.
        buckets.addresses.check_key(&address).map_err(wait)?;
        buckets.networks.check_key(&network).map_err(wait)
    }
}

impl Buckets {
    fn sweep(&self) {
        for buckets in [&self.addresses, &self.networks] {
            buckets.retain_recent();
            buckets.shrink_to_fit();
        }
    }
}

/// Whose bucket, and whose network's. A host has a whole /64 of IPv6.
fn keys(from: IpAddr) -> (IpAddr, IpAddr) {
    match from.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            (address.into(), Ipv4Addr::new(a, b, c, 0).into())
        }
        IpAddr::V6(address) => {
            let cut = |bits: u32| Ipv6Addr::from_bits(address.to_bits() >> bits << bits).into();
            (cut(64), cut(80))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn limits(queries: u32, factor: u32) -> Limits {
        Limits::new(LimitSettings {
            queries: NonZeroU32::new(queries).unwrap(),
            within: Duration::from_secs(60),
            network_factor: NonZeroU32::new(factor).unwrap(),
        })
    }

    #[test]
    fn an_address_asks_so_often_and_is_told_how_long_to_wait() {
        let limits = limits(3, 100);
        for _ in 0..3 {
            assert_eq!(limits.admit(address("192.0.2.1")), Ok(()));
        }
        let wait = limits.admit(address("192.0.2.1")).unwrap_err();
        assert!(wait > Duration::from_secs(15) && wait <= Duration::from_secs(20), "{wait:?}: a third of it");
        assert_eq!(limits.admit(address("::ffff:192.0.2.1")).is_err(), true, "the same address");
        assert_eq!(limits.admit(address("192.0.2.2")), Ok(()));
    }

    #[test]
    fn a_network_has_a_limit_of_its_own() {
        let limits = limits(2, 2);
        let outcomes: Vec<bool> =
            (1..=6).map(|host| limits.admit(address(&format!("192.0.2.{host}"))).is_ok()).collect();
        assert_eq!(outcomes, [true, true, true, true, false, false]);
        assert_eq!(limits.admit(address("192.0.3.1")), Ok(()), "another network");
    }

    #[test]
    fn a_host_of_ipv6_is_its_64_and_the_network_its_48() {
        assert_eq!(keys(address("2001:db8:1:2:3::4")), (address("2001:db8:1:2::"), address("2001:db8:1::")));
        assert_eq!(keys(address("198.51.100.7")), (address("198.51.100.7"), address("198.51.100.0")));
    }

    #[test]
    fn without_limits_everybody_asks_as_often_as_they_like() {
        let limits = Limits::none();
        assert!((0..100_000).all(|_| limits.admit(address("192.0.2.1")).is_ok()));
    }
}
