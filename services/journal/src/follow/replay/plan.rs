//! Which window comes next, and how wide it is.

use super::Page;
use crate::archive::{Segment, Shelf};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::stream::PARTITIONS;
use crate::upcast::Upcasters;
use std::path::PathBuf;
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

/// What is to be read.
pub(super) struct Source {
    /// The archive comes first, if it is this journal's.
    archive: Option<PathBuf>,
    pub upcasters: Upcasters,
    /// Where it begins in the table: epoch and transaction.
    from: (i32, i64),
    /// It ends before this transaction of that epoch.
    to: Option<i64>,
}

impl Source {
    pub fn everything(journal: &Journal) -> Self {
        let archive = journal.config().archive.clone();
        Self { archive, upcasters: journal.upcasters().clone(), from: (0, 0), to: None }
    }

    pub fn stored(from: (i32, i64), to: Option<i64>) -> Self {
        Self { archive: None, upcasters: Upcasters::new(), from, to }
    }
}

/// What a reader does next.
pub(super) enum Task {
    /// Reads a window of the table.
    Window(Window),
    /// Reads a file of the archive.
    Segment(PathBuf, Segment),
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
    /// Not opened yet.
    archive: Option<PathBuf>,
    /// Not given out yet.
    segments: std::vec::IntoIter<(PathBuf, Segment)>,
    epoch: i32,
    from: i64,
    /// Of which epoch not everything is wanted, and where that ends.
    until: Option<(i32, i64)>,
    ended: bool,
}

impl Plan {
    pub fn new(journal: Journal, source: Source, queue: mpsc::Sender<mpsc::Receiver<Page>>) -> Self {
        let (epoch, from) = source.from;
        let next = Next {
            queue,
            fence: None,
            archive: source.archive,
            segments: vec![].into_iter(),
            epoch,
            from,
            until: source.to.map(|to| (epoch, to)),
            ended: false,
        };
        Self { journal, next: Mutex::new(next), pace: Pace::default() }
    }

    /// The next task and where its pages go; nothing at the end, or when nobody listens any more. Waits until there is
    /// room for it.
    pub async fn next(&self) -> Result<Option<(Task, mpsc::Sender<Page>)>, JournalError> {
        let mut next = self.next.lock().await;
        if next.ended {
            return Ok(None);
        }
        let task = match self.task(&mut next).await {
            Ok(Some(task)) => Ok(task),
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
        match task {
            Ok(task) => Ok(Some((task, sender))),
            Err(error) => {
                let _ = sender.send(Err(error)).await;
                Ok(None)
            }
        }
    }

    async fn task(&self, next: &mut Next) -> Result<Option<Task>, JournalError> {
        if let Some(root) = next.archive.take() {
            match Shelf::open(&self.journal, &root).await {
                Ok(shelf) => {
                    (next.epoch, next.from) = shelf.end();
                    let Shelf { folder, segments, .. } = shelf;
                    let files = segments.into_iter().map(|one| (folder.join(one.file_name()), one));
                    next.segments = files.collect::<Vec<_>>().into_iter();
                }
                Err(error) => {
                    tracing::warn!(error = %error, "the archive is not used: everything is read from the table");
                }
            }
        }
        match next.segments.next() {
            Some((path, segment)) => Ok(Some(Task::Segment(path, segment))),
            None => Ok(self.window(next).await?.map(Task::Window)),
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
        let end = match next.until {
            Some((last, to)) if last == epoch => end.min(to),
            Some(_) => return Ok(None),
            None => end,
        };
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
