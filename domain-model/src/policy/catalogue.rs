//! The catalogue: every TLD's dated rules, the countries and regions, the language tags and the first prices, read from
//! files and checked as a whole.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::countries::Countries;
use super::document::read_family;
use super::idn::LanguageTags;
use super::mistake::Mistake;
use super::prices::{PriceSeed, read_prices};
use super::regions::Regions;
use super::tld_policy::TldPolicy;
use crate::values::{DomainName, PricedAction, Tld};

/// The files that the program carries with it.
const EMBEDDED: &[(&str, &str)] = &[
    ("countries.toml", include_str!("../../catalogue/countries.toml")),
    ("regions.toml", include_str!("../../catalogue/regions.toml")),
    ("language-tags.toml", include_str!("../../catalogue/language-tags.toml")),
    ("gtld.toml", include_str!("../../catalogue/gtld.toml")),
    ("ntld.toml", include_str!("../../catalogue/ntld.toml")),
    ("city.toml", include_str!("../../catalogue/city.toml")),
    ("cctld.toml", include_str!("../../catalogue/cctld.toml")),
    ("cctld-eu.toml", include_str!("../../catalogue/cctld-eu.toml")),
    ("afnic.toml", include_str!("../../catalogue/afnic.toml")),
    ("eurid.toml", include_str!("../../catalogue/eurid.toml")),
    ("dnsbe.toml", include_str!("../../catalogue/dnsbe.toml")),
    ("nominet.toml", include_str!("../../catalogue/nominet.toml")),
    ("prices/standard-eur.toml", include_str!("../../catalogue/prices/standard-eur.toml")),
    ("prices/reseller-eur.toml", include_str!("../../catalogue/prices/reseller-eur.toml")),
    ("prices/standard-xof.toml", include_str!("../../catalogue/prices/standard-xof.toml")),
    ("prices/reseller-xof.toml", include_str!("../../catalogue/prices/reseller-xof.toml")),
];

/// A mistake in the catalogue's files.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("catalogue file {file}{}, {entry}: {problem}", .line.map_or_else(String::new, |line| format!(", line {line}")))]
pub struct CatalogueError {
    /// The file.
    pub file: String,
    /// The line, from 1; none where a file is missing something as a whole.
    pub line: Option<usize>,
    /// The entry: a TLD, a rule set, a price. The whole file where it is not TOML.
    pub entry: String,
    /// What is wrong.
    pub problem: String,
}

/// Why the catalogue has no rules for a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueRefusal {
    /// No TLD of ours.
    #[error("{name} is below no TLD that is registered here")]
    UnknownTld {
        /// The name.
        name: DomainName,
    },
    /// The TLD's rules begin later.
    #[error(".{tld} has no rules yet on {on}: they begin on {from}")]
    NotYet {
        /// The suffix.
        tld: Tld,
        /// The day asked for.
        on: NaiveDate,
        /// The first day of its rules.
        from: NaiveDate,
    },
    /// More than one label below the suffix.
    #[error("{name} is not registrable: exactly one label stands below .{tld}")]
    Depth {
        /// The name.
        name: DomainName,
        /// The suffix.
        tld: Tld,
    },
    /// Too short or too long.
    #[error("{name} is not registrable: below .{tld} a label has {min} to {max} characters")]
    LabelLength {
        /// The name.
        name: DomainName,
        /// The suffix.
        tld: Tld,
        /// Fewest characters.
        min: usize,
        /// Most characters.
        max: usize,
    },
    /// Kept by the registry, or itself a suffix.
    #[error("{name} is reserved by the registry")]
    Reserved {
        /// The name.
        name: DomainName,
    },
    /// Not a name in the TLD's characters.
    #[error("{name} is not registrable: {problem}")]
    Idn {
        /// The name.
        name: DomainName,
        /// What is wrong.
        problem: super::idn::IdnProblem,
    },
}

impl CatalogueRefusal {
    /// The stable code of the rule.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::UnknownTld { .. } => "tld-unknown",
            Self::NotYet { .. } => "tld-not-yet",
            Self::Depth { .. } => "name-depth",
            Self::LabelLength { .. } => "label-length",
            Self::Reserved { .. } => "name-reserved",
            Self::Idn { .. } => "name-idn",
        }
    }
}

