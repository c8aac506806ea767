//! Writing the archive.

use super::ArchiveError;
use super::index::{Shelf, file_name};
use super::segment::Draft;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::stream::{Cursor, all_partitions};
use std::fs::{File, OpenOptions};
use std::path::Path;

/// Events of a segment, or more where the last transaction has them.
const EVENTS: u32 = 32_768;
/// Octets of a segment before they are compressed, or more where the last transaction has them.
const OCTETS: usize = 64 * 1_024 * 1_024;

/// What one call of [`Archive::write`] added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Archived {
    /// Segments.
    pub segments: usize,
    /// Events in them.
    pub events: u64,
}

/// The archive of a journal. One process writes it at a time.
pub struct Archive {
    journal: Journal,
    shelf: Shelf,
    least: u32,
    _in_use: File,
}

impl Archive {
    /// Opens the archive below `root`, made if need be.
    ///
    /// # Errors
    /// Another process writes it, its index was tampered with, it is ahead of the journal, or a file fails.
    pub async fn open(journal: &Journal, root: &Path) -> Result<Self, ArchiveError> {
        std::fs::create_dir_all(root).map_err(ArchiveError::file(root))?;
        let lock = root.join("archive.lock");
        let in_use = OpenOptions::new().create(true).truncate(false).write(true).open(&lock);
        let in_use = in_use.map_err(ArchiveError::file(&lock))?;
        in_use.try_lock().map_err(|_| ArchiveError::InUse(root.to_owned()))?;
        let shelf = Shelf::open(journal, root).await?;
        std::fs::create_dir_all(&shelf.folder).map_err(ArchiveError::file(&shelf.folder))?;
        shelf.mend()?;
        Ok(Self { journal: journal.clone(), shelf, least: EVENTS, _in_use: in_use })
    }

    /// Of so few events, for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn with_segments_of(mut self, events: u32) -> Self {
        self.least = events;
        self
    }

    /// Archives what fills segments and is behind the fence of running transactions. Once a minute is what the
    /// registrar does.
    ///
    /// # Errors
    /// The database or a file failed; what was written stays valid. An archive whose call did not end, because it was
    /// dropped, must be opened again.
    pub async fn write(&mut self) -> Result<Archived, ArchiveError> {
        let mut archived = Archived::default();
        if !self.is_worth_it().await? {
            return Ok(archived);
        }
        let mut stored = self.journal.replay_stored(self.shelf.end());
        let mut draft: Option<Draft> = None;
        while let Some(page) = stored.next().await? {
            let Some(first) = page.first() else { continue };
            if let Some(full) = draft.take_if(|draft| self.ends(draft, first.cursor)) {
                self.seal(full, &mut archived).await?;
            }
            let open = match &mut draft {
                Some(open) => open,
                none => none.insert(Draft::begin(&self.shelf.folder).map_err(self.failed())?),
            };
            open.add(&page).map_err(self.failed())?;
        }
        if let Some(full) = draft.filter(|draft| draft.has(self.least.into(), OCTETS)) {
            self.seal(full, &mut archived).await?;
        }
        Ok(archived)
    }

    /// Whether a segment ends before an event: it is full and the event of another transaction, or of another epoch.
    fn ends(&self, draft: &Draft, next: Cursor) -> bool {
        draft.end().is_some_and(|last| {
            last.epoch != next.epoch || last.xid < next.xid && draft.has(self.least.into(), OCTETS)
        })
    }

    async fn seal(&mut self, draft: Draft, archived: &mut Archived) -> Result<(), ArchiveError> {
        let Some(end) = draft.end() else { return Ok(()) };
        let name = file_name(end.epoch, self.shelf.from(end.epoch));
        // It waits for the disk.
        let sealed = tokio::task::spawn_blocking(move || draft.seal(&name)).await;
        let sealed =
            sealed.map_err(std::io::Error::other).and_then(|sealed| sealed).map_err(self.failed())?;
        if let Some(sealed) = sealed {
            archived.segments += 1;
            archived.events += sealed.events;
            self.shelf.add(self.journal.vault(), sealed)?;
        }
        Ok(())
    }

    fn failed(&self) -> impl FnOnce(std::io::Error) -> ArchiveError + use<> {
        ArchiveError::file(&self.shelf.folder)
    }

    /// Whether a segment could be filled.
    async fn is_worth_it(&self) -> Result<bool, JournalError> {
        let (epoch, xid) = self.shelf.end();
        let (xid, current) = (&xid.to_string(), self.journal.epoch());
        let waiting: i64 = self
            .journal
            .read(|connection, _| {
                Box::pin(
                    sqlx::query_scalar(
                        "select count(*) from (select from events
                             where partition = any($1) and (epoch, xid) >= ($2, $3::text::xid8)
                                 and (epoch < $4 or xid < pg_snapshot_xmin(pg_current_snapshot()))
                             limit $5) e",
                    )
                    .bind(all_partitions())
                    .bind(epoch)
                    .bind(xid)
                    .bind(current)
                    .bind(i64::from(self.least))
                    .fetch_one(connection),
                )
            })
            .await
            .map_err(JournalError::database("counting what to archive"))?;
        Ok(waiting >= i64::from(self.least))
    }
}
