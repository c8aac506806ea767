//! Walking the chains and the anchors.

use super::AnchorError;
use super::anchors::{Ends, read_ends};
use crate::chain::{EventHash, GENESIS};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::{COLUMNS, Recorded};
use crate::stream::{Cursor, PARTITIONS, StreamId};
use sqlx::Row;
use std::fmt;
use std::path::Path;

const PAGE: i64 = 5_000;
/// So many findings are reported one by one; the rest is counted.
const LISTED: usize = 1_000;

/// How far an audit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditProgress {
    /// Events walked; those in the archive are walked there, too.
    pub events: u64,
    /// Events to walk, roughly.
    pub total: u64,
}

/// Something that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The stream; none where an anchor file itself is wrong.
    pub stream: Option<StreamId>,
    /// The event's number in the stream.
    pub sequence: Option<i64>,
    /// What does not fit.
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(stream) = &self.stream {
            write!(f, "{stream} ")?;
        }
        if let Some(sequence) = self.sequence {
            write!(f, "event {sequence} ")?;
        }
        f.write_str(&self.what)
    }
}

/// What an audit found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Events walked.
    pub events: u64,
    /// Streams walked.
    pub streams: u64,
    /// Streams whose end an anchor confirms.
    pub anchored: u64,
    /// Events that the archive has, too, and the same.
    pub archived: u64,
    /// Partitions with events and no anchor: never anchored yet, or their files are gone.
    pub without_anchor: Vec<i16>,
    /// Everything that does not fit, the first thousand.
    pub broken: Vec<Broken>,
    /// How many there are in all.
    pub findings: u64,
}

impl Report {
    /// Whether everything fits.
    pub fn is_sound(&self) -> bool {
        self.findings == 0
    }

    pub(crate) fn find(&mut self, stream: Option<&StreamId>, sequence: Option<i64>, what: impl Into<String>) {
        self.findings += 1;
        if self.broken.len() < LISTED {
            self.broken.push(Broken { stream: stream.cloned(), sequence, what: what.into() });
        }
    }
}

/// The stream that the walk is in.
struct Walk {
    stream: StreamId,
    sequence: i64,
    hash: EventHash,
    cursor: Cursor,
}

impl Walk {
    fn begin(stream: StreamId) -> Self {
        let cursor = Cursor::start(stream.partition());
        Self { stream, sequence: 0, hash: GENESIS, cursor }
    }
}

impl Journal {
    /// Walks every chain, every anchor of the folder if one is given, and the archive if there is one.
    ///
    /// # Errors
    /// The database failed. What does not fit is no error: it is in the report.
    pub async fn verify(
        &self,
        anchors: Option<&Path>,
        mut progress: impl FnMut(AuditProgress) + Send,
    ) -> Result<Report, JournalError> {
        let mut report = Report::default();
        let total: i64 = self
            .read(|connection, _| {
                Box::pin(sqlx::query_scalar("select count(*) from events").fetch_one(connection))
            })
            .await
            .map_err(JournalError::database("counting events"))?;
        let mut total = total.unsigned_abs();
        // First, so that what it finds is listed whatever the chains have; its events are walked twice.
        if let Some(root) = self.config().archive.clone() {
            let step = |compared, archived: u64| {
                progress(AuditProgress { events: compared, total: total + archived });
            };
            self.verify_archive(&root, &mut report, step).await?;
        }
        let compared = report.archived;
        let mut walk: Option<Walk> = None;
        let mut after = (String::new(), String::new(), -1_i64);
        loop {
            let page = self.page_of_all(&after).await?;
            let Some(last) = page.last() else { break };
            after = (
                last.stream.aggregate_type().to_owned(),
                last.stream.aggregate_id().to_owned(),
                last.sequence,
            );
            for event in &page {
                step(&mut walk, event, &mut report);
            }
            total = total.max(report.events);
            progress(AuditProgress { events: compared + report.events, total: compared + total });
        }
        if let Some(folder) = anchors {
            for partition in 0..PARTITIONS as i16 {
                self.verify_anchors(folder, partition, &mut report).await?;
            }
        }
        Ok(report)
    }

    /// Walks the chain of one stream, at most `most` events of it; without anchors, which are about partitions.
    ///
    /// # Errors
    /// The database failed. What does not fit is no error: it is in the report.
    pub async fn verify_stream(&self, stream: &StreamId, most: u64) -> Result<Report, JournalError> {
        let mut report = Report::default();
        let mut walk: Option<Walk> = None;
        let mut after = (stream.aggregate_type().to_owned(), stream.aggregate_id().to_owned(), -1_i64);
        loop {
            let page = self.page_of_all(&after).await?;
            let of_stream = page.iter().take_while(|event| event.stream == *stream);
            let before = report.events;
            for event in of_stream.take(usize::try_from(most - before).unwrap_or(usize::MAX)) {
                step(&mut walk, event, &mut report);
                after.2 = event.sequence;
            }
            if report.events == before || report.events >= most {
                return Ok(report);
            }
        }
    }

