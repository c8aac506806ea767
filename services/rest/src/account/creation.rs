//! `/newAccount`: an account for whoever asks, and what it takes.

use super::shape::{self, MEMBERS, holder_body};
use crate::caller::Visitor;
use crate::door::Door;
use crate::form::{
    self, GENDERS, GenderWord, Held, LANGUAGES, LEGAL_FORMS, LanguageWord, LegalFormWord, Reader, Sent,
    language_word, path_of,
};
use crate::problem::Problem;
use crate::reading::{Body, Query};
use application::{NewAccount, PASSWORD_LENGTH};
use axum::Json;
use domain_model::policy::OWNER_FORM;
use domain_model::values::{ContactInput, Country, FieldError, LegalForm, Subsidiary};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(rules))
}

holder_body! {
    /// Who opens an account.
    NewAccountBody as NewAccountBody {
        /// What the account logs in with.
        #[serde(default)]
        #[schema(value_type = String, required, format = Password, min_length = 8, max_length = 128)]
        password: Sent,
        /// Where it is opened; that of the country, where it is absent.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        ovh_subsidiary: Sent,
        /// Taken for the sake of the public clients: there is one company here.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        ovh_company: Sent,
        /// Not held.
        #[serde(default)]
        #[schema(value_type = Option<String>)]
        purpose_of_purchase: Sent,
    }
}

/// An account that was opened: `nichandle.NewAccountAndToken`, with the same under its own name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewAccountAndToken)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Created {
    /// What it logs in with.
    ovh_identifier: String,
    /// The same.
    nichandle: String,
    /// Its number.
    customer_code: String,
}

/// The subsidiary that is named, or the one of a country.
fn subsidiary(named: &Sent, country: Option<&str>) -> Result<Subsidiary, FieldError> {
    match named.text().filter(|text| !text.is_empty()) {
        Some(text) => Subsidiary::parse(text).map_err(|error| FieldError::at("ovhSubsidiary", &error)),
        None => {
            let of_country = country.and_then(|country| Subsidiary::parse(country).ok());
            Ok(of_country.or_else(|| Subsidiary::parse("EU").ok()).unwrap_or(Subsidiary::FR))
        }
    }
}

/// Opens an account. Its holder is mailed a link to confirm the data by.
#[utoipa::path(post, path = "/newAccount", tag = "account", request_body = NewAccountBody, responses((status = 200, body = Created), Problem))]
async fn create(visitor: Visitor, Body(body): Body<NewAccountBody>) -> Result<Json<Created>, Problem> {
    let named = subsidiary(&body.ovh_subsidiary, body.country.text());
    let locale = named.as_ref().map_or(Subsidiary::FR.locale(), |subsidiary| subsidiary.locale());
    let mut reader = body.over(shape::blank(locale));
    reader.take(("purposeOfPurchase", Held::Nowhere), &body.purpose_of_purchase);
    // There is one company here, whatever its name.
    let _ = body.ovh_company;
    let password = body.password.text().unwrap_or_default().to_owned();
    if !PASSWORD_LENGTH.contains(&password.chars().count()) {
        let (least, most) = (PASSWORD_LENGTH.start(), PASSWORD_LENGTH.end());
        reader.refuse("password", "password-length", format!("it has {least} to {most} characters"));
    }
    let subsidiary = named.unwrap_or_else(|error| {
        reader.refuse(error.field, &error.rule, error.message);
        Subsidiary::FR
    });
    let holder = reader.finish(&MEMBERS).map_err(|wrong| Problem::fields(&wrong))?;
    let asked = NewAccount { subsidiary, holder, password: password.into() };
    let opened = visitor.application().create_account(asked, &visitor.ask()).await;
    let opened = opened.map_err(|error| form::problem(&MEMBERS, error))?.value;
    let nichandle = opened.nichandle.to_string();
    Ok(Json(Created {
        ovh_identifier: nichandle.clone(),
        nichandle,
        customer_code: opened.number.to_string(),
    }))
}

/// For whom the rules are asked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Asked {
    /// Two letters of ISO 3166.
    country: String,
    /// individual, corporation, association or other.
    legalform: String,
    /// Where the account is opened.
    ovh_subsidiary: String,
    /// Taken for the sake of the public clients: there is one company here.
    #[expect(dead_code, reason = "a parameter of the public API that says nothing here")]
    ovh_company: Option<String>,
}

