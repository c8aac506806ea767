//! What a customer asks for, and the registry's commands that it takes.

use crate::values::{
    AccountNumber, AuthCode, Cents, ContactNumber, Declarations, DnsService, DomainName, EppStatus, HostName,
    Money, NameServers, OperationNumber, OrderNumber, Period, Points, Sealed, SecDns, StatusSet,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// What an operation is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    /// A name.
    Domain(DomainName),
    /// A host object.
    Host(HostName),
    /// A contact.
    Contact(ContactNumber),
}

impl std::fmt::Display for Subject {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Domain(name) => name.fmt(f),
            Self::Host(name) => name.fmt(f),
            Self::Contact(number) => number.fmt(f),
        }
    }
}

/// The price that was quoted and is charged, with the rule that made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// What is put aside.
    pub points: Points,
    /// The price before tax, in cents of the account's currency.
    pub cents: Cents,
    /// The price list and day: `reseller-eur@2026-01-01`; for a premium name with the registry's fee on top:
    /// `reseller-eur@2026-01-01 + fee 250.00 EUR`; for a promotion with its name:
    /// `reseller-EUR@2026-11-20, promotion Black Friday until 2026-11-30`.
    pub rule: String,
    /// What is bought: `create example.com 1Y`.
    pub label: String,
    /// The registry's fee that was agreed to, where it is not the one of every name (RFC 8748). It goes with the command,
    /// and a registry that wants another refuses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
}

/// The line of an order that an operation delivers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OrderedBy {
    /// Which order.
    pub order: OrderNumber,
    /// The line's place, from 0.
    pub line: u16,
}

/// The four contacts of a name. `billing` is the registrar's own notion and never goes to a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contacts {
    /// The registrant.
    pub owner: ContactNumber,
    /// The administrative contact.
    pub admin: ContactNumber,
    /// The technical contact.
    pub tech: ContactNumber,
    /// Who pays automatic renewals.
    pub billing: ContactNumber,
}

/// What an update changes; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DomainChanges {
    /// The whole new set of name servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub servers: Option<NameServers>,
    /// A new administrative contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin: Option<ContactNumber>,
    /// A new technical contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tech: Option<ContactNumber>,
    /// A new billing contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing: Option<ContactNumber>,
    /// The whole new set of client statuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_statuses: Option<StatusSet>,
    /// A new auth code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_code: Option<Sealed<AuthCode>>,
    /// The whole new set of DNSSEC records; empty takes the name out of DNSSEC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secdns: Option<SecDns>,
    /// The registrant's new object, after a transfer in. An owner change by a customer is a trade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<ContactNumber>,
}

impl DomainChanges {
    /// Whether it does nothing but set client statuses without a prohibition of updates among them.
    pub fn only_lifts(&self) -> bool {
        let lifts = |wanted: StatusSet| !wanted.contains(EppStatus::ClientUpdateProhibited);
        self.client_statuses.is_some_and(lifts) && Self { client_statuses: None, ..self.clone() }.is_empty()
    }

    /// Whether it changes an account of the name: administrative, technical or billing.
    pub fn touches_accounts(&self) -> bool {
        self.admin.is_some() || self.tech.is_some() || self.billing.is_some()
    }

    /// Nothing would change.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a customer asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Register a name.
    Create {
        /// The name.
        name: DomainName,
        /// Years.
        period: Period,
        /// Its contacts.
        contacts: Contacts,
        /// Its name servers.
        servers: NameServers,
        /// The code that later lets it go.
        auth_code: Sealed<AuthCode>,
        /// The registry's language tag of an internationalised name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        /// How it is to be served; as the default where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<DnsService>,
        /// Whether the registrant's data is to be hidden from the directory (OwO); as the default where absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        privacy: Option<bool>,
        /// What was declared and brought along for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        declarations: Option<Box<Declarations>>,
    },
    /// Renew a name.
    Renew {
        /// The name.
        name: DomainName,
        /// Years.
        period: Period,
        /// The expiry that the customer saw; a registry that has another refuses, so that nothing renews twice.
        current_expiry: DateTime<Utc>,
    },
    /// Change a name.
    Update {
        /// The name.
        name: DomainName,
        /// What changes.
        changes: DomainChanges,
    },
    /// Delete a name.
    Delete {
        /// The name.
        name: DomainName,
    },
    /// Take a deleted name back from redemption.
    Restore {
        /// The name.
        name: DomainName,
    },
    /// Change a name's registrant.
    Trade {
        /// The name.
        name: DomainName,
        /// The future owner.
        to: ContactNumber,
    },
    /// Transfer a name in.
    TransferIn {
        /// The name.
        name: DomainName,
        /// The losing side's code, where the registry wants one.
        auth_code: Option<Sealed<AuthCode>>,
        /// Years that the transfer adds, if it does.
        period: Option<Period>,
    },
    /// Answer a transfer that another registrar asked for.
    AnswerTransfer {
        /// The name.
        name: DomainName,
        /// The outbound transfer.
        transfer: OperationNumber,
        /// Approve, or reject.
        approve: bool,
    },
    /// Ask another reseller to take a name. The registry has no part in it.
    MoveReseller {
        /// The name.
        name: DomainName,
        /// Who is asked.
        to: AccountNumber,
    },
    /// Create a host object.
    CreateHost {
        /// Its name.
        host: HostName,
        /// Its addresses, where it lies inside the registry's zone.
        addresses: Vec<IpAddr>,
    },
    /// Change a host object's addresses.
    UpdateHost {
        /// Its name.
        host: HostName,
        /// The whole new set.
        addresses: Vec<IpAddr>,
    },
    /// Delete a host object.
    DeleteHost {
        /// Its name.
        host: HostName,
    },
    /// Bring a contact's data to the registry.
    UpdateContact {
        /// Which.
        contact: ContactNumber,
    },
}

