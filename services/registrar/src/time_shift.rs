//! The sandbox registry sees the demo's time too.

use application::TimeShift;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use sandbox_registry::Handle;
use std::sync::Arc;

/// The sandbox registry as somebody who sees the registrar's time.
pub struct SandboxTime(pub Arc<Handle>);

#[async_trait]
impl TimeShift for SandboxTime {
    async fn next_due(&self, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.0.next_deadline().filter(|due| *due <= until)
    }

    async fn shift(&self, offset: TimeDelta) {
        if let Err(error) = self.0.set_clock_offset(offset).await {
            tracing::error!(error = %error, "the sandbox registry's clock was not moved");
        }
        if let Err(error) = self.0.settle().await {
            tracing::error!(error = %error, "the sandbox registry did not settle what fell due");
        }
    }
}
