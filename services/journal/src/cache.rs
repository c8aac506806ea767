//! States in memory, and one lock per stream.

use crate::chain::{EventHash, GENESIS};
use crate::kind::{Kind, State};
use crate::stream::{Cursor, StreamId};
use crate::vault::Vault;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::OwnedMutexGuard;

/// A stream's state after its event number `version`.
#[derive(Clone)]
pub(crate) struct Held {
    pub state: State,
    /// The last event's number; 0 before the first.
    pub version: i64,
    /// The last event's link.
    pub hash: EventHash,
    /// The last event's place.
    pub cursor: Option<Cursor>,
    /// Bytes, roughly.
    pub weight: u32,
}

impl Held {
    pub fn empty(kind: &dyn Kind) -> Self {
        Self { state: kind.empty(), version: 0, hash: GENESIS, cursor: None, weight: 0 }
    }

    /// Weighs anew now and then; in between, the last weight serves.
    pub fn weighed(mut self, kind: &dyn Kind) -> Self {
        const EVERY: i64 = 64;
        if self.weight == 0 || self.version % EVERY == 0 {
            let overhead = 256;
            self.weight = u32::try_from(kind.weigh(&self.state) + overhead).unwrap_or(u32::MAX);
        }
        self
    }
}

/// A state, and until when it is known to have been the stream's.
#[derive(Clone)]
struct Kept {
    /// The vault's when it was loaded.
    generation: u64,
    held: Held,
    confirmed: Instant,
}

/// States, bounded by their weight. What was opened before an erasure is not served after it.
pub(crate) struct Cache {
    states: moka::sync::Cache<StreamId, Kept>,
    vault: Vault,
}

impl Cache {
    pub fn new(bytes: u64, vault: Vault) -> Self {
        let states = moka::sync::Cache::builder()
            .max_capacity(bytes)
            .weigher(|_: &StreamId, kept: &Kept| kept.held.weight)
            .build();
        Self { states, vault }
    }

    pub fn get(&self, stream: &StreamId) -> Option<Held> {
        self.kept(stream).map(|kept| kept.held)
    }

    /// As it was committed, loaded or confirmed by this process within `age`.
    pub fn get_lately(&self, stream: &StreamId, age: Duration) -> Option<Held> {
        self.kept(stream).filter(|kept| kept.confirmed.elapsed() < age).map(|kept| kept.held)
    }

    fn kept(&self, stream: &StreamId) -> Option<Kept> {
        self.states.get(stream).filter(|kept| kept.generation == self.vault.generation())
    }

    /// `generation` is the vault's when the state was loaded. A state that is newer stays.
    pub fn put(&self, stream: &StreamId, generation: u64, held: Held) {
        self.put_as_of(stream, generation, held, Instant::now());
    }

    /// As [`Cache::put`]; what was read stood in the database at `confirmed` or later.
    pub fn put_as_of(&self, stream: &StreamId, generation: u64, held: Held, confirmed: Instant) {
        let new = Kept { generation, held, confirmed };
        self.states.entry_by_ref(stream).and_upsert_with(|known| match known.map(moka::Entry::into_value) {
            Some(known) if known.generation == generation && known.held.version > new.held.version => known,
            _ => new,
        });
    }

    pub fn forget(&self, stream: &StreamId) {
        self.states.invalidate(stream);
    }

    pub fn generation(&self) -> u64 {
        self.vault.generation()
    }
}

const SHARDS: usize = 64;

type Shard = Mutex<HashMap<StreamId, Arc<tokio::sync::Mutex<()>>>>;

/// One asynchronous lock per stream in use.
pub(crate) struct Locks {
    shards: Box<[Shard]>,
    hasher: RandomState,
}

impl Locks {
    pub fn new() -> Arc<Self> {
        let shards = (0..SHARDS).map(|_| Shard::default()).collect();
        Arc::new(Self { shards, hasher: RandomState::new() })
    }

    fn shard(&self, stream: &StreamId) -> &Shard {
        &self.shards[self.hasher.hash_one(stream) as usize % SHARDS]
    }

    /// Locks one stream. Several are locked in the order of their ids, so that two units never wait on each other.
    pub async fn lock(self: &Arc<Self>, stream: &StreamId) -> StreamLock {
        let lock = {
            let mut shard = self.shard(stream).lock().unwrap_or_else(PoisonError::into_inner);
            shard.entry(stream.clone()).or_default().clone()
        };
        let mut waiting = StreamLock { guard: None, stream: stream.clone(), locks: self.clone() };
        waiting.guard = Some(lock.lock_owned().await);
        waiting
    }
}

/// Holds a stream's lock; forgets the lock when nobody waits for it.
pub(crate) struct StreamLock {
    guard: Option<OwnedMutexGuard<()>>,
    stream: StreamId,
    locks: Arc<Locks>,
}

impl Drop for StreamLock {
    fn drop(&mut self) {
        self.guard = None;
        let mut shard = self.locks.shard(&self.stream).lock().unwrap_or_else(PoisonError::into_inner);
        if shard.get(&self.stream).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            shard.remove(&self.stream);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_lock_excludes_and_is_forgotten() {
        let locks = Locks::new();
        let stream = StreamId::new("domain", "example.com");
        let first = locks.lock(&stream).await;
        let waiting = tokio::spawn({
            let (locks, stream) = (locks.clone(), stream.clone());
            async move { locks.lock(&stream).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        drop(first);
        drop(waiting.await.unwrap());
        assert!(locks.shards.iter().all(|shard| shard.lock().unwrap().is_empty()));
    }

    #[tokio::test]
    async fn a_cancelled_wait_leaves_nothing_behind() {
        let locks = Locks::new();
        let stream = StreamId::new("domain", "example.com");
        let first = locks.lock(&stream).await;
        let impatient = tokio::time::timeout(std::time::Duration::from_millis(5), locks.lock(&stream));
        assert!(impatient.await.is_err());
        drop(first);
        assert!(locks.shards.iter().all(|shard| shard.lock().unwrap().is_empty()));
    }
}
