//! The end of the journal: everything from now on, once, whatever the writers do; nothing from before.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::*;
use domain_model::EventSourced;
use journal::cluster::Role;
use journal::{Journal, Streams, Tail, TransactError, Unit, partition_of};
use sqlx::{Connection, PgConnection};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

async fn grant(journal: &Journal, purse: &str) {
    let purse = id(purse);
    let streams = Streams::new().with::<Purse>(&purse);
    let granted: Result<_, TransactError<<Purse as EventSourced>::Refusal>> = journal
        .transact(&cause(), streams, |unit: &mut Unit| {
            unit.execute::<Purse>(&purse, &PurseCommand::Grant(1)).map(|_| ())
        })
        .await;
    granted.unwrap();
}

/// One event on a plain connection, as any other writer would: the commit comes when the caller wants it.
async fn insert(tx: &mut PgConnection, id: &str, sequence: i64) {
    sqlx::query(
        "insert into events (partition, command_id, hash, recorded_at, aggregate_type, aggregate_id, sequence,
             event_type, event_version, payload, metadata)
         values ($1, gen_random_uuid(), sha256('x'), now(), 'raw', $2, $3, 'Granted', '1', '{}', '{}')",
    )
    .bind(partition_of("raw", id))
    .bind(id)
    .bind(sequence)
    .execute(tx)
    .await
    .unwrap();
}

/// What comes until `wanted` events are there, or for so long: by stream, in the order in which it came.
async fn told(tail: &mut Tail, wanted: usize, patience: Duration) -> BTreeMap<String, Vec<i64>> {
    let (begun, mut heard, mut count) = (Instant::now(), BTreeMap::<String, Vec<i64>>::new(), 0);
    while count < wanted && begun.elapsed() < patience {
        for event in tail.next().await.unwrap() {
            count += 1;
            heard.entry(event.stream.to_string()).or_default().push(event.sequence);
        }
    }
    heard
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_event_from_now_on_is_told_once_and_in_the_order_of_its_stream() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    grant(&journal, "before").await;
    // Until no older transaction of another test on the same server stands before it.
    while journal.replay(1).next().await.unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut tail = journal.tail().await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8 {
        let journal = database.journal().await.unwrap();
        writers.spawn(async move {
            for _ in 0..50 {
                grant(&journal, &format!("purse-{writer}")).await;
            }
        });
    }
    let heard = told(&mut tail, 400, Duration::from_secs(60)).await;
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    let every: Vec<i64> = (1..=50).collect();
    let expected: BTreeMap<String, Vec<i64>> =
        (0..8).map(|writer| (format!("purse/purse-{writer}"), every.clone())).collect();
    assert_eq!(heard, expected);
    assert_eq!(told(&mut tail, 1, Duration::from_millis(600)).await, BTreeMap::new(), "told twice");
}

#[tokio::test]
async fn what_commits_late_is_not_passed_over() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let (mut slow, mut quick) = (
        database.connection(Role::Superuser).await.unwrap(),
        database.connection(Role::Superuser).await.unwrap(),
    );
    // The first writer has the lower transaction and position, and commits last.
    let mut late = slow.begin().await.unwrap();
    insert(&mut late, "late", 1).await;
    let mut tail = journal.tail().await.unwrap();
    insert(&mut quick, "late-too", 1).await;
    assert_eq!(
        told(&mut tail, 1, Duration::from_millis(600)).await,
        BTreeMap::new(),
        "read beyond the fence"
    );
    late.commit().await.unwrap();
    let heard = told(&mut tail, 2, Duration::from_secs(10)).await;
    let expected = [("raw/late".to_owned(), vec![1]), ("raw/late-too".to_owned(), vec![1])];
    assert_eq!(heard, expected.into());
}
