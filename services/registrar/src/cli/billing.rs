//! The words of points and invoices.

use super::values::{self, Level, moment};
use super::{Reader, Source, Staff};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use domain_model::invoice::PaymentMeans;
use domain_model::operator::Login;
use domain_model::values::{AccountNumber, AdjustmentNumber, InvoiceNumber, Points, Reason};
use rust_decimal::Decimal;
use std::path::PathBuf;

/// What to do with points.
#[derive(Debug, Subcommand)]
pub enum PointsCommand {
    /// An account's figures.
    Show {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// As they were at this moment.
        #[arg(long, value_name = "T", value_parser = moment)]
        as_of: Option<DateTime<Utc>>,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// Give an account points.
    Grant {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// How many.
        #[arg(value_name = "N", value_parser = values::points, allow_hyphen_values = true)]
        points: Points,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Correct a balance up or down.
    Adjust {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// By how many: +500 or -500.
        #[arg(value_name = "±N", value_parser = values::adjustment, allow_hyphen_values = true)]
        by: i64,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Credit points that were bought: an invoice is issued, and with --unpaid its points are credited once it is paid.
    Buy {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// How many.
        #[arg(value_name = "N", value_parser = values::points, allow_hyphen_values = true)]
        points: Points,
        /// By what means they were paid: transfer, card, cheque, debit, cash, other.
        #[arg(long, value_name = "MEANS", value_parser = values::means, required_unless_present = "unpaid")]
        paid_by: Option<PaymentMeans>,
        /// What the payment is found by: the bank's reference, the number of a cheque.
        #[arg(long, value_name = "TEXT", required_unless_present = "unpaid")]
        reference: Option<String>,
        /// Issue the invoice to be paid; `registrar invoice pay` credits the points.
        #[arg(long, conflicts_with_all = ["paid_by", "reference"])]
        unpaid: bool,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Corrections and gifts that wait for a second pair of eyes.
    Waiting {
        /// Also those that are approved, declined or expired.
        #[arg(long)]
        all: bool,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// Book a correction or gift that another operator proposed.
    Approve {
        /// Which.
        #[arg(value_name = "N", value_parser = values::proposal)]
        number: AdjustmentNumber,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Decline a correction or gift that waits; whoever proposed it takes it back so.
    Decline {
        /// Which.
        #[arg(value_name = "N", value_parser = values::proposal)]
        number: AdjustmentNumber,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Have an account's holder told by mail when its available points fall below a level.
    Warn {
        /// Whose.
        #[arg(value_name = "A", value_parser = values::account)]
        account: AccountNumber,
        /// The level, or off.
        #[arg(value_name = "N|off", value_parser = values::level, allow_hyphen_values = true)]
        level: Level,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// An account's movements with its running balance; also as CSV or PDF.
    Statement(PointsStatement),
}

/// A statement.
#[derive(Debug, Args)]
pub struct PointsStatement {
    /// Whose.
    #[arg(value_name = "A", value_parser = values::account)]
    pub account: AccountNumber,
    /// From this moment on.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub to: Option<DateTime<Utc>>,
    /// Write it as CSV to standard output.
    #[arg(long, conflicts_with = "pdf")]
    pub csv: bool,
    /// Write it as a PDF to this file; --reveal names the holder on it.
    #[arg(long, value_name = "FILE")]
    pub pdf: Option<PathBuf>,
    /// Who reads.
    #[command(flatten)]
    pub reader: Reader,
}

/// What to do with invoices.
#[derive(Debug, Subcommand)]
pub enum InvoiceCommand {
    /// Invoices and credit notes, the latest first.
    List {
        /// Of this account.
        #[arg(long, value_name = "A", value_parser = values::account)]
        account: Option<AccountNumber>,
        /// Only those that are to be paid and whose day has passed.
        #[arg(long)]
        overdue: bool,
        /// The most rows.
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// One invoice; --reveal shows who buys.
    Show {
        /// Which: F2026-000123.
        #[arg(value_name = "NUMBER", value_parser = values::invoice)]
        number: InvoiceNumber,
        /// Who reads.
        #[command(flatten)]
        reader: Reader,
    },
    /// An invoice or credit note as a PDF. It names the buyer: that you look at it is written down.
    Pdf {
        /// Which: F2026-000123.
        #[arg(value_name = "NUMBER", value_parser = values::invoice)]
        number: InvoiceNumber,
        /// Where to.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Which installation.
        #[command(flatten)]
        source: Source,
        /// Who looks: an operator's login. Default: the name of your account on this machine.
        #[arg(long = "as", value_name = "LOGIN", env = "REGISTRAR_OPERATOR")]
        login: Option<Login>,
    },
    /// An invoice was paid: the points that it sells are credited.
    Pay {
        /// Which: F2026-000123.
        #[arg(value_name = "NUMBER", value_parser = values::invoice)]
        number: InvoiceNumber,
        /// By what means: transfer, card, cheque, debit, cash, other.
        #[arg(long, value_name = "MEANS", value_parser = values::means)]
        paid_by: PaymentMeans,
        /// What the payment is found by: the bank's reference, the number of a cheque.
        #[arg(long, value_name = "TEXT")]
        reference: String,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Issue a credit note for all that is left of an invoice, or a part.
    ///
    /// Points that were paid for are taken back: they must be available.
    Credit {
        /// Which: F2026-000123.
        #[arg(value_name = "NUMBER", value_parser = values::invoice)]
        number: InvoiceNumber,
        /// Only so many of the points that it sold.
        #[arg(long, value_name = "N", value_parser = values::points, conflicts_with = "net")]
        points: Option<Points>,
        /// Only so much before tax, of an invoice that sells something else.
        #[arg(long, value_name = "AMOUNT", value_parser = values::amount)]
        net: Option<Decimal>,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
}
