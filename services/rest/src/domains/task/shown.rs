//! An operation in the words of the public API.

use crate::moment::text as moment;
use domain_model::operation::{DomainChanges, Operation, Phase, Request};
use domain_model::values::EppStatus;
use projections::operations::PendingOperation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The registrar's own code for votes that ended without a yes.
const VOTED_DOWN: u16 = 2308;

/// What a task does (`domain.NicOperationFunctionEnum`, as far as there is such an operation here).
#[expect(clippy::enum_variant_names, reason = "the words of the API")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) enum TaskFunction {
    DomainContactUpdate,
    DomainCreate,
    DomainDelete,
    DomainDnsUpdate,
    DomainDsUpdate,
    DomainHold,
    DomainIncomingTransfer,
    DomainLock,
    DomainOutgoingTransfer,
    DomainRenew,
    DomainRestore,
    DomainTrade,
}

impl TaskFunction {
    /// Of an operation on a name; nothing of any other.
    pub(super) fn of(found: &PendingOperation) -> Option<Self> {
        Some(match &found.operation.dossier()?.request {
            Request::Create { .. } => Self::DomainCreate,
            Request::Renew { .. } => Self::DomainRenew,
            Request::Update { changes, .. } => Self::of_changes(changes),
            Request::Delete { .. } => Self::DomainDelete,
            Request::Restore { .. } => Self::DomainRestore,
            Request::Trade { .. } => Self::DomainTrade,
            Request::TransferIn { .. } => Self::DomainIncomingTransfer,
            Request::AnswerTransfer { .. } => Self::DomainOutgoingTransfer,
            // Another account manages it.
            Request::MoveReseller { .. } => Self::DomainContactUpdate,
            Request::CreateHost { .. }
            | Request::UpdateHost { .. }
            | Request::DeleteHost { .. }
            | Request::UpdateContact { .. } => return None,
        })
    }

    /// Of several changes at once, the one that reaches furthest.
    fn of_changes(changes: &DomainChanges) -> Self {
        let holds = |wanted: domain_model::values::StatusSet| wanted.contains(EppStatus::ClientHold);
        if changes.touches_accounts() || changes.owner.is_some() {
            Self::DomainContactUpdate
        } else if changes.servers.is_some() {
            Self::DomainDnsUpdate
        } else if changes.secdns.is_some() {
            Self::DomainDsUpdate
        } else if changes.client_statuses.is_some_and(holds) {
            Self::DomainHold
        } else if changes.client_statuses.is_some() || changes.auth_code.is_some() {
            Self::DomainLock
        } else {
            // Only how our servers serve it.
            Self::DomainDnsUpdate
        }
    }
}

/// How a task stands (`domain.OperationStatusEnum`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TaskStatus {
    /// Somebody said no, or nothing in time; or it was called off.
    Cancelled,
    /// At the registry.
    Doing,
    /// Done.
    Done,
    /// The registry refused it.
    Error,
    /// It waits for votes, or to be sent.
    Todo,
}

impl TaskStatus {
    pub(super) fn of(found: &PendingOperation) -> Self {
        match &found.operation.state {
            Operation::Waiting(..) => Self::Todo,
            Operation::Processing(_, position) => match position.phase {
                Phase::Ready => Self::Todo,
                Phase::Sent { .. } | Phase::Pending { .. } => Self::Doing,
            },
            Operation::Done(..) => Self::Done,
            Operation::Failed { code: VOTED_DOWN, .. } | Operation::Closed(_) | Operation::Absent => {
                Self::Cancelled
            }
            Operation::Failed { .. } => Self::Error,
        }
    }
}

/// A task.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Task {
    /// The operation's number.
    id: u64,
    /// The name that it is about.
    domain: String,
    function: Option<TaskFunction>,
    status: TaskStatus,
    /// What it waits for, or how it ended.
    comment: Option<String>,
    #[schema(format = "date-time")]
    creation_date: String,
    /// When it may be done: at once.
    #[schema(format = "date-time")]
    todo_date: String,
    #[schema(format = "date-time")]
    last_update: String,
    #[schema(format = "date-time")]
    done_date: Option<String>,
    /// Nothing is put off that could be brought forward.
    can_accelerate: bool,
    can_cancel: bool,
    can_relaunch: bool,
}

impl Task {
    pub(super) fn of(found: &PendingOperation) -> Self {
        let row = &found.operation;
        let status = TaskStatus::of(found);
        Self {
            id: row.number.get(),
            domain: row.subject.clone(),
            function: TaskFunction::of(found),
            status,
            comment: comment(found),
            creation_date: moment(row.requested_at),
            todo_date: moment(row.requested_at),
            last_update: moment(row.changed_at),
            done_date: (status == TaskStatus::Done).then(|| moment(row.changed_at)),
            can_accelerate: false,
            can_cancel: can_cancel(&row.state),
            can_relaunch: can_relaunch(found),
        }
    }
}

fn comment(found: &PendingOperation) -> Option<String> {
    let row = &found.operation;
    let waits: Vec<String> = found.waits_for().iter().map(|waiting| waiting.on.to_string()).collect();
    match &row.state {
        Operation::Waiting(..) | Operation::Processing(..) if !waits.is_empty() => {
            Some(format!("waits for: {}", waits.join(", ")))
        }
        _ => Some(row.message.clone()).filter(|message| !message.is_empty()),
    }
}

/// What has been sent is ended by the registry's answer alone.
fn can_cancel(state: &Operation) -> bool {
    match state {
        Operation::Waiting(..) | Operation::Failed { .. } => true,
        Operation::Processing(_, position) => position.phase == Phase::Ready,
        Operation::Done(..) | Operation::Closed(_) | Operation::Absent => false,
    }
}

/// Who said no is asked anew; an expired trade is voted on again.
fn can_relaunch(found: &PendingOperation) -> bool {
    let Operation::Failed { dossier, code, .. } = &found.operation.state else { return false };
    match &dossier.request {
        Request::MoveReseller { .. } => false,
        Request::Trade { .. } => {
            found.vote.as_ref().is_some_and(|vote| matches!(vote.state.as_str(), "Failed" | "Expired"))
        }
        Request::Create { .. }
        | Request::Renew { .. }
        | Request::Update { .. }
        | Request::Delete { .. }
        | Request::Restore { .. }
        | Request::AnswerTransfer { .. } => *code != VOTED_DOWN,
        _ => true,
    }
}

/// Whether this operation brought the name here: what came before it belongs to another registration.
pub(super) fn brought_here(found: &PendingOperation) -> bool {
    let Operation::Done(dossier, _) = &found.operation.state else { return false };
    matches!(dossier.request, Request::Create { .. } | Request::TransferIn { .. })
}
