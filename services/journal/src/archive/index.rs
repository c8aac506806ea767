//! Which segments there are, and whether they are this journal's.

use super::ArchiveError;
use crate::chain::EventHash;
use crate::error::JournalError;
use crate::files::append_line;
use crate::journal::Journal;
use crate::lines;
use crate::stream::Cursor;
use crate::vault::Vault;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The MAC's domain.
const DOMAIN: &str = "archive";

/// One line of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Segment {
    previous: String,
    lineage: String,
    pub epoch: i32,
    /// The first transaction.
    pub from: i64,
    /// The first that is no longer in it.
    pub to: i64,
    pub events: u64,
    /// The last event and its hash, in hexadecimal.
    last: Cursor,
    hash: String,
    /// Of the file, in hexadecimal.
    sha256: String,
}

/// What an archive has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArchiveState {
    /// Files.
    pub segments: usize,
    /// Events in them.
    pub events: u64,
    /// Archives beside it that a restore or a failover left, and nobody reads.
    pub former: Vec<PathBuf>,
}

impl Journal {
    /// What the archive below `root` has.
    ///
    /// # Errors
    /// As reading it: it was changed, is ahead of the journal, or a file or the database failed.
    pub async fn archive_state(&self, root: &Path) -> Result<ArchiveState, ArchiveError> {
        Shelf::open(self, root).await?.state(root)
    }
}

/// What a segment turned out to have when it was sealed.
pub(super) struct Sealed {
    pub events: u64,
    pub last: Cursor,
    pub hash: EventHash,
    pub sha256: [u8; 32],
}

impl Segment {
    pub fn file_name(&self) -> String {
        file_name(self.epoch, self.from)
    }

    /// Whether a file with this digest is the one that was written.
    pub fn is(&self, sha256: &[u8]) -> bool {
        self.sha256 == HEXLOWER.encode(sha256)
    }

    /// Whether it begins where `before` ends, or the archive begins with it.
    fn follows(&self, before: Option<&Self>) -> bool {
        let begins = before.filter(|before| before.epoch == self.epoch).map_or(0, |before| before.to);
        let epochs_rise = before.is_none_or(|before| before.epoch <= self.epoch);
        epochs_rise && self.from == begins && self.from < self.to
    }
}

pub(super) fn file_name(epoch: i32, from: i64) -> String {
    format!("{epoch:04}-{from:016}.copy.lz4")
}

/// The archive of one journal, as far as it is written.
#[derive(Debug)]
pub(crate) struct Shelf {
    /// Where its files are.
    pub folder: PathBuf,
    /// In order, without gaps.
    pub segments: Vec<Segment>,
    lineage: String,
    tip: String,
}

impl Shelf {
    /// The archive below `root` that belongs to the journal's database, empty where nothing was written yet.
    ///
    /// # Errors
    /// The index was changed, it ends where the journal does not, or a file or the database failed.
    pub async fn open(journal: &Journal, root: &Path) -> Result<Self, ArchiveError> {
        let shelf = Self::read(journal.vault(), root, lineage(journal).await?)?;
        match shelf.segments.last() {
            Some(last) if !has(journal, last).await? => Err(ArchiveError::Ahead(shelf.folder)),
            _ => Ok(shelf),
        }
    }

