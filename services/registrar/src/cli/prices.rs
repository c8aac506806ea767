//! The words of prices.

use super::values::{self, moment};
use super::{Source, Staff};
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use domain_model::values::{Currency, PriceClass, Reason, Tld};
use std::path::PathBuf;

/// What to do with prices.
#[derive(Debug, Subcommand)]
pub enum PricesCommand {
    /// The prices in force, with the promotions that run, what registries charge us, and what is left.
    List(PriceQuestion),
    /// Write prices to standard output as comma-separated values, as `import` reads them.
    ///
    /// Columns: class, currency, item (an ending, or a product as in hosting.720plan), action, years (for exactly so many
    /// at once; else a year's), price (before tax, in units of the currency; none: not offered), from, and for a
    /// promotion until and promotion. The class registry is what registries charge us.
    Export {
        /// Which lists.
        #[command(flatten)]
        lists: PriceLists,
        /// Only what is in force on this day; else every price, past and to come.
        #[arg(long, value_name = "DAY", value_parser = values::day)]
        at: Option<NaiveDate>,
        /// Which installation.
        #[command(flatten)]
        source: Source,
    },
    /// Import prices from a file: what changes is shown first, and asked for; all of it is applied, or nothing.
    ///
    /// A price that is not in the file stays as it is. Exit code 1 where a line is wrong, and nothing is applied then.
    Import(PriceImport),
}

/// Which price lists.
#[derive(Clone, Debug, Args)]
pub struct PriceLists {
    /// Of this price class.
    #[arg(long, value_name = "C")]
    pub class: Option<PriceClass>,
    /// In this currency.
    #[arg(long, value_name = "X")]
    pub currency: Option<Currency>,
}

/// Which prices.
#[derive(Debug, Args)]
pub struct PriceQuestion {
    /// Which lists.
    #[command(flatten)]
    pub lists: PriceLists,
    /// Under this ending.
    #[arg(long, value_name = "TLD")]
    pub tld: Option<Tld>,
    /// In force on this day; today where it is not said.
    #[arg(long, value_name = "DAY", value_parser = values::day)]
    pub at: Option<NaiveDate>,
    /// As far as they had been set at this moment.
    #[arg(long, value_name = "T", value_parser = moment)]
    pub as_of: Option<DateTime<Utc>>,
    /// Which installation.
    #[command(flatten)]
    pub source: Source,
}

/// Prices to be imported.
#[derive(Debug, Args)]
pub struct PriceImport {
    /// The file; - is standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Show what would change, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask.
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// The token that a dry run answered: where a list changed since, nothing is imported.
    #[arg(long, value_name = "TOKEN", conflicts_with = "dry_run")]
    pub expect: Option<String>,
    /// Why.
    #[arg(long, value_parser = values::reason)]
    pub reason: Option<Reason>,
    /// Who commands.
    #[command(flatten)]
    pub staff: Staff,
}
