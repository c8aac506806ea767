//! Programs that call the REST door: registered, revoked, and what they were granted taken back.

use crate::caller::{application, support, visible};
use crate::payload::{DonePayload, Obstacle, UserError, consistency};
use crate::values::field;
use application::{CreateApplication, IssuedApplication};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain_model::values::{
    AccountNumber, ApplicationDescription, ApplicationKey, ApplicationName, CredentialNumber, FieldError,
};

/// A program that is to call the REST door.
#[derive(Clone, Debug, InputObject)]
pub struct CreateApplicationInput {
    /// Whose.
    pub account: u64,
    /// What it is called, for those who are asked to let it in.
    pub name: String,
    /// What it does, for the same.
    #[graphql(default)]
    pub description: String,
}

/// A program that calls no more.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeApplicationInput {
    /// Its key.
    pub application_key: String,
}

/// What a program was granted, and may do no more.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeCredentialInput {
    /// The credential's number.
    pub credential: u64,
}

/// The answer to the registration of a program.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct ApplicationPayload {
    /// Its number.
    pub number: Option<u64>,
    /// Its key.
    pub application_key: Option<String>,
    /// What it signs with. Shown this once, and again to the same request under its idempotency key.
    pub application_secret: Option<String>,
    /// Give it to a query to read what this mutation wrote.
    pub consistency: Option<String>,
    /// The first answer under the same idempotency key, given again.
    pub repeated: bool,
    /// Why it was not accepted.
    pub user_errors: Vec<UserError>,
}

impl ApplicationPayload {
    /// The answer, with refusals as data and failures as errors.
    ///
    /// # Errors
    /// The world failed.
    pub fn answer(outcome: Result<application::Accepted<IssuedApplication>, Obstacle>) -> Result<Self> {
        match outcome {
            Ok(accepted) => Ok(Self {
                number: Some(accepted.value.number.get()),
                application_key: Some(accepted.value.key.to_string()),
                application_secret: accepted.value.secret.into_value(),
                consistency: consistency(&accepted.cursors),
                repeated: accepted.repeated,
                user_errors: vec![],
            }),
            Err(Obstacle::Refused(user_errors)) => Ok(Self { user_errors, ..Self::default() }),
            Err(Obstacle::Failed(error)) => Err(error),
        }
    }
}

impl CreateApplicationInput {
    fn read(&self) -> Result<CreateApplication, Vec<FieldError>> {
        Ok(CreateApplication {
            account: AccountNumber::new(self.account),
            name: field("name", ApplicationName::parse(&self.name))?,
            description: field("description", ApplicationDescription::parse(&self.description))?,
        })
    }
}

/// Commands about programs that call the REST door.
#[derive(Default)]
pub struct Access;

#[Object(name = "AccessCommands")]
impl Access {
    /// Register a program of an account. Its secret is shown this once.
    #[graphql(visible = "visible::support")]
    async fn create_application(
        &self,
        ctx: &Context<'_>,
        input: CreateApplicationInput,
    ) -> Result<ApplicationPayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let done = match input.read() {
            Ok(asked) => application(ctx).create_application(asked, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        ApplicationPayload::answer(done)
    }

    /// Let a program call no more: every credential that it was granted ends.
    #[graphql(visible = "visible::support")]
    async fn revoke_application(
        &self,
        ctx: &Context<'_>,
        input: RevokeApplicationInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let done = match field("applicationKey", ApplicationKey::parse(&input.application_key)) {
            Ok(key) => application(ctx).revoke_application(&key, None, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |number| Some(number.to_string()))
    }

    /// Take back what a program was granted: its next call is refused.
    #[graphql(visible = "visible::support")]
    async fn revoke_credential(
        &self,
        ctx: &Context<'_>,
        input: RevokeCredentialInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let number = CredentialNumber::new(input.credential);
        let done = application(ctx).revoke_credential(number, None, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |number| Some(number.to_string()))
    }
}
