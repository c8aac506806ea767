//! The chain and the anchors show every kind of tampering.
#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::*;
use journal::audit::{Anchors, Report};
use journal::cluster::Role;
use journal::test_support::TestDatabase;
use journal::{Inspection, Journal};
use sqlx::Connection;

async fn filled(database: &TestDatabase) -> Journal {
    let journal = database.journal().await.unwrap();
    for index in 0..40_i64 {
        let purse = format!("{}", index % 4);
        journal.execute::<Purse>(&purse, PurseCommand::Grant(index), &cause()).await.unwrap();
    }
    journal
}

async fn tamper(database: &TestDatabase, statement: &str) {
    let mut connection = database.connection(Role::Owner).await.unwrap();
    let done = sqlx::query(statement).execute(&mut connection).await.unwrap();
    assert!(done.rows_affected() > 0, "{statement}");
}

/// Anchors once everything is behind the fence. It is the whole cluster's, so other tests' transactions may stand
/// before ours for a moment.
async fn anchor(database: &TestDatabase, anchors: &mut Anchors) -> usize {
    let mut connection = database.connection(Role::Owner).await.unwrap();
    loop {
        let hidden: bool = sqlx::query_scalar(
            "select exists (select from events where xid >= pg_snapshot_xmin(pg_current_snapshot()))",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap();
        if !hidden {
            return anchors.write().await.unwrap().streams;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

fn finds(report: &Report, stream: &str, sequence: i64, what: &str) -> bool {
    report.broken.iter().any(|broken| {
        broken.stream.as_ref().is_some_and(|found| found.to_string() == stream)
            && broken.sequence == Some(sequence)
            && broken.what.contains(what)
    })
}

#[tokio::test]
async fn a_sound_journal_is_sound() {
    let database = database().await;
    let journal = filled(&database).await;
    let folder = database.folder.join("anchors");
    let mut anchors = Anchors::open(&journal, &folder).unwrap();
    assert_eq!(anchor(&database, &mut anchors).await, 4);
    assert_eq!(anchors.write().await.unwrap().anchors, 0, "nothing grew");
    journal.execute::<Purse>(&id("1"), PurseCommand::Grant(1), &cause()).await.unwrap();
    assert_eq!(anchor(&database, &mut anchors).await, 1);
    journal.execute::<Purse>(&id("2"), PurseCommand::Grant(1), &cause()).await.unwrap();
    assert!(Anchors::open(&journal, &folder).is_err(), "one process at a time");
    drop(anchors);
    let mut reopened = Anchors::open(&journal, &folder).unwrap();
    assert_eq!(anchor(&database, &mut reopened).await, 1);
    let mut last = None;
    let report = journal.verify(Some(&folder), |progress| last = Some(progress)).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.broken);
    assert_eq!((report.events, report.streams, report.anchored), (42, 4, 4));
    assert_eq!(last.map(|progress| (progress.events, progress.total)), Some((42, 42)));
}

#[tokio::test]
async fn an_event_that_waits_for_an_anchor_is_dated() {
    let database = database().await;
    let journal = filled(&database).await;
    let folder = database.folder.join("anchors");
    let before = journal.unanchored_since(&folder).await.unwrap().expect("nothing is anchored yet");
    let mut anchors = Anchors::open(&journal, &folder).unwrap();
    anchor(&database, &mut anchors).await;
    assert_eq!(journal.unanchored_since(&folder).await.unwrap(), None);
    journal.execute::<Purse>(&id("1"), PurseCommand::Grant(1), &cause()).await.unwrap();
    journal.execute::<Purse>(&id("1"), PurseCommand::Grant(2), &cause()).await.unwrap();
    let waiting = journal.read_stream(&journal::StreamId::of::<Purse>(&id("1"))).await.unwrap();
    let first = &waiting[waiting.len() - 2];
    assert_eq!(journal.unanchored_since(&folder).await.unwrap(), Some(first.recorded_at));
    assert!(first.recorded_at > before);
}

#[tokio::test]
async fn an_inspection_tells_a_role_that_may_too_much_and_a_schema_that_is_old() {
    let database = database().await;
    let mut application = Inspection::connect(&database.url(Role::App)).await.unwrap();
    assert!(application.version().await.unwrap().0 >= 150_000);
    assert_eq!(application.wrong_rights().await.unwrap(), Vec::<&str>::new());
    assert!(application.schema().await.unwrap().expect("the role may see it").is_current());
    assert!(application.clock_lead().await.unwrap().abs() < 1.0);
    let mut owner = Inspection::connect(&database.url(Role::Owner)).await.unwrap();
    let wrong = owner.wrong_rights().await.unwrap();
    for what in
        ["it may change events", "it may delete events", "it may empty the journal", "it owns the journal"]
    {
        assert!(wrong.contains(&what), "{what}: {wrong:?}");
    }
    tamper(&database, "update _sqlx_migrations set version = 9000 where version = 2").await;
    let schema = application.schema().await.unwrap().unwrap();
    assert_eq!((schema.missing.len(), schema.unknown, schema.version), (1, vec![9000], Some(9000)));
    assert!(Inspection::connect("postgres://nobody@127.0.0.1:1/nothing").await.is_err());
}

#[tokio::test]
async fn every_change_of_an_event_shows() {
    let changes = [
        "payload = '{\"Granted\":{\"points\":1000000}}'",
        "payload = (payload::text || ' ')::json",
        "metadata = '{\"actor\":\"system\"}'",
        "recorded_at = recorded_at + interval '1 microsecond'",
        "event_type = 'Spent'",
        "event_version = '9'",
        "command_id = gen_random_uuid()",
        "hash = sha256('forged')",
    ];
    let database = database().await;
    let journal = filled(&database).await;
    for change in changes {
        let mut connection = database.connection(Role::Owner).await.unwrap();
        let mut tx = connection.begin().await.unwrap();
        sqlx::query("create table kept as select * from events where aggregate_id = '1' and sequence = 5")
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        tamper(&database, &format!("update events set {change} where aggregate_id = '1' and sequence = 5"))
            .await;
        let report = journal.verify(None, |_| {}).await.unwrap();
        assert!(finds(&report, "purse/1", 5, "was changed"), "{change}: {:?}", report.broken);
        for restore in [
            "update events e set payload = k.payload, metadata = k.metadata, recorded_at = k.recorded_at,
                 event_type = k.event_type, event_version = k.event_version, command_id = k.command_id, hash = k.hash
             from kept k where e.aggregate_id = '1' and e.sequence = 5",
            "drop table kept",
        ] {
            sqlx::query(restore).execute(&mut connection).await.unwrap();
        }
    }
    assert!(journal.verify(None, |_| {}).await.unwrap().is_sound(), "restored, it is sound again");
}

#[tokio::test]
async fn a_missing_middle_and_a_wrong_order_show() {
    let database = database().await;
    let journal = filled(&database).await;
    tamper(&database, "delete from events where aggregate_id = '1' and sequence in (4, 5)").await;
    tamper(&database, "delete from events where aggregate_id = '3' and sequence = 1").await;
    // Two events change places: numbers and links are those of the other.
    tamper(&database, "update events set sequence = 1000 where aggregate_id = '2' and sequence = 3").await;
    tamper(&database, "update events set sequence = 3 where aggregate_id = '2' and sequence = 4").await;
    tamper(&database, "update events set sequence = 4 where aggregate_id = '2' and sequence = 1000").await;
    // And one is shown to followers before its predecessor.
    tamper(&database, "update events set xid = '3' where aggregate_id = '0' and sequence = 6").await;
    let report = journal.verify(None, |_| {}).await.unwrap();
    assert!(finds(&report, "purse/1", 4, "is missing (2 in a row)"), "{:?}", report.broken);
    assert!(finds(&report, "purse/3", 1, "is missing (1 in a row)"), "{:?}", report.broken);
    assert!(finds(&report, "purse/2", 3, "was changed"), "{:?}", report.broken);
    assert!(finds(&report, "purse/0", 6, "was moved"), "{:?}", report.broken);
    let elsewhere = report.broken.iter().filter(|broken| broken.sequence.is_none_or(|sequence| sequence > 6));
    assert_eq!(elsewhere.count(), 0, "what follows is not blamed: {:?}", report.broken);
}

#[tokio::test]
async fn a_missing_end_shows_against_the_anchor() {
    let database = database().await;
    let journal = filled(&database).await;
    let folder = database.folder.join("anchors");
    assert_eq!(anchor(&database, &mut Anchors::open(&journal, &folder).unwrap()).await, 4);
    tamper(&database, "delete from events where aggregate_id = '1' and sequence > 7").await;
    tamper(&database, "delete from events where aggregate_id = '2'").await;
    assert!(journal.verify(None, |_| {}).await.unwrap().is_sound(), "the chain alone cannot see an end");
    let report = journal.verify(Some(&folder), |_| {}).await.unwrap();
    assert!(finds(&report, "purse/1", 10, "is missing: the stream was anchored here and ends at 7"));
    assert!(finds(&report, "purse/2", 10, "with the whole stream"));
    assert_eq!(report.findings, 2);
}

/// Whoever may write to the database can compute the hashes anew, but not the anchors.
#[tokio::test]
async fn a_forged_history_shows_against_the_anchor() {
    let database = database().await;
    let journal = filled(&database).await;
    let folder = database.folder.join("anchors");
    assert_eq!(anchor(&database, &mut Anchors::open(&journal, &folder).unwrap()).await, 4);
    // The last event is replaced by one that the chain accepts: written by the journal itself, in its place.
    tamper(&database, "delete from events where aggregate_id = '1' and sequence = 10").await;
    let forger = database.journal().await.unwrap();
    forger.execute::<Purse>(&id("1"), PurseCommand::Grant(1_000_000), &cause()).await.unwrap();
    tamper(
        &database,
        "update events set xid = (select xid from events where aggregate_id = '1' and sequence = 9)
                       where aggregate_id = '1' and sequence = 10",
    )
    .await;
    let report = journal.verify(Some(&folder), |_| {}).await.unwrap();
    assert!(!report.is_sound(), "the forged end was not noticed");
    assert!(
        report.broken.iter().any(|broken| broken.stream.as_ref().is_some_and(|s| s.aggregate_id() == "1"))
    );
}

#[tokio::test]
async fn a_changed_anchor_shows() {
    let database = database().await;
    let journal = filled(&database).await;
    let folder = database.folder.join("anchors");
    assert_eq!(anchor(&database, &mut Anchors::open(&journal, &folder).unwrap()).await, 4);
    journal.execute::<Purse>(&id("1"), PurseCommand::Grant(1), &cause()).await.unwrap();
    assert_eq!(anchor(&database, &mut Anchors::open(&journal, &folder).unwrap()).await, 1);
    let path = folder.join(format!("partition-{:02}.anchors", journal::partition_of("purse", "1")));
    let text = std::fs::read_to_string(&path).unwrap();
    // Lowering a number, and leaving the first line out.
    let second = text.lines().nth(1).unwrap();
    for forged in [text.replace("\"purse\",\"1\",10", "\"purse\",\"1\",9"), format!("{second}\n")] {
        assert_ne!(forged, text);
        std::fs::write(&path, &forged).unwrap();
        let report = journal.verify(Some(&folder), |_| {}).await.unwrap();
        assert_eq!(report.findings, 1, "{:?}", report.broken);
        assert!(report.broken[0].what.contains("line 1"), "{:?}", report.broken);
        assert!(Anchors::open(&journal, &folder).is_err());
    }
    // A crash while writing is no tampering: the torn line is dropped, and written again.
    std::fs::write(&path, &text[..text.len() - 10]).unwrap();
    let mut anchors = Anchors::open(&journal, &folder).unwrap();
    assert_eq!(anchor(&database, &mut anchors).await, 1);
    assert!(journal.verify(Some(&folder), |_| {}).await.unwrap().is_sound());
    // Without its file a partition is named.
    std::fs::remove_file(&path).unwrap();
    let report = journal.verify(Some(&folder), |_| {}).await.unwrap();
    assert_eq!(report.without_anchor, [journal::partition_of("purse", "1")]);
}
