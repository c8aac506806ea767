//! Names.

use super::node::write_id;
use super::services::{self, Mailbox, Redirection, ZoneRecord};
use super::{Account, Consent, Contact, Host, Moment, Operation, PublishedWhois, links};
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::domain::Lock;
use domain_model::values::{DomainName, RegistrationNumber, StatusSet};
use projections::whois::{ContactRole, NameRow, Standing, Whois as Found};

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

/// The view's word for a state.
pub fn standing(state: DomainState) -> Option<Standing> {
    STATES.iter().find(|(known, _)| *known == state).map(|(_, standing)| *standing)
}

impl DomainState {
    /// The state of a view's word.
    pub fn of(standing: Standing) -> Self {
        STATES.iter().find(|(_, known)| *known == standing).map_or(Self::Absent, |(state, _)| *state)
    }
}

/// What keeps a name from being transferred.
#[derive(Clone, SimpleObject)]
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

/// A name's move to another reseller, which that one has not decided.
#[derive(Clone, SimpleObject)]
pub struct ResellerMove {
    /// The operation that asked for it.
    operation: u64,
    /// The account that is asked to manage the name.
    to: u64,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
    /// Until when it may be accepted.
    expires_at: DateTime<Utc>,
}

impl From<&domain_model::domain::ResellerMove> for ResellerMove {
    fn from(open: &domain_model::domain::ResellerMove) -> Self {
        Self {
            operation: open.operation.get(),
            to: open.to.get(),
            asked_at: open.asked_at,
            expires_at: open.expires_at,
        }
    }
}

/// A name.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Domain {
    /// Its global id.
    pub(super) id: ID,
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
    /// How it is served: parking, redir, dns, dnsslave or dnsperso; absent where it is not ours.
    service: Option<String>,
    /// The master's address of a dnsslave.
    service_master: Option<String>,
    /// Whether the registrant's data is to be hidden from the directory (OwO), where that was said.
    owo: Option<bool>,
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
    /// The open move to another reseller.
    reseller_move: Option<ResellerMove>,
    /// When it last changed.
    changed_at: DateTime<Utc>,
    /// Who changed it.
    changed_by: String,
    /// The last event that this shows.
    sequence: i64,
    /// The registration in force.
    #[graphql(skip)]
    held: Option<(DomainName, RegistrationNumber)>,
    #[graphql(skip)]
    as_of: Moment,
}

impl Domain {
    /// As of a moment.
    pub fn of(row: &NameRow, as_of: Moment) -> Self {
        let servers =
            row.registration().map(|held| &held.servers).or(row.claim().map(|claim| &claim.servers));
        let service = match (row.registration(), row.claim()) {
            (Some(held), _) => Some(held.service()),
            (None, Some(claim)) => Some(claim.service.unwrap_or_default()),
            (None, None) => None,
        };
        let statuses = StatusSet::from_bits(u32::from(row.statuses)).unwrap_or(StatusSet::EMPTY);
        Self {
            id: write_id("Domain", &row.name),
            name: row.name.to_string(),
            unicode: row.name.unicode(),
            state: DomainState::of(row.standing),
            registration: row.number.map(|number| number.get()),
            account: row.account.map(|account| account.get()),
            owner: row.owner.map(|number| number.get()),
            admin: row.admin.map(|number| number.get()),
            tech: row.tech.map(|number| number.get()),
            billing: row.billing.map(|number| number.get()),
            name_servers: servers
                .map(|all| all.hosts().map(ToString::to_string).collect())
                .unwrap_or_default(),
            service: service.map(|service| service.to_string()),
            service_master: service.and_then(|service| service.master()).map(|master| master.to_string()),
            owo: match (row.registration(), row.claim()) {
                (Some(held), _) => held.privacy,
                (None, claim) => claim.and_then(|claim| claim.privacy),
            },
            statuses: statuses.iter().map(|status| status.to_string()).collect(),
            registry_status: row.statuses,
            created: row.created,
            expires: row.expires,
            dnssec: row.registration().is_some_and(|held| held.secdns.is_some()),
            unfinished_operation: row.busy.map(|number| number.get()),
            locks: row.locks().iter().map(DomainLock::from).collect(),
            reseller_move: row.registration().and_then(|held| held.moving.as_deref()).map(ResellerMove::from),
            changed_at: row.changed_at,
            changed_by: row.changed_by.clone(),
            sequence: row.sequence,
            held: row.registration().map(|held| (row.name.clone(), held.number)),
            as_of,
        }
    }
}

