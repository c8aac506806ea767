//! How points and invoices are set.

use crate::application::Settings;
use domain_model::invoice::Seller;
use domain_model::values::{Country, Currency, Locale, Points, PointsRate};
use std::collections::BTreeMap;

/// How points are set.
#[derive(Clone, Debug)]
pub struct PointsSettings {
    /// Points per unit of a currency that has no rate of its own (DOMAIN: 100).
    pub rate: PointsRate,
    /// The rates of single currencies.
    pub rates: BTreeMap<Currency, PointsRate>,
    /// So many points one operator may adjust or grant alone, in a currency without a limit of its own.
    pub alone_up_to: Points,
    /// The limits of single currencies.
    pub alone_in: BTreeMap<Currency, Points>,
    /// For so many days what needs a second pair of eyes can be approved.
    pub adjustment_days: u16,
}

impl Default for PointsSettings {
    fn default() -> Self {
        Self {
            rate: PointsRate::PAPER,
            rates: BTreeMap::new(),
            alone_up_to: Points::new(100_000).expect("more than none"),
            alone_in: BTreeMap::new(),
            adjustment_days: 7,
        }
    }
}

/// Who sells, as invoices say it, with what depends on their language.
#[derive(Clone, Debug)]
pub struct SellerSettings {
    /// Name, address, registration.
    pub seller: Seller,
    /// What the law wants said, in French …
    pub mentions_fr: Vec<String>,
    /// … and in English.
    pub mentions_en: Vec<String>,
    /// For so many days after its issue an invoice can be paid.
    pub payment_days: u16,
}

impl SellerSettings {
    /// The seller as an invoice of that language says it.
    pub fn in_language(&self, locale: Locale) -> Seller {
        let mentions = if locale == Locale::Fr { &self.mentions_fr } else { &self.mentions_en };
        Seller { mentions: mentions.clone(), ..self.seller.clone() }
    }
}

impl Default for SellerSettings {
    /// A seller for tests: what serves customers is configured.
    fn default() -> Self {
        let seller = Seller {
            name: "Registrar SAS".to_owned(),
            address: vec!["8 rue de la Ville l'Évêque".to_owned(), "75008 PARIS".to_owned()],
            country: Country::FR,
            vat_number: Some("FR40303265045".to_owned()),
            registration: vec!["RCS Paris 303 265 045".to_owned()],
            contact: None,
            bank: None,
            mentions: vec![],
        };
        Self { seller, mentions_fr: vec![], mentions_en: vec![], payment_days: 30 }
    }
}

impl Settings {
    /// How many points are a unit of a currency.
    pub fn rate(&self, currency: Currency) -> PointsRate {
        self.points.rates.get(&currency).copied().unwrap_or(self.points.rate)
    }

    /// How many points one operator may adjust or grant alone.
    pub fn alone_up_to(&self, currency: Currency) -> Points {
        self.points.alone_in.get(&currency).copied().unwrap_or(self.points.alone_up_to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_has_its_own_rate_and_limit_or_the_general_one() {
        let mut settings = Settings::default();
        assert_eq!(settings.rate(Currency::XOF), PointsRate::PAPER);
        assert_eq!(settings.alone_up_to(Currency::XOF).get(), 100_000);
        settings.points.rates.insert(Currency::XOF, PointsRate::new(10).unwrap());
        settings.points.alone_in.insert(Currency::XOF, Points::new(5).unwrap());
        assert_eq!(settings.rate(Currency::XOF).points_per_unit(), 10);
        assert_eq!(
            (settings.rate(Currency::EUR), settings.alone_up_to(Currency::XOF).get()),
            (PointsRate::PAPER, 5)
        );
    }
}
