//! The books.

use crate::story::*;
use domain_model::Actor;
use domain_model::operation::{self, Operation, RegistryFact, Request, Step};
use domain_model::points_account::{self, PointsAccount};
use domain_model::values::*;
use journal::Streams;
use projections::Paging;
use projections::ledger::{Book, Books, MoneyBook};

#[tokio::test]
async fn every_entry_balances_and_every_running_balance_is_the_sum_of_what_came_before() {
    let mut story = Story::new(21).await;
    story.unfold(420).await;
    story.follow().await;
    let trial = story.views.trial_balance(None).await.unwrap();
    assert!(trial.is_balanced() && trial.debit() == trial.credit() && trial.debit() > 0, "{trial:?}");
    let mut seen = std::collections::BTreeSet::new();
    for account in story.accounts.clone() {
        let balance = story.views.points(account).await.unwrap().unwrap();
        assert!(balance.is_balanced(), "{balance:?}");
        let statement = story.views.statement(account, None, None, None, &Paging::first(500)).await.unwrap();
        assert!(!statement.entries.more);
        let mut books = Books::default();
        for entry in statement.entries.into_rows() {
            let move_by = |book: &mut i64, of| {
                *book += i64::from(entry.credit == of) * entry.points
                    - i64::from(entry.debit == of) * entry.points;
            };
            move_by(&mut books.available, Book::Available);
            move_by(&mut books.reserved, Book::Reserved);
            move_by(&mut books.spent, Book::Spent);
            let running = Books { available: entry.available, reserved: entry.reserved, spent: entry.spent };
            assert_eq!(running, books, "{entry:?}");
            assert!(entry.available >= 0 && entry.points >= 0);
            assert!(entry.operation.is_none() || entry.label.is_some(), "{entry:?}");
            seen.insert(entry.event_type);
        }
        let figures =
            Books { available: balance.available, reserved: balance.reserved, spent: balance.spent };
        assert_eq!((figures, figures), (books, statement.closing));
    }
    let all = ["Adjusted", "Bought", "Granted", "Refunded", "Released", "Reserved", "Returned", "Settled"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all, "the history has every kind of entry");
    let orphans = story.views.orphans().await.unwrap();
    assert!(orphans.settlements.is_empty() && orphans.operations.is_empty(), "{orphans:?}");
}

#[tokio::test]
async fn prepaid_money_balances_and_its_running_balance_is_the_sum_of_what_came_before() {
    let mut story = Story::new(23).await;
    story.open_account(10_000).await;
    for _ in 0..60 {
        story.pass(1);
        story.move_money().await;
    }
    story.follow().await;
    let trial = story.views.trial_balance(None).await.unwrap();
    assert!(trial.is_balanced() && trial.money.len() == MoneyBook::ALL.len(), "{trial:?}");
    let mut seen = std::collections::BTreeSet::new();
    for account in story.accounts.clone() {
        let Some(row) = story.views.money(account).await.unwrap() else { continue };
        let entries = story.views.money_entries(account, None, None, &Paging::first(500)).await.unwrap();
        let (mut available, mut spent) = (0, 0);
        for entry in entries.into_rows() {
            available += entry.change();
            spent += i64::from(entry.credit == MoneyBook::Spent) * entry.amount
                - i64::from(entry.debit == MoneyBook::Spent) * entry.amount;
            assert_eq!((entry.available, entry.spent), (available, spent), "{entry:?}");
            assert!(available >= 0 && spent >= 0 && entry.amount > 0, "{entry:?}");
            seen.insert(entry.event_type);
        }
        assert_eq!((row.available, row.spent, row.received), (available, spent, available + spent));
    }
    let all = ["Debited", "Deposited", "GivenBack", "Withdrawn"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all, "the history has every kind of entry");
    let early = story.views.trial_balance(Some(story.at - chrono::Days::new(30))).await.unwrap();
    assert!(early.is_balanced() && early.money != trial.money, "{early:?}");
}

