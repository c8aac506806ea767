use super::*;
use crate::testing::given;
use crate::testing::samples::*;
use crate::values::Sealed;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn enrol() -> Command {
    Command::Enrol { role: Role::Support, password_hash: "$argon2id$1".into() }
}

fn enrolled() -> Event {
    Event::Enrolled { role: Role::Support, password_hash: "$argon2id$1".into() }
}

#[test]
fn a_login_is_one_person_forever() {
    given::<Operator>([]).when(enrol()).then([enrolled()]).and_twice_is_refused(Refusal::LoginTaken);
    given::<Operator>([enrolled(), Event::Departed]).when(enrol()).then_refused(Refusal::LoginTaken);
}

#[test]
fn nobody_and_who_has_left_are_unknown() {
    given::<Operator>([]).when(Command::Leave).then_refused(Refusal::Unknown);
    given::<Operator>([enrolled(), Event::Departed])
        .when(Command::SetRole { role: Role::Admin })
        .then_refused(Refusal::Unknown);
}

#[test]
fn role_and_password_change() {
    let operator = given::<Operator>([enrolled()])
        .when(Command::SetRole { role: Role::Finance })
        .then([Event::RoleSet { role: Role::Finance }])
        .and_twice_is_silence()
        .when(Command::SetPassword { hash: "$argon2id$2".into() })
        .then([Event::PasswordSet { hash: "$argon2id$2".into() }])
        .after();
    let Operator::Enrolled { role, password_hash, .. } = operator.state() else { panic!("left") };
    assert_eq!((role, password_hash.as_str()), (&Role::Finance, "$argon2id$2"));
}

#[test]
fn tokens_end_when_revoked_and_when_their_owner_leaves() {
    let issue = |digest: &str| Command::IssueToken { digest: digest.into(), expires_at: Some(day(30)) };
    let issued = |digest: &str| Event::TokenIssued { digest: digest.into(), expires_at: Some(day(30)) };
    let operator = given::<Operator>([enrolled()])
        .when(issue("aa"))
        .then([issued("aa")])
        .and_twice_is_silence()
        .when(Command::RevokeToken { digest: "aa".into() })
        .then([Event::TokenRevoked { digest: "aa".into() }])
        .and_twice_is_silence()
        .when(issue("bb"))
        .then([issued("bb")])
        .after();
    let Operator::Enrolled { tokens, .. } = operator.state() else { panic!("left") };
    assert_eq!(tokens.keys().collect::<Vec<_>>(), ["bb"]);
    let left = operator.when(Command::Leave).then([Event::Departed]).and_twice_is_silence();
    assert_eq!(left.state(), &Operator::Left);
}

fn session(days: (u64, u64)) -> Session {
    Session { opened_at: day(days.0), expires_at: day(days.1), address: None, agent: Agent::of("Firefox") }
}

fn open(digest: &str, proof: Proof) -> Command {
    Command::OpenSession { proof, session: session((1, 2)), digest: digest.into() }
}

fn opened(digest: &str, step: Option<u64>) -> Event {
    Event::SessionOpened { digest: digest.into(), session: session((1, 2)), step }
}

fn closed(digest: &str) -> Event {
    Event::SessionClosed { digest: digest.into() }
}

fn secret(text: &str) -> Sealed<String> {
    Sealed::open(credentials_of(&"support".parse().unwrap()), text.to_owned())
}

fn hashes() -> BTreeSet<String> {
    ["r1".to_owned(), "r2".to_owned()].into()
}

fn with_second_factor() -> [Event; 4] {
    [
        enrolled(),
        Event::SecondFactorOffered { secret: secret("GEZDGNBV") },
        Event::SecondFactorConfirmed { step: 100 },
        Event::RecoveryCodesSet { hashes: hashes() },
    ]
}

