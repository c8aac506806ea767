//! `$array_contact`, read into what the application takes.

use crate::codec::{Argument, ArgumentError};
use application::Refusal;
use domain_model::policy::Catalogue;
use domain_model::values::{ContactDetails, ContactInput, Country, FieldError, Identification};

type Truth = fn(&mut ContactInput) -> &mut bool;
type Place = fn(&mut ContactInput) -> &mut String;

/// The paper's texts, in its order, our names for them, and where they go.
const TEXTS: [(&str, &str, Place); 15] = [
    ("email", "email", |input| &mut input.email),
    ("formejuridique", "legal_form", |input| &mut input.legal_form),
    ("civilite", "civility", |input| &mut input.civility),
    ("nom", "last_name", |input| &mut input.last_name),
    ("prenom", "first_name", |input| &mut input.first_name),
    ("societe", "organisation", |input| &mut input.organisation),
    ("adresse1", "street", |input| &mut input.street),
    ("adresse2", "street_2", |input| &mut input.street_2),
    ("cp", "postal_code", |input| &mut input.postal_code),
    ("ville", "city", |input| &mut input.city),
    ("telephone", "phone", |input| &mut input.phone),
    ("telecopie", "fax", |input| &mut input.fax),
    ("numero_tva", "vat_number", |input| &mut input.vat_number),
    ("siret", "company_number", |input| &mut input.company_number),
    ("lang", "locale", |input| &mut input.locale),
];

/// Fields of the identification that hold a `pays_id` here and a country inside.
pub(super) const COUNTRIES: [&str; 2] = ["dotfr_ne_pays_id", "asia_locality"];
/// Fields of the identification that are days: `JJ-MM-AAAA` here.
pub(super) const DAYS: [&str; 2] = ["dotfr_ne_le", "dotfr_publication_jo"];
/// What says that somebody was born, beside the country.
const BIRTH: [&str; 3] = ["dotfr_ne_le", "dotfr_ne_cp", "dotfr_ne_ville"];

/// Why an array is no contact.
#[derive(Debug)]
pub(super) enum Wrong {
    /// It, or something in it, is of the wrong type.
    Argument(ArgumentError),
    /// Fields are missing or wrong, each named as in the paper.
    Fields(Vec<FieldError>),
}

impl From<ArgumentError> for Wrong {
    fn from(error: ArgumentError) -> Self {
        Self::Argument(error)
    }
}

impl From<Wrong> for crate::codes::Wrong {
    fn from(wrong: Wrong) -> Self {
        match wrong {
            Wrong::Argument(error) => error.into(),
            Wrong::Fields(errors) => Refusal::Fields(errors).into(),
        }
    }
}

/// A contact's data: what is known, changed by what was sent.
pub(super) fn details(
    catalogue: &Catalogue,
    known: ContactInput,
    array: &Argument<'_>,
) -> Result<ContactDetails, Wrong> {
    let mut reader = Reader { catalogue, input: known, wrong: vec![] };
    reader.texts(array)?;
    reader.truths(array)?;
    reader.country_and_region(array)?;
    reader.identification(array)?;
    let Reader { input, mut wrong, .. } = reader;
    match ContactDetails::new(input) {
        Ok(details) if wrong.is_empty() => Ok(details),
        Ok(_) => Err(Wrong::Fields(wrong)),
        Err(errors) => {
            let known = |error: &FieldError| wrong.iter().any(|known| known.field == error.field);
            let more: Vec<FieldError> = errors.into_iter().map(named).filter(|error| !known(error)).collect();
            wrong.extend(more);
            Err(Wrong::Fields(wrong))
        }
    }
}

/// A field under its name in the paper.
fn named(mut error: FieldError) -> FieldError {
    let paper = match error.field.as_str() {
        "country" => Some("pays_id"),
        "region" => Some("region_id"),
        field => TEXTS.iter().find(|(_, ours, _)| *ours == field).map(|(paper, ..)| *paper),
    };
    if let Some(paper) = paper {
        paper.clone_into(&mut error.field);
    }
    error
}

/// What stands against a contact, its fields under the paper's names.
pub(super) fn named_all(errors: &[FieldError]) -> Vec<FieldError> {
    errors.iter().cloned().map(named).collect()
}

