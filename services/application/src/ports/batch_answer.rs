//! The answer to a batch mail, as the mailer puts it into words.

use crate::batch::BatchOutcome;
use chrono::{DateTime, Utc};
use domain_model::values::{DomainName, Nichandle, OrderCommand, Referer};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What became of a batch mail, for a person and for a program.
#[derive(Clone, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// The account that the mail names.
    pub account: Nichandle,
    /// The mail is the account's own, as far as its signature shows.
    pub proven: bool,
    /// The mail's own reference.
    pub referer: Option<Referer>,
    /// What it asked for, as far as that was read.
    pub asked: Option<Asked>,
    /// What became of it.
    pub outcome: BatchOutcome,
    /// What is wrong with it, line by line.
    pub complaints: Vec<BatchComplaint>,
    /// The lines for programs, in order: key and value.
    pub machine: Vec<(String, String)>,
    /// Where it stands in a conversation.
    pub thread: Thread,
    /// When the answer is signed, in real time: others check it against their clock.
    pub signed_at: DateTime<Utc>,
}

/// Nothing of the correspondence reaches a log.
impl fmt::Debug for BatchAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BatchAnswer({}, {})", self.account, self.outcome.status.as_str())
    }
}

/// What a mail asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Asked {
    /// A name was ordered.
    Order {
        /// What for.
        command: OrderCommand,
        /// Which.
        name: DomainName,
    },
    /// A function was called.
    Call {
        /// Its name in the paper.
        method: String,
        /// Of which name, where it is about one.
        name: Option<DomainName>,
    },
}

/// What is wrong at a key of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchComplaint {
    /// The line, from 1, where the mail has one for the key.
    pub line: Option<u32>,
    /// The key.
    pub key: String,
    /// What was expected there, in English.
    pub expected: String,
}

/// The message that is answered (RFC 5322, section 3.6.4).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thread {
    /// Its subject.
    pub subject: Option<String>,
    /// Its Message-ID, with its angle brackets.
    pub message_id: Option<String>,
    /// Those that it refers to, the oldest first.
    pub references: Vec<String>,
}
