//! What the account has asked for, and what others ask it: names that come from another reseller, changes of contacts.

use super::own_domain::OwnDomain;
use super::{not_yours, owner};
use crate::caller::{application, coded};
use crate::limits::rows;
use crate::objects::{OperationState, ServiceRole, WaitsFor, progress, waits_for};
use crate::payload::{DonePayload, Obstacle, coded_failure, view_failure};
use crate::queries::list::part;
use crate::values::{DomainName, field};
use application::AskError;
use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::domain::MoveEnd;
use domain_model::operation::{Operation, Request};
use domain_model::values::{AuthCode, OperationNumber, Reason};
use projections::Sight;
use projections::contact_changes::{ContactChangeFilter, ContactChangeRow};
use projections::operations::{OperationFilter, OperationSort, PendingOperation};

/// The most moves and changes that are shown.
const OPEN: u32 = 200;

/// An operation.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct OwnOperation {
    /// Its number (`tid`).
    number: u64,
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
    /// Given up.
    closed: bool,
}

impl OwnOperation {
    pub(super) fn of(pending: PendingOperation) -> Self {
        let waits_for = waits_for(&pending);
        let (status, etat) = (pending.operation.soap_status(), pending.operation.etat());
        let row = pending.operation;
        Self {
            number: row.number.get(),
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
            closed: row.closed,
            action: row.action,
            kind: row.object,
            subject: row.subject,
        }
    }
}

#[ComplexObject]
impl OwnOperation {
    /// The name that it is about, while the account may see it.
    async fn domain(&self, ctx: &Context<'_>) -> Result<Option<OwnDomain>> {
        match self.kind.as_str() {
            "Domain" => OwnDomain::named(ctx, &self.subject).await,
            _ => Ok(None),
        }
    }
}

/// A name whose reseller asks the account to take it over.
#[derive(Clone, SimpleObject)]
pub struct MoveToMe {
    /// The name.
    name: String,
    /// Who asks.
    from: Option<u64>,
    /// When it was asked for.
    asked_at: DateTime<Utc>,
}

/// A change of the accounts of a name's roles that the account takes part in.
#[derive(Clone, SimpleObject)]
pub struct OwnContactChange {
    /// Its number (`id` of the REST paper's task).
    number: u64,
    /// The name.
    name: String,
    /// The roles that move.
    roles: Vec<ServiceRole>,
    /// Who has them.
    from: Option<u64>,
    /// Who is to have them.
    to: Option<u64>,
    /// Who asked.
    asked_by: Option<u64>,
    /// How it stands: `Voting`, `Approved` …
    state: String,
    /// A side may still answer, by the link in its mail.
    open: bool,
    /// When it was asked for.
    requested_at: DateTime<Utc>,
    /// Until when it may be answered.
    deadline: Option<DateTime<Utc>>,
}

impl From<ContactChangeRow> for OwnContactChange {
    fn from(row: ContactChangeRow) -> Self {
        let roles =
            row.change.dossier().map(|(terms, _)| terms.roles.iter().map(ServiceRole::from).collect());
        Self {
            number: row.number.get(),
            name: row.name.as_ref().map(ToString::to_string).unwrap_or_default(),
            roles: roles.unwrap_or_default(),
            from: row.from_account.map(|account| account.get()),
            to: row.to_account.map(|account| account.get()),
            asked_by: row.asked_by.map(|account| account.get()),
            state: row.state.clone(),
            open: row.open,
            requested_at: row.requested_at,
            deadline: row.deadline,
        }
    }
}

/// Operations.
#[derive(Default)]
pub struct Operations;

#[Object(name = "ResellerOperationsQueries")]
impl Operations {
    /// An operation of the account.
    async fn operation(&self, ctx: &Context<'_>, number: u64) -> Result<Option<OwnOperation>> {
        let found = application(ctx).views().operation(OperationNumber::new(number), Sight::Closed).await;
        let found = found.map_err(view_failure)?;
        let own = found.filter(|row| row.operation.account == Some(owner(ctx).account()));
        Ok(own.map(OwnOperation::of))
    }

