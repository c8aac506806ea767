//! The words about programs that call the REST door, and what they may do.

use super::values;
use super::{Source, Staff};
use clap::Subcommand;
use domain_model::values::{
    AccountNumber, ApplicationDescription, ApplicationKey, ApplicationName, CredentialNumber,
};

/// What to do with programs that call the REST door.
#[derive(Debug, Subcommand)]
pub enum ApplicationCommand {
    /// Register a program of an account; its secret is shown this once.
    Create {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// What it is called, for those who are asked to let it in.
        #[arg(long, value_name = "TEXT", value_parser = name)]
        name: ApplicationName,
        /// What it does, for the same.
        #[arg(long, value_name = "TEXT", value_parser = description, default_value = "")]
        description: ApplicationDescription,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Let a program call no more: every credential that it was granted ends.
    Revoke {
        /// Its key, as `list` shows it.
        #[arg(value_name = "KEY", value_parser = key)]
        application: ApplicationKey,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// The programs of an account.
    List {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
}

/// What to do with what programs were granted.
#[derive(Debug, Subcommand)]
pub enum CredentialCommand {
    /// Take it back: the program's next call is refused.
    Revoke {
        /// Its number, as `list` shows it.
        #[arg(value_name = "N", value_parser = number)]
        number: CredentialNumber,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// The credentials that an account granted.
    List {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
}

fn name(text: &str) -> Result<ApplicationName, String> {
    ApplicationName::parse(text).map_err(|error| error.to_string())
}

fn description(text: &str) -> Result<ApplicationDescription, String> {
    ApplicationDescription::parse(text).map_err(|error| error.to_string())
}

fn key(text: &str) -> Result<ApplicationKey, String> {
    ApplicationKey::parse(text).map_err(|error| error.to_string())
}

fn number(text: &str) -> Result<CredentialNumber, String> {
    text.parse().map_err(|_| "a credential's number is expected".to_owned())
}
