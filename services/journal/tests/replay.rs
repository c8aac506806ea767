//! Replays: every event once, those of a stream in order, page after page.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::*;
use journal::cluster::Role;
use journal::{Journal, StreamId, Streams, Unit};
use sqlx::Executor;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

async fn grant(journal: &Journal, purse: &str, times: usize) {
    let purse = id(purse);
    let work = |unit: &mut Unit| {
        (0..times).try_for_each(|_| unit.execute::<Purse>(&purse, &PurseCommand::Grant(1)).map(|_| ()))
    };
    journal.transact(&cause(), Streams::new().with::<Purse>(&purse), work).await.unwrap();
}

/// The numbers of each stream's events, in the order in which they came.
async fn replayed(journal: &Journal, at_once: usize) -> BTreeMap<StreamId, Vec<i64>> {
    let mut seen: BTreeMap<StreamId, Vec<i64>> = BTreeMap::new();
    let mut replay = journal.replay(at_once);
    while let Some(page) = replay.next().await.unwrap() {
        assert!(!page.is_empty());
        for event in page {
            assert_eq!(event.cursor.partition, event.stream.partition());
            seen.entry(event.stream).or_default().push(event.sequence);
        }
    }
    assert!(replay.next().await.unwrap().is_none(), "the end stays the end");
    seen
}

/// Waits until a replay has all of this: other tests on the same server hold transactions open, and what is newer
/// than those stands behind the fence for a while. What comes in the meantime is a beginning of each stream.
async fn assert_replayed(journal: &Journal, at_once: usize, expected: &BTreeMap<StreamId, Vec<i64>>) {
    let begun = Instant::now();
    loop {
        let seen = replayed(journal, at_once).await;
        if seen == *expected {
            return;
        }
        for (stream, numbers) in &seen {
            assert!(expected[stream].starts_with(numbers), "{at_once} at once: {stream} has {numbers:?}");
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{at_once} at once: {seen:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_replay_has_every_event_once_and_in_the_order_of_its_stream() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    assert!(replayed(&journal, 2).await.is_empty());
    // More than a page in one partition, and streams that share it with others.
    let mut expected = BTreeMap::new();
    for (purse, groups) in [("long", 10), ("a", 1), ("b", 2), ("c", 1)] {
        for _ in 0..groups {
            grant(&journal, purse, 450).await;
        }
        expected.insert(StreamId::of::<Purse>(&id(purse)), (1..=groups * 450).collect::<Vec<i64>>());
    }
    for at_once in [1, 3, 200] {
        assert_replayed(&journal, at_once, &expected).await;
    }
}

#[tokio::test]
async fn what_stands_behind_an_open_transaction_comes_later() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let stream = StreamId::of::<Purse>(&id("a"));
    let up_to = |last: i64| BTreeMap::from([(stream.clone(), (1..=last).collect::<Vec<_>>())]);
    grant(&journal, "a", 3).await;
    assert_replayed(&journal, 2, &up_to(3)).await;
    let mut open = database.connection(Role::Owner).await.unwrap();
    open.execute("begin; select pg_current_xact_id()").await.unwrap();
    grant(&journal, "a", 2).await;
    assert_eq!(replayed(&journal, 2).await, up_to(3));
    open.execute("commit").await.unwrap();
    assert_replayed(&journal, 2, &up_to(5)).await;
}

#[tokio::test]
async fn an_unreadable_event_is_an_error_and_not_the_end() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    grant(&journal, "a", 1).await;
    assert_replayed(&journal, 1, &BTreeMap::from([(StreamId::of::<Purse>(&id("a")), vec![1])])).await;
    let mut owner = database.connection(Role::Owner).await.unwrap();
    let damage = "alter table events drop constraint events_hash_check; update events set hash = 'short'";
    owner.execute(damage).await.unwrap();
    assert!(journal.replay(2).next().await.is_err());
}
