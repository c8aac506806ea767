use super::*;
use crate::testing::samples::*;
use crate::testing::{Given, given};

const FROM: u64 = 13_490;
const TO: u64 = 13_500;
const MOST: u32 = 2;

fn terms() -> Terms {
    Terms {
        number: operation(277),
        name: name(),
        registration: RegistrationNumber::new(1),
        roles: [AccountRole::Admin, AccountRole::Billing].into_iter().collect(),
        from: AccountNumber::new(FROM),
        to: AccountNumber::new(TO),
        asked_by: AccountNumber::new(FROM),
        requested_at: day(0),
        expires_at: day(14),
    }
}

fn former() -> Party {
    party(FROM, "former@example.org")
}

fn new() -> Party {
    party(TO, "new@example.org")
}

fn ask(terms: Terms) -> Command {
    Command::Ask { terms: Box::new(terms), from: Box::new(former()), to: Box::new(new()) }
}

fn asked() -> Event {
    Event::Asked { terms: Box::new(terms()), from: Box::new(former()), to: Box::new(new()) }
}

fn voting() -> Given<ContactChange> {
    given([asked()])
}

fn vote(side: Side, choice: Choice) -> Command {
    Command::Vote { side, choice, voter: by_link(1), at: day(1) }
}

fn cast(side: Side, choice: Choice) -> Event {
    Event::VoteCast { side, vote: Vote { choice, voter: by_link(1), at: day(1) } }
}

fn approved() -> Given<ContactChange> {
    voting().and([cast(Side::From, Choice::Accept), cast(Side::To, Choice::Accept), Event::Approved])
}

fn failed() -> Given<ContactChange> {
    approved().and([Event::Failed { code: 2304, message: "no".into() }])
}

fn abort(why: Aborted) -> Command {
    Command::Abort { why }
}

fn resend(party: Party, at: u64) -> Command {
    Command::Resend { side: Side::To, party: Box::new(party), most: MOST, at: day(at) }
}

fn mailed(serial: u32, party: Option<Party>, at: u64) -> Event {
    Event::BallotMailed { side: Side::To, serial, party: party.map(Box::new), at: day(at) }
}

#[test]
fn a_change_is_asked_for_once() {
    given::<ContactChange>([]).when(ask(terms())).then([asked()]).and_twice_is_silence();
    let other = Terms { asked_by: AccountNumber::new(TO), ..terms() };
    voting().when(ask(other)).then_refused(Refusal::NumberTaken);
}

#[test]
fn what_would_move_nothing_is_refused() {
    let same = Terms { to: AccountNumber::new(FROM), ..terms() };
    given::<ContactChange>([]).when(ask(same)).then_refused(Refusal::NothingMoves);
    let none = Terms { roles: AccountRoles::default(), ..terms() };
    given::<ContactChange>([]).when(ask(none)).then_refused(Refusal::NothingMoves);
    given::<ContactChange>([]).when(vote(Side::From, Choice::Accept)).then_refused(Refusal::Unknown);
}

#[test]
fn both_sides_must_accept_in_any_order() {
    for side in Side::BOTH {
        voting()
            .when(vote(side, Choice::Accept))
            .then([cast(side, Choice::Accept)])
            .after()
            .when(vote(side.other(), Choice::Accept))
            .then([cast(side.other(), Choice::Accept), Event::Approved])
            .and_twice_is_silence();
    }
}

#[test]
fn one_refusal_ends_it() {
    for side in Side::BOTH {
        voting()
            .when(vote(side, Choice::Refuse))
            .then([cast(side, Choice::Refuse), Event::Refused { side }])
            .and_twice_is_silence()
            .when(vote(side.other(), Choice::Accept))
            .then_refused(Refusal::NotNow { state: "Refused" });
    }
    let half = voting().and([cast(Side::From, Choice::Accept)]);
    half.when(vote(Side::To, Choice::Refuse))
        .then([cast(Side::To, Choice::Refuse), Event::Refused { side: Side::To }]);
}

#[test]
fn a_side_answers_once() {
    let half = voting().and([cast(Side::From, Choice::Accept)]);
    half.when(vote(Side::From, Choice::Refuse))
        .then_refused(VoteRefusal::AlreadyVoted { choice: Choice::Accept });
}

#[test]
fn our_staff_answers_for_a_side() {
    let vote = Vote { choice: Choice::Accept, voter: by_operator(true), at: day(1) };
    let command =
        Command::Vote { side: Side::To, choice: Choice::Accept, voter: by_operator(true), at: day(1) };
    voting().when(command).then([Event::VoteCast { side: Side::To, vote }]).and_twice_is_silence();
}

#[test]
fn a_mail_goes_again_to_the_address_of_today() {
    let again = voting().when(resend(new(), 1)).then([mailed(2, None, 1)]).after();
    assert!(again.state().dossier().unwrap().1.to.accepts_serial(1), "every link of an address works");
    let moved = party(TO, "elsewhere@example.org");
    let again = again.when(resend(moved.clone(), 3)).then([mailed(3, Some(moved), 3)]).after();
    let (_, ballots) = again.state().dossier().unwrap();
    assert!(!ballots.to.accepts_serial(2) && ballots.to.accepts_serial(3), "another's links are void");
    let old = Command::Vote { side: Side::To, choice: Choice::Accept, voter: by_link(2), at: day(4) };
    again.when(old).then_refused(VoteRefusal::LinkVoid);
}

