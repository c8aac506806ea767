//! Names: whois, and lists.

use super::contacts::Contact;
use super::list::{connection, paging, seen};
use crate::caller::{application, coded, sight};
use crate::payload::view_failure;
use crate::values::DomainName;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::domain::Lock;
use domain_model::values::{AccountNumber, ContactNumber, StatusSet};
use projections::View;
use projections::whois::{ContactRole, NameFilter, NameRow, NameSort, Standing, Whois as Found};

/// Where a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum DomainState {
    /// Never ours.
    Absent,
    /// Asked for, not yet confirmed.
    Requested,
    /// A transfer in is on its way.
    Arriving,
    /// In use.
    Active,
    /// Past its expiry.
    Expired,
    /// Deleted, and may be restored.
    Redemption,
    /// Deleted for good in a few days.
    PendingDelete,
    /// No longer ours.
    Gone,
}

const STATES: [(DomainState, Standing); 8] = [
    (DomainState::Absent, Standing::Absent),
    (DomainState::Requested, Standing::Requested),
    (DomainState::Arriving, Standing::Arriving),
    (DomainState::Active, Standing::Active),
    (DomainState::Expired, Standing::Expired),
    (DomainState::Redemption, Standing::Redemption),
    (DomainState::PendingDelete, Standing::PendingDelete),
    (DomainState::Gone, Standing::Gone),
];

fn state(standing: Standing) -> DomainState {
    STATES.iter().find(|(_, known)| *known == standing).map_or(DomainState::Absent, |(state, _)| *state)
}

/// What keeps a name from being transferred.
#[derive(SimpleObject)]
pub struct DomainLock {
    /// Creation, transfer, change of the registrant, dispute.
    kind: String,
    /// When it was set.
    since: DateTime<Utc>,
    /// When it lifts.
    lifts: Option<DateTime<Utc>>,
    /// The rule that was applied.
    rule: String,
}

impl From<&Lock> for DomainLock {
    fn from(lock: &Lock) -> Self {
        Self {
            kind: format!("{:?}", lock.kind),
            since: lock.since,
            lifts: lock.lifts,
            rule: lock.rule.clone(),
        }
    }
}

/// A name.
#[derive(SimpleObject)]
pub struct Domain {
    /// In A-labels.
    name: String,
    /// As people write it.
    unicode: String,
    /// Where it is.
    state: DomainState,
    /// The registration in force, on its way, or last.
    registration: Option<u64>,
    /// Who manages it.
    account: Option<u64>,
    /// The registrant's contact.
    owner: Option<u64>,
    /// The administrative contact.
    admin: Option<u64>,
    /// The technical contact.
    tech: Option<u64>,
    /// The billing contact.
    billing: Option<u64>,
    /// Its name servers.
    name_servers: Vec<String>,
    /// EPP statuses.
    statuses: Vec<String>,
    /// Their bits, as the SOAP paper has them.
    registry_status: u16,
    /// Registered.
    created: Option<DateTime<Utc>>,
    /// Expires.
    expires: Option<DateTime<Utc>>,
    /// Whether it is signed.
    dnssec: bool,
    /// The unfinished operation that holds it.
    unfinished_operation: Option<u64>,
    /// What keeps it from being transferred.
    locks: Vec<DomainLock>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
    /// The last event that this shows.
    sequence: i64,
}

impl From<&NameRow> for Domain {
    fn from(row: &NameRow) -> Self {
        let servers =
            row.registration().map(|held| &held.servers).or(row.claim().map(|claim| &claim.servers));
        let statuses = StatusSet::from_bits(u32::from(row.statuses)).unwrap_or(StatusSet::EMPTY);
        Self {
            name: row.name.to_string(),
            unicode: row.name.unicode(),
            state: state(row.standing),
            registration: row.number.map(|number| number.get()),
            account: row.account.map(|account| account.get()),
            owner: row.owner.map(|number| number.get()),
            admin: row.admin.map(|number| number.get()),
            tech: row.tech.map(|number| number.get()),
            billing: row.billing.map(|number| number.get()),
            name_servers: servers
                .map(|all| all.hosts().map(ToString::to_string).collect())
                .unwrap_or_default(),
            statuses: statuses.iter().map(|status| status.to_string()).collect(),
            registry_status: row.statuses,
            created: row.created,
            expires: row.expires,
            dnssec: row.registration().is_some_and(|held| held.secdns.is_some()),
            unfinished_operation: row.busy.map(|number| number.get()),
            locks: row.locks().iter().map(DomainLock::from).collect(),
            changed_at: row.changed_at,
            changed_by: row.changed_by.clone(),
            sequence: row.sequence,
        }
    }
}

