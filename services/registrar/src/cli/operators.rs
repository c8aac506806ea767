//! The words about the people who work here, and where they are signed in.

use super::values;
use super::{Reader, Source, Staff};
use clap::Subcommand;
use domain_model::operator::{Login, Role};
use domain_model::values::Reason;
use std::path::PathBuf;

/// What to do with the people who work here.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// Everybody, those who have left included.
    List {
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// Let somebody in: for an admin; the first one of an installation, an admin, needs nobody.
    Enrol {
        /// Who.
        #[arg(value_name = "LOGIN")]
        operator: Login,
        /// As what: viewer, auditor, support, finance or admin.
        #[arg(long)]
        role: Role,
        /// Where the password stands, on its first line, 8 to 200 characters; `-`: standard input.
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Where somebody is signed in; addresses are shown with --reveal.
    Sessions {
        /// Who.
        #[arg(value_name = "LOGIN")]
        operator: Login,
        /// Who looks.
        #[command(flatten)]
        reader: Reader,
    },
    /// End a session at once: for an admin.
    CloseSession {
        /// Whose.
        #[arg(value_name = "LOGIN")]
        operator: Login,
        /// Which, as `sessions` names it.
        #[arg(value_name = "NAME")]
        session: String,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Option<Reason>,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// The second factor of somebody's sign-in.
    SecondFactor {
        /// What to do with it.
        #[command(subcommand)]
        command: SecondFactorCommand,
    },
}

/// What to do with a second factor.
#[derive(Debug, Subcommand)]
pub enum SecondFactorCommand {
    /// Take it away, with its recovery codes, where somebody has lost both: for an admin.
    Remove {
        /// Whose.
        #[arg(value_name = "LOGIN")]
        operator: Login,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
}
