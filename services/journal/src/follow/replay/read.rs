//! Windows become pages.

use super::Page;
use super::plan::{EVENTS, Plan, Task, Window};
use crate::archive::{self, Segment, SegmentError};
use crate::connections::Checkout;
use crate::copied::{COPIED, Unpacker};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::Recorded;
use crate::stream::{Cursor, PARTITIONS};
use crate::upcast::Upcasters;
use futures::TryStreamExt;
use sqlx::{Executor, PgConnection};
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Events that are held at once to be put in order. A range that has more is read in narrower ones.
const MOST: usize = 4 * EVENTS;
/// Octets of their text.
const MOST_OCTETS: usize = 16 * 1_024 * 1_024;
/// Octets in one page of a large transaction, or a few more.
const PAGE_OCTETS: usize = 4 * 1_024 * 1_024;
/// Of a range that has too much, the next try is this part.
const NARROWER: i64 = 8;

/// Which pages a window is in, and these in the order of the table.
const BY_PAGE: &str = "set enable_seqscan = off; set enable_indexscan = off; set enable_indexonlyscan = off;
    reset enable_bitmapscan; reset enable_sort; set max_parallel_workers_per_gather = 0";
/// In the order of the index. A planner that expects few rows, or knows nothing of the table, may sort all of a
/// partition for each COPY instead.
const BY_INDEX: &str = "set enable_seqscan = off; reset enable_indexscan; reset enable_indexonlyscan;
    set enable_bitmapscan = off; set enable_sort = off; set max_parallel_workers_per_gather = 0";
const BY_ANY: &str = "reset enable_seqscan; reset enable_indexscan; reset enable_indexonlyscan;
    reset enable_bitmapscan; reset enable_sort; reset max_parallel_workers_per_gather";

/// Reads one window after another.
pub(super) struct Reader {
    journal: Journal,
    upcasters: Upcasters,
    plan: Arc<Plan>,
    connection: Option<Checkout>,
}

/// The events of a range, unless they are too many.
enum Part {
    Events(Vec<Recorded>),
    TooMuch,
}

impl Reader {
    pub fn new(journal: Journal, upcasters: Upcasters, plan: Arc<Plan>) -> Self {
        Self { journal, upcasters, plan, connection: None }
    }

    pub async fn run(&mut self) {
        loop {
            let (task, pages) = match self.plan.next().await {
                Ok(Some(next)) => next,
                Ok(None) => break,
                // It was handed on where the window's pages would be.
                Err(_) => return,
            };
            let read = match task {
                Task::Window(window) => self.window(window, &pages).await,
                Task::Segment(path, segment) => self.segment(path, segment, &pages).await,
            };
            if let Err(error) = read {
                // Nobody listens any more when the replay was given up.
                let _ = pages.send(Err(error)).await;
                return;
            }
        }
        // Everything was read: where this fails, the connection goes, and nothing is lost.
        if let Some(mut connection) = self.connection.take()
            && connection.execute(BY_ANY).await.is_ok()
        {
            connection.put_back();
        }
    }

    /// A segment's events; from the table where its file is not what was written.
    async fn segment(
        &mut self,
        path: PathBuf,
        segment: Segment,
        pages: &mpsc::Sender<Page>,
    ) -> Result<(), JournalError> {
        let window = Window { epoch: segment.epoch, from: segment.from, to: segment.to };
        let (upcasters, to) = (self.upcasters.clone(), pages.clone());
        let shown = path.display().to_string();
        let reading = tokio::task::spawn_blocking(move || {
            archive::read(&path, &segment, upcasters, |page| to.blocking_send(Ok(page)).is_ok())
        });
        match reading.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error @ SegmentError::Unfit { .. })) => {
                tracing::warn!(file = shown, error = %error, "a segment of the archive is not used: it is read from the table");
                self.window(window, pages).await
            }
            Ok(Err(error)) => Err(unreadable(error)),
            Err(died) => Err(unreadable(died)),
        }
    }

    async fn window(&mut self, window: Window, pages: &mpsc::Sender<Page>) -> Result<(), JournalError> {
        let Window { epoch, mut from, to: end } = window;
        let mut to = end;
        while from < end {
            let range = Window { epoch, from, to };
            match self.part(range).await? {
                Part::Events(events) => {
                    if !events.is_empty() && pages.send(Ok(events)).await.is_err() {
                        return Ok(());
                    }
                    from = to;
                    to = to.saturating_add((to - range.from) * NARROWER).min(end);
                }
                Part::TooMuch if to - from > 1 => to = from + ((to - from) / NARROWER).max(1),
                Part::TooMuch => {
                    self.large(range, pages).await?;
                    (from, to) = (to, end);
                }
            }
        }
        Ok(())
    }

    async fn connection(&mut self) -> Result<&mut Checkout, JournalError> {
        let failed = JournalError::database;
        if self.connection.is_none() {
            let mut connection =
                self.journal.follower_connections().checkout().await.map_err(failed("connecting"))?;
            connection.execute(BY_PAGE).await.map_err(failed("reading events"))?;
            self.connection = Some(connection);
        }
        Ok(self.connection.as_mut().expect("it was just put there"))
    }

    /// Everything that a range has, in order.
    async fn part(&mut self, range: Window) -> Result<Part, JournalError> {
        let mut unpacker = Unpacker::new(self.upcasters.clone(), EVENTS);
        let connection = self.connection().await?;
        if !copy(connection, &of_range(range), &mut unpacker, MOST_OCTETS).await? {
            // What else it would send is not wanted.
            self.connection = None;
            self.plan.pace.learn(range.to - range.from, MOST, MOST_OCTETS);
            return Ok(Part::TooMuch);
        }
        let octets = unpacker.octets();
        let mut events = unpacker.end().map_err(unreadable)?;
        self.plan.pace.learn(range.to - range.from, events.len(), octets);
        if events.len() > MOST {
            return Ok(Part::TooMuch);
        }
        let place = |event: &Recorded| (event.cursor.xid, event.cursor.position);
        if !events.is_sorted_by_key(place) {
            events.sort_by_cached_key(place);
        }
        Ok(Part::Events(events))
    }

    /// One transaction that is too large to be held: partition by partition, in the order of the index.
    async fn large(&mut self, range: Window, pages: &mpsc::Sender<Page>) -> Result<(), JournalError> {
        let failed = JournalError::database;
        self.connection().await?.execute(BY_INDEX).await.map_err(failed("reading events"))?;
        for partition in 0..PARTITIONS.cast_signed() {
            let mut after = Cursor { partition, epoch: range.epoch, xid: range.from, position: 0 };
            loop {
                let mut unpacker = Unpacker::new(self.upcasters.clone(), EVENTS);
                // Of large events a page has fewer, and the rest of the COPY is not wanted.
                let complete = copy(
                    self.connection().await?,
                    &of_partition(after, range.to),
                    &mut unpacker,
                    PAGE_OCTETS,
                )
                .await?;
                let page = if complete { unpacker.end().map_err(unreadable)? } else { unpacker.take() };
                if !complete {
                    self.connection = None;
                    self.connection().await?.execute(BY_INDEX).await.map_err(failed("reading events"))?;
                }
                let full = !complete || page.len() == EVENTS;
                if let Some(last) = page.last() {
                    after = last.cursor;
                    if pages.send(Ok(page)).await.is_err() {
                        return Ok(());
                    }
                }
                if !full {
                    break;
                }
            }
        }
        self.connection().await?.execute(BY_PAGE).await.map_err(failed("reading events"))?;
        Ok(())
    }
}

