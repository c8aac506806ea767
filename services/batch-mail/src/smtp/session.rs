//! One conversation as a machine without a network (RFC 5321; RFC 2033 for LMTP): bytes in, steps out.
//!
//! Whoever drives it writes what is to be said, keeps what is to be kept and tells how that went. Commands may come in
//! one go (PIPELINING, RFC 2920): each is answered in its turn.

use super::data::{Data, Taken};
use super::reply::{self, Reply};
use domain_model::values::EmailAddress;
use smtp_proto::{Error, MAIL_BODY_BINARYMIME, MAIL_REQUIRETLS, MAIL_SMTPUTF8, MailFrom, RcptTo, Request};
use std::sync::Arc;

/// Bytes of a command with its parameters and CRLF: 512 (RFC 5321, section 4.5.3.1.4), and as many for what extensions add.
const LONGEST_COMMAND: usize = 1024;
/// `RCPT` commands of one mail (RFC 5321, section 4.5.3.1.8, asks for 100).
const MOST_RECIPIENTS: usize = 100;

/// Which of the two protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// From anybody.
    Smtp,
    /// From the mail server of this house: an answer a recipient.
    Lmtp,
}

/// What a conversation keeps to.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Our name in the greeting.
    pub host: String,
    /// Where orders go.
    pub order: EmailAddress,
    /// Where rehearsals go.
    pub rehearsal: EmailAddress,
    /// The longest mail, in bytes.
    pub max_bytes: usize,
    /// So many mails of one connection.
    pub mails: u32,
    /// So many errors of one connection.
    pub errors: u32,
}

/// Which of our two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// What is asked for is done.
    Order,
    /// Nothing has an effect.
    Rehearsal,
}

impl Rules {
    /// Which of ours an address is; none is anybody else's.
    pub fn recipient(&self, address: &str) -> Option<Recipient> {
        let given = EmailAddress::parse(address).ok()?;
        let is = |ours: &EmailAddress| ours.lookup_form() == given.lookup_form();
        match (is(&self.order), is(&self.rehearsal)) {
            (true, _) => Some(Recipient::Order),
            (_, true) => Some(Recipient::Rehearsal),
            _ => None,
        }
    }
}

/// From whom, and to which of our addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The sender; none of a report.
    pub return_path: Option<String>,
    /// Once per `RCPT` that was accepted.
    pub recipients: Vec<Recipient>,
}

/// What is to be done next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Write this.
    Say(Reply),
    /// Make this durable, then tell [`Session::kept`].
    Keep(Envelope, Vec<u8>),
    /// Go on under TLS; the other side waits for the handshake.
    StartTls,
    /// Close.
    HangUp,
}

#[derive(Debug)]
enum State {
    /// Nobody has said hello.
    Fresh,
    /// Between mails.
    Idle,
    /// `MAIL` was accepted.
    Addressed(Envelope),
    /// After 354.
    Reading(Envelope, Data),
    /// [`Step::Keep`] was given out.
    Keeping(Vec<Recipient>),
    /// Nothing more is heard.
    Over,
}

/// A conversation.
pub struct Session {
    rules: Arc<Rules>,
    protocol: Protocol,
    /// STARTTLS can be had.
    tls_offered: bool,
    state: State,
    buffer: Vec<u8>,
    /// The rest of a line that was too long is passed over.
    skipping: bool,
    said: std::collections::VecDeque<Step>,
    mails: u32,
    errors: u32,
}

impl Session {
    /// A conversation that has just begun: what is to be said first is its first step.
    pub fn new(rules: Arc<Rules>, protocol: Protocol, tls_offered: bool) -> Self {
        let greeting = Step::Say(reply::greeting(&rules.host, protocol));
        Self {
            rules,
            protocol,
            tls_offered,
            state: State::Fresh,
            buffer: vec![],
            skipping: false,
            said: [greeting].into(),
            mails: 0,
            errors: 0,
        }
    }

