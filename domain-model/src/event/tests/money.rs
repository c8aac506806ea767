//! Invoices, credit notes, and adjustments that wait.

use super::*;
use crate::adjustment::{Change, Proposal};
use crate::invoice::{self, Document, Payment, PaymentMeans, Seller, seal_owner};
use crate::testing::samples::*;
use crate::values::*;

fn document() -> Document {
    invoice::samples::document(10_000)
}

#[test]
fn invoices() {
    use crate::invoice::Event::*;
    let closed = Document {
        buyer: Sealed::Closed("7.AAAA".into()),
        locale: Locale::En,
        seller: Seller { vat_number: None, registration: vec![], contact: None, ..document().seller },
        points: Points::ZERO,
        rate: None,
        ..document()
    };
    assert_eq!(seal_owner(account(), 2026).owner, "invoices:13490-2026");
    let note = || invoice::samples::number(InvoiceKind::CreditNote, 1);
    let paid = |means| Paid { payment: Payment { means, ..invoice::samples::payment() } };
    let mut events = vec![Issued { document: Box::new(document()) }, Issued { document: Box::new(closed) }];
    events.extend(PaymentMeans::ALL.map(paid));
    events.extend([
        Credited { note: note(), amounts: document().amounts, points: points(10_000) },
        CreditNoteIssued {
            document: Box::new(Document { number: note(), ..document() }),
            of: document().number,
            reason: reason("paid twice"),
        },
    ]);
    pin::<invoice::Invoice>(invoice::Event::TYPES, events);
}

#[test]
fn money_accounts() {
    use crate::money_account::Event::*;
    let invoice = invoice::samples::number(InvoiceKind::Invoice, 1);
    let note = invoice::samples::number(InvoiceKind::CreditNote, 1);
    let cents = |hundredths| Cents::new(hundredths).unwrap();
    pin::<money_account::MoneyAccount>(
        money_account::Event::TYPES,
        vec![
            Opened { currency: Currency::EUR },
            Deposited {
                amount: cents(10_000),
                means: PaymentMeans::Transfer,
                reference: "VIR 4712".to_owned(),
            },
            Debited { order: OrderNumber::new(7), amount: cents(839), invoice },
            GivenBack { amount: cents(839), note },
            Withdrawn { amount: cents(500), reference: "VIR 4713".to_owned() },
        ],
    );
}

#[test]
fn registered_means() {
    use crate::payment_means::{Event::*, Kind, Mean, RegisteredMeans, seal_owner};
    let line = ContactLine::parse("Visa 4242").unwrap();
    let open = Sealed::open(seal_owner(account()), line);
    let mut events: Vec<_> = (1..)
        .zip(Kind::ALL)
        .map(|(number, kind)| Registered { number, mean: Box::new(Mean { kind, description: None }) })
        .collect();
    events.extend([
        Described { number: 1, description: Some(open) },
        Described { number: 1, description: Some(Sealed::Closed("7.AAAA".into())) },
        Preferred { number: Some(1) },
        Preferred { number: None },
        Removed { number: 1 },
    ]);
    pin::<RegisteredMeans>(crate::payment_means::Event::TYPES, events);
}

#[test]
fn invoice_series() {
    let taken = invoice_series::Event::Taken { place: 1, day: day(0).date_naive() };
    pin::<invoice_series::InvoiceSeries>(invoice_series::Event::TYPES, vec![taken]);
}

#[test]
fn adjustments() {
    use crate::adjustment::Event::*;
    let login = |name: &str| name.parse().unwrap();
    let proposal = |change| Proposal {
        account: account(),
        change,
        reason: reason("booked twice"),
        proposer: login("finance"),
        limit: points(100_000),
        expires_at: day(7),
    };
    let changes = [Change::Adjust(-500_000), Change::Grant(points(500_000))];
    let mut events: Vec<_> = changes.map(|change| Proposed { proposal: Box::new(proposal(change)) }).into();
    events.extend([
        Approved { by: login("admin") },
        Declined { by: login("admin"), reason: reason("not ours") },
        Expired,
    ]);
    pin::<adjustment::Adjustment>(adjustment::Event::TYPES, events);
}

#[test]
fn carts() {
    use crate::cart::tests::{create, quote, value};
    use crate::cart::{Event::*, ItemId, Product, Quote};
    let item = ItemId::new(1);
    let opened = |by| Opened {
        subsidiary: Subsidiary::FR,
        description: "noms de Pierre".into(),
        expires_at: day(1),
        by,
    };
    let added = |product, quote, parent| ItemAdded { item, product, quote, parent };
    let promoted = Quote {
        discount: Cents::new(200).unwrap(),
        promotion: Some("Black Friday".into()),
        renew: None,
        rule: None,
        ..quote(699)
    };
    let mut events = vec![opened(None), opened(Some(account()))];
    events.extend([
        Described { description: String::new(), expires_at: day(2) },
        added(create(name(), 1), quote(999), None),
        added(Product::Transfer { name: name(), mode: PricingMode::TransferDefault }, promoted, None),
        added(Product::OwnerChange { name: name() }, quote(0), None),
        added(Product::Privacy { name: name() }, quote(0), Some(item)),
        added(
            Product::Hosting { name: name(), plan: HostingPlan::Plan720, period: Period::ONE_YEAR },
            quote(4_788),
            Some(item),
        ),
        ItemChanged { item, product: create(name(), 2), quote: quote(1_998) },
        ItemRemoved { item },
        Assigned { account: account(), quotes: [].into() },
        Assigned { account: account(), quotes: [(item, quote(749))].into() },
        Configured {
            item,
            configuration: 2,
            label: ConfigurationLabel::AuthInfo,
            value: value("C1p3tiS3cr3t"),
        },
        ConfigurationRemoved { item, configuration: 2 },
        CheckedOut { order: OrderNumber::new(7) },
        Expired,
        Dropped,
    ]);
    pin::<cart::Cart>(cart::Event::TYPES, events);
}
