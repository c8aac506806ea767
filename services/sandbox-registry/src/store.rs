//! The log of accepted changes: one JSON line per command, written before the answer and synchronised to disk
//! before it is sent.
//!
//! Loading the log leads to the state. A line that was cut off by a crash is the last one and was never
//! answered: it is dropped. At each start the log is rewritten as the state's snapshot.

use std::borrow::Cow;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::state::{Change, Registry};

const LOG: &str = "registry.log";
const NEW_LOG: &str = "registry.log.new";
const LOCK: &str = "registry.lock";

/// Why the log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the registry in {0} is in use by another process")]
    InUse(PathBuf),
    #[error("line {line} of {path} is damaged and not the last one")]
    Damaged { path: PathBuf, line: usize },
    #[error("reading or writing the registry's log in {path}")]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("writing a change as JSON")]
    Json(#[from] serde_json::Error),
    #[error("the log failed earlier and takes no further changes")]
    Failed,
}

/// One line: the changes of one command stand or fall together.
#[derive(Debug, Serialize, Deserialize)]
struct Entry<'a> {
    changes: Cow<'a, [Change]>,
}

/// The open log; appending is the caller's turn, synchronising is done by a thread for all who wait.
#[derive(Debug)]
pub struct Log {
    file: Arc<File>,
    path: PathBuf,
    /// Octets of whole lines.
    length: u64,
    flusher: Arc<Flusher>,
    thread: Option<JoinHandle<()>>,
    failed: bool,
    /// Held, and with it the lock on the directory, as long as the log is open.
    _lock: File,
}

/// How far the log is on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Synced(u64),
    Failed,
}

#[derive(Debug)]
struct Flusher {
    wanted: Mutex<Wanted>,
    wake: Condvar,
    progress: watch::Sender<Progress>,
}

#[derive(Debug, Default)]
struct Wanted {
    written: u64,
    stop: bool,
}

/// Waits until a position of the log is on disk.
#[derive(Debug, Clone)]
pub struct Durability(watch::Receiver<Progress>);

impl Durability {
    /// Returns once everything up to `position` is on disk.
    pub async fn reached(&self, position: u64) -> Result<(), StoreError> {
        let mut progress = self.0.clone();
        let reached = progress
            .wait_for(|progress| match progress {
                Progress::Synced(synced) => *synced >= position,
                Progress::Failed => true,
            })
            .await;
        match reached.as_deref() {
            Ok(Progress::Synced(_)) => Ok(()),
            Ok(Progress::Failed) | Err(_) => Err(StoreError::Failed),
        }
    }
}

impl Log {
    /// Loads the state that the directory holds and opens its log, compacted.
    pub fn open(dir: &Path) -> Result<(Registry, Self), StoreError> {
        let io = |source| StoreError::Io { path: dir.to_owned(), source };
        let lock = private().create(true).truncate(false).write(true).open(dir.join(LOCK)).map_err(io)?;
        lock.try_lock().map_err(|_| StoreError::InUse(dir.to_owned()))?;
        let registry = load(&dir.join(LOG))?;
        let length = compact(dir, &registry)?;
        let path = dir.join(LOG);
        let file = Arc::new(private().append(true).open(&path).map_err(io)?);
        let flusher = Arc::new(Flusher {
            wanted: Mutex::new(Wanted { written: length, stop: false }),
            wake: Condvar::new(),
            progress: watch::Sender::new(Progress::Synced(length)),
        });
        let thread = std::thread::Builder::new().name("registry-log".to_owned()).spawn({
            let (flusher, file) = (Arc::clone(&flusher), Arc::clone(&file));
            move || flusher.run(&file, length)
        });
        let thread = Some(thread.map_err(io)?);
        Ok((registry, Self { file, path, length, flusher, thread, failed: false, _lock: lock }))
    }

    pub fn durability(&self) -> Durability {
        Durability(self.flusher.progress.subscribe())
    }

    /// The position after the last written line.
    pub fn position(&self) -> u64 {
        self.length
    }

    /// Writes one entry; returns the position to wait for. After an error nothing of it is in the log.
    pub fn append(&mut self, changes: &[Change]) -> Result<u64, StoreError> {
        if self.failed {
            return Err(StoreError::Failed);
        }
        let mut line = serde_json::to_vec(&Entry { changes: changes.into() })?;
        line.push(b'\n');
        if let Err(source) = (&*self.file).write_all(&line) {
            // What was written of the line must not stand before the next one.
            self.failed = self.file.set_len(self.length).is_err();
            return Err(StoreError::Io { path: self.path.clone(), source });
        }
        self.length += line.len() as u64;
        self.flusher.lock().written = self.length;
        self.flusher.wake.notify_one();
        Ok(self.length)
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.flusher.lock().stop = true;
        self.flusher.wake.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that synchronises the registry's log ended by panic");
        }
    }
}

impl Flusher {
    fn lock(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Synchronises as often as something new is written; one call serves all that were written before it.
    fn run(&self, file: &File, mut synced: u64) {
        loop {
            let wanted = self
                .wake
                .wait_while(self.lock(), |wanted| wanted.written == synced && !wanted.stop)
                .unwrap_or_else(PoisonError::into_inner);
            let (written, stop) = (wanted.written, wanted.stop);
            drop(wanted);
            if written > synced {
                if let Err(error) = file.sync_data() {
                    tracing::error!(%error, "the registry's log cannot be synchronised");
                    self.progress.send_replace(Progress::Failed);
                    return;
                }
                synced = written;
                self.progress.send_replace(Progress::Synced(synced));
            } else if stop {
                return;
            }
        }
    }
}

/// Options for files that only their owner may read: they hold passwords and authorization codes.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.mode(0o600);
    options
}

fn load(path: &Path) -> Result<Registry, StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let mut registry = Registry::default();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(registry),
        Err(error) => return Err(io(error)),
    };
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if reader.read_until(b'\n', &mut line).map_err(io)? == 0 {
            break;
        }
        let whole = line.last() == Some(&b'\n');
        match serde_json::from_slice::<Entry<'_>>(&line) {
            Ok(entry) if whole => {
                entry.changes.into_owned().into_iter().for_each(|change| registry.apply(change))
            }
            _ if !whole || reader.fill_buf().map_err(io)?.is_empty() => {
                tracing::warn!(
                    line = number,
                    "the last line of the registry's log was cut off and is dropped"
                );
                break;
            }
            _ => return Err(StoreError::Damaged { path: path.to_owned(), line: number }),
        }
    }
    Ok(registry)
}

/// Rewrites the log as a snapshot, replacing the old one at once; returns its length.
fn compact(dir: &Path, registry: &Registry) -> Result<u64, StoreError> {
    let path = dir.join(NEW_LOG);
    let io = |source| StoreError::Io { path: path.clone(), source };
    let file = private().create(true).write(true).truncate(true).open(&path).map_err(io)?;
    let mut writer = BufWriter::new(&file);
    for change in registry.snapshot() {
        serde_json::to_writer(&mut writer, &Entry { changes: vec![change].into() })?;
        writer.write_all(b"\n").map_err(io)?;
    }
    writer.flush().map_err(io)?;
    drop(writer);
    file.sync_all().map_err(io)?;
    std::fs::rename(&path, dir.join(LOG)).map_err(io)?;
    File::open(dir).and_then(|dir| dir.sync_all()).map_err(io)?;
    file.metadata().map(|metadata| metadata.len()).map_err(io)
}
