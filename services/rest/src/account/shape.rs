//! `nichandle.Nichandle`: an account as its holder sees it. Its data is that of its own contact.

use crate::form::{
    GenderWord, Held, LanguageWord, LegalFormWord, Member, Reader, Sent, gender_word, language_word,
    legal_form_word, national_field,
};
use chrono::NaiveDate;
use domain_model::account::Profile;
use domain_model::values::{
    AccountNumber, ContactDetails, ContactInput, Currency, FieldError, Locale, Subsidiary,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Every member of a person's data with where it is held. The street is one text, its second line behind a line break.
pub(crate) const MEMBERS: [Member; 24] = [
    ("country", Held::Text("country")),
    ("address", Held::Street),
    ("area", Held::Text("region")),
    ("birthCity", Held::Identification("dotfr_ne_ville")),
    ("birthDay", Held::Identification("dotfr_ne_le")),
    ("city", Held::Text("city")),
    ("companyNationalIdentificationNumber", Held::Text("company_number")),
    ("corporationType", Held::Nowhere),
    ("email", Held::Text("email")),
    ("fax", Held::Text("fax")),
    ("firstname", Held::Text("first_name")),
    ("italianSDI", Held::Nowhere),
    ("language", Held::Text("locale")),
    ("legalform", Held::Text("legal_form")),
    ("name", Held::Text("last_name")),
    ("nationalIdentificationNumber", Held::NationalNumber),
    ("organisation", Held::Text("organisation")),
    ("phone", Held::Text("phone")),
    ("phoneCountry", Held::Nowhere),
    ("phoneType", Held::Nowhere),
    ("sex", Held::Text("civility")),
    ("spareEmail", Held::Identification("dotu_emailalt")),
    ("vat", Held::Text("vat_number")),
    ("zip", Held::Text("postal_code")),
];

/// What an account pays in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AccountCurrency)]
pub(crate) struct CurrencyShown {
    /// ISO 4217.
    pub code: &'static str,
    /// As people write it.
    pub symbol: &'static str,
}

/// Whether everything is known of an account's holder.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AccountState {
    Complete,
    /// The holder's data was erased.
    Incomplete,
}

/// An account. What is `null` was not given.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Nichandle)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Nichandle {
    /// What it logs in with.
    pub nichandle: String,
    /// Its number: `dist_id` of the SOAP door.
    pub customer_code: String,
    pub state: AccountState,
    pub currency: CurrencyShown,
    /// Where it orders: that of its country, where it pays in this currency.
    #[schema(value_type = String)]
    pub ovh_subsidiary: Subsidiary,
    pub address: Option<String>,
    pub area: Option<String>,
    pub birth_city: Option<String>,
    pub birth_day: Option<NaiveDate>,
    pub city: Option<String>,
    pub company_national_identification_number: Option<String>,
    /// Two letters of ISO 3166.
    pub country: Option<String>,
    pub email: Option<String>,
    pub fax: Option<String>,
    pub firstname: Option<String>,
    pub language: LanguageWord,
    pub legalform: Option<LegalFormWord>,
    pub name: Option<String>,
    pub national_identification_number: Option<String>,
    pub organisation: Option<String>,
    pub phone: Option<String>,
    pub sex: Option<GenderWord>,
    pub spare_email: Option<String>,
    pub vat: Option<String>,
    pub zip: Option<String>,
}

fn symbol(currency: Currency) -> &'static str {
    if currency == Currency::EUR { "€" } else { currency.code() }
}

/// Where an account orders: the subsidiary of its country where that sells in its currency, else the first that does.
fn subsidiary(currency: Currency, holder: Option<&ContactDetails>) -> Subsidiary {
    let country = holder.map(ContactDetails::country);
    let sells = |subsidiary: &Subsidiary| subsidiary.currency() == currency;
    let of_country =
        Subsidiary::all().find(|s| Some(s.country()) == country && s.as_str() != "EU" && sells(s));
    let fallback = Subsidiary::all().find(|s| s.as_str() == "EU" && sells(s));
    of_country.or(fallback).or_else(|| Subsidiary::all().find(sells)).unwrap_or(Subsidiary::FR)
}

/// An account as this API shows it.
pub(crate) fn show(number: AccountNumber, profile: &Profile, holder: Option<&ContactDetails>) -> Nichandle {
    let text = |of: fn(&ContactDetails) -> String| holder.map(of).filter(|text| !text.is_empty());
    let identified = |name: &str| holder?.identification().get(name).map(str::to_owned);
    Nichandle {
        nichandle: profile.nichandle.to_string(),
        customer_code: number.to_string(),
        state: if holder.is_some() { AccountState::Complete } else { AccountState::Incomplete },
        currency: CurrencyShown { code: profile.currency.code(), symbol: symbol(profile.currency) },
        ovh_subsidiary: subsidiary(profile.currency, holder),
        address: text(|holder| [holder.street(0), holder.street(1)].join("\n").trim_end().to_owned()),
        area: text(|holder| holder.region().to_owned()),
        birth_city: identified("dotfr_ne_ville"),
        birth_day: identified("dotfr_ne_le").and_then(|day| day.parse().ok()),
        city: text(|holder| holder.city().to_owned()),
        company_national_identification_number: text(|holder| {
            holder.company_number().map(ToString::to_string).unwrap_or_default()
        }),
        country: text(|holder| holder.country().to_string()),
        email: text(|holder| holder.email().to_string()),
        fax: text(|holder| holder.fax().map(ToString::to_string).unwrap_or_default()),
        firstname: text(|holder| holder.first_name().to_owned()),
        language: language_word(holder.map_or(profile.locale, ContactDetails::locale)),
        legalform: holder.map(|holder| legal_form_word(holder.legal_form())),
        name: text(|holder| holder.last_name().to_owned()),
        national_identification_number: holder
            .and_then(|holder| national_field(holder.country().as_str()))
            .and_then(identified),
        organisation: text(|holder| holder.organisation().to_owned()),
        phone: text(|holder| holder.phone().to_string()),
        sex: holder.and_then(|holder| gender_word(holder.civility())),
        spare_email: identified("dotu_emailalt"),
        vat: text(|holder| holder.vat_number().map(ToString::to_string).unwrap_or_default()),
        zip: text(|holder| holder.postal_code().to_owned()),
    }
}

