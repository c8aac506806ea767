//! What is owed about names, as a person decides on it.

use crate::caller::{application, support, visible};
use crate::payload::{DonePayload, Obstacle};
use crate::values::{DomainName, field};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::obligations::Key;
use domain_model::values::{FieldError, Reason};

/// Something that is owed, not to be done.
#[derive(Clone, Debug, InputObject)]
pub struct WaiveObligationInput {
    /// The name.
    pub name: DomainName,
    /// What is owed, and the day that it is about: `deletion@2027-11-27`.
    pub key: String,
    /// Why.
    pub reason: String,
}

/// Commands about what is owed.
#[derive(Default)]
pub struct Obligations;

fn parsed(input: &WaiveObligationInput) -> std::result::Result<(Key, Reason), Vec<FieldError>> {
    let wrong = |error: domain_model::obligations::InvalidKey| {
        vec![FieldError::new("key", "obligation-key", error.to_string())]
    };
    Ok((input.key.parse().map_err(wrong)?, field("reason", Reason::parse(&input.reason))?))
}

#[Object(name = "ObligationsCommands")]
impl Obligations {
    /// Decide that something that is owed about a name is not done: an expired name is kept, for instance.
    #[graphql(visible = "visible::support")]
    async fn waive_obligation(&self, ctx: &Context<'_>, input: WaiveObligationInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let done = match parsed(&input) {
            Ok((key, reason)) => application(ctx)
                .waive_obligation(&input.name.0, key, reason, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(input.key.clone()))
    }
}
