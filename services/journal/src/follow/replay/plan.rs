//! Which window comes next, and how wide it is.

use super::Page;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::stream::PARTITIONS;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use tokio::sync::{Mutex, mpsc};

/// Events that a window should have. A statement costs as much as a few hundred, whatever it finds.
pub(super) const EVENTS: usize = 4_096;
/// Octets of text that count as an event: of large events there are fewer in a window.
const OCTETS_OF_AN_EVENT: usize = 2_048;
/// A window is at most so many times as wide as the one before, or so many times as narrow.
const CHANGE: i64 = 8;
/// Of so few events: the next window begins where there is one.
const FEW: usize = EVENTS / 16;
/// Transactions of the first window.
const FIRST: i64 = 16;
/// Wider than any gap is worth.
const WIDEST: i64 = 1 << 32;

/// A range of transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub epoch: i32,
    /// The first transaction.
    pub from: i64,
    /// The first that is no longer in it.
    pub to: i64,
}

/// Gives out windows in order, one after another.
pub(super) struct Plan {
    journal: Journal,
    next: Mutex<Next>,
    pub pace: Pace,
}

struct Next {
    queue: mpsc::Sender<mpsc::Receiver<Page>>,
    /// Transactions from here on are not to be read: one of them may still be running. None before it is known.
    fence: Option<i64>,
    epoch: i32,
    from: i64,
    ended: bool,
}

impl Plan {
    pub fn new(journal: Journal, queue: mpsc::Sender<mpsc::Receiver<Page>>) -> Self {
        let next = Next { queue, fence: None, epoch: 0, from: 0, ended: false };
        Self { journal, next: Mutex::new(next), pace: Pace::default() }
    }

    /// The next window and where its pages go; nothing at the end, or when nobody listens any more. Waits until there is
    /// room for it.
    pub async fn next(&self) -> Result<Option<(Window, mpsc::Sender<Page>)>, JournalError> {
        let mut next = self.next.lock().await;
        if next.ended {
            return Ok(None);
        }
        let window = match self.window(&mut next).await {
            Ok(Some(window)) => Ok(window),
            Ok(None) => {
                next.ended = true;
                return Ok(None);
            }
            Err(error) => {
                next.ended = true;
                Err(error)
            }
        };
        let (sender, pages) = mpsc::channel(1);
        if next.queue.send(pages).await.is_err() {
            next.ended = true;
            return Ok(None);
        }
        match window {
            Ok(window) => Ok(Some((window, sender))),
            Err(error) => {
                let _ = sender.send(Err(error)).await;
                Ok(None)
            }
        }
    }

    async fn window(&self, next: &mut Next) -> Result<Option<Window>, JournalError> {
        let current = self.journal.epoch();
        let fence = match next.fence {
            Some(fence) => fence,
            None => *next.fence.insert(self.fence().await?),
        };
        if self.pace.found_few() {
            match self.seek(next.epoch, next.from).await? {
                Some((epoch, xid)) if epoch <= current => (next.epoch, next.from) = (epoch, xid),
                _ => return Ok(None),
            }
        }
        let (epoch, from) = (next.epoch, next.from);
        // Events of an older epoch are all committed; their transaction ids mean nothing any more.
        let end = if epoch < current { i64::MAX } else { fence };
        if from >= end {
            return Ok(None);
        }
        let to = from.saturating_add(self.pace.width()).min(end);
        next.from = to;
        Ok(Some(Window { epoch, from, to }))
    }

    /// The oldest transaction that may still be running.
    async fn fence(&self) -> Result<i64, JournalError> {
        self.journal
            .read(|connection, _| {
                let statement = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
                Box::pin(sqlx::query_scalar(statement).fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("asking for running transactions"))
    }

    /// The first transaction from here on that wrote events.
    async fn seek(&self, epoch: i32, from: i64) -> Result<Option<(i32, i64)>, JournalError> {
        self.journal
            .read(|connection, _| {
                let query = sqlx::query_as(
                    "select e.epoch, e.number from generate_series(0, $1 - 1) as p (n)
                     cross join lateral (
                         select epoch, xid::text::bigint as number from events
                         where partition = p.n::smallint and (epoch, xid) >= ($2, $3::text::xid8)
                         order by epoch, xid limit 1) e
                     order by 1, 2 limit 1",
                );
                let query = query.bind(i32::from(PARTITIONS)).bind(epoch).bind(from.to_string());
                Box::pin(query.fetch_optional(connection))
            })
            .await
            .map_err(JournalError::database("looking for events"))
    }
}

/// How many transactions make a window, learnt from the windows before.
pub(super) struct Pace {
    width: AtomicI64,
    few: AtomicBool,
}

impl Default for Pace {
    fn default() -> Self {
        // Where the first event is has to be looked for.
        Self { width: AtomicI64::new(FIRST), few: AtomicBool::new(true) }
    }
}

impl Pace {
    fn width(&self) -> i64 {
        self.width.load(Ordering::Relaxed)
    }

    /// Whether the last window that was read had few events, or none.
    fn found_few(&self) -> bool {
        self.few.swap(false, Ordering::Relaxed)
    }

    /// A range of so many transactions had so many events with so much text.
    pub fn learn(&self, width: i64, events: usize, octets: usize) {
        let weight = events.max(octets / OCTETS_OF_AN_EVENT);
        let fitting = i128::from(width) * EVENTS as i128 / weight.max(1) as i128;
        let fitting = i64::try_from(fitting).unwrap_or(i64::MAX);
        let (narrow, wide) = ((width / CHANGE).max(1), width.saturating_mul(CHANGE).min(WIDEST));
        self.width.store(fitting.clamp(narrow, wide), Ordering::Relaxed);
        if weight < FEW {
            self.few.store(true, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_become_as_wide_as_they_should_be() {
        let pace = Pace::default();
        assert!(pace.found_few() && !pace.found_few());
        // One event in ten transactions.
        for _ in 0..10 {
            let width = pace.width();
            pace.learn(width, usize::try_from(width / 10).unwrap(), 0);
        }
        assert_eq!(pace.width(), EVENTS as i64 * 10);
        // A hundred events in each.
        for _ in 0..10 {
            let width = pace.width();
            pace.learn(width, usize::try_from(width * 100).unwrap(), 0);
        }
        assert_eq!(pace.width(), EVENTS as i64 / 100);
        assert!(pace.found_few(), "the first windows had few");
        pace.learn(40, EVENTS, 0);
        assert!(!pace.found_few());
        // Nothing for ever, and a transaction with everything.
        (0..40).for_each(|_| pace.learn(pace.width(), 0, 0));
        assert_eq!(pace.width(), WIDEST);
        (0..40).for_each(|_| pace.learn(pace.width(), 1_000_000, 0));
        assert_eq!(pace.width(), 1);
    }

    #[test]
    fn large_events_are_fewer() {
        let pace = Pace::default();
        pace.learn(100, 100, 100 * 1_024 * 1_024);
        assert_eq!(pace.width(), 100 / CHANGE);
    }
}
