//! Programs that call the REST door, and what accounts let them do. Secrets and consumer keys are shown to nobody again.

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::credential;
use domain_model::values::AccessRule as Rule;
use projections::access::{ApplicationRow, CredentialRow};

/// A program that calls the REST door.
#[derive(Clone, Debug, SimpleObject)]
pub struct ApiApplication {
    /// Its number (`applicationId`).
    number: Option<u64>,
    /// Its key, which is no secret.
    key: String,
    /// What it is called.
    name: Option<String>,
    /// What it does.
    description: Option<String>,
    /// Whether it calls no more.
    revoked: bool,
    /// When it was registered.
    registered_at: DateTime<Utc>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
}

impl From<ApplicationRow> for ApiApplication {
    fn from(row: ApplicationRow) -> Self {
        Self {
            number: row.number.map(|number| number.get()),
            key: row.key.to_string(),
            name: row.name.map(|name| name.to_string()),
            description: row.description.map(|text| text.to_string()),
            revoked: row.revoked,
            registered_at: row.registered_at,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
        }
    }
}

/// How a credential stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "credential::Status")]
pub enum CredentialStatus {
    /// A person has to answer.
    Pending,
    /// Nobody answered in time.
    Lapsed,
    /// In force.
    Granted,
    /// Its time is over.
    Expired,
    /// The person said no.
    Refused,
    /// Taken back.
    Revoked,
}

/// What a program may call.
#[derive(Clone, Debug, SimpleObject)]
pub struct AccessRule {
    /// GET, POST, PUT or DELETE.
    method: String,
    /// A path below `/1.0`; `*` stands for any characters.
    path: String,
}

impl From<&Rule> for AccessRule {
    fn from(rule: &Rule) -> Self {
        Self { method: rule.method.as_str().to_owned(), path: rule.path.to_string() }
    }
}

/// What a program may call for an account.
#[derive(Clone, Debug, SimpleObject)]
pub struct Credential {
    /// Its number (`credentialId`).
    number: u64,
    /// The program's key.
    application_key: Option<String>,
    /// How it stands.
    status: CredentialStatus,
    /// What it allows.
    rules: Vec<AccessRule>,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
    /// When it was granted.
    granted_at: Option<DateTime<Utc>>,
    /// Until when; for ever where absent.
    until: Option<DateTime<Utc>>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
}

impl Credential {
    /// As it stands at a moment.
    pub fn of(row: CredentialRow, now: DateTime<Utc>) -> Self {
        Self {
            number: row.number.get(),
            status: row.status(now).into(),
            application_key: row.application.map(|key| key.to_string()),
            rules: row.rules.iter().map(AccessRule::from).collect(),
            requested_at: row.requested_at,
            granted_at: row.granted_at,
            until: row.until,
            changed_at: row.changed_at,
            changed_by: row.changed_by,
        }
    }
}
