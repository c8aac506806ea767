//! Jobs: claimed by lease, done at least once, settled once.
#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use chrono::{DateTime, TimeDelta, Utc};
use common::*;
use journal::cluster::Role;
use journal::jobs::enqueue_in;
use journal::{Job, Journal, JournalError, NewJob, StreamId, Streams};
use serde_json::json;
use std::time::Duration;

const LEASE: Duration = Duration::from_secs(30);

/// The registrar's clock, far from the real one.
fn day(day: u32) -> DateTime<Utc> {
    DateTime::from_timestamp(4_000_000_000, 0).unwrap() + TimeDelta::days(day.into())
}

fn job(name: &str, due: DateTime<Utc>) -> NewJob {
    NewJob::new("test", &StreamId::new("purse", name), json!({"name": name}), due)
}

async fn ask_for(journal: &Journal, jobs: Vec<NewJob>) {
    journal
        .transact(&cause(), Streams::new(), |unit| {
            jobs.iter().for_each(|job| unit.enqueue(job.clone()));
            Ok::<_, PurseRefusal>(())
        })
        .await
        .unwrap();
}

async fn claim(journal: &Journal, now: DateTime<Utc>) -> Vec<Job> {
    journal.jobs().claim("worker", &["test"], now, 10, LEASE).await.unwrap()
}

#[tokio::test]
async fn a_job_is_due_by_the_registrars_clock_and_claimed_once() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    ask_for(&journal, vec![job("b", day(2)), job("a", day(1)), job("c", day(3))]).await;
    assert!(claim(&journal, day(0)).await.is_empty());
    assert_eq!(journal.jobs().next_due(day(0)).await.unwrap(), Some(day(1)));
    assert!(journal.jobs().claim("worker", &["other"], day(9), 10, LEASE).await.unwrap().is_empty());
    let names: Vec<_> = claim(&journal, day(2)).await.iter().map(|job| job.payload["name"].clone()).collect();
    assert_eq!(names, ["a", "b"], "the longest due first");
    assert!(claim(&journal, day(2)).await.is_empty(), "leased");
    assert_eq!(journal.jobs().count_unsettled(day(2)).await.unwrap(), 2);
    assert_eq!(journal.jobs().next_due(day(2)).await.unwrap(), Some(day(3)));
}

#[tokio::test]
async fn a_job_asked_for_twice_is_there_once() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let reminder = || job("a", day(1)).once("reminder 3");
    ask_for(&journal, vec![reminder(), reminder()]).await;
    ask_for(&journal, vec![reminder()]).await;
    let mut connection = database.connection(Role::App).await.unwrap();
    enqueue_in(&mut connection, &[reminder(), job("a", day(1)).once("reminder 10")]).await.unwrap();
    let claimed = claim(&journal, day(1)).await;
    assert_eq!(claimed.len(), 2);
    for job in &claimed {
        journal.jobs().complete(&job.lease).await.unwrap();
    }
    ask_for(&journal, vec![reminder()]).await;
    assert!(claim(&journal, day(1)).await.is_empty(), "also not after it is done");
    assert_eq!(journal.jobs().forget_settled(journal::wall_clock()).await.unwrap(), 2);
}

#[tokio::test]
async fn a_lease_that_ran_out_is_taken_over_and_its_holder_refused() {
    let database = database().await;
    let (one, other) = (database.journal().await.unwrap(), database.journal().await.unwrap());
    ask_for(&one, vec![job("a", day(1))]).await;
    let short = Duration::from_millis(50);
    let mut first = one.jobs().claim("one", &["test"], day(1), 1, short).await.unwrap().remove(0);
    one.jobs().extend(&mut first.lease, short).await.unwrap();
    tokio::time::sleep(Duration::from_millis(120)).await;
    let second = other.jobs().claim("other", &["test"], day(1), 1, LEASE).await.unwrap().remove(0);
    assert_eq!(second.lease.id, first.lease.id);
    assert!(second.lease.fence > first.lease.fence);
    assert_eq!((first.attempts, second.attempts), (1, 2));
    let late = one.jobs().complete(&first.lease).await.unwrap_err();
    assert!(matches!(late, JournalError::LeaseLost { .. }));
    assert!(one.jobs().retry(&first.lease, Duration::ZERO, "late").await.is_err());
    // In a unit of work the late answer is kept, the job is the other's.
    one.transact(&cause(), Streams::new().with::<Purse>(&id("a")), |unit| {
        unit.complete(&first.lease);
        unit.execute::<Purse>(&id("a"), &PurseCommand::Step("answered".into()))
    })
    .await
    .unwrap();
    assert_eq!(one.jobs().count_unsettled(day(1)).await.unwrap(), 1);
    let echo = other
        .transact(&cause(), Streams::new().with::<Purse>(&id("a")), |unit| {
            unit.complete(&second.lease);
            unit.execute::<Purse>(&id("a"), &PurseCommand::Step("answered".into()))
        })
        .await
        .unwrap();
    assert!(echo.value.is_empty(), "the answer had already come");
    assert_eq!(one.jobs().count_unsettled(day(1)).await.unwrap(), 0);
}

