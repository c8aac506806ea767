//! What single TLDs ask about a registrant beside the common data: the `dot…_` and `asia_` fields of the
//! SOAP paper, under the paper's own names.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::country::Country;
use super::email::EmailAddress;
use super::phone::PhoneNumber;
use super::rules::FieldError;

/// What a field holds, and the form in which it is kept.
enum Form {
    /// One of these words, read in any case.
    OneOf(&'static [&'static str]),
    /// A line of text of at most so many characters.
    Line(usize),
    /// So many digits; blanks between them are dropped.
    Digits(usize, usize),
    /// A day, read as the papers write it (31-12-2008, 31/12/2008) or as 2008-12-31, kept as the latter.
    Day,
    /// A country by its two letters. Doors translate a `pays_id` first.
    CountryCode,
    Email,
    Phone,
}

use Form::{CountryCode, Day, Digits, Email, Line, OneOf, Phone};

/// The fields and their forms. `dotfr_ident` (the mail paper's `afnicIdent`) is the only one that the SOAP
/// paper does not have.
const FIELDS: &[(&str, Form)] = &[
    ("dotfr_mode", OneOf(&["MARQUE", "SIRET", "PARTICULIER", "ASSOCIATION", "DUNS", "LOCAL", "IDENT"])),
    ("dotfr_marque", Line(60)),
    ("dotfr_duns", Digits(9, 9)),
    ("dotfr_local", Line(60)),
    ("dotfr_ident", Line(32)),
    ("dotfr_ne_le", Day),
    ("dotfr_ne_cp", Line(10)),
    ("dotfr_ne_ville", Line(100)),
    ("dotfr_ne_pays_id", CountryCode),
    ("dotfr_restricted_publication", OneOf(&["yes", "no"])),
    ("dotfr_publication_jo", Day),
    ("dotfr_publication_jo_page", Digits(1, 6)),
    ("dotus_nexus_purpose", OneOf(&["P1", "P2", "P3", "P4", "P5"])),
    ("dotus_nexus_category", OneOf(&["C11", "C12", "C21", "C31", "C32"])),
    ("asia_locality", CountryCode),
    (
        "asia_typeofentity",
        OneOf(&[
            "naturalPerson",
            "corporation",
            "cooperative",
            "partnership",
            "government",
            "politicalParty",
            "society",
            "institution",
        ]),
    ),
    (
        "asia_formofident",
        OneOf(&["passport", "certificate", "legislation", "societyRegistry", "politicalPartyRegistry"]),
    ),
    ("asia_identnumber", Line(64)),
    (
        "dotuk_mode",
        OneOf(&[
            "LTD", "PLC", "IND", "FIND", "RCHAR", "SCH", "LLP", "STRA", "PTNR", "GOV", "CRC", "STAT",
            "FCORP", "IP", "OTHER", "FOTHER",
        ]),
    ),
    ("dotuk_locality", Line(80)),
    ("dotuk_county", Line(80)),
    ("dotuk_trad_name", Line(255)),
    ("dotuk_co_number", Line(20)),
    ("dotit_pin", Line(20)),
    ("dotnu_idno", Line(32)),
    ("dotes_pin", Line(20)),
    ("dotxxx_membership", Line(64)),
    ("dotu_emailalt", Email),
    ("dotu_mobile", Phone),
    ("dotu_question1", Line(255)),
    ("dotu_answer1", Line(255)),
    ("dotu_question2", Line(255)),
    ("dotu_answer2", Line(255)),
    ("dotu_question3", Line(255)),
    ("dotu_answer3", Line(255)),
    ("dotu_question4", Line(255)),
    ("dotu_answer4", Line(255)),
    ("dotu_question5", Line(255)),
    ("dotu_answer5", Line(255)),
];

