//! What something costs on a day, and why.

use super::{PriceListId, Promotion};
use crate::values::{Cents, Period};
use chrono::NaiveDate;

/// What something costs on a day, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// What it costs without a promotion.
    pub ordinary: Ordinary,
    /// The promotion that makes it cheaper.
    pub promotion: Option<Promoted>,
}

/// A price in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordinary {
    /// Before tax, for all the years.
    pub cents: Cents,
    /// Since when.
    pub from: NaiveDate,
    /// It is a price for exactly so many years.
    pub years: Option<Period>,
}

/// A promotion's price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promoted {
    /// Before tax, for all the years.
    pub cents: Cents,
    /// Its first day.
    pub from: NaiveDate,
    /// Its name and last day.
    pub promotion: Promotion,
    /// It is a price for exactly so many years.
    pub years: Option<Period>,
}

impl Applied {
    /// Before tax, for all the years.
    pub fn cents(&self) -> Cents {
        self.promotion.as_ref().map_or(self.ordinary.cents, |promoted| promoted.cents)
    }

    /// What made the price, for the record: `reseller-EUR@2026-01-01`, `reseller-EUR@2026-01-01, 2 years at once`,
    /// `reseller-EUR@2026-11-20, promotion Black Friday until 2026-11-30`.
    pub fn rule(&self, list: &PriceListId) -> String {
        let Some(Promoted { from, promotion, years, .. }) = &self.promotion else {
            return self.ordinary_rule(list);
        };
        let Promotion { name, until } = promotion;
        format!("{list}@{from}{}, promotion {name} until {until}", at_once(*years))
    }

    /// What made the ordinary price.
    pub fn ordinary_rule(&self, list: &PriceListId) -> String {
        format!("{list}@{}{}", self.ordinary.from, at_once(self.ordinary.years))
    }

    pub(super) fn times(mut self, years: i64) -> Option<Self> {
        self.ordinary.cents = self.ordinary.cents.times(years)?;
        if let Some(promoted) = &mut self.promotion {
            promoted.cents = promoted.cents.times(years)?;
        }
        Some(self)
    }
}

fn at_once(years: Option<Period>) -> String {
    years.map_or_else(String::new, |years| match years.years() {
        1 => ", 1 year".to_owned(),
        years => format!(", {years} years at once"),
    })
}
