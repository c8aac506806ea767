//! Orders by batch mail: executed once, delivered as the registry answers, rehearsed without a trace.

use crate::registry::Fault;
use crate::scenarios::{account, servers};
use crate::world::{World, person};
use application::{
    Ask, AskKey, BatchMail, BatchOutcome, BatchStatus, Call, Instruction, NameOrder, Party, PayOrder,
};
use domain_model::domain::{Domain, Registration};
use domain_model::order::{Order, Progress, Status};
use domain_model::points_account::{Balance, PointsAccount};
use domain_model::values::{
    AccountNumber, AuthMethod, DomainName, HostingPlan, Nichandle, OrderCommand, OrderNumber, Points, Reason,
    Referer, Sha256Digest,
};
use domain_model::{Actor, Cause, Channel};
use uuid::Uuid;

pub fn name(label: &str) -> DomainName {
    DomainName::parse(&format!("{label}.com")).unwrap()
}

fn sum(text: &str) -> Sha256Digest {
    use sha2::{Digest, Sha256};
    Sha256Digest::from_bytes(Sha256::digest(text.as_bytes()).into())
}

pub fn order(label: &str, command: OrderCommand) -> NameOrder {
    let own = || Some(Party::Account(Nichandle::parse("ab13490-ovh").unwrap()));
    NameOrder {
        name: name(label),
        command,
        offer: None,
        hosting: None,
        profile: None,
        owner: Some(Party::New(Box::new(person(&format!("owner@{label}.test"))))),
        admin: own(),
        tech: own(),
        billing: own(),
        identification: None,
        dns_group: None,
        servers: Some(servers(&["dns12.ovh.test", "ns12.ovh.test"])),
        auth_code: None,
        owo: Some(true),
    }
}

/// A mail whose content is named by a text: another text is another content.
pub fn mail(content: &str, referer: Option<&str>, instruction: Instruction) -> BatchMail {
    BatchMail {
        account: account(),
        method: AuthMethod::Md5,
        referer: referer.map(|referer| Referer::parse(referer).unwrap()),
        content: sum(content),
        message: Some(sum(&format!("{content}@first"))),
        autopayment: true,
        rehearsal: false,
        instruction,
    }
}

pub fn ordered(label: &str) -> BatchMail {
    let instruction = Instruction::Order(Box::new(order(label, OrderCommand::Create)));
    mail(label, Some(&format!("ref-{label}")), instruction)
}

pub fn calls(content: &str, call: Call) -> BatchMail {
    mail(content, None, Instruction::Call(call))
}

fn arriving(world: &World, arrival: &str) -> Ask {
    let at = application::ports::Clock::now(&world.clock);
    let cause = Cause::new(Actor::Reseller(account()), Channel::BatchMail, at, Uuid::now_v7());
    let key = arrival.to_owned();
    Ask::new(cause).under(Some(AskKey { scope: "inbox".into(), fingerprint: key.clone(), key }))
}

pub async fn run(world: &World, arrival: &str, mail: BatchMail) -> BatchOutcome {
    world.application.execute_batch_mail(mail, &arriving(world, arrival)).await.unwrap()
}

pub async fn held(world: &World, name: &DomainName) -> Registration {
    world.settle().await;
    world.application.journal().load::<Domain>(name).await.unwrap().state.registration().unwrap().clone()
}

pub async fn balance(world: &World) -> Balance {
    match world.application.journal().load::<PointsAccount>(&account()).await.unwrap().state {
        PointsAccount::Open(balance) => balance,
        PointsAccount::Absent => panic!("the account has points"),
    }
}

pub async fn order_of(world: &World, number: OrderNumber) -> Order {
    world.settle().await;
    world.application.order_now(number).await.unwrap()
}

pub async fn status(world: &World, number: OrderNumber) -> Status {
    order_of(world, number).await.status().unwrap()
}

fn keys(outcome: &BatchOutcome) -> Vec<&str> {
    outcome.mistakes.iter().map(|mistake| mistake.key.as_str()).collect()
}

pub fn value<'a>(outcome: &'a BatchOutcome, key: &str) -> Option<&'a str> {
    outcome.lines.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
}

