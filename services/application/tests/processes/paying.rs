//! Orders paid from the balance, or by a payment that is announced first, over the real journal.

use crate::batch::{balance, held, name, order_of, ordered, run, status};
use crate::billing::{by, customer, reason, refused};
use crate::world::World;
use application::{BatchMail, Paid, PayOrder, PaymentOption, Refusal, TaxBuyer};
use domain_model::invoice::{CreditPart, PaymentMeans};
use domain_model::money_account;
use domain_model::order::{self, Order, Payment, Status};
use domain_model::payment_means::{self, Kind};
use domain_model::values::{AccountNumber, Cents, ContactLine, Country, Currency, OrderNumber, Points};
use rust_decimal::Decimal;
use tokio::task::JoinSet;

fn account() -> AccountNumber {
    crate::scenarios::account()
}

fn transfer() -> Paid {
    Paid { means: PaymentMeans::Transfer, reference: "VIR 4712".into() }
}

fn line(text: &str) -> Option<ContactLine> {
    Some(ContactLine::parse(text).unwrap())
}

async fn unpaid(world: &World, label: &str) -> (OrderNumber, Points) {
    let placed = run(world, label, BatchMail { autopayment: false, ..ordered(label) }).await;
    (placed.order.unwrap(), placed.points.unwrap())
}

async fn deposit(world: &World, amount: &str) {
    let amount: Decimal = amount.parse().unwrap();
    world.application.deposit_money(account(), amount, transfer(), &by(world, "finance")).await.unwrap();
}

/// Received, to be spent, spent: hundredths.
async fn money(world: &World) -> (i64, i64, i64) {
    let state = world.application.money_account(account()).await.unwrap();
    state.purse().map_or((0, 0, 0), |purse| (purse.received, purse.available, purse.spent))
}

#[tokio::test]
async fn the_balance_pays_with_tax_on_an_invoice_and_a_credit_note_gives_it_back() {
    let world = World::new().await;
    let app = &world.application;
    let (number, price) = unpaid(&world, "from-balance").await;
    let sheet = app.order_sheet(number).await.unwrap();
    assert_eq!((sheet.word, sheet.net.get()), ("notPaid", price.get()));
    assert_eq!(sheet.gross.get(), sheet.net.get() + sheet.tax.cents.get());
    assert!(sheet.tax.percent > Decimal::ZERO, "the account is in the seller's country");
    let pay = async || app.pay_order(number, PayOrder::Balance, &world.ask()).await;
    // Nothing was ever deposited, then too little.
    for amount in [None, Some("0.01")] {
        if let Some(amount) = amount {
            deposit(&world, amount).await;
        }
        let refusal = refused(pay().await);
        assert!(matches!(refusal, Refusal::Money(money_account::Refusal::NotEnough { .. })), "{refusal:?}");
        assert_eq!(refusal.code(), "NOT_ENOUGH_MONEY");
        assert_eq!(app.payment_options(&sheet).await.unwrap(), [PaymentOption::Points]);
    }
    deposit(&world, "100").await;
    let options = app.payment_options(&sheet).await.unwrap();
    assert_eq!(options, [PaymentOption::Points, PaymentOption::Balance]);
    let before = balance(&world).await;
    pay().await.unwrap();
    held(&world, &name("from-balance")).await;
    assert_eq!(money(&world).await, (10_001, 10_001 - sheet.gross.get(), sheet.gross.get()));
    let Order::Paid(delivery) = order_of(&world, number).await else { panic!("it is paid") };
    let Payment::Balance { amount, invoice } = delivery.payment else { panic!("{:?}", delivery.payment) };
    assert_eq!(amount, sheet.gross);
    let (after, bought) = (balance(&world).await, app.invoice(invoice).await.unwrap());
    assert_eq!((after.available, after.spent), (before.available, before.spent + price.get()));
    assert_eq!(bought.document().unwrap().amounts.gross.cents(), Some(sheet.gross));
    // Paid again is silence, and takes neither money nor a number.
    pay().await.unwrap();
    assert_eq!(money(&world).await.2, sheet.gross.get());
    assert!(app.payment_options(&app.order_sheet(number).await.unwrap()).await.unwrap().is_empty());
    // What the balance paid comes back to it.
    app.credit_invoice(invoice, CreditPart::Whole, reason("goodwill"), &by(&world, "finance")).await.unwrap();
    assert_eq!(money(&world).await, (10_001, 10_001, 0));
    world.assert_whole().await;
}

