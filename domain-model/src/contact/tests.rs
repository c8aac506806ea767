use super::*;
use crate::testing::given;
use crate::testing::samples::{account, contact, day, details, details_at, reason, registry};

const NUMBER: u64 = 151_049;

fn register(handle: &str) -> Command {
    Command::Register {
        account: account(),
        handle: ContactHandle::parse(handle).unwrap(),
        origin: Origin::Account,
        details: details(NUMBER),
    }
}

fn registered() -> Event {
    Event::Registered {
        account: account(),
        handle: ContactHandle::parse("PD86-FREE").unwrap(),
        origin: Origin::Account,
        details: details(NUMBER),
    }
}

fn erase() -> Command {
    Command::Erase { reason: reason("request of the person") }
}

fn erased() -> Event {
    Event::Erased { reason: reason("request of the person") }
}

#[test]
fn a_number_is_one_contact_forever() {
    given::<Contact>([]).when(register("PD86-FREE")).then([registered()]).and_twice_is_silence();
    given::<Contact>([registered()]).when(register("PD87-FREE")).then_refused(Refusal::NumberTaken);
    given::<Contact>([registered(), Event::Deleted])
        .when(register("PD86-FREE"))
        .then_refused(Refusal::NumberTaken);
}

/// Silence is no consent, and what was said is not said twice.
#[test]
fn a_person_consents_to_publication_and_takes_it_back() {
    let say = |consent, at| Command::DecidePublication { consent, at };
    let said = |consent, at| Event::PublicationDecided { consent, at };
    let person = given::<Contact>([registered()])
        .when(say(false, day(1)))
        .then_silence()
        .when(say(true, day(2)))
        .then([said(true, day(2))])
        .and_twice_is_silence();
    assert!(person.state().active().unwrap().consents());
    given::<Contact>([registered(), said(true, day(2))]).when(say(false, day(3))).then([said(false, day(3))]);
    given::<Contact>([registered(), Event::Deleted])
        .when(say(true, day(2)))
        .then_refused(Refusal::NotActive { status: "Deleted" });
}

#[test]
fn who_was_never_recorded_is_unknown() {
    given::<Contact>([])
        .when(Command::Delete)
        .then_refused(Refusal::Unknown)
        .when(erase())
        .then_refused(Refusal::Unknown);
}

#[test]
fn data_that_is_the_same_is_no_event() {
    let moved = details_at(NUMBER, "pierre@dupond.fr");
    let person = given::<Contact>([registered()])
        .when(Command::Amend { details: details(NUMBER) })
        .then_silence()
        .when(Command::Amend { details: moved.clone() })
        .then([Event::Amended { details: moved.clone() }])
        .and_twice_is_silence();
    assert_eq!(person.state().active().unwrap().details, moved);
}

#[test]
fn a_registry_has_one_object_for_a_contact() {
    let place = |id: &str| Command::Place { registry: registry(), id: RegistryContactId::parse(id).unwrap() };
    let id = RegistryContactId::parse("C151049").unwrap();
    given::<Contact>([registered()])
        .when(place("C151049"))
        .then([Event::Placed { registry: registry(), id: id.clone() }])
        .and_twice_is_silence()
        .when(place("C151050"))
        .then_refused(Refusal::PlacedOtherwise { registry: registry(), id });
}

#[test]
fn verified_once_and_again_when_it_is_asked_for_again() {
    let contact = given::<Contact>([registered()])
        .when(Command::RequireVerification { by: day(15) })
        .then([Event::VerificationRequired { by: day(15) }])
        .and_twice_is_silence()
        // A later question does not put off the first deadline.
        .when(Command::RequireVerification { by: day(30) })
        .then_silence()
        .when(Command::Verify { at: day(2), link: None })
        .then([Event::Verified { at: day(2), link: None }])
        .and_twice_is_silence()
        .when(Command::RequireVerification { by: day(45) })
        .then([Event::VerificationRequired { by: day(45) }])
        .after()
        .when(Command::Verify { at: day(31), link: None })
        .then([Event::Verified { at: day(31), link: None }])
        .and_twice_is_silence();
    let person = contact.state().active().unwrap();
    assert_eq!((person.verified_at, person.verify_by), (Some(day(31)), None));
}

