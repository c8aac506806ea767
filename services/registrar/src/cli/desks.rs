//! The words of the desks: operations, contacts, registries.

use super::values::{self, StateWord};
use super::votes::{Numbered, Restart};
use super::{Reader, Source, Staff};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use domain_model::values::{AccountNumber, ContactNumber, DomainName, OperationNumber, Reason, RegistryId};

/// Which operations.
#[derive(Debug, Args)]
pub struct OperationList {
    /// In this state, also those that are done or given up; may be said several times. Default: what is neither done
    /// nor given up.
    #[arg(long = "state", value_name = "S")]
    pub states: Vec<StateWord>,
    /// Of this account.
    #[arg(long, value_name = "A", value_parser = values::account)]
    pub account: Option<AccountNumber>,
    /// Asked for within so many months.
    #[arg(long, value_name = "M", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1200))]
    pub months: u32,
    /// The most rows.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Which installation.
    #[command(flatten)]
    pub source: Source,
}

/// What to do with operations.
#[derive(Debug, Subcommand)]
pub enum OperationCommand {
    /// Operations, newest first.
    List(OperationList),
    /// One operation.
    Show(Numbered),
    /// Start a failed operation again.
    Restart(Restart),
    /// Give a failed operation up: it leaves the pending report.
    Close {
        /// Which.
        #[arg(value_name = "N", value_parser = values::operation)]
        number: OperationNumber,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Option<Reason>,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
}

/// What to do with contacts.
#[derive(Debug, Subcommand)]
pub enum ContactCommand {
    /// Destroy a person's data for ever: the consequences are shown first, and asked for.
    Erase(ContactErase),
    /// Record that a person lets the whole data stand in the public directory, or no longer.
    Consent(ContactConsent),
}

/// What a person says of the public directory.
#[derive(Debug, Args)]
pub struct ContactConsent {
    /// The contact.
    #[arg(value_name = "NUMBER", value_parser = values::contact)]
    pub number: ContactNumber,
    /// The whole data may stand in the directory.
    #[arg(long, conflicts_with = "withdrawn", required_unless_present = "withdrawn")]
    pub given: bool,
    /// It may no longer.
    #[arg(long)]
    pub withdrawn: bool,
    /// How it is known: a letter, a call.
    #[arg(long, value_parser = values::reason)]
    pub reason: Reason,
    /// Who commands.
    #[command(flatten)]
    pub staff: Staff,
}

/// A person to be erased.
#[derive(Debug, Args)]
pub struct ContactErase {
    /// The contact.
    #[arg(value_name = "NUMBER", value_parser = values::contact)]
    pub number: ContactNumber,
    /// Why: whose request, which retention.
    #[arg(long, value_parser = values::reason)]
    pub reason: Reason,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
    /// Who commands.
    #[command(flatten)]
    pub staff: Staff,
}

/// What to do with registries.
#[derive(Debug, Subcommand)]
pub enum RegistryCommand {
    /// The configured registries, and the endings that each serves.
    List {
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// Compare what registries show of names with what is believed. Exit code 1 where a name could not be compared.
    Reconcile(Reconcile),
    /// Windows in which a registry is closed.
    #[command(subcommand)]
    Maintenance(MaintenanceCommand),
    /// Messages of registries' queues that nobody here understood: each waits for a person.
    Messages {
        /// Who reads; --reveal shows the raw messages.
        #[command(flatten)]
        reader: Reader,
    },
}

/// Windows in which a registry is closed.
#[derive(Debug, Subcommand)]
pub enum MaintenanceCommand {
    /// The windows that are under way or to come.
    List {
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// Write a window down: nothing new is sent to the registry meanwhile, and what is asked for waits.
    Plan {
        /// The name of its entry in the configuration.
        #[arg(value_name = "REGISTRY", value_parser = values::registry)]
        registry: RegistryId,
        /// From when on it is closed; UTC where nothing else is said.
        #[arg(long, value_name = "MOMENT", value_parser = values::moment)]
        from: DateTime<Utc>,
        /// Until when; at most seven days later.
        #[arg(long, value_name = "MOMENT", value_parser = values::moment)]
        until: DateTime<Utc>,
        /// What the registry says about it.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// A window does not take place, or is over before its time.
    CallOff {
        /// The name of its entry in the configuration.
        #[arg(value_name = "REGISTRY", value_parser = values::registry)]
        registry: RegistryId,
        /// The window's number.
        #[arg(value_name = "N")]
        number: u32,
        /// How that is known.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
}

/// Names to be compared.
#[derive(Debug, Args)]
pub struct Reconcile {
    /// Which names.
    #[arg(value_name = "NAME", value_parser = values::name, required_unless_present = "all")]
    pub names: Vec<DomainName>,
    /// Every name that is ours, and not being deleted.
    #[arg(long, conflicts_with = "names")]
    pub all: bool,
    /// Who commands.
    #[command(flatten)]
    pub staff: Staff,
}
