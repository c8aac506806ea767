//! The account's programs that call the REST door, and what it lets programs do.

use super::owner;
use crate::caller::application;
use crate::mutations::ApplicationPayload;
use crate::objects::{AccessRule, CredentialStatus};
use crate::payload::{DonePayload, Obstacle, view_failure};
use crate::values::field;
use application::CreateApplication;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::{
    AccountNumber, ApplicationDescription, ApplicationKey, ApplicationName, CredentialNumber, FieldError,
};
use projections::access::{ApplicationRow, CredentialRow};

/// A program that calls the REST door.
#[derive(Clone, Debug, SimpleObject)]
pub struct OwnApplication {
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
}

impl From<ApplicationRow> for OwnApplication {
    fn from(row: ApplicationRow) -> Self {
        Self {
            number: row.number.map(|number| number.get()),
            key: row.key.to_string(),
            name: row.name.map(|name| name.to_string()),
            description: row.description.map(|text| text.to_string()),
            revoked: row.revoked,
            registered_at: row.registered_at,
        }
    }
}

/// What a program may call for the account.
#[derive(Clone, Debug, SimpleObject)]
pub struct OwnCredential {
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
}

impl OwnCredential {
    fn of(row: &CredentialRow, now: DateTime<Utc>) -> Self {
        Self {
            number: row.number.get(),
            status: row.status(now).into(),
            application_key: row.application.as_ref().map(ToString::to_string),
            rules: row.rules.iter().map(AccessRule::from).collect(),
            requested_at: row.requested_at,
            granted_at: row.granted_at,
            until: row.until,
        }
    }
}

/// Programs and what they may do.
#[derive(Default)]
pub struct Access;

#[Object(name = "ResellerAccessQueries")]
impl Access {
    /// The account's programs that call the REST door, by number.
    async fn applications(&self, ctx: &Context<'_>) -> Result<Vec<OwnApplication>> {
        let rows = application(ctx).views().applications(owner(ctx).account()).await.map_err(view_failure)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// What the account lets programs do, by number.
    async fn credentials(&self, ctx: &Context<'_>) -> Result<Vec<OwnCredential>> {
        let now = application(ctx).clock().now();
        let rows = application(ctx).views().credentials(owner(ctx).account()).await.map_err(view_failure)?;
        Ok(rows.iter().map(|row| OwnCredential::of(row, now)).collect())
    }
}

/// A program that is to call the REST door.
#[derive(Clone, Debug, InputObject)]
pub struct OwnApplicationInput {
    /// What it is called, for those who are asked to let it in.
    pub name: String,
    /// What it does, for the same.
    #[graphql(default)]
    pub description: String,
}

impl OwnApplicationInput {
    fn read(&self, account: AccountNumber) -> Result<CreateApplication, Vec<FieldError>> {
        Ok(CreateApplication {
            account,
            name: field("name", ApplicationName::parse(&self.name))?,
            description: field("description", ApplicationDescription::parse(&self.description))?,
        })
    }
}

/// Commands about programs.
#[derive(Default)]
pub struct Commands;

#[Object(name = "ResellerAccessCommands")]
impl Commands {
    /// Register a program that is to call the REST door. Its secret is shown this once.
    async fn create_application(
        &self,
        ctx: &Context<'_>,
        input: OwnApplicationInput,
    ) -> Result<ApplicationPayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        ApplicationPayload::answer(match input.read(account) {
            Ok(asked) => application(ctx).create_application(asked, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        })
    }

    /// Let a program call no more: every credential that it was granted ends.
    async fn revoke_application(&self, ctx: &Context<'_>, application_key: String) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let done = match field("applicationKey", ApplicationKey::parse(&application_key)) {
            Ok(key) => {
                application(ctx).revoke_application(&key, Some(account), &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |number| Some(number.to_string()))
    }

    /// Take back what a program was granted: its next call is refused.
    async fn revoke_credential(&self, ctx: &Context<'_>, credential: u64) -> Result<DonePayload> {
        let (account, ask) = (owner(ctx).account(), owner(ctx).ask(ctx, None));
        let number = CredentialNumber::new(credential);
        let done = application(ctx).revoke_credential(number, Some(account), &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |number| Some(number.to_string()))
    }
}
