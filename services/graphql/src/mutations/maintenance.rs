//! The maintenance windows that registries announce.

use crate::caller::{application, support, visible};
use crate::payload::{DonePayload, Obstacle};
use crate::values::field;
use application::PlanMaintenance;
use async_graphql::{Context, InputObject, Object, Result};
use chrono::{DateTime, Utc};
use domain_model::values::{FieldError, Reason, RegistryId};

/// A window that a registry has announced.
#[derive(Clone, Debug, InputObject)]
pub struct PlanMaintenanceInput {
    /// The name of the registry's entry in the configuration.
    pub registry: String,
    /// From when on it is closed.
    pub from: DateTime<Utc>,
    /// Until when; at most seven days later.
    pub until: DateTime<Utc>,
    /// What the registry says about it.
    pub reason: String,
}

impl PlanMaintenanceInput {
    fn read(&self) -> Result<PlanMaintenance, Vec<FieldError>> {
        Ok(PlanMaintenance {
            registry: field("registry", RegistryId::parse(&self.registry))?,
            from: self.from,
            until: self.until,
            reason: field("reason", Reason::parse(&self.reason))?,
        })
    }
}

/// A window that does not take place, or is over before its time.
#[derive(Clone, Debug, InputObject)]
pub struct CallOffMaintenanceInput {
    /// The name of the registry's entry in the configuration.
    pub registry: String,
    /// The window's number.
    pub number: u32,
    /// How that is known.
    pub reason: String,
}

impl CallOffMaintenanceInput {
    fn read(&self) -> Result<(RegistryId, Reason), Vec<FieldError>> {
        Ok((
            field("registry", RegistryId::parse(&self.registry))?,
            field("reason", Reason::parse(&self.reason))?,
        ))
    }
}

/// Commands about maintenance windows.
#[derive(Default)]
pub struct Maintenance;

#[Object(name = "MaintenanceCommands")]
impl Maintenance {
    /// Write down a window in which a registry is closed: nothing new is sent there meanwhile, and what is asked for
    /// waits. Answers the window's number.
    #[graphql(visible = "visible::support")]
    async fn plan_maintenance(&self, ctx: &Context<'_>, input: PlanMaintenanceInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let done = match input.read() {
            Ok(plan) => application(ctx).plan_maintenance(plan, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |number| Some(number.to_string()))
    }

    /// A window does not take place, or is over before its time: what waits is sent within a minute.
    #[graphql(visible = "visible::support")]
    async fn call_off_maintenance(
        &self,
        ctx: &Context<'_>,
        input: CallOffMaintenanceInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let done = match input.read() {
            Ok((registry, reason)) => application(ctx)
                .call_off_maintenance(&registry, input.number, reason, &ask)
                .await
                .map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(input.number.to_string()))
    }
}
