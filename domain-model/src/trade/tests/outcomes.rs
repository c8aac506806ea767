//! How votes end: every order of accept and refuse, the operator's, the late ones, and the deadline.

use super::*;
use crate::EventSourced;
use cqrs_es::Aggregate;
use proptest::prelude::*;

const SIDES: [Side; 2] = [Side::Owner, Side::NewOwner];

#[test]
fn both_accept_in_either_order() {
    for first in SIDES {
        let one = voting()
            .when(vote(first, Choice::Accept))
            .then([cast(first, Choice::Accept)])
            .and_twice_is_silence();
        assert_eq!(one.state().word(), "Voting");
        let both = one
            .when(vote(first.other(), Choice::Accept))
            .then([cast(first.other(), Choice::Accept), Event::Approved])
            .and_twice_is_silence();
        assert_eq!(both.state().word(), "Approved");
    }
}

#[test]
fn one_accepts_and_the_other_refuses() {
    for first in SIDES {
        let second = first.other();
        let refused = voting()
            .and([cast(first, Choice::Accept)])
            .when(vote(second, Choice::Refuse))
            .then([cast(second, Choice::Refuse), Event::Refused { side: second }])
            .and_twice_is_silence();
        assert!(matches!(refused.state(), Trade::Ended(_, _, Outcome::Refused(side)) if *side == second));
    }
}

#[test]
fn one_refusal_ends_it_before_the_other_has_voted() {
    for first in SIDES {
        voting()
            .when(vote(first, Choice::Refuse))
            .then([cast(first, Choice::Refuse), Event::Refused { side: first }])
            .and_twice_is_silence()
            .when(vote(first.other(), Choice::Accept))
            .then_refused(not_now("Refused"))
            .when(vote(first, Choice::Accept))
            .then_refused(not_now("Refused"))
            .when(Command::Complete)
            .then_refused(not_now("Refused"));
    }
}

#[test]
fn a_side_votes_once() {
    let voted = VoteRefusal::AlreadyVoted { choice: Choice::Accept };
    voting()
        .and([cast(Side::Owner, Choice::Accept)])
        .when(vote(Side::Owner, Choice::Refuse))
        .then_refused(voted)
        .when(vote_by(Side::Owner, Choice::Refuse, by_operator(true)))
        .then_refused(voted);
}

#[test]
fn an_operator_votes_for_a_side() {
    for evidence in [false, true] {
        let by = || by_operator(evidence);
        voting()
            .when(vote_by(Side::Owner, Choice::Accept, by()))
            .then([cast_by(Side::Owner, Choice::Accept, by())])
            .and_twice_is_silence()
            .when(vote_by(Side::NewOwner, Choice::Refuse, by()))
            .then([cast_by(Side::NewOwner, Choice::Refuse, by()), Event::Refused { side: Side::NewOwner }]);
    }
}

#[test]
fn the_form_of_a_registry_is_evidence_and_nothing_else_counts() {
    given::<Trade>([requested_on(Terms { procedure: Procedure::RegistryForm, ..terms() })])
        .when(vote(Side::Owner, Choice::Accept))
        .then_refused(Refusal::FormNeeded)
        .when(vote_by(Side::Owner, Choice::Accept, by_operator(false)))
        .then_refused(Refusal::FormNeeded)
        .when(vote_by(Side::Owner, Choice::Accept, by_operator(true)))
        .then([cast_by(Side::Owner, Choice::Accept, by_operator(true))])
        .and_twice_is_silence();
}

#[test]
fn a_form_has_no_links_to_mail_or_to_be_reminded_of() {
    given::<Trade>([requested_on(Terms { procedure: Procedure::RegistryForm, ..terms() })])
        .when(resend(Side::Owner, facts()))
        .then_refused(Refusal::FormNeeded)
        .when(Command::Remind { day: 3 })
        .then_silence();
}

#[test]
fn late_votes_are_told_why_and_repeated_ones_are_silence() {
    let late = |side, choice| Command::Vote { side, choice, voter: by_link(1), at: day(14) };
    voting()
        .and([cast(Side::Owner, Choice::Accept)])
        .when(late(Side::NewOwner, Choice::Accept))
        .then_refused(Refusal::VotesExpired)
        .when(late(Side::Owner, Choice::Accept))
        .then_silence()
        .when(late(Side::Owner, Choice::Refuse))
        .then_refused(Refusal::VotesExpired);
    voting().and([Event::Expired]).when(late(Side::Owner, Choice::Accept)).then_refused(not_now("Expired"));
    approved()
        .when(vote(Side::Owner, Choice::Accept))
        .then_silence()
        .when(vote(Side::Owner, Choice::Refuse))
        .then_refused(not_now("Approved"));
}

