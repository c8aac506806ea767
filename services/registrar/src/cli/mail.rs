//! The words of incoming mail.

use super::Source;
use clap::{Args, Subcommand};

/// What to do with mail.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Pass a message to a stand-in address on to the person behind it; the message is read from standard input.
    ///
    /// For the pipe of a mail server. Exit codes (sysexits): 0 passed on, 64 asked wrongly, 65 no message, too long, or
    /// going round in a loop, 67 nobody is reached at this address, 69 refused for good, 75 try again later. What is
    /// wrong stands on standard error behind its enhanced status code (RFC 3463), and names nobody.
    Forward(MailForward),
}

/// A message for somebody.
#[derive(Debug, Args)]
pub struct MailForward {
    /// Whom the envelope names.
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    pub recipient: String,
    /// Who sent it, as the envelope says; empty or MAILER-DAEMON: a report, and none on it may follow.
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    pub sender: Option<String>,
    /// Which installation.
    #[command(flatten)]
    pub source: Source,
}
