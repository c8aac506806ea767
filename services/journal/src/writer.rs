//! The writer: whatever is pending is committed in one transaction.
//!
//! A lone append goes straight to a connection of its own, so that one client never waits for company. A group that
//! fails is split in halves until the append at fault stands alone; nothing is ever stored in part. A lost connection
//! leaves the outcome unknown: the database is asked for the command before anything is said or repeated.

use crate::append::{Append, Places, find, store};
use crate::connections::Connections;
use crate::error::{Fate, fate};
use crate::hub::Hub;
use futures::future::BoxFuture;
use sqlx::PgConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, mpsc, oneshot};

/// How the writer works. The defaults are those of production.
#[derive(Clone, Debug)]
pub struct WriterConfig {
    /// Groups that are committed at the same time.
    pub connections: usize,
    /// Appends that may wait; more callers wait for room.
    pub queue: usize,
    /// The most appends in one group.
    pub group: usize,
    /// The most bytes in one group, roughly.
    pub group_bytes: usize,
    /// How long a statement may take before its connection is given up.
    pub statement_timeout: Duration,
    /// How long a lost database is waited for before an outcome is reported as unknown.
    pub patience: Duration,
}

impl Default for WriterConfig {
    fn default() -> Self {
        Self {
            connections: 2,
            queue: 4096,
            group: 512,
            group_bytes: 8 << 20,
            statement_timeout: Duration::from_secs(10),
            patience: Duration::from_secs(30),
        }
    }
}

/// Why an append was not stored.
#[derive(Debug)]
pub(crate) enum AppendError {
    /// An event of this number exists.
    Conflict,
    /// One of the answers' keys is taken.
    KeyTaken,
    /// The database refuses it, and always will.
    Rejected(sqlx::Error),
    /// The connection was lost, and the database could not be asked in time.
    Unknown(sqlx::Error),
    /// The writer has stopped.
    Stopped,
}

type Outcome = Result<Places, AppendError>;

struct Pending {
    append: Append,
    answer: oneshot::Sender<Outcome>,
}

/// What the writer did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriterStatistics {
    /// Appends that went alone.
    pub alone: u64,
    /// Groups that were committed.
    pub groups: u64,
    /// Appends in those groups.
    pub grouped: u64,
}

#[derive(Clone)]
pub(crate) struct Writer(Arc<Inner>);

struct Inner {
    queue: mpsc::Sender<Pending>,
    scribe: Scribe,
    /// Appends on their way. The one that finds none bypasses the queue.
    under_way: AtomicUsize,
    alone: AtomicU64,
}

/// What stores groups: shared by the tasks and the lone callers.
#[derive(Clone)]
struct Scribe {
    connections: Connections,
    config: WriterConfig,
    hub: Arc<Hub>,
    groups: Arc<AtomicU64>,
    grouped: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the tasks; they end when the last clone of the writer is dropped.
    pub fn start(connections: Connections, config: WriterConfig, hub: Arc<Hub>) -> Self {
        let (queue, receiver) = mpsc::channel(config.queue);
        let receiver = Arc::new(Mutex::new(receiver));
        let scribe = Scribe { connections, config, hub, groups: Arc::default(), grouped: Arc::default() };
        for _ in 0..scribe.config.connections.max(1) {
            tokio::spawn(scribe.clone().run(receiver.clone()));
        }
        Self(Arc::new(Inner { queue, scribe, under_way: AtomicUsize::new(0), alone: AtomicU64::new(0) }))
    }

    /// Stores the append, alone or in company, and answers when it is durable.
    pub async fn submit(&self, append: Append) -> Outcome {
        let _under_way = UnderWay::enter(&self.0.under_way);
        if _under_way.first {
            self.0.alone.fetch_add(1, Ordering::Relaxed);
            return self.0.scribe.commit_alone(&append).await;
        }
        let (answer, outcome) = oneshot::channel();
        if self.0.queue.send(Pending { append, answer }).await.is_err() {
            return Err(AppendError::Stopped);
        }
        outcome.await.unwrap_or(Err(AppendError::Stopped))
    }

