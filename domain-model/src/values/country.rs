//! Countries, by their code.

use super::rules::{broken_rules, debug_shows, text_value};

broken_rules! {
    /// Why a text is not a country.
    CountryError on "country" {
        Form: "country-form", "a country is given by its two letters of ISO 3166";
        Unknown: "country-unknown", "the country's code is not one of ISO 3166";
    }
}

/// A country or overseas territory, by its ISO 3166-1 alpha-2 code in upper case: `FR`, and `RE` or `NC`
/// for those that the .fr family lists apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country([u8; 2]);

impl Country {
    /// France, where the first paper's registrar is.
    pub const FR: Country = Country(*b"FR");

    /// Reads a code in any case.
    pub fn parse(text: &str) -> Result<Self, CountryError> {
        let &[first, second] = text.as_bytes() else { return Err(CountryError::Form) };
        if !first.is_ascii_alphabetic() || !second.is_ascii_alphabetic() {
            return Err(CountryError::Form);
        }
        let country = Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]);
        match rust_iso3166::from_alpha2(country.as_str()) {
            Some(_) => Ok(country),
            None => Err(CountryError::Unknown),
        }
    }

    /// All of ISO 3166-1, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        rust_iso3166::ALL.iter().filter_map(|known| Self::parse(known.alpha2).ok())
    }

    /// The two letters, upper case.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("two ASCII letters, checked when parsed")
    }

    /// The English short name of ISO 3166.
    pub fn name(&self) -> &'static str {
        rust_iso3166::from_alpha2(self.as_str()).map_or("", |found| found.name)
    }
}

text_value!(Country, CountryError);
debug_shows!(Country);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_iso_3166() {
        assert_eq!(Country::parse("fr").unwrap(), Country::FR);
        assert_eq!(Country::FR.name(), "France");
        for overseas in ["GP", "GF", "MQ", "YT", "NC", "PF", "RE", "PM", "TF", "WF"] {
            assert!(Country::parse(overseas).is_ok(), "{overseas}");
        }
        assert_eq!(Country::parse("UK"), Err(CountryError::Unknown));
        assert_eq!(Country::parse("FRA"), Err(CountryError::Form));
        assert_eq!(Country::parse("é"), Err(CountryError::Form));
        assert_eq!(Country::parse(""), Err(CountryError::Form));
    }
}
