use super::*;
use crate::testing::given;
use crate::testing::samples::{account, day, points, reason};

fn login(name: &str) -> Login {
    name.parse().unwrap()
}

fn proposal() -> Box<Proposal> {
    Box::new(Proposal {
        account: account(),
        change: Change::Adjust(-500_000),
        reason: reason("booked twice"),
        proposer: login("finance"),
        limit: points(100_000),
        expires_at: day(7),
    })
}

fn proposed() -> Event {
    Event::Proposed { proposal: proposal() }
}

fn approve(by: &str, on: u64) -> Command {
    Command::Approve { by: login(by), at: day(on) }
}

fn decline(by: &str) -> Command {
    Command::Decline { by: login(by), reason: reason("not ours") }
}

#[test]
fn a_second_person_approves_once() {
    let propose = Command::Propose { proposal: proposal() };
    let waiting = given::<Adjustment>([]).when(propose).then([proposed()]).and_twice_is_silence();
    let approved = waiting.when(approve("admin", 1)).then([Event::Approved { by: login("admin") }]);
    let approved = approved.and_twice_is_silence();
    let approved = approved.when(approve("boss", 2)).then_silence();
    approved.when(decline("admin")).then_refused(Refusal::Over("approved"));
}

#[test]
fn nobody_approves_what_they_proposed() {
    given::<Adjustment>([proposed()])
        .when(approve("finance", 1))
        .then_refused(Refusal::SamePerson(login("finance")));
    given::<Adjustment>([proposed()])
        .when(decline("finance"))
        .then([Event::Declined { by: login("finance"), reason: reason("not ours") }])
        .and_twice_is_silence()
        .when(approve("admin", 1))
        .then_refused(Refusal::Over("declined"));
}

#[test]
fn it_expires_on_its_day_and_not_before() {
    let expire = |on| Command::Expire { at: day(on) };
    given::<Adjustment>([proposed()]).when(expire(6)).then_silence();
    given::<Adjustment>([proposed()]).when(approve("admin", 7)).then_refused(Refusal::TooLate(day(7)));
    let expired =
        given::<Adjustment>([proposed()]).when(expire(7)).then([Event::Expired]).and_twice_is_silence();
    expired.when(approve("admin", 7)).then_refused(Refusal::Over("expired"));
    given::<Adjustment>([proposed(), Event::Approved { by: login("admin") }]).when(expire(9)).then_silence();
}

#[test]
fn what_was_never_proposed_is_unknown() {
    given::<Adjustment>([]).when(approve("admin", 1)).then_refused(Refusal::Unknown);
    given::<Adjustment>([]).when(decline("admin")).then_refused(Refusal::Unknown);
    let other = Proposal { change: Change::Grant(points(1)), ..*proposal() };
    given::<Adjustment>([proposed()])
        .when(Command::Propose { proposal: Box::new(other) })
        .then_refused(Refusal::NumberTaken);
}

#[test]
fn the_limit_counts_in_both_directions() {
    let limit = points(100);
    for (change, within) in [
        (Change::Adjust(100), true),
        (Change::Adjust(-100), true),
        (Change::Adjust(-101), false),
        (Change::Adjust(i64::MIN), false),
        (Change::Grant(points(100)), true),
        (Change::Grant(points(101)), false),
    ] {
        assert_eq!(change.is_within(limit), within, "{change:?}");
    }
}