/// A name with its people.
#[derive(SimpleObject)]
pub struct Whois {
    /// The name.
    domain: Domain,
    /// The registrant.
    registrant: Option<Contact>,
    /// The administrative contact.
    admin_contact: Option<Contact>,
    /// The technical contact.
    tech_contact: Option<Contact>,
    /// The billing contact.
    billing_contact: Option<Contact>,
}

impl From<&Found> for Whois {
    fn from(found: &Found) -> Self {
        Self {
            domain: Domain::from(&found.name),
            registrant: found.contact(ContactRole::Owner).map(Contact::from),
            admin_contact: found.contact(ContactRole::Admin).map(Contact::from),
            tech_contact: found.contact(ContactRole::Tech).map(Contact::from),
            billing_contact: found.contact(ContactRole::Billing).map(Contact::from),
        }
    }
}

/// Which names.
#[derive(Default, InputObject)]
pub struct DomainFilter {
    /// Where they are.
    #[graphql(default)]
    states: Vec<DomainState>,
    /// Under which ending.
    tld: Option<String>,
    /// Whose.
    account: Option<u64>,
    /// With this contact, in any role.
    contact: Option<u64>,
    /// Expiring at this moment or later.
    expires_from: Option<DateTime<Utc>>,
    /// Expiring before this moment.
    expires_before: Option<DateTime<Utc>>,
    /// Beginning with this text.
    text: Option<String>,
}

impl From<DomainFilter> for NameFilter {
    fn from(filter: DomainFilter) -> Self {
        let standing = |state: &DomainState| STATES.iter().find(|(known, _)| known == state).map(|(_, s)| *s);
        Self {
            standings: filter.states.iter().filter_map(standing).collect(),
            tld: filter.tld,
            account: filter.account.map(AccountNumber::new),
            expires_from: filter.expires_from,
            expires_before: filter.expires_before,
            contact: filter.contact.map(ContactNumber::new),
            role: None,
            prefix: filter.text,
            busy: None,
        }
    }
}

/// What a list of names is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
pub enum DomainSort {
    /// The name.
    #[default]
    Name,
    /// The expiry.
    Expires,
    /// The creation.
    Created,
}

/// Names.
#[derive(Default)]
pub struct Names;

#[Object(name = "NamesQueries")]
impl Names {
    /// What is known of a name, now or on any day.
    async fn whois(
        &self,
        ctx: &Context<'_>,
        name: DomainName,
        as_of: Option<DateTime<Utc>>,
        consistency: Option<String>,
    ) -> Result<Option<Whois>> {
        seen(ctx, View::Whois, consistency).await?;
        let views = application(ctx).views();
        let found = match as_of {
            Some(at) => views.whois_as_of(&name.0, at, sight(ctx)?).await,
            None => views.whois(&name.0, sight(ctx)?).await,
        };
        Ok(found.map_err(view_failure)?.as_ref().map(Whois::from))
    }

    /// A name.
    async fn domain(
        &self,
        ctx: &Context<'_>,
        name: DomainName,
        consistency: Option<String>,
    ) -> Result<Option<Domain>> {
        seen(ctx, View::Whois, consistency).await?;
        sight(ctx)?;
        let found = application(ctx).views().name(&name.0, projections::Sight::Closed).await;
        Ok(found.map_err(view_failure)?.as_ref().map(Domain::from))
    }

    /// Names, filtered and sorted.
    async fn domains(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] filter: DomainFilter,
        #[graphql(default)] sort: DomainSort,
        #[graphql(default)] descending: bool,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, Domain>> {
        sight(ctx)?;
        let sort = match sort {
            DomainSort::Name => NameSort::Name,
            DomainSort::Expires => NameSort::Expires,
            DomainSort::Created => NameSort::Created,
        };
        let page = paging(first, after, descending)?;
        connection(application(ctx).views().names(&filter.into(), sort, &page).await, |row| {
            Domain::from(&row)
        })
    }

    /// The code that lets a name go, for those who may see it.
    async fn auth_code(&self, ctx: &Context<'_>, name: DomainName) -> Result<Option<String>> {
        let caller = crate::caller::support(ctx)?;
        tracing::info!(name = %name.0, operator = %caller.login, "an auth code was shown");
        let found =
            application(ctx).views().name(&name.0, projections::Sight::Open).await.map_err(view_failure)?;
        let Some(row) = found else { return Err(coded("NOT_FOUND", "the name is not registered here")) };
        let code = row.registration().and_then(|held| held.auth_code.as_ref()).and_then(|code| code.value());
        Ok(code.map(|code| code.as_str().to_owned()))
    }
}
