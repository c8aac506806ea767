use super::*;
use crate::policy::{PersonItem, PersonRole};
use crate::testing::given;
use crate::testing::samples::{account, day, email, reason};
use crate::values::{ContactLine, Country, DomainName, Locale, RegistrationNumber};

const REQUEST: DisclosureNumber = DisclosureNumber::new(1000);

pub(crate) fn sealed(text: &str) -> Sealed<Reason> {
    Sealed::open(seal_owner(REQUEST), reason(text))
}

fn digest() -> Sha256Digest {
    Sha256Digest::parse(&"ab".repeat(32)).unwrap()
}

pub(crate) fn filing() -> Filing {
    let requester = Requester {
        name: ContactLine::parse("Claire DURAND").unwrap(),
        organisation: Some(ContactLine::parse("Tribunal de Lyon").unwrap()),
        email: email("greffe@court.example"),
        country: Country::FR,
    };
    Filing {
        name: DomainName::parse("asked.com").unwrap(),
        held: Some(Held { registration: RegistrationNumber::new(7), account: account() }),
        requester: Sealed::open(seal_owner(REQUEST), Box::new(requester)),
        kind: RequesterKind::Judicial,
        locale: Locale::Fr,
        asked: [(PersonRole::Registrant, [PersonItem::Name, PersonItem::Email].into())].into(),
        purpose: sealed("a case of fraud"),
        basis: LegalBasis::CourtOrder,
        reference: Some(sealed("RG 26/01234")),
        evidence: Some(digest()),
        urgent: false,
        terms: Terms {
            received_at: day(0),
            remind_at: day(2),
            due: day(3),
            keep_days: 1095,
            rule: "nis2-28-5@2024-10-18".to_owned(),
        },
    }
}

pub(crate) fn part(items: &[PersonItem]) -> Disclosed {
    let contact = ContactNumber::new(151_049);
    let copy = items.iter().map(|item| (*item, format!("the {}", item.as_str()))).collect();
    Disclosed {
        role: PersonRole::Registrant,
        contact,
        version: 4,
        items: items.iter().copied().collect(),
        copy: Sealed::open(copy_owner(contact), copy),
    }
}

pub(crate) fn grant(disclosed: Vec<Disclosed>, notice: SubjectNotice) -> Box<Decision> {
    let verdict = Verdict::Disclosed { disclosed, balance: sealed("an order of a court binds us"), notice };
    Box::new(Decision { by: "support".parse().unwrap(), at: day(1), verdict })
}

pub(crate) fn denial(because: RefusalReason) -> Box<Decision> {
    let verdict = Verdict::Refused { because, text: sealed("no proof was given") };
    Box::new(Decision { by: "support".parse().unwrap(), at: day(1), verdict })
}

fn kept() -> DateTime<Utc> {
    day(1 + 1095)
}

fn file() -> Command {
    Command::File { filing: Box::new(filing()) }
}

fn filed() -> Event {
    Event::Filed { filing: Box::new(filing()) }
}

fn decide(decision: Box<Decision>) -> Command {
    Command::Decide { decision }
}

fn decided(decision: Box<Decision>) -> Event {
    Event::Decided { decision, kept_until: kept() }
}

fn question(text: &str) -> Command {
    Command::Ask { question: sealed(text), at: day(1) }
}

fn asked(place: u32, text: &str) -> Event {
    Event::MoreAsked { place, question: sealed(text), at: day(1) }
}

fn answer(text: &str) -> Command {
    Command::Answer { answer: sealed(text), evidence: Some(digest()), at: day(2) }
}

fn answered(text: &str) -> Event {
    Event::Answered { answer: sealed(text), evidence: Some(digest()), at: day(2) }
}

#[test]
fn it_is_filed_once_and_names_a_field() {
    let filed = given::<DisclosureRequest>([]).when(file()).then([filed()]).and_twice_is_silence();
    let other = Filing { urgent: true, ..filing() };
    filed.when(Command::File { filing: Box::new(other) }).then_refused(Refusal::NumberTaken);
    for nothing in [Fields::new(), [(PersonRole::Admin, [].into())].into()] {
        let filing = Box::new(Filing { asked: nothing, ..filing() });
        given::<DisclosureRequest>([]).when(Command::File { filing }).then_refused(Refusal::NothingAsked);
    }
}

#[test]
fn nothing_is_done_to_a_request_that_was_never_filed() {
    let withdraw = Command::Withdraw { reason: reason("settled"), at: day(1) };
    let all =
        [question("who are you?"), answer("a court"), decide(denial(RefusalReason::NoAnswer)), withdraw];
    for command in all.into_iter().chain([Command::EraseRequester, Command::Miss { at: day(3) }]) {
        given::<DisclosureRequest>([]).when(command).then_refused(Refusal::Unknown);
    }
}

