//! Sealing, opening, erasing.
#![allow(clippy::unwrap_used, reason = "a failed expectation of a test may panic")]

mod common;

use common::*;
use domain_model::values::ContactNumber;
use domain_model::{Actor, Cause, Channel};
use journal::cluster::Role;
use journal::test_support::TestDatabase;
use journal::vault::VaultError;
use journal::{IdempotencyKey, Journal, MasterKey, NewJob, StreamId, Streams, TransactError};
use serde_json::json;
use sqlx::Connection;

const NAME: &str = "Dupond-Machin";
const ADDRESS: &str = "198.51.100.77";

/// Everything that the database holds, as text.
async fn dump(database: &TestDatabase) -> String {
    let output = std::process::Command::new(database.cluster.binaries().join("pg_dump"))
        .arg("--inserts")
        .arg(database.url(Role::Superuser))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn voter() -> Cause {
    let actor = Actor::Registrant(ContactNumber::new(7));
    Cause::new(actor, Channel::MailLink, journal::wall_clock(), uuid::Uuid::now_v7()).from_address(ADDRESS)
}

/// One unit that leaves the name everywhere a unit can leave something, and enough events for a snapshot.
async fn leave_traces(journal: &Journal) {
    let purse = id("a");
    let secret = json!({"$open": {"owner": "contact:7", "purpose": "contact", "value": NAME}});
    let key = IdempotencyKey { scope: "s".into(), key: "k".into(), fingerprint: "f".into() };
    let due = journal::wall_clock();
    journal
        .transact(&voter(), Streams::new().with::<Purse>(&purse), |unit| {
            unit.execute::<Purse>(&purse, &PurseCommand::Name(7, NAME.into()))?;
            unit.enqueue(NewJob::new("mail", &StreamId::of::<Purse>(&purse), json!({"to": secret}), due));
            unit.remember(key.clone(), json!({"name": secret}));
            Ok::<_, PurseRefusal>(())
        })
        .await
        .unwrap();
    for _ in 0..12 {
        journal.execute::<Purse>(&purse, PurseCommand::Grant(1), &cause()).await.unwrap();
    }
}

fn name_in(purse: &Purse) -> Option<&str> {
    purse.owner.as_ref().and_then(|owner| owner.value()).map(String::as_str)
}

async fn snapshot_is_there(database: &TestDatabase) {
    let mut connection = database.connection(Role::Owner).await.unwrap();
    for _ in 0..100 {
        let found: bool = sqlx::query_scalar("select exists (select from snapshots)")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        if found {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("no snapshot was taken");
}

#[tokio::test]
async fn personal_data_is_readable_while_its_key_lives_and_nowhere_after() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    leave_traces(&journal).await;
    snapshot_is_there(&database).await;
    let other = database.journal().await.unwrap();
    for journal in [&journal, &other] {
        assert_eq!(name_in(&journal.load::<Purse>(&id("a")).await.unwrap().state), Some(NAME));
        let answer = journal.remembered("s", "k").await.unwrap().unwrap().answer;
        assert!(answer.to_string().contains(NAME));
    }
    let events = journal.read_stream(&StreamId::of::<Purse>(&id("a"))).await.unwrap();
    assert_eq!(events[0].cause().unwrap().address, None, "closed until it is opened");
    assert_eq!(events[0].open_cause(journal.vault()).await.unwrap().address.as_deref(), Some(ADDRESS));
    let before = dump(&database).await;
    assert!(!before.contains(NAME) && !before.contains(ADDRESS), "something was stored in the open");

    let erased = journal.vault().erase("contact:7", &["contact", "evidence"]).await.unwrap();
    assert_eq!(erased.keys.len(), 2);
    // The other process hears of it.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    for journal in [&journal, &other, &database.journal().await.unwrap()] {
        let loaded = journal.load::<Purse>(&id("a")).await.unwrap();
        assert_eq!(
            (name_in(&loaded.state), loaded.state.granted),
            (None, 12),
            "history replays, the person is gone"
        );
        let answer = journal.remembered("s", "k").await.unwrap().unwrap().answer;
        assert!(!answer.to_string().contains(NAME));
        let events = journal.read_stream(&StreamId::of::<Purse>(&id("a"))).await.unwrap();
        assert_eq!(events[0].open_cause(journal.vault()).await.unwrap().address, None);
    }
    let report = journal.verify(None, |_| {}).await.unwrap();
    assert!(report.is_sound(), "erasing leaves the chains whole: {:?}", report.broken);
}

#[tokio::test]
async fn an_erased_person_does_not_come_back_unasked() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    leave_traces(&journal).await;
    journal.vault().erase("contact:7", &["contact", "evidence"]).await.unwrap();
    assert!(journal.vault().is_erased("contact:7", "contact").await.unwrap());
    let again = PurseCommand::Name(7, NAME.into());
    let refused = journal.execute::<Purse>(&id("a"), again.clone(), &cause()).await.unwrap_err();
    let TransactError::Journal(journal::JournalError::Vault(VaultError::Erased { owner, .. })) = refused
    else {
        panic!("{refused}")
    };
    assert_eq!(owner, "contact:7");
    // An event that only mentions where the person came from is possible, and keeps nothing of it.
    journal.execute::<Purse>(&id("a"), PurseCommand::Grant(1), &voter()).await.unwrap();
    assert!(!dump(&database).await.contains(ADDRESS));

    journal.vault().begin_new_life("contact:7", "contact").await.unwrap();
    journal.execute::<Purse>(&id("b"), again, &cause()).await.unwrap();
    assert_eq!(name_in(&journal.load::<Purse>(&id("b")).await.unwrap().state), Some(NAME));
    assert_eq!(
        name_in(&journal.load::<Purse>(&id("a")).await.unwrap().state),
        None,
        "the old life stays closed"
    );
    // A replay of the log spares the new life's key.
    assert_eq!(journal.vault().replay_erasures().await.unwrap(), 0);
    let reopened = database.journal().await.unwrap();
    assert_eq!(name_in(&reopened.load::<Purse>(&id("b")).await.unwrap().state), Some(NAME));
}

