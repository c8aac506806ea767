//! Whichever way a view is built, it is the same.

use crate::story::{Chance, Story};
use journal::cluster::Role;
use journal::follow::Follower;
use journal::{Recorded, StreamId};
use projections::{Projection, Scratch, View, check, replay_until};
use sqlx::{Connection, Executor};

async fn fingerprints(story: &Story) -> Vec<(View, String)> {
    let mut all = vec![];
    for view in View::ALL {
        all.push((view, story.views.fingerprint(view).await.unwrap()));
    }
    all
}

/// Every table of every view has rows: an empty view would prove nothing.
async fn assert_nothing_is_empty(story: &Story) {
    let mut connection = story.database.connection(Role::App).await.unwrap();
    let tables: Vec<String> =
        sqlx::query_scalar("select tablename::text from pg_tables where schemaname = 'views'")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    assert_eq!(tables.len(), 25, "{tables:?}");
    for table in tables {
        let rows: i64 = sqlx::query_scalar(&format!("select count(*) from views.{table}"))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert!(rows > 0, "{table} is empty");
    }
}

#[tokio::test]
async fn following_live_equals_rebuilding_from_the_first_event() {
    let mut story = Story::new(7).await;
    let half = async {
        story.unfold(120).await;
        story.follow().await;
        story.unfold(120).await;
        story.follow().await;
    };
    half.await;
    assert_nothing_is_empty(&story).await;
    let live = fingerprints(&story).await;
    for view in View::ALL {
        let follower = Projection::new(view, story.journal.vault().clone());
        let rebuilt = story.journal.rebuild(follower, |_| {}).await.unwrap();
        assert_eq!(rebuilt.tables, view_tables(view), "{view}");
    }
    assert_eq!(fingerprints(&story).await, live);
    story.unfold(20).await;
    story.follow().await;
    assert_ne!(fingerprints(&story).await, live, "a rebuilt view is followed further");
}

fn view_tables(view: View) -> usize {
    match view {
        View::Registers => 6,
        View::Ledger => 4,
        View::Votes | View::Obligations | View::Drift | View::Billing | View::Orders => 2,
        _ => 1,
    }
}

/// All streams, each in order.
async fn streams(story: &Story) -> Vec<Vec<Recorded>> {
    let ids: Vec<(String, String)> =
        sqlx::query_as("select distinct aggregate_type, aggregate_id from events order by 1, 2")
            .fetch_all(story.journal.pool())
            .await
            .unwrap();
    let mut all = vec![];
    for (kind, id) in ids {
        all.push(story.journal.read_stream(&StreamId::new(&kind, &id)).await.unwrap());
    }
    all
}

/// One order in which followers may see the events: that of each stream is kept, the others are mixed.
fn shuffled(streams: &[Vec<Recorded>], chance: &mut Chance) -> Vec<Recorded> {
    let mut left: Vec<_> = streams.iter().map(|stream| stream.iter()).collect();
    let mut order: Vec<usize> =
        streams.iter().enumerate().flat_map(|(at, stream)| vec![at; stream.len()]).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, chance.below(at + 1));
    }
    order.into_iter().map(|at| left[at].next().unwrap().clone()).collect()
}

#[tokio::test]
async fn the_order_of_the_streams_does_not_matter() {
    let mut story = Story::new(11).await;
    story.unfold(150).await;
    story.follow().await;
    let live = fingerprints(&story).await;
    let streams = streams(&story).await;
    let mut connection = story.database.connection(Role::App).await.unwrap();
    for seed in 0..6 {
        let mut chance = Chance(seed);
        let events = shuffled(&streams, &mut chance);
        let schema = format!("shuffled_{seed}");
        connection.execute(format!("create schema {schema}").as_str()).await.unwrap();
        for (view, expected) in &live {
            let mut follower = Projection::new(*view, story.journal.vault().clone());
            let mut tx = connection.begin().await.unwrap();
            tx.execute(format!("set local search_path = {schema}, public").as_str()).await.unwrap();
            tx.execute(follower.schema()).await.unwrap();
            let mut rest = &events[..];
            while !rest.is_empty() {
                let (batch, others) = rest.split_at(rest.len().min(1 + chance.below(300)));
                follower.apply(&mut tx, batch).await.unwrap();
                rest = others;
            }
            tx.commit().await.unwrap();
            let built = Scratch { view: *view, schema: schema.clone(), until: story.at, read: 0 };
            assert_eq!(
                &built.fingerprint(story.journal.pool()).await.unwrap(),
                expected,
                "{view}, seed {seed}"
            );
        }
    }
}