#[tokio::test]
async fn an_order_by_mail_is_registered_paid_and_delivered_once() {
    let world = World::new().await;
    let before = balance(&world).await;
    let first = run(&world, "a", ordered("first")).await;
    assert_eq!((first.status, first.repeated), (BatchStatus::Accepted, false));
    let held = held(&world, &name("first")).await;
    assert_eq!((held.privacy, held.account), (Some(true), account()));
    assert_ne!(held.contacts.owner, account().own_contact());
    assert_eq!(held.contacts.tech, account().own_contact());
    let number = first.order.unwrap();
    assert_eq!(status(&world, number).await, Status::Delivered);
    let price = first.points.unwrap().get();
    assert!(price > 0);
    assert_eq!(balance(&world).await.spent, before.spent + price);

    // The answer was not sent before a crash: it is the first one.
    assert_eq!(run(&world, "a", ordered("first")).await, first);
    // The same message delivered twice, the same request in another message, the same reference for another request.
    assert!(run(&world, "b", ordered("first")).await.silent);
    let other_message = || BatchMail { message: Some(sum("other")), ..ordered("first") };
    let repeated = run(&world, "c", other_message()).await;
    assert_eq!(repeated, BatchOutcome { repeated: true, ..first.clone() });
    assert!(run(&world, "d", other_message()).await.silent);
    let refused =
        run(&world, "e", BatchMail { content: sum("else"), message: None, ..ordered("first") }).await;
    assert_eq!((refused.status, keys(&refused)), (BatchStatus::Refused, vec!["batch.referer"]));
    assert_eq!(balance(&world).await.spent, before.spent + price);
    world.assert_whole().await;
}

#[tokio::test]
async fn without_a_reference_the_same_content_is_an_order_again_after_a_day() {
    let world = World::new().await;
    run(&world, "a", ordered("yearly")).await;
    held(&world, &name("yearly")).await;
    let renewal = |message: &str| BatchMail {
        message: Some(sum(message)),
        ..mail("renew", None, Instruction::Order(Box::new(order("yearly", OrderCommand::Renew))))
    };
    let first = run(&world, "b", renewal("1")).await;
    world.settle().await;
    let again = run(&world, "c", renewal("2")).await;
    assert_eq!((again.order, again.repeated), (first.order, true));
    world.clock.set(world.clock.offset() + chrono::TimeDelta::hours(24));
    let later = run(&world, "d", renewal("3")).await;
    assert!(later.order.is_some() && later.order != first.order && !later.repeated, "{later:?}");
    let held = held(&world, &name("yearly")).await;
    assert_eq!((held.expires - held.created).num_days() / 365, 3);
    world.assert_whole().await;
}

#[tokio::test]
async fn a_rehearsal_says_what_would_be_and_leaves_nothing() {
    let world = World::new().await;
    let rehearsed = |label: &str| BatchMail { rehearsal: true, ..ordered(label) };
    let (before, balance_before) = (events(&world).await, balance(&world).await);
    let outcome = run(&world, "a", rehearsed("dry")).await;
    assert_eq!((outcome.status, outcome.operation, outcome.order), (BatchStatus::Rehearsed, None, None));
    let price = outcome.points.unwrap().get();
    assert_eq!(value(&outcome, "points.before"), Some(&*balance_before.available.to_string()));
    assert_eq!(value(&outcome, "points.after"), Some(&*(balance_before.available - price).to_string()));
    assert_eq!(value(&outcome, "signature"), Some("valid (md5)"));
    assert!(value(&outcome, "line.1").unwrap().starts_with("create dry.com 1Y"));
    let taken = run(&world, "b", rehearsed("first-of-all")).await;
    assert_eq!((taken.status, keys(&taken)), (BatchStatus::Refused, vec!["order.domain.name"]));
    world.settle().await;
    assert_eq!((events(&world).await, balance(&world).await), (before, balance_before));
    // Rehearsed twice is no repetition, and the real mail is executed after it.
    assert_eq!(run(&world, "c", rehearsed("dry")).await.status, BatchStatus::Rehearsed);
    assert_eq!(run(&world, "d", ordered("dry")).await.status, BatchStatus::Accepted);
    let noted = run(&world, "e", rehearsed("dry")).await;
    assert_eq!(noted.status, BatchStatus::Refused, "the name is taken now: {noted:?}");
    assert!(value(&noted, "note").is_some());
    held(&world, &name("dry")).await;
    world.assert_whole().await;
}

