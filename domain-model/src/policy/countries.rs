//! The countries with the `pays_id` and name of the SOAP paper, and the groups that eligibility names.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::values::Country;

/// A country as the SOAP paper's `api_paysid` lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryEntry {
    /// The paper's `pays_id`.
    pub pays_id: u32,
    /// The code of ISO 3166.
    pub code: Country,
    /// The name in French, upper case, as the paper prints it.
    pub name: String,
}

/// All countries, found by code or by `pays_id`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Countries {
    entries: Vec<CountryEntry>,
    groups: BTreeMap<String, BTreeSet<Country>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountriesDocument {
    country: Vec<CountryEntry>,
    #[serde(default)]
    groups: BTreeMap<String, BTreeSet<Country>>,
}

impl Countries {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let document: CountriesDocument = toml::from_str(text).map_err(|error| error.to_string())?;
        let (mut ids, mut codes) = (BTreeSet::new(), BTreeSet::new());
        for entry in &document.country {
            if !ids.insert(entry.pays_id) {
                return Err(format!("pays_id {} stands twice", entry.pays_id));
            }
            if !codes.insert(entry.code) {
                return Err(format!("the country {} stands twice", entry.code));
            }
        }
        for (group, members) in &document.groups {
            if let Some(unknown) = members.iter().find(|member| !codes.contains(member)) {
                return Err(format!("the group {group} has {unknown}, which is not in the list"));
            }
        }
        let mut entries = document.country;
        entries.sort_by_key(|entry| entry.pays_id);
        Ok(Self { entries, groups: document.groups })
    }

    /// All countries in the order of their `pays_id`.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &CountryEntry> {
        self.entries.iter()
    }

    /// The country of a `pays_id`.
    pub fn by_pays_id(&self, pays_id: u32) -> Option<&CountryEntry> {
        self.entries.iter().find(|entry| entry.pays_id == pays_id)
    }

    /// The entry of a country.
    pub fn by_code(&self, code: Country) -> Option<&CountryEntry> {
        self.entries.iter().find(|entry| entry.code == code)
    }

    /// The members of a group that the catalogue names, `afnic` for instance.
    pub fn group(&self, name: &str) -> Option<&BTreeSet<Country>> {
        self.groups.get(name)
    }
}
