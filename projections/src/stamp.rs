//! The part of a cause that views keep.

use chrono::{DateTime, Utc};
use journal::{JournalError, Recorded};
use serde::Deserialize;
use uuid::Uuid;

/// Who, through which door, when, within which request. The network address is left where it is, sealed.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Stamp {
    /// By the registrar's clock.
    pub at: DateTime<Utc>,
    /// `operator:support`, `reseller:13490`, `clock` …
    pub actor: String,
    /// The door.
    pub channel: String,
    /// One customer's request and everything that followed from it.
    pub correlation: Uuid,
}

impl Stamp {
    /// Read straight from the text: every event of a replay passes here.
    pub fn of(event: &Recorded) -> Result<Self, JournalError> {
        serde_json::from_str(&event.metadata).map_err(|source| JournalError::Unreadable {
            stream: event.stream.clone(),
            sequence: event.sequence,
            source,
        })
    }
}
