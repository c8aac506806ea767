//! Outgoing mail.

use async_trait::async_trait;
use domain_model::values::{EmailAddress, SealOwner};

/// A mail that is ready to go.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Stable over repetitions of the same job, so that a repeat is the same message: becomes the Message-ID.
    pub id: String,
    /// The name shown as the sender; the registrar's own where absent.
    pub from_name: Option<String>,
    /// The sender's address; the registrar's own where absent.
    pub from: Option<EmailAddress>,
    /// The recipient.
    pub to: EmailAddress,
    /// Whose mail it is, so that erasing the person also finds what was kept of it.
    pub person: SealOwner,
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// A mail that did not go.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Try again later.
    #[error("mail {id} was not delivered: {why}")]
    Later {
        /// Which mail.
        id: String,
        /// What stood in the way.
        why: String,
    },
    /// It will never go.
    #[error("mail {id} cannot be delivered: {why}")]
    Never {
        /// Which mail.
        id: String,
        /// What is wrong with it.
        why: String,
    },
}

/// Outgoing mail: a relay, or the demo's outbox.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Delivers one mail. The same id again replaces or repeats the same message.
    ///
    /// # Errors
    /// [`MailError::Later`] is tried again, [`MailError::Never`] waits for a person.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;

    /// Removes what is kept of mails to a person.
    ///
    /// # Errors
    /// The store could not be changed.
    async fn forget(&self, person: &SealOwner) -> Result<(), MailError>;
}
