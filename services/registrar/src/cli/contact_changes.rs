//! The words of contact changes: accounts of services that move.

use super::Staff;
use super::values;
use super::votes::{Ballot, Cancel, Numbered, Restart, VoteList};
use clap::{Subcommand, ValueEnum};
use domain_model::values::OperationNumber;

/// A side of a contact change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ChangeSide {
    /// The account that has the roles.
    From,
    /// The account that gets them.
    To,
}

/// What to do with contact changes.
#[derive(Debug, Subcommand)]
pub enum ContactChangeCommand {
    /// Contact changes, newest first.
    List(VoteList),
    /// One of them with its answers.
    Show(Numbered),
    /// Answer for a side, as an operator.
    Vote {
        /// For which side.
        #[arg(long)]
        side: ChangeSide,
        /// How.
        #[command(flatten)]
        ballot: Ballot,
    },
    /// Mail a side its token again, to its address of today.
    Resend {
        /// Which task.
        #[arg(value_name = "N", value_parser = values::operation)]
        number: OperationNumber,
        /// Which side.
        #[arg(long)]
        side: ChangeSide,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// End one that nobody wants any more.
    Cancel(Cancel),
    /// Start one again that the registry or a rule refused; the answers stand.
    Restart(Restart),
}
