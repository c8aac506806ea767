//! A contact change in the words of the public API.

use crate::caller::Caller;
use crate::domains::service::handle;
use crate::moment::text as moment;
use crate::problem::Problem;
use chrono::{DateTime, Utc};
use domain_model::contact_change::{self, AccountRole, ContactChange, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What moves (`nichandle.changeContact.ContactTypeEnum`).
#[expect(clippy::enum_variant_names, reason = "the words of the API")]
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum ContactType {
    ContactAdmin,
    ContactBilling,
    ContactTech,
}

impl From<AccountRole> for ContactType {
    fn from(role: AccountRole) -> Self {
        match role {
            AccountRole::Admin => Self::ContactAdmin,
            AccountRole::Tech => Self::ContactTech,
            AccountRole::Billing => Self::ContactBilling,
        }
    }
}

/// How a contact change stands (`nichandle.changeContact.TaskStateEnum`). What nobody has to check here is never `todo` or
/// `checkValidity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum TaskState {
    /// It came to nothing: the name has left, has another contact, or nobody wants it any more.
    Aborted,
    CheckValidity,
    /// Both have accepted: the registry is told.
    Doing,
    Done,
    /// The registry or a rule refused it.
    Error,
    Expired,
    Refused,
    Todo,
    /// Both accounts are asked.
    ValidatingByCustomers,
}

impl TaskState {
    fn of(change: &ContactChange) -> Self {
        match change {
            ContactChange::Absent => Self::Todo,
            ContactChange::Voting(..) => Self::ValidatingByCustomers,
            ContactChange::Approved(..) => Self::Doing,
            ContactChange::Failed(..) => Self::Error,
            ContactChange::Ended(_, _, Outcome::Completed) => Self::Done,
            ContactChange::Ended(_, _, Outcome::Refused(_)) => Self::Refused,
            ContactChange::Ended(_, _, Outcome::Expired) => Self::Expired,
            ContactChange::Ended(_, _, Outcome::Aborted(_)) => Self::Aborted,
        }
    }

    /// The words of the view for it.
    pub(super) fn words(self) -> Vec<String> {
        let word = match self {
            Self::Aborted => "Cancelled",
            Self::Doing => "Approved",
            Self::Done => "Completed",
            Self::Error => "Failed",
            Self::Expired => "Expired",
            Self::Refused => "Refused",
            Self::ValidatingByCustomers => "Voting",
            Self::CheckValidity | Self::Todo => return vec![],
        };
        vec![word.to_owned()]
    }
}

/// A contact change (`nichandle.contactChange.Task`).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContactChange)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContactChangeTask {
    id: u64,
    /// The name.
    service_domain: String,
    contact_types: Vec<ContactType>,
    /// The nichandle of who has the roles, or had them.
    from_account: String,
    /// The nichandle of who gets them.
    to_account: String,
    /// The nichandle of who asked.
    asking_account: String,
    state: TaskState,
    #[schema(format = "date-time")]
    date_request: String,
    /// When it ended, however it did.
    #[schema(format = "date-time")]
    date_done: Option<String>,
}

impl ContactChangeTask {
    pub(super) async fn of(
        caller: &Caller,
        id: u64,
        change: &ContactChange,
        ended_at: Option<DateTime<Utc>>,
    ) -> Result<Self, Problem> {
        let unknown = || Problem::from(application::Refusal::from(contact_change::Refusal::Unknown));
        let (terms, _) = change.dossier().ok_or_else(unknown)?;
        let over = matches!(change, ContactChange::Ended(..) | ContactChange::Failed(..));
        Ok(Self {
            id,
            service_domain: terms.name.to_string(),
            contact_types: terms.roles.iter().map(ContactType::from).collect(),
            from_account: handle(caller, terms.from).await?,
            to_account: handle(caller, terms.to).await?,
            asking_account: handle(caller, terms.asked_by).await?,
            state: TaskState::of(change),
            date_request: moment(terms.requested_at),
            date_done: ended_at.filter(|_| over).map(moment),
        })
    }
}
