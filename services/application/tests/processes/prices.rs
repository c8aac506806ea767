//! Prices that change between the quote and the order, before a restart, and under an import.

use crate::batch;
use crate::scenarios::{CODE, Case, Process, account};
use crate::world::World;
use application::ports::Clock;
use application::{
    Ask, AskError, BatchStatus, ImportRefusal, Instruction, OpenAccount, PriceRefusal, PriceSheet, Refusal,
    RegisterDomain, RenewDomain, RequestTrade, RequestTransfer, RestoreDomain, WhichLists,
};
use chrono::{Days, NaiveDate, TimeDelta};
use domain_model::account::Account;
use domain_model::operation::{Charge, Contacts, Operation};
use domain_model::order::Status;
use domain_model::price_list::{Item, Price, PriceList, PriceListId, Promotion};
use domain_model::values::*;

fn list() -> PriceListId {
    PriceListId { class: PriceClass::parse("reseller").unwrap(), currency: Currency::EUR }
}

fn cents(cents: i64) -> Cents {
    Cents::new(cents).unwrap()
}

fn com(action: PricedAction) -> Item {
    Item::name(Tld::parse("com").unwrap(), action)
}

fn today(world: &World) -> NaiveDate {
    world.clock.now().date_naive()
}

fn ordinary(item: Item, price: i64, from: NaiveDate) -> Price {
    Price { item, cents: Some(cents(price)), from, promotion: None }
}

/// From today on, for three days.
fn sale(world: &World, item: Item, price: i64) -> Price {
    let name = PromotionName::parse("Three Days").unwrap();
    let promotion = Some(Promotion { name, until: today(world) + Days::new(2) });
    Price { promotion, ..ordinary(item, price, today(world)) }
}

async fn set(world: &World, prices: Vec<Price>) {
    world.application.set_prices(&list(), prices, &world.ask()).await.unwrap();
}

/// The day after the promotion.
fn later(world: &World) {
    world.clock.set(world.clock.offset() + TimeDelta::days(3));
}

fn registration(name: &DomainName) -> RegisterDomain {
    let own = account().own_contact();
    RegisterDomain {
        account: account(),
        name: name.clone(),
        period: Period::ONE_YEAR,
        contacts: Contacts { owner: own, admin: own, tech: own, billing: own },
        servers: NameServers::default(),
        auth_code: None,
        language: None,
        service: None,
        privacy: None,
        declarations: None,
    }
}

async fn charged(world: &World, operation: OperationNumber) -> (Charge, Operation) {
    let state = world.application.journal().load::<Operation>(&operation).await.unwrap().state;
    (state.dossier().unwrap().charge.clone().unwrap(), state)
}

/// One way to spend points, at a price that was agreed to.
async fn order(case: &Case<'_>, action: PricedAction, ask: &Ask) -> Result<OperationNumber, AskError> {
    let (app, name) = (&case.world.application, case.name.clone());
    let account = account();
    let opened = match action {
        PricedAction::Create => app.register_domain(registration(&name), ask).await,
        PricedAction::Renew => {
            app.renew_domain(RenewDomain { account, name, period: Period::ONE_YEAR }, ask).await
        }
        PricedAction::Restore => app.restore_domain(RestoreDomain { account, name }, ask).await,
        PricedAction::Trade => {
            app.request_trade(RequestTrade { account, name, new_owner: case.buyer }, ask).await
        }
        PricedAction::Transfer => {
            let auth_code = Some(AuthCode::parse(CODE).unwrap());
            app.request_transfer(RequestTransfer::new(account, name, auth_code), ask).await
        }
    };
    opened.map(|accepted| accepted.value.operation)
}