    fn read(vault: &Vault, root: &Path, lineage: String) -> Result<Self, ArchiveError> {
        let folder = root.join(&lineage);
        let path = index_of(&folder);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(ArchiveError::file(&path)(error)),
        };
        let mut shelf = Self { folder, segments: vec![], lineage, tip: String::new() };
        // A line without its end is being written, or a crash left it so: nothing relies on it.
        let whole = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        for (index, line) in whole.enumerate() {
            let wrong = |what| ArchiveError::Tampered { path: path.clone(), line: index + 1, what };
            let (mac, body) = lines::split(vault, DOMAIN, line).map_err(wrong)?;
            let segment: Segment = serde_json::from_str(body).map_err(|_| wrong("it is not a segment"))?;
            if segment.previous != shelf.tip || segment.lineage != shelf.lineage {
                return Err(wrong("it does not follow the line before it"));
            }
            if !segment.follows(shelf.segments.last()) {
                return Err(wrong("its events do not follow those of the line before it"));
            }
            shelf.segments.push(segment);
            shelf.tip = mac.to_owned();
        }
        Ok(shelf)
    }

    /// What is in it, and the folders beside it of former lineages.
    fn state(&self, root: &Path) -> Result<ArchiveState, ArchiveError> {
        let mut former = vec![];
        match std::fs::read_dir(root) {
            Ok(entries) => {
                for entry in entries {
                    let path = entry.map_err(ArchiveError::file(root))?.path();
                    if path != self.folder && index_of(&path).exists() {
                        former.push(path);
                    }
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(ArchiveError::file(root)(error)),
        }
        former.sort();
        let events = self.segments.iter().map(|segment| segment.events).sum();
        Ok(ArchiveState { segments: self.segments.len(), events, former })
    }

    /// Where what is not archived begins: epoch and transaction.
    pub fn end(&self) -> (i32, i64) {
        self.segments.last().map_or((0, 0), |last| (last.epoch, last.to))
    }

    /// Where a segment that follows begins.
    pub fn from(&self, epoch: i32) -> i64 {
        let (last, to) = self.end();
        if last == epoch { to } else { 0 }
    }

    /// Writes a segment's line; its file is there.
    pub(super) fn add(&mut self, vault: &Vault, sealed: Sealed) -> Result<(), ArchiveError> {
        let Sealed { events, last, hash, sha256 } = sealed;
        let segment = Segment {
            previous: self.tip.clone(),
            lineage: self.lineage.clone(),
            epoch: last.epoch,
            from: self.from(last.epoch),
            // Transactions are archived whole and in order.
            to: last.xid + 1,
            events,
            last,
            hash: HEXLOWER.encode(&hash),
            sha256: HEXLOWER.encode(&sha256),
        };
        let body = serde_json::to_string(&segment)
            .map_err(|source| JournalError::Unwritable { what: "a segment's line", source })?;
        let mac = lines::mac_of(vault, DOMAIN, &body);
        let path = index_of(&self.folder);
        append_line(&path, &format!("{mac} {body}")).map_err(ArchiveError::file(&path))?;
        self.segments.push(segment);
        self.tip = mac;
        Ok(())
    }

    /// Forgets a line that a crash left without its end.
    pub(super) fn mend(&self) -> Result<(), ArchiveError> {
        let path = index_of(&self.folder);
        crate::files::drop_torn_line(&path).map_err(ArchiveError::file(&path))
    }
}

fn index_of(folder: &Path) -> PathBuf {
    folder.join("segments.index")
}

/// Server, timeline, database, epoch: where one of them is another, transactions with the same numbers may be others.
async fn lineage(journal: &Journal) -> Result<String, JournalError> {
    let (system, timeline, database): (i64, i32, i64) = journal
        .read(|connection, _| {
            Box::pin(
                sqlx::query_as(
                    "select s.system_identifier, c.timeline_id, d.oid::bigint
                     from pg_control_system() s, pg_control_checkpoint() c, pg_database d
                     where d.datname = current_database()",
                )
                .fetch_one(connection),
            )
        })
        .await
        .map_err(JournalError::database("asking which database this is"))?;
    Ok(format!("{system}-{timeline}-{database}-{}", journal.epoch()))
}

/// Whether the journal has the segment's last event, with the same hash.
async fn has(journal: &Journal, segment: &Segment) -> Result<bool, JournalError> {
    let Cursor { partition, epoch, xid, position } = segment.last;
    let (xid, hash) = (&xid.to_string(), HEXLOWER.decode(segment.hash.as_bytes()).unwrap_or_default());
    let hash = &hash;
    journal
        .read(|connection, _| {
            let query = sqlx::query_scalar(
                "select exists (select from events
                     where partition = $1 and epoch = $2 and xid = $3::text::xid8 and position = $4 and hash = $5)",
            );
            let query = query.bind(partition).bind(epoch).bind(xid).bind(position).bind(hash);
            Box::pin(query.fetch_one(connection))
        })
        .await
        .map_err(JournalError::database("comparing the archive's end"))
}
