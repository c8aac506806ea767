//! Followers: every event once, whatever the writers do.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use async_trait::async_trait;
use common::*;
use journal::cluster::Role;
use journal::follow::{FollowOptions, Follower, FollowerError};
use journal::test_support::TestDatabase;
use journal::{Journal, PARTITIONS, Recorded, StreamId, partition_of};
use sqlx::{Connection, PgConnection};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Writes down every event that it is given, twice if it is given twice.
struct Diary {
    name: &'static str,
    poison: Option<(&'static str, i64)>,
    cured: Arc<AtomicBool>,
}

impl Diary {
    fn new(name: &'static str) -> Self {
        Self { name, poison: None, cured: Arc::default() }
    }
}

#[async_trait]
impl Follower for Diary {
    fn name(&self) -> &str {
        self.name
    }

    fn schema(&self) -> &'static str {
        "create table if not exists diary (
             n bigint generated always as identity primary key, stream text not null, sequence bigint not null);
         create index if not exists diary_stream on diary (stream, sequence)"
    }

    async fn apply(&mut self, tx: &mut PgConnection, batch: &[Recorded]) -> Result<(), FollowerError> {
        for event in batch {
            if self.poison.is_some_and(|(id, sequence)| {
                event.stream.aggregate_id() == id
                    && event.sequence == sequence
                    && !self.cured.load(Ordering::Acquire)
            }) {
                return Err("poison".into());
            }
        }
        sqlx::query("insert into diary (stream, sequence) select * from unnest($1::text[], $2::bigint[])")
            .bind(batch.iter().map(|event| event.stream.to_string()).collect::<Vec<_>>())
            .bind(batch.iter().map(|event| event.sequence).collect::<Vec<_>>())
            .execute(tx)
            .await?;
        Ok(())
    }
}

fn start(journal: &Journal, diary: Diary) -> (CancellationToken, tokio::task::JoinHandle<()>) {
    let stop = CancellationToken::new();
    let (journal, token) = (journal.clone(), stop.clone());
    let options = FollowOptions {
        poll: Duration::from_millis(50),
        lease: Duration::from_secs(2),
        ..FollowOptions::default()
    };
    let task = tokio::spawn(async move { journal.follow(diary, options, token).await.unwrap() });
    (stop, task)
}

/// Events missed, repeated, and out of the order of their stream.
async fn faults(database: &TestDatabase) -> (i64, i64, i64) {
    let mut connection = database.connection(Role::Superuser).await.unwrap();
    sqlx::query_as(
        "select (select count(*) from events e where not exists (
                     select from views.diary d where d.stream = e.aggregate_type || '/' || e.aggregate_id
                         and d.sequence = e.sequence)),
                (select count(*) from (select from views.diary group by stream, sequence having count(*) > 1) as twice),
                (select count(*) from (select sequence - lag(sequence, 1, 0::bigint)
                     over (partition by stream order by n) as step from views.diary) as steps where step <> 1)",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap()
}