#[test]
fn nobody_is_mailed_without_end() {
    let twice = voting().and([mailed(2, None, 1), mailed(3, None, 1)]);
    let too_often = Refusal::MailedTooOften { most: MOST };
    let twice = twice.when(resend(new(), 1)).then_refused(too_often);
    twice.when(resend(new(), 2)).then([mailed(4, None, 2)]);
}

#[test]
fn nobody_is_mailed_who_has_answered_or_is_late() {
    let half = voting().and([cast(Side::To, Choice::Accept)]);
    half.when(resend(new(), 2)).then_refused(VoteRefusal::AlreadyVoted { choice: Choice::Accept });
    voting().when(resend(new(), 14)).then_refused(Refusal::VotesExpired);
    approved().when(resend(new(), 2)).then_refused(Refusal::NotNow { state: "Approved" });
}

#[test]
fn links_are_void_once_the_address_has_changed() {
    let void = voting()
        .when(Command::VoidLinks { side: Side::To })
        .then([Event::LinksVoided { side: Side::To }])
        .and_twice_is_silence();
    let void = void.when(vote(Side::To, Choice::Accept)).then_refused(VoteRefusal::LinkVoid);
    let here = vec![Event::Reminded { side: Side::From, day: 3, serial: 2 }];
    let void = void.when(Command::Remind { day: 3 }).then(here).after();
    void.when(vote(Side::From, Choice::Accept)).then([cast(Side::From, Choice::Accept)]);
    approved().when(Command::VoidLinks { side: Side::To }).then_silence();
}

#[test]
fn sides_are_reminded_once_a_day_and_until_they_answer() {
    let half = voting().and([cast(Side::From, Choice::Accept)]);
    let reminded = Event::Reminded { side: Side::To, day: 3, serial: 2 };
    half.when(Command::Remind { day: 3 }).then([reminded]).and_twice_is_silence();
    approved().when(Command::Remind { day: 10 }).then_silence();
}

#[test]
fn it_expires_at_its_deadline() {
    voting().when(Command::Expire { at: day(13) }).then_refused(Refusal::NotYet);
    let over = voting().when(Command::Expire { at: day(14) }).then([Event::Expired]).and_twice_is_silence();
    over.when(vote(Side::To, Choice::Accept)).then_refused(Refusal::NotNow { state: "Expired" });
    let late = Command::Vote { side: Side::To, choice: Choice::Accept, voter: by_link(1), at: day(14) };
    voting().when(late).then_refused(Refusal::VotesExpired);
    approved().when(Command::Expire { at: day(14) }).then_silence();
}

#[test]
fn it_is_aborted_while_nothing_is_at_the_registry() {
    let withdrawn = || Aborted::Withdrawn { reason: reason("asked for by mistake") };
    for why in [Aborted::NameLeft, Aborted::RolesMoved, withdrawn()] {
        voting().when(abort(why.clone())).then([Event::Aborted { why: why.clone() }]).and_twice_is_silence();
        failed().when(abort(why.clone())).then([Event::Aborted { why }]);
    }
    approved().when(abort(Aborted::NameLeft)).then([Event::Aborted { why: Aborted::NameLeft }]);
    approved().when(abort(withdrawn())).then_refused(Refusal::NotNow { state: "Approved" });
    let done = approved().and([Event::Completed]);
    done.when(abort(Aborted::NameLeft)).then_refused(Refusal::NotNow { state: "Completed" });
}

#[test]
fn what_both_accepted_ends_at_the_registry() {
    approved().when(Command::Complete).then([Event::Completed]).and_twice_is_silence();
    let fail = Command::Fail { code: 2304, message: "no".into() };
    let refused = approved()
        .when(fail.clone())
        .then([Event::Failed { code: 2304, message: "no".into() }])
        .and_twice_is_silence();
    let again = refused.when(Command::Resume).then([Event::Resumed]).and_twice_is_silence();
    again.when(Command::Complete).then([Event::Completed]);
    failed().when(Command::Complete).then([Event::Completed]);
    voting().when(Command::Complete).then_refused(Refusal::NotNow { state: "Voting" });
    voting().when(fail).then_refused(Refusal::NotNow { state: "Voting" });
}

#[test]
fn only_who_takes_part_is_concerned() {
    let terms = Terms { asked_by: AccountNumber::new(7), ..terms() };
    for (account, concerned) in [(FROM, true), (TO, true), (7, true), (8, false)] {
        assert_eq!(terms.concerns(AccountNumber::new(account)), concerned, "{account}");
    }
    assert_eq!(terms.side_of(AccountNumber::new(TO)), Some(Side::To));
    assert_eq!(terms.side_of(AccountNumber::new(7)), None);
}
