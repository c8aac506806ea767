//! Whether a registrant may hold a name below a TLD, and what is missing.

use super::tld_policy::{IdentificationMode, IdentificationRules, TldPolicy};
use crate::values::{ContactDetails, FieldError};

/// What stands against a registrant: the field, the rule, the rule in words.
pub type EligibilityProblem = FieldError;

/// Everything that stands against this registrant below this TLD; empty where it is eligible.
pub fn eligibility(policy: &TldPolicy, registrant: &ContactDetails) -> Vec<EligibilityProblem> {
    let mut problems = Vec::new();
    if let Some(countries) = &policy.eligibility.countries
        && !countries.contains(&registrant.country())
    {
        let message = format!(
            "registrants of .{} live in one of {} countries; not in this one",
            policy.tld,
            countries.len()
        );
        problems.push(FieldError::new("country", "country-not-eligible", message));
    }
    if let Some(rules) = &policy.identification {
        problems.extend(identification(rules, registrant));
    }
    problems
}

fn identification(rules: &IdentificationRules, registrant: &ContactDetails) -> Vec<EligibilityProblem> {
    let field = rules.mode_field.as_deref();
    let given = field.and_then(|field| registrant.identification().get(field));
    match (field, given) {
        (Some(field), Some(word)) => match rules.modes.iter().find(|mode| mode.word == word) {
            Some(mode) => mode_problems(field, mode, registrant),
            None => vec![FieldError::new(field, "mode-not-offered", "this TLD does not take this mode")],
        },
        (field, _) => inferred(field, rules, registrant),
    }
}

/// Without a word, the mode is the one whose fields are there. Where none is complete, what is said is what
/// the first mode for this kind of person wants.
fn inferred(
    field: Option<&str>,
    rules: &IdentificationRules,
    registrant: &ContactDetails,
) -> Vec<EligibilityProblem> {
    let name = field.unwrap_or("identification");
    let suited: Vec<&IdentificationMode> =
        rules.modes.iter().filter(|mode| may_use(mode, registrant).is_ok()).collect();
    if suited.iter().any(|mode| mode_problems(name, mode, registrant).is_empty()) {
        return Vec::new();
    }
    match (suited.first(), field) {
        (Some(mode), None) => mode_problems(name, mode, registrant),
        (_, _) => {
            let words: Vec<&str> = suited.iter().map(|mode| mode.word.as_str()).collect();
            let message = format!("this TLD wants one of the identifications {}", words.join(", "));
            vec![FieldError::new(name, "identification-missing", message)]
        }
    }
}

/// The mode that a registrant is identified by below a TLD: the one given, or the first whose fields are
/// there. Nothing where the TLD wants none, or the registrant is not eligible.
pub fn identification_mode<'a>(
    policy: &'a TldPolicy,
    registrant: &ContactDetails,
) -> Option<&'a IdentificationMode> {
    let rules = policy.identification.as_ref()?;
    let field = rules.mode_field.as_deref().unwrap_or("identification");
    let given = registrant.identification().get(field);
    rules.modes.iter().find(|mode| {
        given.is_none_or(|word| mode.word == word) && mode_problems(field, mode, registrant).is_empty()
    })
}

fn may_use(
    mode: &IdentificationMode,
    registrant: &ContactDetails,
) -> Result<(), (&'static str, &'static str)> {
    if !mode.legal_forms.is_empty() && !mode.legal_forms.contains(&registrant.legal_form()) {
        return Err(("mode-legal-form", "this mode is not for this legal form"));
    }
    if mode.not_in.contains(&registrant.country()) {
        return Err(("mode-country", "this mode is not for registrants of this country"));
    }
    Ok(())
}

fn mode_problems(
    field: &str,
    mode: &IdentificationMode,
    registrant: &ContactDetails,
) -> Vec<EligibilityProblem> {
    let mut problems = Vec::new();
    if let Err((rule, message)) = may_use(mode, registrant) {
        problems.push(FieldError::new(field, rule, message));
    }
    let conditional = mode
        .needs_when
        .iter()
        .filter(|when| registrant.identification().get(&when.field) == Some(when.is.as_str()))
        .map(|when| &when.needs);
    for need in mode.needs.iter().chain(conditional) {
        if !is_given(registrant, need) {
            let message = format!("the identification {} wants this field", mode.word);
            problems.push(FieldError::new(need.as_str(), "field-missing", message));
        }
    }
    if mode.french_company && registrant.company_number().is_some_and(|number| !number.is_siret_or_siren()) {
        let message = "a SIRET has 14 digits and a SIREN 9, the last of which is a check digit";
        problems.push(FieldError::new("company_number", "siret-check-digit", message));
    }
    problems
}

fn is_given(registrant: &ContactDetails, field: &str) -> bool {
    match field {
        "company_number" => registrant.company_number().is_some(),
        "vat_number" => registrant.vat_number().is_some(),
        "organisation" => !registrant.organisation().is_empty(),
        "region" => !registrant.region().is_empty(),
        field => registrant.identification().get(field).is_some(),
    }
}
