//! How many calls an address may make without saying who it is.

use crate::application::Application;
use crate::failures::network;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// So many calls in so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The most calls …
    pub calls: u32,
    /// … from the first of them on.
    pub within: Duration,
}

/// Carts and offers of a shop's visitors come from their own addresses; a search box asks once a key pressed.
impl Default for Quota {
    fn default() -> Self {
        Self { calls: 300, within: Duration::from_secs(60) }
    }
}

const REMEMBERED: u64 = 100_000;

struct Count {
    since: Instant,
    calls: AtomicU32,
}

/// Counted calls of this process.
pub(crate) struct QuotaBook {
    quota: Option<Quota>,
    counted: moka::sync::Cache<IpAddr, Arc<Count>>,
}

impl QuotaBook {
    pub fn new(quota: Option<Quota>) -> Self {
        let within = quota.map_or(Duration::ZERO, |quota| quota.within);
        let counted = moka::sync::Cache::builder().max_capacity(REMEMBERED).time_to_live(within).build();
        Self { quota, counted }
    }

    /// Counts a call; refuses with the time after which the next one is taken.
    fn count(&self, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let Some(quota) = self.quota else { return Ok(()) };
        let begun_with = |calls| Arc::new(Count { since: now, calls: AtomicU32::new(calls) });
        let count = self.counted.get_with(network(address), || begun_with(0));
        let nth = count.calls.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        if nth <= quota.calls {
            return Ok(());
        }
        let over = count.since + quota.within;
        match over.checked_duration_since(now).filter(|left| !left.is_zero()) {
            Some(left) => Err(left),
            // The memory forgets a little later than it should.
            None => {
                self.counted.insert(network(address), begun_with(1));
                Ok(())
            }
        }
    }
}

impl Application {
    /// Counts a call of somebody who has not said who they are.
    ///
    /// # Errors
    /// The address has made too many: the next is taken after so long.
    pub fn admit_stranger(&self, address: IpAddr) -> Result<(), Duration> {
        self.quotas().count(address, Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_makes_so_many_calls_and_waits_for_the_rest_of_the_time() {
        let book = QuotaBook::new(Some(Quota { calls: 2, within: Duration::from_secs(60) }));
        let (begin, here) = (Instant::now(), address("2001:db8::1"));
        let after = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(book.count(here, begin), Ok(()));
        assert_eq!(book.count(address("2001:db8::2"), after(10)), Ok(()), "the same network");
        assert_eq!(book.count(here, after(20)), Err(Duration::from_secs(40)));
        assert_eq!(book.count(address("198.51.100.7"), after(20)), Ok(()), "another address");
        assert_eq!(book.count(here, after(60)), Ok(()));
        assert_eq!(book.count(here, after(61)), Ok(()));
        assert!(book.count(here, after(62)).is_err());
    }

    #[test]
    fn without_a_quota_nobody_is_counted() {
        let book = QuotaBook::new(None);
        assert!((0..10_000).all(|_| book.count(address("198.51.100.7"), Instant::now()).is_ok()));
    }
}
