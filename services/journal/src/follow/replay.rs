//! Reading everything there is, as fast as it can be read.
//!
//! The index has the order, and is the wrong way: neighbours in it lie in 64 places of the table, and each event costs
//! a visit to a page of its own. What was written at the same time lies together. So a replay walks through the
//! transactions, a window of some thousand events at a time: the index says which pages a window is in, each of them is
//! read once, and the order is made here.
//!
//! What is archived is read from its segments instead, in the same order.

mod plan;
mod read;

use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::Recorded;
use crate::stream::PARTITIONS;
use plan::{Plan, Source};
use read::Reader;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Windows that are read ahead, for each reader.
const AHEAD: usize = 2;

type Page = Result<Vec<Recorded>, JournalError>;

/// Pages of events: see [`Journal::replay`].
pub struct Replay {
    /// In order; each has pages of its own.
    windows: mpsc::Receiver<mpsc::Receiver<Page>>,
    window: Option<mpsc::Receiver<Page>>,
    /// They end with the replay.
    readers: JoinSet<()>,
}

impl Replay {
    /// The next page, never empty; nothing at the end.
    ///
    /// # Errors
    /// The database failed, or an event is unreadable. Pages that follow an error are incomplete.
    pub async fn next(&mut self) -> Result<Option<Vec<Recorded>>, JournalError> {
        loop {
            if let Some(window) = &mut self.window {
                match window.recv().await {
                    Some(page) => return page.map(Some),
                    None => self.window = None,
                }
            }
            match self.windows.recv().await {
                Some(window) => self.window = Some(window),
                None => break,
            }
        }
        // A reader that died would otherwise look like the end.
        while let Some(ended) = self.readers.join_next().await {
            ended.map_err(|died| {
                JournalError::database("reading events")(sqlx::Error::Protocol(died.to_string()))
            })?;
        }
        Ok(None)
    }
}

impl Journal {
    /// Every event, those of a partition in the order of their cursors, read ahead by `at_once` readers, each on a
    /// connection of its own. What is committed meanwhile may be in it or not; what commits late behind an older
    /// transaction is left out, and comes later than the last event of its partition.
    ///
    /// Texts lie together in blocks: who keeps one [`Text`](crate::Text) of an event keeps a hundred kilobytes.
    pub fn replay(&self, at_once: usize) -> Replay {
        self.replay_of(Source::everything(self), at_once)
    }

    /// From this epoch and transaction on, from the table alone and not upcast: as it is stored.
    pub(crate) fn replay_stored(&self, from: (i32, i64)) -> Replay {
        self.replay_of(Source::stored(from, None), 1)
    }

    /// The same up to a transaction of that epoch.
    pub(crate) fn replay_stored_between(&self, from: (i32, i64), to: i64) -> Replay {
        self.replay_of(Source::stored(from, Some(to)), 1)
    }

    fn replay_of(&self, source: Source, at_once: usize) -> Replay {
        let at_once = at_once.clamp(1, usize::from(PARTITIONS));
        let (queue, windows) = mpsc::channel(at_once * AHEAD);
        let upcasters = source.upcasters.clone();
        let plan = Arc::new(Plan::new(self.clone(), source, queue));
        let mut readers = JoinSet::new();
        for _ in 0..at_once {
            let mut reader = Reader::new(self.clone(), upcasters.clone(), plan.clone());
            readers.spawn(async move { reader.run().await });
        }
        Replay { windows, window: None, readers }
    }
}
