//! A name, as the account sees it.

use super::operations::OwnOperation;
use super::owner;
use crate::caller::application;
use crate::objects::{DomainLock, DomainState, ResellerMove};
use crate::payload::view_failure;
use application::Right;
use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::domain::Registration;
use domain_model::values::{ContactInput, ContactNumber, DsRecord, KeyRecord, NameServer, SecDns, StatusSet};
use projections::operations::{OperationFilter, OperationSort};
use projections::whois::NameRow;
use projections::{Paging, Sight};

/// The last operations about a name.
const OPERATIONS: u32 = 20;

/// A name server with its addresses, where it lies inside the name.
#[derive(Clone, SimpleObject)]
pub struct OwnNameServer {
    /// The host.
    host: String,
    /// Its addresses.
    addresses: Vec<String>,
}

impl From<&NameServer> for OwnNameServer {
    fn from(server: &NameServer) -> Self {
        let addresses = server.addresses.iter().map(ToString::to_string).collect();
        Self { host: server.host.to_string(), addresses }
    }
}

/// A DS record (RFC 4034).
#[derive(Clone, SimpleObject)]
pub struct OwnDs {
    /// Key tag.
    key_tag: u16,
    /// Algorithm.
    algorithm: u8,
    /// Digest type.
    digest_type: u8,
    /// Digest, hexadecimal.
    digest: String,
}

/// A DNSKEY record (RFC 4034), for endings that want keys.
#[derive(Clone, SimpleObject)]
pub struct OwnKey {
    /// Flags.
    flags: u16,
    /// Protocol.
    protocol: u8,
    /// Algorithm.
    algorithm: u8,
    /// Public key, base64.
    public_key: String,
}

/// A contact of a name. Whose data is not the account's own is a number alone.
#[derive(Clone, SimpleObject)]
pub struct NameContact {
    /// owner, admin, tech or billing.
    role: String,
    /// Its number.
    number: u64,
    /// Its handle; absent where it is another account's.
    handle: Option<String>,
    /// Company or person; absent where it is another account's, or erased.
    name: Option<String>,
    /// Its address of e-mail; likewise.
    email: Option<String>,
}

/// A name.
#[derive(Clone, SimpleObject)]
#[graphql(name = "OwnDomain", complex)]
pub struct OwnDomain {
    /// In A-labels.
    name: String,
    /// As people write it.
    unicode: String,
    /// Where it is.
    state: DomainState,
    /// The account manages it; otherwise it is seen as a contact of it.
    managed: bool,
    /// The account may renew, change, delete, restore and trade it.
    may_manage: bool,
    /// Registered.
    created: Option<DateTime<Utc>>,
    /// Expires.
    expires: Option<DateTime<Utc>>,
    /// Its name servers.
    name_servers: Vec<OwnNameServer>,
    /// How it is served: parking, redir, dns, dnsslave or dnsperso.
    service: Option<String>,
    /// EPP statuses.
    statuses: Vec<String>,
    /// What keeps it from being transferred, and until when.
    locks: Vec<DomainLock>,
    /// Whether it is signed.
    dnssec: bool,
    /// Its DS records.
    ds_records: Vec<OwnDs>,
    /// Its keys, at endings that want keys.
    key_records: Vec<OwnKey>,
    /// Whether the registrant's data is to be hidden from the directory (OwO), where that was said.
    owo: Option<bool>,
    /// The unfinished operation that holds it.
    unfinished_operation: Option<u64>,
    /// Another reseller was asked to take it, and has not answered.
    reseller_move: Option<ResellerMove>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    #[graphql(skip)]
    row: NameRow,
}

