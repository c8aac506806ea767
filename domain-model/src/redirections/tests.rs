use super::*;
use crate::contact::seal_owner;
use crate::testing::given;
use crate::testing::samples::*;

fn of(number: u64) -> RegistrationNumber {
    RegistrationNumber::new(number)
}

fn web(source: &str, destination: &str) -> Redirection {
    let (source, destination) = (HostName::parse(source).unwrap(), WebAddress::parse(destination).unwrap());
    Redirection::Web { kind: WebRedirection::Found, source, destination }
}

/// Sealed under the key of a contact.
fn mail_of(person: u64, source: &str, destination: &str) -> Redirection {
    let route = MailRoute { source: email(source), destination: email(destination) };
    Redirection::Mail(Sealed::open(seal_owner(contact(person)), route))
}

fn mail(source: &str, destination: &str) -> Redirection {
    mail_of(151_049, source, destination)
}

fn blog() -> Redirection {
    web("blog.example.com", "http://blog.bookmyname.com/parlerpournedire.html")
}

fn added(registration: u64, number: u32, redirection: Redirection) -> Event {
    Event::Added { registration: of(registration), number, redirection, most: 3 }
}

fn add(registration: u64, redirection: Redirection) -> Command {
    Command::Add { registration: of(registration), redirection, most: 3 }
}

fn remove(registration: u64, redirection: Redirection) -> Command {
    Command::Remove { registration: of(registration), redirection }
}

#[test]
fn a_redirection_is_added_and_removed() {
    given::<Redirections>([])
        .when(add(1, blog()))
        .then([added(1, 1, blog())])
        .and_twice_is_silence()
        .when(add(1, mail("a@example.com", "b@free.fr")))
        .then([added(1, 2, mail("a@example.com", "b@free.fr"))])
        .and_twice_is_silence()
        .when(remove(1, blog()))
        .then([Event::Removed { registration: of(1), number: 1 }])
        .and_twice_is_refused(Refusal::Unknown)
        .when(add(1, blog()))
        .then([added(1, 3, blog())]);
}

#[test]
fn one_source_has_one_destination() {
    let both = given::<Redirections>([added(1, 1, blog()), added(1, 2, mail("a@example.com", "b@free.fr"))]);
    let elsewhere = web("blog.example.com", "https://example.org/");
    let moved = match blog() {
        Redirection::Web { source, destination, .. } => {
            Redirection::Web { kind: WebRedirection::Moved, source, destination }
        }
        other => other,
    };
    both.when(add(1, elsewhere.clone()))
        .then_refused(Refusal::SourceTaken)
        .when(add(1, moved))
        .then_refused(Refusal::SourceTaken)
        .when(add(1, mail("A@example.com", "c@free.fr")))
        .then_refused(Refusal::SourceTaken)
        .when(remove(1, elsewhere))
        .then_refused(Refusal::Unknown);
}

#[test]
fn mail_is_the_same_whoever_seals_it() {
    given::<Redirections>([added(1, 1, mail("a@example.com", "b@free.fr"))])
        .when(add(1, mail_of(7, "A@example.com", "B@free.fr")))
        .then_silence()
        .when(remove(1, mail_of(7, "a@example.com", "b@free.fr")))
        .then([Event::Removed { registration: of(1), number: 1 }]);
}

#[test]
fn a_name_has_so_many_at_most() {
    let three = (1..=3).map(|n| added(1, n, web(&format!("w{n}.example.com"), "http://example.org/")));
    given::<Redirections>(three).when(add(1, blog())).then_refused(Refusal::TooMany { most: 3 });
}

#[test]
fn what_an_erased_person_had_redirects_nothing() {
    let closed = || Redirection::Mail(Sealed::Closed("7.AAAA".into()));
    let past = given::<Redirections>([added(1, 1, closed()), added(1, 2, closed()), added(1, 3, closed())]);
    assert_eq!(past.state().of(of(1)).count(), 0);
    past.when(add(1, blog())).then([added(1, 4, blog())]);
}

#[test]
fn the_next_registration_starts_empty() {
    let past = given::<Redirections>([added(1, 1, blog()), added(1, 2, mail("a@example.com", "b@free.fr"))]);
    assert_eq!(past.state().of(of(2)).count(), 0);
    let next = past
        .when(remove(2, blog()))
        .then_refused(Refusal::Unknown)
        .when(add(2, web("blog.example.com", "http://example.org/")))
        .then([added(2, 1, web("blog.example.com", "http://example.org/"))])
        .after();
    assert_eq!((next.state().of(of(1)).count(), next.state().of(of(2)).count()), (0, 1));
}
