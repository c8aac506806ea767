//! How much memory a process needed at most: each measured replay runs in a process of its own, so that nothing else
//! counts.

use anyhow::Context;
use serde::de::DeserializeOwned;
use std::process::Stdio;

/// The greatest resident set of this process so far, in MiB.
///
/// # Errors
/// The system does not say (it is Linux's `/proc`).
pub fn peak() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status").context("reading /proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM in it")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().context("reading VmHWM")?;
    Ok(kibibytes / 1024.0)
}

/// What is resident of another process now, in MiB.
///
/// # Errors
/// The system does not say, or it has ended.
pub fn resident(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).context("reading /proc")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS in it")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().context("reading VmRSS")?;
    Ok(kibibytes / 1024.0)
}

/// Runs this program again with other arguments, and reads what it found.
///
/// # Errors
/// It fails, or finds nothing readable.
pub async fn apart<T: DeserializeOwned>(arguments: &[&str]) -> anyhow::Result<T> {
    let program = std::env::current_exe().context("finding this program")?;
    let output = tokio::process::Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .await
        .context("running the bench apart")?;
    anyhow::ensure!(output.status.success(), "{} ended with {}", arguments.join(" "), output.status);
    serde_json::from_slice(&output.stdout)
        .with_context(|| format!("reading what {} found", arguments.join(" ")))
}
