//! Events out of a binary COPY. The driver's rows cost more than everything else that a replay does: a look-up and a
//! check of types for each value, and memory for each text.

mod frames;
mod pack;
#[cfg(test)]
mod tests;

use crate::recorded::Recorded;
use crate::stream::{Cursor, StreamId};
use crate::text::Text;
use crate::upcast::Upcasters;
use chrono::{DateTime, Utc};
use frames::{Fields, Frames};
use std::sync::Arc;
use uuid::Uuid;

pub(crate) use frames::Malformed;
pub(crate) use pack::{pack, pack_end, pack_header};

/// What to COPY, in the order of [`Unpacker::take`]; the table must be called `e`.
pub(crate) const COPIED: &str = "e.partition, e.epoch, e.xid, e.position, e.recorded_at, e.command_id, e.hash, \
    e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, e.event_version, e.payload, e.metadata";
const COLUMNS: usize = 14;
/// The first of the texts that lie in blocks.
const EVENT_TYPE: usize = 10;
const METADATA: usize = 13;

/// Octets of text that lie together; whoever keeps a text keeps as much.
const BLOCK: usize = 128 * 1_024;
/// From the epoch of Unix to that of PostgreSQL, in microseconds.
const EPOCH: i64 = 946_684_800_000_000;

/// From and to, in the block.
type Part = (u32, u32);

/// A row whose texts wait in the block.
struct Row {
    stream: StreamId,
    sequence: i64,
    event_type: Part,
    event_version: Part,
    payload: Part,
    metadata: Part,
    recorded_at: DateTime<Utc>,
    cursor: Cursor,
    command_id: Uuid,
    hash: [u8; 32],
}

/// Makes events of one COPY after another.
pub(crate) struct Unpacker {
    upcasters: Upcasters,
    frames: Frames<COLUMNS>,
    rows: Rows,
}

struct Rows {
    page: usize,
    block: String,
    waiting: Vec<Row>,
    events: Vec<Recorded>,
    octets: usize,
    /// Words that are shared within a block, and no further: processors would fight over their counters.
    aggregate_types: Vec<Arc<str>>,
}

