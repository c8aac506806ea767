//! Reading single fields of a contact's data, and comparing two states of it.

use super::*;

fn text(line: &Option<ContactLine>) -> &str {
    line.as_ref().map_or("", ContactLine::as_str)
}

/// The fields, one by one. Texts that were not given read empty.
impl ContactDetails {
    /// The names of the fields that [`Self::changed_fields`] tells apart, in the order of the form.
    pub const FIELDS: [&'static str; 19] = [
        "legal_form",
        "civility",
        "last_name",
        "first_name",
        "organisation",
        "street",
        "postal_code",
        "city",
        "region",
        "country",
        "phone",
        "fax",
        "email",
        "vat_number",
        "company_number",
        "locale",
        "hide_email",
        "resale_consent",
        "identification",
    ];

    /// What kind of person this is.
    pub fn legal_form(&self) -> LegalForm {
        self.legal_form
    }

    /// How the person is addressed.
    pub fn civility(&self) -> Civility {
        self.civility
    }

    /// Family name.
    pub fn last_name(&self) -> &str {
        text(&self.last_name)
    }

    /// Given name.
    pub fn first_name(&self) -> &str {
        text(&self.first_name)
    }

    /// Company, association or other body.
    pub fn organisation(&self) -> &str {
        text(&self.organisation)
    }

    /// Given and family name; the organisation's where a legal person gave none. Never empty: EPP needs a
    /// name.
    pub fn name(&self) -> String {
        let name = [self.first_name(), self.last_name()].join(" ");
        match name.trim() {
            "" => self.organisation().to_owned(),
            name => name.to_owned(),
        }
    }

    /// The postal address.
    pub fn address(&self) -> &PostalAddress {
        &self.address
    }

    /// A line of the street: 0 is the first; empty beyond the last.
    pub fn street(&self, line: usize) -> &str {
        self.address.street.get(line).map_or("", ContactLine::as_str)
    }

    /// Postal code.
    pub fn postal_code(&self) -> &str {
        text(&self.address.postal_code)
    }

    /// City.
    pub fn city(&self) -> &str {
        self.address.city.as_str()
    }

    /// State, province or region.
    pub fn region(&self) -> &str {
        text(&self.address.region)
    }

    /// Country.
    pub fn country(&self) -> Country {
        self.address.country
    }

    /// The same person at another e-mail address.
    #[must_use]
    pub fn reached_at(mut self, email: EmailAddress) -> Self {
        self.email = email;
        self
    }

    /// Telephone number.
    pub fn phone(&self) -> &PhoneNumber {
        &self.phone
    }

    /// Fax number.
    pub fn fax(&self) -> Option<&PhoneNumber> {
        self.fax.as_ref()
    }

    /// E-mail address.
    pub fn email(&self) -> &EmailAddress {
        &self.email
    }

    /// VAT number.
    pub fn vat_number(&self) -> Option<&CompanyNumber> {
        self.vat_number.as_ref()
    }

    /// SIRET, SIREN or the like.
    pub fn company_number(&self) -> Option<&CompanyNumber> {
        self.company_number.as_ref()
    }

    /// The language in which the person is written to.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// Whether a stand-in address is published instead of the e-mail address.
    pub fn hide_email(&self) -> bool {
        self.hide_email
    }

    /// Whether the data may be resold in bulk.
    pub fn resale_consent(&self) -> bool {
        self.resale_consent
    }

    /// What single TLDs ask for.
    pub fn identification(&self) -> &Identification {
        &self.identification
    }

    /// The same data as text, to be changed in part and read again.
    pub fn to_input(&self) -> ContactInput {
        ContactInput {
            legal_form: self.legal_form.as_str().to_owned(),
            civility: self.civility.as_str().to_owned(),
            last_name: self.last_name().to_owned(),
            first_name: self.first_name().to_owned(),
            organisation: self.organisation().to_owned(),
            street: self.street(0).to_owned(),
            street_2: self.street(1).to_owned(),
            postal_code: self.postal_code().to_owned(),
            city: self.city().to_owned(),
            region: self.region().to_owned(),
            country: self.country().to_string(),
            phone: self.phone.to_string(),
            fax: self.fax.as_ref().map(ToString::to_string).unwrap_or_default(),
            email: self.email.to_string(),
            vat_number: self.vat_number.as_ref().map(ToString::to_string).unwrap_or_default(),
            company_number: self.company_number.as_ref().map(ToString::to_string).unwrap_or_default(),
            locale: self.locale.as_str().to_owned(),
            hide_email: self.hide_email,
            resale_consent: self.resale_consent,
            identification: self.identification.clone().into(),
        }
    }

    /// The names of the fields in which another state of this data differs, in the order of the form. Names
    /// only: this may stand in a log.
    pub fn changed_fields(&self, other: &ContactDetails) -> Vec<&'static str> {
        let changed = [
            self.legal_form != other.legal_form,
            self.civility != other.civility,
            self.last_name != other.last_name,
            self.first_name != other.first_name,
            self.organisation != other.organisation,
            self.address.street != other.address.street,
            self.address.postal_code != other.address.postal_code,
            self.address.city != other.address.city,
            self.address.region != other.address.region,
            self.address.country != other.address.country,
            self.phone != other.phone,
            self.fax != other.fax,
            self.email != other.email,
            self.vat_number != other.vat_number,
            self.company_number != other.company_number,
            self.locale != other.locale,
            self.hide_email != other.hide_email,
            self.resale_consent != other.resale_consent,
            self.identification != other.identification,
        ];
        Self::FIELDS
            .into_iter()
            .zip(changed)
            .filter(|(_, differs)| *differs)
            .map(|(field, _)| field)
            .collect()
    }
}
