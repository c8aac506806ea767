//! Rules made of the catalogue.

use super::{Action, Constraint, Operator, Rule, RuleType};
use crate::contacts::MEMBERS;
use crate::form::{GENDERS, Held, LANGUAGES, LEGAL_FORMS, legal_form_word, path_of};
use domain_model::policy::{FormField, IdentificationMode, Needed, OWNER_FORM, OwnerChanges, TldPolicy};
use domain_model::values::{Country, Identification, LegalForm};

fn constraint(operator: Operator) -> Constraint {
    Constraint { operator, value: None, values: None, conditions: None }
}

fn one_of(operator: Operator, values: impl IntoIterator<Item = impl Into<String>>) -> Constraint {
    Constraint { values: Some(values.into_iter().map(Into::into).collect()), ..constraint(operator) }
}

/// A condition on a field of the owner.
fn where_owner(field: &str, operator: Operator, values: Vec<String>) -> Box<Rule> {
    let constraint = match (operator, values.as_slice()) {
        (Operator::Eq | Operator::Ne, [value]) => {
            Constraint { value: Some(value.clone()), ..constraint(operator) }
        }
        _ => one_of(operator, values),
    };
    let field = Rule {
        label: Some(field.to_owned()),
        kind: Some(RuleType::String),
        constraints: vec![constraint, self::constraint(Operator::Required)],
        ..Rule::default()
    };
    Box::new(owner(field, vec![self::constraint(Operator::Required)]))
}

fn owner(fields: Rule, constraints: Vec<Constraint>) -> Rule {
    Rule {
        label: Some("OWNER_CONTACT".to_owned()),
        kind: Some(RuleType::Contact),
        fields: Some(Box::new(fields)),
        constraints,
        ..Rule::default()
    }
}

fn word(of: LegalForm) -> String {
    let word = legal_form_word(of);
    LEGAL_FORMS.iter().find(|row| row.2 == word).map_or("other", |row| row.0).to_owned()
}

/// Everything that an ending asks for an action.
pub(super) fn of(policy: &TldPolicy, action: Action) -> Rule {
    let mut fields: Vec<Rule> = OWNER_FORM.iter().map(|field| of_field(field, policy, action)).collect();
    fields.extend(identification(policy));
    let fields = Rule { and: Some(fields), ..Rule::default() };
    let mut labels = vec![Rule {
        description: Some(format!("The owner of a name below .{}", policy.tld)),
        ..owner(fields, vec![constraint(Operator::Required)])
    }];
    if action != Action::Update {
        labels.push(Rule {
            label: Some("OWNER_LEGAL_AGE".to_owned()),
            kind: Some(RuleType::Bool),
            description: Some("The owner is of legal age to have a name.".to_owned()),
            constraints: vec![constraint(Operator::Required), constraint(Operator::ShouldBeTrue)],
            ..Rule::default()
        });
    }
    if action == Action::Transfer && policy.transfer.code_required {
        labels.push(Rule {
            label: Some("AUTH_INFO".to_owned()),
            kind: Some(RuleType::String),
            description: Some("The code of the losing registrar.".to_owned()),
            constraints: vec![constraint(Operator::Required)],
            ..Rule::default()
        });
    }
    Rule { and: Some(labels), ..Rule::default() }
}

fn of_field(field: &FormField, policy: &TldPolicy, action: Action) -> Rule {
    let mut constraints: Vec<Constraint> = required(field.needed).into_iter().collect();
    match field.name {
        "country" => constraints.push(one_of(Operator::Contains, countries(policy))),
        "legal_form" => constraints.push(one_of(Operator::Contains, LEGAL_FORMS.map(|row| row.0))),
        "locale" => constraints.push(one_of(Operator::Contains, LANGUAGES.map(|row| row.0))),
        "civility" => constraints.push(one_of(Operator::Contains, [GENDERS[0].0, GENDERS[1].0])),
        _ => constraints
            .push(Constraint { value: Some(field.longest.to_string()), ..constraint(Operator::MaxLength) }),
    }
    if action == Action::Update {
        constraints.extend(read_only(field.name, policy));
    }
    Rule {
        label: Some(path_of(&MEMBERS, field.name)),
        kind: Some(RuleType::String),
        constraints,
        ..Rule::default()
    }
}

