//! The registration data of a person: what a contact holds, and an account's holder too.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::country::Country;
use super::email::EmailAddress;
use super::identification::Identification;
use super::person::{Civility, LegalForm, Locale};
use super::phone::PhoneNumber;
use super::rules::{BrokenRule, FieldError, broken_rules, debug_hides, text_value};

broken_rules! {
    /// Why a line of a contact's data is refused.
    ContactLineError on "contact" {
        Empty: "line-empty", "the field is empty";
        TooLong: "line-length", "the field is longer than 255 characters";
        Control: "line-character", "the field has a control character";
    }
}

/// A line of a contact's data: 1 to 255 characters (RFC 5733), no control characters, no white space around.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContactLine(String);

impl ContactLine {
    /// Reads a line; surrounding white space is taken off.
    pub fn parse(text: &str) -> Result<Self, ContactLineError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(ContactLineError::Empty);
        }
        if text.len() > 2048 || text.chars().count() > 255 {
            return Err(ContactLineError::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(ContactLineError::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_value!(ContactLine, ContactLineError);
debug_hides!(ContactLine);

broken_rules! {
    /// Why a number of a company is refused.
    CompanyNumberError on "company_number" {
        Form: "company-number-form", "the number has 2 to 20 letters and digits";
    }
}

/// A number under which a company is known to an authority: SIRET, SIREN, VAT number. Letters and digits in
/// upper case; blanks, dots, hyphens and slashes between them are dropped.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CompanyNumber(String);

impl CompanyNumber {
    /// Reads a number as it is printed.
    pub fn parse(text: &str) -> Result<Self, CompanyNumberError> {
        if text.len() > 64 {
            return Err(CompanyNumberError::Form);
        }
        let bare: String =
            text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/')).collect();
        match (2..=20).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_alphanumeric()) {
            true => Ok(Self(bare.to_ascii_uppercase())),
            false => Err(CompanyNumberError::Form),
        }
    }

    /// The number in its bare form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is a French SIRET (14 digits) or SIREN (9), by their check digit (Luhn; La Poste's
    /// establishments, 356000000, have a rule of their own: the sum of the digits is a multiple of five).
    pub fn is_siret_or_siren(&self) -> bool {
        let digits: Option<Vec<u32>> = self.0.chars().map(|c| c.to_digit(10)).collect();
        let Some(digits) = digits.filter(|d| matches!(d.len(), 9 | 14)) else { return false };
        if digits.len() == 14
            && self.0.starts_with("356000000")
            && digits.iter().sum::<u32>().is_multiple_of(5)
        {
            return true;
        }
        let sum: u32 = digits
            .iter()
            .rev()
            .enumerate()
            .map(|(place, digit)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit })
            .sum();
        sum.is_multiple_of(10) && digits.iter().any(|d| *d != 0)
    }
}

text_value!(CompanyNumber, CompanyNumberError);
debug_hides!(CompanyNumber);

/// A postal address.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PostalAddress {
    /// Street, number and complement: the first line, and a second where there is one.
    pub street: Vec<ContactLine>,
    /// The postal code; absent only in countries that have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<ContactLine>,
    /// The city.
    pub city: ContactLine,
    /// State, province or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<ContactLine>,
    /// The country.
    pub country: Country,
}

impl fmt::Debug for PostalAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PostalAddress(…, {})", self.country)
    }
}

/// Countries whose addresses have no postal code (Universal Postal Union).
const WITHOUT_POSTAL_CODE: &[&str] = &[
    "AE", "AG", "AO", "AW", "BF", "BI", "BJ", "BO", "BS", "BW", "BZ", "CD", "CF", "CG", "CI", "CM", "DJ",
    "DM", "ER", "FJ", "GA", "GD", "GH", "GM", "GQ", "GY", "HK", "IE", "JM", "KI", "KM", "KN", "KP", "LC",
    "LY", "ML", "MO", "MR", "MW", "NR", "PA", "QA", "RW", "SB", "SC", "SL", "SR", "ST", "SY", "TD", "TF",
    "TG", "TK", "TL", "TO", "TT", "TV", "UG", "VU", "WS", "YE", "ZW",
];

