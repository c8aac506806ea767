//! What the world may know of a name, once for every door that tells it: RDAP, WHOIS, DAS and the back office's own
//! `whois`.
//!
//! The facts come from the view in memory ([`projections::directory`]); what of a person is shown is decided by
//! [`domain_model::policy::Disclosures`] here and nowhere else, so that no two doors can differ.

mod entry;
mod identity;
mod publish;
mod search;

pub use entry::{Entry, Field, HostEntry, Party, PartyEntry, PartyRole, Server};
pub use identity::DirectorySettings;
pub use search::{Found, Pattern, PatternRefusal, SearchFor};

use crate::application::Application;
use crate::ask::AskError;
use crate::availability::Availability;
use chrono::{DateTime, Utc};
use domain_model::values::{ContactHandle, DomainName, HostName};
use tokio_util::sync::CancellationToken;

/// Answers from memory: no database is asked.
impl Application {
    /// Whether the directory knows everything: before, what is not found may be ours.
    pub fn directory_ready(&self) -> bool {
        self.directory().is_ready()
    }

    /// A name that is ours.
    pub fn directory_name(&self, name: &DomainName) -> Option<Entry> {
        let found = self.directory().name(name)?;
        Some(self.entry_of(name, &found, self.clock().now()))
    }

    /// A host inside one of our names.
    pub fn directory_host(&self, host: &HostName) -> Option<HostEntry> {
        self.directory().host(host).map(|facts| publish::host_entry(host, &facts))
    }

    /// A person that stands in one of our names.
    pub fn directory_handle(&self, handle: &ContactHandle) -> Option<PartyEntry> {
        let (number, person) = self.directory().person(handle)?;
        Some(self.party_entry(handle, number, &person, self.clock().now()))
    }

    /// Whether a name could be registered: our own first, from memory; else its registry is asked, and its answer kept
    /// for seconds.
    ///
    /// # Errors
    /// The views failed; a registry that does not answer is [`Availability::Unknown`].
    pub async fn directory_availability(
        &self,
        name: &DomainName,
        at: DateTime<Utc>,
    ) -> Result<Availability, AskError> {
        if self.directory().has_name(name) {
            return Ok(Availability::Ours);
        }
        if let Err(refusal) = self.catalogue().registrable(name, at.date_naive()) {
            return Ok(Availability::NotOffered(refusal.to_string()));
        }
        if let Some(answer) = self.answers().get(name) {
            return Ok(answer);
        }
        let mut answers = self.availability(std::slice::from_ref(name), at).await?;
        Ok(answers.remove(name).unwrap_or(Availability::Unknown))
    }

    /// Fills the directory and keeps it as the journal is, until stopped.
    pub async fn follow_directory(&self, stop: CancellationToken) {
        self.directory().follow(self.views(), stop).await;
    }
}