/// Every TLD's dated rules, with what they refer to.
#[derive(Debug, Clone)]
pub struct Catalogue {
    rules: BTreeMap<Tld, Vec<TldPolicy>>,
    countries: Countries,
    regions: Regions,
    tags: LanguageTags,
    prices: Vec<PriceSeed>,
}

impl Catalogue {
    /// The catalogue that the program carries with it; read once.
    pub fn embedded() -> Self {
        static READ: LazyLock<Catalogue> = LazyLock::new(|| {
            Catalogue::from_sources(EMBEDDED.iter().copied()).expect("a test reads the embedded catalogue")
        });
        READ.clone()
    }

    /// Reads a catalogue from its files: `countries.toml`, `regions.toml`, `language-tags.toml`, `prices/….toml`,
    /// and one file for each family of TLDs, in any order.
    pub fn from_sources<'a>(
        sources: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, CatalogueError> {
        let sources: Vec<(&str, &str)> = sources.into_iter().collect();
        let find = |name: &str| sources.iter().find(|(file, _)| *file == name).map(|(_, text)| *text);
        let countries = Countries::read(find("countries.toml").unwrap_or("country = []"))
            .map_err(|mistake| in_file("countries.toml", mistake))?;
        let regions = Regions::read(find("regions.toml").unwrap_or("region = []"), &countries)
            .map_err(|mistake| in_file("regions.toml", mistake))?;
        let tags = LanguageTags::read(find("language-tags.toml").unwrap_or("tag = []"))
            .map_err(|mistake| in_file("language-tags.toml", mistake))?;
        let mut catalogue = Self { rules: BTreeMap::new(), countries, regions, tags, prices: Vec::new() };
        let mut prices = Vec::new();
        for (file, text) in &sources {
            match *file {
                "countries.toml" | "regions.toml" | "language-tags.toml" => {}
                _ if file.starts_with("prices/") => {
                    let read = read_prices(text).map_err(|mistake| in_file(file, mistake))?;
                    prices.extend(read.into_iter().map(|(line, seed)| (*file, line, seed)));
                }
                _ => catalogue.add_family(file, text)?,
            }
        }
        catalogue.check_references(&prices)?;
        catalogue.prices = prices.into_iter().map(|(.., seed)| seed).collect();
        Ok(catalogue)
    }

    fn add_family(&mut self, file: &str, text: &str) -> Result<(), CatalogueError> {
        let policies = read_family(text, &self.countries).map_err(|mistake| in_file(file, mistake))?;
        let wrong = |place: &str, entry: String, problem: String| {
            let at = text.find(place).unwrap_or_default();
            in_file(file, Mistake::at(text, &(at..at), entry, problem))
        };
        let mut family: BTreeMap<Tld, Vec<TldPolicy>> = BTreeMap::new();
        for policy in policies {
            if let Some(tag) = &policy.idn.default_tag
                && self.tags.get(tag).is_none()
            {
                let problem = format!("idn.default_tag: there is no tag {tag:?}");
                return Err(wrong(&format!("\"{tag}\""), policy.rule.to_string(), problem));
            }
            family.entry(policy.tld.clone()).or_default().push(policy);
        }
        for (tld, policies) in family {
            if self.rules.contains_key(&tld) {
                let quoted = if tld.as_str().contains('.') { format!("\"{tld}\"") } else { tld.to_string() };
                let problem = "another file has this TLD already".to_owned();
                return Err(wrong(&format!("[tld.{quoted}]"), tld.to_string(), problem));
            }
            self.rules.insert(tld, policies);
        }
        Ok(())
    }

    /// Prices are of TLDs that there are, and each stands once.
    fn check_references(&self, prices: &[(&str, usize, PriceSeed)]) -> Result<(), CatalogueError> {
        let mut seen = std::collections::BTreeSet::new();
        for (file, line, seed) in prices {
            let wrong = |problem: &str| {
                let entry = format!("{} {} from {}", seed.class, seed.item, seed.from);
                in_file(file, Mistake { entry, line: Some(*line), problem: problem.to_owned() })
            };
            if seed.item.tld().is_some_and(|tld| !self.rules.contains_key(tld)) {
                return Err(wrong("there are no rules for this TLD"));
            }
            if !seen.insert((&seed.class, seed.currency, &seed.item, seed.from)) {
                return Err(wrong("this price stands twice"));
            }
        }
        Ok(())
    }

