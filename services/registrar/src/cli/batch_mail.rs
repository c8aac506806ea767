//! The words of batch mails.

use super::batch_mail_new::BatchNew;
use super::{Source, Staff};
use clap::{Args, Subcommand};
use uuid::Uuid;

/// What to do with batch mails.
#[derive(Debug, Subcommand)]
pub enum BatchMailCommand {
    /// Write a batch mail, and sign it: the assistant asks for what is not said yet.
    ///
    /// Every answer is read as the registrar would read it, and asked for again where it is wrong. It needs no
    /// installation: a reseller's machine will do.
    New(BatchNew),
    /// Take mails from files, from a pipe or from a Maildir, and show what was answered.
    ///
    /// The mails go the way of those that come by SMTP: each is kept first, executed once and answered by mail. A Maildir's
    /// mails move from new/ to cur/ when they are kept.
    ///
    /// For the pipe of a mail server, exit codes are sysexits': 0 kept, whatever was answered; 64 asked wrongly; 65 no mail,
    /// or too long; 66 nothing to read there; 67 not one of our addresses; 75 try again later. What is wrong stands on
    /// standard error behind its enhanced status code (RFC 3463).
    Run(BatchRun),
    /// Open a mail again that was put aside.
    Retry {
        /// The mail, as the log and `registrar doctor` name it.
        id: Uuid,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
}

/// Mails to be taken.
#[derive(Debug, Args)]
pub struct BatchRun {
    /// Files of one mail each, `-` for standard input, or a Maildir.
    #[arg(required = true, value_name = "FILE|-|MAILDIR")]
    pub from: Vec<String>,
    /// Rehearse: nothing has an effect.
    #[arg(long, conflicts_with = "recipient")]
    pub rehearsal: bool,
    /// Whom the envelope names: the address for orders or the one for rehearsals.
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    pub recipient: Option<String>,
    /// Who sent it, as the envelope says; empty or MAILER-DAEMON: a report, which is not answered. Default: the message's
    /// Return-Path.
    #[arg(long, value_name = "ADDRESS", allow_hyphen_values = true)]
    pub sender: Option<String>,
    /// Seconds to wait for the answers.
    #[arg(long, value_name = "SECONDS", default_value = "30")]
    pub wait: u64,
    /// Which installation.
    #[command(flatten)]
    pub source: Source,
}
