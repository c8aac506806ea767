//! The archive: replays read it where it is this journal's and whole, and the table everywhere else.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::*;
use journal::audit::Report;
use journal::cluster::Role;
use journal::test_support::TestDatabase;
use journal::{Archive, ArchiveError, Archived, Journal, Upcasters, raise_epoch};
use sqlx::{Connection, Executor, PgConnection};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Events of a segment here.
const LEAST: u32 = 500;

async fn journal(database: &TestDatabase) -> Journal {
    let mut config = database.config();
    config.archive = Some(root(database));
    Journal::connect(config).await.unwrap()
}

fn root(database: &TestDatabase) -> PathBuf {
    database.folder.join("archive")
}

async fn open(journal: &Journal, database: &TestDatabase) -> Archive {
    Archive::open(journal, &root(database)).await.unwrap().with_segments_of(LEAST)
}

/// Once everything is behind the fence: other tests on the same server hold it back for a while.
async fn archive(journal: &Journal, database: &TestDatabase) -> Archived {
    let mut owner = database.connection(Role::Owner).await.unwrap();
    all_visible(&mut owner).await;
    open(journal, database).await.write().await.unwrap()
}

async fn all_visible(owner: &mut PgConnection) {
    let begun = Instant::now();
    let hidden = "select exists (select from events e where xid >= pg_snapshot_xmin(pg_current_snapshot())
        and epoch = (select value::integer from settings where key = 'epoch'))";
    while sqlx::query_scalar::<_, bool>(hidden).fetch_one(&mut *owner).await.unwrap() {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Everything that a replay has, partition by partition in its order.
async fn replayed(journal: &Journal) -> BTreeMap<i16, Vec<String>> {
    let mut seen: BTreeMap<i16, Vec<String>> = BTreeMap::new();
    let mut replay = journal.replay(2);
    while let Some(page) = replay.next().await.unwrap() {
        assert!(!page.is_empty());
        page.iter()
            .for_each(|event| seen.entry(event.cursor.partition).or_default().push(format!("{event:?}")));
    }
    seen
}

fn files(database: &TestDatabase) -> Vec<PathBuf> {
    let mut found = vec![];
    for lineage in std::fs::read_dir(root(database)).unwrap().flatten().filter(|entry| entry.path().is_dir())
    {
        let inside = std::fs::read_dir(lineage.path()).unwrap().flatten().map(|entry| entry.path());
        found.extend(inside.filter(|path| path.extension().is_some_and(|word| word == "lz4")));
    }
    found.sort();
    found
}

fn index(database: &TestDatabase) -> PathBuf {
    files(database)[0].with_file_name("segments.index")
}

fn finds(report: &Report, what: &str) -> bool {
    report.broken.iter().any(|broken| broken.to_string().contains(what))
}

fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut octets = std::fs::read(path).unwrap();
    change(&mut octets);
    std::fs::write(path, octets).unwrap();
}

/// A journal with segments and a rest, and what a replay had before.
async fn archived(database: &TestDatabase) -> (Journal, BTreeMap<i16, Vec<String>>) {
    let events = transactions_of_all_sizes(database).await;
    let journal = journal(database).await;
    let mut owner = database.connection(Role::Owner).await.unwrap();
    all_visible(&mut owner).await;
    let before = replayed(&journal).await;
    assert_eq!(before.values().map(Vec::len).sum::<usize>(), events);
    // One event more, which fills nothing.
    let written = archive(&journal, database).await;
    assert!(written.segments > 5 && written.events > events as u64 - u64::from(LEAST), "{written:?}");
    assert_eq!(files(database).len(), written.segments);
    (journal, before)
}

/// An archived event is changed in the table: what a replay has of it tells where it was read.
async fn change_the_first(database: &TestDatabase) {
    let mut owner = database.connection(Role::Owner).await.unwrap();
    let changed = r#"update events set metadata = '{"changed":"yes"}'
        where position = (select min(position) from events)"#;
    assert_eq!(owner.execute(changed).await.unwrap().rows_affected(), 1);
}

#[tokio::test]
async fn a_replay_reads_the_archive_and_has_the_same() {
    let database = database().await;
    let (journal, before) = archived(&database).await;
    assert!(replayed(&journal).await == before, "the archive has something else");
    change_the_first(&database).await;
    assert!(replayed(&journal).await == before, "the table was read");
    // What comes later is read from the table, and archived when it fills a segment.
    assert_eq!(open(&journal, &database).await.write().await.unwrap(), Archived::default());
    let mut owner = database.connection(Role::Owner).await.unwrap();
    for n in 0..3 {
        owner.execute(sqlx::query(TRANSACTION).bind(300).bind(1).bind(format!("later-{n}"))).await.unwrap();
        all_visible(&mut owner).await;
        let all = before.values().map(Vec::len).sum::<usize>() + 300 * (n + 1);
        assert_eq!(replayed(&journal).await.values().map(Vec::len).sum::<usize>(), all);
        archive(&journal, &database).await;
        assert_eq!(replayed(&journal).await.values().map(Vec::len).sum::<usize>(), all);
    }
}

