//! What is owed about names, as a person decides on it.

use crate::application::Application;
use crate::ask::{Accepted, Ask, AskError};
use crate::boxed;
use domain_model::obligations::{Command, Key, Obligations};
use domain_model::values::{DomainName, Reason};
use journal::Streams;

impl Application {
    /// Decides that something that is owed about a name is not done.
    ///
    /// # Errors
    /// Nothing like it is owed, or it is not outstanding any more.
    #[boxed]
    pub async fn waive_obligation(
        &self,
        name: &DomainName,
        key: Key,
        reason: Reason,
        ask: &Ask,
    ) -> Result<Accepted<()>, AskError> {
        if let Some(first) = self.answered(ask).await? {
            return Ok(first);
        }
        let waive = Command::Waive { key, reason };
        self.once(ask, Streams::new().with::<Obligations>(name), |work| {
            work.execute::<Obligations>(name, &waive).map(|_| ())
        })
        .await
    }
}