#[ComplexObject]
impl Domain {
    /// The account that manages it.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, self.account, self.as_of).await
    }

    /// The registrant.
    async fn registrant(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        links::contact(ctx, self.owner, self.as_of).await
    }

    /// The administrative contact.
    async fn admin_contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        links::contact(ctx, self.admin, self.as_of).await
    }

    /// The technical contact.
    async fn tech_contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        links::contact(ctx, self.tech, self.as_of).await
    }

    /// The billing contact.
    async fn billing_contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        links::contact(ctx, self.billing, self.as_of).await
    }

    /// The unfinished operation that holds it.
    async fn operation(&self, ctx: &Context<'_>) -> Result<Option<Operation>> {
        links::operation(ctx, self.unfinished_operation, self.as_of).await
    }

    /// The last operations about it, the latest first, at most twenty.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn operations(&self, ctx: &Context<'_>) -> Result<Vec<Operation>> {
        links::operations(ctx, &self.name, self.as_of).await
    }

    /// Its last trades, the latest first, of its last twenty trades and transfers.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn trades(&self, ctx: &Context<'_>) -> Result<Vec<Consent>> {
        let all = links::consents(ctx, &self.name, self.as_of).await?;
        Ok(all.into_iter().filter(Consent::is_trade).collect())
    }

    /// Its last transfers in both directions, the latest first, of its last twenty trades and transfers.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn transfers(&self, ctx: &Context<'_>) -> Result<Vec<Consent>> {
        let all = links::consents(ctx, &self.name, self.as_of).await?;
        Ok(all.into_iter().filter(|consent| !consent.is_trade()).collect())
    }

    /// Its redirections, in the order of their making; every look at addresses is recorded.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn redirections(&self, ctx: &Context<'_>) -> Result<Vec<Redirection>> {
        let Some((name, number)) = &self.held else { return Ok(vec![]) };
        services::redirections(ctx, name, *number, self.as_of).await
    }

    /// The records of a zone of its owner's own.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn zone(&self, ctx: &Context<'_>) -> Result<Vec<ZoneRecord>> {
        let Some((name, number)) = &self.held else { return Ok(vec![]) };
        services::zone(ctx, name, *number, self.as_of).await
    }

    /// Its mailboxes, in the order of their making; every look at their names is recorded.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn mailboxes(&self, ctx: &Context<'_>) -> Result<Vec<Mailbox>> {
        let Some((name, number)) = &self.held else { return Ok(vec![]) };
        services::mailboxes(ctx, name, *number, self.as_of).await
    }

    /// The host objects inside it, the first twenty.
    #[graphql(complexity = "crate::limits::inside(child_complexity)")]
    async fn hosts(&self, ctx: &Context<'_>) -> Result<Vec<Host>> {
        links::hosts(ctx, &self.name, self.as_of).await
    }
}

/// A name with its people.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
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
    #[graphql(skip)]
    as_of: Moment,
}

#[ComplexObject]
impl Whois {
    /// What the world is told of it, over RDAP and WHOIS too; nothing where it is not ours.
    async fn published(&self, ctx: &Context<'_>) -> Result<Option<PublishedWhois>> {
        match self.domain.name.parse() {
            Ok(name) => PublishedWhois::read(ctx, &name, self.as_of).await,
            Err(_) => Ok(None),
        }
    }
}

impl Whois {
    /// As of a moment.
    pub fn of(found: &Found, as_of: Moment) -> Self {
        let contact = |role| found.contact(role).map(|row| Contact::of(row, as_of));
        Self {
            domain: Domain::of(&found.name, as_of),
            registrant: contact(ContactRole::Owner),
            admin_contact: contact(ContactRole::Admin),
            tech_contact: contact(ContactRole::Tech),
            billing_contact: contact(ContactRole::Billing),
            as_of,
        }
    }
}
