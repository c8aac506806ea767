//! The end of the journal as it grows: for whoever wants to hear of events from now on, and keeps nothing.
//!
//! It reads as followers do, behind the fence and by one cursor a partition, so that an event which commits late is not
//! passed over. It has no checkpoint: what happened before it began is not its business.

use crate::error::JournalError;
use crate::journal::Journal;
use crate::news::{Mask, Stirred, bit};
use crate::recorded::{COLUMNS, Recorded};
use crate::stream::{Cursor, PARTITIONS};
use std::time::Duration;
use tokio::sync::watch;

/// The most events of a partition that are read at once.
const PAGE: i64 = 200;
/// How long it waits when nothing wakes it.
const POLL: Duration = Duration::from_millis(250);
/// How long it waits for what was told of and cannot be read yet.
const A_MOMENT: Duration = Duration::from_millis(5);

/// Reads what is appended from now on.
pub struct Tail {
    journal: Journal,
    cursors: Vec<Cursor>,
    commits: watch::Receiver<u64>,
    stirred: Stirred,
}

impl Journal {
    /// Everything that becomes visible to followers after this call.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tail(&self) -> Result<Tail, JournalError> {
        let commits = self.hub().commits();
        let epoch = self.epoch();
        let rows: Vec<(i16, i32, i64, i64)> = self
            .read(|connection, _| {
                let query = sqlx::query_as(
                    "select p.n::smallint, e.epoch, e.number, e.position from generate_series(0, $1 - 1) as p (n)
                     cross join lateral (
                         select epoch, xid::text::bigint as number, position from events
                         where partition = p.n::smallint
                             and (epoch < $2 or xid < pg_snapshot_xmin(pg_current_snapshot()))
                         order by epoch desc, xid desc, position desc limit 1) e",
                );
                Box::pin(query.bind(i32::from(PARTITIONS)).bind(epoch).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("asking for the journal's end"))?;
        let mut cursors: Vec<Cursor> =
            (0..PARTITIONS).map(|partition| Cursor::start(partition.cast_signed())).collect();
        for (partition, epoch, xid, position) in rows {
            if let Some(cursor) = cursors.get_mut(usize::from(partition.unsigned_abs())) {
                *cursor = Cursor { partition, epoch, xid, position };
            }
        }
        Ok(Tail { journal: self.clone(), cursors, commits, stirred: Stirred::new(POLL) })
    }

    /// Everything after these places: for whoever knows what happened until there, and keeps it in memory. A partition
    /// without a place is read from its beginning.
    pub fn tail_from(&self, places: impl IntoIterator<Item = Cursor>) -> Tail {
        let commits = self.hub().commits();
        let mut cursors: Vec<Cursor> =
            (0..PARTITIONS).map(|partition| Cursor::start(partition.cast_signed())).collect();
        for place in places {
            if let Some(cursor) = cursors.get_mut(usize::from(place.partition.unsigned_abs())) {
                *cursor = place;
            }
        }
        Tail { journal: self.clone(), cursors, commits, stirred: Stirred::new(POLL) }
    }
}

impl Tail {
    /// The next events, in the order of each stream. Waits until there are some, at most a moment: an empty answer
    /// means that nothing has happened yet.
    ///
    /// # Errors
    /// The database failed. Nothing is lost: the next call reads on from the same place.
    pub async fn next(&mut self) -> Result<Vec<Recorded>, JournalError> {
        self.commits.mark_unchanged();
        let mut due = self.stirred.due(self.journal.hub().marks());
        if due == 0 {
            // A closed channel means that the journal is gone; the next read says so.
            let _ = tokio::time::timeout(POLL, self.commits.changed()).await;
            due = self.stirred.due(self.journal.hub().marks());
        }
        let events = self.read(due).await?;
        let mut counts = [0_i64; PARTITIONS as usize];
        for event in &events {
            let at = usize::from(event.cursor.partition.unsigned_abs());
            self.cursors[at] = event.cursor;
            counts[at] += 1;
        }
        // What was not read to its end, and what this process committed behind somebody's open transaction.
        let frontier = self.journal.hub().frontier();
        let outstanding = (0..PARTITIONS.cast_signed()).filter(|partition| {
            let at = usize::from(partition.unsigned_abs());
            counts[at] == PAGE || frontier[at] > self.cursors[at]
        });
        self.stirred.looked(outstanding.map(bit).fold(0, |mask, bit| mask | bit));
        if events.is_empty() && due != 0 {
            tokio::time::sleep(A_MOMENT).await;
        }
        Ok(events)
    }

    async fn read(&self, due: Mask) -> Result<Vec<Recorded>, JournalError> {
        let statement = format!(
            "select {COLUMNS} from unnest($1::smallint[], $2::integer[], $3::text[], $4::bigint[])
                 as c (partition, epoch, xid, position)
             cross join lateral (
                 select * from events e
                 where e.partition = c.partition
                     and (e.epoch, e.xid, e.position) > (c.epoch, c.xid::xid8, c.position)
                     and (e.epoch < $5 or e.xid < pg_snapshot_xmin(pg_current_snapshot()))
                 order by e.epoch, e.xid, e.position limit $6) e
             order by e.partition, e.epoch, e.xid, e.position"
        );
        let due: Vec<Cursor> =
            self.cursors.iter().filter(|cursor| due & bit(cursor.partition) != 0).copied().collect();
        let partitions: Vec<i16> = due.iter().map(|cursor| cursor.partition).collect();
        let epochs: Vec<i32> = due.iter().map(|cursor| cursor.epoch).collect();
        let xids: Vec<String> = due.iter().map(|cursor| cursor.xid.to_string()).collect();
        let positions: Vec<i64> = due.iter().map(|cursor| cursor.position).collect();
        let (statement, epoch) = (&statement, self.journal.epoch());
        let (partitions, epochs, xids, positions) = (&partitions, &epochs, &xids, &positions);
        let rows = self
            .journal
            .read(|connection, _| {
                let query = sqlx::query(statement).bind(partitions).bind(epochs).bind(xids).bind(positions);
                Box::pin(query.bind(epoch).bind(PAGE).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("reading the journal's end"))?;
        Recorded::from_rows(&rows, self.journal.upcasters())
            .map_err(JournalError::database("decoding events"))
    }
}
