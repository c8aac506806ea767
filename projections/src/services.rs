//! The hosted services of a name: no table holds them, they are read from their streams.

use crate::boxed;
use crate::error::ViewError;
use crate::stamp::Stamp;
use crate::views::{Sight, Views};
use chrono::{DateTime, Utc};
use domain_model::EventSourced;
use domain_model::mailboxes::Mailboxes;
use domain_model::redirections::Redirections;
use domain_model::values::DomainName;
use domain_model::zone::Zone;
use journal::StreamId;

impl Views {
    /// The redirections of a name, now or as they were.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn redirections(
        &self,
        name: &DomainName,
        at: Option<DateTime<Utc>>,
        sight: Sight,
    ) -> Result<Redirections, ViewError> {
        self.read_state(name, at, sight).await
    }

    /// The zone of a name's own, now or as it was.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn zone(&self, name: &DomainName, at: Option<DateTime<Utc>>) -> Result<Zone, ViewError> {
        self.read_state(name, at, Sight::Closed).await
    }

    /// The mailboxes of a name, now or as they were.
    ///
    /// # Errors
    /// The database failed.
    #[boxed]
    pub async fn mailboxes(
        &self,
        name: &DomainName,
        at: Option<DateTime<Utc>>,
        sight: Sight,
    ) -> Result<Mailboxes, ViewError> {
        self.read_state(name, at, sight).await
    }

    async fn read_state<A: EventSourced<Id = DomainName>>(
        &self,
        name: &DomainName,
        at: Option<DateTime<Utc>>,
        sight: Sight,
    ) -> Result<A, ViewError> {
        let mut state = A::default();
        for event in self.journal().read_stream(&StreamId::of::<A>(name)).await? {
            let done = Stamp::of(&event)?.at;
            // As in every view of another day, what comes after a later event is cut off with it.
            if at.is_some_and(|at| done > at) {
                break;
            }
            state.apply(match sight {
                Sight::Open => event.open(self.vault()).await?,
                Sight::Closed => event.decode()?,
            });
        }
        Ok(state)
    }
}
