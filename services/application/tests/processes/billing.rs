//! Invoices and credit notes over the real journal.

use crate::scenarios::account;
use crate::world::World;
use application::{
    Application, Ask, AskError, AskKey, InvoiceRefusal, OpenAccount, Paid, Parts, Refusal, Settings, Sold,
    SoldLine,
};
use chrono::TimeDelta;
use domain_model::invoice::{self, CreditPart, Invoice, PaymentMeans};
use domain_model::invoice_series::InvoiceSeries;
use domain_model::points_account::{self, PointsAccount};
use domain_model::policy::{Catalogue, VatRule};
use domain_model::values::{
    AccountNumber, Country, Currency, InvoiceKind, InvoiceNumber, InvoiceSeriesId, Locale, Money, Nichandle,
    Points, PriceClass, Reason,
};
use domain_model::{Actor, Cause, Channel};
use projections::billing::InvoiceFilter;
use projections::{Paging, Sight};
use std::sync::Arc;
use tokio::task::JoinSet;
use uuid::Uuid;

pub fn points(number: i64) -> Points {
    Points::new(number).unwrap()
}

pub fn reason(text: &str) -> Reason {
    Reason::parse(text).unwrap()
}

/// A member of staff asks.
pub fn by(world: &World, login: &str) -> Ask {
    let now = application::ports::Clock::now(&world.clock);
    Ask::new(Cause::new(Actor::Operator(login.into()), Channel::GraphQl, now, Uuid::now_v7()))
}

fn transfer(reference: &str) -> Paid {
    Paid { means: PaymentMeans::Transfer, reference: reference.into() }
}

