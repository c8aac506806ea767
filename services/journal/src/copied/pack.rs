//! A binary COPY of events as PostgreSQL writes one: what [`Unpacker`](super::Unpacker) reads, and `copy … from` takes.

use super::frames::SIGNATURE;
use super::{COLUMNS, EPOCH};
use crate::recorded::Recorded;

/// What such a COPY begins with: no flags, no extension.
pub(crate) fn pack_header(copy: &mut Vec<u8>) {
    copy.extend_from_slice(SIGNATURE);
    copy.extend_from_slice(&[0; 8]);
}

/// One event, as it is stored: a caller's events must not have been upcast.
pub(crate) fn pack(copy: &mut Vec<u8>, event: &Recorded) {
    let Recorded { cursor, stream, .. } = event;
    copy.extend_from_slice(&(COLUMNS as i16).to_be_bytes());
    let mut field = |octets: &[u8]| {
        // No column of PostgreSQL holds more than 1 GiB.
        let length = i32::try_from(octets.len()).expect("a column holds less than 2 GiB");
        copy.extend_from_slice(&length.to_be_bytes());
        copy.extend_from_slice(octets);
    };
    field(&cursor.partition.to_be_bytes());
    field(&cursor.epoch.to_be_bytes());
    field(&cursor.xid.to_be_bytes());
    field(&cursor.position.to_be_bytes());
    field(&(event.recorded_at.timestamp_micros() - EPOCH).to_be_bytes());
    field(event.command_id.as_bytes());
    field(&event.hash);
    field(stream.aggregate_type().as_bytes());
    field(stream.aggregate_id().as_bytes());
    field(&event.sequence.to_be_bytes());
    field(event.event_type.as_bytes());
    field(event.event_version.as_bytes());
    field(event.payload.as_bytes());
    field(event.metadata.as_bytes());
}

/// What it ends with.
pub(crate) fn pack_end(copy: &mut Vec<u8>) {
    copy.extend_from_slice(&(-1_i16).to_be_bytes());
}