impl Country {
    /// Whether addresses in this country have a postal code.
    pub fn has_postal_codes(&self) -> bool {
        !WITHOUT_POSTAL_CODE.contains(&self.as_str())
    }
}

/// What was given about a person, as text. An empty text is a field that was not given.
#[derive(Clone, Default)]
pub struct ContactInput {
    /// A word of [`LegalForm`].
    pub legal_form: String,
    /// A word of [`Civility`], or empty.
    pub civility: String,
    /// Family name.
    pub last_name: String,
    /// Given name.
    pub first_name: String,
    /// Company, association or other body.
    pub organisation: String,
    /// The first line of the street.
    pub street: String,
    /// Its second line, or empty.
    pub street_2: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// State, province or region, or empty.
    pub region: String,
    /// Two letters of ISO 3166.
    pub country: String,
    /// Telephone number, international or as dialled in the country.
    pub phone: String,
    /// Fax number, or empty.
    pub fax: String,
    /// E-mail address.
    pub email: String,
    /// VAT number, or empty.
    pub vat_number: String,
    /// SIRET, SIREN or the like, or empty.
    pub company_number: String,
    /// A word of [`Locale`].
    pub locale: String,
    /// Whether a stand-in address is published (`hash_email`).
    pub hide_email: bool,
    /// Whether the data may be resold in bulk (`revente`).
    pub resale_consent: bool,
    /// Fields that single TLDs ask for, see [`Identification`].
    pub identification: BTreeMap<String, String>,
}

impl fmt::Debug for ContactInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactInput(…)")
    }
}

impl ContactInput {
    /// The text of a field by the field's own name; nothing where it is none, or no text.
    pub fn text_mut(&mut self, field: &str) -> Option<&mut String> {
        Some(match field {
            "legal_form" => &mut self.legal_form,
            "civility" => &mut self.civility,
            "last_name" => &mut self.last_name,
            "first_name" => &mut self.first_name,
            "organisation" => &mut self.organisation,
            "street" => &mut self.street,
            "street_2" => &mut self.street_2,
            "postal_code" => &mut self.postal_code,
            "city" => &mut self.city,
            "region" => &mut self.region,
            "country" => &mut self.country,
            "phone" => &mut self.phone,
            "fax" => &mut self.fax,
            "email" => &mut self.email,
            "vat_number" => &mut self.vat_number,
            "company_number" => &mut self.company_number,
            "locale" => &mut self.locale,
            _ => return None,
        })
    }
}

/// The registration data of a person, every field read and the fields consistent with one another. Hidden by
/// `Debug`. Deserialising reads every field again.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ContactDetails {
    legal_form: LegalForm,
    civility: Civility,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_name: Option<ContactLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_name: Option<ContactLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organisation: Option<ContactLine>,
    address: PostalAddress,
    phone: PhoneNumber,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fax: Option<PhoneNumber>,
    email: EmailAddress,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vat_number: Option<CompanyNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    company_number: Option<CompanyNumber>,
    locale: Locale,
    #[serde(default)]
    hide_email: bool,
    #[serde(default)]
    resale_consent: bool,
    #[serde(default, skip_serializing_if = "Identification::is_empty")]
    identification: Identification,
}

impl fmt::Debug for ContactDetails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactDetails(…)")
    }
}

/// Reads field by field and remembers every mistake.
struct Reader {
    wrong: Vec<FieldError>,
}

impl Reader {
    fn needed<T, E: BrokenRule>(&mut self, field: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|broken| self.wrong.push(FieldError::at(field, &broken))).ok()
    }

    fn optional<T, E: BrokenRule>(
        &mut self,
        field: &str,
        text: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if text.trim().is_empty() { None } else { self.needed(field, read(text.trim())) }
    }

    fn line(&mut self, field: &str, text: &str) -> Option<ContactLine> {
        self.optional(field, text, ContactLine::parse)
    }

    fn require(&mut self, field: &str, given: bool, message: &str) {
        if !given && !self.wrong.iter().any(|wrong| wrong.field == field) {
            self.wrong.push(FieldError::new(field, "field-missing", message));
        }
    }
}

