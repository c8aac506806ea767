use super::*;
use crate::payment_means::Kind;
use crate::testing::samples::*;
use crate::testing::{Given, given};
use crate::values::{Cents, Currency, HostingPlan, Period};

/// Two names, the first with hosting.
pub(crate) fn terms() -> Terms {
    let price = |number| Price {
        cents: Cents::new(number).unwrap(),
        points: points(number),
        rule: Some("reseller-EUR@2026-01-01".to_owned()),
    };
    let create = Item::Create {
        name: name(),
        period: Period::ONE_YEAR,
        contacts: contacts(),
        servers: servers(&["ns1.example.net", "ns2.example.net"]),
        service: None,
        privacy: Some(true),
        declarations: None,
    };
    let hosting = Item::Hosting { name: name(), plan: HostingPlan::Plan720, period: Period::ONE_YEAR };
    let renew = Item::Renew { name: name(), period: Period::ONE_YEAR };
    let line = |item: Item, number, with| Line {
        label: format!("{} {} 1Y", item.word(), item.name()),
        item,
        price: price(number),
        with,
    };
    Terms {
        number: OrderNumber::new(7),
        account: account(),
        currency: Currency::EUR,
        lines: vec![line(create, 699, None), line(hosting, 4_788, Some(0)), line(renew, 699, None)],
        reference: None,
        purchase_order: None,
        cart: None,
        offer: None,
        profile: None,
        placed_at: day(0),
        expires_at: day(15),
    }
}

fn placed() -> Event {
    Event::Placed { terms: Box::new(terms()) }
}

fn paid() -> [Event; 2] {
    [placed(), Event::Paid { payment: Payment::Points, at: day(0) }]
}

fn started() -> Given<Order> {
    given::<Order>(paid()).and([Event::LineStarted { line: 0, operation: operation(1) }])
}

fn fail(line: u16, operation: Option<u64>, code: &str) -> (Command, Event) {
    let operation = operation.map(OperationNumber::new);
    let (code, message) = (code.to_owned(), "Object exists".to_owned());
    let event = Event::LineFailed { line, operation, code: code.clone(), message: message.clone() };
    (Command::Fail { line, operation, code, message }, event)
}

#[test]
fn an_order_is_placed_paid_and_delivered_line_by_line() {
    let order = given::<Order>([])
        .when(Command::Place { terms: Box::new(terms()) })
        .then([placed()])
        .and_twice_is_silence();
    assert_eq!(order.state().status(), Some(Status::NotPaid));
    let order = order
        .when(Command::Pay { payment: Payment::Points, at: day(0) })
        .then([Event::Paid { payment: Payment::Points, at: day(0) }])
        .and_twice_is_silence();
    assert_eq!(order.state().status(), Some(Status::Checking));
    let order = order
        .when(Command::Start { line: 0, operation: operation(1) })
        .then([Event::LineStarted { line: 0, operation: operation(1) }])
        .and_twice_is_silence()
        .when(Command::Start { line: 2, operation: operation(2) })
        .then([Event::LineStarted { line: 2, operation: operation(2) }])
        .after()
        .when(Command::Deliver { line: 0, operation: operation(1) })
        .then([Event::LineDelivered { line: 0, operation: operation(1) }])
        .and_twice_is_silence();
    assert_eq!(order.state().status(), Some(Status::Delivering));
    let order = order
        .when(Command::Deliver { line: 2, operation: operation(2) })
        .then([Event::LineDelivered { line: 2, operation: operation(2) }])
        .after();
    assert_eq!(order.state().status(), Some(Status::Delivered));
}

#[test]
fn a_line_that_goes_with_another_is_as_far_as_that_and_paid_with_it() {
    let order = started();
    let Order::Paid(delivery) = order.state() else { panic!("it is paid") };
    assert_eq!(delivery.progress_of(1), Some(Progress::UnderWay { operation: operation(1) }));
    assert_eq!((delivery.points_of(0), delivery.points_of(2)), (points(5_487), points(699)));
    assert_eq!(delivery.terms.points(), Some(points(6_186)));
    assert_eq!(delivery.to_start().map(|(place, _)| place).collect::<Vec<_>>(), [2]);
    order
        .when(Command::Start { line: 1, operation: operation(3) })
        .then_refused(Refusal::UnknownLine { line: 1 })
        .when(Command::Start { line: 9, operation: operation(3) })
        .then_refused(Refusal::UnknownLine { line: 9 });
}

