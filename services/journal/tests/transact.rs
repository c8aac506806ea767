//! Load, decide, append: what a unit of work promises.

#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::*;
use journal::cluster::Role;
use journal::{IdempotencyKey, NewJob, StreamId, Streams, TransactError};
use serde_json::json;
use sqlx::Connection;
use std::time::Duration;

#[tokio::test]
async fn a_command_is_stored_and_loaded() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let purse = id("a");
    let granted = journal.execute::<Purse>(&purse, PurseCommand::Grant(100), &cause()).await.unwrap();
    assert_eq!(granted.value, [PurseEvent::Granted { points: 100 }]);
    assert_eq!(granted.cursors.len(), 1);
    journal.execute::<Purse>(&purse, PurseCommand::Spend(30), &cause()).await.unwrap();
    let loaded = journal.load::<Purse>(&purse).await.unwrap();
    assert_eq!((loaded.state.available(), loaded.version), (70, Some(2)));
    let other = database.journal().await.unwrap();
    assert_eq!(other.load::<Purse>(&purse).await.unwrap().state, loaded.state);
    let events = journal.read_stream(&StreamId::of::<Purse>(&purse)).await.unwrap();
    assert_eq!(events.iter().map(|event| event.sequence).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(events[0].cause().unwrap().channel, domain_model::Channel::Internal);
    assert_eq!(events[0].command_id, granted.command_id);
}

/// What this process commits counts at once, what another commits when the time is over.
#[tokio::test]
async fn a_state_of_a_moment_ago_is_never_older_than_ones_own_commits() {
    const FOR_EVER: Duration = Duration::from_secs(3_600);
    let database = database().await;
    let (journal, other) = (database.journal().await.unwrap(), database.journal().await.unwrap());
    let purse = id("a");
    let lately = async |age| journal.load_lately::<Purse>(&purse, age).await.unwrap().state.available();
    assert_eq!(lately(FOR_EVER).await, 0, "nothing there is an answer too");
    for granted in 1..=3 {
        journal.execute::<Purse>(&purse, PurseCommand::Grant(1), &cause()).await.unwrap();
        assert_eq!(lately(FOR_EVER).await, granted);
    }
    // What a connection that was lost and found again may have missed is forgotten: then the database is asked at once.
    let mut remembered = false;
    for granted in (13..).step_by(10).take(20) {
        other.execute::<Purse>(&purse, PurseCommand::Grant(10), &cause()).await.unwrap();
        remembered |= lately(FOR_EVER).await < granted;
        assert_eq!(lately(Duration::ZERO).await, granted);
        assert_eq!(lately(FOR_EVER).await, granted);
    }
    assert!(remembered, "nothing was answered from memory");
}

#[tokio::test]
async fn a_refusal_stores_nothing_and_an_echo_is_silence() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let refused = journal.execute::<Purse>(&id("a"), PurseCommand::Spend(1), &cause()).await.unwrap_err();
    assert!(matches!(refused, TransactError::Refused(PurseRefusal::NotEnough { available: 0 })));
    let step = PurseCommand::Step("one".into());
    let first = journal.execute::<Purse>(&id("a"), step.clone(), &cause()).await.unwrap();
    let echo = journal.execute::<Purse>(&id("a"), step, &cause()).await.unwrap();
    assert!(echo.value.is_empty());
    assert_eq!(echo.cursors, first.cursors, "a caller of an echo can wait for the same view");
    assert_eq!(journal.load::<Purse>(&id("a")).await.unwrap().version, Some(1));
}

#[tokio::test]
async fn several_streams_jobs_and_an_answer_are_one_transaction() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let (from, to) = (id("from"), id("to"));
    journal.execute::<Purse>(&from, PurseCommand::Grant(10), &cause()).await.unwrap();
    let key = IdempotencyKey { scope: "s".into(), key: "k".into(), fingerprint: "f".into() };
    let now = journal::wall_clock();
    let transfer = |unit: &mut journal::Unit, points: i64| {
        unit.execute::<Purse>(&from, &PurseCommand::Spend(points))?;
        unit.execute::<Purse>(&to, &PurseCommand::Grant(points))?;
        assert!(unit.state::<Purse>(&to).granted >= points, "a unit sees its own decisions");
        assert_eq!(unit.version::<Purse>(&from), unit.events()[0].sequence);
        assert_eq!(unit.events().len(), 2);
        unit.enqueue(NewJob::new("tell", &StreamId::of::<Purse>(&to), json!({"points": points}), now));
        unit.remember(key.clone(), json!({"moved": points}));
        Ok::<_, PurseRefusal>(points)
    };
    let streams = || Streams::new().with::<Purse>(&to).with::<Purse>(&from);
    let refused = journal.transact(&cause(), streams(), |unit| transfer(unit, 11)).await.unwrap_err();
    assert!(matches!(refused, TransactError::Refused(_)));
    assert!(journal.remembered("s", "k").await.unwrap().is_none());

    let moved = journal.transact(&cause(), streams(), |unit| transfer(unit, 4)).await.unwrap();
    assert_eq!(moved.value, 4);
    assert_eq!(journal.remembered("s", "k").await.unwrap().unwrap().answer, json!({"moved": 4}));
    let again = journal.transact(&cause(), streams(), |unit| transfer(unit, 5)).await.unwrap_err();
    let TransactError::AlreadyRemembered(first) = again else { panic!("{again}") };
    assert_eq!((first.answer, first.fingerprint.as_str()), (json!({"moved": 4}), "f"));
    assert_eq!(balance_in(&database, "from").await, 6);
    assert_eq!(balance_in(&database, "to").await, 4);
    let jobs =
        journal.jobs().claim("w", &["tell"], now, 10, std::time::Duration::from_secs(9)).await.unwrap();
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].command_id, Some(moved.command_id));
}

