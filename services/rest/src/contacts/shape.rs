//! `domain.Contact` and `contact.Contact`: one shape, since both roots share their identifiers.

use crate::form::{
    GenderWord, Held, LanguageWord, LegalFormWord, Member, Reader, Sent, gender_word, language_word,
    legal_form_word, national_field,
};
use chrono::NaiveDate;
use domain_model::values::{ContactDetails, ContactInput, ContactNumber, FieldError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Every member with where it is held. `birth…` are the mode PARTICULIER of .fr, `cellPhone` and `spareEmail` what the
/// Uniregistry endings ask for.
pub(crate) const MEMBERS: [Member; 28] = [
    // The country is read before what depends on it.
    ("address.country", Held::Text("country")),
    ("address.line1", Held::Text("street")),
    ("address.line2", Held::Text("street_2")),
    ("address.line3", Held::Nowhere),
    ("address.otherDetails", Held::Nowhere),
    ("address.city", Held::Text("city")),
    ("address.zip", Held::Text("postal_code")),
    ("address.province", Held::Text("region")),
    ("birthCity", Held::Identification("dotfr_ne_ville")),
    ("birthCountry", Held::Identification("dotfr_ne_pays_id")),
    ("birthDay", Held::Identification("dotfr_ne_le")),
    ("birthZip", Held::Identification("dotfr_ne_cp")),
    ("cellPhone", Held::Identification("dotu_mobile")),
    ("companyNationalIdentificationNumber", Held::Text("company_number")),
    ("email", Held::Text("email")),
    ("fax", Held::Text("fax")),
    ("firstName", Held::Text("first_name")),
    ("gender", Held::Text("civility")),
    ("language", Held::Text("locale")),
    ("lastName", Held::Text("last_name")),
    ("legalForm", Held::Text("legal_form")),
    ("nationalIdentificationNumber", Held::NationalNumber),
    ("nationality", Held::Nowhere),
    ("organisationName", Held::Text("organisation")),
    ("organisationType", Held::Nowhere),
    ("phone", Held::Text("phone")),
    ("spareEmail", Held::Identification("dotu_emailalt")),
    ("vat", Held::Text("vat_number")),
];

/// Where a person lives.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = ContactAddress)]
pub(crate) struct Address {
    /// The first line of the street.
    pub line1: String,
    /// Its second line.
    pub line2: Option<String>,
    /// Postal code.
    pub zip: Option<String>,
    /// City.
    pub city: String,
    /// State, province or region.
    pub province: Option<String>,
    /// Two letters of ISO 3166.
    pub country: String,
}

/// A contact. What is `null` was not given.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Contact)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Contact {
    /// The same under `/domain/contact` and `/me/contact`.
    pub id: u64,
    pub address: Address,
    pub birth_city: Option<String>,
    /// Two letters of ISO 3166.
    pub birth_country: Option<String>,
    pub birth_day: Option<NaiveDate>,
    pub birth_zip: Option<String>,
    /// `+33.612345678`.
    pub cell_phone: Option<String>,
    /// SIRET, SIREN or the like.
    pub company_national_identification_number: Option<String>,
    pub email: String,
    pub fax: Option<String>,
    pub first_name: Option<String>,
    pub gender: Option<GenderWord>,
    pub language: LanguageWord,
    pub last_name: Option<String>,
    pub legal_form: LegalFormWord,
    /// Of residents of Spain and Italy.
    pub national_identification_number: Option<String>,
    pub organisation_name: Option<String>,
    /// `+33.147010203`.
    pub phone: String,
    pub spare_email: Option<String>,
    pub vat: Option<String>,
    /// What single endings ask for beside, by the names of the SOAP paper: `dotus_nexus_category` and the like.
    pub identification: BTreeMap<String, String>,
}

fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// A contact's data as this API shows it.
pub(crate) fn show(number: ContactNumber, details: &ContactDetails) -> Contact {
    let mut rest: BTreeMap<String, String> = details.identification().clone().into();
    let national = national_field(details.country().as_str()).and_then(|name| rest.remove(name));
    let mut own = |name: &str| rest.remove(name);
    Contact {
        id: number.get(),
        address: Address {
            line1: details.street(0).to_owned(),
            line2: given(details.street(1)),
            zip: given(details.postal_code()),
            city: details.city().to_owned(),
            province: given(details.region()),
            country: details.country().to_string(),
        },
        birth_city: own("dotfr_ne_ville"),
        birth_country: own("dotfr_ne_pays_id"),
        birth_day: own("dotfr_ne_le").and_then(|day| day.parse().ok()),
        birth_zip: own("dotfr_ne_cp"),
        cell_phone: own("dotu_mobile"),
        company_national_identification_number: details.company_number().map(ToString::to_string),
        email: details.email().to_string(),
        fax: details.fax().map(ToString::to_string),
        first_name: given(details.first_name()),
        gender: gender_word(details.civility()),
        language: language_word(details.locale()),
        last_name: given(details.last_name()),
        legal_form: legal_form_word(details.legal_form()),
        national_identification_number: national,
        organisation_name: given(details.organisation()),
        phone: details.phone().to_string(),
        spare_email: own("dotu_emailalt"),
        vat: details.vat_number().map(ToString::to_string),
        identification: rest,
    }
}

/// An address to be. What is absent stays as it is; `null` takes away.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = ContactAddressBody)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AddressBody {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    line1: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    line2: Sent,
    /// Not held: an address has two lines here.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    line3: Sent,
    /// Not held.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    other_details: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    zip: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    city: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    province: Sent,
    /// Two letters of ISO 3166.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    country: Sent,
}

/// A contact to be. What is absent stays as it is; `null` takes away.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = ContactBody)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ContactBody {
    /// May be sent back, and is not changed.
    id: Option<u64>,
    address: Option<AddressBody>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    birth_city: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    birth_country: Sent,
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>)]
    birth_day: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    birth_zip: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    cell_phone: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    company_national_identification_number: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    email: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    fax: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    first_name: Sent,
    #[serde(default)]
    #[schema(value_type = Option<GenderWord>)]
    gender: Sent,
    #[serde(default)]
    #[schema(value_type = Option<LanguageWord>)]
    language: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    last_name: Sent,
    #[serde(default)]
    #[schema(value_type = Option<LegalFormWord>)]
    legal_form: Sent,
    /// Held of residents of Spain and Italy.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    national_identification_number: Sent,
    /// Not held.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    nationality: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    organisation_name: Sent,
    /// Not held.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    organisation_type: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    phone: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    spare_email: Sent,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    vat: Sent,
    /// What single endings ask for beside, by the names of the SOAP paper.
    identification: Option<BTreeMap<String, Option<String>>>,
}

impl ContactBody {
    /// The data as it is to be: what is known, changed by what was sent.
    ///
    /// # Errors
    /// Every wrong member, by its path.
    pub fn read(
        self,
        known: ContactInput,
        number: Option<ContactNumber>,
    ) -> Result<ContactDetails, Vec<FieldError>> {
        let mut reader = Reader::over(known);
        if self.id.is_some_and(|id| number.is_some_and(|number| number.get() != id)) {
            reader.refuse("id", "read-only", "this is another contact's");
        }
        let address = self.address.unwrap_or_default();
        let sent = [
            address.country,
            address.line1,
            address.line2,
            address.line3,
            address.other_details,
            address.city,
            address.zip,
            address.province,
            self.birth_city,
            self.birth_country,
            self.birth_day,
            self.birth_zip,
            self.cell_phone,
            self.company_national_identification_number,
            self.email,
            self.fax,
            self.first_name,
            self.gender,
            self.language,
            self.last_name,
            self.legal_form,
            self.national_identification_number,
            self.nationality,
            self.organisation_name,
            self.organisation_type,
            self.phone,
            self.spare_email,
            self.vat,
        ];
        for (member, sent) in MEMBERS.iter().zip(&sent) {
            reader.take(*member, sent);
        }
        reader.identification(&MEMBERS, self.identification.unwrap_or_default());
        reader.finish(&MEMBERS)
    }
}
