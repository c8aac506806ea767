//! What PostgreSQL takes without grouping: its own `pgbench` with one prepared insert a transaction into a table of
//! the journal's shape, indexes included.

use super::contender::Ours;
use super::{Load, Run, Streams, per_command};
use crate::place::{Place, cores};
use crate::statistics::Latencies;
use anyhow::Context;
use journal::cluster::{Cluster, Role};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// The table of events once more, for `pgbench` alone.
const TABLE: &str = "create schema bare; create table bare.events (like public.events including all)";

/// Every row is another place in a stream of its own sequence: what follows from the stream's number and the client.
const SCRIPT: &str = r"\set stream random(0, :streams - 1)
\set n :n + 1
insert into bare.events (partition, command_id, hash, recorded_at, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata) values ((:stream::int % 64)::smallint, '01890000-0000-7000-8000-000000000000', decode(repeat('5a', 32), 'hex'), now(), 'notebook', :round::text || '-' || :stream::text, :client_id::bigint * 1000000000 + :n::bigint, 'Noted', '1', :payload, :metadata);
";

/// How many transactions' latencies are written down.
const SAMPLED: &str = "0.25";

/// The program with its script.
pub struct PgBench {
    cluster: Cluster,
    folder: PathBuf,
    payload: String,
    metadata: String,
}

impl PgBench {
    /// Makes the table and the script.
    pub async fn new(place: &Place, ours: &Ours) -> anyhow::Result<Self> {
        let program = place.cluster().binaries().join("pgbench");
        anyhow::ensure!(
            program.is_file(),
            "{} is missing; on Debian: apt-get install postgresql-contrib",
            program.display()
        );
        place.execute(TABLE).await?;
        let folder = place.folder().join("pgbench");
        std::fs::create_dir_all(&folder).context("making pgbench's folder")?;
        std::fs::write(folder.join("script.sql"), SCRIPT).context("writing pgbench's script")?;
        let (payload, metadata) = ours.sample().await?;
        Ok(Self { cluster: place.cluster().clone(), folder, payload, metadata })
    }

    /// For the table.
    pub fn name(&self) -> &'static str {
        "pgbench, one prepared insert"
    }

    /// One round.
    pub async fn run(&self, load: Load, streams: Streams) -> anyhow::Result<Run> {
        let Load { clients, span, server } = load;
        let url = reqwest::Url::parse(&self.cluster.url(Role::Owner)).context("the cluster's address")?;
        let socket = url.query_pairs().find(|(name, _)| name == "host").map(|(_, host)| host.into_owned());
        let threads = clients.min(cores());
        // pgbench counts in whole seconds; a shorter span is a number of transactions.
        let limit = if span >= Duration::from_secs(1) {
            ["-T".to_owned(), span.as_secs_f64().round().to_string()]
        } else {
            ["-t".to_owned(), "50".to_owned()]
        };
        let logs = self.folder.join(streams.id(0));
        std::fs::create_dir_all(&logs).context("making a folder for pgbench's log")?;
        let used = server.used()?;
        let output = tokio::process::Command::new(self.cluster.binaries().join("pgbench"))
            .current_dir(&logs)
            .args(["-n", "-M", "prepared", "-f", "../script.sql", "-c", &clients.to_string()])
            .args(["-j", &threads.to_string(), "-l", "--sampling-rate", SAMPLED])
            .args(limit)
            .args(["-D", "n=0", "-D", &format!("streams={}", streams.count)])
            .args(["-D", &format!("round={}", streams.id(0)), "-D", &format!("payload={}", self.payload)])
            .args(["-D", &format!("metadata={}", self.metadata)])
            .args(["-h", &socket.context("the cluster has no socket")?])
            .args(["-p", &self.cluster.port().to_string(), "-U", Role::Owner.name()])
            .arg(url.path().trim_start_matches('/'))
            .env("PGPASSWORD", self.cluster.password(Role::Owner))
            .stdin(Stdio::null())
            .output()
            .await
            .context("running pgbench")?;
        let used = server.used()?.saturating_sub(used);
        let said = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "pgbench ended with {}: {complaint}", output.status);
        anyhow::ensure!(
            field(&said, "number of failed transactions:") == Some(0.0),
            "pgbench failed: {said}"
        );
        let rate = field(&said, "tps =").with_context(|| format!("pgbench gave no rate: {said}"))?;
        let processed = field(&said, "number of transactions actually processed:");
        let commands = processed.with_context(|| format!("pgbench gave no number: {said}"))?;
        Ok(Run { rate, processor: per_command(used, commands), latencies: latencies(&logs)? })
    }
}

/// The number behind some words of pgbench's summary.
fn field(said: &str, name: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.split('/').next()?.parse().ok()
}

/// The third column of pgbench's log, in microseconds.
fn latencies(folder: &Path) -> anyhow::Result<Latencies> {
    let mut latencies = Latencies::default();
    for entry in std::fs::read_dir(folder).context("reading pgbench's log")? {
        let text = std::fs::read_to_string(entry?.path()).context("reading pgbench's log")?;
        for line in text.lines() {
            let took = line.split(' ').nth(2).and_then(|word| word.parse().ok());
            let took = took.with_context(|| format!("pgbench logged `{line}`"))?;
            latencies.push(Duration::from_micros(took));
        }
    }
    Ok(latencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_is_read() {
        let said = "number of failed transactions: 0 (0.000%)\nlatency average = 0.3 ms\n\
                    tps = 3030.250000 (without initial connection time)\n";
        assert_eq!(field(said, "tps ="), Some(3030.25));
        assert_eq!(field(said, "number of failed transactions:"), Some(0.0));
        assert_eq!(field("nothing", "tps ="), None);
    }
}
