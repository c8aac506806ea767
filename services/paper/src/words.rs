//! Numbers, days and words in the two languages of the papers.

use chrono::{DateTime, NaiveDate, Utc};
use domain_model::invoice::PaymentMeans;
use domain_model::policy::{Catalogue, VatRule};
use domain_model::values::{Country, Locale, Money};
use rust_decimal::Decimal;

/// French, or else English.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Language {
    pub french: bool,
}

impl From<Locale> for Language {
    fn from(locale: Locale) -> Self {
        Self { french: locale == Locale::Fr }
    }
}

impl Language {
    pub(crate) const fn code(self) -> &'static str {
        if self.french { "fr" } else { "en" }
    }

    /// One of both.
    pub(crate) const fn says(self, french: &'static str, english: &'static str) -> &'static str {
        if self.french { french } else { english }
    }

    pub(crate) fn day(self, day: NaiveDate) -> String {
        // Figures alone are read in two ways by readers of English.
        day.format(self.says("%d/%m/%Y", "%-d %b %Y")).to_string()
    }

    pub(crate) fn moment(self, at: DateTime<Utc>) -> String {
        format!("{} {}", self.day(at.date_naive()), at.format("%H:%M"))
    }

    /// With so many decimals, in groups of three.
    pub(crate) fn number(self, number: Decimal, decimals: u32) -> String {
        let text = format!("{:.*}", decimals as usize, number.abs());
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let mut grouped = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                grouped.push_str(self.says("\u{a0}", ","));
            }
            grouped.push(digit);
        }
        let sign = if number.is_sign_negative() && !number.is_zero() { "−" } else { "" };
        let point = if part.is_empty() { "" } else { self.says(",", ".") };
        format!("{sign}{grouped}{point}{part}")
    }

    pub(crate) fn whole(self, number: i64) -> String {
        self.number(Decimal::from(number), 0)
    }

    pub(crate) fn money(self, money: &Money) -> String {
        let currency = money.currency();
        format!("{}\u{a0}{currency}", self.number(money.amount(), currency.exponent()))
    }

    pub(crate) fn percent(self, percent: Decimal) -> String {
        let percent = percent.normalize();
        format!("{}\u{a0}%", self.number(percent, percent.scale()))
    }

    pub(crate) fn country(self, country: Country) -> String {
        let listed = || Catalogue::embedded().countries().by_code(country).map(|entry| entry.name.clone());
        let name = if self.french { listed() } else { None };
        name.unwrap_or_else(|| country.name().to_uppercase())
    }

    pub(crate) fn means(self, means: PaymentMeans) -> &'static str {
        match means {
            PaymentMeans::Transfer => self.says("virement", "transfer"),
            PaymentMeans::Card => self.says("carte", "card"),
            PaymentMeans::Cheque => self.says("chèque", "cheque"),
            PaymentMeans::Debit => self.says("prélèvement", "direct debit"),
            PaymentMeans::Cash => self.says("espèces", "cash"),
            PaymentMeans::Points => self.says("points", "points"),
            PaymentMeans::Balance => self.says("solde du compte", "account balance"),
            PaymentMeans::Other => self.says("autre moyen", "other means"),
        }
    }

    /// What an invoice says about its tax, where it is not the one at home.
    pub(crate) const fn vat_mention(self, rule: VatRule) -> Option<&'static str> {
        match rule {
            VatRule::Domestic => None,
            VatRule::ReverseCharge => Some(self.says(
                "Autoliquidation : la TVA est due par le preneur (articles 44 et 196 de la directive 2006/112/CE).",
                "Reverse charge: VAT is to be accounted for by the customer (articles 44 and 196 of directive 2006/112/EC).",
            )),
            VatRule::Destination => Some(self.says(
                "TVA du pays du client, déclarée par le guichet unique (article 58 de la directive 2006/112/CE).",
                "VAT of the customer's country, declared through the one-stop shop (article 58 of directive 2006/112/EC).",
            )),
            VatRule::OutsideUnion => Some(self.says(
                "TVA non applicable : client établi hors de l'Union européenne (articles 44 et 59 de la directive 2006/112/CE).",
                "No VAT: the customer is established outside the European Union (articles 44 and 59 of directive 2006/112/EC).",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::Currency;

    const FR: Language = Language { french: true };
    const EN: Language = Language { french: false };

    #[test]
    fn numbers_are_set_as_each_language_sets_them() {
        let number: Decimal = "-1234567.5".parse().unwrap();
        assert_eq!(FR.number(number, 2), "−1\u{a0}234\u{a0}567,50");
        assert_eq!(EN.number(number, 2), "−1,234,567.50");
        assert_eq!(
            (EN.whole(0), FR.whole(999), FR.whole(1000)),
            ("0".into(), "999".into(), "1\u{a0}000".into())
        );
        let franc = Money::new(Decimal::from(54_500), Currency::XOF).unwrap();
        assert_eq!(FR.money(&franc), "54\u{a0}500\u{a0}XOF");
        assert_eq!(FR.percent("25.5".parse().unwrap()), "25,5\u{a0}%");
        assert_eq!(EN.percent("20.0".parse().unwrap()), "20\u{a0}%");
    }

    #[test]
    fn days_cannot_be_misread() {
        let day = "2026-11-07".parse().unwrap();
        assert_eq!((FR.day(day), EN.day(day)), ("07/11/2026".into(), "7 Nov 2026".into()));
    }

    #[test]
    fn every_rule_but_the_one_at_home_is_mentioned() {
        for rule in [VatRule::ReverseCharge, VatRule::Destination, VatRule::OutsideUnion] {
            assert_ne!(FR.vat_mention(rule), EN.vat_mention(rule));
            assert!(EN.vat_mention(rule).is_some_and(|mention| mention.contains("2006/112")));
        }
        assert_eq!(FR.vat_mention(VatRule::Domestic), None);
    }
}
