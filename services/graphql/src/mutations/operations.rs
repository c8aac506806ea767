//! Operations as such, and the demo's clock.

use crate::caller::{application, coded, support};
use crate::payload::{DonePayload, Obstacle, UserError, failure};
use crate::{Clock, caller};
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::OperationNumber;

/// An operation.
#[derive(Clone, Debug, InputObject)]
pub struct OperationInput {
    /// Which.
    pub operation: u64,
}

/// How far the demo's clock goes.
#[derive(Clone, Debug, InputObject)]
pub struct AdvanceClockInput {
    /// As ISO 8601 words it: P35D, PT36H, P1Y.
    pub by: String,
}

/// Where the demo's clock stands.
#[derive(Clone, Debug, Default, SimpleObject)]
pub struct ClockPayload {
    /// Now.
    pub now: Option<DateTime<Utc>>,
    /// How many deadlines were met on the way.
    pub deadlines: u64,
    /// Why it does not move.
    pub user_errors: Vec<UserError>,
}

/// Commands about operations.
#[derive(Default)]
pub struct Operations;

#[Object(name = "OperationsCommands")]
impl Operations {
    /// Start a failed operation again.
    async fn restart_operation(&self, ctx: &Context<'_>, input: OperationInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let operation = OperationNumber::new(input.operation);
        let done = application(ctx).restart_operation(operation, None, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(operation.to_string()))
    }

    /// Give a failed operation up: it leaves the pending report.
    async fn close_operation(&self, ctx: &Context<'_>, input: OperationInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let operation = OperationNumber::new(input.operation);
        let done = application(ctx).close_operation(operation, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(operation.to_string()))
    }

    /// Move the demo's clock forward, meeting every deadline on the way. Only a demo's clock moves.
    async fn advance_clock(&self, ctx: &Context<'_>, input: AdvanceClockInput) -> Result<ClockPayload> {
        caller::admin(ctx)?;
        let Some(clock) = &ctx.data_unchecked::<Clock>().0 else {
            return Err(coded("NO_DEMO", "only a demo's clock can be moved"));
        };
        let Some(by) = crate::values::duration(&input.by) else {
            let message = "by: a duration like P35D, PT36H or P1Y is expected".to_owned();
            let error =
                UserError { code: "FIELDS_INVALID".to_owned(), field: Some("by".to_owned()), message };
            return Ok(ClockPayload { user_errors: vec![error], ..ClockPayload::default() });
        };
        let advance = clock.advance(by).await.map_err(|error| failure(&error))?;
        Ok(ClockPayload { now: Some(advance.now), deadlines: advance.deadlines, user_errors: vec![] })
    }
}