/// Whether the COPY ended before there was too much of it.
async fn copy(
    connection: &mut PgConnection,
    statement: &str,
    unpacker: &mut Unpacker,
    most_octets: usize,
) -> Result<bool, JournalError> {
    let failed = JournalError::database;
    let statement = format!("copy ({statement}) to stdout (format binary)");
    let mut pieces = connection.copy_out_raw(&statement).await.map_err(failed("reading events"))?;
    while let Some(piece) = pieces.try_next().await.map_err(failed("reading events"))? {
        unpacker.feed(&piece).map_err(unreadable)?;
        if unpacker.octets() > most_octets {
            return Ok(false);
        }
    }
    Ok(true)
}

fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> JournalError {
    JournalError::database("decoding events")(sqlx::Error::Decode(Box::new(error)))
}

/// A COPY takes no parameters. Naming every partition is what lets the index look up the range in each.
fn of_range(Window { epoch, from, to }: Window) -> String {
    let partitions: Vec<String> = (0..PARTITIONS).map(|partition| partition.to_string()).collect();
    format!(
        "select {COPIED} from events e
         where e.partition = any('{{{}}}') and e.epoch = {epoch} and e.xid >= '{from}'::xid8
             and e.xid < '{to}'::xid8
         limit {}",
        partitions.join(","),
        MOST + 1
    )
}

fn of_partition(after: Cursor, to: i64) -> String {
    let Cursor { partition, epoch, xid, position } = after;
    format!(
        "select {COPIED} from events e
         where e.partition = {partition} and (e.epoch, e.xid, e.position) > ({epoch}, '{xid}'::xid8, {position})
             and (e.epoch, e.xid) < ({epoch}, '{to}'::xid8)
         order by e.epoch, e.xid, e.position limit {EVENTS}"
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

    async fn plan(connection: &mut PgConnection, settings: &str, statement: &str) -> String {
        connection.execute(settings).await.unwrap();
        let plan: Vec<String> =
            sqlx::query_scalar(&format!("explain {statement}")).fetch_all(connection).await.unwrap();
        plan.join("\n")
    }

    #[tokio::test]
    async fn the_way_is_the_same_whatever_the_planner_knows() {
        let database = TestDatabase::new().await.unwrap();
        let mut owner = database.connection(Role::Owner).await.unwrap();
        for before in ["select", ROWS, "analyze events"] {
            owner.execute(before).await.unwrap();
            for (from, to) in [(0, 1), (700, 5_000), (0, i64::MAX)] {
                let plan = plan(&mut owner, BY_PAGE, &of_range(Window { epoch: 1, from, to })).await;
                assert!(plan.contains("Bitmap Index Scan on events_followed"), "{plan}");
                assert!(!plan.contains("Gather") && !plan.contains("Sort"), "{plan}");
            }
            for after in [Cursor::start(1), Cursor { partition: 1, epoch: 1, xid: 5, position: 9_000 }] {
                let plan = plan(&mut owner, BY_INDEX, &of_partition(after, 10_000)).await;
                assert!(plan.contains("Index Scan using events_followed"), "{plan}");
                assert!(!plan.contains("Sort") && !plan.contains("Gather"), "{plan}");
            }
        }
    }
}