#[test]
fn a_mailed_link_confirms_the_data_that_it_was_mailed_about() {
    let mail = |at| Command::MailVerification { at: day(at) };
    let confirm = |link| Command::Verify { at: day(5), link: Some(link) };
    let confirmed = |link| Event::Verified { at: day(5), link: Some(link) };
    given::<Contact>([registered()])
        .when(confirm(1))
        .then_refused(Refusal::LinkVoid)
        .when(mail(1))
        .then([Event::VerificationMailed { serial: 1, at: day(1) }])
        .after()
        .when(mail(2))
        .then([Event::VerificationMailed { serial: 2, at: day(2) }])
        .after()
        // Every link mailed about this data works.
        .when(confirm(1))
        .then([confirmed(1)])
        .and_twice_is_silence()
        .when(mail(6))
        .then_silence();
    let amended = Event::Amended { details: details_at(NUMBER, "pierre@dupond.fr") };
    let required = Event::VerificationRequired { by: day(15) };
    let mailed = |serial| Event::VerificationMailed { serial, at: day(1) };
    let person = given::<Contact>([registered(), mailed(1), amended, required, mailed(2)])
        .when(confirm(1))
        .then_refused(Refusal::LinkVoid)
        .when(confirm(3))
        .then_refused(Refusal::LinkVoid)
        .when(confirm(2))
        .then([confirmed(2)])
        .after();
    let person = person.state().active().unwrap();
    assert!(person.is_verified());
    assert_eq!((person.links.used, person.links.mailed_at), (Some(2), Some(day(1))));
}

#[test]
fn who_is_gone_is_not_active() {
    let ends =
        [(Event::Deleted, "Deleted"), (Event::Merged { into: contact(1) }, "Merged"), (erased(), "Erased")];
    for (end, status) in ends {
        let contact = given::<Contact>([registered(), end]);
        assert_eq!(contact.state().status(), status);
        assert!(contact.state().active().is_none());
        contact
            .when(Command::Amend { details: details(NUMBER) })
            .then_refused(Refusal::NotActive { status })
            .when(Command::Merge { into: ContactNumber::new(2) })
            .then_refused(Refusal::NotActive { status });
    }
}

#[test]
fn merged_into_another_and_never_into_itself() {
    given::<Contact>([registered()])
        .when(Command::Merge { into: contact(NUMBER) })
        .then_refused(Refusal::IntoItself)
        .when(Command::Merge { into: contact(2) })
        .then([Event::Merged { into: contact(2) }])
        .and_twice_is_silence();
    given::<Contact>([registered()]).when(Command::Delete).then([Event::Deleted]).and_twice_is_silence();
}

#[test]
fn erased_wherever_it_stands_and_nothing_readable_is_left() {
    for past in [
        vec![registered()],
        vec![registered(), Event::Deleted],
        vec![registered(), Event::Merged { into: contact(2) }],
    ] {
        let contact = given::<Contact>(past).when(erase()).then([erased()]).and_twice_is_silence();
        assert_eq!(contact.state().person().unwrap().details.value(), None);
        let snapshot = serde_json::to_string(contact.state()).unwrap();
        for personal in ["DUPOND", "Pierre", "dupond@free.fr", "chien", "147010203"] {
            assert!(!snapshot.contains(personal), "{personal} is still in {snapshot}");
        }
    }
}

#[test]
fn history_replays_when_the_key_is_gone() {
    let closed = Event::Registered {
        account: account(),
        handle: ContactHandle::parse("PD86-FREE").unwrap(),
        origin: Origin::Transfer(OperationNumber::new(9)),
        details: Sealed::Closed("7.AAAA".into()),
    };
    let contact = given::<Contact>([closed, erased()]);
    assert_eq!(contact.state().status(), "Erased");
}
