//! Which internationalised names a TLD takes: characters, scripts, and the registry's language tags.

use std::collections::BTreeSet;

use icu_properties::props::{NamedEnumeratedProperty, Script};
use serde::Deserialize;
use toml::Spanned;

use super::mistake::{Mistake, read};
use super::tld_policy::{IdnRules, TldPolicy};
use crate::values::{DomainName, script};

/// Why an internationalised label is refused by a TLD's rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdnProblem {
    /// The TLD registers none.
    #[error("this TLD has no internationalised names")]
    NotAllowed,
    /// A character outside of the TLD's list.
    #[error("this TLD does not take the character {0:?}")]
    Character(char),
    /// A script outside of the TLD's list.
    #[error("this TLD does not take the character {0:?} of the script {1}")]
    Script(char, String),
    /// Scripts that do not belong together.
    #[error("the scripts {0} and {1} may not stand in one label")]
    MixedScripts(String, String),
    /// No such language tag.
    #[error("the registry has no language tag {0:?}")]
    UnknownTag(String),
    /// A character that is not of the tag's scripts.
    #[error("the character {1:?} does not belong to the language {0}")]
    Tag(String, char),
}

/// Checks the characters of the label below the suffix.
pub(super) fn check_label(rules: &IdnRules, name: &DomainName) -> Result<(), IdnProblem> {
    if !name.first_label().starts_with("xn--") {
        return Ok(());
    }
    if !rules.allowed {
        return Err(IdnProblem::NotAllowed);
    }
    let unicode = name.unicode();
    let label = unicode.split('.').next().unwrap_or_default();
    let foreign = || label.chars().filter(|c| !c.is_ascii());
    if let Some(characters) = &rules.characters
        && let Some(wrong) = foreign().find(|c| !characters.contains(c))
    {
        return Err(IdnProblem::Character(wrong));
    }
    if !rules.scripts.is_empty()
        && let Some(wrong) = foreign().find(|c| !shared(*c) && !rules.scripts.contains(code(*c)))
    {
        return Err(IdnProblem::Script(wrong, code(wrong).to_owned()));
    }
    unmixed(label)
}

/// The scripts of a label belong together: one script, or Han with the kana, bopomofo or Hangul (the
/// combinations that registries publish tables for; RFC 5890 leaves it to them).
fn unmixed(label: &str) -> Result<(), IdnProblem> {
    let mut found: Vec<&'static str> = Vec::new();
    for point in label.chars().filter(|c| !c.is_ascii_digit() && *c != '-' && !shared(*c)) {
        let script = code(point);
        if !found.contains(&script) {
            found.push(script);
        }
    }
    let together = |allowed: &[&str]| found.iter().all(|script| allowed.contains(script));
    let fits = found.len() <= 1
        || together(&["Hani", "Hira", "Kana", "Latn"])
        || together(&["Hani", "Bopo", "Latn"])
        || together(&["Hani", "Hang", "Latn"]);
    if fits { Ok(()) } else { Err(IdnProblem::MixedScripts(found[0].to_owned(), found[1].to_owned())) }
}

/// The ISO 15924 code of a character's script.
fn code(point: char) -> &'static str {
    script(point).short_name()
}

/// Characters that many scripts share have no script of their own.
fn shared(point: char) -> bool {
    [Script::Common, Script::Inherited].contains(&script(point))
}

/// A language tag of the registry that takes them (Verisign's list in the SOAP paper).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageTag {
    /// Three letters.
    pub tag: String,
    /// The language, in English.
    pub name: String,
    /// The scripts of the registry's table for it; any where it has none.
    #[serde(default)]
    pub scripts: BTreeSet<String>,
}

/// The language tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LanguageTags(Vec<LanguageTag>);

impl LanguageTags {
    pub(super) fn read(text: &str) -> Result<Self, Mistake> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Document {
            tag: Vec<Spanned<LanguageTag>>,
        }
        let document: Document = read(text)?;
        let mut seen = BTreeSet::new();
        match document.tag.iter().find(|entry| !seen.insert(entry.get_ref().tag.as_str())) {
            Some(twice) => {
                let tag = &twice.get_ref().tag;
                Err(Mistake::at(text, &twice.span(), tag, format!("the tag {tag} stands twice")))
            }
            None => Ok(Self(document.tag.into_iter().map(Spanned::into_inner).collect())),
        }
    }

    /// All tags, in the order of the paper.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &LanguageTag> {
        self.0.iter()
    }

    /// A tag, in any case.
    pub fn get(&self, tag: &str) -> Option<&LanguageTag> {
        self.0.iter().find(|entry| entry.tag.eq_ignore_ascii_case(tag))
    }

    /// The tag that goes to the registry with a name: the one asked for, else the TLD's default; none where
    /// the name is not internationalised or the registry takes none.
    pub fn for_name<'a>(
        &'a self,
        policy: &TldPolicy,
        name: &DomainName,
        asked: Option<&str>,
    ) -> Result<Option<&'a LanguageTag>, IdnProblem> {
        let asked = asked.map(str::trim).filter(|tag| !tag.is_empty());
        let Some(default) = policy.idn.default_tag.as_deref() else { return Ok(None) };
        let wanted = asked.unwrap_or(default);
        let tag =
            self.get(wanted).ok_or_else(|| IdnProblem::UnknownTag(wanted.chars().take(16).collect()))?;
        if !name.first_label().starts_with("xn--") {
            return Ok(None);
        }
        let unicode = name.unicode();
        let label = unicode.split('.').next().unwrap_or_default();
        let wrong = label.chars().find(|c| {
            !c.is_ascii() && !shared(*c) && !tag.scripts.is_empty() && !tag.scripts.contains(code(*c))
        });
        match wrong {
            Some(point) => Err(IdnProblem::Tag(tag.tag.clone(), point)),
            None => Ok(Some(tag)),
        }
    }
}
