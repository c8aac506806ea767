//! `/domain/configurationRule`: what an ending asks of those who own names below it, in the recursive form of the public
//! API, and whether data satisfies it. Read from the same catalogue that decides everywhere.

mod made;

use super::shape::{ContactBody, MEMBERS};
use crate::caller::{Caller, Visitor};
use crate::door::Door;
use crate::form::{self, named};
use crate::problem::Problem;
use crate::reading::{Body, Query};
use application::{Application, Refusal};
use axum::Json;
use domain_model::domain::Domain;
use domain_model::policy::{OwnerChanges, TldPolicy, eligibility};
use domain_model::values::{ContactDetails, ContactInput, DomainName, FieldError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<Arc<Door>> {
    OpenApiRouter::new().routes(routes!(rule)).routes(routes!(check))
}

/// `domain.ActionEnum`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    Create,
    Transfer,
    Trade,
    Update,
}

/// `domain.configuration.rules.TypeEnum`, as far as there are such rules here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) enum RuleType {
    #[serde(rename = "string")]
    String,
    #[serde(rename = "bool")]
    Bool,
    #[serde(rename = "contact")]
    Contact,
    #[serde(rename = "date_ISO8601")]
    Date,
}

/// `domain.configuration.rules.OperatorEnum`, as far as there are such constraints here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Operator {
    Required,
    ReadOnly,
    Eq,
    Ne,
    Contains,
    NotContains,
    MaxLength,
    ShouldBeTrue,
}

/// What a value must be, where the conditions hold.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = RuleConstraint)]
pub(crate) struct Constraint {
    pub operator: Operator,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub conditions: Option<Box<Rule>>,
}

/// A rule: about a label or a field, or made of others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = Rule)]
pub(crate) struct Rule {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub and: Option<Vec<Rule>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub or: Option<Vec<Rule>>,
    /// What it is about: `OWNER_CONTACT`, `address.zip`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<RuleType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The rules of a contact's fields.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub fields: Option<Box<Rule>>,
    /// Where it holds at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    pub conditions: Option<Box<Rule>>,
    pub constraints: Vec<Constraint>,
}

/// What is asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// What is to be done with the name.
    #[param(inline)]
    action: Action,
    /// The name; it need not exist.
    domain: String,
}

impl Asked {
    fn name(&self) -> Result<DomainName, Problem> {
        DomainName::parse(&self.domain).map_err(|error| Problem::field("domain", error.to_string()))
    }
}

fn policy_of<'a>(application: &'a Application, name: &DomainName) -> Result<&'a TldPolicy, Problem> {
    let today = application.clock().now().date_naive();
    let policy = application.catalogue().registrable(name, today);
    policy.map_err(|refusal| Problem::from(Refusal::from(refusal)).about("domain"))
}

/// What the ending of a name asks, for an action.
#[utoipa::path(get, path = "/domain/configurationRule", tag = "contacts", params(Asked), responses((status = 200, body = Rule), Problem))]
async fn rule(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Json<Rule>, Problem> {
    let policy = policy_of(visitor.application(), &asked.name()?)?;
    Ok(Json(made::of(policy, asked.action)))
}

/// What would be configured.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = RuleData)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RuleData {
    /// The owner; of a name of the account its present one, where it is absent.
    owner: Option<ContactBody>,
    /// No ending asks anything of it.
    #[schema(value_type = Option<Object>)]
    admin_account: Option<serde_json::Map<String, serde_json::Value>>,
    /// No ending asks anything of it.
    #[schema(value_type = Option<Object>)]
    tech_account: Option<serde_json::Map<String, serde_json::Value>>,
    /// No ending asks anything of it.
    #[schema(value_type = Option<Object>)]
    domain: Option<serde_json::Map<String, serde_json::Value>>,
    extras: Option<RuleExtras>,
}

/// What belongs to no person.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = RuleExtraData)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RuleExtras {
    /// No ending has conditions of its own here.
    #[expect(dead_code, reason = "a member of the public API that no rule here looks at")]
    accept_condition: Option<bool>,
    /// The code of a transfer.
    auth_info: Option<String>,
}

/// Whether data satisfies what the ending of a name asks: `null`, or every constraint that it does not respect.
#[utoipa::path(post, path = "/domain/configurationRule/check", tag = "contacts", params(Asked), request_body = RuleData, responses((status = 200, description = "It does."), Problem))]
async fn check(
    caller: Caller,
    Query(asked): Query<Asked>,
    Body(data): Body<RuleData>,
) -> Result<Json<()>, Problem> {
    let name = asked.name()?;
    let policy = policy_of(caller.application(), &name)?;
    // Endings ask nothing of these.
    let _ = (data.admin_account, data.tech_account, data.domain);
    let present = present_owner(&caller, &name, asked.action).await?;
    let mut wrong = vec![];
    match (data.owner, &present) {
        (Some(body), _) => {
            let known = match (&present, asked.action) {
                (Some(present), Action::Update) => present.to_input(),
                _ => ContactInput::default(),
            };
            match body.read(known, None) {
                Ok(owner) => wrong.extend(standing_against(policy, asked.action, present.as_ref(), &owner)),
                Err(errors) => wrong.extend(errors),
            }
        }
        (None, Some(present)) => wrong.extend(named(&MEMBERS, &eligibility(policy, present))),
        (None, None) => {
            return Err(Problem::field("owner", "the owner's data is needed for this action"));
        }
    }
    for error in &mut wrong {
        error.field = format!("owner.{}", error.field);
    }
    let code = data.extras.and_then(|extras| extras.auth_info).unwrap_or_default();
    if asked.action == Action::Transfer && policy.transfer.code_required && code.trim().is_empty() {
        let message = "the code of the losing registrar is needed";
        wrong.push(FieldError::new("extras.authInfo", "field-missing", message));
    }
    if wrong.is_empty() { Ok(Json(())) } else { Err(Problem::fields(&wrong)) }
}

/// The owner of a name of the account, where the action goes by it.
async fn present_owner(
    caller: &Caller,
    name: &DomainName,
    action: Action,
) -> Result<Option<ContactDetails>, Problem> {
    if matches!(action, Action::Create | Action::Transfer) {
        return Ok(None);
    }
    let domain = caller.application().domain_now(name).await?;
    let Domain::Held(registration) = domain else { return Ok(None) };
    if registration.account != caller.account() {
        return Ok(None);
    }
    let owner = registration.contacts.owner;
    let details = caller.application().copy_of_contact(caller.account(), owner).await;
    details.map(Some).map_err(|error| form::problem(&MEMBERS, error))
}

fn standing_against(
    policy: &TldPolicy,
    action: Action,
    present: Option<&ContactDetails>,
    owner: &ContactDetails,
) -> Vec<FieldError> {
    let mut wrong = eligibility(policy, owner);
    if let Some(present) = present.filter(|_| action == Action::Update) {
        let kind = present.legal_form();
        let fixed = |field: &&'static str| policy.owner.fixes(field, kind, OwnerChanges::Ordered);
        let message = "this stays as it is: another is an owner change (action trade)";
        let changed = present.changed_fields(owner).into_iter().filter(fixed);
        wrong.extend(changed.map(|field| FieldError::new(field, "field-fixed", message)));
    }
    named(&MEMBERS, &wrong)
}
