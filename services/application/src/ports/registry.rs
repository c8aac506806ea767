//! A registry, as seen by the application: commands, answers, messages.

use super::{Answer, FeeFor, PollMessage, RegistryHealth};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain_model::values::{
    AcceptedNotice, AllocationToken, AuthCode, ClTrid, ContactDetails, DomainName, HostName, Money, Period,
    RegistryContactId, RegistryId, SealOwner, SecDns, StatusSet,
};
use std::net::IpAddr;

/// What to do with a transfer (RFC 5730, section 2.9.3.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferVerb {
    /// Ask for it.
    Request,
    /// Ask how it stands.
    Query,
    /// Let it go.
    Approve,
    /// Keep it.
    Reject,
    /// Call our own request off.
    Cancel,
}

/// One command to a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegistryCommand {
    /// Are these names free, and what do they cost?
    CheckDomains {
        /// Which.
        names: Vec<DomainName>,
        /// The fees to ask for, where the registry names fees.
        fees: Vec<FeeFor>,
        /// The code of reserved names to ask with (RFC 8495).
        token: Option<AllocationToken>,
    },
    /// Are these names under trademark claims (RFC 8334)?
    CheckClaims {
        /// Which.
        names: Vec<DomainName>,
    },
    /// What does the registry know of a name? The code opens what is another registrar's.
    InfoDomain {
        /// The name.
        name: DomainName,
        /// Its code.
        auth_code: Option<AuthCode>,
    },
    /// Register a name.
    CreateDomain {
        /// The name.
        name: DomainName,
        /// Years.
        period: Period,
        /// Host objects.
        servers: Vec<HostName>,
        /// The registrant's object; none at a thin registry.
        registrant: Option<RegistryContactId>,
        /// The administrative contact's object.
        admin: Option<RegistryContactId>,
        /// The technical contact's object.
        tech: Option<RegistryContactId>,
        /// The code that later lets it go.
        auth_code: AuthCode,
        /// DNSSEC records.
        secdns: Option<SecDns>,
        /// The language tag of an internationalised name, where the registry wants one.
        language: Option<String>,
        /// The fee that was agreed to, for a premium name.
        fee: Option<Money>,
        /// The trademark claims notice that was accepted, for a claimed name.
        claims_notice: Option<AcceptedNotice>,
        /// The code of a reserved name.
        allocation_token: Option<AllocationToken>,
    },
    /// Renew a name.
    RenewDomain {
        /// The name.
        name: DomainName,
        /// Years.
        period: Period,
        /// The expiry that is believed: another one refuses the command.
        current_expiry: DateTime<Utc>,
        /// The fee that was agreed to, for a premium name.
        fee: Option<Money>,
    },
    /// Change a name: what is added, removed and replaced against what is believed.
    UpdateDomain {
        /// The name.
        name: DomainName,
        /// Host objects to add.
        add_servers: Vec<HostName>,
        /// Host objects to remove.
        remove_servers: Vec<HostName>,
        /// Client statuses to add.
        add_statuses: StatusSet,
        /// Client statuses to remove.
        remove_statuses: StatusSet,
        /// (old, new) administrative contact.
        admin: Option<(Option<RegistryContactId>, RegistryContactId)>,
        /// (old, new) technical contact.
        tech: Option<(Option<RegistryContactId>, RegistryContactId)>,
        /// A new registrant.
        registrant: Option<RegistryContactId>,
        /// A new code.
        auth_code: Option<AuthCode>,
        /// The whole new set of DNSSEC records; empty removes all.
        secdns: Option<SecDns>,
    },
    /// Delete a name.
    DeleteDomain {
        /// The name.
        name: DomainName,
    },
    /// Restore a name: RFC 3915 request, and report where the registry wants one.
    RestoreDomain {
        /// The name.
        name: DomainName,
        /// When it was deleted, for the report.
        deleted_at: DateTime<Utc>,
        /// Now, for the report.
        restored_at: DateTime<Utc>,
        /// The fee that was agreed to, for a premium name.
        fee: Option<Money>,
    },
    /// Transfer a name.
    TransferDomain {
        /// What to do.
        verb: TransferVerb,
        /// The name.
        name: DomainName,
        /// The code, for a request.
        auth_code: Option<AuthCode>,
        /// Years that the transfer adds.
        period: Option<Period>,
        /// The fee that was agreed to, for a request of a premium name.
        fee: Option<Money>,
    },
    /// Create a contact object.
    CreateContact {
        /// The id that we give it.
        id: RegistryContactId,
        /// The data.
        details: Box<ContactDetails>,
        /// The object's code.
        auth_code: AuthCode,
    },
    /// Replace a contact object's data.
    UpdateContact {
        /// Its id.
        id: RegistryContactId,
        /// The data.
        details: Box<ContactDetails>,
    },
    /// What does the registry know of a contact object?
    InfoContact {
        /// Its id.
        id: RegistryContactId,
        /// Its code, or that of a name that it belongs to.
        auth_code: Option<AuthCode>,
    },
    /// Delete a contact object.
    DeleteContact {
        /// Its id.
        id: RegistryContactId,
    },
    /// Does this host object exist, and with which addresses?
    InfoHost {
        /// Its name.
        host: HostName,
    },
    /// Create a host object.
    CreateHost {
        /// Its name.
        host: HostName,
        /// Its addresses.
        addresses: Vec<IpAddr>,
    },
    /// Change a host object's addresses.
    UpdateHost {
        /// Its name.
        host: HostName,
        /// To add.
        add: Vec<IpAddr>,
        /// To remove.
        remove: Vec<IpAddr>,
    },
    /// Delete a host object.
    DeleteHost {
        /// Its name.
        host: HostName,
    },
}

