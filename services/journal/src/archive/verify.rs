//! Comparing the archive with the table.

use super::index::Segment;
use super::{ArchiveError, Shelf, read};
use crate::audit::Report;
use crate::copied::pack;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::recorded::Recorded;
use crate::upcast::Upcasters;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::path::Path;

/// Events of a segment by partition and position, each with the digest of all its columns.
type Digests = HashMap<(i16, i64), [u8; 32]>;

fn digest(event: &Recorded, row: &mut Vec<u8>) -> ((i16, i64), [u8; 32]) {
    row.clear();
    pack(row, event);
    ((event.cursor.partition, event.cursor.position), Sha256::digest(&*row).into())
}

impl Journal {
    /// Compares every segment of the archive below `root` with the table, event by event; `step` is told how many events
    /// were the same, of how many.
    ///
    /// # Errors
    /// The database failed. What does not fit is no error: it is in the report.
    pub(crate) async fn verify_archive(
        &self,
        root: &Path,
        report: &mut Report,
        mut step: impl FnMut(u64, u64) + Send,
    ) -> Result<(), JournalError> {
        let shelf = match Shelf::open(self, root).await {
            Ok(shelf) => shelf,
            Err(ArchiveError::Journal(error)) => return Err(error),
            Err(error) => {
                report.find(None, None, format!("archive: {error}"));
                return Ok(());
            }
        };
        let total = shelf.segments.iter().map(|segment| segment.events).sum();
        for segment in &shelf.segments {
            let name = segment.file_name();
            match digests(shelf.folder.join(&name), segment.clone()).await {
                Ok(archived) => self.compare_segment(segment, &name, archived, report).await?,
                Err(what) => report.find(None, None, format!("archive {name}: {what}")),
            }
            step(report.archived, total);
        }
        Ok(())
    }

    async fn compare_segment(
        &self,
        segment: &Segment,
        name: &str,
        mut archived: Digests,
        report: &mut Report,
    ) -> Result<(), JournalError> {
        let found = archived.len() as u64;
        if found != segment.events {
            let what = format!("archive {name}: it has {found} events, not {}", segment.events);
            report.find(None, None, what);
        }
        let mut row = vec![];
        let mut stored = self.replay_stored_between((segment.epoch, segment.from), segment.to);
        while let Some(page) = stored.next().await? {
            for event in &page {
                let (place, digest) = digest(event, &mut row);
                match archived.remove(&place) {
                    Some(kept) if kept == digest => report.archived += 1,
                    Some(_) => {
                        let what = format!("is not what the archive has of it ({name})");
                        report.find(Some(&event.stream), Some(event.sequence), what);
                    }
                    None => {
                        let what = format!("is not in the archive ({name}): it was put in later");
                        report.find(Some(&event.stream), Some(event.sequence), what);
                    }
                }
            }
        }
        if !archived.is_empty() {
            let what = format!("archive {name}: {} of its events are gone from the journal", archived.len());
            report.find(None, None, what);
        }
        Ok(())
    }
}

/// Of all events of a segment, or why it cannot be read.
async fn digests(path: std::path::PathBuf, segment: Segment) -> Result<Digests, String> {
    let reading = tokio::task::spawn_blocking(move || {
        let (mut found, mut row) = (Digests::new(), vec![]);
        let each = |page: Vec<Recorded>| {
            found.extend(page.iter().map(|event| digest(event, &mut row)));
            true
        };
        read(&path, &segment, Upcasters::new(), each).map_err(|error| error.to_string()).map(|()| found)
    });
    reading.await.map_err(|died| died.to_string()).and_then(|found| found)
}
