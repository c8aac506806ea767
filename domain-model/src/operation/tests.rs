use super::*;
use crate::EventSourced;
use crate::testing::samples::*;
use crate::testing::{Given, given};
use crate::values::Sha256Digest;
use cqrs_es::Aggregate;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn open(waits: bool) -> Command {
    Command::Open { dossier: Box::new(dossier(277)), waits }
}

fn opened(waits: bool) -> Event {
    Event::Opened { dossier: Box::new(dossier(277)), waits }
}

fn sent(step: usize, attempt: u32) -> Event {
    Event::StepSent { step, attempt, cltrid: trid(step, attempt) }
}

fn trid(step: usize, attempt: u32) -> ClTrid {
    cltrid(&format!("RGR-277-{}-{attempt}", step + 1))
}

fn accepted(step: usize, attempt: u32) -> Command {
    Command::StepAccepted { cltrid: trid(step, attempt), svtrid: "SRV-1".into() }
}

fn done(step: usize, attempt: u32) -> Command {
    Command::StepDone { cltrid: trid(step, attempt), svtrid: "SRV-1".into() }
}

fn step_done(step: usize) -> Event {
    Event::StepDone { step, svtrid: "SRV-1".into() }
}

fn conclude(step: usize, attempt: u32) -> Command {
    Command::Conclude { fact: fact(trid(step, attempt).as_str()) }
}

fn fail(attempt: Option<ClTrid>, code: u16) -> Command {
    Command::Fail { cltrid: attempt, code, message: "Object exists".into() }
}

fn failed(code: u16) -> Event {
    Event::Failed { code, message: "Object exists".into() }
}

fn restart(waits: bool) -> Command {
    Command::Restart { auth_code: None, waits }
}

fn restarted(waits: bool) -> Event {
    Event::Restarted { auth_code: None, waits }
}

/// The contact is created, and the name's creation has been sent.
fn in_second_step() -> Given<Operation> {
    given([opened(false), sent(0, 1), step_done(0), sent(1, 1)])
}

#[test]
fn a_number_is_one_request_forever() {
    given::<Operation>([]).when(open(false)).then([opened(false)]).and_twice_is_silence();
    let other = Dossier { requested_at: day(1), ..dossier(277) };
    given::<Operation>([opened(false)])
        .when(Command::Open { dossier: Box::new(other), waits: false })
        .then_refused(Refusal::NumberTaken);
}

#[test]
fn something_has_to_be_done() {
    let nothing = Dossier { steps: vec![], ..dossier(277) };
    given::<Operation>([])
        .when(Command::Open { dossier: Box::new(nothing), waits: false })
        .then_refused(Refusal::NoSteps)
        .when(Command::SendStep)
        .then_refused(Refusal::Unknown);
}

#[test]
fn step_by_step_to_the_end() {
    let last = given::<Operation>([opened(false)])
        .when(Command::SendStep)
        .then([sent(0, 1)])
        .and_twice_is_silence()
        .when(done(0, 1))
        .then([step_done(0)])
        .and_twice_is_silence()
        .when(Command::SendStep)
        .then([sent(1, 1)])
        .and_twice_is_silence()
        .when(accepted(1, 1))
        .then([Event::StepPending { step: 1, cltrid: trid(1, 1), svtrid: "SRV-1".into() }])
        .and_twice_is_silence()
        .when(Command::SendStep)
        .then_silence();
    let end =
        last.when(conclude(1, 1)).then([Event::Done { fact: fact("RGR-277-2-1") }]).and_twice_is_silence();
    assert!(!end.state().is_unfinished());
    end.when(fail(Some(trid(1, 1)), 2400))
        .then_refused(Refusal::NotNow { state: "Done" })
        .when(Command::Close)
        .then_refused(Refusal::NotNow { state: "Done" });
}

#[test]
fn an_answer_that_comes_twice_does_not_confirm_the_next_step() {
    in_second_step()
        .when(done(0, 1))
        .then_silence()
        .when(accepted(0, 1))
        .then_silence()
        .when(fail(Some(trid(0, 1)), 2302))
        .then_refused(Refusal::OtherTransaction)
        .when(conclude(0, 1))
        .then_refused(Refusal::OtherTransaction);
}

#[test]
fn the_last_step_concludes_and_no_other_does() {
    in_second_step().when(done(1, 1)).then_refused(Refusal::LastStep);
    given::<Operation>([opened(false), sent(0, 1)])
        .when(conclude(0, 1))
        .then_refused(Refusal::StepsLeft { left: 1 });
}

#[test]
fn what_was_not_sent_has_no_answer() {
    given::<Operation>([opened(false)])
        .when(conclude(0, 1))
        .then_refused(Refusal::OtherTransaction)
        .when(done(0, 1))
        .then_refused(Refusal::OtherTransaction)
        .when(accepted(0, 1))
        .then_refused(Refusal::OtherTransaction)
        .when(Command::SendAgain)
        .then_silence();
}

