//! Writing anchors, and reading them back.

use super::AnchorError;
use crate::chain::EventHash;
use crate::error::JournalError;
use crate::files::{append_line, drop_torn_line};
use crate::journal::Journal;
use crate::lines;
use crate::stream::{Cursor, PARTITIONS, StreamId};
use crate::vault::Vault;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The MAC's domain.
const DOMAIN: &str = "anchor";
/// The most events that one line covers, so that an anchor takes bounded memory.
const PAGE: i64 = 20_000;

#[derive(Serialize, Deserialize)]
struct Body {
    previous: String,
    to: Cursor,
    at: chrono::DateTime<chrono::Utc>,
    /// Type, id, last sequence, its hash in hexadecimal.
    streams: Vec<(String, String, i64, String)>,
}

/// Where streams end: the last sequence and its hash.
pub(super) type Ends = HashMap<StreamId, (i64, EventHash)>;

/// The end of one anchor file.
#[derive(Clone)]
struct Tip {
    previous: String,
    to: Cursor,
}

impl Tip {
    fn start(partition: i16) -> Self {
        Self { previous: String::new(), to: Cursor::start(partition) }
    }
}

/// What one call of [`Anchors::write`] covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anchored {
    /// Lines written.
    pub anchors: usize,
    /// Streams that had grown.
    pub streams: usize,
}

/// The anchors of a journal. One process writes them at a time.
pub struct Anchors {
    journal: Journal,
    folder: PathBuf,
    tips: Vec<Tip>,
    _in_use: File,
}

impl Anchors {
    /// Opens the folder, made if need be, and reads where its files end.
    ///
    /// # Errors
    /// Another process has it, a file was tampered with, or a file fails.
    pub fn open(journal: &Journal, folder: &Path) -> Result<Self, AnchorError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| AnchorError::File { path, source }
        };
        std::fs::create_dir_all(folder).map_err(failed(folder))?;
        let lock = folder.join("anchors.lock");
        let in_use = OpenOptions::new().create(true).truncate(false).write(true).open(&lock);
        let in_use = in_use.map_err(failed(&lock))?;
        in_use.try_lock().map_err(|_| AnchorError::InUse(folder.to_owned()))?;
        let mut tips = Vec::with_capacity(usize::from(PARTITIONS));
        for partition in 0..PARTITIONS as i16 {
            let path = file_of(folder, partition);
            drop_torn_line(&path).map_err(failed(&path))?;
            tips.push(read(journal.vault(), &path, partition, |_| {})?);
        }
        Ok(Self { journal: journal.clone(), folder: folder.to_owned(), tips, _in_use: in_use })
    }

    /// Anchors what has become visible since the last call. Once a minute is what the registrar does.
    ///
    /// # Errors
    /// The database or a file failed; what was written stays valid, and the next call goes on from there.
    pub async fn write(&mut self) -> Result<Anchored, AnchorError> {
        let mut anchored = Anchored::default();
        for partition in 0..PARTITIONS as i16 {
            while let Some(streams) = self.write_one(partition).await? {
                anchored.anchors += 1;
                anchored.streams += streams;
            }
        }
        Ok(anchored)
    }

    async fn write_one(&mut self, partition: i16) -> Result<Option<usize>, AnchorError> {
        let tip = &self.tips[partition as usize];
        let Some((to, ends)) = self.grown(tip.to).await? else { return Ok(None) };
        let mut streams: Vec<_> = ends
            .iter()
            .map(|(stream, (sequence, hash))| {
                let (aggregate_type, id) =
                    (stream.aggregate_type().to_owned(), stream.aggregate_id().to_owned());
                (aggregate_type, id, *sequence, HEXLOWER.encode(hash))
            })
            .collect();
        streams.sort_unstable();
        let body = Body { previous: tip.previous.clone(), to, at: crate::wall_clock(), streams };
        let text = serde_json::to_string(&body)
            .map_err(|source| JournalError::Unwritable { what: "an anchor", source })?;
        let mac = lines::mac_of(self.journal.vault(), DOMAIN, &text);
        let path = file_of(&self.folder, partition);
        append_line(&path, &format!("{mac} {text}")).map_err(|source| AnchorError::File { path, source })?;
        self.tips[partition as usize] = Tip { previous: mac, to };
        Ok(Some(ends.len()))
    }

    /// Where the streams of a partition end that grew after `from`, and the cursor that this covers.
    async fn grown(&self, from: Cursor) -> Result<Option<(Cursor, Ends)>, JournalError> {
        let (epoch, xid) = (self.journal.epoch(), from.xid.to_string());
        let xid = &xid;
        let rows = self
            .journal
            .read(|connection, _| {
                Box::pin(
                    sqlx::query(
                        "select e.epoch, e.xid::text::bigint, e.position, e.aggregate_type, e.aggregate_id, e.sequence,
                             e.hash
                         from events e
                         where e.partition = $1 and (e.epoch, e.xid, e.position) > ($2, $3::text::xid8, $4)
                             and (e.epoch < $5 or e.xid < pg_snapshot_xmin(pg_current_snapshot()))
                         order by e.epoch, e.xid, e.position limit $6",
                    )
                    .bind(from.partition)
                    .bind(from.epoch)
                    .bind(xid)
                    .bind(from.position)
                    .bind(epoch)
                    .bind(PAGE)
                    .fetch_all(connection),
                )
            })
            .await
            .map_err(JournalError::database("reading what to anchor"))?;
        let mut ends = Ends::new();
        let mut to = from;
        for row in &rows {
            let decoded =
                decode(row, from.partition).map_err(JournalError::database("decoding what to anchor"))?;
            let (cursor, stream, end) = decoded;
            to = cursor;
            let known = ends.entry(stream).or_insert(end);
            if known.0 < end.0 {
                *known = end;
            }
        }
        Ok((to != from).then_some((to, ends)))
    }
}

