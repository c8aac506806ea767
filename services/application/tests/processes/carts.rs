//! Carts: filled by anybody, priced as shown, checked out once, whoever races.

use crate::batch::{balance, held, name, order_of, status};
use crate::scenarios::account;
use crate::world::World;
use application::ports::Clock;
use application::{AddName, Ask, AskError, CheckOut, CheckedOut, OpenCart, PayOrder, PriceRefusal, Refusal};
use chrono::{NaiveDate, TimeDelta};
use domain_model::account::{Account, Profile};
use domain_model::cart::{self, ItemId};
use domain_model::contact::Contact;
use domain_model::order::{Item, Order, Status};
use domain_model::price_list::{self, Price, PriceListId};
use domain_model::values::{
    AccountNumber, CartId, Cents, ConfigurationLabel as Label, Currency, DomainName, HostingPlan,
    OrderNumber, Period, PriceClass, PricedAction, PricingMode, PromotionName, Subsidiary, Tld,
};
use domain_model::{Actor, Cause, Channel};
use uuid::Uuid;

pub const ORDER: CheckOut = CheckOut { pay: true, waive_retraction: true };
pub const LATER: CheckOut = CheckOut { pay: false, waive_retraction: true };

/// Somebody who buys.
pub struct Shopper<'w> {
    world: &'w World,
    account: AccountNumber,
    profile: Profile,
}

impl<'w> Shopper<'w> {
    pub async fn new(world: &'w World, account: AccountNumber) -> Self {
        let state = world.application.journal().load::<Account>(&account).await.unwrap().state;
        Self { world, account, profile: state.profile().unwrap().clone() }
    }

    fn who(&self) -> Option<(AccountNumber, &Profile)> {
        Some((self.account, &self.profile))
    }

    pub fn ask(&self) -> Ask {
        let actor = Actor::Reseller(self.account);
        Ask::new(Cause::new(actor, Channel::Rest, self.world.clock.now(), Uuid::now_v7()))
    }

    async fn add(&self, cart: CartId, name: &DomainName, years: Option<u32>) -> Result<ItemId, AskError> {
        let period = years.map(|years| Period::new(years).unwrap());
        let asked = AddName { name: name.clone(), period, mode: None, offer: None, plan: None };
        let app = &self.world.application;
        Ok(app.add_to_cart(cart, asked, self.who(), &self.ask()).await?.value)
    }

    /// A cart of the shopper's own with these names, of age and otherwise as it comes.
    pub async fn cart(&self, names: &[DomainName]) -> CartId {
        let cart = open(self.world, Some(self.account)).await;
        self.world.application.assign_cart(cart, self.account, &self.ask()).await.unwrap();
        for name in names {
            let item = self.add(cart, name, None).await.unwrap();
            self.configure(cart, item, Label::OwnerLegalAge, "true").await.unwrap();
        }
        cart
    }

    pub async fn configure(
        &self,
        cart: CartId,
        item: ItemId,
        label: Label,
        value: &str,
    ) -> Result<u32, AskError> {
        let app = &self.world.application;
        let (account, profile) = (self.account, &self.profile);
        Ok(app.configure(cart, item, label, value, account, profile, &self.ask()).await?.value)
    }

    pub async fn check_out(&self, cart: CartId, how: CheckOut) -> Result<CheckedOut, AskError> {
        self.world.application.check_out(cart, how, self.account, &self.profile, &self.ask()).await
    }

    async fn rehearse(&self, cart: CartId) -> Result<CheckedOut, AskError> {
        self.world.application.rehearse_checkout(cart, self.account, &self.profile, &self.ask()).await
    }

    pub async fn order(&self, cart: CartId) -> OrderNumber {
        self.check_out(cart, ORDER).await.unwrap().order.unwrap()
    }
}

async fn open(world: &World, by: Option<AccountNumber>) -> CartId {
    let opening = OpenCart { subsidiary: Subsidiary::FR, description: String::new(), expires_at: None };
    world.application.open_cart(opening, by, &world.ask()).await.unwrap().value
}

