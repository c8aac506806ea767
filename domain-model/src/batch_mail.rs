//! A batch mail: `Absent → Executing → Answered → (a repetition is heard | taken again) …`
//!
//! One stream for each reference of an account, and for each content of a mail without one, so that the journal's
//! primary key is the rule that a mail is executed once. Only mails that are authentic and well formed come here. What
//! was refused did nothing: it may be asked for again, corrected or not.

mod outcome;
#[cfg(test)]
mod tests;

pub use outcome::{Mistake, Outcome, Status};

use crate::values::{AccountNumber, AuthMethod, Referer, Sha256Digest};
use crate::{aggregate, domain_event};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// A request's identity: account and reference, or account and content.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchMailId(String);

impl BatchMailId {
    /// Of a mail with a reference; `digest` is that of the reference, which may hold any character.
    pub fn of_referer(account: AccountNumber, digest: &Sha256Digest) -> Self {
        Self(format!("{account}-ref-{digest}"))
    }

    /// Of a mail without one.
    pub fn of_content(account: AccountNumber, content: &Sha256Digest) -> Self {
        Self(format!("{account}-sum-{content}"))
    }
}

impl fmt::Display for BatchMailId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A mail as it is taken up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// The arrival that it is executed for: the same one goes on after a crash.
    pub request: String,
    /// Whose.
    pub account: AccountNumber,
    /// How that was proven.
    pub method: AuthMethod,
    /// Its own reference.
    pub referer: Option<Referer>,
    /// Of its keys and values.
    pub content: Sha256Digest,
    /// Of its Message-ID.
    pub message: Option<Sha256Digest>,
    /// When.
    pub at: DateTime<Utc>,
    /// For so many hours the same content is a repetition; for ever where absent.
    pub window_hours: Option<u32>,
}

/// What may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take it up, or note that it came again.
    Take(Intake),
    /// Keep what became of it.
    Answer {
        /// Of which arrival.
        request: String,
        /// What.
        outcome: Outcome,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was taken up.
    Taken(Intake),
    /// It came again, under another Message-ID, and was not executed.
    Repeated {
        /// Of that Message-ID.
        message: Option<Sha256Digest>,
    },
    /// What became of it.
    Answered {
        /// What.
        outcome: Outcome,
    },
}

domain_event!(Event { Taken => "1.0", Repeated => "1.0", Answered => "1.0" });

/// Why a mail is not executed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The reference belongs to another request.
    #[error("this reference was used for another request on {0}")]
    OtherContent(chrono::NaiveDate),
    /// The same is being executed at this moment.
    #[error("the same request is being executed at this moment")]
    UnderWay,
    /// Nobody asked for it, or another arrival of it did.
    #[error("this mail is not being executed")]
    NotExecuting,
}

/// How a mail is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hearing<'a> {
    /// To be executed: it is new, or was refused before.
    New,
    /// To be gone on with, after a crash.
    Resumed,
    /// The same message again: nothing is to happen.
    Same,
    /// The same request in another message: the first answer, again.
    Repeated(&'a Outcome),
    /// Another request under the same reference.
    Other(&'a Intake),
    /// The same request is being executed.
    UnderWay,
}

/// A batch mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchMail {
    /// Never heard of.
    #[default]
    Absent,
    /// Being executed.
    Executing {
        /// As it was taken up.
        intake: Intake,
        /// Message-IDs under which it came.
        messages: BTreeSet<Sha256Digest>,
    },
    /// Executed or refused.
    Answered {
        /// As it was taken up last.
        intake: Intake,
        /// Message-IDs under which it came.
        messages: BTreeSet<Sha256Digest>,
        /// What became of it.
        outcome: Outcome,
    },
}

aggregate!(BatchMail, "batch-mail", BatchMailId, Command, Event, Refusal);

impl BatchMail {
    /// How a mail is to be understood that arrives now.
    pub fn hear(&self, arrival: &Intake) -> Hearing<'_> {
        let again = |messages: &BTreeSet<Sha256Digest>| {
            arrival.message.as_ref().is_some_and(|message| messages.contains(message))
        };
        match self {
            Self::Absent => Hearing::New,
            Self::Executing { intake, .. } if intake.request == arrival.request => Hearing::Resumed,
            Self::Executing { .. } => Hearing::UnderWay,
            Self::Answered { intake, outcome, .. } if intake.request == arrival.request => {
                Hearing::Repeated(outcome)
            }
            Self::Answered { intake, messages, .. }
                if intake.content == arrival.content && again(messages) =>
            {
                Hearing::Same
            }
            Self::Answered { outcome, .. } if outcome.status == Status::Refused => Hearing::New,
            Self::Answered { intake, .. } if intake.content != arrival.content => Hearing::Other(intake),
            Self::Answered { intake, .. } if is_over(intake, arrival.at) => Hearing::New,
            Self::Answered { outcome, .. } => Hearing::Repeated(outcome),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Take(arrival) => match self.hear(arrival) {
                Hearing::New => Ok(vec![Event::Taken(arrival.clone())]),
                Hearing::Resumed | Hearing::Same => Ok(vec![]),
                Hearing::Repeated(_) if self.is_of(&arrival.request) => Ok(vec![]),
                Hearing::Repeated(_) => Ok(vec![Event::Repeated { message: arrival.message.clone() }]),
                Hearing::Other(first) => Err(Refusal::OtherContent(first.at.date_naive())),
                Hearing::UnderWay => Err(Refusal::UnderWay),
            },
            Command::Answer { request, outcome } => match self {
                Self::Executing { intake, .. } if intake.request == *request => {
                    Ok(vec![Event::Answered { outcome: outcome.clone() }])
                }
                Self::Answered { outcome: known, .. } if self.is_of(request) && known == outcome => {
                    Ok(vec![])
                }
                _ => Err(Refusal::NotExecuting),
            },
        }
    }

    /// Whether this arrival was the one that was executed last.
    pub fn is_of(&self, request: &str) -> bool {
        match self {
            Self::Absent => false,
            Self::Executing { intake, .. } | Self::Answered { intake, .. } => intake.request == request,
        }
    }

    fn evolve(&mut self, event: Event) {
        *self = match (std::mem::take(self), event) {
            (before, Event::Taken(intake)) => {
                let mut messages = match before {
                    Self::Absent => BTreeSet::new(),
                    Self::Executing { messages, .. } | Self::Answered { messages, .. } => messages,
                };
                messages.extend(intake.message.clone());
                Self::Executing { intake, messages }
            }
            (Self::Answered { intake, mut messages, outcome }, Event::Repeated { message }) => {
                messages.extend(message);
                Self::Answered { intake, messages, outcome }
            }
            (Self::Executing { intake, messages }, Event::Answered { outcome }) => {
                Self::Answered { intake, messages, outcome }
            }
            (state, _) => state,
        };
    }
}

/// Whether the time is over for which the same content is a repetition.
fn is_over(intake: &Intake, at: DateTime<Utc>) -> bool {
    intake.window_hours.is_some_and(|hours| at - intake.at >= TimeDelta::hours(hours.into()))
}