#[tokio::test]
async fn two_orders_at_once_never_spend_what_pays_one() {
    let world = World::new().await;
    let app = &world.application;
    let (first, _) = unpaid(&world, "race-one").await;
    let (second, _) = unpaid(&world, "race-two").await;
    let gross = app.order_sheet(first).await.unwrap().gross.get();
    deposit(&world, &Decimal::new(gross + gross / 2, 2).to_string()).await;
    let mut at_once = JoinSet::new();
    for number in [first, second, first, second] {
        let (app, ask) = (world.next_process(), world.ask());
        at_once.spawn(async move { app.pay_order(number, PayOrder::Balance, &ask).await.is_ok() });
    }
    let paid = at_once.join_all().await.into_iter().filter(|paid| *paid).count();
    assert_eq!(paid, 2, "one order, by both who asked for it");
    assert_eq!(money(&world).await.1, gross / 2);
    world.settle().await;
    let states = [status(&world, first).await, status(&world, second).await];
    assert!(states.contains(&Status::NotPaid) && states.contains(&Status::Delivered), "{states:?}");
    world.assert_whole().await;
}

#[tokio::test]
async fn an_announced_payment_is_received_or_rejected_and_delivers_nothing_before() {
    let world = World::new().await;
    let app = &world.application;
    let (number, _) = unpaid(&world, "announced").await;
    let by_card = |mean| PayOrder::Announced { kind: Kind::CreditCard, number: mean };
    let pay = async |how: PayOrder| app.pay_order(number, how, &world.ask()).await;
    // A card is named by its number, and must be the account's.
    let refusal = refused(pay(by_card(None)).await);
    assert_eq!((refusal.code(), refusal.field()), ("FIELDS_INVALID", Some("paymentMeanId")));
    assert_eq!(refused(pay(by_card(Some(1))).await), payment_means::Refusal::Unknown(1).into());
    let deferred = PayOrder::Announced { kind: Kind::DeferredPaymentAccount, number: None };
    let none = payment_means::Refusal::NoneOf(Kind::DeferredPaymentAccount);
    assert_eq!(refused(pay(deferred).await), none.into());
    let card = app.register_payment_mean(account(), Kind::CreditCard, line("Visa 4242"), &world.ask()).await;
    let card = card.unwrap().value;
    assert_eq!(app.preferred_payment(account()).await.unwrap(), PayOrder::Points);
    app.prefer_payment_mean(account(), Some(card), &world.ask()).await.unwrap();
    assert_eq!(app.preferred_payment(account()).await.unwrap(), by_card(Some(card)));

    pay(by_card(Some(card))).await.unwrap();
    pay(by_card(Some(card))).await.unwrap();
    world.settle().await;
    assert_eq!(status(&world, number).await, Status::Announced);
    assert_eq!(app.order_sheet(number).await.unwrap().word, "checking");
    assert_eq!(refused(pay(PayOrder::Points).await), order::Refusal::PaymentAnnounced.into());
    app.reject_payment(number, reason("it bounced"), &by(&world, "finance")).await.unwrap();
    let twice = app.reject_payment(number, reason("it bounced"), &by(&world, "finance")).await;
    assert_eq!(refused(twice), order::Refusal::NothingAnnounced.into());
    assert_eq!(status(&world, number).await, Status::NotPaid);

    // Announced again it does not lapse while it is looked for, and is delivered when the money has come.
    pay(by_card(Some(card))).await.unwrap();
    app.remove_payment_mean(account(), card, &world.ask()).await.unwrap();
    world.clock.set(world.clock.offset() + chrono::TimeDelta::days(16));
    world.settle().await;
    assert_eq!(status(&world, number).await, Status::Announced);
    let received = PayOrder::Received { means: "card".into(), reference: "CB 1".into() };
    app.pay_order(number, received, &by(&world, "finance")).await.unwrap();
    held(&world, &name("announced")).await;
    let Order::Paid(delivery) = order_of(&world, number).await else { panic!("it is paid") };
    assert!(delivery.payment.invoice().is_some(), "what was received is on an invoice");
    world.assert_whole().await;
}

