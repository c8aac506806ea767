//! Proof that nothing was changed, taken out, put in or cut off.
//!
//! The hash chain binds every event to the one before it, so a change or a hole in the middle shows. It cannot show a
//! missing end, nor a stream whose hashes were all computed anew: for these there are *anchors*, files outside the
//! database that say, under a key the database does not hold, where each stream ended and with which hash.
//!
//! # Anchor files
//! One file per partition, `partition-07.anchors`, one line per anchor: a MAC in hexadecimal, a space, and JSON with
//! the MAC of the line before (`previous`), the cursor up to which all events of the partition are covered (`to`), and
//! the streams that grew since the line before, each with its last sequence and hash. An anchor costs what has grown
//! since the last one. Copy the files elsewhere: their last line is all that a thief of both disks could take back.

mod anchors;
mod freshness;
mod verify;

pub use anchors::{Anchored, Anchors};
pub use verify::{AuditProgress, Broken, Report};

use std::path::PathBuf;

/// An anchor file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AnchorError {
    /// A line was changed, or one is missing.
    #[error("{} line {line}: {what}", path.display())]
    Tampered {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What does not fit.
        what: &'static str,
    },
    /// Another process writes anchors here.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),
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