#[test]
fn sessions_end_when_closed_and_with_the_password_the_role_and_the_post() {
    let sessions = [enrolled(), opened("aa", None), opened("bb", None)];
    let password = Command::SetPassword { hash: "$argon2id$2".into() };
    let set = Event::PasswordSet { hash: "$argon2id$2".into() };
    given::<Operator>(sessions.clone()).when(password).then([set, closed("aa"), closed("bb")]);
    given::<Operator>(sessions.clone()).when(Command::SetRole { role: Role::Admin }).then([
        Event::RoleSet { role: Role::Admin },
        closed("aa"),
        closed("bb"),
    ]);
    given::<Operator>(sessions.clone()).when(Command::SetRole { role: Role::Support }).then_silence();
    given::<Operator>(sessions.clone()).when(Command::Leave).then([
        closed("aa"),
        closed("bb"),
        Event::Departed,
    ]);
    let one = given::<Operator>(sessions)
        .when(Command::CloseSession { digest: "aa".into() })
        .then([closed("aa")])
        .and_twice_is_silence();
    let Operator::Enrolled { sessions, .. } = one.state() else { panic!("left") };
    assert_eq!(sessions.keys().collect::<Vec<_>>(), ["bb"]);
}

#[test]
fn one_session_too_many_ends_the_oldest_and_those_whose_time_is_over_do_not_count() {
    let numbered = |number: u64, days| Event::SessionOpened {
        digest: format!("{number:02}"),
        session: session(days),
        step: None,
    };
    let many = Operator::SESSIONS as u64;
    let running = (0..many).map(|number| numbered(number, (many - number, 900)));
    let next =
        Command::OpenSession { proof: Proof::Password, session: session((500, 901)), digest: "zz".into() };
    let event = Event::SessionOpened { digest: "zz".into(), session: session((500, 901)), step: None };
    given::<Operator>([enrolled()].into_iter().chain(running))
        .when(next.clone())
        .then([closed(&format!("{:02}", many - 1)), event.clone()]);
    let over = (0..many).map(|number| numbered(number, (number + 1, 400)));
    let after = given::<Operator>([enrolled()].into_iter().chain(over)).when(next).then([event]).after();
    let Operator::Enrolled { sessions, .. } = after.state() else { panic!("left") };
    assert_eq!(sessions.keys().collect::<Vec<_>>(), ["zz"]);
}

#[test]
fn a_second_factor_is_in_force_once_a_code_was_right() {
    let confirm = Command::ConfirmSecondFactor { step: 100, hashes: hashes() };
    let offer = Command::OfferSecondFactor { secret: secret("GEZDGNBV") };
    given::<Operator>([enrolled()]).when(confirm.clone()).then_refused(Refusal::NothingOffered);
    let offered = given::<Operator>([enrolled()])
        .when(offer.clone())
        .then([Event::SecondFactorOffered { secret: secret("GEZDGNBV") }])
        .after();
    let without = offered.when(open("aa", Proof::Password)).then([opened("aa", None)]).after();
    let [_, _, confirmed, codes] = with_second_factor();
    let with = without.when(confirm.clone()).then([confirmed, codes]).after();
    let with = with.when(confirm).then_refused(Refusal::SecondFactorInForce);
    let with = with.when(offer).then_refused(Refusal::SecondFactorInForce);
    let with = with.when(open("bb", Proof::Password)).then_refused(Refusal::CodeNeeded);
    let with = with.when(open("bb", Proof::Code { step: 100 })).then_refused(Refusal::CodeWrong);
    with.when(open("bb", Proof::Code { step: 101 }))
        .then([opened("bb", Some(101))])
        .after()
        .when(open("cc", Proof::Code { step: 101 }))
        .then_refused(Refusal::CodeWrong);
}

#[test]
fn the_first_code_of_a_second_factor_may_be_that_of_a_sign_in() {
    let proof = Proof::Enrolment { step: 100, hashes: hashes() };
    let [_, offer, confirmed, codes] = with_second_factor();
    given::<Operator>([enrolled()]).when(open("aa", proof.clone())).then_refused(Refusal::NothingOffered);
    given::<Operator>([enrolled(), offer])
        .when(open("aa", proof))
        .then([confirmed, codes, opened("aa", Some(100))])
        .after()
        .when(open("bb", Proof::Code { step: 100 }))
        .then_refused(Refusal::CodeWrong);
}

