use super::*;
use crate::sign_in::{self, Agent, Proof, Session};
use crate::testing::given;
use crate::testing::samples::*;
use crate::values::Sealed;

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

fn session() -> Session {
    let agent = Agent::of("Firefox");
    Session { opened_at: day(1), expires_at: day(2), address: None, agent, issuer: None }
}

fn opened(digest: &str) -> Event {
    Event::SessionOpened { digest: digest.into(), session: session(), step: None }
}

fn closed(digest: &str) -> Event {
    Event::SessionClosed { digest: digest.into() }
}

#[test]
fn sessions_end_when_closed_and_with_the_password_the_role_and_the_post() {
    let sessions = [enrolled(), opened("aa"), opened("bb")];
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
        .when(Command::SignIn(sign_in::Command::CloseSession { digest: "aa".into() }))
        .then([closed("aa")])
        .and_twice_is_silence();
    let Operator::Enrolled { entrance, .. } = one.state() else { panic!("left") };
    assert_eq!(entrance.sessions.keys().collect::<Vec<_>>(), ["bb"]);
}

#[test]
fn what_a_sign_in_takes_is_decided_as_for_everybody() {
    let secret = Sealed::open(credentials_of(&"support".parse().unwrap()), "GEZDGNBV".to_owned());
    let open = |proof| {
        let digest = "aa".to_owned();
        Command::SignIn(sign_in::Command::OpenSession { proof, session: session(), digest })
    };
    let hashes = ["r1".to_owned()].into();
    given::<Operator>([]).when(open(Proof::Password)).then_refused(Refusal::Unknown);
    given::<Operator>([
        enrolled(),
        Event::SecondFactorOffered { secret },
        Event::SecondFactorConfirmed { step: 100 },
        Event::RecoveryCodesSet { hashes },
    ])
    .when(open(Proof::Password))
    .then_refused(Refusal::SignIn(sign_in::Refusal::CodeNeeded))
    .when(open(Proof::Recovery { hash: "r1".into() }))
    .then([Event::RecoveryCodeUsed { hash: "r1".into() }, opened("aa")]);
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
