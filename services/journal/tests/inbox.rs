//! The inbox: durable before it is promised, dealt with once, forgotten in time.
#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use chrono::{DateTime, TimeDelta, Utc};
use common::database;
use journal::cluster::Role;
use journal::inbox::{ClaimedMail, Decided, NewMail};
use journal::{Journal, JournalError};
use serde_json::json;
use std::time::Duration;
use uuid::Uuid;

const LEASE: Duration = Duration::from_secs(30);

/// Bytes that are no text: a mail may be in any charset.
const MESSAGE: &[u8] = b"Subject: order\r\n\r\nbatch.auth.plain: MaPassPhrase\xe9\x00\xff\r\n";

fn received() -> DateTime<Utc> {
    DateTime::from_timestamp(4_000_000_000, 0).unwrap()
}

fn mail() -> NewMail {
    NewMail {
        id: Uuid::now_v7(),
        rehearsal: false,
        received_at: received(),
        from_nobody: false,
        return_path: Some("zephyrine@client.test".to_owned()),
        address: Some("192.0.2.7".to_owned()),
        message: MESSAGE.to_vec(),
    }
}

async fn keep(journal: &Journal, mail: &NewMail) {
    journal.inbox().keep(vec![mail.clone()]).await.unwrap();
}

async fn claim(journal: &Journal) -> Vec<ClaimedMail> {
    journal.inbox().claim("desk", 10, LEASE).await.unwrap()
}

fn decided(fate: &str, answer: Option<&str>) -> Decided {
    Decided {
        fate: fate.to_owned(),
        account: Some(13_490),
        answer: answer.map(|text| json!({ "said": text })),
    }
}

#[tokio::test]
async fn a_mail_comes_out_as_it_went_in_once() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let kept = mail();
    keep(&journal, &kept).await;
    keep(&journal, &NewMail { message: b"another".to_vec(), ..kept.clone() }).await;
    let claimed = claim(&journal).await;
    assert_eq!(claimed.len(), 1, "kept twice is once");
    let claimed = &claimed[0];
    assert_eq!(claimed.message.as_deref(), Some(MESSAGE));
    assert_eq!(claimed.return_path.as_deref(), Some("zephyrine@client.test"));
    assert_eq!(claimed.address.as_deref(), Some("192.0.2.7"));
    assert_eq!((claimed.received_at, claimed.attempts, claimed.rehearsal), (received(), 1, false));
    assert!(claimed.decided.is_none() && claim(&journal).await.is_empty(), "leased");
    let inbox = journal.inbox();
    inbox.decided(&claimed.lease, &decided("executed", Some("done"))).await.unwrap();
    inbox.done(&claimed.lease).await.unwrap();
    let record = inbox.record(kept.id).await.unwrap().unwrap();
    assert_eq!((record.state.as_str(), record.account), ("done", Some(13_490)));
    assert_eq!(record.answer, Some(json!({ "said": "done" })));
    assert!(inbox.done(&claimed.lease).await.is_err(), "once");
    assert!(claim(&journal).await.is_empty());
    assert_eq!(inbox.record(Uuid::now_v7()).await.unwrap(), None);
}

/// Whoever reads the database reads nothing of a mail, and nothing at all when it is forgotten.
#[tokio::test]
async fn mails_are_sealed_and_forgotten() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let (old, young) = (mail(), mail());
    for one in [&old, &young] {
        keep(&journal, one).await;
    }
    for one in claim(&journal).await {
        let answer = decided("executed", Some("to zephyrine"));
        journal.inbox().decided(&one.lease, &answer).await.unwrap();
        if one.lease.id == old.id {
            journal.inbox().done(&one.lease).await.unwrap();
        }
    }
    let mut connection = database.connection(Role::Owner).await.unwrap();
    let rows: Vec<String> = sqlx::query_scalar("select row_to_json(m)::text from mail_inbox m")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    assert_eq!(rows.len(), 2);
    for row in &rows {
        for secret in ["zephyrine", "MaPassPhrase", "192.0.2.7"] {
            assert!(!row.contains(secret), "{secret} stands open in {row}");
        }
    }
    let before = journal::wall_clock() + TimeDelta::seconds(1);
    assert_eq!(journal.inbox().forget(before - TimeDelta::hours(1), 10).await.unwrap(), 0, "too young");
    assert_eq!(journal.inbox().forget(before, 10).await.unwrap(), 1, "the other is not answered yet");
    assert_eq!(journal.inbox().forget(before, 10).await.unwrap(), 0);
    let record = journal.inbox().record(old.id).await.unwrap().unwrap();
    assert_eq!((record.state.as_str(), record.answer), ("done", None));
    let keys: i64 = sqlx::query_scalar("select count(*) from seal_keys where owner = $1")
        .bind(format!("batch-mail:{}", old.id.simple()))
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(keys, 0, "the key is destroyed");
    assert_eq!(journal.inbox().forget_of(13_490).await.unwrap(), 0, "what waits is kept");
}

