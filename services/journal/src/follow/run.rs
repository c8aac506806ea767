//! The loop of a follower.

use super::batch::{self, BatchError, LIVE};
use super::lease::{Leases, Lessee, ensure_checkpoints};
use super::{FollowOptions, Follower};
use crate::connections::Checkout;
use crate::error::JournalError;
use crate::hub::Progress;
use crate::journal::Journal;
use crate::news::{Mask, Stirred, bit};
use crate::recorded::Recorded;
use crate::stream::{Cursor, StreamId};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// A partition whose next batch fails.
struct Trouble {
    attempts: u32,
    until: Instant,
    /// How many events are tried at once: halved with every failure, until the one at fault stands alone.
    limit: usize,
}

struct Runner<'j, F> {
    journal: &'j Journal,
    follower: F,
    name: String,
    options: FollowOptions,
    lessee: Lessee,
    leases: Leases,
    troubles: HashMap<i16, Trouble>,
    progress: Arc<Progress>,
    commits: watch::Receiver<u64>,
    /// Where we came to in each partition, as far as this process knows.
    reached: HashMap<i16, Cursor>,
    stirred: Stirred,
}

/// Repeated, because a process often starts before its database.
pub(super) async fn set_up(journal: &Journal, follower: &impl Follower) -> Result<(), JournalError> {
    let (name, schema) = (follower.name().to_owned(), follower.schema());
    let setting_up = journal
        .follower_connections()
        .repeat(journal.config().writer.patience, |connection, _| {
            let name = &name;
            Box::pin(async move {
                batch::make_tables(connection, schema, LIVE).await?;
                ensure_checkpoints(connection, name).await
            })
        })
        .await;
    setting_up.map_err(JournalError::database("setting a follower up"))
}

pub(super) async fn follow<F: Follower>(
    journal: &Journal,
    follower: F,
    options: FollowOptions,
    stop: CancellationToken,
) -> Result<(), JournalError> {
    set_up(journal, &follower).await?;
    let name = follower.name().to_owned();
    let lessee = Lessee::new(&name, journal.name(), options.lease);
    let mut runner = Runner {
        journal,
        follower,
        lessee,
        leases: Leases::default(),
        troubles: HashMap::new(),
        progress: journal.hub().progress(&name),
        commits: journal.hub().commits(),
        reached: HashMap::new(),
        stirred: Stirred::new(options.poll),
        name,
        options,
    };
    runner.run(&stop).await;
    Ok(())
}

