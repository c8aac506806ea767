//! The command line: what may be asked, and with which words.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// The back-office of a domain-name registrar.
#[derive(Debug, Parser)]
#[command(name = "registrar", version, about, propagate_version = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Log lines as JSON.
    #[arg(long, global = true, env = "REGISTRAR_LOG_JSON")]
    pub log_json: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start everything on this machine, with samples: a private database, a sandbox registry, every door.
    Demo(DemoArguments),
    /// Serve in production.
    Serve(ConfigFile),
    /// Run jobs and views alone, beside a server.
    Work(ConfigFile),
    /// Bring the database's schema up to date, as its owner.
    Migrate(ConfigFile),
    /// Prove that the journal is whole.
    Audit {
        /// What to do.
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Move the demo's clock.
    Clock {
        /// What to do with it.
        #[command(subcommand)]
        command: ClockCommand,
    },
}

/// Options of the demo.
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// The folder that holds everything; a second start goes on from it.
    #[arg(long, default_value = "demo-data")]
    pub data: PathBuf,
    /// Moves every port, so that several demos run side by side: N is the web server's.
    #[arg(long, value_name = "N")]
    pub port_base: Option<u16>,
    /// Begin anew: everything in the folder is lost. Only a demo's folder is ever emptied.
    #[arg(long)]
    pub fresh: bool,
    /// Lift the limits of directory services, for measuring.
    #[arg(long)]
    pub no_limits: bool,
}

/// The configuration file.
#[derive(Debug, Args)]
pub struct ConfigFile {
    /// The configuration file.
    #[arg(long, value_name = "FILE", env = "REGISTRAR_CONFIG")]
    pub config: PathBuf,
}

/// Which installation a command is about.
#[derive(Clone, Debug, Args)]
pub struct Source {
    /// A demo's folder.
    #[arg(long, value_name = "DIR", default_value = "demo-data", conflicts_with = "config")]
    pub data: PathBuf,
    /// A production's configuration file.
    #[arg(long, value_name = "FILE", env = "REGISTRAR_CONFIG")]
    pub config: Option<PathBuf>,
}

/// What to do with the clock.
#[derive(Debug, Subcommand)]
pub enum ClockCommand {
    /// Go forward, stopping at each deadline in order; returns when all that fell due is settled.
    Advance {
        /// A demo's folder.
        #[arg(long, value_name = "DIR", default_value = "demo-data")]
        data: PathBuf,
        /// How far, as ISO 8601 words it: P35D, PT36H, P1Y.
        duration: String,
    },
}

/// What an auditor asks.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk every stream and its anchors; ends with an error that names stream and sequence of what does not fit.
    Verify {
        /// Which installation.
        #[command(flatten)]
        source: Source,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// Who did what to a stream, when, why, and what it changed.
    History {
        /// The stream: `domain/example.com`, `points-account/13490`.
        stream: String,
        /// Which installation.
        #[command(flatten)]
        source: Source,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
}
