//! Moving the demo's clock, for the GraphQL door.

use application::ports::ManualClock;
use application::{Advance, Application, AskError, TimeShift};
use async_trait::async_trait;
use chrono::TimeDelta;
use std::sync::Arc;
use tokio::sync::Mutex;

/// The demo's clock and everybody who sees its time.
pub struct DemoClock {
    application: Application,
    clock: ManualClock,
    others: Vec<Arc<dyn TimeShift>>,
    moving: Mutex<()>,
}

impl DemoClock {
    /// This clock, seen by these.
    pub fn new(application: Application, clock: ManualClock, others: Vec<Arc<dyn TimeShift>>) -> Self {
        Self { application, clock, others, moving: Mutex::new(()) }
    }
}

#[async_trait]
impl graphql::ClockControl for DemoClock {
    /// One at a time.
    async fn advance(&self, by: TimeDelta) -> Result<Advance, AskError> {
        let _alone = self.moving.lock().await;
        self.application
            .advance_time(&self.clock, by, &self.others, |step| {
                tracing::info!(now = %step.now, target = %step.target, "the demo's clock moves");
            })
            .await
    }
}
