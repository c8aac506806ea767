//! Reading everything there is, as fast as it can be read.

use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::{COLUMNS, Recorded};
use crate::stream::{Cursor, PARTITIONS};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Events in one page. A replay holds a few pages at a time, however many events there are.
const PAGE: usize = 2_048;

/// Pages of events: see [`Journal::replay`].
pub struct Replay {
    pages: mpsc::Receiver<Result<Vec<Recorded>, JournalError>>,
    /// They end with the replay.
    readers: JoinSet<()>,
}

impl Replay {
    /// The next page, never empty; nothing at the end.
    ///
    /// # Errors
    /// The database failed, or an event is unreadable. Pages that follow an error are incomplete.
    pub async fn next(&mut self) -> Result<Option<Vec<Recorded>>, JournalError> {
        if let Some(page) = self.pages.recv().await {
            return page.map(Some);
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
    /// Every event, those of a stream in order: partition by partition, `at_once` of them at the same time, each read
    /// ahead on a connection of its own. What is committed meanwhile may be in it or not; what commits late behind an
    /// older transaction is left out, and comes later than the last event of its partition.
    pub fn replay(&self, at_once: usize) -> Replay {
        let at_once = at_once.clamp(1, usize::from(PARTITIONS));
        let (sender, pages) = mpsc::channel(at_once);
        let next = Arc::new(AtomicU16::new(0));
        let mut readers = JoinSet::new();
        for _ in 0..at_once {
            let (journal, next, sender) = (self.clone(), next.clone(), sender.clone());
            readers.spawn(async move {
                if let Err(error) = journal.read_partitions(&next, &sender).await {
                    // Nobody listens any more when the replay was given up.
                    let _ = sender.send(Err(error)).await;
                }
            });
        }
        Replay { pages, readers }
    }

    /// Takes one partition after another until none is left.
    async fn read_partitions(
        &self,
        next: &AtomicU16,
        pages: &mpsc::Sender<Result<Vec<Recorded>, JournalError>>,
    ) -> Result<(), JournalError> {
        let failed = JournalError::database;
        let statement = format!(
            "select {COLUMNS} from events e
             where e.partition = $1 and (e.epoch, e.xid, e.position) > ($2, $3::text::xid8, $4)
                 and (e.epoch < $5 or e.xid < pg_snapshot_xmin(pg_current_snapshot()))
             order by e.epoch, e.xid, e.position limit $6"
        );
        let mut connection = self.follower_connections().checkout().await.map_err(failed("connecting"))?;
        loop {
            let partition = next.fetch_add(1, Ordering::Relaxed);
            if partition >= PARTITIONS {
                connection.put_back();
                return Ok(());
            }
            let mut after = Cursor::start(partition.cast_signed());
            loop {
                let rows = sqlx::query(&statement)
                    .bind(after.partition)
                    .bind(after.epoch)
                    .bind(after.xid.to_string())
                    .bind(after.position)
                    .bind(self.epoch())
                    .bind(PAGE as i64)
                    .fetch_all(&mut *connection)
                    .await
                    .map_err(failed("reading events"))?;
                let full = rows.len() == PAGE;
                let page = Recorded::from_rows(&rows, self.upcasters()).map_err(failed("decoding events"))?;
                drop(rows);
                let Some(last) = page.last() else { break };
                after = last.cursor;
                if pages.send(Ok(page)).await.is_err() {
                    connection.put_back();
                    return Ok(());
                }
                if !full {
                    break;
                }
            }
        }
    }
}
