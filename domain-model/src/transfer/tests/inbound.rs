//! A name that is to come here: one acceptance is enough, any refusal ends it, and it may be tried again.

use super::*;
use crate::EventSourced;
use cqrs_es::Aggregate;
use proptest::prelude::*;

const SIDES: [Side; 2] = [Side::Owner, Side::Admin];

fn voting() -> Given<Transfer> {
    given([requested(&[owner(), admin()])])
}

fn without_votes() -> Given<Transfer> {
    given([requested(&[])])
}

fn vote(side: Side, choice: Choice) -> Command {
    vote_by(side, choice, by_link(1))
}

fn vote_by(side: Side, choice: Choice, voter: Voter) -> Command {
    Command::Vote { side, choice, voter, at: day(1) }
}

fn cast(side: Side, choice: Choice) -> Event {
    cast_by(side, choice, by_link(1))
}

fn cast_by(side: Side, choice: Choice, voter: Voter) -> Event {
    Event::VoteCast { side, vote: Vote { choice, voter, at: day(1) } }
}

fn accepted() -> Given<Transfer> {
    voting().and([cast(Side::Owner, Choice::Accept), Event::Accepted])
}

fn refused() -> Given<Transfer> {
    voting().and([cast(Side::Owner, Choice::Refuse), Event::Refused { side: Side::Owner }])
}

fn failed() -> Event {
    Event::Failed { code: 2202, message: "Invalid authorization information".into() }
}

fn fail() -> Command {
    Command::Fail { code: 2202, message: "Invalid authorization information".into() }
}

fn restart(voters: &[(Side, Party)]) -> Command {
    Command::Restart { voters: voters.iter().cloned().collect(), expires_at: day(40) }
}

fn restarted(voters: &[(Side, Party)]) -> Event {
    Event::Restarted { votes_again: !voters.is_empty(), voters: voters.to_vec(), expires_at: day(40) }
}

#[test]
fn one_acceptance_of_either_side_is_enough() {
    for side in SIDES {
        let submitted = voting()
            .when(vote(side, Choice::Accept))
            .then([cast(side, Choice::Accept), Event::Accepted])
            .and_twice_is_silence();
        assert_eq!(submitted.state().word(), "Submitted");
        let other = if side == Side::Owner { Side::Admin } else { Side::Owner };
        submitted
            .when(vote(other, Choice::Accept))
            .then_refused(not_now("Submitted"))
            .when(vote(side, Choice::Refuse))
            .then_refused(not_now("Submitted"));
    }
}

#[test]
fn any_refusal_ends_it() {
    for side in SIDES {
        let refused = voting()
            .when(vote(side, Choice::Refuse))
            .then([cast(side, Choice::Refuse), Event::Refused { side }])
            .and_twice_is_silence();
        assert_eq!(refused.state().word(), "Refused");
        refused
            .when(vote(side, Choice::Accept))
            .then_refused(not_now("Refused"))
            .when(Command::Complete)
            .then_refused(not_now("Refused"));
    }
}

#[test]
fn an_operator_votes_for_a_side() {
    voting()
        .when(vote_by(Side::Admin, Choice::Accept, by_operator(true)))
        .then([cast_by(Side::Admin, Choice::Accept, by_operator(true)), Event::Accepted]);
}

#[test]
fn nobody_votes_for_a_side_that_was_not_asked() {
    let owner_only = given::<Transfer>([requested(&[owner()])]);
    owner_only
        .when(vote(Side::Admin, Choice::Accept))
        .then_refused(Refusal::NoBallot)
        .when(Command::Resend { side: Side::Admin, at: day(1) })
        .then_refused(Refusal::NoBallot);
}

#[test]
fn void_links_and_late_votes_are_told_why() {
    let late = |side, choice| Command::Vote { side, choice, voter: by_link(1), at: day(14) };
    voting()
        .when(vote_by(Side::Owner, Choice::Accept, by_link(2)))
        .then_refused(VoteRefusal::LinkVoid)
        .when(late(Side::Owner, Choice::Accept))
        .then_refused(Refusal::VotesExpired);
    voting().and([Event::Expired]).when(late(Side::Owner, Choice::Accept)).then_refused(not_now("Expired"));
}

#[test]
fn a_mail_is_sent_again_while_the_vote_is_open() {
    let resend = |on| Command::Resend { side: Side::Owner, at: day(on) };
    voting()
        .when(resend(14))
        .then_refused(Refusal::VotesExpired)
        .when(resend(2))
        .then([Event::BallotMailed { side: Side::Owner, serial: 2 }])
        .after()
        .when(vote_by(Side::Owner, Choice::Accept, by_link(2)))
        .then([cast_by(Side::Owner, Choice::Accept, by_link(2)), Event::Accepted])
        .after()
        .when(resend(3))
        .then_refused(not_now("Submitted"));
    // A vote ends the voting, so a ballot that was cast and is still open exists in no history of today; an
    // older build's would be refused nevertheless.
    voting()
        .and([cast(Side::Owner, Choice::Accept)])
        .when(resend(2))
        .then_refused(VoteRefusal::AlreadyVoted { choice: Choice::Accept })
        .when(vote(Side::Owner, Choice::Refuse))
        .then_refused(VoteRefusal::AlreadyVoted { choice: Choice::Accept });
}

#[test]
fn each_day_reminds_once() {
    let reminded = SIDES.map(|side| Event::Reminded { side, day: 3, serial: 2 });
    voting().when(Command::Remind { day: 3 }).then(reminded).and_twice_is_silence();
    accepted().when(Command::Remind { day: 3 }).then_silence();
}

