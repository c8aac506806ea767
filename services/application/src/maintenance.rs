//! The maintenance windows that registries announce.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use chrono::{DateTime, Utc};
use domain_model::maintenance::{Command, Event, Maintenance, Window};
use domain_model::values::{Reason, RegistryId};
use journal::Streams;
use std::time::Duration;

/// A window to be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanMaintenance {
    /// Whose.
    pub registry: RegistryId,
    /// From when on it is closed.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// What it says about it.
    pub reason: Reason,
}

/// What another process has planned is heeded after so long.
const LATELY: Duration = Duration::from_secs(1);

impl Application {
    /// Plans a window, in which nothing new is sent to the registry; answers its number.
    ///
    /// # Errors
    /// No such registry is configured; the time is impossible or taken; or the database failed.
    #[boxed]
    pub async fn plan_maintenance(
        &self,
        asked: PlanMaintenance,
        ask: &Ask,
    ) -> Result<Accepted<u32>, AskError> {
        let PlanMaintenance { registry, from, until, reason } = asked;
        self.registries().get(&registry)?;
        let plan = Command::Plan { from, until, reason, at: ask.cause.at };
        self.once(ask, Streams::new().with::<Maintenance>(&registry), |work| {
            let events = work.execute::<Maintenance>(&registry, &plan)?;
            let number = |event| match event {
                Event::Planned { window } => Some(window.number),
                Event::CalledOff { .. } => None,
            };
            Ok(events.into_iter().find_map(number).unwrap_or_default())
        })
        .await
    }

    /// A window does not take place, or is over before its time: what waits is sent within a minute.
    ///
    /// # Errors
    /// There is no such window, or it is over; or the database failed.
    #[boxed]
    pub async fn call_off_maintenance(
        &self,
        registry: &RegistryId,
        number: u32,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        self.registries().get(registry)?;
        let call_off = Command::CallOff { number, reason, at: ask.cause.at };
        self.once(ask, Streams::new().with::<Maintenance>(registry), |work| {
            work.execute::<Maintenance>(registry, &call_off).map(|_| ())
        })
        .await
    }

    /// The windows of a registry that are under way or to come, the next one first.
    pub(crate) async fn maintenance_ahead(&self, registry: &RegistryId) -> Result<Vec<Window>, AskError> {
        let known = self.journal().load::<Maintenance>(registry).await?.state;
        Ok(known.ahead(self.clock().now()).cloned().collect())
    }

    /// The window of a registry that is under way.
    pub(crate) async fn under_maintenance(&self, registry: &RegistryId) -> Result<Option<Window>, AskError> {
        let known = self.journal().load_lately::<Maintenance>(registry, LATELY).await?;
        Ok(known.state.under_way(self.clock().now()).cloned())
    }
}