type Row3 = (Cursor, StreamId, (i64, EventHash));

fn decode(row: &sqlx::postgres::PgRow, partition: i16) -> Result<Row3, sqlx::Error> {
    let cursor =
        Cursor { partition, epoch: row.try_get(0)?, xid: row.try_get(1)?, position: row.try_get(2)? };
    let hash: &[u8] = row.try_get(6)?;
    let hash = hash.try_into().map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
    Ok((cursor, StreamId::new(row.try_get(3)?, row.try_get(4)?), (row.try_get(5)?, hash)))
}

pub(super) fn file_of(folder: &Path, partition: i16) -> PathBuf {
    folder.join(format!("partition-{partition:02}.anchors"))
}

/// Reads one file line by line, checks MACs and links, and hands the ends of streams on.
fn read(vault: &Vault, path: &Path, partition: i16, mut each: impl FnMut(Ends)) -> Result<Tip, AnchorError> {
    let failed = |source| AnchorError::File { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Tip::start(partition)),
        Err(error) => return Err(failed(error)),
    };
    let mut tip = Tip::start(partition);
    for (index, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(failed)?;
        let wrong = |what| AnchorError::Tampered { path: path.to_owned(), line: index + 1, what };
        let (mac, text) = lines::split(vault, DOMAIN, &line).map_err(wrong)?;
        let body: Body = serde_json::from_str(text).map_err(|_| wrong("it is not an anchor"))?;
        if body.previous != tip.previous || body.to.partition != partition || body.to <= tip.to {
            return Err(wrong("it does not follow the line before it"));
        }
        let mut ends = Ends::new();
        for (aggregate_type, id, sequence, hash) in body.streams {
            let hash = HEXLOWER.decode(hash.as_bytes()).ok().and_then(|hash| hash.try_into().ok());
            let hash: EventHash = hash.ok_or_else(|| wrong("it holds no hash"))?;
            ends.insert(StreamId::new(&aggregate_type, &id), (sequence, hash));
        }
        each(ends);
        tip = Tip { previous: mac.to_owned(), to: body.to };
    }
    Ok(tip)
}

/// The cursor up to which the anchors of a partition know of everything; every line of its file is checked.
pub(super) fn read_tip(vault: &Vault, folder: &Path, partition: i16) -> Result<Cursor, AnchorError> {
    Ok(read(vault, &file_of(folder, partition), partition, |_| {})?.to)
}

/// Where the anchors say that the streams of a partition end, and the cursor up to which they know of everything.
pub(super) fn read_ends(vault: &Vault, folder: &Path, partition: i16) -> Result<(Cursor, Ends), AnchorError> {
    let mut all = Ends::new();
    let tip = read(vault, &file_of(folder, partition), partition, |ends| all.extend(ends))?;
    Ok((tip.to, all))
}
