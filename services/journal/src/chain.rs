//! The hash chain: every stored event is bound to the one before it in its stream.
//!
//! # Layout
//! SHA-256 over these bytes, in this order. Integers are big-endian; a *text* is its length in bytes as `u64`,
//! then its UTF-8 bytes.
//!
//! | field | bytes |
//! |---|---|
//! | `registrar-event-1` | 17, and a zero byte: the layout's name |
//! | hash of the stream's previous event | 32; zeros for the first |
//! | `partition` | `i16` |
//! | `recorded_at` | `i64`, microseconds since 1970-01-01T00:00:00Z |
//! | `command_id` | 16 |
//! | `aggregate_type`, `aggregate_id` | text, text |
//! | `sequence` | `i64` |
//! | `event_type`, `event_version` | text, text |
//! | `payload`, `metadata` | text, text: as PostgreSQL keeps them, which `json` does verbatim |
//!
//! `position`, `xid` and `epoch` are the database's own and change with a restore, so they stay outside.

use crate::stream::StreamId;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A link of a stream's chain.
pub type EventHash = [u8; 32];

/// What the first event of a stream is chained to.
pub const GENESIS: EventHash = [0; 32];

const LAYOUT: &[u8] = b"registrar-event-1\0";

/// The stored fields that a link covers.
pub(crate) struct Link<'a> {
    pub partition: i16,
    pub recorded_at: DateTime<Utc>,
    pub command_id: Uuid,
    pub stream: &'a StreamId,
    pub sequence: i64,
    pub event_type: &'a str,
    pub event_version: &'a str,
    pub payload: &'a str,
    pub metadata: &'a str,
}

impl Link<'_> {
    /// The hash of this event, chained to the one before.
    pub fn hash(&self, previous: &EventHash) -> EventHash {
        let mut hasher = Sha256::new();
        hasher.update(LAYOUT);
        hasher.update(previous);
        hasher.update(self.partition.to_be_bytes());
        hasher.update(self.recorded_at.timestamp_micros().to_be_bytes());
        hasher.update(self.command_id.as_bytes());
        let mut text = |text: &str| {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        };
        text(self.stream.aggregate_type());
        text(self.stream.aggregate_id());
        hasher.update(self.sequence.to_be_bytes());
        for field in [self.event_type, self.event_version, self.payload, self.metadata] {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(stream: &StreamId) -> Link<'_> {
        Link {
            partition: stream.partition(),
            recorded_at: DateTime::from_timestamp_micros(1_700_000_000_123_456).unwrap(),
            command_id: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001),
            stream,
            sequence: 1,
            event_type: "Registered",
            event_version: "1",
            payload: r#"{"Registered":{}}"#,
            metadata: "{}",
        }
    }

    /// Computed independently with Python's `hashlib` over the layout above: it may never change.
    #[test]
    fn the_layout_is_for_ever() {
        let stream = StreamId::new("domain", "example.com");
        let hash = link(&stream).hash(&GENESIS);
        assert_eq!(
            data_encoding::HEXLOWER.encode(&hash),
            "ee25838a1f9211677c6f69cd10351ef6cba497ff1187e0e19ce0d8d22a8fb64a"
        );
    }

    #[test]
    fn every_field_matters() {
        let (stream, other) =
            (StreamId::new("domain", "example.com"), StreamId::new("domain", "example.net"));
        let at = |micros| DateTime::from_timestamp_micros(micros).unwrap();
        let variants = [
            link(&stream).hash(&GENESIS),
            link(&stream).hash(&[1; 32]),
            Link { partition: 1, ..link(&stream) }.hash(&GENESIS),
            Link { recorded_at: at(1_700_000_000_123_457), ..link(&stream) }.hash(&GENESIS),
            Link { command_id: Uuid::nil(), ..link(&stream) }.hash(&GENESIS),
            Link { stream: &other, ..link(&stream) }.hash(&GENESIS),
            Link { sequence: 2, ..link(&stream) }.hash(&GENESIS),
            Link { event_type: "Renewed", ..link(&stream) }.hash(&GENESIS),
            Link { event_version: "2", ..link(&stream) }.hash(&GENESIS),
            Link { payload: r#"{"Registered": {}}"#, ..link(&stream) }.hash(&GENESIS),
            Link { metadata: r#"{"a":"b"}"#, ..link(&stream) }.hash(&GENESIS),
        ];
        let distinct: std::collections::HashSet<_> = variants.iter().collect();
        assert_eq!(distinct.len(), variants.len());
    }
}