#[tokio::test]
async fn a_statement_has_the_balance_of_its_day() {
    let mut story = Story::new(22).await;
    let account = story.open_account(10_000).await;
    let grant = |points| points_account::Command::Grant {
        points: Points::new(points).unwrap(),
        reason: reason("a present"),
    };
    let streams = Streams::new().with::<PointsAccount>(&account);
    let mut days = vec![];
    for points in [100, 200, 300] {
        story.pass(24);
        days.push(story.at);
        let grant = grant(points);
        let work = |unit: &mut journal::Unit| decide::<PointsAccount>(unit, &account, &grant);
        assert!(story.unit(Actor::Operator("finance".into()), streams.clone(), work).await);
    }
    story.follow().await;
    let paging = Paging::first(10);
    let statement =
        story.views.statement(account, Some(days[1]), Some(days[2]), None, &paging).await.unwrap();
    assert_eq!((statement.opening.available, statement.closing.available), (10_100, 10_300));
    let entries = statement.entries.into_rows();
    assert_eq!((entries.len(), entries[0].change()), (1, 200));
    let known_then = story.views.statement(account, None, None, Some(days[0]), &paging).await.unwrap();
    assert_eq!((known_then.entries.items.len(), known_then.closing.available), (2, 10_100));
    let was = story.views.points_as_of(account, days[1]).await.unwrap().unwrap();
    assert_eq!((was.available, was.total(), was.bought, was.granted), (10_300, 10_300, 10_000, 300));
    let trial = story.views.trial_balance(Some(days[1])).await.unwrap();
    assert_eq!((trial.debit(), trial.credit()), (10_300, 10_300));
    let first = story.views.statement(account, None, None, None, &Paging::first(2)).await.unwrap();
    let next = Paging::first(2).after(first.entries.items[1].cursor.clone());
    let rest = story.views.statement(account, None, None, None, &next).await.unwrap().entries;
    assert_eq!(rest.into_rows().iter().map(|entry| entry.points).collect::<Vec<_>>(), [200, 300]);
}

#[tokio::test]
async fn an_orphan_on_either_side_is_named_and_a_view_that_lags_makes_none() {
    let mut story = Story::new(23).await;
    let account = story.open_account(10_000).await;
    let name = DomainName::parse("orphelin.com").unwrap();
    let request = Request::Delete { name };
    let (mut numbers, mut facts) = (vec![], vec![]);
    for settled in [true, false] {
        let dossier = story.dossier(account, request.clone(), vec![Step::DeleteDomain], 700);
        let number = dossier.number;
        numbers.push(number);
        let open = operation::Command::Open { dossier: Box::new(dossier.clone()), waits: false };
        let reserve = reserve(&dossier).unwrap();
        let streams = Streams::new().with::<Operation>(&number).with::<PointsAccount>(&account);
        let accept = |unit: &mut journal::Unit| {
            decide::<PointsAccount>(unit, &account, &reserve)?;
            decide::<Operation>(unit, &number, &open)
        };
        assert!(story.unit(Actor::Reseller(account), streams.clone(), accept).await);
        let fact: RegistryFact = story.send_all(number).await.unwrap();
        facts.push(fact.clone());
        // A mistake on purpose: each does what only both may do together.
        let half = |unit: &mut journal::Unit| match settled {
            true => {
                let settle = points_account::Command::Settle { operation: number, fact: fact.clone() };
                decide::<PointsAccount>(unit, &account, &settle)
            }
            false => decide::<Operation>(unit, &number, &operation::Command::Conclude { fact: fact.clone() }),
        };
        assert!(story.unit(Actor::System, streams, half).await);
    }
    story.follow().await;
    let orphans = story.views.orphans().await.unwrap();
    assert_eq!(orphans.settlements.len(), 1);
    assert_eq!((orphans.settlements[0].operation, orphans.settlements[0].points), (numbers[0], 700));
    assert_eq!(orphans.operations.len(), 1);
    assert_eq!((orphans.operations[0].operation, orphans.operations[0].account), (numbers[1], account));
    assert!(story.views.trial_balance(None).await.unwrap().is_balanced());

    // The journal goes on in both streams, and no view has seen it: nothing can be said about them yet.
    let grant = points_account::Command::Grant { points: Points::new(1).unwrap(), reason: reason("one") };
    let wait = operation::Command::StepAccepted { cltrid: facts[0].cltrid.clone(), svtrid: "SV".to_owned() };
    let streams = Streams::new().with::<PointsAccount>(&account);
    assert!(story.unit(Actor::System, streams, |unit| decide::<PointsAccount>(unit, &account, &grant)).await);
    let streams = Streams::new().with::<Operation>(&numbers[0]);
    assert!(story.unit(Actor::System, streams, |unit| decide::<Operation>(unit, &numbers[0], &wait)).await);
    let orphans = story.views.orphans().await.unwrap();
    assert!(orphans.settlements.is_empty() && orphans.operations.is_empty(), "{orphans:?}");
    story.follow().await;
    let orphans = story.views.orphans().await.unwrap();
    assert_eq!((orphans.settlements.len(), orphans.operations.len()), (1, 1));
}

#[tokio::test]
async fn a_forged_balance_is_found() {
    let mut story = Story::new(24).await;
    let account = story.open_account(10_000).await;
    story.open_account(20_000).await;
    story.follow().await;
    sqlx::query(
        "update points_balances set available = available + 1, granted = granted + 1 where account = $1",
    )
    .bind(account.get().cast_signed())
    .execute(story.journal.pool())
    .await
    .unwrap();
    let trial = story.views.trial_balance(None).await.unwrap();
    assert_eq!(trial.out_of_balance, [account]);
    assert!(!trial.is_balanced());
}
