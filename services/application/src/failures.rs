//! Failures to prove who one is, counted by what was claimed and by address. Claims such as account numbers can be
//! guessed, so that a lock on the claim alone would let anybody lock it.

use crate::logins::LoginLimits;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const REMEMBERED: u64 = 100_000;

/// Counted failures of this process.
pub(crate) struct FailureBook<Claim> {
    limits: LoginLimits,
    counted: moka::sync::Cache<(Option<Claim>, IpAddr), Arc<AtomicU32>>,
}

impl<Claim: Hash + Eq + Clone + Send + Sync + 'static> FailureBook<Claim> {
    pub fn new(limits: LoginLimits) -> Self {
        let counted =
            moka::sync::Cache::builder().max_capacity(REMEMBERED).time_to_live(limits.window).build();
        Self { limits, counted }
    }

    /// Whether a claim from a network, or the network as a whole, has failed too often.
    pub fn is_locked(&self, claim: &Claim, network: IpAddr) -> bool {
        let reached = |key, limit| self.counted.get(&key).is_some_and(|n| n.load(Ordering::Relaxed) >= limit);
        reached((Some(claim.clone()), network), self.limits.failures)
            || reached((None, network), self.limits.failures_of_address)
    }

    /// Counts a failure; answers how long its answer waits.
    pub fn count(&self, claim: Claim, network: IpAddr) -> Duration {
        let one_more = |key| self.counted.get_with(key, Arc::default).fetch_add(1, Ordering::Relaxed) + 1;
        one_more((None, network));
        let nth = one_more((Some(claim), network));
        self.limits.slower_by.saturating_mul(nth).min(self.limits.slowest)
    }

    /// The claim was proven.
    pub fn forgive(&self, claim: Claim, network: IpAddr) {
        // Nearly always there is nothing to forgive, and looking costs less.
        let key = (Some(claim), network);
        if self.counted.contains_key(&key) {
            self.counted.invalidate(&key);
        }
    }
}

/// A customer's IPv6 network is one address.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        network(text.parse().unwrap())
    }

    #[test]
    fn failures_lock_the_pair_then_the_address_and_never_the_claim() {
        let limits = LoginLimits { failures: 2, failures_of_address: 4, ..LoginLimits::default() };
        let book = FailureBook::new(limits);
        let (here, there) = (address("198.51.100.7"), address("203.0.113.9"));
        book.count("a", here);
        assert!(!book.is_locked(&"a", here));
        book.count("a", here);
        assert!(book.is_locked(&"a", here) && !book.is_locked(&"a", there));
        assert!(!book.is_locked(&"b", here));
        book.count("b", here);
        book.count("c", here);
        assert!(book.is_locked(&"b", here), "whoever tries many claims is locked as a whole");
        book.forgive("a", here);
        assert!(book.is_locked(&"a", here), "a proven claim does not clear the address");
    }

    #[test]
    fn answers_to_failures_become_slower_up_to_a_limit() {
        let book = FailureBook::new(LoginLimits::default());
        let here = address("198.51.100.7");
        let waits: Vec<_> = (0..40).map(|_| book.count("a", here)).collect();
        assert_eq!(waits[..2], [Duration::from_millis(100), Duration::from_millis(200)]);
        assert_eq!(waits[39], Duration::from_secs(2));
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:198.51.100.7"), address("198.51.100.7"));
    }
}