pub fn refused<T: std::fmt::Debug>(outcome: Result<T, AskError>) -> Refusal {
    match outcome {
        Err(AskError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

pub async fn available(world: &World, account: AccountNumber) -> i64 {
    match world.application.journal().load::<PointsAccount>(&account).await.unwrap().state {
        PointsAccount::Open(balance) => balance.available,
        PointsAccount::Absent => 0,
    }
}

/// An account of somebody in a country, without points.
pub async fn customer(
    world: &World,
    number: u64,
    currency: &str,
    change: impl FnOnce(&mut domain_model::values::ContactInput),
) -> AccountNumber {
    let mut input = crate::world::person(&format!("desk{number}@reseller.test")).to_input();
    change(&mut input);
    let opened = OpenAccount {
        number: Some(AccountNumber::new(number)),
        nichandle: Nichandle::parse(&format!("cu{number}-ovh")).unwrap(),
        currency: Currency::parse(currency).unwrap(),
        price_class: PriceClass::parse("reseller").unwrap(),
        locale: Locale::Fr,
        holder: domain_model::values::ContactDetails::new(input).unwrap(),
    };
    world.application.open_new_account(opened, &world.ask()).await.unwrap().value
}

#[tokio::test]
async fn bought_points_are_on_an_invoice_and_a_credit_note_takes_them_back() {
    let world = World::new().await;
    let app = &world.application;
    let before = available(&world, account()).await;
    let bought = app
        .issue_invoice(account(), Sold::Points(points(12_345)), Some(transfer("VIR 7")), &world.ask())
        .await
        .unwrap();
    let number = bought.value.invoice;
    assert_eq!(
        (number.kind(), number.place()),
        (InvoiceKind::Invoice, 2),
        "the opening balance has the first"
    );
    assert_eq!(available(&world, account()).await, before + 12_345);
    let paid = app.invoice(number).await.unwrap();
    let document = paid.document().unwrap();
    assert_eq!(
        (document.amounts.net.to_string(), document.amounts.gross.to_string()),
        ("123.45 EUR".into(), "148.14 EUR".into())
    );
    assert_eq!((document.vat.rule, document.vat.basis.as_str()), (VatRule::Domestic, "FR@2014-01-01"));
    assert_eq!(document.buyer.value().unwrap().name.as_str(), "Pierre DUPOND");

    // A part, the rest, and nothing more.
    let credit = |part, app: Application, ask| async move {
        app.credit_invoice(number, part, reason("paid twice"), &ask).await
    };
    let part = credit(CreditPart::Points(points(345)), app.clone(), world.ask()).await.unwrap().value.invoice;
    assert_eq!(part.to_string(), format!("A{}-000001", part.series().year));
    let too_much = refused(credit(CreditPart::Points(points(12_001)), app.clone(), world.ask()).await);
    assert_eq!(
        too_much,
        invoice::Refusal::PointsTooHigh { asked: points(12_001), left: points(12_000) }.into()
    );
    let rest = credit(CreditPart::Whole, app.clone(), world.ask()).await.unwrap().value.invoice;
    assert_eq!(rest.place(), 2, "the refused one took no number");
    assert_eq!(available(&world, account()).await, before);
    assert_eq!(
        refused(credit(CreditPart::Whole, app.clone(), world.ask()).await),
        invoice::Refusal::Cancelled.into()
    );
    let unknown = InvoiceNumber::new(number.series(), 999).unwrap();
    let unknown = app.credit_invoice(unknown, CreditPart::Whole, reason("x"), &world.ask()).await;
    assert_eq!(refused(unknown).code(), "NOT_FOUND");

    world.settle().await;
    let views = app.views();
    let row = views.invoice(number, Sight::Closed).await.unwrap().unwrap();
    assert_eq!((row.status.as_str(), row.account), ("cancelled", Some(account())));
    assert!(row.state.document().unwrap().buyer.value().is_none(), "the buyer stays sealed in the view");
    let notes = InvoiceFilter { status: Some("credit-note".into()), ..InvoiceFilter::default() };
    assert_eq!(views.invoices(&notes, &Paging::first(10)).await.unwrap().items.len(), 2);
    let entries = app.statement(account(), None, None, false, 1000).await.unwrap().entries;
    let about =
        |kind: &str| entries.iter().rev().find(|entry| entry.event_type == kind).unwrap().reference.clone();
    assert_eq!((about("Bought"), about("Returned")), (Some(number.to_string()), Some(rest.to_string())));
    world.assert_whole().await;
}

#[tokio::test]
async fn an_invoice_is_paid_later_and_spent_points_are_not_taken_back() {
    let world = World::new().await;
    let app = &world.application;
    let buyer = customer(&world, 21_000, "EUR", |_| ()).await;
    let issued = app.issue_invoice(buyer, Sold::Points(points(5_000)), None, &world.ask()).await.unwrap();
    let number = issued.value.invoice;
    assert_eq!(available(&world, buyer).await, 0, "nothing is credited before it is paid");
    world.clock.set(world.clock.offset() + TimeDelta::days(31));
    world.settle().await;
    let overdue = InvoiceFilter {
        overdue_on: Some(application::ports::Clock::now(&world.clock).date_naive()),
        ..InvoiceFilter::default()
    };
    assert_eq!(app.views().invoices(&overdue, &Paging::first(10)).await.unwrap().items.len(), 1);

    let wrong = app.pay_invoice(number, transfer("  "), &world.ask()).await;
    assert_eq!(refused(wrong), InvoiceRefusal::Reference.into());
    app.pay_invoice(number, transfer("VIR 8"), &world.ask()).await.unwrap();
    let again = app.pay_invoice(number, transfer("VIR 8"), &world.ask()).await.unwrap();
    assert_eq!(again.value.invoice, number);
    assert_eq!(available(&world, buyer).await, 5_000, "paid twice is credited once");
    let otherwise = app.pay_invoice(number, transfer("VIR 9"), &world.ask()).await;
    assert_eq!(refused(otherwise), invoice::Refusal::AlreadyPaid.into());

    app.adjust_points(buyer, -4_000, reason("spent elsewhere"), &world.ask()).await.unwrap();
    let back = app.credit_invoice(number, CreditPart::Whole, reason("gives up"), &world.ask()).await;
    let short = points_account::Refusal::NotEnoughPoints { needed: points(5_000), available: points(1_000) };
    assert_eq!(refused(back), short.into());
    let part = CreditPart::Points(points(1_000));
    app.credit_invoice(number, part, reason("gives up"), &world.ask()).await.unwrap();
    assert_eq!(available(&world, buyer).await, 0);

    // Of one that was never paid no points are taken.
    let unpaid =
        app.issue_invoice(buyer, Sold::Points(points(70)), None, &world.ask()).await.unwrap().value.invoice;
    app.credit_invoice(unpaid, CreditPart::Whole, reason("never paid"), &world.ask()).await.unwrap();
    let late = app.pay_invoice(unpaid, transfer("VIR 10"), &world.ask()).await;
    assert_eq!(refused(late), invoice::Refusal::Cancelled.into());
    world.assert_whole().await;
}

#[tokio::test]
async fn tax_follows_the_buyer_and_francs_have_no_cents() {
    let world = World::new().await;
    let app = &world.application;
    let dakar = customer(&world, 21_001, "XOF", |input| {
        (input.country, input.city, input.postal_code) = ("SN".into(), "DAKAR".into(), "12500".into());
        input.phone = "+221.338210000".into();
    })
    .await;
    let odd = app.issue_invoice(dakar, Sold::Points(points(150)), None, &world.ask()).await;
    let odd = refused(odd);
    assert_eq!(odd.code(), "NO_SUCH_COIN");
    assert!(odd.to_string().contains("multiple of 100"), "{odd}");
    let even =
        app.buy_points(dakar, points(5_450_000), "Wave 1".into(), &world.ask()).await.unwrap().value.invoice;
    let document = app.invoice(even).await.unwrap().document().unwrap().clone();
    assert_eq!(
        (document.amounts.gross.to_string(), document.vat.rule),
        ("54500 XOF".into(), VatRule::OutsideUnion)
    );
    let brussels = customer(&world, 21_002, "EUR", |input| {
        (input.country, input.city, input.postal_code) = ("BE".into(), "BRUXELLES".into(), "1000".into());
        (input.legal_form, input.organisation) = ("societe".into(), "Noms de Bruxelles SA".into());
        (input.phone, input.vat_number) = ("+32.25551212".into(), "BE0403170701".into());
    })
    .await;
    // Something else than points, paid by other means.
    let year = SoldLine {
        label: "create example.be 1Y".into(),
        quantity: 2,
        unit_price: Money::new("7.99".parse().unwrap(), Currency::EUR).unwrap(),
    };
    let sold = Sold::Lines(vec![year.clone()]);
    let name = app
        .issue_invoice(brussels, sold, Some(transfer("VIR 11")), &world.ask())
        .await
        .unwrap()
        .value
        .invoice;
    let document = app.invoice(name).await.unwrap().document().unwrap().clone();
    assert_eq!(
        (document.amounts.gross.to_string(), document.vat.rule),
        ("15.98 EUR".into(), VatRule::ReverseCharge)
    );
    assert_eq!(document.buyer.value().unwrap().name.as_str(), "Noms de Bruxelles SA");
    assert_eq!(available(&world, brussels).await, 0);
    let half = CreditPart::Net(Money::new("7.99".parse().unwrap(), Currency::EUR).unwrap());
    app.credit_invoice(name, half, reason("one name only"), &world.ask()).await.unwrap();
    let franc = SoldLine { unit_price: Money::new(1.into(), Currency::XOF).unwrap(), ..year };
    let franc = app.issue_invoice(brussels, Sold::Lines(vec![franc]), None, &world.ask()).await;
    assert_eq!(refused(franc), invoice::Refusal::OtherCurrency(Currency::EUR).into());
    let nobody = app.buy_points(AccountNumber::new(99), points(1), "x".into(), &world.ask()).await;
    assert_eq!(refused(nobody), points_account::Refusal::NotOpen.into());
}

#[tokio::test]
async fn without_a_seller_nothing_is_invoiced() {
    let world = World::new().await;
    let app = &world.application;
    let settings = |change: &dyn Fn(&mut Settings)| {
        let mut settings = app.settings().clone();
        change(&mut settings);
        Application::new(Parts {
            journal: app.journal().clone(),
            views: app.views().clone(),
            catalogue: Arc::new(Catalogue::embedded()),
            clock: Arc::new(world.clock.clone()),
            registries: app.registries().clone(),
            mailer: world.mailer.clone(),
            resolver: Arc::new(crate::resolver::FakeResolver),
            claims: Arc::new(application::ports::NoClaimsNotices),
            settings,
        })
    };
    let nobody = settings(&|settings| settings.seller = None);
    let none = nobody.buy_points(account(), points(100), "VIR 1".into(), &world.ask()).await;
    assert_eq!(refused(none), InvoiceRefusal::NoSeller.into());
    let elsewhere = settings(&|settings| {
        let seller = settings.seller.as_mut().unwrap();
        seller.seller.country = Country::parse("SN").unwrap();
    });
    let untaxed = elsewhere.buy_points(account(), points(100), "VIR 1".into(), &world.ask()).await;
    assert_eq!(refused(untaxed).code(), "VAT_UNKNOWN");
    let tenth = settings(&|settings| {
        settings.points.rates.insert(Currency::EUR, domain_model::values::PointsRate::new(1000).unwrap());
    });
    let bought = tenth.buy_points(account(), points(10_000), "VIR 2".into(), &world.ask()).await.unwrap();
    let document = tenth.invoice(bought.value.invoice).await.unwrap().document().unwrap().clone();
    assert_eq!(document.amounts.net.to_string(), "10.00 EUR", "each currency has its rate");
}

/// However many buy, pay and credit at once in two processes, and whatever is refused in between: the numbers are 1, 2, 3,
/// … in both series, and every one of them is a document.
#[tokio::test]
async fn numbers_have_no_gap_and_no_double() {
    let world = World::shared_by(2).await;
    let first = world
        .application
        .buy_points(account(), points(1_000_000), "VIR 0".into(), &world.ask())
        .await
        .unwrap();
    let mut tasks = JoinSet::new();
    for turn in 0..60_u32 {
        let (app, mut ask) = (world.next_process(), world.ask());
        if turn % 10 < 2 {
            // Twice under one key: once.
            let key = AskKey { scope: "t".into(), key: format!("k{}", turn / 10), fingerprint: "f".into() };
            ask = ask.under(Some(key));
        }
        let credited = first.value.invoice;
        tasks.spawn(async move {
            let outcome = match turn % 5 {
                3 => app.credit_invoice(credited, CreditPart::Points(points(7)), reason("slip"), &ask).await,
                4 => app.buy_points(AccountNumber::new(99), points(5), "VIR".into(), &ask).await,
                _ => {
                    app.buy_points(account(), points(100 + i64::from(turn)), format!("VIR {turn}"), &ask)
                        .await
                }
            };
            match outcome {
                Ok(_) | Err(AskError::Refused(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    let journal = world.application.journal();
    for (kind, expected) in [(InvoiceKind::Invoice, 2 + 36 - 6), (InvoiceKind::CreditNote, 12)] {
        let series = InvoiceSeriesId { kind, year: first.value.invoice.series().year };
        let state = journal.load::<InvoiceSeries>(&series).await.unwrap().state;
        assert_eq!(state.next(), expected + 1, "{kind:?}");
        let mut last_day = None;
        for place in 1..=expected {
            let number = InvoiceNumber::new(series, place).unwrap();
            let found = journal.load::<Invoice>(&number).await.unwrap().state;
            let document = found.document().unwrap_or_else(|| panic!("{number} is a gap"));
            assert_eq!(document.number, number);
            assert!(last_day.is_none_or(|last| last <= document.issued));
            last_day = Some(document.issued);
        }
        let beyond = InvoiceNumber::new(series, expected + 1).unwrap();
        assert!(matches!(journal.load::<Invoice>(&beyond).await.unwrap().state, Invoice::Absent));
    }
    world.assert_whole().await;
}
