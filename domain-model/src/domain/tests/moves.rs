//! A name moves to another reseller, once that one has accepted.

use super::*;
use crate::domain::{LockKind, MoveEnd, ResellerMove};
use crate::values::AccountNumber;

fn gaining() -> AccountNumber {
    AccountNumber::new(13_491)
}

/// Asked for on day 1 by that operation, until day 15.
fn asked_of(to: AccountNumber, number: u64) -> Box<ResellerMove> {
    Box::new(ResellerMove {
        operation: operation(number),
        from: account(),
        to,
        party: party(13_491, "other@reseller.test"),
        asked_at: day(1),
        expires_at: day(15),
    })
}

fn ask(to: AccountNumber, number: u64) -> Command {
    Command::AskMove { asked: asked_of(to, number) }
}

fn accept(number: u64, at: u64) -> Command {
    Command::AcceptMove { operation: operation(number), at: day(at) }
}

fn end(number: u64, end: MoveEnd, at: u64) -> Command {
    Command::EndMove { operation: operation(number), end, at: day(at) }
}

fn ended(number: u64, end: MoveEnd) -> Event {
    Event::ResellerMoveEnded { operation: operation(number), end }
}

fn moving() -> Given<Domain> {
    held().and([Event::ResellerMoveAsked { asked: asked_of(gaining(), 5) }])
}

#[test]
fn nothing_moves_before_the_other_reseller_has_accepted() {
    let open = held()
        .when(ask(gaining(), 5))
        .then([Event::ResellerMoveAsked { asked: asked_of(gaining(), 5) }])
        .and_twice_is_silence();
    assert_eq!(ours(&open).account, account());
    let moved = open
        .when(accept(5, 14))
        .then([Event::ResellerMoved { operation: operation(5), from: account(), to: gaining() }])
        .after();
    assert_eq!((ours(&moved).account, &ours(&moved).moving), (gaining(), &None));
    moved.when(accept(5, 14)).then_refused(Refusal::NoMove(operation(5)));
}

#[test]
fn the_same_reseller_is_asked_once_and_another_in_its_place() {
    moving().when(ask(gaining(), 6)).then_refused(Refusal::MoveOpen(operation(5)));
    let third = AccountNumber::new(13_492);
    let after = moving()
        .when(ask(third, 6))
        .then([ended(5, MoveEnd::Replaced), Event::ResellerMoveAsked { asked: asked_of(third, 6) }])
        .after();
    after.when(accept(5, 2)).then_refused(Refusal::NoMove(operation(5)));
    held().when(ask(account(), 5)).then_refused(Refusal::SameReseller);
}

#[test]
fn it_ends_without_effect() {
    for how in [MoveEnd::Refused, MoveEnd::Withdrawn] {
        let after = moving().when(end(5, how, 2)).then([ended(5, how)]).after();
        assert_eq!((ours(&after).account, &ours(&after).moving), (account(), &None));
        after.when(end(5, how, 2)).then_refused(Refusal::NoMove(operation(5)));
    }
    moving().when(end(6, MoveEnd::Refused, 2)).then_refused(Refusal::NoMove(operation(6)));
}

#[test]
fn it_expires_on_its_day() {
    moving().when(end(5, MoveEnd::Expired, 14)).then_refused(Refusal::MoveNotExpired);
    moving().when(end(5, MoveEnd::Expired, 15)).then([ended(5, MoveEnd::Expired)]);
    moving().when(accept(5, 15)).then_refused(Refusal::MoveExpired);
}

#[test]
fn what_keeps_a_name_where_it_is() {
    let status = EppStatus::ClientUpdateProhibited;
    with_statuses(&[status]).when(ask(gaining(), 5)).then_refused(Refusal::StatusProhibits(status));
    in_redemption().when(ask(gaining(), 5)).then_refused(Refusal::Deleted);
    held().and([leaving()]).when(ask(gaining(), 5)).then_refused(Refusal::LeavingByTransfer);
    given::<Domain>([]).when(ask(gaining(), 5)).then_refused(Refusal::NotHeld);
    let lock = Lock { kind: LockKind::Dispute, since: day(1), lifts: None, rule: "UDRP".into() };
    let locked = || [Event::Locked { lock: lock.clone() }];
    held().and(locked()).when(ask(gaining(), 5)).then_refused(Refusal::InDispute);
    moving().and(locked()).when(accept(5, 2)).then_refused(Refusal::InDispute);
}

#[test]
fn an_open_move_holds_nothing_and_no_operation_holds_it() {
    moving().when(take(7, Verb::Renew)).then([claimed(7, Verb::Renew)]);
    held_for(Verb::Renew)
        .when(ask(gaining(), 5))
        .then([Event::ResellerMoveAsked { asked: asked_of(gaining(), 5) }]);
    let moved = moving().and([claimed(7, Verb::Renew)]).when(accept(5, 2));
    moved.then([Event::ResellerMoved { operation: operation(5), from: account(), to: gaining() }]);
}

#[test]
fn a_name_that_leaves_takes_no_open_move_with_it() {
    moving()
        .when(Command::TransferAway { at: day(3) })
        .then([ended(5, MoveEnd::NameLeft), Event::TransferredAway { transfer: None, at: day(3) }]);
    let delete =
        |redemption_until| Command::ConfirmDeletion { operation: operation(2), redemption_until, at: day(3) };
    let deleting = || moving().and([claimed(2, Verb::Delete)]);
    deleting()
        .when(delete(Some(day(40))))
        .then([ended(5, MoveEnd::NameLeft), Event::Deleted { operation: operation(2), until: day(40) }]);
    for late in [end(5, MoveEnd::Expired, 15), accept(5, 4)] {
        let gone = deleting().when(delete(None)).then([ended(5, MoveEnd::NameLeft), released(2)]).after();
        gone.when(late).then_refused(Refusal::NoMove(operation(5)));
    }
}
