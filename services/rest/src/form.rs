//! A person's data in the JSON of this API, read into what the application takes: what is absent stays as it is, `null`
//! and an empty text take away, and what cannot be held is refused by its name.

use application::{AskError, Refusal};
use domain_model::contact;
use domain_model::values::{
    Civility, ContactDetails, ContactInput, FieldError, Identification, LegalForm, Locale,
};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

use crate::problem::Problem;

/// A member of a body: absent, or the text that it is to be. Hidden by having no `Debug`: it holds personal data.
#[derive(Clone, Default)]
pub(crate) struct Sent(Option<String>);

impl Sent {
    /// What was sent; empty where it was `null`.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref().map(str::trim)
    }
}

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<String>::deserialize(deserializer).map(|text| Self(Some(text.unwrap_or_default())))
    }
}

/// What kind of person: `nichandle.LegalFormEnum` as far as it is told apart here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LegalFormWord {
    Individual,
    Corporation,
    Association,
    Other,
}

/// `nichandle.GenderEnum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum GenderWord {
    Male,
    Female,
}

/// The language that a person is written to in: `nichandle.LanguageEnum` as far as it is spoken here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) enum LanguageWord {
    #[serde(rename = "fr_FR")]
    French,
    #[serde(rename = "en_GB")]
    English,
    #[serde(rename = "de_DE")]
    German,
    #[serde(rename = "es_ES")]
    Spanish,
}

/// This API's words beside ours; one list reads and writes them.
pub(crate) const LEGAL_FORMS: [(&str, LegalForm, LegalFormWord); 4] = [
    ("individual", LegalForm::Individual, LegalFormWord::Individual),
    ("corporation", LegalForm::Company, LegalFormWord::Corporation),
    ("association", LegalForm::Association, LegalFormWord::Association),
    ("other", LegalForm::Other, LegalFormWord::Other),
];
/// Mademoiselle is female, too; the first of a word is what is read for it.
pub(crate) const GENDERS: [(&str, Civility, GenderWord); 3] = [
    ("male", Civility::M, GenderWord::Male),
    ("female", Civility::Mme, GenderWord::Female),
    ("female", Civility::Mle, GenderWord::Female),
];
pub(crate) const LANGUAGES: [(&str, Locale, LanguageWord); 4] = [
    ("fr_FR", Locale::Fr, LanguageWord::French),
    ("en_GB", Locale::En, LanguageWord::English),
    ("de_DE", Locale::De, LanguageWord::German),
    ("es_ES", Locale::Es, LanguageWord::Spanish),
];

pub(crate) fn legal_form_word(of: LegalForm) -> LegalFormWord {
    LEGAL_FORMS.iter().find(|row| row.1 == of).map_or(LegalFormWord::Other, |row| row.2)
}

pub(crate) fn gender_word(of: Civility) -> Option<GenderWord> {
    GENDERS.iter().find(|row| row.1 == of).map(|row| row.2)
}

pub(crate) fn language_word(of: Locale) -> LanguageWord {
    LANGUAGES.iter().find(|row| row.1 == of).map_or(LanguageWord::English, |row| row.2)
}

