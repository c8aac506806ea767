//! The oldest part of the journal in files beside the database.
//!
//! What is behind the fence of running transactions never changes again. So it is written once more, into compressed
//! segments of some ten thousand events, and a replay reads these instead of the table: PostgreSQL, which serves
//! everybody else, is asked for the newest events only. The table stays what is true. A segment that is missing or
//! damaged is read from the table, an archive that does not belong to the database is not read at all, and an audit
//! compares the two event by event.
//!
//! # Files
//! One folder below the configured one for each *lineage*: server, timeline, database and epoch. After a restore or a
//! failover a new one begins; the former stays where it is, since it may have what the restore lost, until somebody
//! removes it. In it:
//! - `EPOCH-FROM.copy.lz4`: the events of the transactions from `FROM` up to where the next segment begins, in the
//!   order of a replay. It is an LZ4 frame around PostgreSQL's binary COPY of the columns [`COPIED`], as they are
//!   stored: `lz4 -dc FILE | psql -c "copy events (…) from stdin (format binary)"` puts it into a table again.
//!   Personal values in it are sealed, as in the table: an erasure takes their keys away, and thereby both.
//! - `segments.index`: one line per segment: a MAC in hexadecimal, a space, and JSON with the MAC of the line before,
//!   the lineage, the transactions, the last event with its hash, and the SHA-256 of the file.
//!
//! [`COPIED`]: crate::copied::COPIED

mod index;
mod segment;
mod verify;
mod writer;

pub use index::ArchiveState;
pub(crate) use index::{Segment, Shelf};
pub(crate) use segment::{SegmentError, read};
pub use writer::{Archive, Archived};

use std::path::PathBuf;

/// The archive cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A line of the index was changed, or one is missing.
    #[error("{} line {line}: {what}", path.display())]
    Tampered {
        /// The index.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What does not fit.
        what: &'static str,
    },
    /// Another process writes the archive.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
    /// The archive ends with an event that the journal does not have.
    #[error("{} ends with an event that the journal does not have: see `registrar audit verify`", .0.display())]
    Ahead(PathBuf),
    /// A file failed.
    #[error("{}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] crate::JournalError),
}

impl ArchiveError {
    fn file(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