    /// All events by stream, as they are stored.
    async fn page_of_all(&self, after: &(String, String, i64)) -> Result<Vec<Recorded>, JournalError> {
        let statement = format!(
            "select {COLUMNS} from events e
             where (e.aggregate_type, e.aggregate_id, e.sequence) > ($1, $2, $3)
             order by e.aggregate_type, e.aggregate_id, e.sequence limit $4"
        );
        let statement = &statement;
        let rows = self
            .read(|connection, _| {
                let query = sqlx::query(statement).bind(&after.0).bind(&after.1).bind(after.2);
                Box::pin(query.bind(PAGE).fetch_all(connection))
            })
            .await
            .map_err(JournalError::database("reading events"))?;
        let events: Result<Vec<_>, _> = rows.iter().map(Recorded::from_row).collect();
        events.map_err(JournalError::database("decoding events"))
    }

    async fn verify_anchors(
        &self,
        folder: &Path,
        partition: i16,
        report: &mut Report,
    ) -> Result<(), JournalError> {
        let (to, anchored) = match read_ends(self.vault(), folder, partition) {
            Ok(read) => read,
            Err(AnchorError::Journal(error)) => return Err(error),
            Err(error) => {
                report.find(None, None, format!("anchor of partition {partition}: {error}"));
                return Ok(());
            }
        };
        if to == Cursor::start(partition) {
            if self.has_events(partition).await? {
                report.without_anchor.push(partition);
            }
            return Ok(());
        }
        let stored = self.ends_up_to(to).await?;
        for (stream, (sequence, hash)) in &anchored {
            match stored.get(stream) {
                Some((there, _)) if there < sequence => {
                    let what = format!("is missing: the stream was anchored here and ends at {there}");
                    report.find(Some(stream), Some(*sequence), what);
                }
                Some((there, found)) if there == sequence && found != hash => {
                    report.find(Some(stream), Some(*sequence), "has another hash than its anchor");
                }
                Some((there, _)) if there > sequence => {
                    let what = format!("was put in behind the anchor, which ends at {sequence}");
                    report.find(Some(stream), Some(*there), what);
                }
                Some(_) => report.anchored += 1,
                None => {
                    let what = "is missing, with the whole stream: it was anchored";
                    report.find(Some(stream), Some(*sequence), what);
                }
            }
        }
        for (stream, (sequence, _)) in stored.iter().filter(|(stream, _)| !anchored.contains_key(*stream)) {
            report.find(
                Some(stream),
                Some(*sequence),
                "was put in behind the anchor, which has no such stream",
            );
        }
        Ok(())
    }

    async fn has_events(&self, partition: i16) -> Result<bool, JournalError> {
        self.read(|connection, _| {
            let query = sqlx::query_scalar("select exists (select from events where partition = $1)");
            Box::pin(query.bind(partition).fetch_one(connection))
        })
        .await
        .map_err(JournalError::database("reading events"))
    }

    /// Where the streams of a partition end, as far as the cursor.
    async fn ends_up_to(&self, to: Cursor) -> Result<Ends, JournalError> {
        let xid = to.xid.to_string();
        let xid = &xid;
        let rows = self
            .read(|connection, _| {
                Box::pin(
                    sqlx::query(
                        "select distinct on (aggregate_type, aggregate_id)
                             aggregate_type, aggregate_id, sequence, hash
                         from events
                         where partition = $1 and (epoch, xid, position) <= ($2, $3::text::xid8, $4)
                         order by aggregate_type, aggregate_id, sequence desc",
                    )
                    .bind(to.partition)
                    .bind(to.epoch)
                    .bind(xid)
                    .bind(to.position)
                    .fetch_all(connection),
                )
            })
            .await
            .map_err(JournalError::database("reading where streams end"))?;
        let mut ends = Ends::with_capacity(rows.len());
        for row in rows {
            let decoded = || {
                let hash: &[u8] = row.try_get(3)?;
                let hash = hash.try_into().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
                Ok((StreamId::new(row.try_get(0)?, row.try_get(1)?), (row.try_get(2)?, hash)))
            };
            let (stream, end) = decoded().map_err(JournalError::database("decoding where streams end"))?;
            ends.insert(stream, end);
        }
        Ok(ends)
    }
}

/// One event of the walk: its number, its place, its partition, its hash.
fn step(walk: &mut Option<Walk>, event: &Recorded, report: &mut Report) {
    report.events += 1;
    if walk.as_ref().is_none_or(|walk| walk.stream != event.stream) {
        report.streams += 1;
        *walk = Some(Walk::begin(event.stream.clone()));
    }
    let Some(walk) = walk.as_mut() else { return };
    let stream = Some(&event.stream);
    let expected = walk.sequence + 1;
    if event.sequence != expected {
        let missing = event.sequence - expected;
        report.find(stream, Some(expected), format!("is missing ({missing} in a row)"));
    }
    if event.cursor.partition != event.stream.partition() {
        let what =
            format!("stands in partition {}, not {}", event.cursor.partition, event.stream.partition());
        report.find(stream, Some(event.sequence), what);
    }
    if event.cursor.place() <= walk.cursor.place() {
        report.find(stream, Some(event.sequence), "was moved before its predecessor");
    }
    // After a hole the link to the missing event cannot be checked; the hole is reported, and the walk goes on.
    if event.sequence == expected && event.expected_hash(&walk.hash) != event.hash {
        report.find(stream, Some(event.sequence), "was changed: its hash does not fit");
    }
    walk.sequence = event.sequence;
    walk.hash = event.hash;
    walk.cursor = event.cursor;
}