pub fn refused<T: std::fmt::Debug>(answer: Result<T, AskError>) -> Refusal {
    match answer {
        Err(AskError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

async fn set_hosting_price(world: &World, cents: i64) {
    let list = PriceListId { class: PriceClass::parse("reseller").unwrap(), currency: Currency::EUR };
    let item = price_list::Item::hosting(HostingPlan::Plan90);
    let from = world.clock.now().date_naive();
    let price = Price { item, cents: Some(Cents::new(cents).unwrap()), from, promotion: None };
    world.application.set_prices(&list, vec![price], &world.ask()).await.unwrap();
}

async fn set_price(
    world: &World,
    class: &str,
    cents: i64,
    from: NaiveDate,
    promotion: Option<(&str, NaiveDate)>,
) {
    let list = PriceListId { class: PriceClass::parse(class).unwrap(), currency: Currency::EUR };
    let price = Price {
        item: price_list::Item::name(Tld::parse("com").unwrap(), PricedAction::Create),
        cents: Some(Cents::new(cents).unwrap()),
        from,
        promotion: promotion
            .map(|(name, until)| price_list::Promotion { name: PromotionName::parse(name).unwrap(), until }),
    };
    world.application.set_prices(&list, vec![price], &world.ask()).await.unwrap();
}

#[tokio::test]
async fn a_name_is_ordered_from_a_cart_and_paid_from_points() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let before = balance(&world).await;
    let cart = shopper.cart(&[name("basket")]).await;
    let dry = shopper.rehearse(cart).await.unwrap();
    assert_eq!(dry.order, None);
    assert_eq!(world.application.cart(cart, Some(account()), world.clock.now()).await.unwrap().order, None);
    let number = shopper.order(cart).await;
    assert_eq!(shopper.order(cart).await, number, "a cart is checked out once");
    let held = held(&world, &name("basket")).await;
    assert_eq!(status(&world, number).await, Status::Delivered);
    // A contact of its own, with the account's data.
    let own = account().own_contact();
    assert_ne!(held.contacts.owner, own);
    let journal = world.application.journal();
    let of = async |contact| journal.load::<Contact>(&contact).await.unwrap().state;
    let data = |contact: &Contact| contact.active().unwrap().details.value().unwrap().clone();
    assert_eq!(data(&of(held.contacts.owner).await), data(&of(own).await));
    assert_eq!(balance(&world).await.spent - before.spent, dry.summary.net.get());
    let order = order_of(&world, number).await;
    assert_eq!(order.terms().unwrap().cart, Some(cart));
    world.assert_whole().await;
}

#[tokio::test]
async fn several_names_with_what_goes_with_them_are_one_order() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let cart = shopper.cart(&[name("one"), name("two")]).await;
    let app = &world.application;
    let (first, ask) = (ItemId::new(1), shopper.ask());
    app.add_option(cart, first, "com-owo", None, shopper.who(), &ask).await.unwrap();
    set_hosting_price(&world, 1_000).await;
    app.add_option(cart, first, "90plan", None, shopper.who(), &shopper.ask()).await.unwrap();
    // What goes with a name is charged at the price that was shown, too.
    set_hosting_price(&world, 1_200).await;
    assert_eq!(refused(shopper.check_out(cart, ORDER).await).code(), "PRICE_DIFFERS");
    set_hosting_price(&world, 1_000).await;
    let number = shopper.order(cart).await;
    let order = order_of(&world, number).await;
    let lines = &order.terms().unwrap().lines;
    let hosting = lines.iter().filter(|line| matches!(line.item, Item::Hosting { .. })).count();
    assert_eq!(hosting, 1);
    assert_eq!(held(&world, &name("one")).await.privacy, Some(true));
    assert_eq!(held(&world, &name("two")).await.privacy, None);
    assert_eq!(status(&world, number).await, Status::Delivered);
    world.assert_whole().await;
}

#[tokio::test]
async fn an_order_that_is_not_paid_touches_no_name() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let cart = shopper.cart(&[name("later")]).await;
    let number = shopper.check_out(cart, LATER).await.unwrap().order.unwrap();
    assert_eq!(status(&world, number).await, Status::NotPaid);
    let rival = shopper.cart(&[name("later")]).await;
    world.application.pay_order(number, PayOrder::Points, &shopper.ask()).await.unwrap();
    held(&world, &name("later")).await;
    assert_eq!(status(&world, number).await, Status::Delivered);
    assert_eq!(refused(shopper.check_out(rival, LATER).await).code(), "NOT_AVAILABLE");
    world.assert_whole().await;
}

#[tokio::test]
async fn of_two_who_race_for_a_name_one_has_it_and_the_other_lost_nothing() {
    let world = World::shared_by(2).await;
    let other = AccountNumber::new(13_491);
    world.open_account(other.get(), 1_000_000).await;
    let (one, two) = (Shopper::new(&world, account()).await, Shopper::new(&world, other).await);
    let (first, second) = (one.cart(&[name("wanted")]).await, two.cart(&[name("wanted")]).await);
    let (here, there) = tokio::join!(one.check_out(first, ORDER), two.check_out(second, ORDER));
    let won = [&here, &there].iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(won, 1, "{here:?} {there:?}");
    let (loser, cart, lost) = if here.is_ok() { (&two, second, there) } else { (&one, first, here) };
    let code = refused(lost).code();
    assert!(matches!(code, "NOT_AVAILABLE" | "OPERATION_UNFINISHED"), "{code}");
    held(&world, &name("wanted")).await;
    let sheet = world.application.cart(cart, Some(loser.account), world.clock.now()).await.unwrap();
    assert_eq!(sheet.order, None, "the loser's cart is as it was");
    world.assert_whole().await;
}

