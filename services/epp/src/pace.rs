//! Commands per second.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Gives each command its moment: up to one second's worth at once, then evenly spaced (the generic cell rate
/// algorithm).
pub(crate) struct Pace {
    between: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

/// How far ahead of the even spacing commands may run.
const BURST: Duration = Duration::from_secs(1);

impl Pace {
    pub fn new(commands_per_second: Option<f64>) -> Self {
        let between = commands_per_second.map(|rate| Duration::from_secs_f64(1.0 / rate));
        Self { between, next: Mutex::new(None) }
    }

    /// Takes the next moment, unless it comes after `deadline`: then nothing is taken.
    pub fn take(&self, now: Instant, deadline: Instant) -> Option<Instant> {
        let Some(between) = self.between else { return Some(now) };
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let even = next.map_or(now, |next| next.max(now));
        let moment = even.checked_sub(BURST.saturating_sub(between)).map_or(now, |early| early.max(now));
        if moment > deadline {
            return None;
        }
        *next = Some(even + between);
        Some(moment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_second_of_commands_goes_at_once_and_then_evenly() {
        let (now, far) = (Instant::now(), Instant::now() + Duration::from_secs(60));
        let pace = Pace::new(Some(4.0));
        let taken: Vec<_> =
            (0..8).map(|_| pace.take(now, far).unwrap().duration_since(now).as_millis()).collect();
        assert_eq!(taken, [0, 0, 0, 0, 250, 500, 750, 1000]);
        assert_eq!(pace.take(now, now + Duration::from_secs(1)), None);
        assert_eq!(Pace::new(None).take(now, now), Some(now));
    }
}
