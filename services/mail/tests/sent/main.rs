//! Mail as it leaves: read back by another program's parser, and taken or refused by a relay.

#![expect(clippy::unwrap_used, reason = "a test ends where what it needs is missing")]

mod answers;
mod forwarded;
mod letters;
mod notices;
mod outbox;
mod relay;

use application::ports::{Content, Letter, Part};
use chrono::{DateTime, TimeZone, Utc};
use domain_model::values::{DomainName, EmailAddress, Locale, Purpose, SealOwner};
use mail::Sender;

const LINK: &str = "https://www.bookmyname.test/vote/dHJhZGU6NDI6b3duZXI6MQ.kBz0Qk3xE1v9-_Jx";

fn sender() -> Sender {
    Sender {
        name: "BookMyName".to_owned(),
        address: EmailAddress::parse("noreply@bookmyname.test").unwrap(),
        contact_url: "https://www.bookmyname.test/aide".to_owned(),
        bounces: EmailAddress::parse("bounces@bookmyname.test").unwrap(),
        answer_key: None,
    }
}

fn at(day: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 8, day, 12, 13, 14).unwrap()
}

fn person(contact: u64) -> SealOwner {
    SealOwner::new("contact", contact, Purpose::Contact)
}

fn ballot(part: Part) -> Content {
    Content::VoteRequest {
        name: DomainName::parse("café-crème.fr").unwrap(),
        part,
        other_party: Some("Société Générale d'Élevage <SGE>".to_owned()),
        link: LINK.to_owned(),
        expires_at: at(15),
        reminder: false,
    }
}

fn letter(locale: Locale, content: Content) -> Letter {
    Letter {
        id: "trade-42-owner-1".to_owned(),
        to: EmailAddress::parse("dupond@free.fr").unwrap(),
        person: person(151_049),
        mentions: vec![],
        locale,
        from_name: None,
        from: None,
        written_at: at(1),
        content,
    }
}