/// Endings as a list, or as one text with spaces or commas between them.
pub(super) fn endings(argument: &Argument<'_>) -> Result<Vec<String>, ArgumentError> {
    let clean = |text: &str| text.trim().trim_start_matches('.').to_lowercase();
    if let Ok(text) = argument.text() {
        let parts = text.as_deref().unwrap_or_default().split([' ', ',']);
        return Ok(parts.map(clean).filter(|ending| !ending.is_empty()).collect());
    }
    argument.items()?.iter().map(|item| item.required_text().map(|text| clean(&text))).collect()
}

struct Reader<'a> {
    catalogue: &'a Catalogue,
    input: ContactInput,
    wrong: Vec<FieldError>,
}

impl Reader<'_> {
    fn texts(&mut self, array: &Argument<'_>) -> Result<(), ArgumentError> {
        for (name, _, place) in TEXTS {
            let field = array.field(name)?;
            if field.is_sent() {
                *place(&mut self.input) = field.text()?.unwrap_or_default().into_owned();
            }
        }
        Ok(())
    }

    fn truths(&mut self, array: &Argument<'_>) -> Result<(), ArgumentError> {
        let places: [(&str, Truth); 2] =
            [("hash_email", |input| &mut input.hide_email), ("revente", |input| &mut input.resale_consent)];
        for (name, place) in places {
            let field = array.field(name)?;
            field.text()?;
            match field.truth() {
                Ok(Some(truth)) => *place(&mut self.input) = truth,
                // What is sent empty is no consent.
                Ok(None) if field.is_sent() => *place(&mut self.input) = false,
                Ok(None) => {}
                Err(error) => self.wrong.push(FieldError::new(name, "yes-no", error.to_string())),
            }
        }
        Ok(())
    }

    fn country_and_region(&mut self, array: &Argument<'_>) -> Result<(), ArgumentError> {
        let before = self.input.country.clone();
        let field = array.field("pays_id")?;
        if field.is_sent() {
            self.input.country = self.country("pays_id", &field)?.unwrap_or_default();
        }
        let country = Country::parse(&self.input.country).ok();
        let field = array.field("region_id")?;
        if field.is_sent() {
            self.input.region = match field.text()? {
                None => String::new(),
                Some(_) => self.region(&field, country),
            };
        } else if self.input.country != before {
            // It was a region of the other country.
            self.input.region.clear();
        }
        Ok(())
    }

    /// The country of a `pays_id`, as its two letters; nothing for a blank.
    fn country(&mut self, name: &str, field: &Argument<'_>) -> Result<Option<String>, ArgumentError> {
        if field.text()?.is_none() {
            return Ok(None);
        }
        let id = field.int().ok().flatten().and_then(|id| u32::try_from(id).ok());
        let entry = id.and_then(|id| self.catalogue.countries().by_pays_id(id));
        if entry.is_none() {
            self.wrong.push(FieldError::new(
                name,
                "country-unknown",
                "no country of api_paysid has this number",
            ));
        }
        Ok(Some(entry.map(|entry| entry.code.to_string()).unwrap_or_default()))
    }

    fn region(&mut self, field: &Argument<'_>, country: Option<Country>) -> String {
        let id = field.int().ok().flatten().and_then(|id| u32::try_from(id).ok());
        // 0 is none, as in many a program's form.
        if id == Some(0) {
            return String::new();
        }
        let entry = id.and_then(|id| self.catalogue.regions().by_id(id));
        match entry {
            Some(entry) if country.is_none_or(|country| entry.is_in(country)) => entry.name.clone(),
            _ => {
                let message = "no region of this country in api_regionsid has this number";
                self.wrong.push(FieldError::new("region_id", "region-unknown", message));
                String::new()
            }
        }
    }

    fn identification(&mut self, array: &Argument<'_>) -> Result<(), ArgumentError> {
        for name in Identification::field_names() {
            let field = array.field(name)?;
            if !field.is_sent() {
                continue;
            }
            let value = match field.text()? {
                Some(_) if COUNTRIES.contains(&name) => self.country(name, &field)?,
                text => text.map(|text| text.into_owned()),
            };
            match value {
                Some(value) => self.input.identification.insert(name.to_owned(), value),
                None => self.input.identification.remove(name),
            };
        }
        // The paper's programs send `dotfr_ne_pays_id` with every contact: alone it says nothing.
        if !BIRTH.iter().any(|name| self.input.identification.contains_key(*name)) {
            self.input.identification.remove("dotfr_ne_pays_id");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::{Map, Value};

    fn array(change: impl FnOnce(&mut Map)) -> Value {
        let mut map: Map = [
            ("passwd", "coincoin"),
            ("email", "dupond@free.fr"),
            ("hash_email", "yes"),
            ("formejuridique", "particulier"),
            ("civilite", "M"),
            ("nom", "DUPOND"),
            ("prenom", "Pierre"),
            ("adresse1", "12 Rue du chien qui fume"),
            ("cp", "75001"),
            ("ville", "PARIS"),
            ("region_id", ""),
            ("pays_id", "1"),
            ("telephone", "+33.147010203"),
            ("lang", "fr"),
            ("dotfr_ne_pays_id", "1"),
        ]
        .into_iter()
        .collect();
        change(&mut map);
        map.into()
    }

    fn read(value: &Value) -> Result<ContactDetails, Wrong> {
        details(&Catalogue::embedded(), ContactInput::default(), &Argument::new("array_contact", Some(value)))
    }

    fn wrong(change: impl FnOnce(&mut Map)) -> Vec<String> {
        match read(&array(change)) {
            Err(Wrong::Fields(errors)) => errors.into_iter().map(|error| error.field).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_contact_of_the_paper_is_read() {
        let details = read(&array(|_| ())).unwrap();
        assert_eq!((details.name(), details.country()), ("Pierre DUPOND".to_owned(), Country::FR));
        assert!(details.hide_email() && !details.resale_consent());
        assert!(details.identification().is_empty(), "a country of birth alone says nothing");
        let details = read(&array(|map| {
            map.insert("region_id", 8);
            map.insert("dotfr_ne_le", "31-12-1980");
            map.insert("dotfr_mode", "particulier");
        }))
        .unwrap();
        assert_eq!(details.region(), "Île-de-France");
        let identification = details.identification();
        assert_eq!(identification.get("dotfr_ne_pays_id"), Some("FR"));
        assert_eq!(identification.get("dotfr_mode"), Some("PARTICULIER"));
    }

    #[test]
    fn what_is_absent_stays_and_what_is_empty_goes() {
        let known = read(&array(|map| {
            map.insert("region_id", 8);
            map.insert("telecopie", "+33.173500000");
        }))
        .unwrap();
        let update = |pairs: &[(&str, &str)]| {
            let value: Value = pairs.iter().copied().collect::<Map>().into();
            let argument = Argument::new("array_contact", Some(&value));
            details(&Catalogue::embedded(), known.to_input(), &argument).unwrap()
        };
        let other = update(&[("nom", "DUPONT"), ("md5_email", "x"), ("waps_ok", "1")]);
        assert_eq!(known.changed_fields(&other), ["last_name"]);
        assert_eq!(known.changed_fields(&update(&[("telecopie", "")])), ["fax"]);
        assert_eq!(known.changed_fields(&update(&[("hash_email", "no")])), ["hide_email"]);
        assert_eq!(known.changed_fields(&update(&[("pays_id", "11")])), ["region", "country"]);
    }

    #[test]
    fn every_wrong_field_is_named_as_in_the_paper() {
        assert_eq!(wrong(|map| map.insert("nom", "")), ["nom"]);
        assert_eq!(wrong(|map| map.insert("pays_id", "9999")), ["pays_id"]);
        assert_eq!(wrong(|map| map.insert("region_id", "101")), ["region_id"], "a region of Belgium");
        assert_eq!(wrong(|map| map.insert("revente", "maybe")), ["revente"]);
        assert_eq!(wrong(|map| map.insert("asia_locality", "9999")), ["asia_locality"]);
        assert_eq!(wrong(|map| map.insert("dotfr_ne_le", "31-02-1980")), ["dotfr_ne_le"]);
        let nothing =
            [("formejuridique", ""), ("adresse1", ""), ("ville", ""), ("telephone", ""), ("email", "")];
        let fields = wrong(|map| nothing.iter().for_each(|(key, value)| map.insert(*key, *value)));
        assert_eq!(fields, ["formejuridique", "adresse1", "ville", "telephone", "email"]);
        for value in [
            Value::from("text"),
            Value::from(vec!["a"]),
            array(|map| map.insert("nom", Map::from_iter([("a", "b")]))),
        ] {
            assert!(matches!(read(&value), Err(Wrong::Argument(_))), "{value:?}");
        }
    }

    #[test]
    fn endings_come_as_a_list_or_a_text() {
        let read = |value: Value| endings(&Argument::new("atlds", Some(&value)));
        assert_eq!(read(vec!["com", ".FR"].into()).unwrap(), ["com", "fr"]);
        assert_eq!(read("com, fr  co.uk".into()).unwrap(), ["com", "fr", "co.uk"]);
        assert!(read(Value::Nil).unwrap().is_empty());
    }
}