#[tokio::test]
async fn a_failing_job_comes_again_and_is_parked_visibly() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    ask_for(&journal, vec![job("a", day(1))]).await;
    let first = claim(&journal, day(1)).await.remove(0);
    journal.jobs().retry(&first.lease, Duration::from_millis(150), "the registry is away").await.unwrap();
    assert!(claim(&journal, day(1)).await.is_empty(), "not before its pause is over");
    tokio::time::sleep(Duration::from_millis(200)).await;
    let second = claim(&journal, day(1)).await.remove(0);
    assert_eq!(second.attempts, 2);
    journal.jobs().park(&second.lease, "the registry does not know the name").await.unwrap();
    assert!(claim(&journal, day(9)).await.is_empty());
    let parked = journal.jobs().parked(10).await.unwrap();
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].last_error.as_deref(), Some("the registry does not know the name"));
    assert_eq!(journal.jobs().of_stream(&StreamId::new("purse", "a")).await.unwrap(), parked);
    assert!(journal.jobs().reopen(second.lease.partition, second.lease.id).await.unwrap());
    assert_eq!(claim(&journal, day(1)).await.len(), 1);
}

/// Many workers in two processes do every job; none is held by two at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_share_jobs() {
    let database = database().await;
    let journals = [database.journal().await.unwrap(), database.journal().await.unwrap()];
    for batch in 0..4 {
        let jobs = (0..50).map(|n| job(&format!("{batch}-{n}"), day(1))).collect();
        ask_for(&journals[0], jobs).await;
    }
    let mut workers = vec![];
    for worker in 0..8_usize {
        let journal = journals[worker % 2].clone();
        workers.push(tokio::spawn(async move {
            let mut done = vec![];
            loop {
                let claimed = journal.jobs().claim("w", &["test"], day(1), 3, LEASE).await.unwrap();
                if claimed.is_empty() && journal.jobs().count_unsettled(day(1)).await.unwrap() == 0 {
                    return done;
                }
                for job in claimed {
                    journal.jobs().complete(&job.lease).await.unwrap();
                    done.push(job.payload["name"].as_str().unwrap().to_owned());
                }
            }
        }));
    }
    let mut done = vec![];
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    done.sort();
    let distinct: std::collections::BTreeSet<_> = done.iter().collect();
    assert_eq!((done.len(), distinct.len()), (200, 200));
}

#[tokio::test]
async fn a_worker_is_woken_by_another_process() {
    let database = database().await;
    let (one, other) = (database.journal().await.unwrap(), database.journal().await.unwrap());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let jobs = other.jobs();
    let mut news = jobs.news();
    assert!(claim(&other, day(1)).await.is_empty());
    let begun = std::time::Instant::now();
    ask_for(&one, vec![job("a", day(1))]).await;
    jobs.changed(&mut news, Duration::from_secs(20)).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "nobody told the other process");
    assert_eq!(claim(&other, day(1)).await.len(), 1);
}

#[tokio::test]
async fn numbers_are_given_once() {
    let database = database().await;
    let journals = [database.journal().await.unwrap(), database.journal().await.unwrap()];
    let mut given = std::collections::BTreeSet::new();
    for round in 0..60 {
        let number = journals[round % 2].next_number(journal::Sequence::Parties).await.unwrap();
        assert!(number >= 100_000 && given.insert(number));
    }
    assert!(*given.last().unwrap() < 100_100, "blocks are small: {given:?}");
}
