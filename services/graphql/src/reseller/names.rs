//! The names that the account manages, or may see as a contact of theirs.

use super::{not_yours, owner};
use crate::caller::{application, coded};
use crate::limits::rows;
use crate::objects::{DomainLock, DomainState, ResellerMove, standing};
use crate::payload::{coded_failure, view_failure};
use crate::queries::list::{kept, part};
use crate::values::{DomainName, Points};
use application::{Quote, Right};
use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, SecondsFormat, Utc};
use domain_model::domain::Registration;
use domain_model::values::{Cents, ContactNumber, NameServer, Period, PricedAction, SecDns, StatusSet};
use paper::Table;
use projections::operations::{OperationFilter, OperationSort};
use projections::whois::{NameFilter, NameRow, NameSort};
use projections::{MOST_ROWS, Paging, Sight};

use super::operations::OwnOperation;

/// The most lines of a table, without its head.
const LINES: usize = 100_000;
/// The last operations about a name.
const OPERATIONS: u32 = 20;

/// Which of the account's names.
#[derive(Default, InputObject)]
pub struct OwnDomainFilter {
    /// Where they are.
    #[graphql(default)]
    states: Vec<DomainState>,
    /// Under which ending.
    tld: Option<String>,
    /// With this contact, in any role.
    contact: Option<u64>,
    /// Expiring at this moment or later.
    expires_from: Option<DateTime<Utc>>,
    /// Expiring before this moment.
    expires_before: Option<DateTime<Utc>>,
    /// Beginning with this text.
    text: Option<String>,
}

impl OwnDomainFilter {
    fn of(self, ctx: &Context<'_>) -> NameFilter {
        NameFilter {
            account: Some(owner(ctx).account()),
            standings: self.states.into_iter().filter_map(standing).collect(),
            tld: self.tld,
            contact: self.contact.map(ContactNumber::new),
            expires_from: self.expires_from,
            expires_before: self.expires_before,
            prefix: self.text,
            ..NameFilter::default()
        }
    }
}

/// What a list of names is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum OwnDomainSort {
    /// The name.
    #[default]
    Name,
    /// The expiry.
    Expires,
    /// The creation.
    Created,
}

