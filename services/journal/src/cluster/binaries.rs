//! Where PostgreSQL's programs are.

use super::ClusterError;
use std::path::{Path, PathBuf};
use std::process::Command;

const OLDEST: u32 = 15;

/// A folder with `initdb`, `pg_ctl` and `postgres`.
pub(super) struct Binaries(PathBuf);

impl Binaries {
    /// The newest that is new enough: what `pg_config` names, Debian's folders, the search path.
    pub fn find() -> Result<Self, ClusterError> {
        let folders = candidates();
        let newest = folders
            .iter()
            .filter(|folder| {
                ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).is_file())
            })
            .filter_map(|folder| Some((version(folder)?, folder)))
            .filter(|(version, _)| *version >= OLDEST)
            .max_by_key(|(version, _)| *version);
        match newest {
            Some((_, folder)) => Ok(Self(folder.clone())),
            None => {
                let looked: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
                Err(ClusterError::NoBinaries(looked.join(", ")))
            }
        }
    }

    pub fn folder(&self) -> &Path {
        &self.0
    }

    pub fn program(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut folders = vec![];
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output()
        && output.status.success()
    {
        folders.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    for root in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/pgsql"] {
        let versions = std::fs::read_dir(root).into_iter().flatten().flatten();
        folders.extend(versions.map(|version| version.path().join("bin")));
    }
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    // A folder of links to the programs leads to where they are, with those that nobody linked.
    let real = |folder: &PathBuf| Some(folder.join("postgres").canonicalize().ok()?.parent()?.to_owned());
    folders = folders.iter().filter_map(real).collect();
    folders.sort();
    folders.dedup();
    folders
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → 15.
fn version(folder: &Path) -> Option<u32> {
    let output = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text.split_whitespace().nth(2)?;
    number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
