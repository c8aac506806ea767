//! What the world may know of a name, once for every door that tells it: RDAP, WHOIS, DAS and the back office's own
//! `whois`.
//!
//! The facts come from the view in memory ([`projections::directory`]); what of a person is shown is decided by
//! [`domain_model::policy::Disclosures`] here and nowhere else, so that no two doors can differ.

mod entry;
mod identity;

pub use entry::{Entry, Field, HostEntry, Party, PartyEntry, PartyRole, Server};
pub use identity::DirectorySettings;
