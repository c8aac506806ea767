//! What stands on an invoice.

use super::amounts::{Amounts, net_of_points};
use super::command::Refusal;
use crate::policy::VatTreatment;
use crate::values::{
    AccountNumber, CompanyNumber, ContactDetails, ContactLine, Country, InvoiceNumber, LegalForm, Locale,
    Money, Points, PointsRate, PostalAddress, Purpose, SealOwner, Sealed,
};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The key that seals the buyer on invoices of an account and a year. It is not the contact's: erasing a contact leaves
/// the invoices that tax law keeps, and this key can go once the retention of its year is over (ten years after the end
/// of the year, article L123-22 of the French commercial code).
pub fn seal_owner(account: AccountNumber, year: u16) -> SealOwner {
    SealOwner::new("invoices", format!("{account}-{year}"), Purpose::Invoice)
}

/// Who sells: configuration, copied into every invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// The name, with its legal form.
    pub name: String,
    /// The address, line by line, without the country.
    pub address: Vec<String>,
    /// Where it is established, which decides on the tax.
    pub country: Country,
    /// Its VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
    /// Where it is registered, its capital: `RCS Paris 303 265 045`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registration: Vec<String>,
    /// How it is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Where it is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank: Option<BankDetails>,
    /// What the law wants said, in the language of the document: penalties for late payment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
}

/// An account at a bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankDetails {
    /// Whose it is.
    pub holder: String,
    /// Its IBAN.
    pub iban: String,
    /// Its bank's BIC.
    pub bic: String,
}

/// Who buys: personal data, sealed wherever it is stored.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// The company's name, or the person's.
    pub name: ContactLine,
    /// The person at a company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attention: Option<ContactLine>,
    /// The address.
    pub address: PostalAddress,
    /// The VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<CompanyNumber>,
    /// The number of the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_number: Option<CompanyNumber>,
}

impl fmt::Debug for Buyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Buyer(…)")
    }
}

impl Buyer {
    /// The holder of an account as a buyer.
    pub fn of(holder: &ContactDetails) -> Option<Self> {
        let person = ContactLine::parse(&holder.name()).ok();
        let body = ContactLine::parse(holder.organisation()).ok();
        let (name, attention) = match body {
            Some(body) if holder.legal_form() != LegalForm::Individual => (body, person),
            body => (person.or(body)?, None),
        };
        Some(Self {
            name,
            attention,
            address: holder.address().clone(),
            vat_number: holder.vat_number().cloned(),
            company_number: holder.company_number().cloned(),
        })
    }
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What is sold: `Prepaid points`, `create example.com 1Y`.
    pub label: String,
    /// How many.
    pub quantity: u64,
    /// Of one, before tax, in units of the currency; may be finer than its coins: a point is 0.01 franc.
    pub unit_price: Decimal,
    /// Of all, before tax.
    pub net: Money,
    /// Its tax in per cent.
    pub percent: Decimal,
}

/// An invoice or a credit note as it is issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its number.
    pub number: InvoiceNumber,
    /// Whose account it is about.
    pub account: AccountNumber,
    /// Who sells.
    pub seller: Seller,
    /// Who buys.
    pub buyer: Sealed<Box<Buyer>>,
    /// Its language.
    pub locale: Locale,
    /// The day of issue.
    pub issued: NaiveDate,
    /// The day by which it is to be paid.
    pub due: NaiveDate,
    /// What is sold.
    pub lines: Vec<InvoiceLine>,
    /// The tax, with the rule that was applied.
    pub vat: VatTreatment,
    /// The sums.
    pub amounts: Amounts,
    /// The points that it sells; none where it sells something else.
    #[serde(default)]
    pub points: Points,
    /// At this rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<PointsRate>,
}

impl Document {
    pub(super) fn net_of_points(&self, points: Points) -> Result<Money, Refusal> {
        let currency = self.amounts.net.currency();
        net_of_points(points, self.rate.unwrap_or_default(), currency)
            .map_err(|_| Refusal::NoSuchCoin { points, currency })
    }

    /// The line of the points that are taken back.
    pub(super) fn line_of_points(&self, points: Points, net: Money) -> InvoiceLine {
        let first = self.lines.first();
        InvoiceLine {
            label: first.map(|line| line.label.clone()).unwrap_or_default(),
            quantity: points.get().unsigned_abs(),
            unit_price: first.map(|line| line.unit_price).unwrap_or_default(),
            net,
            percent: self.vat.percent,
        }
    }

    /// One line for an amount that is taken back.
    pub(super) fn remainder(&self, net: Money) -> InvoiceLine {
        let label = self.lines.iter().map(|line| line.label.as_str()).collect::<Vec<_>>().join(", ");
        InvoiceLine { label, quantity: 1, unit_price: net.amount(), net, percent: self.vat.percent }
    }
}
