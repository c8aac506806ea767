//! Medians and ranges. The disks and processors of a shared machine are noisy, so no figure is a single number.

use serde::Serialize;
use std::time::Duration;

/// What several rounds measured.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The middle one; the mean of the two in the middle where their number is even.
    pub median: f64,
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// How many rounds.
    pub rounds: usize,
}

impl Spread {
    /// Of at least one value; nothing without any.
    pub fn of(values: &[f64]) -> Option<Self> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (low, high) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        };
        Some(Self { median, low, high, rounds: sorted.len() })
    }

    /// The ratios of what two contenders reached in the same rounds: only these mean something on a noisy machine.
    pub fn of_ratios(ours: &[f64], theirs: &[f64]) -> Option<Self> {
        let ratios: Vec<f64> = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs).collect();
        Self::of(&ratios)
    }
}

/// How long each of many repetitions took.
#[derive(Clone, Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// Keeps one more.
    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Those of another client too.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The value that this share of all stays at or below, in milliseconds (nearest rank); 0 without any.
    pub fn percentile(&mut self, share: f64) -> f64 {
        if self.0.is_empty() {
            return 0.0;
        }
        self.0.sort_unstable();
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0[rank.clamp(1, self.0.len()) - 1].as_secs_f64() * 1e3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_in_the_middle() {
        let odd = Spread::of(&[3.0, 1.0, 2.0]).unwrap();
        assert_eq!((odd.median, odd.low, odd.high, odd.rounds), (2.0, 1.0, 3.0, 3));
        assert_eq!(Spread::of(&[4.0, 1.0, 2.0, 3.0]).unwrap().median, 2.5);
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        // The second round was slow for both: the ratio is the same in each.
        let ratio = Spread::of_ratios(&[30.0, 3.0], &[10.0, 1.0]).unwrap();
        assert_eq!((ratio.median, ratio.low, ratio.high), (3.0, 3.0, 3.0));
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let mut latencies = Latencies::default();
        (1..=100).rev().for_each(|ms| latencies.push(Duration::from_millis(ms)));
        assert!((latencies.percentile(0.5) - 50.0).abs() < 1e-9);
        assert!((latencies.percentile(0.99) - 99.0).abs() < 1e-9);
        assert!((latencies.percentile(1.0) - 100.0).abs() < 1e-9);
        assert_eq!(Latencies::default().percentile(0.5), 0.0);
    }
}
