//! Who uses a demo's folder: the demo itself, and commands that run while it is stopped.
//!
//! A private cluster serves both. A command that found it stopped starts it, and stops it again, unless somebody
//! else has come to rely on it meanwhile. Locks go with the process that held them, so a killed one is no guest.

use anyhow::Context;
use std::fs::{File, OpenOptions};
use std::path::Path;
use std::time::Duration;

/// Held by the demo alone.
const DEMO: &str = ".demo-runs";
/// Shared by whoever needs the private cluster.
const GUESTS: &str = ".in-use";

/// The demo's own mark: one demo a folder.
pub struct Running {
    _demo: File,
    _guest: File,
}

/// A command's mark.
pub struct Guest(File);

impl Running {
    /// Marks the folder. Waits for a command that is just stopping the cluster.
    ///
    /// # Errors
    /// Another demo runs here.
    pub fn mark(folder: &Path) -> anyhow::Result<Self> {
        let demo = open(&folder.join(DEMO))?;
        // Whoever asks whether a demo runs holds the lock for a moment.
        let marked = (0..10).any(|attempt| {
            if attempt > 0 {
                std::thread::sleep(Duration::from_millis(20));
            }
            demo.try_lock().is_ok()
        });
        anyhow::ensure!(
            marked,
            "a demo runs on {} already: stop it, or name another folder with --data",
            folder.display()
        );
        Ok(Self { _demo: demo, _guest: Guest::enter(folder)?.0 })
    }
}

/// Whether a demo runs on this folder now.
pub fn demo_runs(folder: &Path) -> bool {
    let Ok(file) = File::open(folder.join(DEMO)) else { return false };
    file.try_lock_shared().is_err()
}

impl Guest {
    /// Marks the folder as in use. Waits for whoever is just stopping the cluster.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn enter(folder: &Path) -> anyhow::Result<Self> {
        let file = open(&folder.join(GUESTS))?;
        file.lock_shared().with_context(|| format!("locking {}", folder.join(GUESTS).display()))?;
        Ok(Self(file))
    }

    /// Leaves. The last one gets the key, and nobody enters while it is held.
    pub fn leave(self) -> Option<Last> {
        let last = self.0.unlock().is_ok() && self.0.try_lock().is_ok();
        last.then_some(Last(self.0))
    }
}

/// Nobody else uses the folder, and nobody enters until this is dropped.
pub struct Last(#[expect(dead_code, reason = "dropping it opens the folder again")] File);

fn open(path: &Path) -> anyhow::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .with_context(|| format!("opening {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_guest_gets_the_key_and_a_demo_is_one_of_them() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!demo_runs(folder.path()));
        let (one, other) = (Guest::enter(folder.path()).unwrap(), Guest::enter(folder.path()).unwrap());
        assert!(one.leave().is_none());
        let running = Running::mark(folder.path()).unwrap();
        assert!(demo_runs(folder.path()));
        assert!(Running::mark(folder.path()).is_err());
        assert!(other.leave().is_none(), "the demo is still there");
        drop(running);
        assert!(!demo_runs(folder.path()));
        assert!(Guest::enter(folder.path()).unwrap().leave().is_some());
    }
}