/// Where a member of the JSON is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// A text of the form, by our name for it.
    Text(&'static str),
    /// Two lines of the street in one text, with a line break between them.
    Street,
    /// A field of the identification.
    Identification(&'static str),
    /// The identification that the country of residence asks of its own: see [`national_field`].
    NationalNumber,
    /// Nowhere: who gives it is told so.
    Nowhere,
}

/// A member of the JSON, by its path, and where it is held.
pub(crate) type Member = (&'static str, Held);

/// The national identification number of a person as an ending asks for it of the residents of its country.
pub(crate) fn national_field(country: &str) -> Option<&'static str> {
    match country {
        "ES" => Some("dotes_pin"),
        "IT" => Some("dotit_pin"),
        _ => None,
    }
}

/// A field of ours under the path that the caller knows.
pub(crate) fn path_of(members: &[Member], ours: &str) -> String {
    let holds = |held: &Held| match held {
        Held::Text(name) | Held::Identification(name) => *name == ours,
        Held::Street => matches!(ours, "street" | "street_2"),
        // Who lives elsewhere gives it among the identification, as everybody may.
        Held::NationalNumber | Held::Nowhere => false,
    };
    match members.iter().find(|(_, held)| holds(held)) {
        Some((path, _)) => (*path).to_owned(),
        None if Identification::field_names().any(|name| name == ours) => format!("identification.{ours}"),
        None => ours.to_owned(),
    }
}

/// Errors under the paths that the caller knows.
pub(crate) fn named(members: &[Member], wrong: &[FieldError]) -> Vec<FieldError> {
    let path = |error: &FieldError| match error.rule.as_str() {
        "identification-unknown" => format!("identification.{}", error.field),
        _ => path_of(members, &error.field),
    };
    wrong.iter().map(|error| FieldError { field: path(error), ..error.clone() }).collect()
}

/// Reads what was sent over what is known.
pub(crate) struct Reader {
    input: ContactInput,
    wrong: Vec<FieldError>,
}

impl Reader {
    pub fn over(known: ContactInput) -> Self {
        Self { input: known, wrong: vec![] }
    }

    /// A member is refused.
    pub fn refuse(&mut self, path: impl Into<String>, rule: &str, why: impl Into<String>) {
        self.wrong.push(FieldError::new(path, rule, why));
    }

    /// A member that is nobody's to set: it may be sent back as it is.
    pub fn unchanged(&mut self, path: &str, sent: &Sent, known: &str) {
        if sent.text().is_some_and(|text| !text.is_empty() && text != known) {
            self.refuse(path, "read-only", "this stays as it is");
        }
    }

    /// Puts a member where it is held.
    pub fn take(&mut self, (path, held): Member, sent: &Sent) {
        let Some(given) = sent.text() else { return };
        match held {
            Held::Text(name) => self.place(path, name, given),
            Held::Street => self.street(path, given),
            Held::Identification(name) => {
                self.input.identification.insert(name.to_owned(), given.to_owned());
            }
            Held::NationalNumber => match national_field(&self.input.country.to_ascii_uppercase()) {
                Some(name) => {
                    self.input.identification.insert(name.to_owned(), given.to_owned());
                }
                None if given.is_empty() => {}
                None => self.refuse(path, "not-held", "it is held of residents of ES and IT alone"),
            },
            Held::Nowhere if given.is_empty() => {}
            Held::Nowhere => self.refuse(path, "not-held", "this registrar does not hold it"),
        }
    }

    fn place(&mut self, path: &'static str, name: &str, given: &str) {
        let word = match name {
            _ if given.is_empty() => Ok(String::new()),
            "legal_form" => word(given, LEGAL_FORMS.iter().map(|row| (row.0, row.1.as_str()))),
            "locale" => word(given, LANGUAGES.iter().map(|row| (row.0, row.1.as_str()))),
            "civility" => {
                // Who is female stays Mademoiselle.
                let known = GENDERS.iter().find(|row| row.1.as_str() == self.input.civility);
                match known.filter(|row| row.0 == given) {
                    Some(row) => Ok(row.1.as_str().to_owned()),
                    None => word(given, GENDERS.iter().map(|row| (row.0, row.1.as_str()))),
                }
            }
            _ => Ok(given.to_owned()),
        };
        match (word, self.input.text_mut(name)) {
            (Ok(word), Some(place)) => *place = word,
            (Err(why), _) => self.refuse(path, "word", why),
            (Ok(_), None) => {}
        }
    }

    fn street(&mut self, path: &'static str, given: &str) {
        let mut lines = given.lines().map(str::trim).filter(|line| !line.is_empty());
        self.input.street = lines.next().unwrap_or_default().to_owned();
        self.input.street_2 = lines.next().unwrap_or_default().to_owned();
        if lines.next().is_some() {
            self.refuse(path, "street-lines", "an address has two lines");
        }
    }

    /// What single endings ask for, by our names; those that have a member of their own are given there.
    pub fn identification(&mut self, members: &[Member], given: BTreeMap<String, Option<String>>) {
        for (name, value) in given {
            let own = members.iter().find(|(_, held)| *held == Held::Identification(known(&name)));
            if let Some((own, _)) = own {
                self.refuse(format!("identification.{name}"), "member", format!("it is given as {own}"));
                continue;
            }
            match value.filter(|value| !value.trim().is_empty()) {
                Some(value) => self.input.identification.insert(name, value),
                None => self.input.identification.remove(&name),
            };
        }
    }

    /// The data as it is to be.
    ///
    /// # Errors
    /// Every wrong member, by its path.
    pub fn finish(self, members: &[Member]) -> Result<ContactDetails, Vec<FieldError>> {
        let Self { input, mut wrong } = self;
        match ContactDetails::new(input) {
            Ok(details) if wrong.is_empty() => Ok(details),
            Ok(_) => Err(wrong),
            Err(errors) => {
                for error in named(members, &errors) {
                    if !wrong.iter().any(|known| known.field == error.field) {
                        wrong.push(worded(error));
                    }
                }
                Err(wrong)
            }
        }
    }
}

/// A field of the identification by its name; empty for one that nobody asks for.
fn known(name: &str) -> &'static str {
    Identification::field_names().find(|known| *known == name).unwrap_or_default()
}