#[tokio::test]
async fn an_audit_compares_it_with_the_table() {
    let database = database().await;
    let (journal, before) = archived(&database).await;
    let report = journal.verify(None, |_| ()).await.unwrap();
    assert!(report.archived > before.values().map(Vec::len).sum::<usize>() as u64 - u64::from(LEAST));
    assert!(!finds(&report, "archive"), "{:?}", report.broken);
    change_the_first(&database).await;
    let mut owner = database.connection(Role::Owner).await.unwrap();
    owner
        .execute("delete from events where position = (select min(position) + 1 from events)")
        .await
        .unwrap();
    owner
        .execute(
            "update events set position = position + 1000000 where position = (select min(position) + 5 from events)",
        )
        .await
        .ok();
    let report = journal.verify(None, |_| ()).await.unwrap();
    assert!(finds(&report, "is not what the archive has of it"), "{:?}", report.broken);
    assert!(finds(&report, "of its events are gone from the journal"), "{:?}", report.broken);
}

#[tokio::test]
async fn damaged_and_missing_files_are_read_from_the_table() {
    let database = database().await;
    let (journal, before) = archived(&database).await;
    let all = files(&database);
    change(&all[1], |octets| {
        let middle = octets.len() / 2;
        octets[middle] ^= 1;
    });
    change(&all[2], |octets| octets.truncate(octets.len() - 7));
    std::fs::remove_file(&all[3]).unwrap();
    std::fs::rename(&all[0], &all[4]).unwrap();
    assert!(replayed(&journal).await == before);
    let report = journal.verify(None, |_| ()).await.unwrap();
    for path in &all[..5] {
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(finds(&report, name), "{name}: {:?}", report.broken);
    }
}

#[tokio::test]
async fn a_changed_index_is_not_believed() {
    let database = database().await;
    let (journal, before) = archived(&database).await;
    change_the_first(&database).await;
    let changed = replayed(&journal).await;
    assert!(changed == before);
    let path = index(&database);
    let whole = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let without_second = [&lines[..1], &lines[2..]].concat().join("\n") + "\n";
    let twice = format!("{}\n{whole}", lines[0]);
    for wrong in [whole.replacen("\"events\":", "\"events\":1", 1), without_second, twice, "{}\n".to_owned()]
    {
        std::fs::write(&path, wrong).unwrap();
        let opened = Archive::open(&journal, &root(&database)).await;
        let refused = opened.map(|_| ()).unwrap_err();
        assert!(matches!(refused, ArchiveError::Tampered { .. }), "{refused:?}");
        assert!(replayed(&journal).await != before, "the archive was read");
    }
    assert!(finds(&journal.verify(None, |_| ()).await.unwrap(), "archive: "));
    // A line whose end is missing is one that a crash left, and counts for nothing.
    let torn = format!("{}\n{}", lines[..3].join("\n"), &lines[3][..40]);
    std::fs::write(&path, torn).unwrap();
    assert!(replayed(&journal).await == before, "the archive was not read");
    assert!(archive(&journal, &database).await.segments > 0);
    let mended = std::fs::read_to_string(&path).unwrap();
    assert!(mended.starts_with(&(lines[..3].join("\n") + "\n")) && mended.ends_with('\n'));
    assert!(replayed(&journal).await == before);
}

#[tokio::test]
async fn an_archive_that_is_ahead_is_left_alone() {
    let database = database().await;
    let (journal, _) = archived(&database).await;
    let mut owner = database.connection(Role::Owner).await.unwrap();
    // As a restore without a new epoch would leave it.
    let lost =
        "delete from events where xid >= (select xid from events order by xid desc offset 2000 limit 1)";
    owner.execute(lost).await.unwrap();
    let count: i64 = sqlx::query_scalar("select count(*) from events").fetch_one(&mut owner).await.unwrap();
    assert!(matches!(Archive::open(&journal, &root(&database)).await, Err(ArchiveError::Ahead(_))));
    assert_eq!(replayed(&journal).await.values().map(Vec::len).sum::<usize>() as i64, count);
    assert!(finds(&journal.verify(None, |_| ()).await.unwrap(), "an event that the journal does not have"));
}