#[test]
fn a_lost_command_is_sent_again_as_a_new_attempt() {
    in_second_step()
        .when(Command::SendAgain)
        .then([Event::StepRetried { step: 1 }])
        .and_twice_is_silence()
        .when(Command::SendStep)
        .then([sent(1, 2)])
        .after()
        // The first attempt's answer was not lost after all, but nobody may settle by it now.
        .when(conclude(1, 1))
        .then_refused(Refusal::OtherTransaction)
        .when(fail(Some(trid(1, 1)), 2400))
        .then_refused(Refusal::OtherTransaction)
        .when(conclude(1, 2))
        .then([Event::Done { fact: fact("RGR-277-2-2") }]);
}

#[test]
fn what_was_accepted_for_later_is_not_sent_again() {
    in_second_step()
        .and([Event::StepPending { step: 1, cltrid: trid(1, 1), svtrid: "SRV-1".into() }])
        .when(Command::SendAgain)
        .then_refused(Refusal::NotNow { state: "Processing" });
}

#[test]
fn what_was_sent_is_ended_by_its_own_answer_only() {
    in_second_step()
        .when(fail(None, 2306))
        .then_refused(Refusal::NotNow { state: "Processing" })
        .when(fail(Some(trid(1, 1)), 2302))
        .then([failed(2302)])
        .and_twice_is_silence()
        .when(fail(Some(trid(1, 1)), 2400))
        .then_refused(Refusal::NotNow { state: "Failed" });
    given::<Operation>([opened(false)]).when(fail(None, 2306)).then([failed(2306)]).and_twice_is_silence();
}

#[test]
fn votes_come_first() {
    let waiting = given::<Operation>([opened(true)]);
    assert!(waiting.state().is_unfinished());
    waiting
        .when(Command::SendStep)
        .then_refused(Refusal::NotNow { state: "Waiting" })
        .when(fail(Some(trid(0, 1)), 2302))
        .then_refused(Refusal::OtherTransaction)
        .when(Command::Proceed)
        .then([Event::Proceeded])
        .and_twice_is_silence()
        .when(Command::SendStep)
        .then([sent(0, 1)]);
    given::<Operation>([opened(true)]).when(fail(None, 2306)).then([failed(2306)]).and_twice_is_silence();
}

#[test]
fn a_restart_goes_on_where_it_failed_and_keeps_counting_attempts() {
    in_second_step()
        .and([failed(2400)])
        .when(restart(false))
        .then([restarted(false)])
        .and_twice_is_refused(Refusal::NotFailed)
        .when(Command::SendStep)
        .then([sent(1, 2)])
        .after()
        // The failure that led to the restart, heard once more, does not end the new attempt.
        .when(fail(Some(trid(1, 1)), 2400))
        .then_refused(Refusal::OtherTransaction)
        .and([failed(2400)])
        .when(restart(true))
        .then([restarted(true)])
        .after()
        .when(Command::Proceed)
        .then([Event::Proceeded])
        .after()
        .when(Command::SendStep)
        .then([sent(1, 3)]);
}

#[test]
fn a_restart_may_bring_a_new_auth_code() {
    let request =
        Request::TransferIn { name: name(), auth_code: Some(auth_code("wrong-code")), period: None };
    let dossier = Dossier { request, steps: vec![Step::RequestTransfer], ..dossier(277) };
    let operation = given::<Operation>([Event::Opened { dossier: Box::new(dossier), waits: false }])
        .and([failed(2202)])
        .when(Command::Restart { auth_code: Some(auth_code("right-code")), waits: false })
        .then([Event::Restarted { auth_code: Some(auth_code("right-code")), waits: false }])
        .after();
    let Request::TransferIn { auth_code: code, .. } = &operation.state().dossier().unwrap().request else {
        panic!("another request")
    };
    assert_eq!(code.as_ref(), Some(&auth_code("right-code")));
}

#[test]
fn asked_for_again_while_it_waits_it_waits_on_with_the_new_code() {
    let request =
        Request::TransferIn { name: name(), auth_code: Some(auth_code("first-code")), period: None };
    let dossier = Dossier { request, steps: vec![Step::RequestTransfer], ..dossier(277) };
    let again = Event::Restarted { auth_code: Some(auth_code("second-code")), waits: true };
    let operation = given::<Operation>([Event::Opened { dossier: Box::new(dossier), waits: true }])
        .when(Command::Restart { auth_code: Some(auth_code("second-code")), waits: true })
        .then([again])
        .after();
    assert!(matches!(operation.state(), Operation::Waiting(_, position) if position.attempt == 1));
    let Request::TransferIn { auth_code: code, .. } = &operation.state().dossier().unwrap().request else {
        panic!("another request")
    };
    assert_eq!(code.as_ref(), Some(&auth_code("second-code")));
    operation.when(Command::Proceed).then([Event::Proceeded]);
}

