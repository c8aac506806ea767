//! Moves of names to other resellers, decided by an operator for a side.

use crate::caller::{application, support, visible};
use crate::payload::{DonePayload, Obstacle};
use crate::values::{DomainName, field};
use application::{Accepted, Ask, AskError};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::domain::MoveEnd;
use domain_model::values::{OperationNumber, Reason};

/// A name whose move to another reseller is decided.
#[derive(Clone, Debug, InputObject)]
pub struct ResellerMoveInput {
    /// The name.
    pub name: DomainName,
    /// Why an operator decides.
    pub reason: String,
}

/// Commands about moves to other resellers.
#[derive(Default)]
pub struct Moves;

#[Object(name = "MovesCommands")]
impl Moves {
    /// Accept the open move of a name for the gaining reseller: the name is theirs at once; both are told.
    #[graphql(visible = "visible::support")]
    async fn accept_reseller_move(&self, ctx: &Context<'_>, input: ResellerMoveInput) -> Result<DonePayload> {
        decide(ctx, &input, async |move_, ask| application(ctx).accept_reseller_move(move_, ask).await).await
    }

    /// Refuse the open move of a name for the gaining reseller; both are told.
    #[graphql(visible = "visible::support")]
    async fn refuse_reseller_move(&self, ctx: &Context<'_>, input: ResellerMoveInput) -> Result<DonePayload> {
        end(ctx, &input, MoveEnd::Refused).await
    }

    /// Take the open move of a name back for whoever asked for it; both are told.
    #[graphql(visible = "visible::support")]
    async fn withdraw_reseller_move(
        &self,
        ctx: &Context<'_>,
        input: ResellerMoveInput,
    ) -> Result<DonePayload> {
        end(ctx, &input, MoveEnd::Withdrawn).await
    }
}

async fn end(ctx: &Context<'_>, input: &ResellerMoveInput, how: MoveEnd) -> Result<DonePayload> {
    decide(ctx, input, async |move_, ask| application(ctx).end_reseller_move(move_, how, ask).await).await
}

/// Answers the operation of the move.
async fn decide(
    ctx: &Context<'_>,
    input: &ResellerMoveInput,
    decide: impl AsyncFnOnce(OperationNumber, &Ask) -> Result<Accepted<()>, AskError>,
) -> Result<DonePayload> {
    let ask = support(ctx)?.ask(ctx, Some(&input.reason));
    if let Err(errors) = field("reason", Reason::parse(&input.reason)) {
        return DonePayload::answer(Err(errors.into()), |()| None);
    }
    match application(ctx).open_reseller_move(&input.name.0).await {
        Ok(operation) => {
            let done = decide(operation, &ask).await.map_err(Obstacle::from);
            DonePayload::answer(done, |()| Some(operation.to_string()))
        }
        Err(error) => DonePayload::answer(Err(error.into()), |()| None),
    }
}