#[tokio::test]
async fn a_new_epoch_begins_a_new_archive() {
    let database = database().await;
    let (journal, before) = archived(&database).await;
    let former = files(&database);
    journal.close().await;
    let mut owner = database.connection(Role::Owner).await.unwrap();
    owner.execute("update events set xid = (xid::text::bigint + 1000000000)::text::xid8").await.unwrap();
    raise_epoch(&database.url(Role::Owner)).await.unwrap();
    let journal = self::journal(&database).await;
    let events = before.values().map(Vec::len).sum::<usize>();
    assert_eq!(replayed(&journal).await.values().map(Vec::len).sum::<usize>(), events);
    owner.execute(sqlx::query(TRANSACTION).bind(10).bind(64).bind("anew")).await.unwrap();
    let expected = {
        all_visible(&mut owner).await;
        replayed(&journal).await
    };
    assert_eq!(expected.values().map(Vec::len).sum::<usize>(), events + 640);
    // All of the older epoch, though its last segment is not full.
    assert_eq!(archive(&journal, &database).await.events as usize, events + 640);
    assert!(files(&database).len() > former.len() && former.iter().all(|path| path.exists()));
    assert!(replayed(&journal).await == expected);
    let report = journal.verify(None, |_| ()).await.unwrap();
    assert_eq!(report.archived as usize, events + 640, "{:?}", report.broken);
}

#[tokio::test]
async fn one_process_writes_and_what_may_still_run_waits() {
    let database = database().await;
    let journal = journal(&database).await;
    let mut archive = open(&journal, &database).await;
    assert!(matches!(Archive::open(&journal, &root(&database)).await, Err(ArchiveError::InUse(_))));
    let (mut owner, mut late) =
        (database.connection(Role::Owner).await.unwrap(), database.connection(Role::Owner).await.unwrap());
    late.execute("begin; select pg_current_xact_id()").await.unwrap();
    owner.execute(sqlx::query(TRANSACTION).bind(20).bind(64).bind("early")).await.unwrap();
    assert_eq!(archive.write().await.unwrap(), Archived::default());
    late.execute(sqlx::query(TRANSACTION).bind(1).bind(1).bind("late")).await.unwrap();
    late.execute("commit").await.unwrap();
    all_visible(&mut owner).await;
    assert_eq!(archive.write().await.unwrap(), Archived { segments: 1, events: 1_281 });
    assert_eq!(replayed(&journal).await.values().map(Vec::len).sum::<usize>(), 1_281);
}

#[tokio::test]
async fn it_is_kept_as_stored_and_read_in_todays_shape() {
    let database = database().await;
    let mut owner = database.connection(Role::Owner).await.unwrap();
    owner.execute(sqlx::query(TRANSACTION).bind(20).bind(64).bind("old")).await.unwrap();
    let mut config = database.config();
    config.archive = Some(root(&database));
    config.upcasters = Upcasters::new().with("Granted", "2", "3", |mut event| {
        event["Granted"]["points"] = 7.into();
        event
    });
    let journal = Journal::connect(config).await.unwrap();
    assert_eq!(archive(&journal, &database).await.events, 1_280);
    let mut replay = journal.replay(1);
    let page = replay.next().await.unwrap().unwrap();
    assert_eq!((&*page[0].event_version, &*page[0].payload), ("3", r#"{"Granted":{"points":7}}"#));
    assert_eq!(journal.verify(None, |_| ()).await.unwrap().archived, 1_280);
}

/// As the module's documentation promises.
#[tokio::test]
async fn postgresql_takes_it_back() {
    let database = database().await;
    let (_journal, _) = archived(&database).await;
    let mut owner = PgConnection::connect(&database.url(Role::Owner)).await.unwrap();
    owner.execute("create temporary table returned (like events)").await.unwrap();
    for path in files(&database) {
        let mut copy = vec![];
        lz4_flex::frame::FrameDecoder::new(std::fs::File::open(path).unwrap())
            .read_to_end(&mut copy)
            .unwrap();
        let into =
            "copy returned (partition, epoch, xid, position, recorded_at, command_id, hash, aggregate_type,
            aggregate_id, sequence, event_type, event_version, payload, metadata) from stdin (format binary)";
        let mut taking = owner.copy_in_raw(into).await.unwrap();
        taking.send(copy).await.unwrap();
        taking.finish().await.unwrap();
    }
    let row = "partition, epoch, xid, position, recorded_at, command_id, hash, aggregate_type, aggregate_id, sequence,
        event_type, event_version, payload::text, metadata::text";
    let (returned, strange): (i64, i64) = sqlx::query_as(&format!(
        "select (select count(*) from returned),
             (select count(*) from (select {row} from returned except all select {row} from events) e)"
    ))
    .fetch_one(&mut owner)
    .await
    .unwrap();
    assert!(returned > 10_000 && strange == 0, "{returned} came back, {strange} of them not as they were");
}
