//! What registries say by themselves, twice, late, or in another order.

use crate::end::{Before, End};
use crate::registry::Fault;
use crate::scenarios::{Case, Process, account};
use crate::world::World;
use application::ports::{PollData, Registry, RegistryCommand, TransferVerb};
use application::{AskKey, RenewDomain};
use domain_model::domain::Domain;
use domain_model::operation::Operation;
use domain_model::values::{AuthCode, Period};
use std::sync::Arc;

/// Everything that the registry has said is said once more, later, as if its acknowledgements had been lost.
async fn said_again(world: &World, said: &[application::ports::PollMessage]) {
    world.registry.state().queue.extend(said.iter().cloned());
    world.settle().await;
}

async fn message_twice_is_message_once(process: Process) {
    let world = World::new().await;
    let case = Case::prepare(&world, process, "repeated").await;
    let before = Before::of(&case).await;
    case.run().await;
    let first = End::of(&case, &before).await;
    let said = world.registry.said();
    assert!(!said.is_empty(), "{process:?} is decided by messages");
    said_again(&world, &said).await;
    let reversed: Vec<_> = said.into_iter().rev().collect();
    said_again(&world, &reversed).await;
    assert_eq!(End::of(&case, &before).await, first);
    world.assert_whole().await;
}

#[tokio::test]
async fn a_message_that_comes_twice_is_heard_once() {
    for process in [
        Process::RegisterDeferred,
        Process::RegisterDenied,
        Process::TransferIn,
        Process::TransferInRejected,
        Process::TransferOut,
        Process::TransferOutRejected,
        Process::TransferOutUnanswered,
    ] {
        message_twice_is_message_once(process).await;
    }
}

#[tokio::test]
async fn a_decision_that_overtakes_its_answer_ends_the_operation_once() {
    let world = World::new().await;
    for (tag, approved) in [("overtaken", true), ("overtaken-denied", false)] {
        let process = if approved { Process::RegisterDeferred } else { Process::RegisterDenied };
        let plain = Case::prepare(&world, process, &format!("plain-{tag}")).await;
        let before = Before::of(&plain).await;
        plain.run().await;
        let undisturbed = End::of(&plain, &before).await;
        let case = Case::prepare(&world, process, tag).await;
        let before = Before::of(&case).await;
        // The registry decides before its first answer is read.
        world.registry.decide_at_once(Some(approved));
        case.run().await;
        world.registry.decide_at_once(None);
        assert_eq!(End::of(&case, &before).await, undisturbed);
    }
    world.assert_whole().await;
}

#[tokio::test]
async fn a_message_about_a_former_operation_does_not_end_the_one_under_way() {
    let world = World::new().await;
    let case = Case::prepare(&world, Process::RegisterDeferred, "former").await;
    case.run().await;
    let said = world.registry.said();
    // A renewal is on its way, and its answer does not come.
    world.registry.fail_always(Fault::LostBefore);
    let asked = RenewDomain { account: account(), name: case.name.clone(), period: Period::new(1).unwrap() };
    let renewal = world.application.renew_domain(asked, &world.ask()).await.unwrap().value.operation;
    let registry: Arc<dyn Registry> = world.registry.clone();
    for (at, mut message) in said.into_iter().enumerate() {
        message.id = format!("again-{at}");
        assert!(matches!(message.data, PollData::PendingAction { .. }));
        world.registry.state().queue.push_back(message);
    }
    world.application.drain_queue(&registry).await.unwrap();
    let state = world.application.journal().load::<Operation>(&renewal).await.unwrap().state;
    assert!(state.is_unfinished(), "the renewal was never confirmed: {state:?}");
    world.registry.behave();
    world.settle().await;
    let held = world.application.journal().load::<Domain>(&case.name).await.unwrap().state;
    let there = world.registry.state().names[&case.name].expires;
    assert_eq!(held.registration().unwrap().expires, there);
    world.assert_whole().await;
}

#[tokio::test]
async fn a_name_that_arrives_gets_our_contacts_though_something_else_came_first() {
    let world = World::new().await;
    let case = Case::prepare(&world, Process::TransferIn, "adopted").await;
    case.ask_for_transfer().await;
    // The adoption cannot begin before a customer has asked for something else.
    world.stop_worker().await;
    assert_eq!(case.other_transfers(TransferVerb::Approve, None), 1000);
    let registry: Arc<dyn Registry> = world.registry.clone();
    world.application.drain_queue(&registry).await.unwrap();
    let held = world.application.journal().load::<Domain>(&case.name).await.unwrap().state;
    let asked = RenewDomain { account: account(), name: case.name.clone(), period: Period::new(1).unwrap() };
    world.application.renew_domain(asked, &world.ask()).await.unwrap();
    world.start_worker().await;
    world.settle().await;
    let there = world.registry.state().names[&case.name].clone();
    let owner = held.registration().unwrap().contacts.owner;
    assert_eq!(there.registrant.unwrap().to_string(), format!("BMN-{owner}"));
    world.assert_whole().await;
}

#[tokio::test]
async fn two_requests_under_one_key_at_once_have_one_answer() {
    let world = World::new().await;
    let case = Case::prepare(&world, Process::Renew, "together").await;
    let asked = RenewDomain { account: account(), name: case.name.clone(), period: Period::new(1).unwrap() };
    for round in 0..20 {
        let key = AskKey { scope: "test".into(), key: format!("at-once-{round}"), fingerprint: "f".into() };
        let ask = || world.ask().under(Some(key.clone()));
        let (one, two) = (ask(), ask());
        let (one, two) = tokio::join!(
            world.application.renew_domain(asked.clone(), &one),
            world.application.renew_domain(asked.clone(), &two)
        );
        match (one, two) {
            (Ok(one), Ok(two)) => assert_eq!(one.value, two.value, "round {round}"),
            // Ten years are the most: then both are refused alike.
            (Err(one), Err(two)) => assert_eq!(one.to_string(), two.to_string()),
            (one, two) => panic!("round {round}: {one:?} and {two:?}"),
        }
        world.settle().await;
    }
    world.assert_whole().await;
}

#[tokio::test]
async fn a_stale_announcement_does_not_send_a_name_away_again() {
    let world = World::new().await;
    let case = Case::prepare(&world, Process::TransferOutRejected, "stale").await;
    case.run().await;
    let said = world.registry.said();
    for (at, mut message) in said.into_iter().enumerate() {
        message.id = format!("stale-{at}");
        world.registry.state().queue.push_back(message);
    }
    world.settle().await;
    let held = world.application.journal().load::<Domain>(&case.name).await.unwrap().state;
    assert_eq!(held.registration().unwrap().transfer_out, None);
    // And a true one still counts.
    let (verb, name) = (TransferVerb::Request, case.name.clone());
    let auth_code = Some(AuthCode::parse(crate::scenarios::CODE).unwrap());
    world.registry.as_other(RegistryCommand::TransferDomain {
        verb,
        name,
        auth_code,
        period: None,
        fee: None,
    });
    world.settle().await;
    let held = world.application.journal().load::<Domain>(&case.name).await.unwrap().state;
    assert!(held.registration().unwrap().transfer_out.is_some());
}
