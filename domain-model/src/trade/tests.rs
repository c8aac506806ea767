use super::*;
use crate::testing::samples::*;
use crate::testing::{Given, given};
use crate::values::{Reason, RegistrationNumber};
use crate::vote::VoteRefusal;

mod outcomes;
mod restarts;

const OWNER: u64 = 151_049;
const NEW_OWNER: u64 = 151_050;

fn terms() -> Terms {
    Terms {
        number: operation(141_958),
        name: name(),
        registration: RegistrationNumber::new(1),
        account: account(),
        owner: contact(OWNER),
        new_owner: contact(NEW_OWNER),
        procedure: Procedure::Votes,
        rule: "com@2016-12-01".into(),
        auth_code_mark: "mark-1".into(),
        requested_at: day(0),
        expires_at: day(14),
    }
}

fn owner() -> Party {
    party(OWNER, "owner@example.org")
}

fn new_owner() -> Party {
    party(NEW_OWNER, "buyer@example.org")
}

fn request() -> Command {
    Command::Request { terms: terms(), owner: owner(), new_owner: new_owner() }
}

fn requested_on(terms: Terms) -> Event {
    Event::Requested { terms: Box::new(terms), owner: Box::new(owner()), new_owner: Box::new(new_owner()) }
}

fn requested() -> Event {
    requested_on(terms())
}

