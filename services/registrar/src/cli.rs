//! The command line: what may be asked, and with which words.

mod access;
mod accounts;
mod audit;
mod batch_mail;
mod batch_mail_new;
mod billing;
mod contact_changes;
mod desks;
mod disclosures;
mod mail;
mod operators;
mod orders;
mod prices;
mod values;
mod votes;

pub use access::{ApplicationCommand, CredentialCommand};
pub use accounts::{AccountCommand, PgpKeyCommand, SmimeCommand};
pub use audit::{AuditCommand, Diff, History, Replay};
pub use batch_mail::{BatchMailCommand, BatchRun};
pub use batch_mail_new::BatchNew;
pub use billing::{InvoiceCommand, PointsCommand, PointsStatement};
pub use contact_changes::{ChangeSide, ContactChangeCommand};
pub use desks::{
    ContactCommand, ContactConsent, ContactErase, MaintenanceCommand, OperationCommand, OperationList,
    Reconcile, RegistryCommand,
};
pub use disclosures::{DisclosureCommand, DisclosureList, FileRequest, GrantRequest};
pub use mail::{MailCommand, MailForward};
pub use operators::{OperatorCommand, SecondFactorCommand};
pub use orders::{OrderCommand, OrderList};
pub use prices::{PriceImport, PriceQuestion, PricesCommand};
pub use votes::{Ballot, Choice, Restart, TradeCommand, TradeSide, TransferCommand, TransferSide, VoteList};

pub use values::Level;

use clap::{Args, Parser, Subcommand};
use domain_model::operator::Login;
use std::path::PathBuf;

/// The back-office of a domain-name registrar.
///
/// Exit codes: 0 done, 1 refused or failed, 2 asked wrongly; those of `mail` are a mail server's. Tables and colours are
/// for people; with --json, standard output holds exactly one JSON document, also for a refusal. Progress goes to standard
/// error, and only to terminals.
#[derive(Debug, Parser)]
#[command(name = "registrar", version, about, propagate_version = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Answer with one JSON document on standard output.
    #[arg(long, global = true)]
    pub json: bool,
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
    /// Build a view again from the journal, or as it was; or check the live one.
    ///
    /// Without options, the view is built from the first event on beside the live one, and takes its place in one
    /// transaction; readers see the old one until then, and a running server goes on from there.
    ///
    /// With --check, it is built beside the live one as far as that has followed, and compared row by row; the exit code
    /// is 1 where they differ, and the live view stays as it is.
    ///
    /// With --until, it is built as it was at a moment, in a place of its own that is cleared afterwards: rows and a
    /// fingerprint are counted, and --out keeps the rows, sealed data sealed.
    Replay(Replay),
    /// Prove that the journal is whole, and show what happened to a stream.
    Audit {
        /// What to do.
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Owner changes and their votes.
    Trade {
        /// What to do.
        #[command(subcommand)]
        command: TradeCommand,
    },
    /// Transfers of names in and out, and their votes.
    Transfer {
        /// What to do.
        #[command(subcommand)]
        command: TransferCommand,
    },
    /// Accounts of services that move, and the answers of both sides.
    ContactChange {
        /// What to do.
        #[command(subcommand)]
        command: ContactChangeCommand,
    },
    /// Prepaid points.
    Points {
        /// What to do.
        #[command(subcommand)]
        command: PointsCommand,
    },
    /// Invoices and credit notes.
    Invoice {
        /// What to do.
        #[command(subcommand)]
        command: InvoiceCommand,
    },
    /// Prices: in force, exported, imported with a preview.
    Prices {
        /// What to do.
        #[command(subcommand)]
        command: PricesCommand,
    },
    /// Operations: one customer's request each.
    Operation {
        /// What to do.
        #[command(subcommand)]
        command: OperationCommand,
    },
    /// Orders: what was ordered by mail or cart, paid, and delivered.
    Order {
        /// What to do.
        #[command(subcommand)]
        command: OrderCommand,
    },
    /// The people who work here, and where they are signed in.
    Operator {
        /// What to do.
        #[command(subcommand)]
        command: OperatorCommand,
    },
    /// Accounts.
    Account {
        /// What to do.
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Contacts.
    Contact {
        /// What to do.
        #[command(subcommand)]
        command: ContactCommand,
    },
    /// Requests for data that the directory does not show.
    Disclosure {
        /// What to do.
        #[command(subcommand)]
        command: DisclosureCommand,
    },
    /// Mail to people whose addresses are hidden.
    Mail {
        /// What to do.
        #[command(subcommand)]
        command: MailCommand,
    },
    /// Batch mails: orders of names by signed mail.
    BatchMail {
        /// What to do.
        #[command(subcommand)]
        command: BatchMailCommand,
    },
    /// Registries, and their messages that nobody understood.
    Registry {
        /// What to do.
        #[command(subcommand)]
        command: RegistryCommand,
    },
    /// Move the demo's clock.
    Clock {
        /// What to do with it.
        #[command(subcommand)]
        command: ClockCommand,
    },
    /// Check the installation, and say what to do. Exit code 1 where something failed.
    Doctor(Source),
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
    /// Lift the limits of directory services and of unsigned REST calls, for measuring.
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
    /// A demo's folder. Its database is started for the command where the demo does not run.
    #[arg(long, value_name = "DIR", default_value = "demo-data", conflicts_with = "config")]
    pub data: PathBuf,
    /// A production's configuration file.
    #[arg(long, value_name = "FILE", env = "REGISTRAR_CONFIG")]
    pub config: Option<PathBuf>,
}

/// Whoever reads.
#[derive(Clone, Debug, Args)]
pub struct Reader {
    /// Which installation.
    #[command(flatten)]
    pub source: Source,
    /// Show personal data, as an operator whose role may see it.
    #[arg(long)]
    pub reveal: bool,
    /// Who looks at personal data: an operator's login. Default: the name of your account on this machine.
    #[arg(long = "as", value_name = "LOGIN", env = "REGISTRAR_OPERATOR")]
    pub login: Option<Login>,
}

/// Whoever commands.
#[derive(Clone, Debug, Args)]
pub struct Staff {
    /// Which installation.
    #[command(flatten)]
    pub source: Source,
    /// Who commands: an operator's login. Default: the name of your account on this machine.
    #[arg(long = "as", value_name = "LOGIN", env = "REGISTRAR_OPERATOR")]
    pub login: Option<Login>,
    /// A name of your own for this request: asking again under it does nothing twice.
    #[arg(long, value_name = "KEY", value_parser = values::key)]
    pub key: Option<String>,
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