#[tokio::test]
async fn an_accounts_answered_mails_can_be_forgotten_at_once() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    keep(&journal, &mail()).await;
    let one = claim(&journal).await.remove(0);
    journal.inbox().decided(&one.lease, &decided("unproven", Some("told"))).await.unwrap();
    journal.inbox().done(&one.lease).await.unwrap();
    let since = journal::wall_clock() - TimeDelta::hours(1);
    let told = async |account, fate| journal.inbox().answered_since(account, fate, since).await.unwrap();
    assert_eq!((told(13_490, "unproven").await, told(13_490, "executed").await), (1, 0));
    assert_eq!((told(13_491, "unproven").await), 0);
    assert_eq!(journal.inbox().forget_of(13_491).await.unwrap(), 0);
    assert_eq!(journal.inbox().forget_of(13_490).await.unwrap(), 1);
}

/// A desk that died leaves its lease; the next one finds what was decided, and the late one is refused.
#[tokio::test]
async fn another_desk_goes_on_from_what_was_decided() {
    let database = database().await;
    let (one, other) = (database.journal().await.unwrap(), database.journal().await.unwrap());
    let kept = mail();
    keep(&one, &kept).await;
    let short = Duration::from_millis(50);
    let first = one.inbox().claim("one", 1, short).await.unwrap().remove(0);
    one.inbox().decided(&first.lease, &decided("executed", Some("first"))).await.unwrap();
    tokio::time::sleep(Duration::from_millis(120)).await;
    let second = other.inbox().claim_one("other", kept.id, LEASE).await.unwrap().unwrap();
    assert_eq!(second.decided, Some(decided("executed", Some("first"))));
    let late = one.inbox().done(&first.lease).await.unwrap_err();
    assert!(matches!(late, JournalError::LeaseLost { .. }));
    other.inbox().decided(&second.lease, &decided("mistaken", Some("second"))).await.unwrap();
    let record = other.inbox().record(kept.id).await.unwrap().unwrap();
    assert_eq!(record.answer, Some(json!({ "said": "first" })), "what was decided stays");
    other.inbox().done(&second.lease).await.unwrap();
    assert!(one.inbox().extend(&first.lease, LEASE).await.is_err());
}

#[tokio::test]
async fn failures_of_the_world_do_not_put_a_mail_aside_and_silence_does() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    let inbox = journal.inbox();
    let kept = mail();
    keep(&journal, &kept).await;
    for failures in 0..3 {
        let one = claim(&journal).await.remove(0);
        assert_eq!((one.attempts, one.failures), (1, failures));
        inbox.retry(&one.lease, Duration::ZERO, "the registry is away").await.unwrap();
    }
    let standing = inbox.standing().await.unwrap();
    assert_eq!((standing.waiting, standing.aside), (1, 0));
    assert_eq!(standing.obstacle.as_deref(), Some("the registry is away"));
    for attempts in 1..3 {
        let one = claim(&journal).await.remove(0);
        assert_eq!(one.attempts, attempts);
        inbox.give_back(&one.lease, Duration::ZERO, "it panicked").await.unwrap();
    }
    let one = claim(&journal).await.remove(0);
    inbox.set_aside(&one.lease, "again and again").await.unwrap();
    assert!(claim(&journal).await.is_empty());
    let standing = inbox.standing().await.unwrap();
    assert_eq!((standing.waiting, standing.aside, standing.latest_aside), (0, 1, Some(kept.id)));
    assert!(inbox.reopen(kept.id).await.unwrap() && !inbox.reopen(kept.id).await.unwrap());
    assert_eq!(claim(&journal).await[0].attempts, 1);
    assert_eq!(inbox.free_all().await.unwrap(), 1);
    assert_eq!(claim(&journal).await.len(), 1, "a lease of the dead was taken back");
}

/// Desks in two processes take every mail once, and hear of new ones.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn desks_share_the_mails_and_hear_of_new_ones() {
    let database = database().await;
    let (one, other) = (database.journal().await.unwrap(), database.journal().await.unwrap());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let mut news = other.inbox().news();
    let begun = std::time::Instant::now();
    one.inbox().keep((0..40).map(|_| mail()).collect()).await.unwrap();
    other.inbox().changed(&mut news, Duration::from_secs(20)).await;
    assert!(begun.elapsed() < Duration::from_secs(5), "nobody told the other process");
    let desk = |journal: Journal| async move {
        let mut taken = vec![];
        loop {
            let claimed = journal.inbox().claim("desk", 3, LEASE).await.unwrap();
            if claimed.is_empty() {
                return taken;
            }
            for mail in claimed {
                journal.inbox().done(&mail.lease).await.unwrap();
                taken.push(mail.lease.id);
            }
        }
    };
    let (mut here, there) = tokio::join!(tokio::spawn(desk(one)), tokio::spawn(desk(other)));
    let mut all = here.as_mut().unwrap().split_off(0);
    all.extend(there.unwrap());
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!((count, all.len()), (40, 40));
}