impl ContactDetails {
    /// Reads all fields and names every wrong one, not the first alone.
    pub fn new(input: ContactInput) -> Result<Self, Vec<FieldError>> {
        let mut reader = Reader { wrong: Vec::new() };
        let legal_form = reader.needed("legal_form", LegalForm::parse(input.legal_form.trim()));
        let civility = reader.needed("civility", Civility::parse(input.civility.trim()));
        let last_name = reader.line("last_name", &input.last_name);
        let first_name = reader.line("first_name", &input.first_name);
        let organisation = reader.line("organisation", &input.organisation);
        let address = read_address(&mut reader, &input);
        let country = address.as_ref().map(|address| address.country);
        let phone = reader.needed("phone", read_phone(&input.phone, country));
        let fax = reader.optional("fax", &input.fax, |text| read_phone(text, country));
        let email = reader.needed("email", EmailAddress::parse(input.email.trim()));
        let vat_number = reader.optional("vat_number", &input.vat_number, CompanyNumber::parse);
        let company_number = reader.optional("company_number", &input.company_number, CompanyNumber::parse);
        let locale = reader.needed("locale", Locale::parse(input.locale.trim()));
        let identification = Identification::new(&input.identification);
        match legal_form {
            Some(LegalForm::Individual) => {
                reader.require("last_name", last_name.is_some(), "a natural person has a family name");
                reader.require("first_name", first_name.is_some(), "a natural person has a given name");
            }
            Some(_) => {
                reader.require(
                    "organisation",
                    organisation.is_some(),
                    "a legal person has a name of its own",
                );
            }
            None => {}
        }
        let identification = identification.map_err(|wrong| reader.wrong.extend(wrong)).unwrap_or_default();
        match (legal_form, civility, address, phone, email, locale) {
            (Some(legal_form), Some(civility), Some(address), Some(phone), Some(email), Some(locale))
                if reader.wrong.is_empty() =>
            {
                Ok(Self {
                    legal_form,
                    civility,
                    last_name,
                    first_name,
                    organisation,
                    address,
                    phone,
                    fax,
                    email,
                    vat_number,
                    company_number,
                    locale,
                    hide_email: input.hide_email,
                    resale_consent: input.resale_consent,
                    identification,
                })
            }
            _ => Err(reader.wrong),
        }
    }
}

fn read_phone(text: &str, country: Option<Country>) -> Result<PhoneNumber, super::PhoneNumberError> {
    match country {
        Some(country) => PhoneNumber::parse_in(text.trim(), country),
        None => PhoneNumber::parse(text.trim()),
    }
}

fn read_address(reader: &mut Reader, input: &ContactInput) -> Option<PostalAddress> {
    let first = reader.needed("street", ContactLine::parse(&input.street));
    let second = reader.line("street_2", &input.street_2);
    let postal_code = reader.line("postal_code", &input.postal_code);
    if postal_code.as_ref().is_some_and(|code| code.as_str().chars().count() > 16) {
        reader.wrong.push(FieldError::new(
            "postal_code",
            "postal-code-length",
            "a postal code has at most 16 characters",
        ));
    }
    let city = reader.needed("city", ContactLine::parse(&input.city));
    let region = reader.line("region", &input.region);
    let country = reader.needed("country", Country::parse(input.country.trim()));
    if let Some(country) = country {
        let given = postal_code.is_some() || !country.has_postal_codes();
        reader.require("postal_code", given, "addresses in this country have a postal code");
    }
    let street = [Some(first?), second].into_iter().flatten().collect();
    Some(PostalAddress { street, postal_code, city: city?, region, country: country? })
}

#[path = "contact_fields.rs"]
mod fields;

#[cfg(test)]
#[path = "contact_details_tests.rs"]
mod tests;
