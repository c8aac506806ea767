//! The words of an auditor, and those of replays.

use super::values::moment;
use super::{Reader, Source};
use chrono::{DateTime, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use projections::View;
use std::path::PathBuf;

/// What an auditor asks.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk every stream, its anchors and the archive; ends with an error that names stream and sequence of what does not fit.
    Verify {
        /// Which installation.
        #[command(flatten)]
        source: Source,
        /// Another database to look at, a restored copy for instance; keys and anchors are the installation's.
        #[command(flatten)]
        database: Database,
    },
    /// Who did what to a stream, when, why, and what it changed.
    History(History),
    /// What changed in a stream between two moments, and the events between them.
    Diff(Diff),
}

/// A database instead of the installation's own.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// Another database to read, a restored copy for instance; keys and anchors are the installation's.
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub database: Option<String>,
}

/// A history.
#[derive(Debug, Args)]
pub struct History {
    /// The stream: `domain/example.com`, `points-account/13490`.
    pub stream: String,
    /// Who reads.
    #[command(flatten)]
    pub reader: Reader,
    /// From where.
    #[command(flatten)]
    pub database: Database,
}

/// A difference.
#[derive(Debug, Args)]
pub struct Diff {
    /// The stream: `domain/example.com`, `points-account/13490`.
    pub stream: String,
    /// From this moment, by the registrar's clock: 2026-11-27 or 2026-11-27T09:30:00Z.
    #[arg(value_name = "T1", value_parser = moment)]
    pub from: DateTime<Utc>,
    /// To this moment.
    #[arg(value_name = "T2", value_parser = moment)]
    pub to: DateTime<Utc>,
    /// Who reads.
    #[command(flatten)]
    pub reader: Reader,
    /// From where.
    #[command(flatten)]
    pub database: Database,
}

/// A view to be built again.
#[derive(Debug, Args)]
pub struct Replay {
    /// Which view, or all of them.
    #[arg(value_name = "VIEW", value_parser = views())]
    pub views: Views,
    /// As it was at this moment, by the registrar's clock: 2026-11-27 or 2026-11-27T09:30:00Z.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub until: Option<DateTime<Utc>>,
    /// Where to write the rows of the view as it was, one JSON document a line; - is standard output.
    #[arg(long, value_name = "FILE", requires = "until")]
    pub out: Option<PathBuf>,
    /// Compare the live view with the journal, and change nothing.
    #[arg(long, conflicts_with = "until")]
    pub check: bool,
    /// Which installation.
    #[command(flatten)]
    pub source: Source,
}

/// One view or all of them.
#[derive(Clone, Debug)]
pub struct Views(pub Vec<View>);

fn views() -> impl TypedValueParser<Value = Views> {
    let names = View::ALL.iter().map(|view| view.name()).chain(["all"]);
    PossibleValuesParser::new(names).map(|name| {
        Views(View::ALL.into_iter().filter(|view| name == "all" || view.name() == name).collect())
    })
}