#[tokio::test]
async fn the_same_cart_checked_out_twice_at_once_is_one_order() {
    let world = World::shared_by(2).await;
    let shopper = Shopper::new(&world, account()).await;
    let cart = shopper.cart(&[name("double")]).await;
    let before = balance(&world).await;
    let (one, two) = tokio::join!(shopper.check_out(cart, ORDER), shopper.check_out(cart, ORDER));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.order, two.order);
    held(&world, &name("double")).await;
    assert_eq!(balance(&world).await.spent - before.spent, one.summary.net.get());
    world.assert_whole().await;
}

#[tokio::test]
async fn what_was_shown_is_charged_or_nothing_is() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let today = world.clock.now().date_naive();
    set_price(&world, "reseller", 749, today, None).await;
    let cart = shopper.cart(&[name("quoted")]).await;
    set_price(&world, "reseller", 849, today, None).await;
    for answer in [shopper.rehearse(cart).await, shopper.check_out(cart, ORDER).await] {
        match refused(answer) {
            Refusal::Price(PriceRefusal::Differs { agreed, price, .. }) => {
                let cents = [agreed, price].map(|money| money.cents().unwrap().get());
                assert_eq!(cents, [749, 849]);
            }
            other => panic!("{other}"),
        }
    }
    // Looked at again, the price of now is the one that was shown.
    let app = &world.application;
    app.change_cart_item(cart, ItemId::new(1), None, shopper.who(), &shopper.ask()).await.unwrap();
    let order = order_of(&world, shopper.order(cart).await).await;
    assert_eq!(order.terms().unwrap().cents().unwrap().get(), 849);
    world.assert_whole().await;
}

#[tokio::test]
async fn an_account_pays_its_own_price_and_never_more_than_was_shown() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let (app, today) = (&world.application, world.clock.now().date_naive());
    let until = today + TimeDelta::days(3);
    set_price(&world, "standard", 999, today, None).await;
    set_price(&world, "reseller", 749, today, None).await;
    set_price(&world, "standard", 499, today, Some(("Black Friday", until))).await;
    let shown = async |cart| {
        let sheet = app.cart(cart, Some(account()), world.clock.now()).await.unwrap();
        sheet.contents.items[&ItemId::new(1)].quote.clone()
    };
    let visitor =
        |name: &DomainName, mode| AddName { name: name.clone(), period: None, mode, offer: None, plan: None };
    let cart = open(&world, None).await;
    app.add_to_cart(cart, visitor(&name("promoted"), None), None, &world.ask()).await.unwrap();
    let quote = shown(cart).await;
    assert_eq!((quote.price.get(), quote.discount.get(), quote.total.get()), (999, 500, 499));
    assert_eq!(quote.promotion.as_deref(), Some("Black Friday"));
    // The account would pay more: what was shown stays, and checkout says so.
    app.assign_cart(cart, account(), &shopper.ask()).await.unwrap();
    assert_eq!(shown(cart).await.total.get(), 499);
    shopper.configure(cart, ItemId::new(1), Label::OwnerLegalAge, "true").await.unwrap();
    assert!(matches!(
        refused(shopper.check_out(cart, ORDER).await),
        Refusal::Price(PriceRefusal::Differs { .. })
    ));
    // The account pays less than was shown: that counts.
    set_price(&world, "reseller", 399, today, None).await;
    let cart = open(&world, None).await;
    app.add_to_cart(cart, visitor(&name("cheaper"), None), None, &world.ask()).await.unwrap();
    app.assign_cart(cart, account(), &shopper.ask()).await.unwrap();
    assert_eq!(shown(cart).await.total.get(), 399);
    let wrong = visitor(&name("third"), Some(PricingMode::CreatePremium));
    assert_eq!(refused(app.add_to_cart(cart, wrong, None, &world.ask()).await).code(), "NOT_FOUND");
    let wrong = visitor(&name("third"), Some(PricingMode::CreatePremium));
    let refusal = refused(app.add_to_cart(cart, wrong, shopper.who(), &shopper.ask()).await);
    assert_eq!(refusal.field(), Some("pricingMode"));
}