/// What a field takes: `nichandle.CreationRule`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CreationRule {
    field_name: String,
    mandatory: bool,
    /// The words that it takes; anything where it is `null`.
    #[serde(rename = "in")]
    one_of: Option<Vec<String>>,
    /// What it is where it is not given.
    default_value: Option<String>,
    /// Characters at most.
    max_length: usize,
    /// Characters at least, where it is given.
    min_length: usize,
}

fn parsed(asked: &Asked) -> Result<(Country, LegalForm, Subsidiary), Problem> {
    let mut wrong = vec![];
    let country = Country::parse(&asked.country).map_err(|error| FieldError::at("country", &error));
    let subsidiary =
        Subsidiary::parse(&asked.ovh_subsidiary).map_err(|error| FieldError::at("ovhSubsidiary", &error));
    let legal_form =
        LEGAL_FORMS.iter().find(|row| row.0 == asked.legalform).map(|row| row.1).ok_or_else(|| {
            FieldError::new(
                "legalform",
                "word",
                "one of individual, corporation, association, other is expected",
            )
        });
    match (country, legal_form, subsidiary) {
        (Ok(country), Ok(legal_form), Ok(subsidiary)) => return Ok((country, legal_form, subsidiary)),
        (country, legal_form, subsidiary) => {
            wrong.extend(country.err());
            wrong.extend(legal_form.err());
            wrong.extend(subsidiary.err());
        }
    }
    Err(Problem::fields(&wrong))
}

/// What each field of a new account takes, for a country and a legal form.
#[utoipa::path(get, path = "/newAccount/creationRules", tag = "account", params(Asked), responses((status = 200, body = BTreeMap<String, CreationRule>), Problem))]
async fn rules(
    _: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Json<BTreeMap<String, CreationRule>>, Problem> {
    let (country, legal_form, subsidiary) = parsed(&asked)?;
    let words = |name: &str| -> Option<Vec<String>> {
        let words: Vec<String> = match name {
            "legal_form" => LEGAL_FORMS.iter().map(|row| row.0.to_owned()).collect(),
            "locale" => LANGUAGES.iter().map(|row| row.0.to_owned()).collect(),
            "civility" => GENDERS.iter().take(2).map(|row| row.0.to_owned()).collect(),
            "country" => Country::all().map(|country| country.to_string()).collect(),
            _ => return None,
        };
        Some(words)
    };
    let default = |name: &str| match name {
        "locale" => LANGUAGES
            .iter()
            .find(|row| row.2 == language_word(subsidiary.locale()))
            .map(|row| row.0.to_owned()),
        _ => None,
    };
    let mut rules: BTreeMap<String, CreationRule> = BTreeMap::new();
    let mut add = |rule: CreationRule| rules.insert(rule.field_name.clone(), rule);
    for field in OWNER_FORM.iter().filter(|field| field.name != "street_2") {
        let default_value = default(field.name);
        let one_of = words(field.name);
        let longest = one_of.iter().flatten().map(String::len).max();
        add(CreationRule {
            field_name: path_of(&MEMBERS, field.name),
            mandatory: field.needed.of(legal_form, country) && default_value.is_none(),
            // A street has two lines and what is between them.
            max_length: longest.unwrap_or(if field.name == "street" { 511 } else { field.longest }),
            min_length: 1,
            one_of,
            default_value,
        });
    }
    add(CreationRule {
        field_name: "password".to_owned(),
        mandatory: true,
        one_of: None,
        default_value: None,
        max_length: *PASSWORD_LENGTH.end(),
        min_length: *PASSWORD_LENGTH.start(),
    });
    let subsidiaries: Vec<String> = Subsidiary::all().map(|known| known.as_str().to_owned()).collect();
    add(CreationRule {
        field_name: "ovhSubsidiary".to_owned(),
        mandatory: false,
        default_value: Some(subsidiary.as_str().to_owned()),
        max_length: 2,
        min_length: 2,
        one_of: Some(subsidiaries),
    });
    Ok(Json(rules))
}