/// A backup from before the erasure brings the key back; the log outside the database takes it away again.
#[tokio::test]
async fn a_restore_repeats_the_erasures() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    leave_traces(&journal).await;
    let mut owner = database.connection(Role::Owner).await.unwrap();
    sqlx::query("create table backup as select * from seal_keys").execute(&mut owner).await.unwrap();
    journal.vault().erase("contact:7", &["contact", "evidence"]).await.unwrap();
    sqlx::query("insert into seal_keys select * from backup on conflict do nothing")
        .execute(&mut owner)
        .await
        .unwrap();
    sqlx::query("delete from erasures").execute(&mut owner).await.unwrap();
    let restored = database.journal().await.unwrap();
    assert_eq!(name_in(&restored.load::<Purse>(&id("a")).await.unwrap().state), None);
    assert!(restored.vault().is_erased("contact:7", "contact").await.unwrap());
    owner.close().await.unwrap();
}

#[tokio::test]
async fn the_master_key_can_be_changed() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    leave_traces(&journal).await;
    let token = journal.vault().mac("vote", b"trade 7");
    let mut config = database.config();
    config.vault.former_masters = vec![config.vault.master.clone()];
    config.vault.master = MasterKey::new([9; 32]);
    let rotating = Journal::connect(config.clone()).await.unwrap();
    // The server's, the contact's for two purposes, the system's for addresses of plain causes is not made: it has none.
    assert_eq!(rotating.vault().rewrap().await.unwrap(), 3);
    config.vault.former_masters.clear();
    let rotated = Journal::connect(config).await.unwrap();
    assert_eq!(name_in(&rotated.load::<Purse>(&id("a")).await.unwrap().state), Some(NAME));
    assert_eq!(rotated.vault().mac("vote", b"trade 7"), token, "mailed links survive");
    let stranger = database.journal().await;
    assert!(stranger.is_err(), "the old master key alone opens nothing any more");
}

/// A decision on a state from before an erasure must not carry the old life into the new one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_known_before_an_erasure_is_not_sealed_for_the_new_life() {
    let database = database().await;
    let journal = database.journal().await.unwrap();
    leave_traces(&journal).await;
    let purse = id("a");
    let (mut seen, elsewhere) = (vec![], &journal);
    journal
        .transact(&cause(), Streams::new().with::<Purse>(&purse), |unit| {
            let known = name_in(unit.state::<Purse>(&purse)).map(str::to_owned);
            seen.push(known.clone());
            if seen.len() == 1 {
                tokio::task::block_in_place(|| {
                    tokio::runtime::Handle::current().block_on(async {
                        elsewhere.vault().erase("contact:7", &["contact", "evidence"]).await.unwrap();
                        elsewhere.vault().begin_new_life("contact:7", "contact").await.unwrap();
                    });
                });
            }
            let repeat = known.map_or(PurseCommand::Grant(1), |name| PurseCommand::Name(7, name));
            unit.execute::<Purse>(&purse, &repeat).map(|_| ())
        })
        .await
        .unwrap();
    assert_eq!(seen, [Some(NAME.to_owned()), None], "decided once more, on what is still readable");
    for journal in [&journal, &database.journal().await.unwrap()] {
        let loaded = journal.load::<Purse>(&purse).await.unwrap().state;
        assert_eq!((name_in(&loaded), loaded.granted), (None, 13));
    }
}
