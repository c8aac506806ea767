//! Names under a dispute procedure.

use crate::caller::{application, support, visible};
use crate::payload::{DisputePayload, Obstacle};
use crate::values::{DomainName, field};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::values::Reason;

/// A name and the dispute.
#[derive(Clone, Debug, InputObject)]
pub struct DisputeInput {
    /// The name.
    pub name: DomainName,
    /// The provider and the number of the case, or how it ended.
    pub reason: String,
}

/// Commands about disputes.
#[derive(Default)]
pub struct Disputes;

#[Object(name = "DisputesCommands")]
impl Disputes {
    /// Lock a name for a dispute (UDRP, URS): neither traded, deleted nor transferred until it is unlocked. The
    /// registry is told.
    #[graphql(visible = "visible::support")]
    async fn lock_domain(&self, ctx: &Context<'_>, input: DisputeInput) -> Result<DisputePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        DisputePayload::answer(match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                application(ctx).lock_domain(&input.name.0, &reason, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        })
    }

    /// End a dispute's lock.
    #[graphql(visible = "visible::support")]
    async fn unlock_domain(&self, ctx: &Context<'_>, input: DisputeInput) -> Result<DisputePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        DisputePayload::answer(match field("reason", Reason::parse(&input.reason)) {
            Ok(_) => application(ctx).unlock_domain(&input.name.0, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        })
    }
}
