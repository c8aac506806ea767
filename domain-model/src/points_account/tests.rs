use super::*;
use crate::EventSourced;
use crate::testing::given;
use crate::testing::samples::*;
use cqrs_es::Aggregate;
use proptest::prelude::*;

fn past(bought: i64) -> Vec<Event> {
    vec![Event::Opened { currency: Currency::EUR }, credit(bought)]
}

fn credit(bought: i64) -> Event {
    Event::Bought { points: points(bought), reference: "F-2026-1".into() }
}

fn reserve(number: u64, price: i64) -> Command {
    Command::Reserve { operation: operation(number), points: points(price), label: "create".into() }
}

fn reserved(number: u64, price: i64) -> Event {
    Event::Reserved { operation: operation(number), points: points(price), label: "create".into() }
}

fn settle(number: u64) -> Command {
    Command::Settle { operation: operation(number), fact: fact("RGR-1-1-1") }
}

fn settled(number: u64, price: i64) -> Event {
    Event::Settled { operation: operation(number), points: points(price), fact: fact("RGR-1-1-1") }
}

fn release(number: u64) -> Command {
    Command::Release { operation: operation(number) }
}

fn refund(number: u64, back: i64) -> Command {
    Command::Refund { operation: operation(number), points: points(back), reason: reason("goodwill") }
}

fn refunded(number: u64, back: i64) -> Event {
    Event::Refunded { operation: operation(number), points: points(back), reason: reason("goodwill") }
}

fn adjust(by: i64) -> Command {
    Command::Adjust { by, reason: reason("booked twice") }
}

fn give_back(back: i64) -> Command {
    Command::Return { points: points(back), reference: "A2026-000001".into() }
}

fn returned(back: i64) -> Event {
    Event::Returned { points: points(back), reference: "A2026-000001".into() }
}

fn low_points(level: Option<i64>) -> Command {
    Command::SetLowPoints { level: level.map(points) }
}

fn warned_at(level: i64) -> Event {
    Event::LowPointsSet { level: Some(points(level)) }
}

fn ran_low(available: i64, level: i64) -> Event {
    Event::RanLow { available: points(available), level: points(level) }
}

/// Granted, available, reserved, spent.
fn figures(account: &PointsAccount) -> (i64, i64, i64, i64) {
    let PointsAccount::Open(balance) = account else { panic!("never opened") };
    (balance.granted, balance.available, balance.reserved(), balance.spent)
}

#[test]
fn opened_once_in_one_currency() {
    given::<PointsAccount>([])
        .when(Command::Open { currency: Currency::EUR })
        .then([Event::Opened { currency: Currency::EUR }])
        .and_twice_is_silence()
        .when(Command::Open { currency: Currency::XOF })
        .then_refused(Refusal::OtherCurrency(Currency::EUR));
    given::<PointsAccount>([]).when(reserve(1, 10)).then_refused(Refusal::NotOpen);
}

#[test]
fn points_are_bought_granted_and_adjusted() {
    let account = given::<PointsAccount>(past(1000))
        .when(Command::Grant { points: points(50), reason: reason("welcome") })
        .then([Event::Granted { points: points(50), reason: reason("welcome") }])
        .after()
        .when(adjust(-20))
        .then([Event::Adjusted { by: -20, reason: reason("booked twice") }])
        .after()
        .when(adjust(5))
        .then([Event::Adjusted { by: 5, reason: reason("booked twice") }])
        .after();
    assert_eq!(figures(account.state()), (1035, 1035, 0, 0));
}

#[test]
fn nothing_is_not_a_number_of_points_to_book() {
    let account = given::<PointsAccount>(past(1000))
        .when(Command::Buy { points: Points::ZERO, reference: "F-2026-2".into() })
        .then_refused(Refusal::Zero)
        .when(adjust(0))
        .then_refused(Refusal::Zero);
    account.and([reserved(1, 10), settled(1, 10)]).when(refund(1, 0)).then_refused(Refusal::Zero);
}

#[test]
fn an_account_can_only_count_so_far() {
    given::<PointsAccount>(past(i64::MAX))
        .when(Command::Buy { points: points(1), reference: "F-2026-2".into() })
        .then_refused(Refusal::TooMany)
        .when(adjust(1))
        .then_refused(Refusal::TooMany)
        .when(adjust(i64::MIN))
        .then_refused(Refusal::TooMany);
}

#[test]
fn the_balance_never_goes_below_zero() {
    let short =
        |needed, available| Refusal::NotEnoughPoints { needed: points(needed), available: points(available) };
    given::<PointsAccount>(past(1000))
        .when(reserve(1, 1001))
        .then_refused(short(1001, 1000))
        .when(adjust(-1001))
        .then_refused(short(1001, 1000))
        .when(reserve(1, 1000))
        .then([reserved(1, 1000)])
        .and_twice_is_silence()
        // What is put aside cannot be spent a second time.
        .when(reserve(2, 1))
        .then_refused(short(1, 0));
}