#[test]
fn votes_expire_on_the_day_and_not_before() {
    let expired = voting()
        .and([cast(Side::Owner, Choice::Accept)])
        .when(Command::Expire { at: day(13) })
        .then_refused(Refusal::NotYet)
        .when(Command::Expire { at: day(14) })
        .then([Event::Expired])
        .and_twice_is_silence();
    assert_eq!(expired.state().word(), "Expired");
    approved().when(Command::Expire { at: day(14) }).then_silence();
}

#[test]
fn called_off_while_it_is_not_at_the_registry() {
    let cancel = || Command::Cancel { reason: why() };
    for past in [voting(), approved().and([failed()]), voting().and([Event::Expired])] {
        let over = past.when(cancel()).then([cancelled()]).and_twice_is_silence();
        assert_eq!(over.state().word(), "Cancelled");
        over.when(vote(Side::Owner, Choice::Refuse)).then_refused(not_now("Cancelled"));
    }
    approved().when(cancel()).then_refused(not_now("Approved"));
    let refused = voting().and([cast(Side::Owner, Choice::Refuse), Event::Refused { side: Side::Owner }]);
    refused.when(cancel()).then_refused(not_now("Refused"));
}

#[test]
fn the_registry_completes_it_or_not() {
    approved()
        .when(Command::Complete)
        .then([Event::Completed])
        .and_twice_is_silence()
        .when(Command::Fail { code: 2304, message: String::new() })
        .then_refused(not_now("Completed"));
    approved()
        .when(Command::Fail { code: 2304, message: "Object status prohibits operation".into() })
        .then([failed()])
        .and_twice_is_silence()
        .when(Command::Complete)
        .then_refused(not_now("Failed"));
    voting().when(Command::Complete).then_refused(not_now("Voting"));
}

fn any_choice() -> impl Strategy<Value = Choice> {
    prop_oneof![Just(Choice::Accept), Just(Choice::Refuse)]
}

fn any_side() -> impl Strategy<Value = Side> {
    prop_oneof![Just(Side::Owner), Just(Side::NewOwner)]
}

fn any_command() -> impl Strategy<Value = Command> {
    let voter = prop_oneof![4 => (0..6_u32).prop_map(by_link), 1 => any::<bool>().prop_map(by_operator)];
    prop_oneof![
        6 => (any_side(), any_choice(), voter, 0..20_u64)
            .prop_map(|(side, choice, voter, on)| Command::Vote { side, choice, voter, at: day(on) }),
        2 => any_side().prop_map(|side| resend(side, facts())),
        1 => any_side().prop_map(|side| Command::VoidLinks { side }),
        1 => (0..5_u16).prop_map(|day| Command::Remind { day }),
        1 => (10..40_u64).prop_map(|on| Command::Expire { at: day(on) }),
        1 => Just(Command::Complete),
        1 => Just(Command::Fail { code: 2400, message: String::new() }),
        1 => Just(Command::Restart {
            owner: Box::new(owner()),
            new_owner: Box::new(new_owner()),
            facts: facts(),
            expires_at: day(40),
        }),
    ]
}

proptest! {
    #[test]
    fn a_side_never_has_two_votes_and_an_approval_has_two_acceptances(
        commands in proptest::collection::vec(any_command(), 0..60)
    ) {
        let mut trade = voting().state().clone();
        for command in commands {
            for event in trade.decide(&command).unwrap_or_default() {
                if let Event::VoteCast { side, .. } = &event {
                    let (_, ballots) = trade.dossier().unwrap();
                    prop_assert!(ballots.side(*side).vote.is_none(), "{:?} voted twice", side);
                }
                trade.apply(event);
            }
            let (_, ballots) = trade.dossier().unwrap();
            let choice = |side| ballots.side(side).vote.as_ref().map(|vote| vote.choice);
            let consented =
                matches!(trade, Trade::Approved(..) | Trade::Failed(..) | Trade::Ended(.., Outcome::Completed));
            if consented {
                prop_assert_eq!(SIDES.map(choice), [Some(Choice::Accept); 2]);
            }
            if let Trade::Ended(.., Outcome::Refused(side)) = &trade {
                prop_assert_eq!(choice(*side), Some(Choice::Refuse));
            }
        }
    }

    #[test]
    fn using_links_again_changes_no_outcome(
        votes in proptest::collection::vec((any_side(), any_choice()), 1..6),
        again in proptest::collection::vec(0..6_usize, 0..12),
    ) {
        let play = |votes: &[(Side, Choice)]| {
            let mut trade = voting().state().clone();
            for (side, choice) in votes {
                for event in trade.decide(&vote(*side, *choice)).unwrap_or_default() {
                    trade.apply(event);
                }
            }
            trade
        };
        // Each vote is followed by earlier ones that are cast once more, whichever way they went.
        let mut noisy = vec![];
        for (at, vote) in votes.iter().enumerate() {
            noisy.push(*vote);
            noisy.extend(again.iter().filter_map(|earlier| votes[..=at].get(*earlier)));
        }
        prop_assert_eq!(play(&votes), play(&noisy));
    }
}