    /// What the other side has sent.
    pub fn hear(&mut self, bytes: &[u8]) {
        if !matches!(self.state, State::Over) {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// The next step; none until more is heard.
    pub fn next_step(&mut self) -> Option<Step> {
        loop {
            if let Some(step) = self.said.pop_front() {
                return Some(step);
            }
            let moved = match &mut self.state {
                State::Over | State::Keeping(_) => false,
                State::Reading(..) => self.read_on(),
                _ => self.command(),
            };
            if !moved {
                return None;
            }
        }
    }

    /// Whether a mail is being sent: then the other side may take longer.
    pub fn is_reading(&self) -> bool {
        matches!(self.state, State::Reading(..))
    }

    /// How keeping went: every recipient's mail is durable, or none is.
    pub fn kept(&mut self, durable: bool) {
        let State::Keeping(recipients) = std::mem::replace(&mut self.state, State::Idle) else { return };
        self.mails += 1;
        let answer = if durable { reply::KEPT } else { reply::NOT_KEPT };
        self.answer_mail(recipients.len(), answer);
    }

    /// The conversation has to end: what is to be said before.
    pub fn interrupt(&mut self, why: Reply) {
        self.end(why);
    }

    /// The connection is protected from here on: everything begins anew (RFC 3207, section 4.2).
    pub fn secured(&mut self) {
        self.state = State::Fresh;
        self.buffer.clear();
        self.tls_offered = false;
    }

    fn say(&mut self, reply: Reply) {
        self.said.push_back(Step::Say(reply));
    }

    fn end(&mut self, reply: Reply) {
        self.state = State::Over;
        self.buffer.clear();
        self.say(reply);
        self.said.push_back(Step::HangUp);
    }

    /// An error of the other side; too many end the conversation.
    fn wrong(&mut self, reply: Reply) {
        self.errors += 1;
        if self.errors >= self.rules.errors {
            self.end(reply::TOO_MANY_ERRORS);
        } else {
            self.say(reply);
        }
    }

    /// One answer to a mail by SMTP, one a recipient by LMTP (RFC 2033, section 4.2).
    fn answer_mail(&mut self, recipients: usize, reply: Reply) {
        let times = if self.protocol == Protocol::Lmtp { recipients } else { 1 };
        for _ in 0..times {
            self.say(reply.clone());
        }
    }

    fn read_on(&mut self) -> bool {
        let State::Reading(_, data) = &mut self.state else { return false };
        let taken = data.take(&mut self.buffer);
        let Some(taken) = taken else { return false };
        let State::Reading(envelope, _) = std::mem::replace(&mut self.state, State::Idle) else {
            return false;
        };
        match taken {
            Taken::Whole(message) => {
                self.state = State::Keeping(envelope.recipients.clone());
                self.said.push_back(Step::Keep(envelope, message));
            }
            Taken::TooLong => {
                self.errors += 1;
                self.answer_mail(envelope.recipients.len(), reply::too_long(self.rules.max_bytes));
            }
            Taken::LongLine => {
                self.errors += 1;
                self.answer_mail(envelope.recipients.len(), reply::LONG_LINE);
            }
            // Where a line ends is in dispute: who goes on reading may take a mail for commands, or the reverse.
            Taken::BareLineEnd => self.end(reply::BARE_LINE_END),
            Taken::Endless => self.end(reply::ENDLESS),
        }
        true
    }

    /// Takes one command off what was heard.
    fn command(&mut self) -> bool {
        let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') else {
            if self.buffer.len() > LONGEST_COMMAND {
                self.buffer.clear();
                if !self.skipping {
                    self.skipping = true;
                    self.wrong(reply::LONG_COMMAND);
                }
                return true;
            }
            return false;
        };
        let line: Vec<u8> = self.buffer.drain(..=end).collect();
        if std::mem::take(&mut self.skipping) {
            return true;
        }
        let text = line.strip_suffix(b"\r\n").filter(|text| !text.contains(&b'\r'));
        match text {
            _ if line.len() > LONGEST_COMMAND => self.wrong(reply::LONG_COMMAND),
            None => self.wrong(reply::COMMAND_LINE_END),
            Some(_) => match Request::parse(&mut line.iter()) {
                Ok(request) => self.obey(request.into_owned()),
                Err(error) => self.wrong(misunderstood(&error)),
            },
        }
        true
    }

    fn obey(&mut self, request: Request<String>) {
        match request {
            Request::Ehlo { host: _ } | Request::Helo { host: _ } if self.protocol == Protocol::Lmtp => {
                self.wrong(reply::LHLO_EXPECTED);
            }
            Request::Lhlo { .. } if self.protocol == Protocol::Smtp => self.wrong(reply::EHLO_EXPECTED),
            Request::Ehlo { .. } | Request::Lhlo { .. } => {
                self.state = State::Idle;
                self.say(reply::extensions(&self.rules.host, self.rules.max_bytes, self.tls_offered));
            }
            Request::Helo { .. } => {
                self.state = State::Idle;
                self.say(reply::hello(&self.rules.host));
            }
            Request::Mail { from } => self.mail(from),
            Request::Rcpt { to } => self.recipient(&to),
            Request::Data => self.data(),
            Request::Rset => {
                if !matches!(self.state, State::Fresh) {
                    self.state = State::Idle;
                }
                self.say(reply::OK);
            }
            Request::Noop { .. } => self.say(reply::OK),
            Request::Vrfy { .. } => self.say(reply::NOT_VERIFIED),
            Request::Help { .. } => self.say(reply::HELP),
            Request::Quit => self.end(reply::goodbye(&self.rules.host)),
            Request::StartTls => self.start_tls(),
            Request::Expn { .. }
            | Request::Bdat { .. }
            | Request::Auth { .. }
            | Request::Etrn { .. }
            | Request::Atrn { .. }
            | Request::Burl { .. } => self.wrong(reply::NOT_IMPLEMENTED),
        }
    }

    fn mail(&mut self, from: MailFrom<String>) {
        match &self.state {
            State::Idle if self.mails >= self.rules.mails => self.end(reply::TOO_MANY_MAILS),
            State::Idle if from.size > self.rules.max_bytes => {
                self.wrong(reply::too_long(self.rules.max_bytes));
            }
            State::Idle if from.flags & (MAIL_BODY_BINARYMIME | MAIL_SMTPUTF8 | MAIL_REQUIRETLS) != 0 => {
                self.wrong(reply::PARAMETER);
            }
            State::Idle => {
                let return_path = Some(from.address).filter(|address| !address.is_empty());
                self.state = State::Addressed(Envelope { return_path, recipients: vec![] });
                self.say(reply::SENDER_OK);
            }
            State::Fresh => self.wrong(reply::HELLO_FIRST),
            _ => self.wrong(reply::NESTED_MAIL),
        }
    }

    fn recipient(&mut self, to: &RcptTo<String>) {
        let ours = self.rules.recipient(&to.address);
        let State::Addressed(envelope) = &mut self.state else { return self.wrong(reply::MAIL_FIRST) };
        match ours {
            _ if envelope.recipients.len() >= MOST_RECIPIENTS => self.wrong(reply::TOO_MANY_RECIPIENTS),
            Some(recipient) => {
                envelope.recipients.push(recipient);
                self.say(reply::RECIPIENT_OK);
            }
            None => self.wrong(reply::UNKNOWN_RECIPIENT),
        }
    }

    fn data(&mut self) {
        match std::mem::replace(&mut self.state, State::Idle) {
            State::Addressed(envelope) if envelope.recipients.is_empty() => {
                self.state = State::Addressed(envelope);
                self.wrong(reply::NO_RECIPIENTS);
            }
            State::Addressed(envelope) => {
                self.state = State::Reading(envelope, Data::new(self.rules.max_bytes));
                self.say(reply::GO_ON);
            }
            before => {
                self.state = before;
                self.wrong(reply::MAIL_FIRST);
            }
        }
    }

    fn start_tls(&mut self) {
        if !self.tls_offered {
            return self.wrong(reply::NOT_IMPLEMENTED);
        }
        // What came behind it came unprotected, and would be taken for protected (CVE-2011-0411).
        if !self.buffer.is_empty() {
            return self.end(reply::BEHIND_STARTTLS);
        }
        self.say(reply::READY_FOR_TLS);
        self.said.push_back(Step::StartTls);
    }
}

fn misunderstood(error: &Error) -> Reply {
    match error {
        Error::InvalidSenderAddress => reply::BAD_SENDER,
        Error::InvalidRecipientAddress => reply::BAD_RECIPIENT,
        Error::SyntaxError { syntax } => reply::syntax(syntax),
        Error::InvalidParameter { .. } | Error::UnsupportedParameter { .. } => reply::PARAMETER,
        _ => reply::UNKNOWN_COMMAND,
    }
}

#[cfg(test)]
mod tests;