/// The fields that TLDs ask for, by the paper's names; only those that are given. Hidden by `Debug`: they
/// hold dates of birth, passport numbers and secret answers.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>", into = "BTreeMap<String, String>")]
pub struct Identification(BTreeMap<&'static str, String>);

impl Identification {
    /// Reads the fields, all of them, and names every wrong one. Empty fields count as absent.
    pub fn new<K: AsRef<str>, V: AsRef<str>>(
        fields: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, Vec<FieldError>> {
        let (mut kept, mut wrong) = (BTreeMap::new(), Vec::new());
        for (given, value) in fields {
            let value = value.as_ref().trim();
            if value.is_empty() {
                continue;
            }
            match FIELDS.iter().find(|(name, _)| *name == given.as_ref()) {
                None => {
                    let name: String = given.as_ref().chars().take(40).collect();
                    wrong.push(FieldError::new(name, "identification-unknown", "no TLD asks for this field"));
                }
                Some((name, form)) => match read(form, value) {
                    Ok(read) => {
                        kept.insert(*name, read);
                    }
                    Err((rule, message)) => wrong.push(FieldError::new(*name, rule, message)),
                },
            }
        }
        if wrong.is_empty() { Ok(Self(kept)) } else { Err(wrong) }
    }

    /// The names of all fields there are, for doors that offer them.
    pub fn field_names() -> impl Iterator<Item = &'static str> {
        FIELDS.iter().map(|(name, _)| *name)
    }

    /// The words that a closed field takes; nothing for a free one or an unknown one.
    pub fn words(field: &str) -> Option<&'static [&'static str]> {
        FIELDS.iter().find(|(name, _)| *name == field).and_then(|(_, form)| match form {
            OneOf(words) => Some(*words),
            _ => None,
        })
    }

    /// A field's value, if it was given.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.get(field).map(String::as_str)
    }

    /// The fields that were given, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// Whether no field was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn read(form: &Form, value: &str) -> Result<String, (&'static str, &'static str)> {
    match form {
        OneOf(words) => words
            .iter()
            .find(|word| word.eq_ignore_ascii_case(value))
            .map(|word| (*word).to_owned())
            .ok_or(("identification-word", "the value is not one of the list")),
        Line(longest) if value.chars().count() > *longest => {
            Err(("identification-length", "the value is too long"))
        }
        Line(_) if value.chars().any(char::is_control) => {
            Err(("identification-character", "the value has a control character"))
        }
        Line(_) => Ok(value.to_owned()),
        Digits(least, most) => {
            let digits: String = value.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
            let fits = (*least..=*most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            if fits {
                Ok(digits)
            } else {
                Err(("identification-digits", "the value has another number of digits"))
            }
        }
        Day => ["%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"]
            .iter()
            .find_map(|form| NaiveDate::parse_from_str(value, form).ok())
            .map(|day| day.to_string())
            .ok_or(("identification-day", "the value is not a day, as 31-12-2008")),
        CountryCode => Country::parse(value)
            .map(|country| country.to_string())
            .map_err(|_| ("country-unknown", "the value is not a country of ISO 3166")),
        Email => EmailAddress::parse(value)
            .map(|address| address.to_string())
            .map_err(|_| ("email-form", "the value is not an e-mail address")),
        Phone => PhoneNumber::parse(value)
            .map(|number| number.to_string())
            .map_err(|_| ("phone-form", "the value is not a telephone number")),
    }
}

impl TryFrom<BTreeMap<String, String>> for Identification {
    type Error = FieldError;
    fn try_from(fields: BTreeMap<String, String>) -> Result<Self, FieldError> {
        Self::new(fields).map_err(|mut wrong| wrong.swap_remove(0))
    }
}

impl From<Identification> for BTreeMap<String, String> {
    fn from(identification: Identification) -> Self {
        identification.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl fmt::Debug for Identification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(field: &str, value: &str) -> String {
        Identification::new([(field, value)]).expect_err(field).swap_remove(0).rule
    }

    #[test]
    fn fields_are_read_into_one_form() {
        let given = [
            ("dotfr_mode", "particulier"),
            ("dotfr_ne_le", "31-12-1980"),
            ("dotfr_ne_pays_id", "fr"),
            ("dotfr_marque", ""),
            ("dotu_mobile", "+33 6 12 34 56 78"),
        ];
        let read = Identification::new(given).unwrap();
        assert_eq!(read.get("dotfr_mode"), Some("PARTICULIER"));
        assert_eq!(read.get("dotfr_ne_le"), Some("1980-12-31"));
        assert_eq!(read.get("dotfr_ne_pays_id"), Some("FR"));
        assert_eq!(read.get("dotfr_marque"), None);
        assert_eq!(read.get("dotu_mobile"), Some("+33.612345678"));
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Identification>(&written).unwrap(), read);
        assert!(!format!("{read:?}").contains("1980"), "Debug shows no value");
    }

    #[test]
    fn every_form_has_its_refusal() {
        assert_eq!(wrong("dotfr_shoe_size", "42"), "identification-unknown");
        assert_eq!(wrong("dotfr_mode", "SIREN"), "identification-word");
        assert_eq!(wrong("dotfr_marque", &"x".repeat(61)), "identification-length");
        assert_eq!(wrong("dotfr_local", "a\u{7}b"), "identification-character");
        assert_eq!(wrong("dotfr_duns", "1234"), "identification-digits");
        assert_eq!(wrong("dotfr_ne_le", "31-02-1980"), "identification-day");
        assert_eq!(wrong("asia_locality", "ZZ"), "country-unknown");
        assert_eq!(wrong("dotu_emailalt", "nobody"), "email-form");
        assert_eq!(wrong("dotu_mobile", "+33.1"), "phone-form");
        let both = Identification::new([("dotfr_mode", "x"), ("dotfr_duns", "x")]).unwrap_err();
        assert_eq!(both.len(), 2, "every wrong field is named");
        assert!(serde_json::from_str::<Identification>(r#"{"dotfr_mode":"x"}"#).is_err());
    }
}
