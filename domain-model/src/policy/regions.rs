//! The regions with the `region_id` of the SOAP paper.

use super::countries::Countries;
use super::mistake::{Mistake, read};
use crate::values::Country;
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

/// A region as the SOAP paper's `api_regionsid` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionEntry {
    /// `region_id`.
    pub id: u32,
    /// The code of ISO 3166-2, `FR-IDF`.
    pub code: String,
    /// The name in its country's language, `Île-de-France`.
    pub name: String,
    /// The country: the one of the code, or the overseas one that the paper lists apart.
    pub country: Country,
}

impl RegionEntry {
    /// Whether an address in this country may lie in the region: Guadeloupe is in itself and in France.
    pub fn is_in(&self, country: Country) -> bool {
        self.country == country || self.code.split('-').next() == Some(country.as_str())
    }
}

/// All regions, found by `region_id` or by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regions(Vec<RegionEntry>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegionsDocument {
    region: Vec<Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: u32,
    code: String,
    country: Option<Country>,
}

impl Regions {
    pub(super) fn read(text: &str, countries: &Countries) -> Result<Self, Mistake> {
        let document: RegionsDocument = read(text)?;
        let (mut ids, mut codes) = (BTreeSet::new(), BTreeSet::new());
        let mut entries = vec![];
        for written in document.region {
            let span = written.span();
            let Written { id, code, country } = written.into_inner();
            let wrong = |problem: String| Mistake::at(text, &span, format!("region_id {id}"), problem);
            let known = rust_iso3166::iso3166_2::from_code(&code)
                .ok_or_else(|| wrong(format!("{code} is no code of ISO 3166-2")))?;
            let country = match country {
                Some(country) => country,
                None => Country::parse(known.country_code).map_err(|error| wrong(error.to_string()))?,
            };
            if countries.by_code(country).is_none() {
                let problem = format!("{code} lies in {country}, which is not in the list of countries");
                return Err(wrong(problem));
            }
            if !ids.insert(id) || !codes.insert(code.clone()) {
                return Err(wrong(format!("region_id {id} or {code} stands twice")));
            }
            entries.push(RegionEntry { id, code, name: known.name.to_owned(), country });
        }
        entries.sort_by_key(|entry| entry.id);
        Ok(Self(entries))
    }

    /// All regions in the order of their `region_id`.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &RegionEntry> {
        self.0.iter()
    }

    /// The region of a `region_id`.
    pub fn by_id(&self, id: u32) -> Option<&RegionEntry> {
        self.0.iter().find(|entry| entry.id == id)
    }

    /// The region of a country by its name, in any case.
    pub fn by_name(&self, country: Country, name: &str) -> Option<&RegionEntry> {
        let wanted = name.to_lowercase();
        self.0.iter().find(|entry| entry.is_in(country) && entry.name.to_lowercase() == wanted)
    }
}
