//! The sandbox's time: real time plus an offset, so that a test can let years pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, SubsecRound, Utc};

/// A clock that the embedding program shifts through the handle. Clones show the same time.
#[derive(Debug, Clone, Default)]
pub struct SandboxClock {
    offset_milliseconds: Arc<AtomicI64>,
}

impl SandboxClock {
    /// The sandbox's present moment, to the millisecond that EPP shows.
    pub fn now(&self) -> DateTime<Utc> {
        let real = real_time();
        real.checked_add_signed(self.offset()).unwrap_or(real).trunc_subsecs(3)
    }

    /// The distance from real time.
    pub fn offset(&self) -> Duration {
        Duration::milliseconds(self.offset_milliseconds.load(Ordering::SeqCst))
    }

    pub(crate) fn set_offset(&self, offset: Duration) {
        self.offset_milliseconds.store(offset.num_milliseconds(), Ordering::SeqCst);
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the sandbox reads real time")]
fn real_time() -> DateTime<Utc> {
    Utc::now()
}
