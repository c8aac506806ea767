//! What registries show against what is believed, as a person decides on it.

use crate::caller::{application, support, visible};
use crate::payload::{DonePayload, Obstacle, OperationPayload};
use crate::queries::DriftField;
use crate::values::{DomainName, field};
use application::DecideDrift;
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::drift::Field;
use domain_model::values::{FieldError, Reason};

/// A name to be compared with what its registry shows.
#[derive(Clone, Debug, InputObject)]
pub struct ReconcileDomainInput {
    /// The name.
    pub name: DomainName,
}

/// A decision about differences.
#[derive(Clone, Debug, InputObject)]
pub struct DriftDecisionInput {
    /// The name.
    pub name: DomainName,
    /// About what; all that waits for a decision where nothing is named.
    pub fields: Option<Vec<DriftField>>,
    /// Why.
    pub reason: String,
}

/// Commands about drift.
#[derive(Default)]
pub struct Drift;

fn decision(input: &DriftDecisionInput) -> std::result::Result<DecideDrift, Vec<FieldError>> {
    Ok(DecideDrift {
        name: input.name.0.clone(),
        fields: input.fields.iter().flatten().copied().map(Field::from).collect(),
        reason: field("reason", Reason::parse(&input.reason))?,
    })
}

#[Object(name = "DriftCommands")]
impl Drift {
    /// Ask the registry what it shows of a name, and compare it with what is believed: `drift` lists what differs.
    #[graphql(visible = "visible::support")]
    async fn reconcile_domain(&self, ctx: &Context<'_>, input: ReconcileDomainInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let done = application(ctx).reconcile(&input.name.0, &ask).await.map_err(Obstacle::from);
        DonePayload::answer(done, |_| Some(input.name.0.to_string()))
    }

    /// The registry is right: believe what it shows. It is asked once more before.
    #[graphql(visible = "visible::support")]
    async fn accept_drift(&self, ctx: &Context<'_>, input: DriftDecisionInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let done = match decision(&input) {
            Ok(decision) => application(ctx).accept_drift(decision, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(input.name.0.to_string()))
    }

    /// We are right: tell the registry by an update. It is asked once more before.
    #[graphql(visible = "visible::support")]
    async fn push_drift(&self, ctx: &Context<'_>, input: DriftDecisionInput) -> Result<OperationPayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        OperationPayload::answer(match decision(&input) {
            Ok(decision) => application(ctx).push_drift(decision, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        })
    }

    /// Leave the difference as it is: it is silent until the registry shows something else.
    #[graphql(visible = "visible::support")]
    async fn ignore_drift(&self, ctx: &Context<'_>, input: DriftDecisionInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let done = match decision(&input) {
            Ok(decision) => application(ctx).ignore_drift(decision, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(input.name.0.to_string()))
    }
}