/// A body with a person's data and members of its own. What is absent stays as it is; `null` takes away.
macro_rules! holder_body {
    ($(#[$doc:meta])* $name:ident as $schema:ident { $($(#[$own_doc:meta])* $own:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Default, serde::Deserialize, utoipa::ToSchema)]
        #[schema(as = $schema)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub(crate) struct $name {
            /// Two letters of ISO 3166.
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub country: Sent,
            /// The street; its second line behind a line break.
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub address: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub area: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub birth_city: Sent,
            #[serde(default)]
            #[schema(value_type = Option<NaiveDate>)]
            pub birth_day: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub city: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub company_national_identification_number: Sent,
            /// Not held.
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub corporation_type: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub email: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub fax: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub firstname: Sent,
            /// Not held.
            #[serde(default, rename = "italianSDI")]
            #[schema(value_type = Option<String>)]
            pub italian_sdi: Sent,
            #[serde(default)]
            #[schema(value_type = Option<LanguageWord>)]
            pub language: Sent,
            #[serde(default)]
            #[schema(value_type = Option<LegalFormWord>)]
            pub legalform: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub name: Sent,
            /// Held of residents of Spain and Italy.
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub national_identification_number: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub organisation: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub phone: Sent,
            /// Not held: a number says its country.
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub phone_country: Sent,
            /// Not held.
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub phone_type: Sent,
            #[serde(default)]
            #[schema(value_type = Option<GenderWord>)]
            pub sex: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub spare_email: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub vat: Sent,
            #[serde(default)]
            #[schema(value_type = Option<String>)]
            pub zip: Sent,
            $($(#[$own_doc])* pub $own: $type,)*
        }

        impl $name {
            /// The holder's data as it is to be: what is known, changed by what was sent.
            pub fn over(&self, known: ContactInput) -> Reader {
                // In the order of the members.
                let sent = [
                    &self.country,
                    &self.address,
                    &self.area,
                    &self.birth_city,
                    &self.birth_day,
                    &self.city,
                    &self.company_national_identification_number,
                    &self.corporation_type,
                    &self.email,
                    &self.fax,
                    &self.firstname,
                    &self.italian_sdi,
                    &self.language,
                    &self.legalform,
                    &self.name,
                    &self.national_identification_number,
                    &self.organisation,
                    &self.phone,
                    &self.phone_country,
                    &self.phone_type,
                    &self.sex,
                    &self.spare_email,
                    &self.vat,
                    &self.zip,
                ];
                let mut reader = Reader::over(known);
                for (member, sent) in MEMBERS.iter().zip(sent) {
                    reader.take(*member, sent);
                }
                reader
            }
        }
    };
}
pub(crate) use holder_body;

holder_body! {
    /// What `PUT /me` takes: an account as `GET /me` shows it, in whole or in part.
    NichandleBody as NichandleBody {
        /// May be sent back, and is not changed.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        nichandle: Sent,
        /// May be sent back, and is not changed.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        customer_code: Sent,
        /// May be sent back, and is not changed.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        ovh_subsidiary: Sent,
        /// May be sent back, and is not changed.
        #[serde(default)]
        #[schema(value_type = Option<AccountState>)]
        state: Sent,
        /// May be sent back, and is not changed.
        currency: Option<CurrencyBody>,
    }
}

/// A currency that is sent back.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = AccountCurrencyBody)]
#[serde(deny_unknown_fields)]
pub(crate) struct CurrencyBody {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub code: Sent,
    /// As people write it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub symbol: Sent,
}

impl NichandleBody {
    /// The holder's data as it is to be.
    ///
    /// # Errors
    /// Every wrong member.
    pub fn read(self, account: &Nichandle, known: ContactInput) -> Result<ContactDetails, Vec<FieldError>> {
        let mut reader = self.over(known);
        let currency = self.currency.unwrap_or_default();
        for (path, sent, known) in [
            ("nichandle", &self.nichandle, account.nichandle.as_str()),
            ("customerCode", &self.customer_code, &account.customer_code),
            ("ovhSubsidiary", &self.ovh_subsidiary, account.ovh_subsidiary.as_str()),
            ("state", &self.state, "complete"),
            ("currency.code", &currency.code, account.currency.code),
            ("currency.symbol", &currency.symbol, account.currency.symbol),
        ] {
            reader.unchanged(path, sent, known);
        }
        reader.finish(&MEMBERS)
    }
}

/// The language of an account that says none: that of where it is opened.
pub(crate) fn blank(locale: Locale) -> ContactInput {
    ContactInput { locale: locale.to_string(), ..ContactInput::default() }
}
