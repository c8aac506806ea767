//! The things of the schema, each with the things that it leads to.

mod access;
mod account;
mod consent;
mod contact;
mod contact_change;
mod disclosure;
mod domain;
mod host;
mod invoice;
mod ledger;
pub mod links;
mod mail_settings;
mod money;
mod node;
mod operation;
mod order;
mod published;
mod services;
mod tld;

pub use crate::queries::myself::Session;
pub use access::{AccessRule, ApiApplication, Credential, CredentialStatus};
pub use account::{Account, AccountBranding};
pub use consent::Consent;
pub use contact::{Contact, Details};
pub use contact_change::{ContactChange, ServiceRole};
pub use disclosure::{
    DisclosureItem, DisclosureRequest, DisclosureRole, LegalBasis, RefusedBecause, RequesterKind,
};
pub use domain::{Domain, DomainLock, DomainState, ResellerMove, Whois, standing};
pub use host::Host;
pub use invoice::{Adjustment, Invoice, InvoiceLine, InvoiceStatus, MoneyAmount, PaymentMeans};
pub use ledger::{LedgerEntry, PointsAccount};
pub use mail_settings::{CertificateTrust, MailMethod, MailSettings};
pub use money::{MoneyAccount, MoneyEntry, PaymentMean};
pub use node::{Node, node};
pub use operation::{Operation, OperationState, WaitsFor, progress, waits_for};
pub use order::{LineProgress, LineState, Order, OrderStatus};
pub use published::PublishedWhois;
pub use tld::Tld;

use chrono::{DateTime, Utc};

/// The moment that an answer is about; none: now. What a thing leads to is shown as of the same moment.
pub type Moment = Option<DateTime<Utc>>;
