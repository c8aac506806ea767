//! A name that another registrar asked for.

use super::*;

fn leaving() -> Given<Transfer> {
    given([announced()])
}

fn answer(choice: Choice, reason: Option<Reason>) -> Command {
    Command::Answer { choice, reason }
}

#[test]
fn acknowledged_or_objected_to_once() {
    for choice in [Choice::Accept, Choice::Refuse] {
        let other = if choice == Choice::Accept { Choice::Refuse } else { Choice::Accept };
        leaving()
            .when(answer(choice, Some(why())))
            .then([Event::Answered { choice, reason: Some(why()) }])
            .and_twice_is_silence()
            .when(answer(other, Some(why())))
            .then_refused(VoteRefusal::AlreadyVoted { choice });
    }
    leaving()
        .when(answer(Choice::Accept, None))
        .then([Event::Answered { choice: Choice::Accept, reason: None }]);
}

#[test]
fn an_objection_needs_a_reason() {
    leaving().when(answer(Choice::Refuse, None)).then_refused(Refusal::ReasonNeeded);
}

#[test]
fn the_registry_says_how_it_ended_whatever_was_answered() {
    let objected = Event::Answered { choice: Choice::Refuse, reason: Some(why()) };
    for past in [leaving(), leaving().and([objected])] {
        let gone = past.when(Command::Conclude { gone: true }).then([Event::Gone]).and_twice_is_silence();
        assert_eq!(gone.state(), &Transfer::Gone(outgoing()));
        gone.when(Command::Conclude { gone: false })
            .then_refused(not_now("Gone"))
            .when(answer(Choice::Accept, None))
            .then_refused(not_now("Gone"));
    }
    let stayed =
        leaving().when(Command::Conclude { gone: false }).then([Event::Stayed]).and_twice_is_silence();
    assert_eq!(stayed.state().outbound(), Some(&outgoing()));
    stayed.when(Command::Conclude { gone: true }).then_refused(not_now("Stayed"));
}

#[test]
fn what_leaves_has_no_votes_and_no_restart() {
    let vote = Command::Vote { side: Side::Owner, choice: Choice::Accept, voter: by_link(1), at: day(1) };
    leaving()
        .when(vote)
        .then_refused(not_now("Announced"))
        .when(Command::Restart { voters: BTreeMap::new(), expires_at: day(30) })
        .then_refused(not_now("Announced"))
        .when(Command::Complete)
        .then_refused(not_now("Announced"));
    assert!(leaving().state().inbound().is_none());
}