#[tokio::test]
async fn a_repeated_command_id_is_answered_with_the_first_events() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let command = uuid::Uuid::now_v7();
    let grant = || PurseCommand::Grant(5);
    let first = journal.execute_as::<Purse>(command, &id("a"), grant(), &cause()).await.unwrap();
    let other = database.journal().await.unwrap();
    for journal in [&journal, &other] {
        let again = journal.execute_as::<Purse>(command, &id("a"), grant(), &cause()).await.unwrap();
        assert!(again.replayed && !first.replayed);
        assert_eq!(again.value, first.value);
    }
    assert_eq!(balance_in(&database, "a").await, 5);
}

/// One process grants, another spends at once from a state that it still remembers as empty.
#[tokio::test]
async fn a_remembered_state_justifies_no_refusal_and_no_silence() {
    let database = database().await;
    let (one, other) = (database.journal().await.unwrap(), database.journal().await.unwrap());
    other.execute::<Purse>(&id("a"), PurseCommand::Grant(1), &cause()).await.unwrap();
    for round in 0..20 {
        one.execute::<Purse>(&id("a"), PurseCommand::Grant(100), &cause()).await.unwrap();
        other.execute::<Purse>(&id("a"), PurseCommand::Spend(100), &cause()).await.unwrap();
        let word = format!("{round}");
        one.execute::<Purse>(&id("a"), PurseCommand::Step(word.clone()), &cause()).await.unwrap();
        let echo = other.execute::<Purse>(&id("a"), PurseCommand::Step(word), &cause()).await.unwrap();
        assert!(echo.value.is_empty());
    }
    assert_eq!(other.load::<Purse>(&id("a")).await.unwrap().state.available(), 1);
    // A stream that is only looked at is checked as well.
    one.execute::<Purse>(&id("a"), PurseCommand::Grant(7), &cause()).await.unwrap();
    let streams = Streams::new().with::<Purse>(&id("a")).with::<Purse>(&id("copy"));
    let copied = other
        .transact(&cause(), streams, |unit| {
            let available = unit.state::<Purse>(&id("a")).available();
            unit.execute::<Purse>(&id("copy"), &PurseCommand::Grant(available)).map(|_| available)
        })
        .await
        .unwrap();
    assert_eq!(copied.value, 8);
}

#[tokio::test]
async fn concurrent_processes_never_overdraw() {
    let database = database().await;
    let journals = [database.journal().await.unwrap(), database.journal().await.unwrap()];
    journals[0].execute::<Purse>(&id("a"), PurseCommand::Grant(40), &cause()).await.unwrap();
    let mut tasks = vec![];
    for index in 0..60 {
        let journal = journals[index % 2].clone();
        tasks.push(tokio::spawn(async move {
            loop {
                match journal.execute::<Purse>(&id("a"), PurseCommand::Spend(1), &cause()).await {
                    Ok(_) => return true,
                    Err(TransactError::Refused(_)) => return false,
                    Err(TransactError::Contended { .. }) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }));
    }
    let mut spent = 0;
    for task in tasks {
        spent += i32::from(task.await.unwrap());
    }
    assert_eq!(spent, 40);
    assert_eq!(balance_in(&database, "a").await, 0);
}

#[tokio::test]
async fn the_application_cannot_change_or_delete_events() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    journal.execute::<Purse>(&id("a"), PurseCommand::Grant(5), &cause()).await.unwrap();
    let mut app = database.connection(Role::App).await.unwrap();
    for forbidden in [
        "update events set payload = '{}'",
        "delete from events",
        "truncate events",
        "drop table events",
        "alter table events add column more text",
        "alter table events disable trigger all",
        "delete from erasures",
        "create table public.mine ()",
    ] {
        let error = sqlx::query(forbidden).execute(&mut app).await.unwrap_err();
        let code = error.as_database_error().and_then(|e| e.code()).map(|code| code.into_owned());
        assert_eq!(code.as_deref(), Some("42501"), "{forbidden}: {error}");
    }
    sqlx::query("create table views.mine (id int)").execute(&mut app).await.unwrap();
    app.close().await.unwrap();
    assert_eq!(balance_in(&database, "a").await, 5);
}

/// A group whose members meet rows of another process is split: the innocent are stored, the others are tried again,
/// and no unit is ever stored in part.
#[tokio::test]
async fn a_group_is_never_half_written() {
    let database = database().await;
    let journals = [database.journal().await.unwrap(), database.journal().await.unwrap()];
    let mut tasks = vec![];
    for index in 0..300_usize {
        let journal = journals[index % 2].clone();
        tasks.push(tokio::spawn(async move {
            let (left, right) = (id(&format!("l{}", index % 7)), id(&format!("r{}", index % 5)));
            let streams = || Streams::new().with::<Purse>(&left).with::<Purse>(&right);
            loop {
                let both = journal
                    .transact(&cause(), streams(), |unit| {
                        unit.execute::<Purse>(&left, &PurseCommand::Grant(1))?;
                        unit.execute::<Purse>(&right, &PurseCommand::Grant(1))
                    })
                    .await;
                match both {
                    Ok(_) => return,
                    Err(TransactError::Contended { .. }) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let mut connection = database.connection(Role::Owner).await.unwrap();
    let (partial, commands): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where rows <> 2), count(*) from (
             select command_id, count(*) as rows from events group by command_id) as commands",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!((partial, commands), (0, 300));
    let statistics = journals[0].writer_statistics();
    assert!(statistics.grouped > statistics.groups, "nothing was grouped: {statistics:?}");
}
