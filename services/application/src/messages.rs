//! Raw registry messages: stored before anything else is done with them, sealed where they are about a person.

use crate::ports::{MessageLog, RawMessage};
use async_trait::async_trait;
use domain_model::values::Sealed;
use journal::{Journal, JournalError};
use serde_json::json;

/// Raw messages in the journal's database.
#[derive(Clone)]
pub struct MessageStore {
    journal: Journal,
}

impl MessageStore {
    /// Over this journal's database.
    pub fn new(journal: Journal) -> Self {
        Self { journal }
    }

    async fn write(&self, message: RawMessage) -> Result<(), JournalError> {
        let body = match message.owner {
            Some(owner) => {
                let open =
                    serde_json::to_value(Sealed::open(owner, message.xml)).expect("text is plain data");
                self.journal.vault().seal_json(open).await?
            }
            None => json!(message.xml),
        };
        self.journal
            .store_message(journal::StoredMessage {
                registry: message.registry.to_string(),
                sent: message.sent,
                cltrid: message.cltrid,
                label: message.label,
                code: message.code.map(i32::from),
                body,
            })
            .await
    }
}

#[async_trait]
impl MessageLog for MessageStore {
    async fn store(&self, message: RawMessage) {
        let (registry, label) = (message.registry.clone(), message.label.clone());
        if let Err(error) = self.write(message).await {
            tracing::error!(%registry, %label, error = %error, "a raw registry message was not stored");
        }
    }
}
