//! The answer to a mail: what it says, and who gets it.
//!
//! An authentic mail is answered to whoever sent it. One that is not proves nothing, its sender's address included: it is
//! answered to the account's registered address alone, and not at all where it names no account.

use crate::consider::Complaint;
use crate::message::Message;
use application::ports::{Asked, BatchAnswer, BatchComplaint, Content, Letter, Thread};
use application::{BatchOutcome, Call, Correspondent, Instruction};
use chrono::{DateTime, Utc};
use domain_model::account::Branding;
use domain_model::values::{DomainName, EmailAddress, Locale, Purpose, Referer, SealOwner};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A letter that is ready to go, as it is kept until it has gone: written twice, it is the same.
#[derive(Clone, Serialize, Deserialize)]
pub struct Answer {
    to: EmailAddress,
    /// `contact:13490`: whose letter it is.
    person: String,
    locale: Locale,
    branding: Branding,
    written_at: DateTime<Utc>,
    said: BatchAnswer,
}

/// What became of a mail, before it is known who is told.
pub struct Said {
    /// The mail proves that it is the account's own.
    pub proven: bool,
    /// Its own reference.
    pub referer: Option<Referer>,
    /// What it asked for, as far as that was read.
    pub asked: Option<Asked>,
    /// What became of it.
    pub outcome: BatchOutcome,
    /// What is wrong with it.
    pub complaints: Vec<Complaint>,
}

/// What a mail asks for, in words of the answer.
pub fn asked(instruction: &Instruction) -> Asked {
    let call = |method: &str, name: Option<&DomainName>| Asked::Call {
        method: method.to_owned(),
        name: name.cloned(),
    };
    match instruction {
        Instruction::Order(order) => Asked::Order { command: order.command, name: order.name.clone() },
        Instruction::Call(Call::DomainDnsUpdate { name, .. }) => call("domainDnsUpdate", Some(name)),
        Instruction::Call(Call::ZoneEntryAdd(entry)) => call("zoneEntryAdd", Some(&entry.name)),
        Instruction::Call(Call::ZoneEntryDel(entry)) => call("zoneEntryDel", Some(&entry.name)),
        Instruction::Call(Call::ZoneEntryList(name)) => call("zoneEntryList", Some(name)),
        Instruction::Call(Call::DomainInfo(name)) => call("domainInfo", Some(name)),
        Instruction::Call(Call::DomainList) => call("domainList", None),
        Instruction::Call(Call::DomainRenew(name)) => call("domainRenew", Some(name)),
        Instruction::Call(Call::DomainLock(name)) => call("domainLock", Some(name)),
        Instruction::Call(Call::DomainUnlock(name)) => call("domainUnlock", Some(name)),
    }
}

/// The lines for programs, in order.
fn machine(said: &Said) -> Vec<(String, String)> {
    let outcome = &said.outcome;
    let mut lines = vec![];
    let mut line =
        |key: &str, value: Option<String>| lines.extend(value.map(|value| (key.to_owned(), value)));
    line("batch.referer", said.referer.as_ref().map(|referer| referer.as_str().to_owned()));
    line("batch.result.status", Some(outcome.status.as_str().to_owned()));
    line("batch.result.operation", outcome.operation.map(|number| number.to_string()));
    line("batch.result.order", outcome.order.map(|number| number.to_string()));
    line("batch.result.points", outcome.points.map(|points| points.get().to_string()));
    line("batch.result.repeated", outcome.repeated.then(|| "yes".to_owned()));
    for (at, complaint) in (1..).zip(&said.complaints) {
        line(&format!("batch.result.error.{at}"), Some(complaint.to_string()));
    }
    for (key, value) in &outcome.lines {
        line(&format!("batch.result.{key}"), Some(value.clone()));
    }
    lines
}

/// A Message-ID with its angle brackets.
fn bracketed(id: &str) -> String {
    format!("<{}>", id.trim().trim_matches(['<', '>']))
}

impl Answer {
    /// The answer to a message, for this person at this address.
    pub fn new(said: Said, message: &Message, to: EmailAddress, holder: Correspondent, at: Moment) -> Self {
        let thread = Thread {
            subject: message.subject.clone(),
            message_id: message.message_id.as_deref().map(bracketed),
            references: message.references.iter().map(|id| bracketed(id)).collect(),
        };
        Self {
            to,
            person: holder.person.owner,
            locale: holder.locale,
            branding: holder.branding,
            written_at: at.written,
            said: BatchAnswer {
                account: holder.nichandle,
                machine: machine(&said),
                proven: said.proven,
                referer: said.referer,
                asked: said.asked,
                outcome: said.outcome,
                complaints: said.complaints.into_iter().map(complaint).collect(),
                thread,
                signed_at: at.signed,
            },
        }
    }

    /// What it says.
    pub fn said(&self) -> &BatchAnswer {
        &self.said
    }

    /// As the mailer takes it.
    pub fn letter(self, mail: Uuid) -> Letter {
        Letter {
            id: format!("batch-answer-{}", mail.simple()),
            to: self.to,
            person: SealOwner { owner: self.person, purpose: Purpose::Contact },
            mentions: vec![],
            locale: self.locale,
            from_name: self.branding.name,
            from: self.branding.sender,
            written_at: self.written_at,
            content: Content::BatchAnswer(Box::new(self.said)),
        }
    }
}

/// When an answer is written, by the registrar's clock, and signed, by the real one.
#[derive(Clone, Copy)]
pub struct Moment {
    /// By the registrar's clock.
    pub written: DateTime<Utc>,
    /// By the real one.
    pub signed: DateTime<Utc>,
}

fn complaint(complaint: Complaint) -> BatchComplaint {
    BatchComplaint { line: complaint.line, key: complaint.key, expected: complaint.expected }
}

#[cfg(test)]
mod tests {
    use super::*;
    use application::BatchStatus;
    use domain_model::values::{OperationNumber, OrderNumber, Points};

    fn complaint(line: Option<u32>) -> Complaint {
        Complaint { line, key: "order.domain.name".to_owned(), expected: "a name that is free".to_owned() }
    }

    #[test]
    fn lines_for_programs_are_keys_and_values_in_order() {
        let outcome = BatchOutcome {
            operation: Some(OperationNumber::new(1_000_007)),
            order: Some(OrderNumber::new(100_001)),
            points: Some(Points::new(699).unwrap()),
            lines: vec![("expires".to_owned(), "2027-11-27".to_owned())],
            repeated: true,
            ..BatchOutcome::new(BatchStatus::Accepted)
        };
        let said = Said {
            proven: true,
            referer: Some(Referer::parse("ma-ref-1").unwrap()),
            asked: None,
            outcome,
            complaints: vec![complaint(Some(8)), complaint(None)],
        };
        let lines: Vec<String> =
            machine(&said).iter().map(|(key, value)| format!("{key}: {value}")).collect();
        assert_eq!(
            lines,
            [
                "batch.referer: ma-ref-1",
                "batch.result.status: accepted",
                "batch.result.operation: 1000007",
                "batch.result.order: 100001",
                "batch.result.points: 699",
                "batch.result.repeated: yes",
                "batch.result.error.1: line 8, key order.domain.name, expected a name that is free",
                "batch.result.error.2: line 0, key order.domain.name, expected a name that is free",
                "batch.result.expires: 2027-11-27",
            ]
        );
    }

    #[test]
    fn a_message_id_has_its_brackets_once() {
        assert_eq!(bracketed("a@b"), "<a@b>");
        assert_eq!(bracketed(" <a@b> "), "<a@b>");
    }
}
