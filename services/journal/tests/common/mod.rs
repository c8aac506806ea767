//! A purse: the smallest aggregate with a rule, a secret and a snapshot.
#![allow(dead_code, reason = "each test binary uses its part")]

use cqrs_es::Aggregate;
use domain_model::values::{Purpose, SealOwner, Sealed};
use domain_model::{Actor, Cause, Channel};
use journal::cluster::Role;
use journal::test_support::TestDatabase;
use serde::{Deserialize, Serialize};
use sqlx::Executor;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Purse {
    pub granted: i64,
    pub spent: i64,
    pub owner: Option<Sealed<String>>,
    pub steps: Vec<String>,
}

#[derive(Clone, Debug)]
pub enum PurseCommand {
    Grant(i64),
    Spend(i64),
    /// Once per word: hearing it twice is silence.
    Step(String),
    /// Sealed for this contact.
    Name(u64, String),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PurseEvent {
    Granted { points: i64 },
    Spent { points: i64 },
    Stepped { word: String },
    Named { owner: Sealed<String> },
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PurseRefusal {
    #[error("{available} points are not enough")]
    NotEnough { available: i64 },
}

domain_model::domain_event!(PurseEvent { Granted => "2", Spent => "1", Stepped => "1", Named => "1" });
domain_model::aggregate!(Purse, "purse", String, PurseCommand, PurseEvent, PurseRefusal, snapshot every 10);

impl Purse {
    pub fn available(&self) -> i64 {
        self.granted - self.spent
    }

    fn decided(&self, command: &PurseCommand) -> Result<Vec<PurseEvent>, PurseRefusal> {
        Ok(match command {
            PurseCommand::Grant(points) => vec![PurseEvent::Granted { points: *points }],
            PurseCommand::Spend(points) if *points > self.available() => {
                return Err(PurseRefusal::NotEnough { available: self.available() });
            }
            PurseCommand::Spend(points) => vec![PurseEvent::Spent { points: *points }],
            PurseCommand::Step(word) if self.steps.contains(word) => vec![],
            PurseCommand::Step(word) => vec![PurseEvent::Stepped { word: word.clone() }],
            PurseCommand::Name(contact, name) => {
                let owner = SealOwner::new("contact", contact, Purpose::Contact);
                vec![PurseEvent::Named { owner: Sealed::open(owner, name.clone()) }]
            }
        })
    }

    fn evolve(&mut self, event: PurseEvent) {
        match event {
            PurseEvent::Granted { points } => self.granted += points,
            PurseEvent::Spent { points } => self.spent += points,
            PurseEvent::Stepped { word } => self.steps.push(word),
            PurseEvent::Named { owner } => self.owner = Some(owner),
        }
    }
}

pub fn cause() -> Cause {
    Cause::new(Actor::System, Channel::Internal, journal::wall_clock(), uuid::Uuid::now_v7())
}

pub fn id(text: &str) -> String {
    text.to_owned()
}

pub async fn database() -> TestDatabase {
    TestDatabase::new().await.unwrap()
}

/// The sum of what a purse holds, straight from the table: what every other way must agree with.
pub async fn balance_in(database: &TestDatabase, purse: &str) -> i64 {
    let mut connection = database.connection(journal::cluster::Role::Owner).await.unwrap();
    sqlx::query_scalar(
        "select coalesce(sum(coalesce((payload->'Granted'->>'points')::bigint, 0)
             - coalesce((payload->'Spent'->>'points')::bigint, 0)), 0)::bigint
         from events where aggregate_type = 'purse' and aggregate_id = $1",
    )
    .bind(purse)
    .fetch_one(&mut connection)
    .await
    .unwrap()
}

pub type PurseId = <Purse as domain_model::EventSourced>::Id;
pub type Refusal = <Purse as Aggregate>::Error;

/// One transaction's events: the first `$1` numbers of a stream in each of `$2` partitions, `$3` naming the stream.
pub const TRANSACTION: &str = r#"
    insert into events (partition, recorded_at, command_id, hash, aggregate_type, aggregate_id, sequence,
        event_type, event_version, payload, metadata)
    select p, now(), gen_random_uuid(), decode(repeat('0a', 32), 'hex'), 'purse', $3, n, 'Granted', '2',
        '{"Granted":{"points":1}}', '{}'
    from generate_series(1, $1) n cross join generate_series(0, $2 - 1) p"#;

/// Transactions of one event, of hundreds, of more than is held at once, and with nothing between them.
pub async fn transactions_of_all_sizes(database: &TestDatabase) -> usize {
    let mut owner = database.connection(Role::Owner).await.unwrap();
    let mut events = 0;
    let sizes = [(1, 1, 40), (300, 2, 30), (7_000, 3, 2), (1, 1, 20), (0, 1, 300), (40, 64, 8), (1, 3, 5)];
    for (group, (numbers, partitions, times)) in sizes.into_iter().enumerate() {
        for n in 0..times {
            let query = sqlx::query(TRANSACTION).bind(numbers).bind(partitions);
            owner.execute(query.bind(format!("{group}-{n}"))).await.unwrap();
            if numbers == 0 {
                owner.execute("select pg_current_xact_id()").await.unwrap();
            }
            events += usize::try_from(numbers * partitions).unwrap();
        }
    }
    events
}
