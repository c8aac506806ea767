use super::*;
use crate::testing::given;
use crate::testing::samples::access::wish;
use crate::testing::samples::*;
use chrono::TimeDelta;

fn requested() -> Event {
    Event::Requested { wish: wish() }
}

fn grant(account: u64, until: Option<u64>) -> Grant {
    Grant { account: AccountNumber::new(account), at: day(0), until: until.map(day) }
}

fn granted(until: Option<u64>) -> Event {
    Event::Granted { grant: grant(13_490, until) }
}

#[test]
fn a_number_is_one_credential_forever() {
    given::<Credential>([])
        .when(Command::Request { wish: wish() })
        .then([requested()])
        .and_twice_is_silence();
    let other = Box::new(Wish { rules: vec![], ..*wish() });
    given::<Credential>([requested()])
        .when(Command::Request { wish: other })
        .then_refused(Refusal::NumberTaken);
    given::<Credential>([requested(), granted(None)])
        .when(Command::Request { wish: wish() })
        .then_refused(Refusal::NumberTaken);
}

#[test]
fn what_was_never_asked_for_is_unknown() {
    for command in [Command::Grant { grant: grant(13_490, None) }, Command::Refuse, Command::Revoke] {
        given::<Credential>([]).when(command).then_refused(Refusal::Unknown);
    }
}

#[test]
fn it_is_granted_once_and_the_first_answer_counts() {
    let granted_for_a_month = given::<Credential>([requested()])
        .when(Command::Grant { grant: grant(13_490, Some(30)) })
        .then([granted(Some(30))])
        .and_twice_is_silence();
    let again = Command::Grant { grant: grant(13_490, None) };
    granted_for_a_month
        .when(again)
        .then_silence()
        .when(Command::Grant { grant: grant(13_491, None) })
        .then_refused(Refusal::Answered)
        .when(Command::Refuse)
        .then_refused(Refusal::Answered);
}

#[test]
fn it_is_refused_once() {
    given::<Credential>([requested()])
        .when(Command::Refuse)
        .then([Event::Refused])
        .and_twice_is_silence()
        .when(Command::Grant { grant: grant(13_490, None) })
        .then_refused(Refusal::Answered)
        .when(Command::Revoke)
        .then_refused(Refusal::NotGranted);
}

#[test]
fn what_nobody_answered_lapses() {
    let pending = given::<Credential>([requested()]);
    assert_eq!(pending.state().status(day(0)), Some(Status::Pending));
    assert_eq!(pending.state().status(wish().lapses_at), Some(Status::Lapsed));
    let late = Grant { at: wish().lapses_at, ..grant(13_490, None) };
    let in_time = Grant { at: wish().lapses_at - TimeDelta::seconds(1), ..grant(13_490, None) };
    pending
        .when(Command::Grant { grant: late })
        .then_refused(Refusal::Lapsed)
        .when(Command::Grant { grant: in_time.clone() })
        .then([Event::Granted { grant: in_time }]);
}

#[test]
fn it_ends_with_its_time_or_when_it_is_taken_back() {
    let for_a_month = given::<Credential>([requested(), granted(Some(30))]);
    assert_eq!(for_a_month.state().status(day(29)), Some(Status::Granted));
    assert_eq!(for_a_month.state().status(day(30)), Some(Status::Expired));
    let revoked = for_a_month.when(Command::Revoke).then([Event::Revoked]).and_twice_is_silence();
    assert_eq!(revoked.state().status(day(1)), Some(Status::Revoked));
    assert_eq!(revoked.state().grant().map(|grant| grant.account), Some(account()));
    let unlimited = given::<Credential>([requested(), granted(None)]);
    assert_eq!(unlimited.state().status(day(100_000)), Some(Status::Granted));
}

#[test]
fn it_is_not_taken_back_before_it_was_given() {
    given::<Credential>([requested()]).when(Command::Revoke).then_refused(Refusal::NotGranted);
}