    /// Operations of the account, the latest first.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    #[graphql(complexity = "rows(first, last) * child_complexity")]
    async fn operations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The name, host or contact.")] subject: Option<String>,
        #[graphql(desc = "Create, Renew, Update, Delete, Restore, Trade, TransferRequest …")] action: Option<
            String,
        >,
        #[graphql(default)] states: Vec<OperationState>,
        #[graphql(desc = "Neither done nor given up (`api_pending_status`).", default)] pending: bool,
        #[graphql(desc = "Asked for at this moment or later.")] from: Option<DateTime<Utc>>,
        #[graphql(desc = "Asked for before this moment.")] to: Option<DateTime<Utc>>,
        first: Option<u32>,
        after: Option<String>,
        last: Option<u32>,
        before: Option<String>,
    ) -> Result<Connection<String, OwnOperation>> {
        let filter = OperationFilter {
            account: Some(owner(ctx).account()),
            subject,
            action,
            progress: progress(&states),
            pending,
            requested_from: from,
            requested_before: to,
            ..OperationFilter::default()
        };
        let part = part(first, after, last, before, true)?;
        let page = application(ctx).views().operations(&filter, OperationSort::default(), &part.paging).await;
        part.connection(page, OwnOperation::of)
    }

    /// Names that other resellers ask the account to take over.
    #[graphql(complexity = "20 * child_complexity")]
    async fn moves(&self, ctx: &Context<'_>) -> Result<Vec<MoveToMe>> {
        let filter = OperationFilter { moves_to: Some(owner(ctx).account()), ..OperationFilter::default() };
        let paging = projections::Paging { first: OPEN, after: None, descending: true };
        let page = application(ctx).views().operations(&filter, OperationSort::default(), &paging).await;
        let rows = page.map_err(view_failure)?.items.into_iter().map(|item| item.row.operation);
        let asked = |row: projections::operations::OperationRow| MoveToMe {
            name: row.subject,
            from: row.account.map(|account| account.get()),
            asked_at: row.requested_at,
        };
        Ok(rows.map(asked).collect())
    }

    /// Changes of the accounts of names' roles that the account takes part in, the latest first.
    #[graphql(complexity = "20 * child_complexity")]
    async fn contact_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A side may still answer, or not; null: all.", default_with = "Some(true)")]
        open: Option<bool>,
    ) -> Result<Vec<OwnContactChange>> {
        let account = Some(owner(ctx).account());
        let filter = ContactChangeFilter { account, open, ..ContactChangeFilter::default() };
        let paging = projections::Paging { first: OPEN, after: None, descending: true };
        let page = application(ctx).views().contact_changes(&filter, &paging, Sight::Closed).await;
        Ok(page.map_err(view_failure)?.items.into_iter().map(|item| item.row.into()).collect())
    }
}

/// An operation.
#[derive(Clone, Debug, InputObject)]
pub struct OwnOperationInput {
    /// Which.
    pub number: u64,
}

/// An operation that is started again.
#[derive(Clone, InputObject)]
pub struct OwnRestartInput {
    /// Which.
    pub number: u64,
    /// The losing registrar's code, for a transfer that was refused because of another.
    #[graphql(secret)]
    pub auth_code: Option<String>,
}

/// An operation that is called off.
#[derive(Clone, Debug, InputObject)]
pub struct OwnCancelInput {
    /// Which.
    pub number: u64,
    /// Why.
    pub reason: String,
}

/// Commands about operations, and answers to others.
#[derive(Default)]
pub struct Commands;

#[Object(name = "ResellerOperationsCommands")]
impl Commands {
    /// Start an operation again that failed, at its price; where it waits for votes, whoever has not voted is asked again.
    async fn restart_operation(&self, ctx: &Context<'_>, input: OwnRestartInput) -> Result<DonePayload> {
        let (number, state) = own(ctx, input.number).await?;
        let ask = owner(ctx).ask(ctx, None);
        let code =
            input.auth_code.as_deref().map(|text| field("authCode", AuthCode::parse(text))).transpose();
        let code = match code {
            Ok(code) => code,
            Err(errors) => return DonePayload::answer::<()>(Err(errors.into()), |()| None),
        };
        if matches!(state, Operation::Waiting(..)) {
            let asked = application(ctx).ask_again(number, &ask).await.map_err(Obstacle::from);
            return match asked {
                Ok(()) => Ok(DonePayload { id: Some(number.to_string()), ..DonePayload::default() }),
                Err(obstacle) => DonePayload::answer::<()>(Err(obstacle), |()| None),
            };
        }
        let done = application(ctx).restart_operation(number, code, &ask).await.map_err(Obstacle::from);
        DonePayload::answer(done, |()| Some(number.to_string()))
    }

