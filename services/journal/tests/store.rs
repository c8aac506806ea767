//! Snapshots, old shapes, the framework's seam.
#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::*;
use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateContext, AggregateError, EventStore};
use journal::cluster::Role;
use journal::test_support::TestDatabase;
use journal::{Journal, StreamId, Upcasters};
use serde_json::json;
use std::time::Duration;

async fn snapshot(database: &TestDatabase, at_least: i64) -> (i64, serde_json::Value) {
    let mut connection = database.connection(Role::Owner).await.unwrap();
    // It is written aside, when there is time for it.
    for _ in 0..1_500 {
        let found: Option<(i64, serde_json::Value)> =
            sqlx::query_as("select sequence, state from snapshots where sequence >= $1")
                .bind(at_least)
                .fetch_optional(&mut connection)
                .await
                .unwrap();
        if let Some(found) = found {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("no snapshot of event {at_least} or later");
}

/// The framework's own snapshots apply events twice (a balance of 500 is stored as 1,000): ours never do, and are used.
#[tokio::test]
async fn a_snapshot_holds_each_event_once_and_is_used() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    for _ in 0..10 {
        journal.execute::<Purse>(&id("a"), PurseCommand::Grant(50), &cause()).await.unwrap();
    }
    let (sequence, state) = snapshot(&database, 10).await;
    assert_eq!((sequence, state["granted"].clone()), (10, json!(500)));
    for _ in 0..3 {
        journal.execute::<Purse>(&id("a"), PurseCommand::Spend(10), &cause()).await.unwrap();
    }
    let other = database.journal().await.unwrap();
    let loaded = other.load::<Purse>(&id("a")).await.unwrap();
    assert_eq!((loaded.state.granted, loaded.state.spent, loaded.version), (500, 30, Some(13)));
    // That it is used at all shows when it lies.
    let mut owner = database.connection(Role::Owner).await.unwrap();
    let lie = "update snapshots set state = jsonb_set(state::jsonb, '{granted}', '777')::json";
    sqlx::query(lie).execute(&mut owner).await.unwrap();
    let misled = database.journal().await.unwrap();
    assert_eq!(misled.load::<Purse>(&id("a")).await.unwrap().state.granted, 777);
    // One of another shape, or of an event that the stream does not have, is ignored.
    for change in ["shape = 'older'", "hash = sha256('other')", "sequence = 12"] {
        sqlx::query("update snapshots set sequence = 10, shape = shape").execute(&mut owner).await.unwrap();
        sqlx::query(&format!("update snapshots set {change}")).execute(&mut owner).await.unwrap();
        let journal = database.journal().await.unwrap();
        let loaded = journal.load::<Purse>(&id("a")).await.unwrap();
        assert_eq!((loaded.state.granted, loaded.version), (500, Some(13)), "{change}");
    }
}

#[tokio::test]
async fn an_older_snapshot_never_replaces_a_newer_one() {
    let database = database().await;
    let journals = [database.journal().await.unwrap(), database.journal().await.unwrap()];
    for round in 0..60 {
        journals[round % 2].execute::<Purse>(&id("a"), PurseCommand::Grant(1), &cause()).await.unwrap();
    }
    let (sequence, state) = snapshot(&database, 60).await;
    assert_eq!((sequence, state["granted"].clone()), (60, json!(60)));
}

#[tokio::test]
async fn an_old_event_is_read_in_its_new_shape_everywhere() {
    let database = database().await;
    // Version 1 said `amount` in whole points times ten; version 2 says `points`.
    let mut owner = database.connection(Role::Owner).await.unwrap();
    sqlx::query(
        "insert into events (partition, command_id, hash, recorded_at, aggregate_type, aggregate_id, sequence,
             event_type, event_version, payload, metadata)
         values ($1, gen_random_uuid(), sha256('x'), now(), 'purse', 'a', 1, 'Granted', '1',
             '{\"Granted\": {\"amount\": 70}}', '{}')",
    )
    .bind(journal::partition_of("purse", "a"))
    .execute(&mut owner)
    .await
    .unwrap();
    let mut config = database.config();
    config.upcasters = Upcasters::new().with("Granted", "1", "2", |old| {
        let tenths = old["Granted"]["amount"].as_i64().unwrap_or(0);
        json!({"Granted": {"points": tenths / 10}})
    });
    let journal = Journal::connect(config).await.unwrap();
    assert_eq!(journal.load::<Purse>(&id("a")).await.unwrap().state.granted, 7);
    journal.execute::<Purse>(&id("a"), PurseCommand::Spend(7), &cause()).await.unwrap();
    let events = journal.read_stream(&StreamId::of::<Purse>(&id("a"))).await.unwrap();
    assert_eq!(events[0].event_version, "2");
    assert_eq!(events[0].decode::<PurseEvent>().unwrap(), PurseEvent::Granted { points: 7 });
    let envelopes = EventStore::<Purse>::load_events(&journal, "a").await.unwrap();
    assert_eq!(envelopes[0].payload, PurseEvent::Granted { points: 7 });
}

/// The column names are those of postgres-es, and so is what stands in them.
#[tokio::test]
async fn postgres_es_loads_our_streams() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    for command in [PurseCommand::Grant(9), PurseCommand::Spend(4), PurseCommand::Name(7, "Dupond".into())] {
        journal.execute::<Purse>(&id("a"), command, &cause()).await.unwrap();
    }
    let pool = sqlx::PgPool::connect(&database.url(Role::App)).await.unwrap();
    let theirs: PersistedEventStore<_, Purse> =
        PersistedEventStore::new_event_store(postgres_es::PostgresEventRepository::new(pool));
    let events = theirs.load_events("a").await.unwrap();
    let numbers: Vec<_> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(numbers, [1, 2, 3]);
    assert_eq!(events[0].metadata["actor"], "system");
    let mut context = theirs.load_aggregate("a").await.unwrap();
    assert_eq!(context.aggregate().available(), 5);
    let ours = journal.load::<Purse>(&id("a")).await.unwrap().state;
    assert_eq!(context.aggregate().granted, ours.granted);
    assert!(context.aggregate().owner.as_ref().unwrap().value().is_none(), "sealed values read closed there");
}

#[tokio::test]
async fn the_framework_works_on_our_streams() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let metadata = || cause().to_metadata().into_iter().collect();
    let stale = EventStore::<Purse>::load_aggregate(&journal, "a").await.unwrap();
    let context = EventStore::<Purse>::load_aggregate(&journal, "a").await.unwrap();
    let granted = vec![PurseEvent::Granted { points: 3 }, PurseEvent::Granted { points: 4 }];
    let stored = EventStore::<Purse>::commit(&journal, granted.clone(), context, metadata()).await.unwrap();
    assert_eq!(stored.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2]);
    let conflict = EventStore::<Purse>::commit(&journal, granted, stale, metadata()).await;
    assert!(matches!(conflict, Err(AggregateError::AggregateConflict)));
    let mut loaded = EventStore::<Purse>::load_aggregate(&journal, "a").await.unwrap();
    assert_eq!(loaded.aggregate().granted, 7);
    assert!(journal.verify(None, |_| {}).await.unwrap().is_sound());
}
