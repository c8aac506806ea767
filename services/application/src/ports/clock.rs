//! Time. Commands take it as an argument; this is where the argument comes from.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The registrar's clock: what commands, deadlines and votes see. Leases, sign-in and `recorded_at` use real
/// time instead (`journal::wall_clock`).
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;
}

/// Real time.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> DateTime<Utc> {
        journal::wall_clock()
    }
}

/// Real time plus an offset that can be moved forward: the demo's, and that of tests.
#[derive(Clone, Debug, Default)]
pub struct ManualClock {
    offset_micros: Arc<AtomicI64>,
}

impl ManualClock {
    /// A clock that is ahead by `offset`.
    pub fn ahead(offset: TimeDelta) -> Self {
        let clock = Self::default();
        clock.set(offset);
        clock
    }

    /// How far it is ahead.
    pub fn offset(&self) -> TimeDelta {
        TimeDelta::microseconds(self.offset_micros.load(Ordering::SeqCst))
    }

    /// Sets how far it is ahead.
    pub fn set(&self, offset: TimeDelta) {
        self.offset_micros.store(offset.num_microseconds().unwrap_or(i64::MAX), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        journal::wall_clock() + self.offset()
    }
}
