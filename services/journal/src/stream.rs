//! Streams, the partitions that they live in, and cursors into them.

use std::fmt;
use std::sync::Arc;

/// How many partitions the journal has. Fixed for ever: the partition of a stream is stored in every row.
pub const PARTITIONS: u16 = 64;

/// The stream of one aggregate: its type and its natural key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StreamId {
    aggregate_type: Arc<str>,
    aggregate_id: Arc<str>,
}

impl StreamId {
    /// The stream of aggregate `A` with this identity.
    pub fn of<A: domain_model::EventSourced>(id: &A::Id) -> Self {
        Self::new(A::TYPE, &id.to_string())
    }

    /// A stream by the two words that the journal stores.
    pub fn new(aggregate_type: &str, aggregate_id: &str) -> Self {
        Self { aggregate_type: aggregate_type.into(), aggregate_id: aggregate_id.into() }
    }

    /// As [`StreamId::new`], of words that others share.
    pub(crate) fn shared(aggregate_type: Arc<str>, aggregate_id: Arc<str>) -> Self {
        Self { aggregate_type, aggregate_id }
    }

    /// `type/id`, as [`Display`](fmt::Display) writes it.
    pub fn parse(text: &str) -> Option<Self> {
        text.split_once('/').map(|(aggregate_type, id)| Self::new(aggregate_type, id))
    }

    /// The aggregate's `TYPE`.
    pub fn aggregate_type(&self) -> &str {
        &self.aggregate_type
    }

    /// The aggregate's natural key.
    pub fn aggregate_id(&self) -> &str {
        &self.aggregate_id
    }

    /// Where the stream lives, 0 to 63.
    pub fn partition(&self) -> i16 {
        partition_of(&self.aggregate_type, &self.aggregate_id)
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.aggregate_type, self.aggregate_id)
    }
}

/// XXH3-64 with seed 0 over the type, a zero byte and the id, modulo 64.
pub fn partition_of(aggregate_type: &str, aggregate_id: &str) -> i16 {
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(aggregate_type.as_bytes());
    hasher.update(&[0]);
    hasher.update(aggregate_id.as_bytes());
    (hasher.digest() % u64::from(PARTITIONS)) as i16
}

/// The partition of a text that names a stream as `type/id`; any other text has one of its own.
pub(crate) fn partition_of_key(key: &str) -> i16 {
    let (aggregate_type, id) = key.split_once('/').unwrap_or((key, ""));
    partition_of(aggregate_type, id)
}

/// All partitions, for statements that must name them.
pub(crate) fn all_partitions() -> Vec<i16> {
    (0..PARTITIONS as i16).collect()
}

/// A place in one partition. Within a partition, places are ordered by epoch, transaction and position, which is
/// the order that followers read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// The partition, 0 to 63.
    pub partition: i16,
    /// Raised when transaction ids start anew.
    pub epoch: i32,
    /// The transaction that wrote it.
    pub xid: i64,
    /// The position drawn from the table's sequence.
    pub position: i64,
}

impl Cursor {
    /// Before everything in `partition`.
    pub const fn start(partition: i16) -> Self {
        Self { partition, epoch: 0, xid: 0, position: 0 }
    }

    /// The order within a partition.
    pub(crate) const fn place(&self) -> (i32, i64, i64) {
        (self.epoch, self.xid, self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These values are stored in every row of every journal: if this test fails, the code is wrong, never the test.
    #[test]
    fn partitions_are_for_ever() {
        let golden = [
            ("domain", "example.com", 29),
            ("domain", "exemple.fr", 43),
            ("account", "13490", 53),
            ("contact", "151049", 22),
            ("points", "13490", 7),
            ("operation", "1000000", 50),
            ("", "", 27),
            ("trade", "xn--caf-dma.eu", 50),
        ];
        let computed: Vec<_> = golden.iter().map(|(t, i, _)| (*t, *i, partition_of(t, i))).collect();
        assert_eq!(computed, golden);
    }

    #[test]
    fn type_and_id_are_not_just_joined() {
        assert_ne!(xxhash_rust::xxh3::xxh3_64(b"ab\0c"), xxhash_rust::xxh3::xxh3_64(b"a\0bc"));
        assert_eq!(partition_of("ab", "c"), (xxhash_rust::xxh3::xxh3_64(b"ab\0c") % 64) as i16);
    }

    #[test]
    fn a_stream_reads_back() {
        let stream = StreamId::new("domain", "example.com");
        assert_eq!(StreamId::parse(&stream.to_string()), Some(stream.clone()));
        assert_eq!(partition_of_key(&stream.to_string()), stream.partition());
    }
}
