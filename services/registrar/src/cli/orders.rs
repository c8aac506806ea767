//! The words of orders.

use super::values::{self, moment};
use super::{Source, Staff};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use domain_model::order::Status;
use domain_model::values::{AccountNumber, DomainName, OrderNumber, Points, Reason};

/// How an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StatusWord {
    /// Waits for its payment.
    NotPaid,
    /// A payment was announced, and the money has not come in.
    Announced,
    /// Paid; nothing has started.
    Checking,
    /// A line is under way.
    Delivering,
    /// Every line is delivered.
    Delivered,
    /// Some lines are delivered.
    PartlyDelivered,
    /// No line is delivered.
    Failed,
    /// Called off, or given up.
    Cancelled,
    /// Not paid in time.
    Expired,
}

impl From<StatusWord> for Status {
    fn from(word: StatusWord) -> Self {
        match word {
            StatusWord::NotPaid => Self::NotPaid,
            StatusWord::Announced => Self::Announced,
            StatusWord::Checking => Self::Checking,
            StatusWord::Delivering => Self::Delivering,
            StatusWord::Delivered => Self::Delivered,
            StatusWord::PartlyDelivered => Self::PartlyDelivered,
            StatusWord::Failed => Self::Failed,
            StatusWord::Cancelled => Self::Cancelled,
            StatusWord::Expired => Self::Expired,
        }
    }
}

/// Which orders.
#[derive(Debug, Args)]
pub struct OrderList {
    /// That stand like this; may be said several times.
    #[arg(long = "status", value_name = "S")]
    pub statuses: Vec<StatusWord>,
    /// Of this account.
    #[arg(long, value_name = "A", value_parser = values::account)]
    pub account: Option<AccountNumber>,
    /// About this name.
    #[arg(long, value_parser = values::name)]
    pub name: Option<DomainName>,
    /// With this reference of the customer's own (batch.referer).
    #[arg(long, value_name = "TEXT")]
    pub reference: Option<String>,
    /// Placed at this moment or later.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub from: Option<DateTime<Utc>>,
    /// Placed before this moment.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub to: Option<DateTime<Utc>>,
    /// The most rows.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Which installation.
    #[command(flatten)]
    pub source: Source,
}

/// What to do with orders.
#[derive(Debug, Subcommand)]
pub enum OrderCommand {
    /// Orders, newest first.
    List(OrderList),
    /// One order with its lines.
    Show {
        /// Which.
        #[arg(value_name = "N", value_parser = values::order)]
        number: OrderNumber,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// Record that an order was paid, and have it delivered: from the account's points or balance, or by money that came
    /// in.
    Pay {
        /// Which.
        #[arg(value_name = "N", value_parser = values::order)]
        number: OrderNumber,
        /// By what the money came: transfer, card, cheque; or `balance`: from the account's money with us. Without, the
        /// account's points pay.
        #[arg(long, value_name = "MEANS", value_parser = values::line)]
        paid_by: Option<String>,
        /// The document that a payment that came in is booked under.
        #[arg(long, value_name = "TEXT", requires = "paid_by", value_parser = values::line)]
        reference: Option<String>,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// The payment that an order's account announced does not come: it waits for another one.
    Reject {
        /// Which.
        #[arg(value_name = "N", value_parser = values::order)]
        number: OrderNumber,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Call an unpaid order off.
    Cancel {
        /// Which.
        #[arg(value_name = "N", value_parser = values::order)]
        number: OrderNumber,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Give up a line that has failed or has not started.
    GiveUp {
        /// Which order.
        #[arg(value_name = "N", value_parser = values::order)]
        number: OrderNumber,
        /// The line's place, from 0.
        #[arg(long)]
        line: u16,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Give points of a delivered line back.
    Refund {
        /// Which order.
        #[arg(value_name = "N", value_parser = values::order)]
        number: OrderNumber,
        /// The line's place, from 0.
        #[arg(long)]
        line: u16,
        /// How many.
        #[arg(long, value_parser = values::points)]
        points: Points,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
}
