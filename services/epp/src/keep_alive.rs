//! Sessions stay open while nothing is to be sent: registries close idle ones, and a command that has to log in
//! first is slow.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::pool::Pool;

/// Looks after the idle sessions until the pool is closed or gone.
pub(crate) async fn run(pool: Weak<Pool>, every: Duration) {
    let every = every.clamp(Duration::from_millis(20), Duration::from_secs(30));
    loop {
        sleep(every).await;
        match pool.upgrade() {
            Some(pool) if !pool.is_closed() => {
                greet_idle(&pool).await;
                open_warm(&pool).await;
            }
            _ => return,
        }
    }
}

/// Says hello on every session that was idle for the configured time. One that does not answer is dropped.
async fn greet_idle(pool: &Arc<Pool>) {
    let times = &pool.config.timeouts;
    let Some(since) = Instant::now().checked_sub(times.keep_alive) else { return };
    while let Some(_slot) = pool.free_slot() {
        let Some(mut session) = pool.take_idle_since(since) else { return };
        match session.hello(times.command).await {
            Ok(()) => pool.put_back(session),
            Err(error) => {
                tracing::info!(registry = %pool.config.id, %error, "idle session lost");
                pool.failed(&error.to_string());
            }
        }
    }
}

/// Opens sessions up to the number that is kept warm.
pub(crate) async fn open_warm(pool: &Arc<Pool>) {
    let warm = pool.config.limits.warm_sessions.min(pool.config.limits.sessions);
    while pool.open_sessions() < warm && pool.may_open() {
        let Some(_slot) = pool.free_slot() else { return };
        match pool.open_session().await {
            Ok(session) => pool.put_back(session),
            Err(_) => return,
        }
    }
}