#[test]
fn reserved_then_settled_by_one_fact() {
    let account = given::<PointsAccount>(past(1000))
        .when(reserve(1, 300))
        .then([reserved(1, 300)])
        .and_twice_is_silence()
        .when(reserve(1, 301))
        .then_refused(Refusal::ReservedOtherwise { operation: operation(1), reserved: points(300) })
        .when(settle(1))
        .then([settled(1, 300)])
        .and_twice_is_silence()
        .when(reserve(1, 300))
        .then_refused(Refusal::AlreadySettled(operation(1)))
        .when(release(1))
        .then_silence()
        .when(settle(2))
        .then_refused(Refusal::NoReservation(operation(2)));
    assert_eq!(figures(account.state()), (1000, 700, 0, 300));
}

#[test]
fn released_points_may_be_reserved_again_after_a_restart() {
    let account = given::<PointsAccount>(past(1000))
        .and([reserved(1, 300)])
        .when(release(1))
        .then([Event::Released { operation: operation(1), points: points(300) }])
        .and_twice_is_silence()
        .when(settle(1))
        .then_refused(Refusal::NoReservation(operation(1)))
        .when(reserve(1, 300))
        .then([reserved(1, 300)])
        .after();
    assert_eq!(figures(account.state()), (1000, 700, 300, 0));
}

#[test]
fn refunded_at_most_what_was_spent() {
    let too_high =
        |number, spent| Refusal::RefundTooHigh { operation: operation(number), spent: points(spent) };
    let account = given::<PointsAccount>(past(1000))
        .and([reserved(1, 300), settled(1, 300)])
        .when(refund(1, 301))
        .then_refused(too_high(1, 300))
        .when(refund(2, 1))
        .then_refused(too_high(2, 0))
        .when(refund(1, 100))
        .then([refunded(1, 100)])
        .after()
        .when(refund(1, 200))
        .then([refunded(1, 200)])
        .and_twice_is_refused(too_high(1, 0))
        // Refunded in full, it is still settled.
        .when(settle(1))
        .then_silence()
        .when(reserve(1, 300))
        .then_refused(Refusal::AlreadySettled(operation(1)));
    assert_eq!(figures(account.state()), (1000, 1000, 0, 0));
}

#[test]
fn what_is_free_is_reserved_and_settled_too() {
    given::<PointsAccount>([Event::Opened { currency: Currency::EUR }])
        .when(reserve(1, 0))
        .then([reserved(1, 0)])
        .and_twice_is_silence()
        .when(settle(1))
        .then([settled(1, 0)])
        .and_twice_is_silence();
}

#[test]
fn bought_points_are_given_back_as_far_as_they_are_available() {
    let short = Refusal::NotEnoughPoints { needed: points(701), available: points(700) };
    let account = given::<PointsAccount>(past(1000))
        .and([reserved(1, 300)])
        .when(give_back(701))
        .then_refused(short)
        .when(give_back(0))
        .then_refused(Refusal::Zero)
        .when(give_back(700))
        .then([returned(700)])
        .and_twice_is_refused(Refusal::NotEnoughPoints { needed: points(700), available: points(0) });
    assert_eq!(figures(account.state()), (300, 0, 300, 0));
}

#[test]
fn the_holder_is_told_once_a_crossing() {
    let account = given::<PointsAccount>(past(1000)).when(low_points(Some(500))).then([warned_at(500)]);
    let account = account.and_twice_is_silence().when(reserve(1, 500)).then([reserved(1, 500)]).after();
    let account = account.when(reserve(2, 1)).then([reserved(2, 1), ran_low(499, 500)]).after();
    let account =
        account.when(adjust(-99)).then([Event::Adjusted { by: -99, reason: reason("booked twice") }]);
    // Above the level again, and below once more.
    let freed = Event::Released { operation: operation(1), points: points(500) };
    let account = account.after().when(release(1)).then([freed]).after();
    let account = account.when(give_back(800)).then([returned(800), ran_low(100, 500)]).after();
    account
        .when(low_points(None))
        .then([Event::LowPointsSet { level: None }])
        .after()
        .when(adjust(-100))
        .then([Event::Adjusted { by: -100, reason: reason("booked twice") }]);
}

#[test]
fn a_level_above_the_balance_is_told_of_with_the_next_debit() {
    let account = given::<PointsAccount>(past(100)).and([warned_at(500)]);
    let credited = account.when(Command::Buy { points: points(10), reference: "F-2026-1".into() });
    let account = credited.then([credit(10)]).after();
    account.when(reserve(1, 10)).then([reserved(1, 10), ran_low(100, 500)]);
}

