use super::*;
use crate::EventSourced;
use crate::invoice::samples::number;
use crate::testing::given;
use crate::values::InvoiceKind;
use cqrs_es::Aggregate;
use proptest::prelude::*;

fn cents(hundredths: i64) -> Cents {
    Cents::new(hundredths).unwrap()
}

fn money(hundredths: i64) -> Money {
    Money::from_cents(cents(hundredths), Currency::EUR)
}

fn deposit(amount: i64) -> Command {
    Command::Deposit {
        amount: cents(amount),
        means: PaymentMeans::Transfer,
        reference: "VIR 4712".to_owned(),
    }
}

fn deposited(amount: i64) -> Event {
    Event::Deposited {
        amount: cents(amount),
        means: PaymentMeans::Transfer,
        reference: "VIR 4712".to_owned(),
    }
}

fn past(amount: i64) -> Vec<Event> {
    vec![Event::Opened { currency: Currency::EUR }, deposited(amount)]
}

fn invoice(place: u32) -> InvoiceNumber {
    number(InvoiceKind::Invoice, place)
}

fn note(place: u32) -> InvoiceNumber {
    number(InvoiceKind::CreditNote, place)
}

fn debit(order: u64, amount: i64) -> Command {
    Command::Debit { order: OrderNumber::new(order), amount: cents(amount), invoice: invoice(1) }
}

fn debited(order: u64, amount: i64) -> Event {
    Event::Debited { order: OrderNumber::new(order), amount: cents(amount), invoice: invoice(1) }
}

fn give_back(amount: i64, place: u32) -> Command {
    Command::GiveBack { amount: cents(amount), note: note(place) }
}

fn withdraw(amount: i64) -> Command {
    Command::Withdraw { amount: cents(amount), reference: "VIR 4713".to_owned() }
}

/// Received, available, spent.
fn figures(account: &MoneyAccount) -> (i64, i64, i64) {
    let purse = account.purse().unwrap();
    (purse.received, purse.available, purse.spent)
}

#[test]
fn opened_once_in_one_currency() {
    given::<MoneyAccount>([]).when(deposit(100)).then_refused(Refusal::NotOpen);
    given::<MoneyAccount>([])
        .when(Command::Open { currency: Currency::EUR })
        .then([Event::Opened { currency: Currency::EUR }])
        .and_twice_is_silence()
        .when(Command::Open { currency: Currency::XOF })
        .then_refused(Refusal::OtherCurrency(Currency::EUR));
}

#[test]
fn an_order_is_paid_once_and_never_from_what_is_not_there() {
    let paid = given::<MoneyAccount>(past(1_000))
        .when(debit(7, 1_001))
        .then_refused(Refusal::NotEnough { needed: money(1_001), available: money(1_000) })
        .when(debit(7, 839))
        .then([debited(7, 839)])
        .and_twice_is_silence()
        .when(debit(7, 840))
        .then_refused(Refusal::PaidOtherwise(OrderNumber::new(7)))
        .when(debit(8, 162))
        .then_refused(Refusal::NotEnough { needed: money(162), available: money(161) });
    assert_eq!(figures(paid.state()), (1_000, 161, 839));
}

#[test]
fn a_credit_note_gives_back_once_and_no_more_than_was_spent() {
    let account = given::<MoneyAccount>(past(1_000)).and([debited(7, 800)]);
    let account = account
        .when(give_back(801, 1))
        .then_refused(Refusal::GiveBackTooHigh(money(800)))
        .when(give_back(300, 1))
        .then([Event::GivenBack { amount: cents(300), note: note(1) }])
        .and_twice_is_silence()
        .when(give_back(501, 2))
        .then_refused(Refusal::GiveBackTooHigh(money(500)));
    assert_eq!(figures(account.state()), (1_000, 500, 500));
}

#[test]
fn what_is_left_goes_back_to_the_bank() {
    let account = given::<MoneyAccount>(past(1_000)).and([debited(7, 800)]);
    let account = account
        .when(withdraw(201))
        .then_refused(Refusal::NotEnough { needed: money(201), available: money(200) })
        .when(withdraw(200))
        .then([Event::Withdrawn { amount: cents(200), reference: "VIR 4713".to_owned() }])
        .after();
    assert_eq!(figures(account.state()), (800, 0, 800));
}

#[test]
fn amounts_are_coins_of_the_currency_and_can_be_counted() {
    given::<MoneyAccount>(past(1))
        .when(deposit(0))
        .then_refused(Refusal::Zero)
        .when(debit(1, 0))
        .then_refused(Refusal::Zero)
        .when(withdraw(0))
        .then_refused(Refusal::Zero)
        .when(give_back(0, 1))
        .then_refused(Refusal::Zero)
        .when(deposit(i64::MAX))
        .then_refused(Refusal::TooMuch);
    given::<MoneyAccount>([Event::Opened { currency: Currency::XOF }])
        .when(deposit(150))
        .then_refused(Refusal::NoSuchCoin(Currency::XOF))
        .when(deposit(100))
        .then([deposited(100)]);
}

fn any_command() -> impl Strategy<Value = Command> {
    let (amount, order, place) = (0i64..2_000, 1u64..6, 1u32..6);
    prop_oneof![
        amount.clone().prop_map(deposit),
        (order, amount.clone()).prop_map(|(order, amount)| debit(order, amount)),
        (amount.clone(), place).prop_map(|(amount, place)| give_back(amount, place)),
        amount.prop_map(withdraw),
    ]
}

proptest! {
    /// Whatever is asked, in whatever order: nothing is below zero, and what was received is on the account or spent.
    #[test]
    fn money_is_neither_made_nor_lost(commands in proptest::collection::vec(any_command(), 0..60)) {
        let mut account = MoneyAccount::default();
        account.apply(Event::Opened { currency: Currency::EUR });
        let mut moved = 0i64;
        for command in commands {
            let Ok(events) = account.decide(&command) else { continue };
            for event in events {
                moved += match &event {
                    Event::Deposited { amount, .. } => amount.get(),
                    Event::Withdrawn { amount, .. } => -amount.get(),
                    _ => 0,
                };
                account.apply(event);
            }
            let (received, available, spent) = figures(&account);
            prop_assert!(available >= 0 && spent >= 0, "{command:?}");
            prop_assert_eq!(available + spent, received);
            prop_assert_eq!(received, moved);
        }
    }
}
