//! The form of a person's data, field by field: what doors show of what [`ContactDetails::new`] demands. What an ending
//! demands beside is in its [`TldPolicy`](super::TldPolicy).

use crate::values::{Country, LegalForm};

/// When a field must be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needed {
    /// By everybody.
    Always,
    /// By nobody.
    Never,
    /// By natural persons.
    ByIndividuals,
    /// By legal persons.
    ByLegalPersons,
    /// Where addresses have a postal code.
    WithPostalCodes,
}

impl Needed {
    /// Whether a person of this kind, who lives there, must give it.
    pub fn of(self, legal_form: LegalForm, country: Country) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::ByIndividuals => legal_form == LegalForm::Individual,
            Self::ByLegalPersons => legal_form != LegalForm::Individual,
            Self::WithPostalCodes => country.has_postal_codes(),
        }
    }
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormField {
    /// By the name of [`crate::values::ContactInput`].
    pub name: &'static str,
    /// When it must be given.
    pub needed: Needed,
    /// Characters at most.
    pub longest: usize,
}

const fn field(name: &'static str, needed: Needed, longest: usize) -> FormField {
    FormField { name, needed, longest }
}

/// The texts of the form. Lines have the 255 characters of RFC 5733.
pub const OWNER_FORM: [FormField; 17] = [
    field("legal_form", Needed::Always, 20),
    field("civility", Needed::Never, 4),
    field("last_name", Needed::ByIndividuals, 255),
    field("first_name", Needed::ByIndividuals, 255),
    field("organisation", Needed::ByLegalPersons, 255),
    field("street", Needed::Always, 255),
    field("street_2", Needed::Never, 255),
    field("postal_code", Needed::WithPostalCodes, 16),
    field("city", Needed::Always, 255),
    field("region", Needed::Never, 255),
    field("country", Needed::Always, 2),
    field("phone", Needed::Always, 32),
    field("fax", Needed::Never, 32),
    field("email", Needed::Always, 254),
    field("vat_number", Needed::Never, 20),
    field("company_number", Needed::Never, 20),
    field("locale", Needed::Always, 2),
];

/// A field of the form by its name.
pub fn form_field(name: &str) -> Option<&'static FormField> {
    OWNER_FORM.iter().find(|field| field.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{ContactDetails, ContactInput};

    fn whole(legal_form: &str, country: &str) -> ContactInput {
        ContactInput {
            legal_form: legal_form.into(),
            civility: "M".into(),
            last_name: "DUPOND".into(),
            first_name: "Pierre".into(),
            organisation: "Atelier".into(),
            street: "12 Rue du chien qui fume".into(),
            street_2: "Appt 4".into(),
            postal_code: "75001".into(),
            city: "PARIS".into(),
            region: "Île-de-France".into(),
            country: country.into(),
            phone: "+33.147010203".into(),
            fax: "+33.147010204".into(),
            email: "dupond@free.fr".into(),
            vat_number: "FR40303265045".into(),
            company_number: "303265045".into(),
            locale: "fr".into(),
            ..ContactInput::default()
        }
    }

    /// The form says what the data demands: a field that must be given is missed, and no other is.
    #[test]
    fn the_form_says_what_is_demanded() {
        for (legal_form, country) in [("individual", "FR"), ("company", "FR"), ("individual", "IE")] {
            let (form, lives) = (LegalForm::parse(legal_form).unwrap(), Country::parse(country).unwrap());
            for field in &OWNER_FORM {
                let mut input = whole(legal_form, country);
                input.text_mut(field.name).unwrap().clear();
                let wrong = ContactDetails::new(input).err().unwrap_or_default();
                let missed = wrong.iter().any(|error| error.field == field.name);
                assert_eq!(
                    missed,
                    field.needed.of(form, lives),
                    "{} of {legal_form} in {country}",
                    field.name
                );
            }
        }
    }

    #[test]
    fn what_is_longer_than_the_form_says_is_refused() {
        for field in &OWNER_FORM {
            let mut input = whole("individual", "FR");
            *input.text_mut(field.name).unwrap() = "1".repeat(field.longest + 1);
            let wrong = ContactDetails::new(input).err().unwrap_or_default();
            assert!(wrong.iter().any(|error| error.field == field.name), "{}", field.name);
        }
    }
}
