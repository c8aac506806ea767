//! Moving the demo's time: it stops at each deadline in order, and what fell due is settled before it goes on.

use crate::application::Application;
use crate::ask::AskError;
use crate::ports::ManualClock;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Somebody else who sees the registrar's time: the sandbox registry.
#[async_trait]
pub trait TimeShift: Send + Sync {
    /// The next moment at which something falls due there, within `until`.
    async fn next_due(&self, until: DateTime<Utc>) -> Option<DateTime<Utc>>;

    /// Goes on to a time that is so far ahead of the real one, and settles what fell due.
    async fn shift(&self, offset: TimeDelta);
}

/// How far an advance has come.
#[derive(Clone, Copy, Debug)]
pub struct Advance {
    /// Where time stands.
    pub now: DateTime<Utc>,
    /// Where it goes.
    pub target: DateTime<Utc>,
    /// How many deadlines were met on the way.
    pub deadlines: u64,
}

/// Longest wait for what fell due at one moment.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(20);

impl Application {
    /// Moves time forward by `by`.
    ///
    /// # Errors
    /// The journal failed.
    pub async fn advance_time(
        &self,
        clock: &ManualClock,
        by: TimeDelta,
        others: &[Arc<dyn TimeShift>],
        mut progress: impl FnMut(Advance) + Send,
    ) -> Result<Advance, AskError> {
        let target = self.clock().now() + by;
        let mut advance = Advance { now: self.clock().now(), target, deadlines: 0 };
        self.settle(advance.now).await?;
        loop {
            let mut due = self.journal().jobs().next_due(self.clock().now()).await?;
            for other in others {
                due = [due, other.next_due(target).await].into_iter().flatten().min();
            }
            let Some(due) = due.filter(|due| *due <= target) else { break };
            self.move_to(clock, due.max(self.clock().now()), others).await?;
            self.settle(self.clock().now()).await?;
            advance.now = due;
            advance.deadlines += 1;
            progress(advance);
        }
        if target > self.clock().now() {
            self.move_to(clock, target, others).await?;
        }
        self.settle(self.clock().now()).await?;
        advance.now = target;
        progress(advance);
        Ok(advance)
    }

    async fn move_to(
        &self,
        clock: &ManualClock,
        to: DateTime<Utc>,
        others: &[Arc<dyn TimeShift>],
    ) -> Result<(), AskError> {
        // Whole seconds, rounded up: never before the deadline.
        let ahead = (to - journal::wall_clock()).num_seconds() + 1;
        let offset = TimeDelta::seconds(ahead);
        if offset > clock.offset() {
            let setting = journal::settings::CLOCK_OFFSET;
            self.journal().set_setting(setting, &ahead.to_string()).await?;
            clock.set(offset);
        }
        for other in others {
            other.shift(clock.offset()).await;
        }
        Ok(())
    }

    /// Waits until queues are empty, no job is due, and the views have seen it.
    async fn settle(&self, now: DateTime<Utc>) -> Result<(), AskError> {
        let begun = Instant::now();
        loop {
            let mut heard = 0;
            for registry in self.registries().iter() {
                heard += self.drain_queue(registry).await.unwrap_or(0);
            }
            let unsettled = self.journal().jobs().count_unsettled(now).await?;
            if (heard == 0 && unsettled == 0) || begun.elapsed() > PATIENCE {
                break;
            }
            tokio::time::sleep(LOOK).await;
        }
        self.views_caught_up(PATIENCE).await?;
        Ok(())
    }
}
