//! The rules that hold always (DOMAIN, 1 to 5), asked of the journal and of the registry after a run.

use crate::registry::OURS;
use crate::world::World;
use domain_model::domain::Domain;
use domain_model::operation::{Operation, Request};
use domain_model::points_account::{self, PointsAccount};
use domain_model::trade::{self, Trade};
use domain_model::transfer::{self, Transfer};
use domain_model::values::{DomainName, OperationNumber};
use domain_model::{EventSourced, operation};
use journal::StreamId;
use std::collections::{BTreeMap, BTreeSet};

/// Every stream of a type.
async fn streams<A: EventSourced>(world: &World) -> Vec<A::Id>
where
    A::Id: std::str::FromStr<Err: std::fmt::Debug>,
{
    let statement = "select distinct aggregate_id from events where aggregate_type = $1 order by 1";
    let ids: Vec<String> = sqlx::query_scalar(statement)
        .bind(A::TYPE)
        .fetch_all(world.application.journal().pool())
        .await
        .unwrap();
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

async fn load<A: EventSourced>(world: &World, id: &A::Id) -> A {
    world.application.journal().load::<A>(id).await.unwrap().state
}

async fn events<A: EventSourced>(world: &World, id: &A::Id) -> Vec<A::Event> {
    let past = world.application.journal().read_stream(&StreamId::of::<A>(id)).await.unwrap();
    let mut events = vec![];
    for recorded in past {
        events.push(recorded.open(world.application.journal().vault()).await.unwrap());
    }
    events
}

/// Votes that are open: a trade's, or a transfer's.
pub async fn open_votes(world: &World) -> Vec<(OperationNumber, bool)> {
    let mut open = vec![];
    for number in streams::<Trade>(world).await {
        if matches!(load::<Trade>(world, &number).await, Trade::Voting(..)) {
            open.push((number, true));
        }
    }
    for number in streams::<Transfer>(world).await {
        if matches!(load::<Transfer>(world, &number).await, Transfer::Voting(..)) {
            open.push((number, false));
        }
    }
    open
}

pub async fn failed_operations(world: &World) -> Vec<OperationNumber> {
    let mut failed = vec![];
    for number in streams::<Operation>(world).await {
        if matches!(load::<Operation>(world, &number).await, Operation::Failed { .. }) {
            failed.push(number);
        }
    }
    failed
}

pub async fn check(world: &World) {
    let mut operations = BTreeMap::new();
    for number in streams::<Operation>(world).await {
        operations.insert(number, load::<Operation>(world, &number).await);
    }
    nothing_is_stuck(world, &operations).await;
    points_add_up(world, &operations).await;
    effects_are_believed_once(world, &operations).await;
    votes_are_cast_once(world).await;
    both_sides_agree(world).await;
}

/// Every deadline has passed: nothing waits for anybody any more, and nothing holds a name.
async fn nothing_is_stuck(world: &World, operations: &BTreeMap<OperationNumber, Operation>) {
    for (number, operation) in operations {
        assert!(!operation.is_unfinished(), "operation {number} never ends: {operation:?}");
    }
    for name in streams::<Domain>(world).await {
        let state = load::<Domain>(world, &name).await;
        assert_eq!(state.unfinished(), None, "{name} is held for ever: {state:?}");
        let leaving = state.registration().and_then(|held| held.transfer_out.as_ref());
        assert_eq!(leaving, None, "{name} leaves for ever");
    }
    assert_eq!(open_votes(world).await, [], "votes are open for ever");
}

/// Rule 1.
async fn points_add_up(world: &World, operations: &BTreeMap<OperationNumber, Operation>) {
    let mut facts = BTreeSet::new();
    let mut settled = BTreeSet::new();
    for account in streams::<PointsAccount>(world).await {
        let PointsAccount::Open(balance) = load::<PointsAccount>(world, &account).await else { continue };
        assert!(balance.available >= 0 && balance.spent >= 0, "{account}: {balance:?}");
        assert_eq!(balance.available + balance.reserved() + balance.spent, balance.granted, "{account}");
        assert_eq!(balance.reserved(), 0, "{account}: nothing is under way, and something is put aside");
        for event in events::<PointsAccount>(world, &account).await {
            if let points_account::Event::Settled { operation, fact, .. } = event {
                assert!(facts.insert(fact.cltrid.to_string()), "{} is paid for twice", fact.cltrid);
                assert!(settled.insert(operation), "operation {operation} is paid for twice");
                let done = operations.get(&operation);
                assert!(
                    matches!(done, Some(Operation::Done(_, known)) if *known == fact),
                    "{account} paid for {operation}, which is {done:?}"
                );
            }
        }
    }
    for (number, operation) in operations {
        if let Operation::Done(dossier, _) = operation {
            assert_eq!(
                dossier.charge.is_some(),
                settled.contains(number),
                "operation {number} and its price"
            );
        }
    }
}

/// Rules 2 and 3: what the registry did for us is what operations are done, each once.
async fn effects_are_believed_once(world: &World, operations: &BTreeMap<OperationNumber, Operation>) {
    let mut done: BTreeMap<String, i64> = BTreeMap::new();
    for operation in operations.values() {
        if let Operation::Done(dossier, _) = operation {
            let what = match &dossier.request {
                Request::Create { name, .. } => format!("domain:create {name}"),
                Request::Renew { name, .. } => format!("domain:renew {name}"),
                Request::Restore { name } => format!("domain:restore {name}"),
                Request::Delete { name } => format!("domain:delete {name}"),
                _ => continue,
            };
            *done.entry(what).or_default() += 1;
        }
    }
    let effects = world.registry.state().effects.clone();
    let mut executed: BTreeMap<String, i64> = BTreeMap::new();
    for effect in effects.iter().filter(|effect| effect.registrar == OURS) {
        let counted = ["domain:create ", "domain:renew ", "domain:restore ", "domain:delete "];
        if counted.iter().any(|verb| effect.what.starts_with(verb)) {
            *executed.entry(effect.what.clone()).or_default() += 1;
        }
    }
    assert_eq!(executed, done, "what the registry did, and what is believed");
}

/// Rules 4 and 5: one vote a side and round, no reminder twice, one end a round.
async fn votes_are_cast_once(world: &World) {
    for number in streams::<Trade>(world).await {
        let mut cast = BTreeSet::new();
        let mut reminded = BTreeSet::new();
        for event in events::<Trade>(world, &number).await {
            match event {
                trade::Event::VoteCast { side, .. } => assert!(cast.insert(side), "trade {number}: {side:?}"),
                trade::Event::Reminded { side, day, .. } => {
                    assert!(reminded.insert((side, day)), "trade {number} reminds twice on day {day}");
                }
                trade::Event::Approved => assert_eq!(cast.len(), 2, "trade {number} needs both"),
                trade::Event::Reopened { .. } => {
                    cast.clear();
                    reminded.clear();
                }
                _ => {}
            }
        }
    }
    for number in streams::<Transfer>(world).await {
        let mut cast = BTreeSet::new();
        for event in events::<Transfer>(world, &number).await {
            match event {
                transfer::Event::VoteCast { side, .. } => assert!(cast.insert(side), "transfer {number}"),
                transfer::Event::Restarted { votes_again: true, .. } => cast.clear(),
                _ => {}
            }
        }
    }
}

/// What is believed of every name is what the registry shows.
async fn both_sides_agree(world: &World) {
    let mut held = BTreeSet::new();
    for name in streams::<Domain>(world).await {
        let state = load::<Domain>(world, &name).await;
        let Some(here) = state.registration() else { continue };
        held.insert(name.clone());
        let there = world.registry.state().names.get(&name).cloned();
        let there =
            there.unwrap_or_else(|| panic!("{name} is ours here, and nobody's at the registry: {here:?}"));
        assert_eq!(there.sponsor, OURS, "{name}: {here:?}");
        assert_eq!(there.expires.date_naive(), here.expires.date_naive(), "{name}");
        let servers: BTreeSet<_> = here.servers.hosts().cloned().collect();
        assert_eq!(there.servers, servers, "{name}");
        // The registry of a thin ending knows no contacts of ours.
        if let Some(registrant) = there.registrant.filter(|_| !name.as_str().ends_with(".net")) {
            assert_eq!(registrant.to_string(), format!("BMN-{}", here.contacts.owner), "{name}");
        }
    }
    let there: BTreeSet<DomainName> = {
        let state = world.registry.state();
        let ours = state.names.iter().filter(|(_, known)| known.sponsor == OURS);
        ours.map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(there, held, "names at the registry, and names here");
}

/// Rule 3: nothing is sent before the event that says so is durable.
pub async fn is_durable(journal: &journal::Journal, cltrid: &str) -> bool {
    // Operation, step, attempt: `RGR-277-3-1`, with a suffix where one step takes several commands.
    let mut parts = cltrid.split('-').skip(1);
    let Some(number) = parts.next().and_then(|text| text.parse::<u64>().ok()) else { return true };
    let stream = StreamId::of::<Operation>(&OperationNumber::new(number));
    let past = journal.read_stream(&stream).await.unwrap();
    past.iter().any(|recorded| {
        let event: Result<operation::Event, _> = serde_json::from_str(&recorded.payload);
        matches!(event, Ok(operation::Event::StepSent { cltrid: sent, .. }) if cltrid.starts_with(sent.as_str()))
    })
}