#[tokio::test]
async fn what_was_shown_is_what_is_charged_or_it_is_refused_with_both_prices() {
    let world = World::new().await;
    for (action, process) in [
        (PricedAction::Create, Process::Register),
        (PricedAction::Renew, Process::Renew),
        (PricedAction::Restore, Process::Restore),
        (PricedAction::Trade, Process::Trade),
        (PricedAction::Transfer, Process::TransferIn),
    ] {
        let case = Case::prepare(&world, process, &format!("sale-{action}")).await;
        set(&world, vec![ordinary(com(action), 4000, today(&world)), sale(&world, com(action), 100)]).await;
        let app = &world.application;
        let quoted = app.quoted(account(), &case.name, action, None, world.clock.now()).await.unwrap();
        assert_eq!((quoted.price.cents(), quoted.points.get()), (Some(cents(100)), 100), "{action}");
        assert!(quoted.rule.as_ref().unwrap().contains("promotion Three Days"), "{action}: {quoted:?}");
        later(&world);
        let agreed = world.ask().at_price(quoted.price.cents());
        let refused = order(&case, action, &agreed).await.unwrap_err();
        let AskError::Refused(Refusal::Price(PriceRefusal::Differs { agreed, price, .. })) = &refused else {
            panic!("{action}: {refused:?}");
        };
        assert_eq!((agreed.cents(), price.cents()), (Some(cents(100)), Some(cents(4000))), "{action}");
        let words = refused.to_string();
        assert!(words.contains("costs 40.00 EUR") && words.contains("1.00 EUR that were agreed"), "{words}");
        let now = app.quoted(account(), &case.name, action, None, world.clock.now()).await.unwrap();
        let operation = order(&case, action, &world.ask().at_price(now.price.cents())).await.unwrap();
        let (charge, _) = charged(&world, operation).await;
        let said = (charge.cents, charge.points.get(), Some(charge.rule));
        assert_eq!(said, (cents(4000), 4000, now.rule), "{action}: what was shown is what is charged");
        world.settle().await;
    }
    world.assert_whole().await;
}

#[tokio::test]
async fn a_restart_keeps_the_price_of_the_order() {
    let world = World::new().await;
    set(&world, vec![sale(&world, com(PricedAction::Create), 99)]).await;
    let case = Case::prepare(&world, Process::RegisterDenied, "kept-price").await;
    let (app, registry) = (&world.application, &world.registry);
    let operation = order(&case, PricedAction::Create, &world.ask().at_price(Some(cents(99)))).await.unwrap();
    world.settle().await;
    registry.decide(&case.name, false);
    world.settle().await;
    let (first, state) = charged(&world, operation).await;
    assert!(matches!(state, Operation::Failed { .. }), "{state:?}");
    assert!(first.rule.contains(", promotion Three Days until "), "{}", first.rule);
    later(&world);
    // A new order costs what it costs now, and this one what it cost.
    let now = app.quoted(account(), &case.name, PricedAction::Create, None, world.clock.now()).await.unwrap();
    assert_ne!(now.price.cents(), Some(cents(99)));
    let spent = spent(&world).await;
    app.restart_operation(operation, None, &world.ask()).await.unwrap();
    world.settle().await;
    registry.decide(&case.name, true);
    world.settle().await;
    let (again, state) = charged(&world, operation).await;
    assert!(matches!(state, Operation::Done(..)), "{state:?}");
    assert_eq!(again, first);
    assert_eq!(self::spent(&world).await, spent + 99);
    world.assert_whole().await;
}

async fn spent(world: &World) -> i64 {
    let points = world.application.views().points(account()).await.unwrap();
    points.unwrap().spent
}

#[tokio::test]
async fn hosting_costs_what_its_list_says_or_is_not_offered() {
    let world = World::new().await;
    let app = &world.application;
    let holder = app.journal().load::<Account>(&account()).await.unwrap().state;
    let profile = holder.profile().unwrap();
    let at = world.clock.now();
    let price = async |plan, years, at| {
        let years = Period::new(years).unwrap();
        let price = app.hosting_price(profile, plan, years, at).await.unwrap();
        price.map(|(cents, points, rule)| (cents.get(), points.get(), rule))
    };
    let seeded = Some((2 * 4488, 2 * 4488, "reseller-EUR@2016-09-01".to_owned()));
    assert_eq!(price(HostingPlan::Plan720, 2, at).await, seeded);
    set(&world, vec![sale(&world, Item::hosting(HostingPlan::Plan720), 1000)]).await;
    let (cents, _, rule) = price(HostingPlan::Plan720, 1, at).await.unwrap();
    assert!(cents == 1000 && rule.contains("promotion Three Days"), "{cents} {rule}");
    assert_eq!(price(HostingPlan::None, 1, at).await, None);
    assert_eq!(price(HostingPlan::Media, 1, at).await, None, "nobody has given it a price");
    let gone = Price { cents: None, ..ordinary(Item::hosting(HostingPlan::Xxl), 0, today(&world)) };
    assert!(price(HostingPlan::Xxl, 1, at).await.is_some());
    set(&world, vec![gone]).await;
    assert_eq!(price(HostingPlan::Xxl, 1, at).await, None, "not offered from today on");
    assert!(price(HostingPlan::Xxl, 1, at - TimeDelta::days(1)).await.is_some());
}

