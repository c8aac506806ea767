//! Value added tax on what a registrar sells (services by electronic means), by who buys from where.
//!
//! | buyer | tax | why |
//! |---|---|---|
//! | in the seller's member state | its rate, whatever the buyer is | directive 2006/112/EC, articles 44 and 45 |
//! | business in another member state, with a VAT number of that state | none: the buyer accounts for it | article 196 |
//! | anybody else in another member state | the rate of the buyer's state | article 58 |
//! | outside the Union | none | articles 44 and 59 |
//!
//! Rates are dated data (`catalogue/vat.toml`). Whether a number is registered is not asked of the authorities (VIES):
//! its form and its state are looked at, and a number that does not fit them is taken for none, so that tax is charged.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::mistake::{Mistake, read};
use crate::values::{CompanyNumber, Country};

/// Which rule taxes a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VatRule {
    /// The buyer is in the seller's state.
    Domestic,
    /// A business of another member state accounts for the tax.
    ReverseCharge,
    /// A consumer of another member state pays its tax.
    Destination,
    /// The buyer is outside the Union.
    OutsideUnion,
}

impl VatRule {
    /// The word in the journal and for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Domestic => "domestic",
            Self::ReverseCharge => "reverse-charge",
            Self::Destination => "destination",
            Self::OutsideUnion => "outside-union",
        }
    }
}

/// The tax of a sale, as it is copied into the invoice: a replay never reads the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatTreatment {
    /// By which rule.
    pub rule: VatRule,
    /// In per cent: 20, 25.5, 0.
    pub percent: Decimal,
    /// Whose tax it is, or would be.
    pub country: Country,
    /// The entry of the table: `FR@2014-01-01`; the rule's word where no rate applies.
    pub basis: String,
}

/// Why the tax of a sale is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VatRefusal {
    /// The seller is nowhere in the table.
    #[error(
        "no VAT rates are known for the seller's country {0}: the table has the member states of the European Union"
    )]
    SellerUnknown(Country),
    /// The table begins later.
    #[error("no VAT rate of {country} is known for {on}")]
    NotYet {
        /// Whose.
        country: Country,
        /// When.
        on: NaiveDate,
    },
}

#[derive(Debug, Clone)]
struct Entry {
    /// The member state that it belongs to: itself, or a territory's.
    state: Country,
    /// What its VAT numbers begin with.
    prefix: String,
    /// By first day, ascending.
    rates: Vec<Rate>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    from: NaiveDate,
    percent: Decimal,
}

/// The standard rates of the member states, dated.
#[derive(Debug, Clone)]
pub struct VatTable(BTreeMap<Country, Entry>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    state: Vec<Spanned<StateDocument>>,
    #[serde(default)]
    territory: Vec<Spanned<TerritoryDocument>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateDocument {
    code: Country,
    prefix: Option<String>,
    rates: Vec<Rate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TerritoryDocument {
    code: Country,
    state: Country,
    rates: Vec<Rate>,
}

impl VatTable {
    /// The table that the program carries with it; read once.
    pub fn embedded() -> &'static Self {
        static READ: LazyLock<VatTable> = LazyLock::new(|| {
            let read = VatTable::read(include_str!("../../catalogue/vat.toml"));
            read.unwrap_or_else(|mistake| {
                panic!("vat.toml, line {:?}, {}: {}", mistake.line, mistake.entry, mistake.problem)
            })
        });
        &READ
    }

    fn read(text: &str) -> Result<Self, Mistake> {
        let document: Document = read(text)?;
        let mut table = BTreeMap::new();
        let mut add = |span: std::ops::Range<usize>, code: Country, entry: Entry| {
            let ascending = entry.rates.windows(2).all(|pair| pair[0].from < pair[1].from);
            let wrong = |problem: &str| Err(Mistake::at(text, &span, code, problem));
            if entry.rates.is_empty() || !ascending {
                return wrong("rates: at least one, by ascending first day");
            }
            if entry
                .rates
                .iter()
                .any(|rate| rate.percent < Decimal::ZERO || rate.percent > Decimal::ONE_HUNDRED)
            {
                return wrong("rates: 0 to 100 per cent");
            }
            match table.insert(code, entry) {
                None => Ok(()),
                Some(_) => wrong("the country stands twice"),
            }
        };
        for written in document.state {
            let (span, state) = (written.span(), written.into_inner());
            let prefix = state.prefix.unwrap_or_else(|| state.code.to_string());
            add(span, state.code, Entry { state: state.code, prefix, rates: state.rates })?;
        }
        for written in document.territory {
            let (span, territory) = (written.span(), written.into_inner());
            let prefix = territory.state.to_string();
            add(span, territory.code, Entry { state: territory.state, prefix, rates: territory.rates })?;
        }
        Ok(Self(table))
    }

    /// Whether a country's tax is known here: a member state, or a territory of one.
    pub fn knows(&self, country: Country) -> bool {
        self.0.contains_key(&country)
    }

    /// The tax of a sale on a day.
    ///
    /// # Errors
    /// The table does not know the seller's country, or no rate of that day.
    pub fn treatment(
        &self,
        seller: Country,
        buyer: Country,
        number: Option<&CompanyNumber>,
        on: NaiveDate,
    ) -> Result<VatTreatment, VatRefusal> {
        let selling = self.0.get(&seller).ok_or(VatRefusal::SellerUnknown(seller))?;
        let Some(buying) = self.0.get(&buyer) else { return Ok(untaxed(VatRule::OutsideUnion, buyer)) };
        if buying.state == selling.state {
            return taxed(VatRule::Domestic, buyer, buying, on);
        }
        if number.is_some_and(|number| is_of(number, &buying.prefix)) {
            return Ok(untaxed(VatRule::ReverseCharge, buyer));
        }
        taxed(VatRule::Destination, buyer, buying, on)
    }
}

fn untaxed(rule: VatRule, country: Country) -> VatTreatment {
    VatTreatment { rule, percent: Decimal::ZERO, country, basis: rule.as_str().to_owned() }
}

fn taxed(rule: VatRule, country: Country, entry: &Entry, on: NaiveDate) -> Result<VatTreatment, VatRefusal> {
    let rate = entry.rates.iter().rev().find(|rate| rate.from <= on);
    let rate = rate.ok_or(VatRefusal::NotYet { country, on })?;
    Ok(VatTreatment { rule, percent: rate.percent, country, basis: format!("{country}@{}", rate.from) })
}

/// The prefix of the state, then 2 to 13 letters and digits with a digit among them (directive 2006/112/EC, article 215).
fn is_of(number: &CompanyNumber, prefix: &str) -> bool {
    let rest = number.as_str().strip_prefix(prefix);
    rest.is_some_and(|rest| (2..=13).contains(&rest.len()) && rest.bytes().any(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
#[path = "vat_tests.rs"]
mod tests;