#[tokio::test]
async fn only_orders_are_paid_from_the_balance_and_only_what_is_there_goes_back() {
    let world = World::new().await;
    let (app, finance) = (&world.application, by(&world, "finance"));
    let from_balance = || Paid { means: PaymentMeans::Balance, reference: "VIR 1".into() };
    let sold = application::Sold::Points(Points::new(1_000).unwrap());
    let refusal = refused(app.issue_invoice(account(), sold, Some(from_balance()), &finance).await);
    assert_eq!((refusal.code(), refusal.field()), ("FIELDS_INVALID", Some("means")));
    let ten = Decimal::TEN;
    refused(app.deposit_money(account(), ten, from_balance(), &finance).await);
    let (number, _) = unpaid(&world, "by-word").await;
    let received = PayOrder::Received { means: "balance".into(), reference: "VIR 1".into() };
    assert_eq!(refused(app.pay_order(number, received, &finance).await).field(), Some("means"));
    let nobody = AccountNumber::new(99_999);
    refused(app.deposit_money(nobody, ten, transfer(), &finance).await);
    let fine = Decimal::new(1, 3);
    let refusal = refused(app.deposit_money(account(), fine, transfer(), &finance).await);
    assert_eq!(refusal, money_account::Refusal::NoSuchCoin(Currency::EUR).into());
    let unnamed = Paid { means: PaymentMeans::Cheque, reference: " ".into() };
    assert_eq!(
        refused(app.deposit_money(account(), ten, unnamed, &finance).await).field(),
        Some("reference")
    );
    assert_eq!(
        refused(app.withdraw_money(account(), ten, "VIR 2", &finance).await).code(),
        "NO_MONEY_ACCOUNT"
    );
    deposit(&world, "10").await;
    let eleven = app.withdraw_money(account(), Decimal::new(1_001, 2), "VIR 2", &finance).await;
    assert_eq!(refused(eleven).code(), "NOT_ENOUGH_MONEY");
    app.withdraw_money(account(), ten, "VIR 2", &finance).await.unwrap();
    assert_eq!(money(&world).await, (0, 0, 0));
    world.assert_whole().await;
}

#[tokio::test]
async fn the_tax_of_a_price_is_what_an_invoice_would_say() {
    let world = World::new().await;
    let app = &world.application;
    let (at, net) = (world.ask().cause.at, Cents::new(749).unwrap());
    let tax = async |buyer, currency| app.tax_on(buyer, net, currency, at).await.unwrap();
    // 7.49 € as in the paper: 1.50 € of tax at 20 %, half a cent and more up.
    let french = tax(TaxBuyer::Visitor(Country::FR), Currency::EUR).await;
    assert_eq!((french.percent, french.cents.get()), (Decimal::from(20), 150));
    assert_eq!(tax(TaxBuyer::Account(account()), Currency::EUR).await, french);
    let abroad = tax(TaxBuyer::Visitor(Country::parse("US").unwrap()), Currency::EUR).await;
    assert_eq!((abroad.percent, abroad.cents), (Decimal::ZERO, Cents::ZERO));
    let business = |input: &mut domain_model::values::ContactInput| {
        (input.country, input.city, input.postal_code) = ("BE".into(), "BRUXELLES".into(), "1000".into());
        (input.phone, input.vat_number) = ("+32.25551212".into(), "BE0403170701".into());
    };
    let belgian = customer(&world, 20_001, "EUR", business).await;
    assert_eq!(tax(TaxBuyer::Account(belgian), Currency::EUR).await.cents, Cents::ZERO);
    // There is no half franc.
    let francs =
        app.tax_on(TaxBuyer::Visitor(Country::FR), Cents::new(54_300).unwrap(), Currency::XOF, at).await;
    assert_eq!(francs.unwrap().cents.get(), 10_900, "108.6 are 109 francs");
}
