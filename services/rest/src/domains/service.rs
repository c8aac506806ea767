//! A name as the public API shows it.

use crate::caller::Caller;
use crate::moment::text as moment;
use crate::problem::Problem;
use application::{NameSheet, ServiceAccounts};
use chrono::{DateTime, NaiveDate, Utc};
use domain_model::domain::{Phase, Registration};
use domain_model::policy::{DnssecForm, GlueForm};
use domain_model::values::{AccountNumber, DnsService, DomainName, EppStatus, NameServer};
use serde::Serialize;
use utoipa::ToSchema;

/// The nichandle of an account; its number where it has gone without one.
pub(crate) async fn handle(caller: &Caller, account: AccountNumber) -> Result<String, Problem> {
    let handle = caller.application().nichandle_of(account).await?;
    Ok(handle.map_or_else(|| account.to_string(), |handle| handle.to_string()))
}

/// Somebody who stands in a role.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoleHolder {
    /// A nichandle; of the owner, the number of its contact.
    id: String,
}

/// Whether our servers serve it.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum NameServerType {
    External,
    Hosted,
}

/// Whether it can be transferred away.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum TransferLockStatus {
    Locked,
    Unlocked,
}

/// Where it is in its life.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ServiceState {
    Ok,
    Expired,
    Restorable,
    PendingDelete,
    OutgoingTransfer,
    Dispute,
}

/// Whether it is served at all.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum SuspensionState {
    NotSuspended,
    Suspended,
}

/// Whether it is signed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum DnssecState {
    Enabled,
    Disabled,
    #[serde(rename = "not_supported")]
    NotSupported,
}

/// A name server.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Server {
    name_server: String,
    name_server_type: NameServerType,
    /// Glue, where it lies inside the name.
    #[schema(format = "ipv4")]
    ipv4: Option<String>,
    /// The same.
    #[schema(format = "ipv6")]
    ipv6: Option<String>,
}

/// A name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Domain)]
#[serde(rename_all = "camelCase")]
pub(super) struct Service {
    domain: String,
    /// The number of the owner's contact.
    whois_owner: String,
    contact_owner: RoleHolder,
    contact_admin: RoleHolder,
    contact_tech: RoleHolder,
    contact_billing: RoleHolder,
    name_server_type: NameServerType,
    name_servers: Vec<Server>,
    transfer_lock_status: TransferLockStatus,
    state: ServiceState,
    suspension_state: SuspensionState,
    dnssec_supported: bool,
    dnssec_state: DnssecState,
    /// Whether the owner's data can be hidden from the directory.
    owo_supported: bool,
    /// Whether hosts are objects of the registry.
    host_supported: bool,
    glue_record_ipv6_supported: bool,
    glue_record_multi_ip_supported: bool,
    #[schema(format = "date-time")]
    last_update: String,
    #[schema(format = "date-time")]
    creation_date: String,
    #[schema(format = "date-time")]
    expiration_date: String,
    /// No service contains another one here.
    #[schema(value_type = Option<Object>)]
    parent_service: (),
    /// The registration's number.
    service_id: u64,
}

impl Service {
    pub(super) async fn of(caller: &Caller, name: DomainName, sheet: &NameSheet) -> Result<Self, Problem> {
        let application = caller.application();
        let held = &sheet.registration;
        let accounts = application.service_accounts(held).await?;
        let today = application.clock().now().date_naive();
        let policy = application.catalogue().policy(&name, today).ok();
        let dnssec_supported = policy.is_some_and(|policy| !matches!(policy.dnssec, DnssecForm::None));
        let host_objects = policy.is_some_and(|policy| policy.glue == GlueForm::HostObjects);
        let kind = name_server_type(held);
        let at = application.clock().now();
        let holder = async |account| handle(caller, account).await.map(|id| RoleHolder { id });
        let owner = held.contacts.owner.to_string();
        Ok(Self {
            domain: name.to_string(),
            whois_owner: owner.clone(),
            contact_owner: RoleHolder { id: owner },
            contact_admin: holder(accounts.admin).await?,
            contact_tech: holder(accounts.tech).await?,
            contact_billing: holder(accounts.billing).await?,
            name_server_type: kind,
            name_servers: held.servers.iter().map(|server| shown(server, kind)).collect(),
            transfer_lock_status: transfer_lock(held, at),
            state: state(held),
            suspension_state: suspension(held),
            dnssec_supported,
            dnssec_state: match &held.secdns {
                _ if !dnssec_supported => DnssecState::NotSupported,
                Some(records) if !records.is_empty() => DnssecState::Enabled,
                _ => DnssecState::Disabled,
            },
            owo_supported: policy.is_some_and(|policy| policy.privacy),
            host_supported: host_objects,
            // Host objects and attributes both carry any number of addresses of both kinds (RFC 5731, 5732).
            glue_record_ipv6_supported: true,
            glue_record_multi_ip_supported: true,
            last_update: moment(sheet.changed.as_ref().map_or(held.held_since, |changed| changed.at)),
            creation_date: moment(held.created),
            expiration_date: moment(held.paid_until()),
            parent_service: (),
            service_id: held.number.get(),
        })
    }
}

