//! News inside the process and between processes: something was committed, something was erased.
//!
//! `NOTIFY` inside a transaction takes a global lock through its commit and would undo the grouping, so it is sent
//! after the commit, coalesced, on a connection of its own that does not wait for the disk. Nobody depends on it:
//! followers poll as well.

use crate::append::Places;
use crate::connections::Connections;
use crate::news::{EVERYWHERE, Marks, Mask, bit};
use crate::stream::{Cursor, PARTITIONS};
use crate::vault::Vault;
use sqlx::postgres::PgListener;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

pub(crate) const COMMITTED_CHANNEL: &str = "journal_committed";

/// The least pause between two notifications of other processes.
const NOTIFY_PAUSE: Duration = Duration::from_millis(20);

/// The last known place of every partition.
pub(crate) type Frontier = [Cursor; PARTITIONS as usize];

/// How far a follower has come, as far as this process knows.
pub(crate) struct Progress {
    reached: Mutex<Frontier>,
    pub moved: Notify,
}

impl Progress {
    fn new() -> Self {
        Self { reached: Mutex::new(start()), moved: Notify::new() }
    }

    pub fn advance(&self, cursors: &[Cursor]) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        for cursor in cursors {
            let known = &mut reached[cursor.partition as usize];
            *known = (*known).max(*cursor);
        }
        drop(reached);
        self.moved.notify_waiters();
    }

    pub fn has_reached(&self, cursors: &[Cursor]) -> bool {
        let reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        cursors.iter().all(|cursor| reached[cursor.partition as usize] >= *cursor)
    }
}

pub(crate) fn start() -> Frontier {
    std::array::from_fn(|partition| Cursor::start(partition as i16))
}

/// Where news is spread.
pub(crate) struct Hub {
    frontier: Mutex<Frontier>,
    marks: Marks,
    /// What other processes have not been told yet.
    untold: AtomicU64,
    commits: watch::Sender<u64>,
    jobs: watch::Sender<u64>,
    mails: watch::Sender<u64>,
    tell_others: Notify,
    progress: Mutex<HashMap<String, Arc<Progress>>>,
}

impl Hub {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            frontier: Mutex::new(start()),
            marks: Marks::new(),
            untold: AtomicU64::new(0),
            commits: watch::Sender::new(0),
            jobs: watch::Sender::new(0),
            mails: watch::Sender::new(0),
            tell_others: Notify::new(),
            progress: Mutex::default(),
        })
    }

    /// A group of ours is durable.
    pub fn committed(&self, places: &Places, jobs: bool) {
        let mut stirred: Mask = 0;
        let mut frontier = self.frontier.lock().unwrap_or_else(PoisonError::into_inner);
        for place in places.iter().flatten() {
            stirred |= bit(place.partition);
            let known = &mut frontier[place.partition as usize];
            *known = (*known).max(*place);
        }
        drop(frontier);
        self.untold.fetch_or(stirred, Ordering::AcqRel);
        self.marks.stir(stirred);
        self.commits.send_modify(|count| *count += 1);
        if jobs {
            self.jobs_changed();
        }
        self.tell_others.notify_one();
    }

    pub fn jobs_changed(&self) {
        self.jobs.send_modify(|count| *count += 1);
    }

    /// A mail of ours is durable.
    pub fn mail_came(&self) {
        self.mails.send_modify(|count| *count += 1);
        self.tell_others.notify_one();
    }

    /// Something was committed by another process, in these partitions.
    pub fn heard(&self, partitions: Mask) {
        self.marks.stir(partitions);
        self.commits.send_modify(|count| *count += 1);
        self.jobs_changed();
        self.mails.send_modify(|count| *count += 1);
    }

    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    pub fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    pub fn jobs(&self) -> watch::Receiver<u64> {
        self.jobs.subscribe()
    }

    pub fn mails(&self) -> watch::Receiver<u64> {
        self.mails.subscribe()
    }

    /// The last places that this process committed.
    pub fn frontier(&self) -> Frontier {
        *self.frontier.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn progress(&self, follower: &str) -> Arc<Progress> {
        let mut all = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(follower.to_owned()).or_insert_with(|| Arc::new(Progress::new())).clone()
    }
}

/// Tells other processes, at most every [`NOTIFY_PAUSE`], until stopped.
pub(crate) async fn tell_others(
    hub: Arc<Hub>,
    connections: Connections,
    me: String,
    stop: CancellationToken,
) {
    let mut connection = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = hub.tell_others.notified() => {}
        }
        if connection.is_none() {
            connection = connections.open().await.ok();
        }
        if let Some(open) = &mut connection {
            // Taken before it is told: what is committed meanwhile is told next.
            let news = told_as(&me, hub.untold.swap(0, Ordering::AcqRel));
            let told = sqlx::query("select pg_notify($1, $2)")
                .bind(COMMITTED_CHANNEL)
                .bind(news)
                .execute(open)
                .await;
            if let Err(error) = told {
                tracing::debug!(error = %error, "could not tell other processes; they poll");
                connection = None;
            }
        }
        tokio::time::sleep(NOTIFY_PAUSE).await;
    }
}

/// `PROCESS PARTITIONS`, these as bits in hexadecimal.
fn told_as(process: &str, partitions: Mask) -> String {
    format!("{process} {partitions:x}")
}

/// The partitions that another process tells of; nothing where it was this one. Who tells nothing of partitions, as a
/// process of an earlier version, may mean any.
fn heard_of(me: &str, news: &str) -> Option<Mask> {
    let (process, partitions) = news.rsplit_once(' ').unwrap_or((news, ""));
    (process != me).then(|| Mask::from_str_radix(partitions, 16).unwrap_or(EVERYWHERE))
}

/// Hears other processes until stopped. After a lost connection everything may have happened.
pub(crate) async fn hear_others(
    hub: Arc<Hub>,
    pool: sqlx::PgPool,
    vault: Vault,
    me: String,
    stop: CancellationToken,
) {
    loop {
        let heard = tokio::select! {
            () = stop.cancelled() => return,
            heard = listen(&hub, &pool, &vault, &me) => heard,
        };
        if let Err(error) = heard {
            tracing::debug!(error = %error, "the listening connection was lost");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
    }
}

async fn listen(hub: &Hub, pool: &sqlx::PgPool, vault: &Vault, me: &str) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.eager_reconnect(false);
    listener.listen_all([COMMITTED_CHANNEL, crate::vault::ERASED_CHANNEL]).await?;
    vault.forget_keys();
    hub.heard(EVERYWHERE);
    while let Some(news) = listener.try_recv().await? {
        match news.channel() {
            COMMITTED_CHANNEL => {
                if let Some(partitions) = heard_of(me, news.payload()) {
                    hub.heard(partitions);
                }
            }
            crate::vault::ERASED_CHANNEL => vault.forget_keys(),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processes_tell_each_other_where_something_happened() {
        let news = told_as("host-1-ab", bit(0) | bit(5));
        assert_eq!(heard_of("host-1-ab", &news), None, "one's own news");
        assert_eq!(heard_of("host-2-cd", &news), Some(bit(0) | bit(5)));
        assert_eq!(heard_of("host-2-cd", "host-1-ab"), Some(EVERYWHERE), "an earlier version");
    }
}
