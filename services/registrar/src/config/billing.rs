//! `[points]` and `[seller]`: what points are worth, who may book how many alone, and who sells.

use super::Bank;
use anyhow::Context;
use application::{PointsSettings, SellerSettings};
use domain_model::invoice::{self, BankDetails};
use domain_model::policy::VatTable;
use domain_model::values::{Country, Currency, Points as Value, PointsRate};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What points are worth, and who may book how many alone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Points {
    /// So many points one operator may adjust or grant alone; more waits for a second one.
    pub alone_up_to: i64,
    /// For so many days it waits.
    pub adjustment_days: u16,
    /// `[points.currencies.XOF]`: what is other in single currencies.
    pub currencies: BTreeMap<String, CurrencyPoints>,
}

/// What is other in a currency.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CurrencyPoints {
    /// Points per unit.
    pub per_unit: Option<u32>,
    /// So many points one operator may adjust or grant alone.
    pub alone_up_to: Option<i64>,
}

impl Default for Points {
    fn default() -> Self {
        let settings = PointsSettings::default();
        Self {
            alone_up_to: settings.alone_up_to.get(),
            adjustment_days: settings.adjustment_days,
            currencies: BTreeMap::new(),
        }
    }
}

impl Points {
    /// As the application takes them.
    ///
    /// # Errors
    /// A rate of zero, a limit below zero, a currency that is none.
    pub fn settings(&self, per_unit: u32) -> anyhow::Result<PointsSettings> {
        let rate = |key: &str, per_unit| {
            PointsRate::new(per_unit).with_context(|| format!("{key}: a rate is above zero"))
        };
        let limit =
            |key: &str, limit| Value::new(limit).with_context(|| format!("{key}: a limit is not below zero"));
        let mut settings = PointsSettings {
            rate: rate("registrar.points_per_unit", per_unit)?,
            alone_up_to: limit("points.alone_up_to", self.alone_up_to)?,
            adjustment_days: self.adjustment_days,
            ..PointsSettings::default()
        };
        for (code, other) in &self.currencies {
            let key = format!("points.currencies.{code}");
            let currency = Currency::parse(code).with_context(|| key.clone())?;
            if let Some(per_unit) = other.per_unit {
                settings.rates.insert(currency, rate(&key, per_unit)?);
            }
            if let Some(alone) = other.alone_up_to {
                settings.alone_in.insert(currency, limit(&key, alone)?);
            }
        }
        Ok(settings)
    }
}

/// Who sells, as invoices say it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seller {
    /// The name, with its legal form.
    pub name: String,
    /// The address, line by line, without the country.
    pub address: Vec<String>,
    /// Where it is established, by the two letters of ISO 3166: a member state of the European Union.
    pub country: Country,
    /// Its VAT number.
    pub vat_number: Option<String>,
    /// Where it is registered, its capital.
    #[serde(default)]
    pub registration: Vec<String>,
    /// How it is reached about invoices.
    pub contact: Option<String>,
    /// For so many days an invoice can be paid.
    #[serde(default = "month")]
    pub payment_days: u16,
    /// What the law wants said, in French …
    #[serde(default)]
    pub mentions_fr: Vec<String>,
    /// … and in English.
    #[serde(default)]
    pub mentions_en: Vec<String>,
}

fn month() -> u16 {
    30
}

impl Seller {
    /// As the application takes it; invoices are paid to `[registrar.bank]`.
    ///
    /// # Errors
    /// No tax is known of the country.
    pub fn settings(&self, bank: Option<&Bank>) -> anyhow::Result<SellerSettings> {
        let known = VatTable::embedded().knows(self.country);
        anyhow::ensure!(known, "seller.country: {} is no member state of the European Union", self.country);
        anyhow::ensure!(!self.name.trim().is_empty(), "seller.name: a name is expected");
        let seller = invoice::Seller {
            name: self.name.clone(),
            address: self.address.clone(),
            country: self.country,
            vat_number: self.vat_number.clone(),
            registration: self.registration.clone(),
            contact: self.contact.clone(),
            bank: bank.map(|bank| BankDetails {
                holder: bank.holder.clone(),
                iban: bank.iban.clone(),
                bic: bank.bic.clone(),
            }),
            mentions: vec![],
        };
        Ok(SellerSettings {
            seller,
            mentions_fr: self.mentions_fr.clone(),
            mentions_en: self.mentions_en.clone(),
            payment_days: self.payment_days,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> anyhow::Result<PointsSettings> {
        toml::from_str::<Points>(text)?.settings(100)
    }

    #[test]
    fn each_currency_has_its_own_rate_and_limit() {
        let settings =
            points("alone_up_to = 5\n[currencies.xof]\nper_unit = 10\n[currencies.USD]\nalone_up_to = 7")
                .unwrap();
        let dollar = Currency::parse("USD").unwrap();
        assert_eq!(settings.rates.get(&Currency::XOF).map(|rate| rate.points_per_unit()), Some(10));
        assert_eq!(settings.alone_in.get(&dollar).map(|limit| limit.get()), Some(7));
        assert_eq!((settings.alone_up_to.get(), settings.adjustment_days), (5, 7));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text: &str| format!("{:#}", points(text).unwrap_err());
        assert!(wrong("alone_up_to = -1").contains("points.alone_up_to"));
        assert!(wrong("[currencies.XXY]").contains("points.currencies.XXY"));
        assert!(wrong("[currencies.EUR]\nper_unit = 0").contains("points.currencies.EUR"));
        assert!(wrong("[currencies.EUR]\nrate = 1").contains("rate"));
        assert!(format!("{:#}", Points::default().settings(0).unwrap_err()).contains("points_per_unit"));
    }

    #[test]
    fn a_seller_is_where_its_tax_is_known() {
        let seller = |country: &str| {
            let text = format!("name = \"Registrar\"\naddress = []\ncountry = \"{country}\"");
            toml::from_str::<Seller>(&text).unwrap().settings(None)
        };
        assert_eq!(seller("BE").unwrap().payment_days, 30);
        assert!(format!("{:#}", seller("SN").unwrap_err()).contains("seller.country"));
    }
}
