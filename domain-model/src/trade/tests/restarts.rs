//! Trying again: at the registry after a failure, with new votes after an expiry.

use super::*;

fn restart(facts: ResendFacts) -> Command {
    Command::Restart {
        owner: Box::new(party(OWNER, "moved@example.org")),
        new_owner: Box::new(new_owner()),
        facts,
        expires_at: day(40),
    }
}

fn reopened() -> Event {
    Event::Reopened {
        owner: Box::new(party(OWNER, "moved@example.org")),
        new_owner: Box::new(new_owner()),
        auth_code_mark: "mark-2".into(),
        expires_at: day(40),
    }
}

/// The auth code and the owner's address are other ones by now.
fn facts_of_today() -> ResendFacts {
    ResendFacts { auth_code_mark: "mark-2".into(), owner_email: Some(email("moved@example.org")), ..facts() }
}

#[test]
fn after_a_failure_at_the_registry_the_votes_stand() {
    let again = approved()
        .and([failed()])
        .when(restart(facts_of_today()))
        .then([Event::Resumed])
        .and_twice_is_refused(not_now("Approved"));
    assert_eq!(again.state().word(), "Approved");
    again.when(Command::Complete).then([Event::Completed]);
}

#[test]
fn after_an_expiry_both_sides_vote_again_at_the_addresses_of_today() {
    let again = voting()
        .and([
            Event::Reminded { side: Side::Owner, day: 3, serial: 2 },
            cast(Side::NewOwner, Choice::Accept),
            Event::Expired,
        ])
        .when(restart(facts_of_today()))
        .then([reopened()])
        .and_twice_is_refused(not_now("Voting"));
    let (terms, ballots) = again.state().dossier().unwrap();
    assert_eq!(terms.expires_at, day(40));
    assert_eq!(ballots.owner, Ballot::in_new_round(party(OWNER, "moved@example.org"), 3));
    assert_eq!(ballots.new_owner, Ballot::in_new_round(new_owner(), 2));
    // Links of the first round are void, those of the second work, and the days remind anew.
    again
        .when(vote(Side::Owner, Choice::Accept))
        .then_refused(VoteRefusal::LinkVoid)
        .when(resend(Side::Owner, facts_of_today()))
        .then([Event::BallotMailed { side: Side::Owner, serial: 4 }])
        .after()
        .when(Command::Remind { day: 3 })
        .then([
            Event::Reminded { side: Side::Owner, day: 3, serial: 5 },
            Event::Reminded { side: Side::NewOwner, day: 3, serial: 3 },
        ])
        .after()
        .when(vote_by(Side::Owner, Choice::Accept, by_link(3)))
        .then([cast_by(Side::Owner, Choice::Accept, by_link(3))])
        .after()
        // The request, heard once more, is still the same one.
        .when(request())
        .then_silence();
}

#[test]
fn nobody_votes_again_on_a_name_that_is_gone_or_somebody_else_s() {
    let changed = [
        (ResendFacts { registration: None, ..facts() }, ResendRefusal::NameGone),
        (ResendFacts { owner: Some(contact(9)), ..facts() }, ResendRefusal::OwnerChanged),
    ];
    for (facts, refusal) in changed {
        voting().and([Event::Expired]).when(restart(facts.clone())).then_refused(refusal);
        approved().and([failed()]).when(restart(facts)).then_refused(refusal);
    }
    let invalid = [
        (ResendFacts { owner_email: None, ..facts() }, ResendRefusal::OwnerInvalid),
        (ResendFacts { new_owner_email: None, ..facts() }, ResendRefusal::NewOwnerInvalid),
    ];
    for (facts, refusal) in invalid {
        voting().and([Event::Expired]).when(restart(facts)).then_refused(refusal);
    }
}

#[test]
fn who_asks_for_a_link_of_a_trade_that_another_one_ended_is_told_so() {
    let ended = voting().and([cancelled()]);
    ended.when(resend(Side::Owner, facts())).then_refused(ResendRefusal::NotOpen);
    let sold = ResendFacts { owner: Some(contact(9)), ..facts() };
    let ended = voting().and([cancelled()]);
    ended.when(resend(Side::Owner, sold)).then_refused(ResendRefusal::OwnerChanged);
    let gone = ResendFacts { registration: None, owner: None, ..facts() };
    let ended = voting().and([cancelled()]);
    ended.when(resend(Side::Owner, gone)).then_refused(ResendRefusal::NotOpen);
}

#[test]
fn what_a_side_refused_and_what_was_called_off_stay_so() {
    let refused = [cast(Side::Owner, Choice::Refuse), Event::Refused { side: Side::Owner }];
    voting().and(refused).when(restart(facts())).then_refused(not_now("Refused"));
    voting().and([cancelled()]).when(restart(facts())).then_refused(not_now("Cancelled"));
    voting().and([Event::Expired, cancelled()]).when(restart(facts())).then_refused(not_now("Cancelled"));
    voting().when(restart(facts())).then_refused(not_now("Voting"));
    approved().and([Event::Completed]).when(restart(facts())).then_refused(not_now("Completed"));
}
