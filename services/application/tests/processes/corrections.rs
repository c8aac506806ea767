//! Corrections with a second pair of eyes, warnings, and points under concurrency, over the real journal.

use crate::billing::{available, by, customer, points, reason, refused};
use crate::chance::Chance;
use crate::scenarios::account;
use crate::world::World;
use application::Ask;
use chrono::TimeDelta;
use domain_model::adjustment;
use domain_model::operation::RegistryFact;
use domain_model::points_account::{self, Command, PointsAccount};
use domain_model::values::{AdjustmentNumber, ClTrid, OperationNumber, RegistryId};
use domain_model::{Actor, Cause, Channel};
use projections::Paging;
use projections::billing::AdjustmentFilter;
use tokio::task::JoinSet;
use uuid::Uuid;

#[tokio::test]
async fn what_is_large_waits_for_another_person() {
    let world = World::new().await;
    let app = &world.application;
    let before = available(&world, account()).await;
    let small =
        app.adjust_points(account(), -100_000, reason("booked twice"), &by(&world, "finance")).await.unwrap();
    assert_eq!(small.value.waits, None, "up to the limit one person is enough");
    let large =
        app.adjust_points(account(), -100_001, reason("booked twice"), &by(&world, "finance")).await.unwrap();
    let number = large.value.waits.unwrap();
    assert_eq!(available(&world, account()).await, before - 100_000, "it waits");
    let own = app.approve_adjustment(number, &by(&world, "finance")).await;
    assert_eq!(refused(own).code(), "SAME_PERSON");
    let approved = app.approve_adjustment(number, &by(&world, "admin")).await.unwrap();
    assert_eq!(approved.value.account, account());
    app.approve_adjustment(number, &by(&world, "admin")).await.unwrap();
    app.approve_adjustment(number, &by(&world, "boss")).await.unwrap();
    assert_eq!(available(&world, account()).await, before - 200_001, "approved often is booked once");
    let decided = app.decline_adjustment(number, reason("no"), &by(&world, "boss")).await;
    assert_eq!(refused(decided), adjustment::Refusal::Over("approved").into());

    let gift = app
        .grant_points(account(), points(200_000), reason("goodwill"), &by(&world, "finance"))
        .await
        .unwrap();
    let gift = gift.value.waits.unwrap();
    app.decline_adjustment(gift, reason("too much"), &by(&world, "admin")).await.unwrap();
    assert_eq!(
        refused(app.approve_adjustment(gift, &by(&world, "boss")).await),
        adjustment::Refusal::Over("declined").into()
    );
    let unknown = app.approve_adjustment(AdjustmentNumber::new(1), &by(&world, "admin")).await;
    assert_eq!(refused(unknown).code(), "NOT_FOUND");
    let cause = Cause::new(
        Actor::System,
        Channel::Internal,
        application::ports::Clock::now(&world.clock),
        Uuid::now_v7(),
    );
    assert_eq!(refused(app.approve_adjustment(number, &Ask::new(cause)).await).code(), "FORBIDDEN");
    world.settle().await;
    let waiting = AdjustmentFilter { waiting: Some(true), ..AdjustmentFilter::default() };
    assert!(app.views().adjustments(&waiting, &Paging::first(10)).await.unwrap().items.is_empty());
    let declined = app.views().adjustment(gift).await.unwrap().unwrap();
    assert_eq!(
        (declined.decided_by.as_deref(), declined.declined.as_deref()),
        (Some("admin"), Some("too much"))
    );
    world.assert_whole().await;
}

#[tokio::test]
async fn the_balance_counts_when_it_is_approved_and_its_time_ends() {
    let world = World::new().await;
    let app = &world.application;
    let poor = customer(&world, 21_003, "EUR", |_| ()).await;
    app.buy_points(poor, points(300_000), "VIR 1".into(), &world.ask()).await.unwrap();
    let take = async |by_points| {
        app.adjust_points(poor, by_points, reason("booked twice"), &by(&world, "finance")).await
    };
    let short = |needed, available| points_account::Refusal::NotEnoughPoints {
        needed: points(needed),
        available: points(available),
    };
    assert_eq!(
        refused(take(-300_001).await),
        short(300_001, 300_000).into(),
        "what is impossible now waits for nobody"
    );
    let number = take(-300_000).await.unwrap().value.waits.unwrap();
    take(-50_000).await.unwrap();
    let uncovered = app.approve_adjustment(number, &by(&world, "admin")).await;
    assert_eq!(refused(uncovered), short(300_000, 250_000).into());
    app.grant_points(poor, points(50_000), reason("found"), &by(&world, "finance")).await.unwrap();
    app.approve_adjustment(number, &by(&world, "admin")).await.unwrap();
    assert_eq!(available(&world, poor).await, 0, "a refused approval left it waiting");

    let late =
        app.grant_points(poor, points(200_000), reason("welcome"), &by(&world, "finance")).await.unwrap();
    let late = late.value.waits.unwrap();
    world.clock.set(world.clock.offset() + TimeDelta::days(7));
    world.settle().await;
    assert_eq!(app.views().adjustment(late).await.unwrap().unwrap().status, "expired");
    assert_eq!(
        refused(app.approve_adjustment(late, &by(&world, "admin")).await),
        adjustment::Refusal::Over("expired").into()
    );
    world.assert_whole().await;
}

