//! What is remembered of a registry's answers, for people who look after the connection.

use std::collections::VecDeque;
use std::time::Duration;

use application::ports::RegistryHealth;
use tokio::time::Instant;

/// So long an answer counts.
const WINDOW: Duration = Duration::from_secs(60);
/// So many answers are remembered at most.
const MOST: usize = 4_096;

/// What is remembered.
#[derive(Default)]
pub(super) struct Record {
    answers: VecDeque<(Instant, Duration)>,
    answered: Option<Instant>,
    failed: Option<(Instant, String)>,
    polled: Option<Instant>,
}

impl Record {
    /// An answer came at `now`, after so long.
    pub fn answered(&mut self, now: Instant, latency: Duration) {
        self.answered = Some(now);
        if self.answers.len() == MOST {
            self.answers.pop_front();
        }
        self.answers.push_back((now, latency));
    }

    /// Something went wrong.
    pub fn failed(&mut self, now: Instant, why: &str) {
        self.failed = Some((now, why.to_owned()));
    }

    /// The queue is asked for messages.
    pub fn polled(&mut self, now: Instant) {
        self.polled = Some(now);
    }

    /// All of it at `now`, without the sessions.
    pub fn health(&mut self, now: Instant) -> RegistryHealth {
        let ago = |at: Instant| now.saturating_duration_since(at);
        while self.answers.front().is_some_and(|(at, _)| ago(*at) > WINDOW) {
            self.answers.pop_front();
        }
        let mut latencies: Vec<Duration> = self.answers.iter().map(|(_, latency)| *latency).collect();
        latencies.sort_unstable();
        // The nearest rank: the smallest value that so many in a hundred do not exceed.
        let rank = |percent: usize| {
            let at = (latencies.len() * percent).div_ceil(100);
            at.checked_sub(1).and_then(|at| latencies.get(at).copied())
        };
        RegistryHealth {
            answered: self.answered.map(ago),
            failed: self.failed.as_ref().map(|(at, why)| (ago(*at), why.clone())),
            polled: self.polled.map(ago),
            answers: latencies.len(),
            median: rank(50),
            p95: rank(95),
            ..RegistryHealth::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_minute_is_told_by_its_median_and_nearly_its_worst() {
        let mut record = Record::default();
        let begun = Instant::now();
        let empty = record.health(begun);
        assert_eq!((empty.median, empty.p95, empty.answers, empty.answered), (None, None, 0, None));
        record.answered(begun, Duration::from_secs(9));
        let later = begun + Duration::from_secs(50);
        for milliseconds in 1..=100 {
            record.answered(later, Duration::from_millis(milliseconds));
        }
        let now = begun + Duration::from_secs(61);
        let health = record.health(now);
        let (median, p95) = (Duration::from_millis(50), Duration::from_millis(95));
        assert_eq!((health.answers, health.median, health.p95), (100, Some(median), Some(p95)));
        assert_eq!(health.answered, Some(Duration::from_secs(11)));
        record.failed(now, "no greeting");
        record.polled(now);
        let health = record.health(now + Duration::from_secs(120));
        assert_eq!((health.answers, health.median), (0, None));
        assert_eq!(health.failed, Some((Duration::from_secs(120), "no greeting".to_owned())));
        assert_eq!(health.polled, Some(Duration::from_secs(120)));
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let (mut record, now) = (Record::default(), Instant::now());
        for _ in 0..2 * MOST {
            record.answered(now, Duration::from_millis(1));
        }
        assert_eq!(record.health(now).answers, MOST);
    }
}