fn voting() -> Given<Trade> {
    given([requested()])
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

fn approved() -> Given<Trade> {
    given([
        requested(),
        cast(Side::Owner, Choice::Accept),
        cast(Side::NewOwner, Choice::Accept),
        Event::Approved,
    ])
}

fn why() -> Reason {
    reason("the customer asked for it")
}

fn cancelled() -> Event {
    Event::Cancelled { reason: why() }
}

fn failed() -> Event {
    Event::Failed { code: 2304, message: "Object status prohibits operation".into() }
}

/// Nothing has changed since the request.
fn facts() -> ResendFacts {
    ResendFacts {
        registration: Some(RegistrationNumber::new(1)),
        auth_code_mark: "mark-1".into(),
        owner: Some(contact(OWNER)),
        owner_email: Some(email("owner@example.org")),
        new_owner_email: Some(email("buyer@example.org")),
    }
}

fn resend(side: Side, facts: ResendFacts) -> Command {
    Command::Resend { side, facts, at: day(2) }
}

fn not_now(state: &'static str) -> Refusal {
    Refusal::NotNow { state }
}

#[test]
fn a_number_is_one_trade_forever() {
    let other = Terms { new_owner: contact(7), ..terms() };
    given::<Trade>([])
        .when(request())
        .then([requested()])
        .and_twice_is_silence()
        .when(Command::Request { terms: other, owner: owner(), new_owner: new_owner() })
        .then_refused(Refusal::NumberTaken);
}

#[test]
fn an_owner_does_not_trade_with_himself() {
    let terms = Terms { new_owner: contact(OWNER), ..terms() };
    given::<Trade>([])
        .when(Command::Request { terms, owner: owner(), new_owner: owner() })
        .then_refused(Refusal::SameOwner);
}

#[test]
fn what_was_never_asked_for_is_unknown() {
    given::<Trade>([])
        .when(Command::Complete)
        .then_refused(Refusal::Unknown)
        .when(vote(Side::Owner, Choice::Accept))
        .then_refused(Refusal::Unknown)
        // The paper's −1: "ID de l'opération trade invalide".
        .when(resend(Side::Owner, facts()))
        .then_refused(ResendRefusal::NotOpen);
}

#[test]
fn a_mail_is_sent_again_and_every_link_of_the_side_works() {
    let mailed = voting()
        .when(resend(Side::NewOwner, facts()))
        .then([Event::BallotMailed { side: Side::NewOwner, serial: 2 }])
        .after();
    for serial in [1, 2] {
        mailed
            .state()
            .decide_vote(Side::NewOwner, serial)
            .unwrap_or_else(|refusal| panic!("serial {serial}: {refusal}"));
    }
    assert_eq!(mailed.state().decide_vote(Side::NewOwner, 3), Err(VoteRefusal::LinkVoid.into()));
    assert_eq!(mailed.state().decide_vote(Side::Owner, 2), Err(VoteRefusal::LinkVoid.into()));
}

impl Trade {
    fn decide_vote(&self, side: Side, serial: u32) -> Result<Vec<Event>, Refusal> {
        self.decided(&vote_by(side, Choice::Accept, by_link(serial)))
    }
}

#[test]
fn every_reason_of_the_paper_not_to_send_a_mail_again() {
    let gone = || Some(RegistrationNumber::new(2));
    let changed = [
        (ResendFacts { registration: None, ..facts() }, ResendRefusal::NameGone, -2),
        (ResendFacts { registration: gone(), ..facts() }, ResendRefusal::NameGone, -2),
        (ResendFacts { auth_code_mark: "mark-2".into(), ..facts() }, ResendRefusal::AuthCodeChanged, -3),
        (ResendFacts { owner_email: None, ..facts() }, ResendRefusal::OwnerInvalid, -4),
        (
            ResendFacts { owner_email: Some(email("new@example.org")), ..facts() },
            ResendRefusal::OwnerEmailChanged,
            -5,
        ),
        (ResendFacts { new_owner_email: None, ..facts() }, ResendRefusal::NewOwnerInvalid, -6),
        (
            ResendFacts { new_owner_email: Some(email("new@example.org")), ..facts() },
            ResendRefusal::NewOwnerEmailChanged,
            -7,
        ),
        (ResendFacts { owner: Some(contact(9)), ..facts() }, ResendRefusal::OwnerChanged, -8),
        (ResendFacts { owner: None, ..facts() }, ResendRefusal::OwnerChanged, -8),
    ];
    for (facts, refusal, number) in changed {
        assert_eq!(refusal.retval(), number);
        for side in [Side::Owner, Side::NewOwner] {
            voting().when(resend(side, facts.clone())).then_refused(refusal);
        }
    }
}

#[test]
fn a_trade_that_is_not_open_sends_no_mail() {
    assert_eq!(ResendRefusal::NotOpen.retval(), -1);
    for past in [approved(), approved().and([Event::Completed]), voting().and([Event::Expired])] {
        past.when(resend(Side::Owner, facts())).then_refused(ResendRefusal::NotOpen);
    }
    let late = Command::Resend { side: Side::Owner, facts: facts(), at: day(14) };
    voting().when(late).then_refused(ResendRefusal::NotOpen);
}

#[test]
fn who_has_voted_gets_no_more_mail() {
    let voted = VoteRefusal::AlreadyVoted { choice: Choice::Accept };
    let reminded = Event::Reminded { side: Side::NewOwner, day: 3, serial: 2 };
    voting()
        .and([cast(Side::Owner, Choice::Accept)])
        .when(resend(Side::Owner, facts()))
        .then_refused(voted)
        .when(Command::Remind { day: 3 })
        .then([reminded])
        .and_twice_is_silence();
}

#[test]
fn each_day_reminds_once() {
    let reminded =
        |day, serial| [Side::Owner, Side::NewOwner].map(|side| Event::Reminded { side, day, serial });
    voting()
        .when(Command::Remind { day: 3 })
        .then(reminded(3, 2))
        .and_twice_is_silence()
        .when(Command::Remind { day: 10 })
        .then(reminded(10, 3))
        .and_twice_is_silence();
    approved().when(Command::Remind { day: 10 }).then_silence();
}

#[test]
fn links_die_with_the_address() {
    let void = voting()
        .when(Command::VoidLinks { side: Side::Owner })
        .then([Event::LinksVoided { side: Side::Owner }])
        .and_twice_is_silence()
        .when(vote(Side::Owner, Choice::Accept))
        .then_refused(VoteRefusal::LinkVoid)
        // Nothing more goes to the old address.
        .when(Command::Remind { day: 3 })
        .then([Event::Reminded { side: Side::NewOwner, day: 3, serial: 2 }])
        .after();
    // An operator may still vote for the side; and the old address may come back into force.
    void.when(vote_by(Side::Owner, Choice::Accept, by_operator(false))).then([cast_by(
        Side::Owner,
        Choice::Accept,
        by_operator(false),
    )]);
    let mailed = voting()
        .and([Event::LinksVoided { side: Side::Owner }])
        .when(resend(Side::Owner, facts()))
        .then([Event::BallotMailed { side: Side::Owner, serial: 2 }])
        .after();
    assert_eq!(mailed.state().decide_vote(Side::Owner, 1), Err(VoteRefusal::LinkVoid.into()));
    assert!(mailed.state().decide_vote(Side::Owner, 2).is_ok());
    approved().when(Command::VoidLinks { side: Side::Owner }).then_silence();
}