impl OwnDomain {
    /// As the account sees it; nothing where it may not.
    pub(super) fn of(ctx: &Context<'_>, row: NameRow) -> Option<Self> {
        let account = owner(ctx).account();
        let managed = row.account == Some(account);
        let held = row.registration();
        let may = |right: Right| held.map_or(managed, |held| right.of(account, held));
        if !may(Right::See) {
            return None;
        }
        let claim = row.claim();
        let servers = held.map(|held| &held.servers).or(claim.map(|claim| &claim.servers));
        let secdns = held.and_then(|held| held.secdns.as_ref());
        let (ds_records, key_records) = signed(secdns);
        let statuses = StatusSet::from_bits(u32::from(row.statuses)).unwrap_or(StatusSet::EMPTY);
        Some(Self {
            name: row.name.to_string(),
            unicode: row.name.unicode(),
            state: DomainState::of(row.standing),
            managed,
            may_manage: may(Right::Manage),
            created: row.created,
            expires: row.expires,
            name_servers: servers
                .map(|all| all.iter().map(OwnNameServer::from).collect())
                .unwrap_or_default(),
            service: held.map(|held| held.service().to_string()),
            statuses: statuses.iter().map(|status| status.to_string()).collect(),
            locks: row.locks().iter().map(DomainLock::from).collect(),
            dnssec: secdns.is_some(),
            ds_records,
            key_records,
            owo: held.and_then(|held| held.privacy),
            unfinished_operation: row.busy.map(|number| number.get()),
            reseller_move: held.and_then(|held| held.moving.as_deref()).map(ResellerMove::from),
            changed_at: row.changed_at,
            row,
        })
    }

    /// A name, as far as the account may see it.
    pub(super) async fn named(ctx: &Context<'_>, name: &str) -> Result<Option<Self>> {
        let Ok(name) = name.parse() else { return Ok(None) };
        let row = application(ctx).views().name(&name, Sight::Closed).await.map_err(view_failure)?;
        Ok(row.and_then(|row| Self::of(ctx, row)))
    }

    fn held(&self) -> Option<&Registration> {
        self.row.registration()
    }
}

fn signed(secdns: Option<&SecDns>) -> (Vec<OwnDs>, Vec<OwnKey>) {
    let ds = |record: &DsRecord| OwnDs {
        key_tag: record.key_tag(),
        algorithm: record.algorithm(),
        digest_type: record.digest_type(),
        digest: record.digest().to_owned(),
    };
    let key = |record: &KeyRecord| OwnKey {
        flags: record.flags(),
        protocol: record.protocol(),
        algorithm: record.algorithm(),
        public_key: record.public_key().to_owned(),
    };
    match secdns {
        None => (vec![], vec![]),
        Some(SecDns::Ds(records)) => (records.iter().map(ds).collect(), vec![]),
        Some(SecDns::Keys(records)) => (vec![], records.iter().map(key).collect()),
    }
}

#[ComplexObject]
impl OwnDomain {
    /// Its contacts by role.
    #[graphql(complexity = "10 + 4 * child_complexity")]
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<NameContact>> {
        let Some(held) = self.held() else { return Ok(vec![]) };
        let (account, roles) = (owner(ctx).account(), &held.contacts);
        let roles = [
            ("owner", roles.owner),
            ("admin", roles.admin),
            ("tech", roles.tech),
            ("billing", roles.billing),
        ];
        let numbers: Vec<ContactNumber> = roles.iter().map(|(_, number)| *number).collect();
        let known = application(ctx).views().contacts_by_number(&numbers, Sight::Open).await;
        let known = known.map_err(view_failure)?;
        Ok(roles
            .into_iter()
            .map(|(role, number)| {
                let own = known.iter().find(|row| row.number == number && row.account == Some(account));
                let details = own.and_then(|row| row.details()).map(|details| details.to_input());
                let named = |input: &ContactInput| {
                    let person = format!("{} {}", input.first_name, input.last_name);
                    if input.organisation.is_empty() {
                        person.trim().to_owned()
                    } else {
                        input.organisation.clone()
                    }
                };
                NameContact {
                    role: role.to_owned(),
                    number: number.get(),
                    handle: own.and_then(|row| row.handle.as_ref()).map(ToString::to_string),
                    name: details.as_ref().map(named),
                    email: details.map(|input| input.email),
                }
            })
            .collect())
    }

    /// The last operations about it that the account asked for, the latest first, at most twenty.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn operations(&self, ctx: &Context<'_>) -> Result<Vec<OwnOperation>> {
        let filter = OperationFilter {
            account: Some(owner(ctx).account()),
            subject: Some(self.name.clone()),
            ..OperationFilter::default()
        };
        let latest = Paging { first: OPERATIONS, after: None, descending: true };
        let page = application(ctx).views().operations(&filter, OperationSort::default(), &latest).await;
        Ok(page.map_err(view_failure)?.items.into_iter().map(|item| OwnOperation::of(item.row)).collect())
    }
}
