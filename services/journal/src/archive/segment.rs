//! The file of one segment.

use super::index::{Sealed, Segment};
use crate::chain::EventHash;
use crate::copied::{UnpackError, Unpacker, pack, pack_end, pack_header};
use crate::files::sync_folder;
use crate::recorded::Recorded;
use crate::stream::Cursor;
use crate::upcast::Upcasters;
use lz4_flex::frame::{BlockSize, FrameDecoder, FrameEncoder, FrameInfo};
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufWriter, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Octets that are taken from a file at once.
const PIECE: usize = 128 * 1_024;
/// Octets of text in one page, or a few more.
const PAGE_OCTETS: usize = 512 * 1_024;
/// About as many events have so much.
const PAGE: usize = 1_024;

/// A segment that is being written, under a name that nobody reads.
pub(super) struct Draft {
    path: PathBuf,
    file: FrameEncoder<Summed>,
    copy: Vec<u8>,
    events: u64,
    octets: usize,
    last: Option<(Cursor, EventHash)>,
}

impl Draft {
    pub fn begin(folder: &Path) -> io::Result<Self> {
        let path = folder.join("segment.draft");
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path)?;
        let summed = Summed { file: BufWriter::with_capacity(PIECE, file), sum: Sha256::new() };
        // Without checksums: the index has one that cannot be made to fit.
        let info = FrameInfo::new().block_size(BlockSize::Max256KB);
        let mut copy = Vec::new();
        pack_header(&mut copy);
        let file = FrameEncoder::with_frame_info(info, summed);
        Ok(Self { path, file, copy, events: 0, octets: 0, last: None })
    }

    /// Adds events that follow those before.
    pub fn add(&mut self, events: &[Recorded]) -> io::Result<()> {
        for event in events {
            pack(&mut self.copy, event);
            if self.copy.len() >= PIECE {
                self.flush()?;
            }
        }
        self.events += events.len() as u64;
        if let Some(last) = events.last() {
            self.last = Some((last.cursor, last.hash));
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.octets += self.copy.len();
        self.file.write_all(&self.copy)?;
        self.copy.clear();
        Ok(())
    }

    /// Whether it has so many events, or so many octets.
    pub fn has(&self, events: u64, octets: usize) -> bool {
        self.events >= events || self.octets >= octets
    }

    /// The last event.
    pub fn end(&self) -> Option<Cursor> {
        self.last.map(|(cursor, _)| cursor)
    }

    /// Waits until the disk has all of it, and gives it its name; nothing where it is empty.
    pub fn seal(mut self, name: &str) -> io::Result<Option<Sealed>> {
        let Some((last, hash)) = self.last else { return Ok(None) };
        pack_end(&mut self.copy);
        self.flush()?;
        let Summed { file, sum } = self.file.finish().map_err(io::Error::other)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        let path = self.path.with_file_name(name);
        std::fs::rename(&self.path, &path)?;
        sync_folder(&path)?;
        Ok(Some(Sealed { events: self.events, last, hash, sha256: sum.finalize().into() }))
    }
}

/// A file whose octets are summed up on their way.
struct Summed {
    file: BufWriter<File>,
    sum: Sha256,
}

impl Write for Summed {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        let written = self.file.write(octets)?;
        self.sum.update(&octets[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A segment cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SegmentError {
    /// Before any of its events was handed on.
    #[error("{what}")]
    Unfit {
        what: &'static str,
        #[source]
        source: Option<io::Error>,
    },
    /// It is what was written, and that is wrong.
    #[error("a segment is unreadable")]
    Unreadable(#[from] UnpackError),
    /// It failed while it was read.
    #[error("a segment cannot be read to its end")]
    File(#[from] io::Error),
}

/// Hands a segment's events on, page after page, as long as `each` wants more; before the first, the file's digest is
/// compared with the index.
pub(crate) fn read(
    path: &Path,
    segment: &Segment,
    upcasters: Upcasters,
    mut each: impl FnMut(Vec<Recorded>) -> bool,
) -> Result<(), SegmentError> {
    let unfit = |what| move |source| SegmentError::Unfit { what, source: Some(source) };
    let mut file = File::open(path).map_err(unfit("it cannot be opened"))?;
    let mut piece = vec![0; PIECE];
    let mut sum = Sha256::new();
    loop {
        match file.read(&mut piece).map_err(unfit("it cannot be read"))? {
            0 => break,
            octets => sum.update(&piece[..octets]),
        }
    }
    if !segment.is(&sum.finalize()) {
        return Err(SegmentError::Unfit { what: "it is not what was written", source: None });
    }
    file.rewind()?;
    let mut copy = FrameDecoder::new(file);
    let mut unpacker = Unpacker::new(upcasters, PAGE);
    loop {
        let octets = match copy.fill_buf()? {
            [] => break,
            piece => {
                unpacker.feed(piece)?;
                piece.len()
            }
        };
        copy.consume(octets);
        if unpacker.octets() > PAGE_OCTETS && !each(unpacker.take()) {
            return Ok(());
        }
    }
    let rest = unpacker.end()?;
    if !rest.is_empty() {
        each(rest);
    }
    Ok(())
}