#[test]
fn nothing_is_ordered_with_nothing() {
    let mut dangling = terms();
    dangling.lines[1].with = Some(1);
    given::<Order>([])
        .when(Command::Place { terms: Box::new(dangling) })
        .then_refused(Refusal::NoLine)
        .when(Command::Place { terms: Box::new(Terms { lines: vec![], ..terms() }) })
        .then_refused(Refusal::NoLine)
        .when(Command::Cancel { reason: reason("no") })
        .then_refused(Refusal::Unknown);
    given::<Order>([placed()])
        .when(Command::Place { terms: Box::new(Terms { placed_at: day(1), ..terms() }) })
        .then_refused(Refusal::NumberTaken);
}

#[test]
fn an_unpaid_order_is_called_off_or_lapses_and_is_then_over() {
    let cancel = || Command::Cancel { reason: reason("changed my mind") };
    let pay = |at| Command::Pay { payment: Payment::Points, at };
    let unpaid = || given::<Order>([placed()]);
    let cancelled = unpaid()
        .when(cancel())
        .then([Event::Cancelled { reason: reason("changed my mind") }])
        .and_twice_is_silence()
        .when(pay(day(1)))
        .then_refused(Refusal::Over { status: Status::Cancelled });
    assert_eq!(cancelled.state().status(), Some(Status::Cancelled));
    let lapsed = unpaid()
        .when(Command::Expire { at: day(14) })
        .then_silence()
        .when(pay(day(15)))
        .then_refused(Refusal::Over { status: Status::Expired })
        .when(Command::Start { line: 0, operation: operation(1) })
        .then_refused(Refusal::NotPaid)
        .when(Command::Expire { at: day(15) })
        .then([Event::Expired])
        .and_twice_is_silence()
        .when(pay(day(16)))
        .then_refused(Refusal::Over { status: Status::Expired });
    assert_eq!(lapsed.state().status(), Some(Status::Expired));
    given::<Order>(paid()).when(Command::Expire { at: day(20) }).then_silence();
    given::<Order>(paid()).when(cancel()).then_refused(Refusal::Paid);
}

#[test]
fn a_failed_line_is_delivered_after_a_restart_or_given_up() {
    let (command, failed) = fail(0, Some(1), "2302");
    let order = started().when(command).then([failed]).and_twice_is_silence();
    assert_eq!(order.state().status(), Some(Status::Delivering), "another line waits");
    let (refused, event) = fail(2, None, "NOT_ENOUGH_POINTS");
    let order = order.when(refused).then([event]).and_twice_is_silence();
    assert_eq!(order.state().status(), Some(Status::Failed));
    let order = order
        .when(Command::Deliver { line: 0, operation: operation(8) })
        .then_refused(Refusal::NotNow { line: 0 })
        .when(Command::Deliver { line: 0, operation: operation(1) })
        .then([Event::LineDelivered { line: 0, operation: operation(1) }])
        .after();
    assert_eq!(order.state().status(), Some(Status::PartlyDelivered));
    let give_up = Command::GiveUp { line: 2, operation: None, reason: reason("too dear") };
    let order = order
        .when(give_up)
        .then([Event::LineGivenUp { line: 2, reason: reason("too dear") }])
        .and_twice_is_silence();
    assert_eq!(order.state().status(), Some(Status::PartlyDelivered));
}

#[test]
fn what_is_under_way_is_given_up_only_with_its_operation() {
    let give_up = |number: Option<u64>| Command::GiveUp {
        line: 0,
        operation: number.map(operation),
        reason: reason("closed"),
    };
    let order = started()
        .when(give_up(None))
        .then_refused(Refusal::NotNow { line: 0 })
        .when(give_up(Some(9)))
        .then_refused(Refusal::NotNow { line: 0 })
        .when(give_up(Some(1)))
        .then([Event::LineGivenUp { line: 0, reason: reason("closed") }])
        .after()
        .and([Event::LineGivenUp { line: 2, reason: reason("closed") }]);
    assert_eq!(order.state().status(), Some(Status::Cancelled));
}

