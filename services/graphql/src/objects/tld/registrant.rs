//! What an ending asks of registrants.

use super::word;
use async_graphql::SimpleObject;
use domain_model::policy::{IdentificationMode, IdentificationRules, NeedWhen, OwnerRules};
use std::collections::BTreeSet;

/// What of a registrant's data is who the registrant is.
#[derive(Clone, SimpleObject)]
pub struct TldOwner {
    /// Of anybody.
    fixed: Vec<String>,
    /// Besides, of natural persons.
    fixed_for_individuals: Vec<String>,
    /// Besides, at the doors where an owner change is ordered as a product.
    fixed_where_ordered: Vec<String>,
}

impl From<&OwnerRules> for TldOwner {
    fn from(rules: &OwnerRules) -> Self {
        let fields = |of: &BTreeSet<String>| of.iter().cloned().collect();
        Self {
            fixed: fields(&rules.fixed),
            fixed_for_individuals: fields(&rules.fixed_for_individuals),
            fixed_where_ordered: fields(&rules.fixed_where_ordered),
        }
    }
}

/// A field that must be given when another has a certain value.
#[derive(Clone, SimpleObject)]
pub struct TldNeedWhen {
    /// The other field.
    field: String,
    /// Its value.
    is: String,
    /// What must be given then.
    needs: String,
}

/// One way to prove who one is.
#[derive(Clone, SimpleObject)]
pub struct TldIdentificationMode {
    /// The word in the mode field.
    word: String,
    /// The legal forms that may use it; all where empty.
    legal_forms: Vec<String>,
    /// Countries of residence that may not use it.
    not_in: Vec<String>,
    /// Fields that must be given.
    needs: Vec<String>,
    /// Fields that must be given when another has a certain value.
    needs_when: Vec<TldNeedWhen>,
    /// Whether the company number must be a French SIRET or SIREN.
    french_company: bool,
}

impl From<&IdentificationMode> for TldIdentificationMode {
    fn from(mode: &IdentificationMode) -> Self {
        let when = |need: &NeedWhen| TldNeedWhen {
            field: need.field.clone(),
            is: need.is.clone(),
            needs: need.needs.clone(),
        };
        Self {
            word: mode.word.clone(),
            legal_forms: mode.legal_forms.iter().map(word).collect(),
            not_in: mode.not_in.iter().map(ToString::to_string).collect(),
            needs: mode.needs.clone(),
            needs_when: mode.needs_when.iter().map(when).collect(),
            french_company: mode.french_company,
        }
    }
}

/// What a registrant proves about itself: one of several modes.
#[derive(Clone, SimpleObject)]
pub struct TldIdentification {
    /// The field that names the mode; absent where there is only one.
    mode_field: Option<String>,
    /// The modes.
    modes: Vec<TldIdentificationMode>,
}

impl From<&IdentificationRules> for TldIdentification {
    fn from(rules: &IdentificationRules) -> Self {
        let modes = rules.modes.iter().map(TldIdentificationMode::from).collect();
        Self { mode_field: rules.mode_field.clone(), modes }
    }
}
