//! How much processor time a contender took, client and servers together. It hardly depends on what else the machine
//! does, so it says which contender would win on a quiet one.

use anyhow::Context;
use std::path::Path;
use std::time::Duration;

/// A tick of `/proc/…/stat`: 100 a second on every Linux that Rust's standard library runs on.
const TICK: Duration = Duration::from_millis(10);

/// A server's main process with its children.
#[derive(Clone, Copy, Debug)]
pub struct Server(u32);

impl Server {
    /// The postmaster of a data folder.
    ///
    /// # Errors
    /// It does not run.
    pub fn of_cluster(data: &Path) -> anyhow::Result<Self> {
        let path = data.join("postmaster.pid");
        let text = std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        let pid = text.lines().next().and_then(|line| line.trim().parse().ok());
        Ok(Self(pid.with_context(|| format!("no process in {}", path.display()))?))
    }

    /// What this process, its ended children and the server have used so far.
    ///
    /// # Errors
    /// The system does not say (it is Linux's `/proc`).
    pub fn used(self) -> anyhow::Result<Duration> {
        let mut ticks = 0;
        for entry in std::fs::read_dir("/proc").context("reading /proc")? {
            let Ok(pid) = entry?.file_name().to_string_lossy().parse::<u32>() else { continue };
            // Processes end while they are counted.
            let Ok(text) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { continue };
            let Some(stat) = Stat::read(&text) else { continue };
            if pid == std::process::id() || pid == self.0 || stat.parent == self.0 {
                ticks += stat.ticks;
            }
        }
        Ok(TICK * ticks)
    }
}

/// What one process has used so far, all of its threads.
///
/// # Errors
/// The system does not say, or it has ended.
pub fn used_by(pid: u32) -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).context("reading /proc")?;
    let stat = Stat::read(&text).context("reading /proc")?;
    Ok(TICK * stat.ticks)
}

/// One line of `/proc/PID/stat`.
#[derive(Debug, PartialEq)]
struct Stat {
    parent: u32,
    /// In user and system, its own and those of children that it has waited for.
    ticks: u32,
}

impl Stat {
    fn read(text: &str) -> Option<Self> {
        // The name stands in brackets and may hold anything.
        let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let number = |place: usize| fields.get(place)?.parse::<u32>().ok();
        Some(Self { parent: number(1)?, ticks: number(11)? + number(12)? + number(13)? + number(14)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_whatever_the_name() {
        let line = "42 (a ) b) S 7 42 42 0 -1 4194560 100 0 0 0 11 12 13 14 20 0 1 0 100 1000 10";
        assert_eq!(Stat::read(line), Some(Stat { parent: 7, ticks: 50 }));
        assert_eq!(Stat::read("nonsense"), None);
    }

    #[test]
    fn work_is_counted() {
        let server = Server(0);
        let before = server.used().unwrap();
        let mut sum = 0_u64;
        while server.used().unwrap() < before + Duration::from_millis(50) {
            sum = std::hint::black_box((0..100_000).fold(sum, u64::wrapping_add));
        }
    }
}
