//! Premium names: at their registry's fee, agreed to or within the account's limit, or not at all.

use crate::registry::Fault;
use crate::registry::premium::{RESTORATION, YEAR};
use crate::scenarios::{Case, Process, account};
use crate::world::World;
use application::{Ask, AskError, PriceRefusal, Refusal, RegisterDomain, RenewDomain, RestoreDomain};
use domain_model::operation::{Contacts, Operation};
use domain_model::points_account::PointsAccount;
use domain_model::values::{
    Cents, Currency, DomainName, Money, NameServers, OperationNumber, Period, Points, PricedAction,
};

async fn price_of(world: &World, name: &DomainName, action: PricedAction, years: u32) -> i64 {
    let (period, at) = (Period::new(years).unwrap(), application::ports::Clock::now(&world.clock));
    let quoted = world.application.quoted(account(), name, action, Some(period), at).await.unwrap();
    quoted.price.cents().unwrap().get()
}

fn name(label: &str) -> DomainName {
    DomainName::parse(&format!("{label}.com")).unwrap()
}

fn asked(name: &DomainName, years: u32) -> RegisterDomain {
    let own = account().own_contact();
    RegisterDomain {
        account: account(),
        name: name.clone(),
        period: Period::new(years).unwrap(),
        contacts: Contacts { owner: own, admin: own, tech: own, billing: own },
        servers: NameServers::default(),
        auth_code: None,
        language: None,
        service: None,
        privacy: None,
        declarations: None,
    }
}

fn at(world: &World, cents: i64) -> Ask {
    world.ask().at_price(Some(Cents::new(cents).unwrap()))
}

fn refused(error: AskError) -> PriceRefusal {
    match error {
        AskError::Refused(Refusal::Price(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn spent(world: &World) -> i64 {
    match world.application.journal().load::<PointsAccount>(&account()).await.unwrap().state {
        PointsAccount::Open(balance) => balance.spent,
        PointsAccount::Absent => 0,
    }
}

async fn state(world: &World, operation: OperationNumber) -> Operation {
    world.settle().await;
    world.application.journal().load::<Operation>(&operation).await.unwrap().state
}

async fn done_at(world: &World, operation: OperationNumber, price: i64, fee: i64) {
    let state = state(world, operation).await;
    assert!(matches!(state, Operation::Done(..)), "{state:?}");
    let charge = state.dossier().unwrap().charge.clone().unwrap();
    let fee = Money::from_cents(Cents::new(fee).unwrap(), Currency::EUR);
    assert_eq!((charge.cents.get(), charge.fee), (price, Some(fee)));
    assert!(charge.rule.ends_with(&format!(" + fee {fee}")), "{}", charge.rule);
}

#[tokio::test]
async fn a_premium_name_is_registered_at_the_price_that_was_agreed_to() {
    let world = World::new().await;
    let (premium, plain) = (name("premium-agreed"), name("plain-agreed"));
    let ordinary = price_of(&world, &plain, PricedAction::Create, 2).await;
    let price = price_of(&world, &premium, PricedAction::Create, 2).await;
    assert_eq!(price, ordinary + 2 * YEAR);
    let app = &world.application;
    let before = spent(&world).await;
    let unlimited = refused(app.register_domain(asked(&premium, 2), &world.ask()).await.unwrap_err());
    assert!(matches!(unlimited, PriceRefusal::Premium { limit: None, .. }), "{unlimited:?}");
    for wrong in [ordinary, price - 1, price + 1] {
        let differs = refused(app.register_domain(asked(&premium, 2), &at(&world, wrong)).await.unwrap_err());
        assert!(matches!(differs, PriceRefusal::Differs { .. }), "{differs:?}");
    }
    // An agreement holds for an ordinary name too.
    let differs =
        refused(app.register_domain(asked(&plain, 2), &at(&world, ordinary + 1)).await.unwrap_err());
    assert!(matches!(differs, PriceRefusal::Differs { .. }), "{differs:?}");
    let opened = app.register_domain(asked(&premium, 2), &at(&world, price)).await.unwrap().value;
    done_at(&world, opened.operation, price, 2 * YEAR).await;
    assert_eq!(spent(&world).await, before + price);
    world.assert_whole().await;
}

#[tokio::test]
async fn within_the_accounts_limit_no_agreement_is_needed() {
    let world = World::new().await;
    let premium = name("premium-limited");
    let price = price_of(&world, &premium, PricedAction::Create, 1).await;
    for (limit, accepted) in [(price - 1, false), (price, true)] {
        let limit = Points::new(limit).unwrap();
        world.application.set_premium_limit(account(), Some(limit), &world.ask()).await.unwrap();
        let opened = world.application.register_domain(asked(&premium, 1), &world.ask()).await;
        match opened {
            Ok(opened) if accepted => done_at(&world, opened.value.operation, price, YEAR).await,
            Err(error) if !accepted => {
                let refusal = refused(error);
                assert!(matches!(refusal, PriceRefusal::Premium { limit: Some(l), .. } if l == limit));
            }
            other => panic!("{limit}: {other:?}"),
        }
    }
    world.assert_whole().await;
}

#[tokio::test]
async fn a_registry_that_was_not_asked_refuses_and_nothing_is_paid() {
    let world = World::new().await;
    let premium = name("premium-unasked");
    let before = spent(&world).await;
    world.registry.fail_always(Fault::Refused);
    let opened = world.application.register_domain(asked(&premium, 1), &world.ask()).await.unwrap().value;
    world.registry.behave();
    let state = state(&world, opened.operation).await;
    assert!(matches!(state, Operation::Failed { code: 2003, .. }), "{state:?}");
    assert_eq!(spent(&world).await, before);
    world.assert_whole().await;
}

#[tokio::test]
async fn renewed_transferred_and_restored_at_fees_of_their_own() {
    let world = World::new().await;
    let app = &world.application;
    let case = Case::prepare(&world, Process::TransferIn, "premium-moving").await;
    let limit = Points::new(1_000_000).unwrap();
    app.set_premium_limit(account(), Some(limit), &world.ask()).await.unwrap();
    case.run().await;
    assert!(app.domain_now(&case.name).await.unwrap().registration().is_some(), "it has arrived");
    app.set_premium_limit(account(), None, &world.ask()).await.unwrap();
    let renewal =
        || RenewDomain { account: account(), name: case.name.clone(), period: Period::new(2).unwrap() };
    refused(app.renew_domain(renewal(), &world.ask()).await.unwrap_err());
    let price = price_of(&world, &case.name, PricedAction::Renew, 2).await;
    let opened = app.renew_domain(renewal(), &at(&world, price)).await.unwrap().value;
    done_at(&world, opened.operation, price, 2 * YEAR).await;
    let deletion = application::DeleteDomain { account: account(), name: case.name.clone() };
    world.clock.set(world.clock.offset() + chrono::TimeDelta::days(10));
    app.delete_domain(deletion, &world.ask()).await.unwrap();
    world.settle().await;
    let restoration = || RestoreDomain { account: account(), name: case.name.clone() };
    refused(app.check_restorable(&restoration(), &world.ask()).await.unwrap_err());
    refused(app.restore_domain(restoration(), &world.ask()).await.unwrap_err());
    let price = price_of(&world, &case.name, PricedAction::Restore, 1).await;
    let opened = app.restore_domain(restoration(), &at(&world, price)).await.unwrap().value;
    done_at(&world, opened.operation, price, RESTORATION).await;
    world.assert_whole().await;
}