async fn until_all_seen(database: &TestDatabase) {
    let deadline = std::time::Instant::now() + Duration::from_secs(40);
    let mut connection = database.connection(Role::Superuser).await.unwrap();
    loop {
        let (events, seen): (i64, i64) =
            sqlx::query_as("select (select count(*) from events), (select count(*) from views.diary)")
                .fetch_one(&mut connection)
                .await
                .unwrap();
        if seen >= events || std::time::Instant::now() > deadline {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
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

/// What is set up can be read before anything follows, and loses nothing by it.
#[tokio::test]
async fn tables_stand_before_the_first_event_is_followed() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    insert(&mut database.connection(Role::Superuser).await.unwrap(), "early", 1).await;
    for _ in 0..2 {
        journal.set_up(&Diary::new("diary")).await.unwrap();
    }
    let mut connection = database.connection(Role::App).await.unwrap();
    let seen: i64 =
        sqlx::query_scalar("select count(*) from views.diary").fetch_one(&mut connection).await.unwrap();
    let behind = journal.follower_states().await.unwrap().iter().map(|state| state.behind).sum::<i64>();
    assert_eq!((seen, behind), (0, 1));
    let (stop, task) = start(&journal, Diary::new("diary"));
    until_all_seen(&database).await;
    stop.cancel();
    task.await.unwrap();
    assert_eq!(faults(&database).await, (0, 0, 0));
}

/// Writers whose commits overtake each other: transactions of random length on raw connections, beside the journal's
/// own. A follower reads along all the time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn live_writers_with_inverted_commits_are_neither_missed_nor_repeated() {
    const WRITERS: u64 = 10;
    const TRANSACTIONS: i64 = 120;
    let database = Arc::new(database().await);
    let journal = database.journal().await.unwrap();
    let (stop, task) = start(&journal, Diary::new("diary"));
    let mut writers = vec![];
    for writer in 0..WRITERS {
        let database = database.clone();
        writers.push(tokio::spawn(async move {
            let mut connection = database.connection(Role::App).await.unwrap();
            for round in 0..TRANSACTIONS {
                let mut tx = connection.begin().await.unwrap();
                for stream in 0..3 {
                    insert(&mut tx, &format!("{writer}-{stream}"), round + 1).await;
                    // Positions and transaction ids are drawn now; the commit comes late, in another order.
                    tokio::time::sleep(Duration::from_micros(
                        (writer * 7919 + round as u64 * 104_729) % 3000,
                    ))
                    .await;
                }
                tx.commit().await.unwrap();
            }
        }));
    }
    for index in 0..16 {
        let journal = journal.clone();
        writers.push(tokio::spawn(async move {
            for _ in 0..100 {
                let purse = format!("{}", index);
                journal.execute::<Purse>(&purse, PurseCommand::Grant(1), &cause()).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    until_all_seen(&database).await;
    stop.cancel();
    task.await.unwrap();
    assert_eq!(faults(&database).await, (0, 0, 0), "missed, repeated, out of order");
    let mut connection = database.connection(Role::Superuser).await.unwrap();
    let events: i64 =
        sqlx::query_scalar("select count(*) from events").fetch_one(&mut connection).await.unwrap();
    assert_eq!(events, WRITERS as i64 * TRANSACTIONS * 3 + 1600);
}

/// An event whose transaction stays open holds the follower back, and is there when it commits.
#[tokio::test]
async fn a_late_commit_is_not_passed_over() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let (stop, task) = start(&journal, Diary::new("diary"));
    let mut late = database.connection(Role::App).await.unwrap();
    let mut open = late.begin().await.unwrap();
    insert(&mut open, "late", 1).await;
    let granted = journal.execute::<Purse>(&id("a"), PurseCommand::Grant(1), &cause()).await.unwrap();
    let early = journal.wait_for("diary", &granted.cursors, Duration::from_millis(300)).await;
    assert!(early.is_err(), "the follower passed an open transaction");
    assert!(journal.oldest_write_transaction().await.unwrap() > 0.2);
    open.commit().await.unwrap();
    journal.wait_for("diary", &granted.cursors, Duration::from_secs(5)).await.unwrap();
    until_all_seen(&database).await;
    assert_eq!(faults(&database).await, (0, 0, 0));
    stop.cancel();
    task.await.unwrap();
}

/// An event that cannot be applied holds up its partition alone, is reported, and is applied once it can be.
#[tokio::test]
async fn a_poisonous_event_is_reported_and_never_skipped() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let diary = Diary { poison: Some(("sick", 3)), ..Diary::new("diary") };
    let cured = diary.cured.clone();
    for index in 0..200 {
        let purse = if index % 10 == 0 { id("sick") } else { format!("{index}") };
        journal.execute::<Purse>(&purse, PurseCommand::Grant(1), &cause()).await.unwrap();
    }
    let (stop, task) = start(&journal, diary);
    let sick = StreamId::new("purse", "sick").partition();
    let mut waited = 0;
    let report = loop {
        let states = journal.follower_states().await.unwrap();
        let healthy = states.iter().filter(|state| state.partition != sick).all(|state| state.behind == 0);
        let state = states.into_iter().find(|state| state.partition == sick && state.failures > 1);
        if let (true, Some(state)) = (healthy, state) {
            break state;
        }
        waited += 1;
        assert!(waited < 200, "the other partitions did not go on, or nothing was reported");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(report.last_error.as_deref(), Some("poison"));
    assert!(report.failing_since.is_some());
    let mut connection = database.connection(Role::Superuser).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from views.diary where stream = 'purse/sick'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(seen, 2, "everything before it, nothing after it");
    cured.store(true, Ordering::Release);
    until_all_seen(&database).await;
    assert_eq!(faults(&database).await, (0, 0, 0));
    let states = journal.follower_states().await.unwrap();
    assert!(states.iter().all(|state| state.failures == 0 && state.last_error.is_none()));
    stop.cancel();
    task.await.unwrap();
}

/// Two processes share the partitions; one dies without a word, the other takes over after the lease's end, and the
/// dead one's transaction, had it been alive after all, would have been refused.
#[tokio::test]
async fn leases_are_shared_and_taken_over() {
    let database = database().await;
    let (one, other) = (database.journal().await.unwrap(), database.journal().await.unwrap());
    let (stop_one, task_one) = start(&one, Diary::new("diary"));
    let (stop_other, task_other) = start(&other, Diary::new("diary"));
    let mut round = 0;
    loop {
        let states = one.follower_states().await.unwrap();
        let held =
            |name: &str| states.iter().filter(|state| state.lease_owner.as_deref() == Some(name)).count();
        let shared = (held(one.name()), held(other.name()));
        if shared == (32, 32) {
            break;
        }
        round += 1;
        assert!(round < 100, "shared as {shared:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    task_one.abort();
    drop(stop_one);
    for index in 0..200 {
        other.execute::<Purse>(&format!("{index}"), PurseCommand::Grant(1), &cause()).await.unwrap();
    }
    until_all_seen(&database).await;
    assert_eq!(faults(&database).await, (0, 0, 0));
    let states = other.follower_states().await.unwrap();
    let all = states.iter().all(|state| state.lease_owner.as_deref() == Some(other.name()));
    assert!(all && states.len() == usize::from(PARTITIONS));
    stop_other.cancel();
    task_other.await.unwrap();
    let states = other.follower_states().await.unwrap();
    assert!(states.iter().all(|state| state.lease_owner.is_none()), "leaving gives the leases back");
}

/// The database goes away under the followers' and the writers' feet, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_connections_lose_nothing() {
    let database = Arc::new(database().await);
    let journal = database.journal().await.unwrap();
    let (stop, task) = start(&journal, Diary::new("diary"));
    let killing = CancellationToken::new();
    let killer = tokio::spawn({
        let (database, killing) = (database.clone(), killing.clone());
        async move {
            let mut superuser = database.connection(Role::Superuser).await.unwrap();
            while !killing.is_cancelled() {
                sqlx::query(
                    "select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = $1 and application_name like 'registrar%' and pid <> pg_backend_pid()",
                )
                .bind(&database.name)
                .execute(&mut superuser)
                .await
                .unwrap();
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
        }
    });
    let mut clients = vec![];
    for client in 0..12 {
        let journal = journal.clone();
        clients.push(tokio::spawn(async move {
            for _ in 0..60 {
                let purse = format!("{}", client % 6);
                journal.execute::<Purse>(&purse, PurseCommand::Grant(1), &cause()).await.unwrap();
            }
        }));
    }
    for client in clients {
        client.await.unwrap();
    }
    killing.cancel();
    killer.await.unwrap();
    let mut total = 0;
    for purse in 0..6 {
        total += balance_in(&database, &format!("{purse}")).await;
    }
    assert_eq!(total, 720, "a command was lost or executed twice");
    until_all_seen(&database).await;
    assert_eq!(faults(&database).await, (0, 0, 0));
    stop.cancel();
    task.await.unwrap();
}

/// A rebuilt view equals the live one, which goes on meanwhile and afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_is_rebuilt_beside_the_live_one_and_swapped() {
    let database = Arc::new(database().await);
    let journal = database.journal().await.unwrap();
    let (stop, task) = start(&journal, Diary::new("diary"));
    let writer = tokio::spawn({
        let journal = journal.clone();
        async move {
            for index in 0..3000 {
                let purse = format!("{}", index % 50);
                journal.execute::<Purse>(&purse, PurseCommand::Grant(1), &cause()).await.unwrap();
            }
        }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut connection = database.connection(Role::Superuser).await.unwrap();
    // Something is wrong with the live view, which is why it is rebuilt.
    sqlx::query("insert into views.diary (stream, sequence) values ('nonsense', 1)")
        .execute(&mut database.connection(Role::App).await.unwrap())
        .await
        .unwrap();
    for _ in 0..3 {
        let mut reports = vec![];
        let rebuilt = journal.rebuild(Diary::new("diary"), |progress| reports.push(progress)).await.unwrap();
        assert_eq!(rebuilt.tables, 1);
        assert_eq!(reports.last().unwrap().done, rebuilt.events);
        let nonsense: i64 = sqlx::query_scalar("select count(*) from views.diary where stream = 'nonsense'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(nonsense, 0, "readers see the new view as soon as the rebuild returns");
    }
    writer.await.unwrap();
    until_all_seen(&database).await;
    assert_eq!(faults(&database).await, (0, 0, 0));
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from pg_namespace where nspname like 'views_next%')
             + (select count(*) from checkpoints where follower like '%@next')",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(left, 0);
    stop.cancel();
    task.await.unwrap();
}
