use super::*;
use crate::testing::given;
use crate::testing::samples::*;
use crate::values::OrderNumber;

fn sum(digit: char) -> Sha256Digest {
    Sha256Digest::parse(&digit.to_string().repeat(64)).unwrap()
}

fn arrival(request: &str, content: char, message: char) -> Intake {
    Intake {
        request: request.to_owned(),
        account: account(),
        method: AuthMethod::Md5,
        referer: Some(Referer::parse("ma-ref-123456").unwrap()),
        content: sum(content),
        message: Some(sum(message)),
        at: day(0),
        window_hours: None,
    }
}

fn take(request: &str, content: char, message: char) -> Command {
    Command::Take(arrival(request, content, message))
}

fn accepted() -> Outcome {
    Outcome { order: Some(OrderNumber::new(7)), ..Outcome::new(Status::Accepted) }
}

fn executed(outcome: Outcome) -> Vec<Event> {
    vec![Event::Taken(arrival("first", 'a', '1')), Event::Answered { outcome }]
}

#[test]
fn a_mail_is_taken_up_once_and_gone_on_with_after_a_crash() {
    given::<BatchMail>([])
        .when(take("first", 'a', '1'))
        .then([Event::Taken(arrival("first", 'a', '1'))])
        .and_twice_is_silence()
        .when(take("second", 'a', '2'))
        .then_refused(Refusal::UnderWay)
        .when(Command::Answer { request: "second".to_owned(), outcome: accepted() })
        .then_refused(Refusal::NotExecuting)
        .when(Command::Answer { request: "first".to_owned(), outcome: accepted() })
        .then([Event::Answered { outcome: accepted() }])
        .and_twice_is_silence();
}

#[test]
fn the_same_message_is_silence_and_another_one_of_the_same_request_gets_the_first_answer() {
    let done = given::<BatchMail>(executed(accepted()));
    assert_eq!(done.state().hear(&arrival("second", 'a', '1')), Hearing::Same);
    assert_eq!(done.state().hear(&arrival("first", 'a', '1')), Hearing::Repeated(&accepted()));
    assert_eq!(done.state().hear(&arrival("second", 'a', '2')), Hearing::Repeated(&accepted()));
    let heard = done
        .when(take("second", 'a', '1'))
        .then_silence()
        .when(take("second", 'a', '2'))
        .then([Event::Repeated { message: Some(sum('2')) }])
        .and_twice_is_silence();
    assert_eq!(heard.state().hear(&arrival("third", 'a', '2')), Hearing::Same);
}

#[test]
fn a_reference_belongs_to_its_first_request() {
    given::<BatchMail>(executed(accepted()))
        .when(take("second", 'b', '2'))
        .then_refused(Refusal::OtherContent(day(0).date_naive()));
}

#[test]
fn what_was_refused_may_be_asked_again_corrected_or_not() {
    let refused = || given::<BatchMail>(executed(Outcome::new(Status::Refused)));
    for (content, message) in [('a', '2'), ('b', '2'), ('b', '1')] {
        refused()
            .when(take("second", content, message))
            .then([Event::Taken(arrival("second", content, message))])
            .and_twice_is_silence();
    }
    refused().when(take("second", 'a', '1')).then_silence();
}

#[test]
fn without_a_reference_the_same_content_is_a_repetition_for_a_while() {
    let plain = |request: &str, message, at| Intake {
        referer: None,
        at,
        window_hours: Some(24),
        ..arrival(request, 'a', message)
    };
    let past = [Event::Taken(plain("first", '1', day(0))), Event::Answered { outcome: accepted() }];
    let almost = day(1) - TimeDelta::seconds(1);
    given::<BatchMail>(past.clone())
        .when(Command::Take(plain("second", '2', almost)))
        .then([Event::Repeated { message: Some(sum('2')) }]);
    given::<BatchMail>(past.clone())
        .when(Command::Take(plain("second", '2', day(1))))
        .then([Event::Taken(plain("second", '2', day(1)))]);
    // The first message itself, delivered late, is no new order.
    given::<BatchMail>(past).when(Command::Take(plain("second", '1', day(2)))).then_silence();
}

#[test]
fn identities_keep_accounts_references_and_contents_apart() {
    let (one, other) = (AccountNumber::new(1), AccountNumber::new(2));
    let all = [
        BatchMailId::of_referer(one, &sum('a')),
        BatchMailId::of_referer(other, &sum('a')),
        BatchMailId::of_content(one, &sum('a')),
        BatchMailId::of_content(one, &sum('b')),
    ];
    let different: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!(different.len(), all.len());
}