impl From<OwnDomainSort> for NameSort {
    fn from(sort: OwnDomainSort) -> Self {
        match sort {
            OwnDomainSort::Name => Self::Name,
            OwnDomainSort::Expires => Self::Expires,
            OwnDomainSort::Created => Self::Created,
        }
    }
}

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
    fn of(ctx: &Context<'_>, row: NameRow) -> Option<Self> {
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
    let ds = |record: &domain_model::values::DsRecord| OwnDs {
        key_tag: record.key_tag(),
        algorithm: record.algorithm(),
        digest_type: record.digest_type(),
        digest: record.digest().to_owned(),
    };
    let key = |record: &domain_model::values::KeyRecord| OwnKey {
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
                let named = |input: &domain_model::values::ContactInput| {
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

/// What the account would pay now.
#[derive(SimpleObject)]
pub struct OwnQuote {
    /// Before tax, in cents of the account's currency: the mutation's `agreedPrice`.
    cents: i64,
    /// The account's currency.
    currency: String,
    /// What would be put aside.
    points: Points,
    /// Whether the registry sells the name at a fee of its own.
    premium: bool,
    /// That fee: `250.00 EUR`.
    registry_fee: Option<String>,
    /// What made the price: the list and its day, a promotion, and the fee.
    rule: Option<String>,
}

impl From<Quote> for OwnQuote {
    fn from(quote: Quote) -> Self {
        Self {
            cents: quote.price.cents().map_or(0, Cents::get),
            currency: quote.price.currency().to_string(),
            points: Points(quote.points.get()),
            premium: quote.fee.is_some(),
            registry_fee: quote.fee.map(|fee| fee.to_string()),
            rule: quote.rule,
        }
    }
}

/// Names.
#[derive(Default)]
pub struct Names;

#[Object(name = "ResellerNamesQueries")]
impl Names {
    /// The names that the account manages, filtered and sorted.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn domains(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: OwnDomainFilter,
        #[graphql(default)] sort: OwnDomainSort,
        #[graphql(default)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
    ) -> Result<Connection<String, OwnDomain>> {
        let part = part(first, after, last, before, descending)?;
        let page = application(ctx).views().names(&filter.of(ctx), sort.into(), &part.paging).await;
        part.connection(page.map(|page| kept(page, |row| OwnDomain::of(ctx, row))), |name| name)
    }

    /// As `domains`, as a table of comma-separated values; at most 100,000 lines.
    #[graphql(complexity = "2_000")]
    async fn domains_csv(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: OwnDomainFilter,
        #[graphql(default)] sort: OwnDomainSort,
        #[graphql(default)] descending: bool,
    ) -> Result<String> {
        let (filter, sort) = (filter.of(ctx), NameSort::from(sort));
        let mut table = Table::new(&["name", "unicode", "created", "expires", "name_servers", "statuses"]);
        let mut paging = Paging { first: MOST_ROWS, after: None, descending };
        let mut written = 0;
        loop {
            let page = application(ctx).views().names(&filter, sort, &paging).await.map_err(view_failure)?;
            written += page.items.len();
            if written > LINES || (written == LINES && page.more) {
                let message = format!("there are more than {LINES} lines: ask for fewer, by a filter");
                return Err(coded("TOO_MANY_LINES", message));
            }
            paging.after = page.items.last().map(|item| item.cursor.clone());
            for item in page.items {
                table.line(&line(&item.row));
            }
            if !page.more || paging.after.is_none() {
                return Ok(table.finish());
            }
        }
    }

    /// A name that the account may see.
    async fn domain(&self, ctx: &Context<'_>, name: DomainName) -> Result<Option<OwnDomain>> {
        OwnDomain::named(ctx, &name.0.to_string()).await
    }

    /// The code that lets a name go to another registrar; for those who may manage it.
    async fn auth_code(&self, ctx: &Context<'_>, name: DomainName) -> Result<Option<String>> {
        let row = application(ctx).views().name(&name.0, Sight::Open).await.map_err(view_failure)?;
        let account = owner(ctx).account();
        let held = row.as_ref().and_then(NameRow::registration);
        let held = held.filter(|held| Right::Manage.of(account, held));
        let held = held.ok_or_else(|| not_yours(&name.0.to_string()))?;
        Ok(held.auth_code.as_ref().and_then(|code| code.value()).map(|code| code.as_str().to_owned()))
    }

    /// What the account would pay now, asked of the registry where the ending has premium names.
    #[graphql(complexity = "crate::limits::question(child_complexity)")]
    async fn quote(
        &self,
        ctx: &Context<'_>,
        name: DomainName,
        #[graphql(desc = "create, renew, transfer, restore or trade.")] action: String,
        #[graphql(desc = "Years of a registration or a renewal.", default = 1)] period: u32,
    ) -> Result<OwnQuote> {
        let wrong =
            |name: &str, error: &dyn std::fmt::Display| coded("BAD_ARGUMENT", format!("{name}: {error}"));
        let action = PricedAction::parse(&action).map_err(|error| wrong("action", &error))?;
        let years = Period::new(period).map_err(|error| wrong("period", &error))?;
        let application = application(ctx);
        let at = application.clock().now();
        let quoted = application.quoted(owner(ctx).account(), &name.0, action, Some(years), at).await;
        Ok(quoted.map_err(|error| coded_failure(&error))?.into())
    }
}

fn line(row: &NameRow) -> Vec<String> {
    let day = |at: Option<DateTime<Utc>>| {
        at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
    };
    let servers = row
        .registration()
        .map(|held| held.servers.hosts().map(ToString::to_string).collect::<Vec<_>>().join(" "));
    let statuses = StatusSet::from_bits(u32::from(row.statuses)).unwrap_or(StatusSet::EMPTY);
    let statuses: Vec<String> = statuses.iter().map(|status| status.to_string()).collect();
    vec![
        row.name.to_string(),
        row.name.unicode(),
        day(row.created),
        day(row.expires),
        servers.unwrap_or_default(),
        statuses.join(" "),
    ]
}