#[test]
fn only_what_failed_is_restarted() {
    for past in [vec![opened(false)], vec![opened(true)], vec![opened(true), Event::Closed]] {
        given::<Operation>(past).when(restart(false)).then_refused(Refusal::NotFailed);
    }
    in_second_step()
        .and([Event::Done { fact: fact("RGR-277-2-1") }])
        .when(restart(false))
        .then_refused(Refusal::NotFailed);
}

#[test]
fn given_up_it_is_over() {
    for past in [vec![opened(true)], vec![opened(false), failed(2302)]] {
        given::<Operation>(past)
            .when(Command::Close)
            .then([Event::Closed])
            .and_twice_is_silence()
            .when(Command::Proceed)
            .then_refused(Refusal::NotNow { state: "Closed" });
    }
    in_second_step().when(Command::Close).then_refused(Refusal::NotNow { state: "Processing" });
}

fn by_hand() -> Command {
    Command::ConcludeByHand {
        operator: "support".into(),
        reason: reason("confirmed on the telephone"),
        evidence: Sha256Digest::parse(&"ab".repeat(32)).unwrap(),
        at: day(9),
    }
}

fn done_by_hand(trid: ClTrid) -> Event {
    Event::DoneByHand {
        fact: RegistryFact {
            registry: dossier(277).registry,
            cltrid: trid,
            svtrid: format!("operator:support sha256:{}", "ab".repeat(32)),
            at: day(9),
        },
        operator: "support".into(),
        reason: reason("confirmed on the telephone"),
        evidence: Sha256Digest::parse(&"ab".repeat(32)).unwrap(),
    }
}

#[test]
fn a_document_stands_for_the_registrys_answer_wherever_the_steps_are() {
    let ready = given::<Operation>([opened(false)]);
    ready.when(by_hand()).then([done_by_hand(trid(0, 1))]).and_twice_is_silence();
    let lost = given::<Operation>([opened(false)]).and([sent(0, 1)]);
    let done = lost.when(by_hand()).then([done_by_hand(trid(0, 1))]).after();
    assert!(matches!(done.state(), Operation::Done(_, fact) if fact.cltrid == trid(0, 1)));
    // What comes late from the registry under the same transaction has been heard.
    done.when(conclude(0, 1)).then_silence();
}

#[test]
fn what_waits_for_votes_or_has_failed_is_not_done_by_hand() {
    given::<Operation>([opened(true)]).when(by_hand()).then_refused(Refusal::NotNow { state: "Waiting" });
    given::<Operation>([opened(false), failed(2302)])
        .when(by_hand())
        .then_refused(Refusal::NotNow { state: "Failed" });
}

/// A command, some of them answers to an attempt that may be the right one, an old one or none at all.
fn any_command() -> impl Strategy<Value = Command> {
    let attempt = || (0..3_usize, 1..5_u32);
    prop_oneof![
        2 => any::<bool>().prop_map(open),
        3 => Just(Command::Proceed),
        6 => Just(Command::SendStep),
        3 => Just(Command::SendAgain),
        2 => attempt().prop_map(|(step, attempt)| accepted(step, attempt)),
        4 => attempt().prop_map(|(step, attempt)| done(step, attempt)),
        2 => attempt().prop_map(|(step, attempt)| conclude(step, attempt)),
        2 => attempt().prop_map(|(step, attempt)| fail(Some(trid(step, attempt)), 2400)),
        1 => Just(fail(None, 2306)),
        4 => any::<bool>().prop_map(restart),
        1 => Just(by_hand()),
        1 => Just(Command::Close),
    ]
}

proptest! {
    #[test]
    fn any_sequence_of_commands_stays_within_the_steps_and_repeats_no_transaction(
        commands in proptest::collection::vec(any_command(), 0..120)
    ) {
        let mut operation = Operation::default();
        let mut transactions = BTreeSet::new();
        let mut confirmed = BTreeSet::new();
        for command in std::iter::once(open(false)).chain(commands) {
            for event in operation.decide(&command).unwrap_or_default() {
                match &event {
                    Event::StepSent { cltrid, .. } => {
                        prop_assert!(transactions.insert(cltrid.clone()), "{} was used twice", cltrid);
                    }
                    Event::StepDone { step, .. } => {
                        prop_assert!(confirmed.insert(*step), "step {} was confirmed twice", step);
                    }
                    Event::Done { fact } => {
                        prop_assert!(transactions.contains(&fact.cltrid), "settled by what was never sent");
                    }
                    _ => {}
                }
                operation.apply(event);
            }
            if let Operation::Waiting(dossier, position)
            | Operation::Processing(dossier, position)
            | Operation::Failed { dossier, position, .. } = &operation
            {
                prop_assert!(position.step < dossier.steps.len());
                prop_assert!(position.attempt >= 1);
            }
        }
    }
}
