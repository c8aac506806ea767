//! Replays: every event once, those of a stream in order, page after page.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::*;
use journal::cluster::Role;
use journal::{Cursor, Journal, Recorded, StreamId, Streams, Unit};
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

/// Rows as nobody writes them, but as the table takes them: large, empty, old, in other scripts.
const ODD_ROWS: &str = r#"
    insert into events (partition, recorded_at, command_id, hash, aggregate_type, aggregate_id, sequence,
        event_type, event_version, payload, metadata)
    select $1, t.at::timestamptz, gen_random_uuid(), decode(repeat('0a', 32), 'hex'), 'purse', $2, row_number() over (),
        t.kind, t.version, t.payload::json, t.metadata::json
    from (values
        ('1969-12-31 23:59:59.999999+00', 'Granted', '2', '{"Granted":{"points":1}}', '{}'),
        ('0001-01-01 00:00:00+00', 'Größe', '', '{"Größe": "漢字 \u0000 🦀"}', '{"actor":"caché"}'),
        ('4713-01-01 00:00:00+00 BC', '', '1', ' [ null ,  1e400 ] ', '{}'),
        ('9999-12-31 23:59:59.999999+00', 'Granted', '2', 'null', '{}'),
        ('2000-01-01 00:00:00+00', 'Large', '1', '"' || repeat('é', 1500000) || '"', '{}')
    ) as t (at, kind, version, payload, metadata)
    union all
    select $1, now(), gen_random_uuid(), decode(repeat('0b', 32), 'hex'), 'purse', $2, 5 + n,
        'Large', '1', ('"' || repeat('x', 1200000) || n || '"')::json, ('{"n":"' || n || '"}')::json
    from generate_series(1, 24) n"#;

#[tokio::test]
async fn a_replay_reads_what_reading_stream_by_stream_reads() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let mut owner = database.connection(Role::Owner).await.unwrap();
    let odd = StreamId::new("purse", "ödd ✓");
    sqlx::query(ODD_ROWS).bind(odd.partition()).bind(odd.aggregate_id()).execute(&mut owner).await.unwrap();
    let empty = StreamId::new("purse", "");
    let moved = "update events set aggregate_id = $1, partition = $2, sequence = 1 where sequence = 3";
    sqlx::query(moved).bind("").bind(empty.partition()).execute(&mut owner).await.unwrap();
    let mut streams = vec![odd, empty];
    for n in 0..40 {
        let purse = id(&format!("purse-{n}"));
        let work = |unit: &mut Unit| {
            unit.execute::<Purse>(&purse, &PurseCommand::Name(n, format!("person {n}")))?;
            unit.execute::<Purse>(&purse, &PurseCommand::Grant(5))?;
            unit.execute::<Purse>(&purse, &PurseCommand::Step("é".to_owned())).map(|_| ())
        };
        journal.transact(&cause(), Streams::new().with::<Purse>(&purse), work).await.unwrap();
        streams.push(StreamId::of::<Purse>(&purse));
    }
    let mut expected = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    for stream in streams {
        let events = journal.read_stream(&stream).await.unwrap();
        numbers.insert(stream.clone(), events.iter().map(|event| event.sequence).collect::<Vec<_>>());
        expected.insert(stream, events);
    }
    assert!(expected.values().flatten().any(|event| event.payload.contains("$sealed")));
    assert!(expected.values().flatten().any(|event| event.payload.len() > 3_000_000));
    assert_replayed(&journal, 3, &numbers).await;
    let mut replay = journal.replay(3);
    let mut seen: BTreeMap<StreamId, Vec<Recorded>> = BTreeMap::new();
    while let Some(page) = replay.next().await.unwrap() {
        page.into_iter().for_each(|event| seen.entry(event.stream.clone()).or_default().push(event));
    }
    for (stream, events) in &expected {
        // Not `assert_eq`: nobody reads megabytes.
        assert!(format!("{events:?}") == format!("{:?}", seen[stream]), "{stream} differs");
    }
    assert_eq!(seen.len(), expected.len());
}

