//! The countries with the `pays_id` and name of the SOAP paper, and the groups that eligibility names.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::mistake::{Mistake, read};
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
    country: Vec<Spanned<CountryEntry>>,
    #[serde(default)]
    groups: BTreeMap<String, Spanned<BTreeSet<Country>>>,
}

impl Countries {
    pub(super) fn read(text: &str) -> Result<Self, Mistake> {
        let document: CountriesDocument = read(text)?;
        let (mut ids, mut codes) = (BTreeSet::new(), BTreeSet::new());
        for written in &document.country {
            let entry = written.get_ref();
            let twice = |what: String| {
                let problem = format!("{what} stands twice");
                Mistake::at(text, &written.span(), format!("pays_id {}", entry.pays_id), problem)
            };
            if !ids.insert(entry.pays_id) {
                return Err(twice(format!("pays_id {}", entry.pays_id)));
            }
            if !codes.insert(entry.code) {
                return Err(twice(format!("the country {}", entry.code)));
            }
        }
        for (group, members) in &document.groups {
            if let Some(unknown) = members.get_ref().iter().find(|member| !codes.contains(member)) {
                let problem = format!("{unknown} is not in the list");
                return Err(Mistake::at(text, &members.span(), format!("the group {group}"), problem));
            }
        }
        let mut entries: Vec<_> = document.country.into_iter().map(Spanned::into_inner).collect();
        entries.sort_by_key(|entry| entry.pays_id);
        let groups =
            document.groups.into_iter().map(|(name, members)| (name, members.into_inner())).collect();
        Ok(Self { entries, groups })
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
