use super::*;
use crate::contact::seal_owner;
use crate::testing::given;
use crate::testing::samples::*;

const LIMITS: MailboxLimits = MailboxLimits { boxes: 2, quota: 100 };

fn of(number: u64) -> RegistrationNumber {
    RegistrationNumber::new(number)
}

fn name(text: &str) -> MailboxName {
    MailboxName::parse(text).unwrap()
}

fn mailbox(text: &str, quota: u32) -> Mailbox {
    let name = Sealed::open(seal_owner(contact(151_049)), name(text));
    Mailbox { name, password_hash: "$argon2id$1".into(), quota, created: day(1) }
}

fn create(registration: u64, mailbox: Mailbox) -> Command {
    Command::Create { registration: of(registration), mailbox, limits: LIMITS }
}

fn created(registration: u64, number: u32, mailbox: Mailbox) -> Event {
    Event::Created { registration: of(registration), number, mailbox, limits: LIMITS }
}

fn delete(registration: u64, text: &str) -> Command {
    Command::Delete { registration: of(registration), name: name(text) }
}

#[test]
fn a_mailbox_is_made_and_deleted() {
    given::<Mailboxes>([])
        .when(create(1, mailbox("pierre", 60)))
        .then([created(1, 1, mailbox("pierre", 60))])
        .and_twice_is_silence()
        .when(delete(1, "Pierre"))
        .then([Event::Deleted { registration: of(1), number: 1 }])
        .and_twice_is_silence()
        .when(create(1, mailbox("pierre", 100)))
        .then([created(1, 2, mailbox("pierre", 100))]);
}

#[test]
fn another_mailbox_of_that_name_is_refused() {
    let other = Mailbox { password_hash: "$argon2id$2".into(), ..mailbox("pierre", 60) };
    given::<Mailboxes>([created(1, 1, mailbox("pierre", 60))])
        .when(create(1, other))
        .then_refused(Refusal::Exists)
        .when(create(1, mailbox("PIERRE", 61)))
        .then_refused(Refusal::Exists);
}

#[test]
fn a_name_has_so_many_and_so_much_room() {
    given::<Mailboxes>([created(1, 1, mailbox("pierre", 60))])
        .when(create(1, mailbox("marie", 41)))
        .then_refused(Refusal::OverQuota { most: 100, free: 40 })
        .when(create(1, mailbox("marie", 40)))
        .then([created(1, 2, mailbox("marie", 40))])
        .after()
        .when(create(1, mailbox("paul", 0)))
        .then_refused(Refusal::TooMany { most: 2 });
    given::<Mailboxes>([])
        .when(create(1, mailbox("pierre", u32::MAX)))
        .then_refused(Refusal::OverQuota { most: 100, free: 100 });
}

#[test]
fn an_erased_persons_mailbox_takes_no_room() {
    let closed = || Mailbox { name: Sealed::Closed("7.AAAA".into()), ..mailbox("pierre", 60) };
    let past = given::<Mailboxes>([created(1, 1, closed()), created(1, 2, closed())]);
    assert_eq!(past.state().of(of(1)).count(), 0);
    past.when(create(1, mailbox("pierre", 100))).then([created(1, 3, mailbox("pierre", 100))]);
}

#[test]
fn the_next_registration_starts_empty() {
    let past = given::<Mailboxes>([created(1, 1, mailbox("pierre", 60))]);
    assert_eq!(past.state().of(of(2)).count(), 0);
    let next = past
        .when(delete(2, "pierre"))
        .then_silence()
        .when(create(2, mailbox("pierre", 100)))
        .then([created(2, 1, mailbox("pierre", 100))])
        .after();
    assert_eq!((next.state().of(of(1)).count(), next.state().of(of(2)).count()), (0, 1));
}

#[test]
fn the_hash_is_not_for_logs() {
    assert!(!format!("{:?}", mailbox("pierre", 60)).contains("argon2"));
}