#[test]
fn votes_expire_on_the_day_and_not_before() {
    voting()
        .when(Command::Expire { at: day(13) })
        .then_refused(Refusal::NotYet)
        .when(Command::Expire { at: day(14) })
        .then([Event::Expired])
        .and_twice_is_silence();
    accepted().when(Command::Expire { at: day(14) }).then_silence();
}

#[test]
fn without_addresses_it_goes_to_the_registry_at_once() {
    let request = Command::Request { terms: terms(), voters: BTreeMap::new() };
    let submitted = given::<Transfer>([]).when(request).then([requested(&[])]).and_twice_is_silence();
    assert_eq!(submitted.state().word(), "Submitted");
}

#[test]
fn the_registry_completes_it_or_not() {
    accepted()
        .when(Command::Complete)
        .then([Event::Completed])
        .and_twice_is_silence()
        .when(fail())
        .then_refused(not_now("Completed"));
    let setback = accepted().when(fail()).then([failed()]).and_twice_is_silence();
    assert_eq!(setback.state().word(), "Failed");
    voting()
        .when(Command::Complete)
        .then_refused(not_now("Voting"))
        .when(fail())
        .then_refused(not_now("Voting"));
}

#[test]
fn called_off_while_it_is_not_at_the_registry() {
    let cancel = || Command::Cancel { reason: why() };
    for past in [voting(), refused(), accepted().and([failed()])] {
        let over = past.when(cancel()).then([Event::Cancelled { reason: why() }]).and_twice_is_silence();
        over.when(restart(&[owner()])).then_refused(not_now("Cancelled"));
    }
    accepted().when(cancel()).then_refused(not_now("Submitted"));
}

#[test]
fn an_acceptance_stands_when_the_registry_is_asked_again() {
    let again = accepted()
        .and([failed()])
        .when(restart(&[owner(), admin()]))
        .then([restarted(&[])])
        .and_twice_is_refused(not_now("Submitted"));
    again.when(Command::Complete).then([Event::Completed]);
    without_votes().and([failed()]).when(restart(&[])).then([restarted(&[])]);
}

#[test]
fn after_a_refusal_or_an_expiry_it_is_voted_on_again_at_the_addresses_of_today() {
    let moved = (Side::Owner, party(151_049, "moved@example.org"));
    let reminded = Event::Reminded { side: Side::Admin, day: 3, serial: 2 };
    for past in [refused(), voting().and([reminded, Event::Expired])] {
        let today = std::slice::from_ref(&moved);
        let again = past.when(restart(today)).then([restarted(today)]).after();
        let (terms, ballots) = again.state().inbound().unwrap();
        assert_eq!(terms.expires_at, day(40));
        assert_eq!(ballots.keys().collect::<Vec<_>>(), [&Side::Owner]);
        let serial = ballots[&Side::Owner].serial;
        assert_eq!(ballots[&Side::Owner], Ballot::in_new_round(moved.1.clone(), serial));
        again
            .when(vote(Side::Owner, Choice::Accept))
            .then_refused(VoteRefusal::LinkVoid)
            .when(vote_by(Side::Owner, Choice::Accept, by_link(serial)))
            .then([cast_by(Side::Owner, Choice::Accept, by_link(serial)), Event::Accepted]);
    }
}

#[test]
fn a_refusal_is_never_passed_over_by_naming_nobody() {
    let again = refused().when(restart(&[])).then([restarted(&[owner(), admin()])]).after();
    assert_eq!(again.state().word(), "Voting");
    // A side that is asked again later has no use for a link of an earlier round.
    again
        .and([Event::Expired, restarted(&[owner()]), Event::Expired, restarted(&[owner(), admin()])])
        .when(vote_by(Side::Admin, Choice::Accept, by_link(2)))
        .then_refused(VoteRefusal::LinkVoid);
}

#[test]
fn only_what_came_to_nothing_is_restarted() {
    for (past, state) in [(voting(), "Voting"), (accepted(), "Submitted")] {
        past.when(restart(&[owner()])).then_refused(not_now(state));
    }
    accepted().and([Event::Completed]).when(restart(&[])).then_refused(not_now("Completed"));
}

fn any_command() -> impl Strategy<Value = Command> {
    let side = || prop_oneof![Just(Side::Owner), Just(Side::Admin)];
    let choice = prop_oneof![Just(Choice::Accept), Just(Choice::Refuse)];
    prop_oneof![
        5 => (side(), choice, 0..6_u32, 0..50_u64).prop_map(|(side, choice, serial, on)| Command::Vote {
            side, choice, voter: by_link(serial), at: day(on)
        }),
        2 => side().prop_map(|side| Command::Resend { side, at: day(1) }),
        1 => (10..50_u64).prop_map(|on| Command::Expire { at: day(on) }),
        2 => proptest::sample::subsequence(vec![owner(), admin()], 0..=2).prop_map(|voters| restart(&voters)),
        1 => Just(fail()),
        1 => Just(Command::Complete),
    ]
}

proptest! {
    #[test]
    fn what_was_asked_by_vote_goes_to_the_registry_with_an_acceptance_of_its_round(
        commands in proptest::collection::vec(any_command(), 0..60)
    ) {
        let mut transfer = voting().state().clone();
        for command in commands {
            for event in transfer.decide(&command).unwrap_or_default() {
                if let Event::VoteCast { side, .. } = &event {
                    let (_, ballots) = transfer.inbound().unwrap();
                    prop_assert!(ballots[side].vote.is_none(), "{:?} voted twice", side);
                }
                transfer.apply(event);
            }
            if matches!(transfer, Transfer::Submitted(..) | Transfer::Completed(..)) {
                let (_, ballots) = transfer.inbound().unwrap();
                let votes: Vec<_> =
                    ballots.values().filter_map(|ballot| Some(ballot.vote.as_ref()?.choice)).collect();
                prop_assert_eq!(votes, [Choice::Accept]);
            }
        }
    }
}