#[test]
fn a_recovery_code_serves_once() {
    let recovery = |digest: &str| open(digest, Proof::Recovery { hash: "r1".into() });
    given::<Operator>([enrolled()]).when(recovery("aa")).then_refused(Refusal::NoSecondFactor);
    given::<Operator>(with_second_factor())
        .when(recovery("aa"))
        .then([Event::RecoveryCodeUsed { hash: "r1".into() }, opened("aa", None)])
        .after()
        .when(recovery("bb"))
        .then_refused(Refusal::CodeWrong)
        .when(open("bb", Proof::Recovery { hash: "r2".into() }))
        .then([Event::RecoveryCodeUsed { hash: "r2".into() }, opened("bb", None)]);
}

#[test]
fn a_second_factor_is_removed_by_a_code_or_by_another_operator() {
    let remove = |proof| Command::RemoveSecondFactor { proof };
    given::<Operator>([enrolled()]).when(remove(None)).then_refused(Refusal::NoSecondFactor);
    let known = given::<Operator>(with_second_factor())
        .when(remove(Some(Proof::Password)))
        .then_refused(Refusal::CodeNeeded)
        .when(remove(Some(Proof::Code { step: 100 })))
        .then_refused(Refusal::CodeWrong);
    let gone = known.when(remove(Some(Proof::Code { step: 101 }))).then([Event::SecondFactorRemoved]).after();
    gone.when(open("aa", Proof::Password)).then([opened("aa", None)]);
    let removed =
        given::<Operator>(with_second_factor()).when(remove(None)).then([Event::SecondFactorRemoved]);
    let Operator::Enrolled { second_factor, .. } = removed.after().state().clone() else { panic!("left") };
    assert_eq!(*second_factor, SecondFactor::default());
}

proptest! {
    #[test]
    fn a_time_step_never_serves_twice(steps in prop::collection::vec(95..115u64, 1..40)) {
        let mut state = Operator::default();
        with_second_factor().into_iter().for_each(|event| cqrs_es::Aggregate::apply(&mut state, event));
        let mut served = BTreeSet::from([100]);
        for (number, step) in steps.into_iter().enumerate() {
            let command = match number % 3 {
                0 => Command::RemoveSecondFactor { proof: Some(Proof::Code { step }) },
                _ => open(&number.to_string(), Proof::Code { step }),
            };
            let newer = served.iter().all(|last| step > *last);
            match state.decided(&command) {
                Ok(events) => {
                    prop_assert!(newer, "{step} after {served:?}");
                    // A removed factor has no steps any more; here it stays.
                    if number % 3 != 0 {
                        served.insert(step);
                        events.into_iter().for_each(|event| cqrs_es::Aggregate::apply(&mut state, event));
                    }
                }
                Err(refusal) => {
                    prop_assert_eq!(refusal, Refusal::CodeWrong);
                    prop_assert!(!newer, "{} was refused after {:?}", step, served);
                }
            }
        }
    }
}

#[test]
fn nothing_hides_in_the_name_of_a_browser() {
    assert_eq!(Agent::of(" Firefox\u{0} 140\non Linux ").as_str(), "Firefox 140on Linux");
    assert_eq!(Agent::of(&"é".repeat(200)).as_str().chars().count(), Agent::LONGEST);
}

#[test]
fn who_may_what() {
    use Role::*;
    let allowed = |may: fn(Role) -> bool| -> Vec<Role> {
        [Viewer, Auditor, Support, Finance, Admin].into_iter().filter(|role| may(*role)).collect()
    };
    assert_eq!(allowed(Role::may_support), [Support, Admin]);
    assert_eq!(allowed(Role::may_finance), [Finance, Admin]);
    assert_eq!(allowed(Role::sees_personal_data), [Auditor, Support, Admin]);
}

#[test]
fn words_are_read_back_and_others_refused() {
    assert_eq!("finance".parse(), Ok(Role::Finance));
    assert_eq!("root".parse::<Role>(), Err(OperatorError::Role));
    assert_eq!("Jean.Dupond".parse::<Login>().unwrap().as_str(), "jean.dupond");
    for text in ["", "a b", &"x".repeat(33)] {
        assert_eq!(text.parse::<Login>(), Err(OperatorError::Login), "{text}");
    }
}