impl RegistryCommand {
    /// Verb and object, for logs and metrics: `domain:create`.
    pub fn label(&self) -> &'static str {
        match self {
            Self::CheckDomains { .. } => "domain:check",
            Self::CheckClaims { .. } => "domain:claims",
            Self::InfoDomain { .. } => "domain:info",
            Self::CreateDomain { .. } => "domain:create",
            Self::RenewDomain { .. } => "domain:renew",
            Self::UpdateDomain { .. } => "domain:update",
            Self::DeleteDomain { .. } => "domain:delete",
            Self::RestoreDomain { .. } => "domain:restore",
            Self::TransferDomain { .. } => "domain:transfer",
            Self::CreateContact { .. } => "contact:create",
            Self::UpdateContact { .. } => "contact:update",
            Self::InfoContact { .. } => "contact:info",
            Self::DeleteContact { .. } => "contact:delete",
            Self::InfoHost { .. } => "host:info",
            Self::CreateHost { .. } => "host:create",
            Self::UpdateHost { .. } => "host:update",
            Self::DeleteHost { .. } => "host:delete",
        }
    }

    /// Whether it only asks.
    pub fn is_query(&self) -> bool {
        matches!(
            self,
            Self::CheckDomains { .. }
                | Self::CheckClaims { .. }
                | Self::InfoDomain { .. }
                | Self::InfoContact { .. }
                | Self::InfoHost { .. }
                | Self::TransferDomain { verb: TransferVerb::Query, .. }
        )
    }
}

/// Why a registry gave no answer that can be read.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Nothing was sent: it may safely be sent later.
    #[error("{registry}: {label} was not sent: {why}")]
    NotSent {
        /// Which registry.
        registry: RegistryId,
        /// Verb and object.
        label: &'static str,
        /// What stood in the way.
        why: String,
    },
    /// It was sent, and what became of it is unknown: ask before repeating.
    #[error("{registry}: the answer to {label} {cltrid} is lost: {why}")]
    AnswerLost {
        /// Which registry.
        registry: RegistryId,
        /// Verb and object.
        label: &'static str,
        /// Our transaction.
        cltrid: String,
        /// What happened.
        why: String,
    },
    /// No registry is configured for that name.
    #[error("no registry is configured for {0}")]
    NoRoute(String),
}

/// A registry.
#[async_trait]
pub trait Registry: Send + Sync {
    /// The name of its entry in the configuration.
    fn id(&self) -> &RegistryId;

    /// Our own registrar id there (`clID`).
    fn registrar(&self) -> &str;

    /// Sends one command and waits for its answer. `log` says whose key seals the raw messages.
    ///
    /// # Errors
    /// [`RegistryError::NotSent`] when nothing reached the registry, [`RegistryError::AnswerLost`] when that
    /// cannot be said.
    async fn send(
        &self,
        command: RegistryCommand,
        cltrid: &ClTrid,
        log: Option<SealOwner>,
    ) -> Result<Answer, RegistryError>;

    /// The oldest message of the queue, which stays until it is acknowledged.
    ///
    /// # Errors
    /// As for [`Registry::send`].
    async fn poll(&self) -> Result<Option<PollMessage>, RegistryError>;

    /// Takes a message off the queue.
    ///
    /// # Errors
    /// As for [`Registry::send`].
    async fn acknowledge(&self, id: &str) -> Result<(), RegistryError>;

    /// How the connection stands, as far as this process knows; nothing for a registry without one.
    fn health(&self) -> Option<RegistryHealth> {
        None
    }
}

/// A raw message, with passwords and codes already blanked.
#[derive(Clone, Debug)]
pub struct RawMessage {
    /// Which registry.
    pub registry: RegistryId,
    /// To the registry, or from it.
    pub sent: bool,
    /// Our transaction, where it has one.
    pub cltrid: Option<String>,
    /// Verb and object.
    pub label: String,
    /// The result code, for answers.
    pub code: Option<u16>,
    /// The XML.
    pub xml: String,
    /// Whose key seals it.
    pub owner: Option<SealOwner>,
}

/// Where adapters put raw messages.
#[async_trait]
pub trait MessageLog: Send + Sync {
    /// Stores one message. A failure to store is logged and does not stop the command.
    async fn store(&self, message: RawMessage);
}