fn required(needed: Needed) -> Option<Constraint> {
    let individual = || vec![word(LegalForm::Individual)];
    let conditions = match needed {
        Needed::Never => return None,
        Needed::Always => None,
        Needed::ByIndividuals => Some(where_owner("legalForm", Operator::Eq, individual())),
        Needed::ByLegalPersons => Some(where_owner("legalForm", Operator::Ne, individual())),
        Needed::WithPostalCodes => {
            let without = Country::all().filter(|country| !country.has_postal_codes());
            let without = without.map(|country| country.to_string()).collect();
            Some(where_owner("address.country", Operator::NotContains, without))
        }
    };
    Some(Constraint { conditions, ..constraint(Operator::Required) })
}

fn countries(policy: &TldPolicy) -> Vec<String> {
    match &policy.eligibility.countries {
        Some(admitted) => admitted.iter().map(ToString::to_string).collect(),
        None => Country::all().map(|country| country.to_string()).collect(),
    }
}

/// A field that stays as it is while a name below the ending is registered to the contact.
fn read_only(field: &str, policy: &TldPolicy) -> Option<Constraint> {
    let fixed = |of| policy.owner.fixes(field, of, OwnerChanges::Ordered);
    let individual = || vec![word(LegalForm::Individual)];
    let conditions = match (fixed(LegalForm::Individual), fixed(LegalForm::Company)) {
        (false, false) => return None,
        (true, true) => None,
        (true, false) => Some(where_owner("legalForm", Operator::Eq, individual())),
        (false, true) => Some(where_owner("legalForm", Operator::Ne, individual())),
    };
    Some(Constraint { conditions, ..constraint(Operator::ReadOnly) })
}

/// One of the ways in which the ending wants owners to prove who they are.
fn identification(policy: &TldPolicy) -> Option<Rule> {
    let rules = policy.identification.as_ref()?;
    let ways = rules.modes.iter().map(|mode| way(rules.mode_field.as_deref(), mode)).collect();
    Some(Rule {
        or: Some(ways),
        description: Some("How the owner is identified".to_owned()),
        ..Rule::default()
    })
}

fn way(mode_field: Option<&str>, mode: &IdentificationMode) -> Rule {
    let always = mode.needs.iter().map(|need| needed(need, None));
    let sometimes = mode.needs_when.iter().map(|when| {
        let condition = where_owner(&path_of(&MEMBERS, &when.field), Operator::Eq, vec![when.is.clone()]);
        needed(&when.needs, Some(condition))
    });
    let mut fields: Vec<Rule> = always.chain(sometimes).collect();
    if let Some(field) = mode_field {
        let word = Constraint { value: Some(mode.word.clone()), ..constraint(Operator::Eq) };
        // The word may be left out: it follows from the fields that are there.
        fields.push(Rule {
            label: Some(path_of(&MEMBERS, field)),
            kind: Some(RuleType::String),
            constraints: vec![word],
            ..Rule::default()
        });
    }
    let mut conditions = vec![];
    if !mode.legal_forms.is_empty() {
        let forms = mode.legal_forms.iter().copied().map(word).collect();
        conditions.push(*where_owner("legalForm", Operator::Contains, forms));
    }
    if !mode.not_in.is_empty() {
        let countries = mode.not_in.iter().map(ToString::to_string).collect();
        conditions.push(*where_owner("address.country", Operator::NotContains, countries));
    }
    let conditions = match conditions.len() {
        0 => None,
        1 => conditions.pop().map(Box::new),
        _ => Some(Box::new(Rule { and: Some(conditions), ..Rule::default() })),
    };
    Rule { and: Some(fields), description: Some(mode.word.clone()), conditions, ..Rule::default() }
}

fn needed(field: &str, conditions: Option<Box<Rule>>) -> Rule {
    let path = path_of(&MEMBERS, field);
    let day =
        MEMBERS.iter().any(|(name, held)| *name == path && *held == Held::Identification("dotfr_ne_le"));
    let words = Identification::words(field).map(|words| one_of(Operator::Contains, words.iter().copied()));
    let required = Constraint { conditions, ..constraint(Operator::Required) };
    Rule {
        label: Some(path),
        kind: Some(if day { RuleType::Date } else { RuleType::String }),
        constraints: std::iter::once(required).chain(words).collect(),
        ..Rule::default()
    }
}
