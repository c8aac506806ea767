//! What is said about a request for data of persons.

use chrono::{DateTime, Utc};
use domain_model::disclosure_request::{LegalBasis, RefusalReason, RequesterKind};
use domain_model::policy::{PersonItem, PersonRole};
use domain_model::values::{DisclosureNumber, DomainName};

/// A letter about a request for data of persons.
#[derive(Clone)]
pub struct DisclosureLetter {
    /// The request.
    pub request: DisclosureNumber,
    /// The name that it is about.
    pub name: DomainName,
    /// What the letter says.
    pub says: DisclosureSays,
}

impl std::fmt::Debug for DisclosureLetter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DisclosureLetter({}, {})", self.request, self.name)
    }
}

/// What it says.
#[derive(Clone)]
pub enum DisclosureSays {
    /// It came in.
    Received {
        /// By when it is answered.
        due: DateTime<Utc>,
    },
    /// More is needed.
    Question {
        /// What.
        text: String,
    },
    /// Data is disclosed.
    Granted {
        /// Of whom, what.
        persons: Vec<(PersonRole, Vec<(PersonItem, String)>)>,
    },
    /// No data is.
    Refused {
        /// Why.
        because: RefusalReason,
        /// In the desk's words.
        text: Option<String>,
    },
    /// To the registrant: data was disclosed.
    Subject {
        /// Of whom, which fields.
        fields: Vec<(PersonRole, Vec<PersonItem>)>,
        /// To whom.
        kind: RequesterKind,
        /// On what it rests.
        basis: LegalBasis,
    },
}
