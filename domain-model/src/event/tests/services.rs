//! Hosted services of a name.

use super::*;
use crate::contact::seal_owner;
use crate::mailboxes::{Mailbox, MailboxLimits, Mailboxes};
use crate::redirections::{Redirection, Redirections};
use crate::testing::samples::*;
use crate::values::*;
use crate::zone::{Zone, ZoneLimits};

const FIRST: RegistrationNumber = RegistrationNumber::new(1);

#[test]
fn redirections() {
    use crate::redirections::Event::*;
    let added = |number, redirection| Added { registration: FIRST, number, redirection, most: 500 };
    let web = |kind| Redirection::Web {
        kind,
        source: HostName::parse("blog.example.com").unwrap(),
        destination: WebAddress::parse("http://blog.bookmyname.com/parlerpournedire.html").unwrap(),
    };
    let route = MailRoute { source: email("webmaster@example.com"), destination: email("dupond@free.fr") };
    let mail = Redirection::Mail(Sealed::open(seal_owner(contact(151_049)), route));
    let events = vec![
        added(1, web(WebRedirection::Found)),
        added(2, web(WebRedirection::Moved)),
        added(3, web(WebRedirection::Framed)),
        added(4, mail),
        added(5, Redirection::Mail(Sealed::Closed("7.AAAA".into()))),
        Removed { registration: FIRST, number: 1 },
    ];
    pin::<Redirections>(crate::redirections::Event::TYPES, events);
}

#[test]
fn zones() {
    let record = |kind: RecordType, value: &str| {
        let (name, value) = (kind.as_str().to_ascii_lowercase(), value.to_owned());
        ZoneRecord { name, ttl: 28_800, kind, value }
    };
    let values = [
        "88.191.249.162",
        "10 mail.example.com.",
        "ns0.online.net.",
        "www.example.com.",
        "2a01:5d8:e200::1",
        "88.191.249.162 TCP smtp http",
        "\"v=spf1 -all\"",
        "0 0 5060 sip.example.com.",
    ];
    let records = RecordType::ALL.into_iter().zip(values).map(|(kind, value)| record(kind, value)).collect();
    let replaced = |records| crate::zone::Event::Replaced {
        registration: FIRST,
        records,
        limits: ZoneLimits { records: 500, bytes: 65_536 },
    };
    let records = ZoneRecords::new("example.com", records).unwrap();
    pin::<Zone>(crate::zone::Event::TYPES, vec![replaced(records), replaced(ZoneRecords::default())]);
}

#[test]
fn maintenance() {
    use crate::maintenance::Event::*;
    let window =
        crate::maintenance::Window { number: 3, from: day(2), until: day(3), reason: reason("new storage") };
    let events = vec![Planned { window }, CalledOff { number: 3, reason: reason("put off") }];
    pin::<crate::maintenance::Maintenance>(crate::maintenance::Event::TYPES, events);
}

#[test]
fn mailboxes() {
    use crate::mailboxes::Event::*;
    let created = |number, name| Created {
        registration: FIRST,
        number,
        mailbox: Mailbox { name, password_hash: "$argon2id$v=19$m=1".into(), quota: 100, created: day(0) },
        limits: MailboxLimits { boxes: 50, quota: 10_240 },
    };
    let open = Sealed::open(seal_owner(contact(151_049)), MailboxName::parse("pierre").unwrap());
    let events = vec![
        created(1, open),
        created(2, Sealed::Closed("7.AAAA".into())),
        Deleted { registration: FIRST, number: 1 },
    ];
    pin::<Mailboxes>(crate::mailboxes::Event::TYPES, events);
}