/// It failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnpackError {
    #[error("a COPY is unreadable")]
    Malformed(#[from] Malformed),
    #[error("an old event is not JSON")]
    Upcast(#[from] serde_json::Error),
}

impl Unpacker {
    /// Events are taken about `page` at a time.
    pub fn new(upcasters: Upcasters, page: usize) -> Self {
        let rows = Rows {
            page,
            block: String::new(),
            waiting: vec![],
            events: vec![],
            octets: 0,
            aggregate_types: vec![],
        };
        Self { upcasters, frames: Frames::default(), rows }
    }

    /// Takes a piece of the COPY, wherever it ends.
    pub fn feed(&mut self, piece: &[u8]) -> Result<(), UnpackError> {
        let Self { upcasters, frames, rows } = self;
        frames.feed(piece, |fields| {
            let octets = fields[EVENT_TYPE..].iter().map(|text| text.len()).sum::<usize>();
            if rows.block.len() + octets > BLOCK {
                rows.begin_page();
                rows.settle(upcasters)?;
            }
            Ok(rows.take(fields)?)
        })
    }

    /// How much text the events have that can be taken.
    pub fn octets(&self) -> usize {
        self.rows.octets
    }

    /// Takes the events up to here, but for those whose block is not full.
    pub fn take(&mut self) -> Vec<Recorded> {
        self.rows.octets = 0;
        std::mem::take(&mut self.rows.events)
    }

    /// The COPY is over: the rest of its events.
    pub fn end(&mut self) -> Result<Vec<Recorded>, UnpackError> {
        self.frames.end()?;
        self.rows.settle(&self.upcasters)?;
        Ok(self.take())
    }
}

impl Rows {
    fn take(&mut self, fields: &Fields<'_, COLUMNS>) -> Result<(), Malformed> {
        let cursor = Cursor {
            partition: i16::from_be_bytes(wide(fields, 0)?),
            epoch: i32::from_be_bytes(wide(fields, 1)?),
            xid: i64::from_be_bytes(wide(fields, 2)?),
            position: i64::from_be_bytes(wide(fields, 3)?),
        };
        let row = Row {
            cursor,
            recorded_at: time(i64::from_be_bytes(wide(fields, 4)?))?,
            command_id: Uuid::from_bytes(wide(fields, 5)?),
            hash: wide(fields, 6)?,
            stream: self.stream(text(fields, 7)?, text(fields, 8)?),
            sequence: i64::from_be_bytes(wide(fields, 9)?),
            event_type: self.lay(text(fields, EVENT_TYPE)?)?,
            event_version: self.lay(text(fields, 11)?)?,
            payload: self.lay(text(fields, 12)?)?,
            metadata: self.metadata(fields)?,
        };
        self.waiting.push(row);
        Ok(())
    }

    /// Neighbours are often of one stream, and always of a few types.
    fn stream(&mut self, aggregate_type: &str, aggregate_id: &str) -> StreamId {
        if let Some(Row { stream, .. }) = self.waiting.last()
            && stream.aggregate_id() == aggregate_id
            && stream.aggregate_type() == aggregate_type
        {
            return stream.clone();
        }
        let known = self.aggregate_types.iter().find(|known| ***known == *aggregate_type).cloned();
        let aggregate_type = known.unwrap_or_else(|| {
            let word: Arc<str> = aggregate_type.into();
            self.aggregate_types.push(word.clone());
            word
        });
        StreamId::shared(aggregate_type, aggregate_id.into())
    }

    /// Neighbours that were written together have the same cause.
    fn metadata(&mut self, fields: &Fields<'_, COLUMNS>) -> Result<Part, Malformed> {
        if let Some(&Row { metadata: (from, to), .. }) = self.waiting.last()
            && self.block.as_bytes().get(from as usize..to as usize) == Some(fields[METADATA])
        {
            return Ok((from, to));
        }
        self.lay(text(fields, METADATA)?)
    }

    fn lay(&mut self, text: &str) -> Result<Part, Malformed> {
        let end = |block: &str| u32::try_from(block.len()).map_err(|_| Malformed::TooLarge);
        let from = end(&self.block)?;
        self.block.push_str(text);
        Ok((from, end(&self.block)?))
    }

    /// More than a block comes: memory for all of a page at once.
    fn begin_page(&mut self) {
        if self.events.is_empty() {
            self.events.reserve_exact(self.page + self.waiting.len());
        }
    }

    /// The block is full, or the last one.
    fn settle(&mut self, upcasters: &Upcasters) -> Result<(), UnpackError> {
        let block: Arc<str> = self.block.as_str().into();
        self.octets += block.len();
        self.block.clear();
        // A large text does not keep its place for ever.
        self.block.shrink_to(BLOCK);
        self.aggregate_types.clear();
        let part = |(from, to)| Text::part(&block, from, to).ok_or(Malformed::TooLarge);
        self.events.reserve_exact(self.waiting.len());
        for row in self.waiting.drain(..) {
            let mut event = Recorded {
                stream: row.stream,
                sequence: row.sequence,
                event_type: part(row.event_type)?,
                event_version: part(row.event_version)?,
                payload: part(row.payload)?,
                metadata: part(row.metadata)?,
                recorded_at: row.recorded_at,
                cursor: row.cursor,
                command_id: row.command_id,
                hash: row.hash,
            };
            event.upcast(upcasters)?;
            self.events.push(event);
        }
        Ok(())
    }
}

fn wide<const N: usize>(fields: &Fields<'_, COLUMNS>, field: usize) -> Result<[u8; N], Malformed> {
    fields[field].try_into().map_err(|_| Malformed::Width { field, octets: fields[field].len() })
}

fn text<'a>(fields: &Fields<'a, COLUMNS>, field: usize) -> Result<&'a str, Malformed> {
    std::str::from_utf8(fields[field]).map_err(|_| Malformed::NotText(field))
}

fn time(microseconds: i64) -> Result<DateTime<Utc>, Malformed> {
    microseconds
        .checked_add(EPOCH)
        .and_then(DateTime::from_timestamp_micros)
        .ok_or(Malformed::Time(microseconds))
}