fn any_command() -> impl Strategy<Value = Command> {
    let number = 1..6_u64;
    let some = prop_oneof![5 => 0..500_i64, 1 => Just(i64::MAX)];
    prop_oneof![
        1 => some.clone().prop_map(|p| Command::Buy { points: points(p), reference: "F-2026-2".into() }),
        1 => some.clone().prop_map(|p| Command::Grant { points: points(p), reason: reason("welcome") }),
        1 => prop_oneof![5 => -300..300_i64, 1 => any::<i64>()].prop_map(adjust),
        4 => (number.clone(), 0..400_i64).prop_map(|(n, p)| reserve(n, p)),
        3 => number.clone().prop_map(settle),
        2 => number.clone().prop_map(release),
        2 => (number, 0..400_i64).prop_map(|(n, p)| refund(n, p)),
        1 => (0..400_i64).prop_map(give_back),
        1 => proptest::option::of(0..600_i64).prop_map(low_points),
    ]
}

proptest! {
    #[test]
    fn the_books_balance_after_any_sequence_of_commands(
        commands in proptest::collection::vec(any_command(), 0..60)
    ) {
        let mut account = PointsAccount::default();
        account.apply(Event::Opened { currency: Currency::EUR });
        for command in commands {
            let Ok(events) = account.decide(&command) else { continue };
            for event in events {
                account.apply(event);
                let (granted, available, reserved, spent) = figures(&account);
                prop_assert_eq!(
                    i128::from(available) + i128::from(reserved) + i128::from(spent),
                    i128::from(granted)
                );
                prop_assert!(available >= 0 && reserved >= 0 && spent >= 0, "{:?}", account);
                let PointsAccount::Open(balance) = &account else { unreachable!() };
                let unrefunded: i64 = balance.settlements.values().map(|points| points.get()).sum();
                prop_assert_eq!(unrefunded, spent);
            }
            let repeatable = matches!(
                command,
                Command::Reserve { .. } | Command::Settle { .. } | Command::Release { .. }
            );
            if repeatable {
                prop_assert_eq!(account.decide(&command), Ok(vec![]), "{:?} was not silent", command);
            }
        }
    }

    /// Of every reservation one thing becomes, whatever is asked for in whatever order: it is settled, or released, or
    /// still there. And what is reserved for a second time was released before.
    #[test]
    fn a_price_is_settled_or_released_and_never_both(
        commands in proptest::collection::vec(any_command(), 0..120)
    ) {
        #[derive(Clone, Copy, Debug, PartialEq)]
        enum Price { Held, Settled, Free }
        let mut account = given::<PointsAccount>(past(100_000)).state().clone();
        let mut prices = BTreeMap::new();
        for command in commands {
            for event in account.decide(&command).unwrap_or_default() {
                let (operation, from, to) = match &event {
                    Event::Reserved { operation, .. } => (*operation, Price::Free, Price::Held),
                    Event::Settled { operation, .. } => (*operation, Price::Held, Price::Settled),
                    Event::Released { operation, .. } => (*operation, Price::Held, Price::Free),
                    _ => { account.apply(event); continue }
                };
                let was = prices.insert(operation, to).unwrap_or(Price::Free);
                prop_assert_eq!(was, from, "{:?}", event);
                account.apply(event);
                let PointsAccount::Open(balance) = &account else { unreachable!() };
                let (held, settled) =
                    (balance.reservations.contains_key(&operation), balance.settlements.contains_key(&operation));
                prop_assert_eq!((held, settled), (to == Price::Held, to == Price::Settled), "{:?}", operation);
            }
        }
    }

    /// Told only below the level, and not twice without having been at it in between.
    #[test]
    fn warnings_alternate_with_recoveries(commands in proptest::collection::vec(any_command(), 0..80)) {
        let mut account = given::<PointsAccount>(past(500)).state().clone();
        let mut may_warn = true;
        for command in commands {
            for event in account.decide(&command).unwrap_or_default() {
                let warns = matches!(event, Event::RanLow { .. });
                let set = matches!(event, Event::LowPointsSet { .. });
                account.apply(event);
                let PointsAccount::Open(balance) = &account else { unreachable!() };
                let below = balance.low_points.is_some_and(|level| balance.available < level.get());
                if warns {
                    prop_assert!(may_warn && below, "{:?}", account);
                    may_warn = false;
                } else if set || !below {
                    may_warn = true;
                }
            }
        }
    }

    #[test]
    fn an_operation_is_settled_at_most_once(
        commands in proptest::collection::vec(any_command(), 0..80)
    ) {
        let mut account = given::<PointsAccount>(past(100_000)).state().clone();
        let mut settled = std::collections::BTreeSet::new();
        for command in commands {
            for event in account.decide(&command).unwrap_or_default() {
                if let Event::Settled { operation, .. } = &event {
                    prop_assert!(settled.insert(*operation), "operation {} was settled twice", operation);
                }
                account.apply(event);
            }
        }
    }
}