    /// The rules for a name on a day: those of the longest suffix. The name may lie at any depth.
    pub fn policy(&self, name: &DomainName, on: NaiveDate) -> Result<&TldPolicy, CatalogueRefusal> {
        let found = name.suffixes().find_map(|suffix| self.rules.get_key_value(suffix));
        let (tld, rules) = found.ok_or_else(|| CatalogueRefusal::UnknownTld { name: name.clone() })?;
        in_force(rules, on).ok_or_else(|| CatalogueRefusal::NotYet {
            tld: tld.clone(),
            on,
            from: rules[0].rule.from,
        })
    }

    /// The rules of a TLD on a day.
    pub fn tld_policy(&self, tld: &Tld, on: NaiveDate) -> Option<&TldPolicy> {
        in_force(self.rules.get(tld)?, on)
    }

    /// The rules for a name that may be registered on a day: one label below the suffix, of the right length
    /// and characters, and not reserved.
    pub fn registrable(&self, name: &DomainName, on: NaiveDate) -> Result<&TldPolicy, CatalogueRefusal> {
        let policy = self.policy(name, on)?;
        let tld = policy.tld.clone();
        if name.suffixes().next() != Some(tld.as_str()) {
            return Err(CatalogueRefusal::Depth { name: name.clone(), tld });
        }
        let (min, max) = (policy.label.min, policy.label.max);
        let unicode = name.unicode();
        let characters = unicode.split('.').next().map_or(0, |label| label.chars().count());
        if characters < min || name.first_label().len() > max {
            return Err(CatalogueRefusal::LabelLength { name: name.clone(), tld, min, max });
        }
        if policy.label.reserved.contains(name.first_label()) || self.rules.contains_key(name.as_str()) {
            return Err(CatalogueRefusal::Reserved { name: name.clone() });
        }
        match super::idn::check_label(&policy.idn, name) {
            Ok(()) => Ok(policy),
            Err(problem) => Err(CatalogueRefusal::Idn { name: name.clone(), problem }),
        }
    }

    /// The TLDs with rules in force on a day, in alphabetical order.
    pub fn tlds(&self, on: NaiveDate) -> impl Iterator<Item = &TldPolicy> {
        self.rules.values().filter_map(move |rules| in_force(rules, on))
    }

    /// All rule sets of all TLDs, for a back office that shows what comes.
    pub fn rule_sets(&self) -> impl Iterator<Item = &TldPolicy> {
        self.rules.values().flatten()
    }

    /// The countries.
    pub fn countries(&self) -> &Countries {
        &self.countries
    }

    /// The regions.
    pub fn regions(&self) -> &Regions {
        &self.regions
    }

    /// The language tags of internationalised names.
    pub fn language_tags(&self) -> &LanguageTags {
        &self.tags
    }

    /// The prices that price lists start with.
    pub fn price_seeds(&self) -> Vec<PriceSeed> {
        self.prices.clone()
    }

    /// The priced actions that a TLD offers on a day: what cannot be done has no price.
    pub fn offered(policy: &TldPolicy) -> impl Iterator<Item = PricedAction> {
        let (transfer, restore) = (policy.transfer.by_request, policy.restore);
        let trade = policy.trade.procedure != super::TradeProcedure::None;
        PricedAction::ALL.into_iter().filter(move |action| match action {
            PricedAction::Create | PricedAction::Renew => true,
            PricedAction::Transfer => transfer,
            PricedAction::Restore => restore,
            PricedAction::Trade => trade,
        })
    }
}

/// The latest of a TLD's rule sets that begins on the day or before.
fn in_force(rules: &[TldPolicy], on: NaiveDate) -> Option<&TldPolicy> {
    rules.iter().rev().find(|policy| policy.rule.from <= on)
}

fn in_file(file: &str, Mistake { entry, line, problem }: Mistake) -> CatalogueError {
    CatalogueError { file: file.to_owned(), line, entry, problem }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
