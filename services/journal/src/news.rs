//! Where something happened: so that readers look into the partitions with news, and not into all of them each time.
//!
//! Only a hint. A reader looks everywhere now and then, so news that is lost, or that is told before the event can be
//! read, costs time and nothing else.

use crate::stream::PARTITIONS;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const COUNT: usize = PARTITIONS as usize;

/// Partitions as bits.
pub(crate) type Mask = u64;

/// All of them.
pub(crate) const EVERYWHERE: Mask = Mask::MAX;

const _: () = assert!(COUNT == Mask::BITS as usize, "one bit a partition");

/// How often something happened in each partition.
pub(crate) struct Marks([AtomicU64; COUNT]);

impl Marks {
    pub fn new() -> Self {
        Self(std::array::from_fn(|_| AtomicU64::new(0)))
    }

    pub fn stir(&self, partitions: Mask) {
        for (partition, mark) in self.0.iter().enumerate() {
            if partitions & (1 << partition) != 0 {
                mark.fetch_add(1, Ordering::Release);
            }
        }
    }
}

/// One reader's view of the marks: the partitions that it still has to look into.
pub(crate) struct Stirred {
    seen: [u64; COUNT],
    due: Mask,
    swept: Option<Instant>,
    every: Duration,
}

impl Stirred {
    /// Nothing was looked into yet; everywhere is looked again each `every`.
    pub fn new(every: Duration) -> Self {
        Self { seen: [0; COUNT], due: EVERYWHERE, swept: None, every }
    }

    /// The partitions to look into now.
    pub fn due(&mut self, marks: &Marks) -> Mask {
        for (partition, (seen, mark)) in self.seen.iter_mut().zip(&marks.0).enumerate() {
            let now = mark.load(Ordering::Acquire);
            if now != *seen {
                *seen = now;
                self.due |= 1 << partition;
            }
        }
        if self.swept.is_none_or(|last| last.elapsed() >= self.every) {
            self.swept = Some(Instant::now());
            self.due = EVERYWHERE;
        }
        self.due
    }

    /// Everything that was due is read, but for these.
    pub fn looked(&mut self, but: Mask) {
        self.due = but;
    }

    /// Everywhere is looked at once: partitions came, or a connection was lost.
    pub fn everywhere(&mut self) {
        self.due = EVERYWHERE;
    }
}

/// The bit of a partition.
pub(crate) fn bit(partition: i16) -> Mask {
    1 << (partition.unsigned_abs() % PARTITIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(3_600);

    #[test]
    fn what_was_stirred_is_due_until_it_was_looked_into() {
        let (marks, mut reader) = (Marks::new(), Stirred::new(LONG));
        assert_eq!(reader.due(&marks), EVERYWHERE, "at first, everywhere");
        reader.looked(0);
        assert_eq!(reader.due(&marks), 0);
        marks.stir(bit(3) | bit(63));
        assert_eq!(reader.due(&marks), bit(3) | bit(63));
        marks.stir(bit(0));
        assert_eq!(reader.due(&marks), bit(0) | bit(3) | bit(63), "not looked into yet");
        reader.looked(bit(3));
        assert_eq!(reader.due(&marks), bit(3), "still to be read");
    }

    #[test]
    fn everywhere_is_looked_now_and_then_and_every_reader_has_a_view_of_its_own() {
        let marks = Marks::new();
        let (mut often, mut seldom) = (Stirred::new(Duration::ZERO), Stirred::new(LONG));
        for reader in [&mut often, &mut seldom] {
            reader.due(&marks);
            reader.looked(0);
        }
        marks.stir(bit(7));
        assert_eq!(often.due(&marks), EVERYWHERE);
        often.looked(0);
        assert_eq!(seldom.due(&marks), bit(7));
    }
}