#[test]
fn no_more_is_refunded_than_was_paid_for_the_line_and_all_with_it() {
    let refund = |number| Command::Refund { line: 0, points: points(number), reason: reason("late") };
    let refunded = |number| Event::LineRefunded {
        line: 0,
        operation: operation(1),
        points: points(number),
        reason: reason("late"),
    };
    started().when(refund(1)).then_refused(Refusal::NotNow { line: 0 });
    started()
        .and([Event::LineDelivered { line: 0, operation: operation(1) }])
        .when(refund(5_488))
        .then_refused(Refusal::RefundTooHigh { line: 0, left: points(5_487) })
        .when(refund(0))
        .then_refused(Refusal::RefundTooHigh { line: 0, left: points(5_487) })
        .when(refund(5_000))
        .then([refunded(5_000)])
        .after()
        .when(refund(488))
        .then_refused(Refusal::RefundTooHigh { line: 0, left: points(487) })
        .when(refund(487))
        .then([refunded(487)]);
}

fn by(kind: Kind, number: u32, at: u64) -> Announcement {
    Announcement { kind, number: Some(number), at: day(at) }
}

#[test]
fn an_announced_payment_is_received_before_anything_is_delivered() {
    let announce = |at| Command::Announce { by: by(Kind::BankAccount, 1, at) };
    let announced = |at| Event::PaymentAnnounced { by: by(Kind::BankAccount, 1, at) };
    let received =
        || Payment::Other { means: "transfer".into(), reference: "VIR 4712".into(), invoice: None };
    given::<Order>([placed()])
        .when(announce(15))
        .then_refused(Refusal::Over { status: Status::Expired })
        .when(Command::RejectPayment { reason: reason("not ours"), at: day(1) })
        .then_refused(Refusal::NothingAnnounced);
    let order = given::<Order>([placed()]).when(announce(1)).then([announced(1)]).and_twice_is_silence();
    assert_eq!(order.state().status(), Some(Status::Announced));
    let order = order
        .when(announce(2))
        .then_silence()
        .when(Command::Announce { by: by(Kind::CreditCard, 2, 2) })
        .then_refused(Refusal::PaymentAnnounced)
        .when(Command::Pay { payment: Payment::Points, at: day(2) })
        .then_refused(Refusal::PaymentAnnounced)
        .when(Command::Cancel { reason: reason("no") })
        .then_refused(Refusal::PaymentAnnounced)
        .when(Command::Start { line: 0, operation: operation(1) })
        .then_refused(Refusal::NotPaid)
        .when(Command::Expire { at: day(15) })
        .then_silence()
        .when(Command::Pay { payment: received(), at: day(20) })
        .then([Event::Paid { payment: received(), at: day(20) }])
        .and_twice_is_silence()
        .when(announce(21))
        .then_silence();
    assert_eq!(order.state().status(), Some(Status::Checking));
}

#[test]
fn a_rejected_payment_leaves_the_order_unpaid_while_its_time_lasts() {
    let reject = |at| Command::RejectPayment { reason: reason("it bounced"), at: day(at) };
    let rejected = Event::PaymentRejected { reason: reason("it bounced") };
    let announced = || given::<Order>([placed(), Event::PaymentAnnounced { by: by(Kind::Paypal, 1, 1) }]);
    let unpaid = announced().when(reject(2)).then([rejected.clone()]).after();
    assert_eq!(unpaid.state().status(), Some(Status::NotPaid));
    unpaid
        .when(Command::Pay { payment: Payment::Points, at: day(3) })
        .then([Event::Paid { payment: Payment::Points, at: day(3) }]);
    let lapsed = announced().when(reject(15)).then([rejected, Event::Expired]).after();
    assert_eq!(lapsed.state().status(), Some(Status::Expired));
}

#[test]
fn every_status_has_a_word_of_the_paper() {
    let words = Status::ALL.map(Status::word_of_the_paper);
    let paper = [
        "notPaid",
        "checking",
        "checking",
        "delivering",
        "delivered",
        "delivered",
        "delivering",
        "cancelled",
        "cancelled",
    ];
    assert_eq!(words, paper);
}
