//! Operations: the pending report.

use super::list::{connection, paging, seen};
use crate::caller::{application, sight};
use crate::payload::view_failure;
use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::values::{AccountNumber, OperationNumber};
use projections::View;
use projections::operations::{Awaited, OperationFilter, OperationSort, PendingOperation, Progress};

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

/// What an operation waits for.
#[derive(SimpleObject)]
pub struct WaitsFor {
    /// Whom: a registry, the other registrar, a voter, the customer.
    who: String,
    /// Since when.
    since: DateTime<Utc>,
}

/// An operation.
#[derive(SimpleObject)]
pub struct Operation {
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
}

impl From<PendingOperation> for Operation {
    fn from(pending: PendingOperation) -> Self {
        let waits_for = pending.waits_for();
        let (status, etat) = (pending.operation.soap_status(), pending.operation.etat());
        let row = pending.operation;
        let state = STATES.iter().find(|(_, known)| *known == row.progress);
        Self {
            number: row.number.get(),
            account: row.account.map(|account| account.get()),
            state: state.map_or(OperationState::Pending, |(state, _)| *state),
            status: status.as_str().to_owned(),
            etat: etat.map(|etat| etat.as_str().to_owned()),
            reply_code: row.code,
            reply_message: row.message,
            points: row.points,
            requested_at: row.requested_at,
            last_update: row.changed_at,
            since: row.since,
            waits_for: waits_for
                .into_iter()
                .map(|waiting| WaitsFor { who: who(&waiting.on), since: waiting.since })
                .collect(),
            attempts: row.attempts,
            closed: row.closed,
            opened_by: row.opened_by,
            correlation: row.correlation.to_string(),
            action: row.action,
            kind: row.object,
            subject: row.subject,
        }
    }
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

fn progress(states: &[OperationState]) -> Vec<Progress> {
    STATES.iter().filter(|(state, _)| states.contains(state)).map(|(_, progress)| *progress).collect()
}

/// Operations.
#[derive(Default)]
pub struct Operations;

#[Object(name = "OperationsQueries")]
impl Operations {
    /// An operation.
    async fn operation(
        &self,
        ctx: &Context<'_>,
        number: u64,
        consistency: Option<String>,
    ) -> Result<Option<Operation>> {
        seen(ctx, View::Operations, consistency).await?;
        let found = application(ctx).views().operation(OperationNumber::new(number), sight(ctx)?).await;
        Ok(found.map_err(view_failure)?.map(Operation::from))
    }

    /// Operations, newest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn operations(
        &self,
        ctx: &Context<'_>,
        account: Option<u64>,
        subject: Option<String>,
        action: Option<String>,
        #[graphql(default)] states: Vec<OperationState>,
        first: Option<u32>,
        after: Option<String>,
    ) -> Result<Connection<String, Operation>> {
        sight(ctx)?;
        let filter = OperationFilter {
            account: account.map(AccountNumber::new),
            subject,
            action,
            progress: progress(&states),
            ..OperationFilter::default()
        };
        let page = paging(first, after, true)?;
        let views = application(ctx).views();
        connection(views.operations(&filter, OperationSort::default(), &page).await, Operation::from)
    }

    /// What was asked for in the last months and is neither done nor given up (`api_pending_status`).
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn pending_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 4)] months: u32,
        account: Option<u64>,
        kind: Option<String>,
        #[graphql(default)] states: Vec<OperationState>,
        first: Option<u32>,
        after: Option<String>,
        consistency: Option<String>,
    ) -> Result<Connection<String, Operation>> {
        seen(ctx, View::Operations, consistency).await?;
        sight(ctx)?;
        if !(1..=12).contains(&months) {
            return Err(crate::caller::coded("BAD_MONTHS", "months: 1 to 12 are expected"));
        }
        let filter = OperationFilter {
            account: account.map(AccountNumber::new),
            action: kind,
            progress: progress(&states),
            ..OperationFilter::pending(months, application(ctx).clock().now())
        };
        let page = paging(first, after, true)?;
        let views = application(ctx).views();
        connection(views.operations(&filter, OperationSort::default(), &page).await, Operation::from)
    }
}
