//! The words of votes: trades and transfers.

use super::values;
use super::{Reader, Staff};
use clap::{Args, Subcommand, ValueEnum};
use domain_model::values::{AccountNumber, DomainName, OperationNumber, Reason};
use std::path::PathBuf;

/// Which trades or transfers.
#[derive(Debug, Args)]
pub struct VoteList {
    /// Only those that somebody may still vote on or answer.
    #[arg(long)]
    pub open: bool,
    /// Of this name.
    #[arg(long, value_parser = values::name)]
    pub name: Option<DomainName>,
    /// Of this account.
    #[arg(long, value_name = "A", value_parser = values::account)]
    pub account: Option<AccountNumber>,
    /// The most rows.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Who reads.
    #[command(flatten)]
    pub reader: Reader,
}

/// An operator's vote.
#[derive(Debug, Args)]
pub struct Ballot {
    /// Which.
    #[arg(value_name = "N", value_parser = values::operation)]
    pub number: OperationNumber,
    /// Yes or no.
    #[arg(long)]
    pub choice: Choice,
    /// Why an operator votes; both sides are told.
    #[arg(long, value_parser = values::reason)]
    pub reason: Reason,
    /// The document that proves it: its SHA-256 is recorded, and a PDF, JPEG or PNG of at most 5 MiB is kept, sealed for
    /// the person whose vote it is.
    #[arg(long, value_name = "FILE")]
    pub evidence: Option<PathBuf>,
    /// Who votes.
    #[command(flatten)]
    pub staff: Staff,
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// Yes.
    Accept,
    /// No.
    Refuse,
}

impl Choice {
    /// The word of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
        }
    }
}

/// A side of a trade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TradeSide {
    /// The present owner.
    Owner,
    /// The future owner.
    NewOwner,
}

/// A side of a transfer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TransferSide {
    /// The owner, as the losing registrar has it.
    Owner,
    /// The administrative contact, as the losing registrar has it.
    Admin,
}

/// One of something.
#[derive(Debug, Args)]
pub struct Numbered {
    /// Its number.
    #[arg(value_name = "N", value_parser = values::operation)]
    pub number: OperationNumber,
    /// Who reads.
    #[command(flatten)]
    pub reader: Reader,
}

/// Something to be called off.
#[derive(Debug, Args)]
pub struct Cancel {
    /// Its number.
    #[arg(value_name = "N", value_parser = values::operation)]
    pub number: OperationNumber,
    /// Why.
    #[arg(long, value_parser = values::reason)]
    pub reason: Reason,
    /// Who commands.
    #[command(flatten)]
    pub staff: Staff,
}

/// Something to be started again.
#[derive(Debug, Args)]
pub struct Restart {
    /// Its number.
    #[arg(value_name = "N", value_parser = values::operation)]
    pub number: OperationNumber,
    /// For a transfer in: a file whose first line is the new auth code; - is standard input. Never an argument, since
    /// everybody on this machine sees those.
    #[arg(long, value_name = "FILE")]
    pub auth_code_file: Option<PathBuf>,
    /// Why.
    #[arg(long, value_parser = values::reason)]
    pub reason: Option<Reason>,
    /// Who commands.
    #[command(flatten)]
    pub staff: Staff,
}

/// What to do with trades.
#[derive(Debug, Subcommand)]
pub enum TradeCommand {
    /// Trades, newest first.
    List(VoteList),
    /// One trade with its votes.
    Show(Numbered),
    /// Vote for a side, as an operator.
    Vote {
        /// For which side.
        #[arg(long)]
        side: TradeSide,
        /// How.
        #[command(flatten)]
        ballot: Ballot,
    },
    /// Mail a side its link again.
    Resend {
        /// Which trade.
        #[arg(value_name = "N", value_parser = values::operation)]
        number: OperationNumber,
        /// Which side.
        #[arg(long)]
        side: TradeSide,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Call a trade off.
    Cancel(Cancel),
    /// Start a failed or expired trade again.
    Restart(Restart),
}

/// What to do with transfers.
#[derive(Debug, Subcommand)]
pub enum TransferCommand {
    /// Transfers in both directions, newest first.
    List(VoteList),
    /// One transfer with its votes.
    Show(Numbered),
    /// Vote for a side of a transfer in, as an operator.
    Vote {
        /// For which side.
        #[arg(long)]
        side: TransferSide,
        /// How.
        #[command(flatten)]
        ballot: Ballot,
    },
    /// Mail a side of a transfer in its link again.
    Resend {
        /// Which transfer.
        #[arg(value_name = "N", value_parser = values::operation)]
        number: OperationNumber,
        /// Which side.
        #[arg(long)]
        side: TransferSide,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Call a transfer in off.
    Cancel(Cancel),
    /// Ask again for a transfer in that came to nothing, with a new auth code where that was wrong.
    Restart(Restart),
}