    pub fn statistics(&self) -> WriterStatistics {
        WriterStatistics {
            alone: self.0.alone.load(Ordering::Relaxed),
            groups: self.0.scribe.groups.load(Ordering::Relaxed),
            grouped: self.0.scribe.grouped.load(Ordering::Relaxed),
        }
    }
}

struct UnderWay<'a> {
    counter: &'a AtomicUsize,
    first: bool,
}

impl<'a> UnderWay<'a> {
    fn enter(counter: &'a AtomicUsize) -> Self {
        let first = counter.fetch_add(1, Ordering::AcqRel) == 0;
        Self { counter, first }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.counter.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Scribe {
    async fn run(self, receiver: Arc<Mutex<mpsc::Receiver<Pending>>>) {
        let mut connection = None;
        let mut carried: Vec<Pending> = vec![];
        loop {
            let mut pending = std::mem::take(&mut carried);
            if pending.is_empty() {
                let mut receiver = receiver.lock().await;
                if receiver.recv_many(&mut pending, self.config.group).await == 0 {
                    return;
                }
                // The callers that the last group released are about to ask again: let them run first.
                tokio::task::yield_now().await;
                while pending.len() < self.config.group
                    && let Ok(more) = receiver.try_recv()
                {
                    pending.push(more);
                }
            }
            let mut bytes = 0;
            let fits = pending.iter().take_while(|one| {
                bytes += one.append.weight();
                bytes <= self.config.group_bytes
            });
            let fits = fits.count().max(1);
            carried = pending.split_off(fits);
            self.commit_group(&mut connection, pending).await;
        }
    }

    async fn commit_group(&self, connection: &mut Option<PgConnection>, pending: Vec<Pending>) {
        let (appends, answers): (Vec<Append>, Vec<_>) =
            pending.into_iter().map(|one| (one.append, one.answer)).unzip();
        let group: Vec<&Append> = appends.iter().collect();
        let mut outcomes = Vec::with_capacity(group.len());
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.grouped.fetch_add(group.len() as u64, Ordering::Relaxed);
        self.commit(connection, &group, false, &mut outcomes).await;
        for (outcome, answer) in outcomes.into_iter().zip(answers) {
            // A caller that has gone away does not need its answer.
            let _ = answer.send(outcome);
        }
    }

    async fn commit_alone(&self, append: &Append) -> Outcome {
        let mut outcomes = Vec::with_capacity(1);
        match self.connections.checkout().await {
            Ok(mut checkout) => {
                // On loan until the outcome is known: a caller that gives up closes it.
                let mut connection = checkout.take();
                self.commit(&mut connection, &[append], false, &mut outcomes).await;
                checkout.give_back(connection);
            }
            Err(_) => self.commit(&mut None, &[append], false, &mut outcomes).await,
        }
        outcomes.pop().unwrap_or(Err(AppendError::Stopped))
    }

    /// Commits a group and pushes one outcome per append, in order. `in_doubt`: a connection was lost while this
    /// very group was being committed, so a duplicate may be our own.
    fn commit<'a>(
        &'a self,
        connection: &'a mut Option<PgConnection>,
        group: &'a [&'a Append],
        in_doubt: bool,
        outcomes: &'a mut Vec<Outcome>,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let mut trial = Trial::new(&self.config, in_doubt);
            loop {
                let error = match self.attempt(connection, group, trial.in_doubt).await {
                    Ok(places) => {
                        self.hub.committed(&places, group.iter().any(|append| !append.jobs.is_empty()));
                        outcomes.extend(group.iter().map(|_| Ok(places)));
                        return;
                    }
                    Err(error) => error,
                };
                match (fate(&error), group) {
                    (Fate::Duplicate, [append]) => {
                        outcomes.push(self.duplicate(connection, append, &mut trial, &error).await);
                        return;
                    }
                    (Fate::Rejected, [_]) => {
                        outcomes.push(Err(AppendError::Rejected(error)));
                        return;
                    }
                    (Fate::Duplicate | Fate::Rejected, _) => {
                        let (left, right) = group.split_at(group.len() / 2);
                        self.commit(connection, left, trial.in_doubt, outcomes).await;
                        self.commit(connection, right, trial.in_doubt, outcomes).await;
                        return;
                    }
                    (Fate::Transient | Fate::Unknown, _) => {
                        let unknown = fate(&error) == Fate::Unknown;
                        if unknown {
                            *connection = None;
                            self.connections.forget_idle();
                        }
                        if !trial.again(unknown).await {
                            tracing::error!(error = %error, appends = group.len(), "gave up on a group of appends");
                            outcomes.extend(group.iter().map(|_| Err(trial.verdict(&error))));
                            return;
                        }
                    }
                }
            }
        })
    }

    /// One attempt, on a connection that is opened if there is none. In doubt, it asks before it repeats.
    async fn attempt(
        &self,
        connection: &mut Option<PgConnection>,
        group: &[&Append],
        in_doubt: bool,
    ) -> Result<Places, sqlx::Error> {
        let connection = match connection {
            Some(connection) => connection,
            None => connection.insert(self.connections.open().await?),
        };
        let work = async {
            if in_doubt && let Some(places) = self.found(connection, group).await? {
                return Ok(places);
            }
            store(connection, group).await
        };
        tokio::time::timeout(self.config.statement_timeout, work)
            .await
            .unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::Error::from(std::io::ErrorKind::TimedOut))))
    }

    /// Whether the whole group is stored. It is, if any of it is: look at one that leaves a trace.
    async fn found(
        &self,
        connection: &mut PgConnection,
        group: &[&Append],
    ) -> Result<Option<Places>, sqlx::Error> {
        let mut all: Option<Places> = None;
        for append in group {
            let Some(places) = find(connection, append).await? else { return Ok(None) };
            let all = all.get_or_insert([None; crate::stream::PARTITIONS as usize]);
            for (known, found) in all.iter_mut().zip(places) {
                *known = (*known).max(found);
            }
        }
        Ok(all)
    }

    /// A single append met an existing row: its own, if the connection was lost before.
    async fn duplicate(
        &self,
        connection: &mut Option<PgConnection>,
        append: &Append,
        trial: &mut Trial,
        error: &sqlx::Error,
    ) -> Outcome {
        while trial.in_doubt {
            let asked = match connection {
                Some(connection) => self.found(connection, &[append]).await,
                None => match self.connections.open().await {
                    Ok(opened) => self.found(connection.insert(opened), &[append]).await,
                    Err(error) => Err(error),
                },
            };
            match asked {
                Ok(Some(places)) => {
                    self.hub.committed(&places, !append.jobs.is_empty());
                    return Ok(places);
                }
                Ok(None) => break,
                Err(error) => {
                    *connection = None;
                    if !trial.again(true).await {
                        return Err(AppendError::Unknown(error));
                    }
                }
            }
        }
        let constraint = error.as_database_error().and_then(|database| database.constraint());
        Err(match constraint {
            Some("events_pkey") => AppendError::Conflict,
            Some("idempotency_pkey") => AppendError::KeyTaken,
            other => AppendError::Rejected(sqlx::Error::Protocol(format!(
                "unexpected duplicate under {}",
                other.unwrap_or("an unnamed constraint")
            ))),
        })
    }
}

/// Patience with one group.
struct Trial {
    deadline: Instant,
    pause: Duration,
    in_doubt: bool,
}

impl Trial {
    fn new(config: &WriterConfig, in_doubt: bool) -> Self {
        Self { deadline: Instant::now() + config.patience, pause: Duration::from_millis(5), in_doubt }
    }

    /// Waits before another attempt; false when the patience is over.
    async fn again(&mut self, unknown: bool) -> bool {
        self.in_doubt |= unknown;
        if Instant::now() + self.pause > self.deadline {
            return false;
        }
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(Duration::from_secs(1));
        true
    }

    fn verdict(&self, error: &sqlx::Error) -> AppendError {
        let error = sqlx::Error::Protocol(error.to_string());
        if self.in_doubt { AppendError::Unknown(error) } else { AppendError::Rejected(error) }
    }
}
