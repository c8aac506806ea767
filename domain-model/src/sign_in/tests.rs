use super::*;
use crate::account::credentials_of;
use crate::testing::given;
use crate::testing::samples::*;
use proptest::prelude::*;

fn session(days: (u64, u64)) -> Session {
    let agent = Agent::of("Firefox");
    Session { opened_at: day(days.0), expires_at: day(days.1), address: None, agent, issuer: None }
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
    Sealed::open(credentials_of(AccountNumber::new(13_490)), text.to_owned())
}

fn hashes() -> BTreeSet<String> {
    ["r1".to_owned(), "r2".to_owned()].into()
}

fn with_second_factor() -> [Event; 3] {
    [
        Event::SecondFactorOffered { secret: secret("GEZDGNBV") },
        Event::SecondFactorConfirmed { step: 100 },
        Event::RecoveryCodesSet { hashes: hashes() },
    ]
}

#[test]
fn every_session_ends_with_the_password() {
    let all = given::<Entrance>([opened("aa", None), opened("bb", None)])
        .when(Command::CloseSessions)
        .then([closed("aa"), closed("bb")])
        .and_twice_is_silence();
    assert!(all.state().sessions.is_empty());
    given::<Entrance>([opened("aa", None)])
        .when(Command::CloseSession { digest: "aa".into() })
        .then([closed("aa")])
        .and_twice_is_silence();
}

#[test]
fn who_is_vouched_for_is_asked_for_no_code_of_ours() {
    let vouched = Session { issuer: Some("https://id.registrar.test".into()), ..session((1, 2)) };
    let digest = "aa".to_owned();
    let open = Command::OpenSession { proof: Proof::Provider, session: vouched.clone(), digest };
    let opened = Event::SessionOpened { digest: "aa".into(), session: vouched, step: None };
    given::<Entrance>(with_second_factor()).when(open.clone()).then([opened.clone()]).and_twice_is_silence();
    given::<Entrance>([]).when(open).then([opened]);
}

#[test]
fn one_session_too_many_ends_the_oldest_and_those_whose_time_is_over_do_not_count() {
    let numbered = |number: u64, days| Event::SessionOpened {
        digest: format!("{number:02}"),
        session: session(days),
        step: None,
    };
    let many = Entrance::SESSIONS as u64;
    let running = (0..many).map(|number| numbered(number, (many - number, 900)));
    let next =
        Command::OpenSession { proof: Proof::Password, session: session((500, 901)), digest: "zz".into() };
    let event = Event::SessionOpened { digest: "zz".into(), session: session((500, 901)), step: None };
    given::<Entrance>(running).when(next.clone()).then([closed(&format!("{:02}", many - 1)), event.clone()]);
    let over = (0..many).map(|number| numbered(number, (number + 1, 400)));
    let after = given::<Entrance>(over).when(next).then([event]).after();
    assert_eq!(after.state().sessions.keys().collect::<Vec<_>>(), ["zz"]);
}

#[test]
fn a_second_factor_is_in_force_once_a_code_was_right() {
    let confirm = Command::ConfirmSecondFactor { step: 100, hashes: hashes() };
    let offer = Command::OfferSecondFactor { secret: secret("GEZDGNBV") };
    given::<Entrance>([]).when(confirm.clone()).then_refused(Refusal::NothingOffered);
    let offered = given::<Entrance>([])
        .when(offer.clone())
        .then([Event::SecondFactorOffered { secret: secret("GEZDGNBV") }])
        .after();
    let without = offered.when(open("aa", Proof::Password)).then([opened("aa", None)]).after();
    let [_, confirmed, codes] = with_second_factor();
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
    let [offer, confirmed, codes] = with_second_factor();
    given::<Entrance>([]).when(open("aa", proof.clone())).then_refused(Refusal::NothingOffered);
    given::<Entrance>([offer])
        .when(open("aa", proof))
        .then([confirmed, codes, opened("aa", Some(100))])
        .after()
        .when(open("bb", Proof::Code { step: 100 }))
        .then_refused(Refusal::CodeWrong);
}

#[test]
fn a_recovery_code_serves_once() {
    let recovery = |digest: &str| open(digest, Proof::Recovery { hash: "r1".into() });
    given::<Entrance>([]).when(recovery("aa")).then_refused(Refusal::NoSecondFactor);
    given::<Entrance>(with_second_factor())
        .when(recovery("aa"))
        .then([Event::RecoveryCodeUsed { hash: "r1".into() }, opened("aa", None)])
        .after()
        .when(recovery("bb"))
        .then_refused(Refusal::CodeWrong)
        .when(open("bb", Proof::Recovery { hash: "r2".into() }))
        .then([Event::RecoveryCodeUsed { hash: "r2".into() }, opened("bb", None)]);
}

#[test]
fn a_second_factor_is_removed_by_a_code_or_by_somebody_else() {
    let remove = |proof| Command::RemoveSecondFactor { proof };
    given::<Entrance>([]).when(remove(None)).then_refused(Refusal::NoSecondFactor);
    let known = given::<Entrance>(with_second_factor())
        .when(remove(Some(Proof::Password)))
        .then_refused(Refusal::CodeNeeded)
        .when(remove(Some(Proof::Code { step: 100 })))
        .then_refused(Refusal::CodeWrong);
    let gone = known.when(remove(Some(Proof::Code { step: 101 }))).then([Event::SecondFactorRemoved]).after();
    gone.when(open("aa", Proof::Password)).then([opened("aa", None)]);
    let removed =
        given::<Entrance>(with_second_factor()).when(remove(None)).then([Event::SecondFactorRemoved]);
    assert_eq!(removed.after().state().second_factor, SecondFactor::default());
}

#[test]
fn nothing_hides_in_the_name_of_a_browser() {
    assert_eq!(Agent::of(" Firefox\u{0} 140\non Linux ").as_str(), "Firefox 140on Linux");
    assert_eq!(Agent::of(&"é".repeat(200)).as_str().chars().count(), Agent::LONGEST);
}

proptest! {
    #[test]
    fn a_time_step_never_serves_twice(steps in prop::collection::vec(95..115u64, 1..40)) {
        let mut state = Entrance::default();
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
