//! What is looked up in views, where no stream knows it. A view may lag: what is found here is checked again by the
//! aggregate that decides.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use domain_model::contact::Contact;
use domain_model::domain::{Domain, Phase};
use domain_model::operation::{Operation, Request};
use domain_model::values::{ContactNumber, DomainName, HostName, OperationNumber};
use projections::Paging;
use projections::hosts::HostFilter;
use std::time::Duration;

impl Application {
    /// How many names use a contact in any role.
    pub(crate) async fn names_using(&self, contact: ContactNumber) -> Result<u64, AskError> {
        Ok(self.views().names_using_contact(contact).await?)
    }

    /// The hosts inside a name.
    pub(crate) async fn hosts_in(&self, name: &DomainName) -> Result<Vec<HostName>, AskError> {
        let filter = HostFilter { domain: Some(name.clone()), ..HostFilter::default() };
        let all = self.views().hosts(&filter, &Paging::first(projections::MOST_ROWS)).await?;
        Ok(all.into_rows().into_iter().map(|row| row.name).collect())
    }

    /// The trades of a name that are being voted on.
    pub(crate) async fn open_trades_of(&self, name: &DomainName) -> Result<Vec<OperationNumber>, AskError> {
        Ok(self.views().open_trades(name).await?)
    }

    /// The trades that a contact votes on.
    pub(crate) async fn open_trades_with(
        &self,
        contact: ContactNumber,
    ) -> Result<Vec<OperationNumber>, AskError> {
        Ok(self.views().open_trades_with(contact).await?)
    }

    /// Waits until the views have seen all that is in the journal now.
    pub(crate) async fn views_caught_up(&self, patience: Duration) -> Result<(), AskError> {
        Ok(self.views().caught_up(patience).await?)
    }

    /// A name as it is now.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn domain_now(&self, name: &DomainName) -> Result<Domain, AskError> {
        Ok(self.journal().load::<Domain>(name).await?.state)
    }

    /// An operation as it is now.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn operation_now(&self, number: OperationNumber) -> Result<Operation, AskError> {
        Ok(self.journal().load::<Operation>(&number).await?.state)
    }

    /// Whether a person has confirmed the data of a contact.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn is_verified(&self, number: ContactNumber) -> Result<bool, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        Ok(contact.active().is_some_and(|person| person.is_verified()))
    }

    /// Whether a name is deleted, or a deletion of it is under way.
    ///
    /// # Errors
    /// The journal failed.
    #[boxed]
    pub async fn is_being_deleted(&self, name: &DomainName) -> Result<bool, AskError> {
        let Domain::Held(held) = self.domain_now(name).await? else { return Ok(false) };
        if matches!(held.phase, Phase::Redemption { .. } | Phase::PendingDelete { .. }) {
            return Ok(true);
        }
        let Some(operation) = held.busy else { return Ok(false) };
        let state = self.operation_now(operation).await?;
        Ok(matches!(state.dossier().map(|dossier| &dossier.request), Some(Request::Delete { .. })))
    }
}