    /// Call an operation off that was not sent to the registry, or give up one that failed.
    async fn cancel_operation(&self, ctx: &Context<'_>, input: OwnCancelInput) -> Result<DonePayload> {
        let number = own(ctx, input.number).await?.0;
        let ask = owner(ctx).ask(ctx, Some(&input.reason));
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                application(ctx).cancel_operation(number, reason, &ask).await.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |()| Some(number.to_string()))
    }

    /// Take a name over that its reseller asks the account to take: it is the account's at once.
    async fn accept_move(&self, ctx: &Context<'_>, name: DomainName) -> Result<DonePayload> {
        let number = move_of(ctx, &name, Side::Gaining).await?;
        let done = application(ctx).accept_reseller_move(number, &owner(ctx).ask(ctx, None)).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(number.to_string()))
    }

    /// Do not take it over; its reseller is told.
    async fn refuse_move(&self, ctx: &Context<'_>, name: DomainName) -> Result<DonePayload> {
        end_move(ctx, &name, Side::Gaining, MoveEnd::Refused).await
    }

    /// Take back what the account asked another reseller.
    async fn withdraw_move(&self, ctx: &Context<'_>, name: DomainName) -> Result<DonePayload> {
        end_move(ctx, &name, Side::Asking, MoveEnd::Withdrawn).await
    }

    /// Have the account's side of a contact change mailed its link again.
    async fn resend_contact_change(
        &self,
        ctx: &Context<'_>,
        input: OwnOperationInput,
    ) -> Result<DonePayload> {
        let (number, ask) = (OperationNumber::new(input.number), owner(ctx).ask(ctx, None));
        let done = application(ctx).resend_contact_change_for(owner(ctx).account(), number, &ask).await;
        DonePayload::answer(done.map_err(Obstacle::from), |()| Some(number.to_string()))
    }
}

/// An operation of the account, as it is in the journal.
async fn own(ctx: &Context<'_>, number: u64) -> Result<(OperationNumber, Operation)> {
    let number = OperationNumber::new(number);
    let found = application(ctx).operation_now(number).await.map_err(|error| coded_failure(&error))?;
    match found.dossier() {
        Some(dossier) if dossier.account == owner(ctx).account() => Ok((number, found)),
        _ => Err(not_yours(&format!("operation {number}"))),
    }
}

/// Which side of a move the account is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Asking,
    Gaining,
}

/// The open move of a name, as far as the account is on that side of it.
async fn move_of(ctx: &Context<'_>, name: &DomainName, side: Side) -> Result<OperationNumber> {
    let (application, account) = (application(ctx), owner(ctx).account());
    let none = || coded("NOT_FOUND", format!("{}: no move that is yours is open", name.0));
    let number = match application.open_reseller_move(&name.0).await {
        Ok(number) => number,
        Err(AskError::Refused(_)) => return Err(none()),
        Err(error) => return Err(coded_failure(&error)),
    };
    let found = application.operation_now(number).await.map_err(|error| coded_failure(&error))?;
    let dossier = found.dossier().ok_or_else(none)?;
    let mine = match (&dossier.request, side) {
        (Request::MoveReseller { to, .. }, Side::Gaining) => *to == account,
        (Request::MoveReseller { .. }, Side::Asking) => dossier.account == account,
        _ => false,
    };
    if mine { Ok(number) } else { Err(none()) }
}

async fn end_move(ctx: &Context<'_>, name: &DomainName, side: Side, how: MoveEnd) -> Result<DonePayload> {
    let number = move_of(ctx, name, side).await?;
    let done = application(ctx).end_reseller_move(number, how, &owner(ctx).ask(ctx, None)).await;
    DonePayload::answer(done.map_err(Obstacle::from), |()| Some(number.to_string()))
}