/// Everything but delegation to servers of others is served by ours.
fn name_server_type(held: &Registration) -> NameServerType {
    match held.service() {
        DnsService::Dns => NameServerType::External,
        DnsService::Parking | DnsService::Redir | DnsService::DnsSlave { .. } | DnsService::DnsPerso => {
            NameServerType::Hosted
        }
    }
}

fn shown(server: &NameServer, kind: NameServerType) -> Server {
    let of = |ipv4: bool| server.addresses.iter().find(|address| address.is_ipv4() == ipv4);
    Server {
        name_server: server.host.to_string(),
        name_server_type: kind,
        ipv4: of(true).map(ToString::to_string),
        ipv6: of(false).map(ToString::to_string),
    }
}

fn transfer_lock(held: &Registration, at: DateTime<Utc>) -> TransferLockStatus {
    let prohibits = [EppStatus::ClientTransferProhibited, EppStatus::ServerTransferProhibited];
    let locked = prohibits.into_iter().any(|status| held.statuses.contains(status));
    if locked || held.lock_at(at).is_some() {
        TransferLockStatus::Locked
    } else {
        TransferLockStatus::Unlocked
    }
}

fn suspension(held: &Registration) -> SuspensionState {
    let holds = [EppStatus::ClientHold, EppStatus::ServerHold];
    if holds.into_iter().any(|status| held.statuses.contains(status)) {
        SuspensionState::Suspended
    } else {
        SuspensionState::NotSuspended
    }
}

fn state(held: &Registration) -> ServiceState {
    match held.phase {
        Phase::Redemption { .. } => ServiceState::Restorable,
        Phase::PendingDelete { .. } => ServiceState::PendingDelete,
        _ if held.is_in_dispute() => ServiceState::Dispute,
        _ if held.transfer_out.is_some() => ServiceState::OutgoingTransfer,
        Phase::Expired => ServiceState::Expired,
        Phase::Active => ServiceState::Ok,
    }
}

/// Whether a service runs.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum ServiceStatus {
    Ok,
    Expired,
}

/// How a service is renewed: by whoever orders it, never by itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Renewal {
    automatic: bool,
    delete_at_expiration: bool,
    forced: bool,
    /// Months, where it renews by itself.
    period: Option<u32>,
}

/// The service behind a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Service)]
#[serde(rename_all = "camelCase")]
pub(super) struct ServiceInformation {
    domain: String,
    service_id: u64,
    status: ServiceStatus,
    /// A nichandle.
    contact_admin: String,
    /// A nichandle.
    contact_tech: String,
    /// A nichandle.
    contact_billing: String,
    creation: NaiveDate,
    expiration: NaiveDate,
    /// Nobody is bound beyond what is paid.
    engaged_up_to: Option<NaiveDate>,
    renew: Renewal,
}

impl ServiceInformation {
    pub(super) async fn of(caller: &Caller, name: &DomainName, sheet: &NameSheet) -> Result<Self, Problem> {
        let held = &sheet.registration;
        let accounts: ServiceAccounts = caller.application().service_accounts(held).await?;
        let status = match held.phase {
            Phase::Active => ServiceStatus::Ok,
            Phase::Expired | Phase::Redemption { .. } | Phase::PendingDelete { .. } => ServiceStatus::Expired,
        };
        Ok(Self {
            domain: name.to_string(),
            service_id: held.number.get(),
            status,
            contact_admin: handle(caller, accounts.admin).await?,
            contact_tech: handle(caller, accounts.tech).await?,
            contact_billing: handle(caller, accounts.billing).await?,
            creation: held.created.date_naive(),
            expiration: held.paid_until().date_naive(),
            engaged_up_to: None,
            renew: Renewal { automatic: false, delete_at_expiration: false, forced: false, period: None },
        })
    }
}
