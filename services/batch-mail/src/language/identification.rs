//! `option.identification`: what Afnic asks of a registrant, in the words of the mail paper.

use super::fields::{Fields, words};
use domain_model::policy::TldPolicy;
use domain_model::values::Identification;

const METHOD: &str = "option.identification.method";
const LEGAL_NAME: &str = "option.identification.legalName";
const LEGAL_NUMBER: &str = "option.identification.legalNumber";
const IDENT: &str = "option.identification.afnicIdent";
const BIRTH_COUNTRY: &str = "option.identification.birthCountry";
const BIRTH_DEPARTMENT: &str = "option.identification.birthDepartement";

/// The paper's words, SOAP's (DOMAIN, "Identification"), and what each needs.
const METHODS: [(&str, &str, &[&str]); 4] = [
    ("siren", "SIRET", &[LEGAL_NUMBER]),
    ("inpi", "MARQUE", &[LEGAL_NUMBER]),
    (
        "birthPlace",
        "PARTICULIER",
        &["option.identification.birthDate", "option.identification.birthCity", BIRTH_COUNTRY],
    ),
    ("afnicIdent", "IDENT", &[IDENT]),
];

/// Fields of the SOAP paper and the keys that they come from.
const BIRTH: [(&str, &str); 4] = [
    ("dotfr_ne_le", "option.identification.birthDate"),
    ("dotfr_ne_ville", "option.identification.birthCity"),
    ("dotfr_ne_cp", BIRTH_DEPARTMENT),
    ("dotfr_ne_pays_id", BIRTH_COUNTRY),
];

/// What was given.
pub(super) struct Given {
    /// Under the SOAP paper's names.
    pub fields: Identification,
    /// SIREN or SIRET: a field of the contact there.
    pub company_number: Option<String>,
    /// The name of the body that the number is of.
    pub legal_name: Option<String>,
}

/// The key of a field of the SOAP paper.
pub(super) fn key_of(field: &str) -> Option<&'static str> {
    match field {
        "dotfr_mode" | "identification" => Some(METHOD),
        "dotfr_marque" | "company_number" => Some(LEGAL_NUMBER),
        "dotfr_ident" => Some(IDENT),
        _ => BIRTH.into_iter().find(|(name, _)| *name == field).map(|(_, key)| key),
    }
}

/// Whether an ending asks for it in these words.
pub(super) fn is_asked_by(policy: &TldPolicy) -> bool {
    policy.identification.as_ref().and_then(|rules| rules.mode_field.as_deref()) == Some("dotfr_mode")
}

/// Reads the section; `needed` where the order makes a registrant known to the registry. What another method would need
/// is not looked at: the paper's own example gives it all.
pub(super) fn read(fields: &mut Fields<'_>, policy: Option<&TldPolicy>, needed: bool) -> Option<Given> {
    let offered = words(METHODS.iter().map(|(word, ..)| *word));
    let asked = policy.filter(|policy| needed && is_asked_by(policy));
    if let (Some(policy), None) = (asked, fields.text(METHOD)) {
        fields.wrong(METHOD, format!("{offered}: .{} asks who the owner is", policy.tld));
        return None;
    }
    let (_, mode, needs) = fields.optional(METHOD, offered, |text| {
        METHODS.into_iter().find(|(word, ..)| word.eq_ignore_ascii_case(text)).ok_or(())
    })?;
    let mut complete = true;
    let in_france = fields.text(BIRTH_COUNTRY).is_some_and(|country| country.eq_ignore_ascii_case("FR"));
    let department = (mode == "PARTICULIER" && in_france).then_some(&BIRTH_DEPARTMENT);
    for key in needs.iter().chain(department) {
        if fields.text(key).is_none() {
            let word = fields.text(METHOD).unwrap_or_default().to_owned();
            fields.wrong(key, format!("a value: the identification {word} needs it"));
            complete = false;
        }
    }
    if !complete {
        return None;
    }
    let legal_number = fields.text(LEGAL_NUMBER);
    let mut said = vec![("dotfr_mode", mode)];
    match mode {
        "MARQUE" => said.extend(legal_number.map(|number| ("dotfr_marque", number))),
        "IDENT" => said.extend(fields.text(IDENT).map(|ident| ("dotfr_ident", ident))),
        "PARTICULIER" => {
            said.extend(BIRTH.iter().filter_map(|(field, key)| Some((*field, fields.text(key)?))));
        }
        _ => {}
    }
    match Identification::new(said) {
        Ok(read) => Some(Given {
            fields: read,
            company_number: legal_number.filter(|_| mode == "SIRET").map(str::to_owned),
            legal_name: fields.text(LEGAL_NAME).filter(|_| mode == "SIRET").map(str::to_owned),
        }),
        Err(wrong) => {
            for broken in wrong {
                fields.wrong(
                    key_of(&broken.field).unwrap_or(METHOD),
                    format!("another value: {}", broken.message),
                );
            }
            None
        }
    }
}