/// Every event of the table is in the replay once, and those of a partition come in the order of their cursors.
async fn replayed_in_order(journal: &Journal, at_once: usize) -> usize {
    let mut last: BTreeMap<i16, Cursor> = BTreeMap::new();
    let (mut replay, mut events) = (journal.replay(at_once), 0);
    while let Some(page) = replay.next().await.unwrap() {
        for event in page {
            let before = last.insert(event.cursor.partition, event.cursor);
            assert!(before < Some(event.cursor), "{before:?} came before {:?}", event.cursor);
            events += 1;
        }
    }
    events
}

#[tokio::test]
async fn transactions_of_any_size_come_in_order() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let events = transactions_of_all_sizes(&database).await;
    let begun = Instant::now();
    for at_once in [1, 2, 5] {
        // Other tests on the same server may hold the fence back for a while.
        loop {
            let seen = replayed_in_order(&journal, at_once).await;
            if seen == events {
                break;
            }
            assert!(seen < events && begun.elapsed() < Duration::from_secs(60), "{seen} of {events}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test]
async fn events_of_an_older_epoch_come_first() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let events = transactions_of_all_sizes(&database).await;
    journal.close().await;
    let mut owner = database.connection(Role::Owner).await.unwrap();
    // As after a restore into another cluster, whose transaction ids begin anew.
    owner.execute("update events set xid = (xid::text::bigint + 1000000000)::text::xid8").await.unwrap();
    owner.execute("update settings set value = '2' where key = 'epoch'").await.unwrap();
    let journal = database.journal().await.unwrap();
    owner.execute("alter table events alter epoch set default 2").await.unwrap();
    let query = sqlx::query(TRANSACTION).bind(10).bind(64).bind("anew");
    owner.execute(query).await.unwrap();
    let begun = Instant::now();
    loop {
        let seen = replayed_in_order(&journal, 2).await;
        if seen == events + 640 {
            return;
        }
        assert!(seen >= events && begun.elapsed() < Duration::from_secs(60), "{seen} of {events} + 640");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What the followers' connections are doing.
async fn at_work(connection: &mut sqlx::PgConnection) -> Vec<(String, String)> {
    sqlx::query_as(
        "select state, left(trim(query), 4) from pg_stat_activity
         where datname = current_database() and application_name = 'registrar follower'",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_replay_that_waits_holds_no_snapshot() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let events = transactions_of_all_sizes(&database).await;
    // Others' statements are hidden from the owner.
    let mut same = database.connection(Role::App).await.unwrap();
    let begun = Instant::now();
    loop {
        let mut replay = journal.replay(1);
        let waits = vec![("idle".to_owned(), "copy".to_owned())];
        let mut calm = 0;
        // It is soon ahead of a reader who takes nothing, and then does nothing.
        while calm < 5 {
            assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", at_work(&mut same).await);
            tokio::time::sleep(Duration::from_millis(50)).await;
            calm = if at_work(&mut same).await == waits { calm + 1 } else { 0 };
        }
        let mut seen = 0;
        while let Some(page) = replay.next().await.unwrap() {
            seen += page.len();
        }
        if seen == events {
            return;
        }
        assert!(seen < events, "{seen} of {events}");
    }
}

#[tokio::test]
async fn a_replay_that_is_given_up_leaves_connections_for_another() {
    let database = database().await;
    let mut config = database.config();
    config.followers = 1;
    let journal = Journal::connect(config).await.unwrap();
    grant(&journal, "a", 3).await;
    let expected = BTreeMap::from([(StreamId::of::<Purse>(&id("a")), vec![1, 2, 3])]);
    assert_replayed(&journal, 1, &expected).await;
    for taken in [0, 1, 0] {
        let mut replay = journal.replay(1);
        for _ in 0..taken {
            replay.next().await.unwrap();
        }
        drop(replay);
        assert_eq!(replayed(&journal, 1).await, expected);
    }
}
