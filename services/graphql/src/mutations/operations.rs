//! Operations as such, and the demo's clock.

mod restarts;

use crate::caller::{application, coded, support, visible};
use crate::payload::{DonePayload, Obstacle, UserError, failure};
use crate::values::field;
use crate::{Clock, caller};
use application::ByHand;
use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::{FieldError, OperationNumber, Reason, Sha256Digest};
use restarts::{RestartOperationsInput, RestartedOperation, restart};
use uuid::Uuid;

/// An operation.
#[derive(Clone, Debug, InputObject)]
pub struct OperationInput {
    /// Which.
    pub operation: u64,
}

/// An operation to be called off.
#[derive(Clone, Debug, InputObject)]
pub struct CancelOperationInput {
    /// Which.
    pub operation: u64,
    /// Why.
    pub reason: String,
}

/// An operation that the registry has carried out by another way than the session.
#[derive(Clone, Debug, InputObject)]
pub struct CompleteOperationInput {
    /// Which.
    pub operation: u64,
    /// Why it is believed.
    pub reason: String,
    /// SHA-256 of the document that proves it, hexadecimal.
    pub evidence: String,
}

/// A job that was given up.
#[derive(Clone, Debug, InputObject)]
pub struct RetryJobInput {
    /// Its id, as `parkedJobs` has it.
    pub job: Uuid,
}

/// A registry's message that a person has dealt with.
#[derive(Clone, Debug, InputObject)]
pub struct CloseRegistryMessageInput {
    /// Which registry.
    pub registry: String,
    /// The message's id there.
    pub id: String,
    /// What was done about it.
    pub reason: String,
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
    #[graphql(visible = "visible::support")]
    async fn restart_operation(&self, ctx: &Context<'_>, input: OperationInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let operation = OperationNumber::new(input.operation);
        let done = application(ctx).restart_operation(operation, None, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(operation.to_string()))
    }

    /// Start failed operations again, one after the other: each is answered for itself, and one that cannot be started does
    /// not keep the others back.
    #[graphql(visible = "visible::support", complexity = "10_000 + child_complexity")]
    async fn restart_operations(
        &self,
        ctx: &Context<'_>,
        input: RestartOperationsInput,
    ) -> Result<Vec<RestartedOperation>> {
        let ask = support(ctx)?.ask(ctx, None);
        restart(ctx, input, &ask).await
    }

    /// Give a failed operation up: it leaves the pending report.
    #[graphql(visible = "visible::support")]
    async fn close_operation(&self, ctx: &Context<'_>, input: OperationInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let operation = OperationNumber::new(input.operation);
        let done = application(ctx).close_operation(operation, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(operation.to_string()))
    }

    /// Call an operation off that was not sent yet, or give a failed one up: what it held is free again.
    #[graphql(visible = "visible::support")]
    async fn cancel_operation(&self, ctx: &Context<'_>, input: CancelOperationInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let operation = OperationNumber::new(input.operation);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                application(ctx).cancel_operation(operation, reason, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(operation.to_string()))
    }

    /// Mark an operation at the registry as done, on the evidence of a document: the registry is asked what it shows,
    /// and the points are settled.
    #[graphql(visible = "visible::support")]
    async fn complete_operation(
        &self,
        ctx: &Context<'_>,
        input: CompleteOperationInput,
    ) -> Result<DonePayload> {
        let caller = support(ctx)?;
        let ask = caller.ask(ctx, Some(&input.reason));
        let operation = OperationNumber::new(input.operation);
        let read = || -> Result<_, Vec<FieldError>> {
            Ok(ByHand {
                operator: caller.login.to_string(),
                reason: field("reason", Reason::parse(&input.reason))?,
                evidence: field("evidence", Sha256Digest::parse(&input.evidence))?,
            })
        };
        let done = match read() {
            Ok(by) => application(ctx).complete_operation(operation, by, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(operation.to_string()))
    }

    /// Open a job again that was given up.
    #[graphql(visible = "visible::support")]
    async fn retry_job(&self, ctx: &Context<'_>, input: RetryJobInput) -> Result<DonePayload> {
        let caller = support(ctx)?;
        let done = application(ctx).retry_job(input.job, &caller.at_work(), &caller.ask(ctx, None)).await;
        DonePayload::answer(done.map_err(Obstacle::from), |job| Some(job.clone()))
    }

    /// Say that a registry's message has been dealt with.
    #[graphql(visible = "visible::support")]
    async fn close_registry_message(
        &self,
        ctx: &Context<'_>,
        input: CloseRegistryMessageInput,
    ) -> Result<DonePayload> {
        let caller = support(ctx)?;
        let (who, ask) = (caller.at_work(), caller.ask(ctx, Some(&input.reason)));
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => application(ctx)
                .close_registry_message(&input.registry, &input.id, &reason, &who, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |message| Some(message.clone()))
    }

    /// Move the demo's clock forward, meeting every deadline on the way. Only a demo's clock moves.
    #[graphql(visible = "visible::admin")]
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