#[tokio::test]
async fn nothing_is_ordered_that_is_not_configured() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let app = &world.application;
    let cart = open(&world, Some(account())).await;
    let item = shopper.add(cart, &name("bare"), Some(2)).await.unwrap();
    let sheet = async || app.cart(cart, Some(account()), world.clock.now()).await.unwrap();
    let required = app.required_configuration(&sheet().await, item, world.clock.now()).await.unwrap();
    let labels: Vec<_> = required.iter().map(|required| required.label.as_str()).collect();
    assert_eq!(labels, ["OWNER_LEGAL_AGE", "OWNER_CONTACT", "ADMIN_ACCOUNT", "TECH_ACCOUNT", "DNS"]);
    // Nobody's cart is not configured.
    let refusal = refused(shopper.configure(cart, item, Label::OwnerLegalAge, "true").await);
    assert_eq!(refusal, Refusal::Cart(cart::Refusal::NotAssigned));
    assert_eq!(refused(shopper.check_out(cart, ORDER).await), Refusal::Cart(cart::Refusal::NotAssigned));
    app.assign_cart(cart, account(), &shopper.ask()).await.unwrap();
    assert_eq!(refused(shopper.check_out(cart, ORDER).await).field(), Some("OWNER_LEGAL_AGE"));
    let wrong = [
        (Label::OwnerLegalAge, "yes"),
        (Label::OwnerContact, "/me/contact/999999"),
        (Label::OwnerContact, "Pierre"),
        (Label::AdminAccount, "zz999-ovh"),
        (Label::TechAccount, "not a nichandle"),
        (Label::Dns, "-"),
        (Label::AuthInfo, "C1p3tiS3cr3t"),
    ];
    for (label, value) in wrong {
        let refusal = refused(shopper.configure(cart, item, label, value).await);
        let field = if label == Label::AuthInfo { "label" } else { label.as_str() };
        assert_eq!(refusal.field(), Some(field), "{label:?} {value}");
    }
    shopper.configure(cart, item, Label::OwnerLegalAge, "false").await.unwrap();
    assert_eq!(refused(shopper.check_out(cart, ORDER).await).field(), Some("OWNER_LEGAL_AGE"));
    shopper.configure(cart, item, Label::OwnerLegalAge, "true").await.unwrap();
    let own_will = CheckOut { pay: true, waive_retraction: false };
    assert_eq!(refused(shopper.check_out(cart, own_will).await).field(), Some("waiveRetractationPeriod"));
    shopper.configure(cart, item, Label::Dns, "dns12.ovh.test, ns12.ovh.test").await.unwrap();
    let owner = world.contact("pierre@owner.test").await;
    shopper.configure(cart, item, Label::OwnerContact, &format!("/domain/contact/{owner}")).await.unwrap();
    shopper.order(cart).await;
    let held = held(&world, &name("bare")).await;
    assert_eq!(held.servers.hosts().count(), 2);
    assert_eq!((held.expires - held.created).num_days() / 365, 2);
    assert_ne!(held.contacts.owner, owner, "each order makes a contact of its own");
    world.assert_whole().await;
}

#[tokio::test]
async fn a_cart_ends_in_time_and_only_its_account_sees_it() {
    let world = World::new().await;
    let shopper = Shopper::new(&world, account()).await;
    let app = &world.application;
    let cart = shopper.cart(&[name("forgotten")]).await;
    let seen = async |who| app.cart(cart, who, world.clock.now()).await.map(|sheet| sheet.id);
    assert_eq!(seen(Some(account())).await.unwrap(), cart);
    for stranger in [None, Some(AccountNumber::new(13_491))] {
        assert_eq!(refused(seen(stranger).await), Refusal::Cart(cart::Refusal::Unknown));
    }
    assert_eq!(app.carts_of(account(), None, world.clock.now()).await.unwrap(), [cart]);
    world.clock.set(world.clock.offset() + TimeDelta::hours(25));
    assert!(matches!(refused(seen(Some(account())).await), Refusal::Cart(cart::Refusal::Expired { .. })));
    world.settle().await;
    let state = app.journal().load::<cart::Cart>(&cart).await.unwrap().state;
    assert_eq!(state.word(), "expired");
    assert_eq!(refused(shopper.check_out(cart, ORDER).await).code(), "NOT_FOUND");
    assert!(app.carts_of(account(), None, world.clock.now()).await.unwrap().is_empty());
}

#[tokio::test]
async fn nothing_is_placed_that_the_points_do_not_pay() {
    let world = World::new().await;
    let poor = AccountNumber::new(13_491);
    world.open_account(poor.get(), 10).await;
    let shopper = Shopper::new(&world, poor).await;
    let cart = shopper.cart(&[name("dear"), name("dearer")]).await;
    assert_eq!(refused(shopper.check_out(cart, ORDER).await).code(), "NOT_ENOUGH_POINTS");
    shopper.rehearse(cart).await.unwrap();
    let sheet = world.application.cart(cart, Some(poor), world.clock.now()).await.unwrap();
    assert_eq!(sheet.order, None);
    let number = shopper.check_out(cart, LATER).await.unwrap().order.unwrap();
    assert_eq!(status(&world, number).await, Status::NotPaid);
    assert!(matches!(order_of(&world, number).await, Order::Unpaid(_)));
    world.assert_whole().await;
}