#[test]
fn it_is_granted_once_with_no_more_than_was_asked_for() {
    let given_out = grant(vec![part(&[PersonItem::Email])], SubjectNotice::Given);
    let granted = given::<DisclosureRequest>([filed()])
        .when(decide(given_out.clone()))
        .then([decided(given_out.clone())])
        .and_twice_is_silence();
    // Somebody else says the same later, and the contact has moved on meanwhile: the answer is the same.
    let mut again = *given_out;
    again.by = "admin".parse().unwrap();
    again.at = day(2);
    if let Verdict::Disclosed { disclosed, .. } = &mut again.verdict {
        disclosed[0].version = 9;
    }
    let granted = granted.when(decide(Box::new(again))).then_silence();
    let more = grant(vec![part(&[PersonItem::Email, PersonItem::Name])], SubjectNotice::Given);
    granted.when(decide(more)).then_refused(Refusal::Over("granted"));
    let beyond = grant(vec![part(&[PersonItem::Email, PersonItem::Phone])], SubjectNotice::Given);
    let refusal = Refusal::NotAsked { role: PersonRole::Registrant, item: PersonItem::Phone };
    given::<DisclosureRequest>([filed()]).when(decide(beyond)).then_refused(refusal);
    let admin = Disclosed { role: PersonRole::Admin, ..part(&[PersonItem::Email]) };
    let refusal = Refusal::NotAsked { role: PersonRole::Admin, item: PersonItem::Email };
    given::<DisclosureRequest>([filed()])
        .when(decide(grant(vec![admin], SubjectNotice::Given)))
        .then_refused(refusal);
    for nothing in [vec![], vec![part(&[])]] {
        given::<DisclosureRequest>([filed()])
            .when(decide(grant(nothing, SubjectNotice::Given)))
            .then_refused(Refusal::NothingDisclosed);
    }
}

#[test]
fn a_refusal_is_final() {
    let denied = denial(RefusalReason::IdentityNotProven);
    let refused = given::<DisclosureRequest>([filed()])
        .when(decide(denied.clone()))
        .then([decided(denied)])
        .and_twice_is_silence();
    let refused = refused.when(question("who are you?")).then_refused(Refusal::Over("refused"));
    drop(refused);
    let denied = decided(denial(RefusalReason::IdentityNotProven));
    given::<DisclosureRequest>([filed(), denied])
        .when(decide(denial(RefusalReason::InterestOverridden)))
        .then_refused(Refusal::Over("refused"));
}

#[test]
fn the_requester_answers_before_anything_is_granted() {
    let asked = given::<DisclosureRequest>([filed()])
        .when(question("whom do you act for?"))
        .then([asked(0, "whom do you act for?")])
        .and_twice_is_silence();
    let given_out = grant(vec![part(&[PersonItem::Email])], SubjectNotice::Given);
    let more = asked.when(answer("for the victim")).then([answered("for the victim")]).and_twice_is_silence();
    more.when(question("since when?")).then([self::asked(1, "since when?")]);
    let waiting = || given::<DisclosureRequest>([filed(), self::asked(0, "whom do you act for?")]);
    waiting().when(question("since when?")).then_refused(Refusal::AnswerMissing);
    waiting().when(decide(given_out)).then_refused(Refusal::AnswerMissing);
    let denied = denial(RefusalReason::NoAnswer);
    waiting().when(decide(denied.clone())).then([decided(denied)]);
    given::<DisclosureRequest>([filed()]).when(answer("unasked")).then_refused(Refusal::NothingWasAsked);
}

#[test]
fn the_desk_is_reminded_once_and_a_late_answer_is_on_the_record() {
    let remind = |on| Command::Remind { at: day(on) };
    let miss = |on| Command::Miss { at: day(on) };
    let reminded = given::<DisclosureRequest>([filed()])
        .when(remind(1))
        .then_silence()
        .when(remind(2))
        .then([Event::DeskReminded { at: day(2) }])
        .and_twice_is_silence();
    let missed = reminded.when(miss(2)).then_silence().when(miss(3)).then([Event::Missed { due: day(3) }]);
    let missed = missed.and_twice_is_silence();
    assert!(missed.state().dossier().is_some_and(|dossier| dossier.missed && dossier.reminded));
    let denied = denial(RefusalReason::DataNotHeld);
    missed.when(decide(denied.clone())).then([decided(denied)]);
    let over = decided(denial(RefusalReason::DataNotHeld));
    given::<DisclosureRequest>([filed(), over]).when(miss(9)).then_silence().when(remind(9)).then_silence();
}

#[test]
fn it_is_withdrawn_while_it_is_open() {
    let withdraw = || Command::Withdraw { reason: reason("settled"), at: day(1) };
    let withdrawn = Event::Withdrawn { reason: reason("settled"), kept_until: kept() };
    let over =
        given::<DisclosureRequest>([filed()]).when(withdraw()).then([withdrawn]).and_twice_is_silence();
    over.when(decide(denial(RefusalReason::NoAnswer))).then_refused(Refusal::Over("withdrawn"));
    let denied = decided(denial(RefusalReason::NoAnswer));
    given::<DisclosureRequest>([filed(), denied]).when(withdraw()).then_refused(Refusal::Over("refused"));
}

#[test]
fn the_requester_is_forgotten_after_the_end_alone() {
    given::<DisclosureRequest>([filed()]).when(Command::EraseRequester).then_refused(Refusal::StillOpen);
    given::<DisclosureRequest>([filed(), decided(denial(RefusalReason::NoAnswer))])
        .when(Command::EraseRequester)
        .then([Event::RequesterErased])
        .and_twice_is_silence();
}

#[test]
fn words_are_read_as_they_are_written() {
    for kind in RequesterKind::ALL {
        assert_eq!(RequesterKind::parse(kind.as_str()), Some(*kind));
    }
    for basis in LegalBasis::ALL {
        assert_eq!(LegalBasis::parse(basis.as_str()), Some(*basis));
    }
    for because in RefusalReason::ALL {
        assert_eq!(RefusalReason::parse(because.as_str()), Some(*because));
    }
    assert_eq!(RequesterKind::parse("court"), None);
}

#[test]
fn nobody_is_named_by_debug() {
    let shown = format!("{:?} {:?}", filing(), grant(vec![part(&[PersonItem::Email])], SubjectNotice::Given));
    for personal in ["DURAND", "greffe@court.example", "fraud", "26/01234", "the email", "binds us"] {
        assert!(!shown.contains(personal), "{personal}: {shown}");
    }
}