/// The words of this API where ours are others.
fn worded(error: FieldError) -> FieldError {
    let message = match error.rule.as_str() {
        "legal-form" => expected(LEGAL_FORMS.iter().map(|row| row.0)),
        "locale" => expected(LANGUAGES.iter().map(|row| row.0)),
        _ => return error,
    };
    FieldError { message, ..error }
}

fn expected<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut words: Vec<_> = words.collect();
    words.dedup();
    format!("one of {} is expected", words.join(", "))
}

fn word<'a>(
    given: &str,
    mut words: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> Result<String, String> {
    match words.clone().find(|(word, _)| *word == given) {
        Some((_, ours)) => Ok(ours.to_owned()),
        None => Err(expected(words.by_ref().map(|(word, _)| word))),
    }
}

/// An owner change is the way.
const FIXED: &str = "this stays as it is while a name is registered to the contact: another owner, or another \
                     address of the owner, is an owner change, ordered by POST /order/cartServiceOption/domain/{serviceName}";
const BILLED: &str = "this stays as it is while the contact is billed for a name";

/// Why the application did not do it, the members named as the caller knows them.
pub(crate) fn problem(members: &[Member], error: AskError) -> Problem {
    let AskError::Refused(refusal) = &error else { return error.into() };
    let code = refusal.code();
    match refusal {
        Refusal::Fields(wrong) | Refusal::NotEligible { problems: wrong, .. } => {
            Problem { error_code: code, ..Problem::fields(&named(members, wrong)) }
        }
        Refusal::FieldFixed { fields, role } => {
            let why = if role.as_str() == "billing" { BILLED } else { FIXED };
            let wrong: Vec<_> = fields
                .iter()
                .map(|field| FieldError::new(path_of(members, field), "field-fixed", why))
                .collect();
            Problem { error_code: code, ..Problem::fields(&wrong) }
        }
        Refusal::Handle(_) => Problem::field(path_of(members, "last_name"), refusal.to_string()),
        // What is another account's is not there, and neither is what is deleted, merged or erased.
        Refusal::NotYours { .. }
        | Refusal::Contact(contact::Refusal::Unknown | contact::Refusal::NotActive { .. }) => {
            Problem::not_found("there is no such contact")
        }
        _ => error.into(),
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
