//! Operations, points, prices.

use super::*;
use crate::operation::{Charge, DomainChanges, Dossier, OrderedBy, Request, Step};
use crate::testing::samples::*;
use crate::values::*;

fn host() -> HostName {
    HostName::parse("ns1.example.com").unwrap()
}

fn addresses() -> Vec<std::net::IpAddr> {
    vec!["192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap()]
}

fn requests() -> Vec<Request> {
    let name = name;
    vec![
        dossier(277).request,
        Request::Renew { name: name(), period: Period::new(2).unwrap(), current_expiry: day(365) },
        Request::Update {
            name: name(),
            changes: DomainChanges { admin: Some(contact(1)), ..DomainChanges::default() },
        },
        Request::Delete { name: name() },
        Request::Restore { name: name() },
        Request::Trade { name: name(), to: contact(151_050) },
        Request::TransferIn {
            name: name(),
            auth_code: Some(auth_code("C1p3tiS3cr3t")),
            period: Some(Period::ONE_YEAR),
        },
        Request::TransferIn { name: name(), auth_code: None, period: None },
        Request::AnswerTransfer { name: name(), transfer: operation(301), approve: true },
        Request::MoveReseller { name: name(), to: AccountNumber::new(13_491) },
        Request::CreateHost { host: host(), addresses: addresses() },
        Request::UpdateHost { host: host(), addresses: addresses() },
        Request::DeleteHost { host: host() },
        Request::UpdateContact { contact: contact(151_049) },
    ]
}

fn steps() -> Vec<Step> {
    vec![
        Step::CreateContact(contact(151_049)),
        Step::UpdateContact(contact(151_049)),
        Step::CreateHost { host: host(), addresses: addresses() },
        Step::UpdateHost,
        Step::DeleteHost,
        Step::CreateDomain,
        Step::RenewDomain,
        Step::UpdateDomain,
        Step::DeleteDomain,
        Step::RestoreDomain,
        Step::RequestTransfer,
        Step::AnswerTransfer,
        Step::ChangeRegistrant,
    ]
}

/// A name at a price of its own, with the registry's fee that was agreed to.
fn premium() -> Dossier {
    let fee = Money::from_cents(Cents::new(25_000).unwrap(), Currency::EUR);
    let rule = format!("standard-EUR@2026-01-01 + fee {fee}");
    let (points, cents) = (points(26_000), Cents::new(26_000).unwrap());
    let charge = dossier(277).charge.map(|charge| Charge { points, cents, rule, fee: Some(fee), ..charge });
    Dossier { charge, ..dossier(277) }
}

/// Asked for by the line of an order.
fn ordered() -> Dossier {
    let ordered_by = Some(OrderedBy { order: OrderNumber::new(7), line: 0 });
    Dossier { ordered_by, ..dossier(277) }
}

fn everything_declared() -> Declarations {
    let not_after = day(1);
    let declared = Declarations {
        legal_age: true,
        conditions: Some("2014-12".into()),
        claims_notice: Some(AcceptedNotice {
            notice_id: NoticeId::of("example", not_after, 7),
            not_after,
            accepted_at: day(0),
        }),
        ..Declarations::default()
    };
    declared
        .because(contact(151_049), reason("une librairie"))
        .with_token(&name(), AllocationToken::parse("OPEN-word").unwrap())
}

fn with_declarations(declared: Declarations) -> Dossier {
    let mut dossier = dossier(277);
    if let Request::Create { declarations, .. } = &mut dossier.request {
        *declarations = Some(Box::new(declared));
    }
    dossier
}

#[test]
fn operations() {
    use crate::operation::Event::*;
    let opened = |dossier| Opened { dossier: Box::new(dossier), waits: false };
    let mut events: Vec<_> = requests()
        .into_iter()
        .map(|request| opened(Dossier { request, charge: None, ..dossier(277) }))
        .collect();
    events.extend([
        opened(Dossier { steps: steps(), ..dossier(277) }),
        opened(Dossier { steps: vec![Step::MoveReseller], ..dossier(277) }),
        Opened { dossier: Box::new(dossier(277)), waits: true },
        opened(premium()),
        opened(ordered()),
        opened(with_declarations(everything_declared())),
        opened(with_declarations(Declarations::default())),
        Proceeded,
        StepSent { step: 0, attempt: 1, cltrid: cltrid("RGR-277-1-1") },
        StepRetried { step: 0 },
        StepPending { step: 1, cltrid: cltrid("RGR-277-2-2"), svtrid: "SRV-1".into() },
        StepDone { step: 0, svtrid: "SRV-1".into() },
        Done { fact: fact("RGR-277-2-2") },
        DoneByHand {
            fact: fact("RGR-277-2-2"),
            operator: "support".into(),
            reason: reason("confirmed on the telephone"),
            evidence: Sha256Digest::parse(&"ab".repeat(32)).unwrap(),
        },
        Failed { code: 2302, message: "Object exists".into() },
        Restarted { auth_code: Some(auth_code("right-code")), waits: true },
        Restarted { auth_code: None, waits: false },
        Closed,
    ]);
    pin::<operation::Operation>(operation::Event::TYPES, events);
}

#[test]
fn points_accounts() {
    use crate::points_account::Event::*;
    let id = || operation(277);
    pin::<points_account::PointsAccount>(
        points_account::Event::TYPES,
        vec![
            Opened { currency: Currency::XOF },
            Bought { points: points(5_450_000), reference: "F-2026-1".into() },
            Granted { points: points(50), reason: reason("welcome") },
            Adjusted { by: -20, reason: reason("booked twice") },
            Reserved { operation: id(), points: points(1000), label: "create example.com 1Y".into() },
            Settled { operation: id(), points: points(1000), fact: fact("RGR-277-2-1") },
            Released { operation: id(), points: points(1000) },
            Refunded { operation: id(), points: points(400), reason: reason("goodwill") },
            Returned { points: points(30), reference: "A2026-000001".into() },
            LowPointsSet { level: Some(points(500)) },
            LowPointsSet { level: None },
            RanLow { available: points(499), level: points(500) },
        ],
    );
}

#[test]
fn price_lists() {
    let (from, until) = (day(0).date_naive(), day(9).date_naive());
    let cents = || Some(Cents::new(1000).unwrap());
    let price = |item| price_list::Price { item, cents: cents(), from, promotion: None };
    let ending = |action| price_list::Item::name(Tld::parse("co.uk").unwrap(), action);
    let name = PromotionName::parse("Black Friday").unwrap();
    let promotion = price_list::Promotion { name, until };
    let many = ending(PricedAction::Create).for_years(Some(Period::new(5).unwrap()));
    let later = vec![
        price(many),
        price(price_list::Item::hosting(HostingPlan::Plan720)),
        price_list::Price { promotion: Some(promotion), ..price(ending(PricedAction::Create)) },
        price_list::Price { cents: None, ..price(ending(PricedAction::Renew)) },
    ];
    pin::<price_list::PriceList>(
        price_list::Event::TYPES,
        vec![
            price_list::Event::PricesSet { prices: PricedAction::ALL.map(ending).map(price).into() },
            price_list::Event::PricesSet { prices: later },
        ],
    );
}

#[test]
fn orders() {
    use crate::order::{Announcement, Event::*, Item, Line, Order, Payment, Price, Terms};
    use crate::payment_means::Kind;
    let price = Price {
        cents: Cents::new(699).unwrap(),
        points: points(699),
        rule: Some("reseller-EUR@2026-01-01".to_owned()),
    };
    let line = |item: Item, with| Line {
        label: format!("{} {}", item.word(), item.name()),
        item,
        price: price.clone(),
        with,
    };
    let terms = |lines| Terms {
        number: OrderNumber::new(7),
        account: account(),
        currency: Currency::EUR,
        lines,
        reference: Some(Referer::parse("ma-ref-123456").unwrap()),
        purchase_order: Some("PO-1".to_owned()),
        cart: None,
        offer: Some(Offer::Gold),
        profile: Some(ResellerProfile::Agent),
        placed_at: day(0),
        expires_at: day(15),
    };
    let create = |service, privacy, declarations| Item::Create {
        name: name(),
        period: Period::ONE_YEAR,
        contacts: contacts(),
        servers: servers(&["ns1.example.net"]),
        service,
        privacy,
        declarations,
    };
    let transfer = |auth_code, servers, privacy| Item::Transfer {
        name: name(),
        auth_code,
        contacts: contacts(),
        servers,
        privacy,
    };
    let hosting = Item::Hosting { name: name(), plan: HostingPlan::Plan720, period: Period::ONE_YEAR };
    let all = vec![
        line(create(Some(DnsService::Redir), Some(true), None), None),
        line(hosting, Some(0)),
        line(
            transfer(Some(auth_code("C1p3tiS3cr3t")), Some(servers(&["ns1.example.net"])), Some(false)),
            None,
        ),
        line(Item::Renew { name: name(), period: Period::ONE_YEAR }, None),
    ];
    let declared = line(create(None, None, Some(Box::new(everything_declared()))), None);
    let bare = Terms {
        reference: None,
        purchase_order: None,
        cart: None,
        offer: None,
        profile: None,
        ..terms(vec![line(create(None, None, None), None), line(transfer(None, None, None), None)])
    };
    // What the cart of the REST order brought: another owner, and the cart itself.
    let trade = line(Item::Trade { name: name(), new_owner: contact(151_050) }, None);
    let of_cart = Terms { cart: Some(CartId::from_random([7; 16])), ..terms(vec![trade]) };
    let invoice = crate::invoice::samples::number(InvoiceKind::Invoice, 1);
    let other = |invoice| Payment::Other {
        means: "transfer".to_owned(),
        reference: "F2026-000001".to_owned(),
        invoice,
    };
    let balance = Payment::Balance { amount: Cents::new(839).unwrap(), invoice };
    let by = |kind, number| Announcement { kind, number, at: day(1) };
    pin::<Order>(
        crate::order::Event::TYPES,
        vec![
            Placed { terms: Box::new(terms(all)) },
            Placed { terms: Box::new(bare) },
            Paid { payment: Payment::Points, at: day(0) },
            Paid { payment: other(None), at: day(1) },
            Paid { payment: other(Some(invoice)), at: day(1) },
            Paid { payment: balance, at: day(1) },
            PaymentAnnounced { by: by(Kind::CreditCard, Some(1)) },
            PaymentAnnounced { by: by(Kind::DeferredPaymentAccount, None) },
            PaymentRejected { reason: reason("it bounced") },
            LineStarted { line: 0, operation: operation(1) },
            LineDelivered { line: 0, operation: operation(1) },
            LineFailed {
                line: 0,
                operation: None,
                code: "NOT_AVAILABLE".to_owned(),
                message: "taken".to_owned(),
            },
            LineFailed {
                line: 0,
                operation: Some(operation(1)),
                code: "2302".to_owned(),
                message: "Object exists".to_owned(),
            },
            LineGivenUp { line: 0, reason: reason("closed") },
            Cancelled { reason: reason("no") },
            Expired,
            LineRefunded { line: 0, operation: operation(1), points: points(10), reason: reason("late") },
            Placed { terms: Box::new(of_cart) },
            Placed { terms: Box::new(terms(vec![declared])) },
        ],
    );
}

#[test]
fn batch_mails() {
    use crate::batch_mail::{BatchMail, Event::*, Intake, Mistake, Outcome, Status};
    let sum = |digit: &str| Sha256Digest::parse(&digit.repeat(64)).unwrap();
    let intake = |referer, message, window_hours| Intake {
        request: "019ac000".to_owned(),
        account: account(),
        method: AuthMethod::Smime,
        referer,
        content: sum("a"),
        message,
        at: day(0),
        window_hours,
    };
    let mistake = Mistake { key: "order.domain.name".to_owned(), expected: "a free name".to_owned() };
    let full = Outcome {
        operation: Some(operation(1)),
        order: Some(OrderNumber::new(7)),
        points: Some(points(699)),
        lines: vec![("entry.1".to_owned(), "www A 127.0.0.1".to_owned())],
        ..Outcome::new(Status::Accepted)
    };
    let refused =
        Outcome { mistakes: vec![mistake], repeated: true, silent: true, ..Outcome::new(Status::Refused) };
    pin::<BatchMail>(
        crate::batch_mail::Event::TYPES,
        vec![
            Taken(intake(Some(Referer::parse("ma-ref-123456").unwrap()), Some(sum("1")), None)),
            Taken(intake(None, None, Some(24))),
            Repeated { message: Some(sum("2")) },
            Answered { outcome: full },
            Answered { outcome: refused },
            Answered { outcome: Outcome::new(Status::Done) },
            Answered { outcome: Outcome::new(Status::Rehearsed) },
        ],
    );
}
