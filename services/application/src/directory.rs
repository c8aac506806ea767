//! What the world may know of a name, once for every door that tells it: RDAP, WHOIS, DAS and the back office's own
//! `whois`.
//!
//! The facts come from the view in memory ([`projections::directory`]); what of a person is shown is decided by
//! [`domain_model::policy::Disclosures`] here and nowhere else, so that no two doors can differ.

mod entry;
mod identity;
mod publish;
mod search;

pub use entry::{Entry, Field, HostEntry, Party, PartyEntry, PartyRole, Rule, Server};
pub use identity::DirectorySettings;
pub use search::{Found, Pattern, PatternRefusal, SearchFor};

use crate::application::Application;
use crate::ask::AskError;
use crate::availability::Availability;
use crate::boxed;
use domain_model::policy::CatalogueRefusal;
use domain_model::values::{ContactHandle, DomainName, HostName};
use tokio_util::sync::CancellationToken;

/// Whether a name could be registered, as a DAS tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It could.
    Free,
    /// It could, for a fee of its own.
    Premium,
    /// Somebody has it, or its registry keeps it.
    Taken,
    /// It is no name that its registry takes; why.
    Invalid(String),
    /// Nothing is registered under its ending here.
    Unsupported,
    /// Its registry did not answer.
    Unknown,
}

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
    /// The views failed; a registry that does not answer is [`Standing::Unknown`].
    #[boxed]
    pub async fn directory_standing(&self, name: &DomainName) -> Result<Standing, AskError> {
        if self.directory().has_name(name) {
            return Ok(Standing::Taken);
        }
        let at = self.clock().now();
        match self.catalogue().registrable(name, at.date_naive()) {
            Ok(_) => {}
            Err(CatalogueRefusal::UnknownTld { .. } | CatalogueRefusal::NotYet { .. }) => {
                return Ok(Standing::Unsupported);
            }
            Err(CatalogueRefusal::Reserved { .. }) => return Ok(Standing::Taken),
            Err(refusal) => return Ok(Standing::Invalid(refusal.to_string())),
        }
        let answer = match self.answers().get(name) {
            Some(answer) => answer,
            None => {
                let mut answers = self.availability(std::slice::from_ref(name), at).await?;
                answers.remove(name).unwrap_or(Availability::Unknown)
            }
        };
        Ok(match answer {
            Availability::Free => Standing::Free,
            Availability::Premium(_) => Standing::Premium,
            Availability::Ours | Availability::Taken(_) | Availability::Reserved(_) => Standing::Taken,
            Availability::NotOffered(_) => Standing::Unsupported,
            Availability::Unknown => Standing::Unknown,
        })
    }

    /// Fills the directory and keeps it as the journal is, until stopped.
    #[boxed]
    pub async fn follow_directory(&self, stop: CancellationToken) {
        self.directory().follow(self.views(), stop).await;
    }
}
