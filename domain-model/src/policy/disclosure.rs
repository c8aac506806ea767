//! What of a person the public directory shows, by law and policy.
//!
//! Dated data (`catalogue/disclosure.toml`): of the policy in force the first rule that fits decides. Where nothing fits,
//! nothing is shown.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};
use toml::Spanned;

use super::TldGroup;
use super::mistake::{Mistake, read};
use crate::values::Country;

/// Something that may be known of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonItem {
    /// The contact's handle.
    Handle,
    /// Given and family name.
    Name,
    /// The organisation.
    Organisation,
    /// The lines of the street.
    Street,
    /// The city.
    City,
    /// State, province or region.
    Region,
    /// The postal code.
    PostalCode,
    /// The country.
    Country,
    /// Telephone.
    Phone,
    /// Fax.
    Fax,
    /// The person's own e-mail address.
    Email,
}

impl PersonItem {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Handle,
        Self::Name,
        Self::Organisation,
        Self::Street,
        Self::City,
        Self::Region,
        Self::PostalCode,
        Self::Country,
        Self::Phone,
        Self::Fax,
        Self::Email,
    ];

    /// The word in catalogue, journal and at doors.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Handle => "handle",
            Self::Name => "name",
            Self::Organisation => "organisation",
            Self::Street => "street",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::Country => "country",
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Email => "email",
        }
    }
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown(u16);

impl Shown {
    /// Nothing at all.
    pub const NOTHING: Self = Self(0);

    /// Whether an item is among it.
    pub fn has(self, item: PersonItem) -> bool {
        self.0 & (1 << item as u16) != 0
    }
}

impl FromIterator<PersonItem> for Shown {
    fn from_iter<I: IntoIterator<Item = PersonItem>>(items: I) -> Self {
        Self(items.into_iter().fold(0, |bits, item| bits | 1 << item as u16))
    }
}

/// What a person is for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonRole {
    /// Whose it is.
    Registrant,
    /// Who decides on it.
    Admin,
    /// Who runs it.
    Tech,
    /// Who pays for it.
    Billing,
}

impl PersonRole {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Registrant, Self::Admin, Self::Tech, Self::Billing];

    /// The word in catalogue, journal and at doors.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registrant => "registrant",
            Self::Admin => "admin",
            Self::Tech => "tech",
            Self::Billing => "billing",
        }
    }
}

/// A name, as far as it matters here.
#[derive(Clone, Copy, Debug)]
pub struct OfName<'n> {
    /// Its ending: `com`, `co.uk`.
    pub tld: &'n str,
    /// The ending's group.
    pub group: TldGroup,
    /// OwO was asked for.
    pub hidden: bool,
    /// What the person is for it.
    pub role: PersonRole,
}

/// A person, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    /// A legal person.
    pub is_organisation: bool,
    /// Where.
    pub country: Country,
    /// The person lets the whole data stand in the directory.
    pub consents: bool,
    /// The person asked a .fr registry for open publication.
    pub asked_open: bool,
}

/// What was decided, and by which rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disclosure<'p> {
    /// What is shown.
    pub shown: Shown,
    /// The first day of the policy.
    pub policy: NaiveDate,
    /// The rule's name; `none` where no rule fits.
    pub rule: &'p str,
}

/// The policies, by their first day.
#[derive(Clone, Debug)]
pub struct Disclosures(Vec<Policy>);