#[tokio::test]
async fn a_batch_heard_twice_is_heard_once_and_a_gap_stops_the_view() {
    let mut story = Story::new(3).await;
    story.unfold(60).await;
    story.follow().await;
    let live = fingerprints(&story).await;
    let streams = streams(&story).await;
    let mut connection = story.database.connection(Role::App).await.unwrap();
    for view in [View::Whois, View::Operations, View::Ledger, View::Contacts, View::Votes] {
        let mut follower = Projection::new(view, story.journal.vault().clone());
        let mut tx = connection.begin().await.unwrap();
        tx.execute("set local search_path = views, public").await.unwrap();
        follower.apply(&mut tx, &streams.concat()).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(fingerprints(&story).await, live);

    let long =
        streams.iter().find(|stream| stream[0].stream.aggregate_type() == "operation" && stream.len() > 2);
    let mut tx = connection.begin().await.unwrap();
    tx.execute("create schema gap; set local search_path = gap, public").await.unwrap();
    let mut follower = Projection::new(View::Operations, story.journal.vault().clone());
    tx.execute(follower.schema()).await.unwrap();
    follower.apply(&mut tx, &long.unwrap()[..1]).await.unwrap();
    let error = follower.apply(&mut tx, &long.unwrap()[2..]).await.unwrap_err();
    assert!(error.to_string().contains("event 2 is missing"), "{error}");
}

#[tokio::test]
async fn a_view_as_it_was_is_what_following_had_made_of_it_then() {
    let mut story = Story::new(5).await;
    story.unfold(80).await;
    story.follow().await;
    let then = story.at;
    let before = fingerprints(&story).await;
    story.pass(1);
    story.unfold(80).await;
    story.follow().await;
    for (view, expected) in before {
        let mut reports = 0;
        let scratch = replay_until(&story.journal, view, then, |_| reports += 1).await.unwrap();
        assert_eq!(scratch.fingerprint(story.journal.pool()).await.unwrap(), expected, "{view}");
        assert_ne!(story.views.fingerprint(view).await.unwrap(), expected, "{view} went on");
        assert!(reports > 0 && scratch.read > 0);
        scratch.discard(story.journal.pool()).await.unwrap();
    }
    let left: i64 = sqlx::query_scalar("select count(*) from checkpoints where follower like '%@%'")
        .fetch_one(story.journal.pool())
        .await
        .unwrap();
    assert_eq!(left, 0, "no trace of the scratch views is left");
}

#[tokio::test]
async fn a_check_names_every_row_that_the_journal_does_not_say_and_leaves_the_view_alone() {
    let mut story = Story::new(13).await;
    story.unfold(240).await;
    story.follow().await;
    // What the live view has not seen yet is no difference.
    story.unfold(10).await;
    for view in View::ALL {
        let mut reports = 0;
        let checked = check(&story.journal, view, |_| reports += 1).await.unwrap();
        assert_eq!((checked.found, checked.deviations.len()), (0, 0), "{view}: {checked:?}");
        assert!(reports > 0 && checked.events > 0 && checked.rows > 0, "{view}: {checked:?}");
    }
    let pool = story.journal.pool();
    let numbers: Vec<i64> = sqlx::query_scalar("select number from operations order by number limit 3")
        .fetch_all(pool)
        .await
        .unwrap();
    let [altered, removed, copied] = numbers[..] else { panic!("three operations: {numbers:?}") };
    for statement in [
        format!("update operations set message = 'so it was not' where number = {altered}"),
        format!("delete from operations where number = {removed}"),
        format!(
            "insert into operations select (json_populate_record(o, '{{\"number\": 7}}')).* from operations o
             where number = {copied}"
        ),
    ] {
        pool.execute(statement.as_str()).await.unwrap();
    }
    let wrong = story.views.fingerprint(View::Operations).await.unwrap();
    let checked = check(&story.journal, View::Operations, |_| {}).await.unwrap();
    assert_eq!(checked.found, 3, "{checked:?}");
    let found = |kind: &str| {
        let found = checked.deviations.iter().find(|row| row.kind == kind);
        found.unwrap_or_else(|| panic!("{kind}: {checked:?}")).clone()
    };
    let different = found("different");
    assert_eq!((different.table.as_str(), different.key), ("operations", format!("({altered})")));
    assert_eq!((different.changes.len(), different.changes[0].path.as_str()), (1, "message"));
    assert_eq!(different.changes[0].before, "so it was not");
    assert_eq!(found("missing").key, format!("({removed})"));
    assert_eq!(found("surplus").key, "(7)");
    assert_eq!(story.views.fingerprint(View::Operations).await.unwrap(), wrong, "only looked at");
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from checkpoints where follower like '%@%')
             + (select count(*) from pg_namespace where nspname like 'views_next%')",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    assert_eq!(left, 0, "no trace of the shadows is left");
    // A rebuild puts it right.
    let follower = Projection::new(View::Operations, story.journal.vault().clone());
    story.journal.rebuild(follower, |_| {}).await.unwrap();
    assert_eq!(check(&story.journal, View::Operations, |_| {}).await.unwrap().found, 0);
}
