//! Whose a name is that was ordered from a cart, and who looks after it.

use crate::batch::{held, name, order_of, status};
use crate::carts::{LATER, ORDER, Shopper, refused};
use crate::scenarios::account;
use crate::world::World;
use application::ports::Clock;
use domain_model::cart::ItemId;
use domain_model::order::{Order, Progress, Status};
use domain_model::trade::{Side, Trade};
use domain_model::values::{AccountNumber, ConfigurationLabel as Label, OperationNumber, Reason};
use domain_model::vote::{Choice, Voter};

#[tokio::test]
async fn another_account_may_look_after_a_name_and_is_not_its_owner() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let other = AccountNumber::new(13_491);
    world.open_account(other.get(), 10).await;
    let cart = shopper.cart(&[name("agency")]).await;
    let item = ItemId::new(1);
    shopper.configure(cart, item, Label::AdminAccount, "ab13491-ovh").await.unwrap();
    // The administrator's data is not this account's to copy.
    assert_eq!(refused(shopper.check_out(cart, ORDER).await).field(), Some("OWNER_CONTACT"));
    let owner = world.contact("pierre@owner.test").await;
    shopper.configure(cart, item, Label::OwnerContact, &format!("/me/contact/{owner}")).await.unwrap();
    shopper.order(cart).await;
    let held = held(&world, &name("agency")).await;
    assert_eq!((held.contacts.admin, held.contacts.tech), (other.own_contact(), account().own_contact()));
    world.assert_whole().await;
}

#[tokio::test]
async fn another_owner_is_ordered_and_both_are_asked() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let app = &world.application;
    shopper.order(shopper.cart(&[name("handed-on")]).await).await;
    let held_before = held(&world, &name("handed-on")).await;
    let now = world.clock.now();
    let offer = app.owner_change_offer(account(), &name("handed-on"), now).await.unwrap();
    assert_eq!((offer.quote.total.get(), offer.renews), (0, false));
    assert!(app.names_to_trade(account(), now).await.unwrap().contains(&name("handed-on")));
    let cart = shopper.cart(&[]).await;
    let item = app.add_owner_change(cart, account(), &name("handed-on"), &shopper.ask()).await.unwrap().value;
    let sheet = app.cart(cart, Some(account()), now).await.unwrap();
    let required = app.required_configuration(&sheet, item, now).await.unwrap();
    assert_eq!(required.iter().map(|required| required.label).collect::<Vec<_>>(), [Label::OwnerContact]);
    assert_eq!(refused(shopper.check_out(cart, LATER).await).field(), Some("OWNER_CONTACT"));
    let next = world.contact("next@owner.test").await;
    shopper.configure(cart, item, Label::OwnerContact, &format!("/me/contact/{next}")).await.unwrap();
    // It costs nothing: nothing waits for a payment.
    let number = shopper.check_out(cart, LATER).await.unwrap().order.unwrap();
    let order = order_of(&world, number).await;
    assert_eq!(order.status(), Some(Status::Delivering));
    let operation = operation_of(&order);
    let trade = app.journal().load::<Trade>(&operation).await.unwrap().state;
    let (terms, _) = trade.dossier().unwrap();
    assert_eq!(terms.owner, held_before.contacts.owner);
    assert_ne!(terms.new_owner, next, "each order makes a contact of its own");
    for side in [Side::Owner, Side::NewOwner] {
        let reason = Reason::parse("signed form").unwrap();
        let voter = Voter::ByOperator { login: "support".into(), reason, evidence: None };
        app.vote_on_trade(operation, side, Choice::Accept, voter, &world.ask()).await.unwrap();
    }
    assert_eq!(held(&world, &name("handed-on")).await.contacts.owner, terms.new_owner);
    assert_eq!(status(&world, number).await, Status::Delivered);
    world.assert_whole().await;
}

fn operation_of(order: &Order) -> OperationNumber {
    match order {
        Order::Paid(delivery) => match delivery.progress_of(0) {
            Some(Progress::UnderWay { operation }) => operation,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}
