//! Values: parsed once, then true. A value that exists satisfies its rules; deserialising reads it again.
//!
//! None of them reads a clock, a file or the network. Personal and secret ones are hidden by `Debug`.

mod access;
mod auth_code;
mod batch;
mod cart;
mod contact_details;
mod country;
mod dns_service;
mod domain_name;
mod email;
mod evidence;
mod fingerprint;
mod handle;
mod identification;
mod idna2008;
mod ids;
mod invoice_number;
mod launch;
mod mailbox;
mod money;
mod name_server;
mod period;
mod person;
mod phone;
mod points;
mod price;
mod redirection;
mod rules;
mod sealed;
mod secdns;
mod status;
mod token;
mod zone_records;

pub use access::{
    AccessMethod, AccessRule, ApplicationDescription, ApplicationDescriptionError, ApplicationKey,
    ApplicationKeyError, ApplicationName, ApplicationNameError, PathPattern, PathPatternError, Redirection,
    RedirectionError,
};
pub use auth_code::{AuthCode, AuthCodeError};
pub use batch::{
    AuthMethod, BatchWordError, DnsGroup, HostingPlan, Offer, OrderCommand, Referer, ResellerProfile,
};
pub use cart::{CartId, CartWordError, ConfigurationLabel, PricingMode, Subsidiary};
pub use contact_details::{
    CompanyNumber, CompanyNumberError, ContactDetails, ContactInput, ContactLine, ContactLineError,
    PostalAddress,
};
pub use country::{Country, CountryError};
pub use dns_service::{DnsService, DnsServiceError};
pub use domain_name::{DomainName, DomainNameError, HostName, Tld, TldError};
pub use email::{EmailAddress, EmailAddressError};
pub use evidence::{Reason, ReasonError, Sha256Digest, Sha256DigestError};
pub use fingerprint::{PgpFingerprint, PgpFingerprintError};
pub use handle::{ContactHandle, ContactHandleError, Nichandle, NichandleError};
pub use identification::Identification;
pub(crate) use idna2008::script;
pub use ids::{
    AccountNumber, AdjustmentNumber, ApplicationNumber, ContactNumber, CredentialNumber, DisclosureNumber,
    HostNumber, InvalidNumber, OperationNumber, OrderNumber, RegistrationNumber,
};
pub use invoice_number::{InvoiceKind, InvoiceNumber, InvoiceNumberError, InvoiceSeriesId};
pub use launch::{
    AcceptedNotice, AllocationToken, AllocationTokenError, ClaimKey, ClaimKeyError, Declarations, NoticeId,
    NoticeIdError,
};
pub use mailbox::{MailboxName, MailboxNameError};
pub use money::{Cents, Currency, Money, MoneyError};
pub use name_server::{
    AddressScope, NameServer, NameServers, NameServersError, check_addresses, check_scope, is_global,
};
pub use period::{Period, PeriodError};
pub use person::{Civility, LegalForm, Locale, PersonWordError};
pub use phone::{PhoneNumber, PhoneNumberError};
pub use points::{Points, PointsError, PointsRate};
pub use price::{PriceClass, PriceWordError, PricedAction, PromotionName};
pub use redirection::{MailRoute, WebAddress, WebAddressError, WebRedirection, WebSourceError, web_source};
pub use rules::{BrokenRule, FieldError};
pub use sealed::{Purpose, SealOwner, Sealed};
pub use secdns::{DnsPublicKey, DsDigest, DsRecord, KeyRecord, SecDns, SecDnsError};
pub use status::{EppStatus, StatusError, StatusSet};
pub use token::{
    ClTrid, ClTridError, RegistryContactId, RegistryContactIdError, RegistryId, RegistryIdError,
};
pub use zone_records::{APEX, RecordType, ZoneError, ZoneRecord, ZoneRecords};
