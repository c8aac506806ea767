//! Mail to a stand-in address goes on to the person that it stands for (SOAP: `hash_email`).
//!
//! Nothing of it is kept here, and nothing of who wrote what to whom reaches a log.

mod trace;

use crate::application::Application;
use crate::ask::AskError;
use crate::ports::{ForwardedMail, MailError};
use data_encoding::HEXLOWER;
use domain_model::contact::{Contact, seal_owner};
use domain_model::values::{ContactNumber, EmailAddress};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use trace::{Trace, traced};

/// How mail to stand-in addresses is forwarded.
#[derive(Clone, Copy, Debug)]
pub struct ForwardingLimits {
    /// The longest message, in bytes.
    pub bytes: usize,
    /// The most `Received` fields: beyond them a message goes round in a loop (RFC 5321, section 6.3).
    pub hops: usize,
}

impl Default for ForwardingLimits {
    fn default() -> Self {
        Self { bytes: 10 * 1024 * 1024, hops: 50 }
    }
}

/// A message as it came.
#[derive(Clone, Copy)]
pub struct IncomingMail<'m> {
    /// Whom the envelope names: a stand-in address, one would think.
    pub recipient: &'m str,
    /// The envelope names no sender: it reports on another message, and no report on it may come of it.
    pub from_nobody: bool,
    /// Header and body. Lines end by CRLF or LF.
    pub message: &'m [u8],
}

/// Why a message does not go on.
#[derive(Debug, thiserror::Error)]
pub enum NotForwarded {
    /// No stand-in of ours, or one that stands for nobody (any more).
    #[error("nobody is reached at this address")]
    Unknown,
    /// Longer than may be.
    #[error("the message is longer than {most} bytes")]
    TooLong {
        /// The most.
        most: usize,
    },
    /// It does not begin with a header.
    #[error("this is no message: it does not begin with a header")]
    Unreadable,
    /// It has been here before, or in too many places.
    #[error("the message goes round in a loop")]
    Loop,
    /// It will never go.
    #[error(transparent)]
    Never(MailError),
    /// Try again later.
    #[error("the message could not be passed on at this moment")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl<E: Into<AskError>> From<E> for NotForwarded {
    fn from(error: E) -> Self {
        Self::Later(Box::new(error.into()))
    }
}

impl Application {
    /// Forwards a message to the person behind a stand-in address, and says to whom.
    ///
    /// A stand-in works while the person hides the address, and the contact is in use: who shows the address again has
    /// switched the stand-in off, and whatever it attracted; hiding it once more brings the same one back.
    ///
    /// # Errors
    /// Why not; nothing has gone then, but for a lost answer of the relay.
    pub async fn forward_mail(&self, mail: IncomingMail<'_>) -> Result<ContactNumber, NotForwarded> {
        let (number, stand_in) = self.stand_in_named(mail.recipient).ok_or(NotForwarded::Unknown)?;
        let limits = self.settings().forwarding;
        if mail.message.len() > limits.bytes {
            return Err(NotForwarded::TooLong { most: limits.bytes });
        }
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let details = contact.active().and_then(|person| person.details.value());
        let details = details.filter(|details| details.hide_email()).ok_or(NotForwarded::Unknown)?;
        let digest = HEXLOWER.encode(&Sha256::digest(mail.message)[..16]);
        let id = format!("forward-{number}-{digest}");
        let at = self.clock().now();
        let forwarded = ForwardedMail {
            to: details.email().clone(),
            person: seal_owner(number),
            from_nobody: mail.from_nobody,
            at,
            message: traced(mail.message, &Trace { stand_in: &stand_in, id: &id, at }, limits.hops)?,
            id,
        };
        match self.mailer().forward(&forwarded).await {
            Ok(()) => {
                tracing::info!(contact = %number, "a mail was forwarded");
                Ok(number)
            }
            Err(error @ MailError::Never { .. }) => Err(NotForwarded::Never(error)),
            Err(error @ MailError::Later { .. }) => Err(NotForwarded::Later(Box::new(error))),
        }
    }

    /// The contact that an address would stand for, if it is one that we made: nobody finds out which numbers there are
    /// by guessing.
    fn stand_in_named(&self, recipient: &str) -> Option<(ContactNumber, EmailAddress)> {
        let given = EmailAddress::parse(recipient.trim()).ok()?;
        let number = given.local_part().split_once('.')?.1.parse().ok()?;
        let ours = self.stand_in_address(number);
        let same: bool = ours.lookup_form().as_bytes().ct_eq(given.lookup_form().as_bytes()).into();
        same.then_some((number, ours))
    }
}
