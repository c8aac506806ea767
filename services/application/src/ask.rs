//! How something is asked of the registrar, and what comes back.

use crate::orders::OrderedLine;
use crate::ports::{ClaimsNoticeError, RegistryError, ResolverError};
use crate::refusal::Refusal;
use domain_model::Cause;
use domain_model::values::{Cents, ContactNumber, OperationNumber, RegistrationNumber};
use journal::{Cursor, JournalError, TransactError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// A caller's own name for a request, so that asking twice does once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskKey {
    /// Door and account: `graphql/support`.
    pub scope: String,
    /// The caller's key.
    pub key: String,
    /// SHA-256 of what is asked, hexadecimal: another request under the same key is refused.
    pub fingerprint: String,
}

/// One request, with why and under which key it is made.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who, through which door, from where, when, why.
    pub cause: Cause,
    /// The caller's idempotency key.
    pub key: Option<AskKey>,
    /// The price that the customer agreed to, in cents of the account's currency, before tax: at any other the request is
    /// refused. None: an ordinary price needs no agreement, and a premium one keeps within the account's limit.
    pub agreed: Option<Cents>,
    /// The line of an order that it is made for.
    pub order: Option<Arc<OrderedLine>>,
    /// Decide everything as it would be decided now, and keep nothing.
    pub rehearsal: bool,
}

impl Ask {
    /// A request without a key.
    pub fn new(cause: Cause) -> Self {
        Self { cause, key: None, agreed: None, order: None, rehearsal: false }
    }

    /// The same at this price alone.
    #[must_use]
    pub fn at_price(mut self, agreed: Option<Cents>) -> Self {
        self.agreed = agreed;
        self
    }

    /// The same for a line of an order.
    #[must_use]
    pub(crate) fn ordered(self, line: OrderedLine) -> Self {
        Self { order: Some(Arc::new(line)), ..self }
    }

    /// The same under a key.
    #[must_use]
    pub fn under(mut self, key: Option<AskKey>) -> Self {
        self.cause.key = key.as_ref().map(|key| key.key.clone());
        self.key = key;
        self
    }
}

/// What a request became.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Accepted<T> {
    /// What it is about.
    pub value: T,
    /// Where a view has to be to have seen it. Empty for an answer that is repeated from long ago.
    pub cursors: Vec<Cursor>,
    /// The command that the events are recorded under.
    pub command: Option<Uuid>,
    /// The first answer, given again: nothing was done this time.
    pub repeated: bool,
}

/// An operation that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Its number (`tid`).
    pub operation: OperationNumber,
    /// The registration that it would make, for a creation or a transfer in.
    pub registration: Option<RegistrationNumber>,
    /// The owner's contact that was recorded with it, for a transfer in.
    pub owner: Option<ContactNumber>,
}

/// Why a request was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The business says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The key was used for another request.
    #[error("this idempotency key was used for another request")]
    KeyReused,
    /// Somebody else asks the same thing at this moment, again and again.
    #[error("too many requests change the same thing at once; nothing was done, ask again")]
    Contended,
    /// It may or may not have been accepted: the same key tells.
    #[error("it is not known whether the request was accepted; ask again under the same key")]
    Unknown {
        /// Under this command.
        command: Uuid,
    },
    /// A registry could not be asked.
    #[error("the registry could not be asked")]
    Registry(#[from] RegistryError),
    /// The DNS could not be asked.
    #[error("the DNS could not be asked")]
    Resolver(#[from] ResolverError),
    /// The claims notice service could not be asked.
    #[error("the claims notice service could not be asked")]
    ClaimsNotice(#[from] ClaimsNoticeError),
    /// The journal failed.
    #[error("the journal failed")]
    Journal(#[from] JournalError),
    /// A view failed.
    #[error("a view failed")]
    View(#[from] projections::ViewError),
}

impl<R: Into<Refusal>> From<TransactError<R>> for AskError {
    fn from(error: TransactError<R>) -> Self {
        match error {
            TransactError::Refused(refusal) => Self::Refused(refusal.into()),
            // Reached only when two requests under one key race with different contents; equal ones are answered
            // by `Application::once`.
            TransactError::AlreadyRemembered(_) => Self::KeyReused,
            TransactError::AlreadyCommitted { command_id, .. } => Self::Unknown { command: command_id },
            TransactError::Contended { .. } => Self::Contended,
            TransactError::OutcomeUnknown { command_id, .. } => Self::Unknown { command: command_id },
            TransactError::Journal(error) => Self::Journal(error),
        }
    }
}
