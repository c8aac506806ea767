//! Reading everything there is, as fast as it can be read.

use crate::copied::{COPIED, Unpacker};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::Recorded;
use crate::stream::{Cursor, PARTITIONS};
use futures::TryStreamExt;
use sqlx::{Executor, PgConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use tokio::sync::mpsc;
use tokio::sync::mpsc::PermitIterator;
use tokio::task::JoinSet;

/// Events in one page, or a few more. A replay holds some pages at a time, however many events there are.
const PAGE: usize = 2_048;
/// Octets of text in one page, or a few more: of large events there are fewer.
const PAGE_OCTETS: usize = 4 * 1_024 * 1_024;
/// Pages of one statement: to plan and to begin one costs as much as hundreds of events.
const PAGES: usize = 4;

type Page = Result<Vec<Recorded>, JournalError>;
type Pages = mpsc::Sender<Page>;

/// Pages of events: see [`Journal::replay`].
pub struct Replay {
    pages: mpsc::Receiver<Page>,
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
    ///
    /// Texts lie together in blocks: who keeps one [`Text`](crate::Text) of an event keeps a hundred kilobytes.
    pub fn replay(&self, at_once: usize) -> Replay {
        let at_once = at_once.clamp(1, usize::from(PARTITIONS));
        let (sender, pages) = mpsc::channel(at_once * PAGES);
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
    async fn read_partitions(&self, next: &AtomicU16, pages: &Pages) -> Result<(), JournalError> {
        let failed = JournalError::database;
        let mut connection = self.follower_connections().checkout().await.map_err(failed("connecting"))?;
        connection.execute(INDEX_ORDER).await.map_err(failed("reading events"))?;
        let mut unpacker = Unpacker::new(self.upcasters().clone(), PAGE);
        loop {
            let partition = next.fetch_add(1, Ordering::Relaxed);
            if partition >= PARTITIONS {
                break;
            }
            let mut after = Cursor::start(partition.cast_signed());
            // Places first: a COPY that waited for whoever reads would hold a snapshot, and with it the vacuum.
            while let Ok(places) = pages.reserve_many(PAGES).await {
                let mut copy = Copy { places, pages, unpacker: &mut unpacker, events: 0, after };
                copy.read(&mut connection, self.epoch()).await?;
                after = copy.after;
                if copy.events < PAGES * PAGE {
                    break;
                }
            }
        }
        // Everything was read: where this fails, the connection goes, and nothing is lost.
        if connection.execute(ANY_ORDER).await.is_ok() {
            connection.put_back();
        }
        Ok(())
    }
}

/// A part of a partition on its way into pages.
struct Copy<'a> {
    places: PermitIterator<'a, Page>,
    pages: &'a Pages,
    unpacker: &'a mut Unpacker,
    events: usize,
    /// The last event that was read.
    after: Cursor,
}

impl Copy<'_> {
    async fn read(&mut self, connection: &mut PgConnection, epoch: i32) -> Result<(), JournalError> {
        let failed = JournalError::database;
        let unreadable = |error| failed("decoding events")(sqlx::Error::Decode(Box::new(error)));
        let statement = format!("copy ({}) to stdout (format binary)", events_after(self.after, epoch));
        let mut pieces = connection.copy_out_raw(&statement).await.map_err(failed("reading events"))?;
        self.unpacker.begin(self.after.partition);
        while let Some(piece) = pieces.try_next().await.map_err(failed("reading events"))? {
            self.unpacker.feed(&piece).map_err(unreadable)?;
            if self.unpacker.events() >= PAGE || self.unpacker.octets() >= PAGE_OCTETS {
                let page = self.unpacker.take();
                self.send(page).await;
            }
        }
        let page = self.unpacker.end().map_err(unreadable)?;
        self.send(page).await;
        Ok(())
    }

    /// Nobody listens any more when the replay was given up.
    async fn send(&mut self, page: Vec<Recorded>) {
        let Some(last) = page.last() else { return };
        self.after = last.cursor;
        self.events += page.len();
        match self.places.next() {
            Some(place) => place.send(Ok(page)),
            // Only where events are so large that there are more pages than places.
            None => _ = self.pages.send(Ok(page)).await,
        }
    }
}

/// The index has the order; a planner that expects few rows, or knows nothing of the table, may sort all of a
/// partition for each COPY instead.
const INDEX_ORDER: &str = "set enable_sort = off; set max_parallel_workers_per_gather = 0";
const ANY_ORDER: &str = "reset enable_sort; reset max_parallel_workers_per_gather";

/// A COPY takes no parameters. `is true` keeps the fence a filter: as conditions of the index, its two halves would be
/// looked up one by one, and the result be without order.
fn events_after(after: Cursor, epoch: i32) -> String {
    let Cursor { partition, epoch: after_epoch, xid, position } = after;
    let limit = PAGES * PAGE;
    format!(
        "select {COPIED} from events e
         where e.partition = {partition}
             and (e.epoch, e.xid, e.position) > ({after_epoch}, '{xid}'::xid8, {position})
             and (e.epoch < {epoch} or e.xid < (select pg_snapshot_xmin(pg_current_snapshot()))) is true
         order by e.epoch, e.xid, e.position limit {limit}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Role;
    use crate::test_support::TestDatabase;

    const ROWS: &str = "
        insert into events (partition, recorded_at, command_id, hash, aggregate_type, aggregate_id, sequence,
            event_type, event_version, payload, metadata)
        select n % 2, now(), gen_random_uuid(), decode(repeat('0a', 32), 'hex'), 'purse', 'a', n, 'Granted', '1',
            '{}', '{}'
        from generate_series(1, 20000) n";

    #[tokio::test]
    async fn the_index_gives_the_order_whatever_the_planner_knows() {
        let database = TestDatabase::new().await.unwrap();
        let mut owner = database.connection(Role::Owner).await.unwrap();
        owner.execute(INDEX_ORDER).await.unwrap();
        for before in ["select", ROWS, "analyze events"] {
            owner.execute(before).await.unwrap();
            for after in [Cursor::start(1), Cursor { partition: 1, epoch: 1, xid: 5, position: 9_000 }] {
                let statement = format!("explain {}", events_after(after, 1));
                let plan: Vec<String> = sqlx::query_scalar(&statement).fetch_all(&mut owner).await.unwrap();
                let plan = plan.join("\n");
                assert!(plan.contains("Index Scan using events_followed"), "{plan}");
                assert!(!plan.contains("Sort") && !plan.contains("Gather"), "{plan}");
            }
        }
    }
}