#[tokio::test]
async fn hosting_that_is_offered_is_paid_with_the_name() {
    let world = World::new().await;
    let before = batch::balance(&world).await.spent;
    let mut hosted = batch::order("hosted-well", OrderCommand::Create);
    hosted.hosting = Some(HostingPlan::Plan720);
    let mail = batch::mail("hosted-well", None, Instruction::Order(Box::new(hosted)));
    let outcome = batch::run(&world, "h", mail).await;
    // The reseller's list of the catalogue: a year of .com, and a year of 720plan.
    let price = Points::new(749 + 4_488).unwrap();
    assert_eq!((outcome.status, outcome.points), (BatchStatus::Accepted, Some(price)), "{outcome:?}");
    assert_eq!(batch::status(&world, outcome.order.unwrap()).await, Status::Delivered);
    let (charge, _) = charged(&world, outcome.operation.unwrap()).await;
    assert_eq!(charge.rule, "reseller-EUR@2016-09-01 + reseller-EUR@2016-09-01");
    assert_eq!((charge.points, batch::balance(&world).await.spent), (price, before + price.get()));
    world.assert_whole().await;
}

fn import(error: AskError) -> ImportRefusal {
    match error {
        AskError::Refused(Refusal::Import(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_was_previewed_is_imported_into_every_list_or_nothing_is() {
    let world = World::new().await;
    let (app, day) = (&world.application, today(&world));
    let file = |price: &str| {
        PriceSheet::read(&format!(
            "class,currency,item,action,price,from\nreseller,EUR,com,create,{price},{day}\n\
             pack-gold,EUR,com,create,6.00,{day}\nreseller,EUR,net,create,8.99,2016-09-01\n"
        ))
    };
    let price_of = async |list: &PriceListId| {
        let state = app.journal().load::<PriceList>(list).await.unwrap().state;
        state.on(&com(PricedAction::Create), day).map(|applied| applied.cents().get())
    };
    let gold = PriceListId { class: PriceClass::parse("pack-gold").unwrap(), currency: Currency::EUR };
    let sheet = file("7.77");
    let preview = app.preview_prices(&sheet, world.clock.now()).await.unwrap();
    let token = preview.token.clone().unwrap();
    let lists: Vec<_> = preview
        .lists
        .iter()
        .map(|list| (list.list.to_string(), list.is_new, list.changes.len(), list.unchanged))
        .collect();
    assert_eq!(lists, [("pack-gold-EUR".into(), true, 1, 0), ("reseller-EUR".into(), false, 1, 1)]);
    let change = &preview.lists[1].changes[0];
    assert_eq!((change.line, change.before, change.at_once), (2, None, true));

    // Other prices than those that were previewed, and a token of nobody's.
    for (sheet, token) in [(&file("7.78"), token.as_str()), (&sheet, "x"), (&sheet, "")] {
        let refused = import(app.import_prices(sheet, token, &world.ask()).await.unwrap_err());
        assert_eq!(refused, ImportRefusal::NotPreviewed);
    }
    // A list changes between the preview and the word: the other one stays as it is, too.
    set(&world, vec![ordinary(com(PricedAction::Renew), 801, day)]).await;
    let refused = import(app.import_prices(&sheet, &token, &world.ask()).await.unwrap_err());
    assert_eq!(refused, ImportRefusal::Changed { list: list() });
    assert!(refused.to_string().contains("price list reseller-EUR changed since the preview"), "{refused}");
    assert_eq!((price_of(&list()).await, price_of(&gold).await), (Some(749), None));

    let token = app.preview_prices(&sheet, world.clock.now()).await.unwrap().token.unwrap();
    let key = application::AskKey { scope: "test".into(), key: "import".into(), fingerprint: "one".into() };
    let ask = world.ask().under(Some(key));
    let done = app.import_prices(&sheet, &token, &ask).await.unwrap();
    assert_eq!((done.repeated, done.value.join(" ")), (false, "pack-gold-EUR reseller-EUR".to_owned()));
    assert_eq!((price_of(&list()).await, price_of(&gold).await), (Some(777), Some(600)));
    // The same request again is the first answer; the same file again changes nothing.
    assert!(app.import_prices(&sheet, &token, &ask).await.unwrap().repeated);
    let again = app.preview_prices(&sheet, world.clock.now()).await.unwrap();
    assert!(again.lists.iter().all(|list| list.changes.is_empty() && !list.is_new), "{again:?}");

    // What was exported is what stands there.
    world.settle().await;
    let written = app.prices_csv(&WhichLists::default(), None).await.unwrap();
    let whole = app.preview_prices(&PriceSheet::read(&written), world.clock.now()).await.unwrap();
    assert_eq!((whole.mistakes, whole.lists.len()), (vec![], 5));
    assert!(whole.lists.iter().all(|list| list.changes.is_empty() && list.unchanged > 0), "a round trip");
    let which = WhichLists { class: Some(gold.class.clone()), currency: None };
    let line = format!("pack-gold,EUR,com,create,,6.00,{day},,");
    assert_eq!(app.prices_csv(&which, Some(day)).await.unwrap().lines().nth(1), Some(line.as_str()));
    let before = app.prices_csv(&which, day.pred_opt()).await.unwrap();
    assert_eq!(before.lines().count(), 1, "only the header: {before}");
}

#[tokio::test]
async fn nothing_is_imported_where_a_line_is_wrong() {
    let world = World::new().await;
    let (app, day) = (&world.application, today(&world));
    let sheet = PriceSheet::read(&format!(
        "class,currency,item,action,years,price,from,until,promotion\n\
         reseller,EUR,com,create,,7.77,{day},,\n\
         reseller,EUR,nowhere,create,,7.77,{day},,\n\
         reseller,EUR,com,create,,7.78,{day},,\n\
         reseller,EUR,com,trade,2,7.78,{day},,\n\
         reseller,EUR,com,renew,,7.78,2026-02-01,2026-01-31,Sale\n\
         reseller,EUR,com,fly,,7.78,{day},,\n"
    ));
    let preview = app.preview_prices(&sheet, world.clock.now()).await.unwrap();
    assert_eq!(preview.token, None);
    let said: Vec<_> = preview.mistakes.iter().map(ToString::to_string).collect();
    for (mistake, words) in said.iter().zip([
        "line 3, item: expected an ending of the catalogue: nowhere",
        "line 4, item: expected one price for com create",
        "line 5, years: expected",
        "line 6, until: expected",
        "line 7, action: expected one of create",
    ]) {
        assert!(mistake.starts_with(words), "{mistake}");
    }
    assert_eq!(said.len(), 5, "{said:?}");
    assert!(said[1].ends_with("line 2 has it too"), "{said:?}");
    let refused = import(app.import_prices(&sheet, "any", &world.ask()).await.unwrap_err());
    assert!(refused.to_string().contains("line 3, item"), "{refused}");
    let state = app.journal().load::<PriceList>(&list()).await.unwrap().state;
    let standing = state.on(&com(PricedAction::Create), day).unwrap();
    assert_eq!(standing.cents(), cents(749));

    // One by one they are refused as well.
    let unknown = ordinary(Item::name(Tld::parse("nowhere").unwrap(), PricedAction::Create), 1, day);
    let refused = app.set_prices(&list(), vec![unknown], &world.ask()).await.unwrap_err();
    assert!(refused.to_string().contains("nowhere is not an ending of the catalogue"), "{refused}");
}

#[tokio::test]
async fn what_registries_charge_is_no_accounts_price_class() {
    let world = World::new().await;
    let class = PriceClass::registry();
    let refused =
        world.application.set_price_class(account(), class.clone(), &world.ask()).await.unwrap_err();
    assert!(refused.to_string().contains("no account's prices"), "{refused}");
    let opened = OpenAccount {
        number: None,
        nichandle: Nichandle::parse("zz1-ovh").unwrap(),
        currency: Currency::EUR,
        price_class: class,
        locale: Locale::En,
        holder: crate::world::person("zz@reseller.test"),
    };
    let refused = world.application.open_new_account(opened, &world.ask()).await.unwrap_err();
    assert!(refused.to_string().contains("no account's prices"), "{refused}");
}
