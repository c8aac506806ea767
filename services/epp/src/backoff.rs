//! Pauses between attempts to open a session.

use std::time::Duration;

use tokio::time::Instant;

/// Exponential pauses with jitter. Starts closed again after the first success.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    most: Duration,
    failures: u32,
    until: Option<Instant>,
}

impl Backoff {
    pub fn new(first: Duration, most: Duration) -> Self {
        Self { first, most: most.max(first), failures: 0, until: None }
    }

    /// Until when no session is opened.
    pub fn until(&self, now: Instant) -> Option<Instant> {
        self.until.filter(|until| *until > now)
    }

    /// Whether the last attempt failed.
    pub fn is_failing(&self) -> bool {
        self.failures > 0
    }

    pub fn succeeded(&mut self) {
        (self.failures, self.until) = (0, None);
    }

    /// Starts the next pause. `hopeless` failures (the password was refused) start with the longest pause:
    /// registries lock accounts that keep trying.
    pub fn failed(&mut self, now: Instant, hopeless: bool) {
        self.failures = self.failures.saturating_add(1);
        let pause = match hopeless {
            true => self.most,
            false => {
                let doubled = self.first.saturating_mul(1 << (self.failures - 1).min(20));
                doubled.min(self.most)
            }
        };
        self.until = Some(now + pause.mul_f64(jitter()));
    }
}

/// Between a half and one, so that many clients do not come back at the same moment.
fn jitter() -> f64 {
    let random = getrandom::u32().unwrap_or(u32::MAX);
    0.5 + f64::from(random) / f64::from(u32::MAX) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pause(backoff: &Backoff, now: Instant) -> Duration {
        backoff.until(now).map_or(Duration::ZERO, |until| until - now)
    }

    #[tokio::test]
    async fn pauses_double_up_to_the_longest_and_end_with_success() {
        let now = Instant::now();
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(8));
        for most in [1, 2, 4, 8, 8, 8] {
            backoff.failed(now, false);
            let pause = pause(&backoff, now);
            assert!(
                pause >= Duration::from_secs(most) / 2 && pause <= Duration::from_secs(most),
                "{pause:?}"
            );
        }
        backoff.succeeded();
        assert_eq!(backoff.until(now), None);
        backoff.failed(now, true);
        assert!(pause(&backoff, now) >= Duration::from_secs(4));
        assert_eq!(backoff.until(now + Duration::from_secs(9)), None);
    }
}