impl Request {
    /// What it is about.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Create { name, .. }
            | Self::Renew { name, .. }
            | Self::Update { name, .. }
            | Self::Delete { name }
            | Self::Restore { name }
            | Self::Trade { name, .. }
            | Self::TransferIn { name, .. }
            | Self::AnswerTransfer { name, .. }
            | Self::MoveReseller { name, .. } => Subject::Domain(name.clone()),
            Self::CreateHost { host, .. } | Self::UpdateHost { host, .. } | Self::DeleteHost { host } => {
                Subject::Host(host.clone())
            }
            Self::UpdateContact { contact } => Subject::Contact(*contact),
        }
    }

    /// `action` of `api_status`.
    pub fn action(&self) -> &'static str {
        match self {
            Self::Create { .. } | Self::CreateHost { .. } => "Create",
            Self::Renew { .. } => "Renew",
            Self::Update { .. } | Self::UpdateHost { .. } | Self::UpdateContact { .. } => "Update",
            // A change of the name, as the SOAP paper asks for it.
            Self::MoveReseller { .. } => "Update",
            Self::Delete { .. } | Self::DeleteHost { .. } => "Delete",
            Self::Restore { .. } => "Restore",
            Self::Trade { .. } => "Trade",
            Self::TransferIn { .. } => "TransferRequest",
            Self::AnswerTransfer { approve: true, .. } => "TransferApprove",
            Self::AnswerTransfer { approve: false, .. } => "TransferReject",
        }
    }

    /// `type` of `api_status`.
    pub fn object(&self) -> &'static str {
        match self.subject() {
            Subject::Domain(_) => "Domain",
            Subject::Host(_) => "Host",
            Subject::Contact(_) => "Contact",
        }
    }

    /// Years bought, where years are bought.
    pub fn period(&self) -> Option<Period> {
        match self {
            Self::Create { period, .. } | Self::Renew { period, .. } => Some(*period),
            Self::TransferIn { period, .. } => *period,
            _ => None,
        }
    }

    /// A restart may bring a new code.
    pub(super) fn replace_auth_code(&mut self, new: Option<Sealed<AuthCode>>) {
        if let (Self::TransferIn { auth_code, .. }, Some(new)) = (self, new) {
            *auth_code = Some(new);
        }
    }
}

/// One command at the registry. What it carries is read from the request and the aggregates when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Create the contact object, where the registry does not have it yet.
    CreateContact(ContactNumber),
    /// Bring its data up to date.
    UpdateContact(ContactNumber),
    /// Create a host object, where the registry does not have it yet.
    CreateHost {
        /// Its name.
        host: HostName,
        /// Its addresses; none outside the registry's zone.
        addresses: Vec<IpAddr>,
    },
    /// Change its addresses.
    UpdateHost,
    /// Delete it.
    DeleteHost,
    /// Create the name.
    CreateDomain,
    /// Renew it.
    RenewDomain,
    /// Change it.
    UpdateDomain,
    /// Delete it.
    DeleteDomain,
    /// Restore it (RFC 3915: request and report).
    RestoreDomain,
    /// Ask the losing registrar for it.
    RequestTransfer,
    /// Answer the gaining registrar.
    AnswerTransfer,
    /// Set the new registrant.
    ChangeRegistrant,
    /// Hand it to the reseller who has accepted: nothing is sent.
    MoveReseller,
}