#[derive(Clone, Debug)]
struct Policy {
    from: NaiveDate,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Rule {
    written: RuleDocument,
    within: Option<Vec<Country>>,
    outside: Option<Vec<Country>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    areas: BTreeMap<String, Vec<Country>>,
    policy: Vec<Spanned<PolicyDocument>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyDocument {
    from: NaiveDate,
    rule: Vec<Spanned<RuleDocument>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Individual,
    Organisation,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleDocument {
    name: String,
    consent: Option<bool>,
    open: Option<bool>,
    hidden: Option<bool>,
    kind: Option<Kind>,
    roles: Option<Vec<PersonRole>>,
    groups: Option<Vec<TldGroup>>,
    tlds: Option<Vec<String>>,
    within: Option<String>,
    outside: Option<String>,
    #[serde(deserialize_with = "shown")]
    shows: Shown,
}

fn shown<'de, D: Deserializer<'de>>(input: D) -> Result<Shown, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Word(String),
        Items(Vec<PersonItem>),
    }
    match Written::deserialize(input)? {
        Written::Word(word) if word == "everything" => Ok(PersonItem::ALL.into_iter().collect()),
        Written::Word(word) => {
            Err(serde::de::Error::custom(format!("`{word}`: a list of items, or \"everything\"")))
        }
        Written::Items(items) => Ok(items.into_iter().collect()),
    }
}

impl Disclosures {
    /// The policies that the program carries with it; read once.
    pub fn embedded() -> &'static Self {
        static READ: LazyLock<Disclosures> = LazyLock::new(|| {
            let read = Disclosures::read(include_str!("../../catalogue/disclosure.toml"));
            read.unwrap_or_else(|mistake| {
                panic!("disclosure.toml, line {:?}, {}: {}", mistake.line, mistake.entry, mistake.problem)
            })
        });
        &READ
    }

    fn read(text: &str) -> Result<Self, Mistake> {
        let document: Document = read(text)?;
        let mut policies: Vec<Policy> = vec![];
        for written in document.policy {
            let (span, policy) = (written.span(), written.into_inner());
            if policies.last().is_some_and(|earlier| earlier.from >= policy.from) {
                return Err(Mistake::at(text, &span, policy.from, "policies stand by ascending first day"));
            }
            let mut rules = vec![];
            for written in policy.rule {
                let (span, rule) = (written.span(), written.into_inner());
                let area = |name: &Option<String>| match name {
                    None => Ok(None),
                    Some(name) => match document.areas.get(name) {
                        Some(area) => Ok(Some(area.clone())),
                        None => {
                            Err(Mistake::at(text, &span, &rule.name, format!("there is no area `{name}`")))
                        }
                    },
                };
                rules.push(Rule {
                    within: area(&rule.within)?,
                    outside: area(&rule.outside)?,
                    written: rule,
                });
            }
            policies.push(Policy { from: policy.from, rules });
        }
        Ok(Self(policies))
    }

    /// What is shown of a person on a day: for a name, or asked for by handle alone.
    pub fn decide(&self, name: Option<OfName<'_>>, person: PersonFacts, on: NaiveDate) -> Disclosure<'_> {
        let nothing = |policy| Disclosure { shown: Shown::NOTHING, policy, rule: "none" };
        let Some(policy) = self.0.iter().rev().find(|policy| policy.from <= on) else {
            return nothing(NaiveDate::MIN);
        };
        match policy.rules.iter().find(|rule| rule.fits(name, person)) {
            Some(rule) => {
                Disclosure { shown: rule.written.shows, policy: policy.from, rule: &rule.written.name }
            }
            None => nothing(policy.from),
        }
    }
}

impl Rule {
    fn fits(&self, name: Option<OfName<'_>>, person: PersonFacts) -> bool {
        let RuleDocument { consent, open, hidden, kind, roles, groups, tlds, .. } = &self.written;
        let is = |wanted: &Option<bool>, so: bool| wanted.is_none_or(|wanted| wanted == so);
        let of_person = is(consent, person.consents)
            && is(open, person.asked_open)
            && kind.is_none_or(|kind| (kind == Kind::Organisation) == person.is_organisation)
            && self.within.as_ref().is_none_or(|area| area.contains(&person.country))
            && self.outside.as_ref().is_none_or(|area| !area.contains(&person.country));
        let of_name = match name {
            Some(name) => {
                is(hidden, name.hidden)
                    && roles.as_ref().is_none_or(|roles| roles.contains(&name.role))
                    && groups.as_ref().is_none_or(|groups| groups.contains(&name.group))
                    && tlds.as_ref().is_none_or(|tlds| tlds.iter().any(|tld| tld == name.tld))
            }
            None => hidden.is_none() && roles.is_none() && groups.is_none() && tlds.is_none(),
        };
        of_person && of_name
    }
}

#[cfg(test)]
#[path = "disclosure_tests.rs"]
mod tests;
