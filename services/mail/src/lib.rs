//! Outgoing mail: letters as people read them, and the two ways that they leave, a relay or the demo's outbox.
//!
//! Nothing here logs an address or a link, and no error carries one: a letter is named by its id.

mod config;
mod forward;
mod message;
mod outbox;
mod relay;
mod signing;
mod wording;

pub use config::{ForwardingConfig, MailConfig, MailConfigError, RelayConfig, RelayTls};
pub use outbox::OutboxMailer;
pub use relay::SmtpMailer;
pub use signing::{AnswerKey, AnswerKeyError, KeyPair};

use domain_model::values::EmailAddress;
use std::sync::Arc;

/// Who writes: the registrar, where a letter names no reseller.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The name that readers see.
    pub name: String,
    /// Where letters come from, and where undelivered ones go back to.
    pub address: EmailAddress,
    /// Where a reader asks questions: an `https:`, `http:` or `mailto:` address.
    pub contact_url: String,
    /// Where reports on messages that were forwarded go back to.
    pub bounces: EmailAddress,
    /// What answers to batch mails are signed by, if they are.
    pub answer_key: Option<Arc<AnswerKey>>,
}