impl<F: Follower> Runner<'_, F> {
    async fn run(&mut self, stop: &CancellationToken) {
        let mut pause = Duration::from_millis(10);
        while !stop.is_cancelled() {
            let mut checkout = match self.journal.follower_connections().checkout().await {
                Ok(checkout) => checkout,
                Err(error) => {
                    tracing::warn!(follower = %self.name, error = %error, "no connection for a follower");
                    self.sleep(pause, stop).await;
                    pause = (pause * 2).min(Duration::from_secs(2));
                    continue;
                }
            };
            match self.work(&mut checkout, stop).await {
                Ok(()) => checkout.put_back(),
                Err(error) => {
                    tracing::warn!(follower = %self.name, error = %error, "a follower lost its connection");
                    drop(checkout);
                    self.journal.follower_connections().forget_idle();
                    self.lessee.distrust();
                    self.sleep(pause, stop).await;
                    pause = (pause * 2).min(Duration::from_secs(2));
                    continue;
                }
            }
            pause = Duration::from_millis(10);
        }
        if let Ok(mut checkout) = self.journal.follower_connections().checkout().await
            && self.lessee.leave(&mut checkout).await.is_ok()
        {
            checkout.put_back();
        }
    }

    async fn sleep(&self, pause: Duration, stop: &CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }

    /// Works on one connection until stopped or until the database fails.
    async fn work(&mut self, connection: &mut Checkout, stop: &CancellationToken) -> Result<(), sqlx::Error> {
        let mut empty_polls = 0_u32;
        while !stop.is_cancelled() {
            if self.lessee.is_due() {
                self.leases = self.lessee.renew(connection).await?;
                self.stirred.everywhere();
                let held = &self.leases.held;
                self.reached.retain(|partition, _| held.contains_key(partition));
                self.troubles.retain(|partition, _| held.contains_key(partition));
            }
            self.commits.mark_unchanged();
            let (calm, troubled) = self.partitions();
            let mut applied = 0;
            if !calm.is_empty() {
                applied += self.step(connection, &calm, self.fair_limit(calm.len())).await?;
            }
            for (partition, limit) in troubled {
                applied += self.step(connection, &[partition], limit).await?;
            }
            if applied > 0 {
                empty_polls = 0;
                continue;
            }
            let outstanding = self.outstanding();
            self.stirred.looked(outstanding);
            empty_polls += 1;
            self.wait(empty_polls, stop).await;
        }
        Ok(())
    }

    /// Partitions with news and without trouble, and those with trouble whose pause is over.
    fn partitions(&mut self) -> (Vec<i16>, Vec<(i16, usize)>) {
        let now = Instant::now();
        let stirred = self.stirred.due(self.journal.hub().marks());
        let held = self.leases.held.keys().copied().filter(|partition| stirred & bit(*partition) != 0);
        let calm = held.filter(|partition| !self.troubles.contains_key(partition)).collect();
        let due = self.troubles.iter().filter(|(_, trouble)| trouble.until <= now);
        (calm, due.map(|(partition, trouble)| (*partition, trouble.limit)).collect())
    }

    fn fair_limit(&self, partitions: usize) -> usize {
        (self.options.batch / partitions.max(1)).max(8)
    }

    /// Where this process committed what this follower has not seen.
    fn outstanding(&self) -> Mask {
        let frontier = self.journal.hub().frontier();
        let unseen = self.leases.held.keys().filter(|partition| {
            let reached = self.reached.get(partition).copied().unwrap_or(Cursor::start(**partition));
            !self.troubles.contains_key(partition) && frontier[**partition as usize] > reached
        });
        unseen.fold(0, |mask, partition| mask | bit(*partition))
    }

    /// Waits for news. What this process committed but cannot see yet stands behind somebody's open transaction: it
    /// is looked for again soon.
    async fn wait(&mut self, empty_polls: u32, stop: &CancellationToken) {
        let pause = if self.outstanding() != 0 {
            Duration::from_millis(1 << empty_polls.min(6)).min(self.options.poll)
        } else {
            self.options.poll
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
            _ = self.commits.changed() => {}
        }
    }

    /// One batch: read, applied, checkpoints moved. Answers how many events. Only a failing database is an error.
    async fn step(
        &mut self,
        connection: &mut Checkout,
        partitions: &[i16],
        limit: usize,
    ) -> Result<usize, sqlx::Error> {
        let epoch = self.journal.epoch();
        let upcasters = self.journal.upcasters();
        let events = batch::poll(connection, &self.name, partitions, limit as i64, epoch, upcasters).await?;
        if events.is_empty() {
            for partition in partitions {
                self.troubles.remove(partition);
            }
            return Ok(0);
        }
        let fences = &self.leases.held;
        match batch::apply(connection, &mut self.follower, &self.name, fences, &events, LIVE).await {
            Ok(ends) => {
                self.progress.advance(&ends);
                self.reached.extend(ends.iter().map(|end| (end.partition, *end)));
                for end in &ends {
                    self.relax(end.partition);
                }
                Ok(events.len())
            }
            Err(BatchError::Database(error)) if crate::error::fate(&error) == crate::error::Fate::Unknown => {
                Err(error)
            }
            Err(BatchError::Fenced) => {
                tracing::info!(follower = %self.name, "a partition went to another process");
                self.lessee.distrust();
                Ok(0)
            }
            Err(BatchError::Database(error)) => self.fail(connection, &events, &error.to_string()).await,
            Err(BatchError::Follower(error)) => {
                if lost_connection(&*error) {
                    return Err(sqlx::Error::Protocol(error.to_string()));
                }
                self.fail(connection, &events, &error.to_string()).await
            }
        }
    }

    /// A batch that passed in a partition with trouble: twice as many next time, until it is calm again.
    fn relax(&mut self, partition: i16) {
        if let Some(trouble) = self.troubles.get_mut(&partition) {
            trouble.limit *= 2;
            trouble.attempts = 0;
            trouble.until = Instant::now();
            if trouble.limit > self.options.batch {
                self.troubles.remove(&partition);
            }
        }
    }

    /// A batch that failed: its partitions are tried one by one from now on, in smaller pieces, with a growing pause.
    async fn fail(
        &mut self,
        connection: &mut Checkout,
        events: &[Recorded],
        said: &str,
    ) -> Result<usize, sqlx::Error> {
        let mut by_partition: BTreeMap<i16, Vec<&Recorded>> = BTreeMap::new();
        for event in events {
            by_partition.entry(event.cursor.partition).or_default().push(event);
        }
        let alone = by_partition.len() == 1;
        for (partition, events) in &by_partition {
            let known = self.troubles.remove(partition);
            let attempts = known.as_ref().map_or(0, |trouble| trouble.attempts) + u32::from(alone);
            let limit = if alone { (events.len() / 2).max(1) } else { events.len() };
            let poisonous = alone && events.len() == 1;
            let pause =
                if poisonous { back_off(attempts, self.options.longest_pause) } else { Duration::ZERO };
            self.troubles.insert(*partition, Trouble { attempts, until: Instant::now() + pause, limit });
            if poisonous {
                let (stream, sequence): (&StreamId, i64) = (&events[0].stream, events[0].sequence);
                tracing::error!(follower = %self.name, %stream, sequence, attempts, error = said,
                    "an event cannot be applied; it is tried again and holds up its partition");
                self.report(connection, *partition, said).await?;
            }
        }
        Ok(0)
    }

    async fn report(&self, connection: &mut Checkout, partition: i16, said: &str) -> Result<(), sqlx::Error> {
        sqlx::query(
            "update checkpoints set failures = failures + 1, failing_since = coalesce(failing_since, now()),
                 last_error = left($3, 500)
             where follower = $1 and partition = $2",
        )
        .bind(&self.name)
        .bind(partition)
        .bind(said)
        .execute(&mut **connection)
        .await
        .map(|_| ())
    }
}

fn lost_connection(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error
        .downcast_ref::<sqlx::Error>()
        .is_some_and(|error| crate::error::fate(error) == crate::error::Fate::Unknown)
}

fn back_off(attempts: u32, longest: Duration) -> Duration {
    Duration::from_millis(50 << attempts.min(12)).min(longest)
}
