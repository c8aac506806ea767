//! What registries answer and say by themselves.

use super::{CheckedClaim, CheckedName};
use chrono::{DateTime, Utc};
use domain_model::values::{
    AuthCode, ClTrid, ContactInput, DomainName, HostName, RegistryContactId, SecDns, StatusSet,
};
use std::net::IpAddr;

/// What a registry answered; codes of 2000 and above are its refusals, kept as they came.
#[derive(Clone, Debug)]
pub struct Answer {
    /// EPP result code.
    pub code: u16,
    /// Message, with the reasons that the registry added.
    pub message: String,
    /// The registry's transaction id.
    pub svtrid: String,
    /// What came with it.
    pub data: AnswerData,
}

impl Answer {
    /// Accepted, now or later.
    pub fn is_success(&self) -> bool {
        self.code < 2000
    }

    /// Accepted, to be answered by a message (1001).
    pub fn is_pending(&self) -> bool {
        self.code == 1001
    }
}

/// What came with an answer.
#[derive(Clone, Debug)]
pub enum AnswerData {
    /// Nothing.
    None,
    /// Names, free or not, with what is special about their fees.
    DomainCheck(Vec<CheckedName>),
    /// Names, under trademark claims or not.
    ClaimsCheck(Vec<CheckedClaim>),
    /// A name.
    Domain(Box<DomainAtRegistry>),
    /// A creation or renewal: created, expires.
    Dates {
        /// When it was created, for a creation.
        created: Option<DateTime<Utc>>,
        /// When it expires.
        expires: Option<DateTime<Utc>>,
    },
    /// A transfer.
    Transfer(TransferAtRegistry),
    /// A contact object.
    Contact(Box<ContactAtRegistry>),
    /// A host object.
    Host(HostAtRegistry),
}

/// A name, as a registry shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainAtRegistry {
    /// The name.
    pub name: DomainName,
    /// The sponsoring registrar.
    pub sponsor: String,
    /// EPP statuses.
    pub statuses: StatusSet,
    /// RGP statuses, as the registry words them (RFC 3915).
    pub rgp: Vec<String>,
    /// The registrant's object.
    pub registrant: Option<RegistryContactId>,
    /// The administrative contact's object.
    pub admin: Option<RegistryContactId>,
    /// The technical contact's object.
    pub tech: Option<RegistryContactId>,
    /// Host objects.
    pub servers: Vec<HostName>,
    /// When it was created.
    pub created: Option<DateTime<Utc>>,
    /// When it expires.
    pub expires: Option<DateTime<Utc>>,
    /// When it last came by transfer.
    pub transferred: Option<DateTime<Utc>>,
    /// Its code, where we may see it.
    pub auth_code: Option<AuthCode>,
    /// DNSSEC records.
    pub secdns: Option<SecDns>,
}

/// A contact object, as a registry shows it. What cannot be read as contact details stays absent.
#[derive(Clone, Debug)]
pub struct ContactAtRegistry {
    /// Its id.
    pub id: RegistryContactId,
    /// The sponsoring registrar.
    pub sponsor: String,
    /// The data as input, since foreign data need not satisfy our own rules.
    pub details: ContactInput,
}

/// A host object, as a registry shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostAtRegistry {
    /// Its name.
    pub host: HostName,
    /// The sponsoring registrar.
    pub sponsor: String,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

/// `trStatus` of RFC 5730.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferStatus {
    /// The losing registrar let it go.
    ClientApproved,
    /// The gaining registrar called it off.
    ClientCancelled,
    /// The losing registrar kept it.
    ClientRejected,
    /// Waiting for the losing registrar.
    Pending,
    /// The registry let it go.
    ServerApproved,
    /// The registry called it off.
    ServerCancelled,
}

impl TransferStatus {
    /// Whether the name is with the gaining registrar.
    pub fn is_approval(self) -> bool {
        matches!(self, Self::ClientApproved | Self::ServerApproved)
    }
}

/// A transfer, as a registry shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferAtRegistry {
    /// The name.
    pub name: DomainName,
    /// How it stands.
    pub status: TransferStatus,
    /// Who asked.
    pub gaining: String,
    /// When.
    pub requested: DateTime<Utc>,
    /// Who has to act, or acted last (`acID`): the losing registrar, but for a transfer that was called off.
    pub acting: String,
    /// Until when.
    pub answer_by: DateTime<Utc>,
    /// The new expiry.
    pub expires: Option<DateTime<Utc>>,
}

/// One message of a registry's queue (RFC 5730, section 2.9.2.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollMessage {
    /// The message's id, needed to acknowledge it.
    pub id: String,
    /// When it was queued.
    pub queued: Option<DateTime<Utc>>,
    /// Its text.
    pub text: String,
    /// The whole response, without secrets.
    pub raw: String,
    /// What it says, where it is known.
    pub data: PollData,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollData {
    /// A transfer moved on.
    Transfer(TransferAtRegistry),
    /// A command that was pending is decided (`panData`).
    PendingAction {
        /// The name.
        name: DomainName,
        /// Approved.
        approved: bool,
        /// Our transaction.
        cltrid: Option<ClTrid>,
        /// The registry's transaction.
        svtrid: String,
    },
    /// Something about a name that the registry changed by itself (RFC 8590).
    Change {
        /// The name.
        name: DomainName,
        /// What it did.
        operation: String,
    },
    /// Unknown here: it waits for a person.
    Unknown,
}