#[tokio::test]
async fn the_holder_is_written_to_once_a_crossing() {
    let world = World::new().await;
    let app = &world.application;
    let poor = customer(&world, 21_004, "EUR", |_| ()).await;
    app.buy_points(poor, points(1_000), "VIR 1".into(), &world.ask()).await.unwrap();
    app.set_low_points(poor, Some(points(500)), &world.ask()).await.unwrap();
    assert_eq!(app.low_points(poor).await.unwrap(), Some(points(500)));
    let letters = async || {
        world.settle().await;
        let all = world.mailer.all();
        all.into_iter().filter(|sent| sent.id.starts_with("low-points-21004-")).collect::<Vec<_>>()
    };
    for (by_points, expected) in [(-500, 0), (-1, 1), (-100, 1), (101, 1), (-1, 2), (1, 2)] {
        app.adjust_points(poor, by_points, reason("test"), &world.ask()).await.unwrap();
        assert_eq!(letters().await.len(), expected, "after {by_points}");
    }
    let sent = letters().await;
    assert!(sent.iter().all(|sent| sent.to == "desk21004@reseller.test"), "{sent:?}");
    assert!(sent[0].text.contains("4.99 EUR"), "{sent:?}");
    world.deliver_everything_again().await;
    assert_eq!(letters().await.len(), 2, "a repetition is the same letter");
    app.set_low_points(poor, None, &world.ask()).await.unwrap();
    app.adjust_points(poor, -400, reason("test"), &world.ask()).await.unwrap();
    assert_eq!(letters().await.len(), 2);
}

/// Many tasks in two processes book on one account whatever they like: it never goes below zero, every price is settled or
/// released and never both, and the ledger adds up, however they interleaved.
#[tokio::test]
async fn points_never_go_below_zero_under_concurrency() {
    let world = World::shared_by(2).await;
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(4_711_u64);
    let account = customer(&world, 21_005, "EUR", |_| ()).await;
    world.application.buy_points(account, points(2_000), "VIR 1".into(), &world.ask()).await.unwrap();
    let mut tasks = JoinSet::new();
    for task in 0..24_u64 {
        let (journal, cause) = (world.next_process().journal().clone(), world.ask().cause);
        tasks.spawn(async move {
            let mut chance = Chance(seed + task);
            let mut refusals = 0;
            for _ in 0..25 {
                let operation = OperationNumber::new(1 + chance.below(12) as u64);
                let some = points(1 + chance.below(400) as i64);
                let command = match chance.below(8) {
                    0..=2 => Command::Reserve { operation, points: some, label: "create".into() },
                    3 => Command::Settle { operation, fact: fact(operation) },
                    4 => Command::Release { operation },
                    5 => Command::Refund { operation, points: some, reason: reason("goodwill") },
                    6 => Command::Adjust { by: some.get() - 250, reason: reason("slip") },
                    _ => Command::Return { points: some, reference: "A2026-000001".into() },
                };
                match journal.execute::<PointsAccount>(&account, command, &cause).await {
                    Ok(_) => {}
                    Err(journal::TransactError::Refused(_)) => refusals += 1,
                    Err(journal::TransactError::Contended { .. }) => {}
                    Err(other) => panic!("{other:?}"),
                }
            }
            refusals
        });
    }
    let mut refusals = 0;
    while let Some(done) = tasks.join_next().await {
        refusals += done.unwrap();
    }
    assert!(refusals > 0, "the account was never short: nothing was tried");
    let stream = journal::StreamId::new("points-account", &account.to_string());
    let mut state = PointsAccount::default();
    let mut held = std::collections::BTreeMap::new();
    for event in world.application.journal().read_stream(&stream).await.unwrap() {
        let event: points_account::Event = event.decode().unwrap();
        match &event {
            points_account::Event::Reserved { operation, .. } => {
                assert_eq!(held.insert(*operation, ()), None, "reserved twice: {event:?}");
            }
            points_account::Event::Settled { operation, .. }
            | points_account::Event::Released { operation, .. } => {
                assert_eq!(held.remove(operation), Some(()), "nothing was held: {event:?}");
            }
            _ => {}
        }
        cqrs_es::Aggregate::apply(&mut state, event);
        let PointsAccount::Open(balance) = &state else { continue };
        assert!(balance.available >= 0, "below zero: {balance:?}");
        assert_eq!(balance.available + balance.reserved() + balance.spent, balance.granted);
    }
    world.application.views().caught_up(std::time::Duration::from_secs(30)).await.unwrap();
    let trial = world.application.views().trial_balance(None).await.unwrap();
    assert!(trial.is_balanced() && trial.debit() == trial.credit(), "{trial:?}");
    let row = world.application.views().points(account).await.unwrap().unwrap();
    let PointsAccount::Open(balance) = state else { panic!("open") };
    assert_eq!(
        (row.available, row.reserved, row.spent),
        (balance.available, balance.reserved(), balance.spent)
    );
}

fn fact(operation: OperationNumber) -> RegistryFact {
    RegistryFact {
        registry: RegistryId::parse("sandbox").unwrap(),
        cltrid: ClTrid::parse(&format!("RGR-{operation}-1-1")).unwrap(),
        svtrid: "SV-1".into(),
        at: "2026-01-01T00:00:00Z".parse().unwrap(),
    }
}