async fn events(world: &World) -> u64 {
    let report = world.application.journal().verify(None, |_| {}).await.unwrap();
    report.events
}

#[tokio::test]
async fn an_order_without_points_waits_for_its_payment_and_touches_no_name() {
    let world = World::new().await;
    let app = &world.application;
    let unpaid = |label: &str| BatchMail { autopayment: false, ..ordered(label) };
    let reason = || Reason::parse("asked by telephone").unwrap();
    let placed = run(&world, "a", unpaid("waits")).await;
    assert_eq!((placed.status, placed.operation), (BatchStatus::Accepted, None));
    assert!(value(&placed, "payment").unwrap().starts_with("awaited until "), "{placed:?}");
    let number = placed.order.unwrap();
    assert_eq!(status(&world, number).await, Status::NotPaid);
    assert_eq!(app.domain_now(&name("waits")).await.unwrap(), Domain::Absent);
    assert_eq!(run(&world, "a", unpaid("waits")).await, placed);

    app.pay_order(number, PayOrder::Points, &world.ask()).await.unwrap();
    held(&world, &name("waits")).await;
    assert_eq!(status(&world, number).await, Status::Delivered);
    let (price, paid) = (placed.points.unwrap(), balance(&world).await);
    // Paid again is silence, and called off too late.
    app.pay_order(number, PayOrder::Points, &world.ask()).await.unwrap();
    app.cancel_order(number, reason(), &world.ask()).await.unwrap_err();
    assert_eq!(balance(&world).await, paid);

    // By transfer: the payment buys the points that the line is paid from.
    let other = run(&world, "b", unpaid("by-transfer")).await.order.unwrap();
    let received = PayOrder::Received { means: "transfer".into(), reference: "BANK-1".into() };
    app.pay_order(other, received.clone(), &world.ask()).await.unwrap();
    // Paid again is silence, and takes no number of an invoice.
    app.pay_order(other, received, &world.ask()).await.unwrap();
    held(&world, &name("by-transfer")).await;
    let all = projections::billing::InvoiceFilter::default();
    let invoices = app.views().invoices(&all, &projections::Paging::first(10)).await.unwrap().into_rows();
    let payments: Vec<&str> = invoices
        .iter()
        .filter_map(|row| Some(row.state.standing()?.payment.as_ref()?.reference.as_str()))
        .collect();
    assert_eq!(payments, ["opening", "BANK-1"], "what was received is on an invoice");
    let after = balance(&world).await;
    assert_eq!((after.available, after.spent), (paid.available, paid.spent + price.get()));

    // Called off, or not paid in time: nothing is delivered.
    let third = run(&world, "c", unpaid("called-off")).await.order.unwrap();
    app.cancel_order(third, reason(), &world.ask()).await.unwrap();
    app.pay_order(third, PayOrder::Points, &world.ask()).await.unwrap_err();
    let fourth = run(&world, "d", unpaid("forgotten")).await.order.unwrap();
    world.clock.set(world.clock.offset() + chrono::TimeDelta::days(16));
    assert_eq!(status(&world, third).await, Status::Cancelled);
    assert_eq!(status(&world, fourth).await, Status::Expired);
    world.assert_whole().await;
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_at_its_key_and_nothing_is_kept() {
    let world = World::new().await;
    world.open_account(13_500, 1).await;
    let foreign = || Some(Party::Account(Nichandle::parse("ab13500-ovh").unwrap()));
    let with = |label: &str, change: &dyn Fn(&mut NameOrder)| {
        let mut order = order(label, OrderCommand::Create);
        change(&mut order);
        mail(label, None, Instruction::Order(Box::new(order)))
    };
    let before = balance(&world).await;
    type Spoil<'a> = &'a dyn Fn(&mut NameOrder);
    let cases: [(&str, Spoil<'_>, &[&str]); 6] = [
        ("first-of-all", &|_| {}, &["order.domain.name"]),
        ("no-ending", &|order| order.name = DomainName::parse("a.nowhere").unwrap(), &["order.domain.name"]),
        (
            "two-foreign",
            &|order| (order.admin, order.tech) = (foreign(), foreign()),
            &["contact.admin.id", "contact.tech.id"],
        ),
        ("hosted", &|order| order.hosting = Some(HostingPlan::Media), &["order.hosting.type"]),
        ("no-french-owo", &|order| order.name = DomainName::parse("no-owo.fr").unwrap(), &["option.owo"]),
        (
            "external",
            &|order| {
                (order.servers, order.dns_group) = (None, Some(domain_model::values::DnsGroup::External))
            },
            &["option.dns.master"],
        ),
    ];
    for (label, change, expected) in cases {
        let refused = run(&world, label, with(label, change)).await;
        assert_eq!(refused.status, BatchStatus::Refused, "{label}: {refused:?}");
        assert_eq!(keys(&refused), expected, "{label}: {refused:?}");
    }
    // Whoever has one point cannot pay, and may ask again when there are more.
    let poor = || BatchMail { account: AccountNumber::new(13_500), ..ordered("dear") };
    let mut asked = poor();
    if let Instruction::Order(order) = &mut asked.instruction {
        (order.admin, order.tech, order.billing) = (foreign(), foreign(), foreign());
    }
    let refused = run(&world, "p1", asked.clone()).await;
    assert_eq!(keys(&refused), ["batch.autopayment"], "{refused:?}");
    assert!(run(&world, "p2", asked.clone()).await.silent);
    let points = Points::new(100_000).unwrap();
    world
        .application
        .buy_points(AccountNumber::new(13_500), points, "more".into(), &world.ask())
        .await
        .unwrap();
    let again = BatchMail { message: Some(sum("again")), ..asked };
    assert_eq!(run(&world, "p3", again).await.status, BatchStatus::Accepted);
    assert_eq!(balance(&world).await, before);
    world.settle().await;
    world.assert_whole().await;
}

#[tokio::test]
async fn a_line_fails_with_its_operation_and_is_delivered_after_a_restart() {
    let world = World::new().await;
    // The registry is not reached at first, and the name is taken when it is.
    world.registry.fail_always(Fault::Refused);
    let premium =
        mail("unasked", None, Instruction::Order(Box::new(order("premium-unasked", OrderCommand::Create))));
    let accepted = run(&world, "a", premium).await;
    world.registry.behave();
    let (number, operation) = (accepted.order.unwrap(), accepted.operation.unwrap());
    assert_eq!(status(&world, number).await, Status::Failed);
    let Order::Paid(delivery) = order_of(&world, number).await else { panic!("it is paid") };
    let failed = delivery.progress_of(0).unwrap();
    assert!(matches!(failed, Progress::Failed { operation: Some(o), .. } if o == operation), "{failed:?}");
    let reason = || Reason::parse("too dear").unwrap();
    world.application.close_operation(operation, &world.ask()).await.unwrap();
    assert_eq!(status(&world, number).await, Status::Cancelled);

    let delivered = run(&world, "b", ordered("refunded")).await;
    let number = delivered.order.unwrap();
    assert_eq!(status(&world, number).await, Status::Delivered);
    let (price, before) = (delivered.points.unwrap(), balance(&world).await);
    world.application.refund_order_line(number, 0, price, reason(), &world.ask()).await.unwrap();
    world.application.refund_order_line(number, 0, price, reason(), &world.ask()).await.unwrap_err();
    let after = balance(&world).await;
    assert_eq!((after.spent, after.available), (before.spent - price.get(), before.available + price.get()));
    world.assert_whole().await;
}

/// The same mail from many hands at once: one order.
#[tokio::test]
async fn the_same_request_at_once_is_one_order() {
    let world = World::shared_by(2).await;
    let attempts = (0..8).map(|n| {
        let mail = BatchMail { message: Some(sum(&n.to_string())), ..ordered("crowded") };
        let ask = arriving(&world, &n.to_string());
        let application = world.application.clone();
        tokio::spawn(async move { application.execute_batch_mail(mail, &ask).await })
    });
    let mut orders = std::collections::BTreeSet::new();
    let mut firsts = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        let outcome = attempt.await.unwrap().unwrap();
        orders.insert(outcome.order.unwrap());
        firsts += u32::from(!outcome.repeated);
    }
    assert_eq!((orders.len(), firsts), (1, 1));
    held(&world, &name("crowded")).await;
    world.assert_whole().await;
}
