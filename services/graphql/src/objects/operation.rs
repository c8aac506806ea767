//! Operations.

use super::node::write_id;
use super::{Account, Consent, Contact, Domain, Host, LedgerEntry, Moment, Order, links};
use crate::loaders::{EntriesOf, batches};
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::OperationNumber;
use projections::operations::{Awaited, PendingOperation, Progress};

/// How an operation goes, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum OperationState {
    /// To be sent.
    Pending,
    /// At the registry.
    InProgress,
    /// The customer must act: a vote, a document.
    ActionRequired,
    /// A third party must act: a registry, the other registrar.
    Blocked,
    /// Done.
    Succeeded,
    /// Ended without effect.
    Failed,
}

const STATES: [(OperationState, Progress); 6] = [
    (OperationState::Pending, Progress::Pending),
    (OperationState::InProgress, Progress::InProgress),
    (OperationState::ActionRequired, Progress::ActionRequired),
    (OperationState::Blocked, Progress::Blocked),
    (OperationState::Succeeded, Progress::Succeeded),
    (OperationState::Failed, Progress::Failed),
];

impl OperationState {
    /// The state of a view's word.
    pub fn of(progress: Progress) -> Self {
        STATES.iter().find(|(_, known)| *known == progress).map_or(Self::Pending, |(state, _)| *state)
    }
}

/// What an operation waits for.
#[derive(Clone, SimpleObject)]
pub struct WaitsFor {
    /// Whom: a registry, the other registrar, a voter, the customer.
    who: String,
    /// Since when.
    since: DateTime<Utc>,
}

/// An operation.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct Operation {
    /// Its global id.
    pub(super) id: ID,
    /// Its number (`tid`).
    number: u64,
    /// Who asked, and pays.
    account: Option<u64>,
    /// Create, Renew, Update, Delete, Restore, Trade, TransferRequest …
    action: String,
    /// Domain, Host or Contact.
    kind: String,
    /// The name, host or contact.
    subject: String,
    /// How it goes, for people.
    state: OperationState,
    /// Wait, ToProcess, Done or Error, as the SOAP paper words it.
    status: String,
    /// AttenteVote, Pending or AuthKO, where it applies.
    etat: Option<String>,
    /// The registry's code; 0 while there is none.
    reply_code: u16,
    /// The registry's own words.
    reply_message: String,
    /// Its price in points.
    points: Option<i64>,
    /// The order that it delivers a line of.
    order_number: Option<u64>,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
    /// When it last changed.
    last_update: DateTime<Utc>,
    /// Since when it has stood where it stands.
    since: DateTime<Utc>,
    /// What it waits for.
    waits_for: Vec<WaitsFor>,
    /// How often something was sent.
    attempts: u32,
    /// Given up.
    closed: bool,
    /// Who asked.
    opened_by: String,
    /// The customer's request that it belongs to.
    correlation: String,
    /// The last event that this shows.
    sequence: i64,
    #[graphql(skip)]
    as_of: Moment,
}

impl Operation {
    /// As of a moment.
    pub fn of(pending: PendingOperation, as_of: Moment) -> Self {
        let waits_for = waits_for(&pending);
        let (status, etat) = (pending.operation.soap_status(), pending.operation.etat());
        let row = pending.operation;
        Self {
            id: write_id("Operation", row.number),
            number: row.number.get(),
            account: row.account.map(|account| account.get()),
            state: OperationState::of(row.progress),
            status: status.as_str().to_owned(),
            etat: etat.map(|etat| etat.as_str().to_owned()),
            reply_code: row.code,
            reply_message: row.message,
            points: row.points,
            order_number: row.state.dossier().and_then(|dossier| dossier.ordered_by).map(|by| by.order.get()),
            requested_at: row.requested_at,
            last_update: row.changed_at,
            since: row.since,
            waits_for,
            attempts: row.attempts,
            closed: row.closed,
            opened_by: row.opened_by,
            correlation: row.correlation.to_string(),
            action: row.action,
            kind: row.object,
            subject: row.subject,
            sequence: row.sequence,
            as_of,
        }
    }
}

#[ComplexObject]
impl Operation {
    /// The account that asked, and pays.
    async fn account_node(&self, ctx: &Context<'_>) -> Result<Option<Account>> {
        links::account(ctx, self.account, self.as_of).await
    }

    /// The order that it delivers a line of.
    async fn order(&self, ctx: &Context<'_>) -> Result<Option<Order>> {
        links::order(ctx, self.order_number, self.as_of).await
    }

    /// The name that it is about.
    async fn domain(&self, ctx: &Context<'_>) -> Result<Option<Domain>> {
        links::domain(ctx, self.about("Domain"), self.as_of).await
    }

    /// The host that it is about.
    async fn host(&self, ctx: &Context<'_>) -> Result<Option<Host>> {
        links::host(ctx, self.about("Host"), self.as_of).await
    }

    /// The contact that it is about.
    async fn contact(&self, ctx: &Context<'_>) -> Result<Option<Contact>> {
        let number = self.about("Contact").and_then(|number| number.parse().ok());
        links::contact(ctx, number, self.as_of).await
    }

    /// The owner change that it carries out.
    async fn trade(&self, ctx: &Context<'_>) -> Result<Option<Consent>> {
        Ok(links::consent(ctx, self.number, self.as_of).await?.filter(Consent::is_trade))
    }

    /// The transfer that it carries out.
    async fn transfer(&self, ctx: &Context<'_>) -> Result<Option<Consent>> {
        Ok(links::consent(ctx, self.number, self.as_of).await?.filter(|consent| !consent.is_trade()))
    }

    /// The movements of points that belong to it, in order, as of now: put aside, settled or released, refunded.
    #[graphql(complexity = "4 * child_complexity + 1")]
    async fn ledger(&self, ctx: &Context<'_>) -> Result<Vec<LedgerEntry>> {
        let key = EntriesOf(OperationNumber::new(self.number));
        let rows = batches(ctx).load(key).await?.unwrap_or_default();
        Ok(rows.into_iter().map(LedgerEntry::from).collect())
    }
}

impl Operation {
    /// What it is about, if that is of this kind.
    fn about(&self, kind: &str) -> Option<&str> {
        (self.kind == kind).then_some(self.subject.as_str())
    }

    /// Whose it is.
    pub fn is_of(&self, account: Option<u64>) -> bool {
        account.is_none() || self.account == account
    }
}

/// What an operation waits for, and since when.
pub fn waits_for(pending: &PendingOperation) -> Vec<WaitsFor> {
    let waiting = pending.waits_for().into_iter();
    waiting.map(|waiting| WaitsFor { who: who(&waiting.on), since: waiting.since }).collect()
}

/// Whom an operation waits for, in words.
fn who(awaited: &Awaited) -> String {
    match awaited {
        Awaited::Registrar => "registrar".to_owned(),
        Awaited::Registry(registry) => format!("registry {registry}"),
        Awaited::OtherRegistrar => "other registrar".to_owned(),
        Awaited::Voter { side, .. } => format!("vote of {side}"),
        Awaited::Customer => "customer".to_owned(),
    }
}

/// The view's words for states.
pub fn progress(states: &[OperationState]) -> Vec<Progress> {
    STATES.iter().filter(|(state, _)| states.contains(state)).map(|(_, progress)| *progress).collect()
}
